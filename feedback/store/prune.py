"""What has been sent and received long ago is let go, a little at a time."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, select

from feedback.outbox import SendState
from feedback.people import Person
from feedback.store.connection import TAKES_LONG, Writer
from feedback.store.sheet import AT_ONCE
from feedback.store.tables import INBOUND, NEWS, OUTBOX, SHELVES

PEOPLE = SHELVES[Person]


async def prune(writer: Writer, before: datetime) -> int:
    """Forget deliveries taken, news laid aside, and messages settled before this; returns how many.

    The latest message sent in a slot stays, because another may still take its place, but not what
    was written to somebody who has been erased: it names where they could be reached. Choose the
    time well beyond any repetition: what is forgotten here would count as new if it came again.
    """
    later = OUTBOX.alias("later")
    replaced = (
        select(later.c.id)
        .where(
            later.c.lane == OUTBOX.c.lane,
            later.c.slot == OUTBOX.c.slot,
            later.c.state == SendState.SENT,
            later.c.id > OUTBOX.c.id,
        )
        .exists()
    )
    erased = select(PEOPLE.c.id).where(PEOPLE.c.erased_at.is_not(None))
    let_go = (
        OUTBOX.c.slot.is_(None)
        | (OUTBOX.c.state == SendState.DEAD)
        | OUTBOX.c.person_id.in_(erased)
        | replaced
    )
    return (
        await _delete(writer, OUTBOX, (OUTBOX.c.settled_at < before) & let_go)
        + await _delete(writer, INBOUND, INBOUND.c.at < before)
        + await _delete(writer, NEWS, NEWS.c.laid_aside_at < before)
    )


async def _delete(writer: Writer, table: Table, which: ColumnElement[bool]) -> int:
    """In short transactions, so that nobody waits long for their turn to write."""
    some = select(table.c.id).where(which).limit(AT_ONCE)
    gone = 0
    while True:
        async with writer.begin() as connection:
            deleted = await connection.execute(
                delete(table).where(table.c.id.in_(some)).execution_options(**{TAKES_LONG: True})
            )
        some_gone: int = deleted.rowcount
        gone += some_gone
        if some_gone < AT_ONCE:
            return gone
