"""Many records straight in: for the demo and for imports, tallied like any other, but no news."""

from collections import defaultdict
from collections.abc import Iterable

from feedback.store.connection import Tally, Writer
from feedback.store.engine import my_turn
from feedback.store.sheet import Rows, in_batches, kept_or_refused
from feedback.store.unit_of_work import SHEETS

IN_ONE_COMMIT = 5000


async def load(writer: Writer, tally: Tally | None, records: Iterable[object]) -> int:
    """New records of any kinds, in commits of some thousands; returns how many.

    An id that is already there raises `FeedbackError`: that batch is not written, those before are.
    """
    loaded = 0
    for batch in in_batches(records, IN_ONE_COMMIT):
        rows: dict[type, Rows] = defaultdict(list)
        for record in batch:
            kind = type(record)
            if kind not in SHEETS:
                raise TypeError(f"{kind.__name__} is not a record that is kept")
            rows[kind].append(SHEETS[kind].row(record))
        async with writer.begin() as connection:
            await my_turn(connection)
            for kind, of_this_kind in rows.items():
                with kept_or_refused():
                    await SHEETS[kind].add(connection, of_this_kind)
            if tally is not None:
                await tally(connection, [(None, record) for record in batch])
        loaded += len(batch)
    return loaded
