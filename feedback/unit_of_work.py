"""One transaction, one moment, one mouth: the only way into what the desk knows."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

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

Plain = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class AtMost:
    """value <= bound"""

    bound: datetime | int | float | str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """value >= bound"""

    bound: datetime | int | float | str


@dataclass(frozen=True, slots=True)
class Within:
    """low <= value < high"""

    low: datetime
    high: datetime


@dataclass(frozen=True, slots=True)
class OneOf:
    values: Sequence[Plain]


@dataclass(frozen=True, slots=True)
class Has:
    """a tuple with this word among its own"""

    word: str


@dataclass(frozen=True, slots=True)
class IsNot:
    value: None = None


Criterion = Plain | AtMost | AtLeast | Within | OneOf | Has | IsNot


class HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=HasId)


class Shelf(Protocol[R]):
    """All records of one kind. What `add` and `put` were given is seen by later reads of this work."""

    async def get(self, id_: str) -> R | None: ...

    async def get_many(self, ids: Sequence[str]) -> dict[str, R]:
        """Those of the ids that exist, by id."""
        ...

    async def add(self, *records: R) -> None:
        """New records; an id that is already there raises `feedback.errors.FeedbackError`."""
        ...

    async def put(self, *records: R) -> None:
        """Insert or replace whole."""
        ...

    async def remove(self, id_: str) -> None: ...

    async def find(
        self, *, order_by: str = "id", limit: int | None = None, **where: Criterion
    ) -> list[R]:
        """Records matching every criterion; `order_by` is a field, `-field` for the latest first."""
        ...

    async def count(self, **where: Criterion) -> int: ...


class UnitOfWork(Protocol):
    """Commits when its `async with` block ends well; any exception leaves nothing behind."""

    now: datetime
    """Read once, after the write lock is held. Verbs never ask the time."""
    policy: Policy

    people: Shelf[Person]
    addresses: Shelf[PersonAddress]
    identities: Shelf[Identity]
    tickets: Shelf[Ticket]
    ticket_events: Shelf[TicketEvent]
    cycles: Shelf[ResolutionCycle]
    drafts: Shelf[DraftUpdate]
    updates: Shelf[Update]
    replies: Shelf[Reply]
    promises: Shelf[Promise]
    closing_checks: Shelf[ClosingCheck]
    invitations: Shelf[Invitation]
    ratings: Shelf[Rating]
    loops: Shelf[Loop]
    contacts: Shelf[Contact]
    timers: Shelf[Timer]
    raw_events: Shelf[RawEvent]
    dead_letters: Shelf[DeadLetter]

    def new_id(self) -> str: ...

    def tell(self, event: Event) -> None:
        """News for our own listeners, told after the commit."""
        ...

    async def first_time(self, once: str) -> bool:
        """Whether this delivery id is new; it is remembered if the work commits."""
        ...

    async def post(self, message: Outgoing) -> bool:
        """Put a message into the outbox; False when its key is already there."""
        ...

    async def latest_in(self, lane: str, slot: str) -> str | None:
        """The key of the latest message that was put into this place of a conversation."""
        ...

    async def ticket_of(self, lane: str, receipt: str) -> str | None:
        """The ticket that the message with this receipt is about, as it stands there now."""
        ...

    async def forget_messages(self, person_id: str) -> None:
        """Blank what was (or will be) written to this person: a pending message is dropped."""
        ...

    async def forget_events(self, about: Callable[[bytes], bool]) -> None:
        """Let go of ticket events, understood or laid aside, of whose body this is true."""
        ...

    async def heard(self, news: News) -> bool:
        """Take this news as heard; False when another worker already did."""
        ...

    async def due_timers(self, limit: int) -> Sequence[Timer]:
        """Timers due now, locked for this work where several replicas run."""
        ...


class Desk(Protocol):
    """Where work begins."""

    policy: Policy

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]: ...


class OpenDesk(Desk, Protocol):
    """A desk that can be looked at while somebody else is at work there."""

    def look(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Only to read: it waits for nobody and keeps nobody waiting, and the database refuses
        what it would write."""
        ...
