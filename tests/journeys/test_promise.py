"""A promise is remembered: kept, moved in good time, or missed and owned up to."""

from datetime import timedelta

from bot.cards import Card, Form
from feedback.records import PromiseState
from tests.house import TestHouse


async def test_shortly_before_it_is_due_the_maker_is_asked(house: TestHouse) -> None:
    await promised(house)

    await house.at("14:39")
    assert "Keep it, move it" not in house.last("sam")
    await house.at("14:41")

    assert "You told Jane: 15:00. Keep it, move it, or tell Jane something?" in house.last("sam")
    assert await house.presses("sam", "Jane has heard from me") == [
        "Kept. Jane could count on you."
    ]

    await house.at("16:00")
    assert [promise.state for promise in await house.promises()] == [PromiseState.KEPT]
    assert "has passed" not in house.last("sam")


async def test_a_promise_is_moved_in_the_technicians_own_words(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:41")

    moved = await house.fills(
        "sam", "Move it", words="The dock is stuck in the post room, I'll be back by 16:30"
    )
    assert moved[0].startswith("Sent to Jane.")
    assert "by 16:30" in moved[0]

    assert "stuck in the post room" in house.last("jane")
    assert "again by 16:30 (first it was by 15:00)" in house.last("jane")
    assert len(house.inbox("jane")) == 2, "one message for one change"

    await house.at("15:30")
    (promise,) = await house.promises()
    assert (promise.state, promise.times_moved) == (PromiseState.OPEN, 1)

    await house.at("16:11")
    assert "You told Jane: 16:30." in house.last("sam")


async def test_moving_needs_a_time_and_kind_words(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:41")

    assert (
        "I can't find the new time in that."
        in (await house.fills("sam", "Move it", words="The dock is late, I'll see"))[0]
    )

    looked = await house.fills("sam", "Move it", words="We are within SLA, I'll be back by 16:30")
    assert looked[0].startswith("Before Jane reads this: one thing first.")
    assert len(house.inbox("jane")) == 1, "nothing goes out yet"

    await house.fills(
        "sam",
        "Tell Jane",
        words="We are within SLA, I'll be back by 16:30",
        as_it_is="Send it exactly like this",
    )
    assert "We are within SLA" in house.last("jane"), "their words win"


async def test_an_update_in_time_keeps_the_promise(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:50")

    await house.says("sam", "INC-42 the dock is in, please try again. I'll call you by 16:00")
    await house.presses("sam", "Send")

    first, second = await house.promises()
    assert first.state is PromiseState.KEPT
    assert second.state is PromiseState.OPEN
    await house.at("15:20")
    assert "has passed" not in house.last("sam")


async def test_a_missed_promise_is_told_honestly_with_one_press(house: TestHouse) -> None:
    await promised(house)

    await house.at("15:01")
    asked = house.last("sam")
    assert "15:00 has passed, and Jane hasn't heard from you." in asked
    assert "I said you'd hear from me by 15:00, and you didn't. I'm sorry about that." in asked

    await house.presses("sam", "Tell Jane")
    assert "I'm sorry about that" in house.last("jane")
    assert house.chat("jane")[-1].card.by == "Sam Baker"

    (promise,) = await house.promises()
    assert promise.state is PromiseState.MISSED
    assert promise.requester_told_at is not None
    await house.settles(after=timedelta(hours=1))
    assert house.inbox("dora") == [], "whoever owns up is not reported"


async def test_a_missed_promise_that_nobody_owns_up_to_goes_to_the_dispatcher(
    house: TestHouse,
) -> None:
    await promised(house)

    await house.at("15:29")
    assert house.inbox("dora") == []
    await house.at("15:31")

    assert house.last("dora").startswith(
        "Jane Doe is still waiting: Sam Baker said 15:00, and nobody has written since."
    )
    await house.fills("dora", "Write to Jane", words="Sam is tied up, he'll ring you by 16:00")
    await house.presses("dora", "Send")
    assert house.last("jane").startswith("Dora about")
    assert (await house.promises())[0].requester_told_at is not None


async def test_what_one_has_missed_comes_first_in_ones_own_list(house: TestHouse) -> None:
    await promised(house)
    await house.at("15:05")

    mine = await house.says("sam", "mine")
    assert mine[0].startswith("1 missed promise first.")
    assert "Jane was to hear from you by 15:00, and hasn't." in mine[0]

    await house.fills("sam", "Write to Jane", words="Sorry, it took longer. Back by 16:00")
    await house.presses("sam", "Send")
    assert "missed" not in (await house.says("sam", "mine"))[0]


async def test_a_time_that_has_passed_cannot_be_kept_or_moved_any_more(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:41")
    kept, *_ = house.buttons(house.card("sam", "You told Jane: 15:00"))
    await house.at("15:05")

    late = await house.acts("sam", kept.action)
    assert late == ["That time has passed already. The honest thing now is to tell them."]


async def test_once_its_time_has_passed_nothing_asks_to_keep_it_any_more(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:41")
    asked = house.card("sam", "You told Jane: 15:00")

    await house.at("15:01")

    assert asked.card.title.startswith("15:00 has passed, so there's nothing left to keep or move")
    assert house.buttons(asked) == []
    assert house.last("sam").startswith("15:00 has passed, and Jane hasn't heard from you.")


async def test_a_word_in_time_takes_the_place_of_the_question(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:41")
    asked = house.card("sam", "You told Jane: 15:00")

    await house.says("sam", "INC-42 the dock is in, please try again. I'll call you by 18:00")
    await house.presses("sam", "Send")

    assert asked.card == Card("Kept. Jane could count on you.")


async def test_a_later_time_takes_the_place_of_the_question(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.at("14:41")
    asked = house.card("sam", "You told Jane: 15:00")
    moving = next(part for part in asked.card.parts if isinstance(part, Form))

    words = "The dock is stuck in the post room, I'll be back by 16:30"
    await house.acts("sam", moving.action, values={"words": (words,)})

    assert asked.card == Card("Moved. Jane counts on hearing from you by 16:30 (Jane's time).")
    await house.at("16:31")
    assert house.card("sam", "16:30 has passed, so there's nothing left").card.parts == ()


async def test_what_was_written_instead_of_an_answer_stays_where_it_is(house: TestHouse) -> None:
    """A draft in the question's place is somebody's work."""
    await promised(house)
    await house.at("14:41")
    asked = house.card("sam", "You told Jane: 15:00")
    await house.fills("sam", "Tell Jane something", words="The dock is in, back by 18:00")

    await house.at("15:01")

    assert asked.card.title.startswith("To Jane about")
    await house.presses("sam", "Send")
    assert "The dock is in" in house.last("jane")


async def test_honest_words_are_not_offered_after_somebody_said_them(house: TestHouse) -> None:
    await promised(house)
    await house.at("15:01")
    offered = house.card("sam", "15:00 has passed")

    await house.says("sam", "INC-42 sorry Jane, it took longer. Back by 17:00")
    await house.presses("sam", "Send", on=house.card("sam", "To Jane about"))

    assert offered.card.title.startswith("Jane has heard from us meanwhile")
    assert house.buttons(offered) == []


async def test_a_cancelled_ticket_takes_its_question_along(house: TestHouse) -> None:
    await promised(house)
    await house.at("14:41")
    asked = house.card("sam", "You told Jane: 15:00")
    await house.tells("INC-42", by="sam", status="cancelled")
    assert asked.card.title.startswith("Nobody waits for that one any more")


async def test_a_promise_kept_before_it_was_asked_about_needs_no_card(house: TestHouse) -> None:
    await promised(house)
    before = len(house.inbox("sam"))
    await house.tells("INC-42", by="sam", status="cancelled")
    assert len(house.inbox("sam")) == before


async def test_the_third_update_without_anything_moving_goes_to_the_dispatcher(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    for hour in ("10", "12", "14"):
        assert house.inbox("dora") == []
        await house.says("sam", f"INC-42 still looking into it, back with you by {hour}:00")
        await house.presses("sam", "Send")
        await house.at(f"{hour}:00")

    assert "Sam Baker has written to Jane 3 times, and INC-42 hasn't moved." in "".join(
        house.inbox("dora")
    )


async def test_whoever_takes_a_ticket_over_looks_after_its_promises(house: TestHouse) -> None:
    await promised(house)
    await house.hands_over("INC-42", to="eve")

    await house.at("14:41")

    assert "A colleague told Jane: 15:00." in house.last("eve")
    assert "Keep it" not in house.last("sam")
    assert await house.presses("eve", "Jane has heard from me") == [
        "Kept. Jane could count on you."
    ]


async def test_times_are_told_on_everybodys_own_clock(house: TestHouse) -> None:
    await house.wants("jane", zone="America/New_York")
    await house.ticket("INC-42")

    draft = await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 2pm")
    assert "You promise: by 14:00 (Jane's time, 20:00 yours)." in draft[0]

    await house.presses("sam", "Send")
    assert "You'll hear from Sam again by 14:00." in house.last("jane")


async def test_my_promises_can_be_asked_for(house: TestHouse) -> None:
    assert "You have no promise and no follow-up open." in (await house.says("sam", "mine"))[0]
    await promised(house)

    for asked in ("mine", "my promises", "What have I promised?"):
        mine = await house.says("sam", asked)
        assert mine[0].startswith("You have 1 promise open.")
        assert "(INC-42), by 15:00 (Jane's time)" in mine[0]

    await house.presses("sam", "Jane has heard from me")
    assert "You have no promise and no follow-up open." in (await house.says("sam", "mine"))[0]


async def promised(house: TestHouse) -> None:
    """Sam has told Jane that she hears from him by three."""
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
