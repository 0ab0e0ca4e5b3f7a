"""The promise ledger: made in an update, then kept, moved in good time, or missed and owned up to."""

from dataclasses import replace
from datetime import datetime, timedelta

from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import PromiseEscalated, PromiseMissed, PromiseMoved, PromiseNear
from feedback.people import Person, Role
from feedback.records import Promise, PromiseState, Ticket, TimerKind, Update
from feedback.timers import forget, remind
from feedback.unit_of_work import UnitOfWork

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
        service=ticket.service,
        contact_channel=ticket.contact_channel,
        team=ticket.team,
        organisation=ticket.organisation,
        location=ticket.location,
        priority=ticket.priority,
        kind=ticket.kind,
        technician_id=update.technician_id,
    )
    await work.promises.add(promise)
    await _watch(work, promise)
    return promise


async def heard_from(work: UnitOfWork, ticket_id: str, *, new_time: bool, finished: bool) -> None:
    """The requester has just heard from a human: open promises that this fulfils are kept.

    A promise is a promise to be heard from. A new time in the update takes over from the old one;
    without one, only what is due soon counts as fulfilled: "still on it" at eleven does not keep
    "done by half past five".
    """
    for promise in await work.promises.find(ticket_id=ticket_id, state=PromiseState.OPEN):
        if finished or new_time or promise.due_at - work.now <= NEAR_ENOUGH:
            await _settle(work, promise)
    for promise in await work.promises.find(ticket_id=ticket_id, state=PromiseState.MISSED):
        if promise.requester_told_at is None:
            await work.promises.put(replace(promise, requester_told_at=work.now))
            await forget(work, TimerKind.PROMISE_ESCALATE, promise.id)


async def keep(work: UnitOfWork, promise_id: str, technician: Person) -> Promise:
    """The technician says that they did what they said (a call, a visit): nothing else is sent."""
    promise = await _mine(work, promise_id, technician)
    if promise.state is PromiseState.KEPT:
        return promise
    if promise.state is not PromiseState.OPEN:
        raise TooLate("That time has passed already. The honest thing now is to tell them.")
    return await _settle(work, promise)


async def move(
    work: UnitOfWork, promise_id: str, technician: Person, due_at: datetime, words: str
) -> Promise:
    """A new time, agreed before the old one has passed; the requester hears of it."""
    promise = await _mine(work, promise_id, technician)
    if promise.state is not PromiseState.OPEN:
        raise TooLate("That time has passed already, so it can't be moved any more. Tell them.")
    if due_at <= work.now:
        raise Unusable("That new time has already passed. When will they really hear from you?")
    moved = replace(promise, due_at=due_at, words=words, times_moved=promise.times_moved + 1)
    await work.promises.put(moved)
    await _watch(work, moved)
    work.tell(PromiseMoved(promise.id))
    return moved


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


async def _mine(work: UnitOfWork, promise_id: str, technician: Person) -> Promise:
    promise = await work.promises.get(promise_id)
    if promise is None:
        raise NotFound("I can't find that promise any more.")
    if promise.technician_id != technician.id and not technician.is_a(Role.DISPATCHER):
        raise NotYours("That promise was made by a colleague, so it is theirs to keep or move.")
    return promise


async def _settle(work: UnitOfWork, promise: Promise) -> Promise:
    kept = replace(promise, state=PromiseState.KEPT, settled_at=work.now)
    if promise.due_at < work.now:
        kept = replace(kept, state=PromiseState.MISSED, requester_told_at=work.now)
    await work.promises.put(kept)
    await _unwatch(work, promise)
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
