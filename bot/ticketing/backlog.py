"""Ticket events that wait to be understood, and those that could not be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.ticketing.introductions import Addresses, find_people, introduce_all
from feedback import privacy, tickets
from feedback.directory import Whereabouts
from feedback.errors import FeedbackError, NotFound, Unusable
from feedback.neutral import read_event
from feedback.records import DeadLetter, RawEvent
from feedback.unit_of_work import AtLeast, AtMost, Desk, OpenDesk, UnitOfWork

log = structlog.get_logger()

AT_ONCE = 100
ATTEMPTS = 5
"""So often an event is tried that fails for a reason which may pass."""

FIRST_PAUSE = timedelta(seconds=5)
"""Until the second try; it doubles from try to try, counted from when the event came in."""


async def work_off(
    desk: OpenDesk,
    limit: int = AT_ONCE,
    *,
    attempts: int = ATTEMPTS,
    addresses: Addresses | None = None,
) -> int:
    """Take in what waits, oldest first, each in a unit of work of its own; returns how many are off
    the pile, understood or laid aside.

    One that fails holds up nobody: the order within a ticket is kept by its revisions. Whoever is
    named there and has no address yet is looked for in `addresses` first, so that they can be
    written to.
    """
    async with desk.look() as work:
        waiting = await _waiting(work, limit)
    found = await find_people(desk, addresses, waiting) if addresses is not None else {}
    done = 0
    for raw in waiting:
        done += await _work_off(desk, raw.id, attempts, found.get(raw.id, {}))
    return done


async def _waiting(work: UnitOfWork, limit: int) -> list[RawEvent]:
    fresh = await work.raw_events.find(
        handled_at=None, attempts=0, order_by="received_at", limit=limit
    )
    tried = await work.raw_events.find(
        handled_at=None, attempts=AtLeast(1), order_by="received_at", limit=limit
    )
    due = [raw for raw in tried if raw.received_at + _pause(raw.attempts) <= work.now]
    oldest_first = sorted((*fresh, *due), key=lambda raw: (raw.received_at, raw.id))
    return oldest_first[:limit]


def _pause(attempts: int) -> timedelta:
    return FIRST_PAUSE * (1 << (attempts - 1))


async def _work_off(
    desk: Desk, raw_id: str, attempts: int, found: Mapping[str, Whereabouts]
) -> int:
    try:
        async with desk.begin() as work:
            raw = await work.raw_events.get(raw_id)
            if raw is None or raw.handled_at is not None:
                return 0
            received = await take_in(work, raw)
            await introduce_all(work, found)  # whoever is new has only just become a person
            if await privacy.was_erased(work, received.ticket.requester_id):
                await work.raw_events.remove(raw.id)  # or their name would be back with us in it
            else:
                await work.raw_events.put(replace(raw, handled_at=work.now))
    except FeedbackError as reason:
        return await _lay_aside(desk, raw_id, str(reason))
    except Exception as error:
        log.exception("ticket_event_failed", raw_event=raw_id)
        return await _try_later(desk, raw_id, attempts, type(error).__name__)
    return 1


async def take_in(work: UnitOfWork, raw: RawEvent) -> tickets.Received:
    """Raises `FeedbackError` with a reason in plain words if it cannot be used."""
    event = read_event(raw.body)
    if event.source != raw.source and not event.source.startswith(f"{raw.source}/"):
        # Whoever may sign for one ticket system must not speak for another.
        raise Unusable(
            f"source says something else than the address it was posted to ({raw.source})"
        )
    return await tickets.receive(work, event)


async def _try_later(desk: Desk, raw_id: str, attempts: int, what: str) -> int:
    async with desk.begin() as work:
        raw = await work.raw_events.get(raw_id)
        if raw is None:
            return 0
        tried = raw.attempts + 1
        if tried < attempts:
            await work.raw_events.put(replace(raw, attempts=tried))
            return 0
    return await _lay_aside(desk, raw_id, f"It failed {tried} times on our side ({what}).")


async def _lay_aside(desk: Desk, raw_id: str, reason: str) -> int:
    async with desk.begin() as work:
        raw = await work.raw_events.get(raw_id)
        if raw is None:
            return 0
        await work.raw_events.remove(raw.id)
        letter = DeadLetter(
            id=raw.id,
            source=raw.source,
            received_at=raw.received_at,
            body=raw.body,
            reason=reason,
        )
        await work.dead_letters.put(letter)
    log.warning("ticket_event_laid_aside", raw_event=raw_id, source=raw.source)
    return 1


async def laid_aside(work: UnitOfWork, limit: int = AT_ONCE) -> Sequence[DeadLetter]:
    """The latest first."""
    return await work.dead_letters.find(order_by="-received_at", limit=limit)


async def retry(work: UnitOfWork, letter_id: str) -> RawEvent:
    """Put it back onto the pile, after whatever was wrong with it has been mended."""
    letter = await _known(work, letter_id)
    again = RawEvent(
        id=letter.id, source=letter.source, received_at=letter.received_at, body=letter.body
    )
    await work.dead_letters.remove(letter.id)
    await work.raw_events.put(again)
    return again


async def drop(work: UnitOfWork, letter_id: str) -> None:
    await work.dead_letters.remove((await _known(work, letter_id)).id)


async def _known(work: UnitOfWork, letter_id: str) -> DeadLetter:
    letter = await work.dead_letters.get(letter_id)
    if letter is None:
        raise NotFound("There is no event of that id laid aside.")
    return letter


async def tidy(desk: Desk, before: datetime, limit: int = AT_ONCE) -> int:
    """Let go of events that were understood before this moment, a few at a time."""
    async with desk.begin() as work:
        old = await work.raw_events.find(
            handled_at=AtMost(before), order_by="handled_at", limit=limit
        )
        for raw in old:
            await work.raw_events.remove(raw.id)
    return len(old)
