"""What a dispatcher looks at: promises due and at risk, silent tickets, follow-ups open."""

from collections.abc import Iterable
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
    """The longest without a word, at most `MOST_SILENT`; those with a promise open or missed are
    not named twice."""
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
    silent, silent_in_all = await silent_tickets(
        work, but_not=await spoken_of(work, missed), most=MOST_SILENT
    )
    loops = await work.loops.find(state=LoopState.OPEN, order_by="due_at")
    return Board(
        missed=tuple(missed),
        due_soon=tuple(due_soon),
        silent=tuple(silent),
        silent_in_all=silent_in_all,
        loops=tuple(loops),
    )


async def silence(
    work: UnitOfWork, *, most: int, skip: int = 0, held_by: str | None = None
) -> tuple[list[Ticket], int]:
    """A page of the board's silent tickets, and how many there are; of one technician, or of all."""
    known = await spoken_of(work, await untold(work))
    return await silent_tickets(work, but_not=known, most=most, skip=skip, held_by=held_by)


async def spoken_of(work: UnitOfWork, missed: Iterable[Promise]) -> set[str]:
    """Tickets with a promise: until its time silence was agreed, and after it, it is named itself."""
    promised = await work.promises.find(state=PromiseState.OPEN)
    return {promise.ticket_id for promise in (*promised, *missed)}
