"""Whatever anybody says or presses, the answer is kind, and nothing is broken or stored by half."""

from datetime import datetime

import pytest
import structlog

from bot.actions import (
    Action,
    AnswerClosing,
    AskQuestion,
    DropUpdate,
    EditUpdate,
    FollowUp,
    KeepPromise,
    MovePromise,
    NoteUpdate,
    Rate,
    SendUpdate,
    ShowBoard,
    ShowComputation,
    ShowHelp,
    ShowMine,
    ShowSilent,
    WriteUpdate,
)
from bot.cards import Card
from bot.conversations.router import Router
from bot.conversations.talk import Tools
from bot.turns import Pressed, Said
from feedback.drafting.reader import read_note
from feedback.people import Address, Person, Role
from feedback.reasons import Reading
from feedback.reasons.keywords import ReasonReader
from feedback.records import Fixed
from feedback.updates import LONGEST_NOTE
from tests.house import NoNumbers, TestHouse

HOSTILE = [
    "<script>alert(1)</script>",
    "<!channel> <@U123> <https://evil.example|click>",
    "<at>everyone</at> **bold** [link](javascript:alert(1))",
    "مرحبا \u202etxt.exe\u202c שלום",
    "👩🏽‍💻🏳️‍🌈🇺🇦",
    "a\x00b\u200b\ufeff",
    "{{7*7}} ${jndi:ldap://x} %s %(name)s",
    "'; DROP TABLE tickets; --",
]


async def test_whatever_is_said_arrives_as_it_was_said(house: TestHouse) -> None:
    await house.ticket("INC-42")
    for words in HOSTILE:
        answer = await house.says("jane", words)
        assert answer[0].startswith("Passed on to Sam")
        assert words in house.last("sam")


async def test_hostile_notes_are_drafts_like_any_other(house: TestHouse) -> None:
    for number, words in enumerate(HOSTILE):
        await house.ticket(f"INC-{number}", title=words)
        draft = await house.says("sam", f"update INC-{number} {words}")
        assert draft[0].startswith("To Jane about")


@pytest.mark.parametrize("who", ["jane", "sam", "dora", "max"])
async def test_far_too_much_is_not_taken_by_half(house: TestHouse, who: str) -> None:
    await house.ticket("INC-42")
    answer = await house.says(who, "update INC-42 " + "word " * 20_000)
    assert answer[0].startswith("That is 100,014 characters, and I take at most 20,000 at once")
    async with house.store.desk.begin() as work:
        assert await work.replies.count() == 0
        assert await work.drafts.count() == 0


async def test_far_too_much_in_a_form_is_not_taken_either(house: TestHouse) -> None:
    ticket = await house.ticket("INC-42")
    answer = await house.acts(
        "sam", WriteUpdate(ticket.id), values={"words": ("x" * (LONGEST_NOTE + 1),)}
    )
    assert "I haven't kept any of it" in answer[0]


async def test_as_much_as_is_allowed_goes_through_whole(house: TestHouse) -> None:
    await house.ticket("INC-42")
    words = ("really " * 4000)[: LONGEST_NOTE - 1].strip() + "!"
    await house.says("jane", words)
    async with house.store.desk.begin() as work:
        (reply,) = await work.replies.find()
    assert reply.words == words


@pytest.mark.parametrize("who", ["jane", "sam", "dora"])
async def test_a_lost_word_is_answered_by_what_can_be_done(house: TestHouse, who: str) -> None:
    for words in ("", "   ", "\n\n", "?", "hi", "help"):
        (answer,) = await house.says(who, words)
        assert answer.startswith("Hi ")


async def test_somebody_unknown_hears_how_to_be_introduced(house: TestHouse) -> None:
    turn = Said(by=Address("web", "nobody", "nobody"), words="hello?", once="t-unknown")
    (answer,) = await house.hears(turn)
    assert answer.startswith("Hello! I'm Sincerely, and we haven't been introduced yet.")
    assert "As soon as you have a ticket" in answer
    assert "list you under “staff” in app.yaml" in answer


async def test_a_turn_heard_twice_counts_once(house: TestHouse) -> None:
    await house.ticket("INC-42")
    turn = Said(by=house.address("jane"), words="It only happens on the third floor", once="same")
    await house.hears(turn)
    await house.hears(turn)
    async with house.store.desk.begin() as work:
        assert await work.replies.count() == 1
    assert len(house.inbox("jane")) == 1


FOR_THE_DESK: list[Action] = [
    SendUpdate("d"),
    WriteUpdate("t"),
    NoteUpdate(),
    ShowMine(),
    ShowBoard(),
    ShowSilent(0),
    AskQuestion("x"),
    ShowComputation("x"),
    FollowUp("l"),
]
MISSING: list[Action] = [
    SendUpdate("gone"),
    EditUpdate("gone"),
    DropUpdate("gone"),
    WriteUpdate("gone"),
    KeepPromise("gone"),
    MovePromise("gone"),
    FollowUp("gone"),
    AnswerClosing("gone", Fixed.YES),
    Rate("gone", 5),
]


