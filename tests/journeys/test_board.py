"""One list for the dispatcher: promises missed and at risk, silent tickets, open follow-ups."""

import re
from datetime import timedelta

from bot.actions import ShowSilent
from bot.cards import Text, as_text
from tests.house import TestHouse

KEYS = re.compile(r"INC-\d+")


async def test_all_quiet(house: TestHouse) -> None:
    for asked in ("What needs me now?", "board", "anything?"):
        assert await house.says("dora", asked) == [
            "All quiet. Everybody who waits knows when they'll hear from us."
        ]


async def test_words_that_ask_for_nothing_get_no_list(house: TestHouse) -> None:
    await house.ticket("INC-42")
    assert await house.says("dora", "thanks") == ["Any time."]
    answer = await house.says("dora", "you're useless")
    assert answer[0].startswith("I'm not sure what you'd like me to do.")
    answer = await house.says("dora", "assign INC-42 to Eve")
    assert answer[0].startswith("I can't change tickets.")


async def test_missed_at_risk_and_silent_in_one_list(house: TestHouse) -> None:
    await house.ticket("INC-41", requester="tom", title="Printer jams", technician=None)
    await house.ticket("INC-42")
    await house.ticket("INC-43", title="Mail is slow", technician="eve")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.says("eve", "INC-43 I'm reading the logs now, back with you by 6pm")
    await house.presses("eve", "Send")
    await house.at("17:30")

    board = await house.says("dora", "What needs me now?")

    assert board[0].startswith("1 missed promise, 1 promise due soon and 1 silent ticket.")
    assert (
        "Missed: Jane was to hear from Sam Baker by 15:00, and nobody has said sorry yet."
        in board[0]
    )
    assert "Due soon: Jane hears from Eve Stone by 18:00." in board[0]
    assert "Silent: Tom, no word since it was opened 8 hours ago, nobody has it." in board[0]

    await house.fills("dora", "Write to Tom", words="Sorry Tom, I'll see to it, back by 18:30")
    await house.presses("dora", "Send")
    assert "Dora about" in house.last("tom")
    assert "Silent" not in (await house.presses("dora", "Look again"))[0]


async def test_a_silent_ticket_is_told_of_by_itself(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.at("16:59")
    assert house.inbox("dora") == []
    await house.at("17:01")

    assert house.last("dora").startswith("Nobody has written to Jane about INC-42 for a while.")
    assert "Sam Baker has it." in house.last("dora")
    assert "for a while" in house.last("sam"), "whoever has it can mend it with one line"


async def test_silence_that_was_agreed_is_none(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 the part comes on Friday, I'll be back by 5pm tomorrow")
    await house.presses("sam", "Send")
    await house.settles(after=timedelta(hours=22))
    assert house.inbox("dora") == []


async def test_a_long_list_ends_with_how_many_more(house: TestHouse) -> None:
    for number in range(8):
        await house.ticket(f"INC-{number}", technician=None, title=f"Thing {number}")
    await house.at("17:30")

    board = await house.says("dora", "board")

    assert board[0].startswith("8 silent tickets.")
    assert board[0].count("Silent:") == 5
    assert "and 3 more." in board[0]


async def test_a_quiet_day_of_many_tickets_is_one_card(house: TestHouse) -> None:
    for number in range(12):
        await house.ticket(f"INC-{number}", technician="sam" if number < 6 else None)
    before = len(house.inbox("sam"))
    house.clock.turn(timedelta(days=1))
    await house.settles()

    (card,) = house.chat("dora")
    assert card.card.title == "Nobody has written about 12 tickets for a while."
    assert "These are 1 to 5 of 12, the longest wait first." in house.last("dora")
    assert card.times_replaced == 0, "the same is not said twelve times"
    assert len(house.inbox("sam")) == before + 1
    assert house.last("sam").startswith("Nobody has written about 6 of your tickets for a while.")


async def test_what_falls_silent_within_the_hour_joins_the_card(house: TestHouse) -> None:
    await house.ticket("INC-41", requester="tom", technician=None)
    await house.at("9:20")
    await house.ticket("INC-42", technician=None)
    await house.at("17:10")
    assert house.last("dora").startswith("Nobody has written to Tom about INC-41 for a while.")

    await house.at("17:40")
    (card,) = house.chat("dora")
    assert card.card.title == "Nobody has written about 2 tickets for a while."
    tom, jane = [part.words for part in card.card.parts if isinstance(part, Text)][:2]
    assert (tom[:3], jane[:4]) == ("Tom", "Jane"), "the longest wait first"


async def test_the_next_hour_is_another_card(house: TestHouse) -> None:
    await house.ticket("INC-41", technician=None)
    await house.at("10:30")
    await house.ticket("INC-42", requester="tom", technician=None)
    await house.at("8:40", days=1)
    first, second = house.chat("dora")
    assert first.card.title == "Nobody has written to Jane about INC-41 for a while."
    assert second.card.title == "Nobody has written about 2 tickets for a while."


async def test_every_silent_ticket_can_be_leafed_to_and_written_about(house: TestHouse) -> None:
    for number in range(12):
        await house.ticket(f"INC-{number}", technician=None)
    house.clock.turn(timedelta(days=1))
    await house.settles()
    (card,) = house.chat("dora")

    seen = set(KEYS.findall(as_text(card.card)))
    for label in ("The next 5", "The next 2"):
        await house.presses("dora", label)
        seen |= set(KEYS.findall(as_text(card.card)))
    assert seen == {f"INC-{number}" for number in range(12)}
    assert house.chat("dora") == [card], "pages are turned in place"

    await house.fills("dora", "Write to Jane", words="We have it, back by 18:00")
    assert "These are 11 to 12 of 12" in as_text(card.card), "the list stays beside the draft"
    await house.presses("dora", "Send")
    await house.presses("dora", "Look again")
    assert card.card.title == "Nobody has written about 11 tickets for a while."


async def test_the_board_leads_to_the_rest_of_the_silent_ones(house: TestHouse) -> None:
    for number in range(8):
        await house.ticket(f"INC-{number}", technician=None)
    await house.at("17:30")
    await house.says("dora", "board")
    await house.presses("dora", "More silent ones")
    assert "These are 6 to 8 of 8" in house.last("dora")


async def test_nobody_silent_any_more(house: TestHouse) -> None:
    none_left = ["Nobody waits for a word just now. Nicely done."]
    assert await house.acts("dora", ShowSilent(5)) == none_left
    assert await house.acts("sam", ShowSilent(0)) == none_left


async def test_what_is_confidential_is_not_named_in_a_list(house: TestHouse) -> None:
    await house.ticket("HR-7", title="My contract", confidential=True, technician=None)
    await house.at("17:30")
    board = await house.says("dora", "board")
    assert "HR-7" in board[0]
    assert "contract" not in board[0]
