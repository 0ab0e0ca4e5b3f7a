"""Whom one can be on the page: the desk's people, those with something going on first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.conversations.words import shorten
from feedback.people import Person, Role
from feedback.records import Status, Ticket
from feedback.unit_of_work import Has, OneOf, OpenDesk, UnitOfWork

OPEN: Final = OneOf([status.value for status in Status if status.is_open])
LATEST: Final = 200
"""Open tickets that are looked at, the youngest first, for who has something going on."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be, and what they could say first."""

    id: str
    name: str
    about: str = ""
    suggestions: tuple[str, ...] = ()
    zone: str = ""
    """Their own time zone, in which what is said to them speaks; empty for the desk's."""


class People(Protocol):
    async def find(self, role: Role, search: str, limit: int) -> Sequence[Persona]:
        """People of this role with these letters in their name, the best to begin with first."""
        ...

    async def get(self, person_id: str, role: Role) -> Persona | None: ...

    async def knows(self, person_id: str) -> bool: ...


class DeskPeople:
    """The first requester and the first technician share a ticket, so that they can talk.

    `first` are the ids of people who come before all others, for a desk that tells a story.
    """

    def __init__(self, desk: OpenDesk, first: Collection[str] = ()) -> None:
        self._desk = desk
        self._first = frozenset(first)

    async def find(self, role: Role, search: str, limit: int) -> Sequence[Persona]:
        async with self._desk.look() as work:
            of_this_role = await work.people.find(roles=Has(role), erased_at=None, order_by="name")
            tickets = await latest(work, self._first)
        wanted = search.casefold().split()
        fitting = [
            person
            for person in of_this_role
            if all(part in person.name.casefold() for part in wanted)
        ]
        busy = first_places(tickets, role)
        fitting.sort(key=lambda one: (one.id not in self._first, busy.get(one.id, len(tickets))))
        return [persona(person, role, tickets) for person in fitting[:limit]]

    async def get(self, person_id: str, role: Role) -> Persona | None:
        async with self._desk.look() as work:
            person = await work.people.get(person_id)
            if person is None or person.erased_at is not None:
                return None
            return persona(person, role, await latest(work, self._first))

    async def knows(self, person_id: str) -> bool:
        async with self._desk.look() as work:
            person = await work.people.get(person_id)
        return person is not None and person.erased_at is None


async def latest(work: UnitOfWork, first: Collection[str]) -> list[Ticket]:
    """Open tickets, those that somebody has picked up first, and of these those of the `first`
    people; each kind the youngest first."""
    tickets = await work.tickets.find(status=OPEN, order_by="-created_at", limit=LATEST)
    return sorted(tickets, key=lambda t: (t.technician_id is None, t.requester_id not in first))


def first_places(tickets: Iterable[Ticket], role: Role) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, ticket in enumerate(tickets):
        person_id = ticket.requester_id if role is Role.REQUESTER else ticket.technician_id
        if person_id is not None:
            places.setdefault(person_id, place)
    return places


def persona(person: Person, role: Role, tickets: Sequence[Ticket]) -> Persona:
    where = [part for part in (person.team, person.organisation, person.location) if part]
    words = suggested(person, role, tickets)
    return Persona(person.id, person.name, ", ".join(where), words, person.time_zone)


def suggested(person: Person, role: Role, tickets: Sequence[Ticket]) -> tuple[str, ...]:
    """Words that make sense for this person today; a click puts them into the composer."""
    match role:
        case Role.REQUESTER:
            mine = [ticket for ticket in tickets if ticket.requester_id == person.id]
            news = [f"Any news on “{shorten(ticket.title, 40)}”?" for ticket in mine[:1]]
            return (*news, "What do you keep about me?", "help")
        case Role.TECHNICIAN:
            keys = [ticket.key for ticket in tickets if ticket.technician_id == person.id]
            notes = (
                [f"update {keys[0]} found it, swapping the part now, back w/ you by 3pm"]
                if keys
                else []
            )
            return (*notes, "What have I promised?", "help")
        case Role.DISPATCHER:
            return ("What needs me now?", "help")
        case Role.MANAGER | Role.ADMIN:
            return (
                "How happy were people last month?",
                "How happy are people by service this year?",
                "What hurts most this quarter?",
            )
