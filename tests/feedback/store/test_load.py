"""Many records straight in, and what is old let go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from feedback.errors import FeedbackError
from feedback.events import RatingGiven
from feedback.outbox import Delivered, Undeliverable
from feedback.records import Contact, ContactKind
from feedback.store import Store
from feedback.store.connection import Changes
from feedback.store.load import IN_ONE_COMMIT
from feedback.store.news import MOST_ATTEMPTS
from feedback.store.tables import INBOUND, NEWS, OUTBOX
from tests.feedback.store.desks import NINE, Clock, message, opened, person, post, ticket
from tests.feedback.store.samples import KINDS, people_for, samples


def contacts(many: int) -> Iterator[Contact]:
    for number in range(many):
        yield Contact(id=str(number), person_id="p", at=NINE, kind=ContactKind.WORK)


async def test_many_records_go_in_and_are_tallied(database_url: str) -> None:
    heard: list[tuple[object, object]] = []

    async def tally(_connection: object, changes: Changes) -> None:
        heard.extend(changes)

    many = IN_ONE_COMMIT + 100
    async with opened(database_url, tally=tally) as store:
        assert await store.load([person("p"), *contacts(many)]) == many + 1
        assert not await store.news.due(10)
        async with store.desk.begin() as work:
            assert await work.contacts.count() == many
            assert await work.people.get("p") == person("p")
    assert heard == [(None, person("p")), *((None, each) for each in contacts(many))]


async def test_every_kind_can_be_loaded(database_url: str) -> None:
    records = [record for kind in KINDS for record in samples(kind)]
    people = people_for(records)
    async with opened(database_url) as store:
        assert await store.load([*people, *records]) == len(people) + len(records)


async def test_a_record_that_is_there_already_stops_its_batch_and_no_other(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        twice = [*contacts(IN_ONE_COMMIT + 1), *contacts(1)]
        with pytest.raises(FeedbackError, match="already"):
            await store.load(twice)
        async with store.desk.begin() as work:
            assert await work.contacts.count() == IN_ONE_COMMIT


async def test_what_is_not_a_record_is_named(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        with pytest.raises(TypeError, match="timedelta is not a record"):
            await store.load([ticket(1), timedelta(1)])


async def test_what_is_old_and_settled_is_let_go(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(
            store,
            message("old"),
            message("dead", slot="dead"),
            message("replaced", slot="card"),
            message("latest of its slot", slot="card"),
            message("next year", due_at=NINE + timedelta(days=365)),
        )
        await send_all(store)
        await hear_badly(store, clock)
        async with store.desk.begin() as work:
            await work.first_time("old delivery")
        clock.turn(seconds=10**6)
        await post(store, message("new"))
        await send_all(store)
        async with store.desk.begin() as work:
            await work.first_time("new delivery")
            work.tell(RatingGiven("new"))
        assert await store.prune(clock.now - timedelta(seconds=1)) == 5
        async with store.reader.connect() as connection:
            assert set(await connection.scalars(select(OUTBOX.c.key))) == {
                "latest of its slot",
                "next year",
                "new",
            }
            assert list(await connection.scalars(select(INBOUND.c.id))) == ["new delivery"]
            assert await connection.scalar(select(func.count()).select_from(NEWS)) == 1
        assert await store.lanes.receipt_of("web:jane", "card") == "latest of its slot"
        assert await store.prune(clock.now - timedelta(seconds=1)) == 0


async def test_where_somebody_could_be_reached_goes_once_they_are_erased(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        async with store.desk.begin() as work:
            await work.people.put(replace(person("jane"), erased_at=work.now), person("sam"))
        await post(
            store,
            message("goodbye", slot="alone", person_id="jane"),
            message("card", place="sam", slot="card", person_id="sam"),
        )
        await send_all(store)
        clock.turn(seconds=10**6)
        assert await store.prune(clock.now - timedelta(seconds=1)) == 1
        async with store.reader.connect() as connection:
            assert list(await connection.scalars(select(OUTBOX.c.key))) == ["card"]


async def send_all(store: Store) -> None:
    for claim in await store.lanes.claim(10):
        last = None
        while following := await store.lanes.advance(claim, last):
            dead = following.key == "dead"
            last = following.id, Undeliverable("no") if dead else Delivered(following.key)


async def hear_badly(store: Store, clock: Clock) -> None:
    async with store.desk.begin() as work:
        work.tell(RatingGiven("bad"))
    for _ in range(MOST_ATTEMPTS):
        for news in await store.news.due(10):
            await store.news.failed(news, "no words for this")
        clock.turn(seconds=3600)
