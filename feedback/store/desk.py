"""Where work begins: one at a time, on the one connection that writes; looking costs no turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from feedback.policy import Policy
from feedback.store.engine import my_turn
from feedback.store.unit_of_work import Change, Work
from feedback.unit_of_work import UnitOfWork

Clock = Callable[[], datetime]
NewId = Callable[[], str]
Changes = Sequence[Change]
Tally = Callable[[AsyncConnection, Changes], Awaitable[None]]


class StoreDesk:
    """Works of this process queue here, first come, first served; see also `engine.my_turn`."""

    def __init__(
        self,
        writer: AsyncEngine,
        reader: AsyncEngine,
        policy: Policy,
        clock: Clock,
        new_id: NewId,
        tally: Tally | None,
        after_commit: Callable[[], None] | None,
    ) -> None:
        self.policy = policy
        self._writer = writer
        self._reader = reader
        self._clock = clock
        self._new_id = new_id
        self._tally = tally
        self._after_commit = after_commit
        self._queue = asyncio.Lock()
        self._at_work: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        if self._at_work is not None and self._at_work is asyncio.current_task():
            raise RuntimeError("a unit of work was begun inside another: it would wait for itself")
        async with self._queue:
            self._at_work = asyncio.current_task()
            try:
                async with self._writer.begin() as connection:
                    work = await self._open(connection)
                    yield work
                    changes = await work.write()
                    if self._tally is not None and changes:
                        await self._tally(connection, changes)
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

    async def _open(self, connection: AsyncConnection) -> Work:
        await my_turn(connection)
        # The clock comes after the wait: a moment read before it could be long past by now.
        return self._work(connection)

    def _work(self, connection: AsyncConnection) -> Work:
        now, tallied = self._clock(), self._tally is not None
        return Work(connection, self.policy, now, self._new_id, tallied=tallied)
