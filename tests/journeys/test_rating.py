"""How did it go? One tap, a slip corrected, why, and who may know."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.reasons import Factor
from feedback.records import InvitationState, Rating, Visibility
from tests.house import TestHouse

ASKED = "How did it go with “The VPN drops every ten minutes”, Jane?"


async def test_an_hour_after_it_closed_one_tap_is_enough(house: TestHouse) -> None:
    await closed(house)
    await house.settles(after=timedelta(minutes=55))
    assert ASKED not in house.last("jane")
    await house.settles(after=timedelta(minutes=10))
    assert house.last("jane").startswith(ASKED)

    asked_why = await house.presses("jane", "9")

    assert asked_why[0].startswith("9, how nice. What made it good?")
    assert (await the_rating(house)).score == 9


async def test_the_reasons_fit_the_number_and_stand_in_an_order_of_chance(
    house: TestHouse,
) -> None:
    await asked(house)
    unhappy = (await house.presses("jane", "3"))[0]
    assert "What went wrong?" in unhappy
    assert "It took too long" in unhappy
    assert "It went fast" not in unhappy

    await house.presses("jane", "I meant another number")
    happy = (await house.presses("jane", "10"))[0]
    assert "It went fast" in happy
    assert "It took too long" not in happy


async def test_why_in_ticks_time_and_own_words(house: TestHouse) -> None:
    await asked(house)
    await house.presses("jane", "4")

    thanks = await house.fills(
        "jane",
        "Send",
        factors=["It took too long"],
        lost="About an hour",
        comment="Three days without a word, and I had to explain it twice",
        visibility="Only the person who follows up",
    )

    assert thanks[0].startswith("Thank you, Jane. That helps.")
    assert "Sam Baker will get back to you about it." in thanks[0]
    rating = await the_rating(house)
    assert rating.ticked == (Factor.SLOW,), "what was ticked is kept apart from what was read"
    assert Factor.SLOW in rating.factors
    assert rating.lost_minutes == 60
    assert rating.technician_id == "sam"


async def test_a_slip_can_be_corrected_for_ten_minutes(house: TestHouse) -> None:
    await asked(house)
    await house.presses("jane", "1")
    await house.settles(after=timedelta(minutes=9))

    await house.presses("jane", "I meant another number")
    await house.presses("jane", "10")

    assert (await the_rating(house)).score == 10
    await house.settles(after=timedelta(hours=1))
    assert await loops(house) == 0, "a slip opens no follow-up"


async def test_later_the_number_stands_and_words_are_still_welcome(house: TestHouse) -> None:
    await asked(house)
    question = house.chat("jane")[-1]
    ten = next(button.action for button in house.buttons(question) if button.label == "10")
    await house.presses("jane", "7")
    await house.settles(after=timedelta(minutes=11))

    late = await house.acts("jane", ten, question.slot)
    assert late[0].startswith("A rating can be corrected for 10 minutes, and those have passed.")
    assert (await the_rating(house)).score == 7

    await house.fills("jane", "Send", comment="It went well in the end")
    assert (await the_rating(house)).comment == "It went well in the end"


async def test_the_same_number_twice_is_one_rating(house: TestHouse) -> None:
    await asked(house)
    question = house.chat("jane")[-1]
    eight = next(button.action for button in house.buttons(question) if button.label == "8")
    await house.acts("jane", eight, question.slot)
    await house.acts("jane", eight, question.slot)
    assert (await the_rating(house)).score == 8


@pytest.mark.parametrize("words", ["8", "8/10", "8 out of 10"])
async def test_the_number_can_be_typed(house: TestHouse, words: str) -> None:
    await asked(house)
    assert (await house.says("jane", words))[-1].startswith("8, thank you.")
    assert (await the_rating(house)).score == 8

    await house.presses("jane", "I meant another number")
    await house.presses("jane", "9")
    assert house.last("jane").startswith("9, how nice."), "all of it stands where they look"
    assert (await the_rating(house)).score == 9


async def test_unlinked_leaves_no_thread_back(house: TestHouse) -> None:
    await asked(house)
    await house.presses("jane", "2")
    thanks = await house.fills(
        "jane", "Send", comment="Nobody listened", visibility="Nobody: unlink it from me"
    )
    assert thanks[0].startswith("Thank you. It's unlinked")

    rating = await the_rating(house)
    assert rating.visibility is Visibility.UNLINKED
    assert (rating.requester_id, rating.ticket_id, rating.technician_id) == (None, None, None)
    assert rating.invitation_id is None

    await house.settles(after=timedelta(days=1))
    assert await loops(house) == 0
    assert "Nobody listened" not in "".join(house.inbox("sam") + house.inbox("dora"))


async def test_unlinking_later_calls_the_follow_up_off(house: TestHouse) -> None:
    await asked(house)
    await house.presses("jane", "2")
    await house.settles(after=timedelta(minutes=11))
    assert "Jane wasn't happy" in house.last("sam")

    await house.fills("jane", "Send", visibility="Nobody: unlink it from me")

    assert house.last("sam").startswith("You needn't follow up on INC-42 any more.")
    assert "Jane wasn't happy" not in "".join(house.inbox("sam"))


async def test_only_whoever_is_named_is_named(house: TestHouse) -> None:
    await asked(house)
    await house.presses("jane", "9")
    assert "Jane" not in house.last("sam") or "9" not in house.last("sam")

    await house.fills(
        "jane",
        "Send",
        comment="Sam was so patient",
        visibility="The technician and whoever follows up",
    )

    assert house.last("sam").startswith("Jane wanted you to know how")
    assert "9 out of 10" in house.last("sam")
    assert "Sam was so patient" in house.last("sam")
    assert house.inbox("dora") == []


async def test_muted_people_are_not_asked_and_we_know_that_we_did_not_ask(
    house: TestHouse,
) -> None:
    answer = await house.says("jane", "stop asking me these survey questions")
    assert answer[0].startswith("I won't ask you how it went any more.")

    await closed(house)
    await house.settles(after=timedelta(days=1))

    assert ASKED not in "".join(house.inbox("jane"))
    async with house.store.desk.begin() as work:
        (invitation,) = await work.invitations.find()
    assert invitation.state is InvitationState.SKIPPED

    assert (await house.presses("jane", "Ask me again"))[0].startswith("Thank you.")


async def test_nobody_is_asked_twice_in_two_weeks(house: TestHouse) -> None:
    await asked(house)
    await house.ticket("INC-43", title="Printer jams")
    await house.resolves("INC-43")
    await house.presses("jane", "Yes, it's fixed")
    await house.settles(after=timedelta(days=1))
    assert "Printer jams”, Jane?" not in house.last("jane")


async def test_the_question_is_taken_back_when_the_ticket_opens_again(house: TestHouse) -> None:
    await asked(house)

    await house.tells("INC-42", by="sam", status="in_progress", resolved_at=None)

    assert house.last("jane").startswith("Never mind my question")
    assert ASKED not in "".join(house.inbox("jane"))


async def test_own_feedback_shows_in_whole_batches_only(house: TestHouse) -> None:
    async with house.store.desk.begin() as work:
        for number in range(4):
            await work.ratings.add(a_rating(house, number, 9))
    assert "shows a week after 5 people have rated" in (await house.says("sam", "mine"))[0]

    async with house.store.desk.begin() as work:
        await work.ratings.add(a_rating(house, 4, 2))
    five = await house.says("sam", "my feedback")
    assert "Of the last 5 people who rated tickets of yours, 4 were glad" in five[0]
    assert "1 unhappy" in five[0]

    async with house.store.desk.begin() as work:
        await work.ratings.add(a_rating(house, 5, 10))
    assert (await house.says("sam", "my feedback"))[0] == five[0], "one more tells nothing"
    assert "4 were glad" not in (await house.says("eve", "my feedback"))[0]


async def test_nobody_is_missed_from_own_feedback_for_having_unlinked_theirs(
    house: TestHouse,
) -> None:
    async with house.store.desk.begin() as work:
        for number in range(4):
            await work.ratings.add(a_rating(house, number, 9))
    await asked(house)
    await house.presses("jane", "7")
    await house.settles(after=timedelta(days=1))
    before = (await house.says("sam", "my feedback"))[0]

    await house.fills("jane", "Send", visibility="Nobody: unlink it from me")

    assert (await house.says("sam", "my feedback"))[0] == before


def a_rating(house: TestHouse, number: int, score: int) -> Rating:
    given = Rating(
        id=f"r{number}",
        invitation_id=f"i{number}",
        ticket_id=f"t{number}",
        requester_id="jane",
        technician_id="sam",
        score=score,
        rated_at=house.clock() - timedelta(days=20 - number),
    )
    return replace(given, ticked=(Factor.SKILLED,)) if score > 8 else given


async def closed(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.resolves("INC-42")
    await house.presses("jane", "Yes, it's fixed")


async def asked(house: TestHouse) -> None:
    await closed(house)
    await house.settles(after=timedelta(minutes=65))


async def the_rating(house: TestHouse) -> Rating:
    async with house.store.desk.begin() as work:
        (rating,) = await work.ratings.find()
    return rating


async def loops(house: TestHouse) -> int:
    async with house.store.desk.begin() as work:
        return await work.loops.count()
