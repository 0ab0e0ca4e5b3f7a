"""What a dispatcher looks at: promises due and at risk, silent tickets, follow-ups open."""

from dataclasses import dataclass
from datetime import timedelta

from feedback.records import Loop, LoopState, Promise, PromiseState, Ticket
from feedback.silence import silent_tickets
from feedback.unit_of_work import AtLeast, AtMost, UnitOfWork

SOON = timedelta(hours=1)
LATELY = timedelta(days=7)
MOST_SILENT = 20


@dataclass(frozen=True, slots=True)
class Board:
    missed: tuple[Promise, ...]
    """Missed, and the requester has not been told yet."""
    due_soon: tuple[Promise, ...]
    silent: tuple[Ticket, ...]
    """The oldest, at most `MOST_SILENT`; those with a promise open or missed are not named twice."""
    silent_in_all: int
    loops: tuple[Loop, ...]


async def untold(work: UnitOfWork) -> list[Promise]:
    """Missed lately, and the requester has not been told yet."""
    return await work.promises.find(
        state=PromiseState.MISSED,
        requester_told_at=None,
        due_at=AtLeast(work.now - LATELY),
        order_by="due_at",
    )


async def board(work: UnitOfWork) -> Board:
    """The whole desk at this moment, the most urgent first."""
    missed = await untold(work)
    due_soon = await work.promises.find(
        state=PromiseState.OPEN, due_at=AtMost(work.now + SOON), order_by="due_at"
    )
    promised = await work.promises.find(state=PromiseState.OPEN)
    known = {promise.ticket_id for promise in (*promised, *missed)}
    silent, silent_in_all = await silent_tickets(work, but_not=known, most=MOST_SILENT)
    loops = await work.loops.find(state=LoopState.OPEN, order_by="due_at")
    return Board(
        missed=tuple(missed),
        due_soon=tuple(due_soon),
        silent=tuple(silent),
        silent_in_all=silent_in_all,
        loops=tuple(loops),
    )
