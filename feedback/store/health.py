"""How the store is doing, in a few numbers: for the doctor, and for whoever asks if we are ready."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from feedback.errors import Unreachable
from feedback.outbox import SendState
from feedback.store.engine import is_postgres
from feedback.store.tables import NEWS, OUTBOX, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Moments are of the oldest one waiting, None when none is. `damage` is empty when all is well."""

    messages_due_since: datetime | None
    messages_dead: int
    news_waiting_since: datetime | None
    news_laid_aside: int
    timers_due_since: datetime | None
    events_waiting_since: datetime | None
    dead_letters: int
    damage: str


async def health(reader: AsyncEngine, now: datetime, *, thorough: bool = False) -> Health:
    """Raises `Unreachable`. `thorough` reads the whole of an SQLite file to see that it is sound."""
    try:
        return await _look(reader, now, thorough=thorough)
    except (SQLAlchemyError, OSError) as error:
        raise Unreachable(f"The database does not answer ({type(error).__name__}).") from error


async def _look(reader: AsyncEngine, now: datetime, *, thorough: bool) -> Health:
    timers, events, letters = table("timers"), table("raw_events"), table("dead_letters")
    waiting = OUTBOX.c.state.in_([SendState.PENDING, SendState.SENDING])
    laid_aside = NEWS.c.laid_aside_at.is_not(None)
    async with reader.connect() as connection:
        damage = ""
        if thorough and not is_postgres(connection):
            found = list(await connection.scalars(text("PRAGMA quick_check(3)")))
            damage = "" if found == ["ok"] else "; ".join(map(str, found))
        return Health(
            messages_due_since=await _oldest(
                connection, OUTBOX.c.due_at, waiting, OUTBOX.c.due_at <= now
            ),
            messages_dead=await _number(connection, OUTBOX, OUTBOX.c.state == SendState.DEAD),
            news_waiting_since=await _oldest(connection, NEWS.c.at, ~laid_aside),
            news_laid_aside=await _number(connection, NEWS, laid_aside),
            timers_due_since=await _oldest(connection, timers.c.due_at, timers.c.due_at <= now),
            events_waiting_since=await _oldest(
                connection, events.c.received_at, events.c.handled_at.is_(None)
            ),
            dead_letters=await _number(connection, letters),
            damage=damage,
        )


async def _oldest(
    connection: AsyncConnection, moment: Column[datetime], *which: ColumnElement[bool]
) -> datetime | None:
    oldest: datetime | None = await connection.scalar(select(func.min(moment)).where(*which))
    return oldest


async def _number(connection: AsyncConnection, of: Table, *which: ColumnElement[bool]) -> int:
    return int(await connection.scalar(select(func.count()).select_from(of).where(*which)) or 0)
