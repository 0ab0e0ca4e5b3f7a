"""The page that somebody finds when they look in: what waits for them, and for whom they wait."""

from dataclasses import replace

from bot.cards import as_text
from feedback.people import Address, Role
from tests.house import TestHouse


async def at_home(house: TestHouse, who: str) -> list[str]:
    return [as_text(card) for card in await house.router.home(house.address(who))]


async def test_a_requester_sees_who_has_it_what_was_said_and_when_they_hear_again(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")

    waiting, kept = await at_home(house, "jane")

    assert waiting.startswith("You have one open ticket, Jane.")
    assert "“The VPN drops every ten minutes” (INC-42): Sam Baker has it." in waiting
    assert "swapping the dock" in waiting
    assert "You'll hear again by 15:00." in waiting
    assert "[Write to Sam]" in waiting
    assert kept.startswith("What I keep about you\n1 ticket and 1 message to you.")
    assert "[See all of it]" in kept


async def test_a_promise_that_was_missed_is_owned_up_to_at_home_as_well(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.at("15:30")
    waiting, _ = await at_home(house, "jane")
    assert "You were to hear from us by 15:00, and that has passed. I'm sorry." in waiting


async def test_looking_in_asks_nobody_anything(house: TestHouse) -> None:
    await house.ticket("INC-42")
    before = house.inbox("sam")
    waiting, _ = await at_home(house, "jane")
    assert "Nobody has written to you about it yet. That's on us, not on you." in waiting
    await house.settles()
    assert house.inbox("sam") == before


async def test_nothing_to_wait_for_is_said_in_one_line(house: TestHouse) -> None:
    waiting, kept = await at_home(house, "jane")
    assert waiting == "You have no open tickets, Jane. Nothing to wait for."
    assert "Your name and how to reach you, nothing more." in kept


async def test_many_tickets_stay_a_short_page(house: TestHouse) -> None:
    for number in range(8):
        await house.ticket(f"INC-{number}", technician=None)
    waiting, _ = await at_home(house, "jane")
    assert waiting.startswith("You have 8 open tickets, Jane.")
    assert waiting.count("Nobody has picked it up yet.") == 5
    assert "and 3 more." in waiting


async def test_people_at_work_see_their_own_list(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")

    (mine,) = await at_home(house, "sam")
    assert mine.startswith("You have 1 promise open.")
    assert (await at_home(house, "sam")) == (await house.says("sam", "mine"))
    (board,) = await at_home(house, "dora")
    assert [board] == await house.says("dora", "board")


async def test_a_manager_sees_this_month(house: TestHouse) -> None:
    assert await at_home(house, "max") == ["How it goes this month"]


async def test_several_roles_have_a_page_each_and_their_own_tickets_last(house: TestHouse) -> None:
    both = replace(house.known["dora"], roles=(Role.DISPATCHER, Role.TECHNICIAN, Role.MANAGER))
    await house.introduces(both)
    await house.ticket("INC-50", requester="dora")
    titles = [card.title for card in await house.router.home(house.address("dora"))]
    assert titles == [
        "How it goes this month",
        "All quiet. Everybody who waits knows when they'll hear from us.",
        "You have no promise and no follow-up open.",
        "You have one open ticket, Dora.",
        "What I keep about you",
    ]


async def test_a_stranger_is_told_how_we_are_introduced(house: TestHouse) -> None:
    (card,) = await house.router.home(Address("web", "nobody", "nobody"))
    assert card.title == "Hello! I'm Sincerely, and we haven't been introduced yet."
