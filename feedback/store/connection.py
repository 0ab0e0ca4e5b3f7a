"""What the rest of the store needs of a database: a connection, and turns at writing."""

from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Dialect

TAKES_LONG = "takes_long"
"""An execution option of statements that go through many rows: they must not hold up the loop."""


class Connection(Protocol):
    """A part of SQLAlchemy's AsyncConnection, as it is documented there."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Any, parameters: Any = None) -> Any: ...

    async def scalar(self, statement: Any, parameters: Any = None) -> Any: ...

    async def scalars(self, statement: Any, parameters: Any = None) -> Any: ...

    def stream(self, statement: Any, parameters: Any = None) -> Awaitable[AsyncIterable[Any]]: ...


Change = tuple[object | None, object | None]
"""A record as it was and as it is now; None where there is none."""
Changes = Sequence[Change]
Tally = Callable[[Connection, Changes], Awaitable[None]]
"""Keeps the counts: called just before a commit, with everything that changes by it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A unit of work's turn; `changes` is filled by whoever works."""

    connection: Connection
    changes: list[Change] = field(default_factory=list)


class Writer(Protocol):
    """Both end in a commit when their block ends well, and leave nothing behind when it does not."""

    def begin(self) -> AbstractAsyncContextManager[Connection]:
        """A short transaction."""
        ...

    def begin_work(self) -> AbstractAsyncContextManager[Turn]:
        """One during which no other unit of work runs, in any process.

        Verbs read and then decide ("was this person asked lately?", "is this the first rating?");
        one at a time they are right on both databases without locking a row, and news and messages
        are numbered in the order of their commits.
        """
        ...

    async def dispose(self) -> None: ...
