"""The promise ledger: made in an update, then kept, moved in good time, or missed and owned up to."""

from dataclasses import replace
from datetime import datetime, timedelta

from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import (
    PromiseEscalated,
    PromiseMissed,
    PromiseMoved,
    PromiseNear,
    PromiseSettled,
)
from feedback.people import Person, Role
from feedback.records import Promise, PromiseState, Ticket, TimerKind, Update
from feedback.timers import forget, remind
from feedback.unit_of_work import AtMost, OneOf, UnitOfWork

NEAR_ENOUGH = timedelta(hours=2)
"""An update without a new time settles the promises that fall due this soon after it."""


async def make(
    work: UnitOfWork, ticket: Ticket, update: Update, due_at: datetime, words: str
) -> Promise:
    """Enter a promise into the ledger; one that is due already cannot be made."""
    if due_at <= work.now:
        raise Unusable("That time has already passed. When will they really hear from you?")
    promise = Promise(
        id=work.new_id(),
        ticket_id=ticket.id,
        update_id=update.id,
        requester_id=ticket.requester_id,
        words=words,
        made_at=work.now,
        due_at=due_at,
        first_due_at=due_at,
    ).about(replace(ticket, technician_id=update.technician_id))
    await work.promises.add(promise)
    await _watch(work, promise)
    return promise


async def heard_from(
    work: UnitOfWork,
    ticket_id: str,
    *,
    new_time: bool,
    finished: bool,
    at: datetime | None = None,
) -> None:
    """The requester has heard from a human: open promises that this fulfils are kept.

    A promise is a promise to be heard from. What is due soon is fulfilled by any word; what is due
    later only by the end of the matter, or by an update that is known to take its place
    (`new_time`): "still on it" at eleven does not keep "done by half past five".

    `at` is when it was said, where we learn of it later: a promise that looked missed was kept if
    the word came in time.
    """
    said_at = at or work.now
    settled_by_it = OneOf((PromiseState.OPEN, PromiseState.MISSED))
    for promise in await work.promises.find(ticket_id=ticket_id, state=settled_by_it):
        fulfils = finished or new_time or promise.due_at - said_at <= NEAR_ENOUGH
        in_time = promise.made_at <= said_at <= promise.due_at
        open_still = promise.state is PromiseState.OPEN and promise.made_at <= said_at
        if fulfils and (open_still or in_time):
            await _settle(work, promise, said_at)
    await owned_up(work, ticket_id, at=said_at)


async def owned_up(work: UnitOfWork, ticket_id: str, *, at: datetime | None = None) -> None:
    """Whatever was missed before this moment: the requester has now been told by a person."""
    untold = await work.promises.find(
        ticket_id=ticket_id,
        state=PromiseState.MISSED,
        requester_told_at=None,
        due_at=AtMost(at or work.now),
    )
    for promise in untold:
        await work.promises.put(replace(promise, requester_told_at=work.now))
        await forget(work, TimerKind.PROMISE_ESCALATE, promise.id)
        work.tell(PromiseSettled(promise.id))


async def renew(work: UnitOfWork, ticket_id: str, due_at: datetime, words: str) -> bool:
    """An update names a time while older promises are still open, not due soon.

    A later time moves them; the same time again is the same promise. An earlier one stands beside
    them ("I'll ring you at noon" does not call off "done by Friday"). Returns whether the time is in
    the ledger by this, so that it need not be made anew.
    """
    known = False
    for promise in await work.promises.find(ticket_id=ticket_id, state=PromiseState.OPEN):
        if promise.due_at < due_at:
            await _move(work, promise, due_at, words)
        known = known or promise.due_at <= due_at
    return known


async def keep(work: UnitOfWork, promise_id: str, technician: Person) -> Promise:
    """The technician says that they did what they said (a call, a visit): nothing else is sent."""
    promise = await mine(work, promise_id, technician)
    if promise.state is PromiseState.KEPT:
        return promise
    if promise.state is PromiseState.RELEASED:
        raise TooLate("Nobody is waiting for that one any more: the ticket was called off.")
    if promise.state is not PromiseState.OPEN or promise.due_at < work.now:
        raise TooLate("That time has passed already. The honest thing now is to tell them.")
    return await _settle(work, promise, work.now)


async def move(
    work: UnitOfWork, promise_id: str, technician: Person, due_at: datetime, words: str
) -> Promise:
    """A new time, agreed before the old one has passed; the requester hears of it."""
    promise = await to_move(work, promise_id, technician)
    if due_at <= work.now:
        raise Unusable("That new time has already passed. When will they really hear from you?")
    if due_at == promise.due_at:
        raise Unusable("That is the time you promised already. What is the new one?")
    return await _move(work, promise, due_at, words)


