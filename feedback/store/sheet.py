"""How the records of one kind lie in their table: field for field, under the same names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Column,
    Executable,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError

from feedback.errors import Unusable
from feedback.store.connection import Connection
from feedback.store.criteria import Shape, condition, order, shape_of
from feedback.store.prepared import often
from feedback.unit_of_work import Criterion, HasId

R = TypeVar("R", bound=HasId)
T = TypeVar("T")
Rows = list[dict[str, Any]]
Shapes = tuple[tuple[str, Shape], ...]

AT_ONCE = 1000
"""Rows or ids in one statement; SQLite and PostgreSQL allow 32,000 parameters."""


class Sheet(Generic[R]):
    """The statements are made once: making them costs more than running them."""

    def __init__(self, kind: type[R], table: Table) -> None:
        self.kind = kind
        self.table = table
        self._columns: Mapping[str, Column[Any]] = dict(table.c.items())
        self._names = tuple(self._columns)
        self._id = self._names.index("id")
        self._fields: Callable[[R], tuple[Any, ...]] = attrgetter(*self._names)
        self.by_id = often(select(table).where(table.c.id == bindparam("id")))
        self.by_ids = select(table).where(table.c.id.in_(bindparam("ids", expanding=True)))
        self._insert = often(insert(table))
        self.delete = delete(table).where(table.c.id == bindparam("gone"))
        self._upserts = {"sqlite": self._upsert(sqlite), "postgresql": self._upsert(postgresql)}

    def row(self, record: R) -> dict[str, Any]:
        return dict(zip(self._names, self._fields(record), strict=True))

    def record(self, row: Sequence[Any]) -> R:
        return self.kind(**dict(zip(self._names, row, strict=True)))

    def id_of(self, row: Sequence[Any]) -> str:
        id_: str = row[self._id]
        return id_

    def column(self, name: str) -> Column[Any]:
        try:
            return self._columns[name]
        except KeyError:
            raise TypeError(f"{self.kind.__name__} has no field {name!r}") from None

    @lru_cache(maxsize=256)  # noqa: B019 - a sheet lives as long as the program
    def finding(self, shapes: Shapes, order_by: str, limit: int | None) -> Select[Any]:
        """Records of these shapes; see `criteria.values_of` for what is still missing."""
        field = self.column(order_by.removeprefix("-"))
        latest_first = order_by.startswith("-")
        found = (
            select(self.table)
            .where(*(condition(self.column(name), shape) for name, shape in shapes))
            .order_by(order(field, latest_first=latest_first))
            .limit(limit)
        )
        if field.name != "id":
            found = found.order_by(order(self.column("id"), latest_first=latest_first))
        return found if _varies(shapes) else often(found)

    @lru_cache(maxsize=256)  # noqa: B019 - a sheet lives as long as the program
    def counting(self, shapes: Shapes) -> Select[Any]:
        criteria = (condition(self.column(name), shape) for name, shape in shapes)
        counted = select(func.count()).select_from(self.table).where(*criteria)
        return counted if _varies(shapes) else often(counted)

    def upsert(self, dialect: str) -> Executable:
        """Insert, or replace whole."""
        return self._upserts[dialect]

    async def add(self, connection: Connection, rows: Rows) -> None:
        try:
            await connection.execute(self._insert, rows)
        except IntegrityError as error:
            if _is_about_a_double(error):
                raise self.already_there() from error
            raise

    def already_there(self) -> Unusable:
        return Unusable(
            "That has been written down already, so it can't be added again"
            f" ({self.kind.__name__})."
        )

    def _upsert(self, dialect: Any) -> Executable:
        new = dialect.insert(self.table)
        changed = {name: new.excluded[name] for name in self._names if name != "id"}
        upsert: Executable = new.on_conflict_do_update(index_elements=["id"], set_=changed)
        return often(upsert)


def _varies(shapes: Shapes) -> bool:
    """Whether the words of the statement depend on how many values there are."""
    several = {Shape.ONE_OF, Shape.ONE_OF_OR_NOTHING}
    return any(shape in several for _, shape in shapes)


def shapes_of(where: Mapping[str, Criterion]) -> Shapes:
    return tuple((name, shape_of(criterion)) for name, criterion in where.items())


def in_batches(items: Iterable[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


@contextmanager
def kept_or_refused() -> Iterator[None]:
    """A value that the database cannot keep (or look for), as an error for whoever gave it.

    The cause is left out: it quotes the value.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, UnicodeEncodeError, OverflowError) as error:
        if isinstance(error, DBAPIError) and not _is_about_a_value(error):
            raise
        raise Unusable(
            "There is a character or a number in that which I can't keep. Please write it another way."
        ) from None


def _is_about_a_double(error: IntegrityError) -> bool:
    unique_violation = getattr(error.orig, "sqlstate", None) == "23505"
    return unique_violation or "UNIQUE constraint failed" in str(error.orig)


def _is_about_a_value(error: DBAPIError) -> bool:
    """SQLSTATE class 22 is "data exception"; SQLite has no such states and takes (nearly) anything."""
    return str(getattr(error.orig, "sqlstate", "") or "").startswith("22")
