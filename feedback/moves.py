"""Changes of a ticket's status that begin with us: a "not yet" reopens it, a "yes" closes it."""

from dataclasses import replace

from feedback.people import Person
from feedback.records import ActorKind, Status, Ticket, TicketEvent, TicketEventKind
from feedback.unit_of_work import UnitOfWork


async def reopen(work: UnitOfWork, ticket: Ticket, by: Person) -> Ticket:
    """Resolved or closed becomes in progress again, and a new resolution cycle begins.

    The ticket system is not asked here: `reported_status` stays what it last said, so a snapshot
    that only repeats "resolved" does not resolve the ticket a second time.
    """
    if not ticket.status.is_done:
        return ticket
    opened = replace(
        ticket,
        status=Status.IN_PROGRESS,
        resolved_at=None,
        closed_at=None,
        cycle=ticket.cycle + 1,
        cycle_started_at=work.now,
        reopen_count=ticket.reopen_count + 1,
    )
    await work.tickets.put(opened)
    await _note(work, opened, TicketEventKind.REOPENED, ticket.status, by)
    return opened


async def close(work: UnitOfWork, ticket: Ticket, by: Person) -> Ticket:
    """The requester has confirmed that it is fixed."""
    if ticket.status is not Status.RESOLVED:
        return ticket
    closed = replace(ticket, status=Status.CLOSED, closed_at=work.now)
    await work.tickets.put(closed)
    await _note(work, closed, TicketEventKind.CLOSED, ticket.status, by)
    return closed


async def _note(
    work: UnitOfWork, ticket: Ticket, kind: TicketEventKind, was: Status, by: Person
) -> None:
    last = await work.ticket_events.find(ticket_id=ticket.id, order_by="-sequence", limit=1)
    await work.ticket_events.add(
        TicketEvent(
            id=work.new_id(),
            ticket_id=ticket.id,
            at=work.now,
            kind=kind,
            actor=ActorKind.REQUESTER if by.id == ticket.requester_id else ActorKind.AGENT,
            actor_id=by.id,
            old=was.value,
            new=ticket.status.value,
            cycle=ticket.cycle,
            sequence=last[0].sequence + 1 if last else 0,
        )
    )
