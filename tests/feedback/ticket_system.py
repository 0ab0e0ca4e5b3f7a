"""A ticket system that tells the desk of one ticket, change by change, at times that we choose."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from feedback import tickets
from feedback.directory import introduce
from feedback.events import Event
from feedback.ids import sortable_id
from feedback.neutral import NeutralEvent
from feedback.people import Address, Person
from feedback.policy import Policy
from feedback.records import ResolutionCycle, Ticket, TicketEvent
from feedback.store import Store, open_store
from feedback.tickets import Received

TUESDAY = "2026-11-24"
JANE = {"id": "u-jane", "email": "Jane.Doe@Example.org", "name": "Jane Doe"}
SAM = {"id": "u-sam", "email": "sam@desk.example", "name": "Sam Sharp"}
KIM = {"id": "u-kim", "email": "kim@desk.example", "name": "Kim Cole"}
BY_JANE = {**JANE, "kind": "requester"}
BY_SAM = {**SAM, "kind": "agent"}
BY_KIM = {**KIM, "kind": "agent"}
BY_A_RULE = {"id": "rule-7", "kind": "automation"}


def at(text: str) -> datetime:
    """ "09:30" on that Tuesday, "25 09:30" on another day of the month; in UTC."""
    day, _, clock = text.rpartition(" ")
    return datetime.fromisoformat(f"2026-11-{day or '24'}T{clock}:00").replace(tzinfo=UTC)


class Turning:
    """A clock that stands until it is turned."""

    now = at("08:00")

    def __call__(self) -> datetime:
        return self.now


class TicketSystem:
    """`says` changes the ticket and tells the desk at once; `writes` only makes the event."""

    def __init__(self, store: Store, clock: Turning) -> None:
        self.store = store
        self.clock = clock
        self.revision = 0
        self.ticket: dict[str, Any] = {
            "id": "2",
            "key": "inc-42",
            "title": "The VPN drops every ten minutes",
            "status": "new",
            "group": "Service Desk",
            "channel": "portal",
            "priority": "p3",
            "requester": JANE,
            "assignee": None,
            "created_at": at("09:00").isoformat(),
        }

    def writes(
        self,
        when: str,
        *,
        actor: dict[str, Any] | None = None,
        comment: dict[str, Any] | None = None,
        **changes: Any,
    ) -> NeutralEvent:
        self.revision += 1
        self.ticket |= changes
        return self.event(when, actor=actor, comment=comment)

    def event(
        self,
        when: str,
        *,
        actor: dict[str, Any] | None = None,
        comment: dict[str, Any] | None = None,
    ) -> NeutralEvent:
        return NeutralEvent.model_validate(
            {
                "id": f"event-{self.revision}",
                "source": "rt5",
                "time": at(when),
                "revision": self.revision,
                "ticket": deepcopy(self.ticket),
                "actor": actor,
                "comment": comment,
            }
        )

    async def says(self, when: str, **changes: Any) -> list[str]:
        """What the desk makes of it, in a word or two for each thing that happened."""
        return await self.tells(self.writes(when, **changes), when)

    async def tells(self, event: NeutralEvent, when: str | None = None) -> list[str]:
        return in_words((await self.receive(event, when)).happened)

    async def receive(self, event: NeutralEvent, when: str | None = None) -> Received:
        self.clock.now = max(self.clock.now, at(when) if when else event.time)
        async with self.store.desk.begin() as work:
            return await tickets.receive(work, event)

    async def the_ticket(self) -> Ticket:
        async with self.store.desk.begin() as work:
            ticket = await work.tickets.get("rt5:2")
        assert ticket is not None
        return ticket

    async def history(self) -> list[TicketEvent]:
        async with self.store.desk.begin() as work:
            return await work.ticket_events.find(order_by="sequence")

    async def cycles(self) -> list[ResolutionCycle]:
        async with self.store.desk.begin() as work:
            return await work.cycles.find(order_by="number")

    async def person(self, name: str) -> Person:
        async with self.store.desk.begin() as work:
            (found,) = await work.people.find(name=name)
        return found

    async def is_reached(self, name: str) -> None:
        """From now on they can be written to."""
        person = await self.person(name)
        async with self.store.desk.begin() as work:
            await introduce(work, person, Address("web", person.id, person.id))

    async def news(self) -> list[Event]:
        """What was told since the last time somebody asked."""
        due = await self.store.news.due(100)
        async with self.store.desk.begin() as work:
            for each in due:
                await work.heard(each)
        return [each.event for each in due]

    async def news_kinds(self) -> list[str]:
        return [type(event).__name__ for event in await self.news()]


def in_words(happened: tuple[TicketEvent, ...] | list[TicketEvent]) -> list[str]:
    return [event.kind.value for event in happened]


def public(id_: str, by: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "public": True, "by": by, **more}


@asynccontextmanager
async def ticket_system(url: str, policy: Policy | None = None) -> AsyncIterator[TicketSystem]:
    clock = Turning()
    async with open_store(url, policy or Policy(), clock=clock, new_id=sortable_id) as store:
        yield TicketSystem(store, clock)
