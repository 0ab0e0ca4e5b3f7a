"""News: heard once, in the order in which they happened, and never lost to a listener that fails."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from feedback.events import Event, RatingGiven, RatingRevised, TicketPickedUp
from feedback.outbox import News
from feedback.store import Store
from feedback.store.news import MOST_ATTEMPTS
from feedback.store.tables import NEWS
from tests.feedback.store.desks import Clock, opened, ticket


async def tell(store: Store, *events: Event) -> None:
    async with store.desk.begin() as work:
        for event in events:
            work.tell(event)


async def due(store: Store) -> list[Event]:
    return [news.event for news in await store.news.due(100)]


async def test_news_are_told_in_order(database_url: str) -> None:
    told: list[Event] = [
        RatingGiven("1"),
        TicketPickedUp("t", "sam"),
        RatingRevised("1"),
        RatingGiven("2"),
    ]
    async with opened(database_url) as store:
        await tell(store, *told[:3])
        await tell(store, told[3])
        assert await due(store) == told
        assert [news.event for news in await store.news.due(2)] == told[:2]


async def test_each_is_heard_exactly_once_however_many_listen(database_url: str) -> None:
    async with opened(database_url) as store, opened(database_url) as another:
        await tell(store, *(RatingGiven(str(number)) for number in range(30)))
        await asyncio.gather(*(listen((store, another)[n % 2]) for n in range(10)))
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 30
        assert not await due(store)


async def listen(store: Store) -> None:
    for news in await store.news.due(100):
        async with store.desk.begin() as work:
            if await work.heard(news):
                await work.tickets.add(ticket(news.id))


async def test_news_are_not_heard_if_the_work_fails(database_url: str) -> None:
    async with opened(database_url) as store:
        await tell(store, RatingGiven("1"))
        [news] = await store.news.due(1)
        with pytest.raises(TimeoutError):
            await hear_and_fail(store, news)
        assert await due(store) == [RatingGiven("1")]


async def hear_and_fail(store: Store, news: News) -> None:
    async with store.desk.begin() as work:
        assert await work.heard(news)
        raise TimeoutError


async def test_a_number_is_never_given_twice(database_url: str) -> None:
    """Else whoever still holds old news could take new ones for heard."""
    async with opened(database_url) as store:
        await tell(store, RatingGiven("old"))
        [old] = await store.news.due(1)
        async with store.desk.begin() as work:
            assert await work.heard(old)
        await tell(store, RatingGiven("new"))
        async with store.desk.begin() as work:
            assert not await work.heard(old)
        assert await due(store) == [RatingGiven("new")]


async def test_what_failed_comes_back_later_and_later_and_is_laid_aside_at_last(
    database_url: str,
) -> None:
    clock = Clock()
    waits: list[timedelta] = []
    async with opened(database_url, clock) as store:
        await tell(store, RatingGiven("bad"), RatingGiven("good"))
        for attempts in range(MOST_ATTEMPTS):
            failed = clock.now
            [bad] = [one for one in await store.news.due(10) if one.event == RatingGiven("bad")]
            assert bad.attempts == attempts
            await store.news.failed(bad, "no words for this")
            await store.news.failed(bad, "two workers, one attempt")
            assert await due(store) == [RatingGiven("good")]
            while attempts < MOST_ATTEMPTS - 1 and len(await due(store)) == 1:
                clock.turn(seconds=1 if attempts < 6 else 60)
            waits.append(clock.now - failed)
        clock.turn(seconds=10**6)
        assert await due(store) == [RatingGiven("good")]
        async with store.reader.connect() as connection:
            laid_aside = select(NEWS.c.error).where(NEWS.c.laid_aside_at.is_not(None))
            assert await connection.scalar(laid_aside) == "no words for this"
    assert [wait.total_seconds() for wait in waits[:4]] == [2, 4, 8, 16]
    assert max(waits) <= timedelta(hours=1)


async def test_news_of_a_newer_version_hold_nobody_up(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await tell(store, RatingGiven("1"))
        async with store.writer.begin() as connection:
            await connection.execute(
                insert(NEWS).values(
                    event={"kind": "Invented"}, at=clock.now, attempts=0, due_at=clock.now
                )
            )
        await tell(store, RatingGiven("2"))
        assert await due(store) == [RatingGiven("1"), RatingGiven("2")]
        assert [news.id for news in await store.news.due(10)] == [1, 3]
