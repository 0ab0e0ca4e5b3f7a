"""Connections that finish a step once it is begun, even when whoever asked for it is called off.

A statement that is broken off leaves its cursor behind, and on SQLite the lock with it, until
Python happens to collect it. So a cancelled work waits for the statement at hand (milliseconds, or
as long as another process may write, see `engine.PATIENCE`) and is then rolled back as usual.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

T = TypeVar("T")


class PatientEngine(AsyncEngine):
    __slots__ = ()

    def connect(self) -> "PatientConnection":
        return PatientConnection(self)


class PatientConnection(AsyncConnection):
    __slots__ = ()

    async def start(self, is_ctxmanager: bool = False) -> AsyncConnection:
        try:
            return await finished(super().start(is_ctxmanager))
        except asyncio.CancelledError:
            if self.sync_connection is not None:
                await finished(self.close())
            raise

    def begin(self) -> "PatientTransaction":
        return PatientTransaction(self)

    async def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        return await finished(
            super().execute(statement, parameters, execution_options=execution_options)
        )

    async def run_sync(self, fn: Callable[..., T], *arg: Any, **kw: Any) -> T:
        return await finished(super().run_sync(fn, *arg, **kw))

    async def rollback(self) -> None:
        await finished(super().rollback())

    async def commit(self) -> None:
        await finished(super().commit())


class PatientTransaction(AsyncTransaction):
    __slots__ = ()

    async def start(self, is_ctxmanager: bool = False) -> AsyncTransaction:
        return await finished(super().start(is_ctxmanager))

    async def __aexit__(
        self,
        type_: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await finished(super().__aexit__(type_, value, traceback))


async def finished(step: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        if not task.cancelled():
            task.exception()
        raise
