"""What a dispatcher looks at: promises due and at risk, silent tickets, follow-ups open."""

from dataclasses import dataclass
from datetime import timedelta

from feedback.records import Loop, LoopState, Promise, PromiseState, Status, Ticket
from feedback.silence import is_silent
from feedback.unit_of_work import AtLeast, AtMost, OneOf, UnitOfWork

SOON = timedelta(hours=1)
LATELY = timedelta(days=7)
OPEN = tuple(status for status in Status if status.is_open)


@dataclass(frozen=True, slots=True)
class Board:
    missed: tuple[Promise, ...]
    """Missed, and the requester has not been told yet."""
    due_soon: tuple[Promise, ...]
    silent: tuple[Ticket, ...]
    """Those with a promise open or missed are not named twice."""
    loops: tuple[Loop, ...]


async def board(work: UnitOfWork) -> Board:
    """The whole desk at this moment, the most urgent first."""
    missed = await work.promises.find(
        state=PromiseState.MISSED,
        requester_told_at=None,
        due_at=AtLeast(work.now - LATELY),
        order_by="due_at",
    )
    due_soon = await work.promises.find(
        state=PromiseState.OPEN, due_at=AtMost(work.now + SOON), order_by="due_at"
    )
    open_tickets = await work.tickets.find(status=OneOf(OPEN), order_by="created_at")
    promised = await work.promises.find(state=PromiseState.OPEN)
    known = {promise.ticket_id for promise in (*promised, *missed)}
    loops = await work.loops.find(state=LoopState.OPEN, order_by="due_at")
    return Board(
        missed=tuple(missed),
        due_soon=tuple(due_soon),
        silent=tuple(
            ticket for ticket in open_tickets if ticket.id not in known and is_silent(work, ticket)
        ),
        loops=tuple(loops),
    )
