"""Whoever was unhappy hears from a named person by a stated time, and says how it ended."""

from datetime import timedelta

from feedback.records import Loop, LoopState
from tests.house import TestHouse


async def test_an_unhappy_person_is_followed_up_and_says_it_is_put_right(house: TestHouse) -> None:
    await unhappy(house)

    assert house.last("jane") == (
        "Sam Baker will get back to you by tomorrow at 8:15 about what went wrong."
    )
    assert "Jane wasn't happy with how “The VPN drops every ten minutes” went." in house.last("sam")
    assert "3 out of 10." in house.last("sam")

    sent = await house.fills(
        "sam",
        "Send to Jane",
        words="Jane, I'm sorry I went quiet. I've put a spare dock on your desk.",
    )
    assert sent[0].startswith("Sent to Jane. Whether it puts things right is theirs to say.")

    asked = house.last("jane")
    assert "I've put a spare dock on your desk." in asked
    assert "Does that put it right?" in asked
    assert house.chat("jane")[-1].card.by == "Sam Baker"

    await house.presses("jane", "Yes, it does")
    await house.presses("jane", "9")
    assert house.last("jane") == "Thank you for telling me. I won't ask about it again."
    assert house.last("sam").startswith("Jane says you put it right")

    (loop,) = await loops(house)
    assert (loop.state, loop.recovery_score) == (LoopState.PUT_RIGHT, 9)
    async with house.store.desk.begin() as work:
        (rating,) = await work.ratings.find()
    assert rating.score == 3, "the recovery is kept apart from the first rating"


async def test_a_no_hands_it_to_a_second_person(house: TestHouse) -> None:
    await unhappy(house)
    await house.fills("sam", "Send to Jane", words="Sorry about that, it was a busy week for me.")

    answer = await house.presses("jane", "No, not really")
    assert answer[0].startswith("Then it isn't over. Dora Lang takes it up now")
    assert "didn't put it right. It's yours now" in house.last("dora")

    await house.fills("dora", "Send to Jane", words="I've looked into it, and it was our mistake.")
    assert "Dora about" in house.last("jane")
    ended = await house.presses("jane", "No, not really")
    assert ended[0].startswith("I'm sorry we didn't get that right.")
    (loop,) = await loops(house)
    assert loop.state is LoopState.NOT_PUT_RIGHT


async def test_a_follow_up_that_nobody_writes_goes_to_the_dispatcher(house: TestHouse) -> None:
    await unhappy(house)

    await house.settles(after=timedelta(days=1, hours=1))

    assert "Jane was unhappy, and Sam Baker hasn't followed up." in house.last("dora")
    assert "Jane was to hear from you" in house.last("sam")
    board = await house.says("dora", "What needs me now?")
    assert "Follow-up overdue: Jane was to hear from Sam Baker by" in board[0]


async def test_words_that_would_sting_are_looked_at_twice(house: TestHouse) -> None:
    await unhappy(house)

    looked = await house.fills("sam", "Send to Jane", words="We were within SLA the whole time.")
    assert looked[0].startswith("Before Jane reads this: one thing first.")
    assert "within SLA" not in "".join(house.inbox("jane"))


async def test_a_colleague_cannot_answer_for_the_one_who_was_unhappy(house: TestHouse) -> None:
    await unhappy(house)
    await house.fills("sam", "Send to Jane", words="Jane, I'm sorry I went quiet.")
    question = house.chat("jane")[-1]
    yes = next(b.action for b in house.buttons(question) if b.label == "Yes, it does")

    assert await house.acts("tom", yes) == ["That question was for somebody else."]
    (loop,) = await loops(house)
    assert loop.state is LoopState.FOLLOWED_UP


async def unhappy(house: TestHouse) -> None:
    """Jane has given a three, and ten minutes to correct it have passed."""
    await house.ticket("INC-42")
    await house.resolves("INC-42")
    await house.presses("jane", "Yes, it's fixed")
    await house.settles(after=timedelta(minutes=65))
    await house.presses("jane", "3")
    await house.settles(after=timedelta(minutes=11))


async def loops(house: TestHouse) -> list[Loop]:
    async with house.store.desk.begin() as work:
        return await work.loops.find()
