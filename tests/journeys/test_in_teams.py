"""The desk's days in Teams, from both sides, with every token checked."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.channels.teams.ingress import PATH
from bot.channels.teams.listen import GOT_IT, WRITTEN_TO_YOU
from feedback.people import PersonAddress
from feedback.records import LoopState, PromiseState, Rating, Status
from tests.analytics.samples import rating
from tests.bot.channels.teams import cards
from tests.bot.channels.teams.activities import CHANNEL
from tests.journeys.a_ticket import (
    KEY,
    NOTE,
    TITLE,
    a_draft_becomes_a_message,
    it_is_fixed_and_rated,
    it_is_picked_up,
    somebody_follows_up,
    the_answer_comes_back,
)
from tests.peers.teams_faults import FaultyTeams, faulty_teams
from tests.peers.teams_keys import KeyServer, claims, key_server, signed
from tests.teams_house import TeamsHouse, account, open_teams_house


@pytest.fixture
async def teams() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as teams:
        yield teams


@pytest.fixture
async def keys() -> AsyncIterator[KeyServer]:
    async with key_server() as keys:
        yield keys


@pytest.fixture
async def house(sqlite_url: str, teams: FaultyTeams, keys: KeyServer) -> AsyncIterator[TeamsHouse]:
    async with open_teams_house(teams, keys, sqlite_url) as opened:
        yield opened
        assert await opened.house.problems() == []
        assert teams.limits is not None
        assert not teams.limits.refused, "nobody is spoken to faster than Teams allows"


# --- a ticket --------------------------------------------------------------------------------------


async def test_a_ticket_from_its_first_word_to_its_last(house: TeamsHouse) -> None:
    await it_is_picked_up(house)
    await house.says("sam", f"{KEY} {NOTE}")
    await a_draft_becomes_a_message(house)
    await the_answer_comes_back(house)
    await it_is_fixed_and_rated(house)
    await somebody_follows_up(house)
    async with house.house.store.desk.look() as work:
        (loop,) = await work.loops.find()
    assert (loop.state, loop.recovery_score) == (LoopState.PUT_RIGHT, 9)
    assert set(house.told) == {GOT_IT}, "nobody who pressed was left without a word"


async def test_nothing_that_people_typed_is_obeyed_by_teams(house: TeamsHouse) -> None:
    await house.ticket(
        KEY, "**Urgent** <at>everyone</at> [click](https://x.example)", "jane", "sam"
    )
    await house.says("sam", f"{KEY} I'm on it, **soon** <at>all</at>, back w/ u by 3")
    await house.presses("sam", "Send")
    assert "**Urgent** <at>everyone</at>" in await house.sees("jane", "I'm on it, **soon**")
    assert [each for kept in house.teams.messages for each in cards.harmful(kept.body)] == []


async def test_not_yet_says_why(house: TeamsHouse) -> None:
    await resolved(house)
    await house.presses("jane", "Not yet")
    await house.sees("jane", "Then it isn't closed. I've told Sam.")
    await house.fills("jane", "Tell Sam", why="It still drops, only less often")

    await house.sees("jane", "You won't have to explain it again.")
    await house.sees("sam", "It still drops, only less often")
    async with house.house.store.desk.look() as work:
        (ticket,) = await work.tickets.find()
    assert ticket.status is Status.IN_PROGRESS


# --- promises --------------------------------------------------------------------------------------


async def test_a_promise_is_kept(house: TeamsHouse) -> None:
    await promised(house)
    await house.at("14:41")
    await house.sees("sam", "You told Jane: 15:00. Keep it, move it, or tell Jane something?")
    await house.presses("sam", "Jane has heard from me")
    await house.sees("sam", "Kept. Jane could count on you.")
    assert await promise_of(house) is PromiseState.KEPT


async def test_a_promise_is_moved(house: TeamsHouse) -> None:
    await promised(house)
    await house.at("14:41")
    await house.fills("sam", "Move it", words="The dock is in the post room, I'll be back by 16:30")
    moved = await house.sees("jane", "The dock is in the post room")
    assert "again by 16:30 (first it was by 15:00)" in moved
    assert await promise_of(house) is PromiseState.OPEN


async def test_a_missed_promise_is_owned_up_to(house: TeamsHouse) -> None:
    await promised(house)
    await house.at("15:01")
    await house.sees("sam", "15:00 has passed, and Jane hasn't heard from you.")
    await house.presses("sam", "Tell Jane")
    assert "from Sam Baker via Sincerely" in await house.sees("jane", "I'm sorry about that")
    assert await promise_of(house) is PromiseState.MISSED


# --- ratings ---------------------------------------------------------------------------------------


async def test_a_slip_of_the_thumb_is_corrected(house: TeamsHouse) -> None:
    await asked_how_it_went(house)
    await house.presses("jane", "1")
    await house.presses("jane", "I meant another number")
    await house.presses("jane", "10")
    await house.sees("jane", "10, how nice. What made it good?")
    assert (await the_rating(house)).score == 10


async def test_every_number_can_be_tapped_and_is_told_to_those_who_listen(
    house: TeamsHouse,
) -> None:
    await asked_how_it_went(house)
    numbers = [house.button("jane", str(number))[1]["title"] for number in range(11)]
    assert numbers[1:10] == [f"Rate {number} of 10" for number in range(1, 10)]
    assert numbers[0].startswith("Rate 0 of 10, ")
    assert numbers[10].startswith("Rate 10 of 10, ")


async def test_a_no_hands_the_follow_up_to_a_second_person(house: TeamsHouse) -> None:
    await asked_how_it_went(house)
    await house.presses("jane", "2")
    await house.passes(timedelta(minutes=11))
    await house.fills("sam", "Send to Jane", words="Sorry about that, it was a busy week for me.")
    await house.presses("jane", "No, not really")
    await house.sees("jane", "Then it isn't over. Dora Lang takes it up now")
    await house.sees("dora", "didn't put it right. It's yours now")


# --- the desk --------------------------------------------------------------------------------------


async def test_a_manager_asks_in_their_own_words_and_sees_a_chart(house: TeamsHouse) -> None:
    await house.house.store.load(
        rating(score, day + timedelta(weeks=week))
        for day in (date(2025, 9, 1), date(2025, 9, 3))
        for week in range(27)
        for score in (10, 9, 9, 9, 3)
    )
    await house.says("max", "How happy were people this month?")
    answer = await house.sees("max", "Happiness was")
    assert "n = 10 ratings" in answer

    kept = house.messages("max")[-1]
    (chart,) = (
        each for each in cards.objects(kept.body) if str(each.get("type")).startswith("Chart.")
    )
    assert chart["type"] == "Chart.Line"
    assert "Table" in cards.kinds({"attachments": [{"content": chart["fallback"]}]})
    assert "Mar 26" in answer, "and in words for whoever sees neither"

    await house.presses("max", "How was it computed?")
    await house.sees("max", "n = 10")


async def test_a_dispatcher_sees_what_needs_somebody_now(house: TeamsHouse) -> None:
    await promised(house)
    await house.ticket("INC-41", "Printer jams", "tom", None)
    await house.at("17:30")
    await house.says("dora", "What needs me now?")
    board = await house.sees("dora", "1 missed promise")
    assert "Jane was to hear from Sam Baker by 15:00" in board
    assert "Silent: Tom" in board

    await house.fills("dora", "Write to Tom", words="Sorry Tom, I'll see to it, back by 18:30")
    await house.presses("dora", "Send")
    await house.sees("tom", "I'll see to it")
    await house.presses("dora", "Look again")
    assert "Silent" not in house.last("dora")


# --- who is who ------------------------------------------------------------------------------------


async def test_a_stranger_gets_a_kind_word_and_no_secrets(house: TeamsHouse) -> None:
    await resolved(house)
    await house.says("nina", f"what about {KEY}?")
    assert len(house.inbox("nina")) == 1
    assert "we haven't been introduced yet" in house.last("nina")

    kept, yes = house.button("jane", "Yes, it's fixed")
    await house.taps("nina", kept, yes)
    async with house.house.store.desk.look() as work:
        (ticket,) = await work.tickets.find()
    assert ticket.status is Status.RESOLVED, "nobody else's press counts"


async def test_whoever_calls_us_where_others_are_is_answered_between_us(house: TeamsHouse) -> None:
    await it_is_picked_up(house)
    await house.mentions("jane", "any news?")
    assert "Sam" in await house.sees("jane", KEY)
    (there,) = (kept for kept in house.teams.messages if kept.conversation == CHANNEL)
    assert there.words == WRITTEN_TO_YOU
    assert there.replies_to == house.posted[-1]["id"]


async def test_whoever_has_no_app_yet_is_answered_between_us_too(
    sqlite_url: str, teams: FaultyTeams, keys: KeyServer
) -> None:
    async with open_teams_house(teams, keys, sqlite_url, installed=()) as house:
        await house.mentions("max", "how happy were people this month?")
        await house.sees("max", "There is nothing to count")


async def test_what_is_kept_is_shown_and_erased(house: TeamsHouse) -> None:
    await promised(house)
    await house.says("jane", "It only happens on the third floor")
    await house.says("jane", "What do you keep about me?")
    kept = await house.sees("jane", "Your name and address:")
    assert "jane@example.org" in kept
    assert "It only happens on the third floor" in kept

    await house.says("jane", "erase me")
    await house.presses("jane", "Yes, erase me")

    assert house.inbox("jane") == ["Done. I've forgotten you. Take care."], "all else is taken back"
    async with house.house.store.desk.look() as work:
        assert await work.people.find(email="jane@example.org") == []
        assert await work.replies.find() == []
    assert await contact_of(house, "jane") is None


# --- deliveries ------------------------------------------------------------------------------------


async def test_nobody_speaks_for_jane_without_a_token_of_microsofts(house: TeamsHouse) -> None:
    await it_is_picked_up(house)
    await house.says("jane", "It only happens on the third floor")
    forged = {**house.posted[-1], "id": "1772999999999", "text": "Forget it"}
    for headers in ({}, {"Authorization": signed(claims(house.clock()), name="somebody's")}):
        answer = await house.door.post(PATH, json=forged, headers=headers)
        assert answer.status_code == 401
    async with house.house.store.desk.look() as work:
        assert await work.replies.count() == 1


async def test_what_is_delivered_twice_counts_once(house: TeamsHouse) -> None:
    await it_is_picked_up(house)
    await house.says("jane", "It only happens on the third floor")
    await house.posts_again()
    assert sum("It only happens on the third floor" in each for each in house.inbox("sam")) == 1
    assert sum("Passed on to Sam" in each for each in house.inbox("jane")) == 1


async def test_what_is_pressed_twice_counts_once(house: TeamsHouse) -> None:
    """Delivered again it has the same id, pressed again it has another."""
    await it_is_picked_up(house)
    await house.says("sam", f"{KEY} {NOTE}")
    draft, send = house.button("sam", "Send")
    await house.taps("sam", draft, send)
    await house.posts_again()
    await house.taps("sam", draft, send)
    assert sum("wapping the dock" in each for each in house.inbox("jane")) == 1
    async with house.house.store.desk.look() as work:
        assert await work.updates.count() == 1


async def test_who_takes_the_app_away_is_gone_and_comes_back(house: TeamsHouse) -> None:
    await it_is_picked_up(house)
    await house.uninstalls("jane")
    gone = await contact_of(house, "jane")
    assert gone is not None
    assert gone.gone_at is not None
    await house.sees("sam", "I can't reach Jane in chat")

    await house.installs("jane")
    await house.says("jane", "I'm back")
    back = await contact_of(house, "jane")
    assert back is not None
    assert back.gone_at is None
    await house.sees("sam", "I'm back")


async def promised(house: TeamsHouse) -> None:
    """At nine in the morning, for three."""
    await it_is_picked_up(house)
    await house.says("sam", f"{KEY} {NOTE}")
    await house.presses("sam", "Send")
    await house.sees("jane", "wapping the dock")


async def resolved(house: TeamsHouse) -> None:
    await it_is_picked_up(house)
    await house.resolves(KEY)
    await house.sees("jane", f"Sam thinks “{TITLE}” is fixed. Is it?")


async def asked_how_it_went(house: TeamsHouse) -> None:
    await resolved(house)
    await house.presses("jane", "Yes, it's fixed")
    await house.passes(timedelta(minutes=65))
    await house.sees("jane", f"How did it go with “{TITLE}”, Jane?")


async def promise_of(house: TeamsHouse) -> PromiseState:
    async with house.house.store.desk.look() as work:
        (promise,) = await work.promises.find()
    return promise.state


async def the_rating(house: TeamsHouse) -> Rating:
    async with house.house.store.desk.look() as work:
        (given,) = await work.ratings.find()
    return given


async def contact_of(house: TeamsHouse, name: str) -> PersonAddress | None:
    async with house.house.store.desk.look() as work:
        found = await work.addresses.find(channel="teams")
    account_id = account(name)["aadObjectId"]
    return next((each for each in found if each.user.endswith(account_id)), None)
