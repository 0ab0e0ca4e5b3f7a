"""The desk's days in Slack, from both sides, over HTTP and over Socket Mode."""

from collections.abc import AsyncIterator

import pytest

from feedback.people import Role
from tests.journeys.a_ticket import (
    KEY,
    NOTE,
    a_draft_becomes_a_message,
    it_is_fixed_and_rated,
    it_is_picked_up,
    somebody_follows_up,
    the_answer_comes_back,
)
from tests.peers.local_slack import COMMON, LocalSlack
from tests.slack_house import SlackHouse, open_slack_house

pytestmark = pytest.mark.slow


@pytest.fixture(params=["local_slack", "socket_slack"])
async def house(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[SlackHouse]:
    slack: LocalSlack = request.getfixturevalue(request.param)
    async with open_slack_house(slack, sqlite_url) as opened:
        yield opened


async def test_a_ticket_from_its_first_word_to_its_last(house: SlackHouse) -> None:
    await it_is_picked_up(house)
    await house.commands("sam", f"update {KEY} {NOTE}")
    await house.told_at_once("I've written to you in our messages.")
    await a_draft_becomes_a_message(house)
    await the_answer_comes_back(house)
    update = await house.message("jane", "the <cable>")
    answer = await house.message("jane", "Passed on to Sam")
    assert answer["thread_ts"] == update["ts"]
    await it_is_fixed_and_rated(house)
    await somebody_follows_up(house)


async def test_a_press_that_is_delivered_twice_counts_once(house: SlackHouse) -> None:
    await it_is_picked_up(house)
    await house.commands("sam", f"update {KEY} {NOTE}")
    draft, send = await house.button("sam", "Send")
    await house.presses("sam", "Send")
    await house.sees("jane", "wapping the dock")

    if house.slack.events_port is not None:
        await house.posts_again()
    await house.interacts("sam", draft, send)

    await house.sees("sam", "Sent to Jane.")
    await house.says("jane", "Thanks, I read it")
    await house.sees("jane", "Passed on to Sam")
    assert sum("wapping the dock" in each for each in await house.inbox("jane")) == 1


async def test_everybody_finds_their_own_page_at_home(house: SlackHouse) -> None:
    await it_is_picked_up(house)
    assert "You have one open ticket, Jane." in await house.goes_home("jane")
    assert "You have no promise and no follow-up open." in await house.goes_home("sam")
    assert await house.goes_home("max")


async def test_a_manager_asks_how_happy_people_were(house: SlackHouse) -> None:
    await house.goes_home("max")
    await house.says("max", "How happy were people this month?")

    async def answered() -> str | None:
        inbox = await house.inbox("max")
        return inbox[-1] if len(inbox) > 1 else None

    answer: str = await house.until(answered, "Max gets no answer")
    assert "There is nothing to count from 1 to 4 March 2026." in answer


async def test_a_manager_whom_no_ticket_names_is_understood_at_the_first_word(
    house: SlackHouse,
) -> None:
    await house.mentions("U06MAX", "how happy were people this month?")
    await house.sees("max", "There is nothing to count from 1 to 4 March 2026.")
    async with house.house.store.desk.look() as work:
        (max_,) = await work.people.find(email="max@desk.example")
        assert await work.tickets.count() == 0
    assert max_.roles == (Role.MANAGER,)


async def test_people_at_work_are_at_home_before_their_first_ticket(house: SlackHouse) -> None:
    async def found() -> bool | None:
        async with house.house.store.desk.look() as work:
            return await work.addresses.count(channel="slack") == 3 or None

    await house.until(found, "they are not looked for at the start")
    assert "You have no promise and no follow-up open." in await house.goes_home("eve")
    assert "All quiet." in await house.goes_home("dora")


async def test_who_asks_in_a_thread_and_presses_there_is_answered_there(house: SlackHouse) -> None:
    await house.goes_home("max")
    await house.says("max", "How happy were people this month?")
    first = await house.message("max", "There is nothing to count from 1 to 4 March 2026.")
    await house.says("max", "How happy were people last week?", under=first)
    answer = await house.message("max", "There is nothing to count from 23 February")
    assert answer["thread_ts"] == first["ts"]

    await house.presses("max", "Look at a longer time")

    longer = await house.message("max", "There is nothing to count from 1 September 2025")
    assert longer["thread_ts"] == first["ts"]


async def test_first_questions_are_nothing_that_the_house_could_stumble_over(
    house: SlackHouse,
) -> None:
    """This Slack does not know them, as on a plan without them."""
    await house.goes_home("max")
    if house.slack.events_port is not None:  # it tells nobody of such a look; we do, where we can
        await house.looks_into_our_conversation("max")
    await house.says("max", "How happy were people this month?")
    await house.sees("max", "There is nothing to count")
    assert await house.house.problems() == []


async def test_whoever_calls_us_in_the_common_channel_is_answered_between_us(
    house: SlackHouse,
) -> None:
    await it_is_picked_up(house)
    await house.mentions("U01JANE", "any news?")
    assert "Sam" in await house.sees("jane", KEY)
    said = await house.channel(COMMON)
    assert [each["user"] for each in said] == ["U01JANE"], "nobody else reads the answer"


async def test_a_stranger_gets_a_kind_word(house: SlackHouse) -> None:
    await house.mentions("U02TOM", "hello?")
    await house.sees("tom", "we haven't been introduced yet")
