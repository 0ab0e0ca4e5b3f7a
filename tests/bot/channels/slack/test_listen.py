"""What is heard in Slack reaches the desk before Slack is told so, and by each door alike."""

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI, Request, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from analytics import charts
from bot.actions import Action, NoteUpdate, Rate, SayWhy, WriteUpdate
from bot.cards import Card, Picture
from bot.channels.slack import read
from bot.channels.slack.api import NotInstalled, OneWorkspace, SaidNo
from bot.channels.slack.ingress import Ingress
from bot.channels.slack.listen import (
    CANNOT_WRITE_TO_YOU,
    STILL_HERE,
    WRITTEN_TO_YOU,
)
from bot.channels.slack.names import form_field_id, submit_id
from bot.turns import Pressed, Said, Turn
from feedback.directory import introduce
from feedback.errors import TooLate
from tests.bot.channels.slack import payloads
from tests.bot.channels.slack.behind import HERS, Desk
from tests.bot.channels.slack.payloads import (
    COMMON,
    DIRECT,
    EVERY_KIND,
    JANE,
    SECRET,
    TEAM,
    TRIGGER,
    VIEW,
    as_posted,
    command,
    mention,
    message,
    pressed,
    signed,
    submitted,
    written,
)
from tests.bot.channels.slack.test_charts import WEEKS
from tests.bot.channels.slack.test_read import damaged
from tests.house import TestHouse, open_test_house

RATE = Rate("i1", 4)
WHY = SayWhy("i1")
CARRIED = read.metadata(WHY, "why:i1", f"{TEAM}/{DIRECT}")
ONCE = f"slack:{TEAM}:{TRIGGER}"
FORM_ONCE = f"slack:{TEAM}:{VIEW}"
PRIVATE = "my knee hurts"
"""What nobody may find in a log."""


def now() -> datetime:
    """Bolt's own check of a signature looks at the real clock."""
    return datetime.now(UTC)


def ours(app: AsyncApp) -> httpx.AsyncClient:
    ingress = Ingress(app.async_dispatch, (SECRET,), now)
    return httpx.AsyncClient(transport=httpx.ASGITransport(ingress), base_url="https://us.example")


def stock(app: AsyncApp) -> httpx.AsyncClient:
    """Bolt's own way into a web application."""
    web, handler = FastAPI(), AsyncSlackRequestHandler(app)

    @web.post("/slack/events")
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="https://us.example")


async def post(
    client: httpx.AsyncClient, payload: Mapping[str, Any], **headers: str
) -> httpx.Response:
    kind, body = as_posted(payload)
    headers = {"Content-Type": kind, **signed(body, now()), **headers}
    return await client.post("/slack/events", content=body, headers=headers)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def slack(desk: Desk) -> httpx.AsyncClient:
    """Slack, posting to us."""
    return ours(desk.app())


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


async def assert_acked(answer: httpx.Response, text: str = "") -> None:
    assert (answer.status_code, answer.text) == (200, text)


# --- words ---------------------------------------------------------------------------------------


async def test_words_in_a_thread(desk: Desk, slack: httpx.AsyncClient) -> None:
    answer = await post(slack, message("a &lt; b", "Ev7", thread_ts="1712345600.000001"))
    await assert_acked(answer)
    assert desk.turns == [
        Said(HERS, "a < b", f"slack:{TEAM}:Ev7", thread=f"{DIRECT}:1712345600.000001")
    ]


