"""The closing check: before a ticket closes, the one person who knows is asked if it is fixed."""

from dataclasses import replace
from datetime import timedelta

from feedback import surveys
from feedback.contact_budget import welcome_at
from feedback.directory import reach
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import ClosingAnswered, ClosingAsked, ClosingWithdrawn
from feedback.moves import close, reopen
from feedback.people import Person
from feedback.records import ClosingCheck, ContactKind, Fixed, Status, Ticket, TimerKind
from feedback.silence import expect_a_word
from feedback.timers import forget, remind, timer_id
from feedback.unit_of_work import UnitOfWork
from feedback.updates import known_ticket, reply

MOST_ASKS = 2
"""After a second "can't tell yet" we stop asking: the person knows where to find us."""
LOOKED_FOR = timedelta(days=1)
"""So long a question waits for somebody whom we can't reach yet: they may just be looked for."""
LOOK_AGAIN = timedelta(minutes=5)
"""The first time; then ever less often."""


async def ask(work: UnitOfWork, ticket: Ticket) -> ClosingCheck | None:
    """A technician thinks it is fixed; the requester is asked, once per resolution cycle.

    Outside their welcome hours, and until they can be reached, the question waits.
    """
    if await check_of(work, ticket) is not None:
        return None
    check = ClosingCheck(
        id=work.new_id(),
        ticket_id=ticket.id,
        requester_id=ticket.requester_id,
        technician_id=ticket.technician_id,
        cycle=ticket.cycle,
        asked_at=work.now,
    )
    await work.closing_checks.add(check)
    await surveys.plan(work, ticket, after=work.policy.closing_wait)
    if not await put_off(work, check):
        work.tell(ClosingAsked(check.id))
    return check


async def answer(work: UnitOfWork, check_id: str, person: Person, fixed: Fixed) -> ClosingCheck:
    """Yes closes the ticket, not yet stops the closing, can't tell yet waits a day.

    The same answer twice is one answer. A "yes" can still become a "not yet" while the ticket is
    in the same resolution cycle: people find out an hour later.
    """
    check = await my_check(work, check_id, person)
    ticket = await work.tickets.get(check.ticket_id)
    if ticket is None:
        raise NotFound("I can't find that ticket any more.")
    if check.answer is fixed:
        return check
    if not ticket.status.is_done and not ticket.status.is_open:
        raise TooLate("That ticket was called off, so there is nothing left to answer.")
    if check.cycle != ticket.cycle or not ticket.status.is_done:
        raise TooLate("That ticket is open again, so nothing gets closed. No need to answer.")
    answered = replace(check, answer=fixed, answered_at=work.now)
    await work.closing_checks.put(answered)
    await forget(work, TimerKind.CLOSING_AGAIN, check.id)
    match fixed:
        case Fixed.YES:
            await surveys.plan(work, await close(work, ticket, person), after=timedelta(0))
        case Fixed.NOT_YET:
            opened = await reopen(work, ticket, person)
            await surveys.withdraw(work, ticket)
            await expect_a_word(work, opened)
        case Fixed.CANT_TELL:
            await surveys.plan(
                work, ticket, after=work.policy.cant_tell_again + work.policy.closing_wait
            )
            if check.times_asked < MOST_ASKS:
                again = work.now + work.policy.cant_tell_again
                await remind(work, TimerKind.CLOSING_AGAIN, check.id, again)
    work.tell(ClosingAnswered(check.id))
    return answered


async def explain(work: UnitOfWork, check_id: str, person: Person, words: str) -> ClosingCheck:
    """What is still wrong, in the requester's words: kept with the ticket, told to the technician."""
    check = await my_check(work, check_id, person)
    if not words.strip():
        raise Unusable("There are no words in that yet. What is still wrong?")
    ticket = await known_ticket(work, check.ticket_id)
    await reply(work, ticket, person, words)
    told = replace(check, why_not=words)
    await work.closing_checks.put(told)
    return told


async def ask_again(work: UnitOfWork, check_id: str) -> None:
    """Timer: a day after "can't tell yet", once; or a first question that had to wait."""
    check = await work.closing_checks.get(check_id)
    if check is None or check.withdrawn_at is not None:
        return
    if check.answer is not None and check.answer is not Fixed.CANT_TELL:
        return
    ticket = await work.tickets.get(check.ticket_id)
    if ticket is None or ticket.status is not Status.RESOLVED or ticket.cycle != check.cycle:
        return
    if await put_off(work, check):
        return
    if check.answer is None:
        asked = replace(check, asked_at=work.now)
    else:
        asked = replace(check, answer=None, answered_at=None, times_asked=check.times_asked + 1)
    await work.closing_checks.put(asked)
    await surveys.plan(work, ticket, after=work.policy.closing_wait)
    work.tell(ClosingAsked(check.id))


async def put_off(work: UnitOfWork, check: ClosingCheck) -> bool:
    """Whether this is no hour for a question, or there is nobody to ask yet; then it is asked when
    it is welcome, and what happens meanwhile may make it needless."""
    person = await work.people.get(check.requester_id)
    if person is None:
        return False
    welcome = await welcome_at(work, person, ContactKind.CLOSING_CHECK)
    waited = work.now - check.asked_at
    if waited < LOOKED_FOR and await reach(work, person.id) is None:
        welcome = max(welcome, work.now + max(waited, LOOK_AGAIN))
    if welcome <= work.now:
        return False
    await remind(work, TimerKind.CLOSING_AGAIN, check.id, welcome)
    return True


async def closed_elsewhere(work: UnitOfWork, ticket: Ticket) -> None:
    """The ticket system closed it: an unanswered question is taken back, the survey comes soon.

    A "not yet" on the old question still counts: it is the person who knows.
    """
    check = await check_of(work, ticket)
    open_question = check is not None and check.answer in {None, Fixed.CANT_TELL}
    if check is not None and open_question and check.withdrawn_at is None:
        await _withdraw(work, check)
    if check is None or check.answer is not Fixed.YES:
        await surveys.plan(work, ticket, after=timedelta(0))


async def withdraw(work: UnitOfWork, ticket_id: str) -> None:
    """The ticket is open again or gone: questions about its closing make no sense any more."""
    for check in await work.closing_checks.find(ticket_id=ticket_id, withdrawn_at=None):
        if check.answer is None or check.answer is Fixed.CANT_TELL:
            await _withdraw(work, check)


async def check_of(work: UnitOfWork, ticket: Ticket) -> ClosingCheck | None:
    """The closing check of the ticket's present resolution cycle."""
    found = await work.closing_checks.find(ticket_id=ticket.id, cycle=ticket.cycle, limit=1)
    return found[0] if found else None


async def my_check(work: UnitOfWork, check_id: str, person: Person) -> ClosingCheck:
    check = await work.closing_checks.get(check_id)
    if check is None:
        raise NotFound("I can't find that question any more.")
    if check.requester_id != person.id:
        raise NotYours("That question was for somebody else.")
    return check


async def _withdraw(work: UnitOfWork, check: ClosingCheck) -> None:
    """A question that nobody has seen yet is taken back without a word."""
    waiting = await work.timers.get(timer_id(TimerKind.CLOSING_AGAIN, check.id))
    unseen = waiting is not None and check.answer is None
    await work.closing_checks.put(replace(check, withdrawn_at=work.now))
    await forget(work, TimerKind.CLOSING_AGAIN, check.id)
    if not unseen:
        work.tell(ClosingWithdrawn(check.id))