async def to_move(work: UnitOfWork, promise_id: str, technician: Person) -> Promise:
    """One of their own whose time can still be changed."""
    promise = await mine(work, promise_id, technician)
    if promise.state is PromiseState.KEPT:
        raise TooLate("You kept that one already, so there is nothing left to move.")
    if promise.state is PromiseState.RELEASED:
        raise TooLate("Nobody is waiting for that one any more: the ticket was called off.")
    if promise.state is not PromiseState.OPEN or promise.due_at < work.now:
        raise TooLate("That time has passed already, so it can't be moved any more. Tell them.")
    return promise


async def near(work: UnitOfWork, promise_id: str) -> None:
    """Timer: shortly before a promise is due, its maker is asked what they want to do."""
    promise = await work.promises.get(promise_id)
    if promise is not None and promise.state is PromiseState.OPEN:
        work.tell(PromiseNear(promise.id))


async def due(work: UnitOfWork, promise_id: str) -> None:
    """Timer: the time has come. What nobody has fulfilled by now is missed."""
    promise = await work.promises.get(promise_id)
    if promise is None or promise.state is not PromiseState.OPEN or promise.due_at > work.now:
        return
    await work.promises.put(
        replace(promise, state=PromiseState.MISSED, settled_at=work.now),
    )
    await remind(
        work,
        TimerKind.PROMISE_ESCALATE,
        promise.id,
        work.now + work.policy.promise_escalates_after,
    )
    work.tell(PromiseMissed(promise.id))


async def escalate(work: UnitOfWork, promise_id: str) -> None:
    """Timer: missed, and the requester still has not been told."""
    promise = await work.promises.get(promise_id)
    if promise is None or promise.state is not PromiseState.MISSED:
        return
    if promise.requester_told_at is None and promise.escalated_at is None:
        await work.promises.put(replace(promise, escalated_at=work.now))
        work.tell(PromiseEscalated(promise.id))


async def release(work: UnitOfWork, ticket_id: str) -> None:
    """The ticket was cancelled or merged away: nobody waits for its promises any more."""
    for promise in await work.promises.find(ticket_id=ticket_id, state=PromiseState.OPEN):
        await work.promises.put(replace(promise, state=PromiseState.RELEASED, settled_at=work.now))
        await _unwatch(work, promise)
        work.tell(PromiseSettled(promise.id))
    for promise in await work.promises.find(ticket_id=ticket_id, state=PromiseState.MISSED):
        await forget(work, TimerKind.PROMISE_ESCALATE, promise.id)


async def keeper_of(work: UnitOfWork, promise: Promise) -> str | None:
    """Who has to see to it now: whoever has the ticket, else the one who made the promise."""
    ticket = await work.tickets.get(promise.ticket_id)
    holder = ticket.technician_id if ticket is not None else None
    return holder or promise.technician_id


async def mine(work: UnitOfWork, promise_id: str, technician: Person) -> Promise:
    """A promise that this person may keep or move; raises if there is none, or it is a colleague's."""
    promise = await work.promises.get(promise_id)
    if promise is None:
        raise NotFound("I can't find that promise any more.")
    if technician.is_a(Role.DISPATCHER) or technician.id == promise.technician_id:
        return promise
    if technician.id != await keeper_of(work, promise):
        raise NotYours("That promise was made by a colleague, so it is theirs to keep or move.")
    return promise


async def _move(work: UnitOfWork, promise: Promise, due_at: datetime, words: str) -> Promise:
    moved = replace(promise, due_at=due_at, words=words, times_moved=promise.times_moved + 1)
    await work.promises.put(moved)
    await _watch(work, moved)
    work.tell(PromiseMoved(promise.id))
    return moved


async def _settle(work: UnitOfWork, promise: Promise, said_at: datetime) -> Promise:
    kept = replace(promise, state=PromiseState.KEPT, settled_at=said_at)
    if promise.due_at < said_at:
        kept = replace(kept, state=PromiseState.MISSED, requester_told_at=work.now)
    await work.promises.put(kept)
    await _unwatch(work, promise)
    work.tell(PromiseSettled(promise.id))
    return kept


async def _watch(work: UnitOfWork, promise: Promise) -> None:
    notice = promise.due_at - work.policy.promise_notice
    if notice > work.now:
        await remind(work, TimerKind.PROMISE_NEAR, promise.id, notice)
    else:
        await forget(work, TimerKind.PROMISE_NEAR, promise.id)
    await remind(work, TimerKind.PROMISE_DUE, promise.id, promise.due_at)


async def _unwatch(work: UnitOfWork, promise: Promise) -> None:
    await forget(work, TimerKind.PROMISE_NEAR, promise.id)
    await forget(work, TimerKind.PROMISE_DUE, promise.id)
    await forget(work, TimerKind.PROMISE_ESCALATE, promise.id)
