"""Socket Mode: whatever becomes of a connection there is another one, and nothing is heard by half."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest
from structlog.testing import capture_logs

from bot.channels.slack import read
from bot.channels.slack.read import Words
from bot.channels.slack.socket import Patience, SocketMode, socket_mode
from tests.bot.channels.slack.payloads import message
from tests.peers import slack_sockets
from tests.peers.local_slack import APP_TOKEN, BOT, LocalSlack, free_port
from tests.peers.slack_sockets import TICKET, Behaviour, Line, SlackSockets

QUICK = Patience(
    heartbeat=0.6, hello=0.8, first_pause=0.01, longest_pause=0.05, overlap=0.3, grace=2.0
)


class Listener:
    """In the place of Bolt: keeps what it hears, and answers as it is told."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[AsyncBoltRequest] = asyncio.Queue()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.answers: list[BoltResponse | Exception] = []
        self.done = 0

    async def __call__(self, request: AsyncBoltRequest) -> BoltResponse:
        self.heard.put_nowait(request)
        await self.may_answer.wait()
        self.done += 1
        answer = self.answers.pop(0) if self.answers else BoltResponse(status=200)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def next(self) -> Any:
        async with asyncio.timeout(5):
            return (await self.heard.get()).body


@pytest.fixture
async def slack() -> AsyncIterator[SlackSockets]:
    async with slack_sockets.slack_sockets() as slack:
        yield slack


@pytest.fixture
def listener() -> Listener:
    return Listener()


@asynccontextmanager
async def connected(slack: SlackSockets, listener: Listener) -> AsyncIterator[SocketMode]:
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK) as socket:
        await slack.line(0)
        await until_well(socket)
        yield socket


async def until_well(socket: SocketMode) -> None:
    await until(lambda: socket.problem() is None)


async def until_problem(socket: SocketMode, words: str) -> None:
    await until(lambda: words in (socket.problem() or ""))


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not so():  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.01)


# --- hearing -------------------------------------------------------------------------------------


async def test_what_was_heard_is_acknowledged_and_not_before(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener):
        line = await slack.line(0)
        listener.may_answer.clear()
        await line.delivers(message("any news?"), "e7")
        assert (await listener.next())["event"]["text"] == "any news?"
        await asyncio.sleep(0.05)
        assert line.acks.empty()
        listener.may_answer.set()
        assert await line.acknowledged() == {"envelope_id": "e7"}
    assert slack.asked == [APP_TOKEN]


@pytest.mark.parametrize(
    ("answer", "payload"),
    [
        (BoltResponse(status=200, body={"response_action": "clear"}), {"response_action": "clear"}),
        (BoltResponse(status=200, body="I've written to you."), {"text": "I've written to you."}),
    ],
)
async def test_what_the_listener_answers_goes_along(
    answer: BoltResponse, payload: object, slack: SlackSockets, listener: Listener
) -> None:
    listener.answers = [answer]
    async with connected(slack, listener):
        line = await slack.line(0)
        await line.delivers({"command": "/sincerely"}, kind="slash_commands")
        assert await line.acknowledged() == {"envelope_id": "e1", "payload": payload}


@pytest.mark.parametrize(
    "failure", [BoltResponse(status=500), BoltResponse(status=400), RuntimeError("a bug")]
)
async def test_what_was_not_heard_well_is_not_acknowledged_and_the_next_one_is(
    failure: BoltResponse | Exception, slack: SlackSockets, listener: Listener
) -> None:
    listener.answers = [failure]
    async with connected(slack, listener):
        line = await slack.line(0)
        with capture_logs() as logs:
            await line.delivers(message("a secret"), "e1")
            await listener.next()
            await line.delivers(message("another"), "e2")
            assert await line.acknowledged() == {"envelope_id": "e2"}
    assert "secret" not in str(logs)
    assert len(slack.lines) == 1


async def test_one_that_takes_long_holds_up_no_other(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener):
        line = await slack.line(0)
        listener.may_answer.clear()
        for number in range(3):
            await line.delivers(message("hello"), f"e{number}")
        for _ in range(3):
            await listener.next()
        listener.may_answer.set()
        assert [(await line.acknowledged())["envelope_id"] for _ in range(3)] == ["e0", "e1", "e2"]


RUBBISH: Sequence[Any] = (
    "no JSON",
    "[" * 5000,
    b"\x00\x01",
    [1, 2],
    {},
    {"type": "disconnected"},
    {"envelope_id": 7, "payload": {}},
    {"envelope_id": "e1", "type": "events_api", "payload": None},
    {"envelope_id": "e1", "type": "events_api", "payload": "words"},
    {"envelope_id": "e1", "type": "events_api", "payload": [["a"]]},
)


