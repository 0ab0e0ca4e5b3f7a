"""People in tickets are found in chat in time, and nobody waits for a chat that does not answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.ticketing.backlog import work_off
from bot.ticketing.intake import keep
from bot.ticketing.introductions import Introductions
from feedback import privacy
from feedback.directory import Whereabouts, introduce, lose
from feedback.ids import sortable_id
from feedback.people import Address, Identity, Person, PersonAddress
from feedback.policy import Policy
from feedback.store import Store, open_store
from feedback.unit_of_work import OpenDesk, UnitOfWork
from tests.doubles import Clock, Ids

JANE = Person(id="jane", name="Jane Doe", email="jane@example.org")
MINUTE = timedelta(minutes=1)


def there(name: str, *, place: str = "D1", zone: str | None = None) -> Whereabouts:
    return Whereabouts(Address("chat", user=f"U-{name}", place=place), zone)


class Chat:
    """Finds the people whom it has, and fails as it is told to."""

    channel = "chat"

    def __init__(self) -> None:
        self.people: dict[str, Whereabouts] = {}
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.hangs = False

    async def addresses(self, emails: Collection[str]) -> Mapping[str, Whereabouts]:
        self.asked.extend(sorted(emails))
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure
        return {email: self.people[email] for email in emails if email in self.people}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(database_url, Policy(), clock=clock, new_id=Ids()) as opened:
        yield opened


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.people = {
        "jane@example.org": there("jane", zone="Asia/Tokyo"),
        "sam@desk.example": there("sam"),
    }
    return chat


async def happens(store: Store, clock: Clock, number: int = 1, **ticket: Any) -> None:
    event = {
        "id": f"e{number}",
        "source": "rt5",
        "time": clock().isoformat(),
        "revision": number,
        "ticket": {
            "id": "2",
            "status": "new",
            "requester": {"id": "8", "email": "Jane@example.org", "name": "Jane Doe"},
            **ticket,
        },
    }
    assert await keep(store.desk, "rt5", sortable_id(), json.dumps(event).encode())


async def puts(store: Store, *people: Person) -> None:
    async with store.desk.begin() as work:
        await work.people.put(*people)


async def contacts(store: Store) -> dict[str, PersonAddress]:
    async with store.desk.look() as work:
        return {each.user: each for each in await work.addresses.find()}


async def person_of(store: Store, user: str) -> Person:
    async with store.desk.look() as work:
        person = await work.people.get((await contacts(store))[user].person_id)
    assert person is not None
    return person


# --- ticket events -------------------------------------------------------------------------------


async def test_whoever_is_new_in_a_ticket_can_be_written_to_at_once(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await happens(store, clock, assignee={"id": "9", "email": "sam@desk.example"})
    assert await work_off(store.desk, addresses=chat) == 1
    jane, sam = await person_of(store, "U-jane"), await person_of(store, "U-sam")
    assert (jane.email, jane.time_zone) == ("jane@example.org", "Asia/Tokyo")
    assert (sam.email, sam.time_zone) == ("sam@desk.example", Policy().time_zone)


async def test_a_desk_without_a_chat_that_finds_people_goes_on_as_before(
    store: Store, clock: Clock
) -> None:
    await happens(store, clock)
    assert await work_off(store.desk) == 1
    assert await contacts(store) == {}


async def test_many_events_at_once_are_one_question(store: Store, clock: Clock, chat: Chat) -> None:
    for number in range(1, 6):
        await happens(store, clock, number)
    assert await work_off(store.desk, addresses=chat) == 5
    assert chat.asked == ["jane@example.org"]


async def test_whoever_is_reached_already_is_not_looked_for(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await puts(store, JANE)
    async with store.desk.begin() as work:
        await introduce(work, JANE, there("jane").address)
    await happens(store, clock)
    assert await work_off(store.desk, addresses=chat) == 1
    assert chat.asked == []


async def test_the_desks_own_address_of_somebody_counts_more_than_the_tickets(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await puts(store, JANE)
    async with store.desk.begin() as work:
        await work.identities.put(Identity(id="rt5:8", person_id="jane"))
    await happens(store, clock, requester={"id": "8", "email": "old.name@example.org"})
    assert await work_off(store.desk, addresses=chat) == 1
    assert chat.asked == ["jane@example.org"]
    assert (await person_of(store, "U-jane")).id == "jane"


async def test_whoever_was_erased_is_not_looked_for(store: Store, clock: Clock, chat: Chat) -> None:
    await happens(store, clock)
    await work_off(store.desk)
    async with store.desk.begin() as work:
        (jane,) = await work.people.find()
        await privacy.erase(work, jane)
    await happens(store, clock, 2, status="resolved")
    assert await work_off(store.desk, addresses=chat) == 1
    assert (chat.asked, await contacts(store)) == ([], {})
    async with store.desk.look() as work:
        assert await work.raw_events.count() == 0


async def test_for_history_nobody_is_looked_for(store: Store, clock: Clock, chat: Chat) -> None:
    await happens(store, clock)
    clock.turn(timedelta(days=3))
    await happens(store, clock, 2, updated_at=(clock() - timedelta(days=2, hours=1)).isoformat())
    assert await work_off(store.desk, addresses=chat) == 2
    assert chat.asked == ["jane@example.org"]  # the first one was only slow on our side


async def test_a_chat_that_breaks_holds_up_no_event(store: Store, clock: Clock, chat: Chat) -> None:
    chat.failure = ConnectionError("jane@example.org")
    await happens(store, clock)
    assert await work_off(store.desk, addresses=chat) == 1
    assert await contacts(store) == {}


async def test_a_chat_that_hangs_is_waited_for_two_seconds_for_all_of_them(
    store: Store, clock: Clock, chat: Chat
) -> None:
    chat.hangs = True
    for number in range(1, 4):
        await happens(store, clock, number, requester={"email": f"p{number}@example.org"})
    async with asyncio.timeout(4):
        assert await work_off(store.desk, addresses=chat) == 3


class BreakingDesk:
    """A desk whose database breaks down at the end of what takes in a ticket."""

    def __init__(self, desk: OpenDesk) -> None:
        self.policy = desk.policy
        self._desk = desk

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._begin()

    def look(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._desk.look()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[UnitOfWork]:
        async with self._desk.begin() as work:
            yield work
            if await work.tickets.count():
                raise ConnectionError("the cable")


async def test_who_was_found_is_introduced_with_the_event_or_not_at_all(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await happens(store, clock)
    assert await work_off(BreakingDesk(store.desk), addresses=chat) == 0
    assert await contacts(store) == {}
    clock.turn(timedelta(minutes=1))
    assert await work_off(store.desk, addresses=chat) == 1
    assert list(await contacts(store)) == ["U-jane"]


async def test_what_cannot_be_used_asks_for_nobody(store: Store, chat: Chat) -> None:
    await keep(store.desk, "rt5", sortable_id(), b"nonsense")
    assert await work_off(store.desk, addresses=chat) == 1
    assert chat.asked == []


async def test_an_address_from_which_somebody_else_speaks_stays_theirs(
    store: Store, clock: Clock, chat: Chat
) -> None:
    tom = Person(id="tom", name="Tom", email="tom@example.org")
    await puts(store, tom)
    async with store.desk.begin() as work:
        await introduce(work, tom, there("jane").address)
    await happens(store, clock)
    await work_off(store.desk, addresses=chat)
    assert (await person_of(store, "U-jane")).id == "tom"


async def test_an_address_that_bounced_is_left_alone_for_a_day(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await happens(store, clock)
    await work_off(store.desk, addresses=chat)
    async with store.desk.begin() as work:
        await lose(work, "chat", "U-jane")
    await happens(store, clock, 2, title="A new one")
    await work_off(store.desk, addresses=chat)
    assert (await contacts(store))["U-jane"].gone_at is not None
    clock.turn(timedelta(days=1))
    await happens(store, clock, 3, title="Another")
    await work_off(store.desk, addresses=chat)
    assert (await contacts(store))["U-jane"].gone_at is None


# --- the beat ------------------------------------------------------------------------------------


def crowd(number: int, *, first: int = 0) -> list[Person]:
    return [
        Person(id=f"p{each:04}", name=f"P {each}", email=f"p{each:04}@example.org")
        for each in range(first, first + number)
    ]


async def minutes(
    introductions: Introductions, clock: Clock, number: int, *, of: timedelta = MINUTE
) -> None:
    for _ in range(number):
        await introductions()
        clock.turn(of)


async def test_everybody_gets_their_turn_a_few_a_minute(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await puts(store, *crowd(23))
    introductions = Introductions(store.desk, chat, clock)
    for _ in range(10):
        await introductions()  # all within one minute
    assert len(chat.asked) == 5
    clock.turn(MINUTE)
    await minutes(introductions, clock, 4)
    assert sorted(chat.asked) == [person.email for person in crowd(23)]


async def test_also_where_they_are_more_than_one_page(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await puts(store, *crowd(450))
    await minutes(Introductions(store.desk, chat, clock, limit=100), clock, 12)
    assert set(chat.asked) == {person.email for person in crowd(450)}


async def test_who_could_not_be_found_while_it_was_down_is_found_soon_after(
    store: Store, clock: Clock, chat: Chat
) -> None:
    chat.failure = ConnectionError("down")
    await happens(store, clock)
    await work_off(store.desk, addresses=chat)
    introductions = Introductions(store.desk, chat, clock)
    await minutes(introductions, clock, 1)
    chat.failure = None
    await minutes(introductions, clock, 6)
    jane = await person_of(store, "U-jane")
    assert (jane.email, jane.time_zone) == ("jane@example.org", "Asia/Tokyo")


async def test_the_youngest_come_first(store: Store, clock: Clock, chat: Chat) -> None:
    await puts(store, *crowd(300))
    introductions = Introductions(store.desk, chat, clock)
    await minutes(introductions, clock, 3)
    chat.asked.clear()
    await puts(store, *crowd(1, first=900))
    await minutes(introductions, clock, 1)
    assert "p0900@example.org" in chat.asked


async def test_who_is_not_found_is_looked_for_less_and_less_often(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await puts(store, *crowd(1))
    introductions = Introductions(store.desk, chat, clock)
    await minutes(introductions, clock, 60)
    assert len(chat.asked) == 4  # after 0, 5, 15 and 35 minutes
    await minutes(introductions, clock, 7 * 24, of=timedelta(hours=1))
    assert 13 <= len(chat.asked) <= 16  # and once a day in the end


async def test_whom_the_beat_leaves_alone(store: Store, clock: Clock, chat: Chat) -> None:
    reached, erased, nameless = crowd(1)[0], JANE, Person(id="x", name="X", email="")
    await puts(store, reached, erased, nameless)
    async with store.desk.begin() as work:
        await introduce(work, reached, there("reached").address)
        await privacy.erase(work, erased)
    await minutes(Introductions(store.desk, chat, clock), clock, 3)
    assert chat.asked == []


async def test_somebody_reached_elsewhere_is_still_looked_for(
    store: Store, clock: Clock, chat: Chat
) -> None:
    await puts(store, JANE)
    async with store.desk.begin() as work:
        await introduce(work, JANE, Address("web", "jane", "jane"))
    await minutes(Introductions(store.desk, chat, clock), clock, 1)
    assert set(await contacts(store)) == {"jane", "U-jane"}
