"""What is heard in Teams reaches the desk before Teams is told so, through any of the kit's doors."""

import asyncio
import json
from collections.abc import Iterator, MutableMapping
from datetime import timedelta
from typing import Any

import pytest
import structlog
from botbuilder.core import TurnContext  # type: ignore[import-untyped]  # the kit has no types
from botbuilder.core.adapters import TestAdapter  # type: ignore[import-untyped]  # as above
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # as above
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Rate, SayWhy
from bot.channels.port import Busy
from bot.channels.shapes import Unreadable
from bot.channels.teams import read
from bot.channels.teams.connector import SaidNo, Unclear
from bot.channels.teams.ingress import Answer, Ingress
from bot.channels.teams.listen import (
    BROKE,
    CANNOT_WRITE_TO_YOU,
    GOT_IT,
    HEARD,
    STILL_AT_IT,
    TOO_LATE,
    WRITTEN_TO_YOU,
    Misdirected,
    Misheard,
    Turns,
    envelope,
)
from bot.channels.teams.names import Verb, field_id
from bot.channels.teams.places import receipt
from bot.channels.teams.read import Nothing
from bot.turns import Pressed, Said
from feedback.directory import introduce
from feedback.errors import TooLate
from tests.bot.channels.slack.test_listen import asked
from tests.bot.channels.slack.test_read import damaged
from tests.bot.channels.teams import activities
from tests.bot.channels.teams.activities import (
    CARD,
    CHANNEL,
    DIRECT,
    EVERY_KIND,
    GROUP,
    ID,
    INVOKE_ID,
    JANE_HERE,
    TENANT,
    US,
    mention,
    message,
    pressed,
    sent_from_card,
    submitted,
    wanted,
)
from tests.bot.channels.teams.behind import HERS, NEW, Desk
from tests.bot.channels.teams.test_ingress import TOKEN, status_of
from tests.bot.channels.teams.test_tokens import guarded
from tests.house import open_test_house
from tests.peers.teams_keys import SERVICE_URL

RATE = Rate("i1", 4)
WHY = SayWhy("i1")
ONCE = f"teams:{DIRECT}:{INVOKE_ID}"
PRIVATE = "my knee hurts"
"""What nobody may find in a log."""


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


async def post(desk: Desk, activity: dict[str, Any], **ears: Any) -> Answer:
    return await Turns(desk.ears(**ears)).take(activity)


def told(answer: Answer) -> str:
    """What whoever pressed something reads under the card."""
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["statusCode"] == 200
    assert answer.body["type"] == "application/vnd.microsoft.activity.message"
    words: str = answer.body["value"]
    assert words, "without words Teams says that we cannot be reached"
    return words


