"""Every record comes back from either database exactly as it was given."""

from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text

from feedback.errors import Unusable
from feedback.records import Contact, ContactKind, RawEvent, Status
from feedback.store.tables import SHELVES
from feedback.unit_of_work import Shelf, UnitOfWork
from tests.feedback.store.desks import NINE, message, opened, person, post, ticket
from tests.feedback.store.samples import KINDS, people_for, samples


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_a_table_has_the_fields_of_its_record(kind: type) -> None:
    assert {field.name for field in fields(kind)} == set(SHELVES[kind].c.keys())


async def test_every_kind_comes_back_as_it_was_given(database_url: str) -> None:
    given = [record for kind in KINDS for record in samples(kind)]
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.people.add(*people_for(given))
            for record in given:
                await shelf_of(work, type(record)).put(record)
        async with store.desk.begin() as work:
            for record in given:
                assert await shelf_of(work, type(record)).get(record.id) == record
        async with store.desk.look() as work:
            for record in given:
                assert await shelf_of(work, type(record)).get(record.id) == record
                assert record in await shelf_of(work, type(record)).find()


def shelf_of(work: UnitOfWork, kind: type) -> Shelf[Any]:
    shelf: Shelf[Any] = getattr(work, SHELVES[kind].name)
    return shelf


async def test_enums_are_kept_as_their_plain_values(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1, status=Status.WAITING_REQUESTER))
        async with store.reader.connect() as connection:
            assert await connection.scalar(text("SELECT status FROM tickets")) == (
                "waiting_requester"
            )


async def test_moments_are_the_same_wherever_they_were_written(database_url: str) -> None:
    tokyo = timezone(timedelta(hours=9))
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            at = datetime(2026, 11, 24, 18, tzinfo=tokyo)
            await work.contacts.add(Contact(id="c", person_id="p", at=at, kind=ContactKind.WORK))
        async with store.desk.begin() as work:
            [contact] = await work.contacts.find(at=NINE)
    assert contact.at == NINE
    assert contact.at.tzinfo is UTC


async def test_a_moment_without_a_time_zone_is_refused(database_url: str) -> None:
    naive = NINE.replace(tzinfo=None)
    contact = Contact(id="c", person_id="p", at=naive, kind=ContactKind.WORK)
    async with opened(database_url) as store:
        with pytest.raises(Exception, match="timezone"):
            async with store.desk.begin() as work:
                await work.contacts.add(contact)
        async with store.desk.begin() as work:
            assert await work.contacts.count() == 0


async def test_half_a_character_is_refused_in_plain_words(database_url: str) -> None:
    async with opened(database_url) as store:
        with pytest.raises(Unusable, match="character"):
            async with store.desk.begin() as work:
                await work.people.add(person("jane", "half a \ud83d horse"))
        await post(store, message("the desk goes on"))


async def test_a_zero_character_is_kept_or_refused_but_never_mangled(database_url: str) -> None:
    words = "a \x00 in the middle"
    async with opened(database_url) as store:
        with suppress(Unusable):
            async with store.desk.begin() as work:
                await work.people.add(person("jane", words))
        async with store.desk.begin() as work:
            found = await work.people.get("jane")
    assert found is None or found.name == words


async def test_a_body_is_kept_byte_for_byte(database_url: str) -> None:
    body = b"\x00\xff" * 50_000
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.raw_events.add(RawEvent(id="r", source="s", received_at=NINE, body=body))
        async with store.desk.begin() as work:
            event = await work.raw_events.get("r")
    assert event is not None
    assert event.body == body
