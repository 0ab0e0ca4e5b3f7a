"""Silent tickets: somebody waits, and no human has said a word to them for too long."""

from feedback.events import TicketSilent
from feedback.hours import add_business_time, business_time
from feedback.records import PromiseState, Status, Ticket, TimerKind
from feedback.timers import forget, remind
from feedback.unit_of_work import UnitOfWork


async def expect_a_word(work: UnitOfWork, ticket: Ticket) -> None:
    """Start the silence clock of an open ticket again, or stop it for one that is done."""
    if not ticket.status.is_open:
        await forget(work, TimerKind.SILENCE, ticket.id)
        return
    at = add_business_time(work.policy.calendar, work.now, work.policy.silence_after)
    await remind(work, TimerKind.SILENCE, ticket.id, at)


async def fallen_silent(work: UnitOfWork, ticket_id: str) -> None:
    """Timer: tell the dispatcher, and look again after the same time."""
    ticket = await work.tickets.get(ticket_id)
    if ticket is None or not ticket.status.is_open:
        return
    requester = await work.people.get(ticket.requester_id)
    if requester is None or requester.erased_at is not None:
        return
    if is_silent(work, ticket) and not await spoken_for(work, ticket):
        work.tell(TicketSilent(ticket.id))
    await expect_a_word(work, ticket)


async def spoken_for(work: UnitOfWork, ticket: Ticket) -> bool:
    """The requester knows when they will hear again: until then, silence is what was agreed."""
    return bool(await work.promises.count(ticket_id=ticket.id, state=PromiseState.OPEN))


def is_silent(work: UnitOfWork, ticket: Ticket) -> bool:
    """Whether business time since the last human word (or since it was opened) is too long.

    While the desk waits for the requester's own answer, nobody owes them a word.
    """
    if not ticket.status.is_open or ticket.status is Status.WAITING_REQUESTER:
        return False
    since = max(ticket.last_human_word_at or ticket.cycle_started_at, ticket.cycle_started_at)
    return business_time(work.policy.calendar, since, work.now) >= work.policy.silence_after
