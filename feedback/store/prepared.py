"""Statements that are said all day long: made ready once for SQLite, and then said to its driver.

SQLAlchemy writes them and knows how values are kept; only its own way through every execution, five
times as long as SQLite's, is left out.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Dialect, Executable, Insert, Select, exc
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

OFTEN = "often"
"""An execution option of statements that are worth it. Their rows come as plain sequences."""

S = TypeVar("S", bound=Executable)
Processor = Callable[[Any], Any] | None


def often(statement: S) -> S:
    return statement.execution_options(**{OFTEN: True})


class Prepared:
    """`names` are those of the parameters; an insert is of just these columns."""

    def __init__(self, statement: Any, names: Sequence[str], dialect: Dialect) -> None:
        columns = list(names) if isinstance(statement, Insert) else None
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=columns))
        places = compiled.positiontup or []
        self.words = str(compiled)
        self.names = frozenset(names)
        self._fixed = {
            name: bound.value for name, bound in compiled.binds.items() if name not in self.names
        }
        self._binds = [(name, _to_database(compiled.binds[name].type, dialect)) for name in places]
        gives_back = isinstance(statement, Select) or compiled.effective_returning
        given_back = statement.exported_columns if gives_back else ()
        self._gives_back = bool(given_back)
        self._results = [
            (place, process)
            for place, column in enumerate(given_back)
            if (process := _from_database(column.type, dialect)) is not None
        ]

    def say(self, driver: sqlite3.Connection, parameters: Any) -> "Rows":
        try:
            if isinstance(parameters, list) and len(parameters) > 1:
                many = [self._bound(each) for each in parameters]
                return Rows((), driver.executemany(self.words, many).rowcount)
            one = parameters[0] if isinstance(parameters, list) else parameters or {}
            cursor = driver.execute(self.words, self._bound(one))
            found = cursor.fetchall() if self._gives_back else ()
        except sqlite3.Error as error:
            raise in_sqlalchemys_words(error, self.words) from error
        rows = [self._read(row) for row in found] if self._results else found
        return Rows(rows, cursor.rowcount)

    def _bound(self, parameters: Mapping[str, Any]) -> list[Any]:
        values = {**self._fixed, **parameters} if self._fixed else parameters
        return [
            values[name] if process is None else process(values[name])
            for name, process in self._binds
        ]

    def _read(self, row: Sequence[Any]) -> Sequence[Any]:
        read = list(row)
        for place, process in self._results:
            read[place] = process(read[place])
        return read


class Rows:
    """As much of SQLAlchemy's result as is asked of these statements."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Sequence[Any]], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Sequence[Any]]:
        return iter(self._rows)

    def first(self) -> Sequence[Any] | None:
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Sequence[Any] | None:
        if len(self._rows) > 1:
            raise exc.MultipleResultsFound(f"{len(self._rows)} rows instead of one")
        return self.first()

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None


def in_sqlalchemys_words(error: sqlite3.Error, statement: str) -> exc.DBAPIError:
    """Its errors are named like the drivers'."""
    kind: type[exc.DBAPIError] = getattr(exc, type(error).__name__, exc.DatabaseError)
    return kind(statement, None, error, hide_parameters=True)


def _to_database(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_database(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
