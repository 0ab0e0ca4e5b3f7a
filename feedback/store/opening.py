"""Opening the store: its engines, and the desk, the lanes and the news that share them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from feedback.errors import Unreachable, Unusable
from feedback.outbox import Lanes, NewsDesk
from feedback.policy import Policy
from feedback.store.connection import Tally, Writer
from feedback.store.desk import Clock, NewId, StoreDesk
from feedback.store.engine import file_of, reader_engine, writer_of
from feedback.store.load import load
from feedback.store.migrations.backup import copies_of, let_go
from feedback.store.migrations.run import is_up_to_date
from feedback.store.news import StoreNews
from feedback.store.outbox import StoreLanes
from feedback.store.prune import prune
from feedback.unit_of_work import OpenDesk


@dataclass(frozen=True)
class Store:
    desk: OpenDesk
    lanes: Lanes
    news: NewsDesk
    writer: Writer
    """On SQLite a single connection: who asks for it inside a unit of work waits in vain."""
    reader: AsyncEngine
    tally: Tally | None
    file: Path | None
    """The SQLite file; None on PostgreSQL."""

    async def load(self, records: Iterable[object]) -> int:
        return await load(self.writer, self.tally, records)

    async def prune(self, before: datetime) -> int:
        return await prune(self.writer, before)

    async def copies(self) -> dict[Path, datetime]:
        """What was kept of the file before its tables were changed, and when; see `migrate`."""
        return await asyncio.to_thread(copies_of, self.file) if self.file else {}

    async def let_copies_go(self, before: datetime) -> int:
        return await asyncio.to_thread(let_go, self.file, before) if self.file else 0


@asynccontextmanager
async def open_store(
    url: str,
    policy: Policy,
    *,
    clock: Clock,
    new_id: NewId,
    tally: Tally | None = None,
    after_commit: Callable[[], None] | None = None,
) -> AsyncIterator[Store]:
    """The database must have been migrated; `after_commit` is called when there is news to tell."""
    writer = writer_of(url, tally)
    reader = reader_engine(url)
    try:
        await _check(url, reader)
        yield Store(
            desk=StoreDesk(
                writer,
                reader,
                policy,
                clock,
                new_id,
                after_commit,
                tallied=tally is not None,
            ),
            lanes=StoreLanes(writer, reader, clock),
            news=StoreNews(writer, reader, clock),
            writer=writer,
            reader=reader,
            tally=tally,
            file=file_of(url),
        )
    finally:
        await writer.dispose()
        await reader.dispose()


async def _check(url: str, reader: AsyncEngine) -> None:
    """Looking must not create a file: an empty one would hide that the path is wrong."""
    file = file_of(url)
    if file is not None and not await asyncio.to_thread(file.exists):
        raise Unusable(f"There is no database at {file} yet. Run `sincerely migrate` first.")
    try:
        async with reader.connect() as connection:
            up_to_date = await is_up_to_date(connection)
    except (SQLAlchemyError, OSError) as error:
        raise Unreachable(f"The database cannot be reached: {reason_of(error)}") from error
    if not up_to_date:
        raise Unusable(
            "This database was made for another version of Sincerely."
            " Run `sincerely migrate` first."
        )


def reason_of(error: Exception) -> str:
    """The driver's own first line, without our statement around it."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__
