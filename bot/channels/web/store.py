"""What was shown and said on the web page, so that a page that comes back has missed nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import JSON, Column, Dialect, Integer, Row, String, Table, func, select, text
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from feedback.store.connection import Connection, Writer

WRITERS_TURN = 0x5741_4B45
"""PostgreSQL's advisory lock for writers of this table: see `WebLines`."""

STANDS_IN = 0
"""`changed` of a row that only remembers the key of a replacement; no page ever reads it."""


class Author(StrEnum):
    CARD = "card"
    SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of one conversation.

    `body` is the card's JSON (`bot.cards.to_json`), or `{"words", "once"}` of what was said.
    """

    id: int
    place: str
    key: str
    slot: str | None
    author: Author
    body: Mapping[str, Any]
    at: datetime
    changed: int


class UtcMoment(TypeDecorator[datetime]):
    """Aware and in UTC on both sides, also where the database forgets the zone (SQLite)."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class WebLineRow(SQLModel, table=True):
    __tablename__ = "web_lines"

    id: int | None = Field(
        default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True)
    )
    place: str = Field(sa_column=Column(String(128), nullable=False, index=True))
    key: str = Field(sa_column=Column(String(255), nullable=False, unique=True))
    slot: str | None = Field(default=None, sa_column=Column(String(128)))
    author: str = Field(sa_column=Column(String(16), nullable=False))
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    changed: int = Field(sa_column=Column(Integer, nullable=False, index=True))


LINES = cast("Table", vars(WebLineRow)["__table__"])


class WebLines:
    """Every call is one short transaction.

    `changed` numbers inserts and replacements in the order of their commits, so a page that has
    seen everything up to a number has truly seen it. That needs one writer at a time: SQLite's
    writer begins immediately (`feedback.store.engine`), on PostgreSQL writers queue at a lock.
    """

    def __init__(
        self,
        writer: Writer,
        clock: Callable[[], datetime],
        reader: AsyncEngine,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock

    async def add(
        self,
        *,
        key: str,
        place: str,
        author: Author,
        body: Mapping[str, Any],
        slot: str | None = None,
        at: datetime | None = None,
    ) -> Line:
        """A new line, said just now if not `at`; if the key is there already, that line as it is."""
        async with self._writer.begin() as connection:
            await _my_turn(connection)
            return await self._insert(connection, key, place, slot, author, body, at)

    async def replace(
        self, line_id: int, *, key: str, place: str, body: Mapping[str, Any], slot: str | None
    ) -> Line:
        """Other words in the same place. Both keys find the line from now on.

        A key that is there already changes nothing; if the line has gone, this is a new one.
        """
        async with self._writer.begin() as connection:
            await _my_turn(connection)
            if known := await _by_key(connection, key):
                return known
            replaced = (
                LINES.update()
                .where(LINES.c.id == line_id, LINES.c.place == place)
                .values(body=dict(body), slot=slot, changed=_next_change())
                .returning(*LINES.c)
            )
            row = (await connection.execute(replaced)).one_or_none()
            if row is None:
                return await self._insert(connection, key, place, slot, Author.CARD, body)
            await connection.execute(
                LINES.insert().values(
                    place=place,
                    key=key,
                    author=Author.CARD,
                    body={"line": line_id},
                    at=self._clock(),
                    changed=STANDS_IN,
                )
            )
            return _line(row)

    async def forget(self, place: str, *, key: str, body: Mapping[str, Any]) -> Line:
        """Delete the whole conversation and leave one card in its place, say, that it was erased."""
        async with self._writer.begin() as connection:
            await _my_turn(connection)
            if known := await _by_key(connection, key):
                return known
            # Insert first: the counter must not fall back when the latest line is deleted.
            left = await self._insert(connection, key, place, None, Author.CARD, body)
            await connection.execute(
                LINES.delete().where(LINES.c.place == place, LINES.c.id != left.id)
            )
            return left

    async def find(self, key: str) -> Line | None:
        async with self._reader.connect() as connection:
            return await _by_key(connection, key)

    async def get(self, line_id: int) -> Line | None:
        async with self._reader.connect() as connection:
            return await _by_id(connection, line_id)

    async def after(self, places: Collection[str], changed: int, limit: int) -> Sequence[Line]:
        """What was added or replaced since, in the order in which it happened."""
        news = (
            select(LINES)
            .where(LINES.c.place.in_(places), LINES.c.changed > max(changed, STANDS_IN))
            .order_by(LINES.c.changed)
            .limit(limit)
        )
        async with self._reader.connect() as connection:
            return [_line(row) for row in await connection.execute(news)]

    async def latest(self, place: str, limit: int, before: int | None = None) -> Sequence[Line]:
        """The end of a conversation (or what came just before a line), oldest first."""
        wanted = [LINES.c.place == place, LINES.c.changed > STANDS_IN]
        if before is not None:
            wanted.append(LINES.c.id < before)
        end = select(LINES).where(*wanted).order_by(LINES.c.id.desc()).limit(limit)
        async with self._reader.connect() as connection:
            return [_line(row) for row in await connection.execute(end)][::-1]

    async def mark(self) -> int:
        """The number of the latest change anywhere."""
        async with self._reader.connect() as connection:
            return int(await connection.scalar(select(_last_change())) or 0)

    async def _insert(
        self,
        connection: Connection,
        key: str,
        place: str,
        slot: str | None,
        author: Author,
        body: Mapping[str, Any],
        at: datetime | None = None,
    ) -> Line:
        values = {
            "place": place,
            "key": key,
            "slot": slot,
            "author": author.value,
            "body": dict(body),
            "at": at or self._clock(),
            "changed": _next_change(),
        }
        insert = postgresql.insert if _is_postgres(connection) else sqlite.insert
        row = (
            await connection.execute(
                insert(LINES)
                .values(values)
                .on_conflict_do_nothing(index_elements=[LINES.c.key])
                .returning(*LINES.c)
            )
        ).one_or_none()
        if row is not None:
            return _line(row)
        known = await _by_key(connection, key)
        if known is None:
            raise LookupError(f"line {key!r} was deleted while it was being added")
        return known


async def _my_turn(connection: Connection) -> None:
    if _is_postgres(connection):
        await connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITERS_TURN})


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _last_change() -> ColumnElement[int]:
    return func.coalesce(func.max(LINES.c.changed), STANDS_IN)


def _next_change() -> ColumnElement[int]:
    return select(_last_change() + 1).scalar_subquery()


async def _by_key(connection: Connection, key: str) -> Line | None:
    row = (await connection.execute(select(LINES).where(LINES.c.key == key))).one_or_none()
    if row is None:
        return None
    line = _line(row)
    return await _by_id(connection, line.body["line"]) if line.changed == STANDS_IN else line


async def _by_id(connection: Connection, line_id: int) -> Line | None:
    row = (await connection.execute(select(LINES).where(LINES.c.id == line_id))).one_or_none()
    return _line(row) if row is not None else None


def _line(row: Row[Any]) -> Line:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Line(**{**values, "author": Author(values["author"])})
