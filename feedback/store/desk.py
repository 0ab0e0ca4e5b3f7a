"""Where work begins: one at a time, on the one connection that writes; looking costs no turn."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from feedback.policy import Policy
from feedback.store.connection import Connection, Writer
from feedback.store.unit_of_work import Work
from feedback.unit_of_work import UnitOfWork

Clock = Callable[[], datetime]
NewId = Callable[[], str]


class StoreDesk:
    def __init__(
        self,
        writer: Writer,
        reader: AsyncEngine,
        policy: Policy,
        clock: Clock,
        new_id: NewId,
        after_commit: Callable[[], None] | None,
        *,
        tallied: bool,
    ) -> None:
        self.policy = policy
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._new_id = new_id
        self._tallied = tallied
        self._after_commit = after_commit
        self._at_work: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        if self._at_work is not None and self._at_work is asyncio.current_task():
            raise RuntimeError("a unit of work was begun inside another: it would wait for itself")
        async with self._writer.begin_work() as turn:
            self._at_work = asyncio.current_task()
            try:
                # The clock is read after the wait: an earlier moment could be long past by now.
                work = self._work(turn.connection)
                yield work
                turn.changes.extend(await work.write())
            finally:
                self._at_work = None
        if work.stirs and self._after_commit is not None:
            self._after_commit()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[UnitOfWork]:
        async with self._reader.connect() as connection:
            work = self._work(connection)
            yield work
            await work.write()  # nothing; what should not have been written is refused, not lost

    def _work(self, connection: Connection) -> Work:
        now = self._clock()
        return Work(connection, self.policy, now, self._new_id, tallied=self._tallied)