async def test_a_press_on_something_that_is_gone(house: TestHouse) -> None:
    for action in MISSING:
        (answer,) = await house.acts("sam", action, values={"words": ("hello, back by 3pm",)})
        assert answer.startswith("I can't find that")


async def test_what_is_for_the_desk_is_refused_kindly(house: TestHouse) -> None:
    for action in FOR_THE_DESK:
        (answer,) = await house.acts("jane", action)
        assert answer.startswith("That one is for ")
        assert "Say “help”" in answer


async def test_a_technician_does_not_get_the_managers_numbers(house: TestHouse) -> None:
    for action in (AskQuestion("happiness"), ShowComputation("happiness")):
        assert (await house.acts("sam", action))[0].startswith("That one is for managers")


async def test_one_technician_cannot_send_anothers_draft(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    send = next(b.action for b in house.buttons(house.chat("sam")[-1]) if b.label == "Send")
    assert await house.acts("eve", send) == ["That draft is a colleague's."]
    assert house.inbox("jane") == []


async def test_somebody_elses_rating_counts_for_nobody(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.resolves("INC-42")
    yes = house.buttons(house.chat("jane")[-1])[0].action
    assert await house.acts("tom", yes) == ["That question was for somebody else."]


async def test_a_bug_of_ours_is_owned_up_to_and_changes_nothing(house: TestHouse) -> None:
    class Broken:
        def classify(self, text: str, score: int | None = None) -> Reading:
            raise ZeroDivisionError

    def broken(_note: object) -> object:
        raise ZeroDivisionError

    await house.ticket("INC-42")
    tools = Tools(broken, Broken(), NoNumbers())  # type: ignore[arg-type]  # broken on purpose
    house.router = Router(house.store.desk, tools)
    answer = await house.says("sam", "INC-42 swapping the dock, back by 3pm")
    assert answer[0].startswith("Something broke on my side, and nothing was changed.")


async def test_one_person_in_several_roles_is_understood_by_what_they_say(
    house: TestHouse,
) -> None:
    everything = (Role.REQUESTER, Role.TECHNICIAN, Role.DISPATCHER, Role.MANAGER)
    await house.introduces(Person(id="pat", name="Pat Hill", email="p@x.example", roles=everything))
    await house.ticket("INC-42", technician="pat")
    await house.ticket("INC-7", requester="pat", title="My laptop is slow", technician="sam")

    assert "To Jane about" in (await house.says("pat", "update INC-42 swapping it, back by 3pm"))[0]
    assert "Sam Baker has it" in (await house.says("pat", "any news on my laptop?"))[0]
    assert "Your name and address" in (await house.says("pat", "what do you keep about me?"))[0]
    assert "An answer to" in (await house.says("pat", "How happy were people last month?"))[0]
    as_requester = await house.says("pat", "it got worse", as_role="requester")
    assert "Passed on to Sam" in as_requester[0]
    assert "To Jane" not in (await house.says("jane", "any news?", as_role="manager"))[0]


async def test_help_speaks_to_the_role_that_the_place_names(house: TestHouse) -> None:
    turn = Pressed(by=house.address("dora"), action=ShowHelp(), once="h1", as_role="dispatcher")
    (answer,) = await house.hears(turn)
    assert "I keep an eye on who is waiting for a word." in answer


async def test_whoever_counts_holds_up_nobody_who_writes(house: TestHouse) -> None:
    """Inside the turn's own unit of work, this answer would wait for itself."""

    class Busy(NoNumbers):
        async def answer(self, words: str, now: datetime) -> Card:
            async with house.store.desk.begin() as work:
                return Card(f"{await work.people.count()} people, asked at {now:%H:%M}: {words}")

    tools = Tools(read_note, ReasonReader(), Busy())
    house.router = Router(house.store.desk, tools)
    answer = await house.says("max", "How many are we?")
    assert answer[0].endswith("How many are we?")
    assert len(house.inbox("max")) == 1


async def test_a_broken_answer_is_owned_up_to(house: TestHouse) -> None:
    class Broken(NoNumbers):
        async def answer(self, words: str, now: datetime) -> Card:
            raise ZeroDivisionError

    house.router = Router(house.store.desk, Tools(read_note, ReasonReader(), Broken()))
    with structlog.testing.capture_logs() as logs:
        answer = await house.says("max", "How happy are people?")
    assert answer[0].startswith("Something broke on my side, and nothing was changed.")
    assert [entry["event"] for entry in logs] == ["answer_failed"]
