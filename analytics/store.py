"""The counts in the database: kept in the same transaction as what they count, and read by period."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Select,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field, SQLModel

from analytics.periods import Grain, Period, containing, cut_into
from analytics.rollups import (
    ALL,
    DIMENSIONS,
    NOT_RECORDED,
    Cell,
    Counted,
    cells,
    day_of,
    delta,
    measures_of,
    moment_of,
)
from feedback.people import Person, Role
from feedback.reasons import Factor
from feedback.records import Invitation, Loop, Promise, Rating
from feedback.store import Changes, Tally
from feedback.store.connection import Connection, Writer
from feedback.store.criteria import Shape, condition, values_of
from feedback.store.engine import is_postgres, my_turn
from feedback.store.prepared import often
from feedback.store.sheet import Sheet
from feedback.store.tables import SHELVES
from feedback.unit_of_work import Has

Sums = Mapping[str, int]
"""How often each measure was counted; one that is missing was never counted."""


class CountRow(SQLModel, table=True):
    __tablename__ = "counts"
    __table_args__ = {"sqlite_with_rowid": False}

    grain: str = Field(primary_key=True, max_length=8)
    cuboid: str = Field(primary_key=True, max_length=16)
    cell: str = Field(primary_key=True, max_length=255)
    period: date = Field(primary_key=True)
    measure: str = Field(primary_key=True, max_length=64)
    n: int = Field(sa_type=BigInteger)


COUNTS: Final[Table] = SQLModel.metadata.tables["counts"]
AT_ONCE: Final = 20_000
KINDS: Final[tuple[type[Counted], ...]] = (Rating, Invitation, Promise, Loop)
SHEETS: Final[Mapping[type[Counted], Sheet[Any]]] = {
    kind: Sheet(kind, SHELVES[kind]) for kind in KINDS
}
MOMENTS: Final[Mapping[type[Counted], str]] = {
    Rating: "rated_at",
    Invitation: "asked_at",
    Promise: "due_at",
    Loop: "opened_at",
}
"""The field of `rollups.moment_of`, by which each kind is looked up."""


def _upsert(dialect: Any) -> Executable:
    new = dialect.insert(COUNTS)
    upsert: Executable = new.on_conflict_do_update(
        index_elements=list(COUNTS.primary_key), set_={"n": COUNTS.c.n + new.excluded.n}
    )
    return often(upsert)


UPSERTS: Final[Mapping[str, Executable]] = {
    "sqlite": _upsert(sqlite),
    "postgresql": _upsert(postgresql),
}
"""Made once: making one costs more than running it."""


# --- kept --------------------------------------------------------------------------------------


def tally(zone: ZoneInfo) -> Tally:
    """What the store calls just before each commit; `zone` is the desk's, and cuts the days."""

    async def keep(connection: Connection, changes: Changes) -> None:
        change: Counter[Cell] = Counter()
        for before, after in changes:
            for cell, n in delta(before, after, zone).items():
                change[cell] += n
        await add(connection, {cell: n for cell, n in change.items() if n})

    return keep


async def add(connection: Connection, change: Mapping[Cell, int]) -> None:
    """In the order of the key, so that two writers never wait for each other in a circle."""
    upsert = UPSERTS[connection.dialect.name]
    names = (*Cell._fields, "n")
    rows = (dict(zip(names, (*cell, change[cell]), strict=True)) for cell in sorted(change))
    while batch := list(islice(rows, AT_ONCE)):
        await connection.execute(upsert, batch)


async def recounted(connection: Connection, zone: ZoneInfo) -> Counter[Cell]:
    """Everything counted afresh from the records themselves."""
    counted: Counter[Cell] = Counter()
    for sheet in SHEETS.values():
        async for row in await connection.stream(select(sheet.table)):
            counted.update(cells(sheet.record(row), zone))
    return counted


async def verify(reader: AsyncEngine, zone: ZoneInfo) -> dict[Cell, tuple[int, int]]:
    """Cells whose count is not what the records say: (kept, recounted). Empty when all is well."""
    async with reader.connect() as connection:
        if is_postgres(connection):  # SQLite reads everything from one moment anyway
            await connection.execution_options(isolation_level="REPEATABLE READ")
        found = await connection.execute(select(COUNTS))
        kept = {Cell(*row[:-1]): row[-1] for row in found}
        counted = await recounted(connection, zone)
    wrong = {cell for cell in kept.keys() | counted.keys() if kept.get(cell, 0) != counted[cell]}
    return {cell: (kept.get(cell, 0), counted[cell]) for cell in sorted(wrong)}


