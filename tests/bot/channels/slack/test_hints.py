"""First questions and "is counting…": shown where Slack lets us, and in nobody's way where not."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.cards import Card, Prompt
from bot.channels.port import Busy, Message
from bot.channels.slack import places
from bot.channels.slack.api import HalfDone, OneWorkspace, SaidNo, SlackApi, open_slack
from bot.channels.slack.hints import A_WHILE, Hints
from bot.channels.slack.send import SlackChannel
from feedback.people import Address
from tests.bot.channels.slack.behind import HERS, Slack
from tests.bot.channels.slack.payloads import DIRECT, TEAM
from tests.doubles import Clock
from tests.peers.slack_faults import FaultySlack, faulty_slack, hangs, says, throttled

NEWS = Prompt("How is my ticket?", "Any news on my ticket?")
HAPPY = Prompt("How happy are people?", "How happy are people this month?")
TS = "1712345678.000100"
PROMPTS = "assistant.threads.setSuggestedPrompts"
STATUS = "assistant.threads.setStatus"


class Desk:
    """What it offers to people can change."""

    def __init__(self) -> None:
        self.offers: tuple[Prompt, ...] = (NEWS,)

    async def prompts(self, by: Address) -> Sequence[Prompt]:
        return self.offers


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hints(desk: Desk, slack: Slack, clock: Clock) -> AsyncIterator[Hints]:
    hints = Hints(slack.tell, desk.prompts, clock, soon=0.02, on_its_way=0.05)
    yield hints
    await hints.close()


# --- first questions -----------------------------------------------------------------------------


async def test_questions_are_offered_in_our_own_conversation(hints: Hints, slack: Slack) -> None:
    await hints.offer(HERS)
    offered = [{"title": NEWS.title, "message": NEWS.message}]
    assert slack.told == [(TEAM, PROMPTS, {"channel_id": DIRECT, "prompts": offered})]


async def test_they_are_offered_once_in_a_while(hints: Hints, slack: Slack, clock: Clock) -> None:
    for _ in range(3):
        await hints.offer(HERS)
    await hints.offer(places.address(TEAM, "U02TOM", "D02TOM"))
    assert [told["channel_id"] for _, _, told in slack.told] == [DIRECT, "D02TOM"]
    clock.turn(A_WHILE + timedelta(minutes=1))
    await hints.offer(HERS)
    assert len(slack.told) == 3


async def test_whoever_becomes_somebody_else_is_offered_other_ones(
    hints: Hints, slack: Slack, desk: Desk
) -> None:
    await hints.offer(HERS)
    desk.offers = (HAPPY, NEWS)
    await hints.offer(HERS)
    assert [len(told["prompts"]) for _, _, told in slack.told] == [1, 2]


@pytest.mark.parametrize(
    "no",
    [
        SaidNo("not_allowed"),
        Busy(),
        HalfDone("500"),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
    ],
)
async def test_what_slack_does_not_take_now_is_offered_at_the_next_look(
    hints: Hints, slack: Slack, no: Exception
) -> None:
    slack.noes = [no]
    with capture_logs() as logged:
        await hints.offer(HERS)
    assert levels(logged) == ["debug"]
    await hints.offer(HERS)
    await hints.offer(HERS)
    assert len(slack.told) == 2


def levels(logged: Sequence[MutableMapping[str, Any]]) -> list[str]:
    return [entry["log_level"] for entry in logged]


# --- an answer is being counted ------------------------------------------------------------------


def shown(slack: Slack) -> list[str]:
    return [told["status"] for _, method, told in slack.told if method == STATUS]


async def settled(hints: Hints) -> None:
    """Until everything that Slack is to be told has been told."""
    async with asyncio.timeout(5):
        while hints._showing:  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.005)


async def test_what_takes_a_while_is_shown_until_it_is_there(hints: Hints, slack: Slack) -> None:
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        await asyncio.sleep(0.1)
        assert shown(slack) == ["is counting…"]
    await settled(hints)
    assert shown(slack) == ["is counting…", ""]
    assert {(told["channel_id"], told["thread_ts"]) for _, _, told in slack.told} == {(DIRECT, TS)}


async def test_what_is_there_at_once_needs_no_word_in_between(hints: Hints, slack: Slack) -> None:
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        pass
    hints.arrived("reply:once:0")
    await settled(hints)
    assert slack.told == []


async def test_it_stays_until_the_answer_is_there(desk: Desk, slack: Slack, clock: Clock) -> None:
    hints = Hints(slack.tell, desk.prompts, clock, soon=0.02, on_its_way=60)
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        pass
    hints.arrived("reply:another:0")
    await asyncio.sleep(0.1)
    assert shown(slack) == ["is counting…"]
    hints.arrived("reply:once:0")
    await settled(hints)
    assert shown(slack) == ["is counting…", ""]
    hints.arrived("reply:once:0")
    assert not hints._awaited


async def test_an_answer_that_another_process_brings_is_not_waited_for_for_ever(
    hints: Hints, slack: Slack
) -> None:
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        pass
    await settled(hints)
    assert shown(slack) == ["is counting…", ""]


async def test_it_is_taken_away_though_the_counting_broke(hints: Hints, slack: Slack) -> None:
    async def breaks() -> None:
        async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
            await asyncio.sleep(0.1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await breaks()
    await settled(hints)
    assert shown(slack) == ["is counting…", ""]


@pytest.mark.parametrize(("no", "taken_away"), [(SaidNo("x"), 0), (Busy(), 0), (TimeoutError(), 1)])
async def test_only_what_may_be_there_is_taken_away(
    hints: Hints, slack: Slack, no: Exception, taken_away: int
) -> None:
    slack.noes = [no]
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        await asyncio.sleep(0.1)
    with capture_logs() as logged:
        await settled(hints)
    assert shown(slack) == ["is counting…", ""][: 1 + taken_away]
    assert not set(levels(logged)) - {"debug"}


async def test_at_the_end_nobody_is_left_waiting(hints: Hints, slack: Slack) -> None:
    counting = hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…")
    await counting.__aenter__()
    await asyncio.sleep(0.1)
    await hints.close()
    assert not hints._showing
    assert shown(slack) == ["is counting…"]


# --- over the wire -------------------------------------------------------------------------------


@pytest.fixture
async def faulty() -> AsyncIterator[FaultySlack]:
    async with faulty_slack() as slack:
        yield slack


@pytest.fixture
async def api(faulty: FaultySlack) -> AsyncIterator[SlackApi]:
    async with open_slack(OneWorkspace(TEAM, "xoxb-ours"), base_url=faulty.api_url) as api:
        yield api


async def test_slack_gets_both_in_the_shape_that_it_wants(
    desk: Desk, api: SlackApi, faulty: FaultySlack, clock: Clock
) -> None:
    hints = Hints(api.tell, desk.prompts, clock, soon=0.0, on_its_way=0.05)
    await hints.offer(HERS)
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        await asyncio.sleep(0.1)
    await settled(hints)
    asked, counting, done = faulty.calls
    assert asked[1] == {
        "channel_id": DIRECT,
        "prompts": [{"title": NEWS.title, "message": NEWS.message}],
    }
    where = {"channel_id": DIRECT, "thread_ts": TS}
    assert counting == (STATUS, {**where, "status": "is counting…"})
    assert done == (STATUS, {**where, "status": ""})


async def test_the_answer_itself_takes_it_away(
    desk: Desk, api: SlackApi, faulty: FaultySlack, clock: Clock
) -> None:
    hints = Hints(api.tell, desk.prompts, clock, soon=0.0, on_its_way=60)
    channel = SlackChannel(api, arrived=hints.arrived)
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        await asyncio.sleep(0.1)
    await channel.send(HERS, Message("reply:once:0", Card("Happiness was +44 in October.")))
    await settled(hints)
    assert [method for method, _ in faulty.calls] == [STATUS, "chat.postMessage", STATUS]


@pytest.mark.parametrize("no", ["missing_scope", "unknown_method", "not_allowed_token_type"])
async def test_nobody_has_to_look_at_anything_because_of_them(
    desk: Desk, api: SlackApi, faulty: FaultySlack, clock: Clock, no: str
) -> None:
    """Messages go in and out as before, and the house is as ready as it was."""
    faulty.troubles = [says(no), says(no)]
    hints = Hints(api.tell, desk.prompts, clock, soon=0.0, on_its_way=0.05)
    with capture_logs() as logged:
        await hints.offer(HERS)
        async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
            await asyncio.sleep(0.1)
        await settled(hints)
    assert api.problems() == ()
    assert levels(logged) == ["debug", "debug"]
    await api.tell(TEAM, "chat.postMessage", channel=DIRECT, text="Hello", blocks=[])
    assert faulty.texts() == ["Hello"]


async def test_a_slack_that_hangs_keeps_no_answer_waiting(
    desk: Desk, api: SlackApi, faulty: FaultySlack, clock: Clock
) -> None:
    faulty.troubles = [hangs()]
    hints = Hints(api.tell, desk.prompts, clock, soon=0.0, on_its_way=0.05)
    before = asyncio.get_running_loop().time()
    async with hints.meanwhile(TEAM, DIRECT, TS, "once")("is counting…"):
        await asyncio.sleep(0.05)
    assert asyncio.get_running_loop().time() - before < 1
    await hints.close()


async def test_after_a_429_slack_is_left_alone(
    desk: Desk, api: SlackApi, faulty: FaultySlack, clock: Clock
) -> None:
    faulty.troubles = [throttled(30)]
    hints = Hints(api.tell, desk.prompts, clock)
    for _ in range(3):
        await hints.offer(HERS)
    assert len(faulty.called(PROMPTS)) == 1
