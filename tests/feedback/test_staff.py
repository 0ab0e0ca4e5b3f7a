"""Who works here: app.yaml gives roles and takes back what it gave, and tickets have their say."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from feedback import privacy, tickets
from feedback.directory import Whereabouts, introduce_found
from feedback.errors import NotAllowed
from feedback.neutral import NeutralEvent
from feedback.people import Address, Person, Role
from feedback.policy import Policy
from feedback.records import Ticket
from feedback.staff import Staff, appoint, appointments
from feedback.store import Changes, Store, open_store
from tests.doubles import Clock, Ids

MAX = "max.frost@desk.example"
SAM = "sam@desk.example"
MANAGER = {MAX: (Role.MANAGER,)}
TECHNICIAN = {SAM: (Role.TECHNICIAN,)}
NOBODY: Staff = {}


@dataclass
class Place:
    """A desk, and how often something was changed there."""

    store: Store
    clock: Clock
    changes: list[Changes]
    events: int = field(default=0)

    async def starts(self, staff: Staff) -> int:
        """Returns how many records that changed."""
        before = sum(map(len, self.changes))
        async with self.store.desk.begin() as work:
            await appoint(work, staff)
        return sum(map(len, self.changes)) - before

    async def tells(self, *, ticket: str = "2", **people: Any) -> None:
        self.events += 1
        snapshot = {
            "id": ticket,
            "status": "new",
            "status_raw": "new",
            "requester": {"id": "8", "email": "jane@example.org", "name": "Jane Doe"},
            **people,
        }
        event = {
            "id": f"e{self.events}",
            "source": "rt5",
            "time": self.clock().isoformat(),
            "revision": self.events,
            "ticket": snapshot,
        }
        async with self.store.desk.begin() as work:
            await tickets.receive(work, NeutralEvent.model_validate(event))

    async def people(self) -> dict[str, Person]:
        async with self.store.desk.look() as work:
            return {person.email: person for person in await work.people.find()}

    async def roles(self, email: str) -> set[Role]:
        return set((await self.people())[email].roles)

    async def the_ticket(self) -> Ticket:
        async with self.store.desk.look() as work:
            (ticket,) = await work.tickets.find()
        return ticket


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Place]:
    clock, changes = Clock(), list[Changes]()

    async def tally(_: object, changed: Changes) -> None:
        changes.append([*changed])

    async with open_store(database_url, Policy(), clock=clock, new_id=Ids(), tally=tally) as store:
        yield Place(store, clock, changes)


async def test_whoever_is_listed_works_here(place: Place) -> None:
    await place.starts({**MANAGER, SAM: (Role.DISPATCHER, Role.TECHNICIAN)})
    people = await place.people()
    assert (people[MAX].name, people[MAX].roles) == ("Max Frost", (Role.MANAGER,))
    assert people[MAX].time_zone == Policy().time_zone
    assert people[SAM].roles == (Role.DISPATCHER, Role.TECHNICIAN)


async def test_a_second_start_changes_nothing(place: Place) -> None:
    staff = {**MANAGER, **TECHNICIAN}
    assert await place.starts(staff) == 4, "two people, and what each was given"
    assert await place.starts(staff) == 0
    assert await place.starts(dict(reversed(staff.items()))) == 0


async def test_a_desk_whose_people_came_otherwise_keeps_them(place: Place) -> None:
    dora = Person(id="dora", name="Dora Lang", email="dora@desk.example", roles=(Role.DISPATCHER,))
    async with place.store.desk.begin() as work:
        await work.people.put(dora)
    assert await place.starts(NOBODY) == 0
    await place.starts({dora.email: (Role.DISPATCHER, Role.MANAGER)})
    await place.starts(NOBODY)
    assert (await place.people())[dora.email] == dora


async def test_whoever_is_listed_no_more_is_nobody_here(place: Place) -> None:
    await place.starts({**MANAGER, SAM: (Role.ADMIN, Role.TECHNICIAN)})
    await place.starts(MANAGER)
    assert await place.roles(SAM) == {Role.REQUESTER}
    assert await place.roles(MAX) == {Role.MANAGER}
    assert await place.starts(MANAGER) == 0
    await place.starts({**MANAGER, **TECHNICIAN})
    assert await place.roles(SAM) == {Role.REQUESTER, Role.TECHNICIAN}


async def test_another_role_takes_the_place_of_the_one_before(place: Place) -> None:
    await place.starts(MANAGER)
    await place.starts({MAX: (Role.DISPATCHER,)})
    assert await place.roles(MAX) == {Role.DISPATCHER}


async def test_a_technician_of_a_ticket_remains_one(place: Place) -> None:
    sam = {"id": "9", "email": SAM, "name": "Sam Baker"}
    await place.starts({SAM: (Role.TECHNICIAN, Role.MANAGER)})
    await place.tells(assignee=sam)
    await place.starts(NOBODY)
    assert await place.roles(SAM) == {Role.TECHNICIAN}
    assert await place.starts(NOBODY) == 0


async def test_a_technician_whom_a_ticket_named_first_was_never_ours(place: Place) -> None:
    await place.tells(assignee={"id": "9", "email": SAM})
    await place.starts(TECHNICIAN)
    await place.tells(assignee={"id": "10", "email": "eve@desk.example"})
    await place.starts(NOBODY)
    assert await place.roles(SAM) == {Role.TECHNICIAN}


async def test_a_ticket_means_the_person_who_is_listed(place: Place) -> None:
    await place.starts(TECHNICIAN)
    before = (await place.people())[SAM]
    assert before.name == "Sam"
    await place.tells(assignee={"id": "9", "email": SAM.upper(), "name": "Sam Baker"})
    after = (await place.people())[SAM]
    assert (after.id, after.name, after.roles) == (before.id, "Sam Baker", (Role.TECHNICIAN,))
    assert (await place.the_ticket()).technician_id == before.id


async def test_the_list_means_the_person_whom_a_ticket_named(place: Place) -> None:
    await place.tells()
    jane = (await place.people())["jane@example.org"]
    await place.starts({"jane@example.org": (Role.MANAGER,)})
    assert len(await place.people()) == 1
    assert await place.roles(jane.email) == {Role.REQUESTER, Role.MANAGER}
    await place.starts(NOBODY)
    assert (await place.people())[jane.email] == jane


async def test_an_address_that_is_told_later_leads_to_whoever_is_listed(place: Place) -> None:
    """A ticket system that names its people by id alone, until somebody mends its mapping."""
    await place.tells(assignee={"id": "9"})
    await place.starts(TECHNICIAN)
    await place.tells(assignee={"id": "9", "email": SAM, "name": "Sam Baker"})
    people = await place.people()
    assert (await place.the_ticket()).technician_id == people[SAM].id
    assert people[SAM].name == "Sam Baker"
    await place.tells(ticket="3", assignee={"id": "9"})
    async with place.store.desk.look() as work:
        assert await work.tickets.count(technician_id=people[SAM].id) == 2
        assert await work.people.count(email=SAM) == 1


async def test_a_channel_tells_the_name_that_we_only_guessed(place: Place) -> None:
    await place.starts({**MANAGER, "tom.reed@desk.example": (Role.ADMIN,)})
    tom = Whereabouts(Address("slack", "T1/U2", "D2"), name="Thomas Reed")
    for told in ("Maximilian Frost", "Max the Manager"):
        found = Whereabouts(Address("slack", f"T1/{told}", "D1"), name=told)
        async with place.store.desk.begin() as work:
            (max_,) = await work.people.find(email=MAX)
            await introduce_found(work, max_, found)
    async with place.store.desk.begin() as work:
        (person,) = await work.people.find(email="tom.reed@desk.example")
        await introduce_found(work, person, tom)
    people = await place.people()
    assert people[MAX].name == "Maximilian Frost", "a name that was told is not told again"
    assert people["tom.reed@desk.example"].name == "Thomas Reed"


async def test_whoever_was_erased_stays_so(place: Place) -> None:
    await place.starts(MANAGER)
    async with place.store.desk.begin() as work:
        with pytest.raises(NotAllowed, match="take you off the desk first"):
            await privacy.erase(work, (await work.people.find(email=MAX))[0])
    await place.starts(NOBODY)
    async with place.store.desk.begin() as work:
        (max_,) = await work.people.find(email=MAX)
        await privacy.erase(work, max_)
    assert await place.starts(NOBODY) == 0
    await place.starts(MANAGER)
    async with place.store.desk.look() as work:
        erased = await work.people.get(max_.id)
        again = (await work.people.find(email=MAX))[0]
    assert erased is not None
    assert (erased.name, erased.roles) == ("Somebody", (Role.REQUESTER,))
    assert (again.id != erased.id, again.roles) == (True, (Role.MANAGER,))


async def test_what_would_change_can_be_looked_at(place: Place) -> None:
    await place.starts({MAX: (Role.MANAGER,), SAM: (Role.TECHNICIAN,)})
    async with place.store.desk.look() as work:
        found = await appointments(work, {MAX: (Role.ADMIN,)})
    changes = {each.person.email: (each.given, each.taken) for each in found}
    assert changes == {MAX: ([Role.ADMIN], [Role.MANAGER]), SAM: ([], [Role.TECHNICIAN])}
    assert await place.roles(MAX) == {Role.MANAGER}