def dialog(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["task"]["type"] == "continue"
    shown: dict[str, Any] = answer.body["task"]["value"]
    return shown


# --- words ---------------------------------------------------------------------------------------


async def test_words(desk: Desk) -> None:
    assert await post(desk, message("a < b", replyToId=CARD)) == Answer(200)
    thread = receipt(DIRECT, CARD)
    assert desk.turns == [Said(HERS, "a < b", f"teams:{DIRECT}:{ID}", thread=thread)]
    assert desk.wire.sent == []


async def test_where_somebody_is_reached_is_kept_before_they_are_heard(desk: Desk) -> None:
    await post(desk, message("Hello"))
    assert desk.kept == [activities.HERS]
    assert desk.order == ["keep", "known", "hear"]


async def test_what_an_activity_says_about_the_person_is_overheard(desk: Desk) -> None:
    await post(desk, message("Hello"))
    await post(desk, activities.reacted())
    assert desk.overheard == [message("Hello")]


async def test_a_stranger_in_our_conversation_is_heard_too(desk: Desk) -> None:
    desk.people.clear()
    await post(desk, message("Hello"))
    assert [turn.by for turn in desk.turns] == [HERS]
    assert desk.wire.created == []


@pytest.mark.parametrize(("conversation", "kind"), [(CHANNEL, "channel"), (GROUP, "groupChat")])
async def test_called_elsewhere_we_answer_in_our_own_conversation(
    desk: Desk, conversation: str, kind: str
) -> None:
    await post(desk, mention("<at>Sincerely</at> any news?", conversation, kind))
    assert desk.turns == [Said(HERS, "any news?", f"teams:{conversation}:{ID}")]
    assert desk.wire.created == [], "the place of somebody we know is known"
    assert desk.kept == [], "a place with others in it is nobody's own"
    ((to, activity, under),) = desk.wire.sent
    assert (to.conversation, activity["text"], under) == (conversation, WRITTEN_TO_YOU, ID)


async def test_for_a_stranger_elsewhere_a_conversation_is_opened(desk: Desk) -> None:
    desk.people.clear()
    await post(desk, mention("<at>Sincerely</at> hello"))
    assert desk.wire.created == [(SERVICE_URL, TENANT, US, JANE_HERE)]
    assert [turn.by.place for turn in desk.turns] == [f"{TENANT}/{NEW}"]
    assert [one.conversation for one in desk.kept] == [NEW]


async def test_whom_we_cannot_write_to_we_do_not_hear(desk: Desk) -> None:
    desk.people.clear()
    desk.wire.noes = [SaidNo(403, "BotNotInConversationRoster")]
    await post(desk, mention("<at>Sincerely</at> hello"))
    assert desk.turns == []
    assert desk.wire.lines() == [CANNOT_WRITE_TO_YOU]


async def test_while_teams_is_busy_it_may_send_the_words_again(
    desk: Desk, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.people.clear()
    desk.wire.noes = [Busy(timedelta(seconds=2), "many")]
    assert await post(desk, mention("<at>Sincerely</at> hello")) == Answer(503)
    assert [entry["event"] for entry in logged] == ["teams_not_heard_yet"]
    assert desk.turns == []


@pytest.mark.parametrize(
    "no", [Busy(), SaidNo(403, "Forbidden", PRIVATE), Unclear("POST: cut"), TimeoutError()]
)
async def test_the_line_elsewhere_is_not_worth_a_turn(
    desk: Desk, logged: list[MutableMapping[str, Any]], no: Exception
) -> None:
    desk.wire.noes = [no]
    assert await post(desk, mention("<at>Sincerely</at> any news?")) == Answer(200)
    assert len(desk.turns) == 1
    assert [entry["event"] for entry in logged] == ["teams_not_said_there"]
    assert PRIVATE not in repr(logged)


# --- presses -------------------------------------------------------------------------------------


async def test_a_press(desk: Desk) -> None:
    assert told(await post(desk, pressed(RATE))) == GOT_IT
    assert desk.turns == [Pressed(HERS, RATE, ONCE, "rating:i1")]


async def test_a_press_that_comes_as_a_message(desk: Desk) -> None:
    assert await post(desk, sent_from_card(RATE)) == Answer(200)
    assert desk.turns == [Pressed(HERS, RATE, f"teams:{DIRECT}:{ID}", "rating:i1")]


async def test_a_form_in_a_card(desk: Desk) -> None:
    filled: dict[str, Any] = {field_id(1, "comment", choice=False): "Grüße & <b>"}
    assert told(await post(desk, pressed(WHY, does=Verb.SUBMIT, **filled))) == GOT_IT
    values = {"comment": ("Grüße & <b>",)}
    assert desk.turns == [Pressed(HERS, WHY, ONCE, "rating:i1", values=values)]


async def test_a_press_that_takes_a_while_is_answered_and_still_heard(desk: Desk) -> None:
    desk.slow = 0.1
    ears = desk.ears(soon=0.01)
    assert told(await Turns(ears).take(pressed(RATE))) == STILL_AT_IT
    assert desk.turns == []
    await ears.close()
    assert desk.turns == [Pressed(HERS, RATE, ONCE, "rating:i1")]


async def test_typed_words_are_not_called_heard_before_they_are(desk: Desk) -> None:
    desk.slow = 0.1
    filled: dict[str, Any] = {field_id(1, "comment", choice=False): "Slow"}
    answer = await post(desk, pressed(WHY, does=Verb.SUBMIT, **filled), soon=0.01)
    assert told(answer) == GOT_IT
    assert len(desk.turns) == 1


async def test_a_press_goes_on_when_teams_hangs_up(desk: Desk) -> None:
    desk.slow = 0.05
    ears = desk.ears()
    asking = asyncio.create_task(Turns(ears).take(pressed(RATE)))
    await asyncio.sleep(0.02)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await ears.close()
    assert len(desk.turns) == 1


@pytest.mark.parametrize("soon", [1.0, 0.01])
async def test_a_press_that_breaks_says_so(
    desk: Desk, logged: list[MutableMapping[str, Any]], soon: float
) -> None:
    desk.breaks, desk.slow = RuntimeError("no"), 0.05
    ears = desk.ears(soon=soon)
    answer = await Turns(ears).take(pressed(RATE))
    assert told(answer) == (BROKE if soon == 1.0 else STILL_AT_IT)
    await ears.close()
    assert [entry["event"] for entry in logged] == ["teams_turn_failed"]


async def test_a_press_elsewhere_is_answered_in_our_own_conversation(desk: Desk) -> None:
    there = activities.elsewhere(GROUP, "groupChat")
    assert told(await post(desk, {**pressed(RATE), **there})) == GOT_IT
    assert [turn.by for turn in desk.turns] == [HERS]
    desk.people.clear()
    desk.wire.noes = [SaidNo(403, "Forbidden")] * 3
    assert told(await post(desk, {**pressed(RATE), **there})) == CANNOT_WRITE_TO_YOU
    for activity in (wanted(WHY), submitted(WHY)):
        shown = dialog(await post(desk, {**activity, **there}))
        assert "add me as an app" in json.dumps(shown)
    assert len(desk.turns) == 1


# --- forms in a dialog -----------------------------------------------------------------------------


async def test_a_folded_form_opens_and_comes_back(desk: Desk) -> None:
    shown = dialog(await post(desk, wanted(WHY, slot="why:i1")))
    assert (desk.wanted, desk.turns) == ([(HERS, WHY)], [])
    assert shown["title"] == "Write something"
    (send,) = shown["card"]["content"]["body"][-1]["actions"]

    filled = {**send["data"], field_id(0, "words", choice=False): "Because"}
    back = activities.invoke("task/submit", {"data": filled, "context": {"theme": "dark"}})
    assert await post(desk, back) == Answer(200)
    assert await post(desk, {**back, "id": "f:sent-again"}) == Answer(200)
    first, again = desk.turns
    assert isinstance(first, Pressed)
    assert (first.by, first.action, first.slot) == (HERS, WHY, "why:i1")
    assert first.values == {"words": ("Because",)}
    assert again == first, "it is the same form, and counts once"


async def test_a_form_that_cannot_be_had_says_why(desk: Desk) -> None:
    desk.refuses = TooLate("That could be corrected for ten minutes.")
    shown = dialog(await post(desk, wanted(WHY)))
    assert "That could be corrected for ten minutes." in json.dumps(shown)
    assert "Action.Submit" not in json.dumps(shown)


async def test_a_form_that_takes_too_long_says_so(
    desk: Desk, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.slow = 1
    assert TOO_LATE in json.dumps(dialog(await post(desk, wanted(WHY), soon=0.01)))
    assert [entry["event"] for entry in logged] == ["teams_form_too_late"]


async def test_a_form_that_breaks_stays_in_front_of_the_person(desk: Desk) -> None:
    """Teams says so in the dialog and leaves it open, with what was typed."""
    desk.breaks = RuntimeError("no")
    with pytest.raises(RuntimeError):
        await post(desk, submitted(WHY, **{"0.words": "Long and typed"}))


async def test_what_is_from_an_older_version_says_so(
    desk: Desk, logged: list[MutableMapping[str, Any]]
) -> None:
    old = 'Vanished:{"id":"1"}'
    assert "older version of me" in told(await post(desk, pressed(old)))
    assert "older version of me" in json.dumps(dialog(await post(desk, wanted(old))))
    shown = json.dumps(dialog(await post(desk, submitted(old, **{"0.words": "Long and typed"}))))
    assert "older version of me" in shown
    assert "Long and typed" in shown
    assert await post(desk, sent_from_card(old)) == Answer(200)
    assert "older version of me" in "".join(desk.wire.lines())
    assert (desk.turns, logged) == ([], [])


# --- the rest ------------------------------------------------------------------------------------


async def test_whoever_adds_us_can_be_reached_from_then_on(desk: Desk) -> None:
    for activity in (activities.installation(), activities.joined()):
        assert await post(desk, activity) == Answer(200)
    assert desk.kept == [activities.HERS] * 2
    assert desk.order == ["keep", "known"] * 2, "the desk gets to know them"
    assert (desk.turns, desk.wire.sent) == ([], [])


async def test_whoever_removes_us_is_left_alone(desk: Desk) -> None:
    assert await post(desk, activities.installation("remove")) == Answer(200)
    assert desk.dropped == desk.left == [(TENANT, DIRECT)]


@pytest.mark.parametrize(
    "kind", [kind for kind, one in EVERY_KIND.items() if isinstance(read.heard(one), Nothing)]
)
async def test_what_is_not_for_us(desk: Desk, kind: str) -> None:
    assert await post(desk, EVERY_KIND[kind]) == Answer(200)
    assert (desk.order, desk.wire.sent) == ([], [])


async def test_what_teams_does_not_send_is_no_turn(desk: Desk) -> None:
    with pytest.raises(Unreadable):
        await post(desk, {**message("Hello"), "from": "Jane"})


@settings(deadline=None, max_examples=60)
@given(data=st.data(), start=st.sampled_from(list(EVERY_KIND.values())))
def test_a_damaged_activity_gets_a_plain_answer(data: st.DataObject, start: Any) -> None:
    """The whole way, and signed: whatever it is, it is no fault of ours."""
    body = json.dumps(damaged(data, start)).encode()
    headers = [(b"content-type", b"application/json"), (b"authorization", TOKEN.encode())]

    async def answered() -> int:
        async with guarded() as guard:
            door = Ingress(Turns(Desk().ears()).take, guard.verifier)
            return await status_of(door, [body], headers)

    assert asyncio.run(answered()) in {200, 400, 401, 403}


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_every_kind_of_activity_comes_in(kind: str) -> None:
    body = json.dumps(EVERY_KIND[kind]).encode()
    headers = [(b"content-type", b"application/json"), (b"authorization", TOKEN.encode())]
    async with guarded() as guard:
        door = Ingress(Turns(Desk().ears()).take, guard.verifier)
        assert await status_of(door, [body], headers) == 200


async def test_a_press_by_message_that_cannot_be_answered(
    desk: Desk, logged: list[MutableMapping[str, Any]]
) -> None:
    desk.people.clear()
    desk.wire.noes = [SaidNo(403, "Forbidden", PRIVATE)]
    there = activities.elsewhere(GROUP, "groupChat")
    assert await post(desk, {**sent_from_card(RATE), **there}) == Answer(200)
    assert [entry["event"] for entry in logged] == ["teams_cannot_answer"]
    assert PRIVATE not in repr(logged)


# --- the kit's own adapters ------------------------------------------------------------------------


class Kit(TestAdapter):  # type: ignore[misc]  # the kit has no types
    """The kit's own double: it shows what a handler would have sent."""

    __test__ = False

    async def takes(self, desk: Desk, activity: dict[str, Any]) -> list[Activity]:
        context = TurnContext(self, envelope(activity))
        context.turn_state[HEARD] = read.heard(activity)
        await self.run_pipeline(context, desk.ears().on_turn)
        return list(self.activity_buffer)


async def test_words_are_heard_and_nothing_is_said_in_the_turn(desk: Desk) -> None:
    assert await Kit().takes(desk, message("Any news?")) == []
    assert desk.turns == [Said(HERS, "Any news?", f"teams:{DIRECT}:{ID}")]


async def test_a_press_gets_one_answer_and_nothing_else(desk: Desk) -> None:
    (one,) = await Kit().takes(desk, pressed(RATE))
    assert one.type == "invokeResponse"
    assert (one.value.status, one.value.body["value"]) == (200, GOT_IT)


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_each_kind_through_the_kits_own_adapter_is_answered_alike(kind: str) -> None:
    activity = EVERY_KIND[kind]
    if isinstance(read.heard(activity), Nothing):
        return
    ours, theirs = Desk(), Desk()
    answer = await post(ours, activity)
    sent = await Kit().takes(theirs, activity)
    assert (ours.turns, ours.wire.sent, ours.order) == (
        theirs.turns,
        theirs.wire.sent,
        theirs.order,
    )
    assert [one.value.body for one in sent] == (
        [answer.body] if activity["type"] == "invoke" else []
    )


async def test_nothing_is_said_in_a_turn(desk: Desk) -> None:
    """What leaves does so by the outbox, or the kit would call Teams with a wire of its own."""
    turns = Turns(desk.ears())
    context = TurnContext(turns, envelope(message("Hello")))
    with pytest.raises(Misdirected):
        await context.send_activity("Hello to you")
    with pytest.raises(Misdirected):
        await context.update_activity(envelope(message("Hello to you")))
    with pytest.raises(Misdirected):
        await context.delete_activity(ID)


@pytest.mark.parametrize("kind", ["message", "invoke", "installationUpdate", "conversationUpdate"])
async def test_what_the_kit_takes_for_something_else_is_not_guessed(desk: Desk, kind: str) -> None:
    wrong = read.heard(message("Hello") if kind != "message" else wanted(WHY))
    context = TurnContext(Kit(), envelope(activities.activity(kind)))
    context.turn_state[HEARD] = wrong
    with pytest.raises(Misheard):
        await desk.ears().on_turn(context)
    assert desk.order == []


# --- with a desk behind --------------------------------------------------------------------------


async def test_a_rating_that_comes_twice_counts_once(sqlite_url: str) -> None:
    async with open_test_house(sqlite_url) as house:
        async with house.store.desk.begin() as work:
            await introduce(work, house.known["jane"], HERS)
        invitation_id = await asked(house)
        turns = Turns(Desk().ears(house.router.hear))
        for activity in (
            pressed(Rate(invitation_id, 4)),
            pressed(Rate(invitation_id, 4)),
            pressed(Rate(invitation_id, 4), activity_id="f:a-client-tries-again"),
        ):
            assert told(await turns.take(activity)) == GOT_IT
        async with house.store.desk.look() as work:
            assert await work.ratings.count() == 1
