"""SQLite's one connection that writes: on the loop's own thread, and several works to a commit.

A statement on SQLite takes some microseconds, and handing it to another thread ten times as long.
So it runs right here, and only what takes long (waiting for the disk, going through many rows) is
handed over. A work that has had the loop for a while lets others have it, too.

What a commit takes hardly depends on how much is committed. So works that wait while one is being
made are done one after another in a single transaction, each behind a savepoint of its own, and end
together: none of them returns before that transaction is on the disk. One that fails is undone
alone; if the commit fails, all of them do.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import Dialect, Engine, Executable
from sqlalchemy.exc import DBAPIError, OperationalError

from feedback.store import connection as port
from feedback.store.connection import TAKES_LONG, Change, Tally, Turn
from feedback.store.patience import finished
from feedback.store.prepared import OFTEN, Prepared, in_sqlalchemys_words

T = TypeVar("T")

MANY_ROWS = 200
"""More than so many in one statement are written on another thread."""
AT_A_STRETCH = 0.005
"""Seconds for which a work has the loop to itself."""
LOOKS_AGAIN = 0.002, 0.05
"""Seconds between two looks whether another process has finished writing: at first, and at most."""


class NearWriter:
    """`patience` are the seconds for which we wait until another process has finished writing."""

    def __init__(self, engine: Engine, tally: Tally | None, patience: float) -> None:
        self._engine = engine
        self._tally = tally
        self._patience = patience
        self._turn = asyncio.Lock()
        """First come, first served."""
        self._file: File | None = None
        self._together: Together | None = None
        """The transaction that is open."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[port.Connection]:
        async with self.begin_work() as turn:
            yield turn.connection

    @asynccontextmanager
    async def begin_work(self) -> AsyncIterator[Turn]:
        async with self._turn:
            together = self._together or await self._begun()
            file = together.file
            near = NearConnection(file)
            turn = Turn(near)
            file.say("SAVEPOINT work")
            try:
                yield turn
                file.say("RELEASE work")
            except BaseException as error:
                if not file.undid("work"):
                    self._together = None
                    together.lost(error)
                raise
            finally:
                near.ended = True
            together.changes += turn.changes
        await together.committed()

    async def dispose(self) -> None:
        """What has been done is committed first, also where nobody waits for it any more."""
        while (together := self._together) is not None and together.ending is not None:
            await asyncio.wait([together.ending])
        async with self._turn:
            if self._file is not None:
                await finished(asyncio.to_thread(self._file.close))
                self._file = None
        await finished(asyncio.to_thread(self._engine.dispose))

    async def _begun(self) -> "Together":
        """The commit takes its place in the queue at once: whoever waits already goes along."""
        if self._file is None:
            await finished(asyncio.to_thread(self._open))
        assert self._file is not None
        await self._file.begin(self._patience)
        together = self._together = Together(self._file)
        together.ending = asyncio.create_task(self._end(together))
        return together

    def _open(self) -> None:
        self._file = File(self._engine)

    async def _end(self, together: "Together") -> None:
        async with self._turn:
            if self._together is together:
                self._together = None
                await together.end(self._tally)


class Together:
    """One transaction for several works."""

    def __init__(self, file: "File") -> None:
        self.file = file
        self.changes: list[Change] = []
        self.ending: asyncio.Task[None] | None = None
        """Kept here, because the loop itself lets go of tasks that nobody holds."""
        self._ended = asyncio.Event()
        self._error: BaseException | None = None

    async def committed(self) -> None:
        await self._ended.wait()
        if self._error is not None:
            raise self._error

    def lost(self, error: BaseException) -> None:
        self._error = error
        self._ended.set()

    async def end(self, tally: Tally | None) -> None:
        """Commit. What goes wrong is told to each of the works, and to nobody else."""
        try:
            if tally is not None and self.changes:
                await tally(NearConnection(self.file), self.changes)
            await finished(asyncio.to_thread(self.file.say, "COMMIT"))
        except BaseException as error:
            if self.file.in_transaction:
                await finished(asyncio.to_thread(self.file.say, "ROLLBACK"))
            self.lost(error)
            if not isinstance(error, Exception):
                raise
        self._ended.set()


class File:
    """The connection as SQLAlchemy knows it and as the driver does; one of our threads at a time."""

    def __init__(self, engine: Engine) -> None:
        # Transactions are ours: SQLAlchemy thinks that each statement is one.
        self.connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._driver = cast("sqlite3.Connection", self.connection.connection.dbapi_connection)
        self._prepared: dict[Any, Prepared] = {}

    @property
    def in_transaction(self) -> bool:
        return self._driver.in_transaction

    async def begin(self, patience: float) -> None:
        """As soon as no other process is writing. SQLite itself would wait without the loop."""
        until = time.monotonic() + patience
        pause, longest = LOOKS_AGAIN
        while True:
            try:
                self.say("BEGIN IMMEDIATE")
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, longest)
            else:
                return

    def say(self, words: str) -> None:
        try:
            self._driver.execute(words)
        except sqlite3.Error as error:
            raise in_sqlalchemys_words(error, words) from error

    def undid(self, savepoint: str) -> bool:
        """Whether only what came after the savepoint is gone, and not the whole transaction.

        After some errors (a full disk) SQLite itself undoes everything.
        """
        try:
            if self.in_transaction:
                self.say(f"ROLLBACK TO {savepoint}")
                self.say(f"RELEASE {savepoint}")
                return True
        except DBAPIError:
            if self.in_transaction:
                self.say("ROLLBACK")
        return False

    def execute(self, statement: Executable, parameters: Any) -> Any:
        prepared = self._prepared.get(statement)
        if prepared is None and OFTEN not in statement.get_execution_options():
            return self.connection.execute(statement, parameters)
        one = parameters[0] if isinstance(parameters, list) else parameters or {}
        if prepared is None or prepared.names != one.keys():
            prepared = Prepared(statement, list(one), self.connection.dialect)
            self._prepared[statement] = prepared
        return prepared.say(self._driver, parameters)

    def close(self) -> None:
        self.connection.close()


class NearConnection:
    """One work's hold on the file, while it lasts."""

    def __init__(self, file: File) -> None:
        self.ended = False
        self._file = file
        self._since = time.perf_counter()

    @property
    def dialect(self) -> Dialect:
        return self._file.connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        if self.ended:
            raise RuntimeError("the unit of work has ended")
        if takes_long(statement, parameters):
            return await self._elsewhere(self._file.execute, statement, parameters)
        if time.perf_counter() - self._since > AT_A_STRETCH:
            await asyncio.sleep(0)
            self._since = time.perf_counter()
        return self._file.execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(self, statement: Executable, parameters: Any = None) -> Any:
        return (await self.execute(statement, parameters)).scalars()

    async def stream(self, statement: Executable, parameters: Any = None) -> AsyncIterable[Any]:
        def fetched() -> Sequence[Any]:
            return self._file.connection.execute(statement, parameters).all()

        return _one_by_one(await self._elsewhere(fetched))

    async def _elsewhere(self, do: Callable[..., T], *arguments: Any) -> T:
        done = await finished(asyncio.to_thread(do, *arguments))
        self._since = time.perf_counter()
        return done


def takes_long(statement: Executable, parameters: Any) -> bool:
    many = isinstance(parameters, list) and len(parameters) > MANY_ROWS
    return many or TAKES_LONG in statement.get_execution_options()


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


async def _one_by_one(rows: Iterable[Any]) -> AsyncIterator[Any]:
    for row in rows:
        yield row
