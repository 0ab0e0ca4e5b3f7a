"""A unit of work on one transaction: shelves, messages, news, and what was delivered before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable, Table, delete, insert, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from feedback.events import Event, to_json
from feedback.outbox import News, Outgoing, SendState
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
from feedback.store.connection import Changes, Connection
from feedback.store.prepared import often
from feedback.store.sheet import Sheet, in_batches, kept_or_refused
from feedback.store.shelf import TableShelf
from feedback.store.tables import INBOUND, LANES, NEWS, OUTBOX, SHELVES
from feedback.unit_of_work import HasId, Shelf

R = TypeVar("R", bound=HasId)

SHEETS: Mapping[type, Sheet[Any]] = {kind: Sheet(kind, table) for kind, table in SHELVES.items()}
TIMERS = SHELVES[Timer]
RAW_EVENTS = SHELVES[RawEvent]
DEAD_LETTERS = SHELVES[DeadLetter]


def _inserts(table: Table) -> Mapping[str, sqlite.Insert | postgresql.Insert]:
    """Of what is not there yet, by dialect; made once, since making costs more than running."""
    return {
        "sqlite": often(sqlite.insert(table).on_conflict_do_nothing()),
        "postgresql": often(postgresql.insert(table).on_conflict_do_nothing()),
    }


def _telling(table: Table) -> Mapping[str, Executable]:
    """The same, telling whether it was new."""
    key = tuple(table.primary_key)
    return {name: often(insertion.returning(*key)) for name, insertion in _inserts(table).items()}


ONCE: Mapping[Table, Mapping[str, Executable]] = {
    table: _telling(table) for table in (INBOUND, OUTBOX)
}
ADD_NEWS = often(insert(NEWS))
LANES_ONCE: Mapping[str, Executable] = _inserts(LANES)


class OnDemand(Generic[R]):
    """A shelf of the work, put up when somebody first asks for it: few works need many."""

    def __init__(self, kind: type[R]) -> None:
        self._kind = kind

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: "Work", _owner: type) -> Shelf[R]:
        shelf = work.__dict__[self._name] = work.shelf(self._kind)
        return shelf


class Work:
    """What `feedback.unit_of_work.UnitOfWork` promises, on one open transaction."""

    people = OnDemand(Person)
    addresses = OnDemand(PersonAddress)
    identities = OnDemand(Identity)
    tickets = OnDemand(Ticket)
    ticket_events = OnDemand(TicketEvent)
    cycles = OnDemand(ResolutionCycle)
    drafts = OnDemand(DraftUpdate)
    updates = OnDemand(Update)
    replies = OnDemand(Reply)
    promises = OnDemand(Promise)
    closing_checks = OnDemand(ClosingCheck)
    invitations = OnDemand(Invitation)
    ratings = OnDemand(Rating)
    loops = OnDemand(Loop)
    contacts = OnDemand(Contact)
    raw_events = OnDemand(RawEvent)
    dead_letters = OnDemand(DeadLetter)

    def __init__(
        self,
        connection: Connection,
        policy: Policy,
        now: datetime,
        new_id: Callable[[], str],
        *,
        tallied: bool,
    ) -> None:
        self.policy = policy
        self.now = now
        self._connection = connection
        self._new_id = new_id
        self._tallied = tallied
        self._shelves: list[TableShelf[Any]] = []
        """Those that were asked for."""
        self._timers = self.shelf(Timer)
        self.timers: Shelf[Timer] = self._timers
        self._news: list[Event] = []
        self._lanes: set[str] = set()

    def shelf(self, kind: type[R]) -> TableShelf[R]:
        shelf: TableShelf[R] = TableShelf(self._connection, SHEETS[kind], tallied=self._tallied)
        self._shelves.append(shelf)
        return shelf

    def new_id(self) -> str:
        return self._new_id()

    def tell(self, event: Event) -> None:
        self._news.append(event)

    async def first_time(self, once: str) -> bool:
        return await self._insert_once(INBOUND, {"id": once, "at": self.now})

    async def post(self, message: Outgoing) -> bool:
        self._lanes.add(message.lane)
        return await self._insert_once(
            OUTBOX,
            {
                "key": message.key,
                "lane": message.lane,
                "channel": message.channel,
                "user": message.user,
                "place": message.place,
                "person_id": message.person_id,
                "slot": message.slot,
                "thread": message.thread,
                "ticket_id": message.ticket_id,
                "payload": dict(message.payload),
                "due_at": message.due_at,
                "state": SendState.PENDING,
                "attempts": 0,
            },
        )

    async def latest_in(self, lane: str, slot: str) -> str | None:
        latest = (
            select(OUTBOX.c.key)
            .where(OUTBOX.c.lane == lane, OUTBOX.c.slot == slot, OUTBOX.c.state != SendState.DEAD)
            .order_by(OUTBOX.c.id.desc())
            .limit(1)
        )
        key: str | None = await self._connection.scalar(latest)
        return key

    async def ticket_of(self, lane: str, receipt: str) -> str | None:
        """A message that took another's place has its receipt, so the latest one tells."""
        latest = (
            select(OUTBOX.c.ticket_id)
            .where(OUTBOX.c.lane == lane, OUTBOX.c.receipt == receipt)
            .order_by(OUTBOX.c.id.desc())
            .limit(1)
        )
        ticket_id: str | None = await self._connection.scalar(latest)
        return ticket_id

    async def forget_messages(self, person_id: str) -> None:
        """Sent ones keep their key, so that they are not sent again, and lose what they said, where,
        and about what.

        The lanes are locked first, as whoever sends does it: two locks, always in this order.
        """
        theirs = OUTBOX.c.person_id == person_id
        lanes = select(OUTBOX.c.lane).where(theirs)
        await self._connection.execute(
            select(LANES.c.name)
            .where(LANES.c.name.in_(lanes))
            .order_by(LANES.c.name)
            .with_for_update()
        )
        waiting = OUTBOX.c.state.in_([SendState.PENDING, SendState.SENDING])
        await self._connection.execute(delete(OUTBOX).where(theirs, waiting))
        await self._connection.execute(
            update(OUTBOX)
            .where(theirs)
            .values(payload={}, user="", place="", thread=None, ticket_id=None, error=None)
        )

    async def forget_events(self, about: Callable[[bytes], bool]) -> None:
        """Those that wait to be understood stay until they are."""
        for table, done in (
            (RAW_EVENTS, RAW_EVENTS.c.handled_at.is_not(None)),
            (DEAD_LETTERS, true()),
        ):
            every = await self._connection.stream(select(table.c.id, table.c.body).where(done))
            found = [id_ async for id_, body in every if about(body)]
            for batch in in_batches(found):
                await self._connection.execute(delete(table).where(table.c.id.in_(batch)))

    async def heard(self, news: News) -> bool:
        taken = await self._connection.execute(
            delete(NEWS).where(NEWS.c.id == news.id).returning(NEWS.c.id)
        )
        return taken.first() is not None

    async def due_timers(self, limit: int) -> Sequence[Timer]:
        await self._timers.flush()
        due = (
            select(TIMERS)
            .where(TIMERS.c.due_at <= self.now)
            .order_by(TIMERS.c.due_at, TIMERS.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [self._timers.meet(row) for row in await self._connection.execute(due)]

    async def write(self) -> Changes:
        """Everything that is still pending, just before the commit; returns what has changed."""
        for shelf in self._shelves:
            await shelf.flush()
        if self._lanes:
            lanes = [{"name": name} for name in sorted(self._lanes)]
            await self._connection.execute(self._made(LANES_ONCE), lanes)
        if self._news:
            await self._connection.execute(ADD_NEWS, [self._piece(each) for each in self._news])
        return [change for shelf in self._shelves for change in shelf.changes()]

    @property
    def stirs(self) -> bool:
        """Whether there is something to do now for those who send, tell, or watch the clock."""
        return bool(self._lanes or self._news or self._timers.changed)

    def _piece(self, event: Event) -> dict[str, Any]:
        return {"event": to_json(event), "at": self.now, "attempts": 0, "due_at": self.now}

    async def _insert_once(self, table: Table, values: dict[str, Any]) -> bool:
        with kept_or_refused():
            added = await self._connection.execute(self._made(ONCE[table]), values)
        return added.first() is not None

    def _made(self, statement: Mapping[str, Executable]) -> Executable:
        return statement[self._connection.dialect.name]
