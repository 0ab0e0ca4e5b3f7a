"""Tickets as their own system tells of them: each snapshot against the last, and what follows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from feedback import closing, cycles, identities, promises, surveys
from feedback.errors import Unusable
from feedback.events import GraceExhausted, TicketHandedOver, TicketPickedUp, UpdateSuggested
from feedback.identities import Acquaintance
from feedback.neutral import NeutralEvent
from feedback.people import Person, Role
from feedback.records import (
    ActorKind,
    Reply,
    Ticket,
    TicketEvent,
    TicketEventKind,
    Update,
    Via,
)
from feedback.silence import expect_a_word
from feedback.transitions import Cast, Step, take
from feedback.unit_of_work import OneOf, UnitOfWork

AHEAD = timedelta(days=1)
"""A clock that is wrong by more than this would make every later event look old."""

STILL_NEWS = timedelta(days=2)
"""What happened longer ago is written down, but nobody is asked or told about it any more."""

STARTS_A_WAIT = frozenset(
    {
        TicketEventKind.OPENED,
        TicketEventKind.REOPENED,
        TicketEventKind.RESUMED,
        TicketEventKind.PUBLIC_REPLY_AGENT,
    }
)
GONE = frozenset({TicketEventKind.CANCELLED, TicketEventKind.MERGED})


class Outcome(StrEnum):
    OPENED = "opened"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """A duplicate, or a change of something that we do not keep."""
    LATE = "late"
    """Older than what we have: only a word that had not been heard yet was taken from it."""


@dataclass(frozen=True, slots=True)
class Received:
    outcome: Outcome
    ticket: Ticket
    happened: tuple[TicketEvent, ...]


@dataclass(slots=True)
class Book:
    """What a batch of events needs to know, read beforehand and kept up to date meanwhile."""

    met: Acquaintance
    tickets: dict[str, Ticket]
    past: dict[str, list[TicketEvent]] = field(default_factory=lambda: defaultdict(list))


async def receive(work: UnitOfWork, event: NeutralEvent, *, live: bool = True) -> Received:
    """Take one event in. When `live`, people are asked and told about it.

    Duplicates change nothing. An event that is older than the last snapshot changes nothing
    either, but for a word on the ticket that has not been heard yet: what follows from it (first
    response, pauses, promises) is counted again with the moment when it was said. Raises
    `Unusable` for one from the future.
    """
    step = await _take_in(work, await _open_book(work, [event]), event)
    if live:
        await _follow(work, step)
    return _received(step)


async def receive_many(
    work: UnitOfWork, events: Sequence[NeutralEvent], *, live: bool = False
) -> list[Received]:
    """Many at once, in the order given; for history, where nobody is asked or told any more."""
    if live:
        return [await receive(work, event) for event in events]
    book = await _open_book(work, events)
    return [_received(await _take_in(work, book, event)) for event in events]


async def _open_book(work: UnitOfWork, events: Sequence[NeutralEvent]) -> Book:
    ids = sorted({event.ticket_id for event in events})
    tickets = await work.tickets.get_many(ids)
    requesters = {ticket.requester_id for ticket in tickets.values()}
    book = Book(await identities.look_up(work, events, requesters), tickets)
    if tickets:
        known = OneOf(sorted(tickets))
        for event in await work.ticket_events.find(ticket_id=known, order_by="sequence"):
            book.past[event.ticket_id].append(event)
    return book


async def _take_in(work: UnitOfWork, book: Book, event: NeutralEvent) -> Step:
    if max(event.time, event.stamp) > work.now + AHEAD:
        raise Unusable("Its time is more than a day ahead of ours. Is the sender's clock right?")
    before, past = book.tickets.get(event.ticket_id), book.past[event.ticket_id]
    cast = _cast(work, book.met, before, event)
    step = take(before, past, event, cast, work.now, work.new_id)
    past.extend(step.happened)
    book.tickets[event.ticket_id] = step.ticket
    await identities.write(work, book.met)
    if step.ticket != before:
        await work.tickets.put(step.ticket)
    await work.ticket_events.add(*step.happened)
    await _measure(work, step, past)
    if not _erased(step):
        await _keep_words(work, step, event)
    return step


def _cast(work: UnitOfWork, met: Acquaintance, before: Ticket | None, event: NeutralEvent) -> Cast:
    """Who is who. Somebody who was erased is not brought back by their old tickets."""
    requester = met.people.get(before.requester_id) if before is not None else None
    if requester is None or requester.erased_at is None:
        requester = identities.meet(work, met, event, event.ticket.requester, Role.REQUESTER)
    assignee = event.ticket.assignee
    has_it = None
    if assignee is not None and assignee.is_known:
        has_it = identities.meet(work, met, event, assignee, Role.TECHNICIAN)
    actor = met.person_of(event.source, event.actor) if event.actor is not None else None
    return Cast(
        requester=requester,
        assignee=has_it,
        actor_kind=_actor_kind(event, actor, requester),
        actor=actor,
    )


def _actor_kind(event: NeutralEvent, actor: Person | None, requester: Person) -> ActorKind:
    """As stated, else from who it is. A hand that is not named at all is taken for an agent's:
    snapshots from a poll never name one."""
    if event.actor is not None and event.actor.kind is not None:
        return event.actor.kind
    if actor is not None:
        return ActorKind.REQUESTER if actor.id == requester.id else ActorKind.AGENT
    if event.comment is not None and event.comment.public and event.comment.by is not None:
        return event.comment.by
    return ActorKind.AGENT


async def _measure(work: UnitOfWork, step: Step, past: Sequence[TicketEvent]) -> None:
    """Both clocks: of a resolution just reached, and anew where a late word shortens a pause."""
    ticket = step.ticket
    ended = step.before is None or step.before.resolved_at is None
    if ticket.resolved_at is not None and ended:
        await work.cycles.put(
            cycles.measure(
                f"{ticket.id}#{ticket.cycle}",
                ticket.id,
                ticket.cycle,
                work.policy.calendar,
                ticket.cycle_started_at,
                ticket.resolved_at,
                past,
            )
        )
    if not (step.late and step.happened):
        return
    for cycle in await work.cycles.find(ticket_id=ticket.id):
        again = cycles.measure(
            cycle.id,
            ticket.id,
            cycle.number,
            work.policy.calendar,
            cycle.started_at,
            cycle.resolved_at,
            past,
        )
        if again != cycle:
            await work.cycles.put(again)


async def _keep_words(work: UnitOfWork, step: Step, event: NeutralEvent) -> None:
    """The text of a public word, where the desk sends it: it follows the ticket from then on."""
    text = event.comment.text.strip() if event.comment and event.comment.text else ""
    if not text:
        return
    for said in step.happened:
        if said.kind is TicketEventKind.PUBLIC_REPLY_AGENT and said.actor_id is not None:
            await work.updates.add(
                Update(
                    id=work.new_id(),
                    ticket_id=step.ticket.id,
                    technician_id=said.actor_id,
                    requester_id=step.ticket.requester_id,
                    posted_at=said.at,
                    words=text,
                    message=text,
                    via=Via.TICKET_SYSTEM,
                    progress=step.before is None or step.before.updates_without_progress == 0,
                )
            )
        elif said.kind is TicketEventKind.PUBLIC_REPLY_REQUESTER:
            await work.replies.add(
                Reply(
                    id=work.new_id(),
                    ticket_id=step.ticket.id,
                    requester_id=step.ticket.requester_id,
                    said_at=said.at,
                    words=text,
                )
            )


async def _follow(work: UnitOfWork, step: Step) -> None:
    """What the desk's own conversations make of it."""
    ticket = step.ticket
    kinds = {event.kind for event in step.happened}
    if kinds & GONE:
        await promises.release(work, ticket.id)
    if kinds & GONE or TicketEventKind.REOPENED in kinds:
        await closing.withdraw(work, ticket.id)
        await surveys.withdraw(work, ticket)
    if kinds & STARTS_A_WAIT or not ticket.status.is_open:
        await expect_a_word(work, ticket)
    for event in step.happened:
        if work.now - event.at <= STILL_NEWS and not _erased(step):
            await _tell(work, ticket, event)


