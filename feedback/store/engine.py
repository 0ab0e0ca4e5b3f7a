"""Connections: one that writes and some that only read, on SQLite and on PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from feedback.errors import Unusable
from feedback.store import connection as port
from feedback.store.near import NearWriter
from feedback.store.patience import PatientEngine

SYNCHRONOUS = ("full", "normal", "off")
"""What a commit waits for on SQLite. With `full` it survives a power cut, with `normal` the last
commits may be lost then (never by a crash of ours), `off` is for tests."""

PATIENCE = 30
"""Seconds for which a connection waits for another process to finish writing."""

WRITERS_TURN = 0x53_49_4E_43
"""PostgreSQL's advisory lock for units of work: see `my_turn`."""


def writer_of(url: str, tally: port.Tally | None = None) -> port.Writer:
    """SQLite gets a single connection: a queue of our own is fair, its lock is not.

    What is deleted is overwritten, in the file and (once it has been taken over) in its journal:
    who asked to be erased must not be found there with an editor.
    """
    where, synchronous = parse(url)
    if where.get_backend_name() == "postgresql":
        far = _postgres_engine(where, lock_timeout=str(PATIENCE * 1000), pool_size=10)
        return FarWriter(far, tally)
    near = create_engine(
        where.set(drivername="sqlite+pysqlite"),
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={"check_same_thread": False},
    )
    _prepare(
        near,
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "secure_delete=ON",
        "journal_size_limit=0",
        "busy_timeout=0",
    )
    return NearWriter(near, tally, PATIENCE)


def reader_engine(url: str) -> AsyncEngine:
    """For pages, reports and looking what is due: it cannot write, and never waits for a writer."""
    where, _ = parse(url)
    if where.get_backend_name() == "postgresql":
        return _postgres_engine(where, default_transaction_read_only="on", pool_size=5)
    engine = _engine(where, pool_size=4, max_overflow=4)
    _prepare(engine.sync_engine, "query_only=ON", begin="BEGIN")
    return engine


def parse(url: str) -> tuple[URL, str]:
    """The URL for the driver, and our own setting in it: `…/desk.sqlite?synchronous=normal`."""
    try:
        where = make_url(url)
    except (ArgumentError, ValueError):
        # Nothing of the cause is passed on: a password with an @ or a : in it is quoted there.
        raise Unusable(
            "I can't read the address of the database. It looks like sqlite+aiosqlite:///desk.sqlite"
            " or postgresql+asyncpg://user@host/name; in a password, write % and what stands behind"
            " it in hexadecimal for @ : / and the like."
        ) from None
    if where.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise Unusable(
            "The database must be sqlite+aiosqlite:///… or postgresql+asyncpg://…,"
            f" and this one is {where.drivername}."
        )
    if where.get_backend_name() == "postgresql":
        return where, ""
    if where.database in {None, "", ":memory:"}:
        raise Unusable("The database needs a file: sqlite+aiosqlite:///desk.sqlite, for example.")
    synchronous = str(where.query.get("synchronous", SYNCHRONOUS[0])).lower()
    if synchronous not in SYNCHRONOUS:
        raise Unusable(f"synchronous can be {', '.join(SYNCHRONOUS)}, not {synchronous!r}.")
    return where.difference_update_query(["synchronous"]), synchronous


class FarWriter:
    """PostgreSQL's. Works of this process queue here, first come, first served."""

    def __init__(self, engine: AsyncEngine, tally: port.Tally | None) -> None:
        self._engine = engine
        self._tally = tally
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def begin_work(self) -> AsyncIterator[port.Turn]:
        async with self._queue, self._engine.begin() as connection:
            await my_turn(connection)
            turn = port.Turn(connection)
            yield turn
            if self._tally is not None and turn.changes:
                await self._tally(connection, turn.changes)

    async def dispose(self) -> None:
        await self._engine.dispose()


def _postgres_engine(where: URL, *, pool_size: int, **settings: str) -> AsyncEngine:
    """A process that has died must not keep the turn of writing until the network notices."""
    settings["idle_in_transaction_session_timeout"] = str(2 * PATIENCE * 1000)
    return _engine(
        where,
        pool_size=pool_size,
        pool_pre_ping=True,
        connect_args={"server_settings": settings},
    )


def _engine(where: URL, **settings: Any) -> AsyncEngine:
    """Errors name the statement and never what people wrote."""
    return PatientEngine(create_async_engine(where, hide_parameters=True, **settings).sync_engine)


def _prepare(engine: Engine, *pragmas: str, begin: str = "") -> None:
    """Say BEGIN ourselves, here or elsewhere: left to itself, the driver begins too late and loses
    updates."""

    @event.listens_for(engine, "connect")
    def connect(dbapi_connection: Any, _record: object) -> None:
        cursor = dbapi_connection.cursor()
        for pragma in (f"busy_timeout={PATIENCE * 1000}", "journal_mode=WAL", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        dbapi_connection.isolation_level = None

    if begin:

        @event.listens_for(engine, "begin")
        def begin_transaction(connection: Connection) -> None:
            connection.exec_driver_sql(begin)


def is_postgres(connection: port.Connection) -> bool:
    return connection.dialect.name == "postgresql"


async def my_turn(connection: port.Connection) -> None:
    """Wait until no other unit of work is running, in any process, until the commit.

    SQLite has done so at BEGIN IMMEDIATE.
    """
    if is_postgres(connection):
        await connection.execute(TAKE_TURN, {"turn": WRITERS_TURN})


TAKE_TURN = text("SELECT pg_advisory_xact_lock(:turn)")


def migration_engine(url: str) -> AsyncEngine:
    """Foreign keys are off: rebuilding a table would otherwise delete the rows that belong to it."""
    where, synchronous = parse(url)
    engine = _engine(where, poolclass=NullPool)
    if where.get_backend_name() == "sqlite":
        _prepare(
            engine.sync_engine,
            f"synchronous={synchronous}",
            "foreign_keys=OFF",
            begin="BEGIN IMMEDIATE",
        )
    return engine


def file_of(url: str) -> Path | None:
    """The SQLite file; None on PostgreSQL."""
    where, _ = parse(url)
    return Path(where.database or "") if where.get_backend_name() == "sqlite" else None