async def test_a_stranger_in_our_conversation_is_heard_too(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    desk.known.people.clear()
    await assert_acked(await post(slack, message("Hello")))
    assert [turn.by for turn in desk.turns] == [HERS]
    assert desk.slack.told == []


async def test_called_elsewhere_we_answer_in_our_own_conversation(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    await assert_acked(await post(slack, mention("<@U0XPBOT> any news?")))
    assert desk.turns == [Said(HERS, "any news?", f"slack:{TEAM}:Ev08MFMKH6")]
    assert desk.slack.told == [], "the place of somebody we know is known"


async def test_for_a_stranger_elsewhere_a_conversation_is_opened(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    desk.known.people.clear()
    await assert_acked(await post(slack, mention("<@U0XPBOT> hello")))
    assert desk.slack.told == [(TEAM, "conversations.open", {"users": JANE})]
    assert [turn.by.place for turn in desk.turns] == [f"{TEAM}/D77NEW"]


async def test_whom_we_cannot_write_to_we_do_not_hear(desk: Desk, slack: httpx.AsyncClient) -> None:
    desk.known.people.clear()
    desk.slack.noes = [SaidNo("cannot_dm_bot")] * 3
    await assert_acked(await post(slack, mention("<@U0XPBOT> hello")))
    await assert_acked(await post(slack, command("hello")), CANNOT_WRITE_TO_YOU)
    await assert_acked(await post(slack, payloads.home_opened()))
    assert desk.turns == []


@pytest.mark.parametrize(
    ("channel", "ack"), [(COMMON, WRITTEN_TO_YOU), (DIRECT, ""), ("D99", WRITTEN_TO_YOU)]
)
async def test_a_command_says_where_the_answer_is(
    desk: Desk, slack: httpx.AsyncClient, channel: str, ack: str
) -> None:
    await assert_acked(await post(slack, command("any news?", channel=channel)), ack)
    assert desk.turns == [Said(HERS, "any news?", ONCE)]


# --- presses -------------------------------------------------------------------------------------


async def test_a_press(desk: Desk, slack: httpx.AsyncClient) -> None:
    await assert_acked(await post(slack, pressed(RATE)))
    assert desk.turns == [Pressed(HERS, RATE, ONCE, "rating:i1")]


async def test_a_press_in_a_thread_and_the_form_that_it_opens_stay_there(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    await assert_acked(await post(slack, pressed(RATE, thread="1712345600.000001")))
    opening = pressed(WHY, does="open:2", trigger="2.2.b", thread="1712345600.000001")
    await assert_acked(await post(slack, opening))
    carried = desk.view()["private_metadata"]
    await assert_acked(await post(slack, submitted(carried, {})))
    assert [turn.thread for turn in desk.turns] == [f"{DIRECT}:1712345600.000001"] * 2


async def test_a_form_inside_a_message(desk: Desk, slack: httpx.AsyncClient) -> None:
    values = {"2.comment|why:i1": written("Grüße & <b>")}
    payload = pressed(WHY, does=submit_id(2), block="2|why:i1", values=values)
    await assert_acked(await post(slack, payload))
    assert desk.turns == [Pressed(HERS, WHY, ONCE, "why:i1", values={"comment": ("Grüße & <b>",)})]


async def test_a_folded_form_opens_and_comes_back(desk: Desk, slack: httpx.AsyncClient) -> None:
    await assert_acked(await post(slack, pressed(WHY, does="open:2", block="2|why:i1")))
    assert (desk.wanted, desk.turns) == ([(HERS, WHY, None)], [])
    ((team, method, told),) = desk.slack.told
    assert (team, method, told["trigger_id"]) == (TEAM, "views.open", TRIGGER)

    fields = {form_field_id("words"): written("Because")}
    await assert_acked(await post(slack, submitted(told["view"]["private_metadata"], fields)))
    assert desk.turns == [Pressed(HERS, WHY, FORM_ONCE, "why:i1", values={"words": ("Because",)})]


async def test_a_form_that_cannot_be_had_says_why(desk: Desk, slack: httpx.AsyncClient) -> None:
    desk.refuses = TooLate("That could be corrected for ten minutes.")
    await assert_acked(await post(slack, pressed(WHY, does="open:2")))
    assert "That could be corrected for ten minutes." in json.dumps(desk.view())
    assert "submit" not in desk.view()


@pytest.mark.parametrize(
    ("no", "methods"),
    [
        ("exchanged_trigger_id", ["views.open"]),
        ("expired_trigger_id", ["views.open", "chat.postMessage"]),
        ("invalid_trigger_id", ["views.open", "chat.postMessage"]),
    ],
)
async def test_a_form_that_slack_opens_no_more(
    desk: Desk,
    slack: httpx.AsyncClient,
    logged: list[MutableMapping[str, Any]],
    no: str,
    methods: list[str],
) -> None:
    """It is open already, or it is too late, which nobody would see otherwise."""
    desk.slack.noes = [SaidNo(no)]
    await assert_acked(await post(slack, pressed(WHY, does="open:2")))
    assert [method for _, method, _ in desk.slack.told] == methods
    assert "error" not in {entry["log_level"] for entry in logged}


async def test_a_button_of_an_older_version_says_so(
    desk: Desk, slack: httpx.AsyncClient, logged: list[MutableMapping[str, Any]]
) -> None:
    await assert_acked(await post(slack, pressed('Vanished:{"id":"1"}')))
    assert "older version of me" in json.dumps(desk.view())
    assert (desk.turns, logged) == ([], [])


async def test_a_form_of_an_older_version_keeps_what_was_typed(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    fields = {form_field_id("words"): written("Long and typed")}
    answer = (await post(slack, submitted("of another time", fields))).json()
    assert answer["response_action"] == "errors"
    assert "older version of me" in answer["errors"]["form.words"]
    answer = (await post(slack, submitted("of another time", {}))).json()
    assert answer["response_action"] == "update"
    assert desk.turns == []


async def test_a_form_without_a_place_is_answered_in_our_conversation(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    await assert_acked(await post(slack, submitted(read.metadata(WHY, None, ""), {})))
    assert desk.turns == [Pressed(HERS, WHY, FORM_ONCE)]


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (payloads.shortcut(), None),
        (payloads.message_shortcut("Rebooted &amp; back"), "Rebooted & back"),
    ],
)
async def test_the_shortcuts_open_an_update(
    desk: Desk, slack: httpx.AsyncClient, payload: dict[str, Any], words: str | None
) -> None:
    await assert_acked(await post(slack, payload))
    assert desk.wanted == [(HERS, NoteUpdate(), words)]
    assert desk.view()["callback_id"] == "form"


# --- home ----------------------------------------------------------------------------------------


async def test_the_home_tab(desk: Desk, slack: httpx.AsyncClient) -> None:
    await assert_acked(await post(slack, payloads.home_opened(view_hash="171.abc")))
    ((_, method, told),) = desk.slack.told
    assert (method, told["user_id"], told["hash"]) == ("views.publish", JANE, "171.abc")
    assert "Your tickets" in json.dumps(told["view"])


async def test_in_the_messages_tab_first_questions_are_offered(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    for event_id in ("Ev1", "Ev2"):
        opened = payloads.home_opened("messages", None) | {"event_id": event_id}
        await assert_acked(await post(slack, opened))
    ((_, method, told),) = desk.slack.told
    assert (method, told["channel_id"]) == ("assistant.threads.setSuggestedPrompts", DIRECT)
    assert [prompt["title"] for prompt in told["prompts"]] == ["How is my ticket?"]


async def test_a_look_there_is_heard_though_slack_takes_no_questions(
    desk: Desk, slack: httpx.AsyncClient, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.slack.noes = [TimeoutError()]
    await assert_acked(await post(slack, payloads.home_opened("messages", None)))
    assert [entry["log_level"] for entry in logged] == ["debug"]


# --- an answer that takes a while ----------------------------------------------------------------

UNDER = "1712345600.000001"


@pytest.mark.parametrize(
    ("payload", "under"),
    [
        (message("How happy are people?"), "1712345678.000100"),
        (message("How happy are people?", thread_ts=UNDER), UNDER),
        (pressed(RATE), "1712345678.000100"),
        (pressed(RATE, thread=UNDER), UNDER),
    ],
)
async def test_that_it_takes_a_while_is_shown_where_somebody_waits(
    desk: Desk, payload: dict[str, Any], under: str
) -> None:
    await assert_acked(await post(ours(desk.app(counting)), payload))
    await asyncio.sleep(0.05)
    told = [(method, told["thread_ts"], told["status"]) for _, method, told in desk.slack.told]
    status = "assistant.threads.setStatus"
    assert told == [(status, under, "is counting…"), (status, under, "")]


@pytest.mark.parametrize("payload", [command("How happy?"), mention("How happy?")])
async def test_where_somebody_speaks_elsewhere_nothing_is_shown(
    desk: Desk, payload: dict[str, Any]
) -> None:
    await post(ours(desk.app(counting)), payload)
    await asyncio.sleep(0.05)
    assert desk.slack.told == []


async def counting(turn: Turn) -> None:
    """A desk that takes a while."""
    async with turn.meanwhile("is counting…"):
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("no", "events"), [("hash_conflict", []), ("not_enabled", ["slack_home_not_drawn"])]
)
async def test_a_home_that_slack_does_not_take(
    desk: Desk,
    slack: httpx.AsyncClient,
    logged: list[MutableMapping[str, Any]],
    no: str,
    events: list[str],
) -> None:
    desk.slack.noes = [SaidNo(no)]
    await assert_acked(await post(slack, payloads.home_opened()))
    assert [entry["event"] for entry in logged] == events


async def test_a_home_that_is_too_rich_is_drawn_more_plainly_and_so_it_stays(
    desk: Desk, slack: httpx.AsyncClient, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.page = (Card("This month", (Picture(charts.to_json(WEEKS), charts.in_words(WEEKS)),)),)
    desk.slack.noes = [SaidNo("invalid_blocks")]
    for event_id in ("Ev1", "Ev2"):
        await assert_acked(await post(slack, payloads.home_opened() | {"event_id": event_id}))
    drawn = [
        {block["type"] for block in told["view"]["blocks"]} & {"data_visualization", "data_table"}
        for _, _, told in desk.slack.told
    ]
    assert drawn == [{"data_visualization"}, {"data_table"}, {"data_table"}]
    assert logged == []


async def test_a_home_that_is_not_taken_in_any_shape_is_left(
    desk: Desk, slack: httpx.AsyncClient, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.slack.noes = [SaidNo("invalid_blocks")] * 3
    await assert_acked(await post(slack, payloads.home_opened()))
    assert [entry["event"] for entry in logged] == ["slack_home_not_drawn"]


async def test_over_another_home_tab_than_was_seen_it_is_drawn_anew(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    desk.slack.noes = [SaidNo("hash_conflict")]
    await assert_acked(await post(slack, payloads.home_opened(view_hash="1712345600.abc")))
    assert [told["hash"] for _, _, told in desk.slack.told] == ["1712345600.abc", None]


async def test_after_a_press_there_the_home_tab_is_drawn_again(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    await assert_acked(await post(slack, payloads.pressed_at_home(RATE)))
    assert desk.turns == [Pressed(HERS, RATE, ONCE)]
    assert "1 turns" in json.dumps(desk.view("views.publish"))


async def test_a_press_there_counts_though_the_home_tab_cannot_be_drawn(
    desk: Desk, slack: httpx.AsyncClient, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.slack.noes = [TimeoutError()]
    await assert_acked(await post(slack, payloads.pressed_at_home(RATE)))
    assert len(desk.turns) == 1
    assert [entry["event"] for entry in logged] == ["slack_home_not_drawn_again"]


# --- people and workspaces -----------------------------------------------------------------------


async def test_somebody_changed(desk: Desk, slack: httpx.AsyncClient) -> None:
    await assert_acked(await post(slack, payloads.user_change()))
    assert desk.known.refreshed == [(TEAM, JANE)]


@pytest.mark.parametrize(
    "payload", [payloads.app_uninstalled(), payloads.tokens_revoked(bot=["U0XPBOT"])]
)
async def test_we_were_taken_out(
    desk: Desk, slack: httpx.AsyncClient, payload: dict[str, Any]
) -> None:
    await assert_acked(await post(slack, payload))
    assert desk.left == [TEAM]


async def test_a_workspace_that_is_not_ours_is_not_heard(
    desk: Desk, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.workspaces = OneWorkspace("T0OTHER", "xoxb-ours")
    with pytest.raises(NotInstalled):
        await desk.workspaces.token(TEAM)
    await assert_acked(await post(ours(desk.app()), message("Hello")))
    assert desk.turns == []
    assert [entry["event"] for entry in logged] == ["slack_not_installed"]


async def test_a_challenge_comes_back(slack: httpx.AsyncClient) -> None:
    payload = payloads.url_verification()
    assert (await post(slack, payload)).json() == {"challenge": payload["challenge"]}


# --- when it goes wrong --------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [message(PRIVATE), pressed(RATE), command(PRIVATE)])
async def test_what_was_not_heard_is_not_acked(
    desk: Desk,
    slack: httpx.AsyncClient,
    logged: list[MutableMapping[str, Any]],
    caplog: pytest.LogCaptureFixture,
    payload: dict[str, Any],
) -> None:
    """Slack sends an event again, and shows at a button that it did not work."""
    desk.breaks = RuntimeError("the database is away")
    with caplog.at_level(logging.DEBUG):
        answer = await post(slack, payload)
    assert (answer.status_code, answer.text) == (500, "")
    assert [entry["event"] for entry in logged] == ["slack_turn_failed"]
    assert PRIVATE not in caplog.text + repr(logged)


async def test_a_form_that_was_not_heard_stays_open(
    desk: Desk, slack: httpx.AsyncClient, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.breaks = RuntimeError("the database is away")
    answer = await post(slack, submitted(CARRIED, {form_field_id("words"): written(PRIVATE)}))
    assert answer.json() == {"response_action": "errors", "errors": {"form.words": STILL_HERE}}
    assert PRIVATE not in repr(logged)


async def test_nothing_that_people_wrote_is_logged(
    desk: Desk,
    slack: httpx.AsyncClient,
    logged: list[MutableMapping[str, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not even where everything is logged."""
    odd = message(PRIVATE) | {"event_id": PRIVATE}
    with caplog.at_level(logging.DEBUG):
        for payload in (message(PRIVATE), command(PRIVATE), odd, pressed(PRIVATE)):
            await post(slack, payload)
    assert len(desk.turns) == 2
    assert PRIVATE not in caplog.text + repr(logged)


async def test_what_stands_in_the_environment_is_not_for_bolt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Bolt looks there by itself, for names that are ours too."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "xoxb-from-the-environment")
    await assert_acked(await post(ours(desk.app()), pressed(RATE)))
    assert (len(desk.turns), caplog.text) == (1, "")


# --- the answer waits for the commit, and a delivery counts once ---------------------------------


@pytest.mark.parametrize(
    "payload", [message("Hello"), pressed(RATE), submitted(CARRIED, {}), command("help")]
)
async def test_the_ack_waits_until_it_is_heard(desk: Desk, payload: dict[str, Any]) -> None:
    heard = asyncio.Event()

    async def slow(turn: Turn) -> None:
        await heard.wait()
        await desk.hear(turn)

    asked = asyncio.create_task(post(ours(desk.app(slow)), payload))
    await asyncio.sleep(0.1)
    assert (asked.done(), desk.turns) == (False, [])
    heard.set()
    assert (await asked).status_code == 200
    assert len(desk.turns) == 1


@pytest.mark.parametrize(
    "payload", [message("Hello"), pressed(RATE), submitted(CARRIED, {}), command("help")]
)
async def test_what_comes_again_has_the_same_name(
    desk: Desk, slack: httpx.AsyncClient, payload: dict[str, Any]
) -> None:
    await post(slack, payload)
    again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    await assert_acked(
        await post(slack, payload, **again), WRITTEN_TO_YOU if "command" in payload else ""
    )
    first, second = desk.turns
    assert first == second


async def test_other_events_and_presses_have_other_names(
    desk: Desk, slack: httpx.AsyncClient
) -> None:
    for event_id in ("Ev1", "Ev2"):
        await post(slack, message("Hello", event_id))
    for trigger in ("1.1.a", "1.1.b"):
        await post(slack, pressed(RATE, trigger=trigger))
    assert len({turn.once for turn in desk.turns}) == 4


async def test_a_rating_is_kept_when_slack_hears_so_and_kept_once(sqlite_url: str) -> None:
    """The real desk behind the real door."""
    async with open_test_house(sqlite_url) as house:
        invitation_id = await asked(house)
        app = Desk().app(house.router.hear)
        for headers in ({}, {"X-Slack-Retry-Num": "1"}):
            answer = await post(ours(app), pressed(Rate(invitation_id, 9)), **headers)
            await assert_acked(answer)
            async with house.store.desk.begin() as work:
                assert [rating.score for rating in await work.ratings.find()] == [9]


async def asked(house: TestHouse) -> str:
    """Jane, who is in Slack too, is asked how it went; returns the invitation."""
    async with house.store.desk.begin() as work:
        await introduce(work, house.known["jane"], HERS)
    await house.ticket()
    await house.resolves("INC-42")
    await house.closes("INC-42")
    await house.settles(after=timedelta(hours=2))
    async with house.store.desk.begin() as work:
        (invitation,) = await work.invitations.find()
    return invitation.id


# --- beside Bolt's own adapter -------------------------------------------------------------------


@dataclass
class Outcome:
    answer: tuple[int, str, str | None]
    turns: list[Turn]
    told: list[tuple[str, str, Mapping[str, Any]]]
    known: list[tuple[str, str]]
    left: list[str]


class Doors:
    """The same app behind both doors, each with a desk of its own."""

    def __init__(self) -> None:
        self.desks = Desk(), Desk()
        self.apps = self.desks[0].app(), self.desks[1].app()

    async def through_ours(self, payload: Mapping[str, Any], **headers: str) -> Outcome:
        async with ours(self.apps[0]) as client:
            return await outcome(self.desks[0], client, payload, headers)

    async def through_bolts(self, payload: Mapping[str, Any], **headers: str) -> Outcome:
        async with stock(self.apps[1]) as client:
            return await outcome(self.desks[1], client, payload, headers)

    def agree(self, payload: Mapping[str, Any], **headers: str) -> Outcome:
        async def both() -> tuple[Outcome, Outcome]:
            return await self.through_ours(payload, **headers), await self.through_bolts(
                payload, **headers
            )

        mine, bolts = asyncio.run(both())
        assert mine == bolts
        return mine


async def outcome(
    desk: Desk, client: httpx.AsyncClient, payload: Mapping[str, Any], headers: Mapping[str, str]
) -> Outcome:
    desk.turns, desk.left, desk.slack.told, desk.known.refreshed = [], [], [], []
    answer = await post(client, payload, **headers)
    return Outcome(
        (answer.status_code, answer.text, answer.headers.get("content-type")),
        desk.turns,
        desk.slack.told,
        desk.known.refreshed,
        desk.left,
    )


@pytest.fixture(scope="module")
def doors() -> Doors:
    return Doors()


PRESSES = {
    "press": pressed(RATE),
    "press at home": payloads.pressed_at_home(RATE),
    "open": pressed(WHY, does="open:1"),
    "submit": pressed(WHY, does=submit_id(1), values={"1.words|": written("So & so + 100 %")}),
    "old": pressed("Vanished:{}"),
    "form": submitted(CARRIED, {form_field_id("words"): written("Größe = 10 % & mehr\n+1")}),
    "old form": submitted("", {form_field_id("words"): written("typed")}),
}


@pytest.mark.parametrize("name", [*EVERY_KIND, *PRESSES])
def test_both_doors_agree_on_each_kind(doors: Doors, name: str) -> None:
    same = doors.agree({**EVERY_KIND, **PRESSES}[name])
    assert same.answer[0] == 200


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
ids = st.from_regex(r"\A[A-Z0-9]{1,11}\Z")
tokens = st.from_regex(r"\A[0-9]{5,12}\.[0-9]{5,9}\.[0-9a-f]{8,32}\Z")
some_actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Rate, words, st.integers(0, 10)), st.builds(WriteUpdate, words), st.just(WHY)
)
proper = st.one_of(
    st.builds(
        message, words, st.builds("Ev{}".format, ids), thread_ts=st.just("1712345600.000001")
    ),
    st.builds(mention, words),
    st.builds(command, words, channel=st.builds("D{}".format, ids) | ids, trigger=tokens),
    st.builds(
        pressed,
        some_actions | words,
        does=st.sampled_from(["press:0:1", "open:1", "submit:2", "field"]),
        block=st.builds("{}|{}".format, st.integers(0, 9), words),
        trigger=tokens,
        values=st.dictionaries(st.builds("2.{}|s".format, words), st.builds(written, words)),
    ),
    st.builds(
        submitted,
        st.builds(
            read.metadata, some_actions, st.none() | words, st.builds(f"{TEAM}/D{{}}".format, ids)
        )
        | words,
        st.dictionaries(st.builds(form_field_id, words), st.builds(written, words)),
        view_id=ids,
    ),
    st.builds(payloads.message_shortcut, words),
    st.builds(payloads.home_opened, st.sampled_from(["home", "messages"]), st.none() | tokens),
)
some = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@some
@given(payload=proper)
def test_both_doors_agree_on_whatever_slack_may_send(doors: Doors, payload: dict[str, Any]) -> None:
    assert doors.agree(payload).answer[0] == 200


@some
@given(data=st.data(), start=st.sampled_from([*EVERY_KIND.values(), *PRESSES.values()]))
def test_damaged_payloads_break_neither_us_nor_what_both_agree_on(
    doors: Doors, data: st.DataObject, start: dict[str, Any]
) -> None:
    """What Bolt's adapter itself stumbles over is no payload of Slack to us."""
    payload = damaged(data, start)
    if not isinstance(payload, dict) or ("command" in payload) != ("command" in start):
        return
    with structlog.testing.capture_logs() as logged:
        mine = asyncio.run(doors.through_ours(payload))
    assert mine.answer[0] in (200, 400)
    assert not any(entry["event"] == "slack_turn_failed" for entry in logged)
    try:
        bolts = asyncio.run(doors.through_bolts(payload))
    except Exception:  # noqa: BLE001 - whatever it is, it is Bolt's
        assert mine.answer[0] == 400
    else:
        assert mine == bolts


async def test_without_a_secret_bolts_own_door_stays_shut(desk: Desk) -> None:
    desk.secret = None
    for secret in ("", SECRET):
        kind, body = as_posted(pressed(RATE))
        headers = {"Content-Type": kind, **signed(body, now(), secret)}
        async with stock(desk.app()) as client:
            answer = await client.post("/slack/events", content=body, headers=headers)
        assert answer.status_code == 401
    assert desk.turns == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "1712345678"},
        {"X-Slack-Request-Timestamp": "0"},
    ],
)
def test_both_doors_refuse_what_slack_did_not_sign(doors: Doors, headers: dict[str, str]) -> None:
    for through in (doors.through_ours, doors.through_bolts):
        refused = asyncio.run(through(pressed(RATE), **headers))
        assert refused.answer[0] == 401
        assert refused.turns == []
