"""Silent tickets: somebody waits, and no human has said a word to them for too long."""

from collections.abc import Collection
from datetime import datetime

from feedback.events import TicketSilent
from feedback.hours import add_business_time, open_time_ago
from feedback.records import PromiseState, Status, Ticket, TimerKind
from feedback.timers import forget, remind
from feedback.unit_of_work import AtMost, Criterion, OneOf, UnitOfWork

OWED_A_WORD = tuple(
    status for status in Status if status.is_open and status is not Status.WAITING_REQUESTER
)
"""While the desk waits for the requester's own answer, nobody owes them a word."""


async def expect_a_word(work: UnitOfWork, ticket: Ticket) -> None:
    """Start the silence clock of an open ticket again, or stop it for one that is done."""
    if not ticket.status.is_open:
        await forget(work, TimerKind.SILENCE, ticket.id)
        return
    at = add_business_time(work.policy.calendar, work.now, work.policy.silence_after)
    await remind(work, TimerKind.SILENCE, ticket.id, at)


async def fallen_silent(work: UnitOfWork, ticket_id: str) -> None:
    """Timer: tell the dispatcher, once for each silence; after that it stands on their board."""
    ticket = await work.tickets.get(ticket_id)
    if ticket is None or not ticket.status.is_open:
        return
    requester = await work.people.get(ticket.requester_id)
    if requester is None or requester.erased_at is not None:
        return
    if is_silent(work, ticket) and not await spoken_for(work, ticket):
        work.tell(TicketSilent(ticket.id))
    else:
        await expect_a_word(work, ticket)


async def spoken_for(work: UnitOfWork, ticket: Ticket) -> bool:
    """The requester knows when they will hear again: until then, silence is what was agreed."""
    return bool(await work.promises.count(ticket_id=ticket.id, state=PromiseState.OPEN))


def is_silent(work: UnitOfWork, ticket: Ticket) -> bool:
    """Whether business time since the last human word (or since it was opened) is too long."""
    if ticket.status not in OWED_A_WORD:
        return False
    since = max(ticket.last_human_word_at or ticket.cycle_started_at, ticket.cycle_started_at)
    return since <= too_long_ago(work)


async def silent_tickets(
    work: UnitOfWork,
    *,
    but_not: Collection[str],
    most: int,
    skip: int = 0,
    held_by: str | None = None,
) -> tuple[list[Ticket], int]:
    """Those for which `is_silent` holds, the longest without a word first, and how many in all.

    A desk may have thousands: they are counted by the database, and only these few are read.
    `held_by` is one technician, whose own they are; None is the whole desk.
    """
    since = AtMost(too_long_ago(work))
    found: list[Ticket] = []
    in_all = 0
    for last_word, longest_first in ((None, "cycle_started_at"), (since, "last_human_word_at")):
        silent: dict[str, Criterion] = {
            "status": OneOf(OWED_A_WORD),
            "cycle_started_at": since,
            "last_human_word_at": last_word,
        }
        if held_by is not None:
            silent["technician_id"] = held_by
        in_all += await work.tickets.count(**silent)
        found += await work.tickets.find(
            order_by=longest_first, limit=skip + most + len(but_not), **silent
        )
    passed_over = await work.tickets.get_many([*but_not])
    in_all -= sum(
        is_silent(work, ticket) and held_by in {None, ticket.technician_id}
        for ticket in passed_over.values()
    )
    found.sort(key=lambda ticket: (last_heard(ticket), ticket.id))
    listed = [ticket for ticket in found if ticket.id not in but_not]
    return listed[skip : skip + most], in_all


def last_heard(ticket: Ticket) -> datetime:
    """When a human last said a word on it; where nobody has, when it was opened."""
    return ticket.last_human_word_at or ticket.cycle_started_at


def too_long_ago(work: UnitOfWork) -> datetime:
    """Whoever has heard their last word at this moment or before it has waited too long."""
    return open_time_ago(work.policy.calendar, work.now, work.policy.silence_after)
