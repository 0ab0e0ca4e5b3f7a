"""What the tests of the store share: a clock that they turn, and a desk on a database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from feedback.ids import sortable_id
from feedback.outbox import Outgoing
from feedback.people import Person
from feedback.policy import Policy
from feedback.records import Status, Ticket
from feedback.store import Store, open_store
from feedback.store.connection import Tally

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        return self.now

    def turn(self, *, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@asynccontextmanager
async def opened(
    url: str,
    clock: Clock | None = None,
    *,
    tally: Tally | None = None,
    after_commit: Callable[[], None] | None = None,
) -> AsyncIterator[Store]:
    """Opened twice on one database, it is what two processes are."""
    async with open_store(
        url,
        Policy(),
        clock=clock or Clock(),
        new_id=sortable_id,
        tally=tally,
        after_commit=after_commit,
    ) as store:
        yield store


def person(id_: str, name: str = "Jane Doe") -> Person:
    return Person(id=id_, name=name, email=f"{id_}@example.org")


def ticket(number: int, *, hops: int = 0, status: Status = Status.NEW) -> Ticket:
    return Ticket(
        id=f"desk:{number}",
        source="desk",
        key=f"INC-{number}",
        title="The dock does not charge",
        requester_id="jane",
        status=status,
        reported_status=status,
        created_at=NINE + timedelta(minutes=number),
        updated_at=NINE,
        cycle_started_at=NINE,
        hops=hops,
    )


def message(
    key: str,
    *,
    place: str = "jane",
    slot: str | None = None,
    due_at: datetime = NINE,
    person_id: str | None = None,
    thread: str | None = None,
    ticket_id: str | None = None,
) -> Outgoing:
    return Outgoing(
        key=key,
        lane=f"web:{place}",
        channel="web",
        user=place,
        place=place,
        person_id=person_id,
        slot=slot,
        thread=thread,
        ticket_id=ticket_id,
        payload={"title": key},
        due_at=due_at,
    )


async def post(store: Store, *messages: Outgoing) -> None:
    async with store.desk.begin() as work:
        for each in messages:
            assert await work.post(each)