async def rebuild(writer: Writer, zone: ZoneInfo) -> int:
    """Throw all counts away and count again, in one transaction; returns the number of cells."""
    async with writer.begin() as connection:
        await my_turn(connection)
        await connection.execute(delete(COUNTS))
        counted = await recounted(connection, zone)
        await add(connection, counted)
    return len(counted)


# --- read --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slice:
    """What is counted: a period, values of dimensions (any of them), and factors (any of them)."""

    period: Period
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    factors: tuple[str, ...] = ()


class Words(NamedTuple):
    """What one person wrote with their rating. Nothing here says who they are."""

    rated_at: datetime
    score: int
    words: str


class Counts:
    """Reads sums for a slice; several dimensions at once are counted from the records."""

    def __init__(self, reader: AsyncEngine, zone: ZoneInfo) -> None:
        self.zone = zone
        self._reader = reader

    async def total(self, measures: Sequence[str], of: Slice) -> Sums:
        if rolled_up(of):
            return await self._total_rolled_up(measures, of)
        return summed(measure for _, measure in await self._counted(measures, of))

    async def split(self, measures: Sequence[str], of: Slice, by: str) -> dict[str, Sums]:
        """For each value of a dimension; what was not recorded is left out."""
        if rolled_up(of, by):
            return await self._split_rolled_up(measures, of, by)
        groups: dict[str, Counter[str]] = {}
        for record, measure in await self._counted(measures, of):
            value = getattr(record, DIMENSIONS[by]) or NOT_RECORDED
            groups.setdefault(value, Counter())[measure] += 1
        return {value: sums for value, sums in sorted(groups.items()) if value != NOT_RECORDED}

    async def series(self, measures: Sequence[str], of: Slice, grain: Grain) -> dict[Period, Sums]:
        """For each day, week, month … of the slice's period, oldest first, empty ones as well."""
        pieces: dict[Period, Counter[str]] = {p: Counter() for p in cut_into(of.period, grain)}
        starts = {piece.start: piece for piece in pieces}
        if rolled_up(of):
            for day, measure, n in await self._days_rolled_up(measures, of, grain):
                start = max(containing(day, grain).start, of.period.start)
                pieces[starts[start]][measure] += n
        else:
            for record, measure in await self._counted(measures, of):
                day = day_of(moment_of(record), self.zone)
                start = max(containing(day, grain).start, of.period.start)
                pieces[starts[start]][measure] += 1
        return dict(pieces)

    async def words(self, of: Slice, limit: int) -> list[Words]:
        """What people wrote, the newest first."""
        ratings = SHELVES[Rating]
        wrote = (
            self._within(Rating, of)
            .where(ratings.c.comment != "")
            .order_by(ratings.c.rated_at.desc(), ratings.c.id.desc())
        )
        if not of.factors:
            wrote = wrote.limit(limit)
        newest = await self._read(Rating, of, wrote)
        return [Words(one.rated_at, one.score, one.comment) for one in newest[:limit]]

    async def names(self) -> dict[str, tuple[str, ...]]:
        """The values that each dimension has in the desk's data."""
        found: dict[str, list[str]] = {dimension: [] for dimension in DIMENSIONS}
        distinct = select(COUNTS.c.cuboid, COUNTS.c.cell).where(COUNTS.c.grain == "month")
        async with self._reader.connect() as connection:
            for cuboid, cell in await connection.execute(distinct.distinct()):
                if cuboid in found and cell != NOT_RECORDED:
                    found[cuboid].append(cell)
        return {dimension: tuple(sorted(values)) for dimension, values in found.items()}

    async def people_at_work(self) -> tuple[str, ...]:
        """The names of the technicians, so that a question about one of them is recognised."""
        people = SHELVES[Person]
        technicians = {"roles": Has(Role.TECHNICIAN)}
        at_work = condition(people.c.roles, Shape.HAS)
        async with self._reader.connect() as connection:
            found = await connection.execute(
                select(people.c.name).where(at_work), values_of(technicians)
            )
            return tuple(found.scalars())

    # --- from the counts

    async def _total_rolled_up(self, measures: Sequence[str], of: Slice) -> Sums:
        query = select(COUNTS.c.measure, func.sum(COUNTS.c.n)).where(
            within(of.period), *place(of.where), COUNTS.c.measure.in_(measures)
        )
        return {measure: int(n) for measure, n in await self._all(query.group_by(COUNTS.c.measure))}

    async def _split_rolled_up(
        self, measures: Sequence[str], of: Slice, by: str
    ) -> dict[str, Sums]:
        query = (
            select(COUNTS.c.cell, COUNTS.c.measure, func.sum(COUNTS.c.n))
            .where(
                within(of.period),
                *(place(of.where) if of.where else [COUNTS.c.cuboid == by]),
                COUNTS.c.measure.in_(measures),
                COUNTS.c.cell != NOT_RECORDED,
            )
            .group_by(COUNTS.c.cell, COUNTS.c.measure)
        )
        groups: dict[str, dict[str, int]] = {}
        for value, measure, n in await self._all(query):
            groups.setdefault(value, {})[measure] = int(n)
        return dict(sorted(groups.items()))

    async def _days_rolled_up(
        self, measures: Sequence[str], of: Slice, grain: Grain
    ) -> Sequence[tuple[date, str, int]]:
        """Days, or whole months where the grain is no finer."""
        period = days_of(of.period) if grain in {"day", "week"} else within(of.period)
        query = (
            select(COUNTS.c.period, COUNTS.c.measure, func.sum(COUNTS.c.n))
            .where(period, *place(of.where), COUNTS.c.measure.in_(measures))
            .group_by(COUNTS.c.period, COUNTS.c.measure)
        )
        return [(day, measure, int(n)) for day, measure, n in await self._all(query)]

    # --- from the records

    async def _counted(self, measures: Sequence[str], of: Slice) -> list[tuple[Counted, str]]:
        wanted = frozenset(measures)
        return [
            (record, measure)
            for kind in kinds_of(wanted)
            for record in await self._records(kind, of)
            for measure in measures_of(record)
            if measure in wanted
        ]

    async def _records(self, kind: type[Counted], of: Slice) -> list[Any]:
        return await self._read(kind, of, self._within(kind, of))

    def _within(self, kind: type[Counted], of: Slice) -> Select[Any]:
        table = SHELVES[kind]
        start, end = (
            datetime.combine(day, time(), self.zone) for day in (of.period.start, of.period.end)
        )
        moment = table.c[MOMENTS[kind]]
        return select(table).where(
            moment >= start,
            moment < end,
            *(table.c[DIMENSIONS[dimension]].in_(values) for dimension, values in of.where.items()),
        )

    async def _read(self, kind: type[Counted], of: Slice, query: Select[Any]) -> list[Any]:
        """The records found; of ratings, those that name one of the slice's factors."""
        sheet = SHEETS[kind]
        async with self._reader.connect() as connection:
            records = [sheet.record(row) async for row in await connection.stream(query)]
        if of.factors and kind is Rating:
            wanted = {Factor(name) for name in of.factors}
            records = [one for one in records if wanted & one.factors]
        return records

    async def _all(self, query: Executable) -> list[tuple[Any, ...]]:
        async with self._reader.connect() as connection:
            return [tuple(row) for row in await connection.execute(query)]


