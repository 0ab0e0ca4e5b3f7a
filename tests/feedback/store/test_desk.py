"""A unit of work: all or nothing, one at a time, and at the moment when its turn has come."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from feedback.errors import Unusable
from feedback.events import RatingGiven
from feedback.people import PersonAddress
from feedback.records import Timer, TimerKind
from feedback.store import Store
from feedback.store.connection import Changes
from tests.feedback.store.desks import NINE, Clock, message, opened, person, ticket


class Broken(Exception):
    pass


async def test_an_error_leaves_nothing_behind(database_url: str) -> None:
    rung: list[str] = []
    async with opened(database_url, after_commit=lambda: rung.append("bell")) as store:
        with pytest.raises(Broken):
            await do_much_and_fail(store)
        assert not rung
        assert not await store.news.due(10)
        assert not await store.lanes.claim(10)
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 0
            assert not await work.due_timers(10)
            assert await work.first_time("delivery")
            assert await work.post(message("m"))


async def do_much_and_fail(store: Store) -> None:
    async with store.desk.begin() as work:
        await work.tickets.add(ticket(1))
        await work.tickets.count()
        await work.timers.put(Timer(id="t", kind=TimerKind.SILENCE, ref="r", due_at=NINE))
        assert await work.first_time("delivery")
        assert await work.post(message("m"))
        work.tell(RatingGiven("r"))
        raise Broken


async def test_whoever_only_looks_waits_for_nobody_and_can_change_nothing(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
        async with store.desk.begin() as work, asyncio.timeout(5):
            await work.tickets.add(ticket(2))
            await work.tickets.count()
            async with store.desk.look() as looking:
                assert [found.key for found in await looking.tickets.find()] == ["INC-1"]
        with pytest.raises(DBAPIError, match=r"(?i)read-?\s?only"):
            async with store.desk.look() as looking:
                await looking.tickets.add(ticket(3))
        async with store.desk.look() as looking:
            assert await looking.tickets.count() == 2


async def test_a_work_that_is_called_off_leaves_nothing_and_the_desk_is_free(
    database_url: str,
) -> None:
    """Wherever it was just then: between two statements, or in the middle of one."""
    async with opened(database_url) as store:
        for pause in (0.0, 0.0005, 0.001, 0.002, 0.005, 0.01):
            working = asyncio.create_task(work_for_ever(store))
            await asyncio.sleep(pause)
            working.cancel()
            with pytest.raises(asyncio.CancelledError):
                await working
        async with asyncio.timeout(5), store.desk.begin() as work:
            assert await work.tickets.count() == 0


async def work_for_ever(store: Store) -> None:
    async with store.desk.begin() as work:
        for number in range(10**9):
            await work.tickets.add(ticket(number))
            await work.tickets.count()


async def test_no_update_is_lost_among_200_at_once(database_url: str) -> None:
    async with opened(database_url) as store, opened(database_url) as another:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
        await asyncio.gather(*(hop_once((store, another)[n % 2]) for n in range(200)))
        async with store.desk.begin() as work:
            found = await work.tickets.get("desk:1")
            assert found is not None
            assert found.hops == 200


async def hop_once(store: Store) -> None:
    async with store.desk.begin() as work:
        found = await work.tickets.get("desk:1")
        assert found is not None
        await asyncio.sleep(0)
        await work.tickets.put(replace(found, hops=found.hops + 1))


async def test_500_deliveries_of_100_things_happen_100_times(database_url: str) -> None:
    async with opened(database_url) as store, opened(database_url) as another:
        effects = await asyncio.gather(
            *(deliver((store, another)[n % 2], number=n % 100) for n in range(500))
        )
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 100
    assert sum(effects) == 100


async def deliver(store: Store, number: int) -> bool:
    async with store.desk.begin() as work:
        if not await work.first_time(f"delivery-{number}"):
            return False
        await work.tickets.add(ticket(number))
        return True


async def test_what_one_work_decides_the_next_one_knows(database_url: str) -> None:
    """ "At most one" is decided by counting: two processes must not count at the same time."""
    async with opened(database_url) as store, opened(database_url) as another:
        await asyncio.gather(*(only_one((store, another)[n % 2], n) for n in range(20)))
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 1


async def only_one(store: Store, number: int) -> None:
    async with store.desk.begin() as work:
        if await work.tickets.count(requester_id="jane") == 0:
            await asyncio.sleep(0.001)
            await work.tickets.add(ticket(number))


async def test_now_is_when_the_turn_has_come_not_when_the_waiting_began(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store, opened(database_url, clock) as another:
        async with store.desk.begin() as first:
            waiting = asyncio.create_task(moment_of_a_work(another))
            await asyncio.sleep(0.1)
            clock.turn(seconds=60)
            assert first.now == NINE
        assert await waiting == clock.now


async def moment_of_a_work(store: Store) -> object:
    async with store.desk.begin() as work:
        return work.now


async def test_a_work_inside_a_work_is_refused_instead_of_waiting_for_itself(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url) as store, store.desk.begin():
        with pytest.raises(RuntimeError, match="inside another"):
            async with store.desk.begin():
                pass


async def test_the_bell_rings_after_the_commit_if_there_is_something_to_do(
    database_url: str,
) -> None:
    rung: list[str] = []
    async with opened(database_url, after_commit=lambda: rung.append("bell")) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
        assert len(rung) == 0
        async with store.desk.begin() as work:
            work.tell(RatingGiven("r"))
            assert len(rung) == 0
        assert len(rung) == 1
        async with store.desk.begin() as work:
            await work.post(message("m"))
        assert len(rung) == 2
        async with store.desk.begin() as work:
            await work.timers.put(Timer(id="t", kind=TimerKind.SILENCE, ref="r", due_at=NINE))
        assert len(rung) == 3


async def test_an_address_needs_its_person_by_the_time_of_the_commit(database_url: str) -> None:
    address = PersonAddress(
        id="web:jane", person_id="jane", channel="web", user="jane", place="jane", heard_at=NINE
    )
    async with opened(database_url) as store:
        with pytest.raises(IntegrityError):
            async with store.desk.begin() as work:
                await work.addresses.add(address)
        async with store.desk.begin() as work:
            await work.addresses.add(address)
            assert await work.addresses.count() == 1
            await work.people.add(person("jane"))


async def test_the_tally_gets_every_change_with_what_was_there_before(database_url: str) -> None:
    heard: list[Changes] = []

    async def tally(_connection: object, changes: Changes) -> None:
        heard.append(changes)

    async with opened(database_url, tally=tally) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1), ticket(2), ticket(3))
            await work.tickets.put(ticket(1, hops=1))
            await work.people.put(person("jane"))
        assert_same(
            heard.pop(),
            [
                (None, ticket(1, hops=1)),
                (None, ticket(2)),
                (None, ticket(3)),
                (None, person("jane")),
            ],
        )
        async with store.desk.begin() as work:
            assert await work.tickets.get("desk:1") is not None
            await work.tickets.put(ticket(1, hops=2), ticket(2, hops=2))
            await work.tickets.count()
            await work.tickets.put(ticket(2, hops=3))
            await work.tickets.remove("desk:3")
            await work.tickets.remove("desk:99")
            await work.tickets.add(ticket(4))
            await work.tickets.remove("desk:4")
        assert_same(
            heard.pop(),
            [
                (ticket(1, hops=1), ticket(1, hops=2)),
                (ticket(2), ticket(2, hops=3)),
                (ticket(3), None),
            ],
        )
        async with store.desk.begin() as work:
            await work.tickets.find()
        assert not heard


def assert_same(changes: Changes, expected: Changes) -> None:
    assert sorted(map(str, changes)) == sorted(map(str, expected))


async def test_a_tally_that_fails_undoes_the_work(database_url: str) -> None:
    async def tally(_connection: object, _changes: Changes) -> None:
        raise Broken

    async with opened(database_url, tally=tally) as store:
        with pytest.raises(Broken):
            async with store.desk.begin() as work:
                await work.tickets.add(ticket(1))
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 0


async def test_each_timer_is_due_once_however_many_look(database_url: str) -> None:
    clock = Clock()
    timers = [
        Timer(id=f"silence:{n}", kind=TimerKind.SILENCE, ref=str(n), due_at=NINE) for n in range(50)
    ]
    async with opened(database_url, clock) as store, opened(database_url, clock) as another:
        async with store.desk.begin() as work:
            await work.timers.put(*timers)
            await work.timers.put(replace(timers[0], id="later", due_at=NINE + timedelta(days=1)))
        fired = await asyncio.gather(*(fire_some((store, another)[n % 2]) for n in range(20)))
        assert sorted(ref for refs in fired for ref in refs) == sorted(each.ref for each in timers)
        async with store.desk.begin() as work:
            assert [each.id for each in await work.timers.find()] == ["later"]


async def fire_some(store: Store) -> list[str]:
    async with store.desk.begin() as work:
        due = await work.due_timers(7)
        for timer in due:
            await work.timers.remove(timer.id)
        return [timer.ref for timer in due]


async def test_a_timer_that_was_fired_or_moved_in_this_work_is_not_due(database_url: str) -> None:
    clock = Clock()
    fired = Timer(id="a", kind=TimerKind.SILENCE, ref="a", due_at=NINE)
    moved = Timer(id="b", kind=TimerKind.SILENCE, ref="b", due_at=NINE)
    async with opened(database_url, clock) as store:
        async with store.desk.begin() as work:
            await work.timers.put(fired, moved)
        async with store.desk.begin() as work:
            assert await work.due_timers(10) == [fired, moved]
            await work.timers.remove(fired.id)
            clock.turn(seconds=1)
            await work.timers.put(replace(moved, due_at=clock.now))
            assert await work.due_timers(10) == []


async def test_a_database_that_was_never_migrated_says_what_to_do(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("empty") / "desk.sqlite"
    with pytest.raises(Unusable, match="sincerely migrate"):
        async with opened(f"sqlite+aiosqlite:///{file}"):
            pass
    assert not file.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///desk.sqlite", r"must be sqlite\+aiosqlite"),
        ("mysql+aiomysql://x/y", "must be"),
        ("postgresql+asyncpg://desk:secret@host:port@h:x/desk", "can't read the address"),
        ("secret", "can't read the address"),
        ("sqlite+aiosqlite://", "needs a file"),
        ("sqlite+aiosqlite:///:memory:", "needs a file"),
        ("sqlite+aiosqlite:///x.sqlite?synchronous=perhaps", "full, normal, off"),
    ],
)
async def test_a_url_we_cannot_use_is_explained(url: str, words: str) -> None:
    with pytest.raises(Unusable, match=words) as refused:
        async with opened(url):
            pass
    assert "secret" not in str(refused.value)
