"""Any news on my laptop? The last human word, when they hear again, and who has it."""

from datetime import timedelta

import pytest

from tests.house import TestHouse


async def test_the_last_word_the_open_promise_and_who_has_it(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.settles(after=timedelta(minutes=30))
    seen_by_sam = len(house.inbox("sam"))

    news = await house.says("jane", "any news on my laptop?")

    assert news[0].startswith("“Laptop won't start” (INC-42): Sam Baker has it.")
    assert "The last word, 30 minutes ago:" in news[0]
    assert "swapping the dock" in news[0]
    assert "You'll hear again by 15:00." in news[0]
    assert len(house.inbox("sam")) == seen_by_sam, "Sam has said when; nobody nudges him"


async def test_where_nobody_has_said_when_the_question_is_passed_on(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")

    news = await house.says("jane", "any news on my laptop?")
    assert "Nobody has written to you about it yet. That's on us, not on you." in news[0]
    assert "No time is agreed for the next word, so I've asked Sam for you." in news[0]
    assert "“any news on my laptop?” (Jane)" in house.last("sam")

    await house.says("jane", "I'm in room 4.12")
    asked = len(house.inbox("sam"))
    await house.says("jane", "any news on my laptop?")
    assert len(house.inbox("sam")) == asked, "asked once is asked"


async def test_a_time_that_has_passed_is_owned_up_to(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.at("15:10")

    news = await house.says("jane", "any news on my laptop?")

    assert "You were to hear from us by 15:00, and that has passed. I'm sorry." in news[0]
    assert "I've asked Sam for you." in news[0]
    assert "No time is agreed" not in news[0]
    assert "“any news on my laptop?” (Jane)" in house.last("sam")


async def test_before_anybody_has_it_the_question_goes_to_the_dispatcher(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", technician=None)

    news = await house.says("jane", "what's the status of my ticket?")

    assert "Nobody has picked it up yet." in news[0]
    assert "“what's the status of my ticket?” (Jane)" in house.last("dora")


async def test_among_several_tickets_the_one_that_is_meant(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.ticket("INC-43", title="Printer on the third floor jams", service="Printing")

    assert "(INC-42)" in (await house.says("jane", "any news on my laptop?"))[0]
    assert "(INC-43)" in (await house.says("jane", "how is the printer thing going?"))[0]
    assert "(INC-43)" in (await house.says("jane", "INC-43 any update?"))[0]
    both = await house.says("jane", "any news?")
    assert both[0].startswith("You have 2 open tickets.")


async def test_more_than_a_question_is_passed_on_as_well(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")

    answers = await house.says("jane", "Any news? It happens on my phone as well now.")

    assert "Passed on to Sam" in answers[0]
    assert "Sam Baker has it" in answers[1]
    assert "It happens on my phone as well now." in house.last("sam")


@pytest.mark.parametrize(
    "words", ["It drops again since your update.", "There was no progress on the phone either."]
)
async def test_a_reply_that_speaks_of_news_is_still_a_reply(house: TestHouse, words: str) -> None:
    await house.ticket("INC-42")
    assert (await house.says("jane", words))[0].startswith("Passed on to Sam")


async def test_nothing_open_is_nothing_to_wait_for(house: TestHouse) -> None:
    assert await house.says("jane", "any news?") == [
        "You have no open tickets, so there's nothing to wait for."
    ]
    answer = await house.says("jane", "my laptop is on fire")
    assert answer[0].startswith("You have no open ticket, so I don't know whom to give that to.")


async def test_a_reply_that_could_mean_two_tickets_is_asked_about(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start")
    await house.ticket("INC-43", title="Printer jams", technician="eve")

    asked = await house.says("jane", "I'm in room 4.12")
    assert asked[0].startswith("Which ticket is that about?")
    await house.fills(
        "jane", "Pass it on", ticket="INC-43 · Printer jams", words="I'm in room 4.12"
    )
    assert "“I'm in room 4.12”" in house.last("eve")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("whats up with my labtop", "INC-42"),
        ("the laptop is dead again!!", "INC-42"),
        ("still jamming every morning", "INC-43"),
        ("wtf", "INC-43"),
    ],
)
async def test_words_go_to_the_ticket_that_they_sound_like(
    house: TestHouse, words: str, key: str
) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.ticket("INC-43", title="Printer on the third floor jams", service="Printing")
    await house.says("sam", "INC-43 I'm on my way to it now, back with you by 3pm")
    await house.presses("sam", "Send")

    assert f"({key})" in (await house.says("jane", words))[0]


async def test_among_several_tickets_a_guess_can_be_seen_and_put_right(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.ticket("INC-43", title="Printer jams", service="Printing")

    answer = await house.says("jane", "the printer is fine, it was me")

    assert answer[0].startswith("Passed on to Sam, with “Printer jams” (INC-43).")
    assert "If it's about another one, begin with its number: “INC-42 …”." in answer[0]


async def test_a_number_that_is_none_of_theirs_is_asked_about(house: TestHouse) -> None:
    await house.ticket("INC-42")
    asked = await house.says("jane", "INC-99 what about this one?")
    assert asked[0].startswith("I don't see INC-99 among your open tickets.")
    assert "INC-99" not in house.last("sam")


async def test_something_new_is_not_put_into_an_old_ticket(house: TestHouse) -> None:
    await house.ticket("INC-42")
    asked = await house.says("jane", "new problem: my keyboard is broken")
    assert asked[0].startswith("Is that something new?")
    assert "keyboard" not in house.last("sam")


async def test_a_list_says_who_has_it_and_when_they_write(house: TestHouse) -> None:
    await house.ticket("INC-42", title="Laptop won't start", service="Laptops")
    await house.ticket("INC-43", title="Printer jams", service="Printing")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.resolves("INC-43")

    told = await house.says("jane", "any news?")

    assert "Laptop won't start · Sam has it, and writes by 15:00" in told[0]
    assert "Printer jams · should be fixed; tell me if it isn't" in told[0]


async def test_nobody_reads_somebody_elses_ticket(house: TestHouse) -> None:
    await house.ticket("INC-42")
    assert await house.says("tom", "any news?", thread="INC-42") == [
        "That ticket belongs to somebody else."
    ]
    assert "INC-42" not in (await house.says("tom", "INC-42 any news?"))[0]