def rolled_up(of: Slice, by: str | None = None) -> bool:
    """Whether the counts hold this: they know one dimension at a time, and no factor beside it."""
    return len({*of.where} | ({by} if by else set())) <= 1 and not of.factors


def place(where: Mapping[str, tuple[str, ...]]) -> Iterator[ColumnElement[bool]]:
    """The cells of one dimension's values, or the one cell of everything."""
    dimension, values = next(iter(where.items()), (ALL, (ALL,)))
    yield COUNTS.c.cuboid == dimension
    yield COUNTS.c.cell.in_(values)


def within(period: Period) -> ColumnElement[bool]:
    """Whole months from the rows of months, the days at the edges from the rows of days."""
    first = containing(period.start, "month")
    inner_start = period.start if first.start == period.start else first.end
    inner_end = containing(period.end, "month").start
    if inner_start >= inner_end:
        return days_of(period)
    parts = [rows("month", inner_start, inner_end)]
    if period.start < inner_start:
        parts.append(rows("day", period.start, inner_start))
    if inner_end < period.end:
        parts.append(rows("day", inner_end, period.end))
    return or_(*parts)


def days_of(period: Period) -> ColumnElement[bool]:
    return rows("day", period.start, period.end)


def rows(grain: str, start: date, end: date) -> ColumnElement[bool]:
    return and_(COUNTS.c.grain == grain, COUNTS.c.period >= start, COUNTS.c.period < end)


def kinds_of(measures: frozenset[str]) -> Iterator[type[Counted]]:
    heads = {measure.split(":")[0] for measure in measures}
    if heads & {"score", "factor", "comment"}:
        yield Rating
    if "invitation" in heads:
        yield Invitation
    if "promise" in heads:
        yield Promise
    if "loop" in heads:
        yield Loop


def summed(measures: Iterator[str]) -> Sums:
    return Counter(measures)
