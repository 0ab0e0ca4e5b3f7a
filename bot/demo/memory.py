"""A desk in memory: the same verbs as ever, a year of them in seconds, and no database.

What it holds at the end is written down at once (`Store.load`). Nothing can be rolled back here:
an exception ends the whole play.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar, assert_never

from feedback.errors import Unusable
from feedback.events import Event
from feedback.outbox import News, Outgoing
from feedback.people import Identity, Person, PersonAddress
from feedback.policy import Policy
from feedback.records import (
    ClosingCheck,
    Contact,
    DeadLetter,
    DraftUpdate,
    Invitation,
    Loop,
    Promise,
    Rating,
    RawEvent,
    Reply,
    ResolutionCycle,
    Ticket,
    TicketEvent,
    Timer,
    Update,
)
from feedback.unit_of_work import (
    AtLeast,
    AtMost,
    Criterion,
    Has,
    HasId,
    IsNot,
    OneOf,
    Shelf,
    UnitOfWork,
    Within,
)

R = TypeVar("R", bound=HasId)
Test = Callable[[Any], bool]
NewId = Callable[[datetime], str]
"""An id that is given at this moment."""


class MemoryShelf(Generic[R]):
    """Records by id, and by each of the fields that the verbs look them up by."""

    def __init__(self, *fields: str) -> None:
        self._records: dict[str, R] = {}
        self._by: dict[str, dict[object, dict[str, R]]] = {field: {} for field in fields}
        self._values = [(attrgetter(field), by) for field, by in self._by.items()]

    def __iter__(self) -> Iterator[R]:
        return iter(self._records.values())

    async def get(self, id_: str) -> R | None:
        return self._records.get(id_)

    async def get_many(self, ids: Sequence[str]) -> dict[str, R]:
        return {id_: self._records[id_] for id_ in ids if id_ in self._records}

    async def add(self, *records: R) -> None:
        for record in records:
            if record.id in self._records:
                raise Unusable("That has been written down already, so it can't be added again.")
            self._keep(record)

    async def put(self, *records: R) -> None:
        for record in records:
            self._keep(record)

    async def remove(self, id_: str) -> None:
        gone = self._records.pop(id_, None)
        if gone is not None:
            for value, by in self._values:
                del by[value(gone)][id_]

    async def find(
        self, *, order_by: str = "id", limit: int | None = None, **where: Criterion
    ) -> list[R]:
        found = self._matching(where)
        if len(found) > 1:
            found.sort(key=attrgetter("id"), reverse=order_by.startswith("-"))
            if order_by != "id":
                key = attrgetter(order_by.removeprefix("-"))
                found.sort(key=key, reverse=order_by.startswith("-"))
        return found[:limit]

    async def count(self, **where: Criterion) -> int:
        return len(self._matching(where))

    def _matching(self, where: Mapping[str, Criterion]) -> list[R]:
        index = next((field for field in where if field in self._by), None)
        pool = list(self._records.values() if index is None else self._at(index, where[index]))
        for field, what in where.items():
            if field != index and pool:
                value, test = attrgetter(field), _test(what)
                pool = [record for record in pool if test(value(record))]
        return pool

    def _at(self, index: str, what: Criterion) -> Iterable[R]:
        """The records with this in an indexed field, found without looking at the others."""
        by = self._by[index]
        if isinstance(what, OneOf):
            return chain.from_iterable(by[value].values() for value in what.values if value in by)
        if what is None or isinstance(what, str):
            return by.get(what, {}).values()
        test = _test(what)
        return chain.from_iterable(group.values() for value, group in by.items() if test(value))

    def _keep(self, record: R) -> None:
        id_ = record.id
        before = self._records.get(id_)
        self._records[id_] = record
        for value, by in self._values:
            now = value(record)
            if before is not None and (was := value(before)) != now:
                del by[was][id_]
            by.setdefault(now, {})[id_] = record


def _test(what: Criterion) -> Test:
    match what:
        case AtMost(bound=bound):
            return lambda value: value is not None and value <= bound
        case AtLeast(bound=bound):
            return lambda value: value is not None and value >= bound
        case Within(low=low, high=high):
            return lambda value: value is not None and low <= value < high
        case OneOf(values=values):
            return lambda value: value in values
        case Has(word=word):
            return lambda value: word in value
        case IsNot():
            return lambda value: value is not None
        case None | str() | int() | float() | datetime():
            return lambda value: value == what
        case _:
            assert_never(what)


class TimerShelf(MemoryShelf[Timer]):
    """Knows what is due next without looking through everything."""

    def __init__(self) -> None:
        super().__init__()
        self._queue: list[tuple[datetime, str]] = []

    async def put(self, *records: Timer) -> None:
        await super().put(*records)
        for timer in records:
            heappush(self._queue, (timer.due_at, timer.id))

    async def find(
        self, *, order_by: str = "id", limit: int | None = None, **where: Criterion
    ) -> list[Timer]:
        if order_by == "due_at" and limit == 1 and not where:
            return self._next()
        return await super().find(order_by=order_by, limit=limit, **where)

    def _next(self) -> list[Timer]:
        """The earliest; those that were moved or dropped meanwhile are passed over."""
        while self._queue:
            due_at, id_ = self._queue[0]
            timer = self._records.get(id_)
            if timer is not None and timer.due_at == due_at:
                return [timer]
            heappop(self._queue)
        return []


class MemoryWork:
    """What `feedback.unit_of_work.UnitOfWork` promises, but for rolling back and for messages."""

    def __init__(self, policy: Policy, new_id: NewId) -> None:
        self.policy = policy
        self.now = datetime.fromtimestamp(0, UTC)
        self._new_id = new_id
        self._once: set[str] = set()
        self._people = MemoryShelf[Person]()
        self._addresses = MemoryShelf[PersonAddress]("person_id", "user")
        self._identities = MemoryShelf[Identity]("person_id")
        self._tickets = MemoryShelf[Ticket]("key")
        self._ticket_events = MemoryShelf[TicketEvent]("ticket_id")
        self._cycles = MemoryShelf[ResolutionCycle]("ticket_id")
        self._drafts = MemoryShelf[DraftUpdate]("ticket_id")
        self._updates = MemoryShelf[Update]("ticket_id")
        self._replies = MemoryShelf[Reply]("ticket_id")
        self._promises = MemoryShelf[Promise]("ticket_id")
        self._closing_checks = MemoryShelf[ClosingCheck]("ticket_id")
        self._invitations = MemoryShelf[Invitation]("ticket_id", "requester_id")
        self._ratings = MemoryShelf[Rating]("invitation_id", "requester_id")
        self._loops = MemoryShelf[Loop]("rating_id", "owner_id", "requester_id")
        self._contacts = MemoryShelf[Contact]("person_id")
        self._timers = TimerShelf()
        self._raw_events = MemoryShelf[RawEvent]()
        self._dead_letters = MemoryShelf[DeadLetter]()

        self.people: Shelf[Person] = self._people
        self.addresses: Shelf[PersonAddress] = self._addresses
        self.identities: Shelf[Identity] = self._identities
        self.tickets: Shelf[Ticket] = self._tickets
        self.ticket_events: Shelf[TicketEvent] = self._ticket_events
        self.cycles: Shelf[ResolutionCycle] = self._cycles
        self.drafts: Shelf[DraftUpdate] = self._drafts
        self.updates: Shelf[Update] = self._updates
        self.replies: Shelf[Reply] = self._replies
        self.promises: Shelf[Promise] = self._promises
        self.closing_checks: Shelf[ClosingCheck] = self._closing_checks
        self.invitations: Shelf[Invitation] = self._invitations
        self.ratings: Shelf[Rating] = self._ratings
        self.loops: Shelf[Loop] = self._loops
        self.contacts: Shelf[Contact] = self._contacts
        self.timers: Shelf[Timer] = self._timers
        self.raw_events: Shelf[RawEvent] = self._raw_events
        self.dead_letters: Shelf[DeadLetter] = self._dead_letters

    def records(self) -> Iterator[object]:
        """Everything, those first to which others point."""
        yield from chain(
            self._people,
            self._addresses,
            self._identities,
            self._tickets,
            self._ticket_events,
            self._cycles,
            self._drafts,
            self._updates,
            self._replies,
            self._promises,
            self._closing_checks,
            self._invitations,
            self._ratings,
            self._loops,
            self._contacts,
            self._timers,
        )

    def new_id(self) -> str:
        return self._new_id(self.now)

    def tell(self, event: Event) -> None:
        """Nobody listens: what is in here lies in the past."""

    async def first_time(self, once: str) -> bool:
        known = once in self._once
        self._once.add(once)
        return not known

    async def post(self, message: Outgoing) -> bool:
        """Nobody writes from here either."""
        del message
        return False

    async def latest_in(self, lane: str, slot: str) -> str | None:
        del lane, slot
        return None

    async def ticket_of(self, lane: str, receipt: str) -> str | None:
        del lane, receipt
        return None

    async def forget_messages(self, person_id: str) -> None:
        """There are none."""

    async def forget_events(self, about: Callable[[bytes], bool]) -> None:
        """There are none of these either."""

    async def heard(self, news: News) -> bool:
        del news
        return False

    async def due_timers(self, limit: int) -> Sequence[Timer]:
        due = await self.timers.find(due_at=AtMost(self.now), order_by="due_at")
        return due[:limit]


class MemoryDesk:
    """Every unit of work is the same one, at another moment."""

    def __init__(self, policy: Policy, new_id: NewId) -> None:
        self.policy = policy
        self.work = MemoryWork(policy, new_id)
        self._open: nullcontext[UnitOfWork] = nullcontext(self.work)

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._open