def _erased(step: Step) -> bool:
    return step.cast.requester.erased_at is not None


async def _tell(work: UnitOfWork, ticket: Ticket, event: TicketEvent) -> None:
    match event.kind:
        case TicketEventKind.PUBLIC_REPLY_AGENT:
            await promises.heard_from(work, ticket.id, new_time=False, finished=False, at=event.at)
            if ticket.updates_without_progress == work.policy.updates_without_progress:
                work.tell(GraceExhausted(ticket.id))
        case TicketEventKind.PICKED_UP:
            _tell_of_pick_up(work, ticket, event)
        case TicketEventKind.REASSIGNED:
            if ticket.status.is_open and ticket.technician_id is not None:
                work.tell(TicketHandedOver(ticket.id, ticket.technician_id))
        case TicketEventKind.RESOLVED:
            await _promises_end(work, event)
            if event.actor is ActorKind.REQUESTER:
                await surveys.plan(work, ticket, after=timedelta(0))
            elif ticket.technician_id != ticket.requester_id:
                await closing.ask(work, ticket)
        case TicketEventKind.CLOSED:
            await _promises_end(work, event)
            await closing.closed_elsewhere(work, ticket)
        case _:
            pass


async def _promises_end(work: UnitOfWork, event: TicketEvent) -> None:
    """With the end of the matter every promise is fulfilled, if it was a person who ended it."""
    if event.actor is ActorKind.AGENT:
        await promises.heard_from(work, event.ticket_id, new_time=False, finished=True, at=event.at)


def _tell_of_pick_up(work: UnitOfWork, ticket: Ticket, event: TicketEvent) -> None:
    technician_id = event.new
    if technician_id is None or not ticket.status.is_open:
        return
    work.tell(TicketPickedUp(ticket.id, technician_id))
    if ticket.last_human_word_at is None and technician_id != ticket.requester_id:
        work.tell(UpdateSuggested(ticket.id, technician_id))


def _received(step: Step) -> Received:
    if step.late:
        outcome = Outcome.LATE
    elif step.before is None:
        outcome = Outcome.OPENED
    else:
        outcome = Outcome.CHANGED if step.happened else Outcome.UNCHANGED
    return Received(outcome, step.ticket, step.happened)
