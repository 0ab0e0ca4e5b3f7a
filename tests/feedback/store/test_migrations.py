"""The tables: made, changed and unmade without losing a row, and just as the code has them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

import analytics.store  # noqa: F401 - its table is compared, too
import bot.channels.slack.store
import bot.channels.teams.store
import bot.channels.web.store  # noqa: F401 - and so are these
from feedback.errors import Unusable
from feedback.outbox import Delivered
from feedback.people import PersonAddress
from feedback.store import migrate
from feedback.store.engine import migration_engine
from feedback.store.migrations.backup import back_up
from feedback.store.migrations.run import change_tables, migrate_back
from tests.feedback.store.desks import NINE, message, opened, person, post, ticket


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/desk.sqlite"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


async def look(url: str, at: Callable[[sa.Connection], list[str]]) -> list[str]:
    engine = migration_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(at)
    finally:
        await engine.dispose()


def tables(connection: sa.Connection) -> list[str]:
    return sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})


async def fill(url: str) -> None:
    async with opened(url) as store, store.desk.begin() as work:
        await work.tickets.add(ticket(1))
        await work.people.add(person("jane"), person("sam"))
        for name in ("jane", "sam"):
            await work.addresses.add(
                PersonAddress(
                    id=f"web:{name}",
                    person_id=name,
                    channel="web",
                    user=name,
                    place=name,
                    heard_at=NINE,
                )
            )


async def contents(url: str) -> tuple[int, int, int]:
    async with opened(url) as store, store.desk.begin() as work:
        return await work.tickets.count(), await work.people.count(), await work.addresses.count()


async def test_up_and_down_and_up_again(empty_url: str) -> None:
    await migrate(empty_url)
    there = await look(empty_url, tables)
    assert {"tickets", "outbox", "counts", "web_lines"} <= set(there)
    await fill(empty_url)
    await migrate_back(empty_url)
    assert await look(empty_url, tables) == []
    await migrate(empty_url)
    assert await look(empty_url, tables) == there
    assert await contents(empty_url) == (0, 0, 0)


async def test_follow_ups_that_were_called_off_are_forgotten(database_url: str) -> None:
    await migrate_back(database_url, "0001")
    async with opened_before(database_url) as connection:
        for state in ("cancelled", "open"):
            await connection.execute(
                sa.text(
                    "INSERT INTO loops (id, rating_id, ticket_id, requester_id, owner_id,"
                    " opened_at, due_at, state, times_followed_up)"
                    " VALUES (:state, 'r', 't', 'jane', 'sam', :at, :at, :state, 0)"
                ).bindparams(sa.bindparam("at", type_=sa.DateTime(timezone=True))),
                {"state": state, "at": NINE},
            )
    await migrate(database_url)
    async with opened(database_url) as store, store.desk.look() as work:
        assert [loop.id for loop in await work.loops.find()] == ["open"]


async def test_messages_on_their_way_and_sent_go_up_and_down_unharmed(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(store, message("sent", slot="card", thread="r", ticket_id="desk:1"))
        (claim,) = await store.lanes.claim(1)
        taken = await store.lanes.advance(claim, None)
        assert taken is not None
        await store.lanes.advance(claim, (taken.id, Delivered("receipt")))
        await post(store, message("waiting", person_id="jane", ticket_id="desk:2"))

    await migrate_back(database_url, "0002")
    before = sa.text("SELECT key, lane, slot, person_id, state, receipt FROM outbox ORDER BY id")
    async with opened_before(database_url) as connection:
        rows = [tuple(row) for row in await connection.execute(before)]
    assert rows == [
        ("sent", "web:jane", "card", None, "sent", "receipt"),
        ("waiting", "web:jane", None, "jane", "pending", None),
    ]

    await migrate(database_url)
    async with opened(database_url) as store:
        async with store.desk.look() as work:
            assert await work.ticket_of("web:jane", "receipt") is None
        (claim,) = await store.lanes.claim(1)
        waiting = await store.lanes.advance(claim, None)
        assert waiting is not None
        assert (waiting.key, waiting.id > taken.id) == ("waiting", True)
        await post(store, message("new", thread="r", ticket_id="desk:3"))


@asynccontextmanager
async def opened_before(url: str) -> AsyncIterator[AsyncConnection]:
    engine = migration_engine(url)
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()


async def test_a_database_that_is_up_to_date_is_left_alone(empty_url: str) -> None:
    await migrate(empty_url)
    await fill(empty_url)
    await migrate(empty_url)
    assert await contents(empty_url) == (1, 2, 2)


async def test_several_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(4)))
    await fill(empty_url)
    assert await contents(empty_url) == (1, 2, 2)


async def test_the_tables_are_just_as_the_code_has_them(database_url: str) -> None:
    def differences(connection: sa.Connection) -> list[str]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return [str(each) for each in compare_metadata(context, SQLModel.metadata)]

    assert await look(database_url, differences) == []


async def test_rebuilding_a_table_leaves_what_belongs_to_its_rows(database_url: str) -> None:
    await fill(database_url)

    def rebuild(connection: sa.Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("people", recreate="auto") as people:
            people.add_column(sa.Column("nickname", sa.String()))
            people.alter_column("email", existing_type=sa.String(), nullable=True)

    def build_back(connection: sa.Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("people", recreate="auto") as people:
            people.drop_column("nickname")
            people.alter_column("email", existing_type=sa.String(), nullable=False)

    await change_tables(database_url, rebuild)
    assert await contents(database_url) == (1, 2, 2)
    await change_tables(database_url, build_back)
    assert await contents(database_url) == (1, 2, 2)


async def test_a_change_that_leaves_orphans_is_undone(sqlite_url: str) -> None:
    await fill(sqlite_url)

    def lose_jane(connection: sa.Connection) -> None:
        connection.execute(sa.text("DELETE FROM people WHERE id = 'jane'"))

    with pytest.raises(Unusable, match="1 rows of addresses"):
        await change_tables(sqlite_url, lose_jane)
    assert await contents(sqlite_url) == (1, 2, 2)


async def test_a_migration_that_fails_half_way_changes_nothing(database_url: str) -> None:
    def fail(connection: sa.Connection) -> None:
        connection.execute(sa.text("CREATE TABLE half (id INTEGER)"))
        connection.execute(sa.text("DROP TABLE timers"))
        raise TimeoutError

    before = await look(database_url, tables)
    with pytest.raises(TimeoutError):
        await change_tables(database_url, fail)
    assert await look(database_url, tables) == before


async def test_a_file_that_is_about_to_change_is_copied_first(
    sqlite_url: str, tmp_path: Path
) -> None:
    await fill(sqlite_url)
    await migrate_back(sqlite_url)
    copy = tmp_path / "desk.sqlite.before-base"
    assert copy.exists()
    assert await contents(f"sqlite+aiosqlite:///{copy}") == (1, 2, 2)


def test_a_copy_never_takes_the_place_of_another(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    assert back_up(file, "0002") is None
    assert not file.exists()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE words (word TEXT)")
    file.chmod(0o600)
    copies = [back_up(file, "0002") for _ in range(3)]
    assert copies == [
        tmp_path / "desk.sqlite.before-0002",
        tmp_path / "desk.sqlite.before-0002-2",
        tmp_path / "desk.sqlite.before-0002-3",
    ]
    assert all(copy is not None and copy.stat().st_mode & 0o777 == 0o600 for copy in copies)


async def test_a_new_file_is_made_with_its_folder_and_needs_no_copy(tmp_path: Path) -> None:
    await migrate(f"sqlite+aiosqlite:///{tmp_path}/data/here/desk.sqlite")
    assert [path.name for path in (tmp_path / "data" / "here").iterdir()] == ["desk.sqlite"]


async def test_a_database_from_the_future_is_left_alone(database_url: str) -> None:
    def travel(connection: sa.Connection) -> None:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    await change_tables(database_url, travel)
    with pytest.raises(Unusable, match="newer"):
        await migrate(database_url)
    with pytest.raises(Unusable, match="another version"):
        await contents(database_url)
