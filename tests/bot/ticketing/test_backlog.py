"""What waits to be understood: in order, tried again where that helps, laid aside where it does not."""

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ticketing import backlog
from bot.ticketing.backlog import work_off
from bot.ticketing.intake import keep
from feedback.errors import NotFound
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.store import Store, open_store
from feedback.unit_of_work import OpenDesk, UnitOfWork

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Clock:
    now = NINE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(database_url, Policy(), clock=clock, new_id=sortable_id) as opened:
        yield opened


class StumblingDesk:
    """A desk whose database breaks down in the first so many units of work."""

    def __init__(self, desk: OpenDesk, *, stumbles: int) -> None:
        self.policy = desk.policy
        self._desk = desk
        self.stumbles = stumbles

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._begin()

    def look(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._desk.look()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[UnitOfWork]:
        async with self._desk.begin() as work:
            yield work
            if self.stumbles and await work.tickets.count():
                self.stumbles -= 1
                raise ConnectionError("the cable")


def event(number: int, **ticket: Any) -> bytes:
    return json.dumps(
        {
            "id": f"e{number}",
            "source": "rt5",
            "time": NINE.isoformat(),
            "revision": number,
            "ticket": {"id": "2", "status": "new", "requester": {"id": "8"}, **ticket},
        }
    ).encode()


async def put(store: Store, *bodies: bytes) -> None:
    for content in bodies:
        assert await keep(store.desk, "rt5", sortable_id(), content)


async def left(store: Store) -> tuple[int, int]:
    """How many wait, and how many lie aside."""
    async with store.desk.begin() as work:
        return await work.raw_events.count(handled_at=None), await work.dead_letters.count()


async def test_the_pile_is_worked_off_and_remembered(store: Store) -> None:
    await put(store, event(1), event(2, status="in_progress"), b"nonsense", event(3, title="x"))
    assert await work_off(store.desk) == 4
    assert await left(store) == (0, 1)
    assert await work_off(store.desk) == 0
    async with store.desk.begin() as work:
        assert await work.raw_events.count() == 3  # kept, to be read again if need be
        (ticket,) = await work.tickets.find()
    assert (ticket.revision, ticket.title) == (3, "x")


async def test_no_more_than_it_is_asked_for(store: Store) -> None:
    await put(store, event(1), event(2), event(3))
    assert await work_off(store.desk, limit=2) == 2
    assert await left(store) == (1, 0)


async def test_what_fails_for_a_passing_reason_is_tried_again(store: Store, clock: Clock) -> None:
    await put(store, event(1), event(2))
    desk = StumblingDesk(store.desk, stumbles=1)
    assert await work_off(desk) == 1  # the one after it is not held up
    assert await left(store) == (1, 0)
    assert await work_off(desk) == 0  # not at once
    clock.now += timedelta(seconds=6)
    assert await work_off(desk) == 1
    assert await left(store) == (0, 0)


async def test_what_fails_every_time_is_laid_aside_in_the_end(store: Store, clock: Clock) -> None:
    await put(store, event(1))
    desk = StumblingDesk(store.desk, stumbles=3)
    assert await work_off(desk, attempts=3) == 0
    for _ in range(2):
        clock.now += timedelta(minutes=1)
        await work_off(desk, attempts=3)
    assert await left(store) == (0, 1)
    async with store.desk.begin() as work:
        (letter,) = await backlog.laid_aside(work)
    assert letter.reason == "It failed 3 times on our side (ConnectionError)."
    assert letter.body == event(1)


async def test_a_dead_letter_comes_back_once_the_reason_is_gone(store: Store, clock: Clock) -> None:
    ahead = json.loads(event(1)) | {"time": (NINE + timedelta(days=2)).isoformat()}
    await put(store, json.dumps(ahead).encode())
    await work_off(store.desk)
    clock.now = NINE + timedelta(days=2)
    async with store.desk.begin() as work:
        (letter,) = await backlog.laid_aside(work)
        await backlog.retry(work, letter.id)
    assert await left(store) == (1, 0)
    assert await work_off(store.desk) == 1
    assert await left(store) == (0, 0)
    async with store.desk.begin() as work:
        assert await work.tickets.count() == 1


async def test_a_dead_letter_that_nobody_needs_is_dropped(store: Store) -> None:
    await put(store, b"nonsense")
    await work_off(store.desk)
    async with store.desk.begin() as work:
        (letter,) = await backlog.laid_aside(work)
        await backlog.drop(work, letter.id)
    assert await left(store) == (0, 0)
    async with store.desk.begin() as work:
        with pytest.raises(NotFound):
            await backlog.drop(work, letter.id)


async def test_what_was_understood_long_ago_is_let_go(store: Store, clock: Clock) -> None:
    await put(store, event(1))
    await work_off(store.desk)
    clock.now += timedelta(days=31)
    await put(store, event(2))
    old = clock.now - timedelta(days=30)
    assert await backlog.tidy(store.desk, old) == 1
    assert await backlog.tidy(store.desk, old) == 0
    assert await left(store) == (1, 0)