async def test_nonsense_is_put_aside(slack: SlackSockets, listener: Listener) -> None:
    async with connected(slack, listener):
        line = await slack.line(0)
        with capture_logs() as logs:
            for nonsense in RUBBISH:
                await line.send(nonsense)
            await line.delivers(message("sense"), "e2")
            assert await line.acknowledged() == {"envelope_id": "e2"}
    assert {entry["event"] for entry in logs} <= {"slack_unreadable"}
    assert len(slack.lines) == 1


# --- the watch -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        slack_sockets.drops,
        slack_sockets.closes,
        slack_sockets.hangs,
        slack_sockets.says_nothing,
        slack_sockets.hangs_up_first,
        slack_sockets.asks_to_leave("warning"),
        slack_sockets.asks_to_leave("refresh_requested"),
        slack_sockets.refuses("too_many_websockets"),
    ],
)
async def test_after_a_bad_connection_comes_a_good_one(
    first: Behaviour, slack: SlackSockets, listener: Listener
) -> None:
    slack.behaviours = [first, first]
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK) as socket:
        line = await slack.line(2)
        await until_well(socket)
        await line.delivers(message("still there?"))
        assert await line.acknowledged() == {"envelope_id": "e1"}
        assert socket.problem() is None
        assert len(slack.lines) == 3


@pytest.mark.parametrize("status", [403, 404, 500, 503])
async def test_where_no_connection_is_let_in_it_is_tried_again(
    status: int, slack: SlackSockets, listener: Listener
) -> None:
    slack.refusals = [status] * 3
    with capture_logs() as logs:
        async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK) as socket:
            await slack.line(0)
            await until_well(socket)
    assert len(slack.asked) == 4  # each address is good for one try
    assert TICKET not in str(logs)
    assert [entry["event"] for entry in logs].count("slack_not_connected") == 1


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(status=503, text="<html>Sorry.</html>", content_type="text/html"),
        web.json_response({"ok": True}),
        web.json_response({"ok": True, "url": "nonsense"}),
        web.json_response({"ok": False, "error": "internal_error"}),
    ],
    ids=["down", "no address", "nonsense", "stumbles"],
)
async def test_where_slack_gives_no_address_it_is_asked_again(
    answer: web.Response, slack: SlackSockets, listener: Listener
) -> None:
    slack.answers = [answer]
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK) as socket:
        await until_well(socket)
    assert len(slack.asked) == 2


async def test_slack_gets_the_rest_that_it_asks_for(
    slack: SlackSockets, listener: Listener
) -> None:
    slack.answers = [
        web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "60"}
        )
    ]
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK) as socket:
        await until_problem(socket, "asked for a rest")
        await asyncio.sleep(0.2)
        assert len(slack.asked) == 1


async def test_whoever_asks_is_told_what_to_look_at(
    slack: SlackSockets, listener: Listener
) -> None:
    slack.answers = [web.json_response({"ok": False, "error": "invalid_auth"})]
    async with socket_mode(listener, "xapp-wrong", slack.api_url, QUICK) as socket:
        problem = "Slack is not connected (Socket Mode): Slack does not let us in: invalid_auth."
        await until_problem(socket, problem)


async def test_a_switched_off_app_is_said_to_be_one(
    slack: SlackSockets, listener: Listener
) -> None:
    slack.behaviours = [slack_sockets.refuses("link_disabled")] * 500
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK) as socket:
        await until_problem(socket, "Socket Mode is switched off in the settings of the app")
        assert len(slack.lines) < 10


async def test_slack_may_come_later_than_we_do(listener: Listener) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api/"
    async with socket_mode(listener, APP_TOKEN, url, QUICK) as socket:
        await until_problem(socket, "cannot be reached")
        async with slack_sockets.slack_sockets(port) as slack:
            line = await slack.line(0)
            await until_well(socket)
            await line.delivers(message("hello"))
            assert await line.acknowledged() == {"envelope_id": "e1"}


async def test_a_lost_connection_is_a_problem_until_the_next(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener) as socket:
        slack.refusals = [503] * 5
        await (await slack.line(0)).websocket.close()
        await until_problem(socket, "Slack is not connected")
        await slack.line(1)
        await until_well(socket)


async def test_a_connection_that_ends_at_once_every_time_is_tried_slower(
    slack: SlackSockets, listener: Listener
) -> None:
    slack.behaviours = [slack_sockets.closes] * 500
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK):
        await asyncio.sleep(0.5)
    assert 3 <= len(slack.lines) <= 25


async def test_what_still_comes_on_the_old_connection_is_heard_beside_the_new(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener) as socket:
        old = await slack.line(0)
        await old.send({"type": "disconnect", "reason": "warning"})
        new = await slack.line(1)
        await old.delivers(message("on the old"), "e1")
        await new.delivers(message("on the new"), "e2")
        assert await old.acknowledged() == {"envelope_id": "e1"}
        assert await new.acknowledged() == {"envelope_id": "e2"}
        async with asyncio.timeout(3):
            await old.closed.wait()  # nothing comes on it any more, so we leave
        assert socket.problem() is None


