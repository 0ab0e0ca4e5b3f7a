"""The records of one kind inside one unit of work: read once, changed in memory, written together."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from feedback.store.connection import Change, Connection
from feedback.store.criteria import values_of
from feedback.store.sheet import Rows, Sheet, in_batches, kept_or_refused, shapes_of
from feedback.unit_of_work import Criterion, HasId

R = TypeVar("R", bound=HasId)


class TableShelf(Generic[R]):
    """Changes go out when this shelf is searched or the work ends, many rows in one statement.

    `add` of an id that this work has met raises at once. One that only the database knows raises
    when the changes go out: the work is lost then, as with any other error.
    """

    def __init__(self, connection: Connection, sheet: Sheet[R], *, tallied: bool) -> None:
        self._connection = connection
        self._sheet = sheet
        self._tallied = tallied
        self._known: dict[str, R | None] = {}
        """Every record this work has met, as it stands now; None for those that do not exist."""
        self._before: dict[str, R | None] = {}
        """Every changed record as it was, if somebody wants to know."""
        self._unseen: set[str] = set()
        """Changed without having been read: what was there is fetched before it is overwritten."""
        self.changed = False
        self._pending: dict[str, R | None] = {}
        self._new: set[str] = set()
        """Pending ones that must not be there yet."""

    async def get(self, id_: str) -> R | None:
        if id_ not in self._known:
            with kept_or_refused():
                found = await self._connection.execute(self._sheet.by_id, {"id": id_})
            row = found.one_or_none()
            self._known[id_] = self._sheet.record(row) if row is not None else None
        return self._known[id_]

    async def get_many(self, ids: Sequence[str]) -> dict[str, R]:
        wanted = dict.fromkeys(ids)
        fetched = await self._fetch([id_ for id_ in wanted if id_ not in self._known])
        self._known.update(fetched)
        return {id_: record for id_ in wanted if (record := self._known[id_]) is not None}

    async def add(self, *records: R) -> None:
        for record in records:
            if self._known.get(record.id) is not None:
                raise self._sheet.already_there()
            if record.id not in self._pending:
                self._new.add(record.id)
            self._change(record.id, record)

    async def put(self, *records: R) -> None:
        for record in records:
            self._change(record.id, record)

    async def remove(self, id_: str) -> None:
        self._change(id_, None)
        if id_ in self._new:
            self._new.remove(id_)
            del self._pending[id_]

    async def find(
        self, *, order_by: str = "id", limit: int | None = None, **where: Criterion
    ) -> list[R]:
        await self.flush()
        search = self._sheet.finding(shapes_of(where), order_by, limit)
        with kept_or_refused():
            found = await self._connection.execute(search, values_of(where))
        return [self.meet(row) for row in found]

    async def count(self, **where: Criterion) -> int:
        await self.flush()
        search = self._sheet.counting(shapes_of(where))
        with kept_or_refused():
            return int(await self._connection.scalar(search, values_of(where)) or 0)

    def meet(self, row: Sequence[Any]) -> R:
        """The record in this row, the same object as before if this work has met it."""
        id_ = self._sheet.id_of(row)
        known = self._known.get(id_)
        if known is None:
            known = self._known[id_] = self._sheet.record(row)
        return known

    async def flush(self) -> None:
        """Write what is pending, so that the database knows what this work knows."""
        if not self._pending:
            return
        if self._unseen:
            self._before.update(await self._fetch(list(self._unseen)))
            self._unseen.clear()
        gone, added, changed = self._sorted()
        with kept_or_refused():
            if gone:
                await self._connection.execute(self._sheet.delete, gone)
            if added:
                await self._sheet.add(self._connection, added)
            if changed:
                upsert = self._sheet.upsert(self._connection.dialect.name)
                await self._connection.execute(upsert, changed)
        # Only now: a work that goes on after an error here meets it again at its end.
        self._pending.clear()
        self._new.clear()

    def changes(self) -> list[Change]:
        """Every record that is not what it was: (before, after)."""
        pairs = ((before, self._known[id_]) for id_, before in self._before.items())
        return [(before, after) for before, after in pairs if before is not after]

    def _change(self, id_: str, record: R | None) -> None:
        if self._tallied and id_ not in self._before:
            if id_ in self._known:
                self._before[id_] = self._known[id_]
            elif id_ in self._new:
                self._before[id_] = None
            else:
                self._unseen.add(id_)
        self._known[id_] = self._pending[id_] = record
        self.changed = True

    async def _fetch(self, ids: Sequence[str]) -> dict[str, R | None]:
        found: dict[str, R | None] = dict.fromkeys(ids)
        for batch in in_batches(ids):
            with kept_or_refused():
                rows = await self._connection.execute(self._sheet.by_ids, {"ids": batch})
            found.update({self._sheet.id_of(row): self._sheet.record(row) for row in rows})
        return found

    def _sorted(self) -> tuple[Rows, Rows, Rows]:
        """What is pending, as rows: those to delete, to insert, and to replace whole."""
        gone: Rows = []
        added: Rows = []
        changed: Rows = []
        for id_, record in self._pending.items():
            if record is None:
                gone.append({"gone": id_})
            elif id_ in self._new:
                added.append(self._sheet.row(record))
            else:
                changed.append(self._sheet.row(record))
        return gone, added, changed
