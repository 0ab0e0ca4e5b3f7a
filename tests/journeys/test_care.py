"""Quiet hours, not too many messages, what is kept, and being forgotten."""

from datetime import time, timedelta

from feedback.policy import Policy
from feedback.records import InvitationState
from tests.house import TestHouse, open_test_house


async def test_in_quiet_hours_questions_wait_and_human_words_pass(house: TestHouse) -> None:
    await house.wants("jane", quiet=(time(12), time(16)))
    await house.ticket("INC-42")
    await house.at("13:00")

    await house.says("sam", "INC-42 the dock is in and it all works, I'm done. Ring me by 5pm")
    await house.presses("sam", "Send")
    assert len(house.inbox("jane")) == 1, "a human's word comes at once"

    await house.resolves("INC-42")
    assert len(house.inbox("jane")) == 1, "a question waits"
    await house.at("16:01")
    assert "Is it?" in house.last("jane")


async def test_quiet_hours_can_be_told_in_plain_words(house: TestHouse) -> None:
    answer = await house.says("jane", "please don't write to me between 6pm and 8:30am")
    assert answer[0].startswith("I'll be quiet from 18:00 to 08:30, your time.")
    assert (
        "Quiet hours: 18:00 to 08:30" in (await house.says("jane", "What do you keep about me?"))[0]
    )

    assert await house.says("jane", "no quiet hours") == ["No quiet hours any more."]


async def test_technicians_are_left_alone_in_their_quiet_hours_too(house: TestHouse) -> None:
    await house.wants("sam", quiet=(time(9), time(10)))
    await house.ticket("INC-42")
    assert house.inbox("sam") == []
    await house.at("10:01")
    assert "Say hello?" in house.last("sam")


async def test_a_day_holds_only_so_many_messages_but_human_words_always_pass(
    sqlite_url: str,
) -> None:
    async with open_test_house(sqlite_url, policy=Policy(messages_a_day=3)) as house:
        await house.ticket("INC-42")
        for hour in (10, 11, 12, 13):
            await house.says("sam", f"INC-42 I'm trying another dock, back with you by {hour}:00")
            await house.presses("sam", "Send")
            await house.at(f"{hour}:00")
        assert len(house.inbox("jane")) == 4, "what people write is never held back"

        await house.resolves("INC-42")
        await house.at("17:59")
        assert "Is it?" not in house.last("jane"), "the day is full"
        await house.at("12:00", days=1)
        assert "Is it?" in house.last("jane")


async def test_what_is_kept_is_shown(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("jane", "It only happens on the third floor")

    kept = await house.says("jane", "What do you keep about me?")

    assert "Your name and address: Jane Doe, jane@example.org" in kept[0]
    assert "Your replies: 1" in kept[0]
    assert "“It only happens on the third floor” (you)" in kept[0]


async def test_erase_me(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.says("jane", "It only happens on the third floor")
    await house.resolves("INC-42")
    await house.presses("jane", "Yes, it's fixed")
    await house.settles(after=timedelta(minutes=65))
    await house.presses("jane", "3")
    await house.fills("jane", "Send", comment="The dock from Globex is awful")

    assert (await house.says("jane", "erase me"))[0].startswith(
        "Erase everything I know about you?"
    )
    assert await house.presses("jane", "Yes, erase me") == ["Done. I've forgotten you. Take care."]

    async with house.store.desk.begin() as work:
        jane = await work.people.get("jane")
        (rating,) = await work.ratings.find()
        assert jane is not None
        assert (jane.name, jane.email) == ("Somebody", "")
        assert await work.replies.find() == []
        assert (rating.score, rating.comment, rating.requester_id) == (3, None, None)
        assert await work.loops.count() == 0
        (update,) = await work.updates.find()
        assert "dock" not in update.words + update.message
        (invitation,) = await work.invitations.find()
        assert invitation.state is InvitationState.ANSWERED, "that somebody answered stays counted"

    await house.settles(after=timedelta(days=2))
    assert house.last("jane") == "Done. I've forgotten you. Take care.", "and that was the last"
    assert (await house.says("jane", "hello"))[0].startswith("Hello! I'm Sincerely")
    assert await house.says("sam", "INC-42 one more thing, I'll ring by 5pm") == [
        "That person asked to be forgotten, so there is nobody to write to any more."
    ]


async def test_people_of_the_desk_are_not_erased_by_a_sentence(house: TestHouse) -> None:
    await house.says("sam", "erase me")
    answer = await house.presses("sam", "Yes, erase me")
    assert answer[0].startswith("You work at this desk")
    assert "Sam" in (await house.says("sam", "help"))[0]
