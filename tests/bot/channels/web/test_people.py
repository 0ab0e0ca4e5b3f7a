"""Whom one can be: those with something going on come first, and they share a ticket."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.web.people import DeskPeople
from feedback.people import Role
from feedback.records import Status
from tests.feedback.store.desks import NINE, opened, person, ticket


@pytest.fixture
async def people(sqlite_url: str) -> AsyncIterator[DeskPeople]:
    """Ann waits for nobody yet, Jane for Sam, Zoe was helped; Max manages, Ed was erased."""
    jane = replace(person("jane", "Jane Doe"), organisation="Northwind", location="Berlin")
    sam = replace(person("sam", "Sam West"), roles=(Role.REQUESTER, Role.TECHNICIAN), team="Field")
    tom = replace(person("tom", "Tom Ames"), roles=(Role.TECHNICIAN,))
    max_ = replace(person("max", "Max Hart"), roles=(Role.MANAGER,))
    ed = replace(person("ed", "Ed"), erased_at=NINE)
    async with opened(sqlite_url) as store:
        async with store.desk.begin() as work:
            await work.people.add(
                jane, sam, tom, max_, ed, person("ann", "Ann Lee"), person("zoe", "Zoe Moss")
            )
            await work.tickets.add(
                replace(ticket(1, status=Status.IN_PROGRESS), technician_id="sam"),
                replace(ticket(2), requester_id="ann"),
                replace(ticket(3, status=Status.CLOSED), requester_id="zoe", technician_id="tom"),
            )
        yield DeskPeople(store.desk)


async def test_the_first_of_each_role_can_talk_to_each_other(people: DeskPeople) -> None:
    requesters = await people.find(Role.REQUESTER, "", 9)
    technicians = await people.find(Role.TECHNICIAN, "", 9)
    assert [p.name for p in requesters] == ["Jane Doe", "Ann Lee", "Sam West", "Zoe Moss"]
    assert [p.name for p in technicians] == ["Sam West", "Tom Ames"]
    assert [p.name for p in await people.find(Role.MANAGER, "", 9)] == ["Max Hart"]
    assert await people.find(Role.DISPATCHER, "", 9) == []


async def test_they_have_something_to_say(people: DeskPeople) -> None:
    (jane,) = await people.find(Role.REQUESTER, "", 1)
    (sam,) = await people.find(Role.TECHNICIAN, "", 1)
    assert jane.suggestions[0] == "Any news on “The dock does not charge”?"
    assert sam.suggestions[0].startswith("update INC-1 ")
    assert (jane.about, sam.about) == ("Northwind, Berlin", "Field")


async def test_the_words_to_try_are_for_somebody_on_the_page(sqlite_url: str) -> None:
    sam = replace(person("sam", "Sam West"), roles=(Role.TECHNICIAN,))
    async with opened(sqlite_url) as store:
        async with store.desk.begin() as work:
            await work.people.add(person("jane", "Jane Doe"), person("ann", "Ann Lee"), sam)
            await work.tickets.add(
                replace(ticket(1, status=Status.IN_PROGRESS), technician_id="sam"),
                replace(
                    ticket(2, status=Status.IN_PROGRESS), requester_id="ann", technician_id="sam"
                ),
            )
        for first, key in ((["jane", "sam"], "INC-1"), (["ann", "sam"], "INC-2")):
            (shown,) = await DeskPeople(store.desk, first).find(Role.TECHNICIAN, "", 1)
            assert shown.suggestions[0].startswith(f"update {key} ")


async def test_people_are_found_by_parts_of_their_name(people: DeskPeople) -> None:
    assert [p.id for p in await people.find(Role.REQUESTER, "  MOSS zo ", 9)] == ["zoe"]
    assert await people.find(Role.REQUESTER, "nobody", 9) == []


async def test_looking_for_people_waits_for_nobody_who_writes(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        async with store.desk.begin() as work:
            await work.people.add(person("jane", "Jane Doe"))
        people = DeskPeople(store.desk)
        async with store.desk.begin() as work:
            await work.people.add(person("ann", "Ann Lee"))
            await work.people.count()  # the database holds the lock now
            async with asyncio.timeout(5):
                assert [p.id for p in await people.find(Role.REQUESTER, "", 9)] == ["jane"]
                assert await people.get("jane", Role.REQUESTER)
                assert await people.knows("jane")


async def test_who_was_erased_cannot_be_played(people: DeskPeople) -> None:
    assert await people.get("ed", Role.REQUESTER) is None
    assert not await people.knows("ed")
    assert not await people.knows("stranger")
    assert await people.knows("jane")
