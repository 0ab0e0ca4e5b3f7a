"""The sending side of the outbox: who may send in a lane, what is next, and how it went."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Row, Select, case, func, literal_column, select, true, update
from sqlalchemy.ext.asyncio import AsyncEngine

from feedback.outbox import (
    ANSWER,
    Claim,
    Delivered,
    Outcome,
    Outgoing,
    Queued,
    Refused,
    SendState,
    Undeliverable,
    Unknown,
)
from feedback.store.connection import TAKES_LONG, Connection, Writer
from feedback.store.desk import Clock
from feedback.store.tables import LANES, OUTBOX

LEASE = timedelta(seconds=15)
"""Longer than any channel waits for its platform; after a crash, a lane stands still this long."""

MOST_ATTEMPTS = 8
"""Tries whose fate is unknown before a message is laid aside as dead."""

WAITING = OUTBOX.c.state.in_(
    [literal_column(f"'{state.value}'") for state in (SendState.PENDING, SendState.SENDING)]
)
"""Spelled out, because the index of waiting messages is only used by who says the same."""
FIELDS = tuple(field.name for field in fields(Outgoing))


class StoreLanes:
    """Each call is one short transaction, and reads the clock after it has the lock.

    Whoever holds a lane is known by its token alone: it is new for every claim, so that a sender
    who was away for too long is told apart from one who came back, even in the same process.

    In a lane the uncertain message comes first, then what is due, by `due_at` and number. What is
    due later waits for its own time and holds nobody up.
    """

    def __init__(
        self,
        writer: Writer,
        reader: AsyncEngine,
        clock: Clock,
        *,
        lease: timedelta = LEASE,
        most_attempts: int = MOST_ATTEMPTS,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._lease = lease
        self._most_attempts = most_attempts

    async def claim(self, limit: int, channels: Collection[str] | None = None) -> Sequence[Claim]:
        """The lanes that have waited longest come first.

        Mostly there are none, and then nobody's turn to write is taken.
        """
        async with self._reader.connect() as looking:
            if await looking.scalar(_something_due(self._clock(), channels)) is None:
                return []
        token = secrets.token_hex(16)
        async with self._writer.begin() as connection:
            now = self._clock()
            ready = list(await connection.scalars(_ready(now, limit, channels)))
            if ready:
                lease = {"token": token, "leased_until": now + self._lease}
                await connection.execute(update(LANES).where(LANES.c.name.in_(ready)).values(lease))
        return [Claim(lane, token) for lane in ready]

    async def advance(
        self, claim: Claim, settled: tuple[int, Outcome] | None, *, release: bool = False
    ) -> Outgoing | None:
        async with self._writer.begin() as connection:
            if not await _still_ours(connection, claim):
                return None
            now = self._clock()
            hold = None
            if settled is not None:
                hold = await self._settle(connection, now, *settled)
            following = None
            if hold is None and not release:
                following = await _next(connection, claim.lane, now)
            if following is None:
                await _set_free(connection, claim, not_before=hold)
            else:
                await _hold(connection, claim, now + self._lease)
            return following

    async def receipt_of(self, lane: str, slot: str) -> str | None:
        latest = (
            select(OUTBOX.c.receipt)
            .where(
                OUTBOX.c.lane == lane,
                OUTBOX.c.slot == slot,
                OUTBOX.c.state == SendState.SENT,
                OUTBOX.c.receipt.is_not(None),
            )
            .order_by(OUTBOX.c.settled_at.desc(), OUTBOX.c.id.desc())
            .limit(1)
        )
        async with self._reader.connect() as connection:
            receipt: str | None = await connection.scalar(latest)
            return receipt

    async def _settle(
        self, connection: Connection, now: datetime, id_: int, outcome: Outcome
    ) -> datetime | None:
        """Write down how it went; returns until when the whole lane must wait, if it must."""
        hold: datetime | None = None
        values: dict[str, Any]
        match outcome:
            case Delivered(receipt):
                # The words are where they belong now; a copy here would outlive an erasure.
                values = {
                    "payload": {},
                    "state": SendState.SENT,
                    "receipt": receipt,
                    "settled_at": now,
                    "error": None,
                }
            case Refused(after, uncertain, error):
                # This try did not happen. An earlier one whose fate is unknown stays unknown.
                state = SendState.SENDING if uncertain else SendState.PENDING
                values = {"state": state, "attempts": OUTBOX.c.attempts - 1, "error": error}
                hold = now + timedelta(seconds=after)
            case Queued(after, error):
                values = {
                    "state": SendState.PENDING,
                    "attempts": OUTBOX.c.attempts - 1,
                    "due_at": now + timedelta(seconds=after),
                    "error": error,
                }
            case Unknown(retry_after, error):
                # Asked any sooner, the platform may not know yet what it is still taking in.
                hold = now + max(self._lease, timedelta(seconds=retry_after))
                last = OUTBOX.c.attempts >= self._most_attempts
                values = {
                    "state": case((last, SendState.DEAD.value), else_=SendState.SENDING.value),
                    "settled_at": case((last, now)),
                    "error": error,
                }
            case Undeliverable(error):
                values = {"state": SendState.DEAD, "settled_at": now, "error": error}
            case _:
                assert_never(outcome)
        await connection.execute(update(OUTBOX).where(OUTBOX.c.id == id_).values(values))
        return hold


def _ready(now: datetime, limit: int, channels: Collection[str] | None) -> Select[str]:
    """Names of free lanes with something due; on PostgreSQL, those nobody else is just claiming."""
    due = (
        select(OUTBOX.c.lane, func.min(OUTBOX.c.due_at).label("since"))
        .where(*_due(now, channels))
        .group_by(OUTBOX.c.lane)
        .subquery()
    )
    return (
        select(LANES.c.name)
        .join(due, due.c.lane == LANES.c.name)
        .where(
            LANES.c.leased_until.is_(None) | (LANES.c.leased_until < now),
            LANES.c.not_before.is_(None) | (LANES.c.not_before <= now),
        )
        .order_by(due.c.since, LANES.c.name)
        .limit(limit)
        .with_for_update(of=LANES, skip_locked=True)
        .execution_options(**{TAKES_LONG: True})
    )


def _something_due(now: datetime, channels: Collection[str] | None) -> Select[int]:
    return select(OUTBOX.c.id).where(*_due(now, channels)).limit(1)


def _due(now: datetime, channels: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    ours = true() if channels is None else OUTBOX.c.channel.in_(channels)
    return WAITING, OUTBOX.c.due_at <= now, ours


async def _still_ours(connection: Connection, claim: Claim) -> bool:
    held = (
        select(LANES.c.name)
        .where(LANES.c.name == claim.lane, LANES.c.token == claim.token)
        .with_for_update()
    )
    return await connection.scalar(held) is not None


async def _next(connection: Connection, lane: str, now: datetime) -> Outgoing | None:
    """Mark the next message as being sent; returns it as it was before."""
    following = await _first_due(connection, lane, now)
    if following is not None and await _lines_up(connection, following):
        following = await _first_due(connection, lane, now)
    if following is None:
        return None
    if following.slot is not None:
        await _leave_out(connection, following, now)
    await connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == following.id)
        .values(state=SendState.SENDING, attempts=following.attempts + 1)
    )
    return following


async def _first_due(connection: Connection, lane: str, now: datetime) -> Outgoing | None:
    uncertain_first = case((OUTBOX.c.state == SendState.SENDING, 0), else_=1)
    due = (
        select(OUTBOX)
        .where(WAITING, OUTBOX.c.lane == lane, OUTBOX.c.due_at <= now)
        .order_by(uncertain_first, OUTBOX.c.due_at, OUTBOX.c.id)
        .limit(1)
    )
    row = (await connection.execute(due)).one_or_none()
    return _outgoing(row) if row is not None else None


async def _lines_up(connection: Connection, following: Outgoing) -> bool:
    """Behind an earlier one that waits for its turn, together with what was due meanwhile."""
    if following.state is SendState.SENDING or following.key.startswith(ANSWER):
        return False
    same_lane = (WAITING, OUTBOX.c.lane == following.lane, OUTBOX.c.state == SendState.PENDING)
    queued = (OUTBOX.c.due_at > following.due_at, OUTBOX.c.error.is_not(None))
    turn: datetime | None = await connection.scalar(
        select(func.max(OUTBOX.c.due_at)).where(*same_lane, *queued, OUTBOX.c.id < following.id)
    )
    if turn is None:
        return False
    others = (OUTBOX.c.due_at < turn, OUTBOX.c.key.not_like(f"{ANSWER}%"))
    await connection.execute(
        update(OUTBOX)
        .where(*same_lane, *others, OUTBOX.c.id >= following.id)
        .values(due_at=turn, error="it waits behind another")
    )
    return True


async def _leave_out(connection: Connection, following: Outgoing, now: datetime) -> None:
    """Earlier messages whose place this one takes, and whose turn has not come yet."""
    await connection.execute(
        update(OUTBOX)
        .where(
            OUTBOX.c.lane == following.lane,
            OUTBOX.c.slot == following.slot,
            OUTBOX.c.state == SendState.PENDING,
            OUTBOX.c.id < following.id,
        )
        .values(payload={}, state=SendState.SENT, settled_at=now, error="its place was taken")
    )


async def _hold(connection: Connection, claim: Claim, until: datetime) -> None:
    await connection.execute(
        update(LANES).where(LANES.c.name == claim.lane).values(leased_until=until)
    )


async def _set_free(connection: Connection, claim: Claim, *, not_before: datetime | None) -> None:
    free = {"token": None, "leased_until": None, "not_before": not_before}
    await connection.execute(update(LANES).where(LANES.c.name == claim.lane).values(free))


def _outgoing(row: Row[Any]) -> Outgoing:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Outgoing(**{name: values[name] for name in FIELDS})


async def receipts(reader: AsyncEngine, lane: str) -> Sequence[str]:
    """Of everything that was sent there and is still remembered, also of what somebody was told who
    has been erased since: a channel may have to take it all back."""
    sent = select(OUTBOX.c.receipt).where(
        OUTBOX.c.lane == lane, OUTBOX.c.state == SendState.SENT, OUTBOX.c.receipt.is_not(None)
    )
    async with reader.connect() as connection:
        return [*await connection.scalars(sent.order_by(OUTBOX.c.id))]
