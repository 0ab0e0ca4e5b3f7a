"""Who works here, as app.yaml says: what it gave it takes back, and what tickets say stays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from feedback.directory import everybody
from feedback.identities import identity_id
from feedback.names import name_in_address
from feedback.people import Identity, Person, Role
from feedback.unit_of_work import OneOf, UnitOfWork

AT_WORK: Final = (Role.TECHNICIAN, Role.DISPATCHER, Role.MANAGER, Role.ADMIN)
SOURCE: Final = "app.yaml"

Staff = Mapping[str, Collection[Role]]
"""By e-mail address, in lower case as all that the desk keeps."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person as they are from now on; `given` and `taken` are what changes about them."""

    person: Person
    given: Sequence[Role] = ()
    taken: Sequence[Role] = ()


async def appoint(work: UnitOfWork, staff: Staff) -> None:
    """Give everybody their roles, and take back those that were given before and are not listed.

    A role that somebody had otherwise is not ours to take. The technician's stays also with whom
    a ticket names as its technician, because the ticket system says so. Whoever is listed and not
    known is made; a ticket that names them later, by this address, means the same person.
    """
    for each in await appointments(work, staff):
        if each.given or each.taken:
            await work.people.put(each.person)
        for role in each.given:
            await work.identities.put(
                Identity(id=_mark(role, each.person), person_id=each.person.id)
            )
        for role in each.taken:
            await work.identities.remove(_mark(role, each.person))


async def appointments(work: UnitOfWork, staff: Staff) -> list[Appointment]:
    """Everybody who works here, and whoever ceases to, without changing anything yet."""
    listed = {person.id: (person, staff[person.email]) for person in await _listed(work, staff)}
    people = {person.id: person for role in AT_WORK for person in await everybody(work, role)}
    people |= {id_: person for id_, (person, _) in listed.items()}
    marks = [_mark(role, person) for person in people.values() for role in person.roles]
    marked = (await work.identities.get_many(marks)).keys()
    return [
        await _appointment(
            work,
            person,
            wanted=listed[person.id][1] if person.id in listed else (),
            ours=[role for role in person.roles if _mark(role, person) in marked],
        )
        for person in people.values()
    ]


async def _listed(work: UnitOfWork, staff: Staff) -> list[Person]:
    """Where two have the same address, the one whom tickets and channels mean by it, too."""
    known: dict[str, Person] = {}
    if staff:
        for person in await work.people.find(email=OneOf(sorted(staff)), erased_at=None):
            known.setdefault(person.email, person)
    return [known.get(email) or _newcomer(work, email) for email in staff]


def _newcomer(work: UnitOfWork, email: str) -> Person:
    """Their name is a guess until a ticket or a channel tells it."""
    return Person(
        id=work.new_id(),
        name=name_in_address(email),
        email=email,
        roles=(),
        time_zone=work.policy.time_zone,
    )


async def _appointment(
    work: UnitOfWork, person: Person, wanted: Collection[Role], ours: Collection[Role]
) -> Appointment:
    given = [role for role in wanted if not person.is_a(role)]
    taken = [role for role in ours if role not in wanted]
    lost = set(taken)
    if Role.TECHNICIAN in lost and await work.tickets.find(technician_id=person.id, limit=1):
        lost.remove(Role.TECHNICIAN)
    roles = (*(role for role in person.roles if role not in lost), *given)
    return Appointment(replace(person, roles=roles or (Role.REQUESTER,)), given, taken)


def _mark(role: Role, person: Person) -> str:
    """What app.yaml knows this person as."""
    return identity_id(SOURCE, f"{role}:{person.id}")
