"""The listening side of the outbox: news in the order in which they happened."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from feedback.events import from_json
from feedback.outbox import News
from feedback.store.connection import Writer
from feedback.store.desk import Clock
from feedback.store.tables import NEWS

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12
LONGEST_ERROR = 1000


class StoreNews:
    """News that nobody could use are laid aside after the last attempt, and kept."""

    def __init__(self, writer: Writer, reader: AsyncEngine, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock

    async def due(self, limit: int) -> Sequence[News]:
        due = (
            select(NEWS.c.id, NEWS.c.event, NEWS.c.at, NEWS.c.attempts)
            .where(NEWS.c.laid_aside_at.is_(None), NEWS.c.due_at <= self._clock())
            .order_by(NEWS.c.id)
            .limit(limit)
        )
        async with self._reader.connect() as connection:
            rows = (await connection.execute(due)).all()
        news: list[News] = []
        for id_, event, at, attempts in rows:
            try:
                news.append(News(id=id_, event=from_json(event), at=at, attempts=attempts))
            except ValueError as error:
                # Written by a version that knew more: it must not hold up everything after it.
                await self._lay_aside(id_, str(error))
        return news

    async def failed(self, news: News, error: str) -> None:
        """Two workers that failed at the same attempt count as one."""
        async with self._writer.begin() as connection:
            now = self._clock()
            attempts = news.attempts + 1
            last = attempts >= MOST_ATTEMPTS
            await connection.execute(
                update(NEWS)
                .where(NEWS.c.id == news.id, NEWS.c.attempts == news.attempts)
                .values(
                    attempts=attempts,
                    due_at=now + min(FIRST_WAIT * 2**news.attempts, LONGEST_WAIT),
                    laid_aside_at=now if last else None,
                    error=error[:LONGEST_ERROR],
                )
            )

    async def _lay_aside(self, id_: int, error: str) -> None:
        async with self._writer.begin() as connection:
            await connection.execute(
                update(NEWS)
                .where(NEWS.c.id == id_)
                .values(laid_aside_at=self._clock(), error=error[:LONGEST_ERROR])
            )