async def test_where_its_connection_has_ended_meanwhile_the_new_one_acknowledges(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener) as socket:
        old = await slack.line(0)
        listener.may_answer.clear()
        await old.delivers(message("slowly"), "e1")
        await listener.next()
        await old.websocket.close()
        new = await slack.line(1)
        await until_well(socket)
        listener.may_answer.set()
        assert await new.acknowledged() == {"envelope_id": "e1"}


async def test_the_same_envelope_again_has_the_same_name(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener):
        first = await slack.line(0)
        listener.answers = [BoltResponse(status=500)]
        await first.delivers(message("once"), "e1", retry_attempt=0)
        heard = [await listener.next()]
        await first.websocket.close()
        second = await slack.line(1)
        await second.delivers(message("once"), "e2", retry_attempt=1, retry_reason="timeout")
        async with asyncio.timeout(3):
            again = await listener.heard.get()
        heard.append(again.body)
    words = [read.heard(body) for body in heard]
    assert [type(each) for each in words] == [Words, Words]
    assert len({each.once for each in words if isinstance(each, Words)}) == 1
    assert again.headers["x-slack-retry-num"] == ["1"]
    assert again.headers["x-slack-retry-reason"] == ["timeout"]


class Flaky:
    """Delivers what was not acknowledged yet, and breaks off in the middle of it."""

    def __init__(self, envelopes: int) -> None:
        self.open = {f"e{number}" for number in range(envelopes)}
        self.dice = random.Random(7)

    async def __call__(self, line: Line) -> None:
        await line.send(slack_sockets.HELLO)
        for envelope_id in sorted(self.open):
            await line.delivers(message(envelope_id, event_id=f"Ev{envelope_id}"), envelope_id)
        for _ in range(self.dice.randrange(min(5, len(self.open) + 1))):
            self.open.discard((await line.websocket.receive_json(timeout=3))["envelope_id"])
        await self.dice.choice([slack_sockets.drops, slack_sockets.closes])(line)


async def test_over_many_bad_connections_nothing_is_lost(
    slack: SlackSockets, listener: Listener
) -> None:
    flaky = Flaky(envelopes=40)
    slack.behaviours = [flaky] * 1000
    before = len(asyncio.all_tasks())
    async with socket_mode(listener, APP_TOKEN, slack.api_url, QUICK):
        await until(lambda: not flaky.open)
    heard = {listener.heard.get_nowait().body["event_id"] for _ in range(listener.heard.qsize())}
    assert heard == {f"Eve{number}" for number in range(40)}
    assert len(slack.lines) > 5
    await until(lambda: len(asyncio.all_tasks()) <= before)  # none is left behind


# --- the end -------------------------------------------------------------------------------------


async def test_at_the_end_what_is_being_heard_is_finished_and_acknowledged(
    slack: SlackSockets, listener: Listener
) -> None:
    async with connected(slack, listener):
        line = await slack.line(0)
        listener.may_answer.clear()
        await line.delivers(message("last words"), "e1")
        await listener.next()
        asyncio.get_running_loop().call_later(0.1, listener.may_answer.set)
    assert await line.acknowledged() == {"envelope_id": "e1"}
    assert listener.done == 1
    async with asyncio.timeout(1):
        await line.closed.wait()


async def test_the_end_does_not_wait_for_ever(slack: SlackSockets, listener: Listener) -> None:
    impatient = Patience(grace=0.1)
    async with socket_mode(listener, APP_TOKEN, slack.api_url, impatient) as socket:
        line = await slack.line(0)
        await until_well(socket)
        listener.may_answer.clear()
        await line.delivers(message("endless"))
        await listener.next()
    assert listener.done == 0
    assert line.acks.empty()


@pytest.mark.parametrize("first", [slack_sockets.says_nothing, slack_sockets.hangs])
async def test_it_ends_at_any_time(
    first: Behaviour, slack: SlackSockets, listener: Listener
) -> None:
    slack.behaviours = [first]
    async with asyncio.timeout(2):
        async with socket_mode(listener, APP_TOKEN, slack.api_url, Patience()):
            await slack.line(0)


# --- a whole Slack -------------------------------------------------------------------------------


async def test_a_whole_slack_reaches_us(socket_slack: LocalSlack, listener: Listener) -> None:
    async with socket_mode(listener, APP_TOKEN, socket_slack.api_url, QUICK) as socket:
        await until_well(socket)
        said = {"user": "U01JANE", "channel": "C01HELP", "text": f"<@{BOT}> any news?"}
        await asyncio.to_thread(socket_slack.control, "message", said)
        heard = [read.heard(await listener.next()) for _ in range(2)]
    (words,) = [each for each in heard if isinstance(each, Words)]  # the other one is no mention
    assert (words.user, words.words) == ("U01JANE", "any news?")
    log = await asyncio.to_thread(socket_slack.look, "log")
    assert [entry["kind"] for entry in log["log"]].count("ack") == 2
