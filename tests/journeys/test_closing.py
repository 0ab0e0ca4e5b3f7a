"""Before a ticket closes, the one person who knows is asked whether it is fixed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback import closing
from feedback.records import Status
from feedback.updates import ticket_by_key
from tests.house import TestHouse

ASKED = "Sam thinks “The VPN drops every ten minutes” is fixed. Is it?"


async def test_yes_closes_it(house: TestHouse) -> None:
    await resolved(house)
    assert house.last("jane").startswith(ASKED)

    answer = await house.presses("jane", "Yes, it's fixed")

    assert answer[0].startswith("Good to hear. I've closed it.")
    assert (await house.the_ticket()).status is Status.CLOSED
    assert "Jane says it's fixed" in house.last("sam")
    assert len(house.inbox("jane")) == 1, "the question gives way to its answer"


async def test_not_yet_stops_the_closing_and_says_why(house: TestHouse) -> None:
    await resolved(house)

    asked_why = await house.presses("jane", "Not yet")
    assert asked_why[0].startswith("Then it isn't closed. I've told Sam.")
    ticket = await house.the_ticket()
    assert (ticket.status, ticket.cycle) == (Status.IN_PROGRESS, 2)
    assert "Jane says it isn't fixed yet" in house.last("sam")

    told = await house.fills("jane", "Tell Sam", why="It still drops, only less often")
    assert "You won't have to explain it again." in told[0]
    assert "“It still drops, only less often”" in house.last("sam")
    assert "It still drops" in (await house.says("eve", "dossier INC-42"))[0]

    await house.settles(after=timedelta(days=3))
    assert "How did it go" not in house.last("jane"), "an open ticket is not rated"


async def test_cant_tell_is_asked_once_more_and_then_left_alone(house: TestHouse) -> None:
    await resolved(house)

    answer = await house.presses("jane", "Can't tell yet")
    assert answer[0].startswith("No hurry. I'll ask once more tomorrow.")
    await house.settles(after=timedelta(hours=25))
    assert house.last("jane").startswith(ASKED), "asked anew, further down"
    assert len(house.inbox("jane")) == 2

    answer = await house.presses("jane", "Can't tell yet")
    assert answer[0].startswith("No hurry. Tell me whenever you know; I won't ask again.")
    await house.settles(after=timedelta(hours=30))
    assert not house.last("jane").startswith(ASKED)


async def test_people_find_out_an_hour_later(house: TestHouse) -> None:
    await resolved(house)
    await house.presses("jane", "Yes, it's fixed")
    await house.settles(after=timedelta(minutes=30))

    answer = await house.presses("jane", "It isn't fixed after all")

    assert answer[0].startswith("Then it isn't closed.")
    assert (await house.the_ticket()).status is Status.IN_PROGRESS


@pytest.mark.parametrize("words", ["yes", "Yes, thanks!", "it works now", "all good", "Fixed."])
async def test_yes_can_be_typed(house: TestHouse, words: str) -> None:
    await resolved(house)
    await house.says("jane", words)
    assert (await house.the_ticket()).status is Status.CLOSED


@pytest.mark.parametrize("words", ["no", "not yet", "It's still broken"])
async def test_not_yet_can_be_typed(house: TestHouse, words: str) -> None:
    await resolved(house)
    await house.says("jane", words)
    assert (await house.the_ticket()).status is Status.IN_PROGRESS


async def test_a_typed_no_with_a_reason_has_given_its_reason(house: TestHouse) -> None:
    await resolved(house)

    told = await house.says("jane", "It still drops as soon as I leave my desk")

    assert told[-1].startswith("I've told Sam, in your words.")
    assert "as soon as I leave my desk" in house.last("sam")


async def test_a_typed_answer_is_answered_at_the_end_of_the_conversation(
    house: TestHouse,
) -> None:
    await resolved(house)
    await house.says("jane", "By the way, I'm in room 4.12")

    await house.says("jane", "no")
    assert house.last("jane").startswith("Then it isn't closed. I've told Sam.")
    assert house.inbox("jane")[0] == "You've answered this one further down."

    await house.fills("jane", "Tell Sam", why="It still drops")
    assert house.last("jane").startswith("I've told Sam, in your words.")


@pytest.mark.parametrize("words", ["No hurry, I'll try it tomorrow", "Which button do I press?"])
async def test_other_words_are_passed_on_and_change_nothing(house: TestHouse, words: str) -> None:
    await resolved(house)
    await house.says("jane", words)
    assert (await house.the_ticket()).status is Status.RESOLVED
    assert words in house.last("sam")


async def test_a_yes_to_what_somebody_wrote_since_is_a_yes_to_them(house: TestHouse) -> None:
    await resolved(house)
    await house.settles(after=timedelta(minutes=5))
    await house.says("sam", "INC-42 did you get the new dock as well?")
    await house.presses("sam", "Send")

    assert (await house.says("jane", "yes"))[0].startswith("Passed on to Sam")
    assert (await house.the_ticket()).status is Status.RESOLVED


async def test_the_question_is_taken_back_when_the_ticket_opens_again(house: TestHouse) -> None:
    await resolved(house)

    await house.tells("INC-42", by="sam", status="in_progress", resolved_at=None)

    assert house.inbox("jane") == [
        "Never mind my question: “The VPN drops every ten minutes” is open again."
    ]


async def test_closed_by_the_ticket_system_it_can_still_be_opened_again(house: TestHouse) -> None:
    await resolved(house)
    await house.closes("INC-42")
    assert house.last("jane").startswith("“The VPN drops every ten minutes” was closed meanwhile.")

    await house.presses("jane", "It isn't fixed")

    assert (await house.the_ticket()).status is Status.IN_PROGRESS


async def test_nobody_is_asked_twice_for_one_resolution(house: TestHouse) -> None:
    await resolved(house)
    await house.resolves("INC-42")
    assert len(house.inbox("jane")) == 1


async def test_a_closed_ticket_can_be_taken_up_again_by_talking(house: TestHouse) -> None:
    await resolved(house)
    await house.presses("jane", "Yes, it's fixed")
    await house.settles(after=timedelta(days=1))

    answer = await house.says("jane", "It dropped again this morning")
    assert answer[0].startswith("You have no open ticket")
    await house.presses("jane", "“The VPN drops every ten minutes” isn't fixed")

    assert (await house.the_ticket()).status is Status.IN_PROGRESS


async def test_after_six_in_the_evening_the_question_waits_for_the_morning(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    await house.at("19:30")
    await house.resolves("INC-42")
    assert house.inbox("jane") == []

    await house.at("23:00")
    assert house.inbox("jane") == []
    await house.at("08:01", days=1)
    assert house.last("jane").startswith(ASKED)
    assert len(house.inbox("jane")) == 1


async def test_a_question_that_was_never_seen_is_taken_back_without_a_word(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    await house.at("19:30")
    await house.resolves("INC-42")
    await house.tells("INC-42", by="sam", status="in_progress", resolved_at=None)

    await house.at("12:00", days=1)
    assert house.inbox("jane") == []


async def test_many_questions_at_once_are_spread_and_a_needless_one_is_never_seen(
    house: TestHouse,
) -> None:
    """Six messages a day: two questions wait for tomorrow, and one of them is closed until then."""
    keys = [f"INC-{number}" for number in range(1, 9)]
    for key in keys:
        await house.ticket(key, title=f"Dock {key}")
    async with house.store.desk.begin() as work:
        for key in keys:
            ticket = await ticket_by_key(work, key)
            resolved = replace(ticket, status=Status.RESOLVED, reported_status=Status.RESOLVED)
            await work.tickets.put(resolved)
            await closing.ask(work, resolved)
    await house.settles()
    asked = [shown for shown in house.chat("jane") if "Is it?" in shown.card.title]
    assert [shown.card.title for shown in asked] == [
        f"Sam thinks “Dock {key}” is fixed. Is it?" for key in keys[:6]
    ]

    await house.closes(keys[7])
    await house.at("10:00", days=1)
    later = house.inbox("jane")[len(asked) :]
    assert [words for words in later if "Is it?" in words and "INC-7" in words]
    assert not [words for words in later if "Dock INC-8” is fixed" in words]
    assert not [words for words in later if "Dock INC-8” was closed" in words]


async def resolved(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.resolves("INC-42")
