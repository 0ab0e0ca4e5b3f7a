"""Bringing a database up to date, or back, in one transaction that leaves it whole."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback.errors import Unusable
from feedback.store.engine import PATIENCE, file_of, is_postgres, migration_engine, my_turn
from feedback.store.migrations.backup import back_up

HERE = Path(__file__).parent
NOTHING = "base"

Command = Callable[[Config, str], None]


async def migrate(url: str) -> None:
    """Up to the latest revision. An SQLite file that is about to change is copied first."""
    file = file_of(url)
    if file is not None:
        await asyncio.to_thread(_make, file)
    await _go(url, command.upgrade, latest())


def _make(file: Path) -> None:
    """Names and words are in it, so only its owner may read it; what is there stays as it is."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    _keep_a_journal(file)


def _keep_a_journal(file: Path) -> None:
    """A file that is new gets its write-ahead journal before anybody works with it.

    SQLite waits for no other process while it switches, whatever its time-out says: of several
    that start at once, all but one would fail.
    """
    patient_until = time.monotonic() + PATIENCE
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > patient_until:
                    raise
                time.sleep(0.01)
            else:
                return


async def migrate_back(url: str, revision: str = NOTHING) -> None:
    """Down to an older revision; what only the newer one could keep is lost."""
    await _go(url, command.downgrade, revision)


async def change_tables(url: str, change: Callable[[Connection], None]) -> None:
    """In one transaction with nobody else at work, and only if the result holds together."""
    engine = migration_engine(url)
    try:
        async with engine.begin() as connection:
            await my_turn(connection)
            await connection.run_sync(change)
            await _check(connection)
    finally:
        await engine.dispose()


async def is_up_to_date(connection: AsyncConnection) -> bool:
    return await connection.run_sync(_current) == latest()


def latest() -> str:
    return _scripts().get_current_head() or NOTHING


async def _go(url: str, command_: Command, revision: str) -> None:
    current = await _revision_of(url)
    if current == revision:
        return
    if current not in {NOTHING, *(script.revision for script in _scripts().walk_revisions())}:
        raise Unusable(
            f"This database is at revision {current}, which this version of Sincerely does not"
            " know: it was made by a newer one. Update Sincerely, or restore a backup."
        )
    file = file_of(url)
    if file is not None:
        await asyncio.to_thread(back_up, file, revision)

    def run(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command_(config, revision)

    await change_tables(url, run)


async def _revision_of(url: str) -> str:
    engine = migration_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_current)
    finally:
        await engine.dispose()


def _current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or NOTHING


async def _check(connection: AsyncConnection) -> None:
    """Foreign keys were off on SQLite: look whether each row still has what it belongs to."""
    if is_postgres(connection):
        return
    orphans = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    if orphans:
        tables = ", ".join(sorted({str(orphan[0]) for orphan in orphans}))
        raise Unusable(
            f"{len(orphans)} rows of {tables} belong to something that is not there. Nothing has"
            " been changed."
        )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config
