"""People whom tickets name are found in chat before anybody has to write to them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clocks import Clock
from feedback.directory import Whereabouts, introduce_found
from feedback.errors import Unusable
from feedback.identities import Acquaintance, look_up
from feedback.neutral import NeutralEvent, Who, read_event
from feedback.people import Person
from feedback.records import RawEvent
from feedback.tickets import STILL_NEWS
from feedback.unit_of_work import AtLeast, OneOf, OpenDesk, UnitOfWork

log = structlog.get_logger()

PATIENCE = 2.0
"""Seconds: so long ticket events wait for a channel to find the people in them."""

EVERY = timedelta(seconds=10)
AT_ONCE = 5
"""People looked up by one beat: a channel has a right to say something else in between."""
PAGE = 200
AGAIN_AFTER = timedelta(minutes=5)
AGAIN_AT_LEAST = timedelta(days=1)
"""Somebody who is not found is looked for after five minutes, ten, twenty, …, and then daily."""
REMEMBERED = 20_000
"""People of whom it is remembered when they were looked for; of more, the earliest is forgotten."""


class Addresses(Protocol):
    """A channel that can tell where somebody is, by their e-mail address."""

    @property
    def channel(self) -> str: ...

    async def addresses(self, emails: Collection[str]) -> Mapping[str, Whereabouts]:
        """Those whom it found, by the e-mail address that was given; quickly, if not all."""
        ...


# --- for ticket events ---------------------------------------------------------------------------


async def find_people(
    desk: OpenDesk, addresses: Addresses, raws: Sequence[RawEvent]
) -> dict[str, dict[str, Whereabouts]]:
    """By event id, where the people whom it names were found, if they had no address there yet.

    Everybody is asked for at once, outside of any unit of work, and nobody is waited for longer
    than `PATIENCE`.
    """
    events = readable(raws)
    if not events:
        return {}
    async with desk.look() as work:
        wanted = await _wanted(work, addresses.channel, events)
    emails = {email for those in wanted.values() for email in those}
    found = await ask(addresses, emails) if emails else {}
    return {
        id_: {email: found[email] for email in those if email in found}
        for id_, those in wanted.items()
    }


def readable(raws: Iterable[RawEvent]) -> dict[str, NeutralEvent]:
    """Without history: nobody is told of it any more."""
    events: dict[str, NeutralEvent] = {}
    for raw in raws:
        try:
            event = read_event(raw.body)
        except Unusable:
            continue  # whoever takes it in lays it aside, with the reason
        if raw.received_at - event.stamp <= STILL_NEWS:
            events[raw.id] = event
    return events


async def _wanted(
    work: UnitOfWork, channel: str, events: Mapping[str, NeutralEvent]
) -> dict[str, set[str]]:
    tickets = await work.tickets.get_many(sorted({event.ticket_id for event in events.values()}))
    owners = {id_: ticket.requester_id for id_, ticket in tickets.items()}
    met = await look_up(work, events.values(), set(owners.values()))
    emails = {
        id_: _emails(event, met, met.people.get(owners.get(event.ticket_id, "")))
        for id_, event in events.items()
    }
    reached = await reached_at(work, channel, met.people.values())
    there = {met.people[person_id].email for person_id in reached}
    return {id_: those - there for id_, those in emails.items()}


def _emails(event: NeutralEvent, met: Acquaintance, owner: Person | None) -> set[str]:
    """Of whoever asked and whoever works on it; nobody who was erased is looked for because of
    their old tickets."""
    asked, has_it = event.ticket.requester, event.ticket.assignee
    emails = {_email_of(event.source, who, met) for who in (asked, has_it) if who is not None}
    if owner is not None and owner.erased_at is not None:
        emails -= {asked.email}
    return {email for email in emails if email}


def _email_of(source: str, who: Who, met: Acquaintance) -> str | None:
    """What the desk knows counts more than what one event says."""
    person = met.person_of(source, who)
    return (person.email if person is not None else None) or who.email


async def reached_at(work: UnitOfWork, channel: str, people: Iterable[Person]) -> set[str]:
    """The ids of those who have an address there that works."""
    ids = OneOf(sorted(person.id for person in people))
    held = await work.addresses.find(person_id=ids, channel=channel, gone_at=None)
    return {contact.person_id for contact in held}


async def ask(addresses: Addresses, emails: Collection[str]) -> Mapping[str, Whereabouts]:
    """A channel that is slow, or down, holds up nobody: then nobody was found."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await addresses.addresses(emails)
    except TimeoutError:
        log.warning("people_not_looked_up", channel=addresses.channel, why="too slow")
    except Exception:
        log.exception("people_not_looked_up", channel=addresses.channel)
    return {}


async def introduce_all(work: UnitOfWork, found: Mapping[str, Whereabouts]) -> int:
    """Those who are known by these e-mail addresses; returns how many were introduced."""
    if not found:
        return 0
    introduced = 0
    for person in await work.people.find(email=OneOf(sorted(found)), erased_at=None):
        introduced += await introduce_found(work, person, found[person.email])
    return introduced


# --- for everybody else --------------------------------------------------------------------------


class Introductions:
    """A beat that goes through the desk's people, a few at a time, and looks for those who have no
    address on this channel: it was down when it was asked for them, or they joined it later.

    The youngest come first every time, since somebody may want to write to them right now.
    """

    def __init__(
        self, desk: OpenDesk, addresses: Addresses, clock: Clock, *, limit: int = AT_ONCE
    ) -> None:
        self._desk = desk
        self._addresses = addresses
        self._clock = clock
        self._limit = limit
        self._last: datetime | None = None
        self._place = ""
        self._tried: dict[str, Tried] = {}

    async def __call__(self) -> int:
        now = self._clock()
        if self._last is not None and now - self._last < EVERY:
            return 0
        self._last = now
        few = await self._next_few(now)
        if not few:
            return 0
        found = await ask(self._addresses, sorted({person.email for person in few}))
        self._remember(few, now)
        if not found:
            return 0
        async with self._desk.begin() as work:
            return await introduce_all(work, found)

    async def _next_few(self, now: datetime) -> list[Person]:
        async with self._desk.look() as work:
            youngest = await work.people.find(erased_at=None, order_by="-id", limit=PAGE)
            page = await work.people.find(
                erased_at=None, id=AtLeast(self._place), order_by="id", limit=PAGE
            )
            reached = await reached_at(work, self._addresses.channel, (*youngest, *page))
        wanted = {
            person.id: person
            for person in (*youngest, *page)
            if person.email and person.id not in reached and self._is_due(person, now)
        }
        few = list(wanted.values())[: self._limit]
        if not wanted.keys() & {p.id for p in page} - {p.id for p in few}:
            self._place = page[-1].id if len(page) == PAGE else ""
        return few

    def _is_due(self, person: Person, now: datetime) -> bool:
        tried = self._tried.get(person.id)
        return tried is None or tried.again_at <= now

    def _remember(self, people: Iterable[Person], now: datetime) -> None:
        for person in people:
            before = self._tried.pop(person.id, None)
            pause = min(before.pause * 2, AGAIN_AT_LEAST) if before else AGAIN_AFTER
            self._tried[person.id] = Tried(pause, now + pause)
        while len(self._tried) > REMEMBERED:
            del self._tried[next(iter(self._tried))]


@dataclass(frozen=True, slots=True)
class Tried:
    pause: timedelta
    again_at: datetime
