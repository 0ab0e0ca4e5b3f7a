"""A desk for tests of single verbs: a real store, a clock to turn, and four people."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedback import updates
from feedback.directory import introduce
from feedback.drafting import Draft, Note
from feedback.events import Event
from feedback.names import first_name
from feedback.outbox import News
from feedback.people import Address, Person, Role
from feedback.policy import Policy
from feedback.reasons import Factor, Reading
from feedback.records import Status, Ticket, Update
from feedback.store import Store, open_store
from feedback.unit_of_work import UnitOfWork
from tests.doubles import Clock, Ids

JANE = Person(id="jane", name="Jane Doe", email="jane@example.org", time_zone="Europe/Berlin")
TOM = Person(id="tom", name="Tom Reed", email="tom@example.org", time_zone="Europe/Berlin")
SAM = Person(id="sam", name="Sam Baker", email="sam@desk.example", roles=(Role.TECHNICIAN,))
EVE = Person(id="eve", name="Eve Stone", email="eve@desk.example", roles=(Role.TECHNICIAN,))
DORA = Person(id="dora", name="Dora Lang", email="dora@desk.example", roles=(Role.DISPATCHER,))
EVERYBODY = (JANE, TOM, SAM, EVE, DORA)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass
class Desk:
    store: Store
    clock: Clock

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self.store.desk.begin()

    async def ticket(self, **more: object) -> Ticket:
        """A ticket of Jane's that Sam has."""
        now = self.clock()
        ticket = Ticket(
            id="t1",
            source="desk",
            key="INC-42",
            title="The VPN drops",
            requester_id="jane",
            technician_id="sam",
            service="VPN",
            team="Network",
            status=Status.IN_PROGRESS,
            reported_status=Status.IN_PROGRESS,
            created_at=now,
            updated_at=now,
            cycle_started_at=now,
        )
        ticket = replace(ticket, **more)  # type: ignore[arg-type]  # fields by name, in tests only
        async with self.begin() as work:
            await work.tickets.put(ticket)
        return ticket

    async def resolved(self, **more: object) -> Ticket:
        return await self.ticket(status=Status.RESOLVED, resolved_at=self.clock(), **more)

    async def the_ticket(self, id_: str = "t1") -> Ticket:
        async with self.begin() as work:
            ticket = await work.tickets.get(id_)
        assert ticket is not None
        return ticket

    async def told(self) -> list[Event]:
        """What was told since the last time we asked."""
        news = await self.store.news.due(1000)
        await self._hear(news)
        return [each.event for each in news]

    async def timers(self) -> dict[str, datetime]:
        async with self.begin() as work:
            return {timer.id: timer.due_at for timer in await work.timers.find()}

    async def says(
        self, words: str, *, by: Person = SAM, due: datetime | None = None, ticket: str = "t1"
    ) -> Update:
        """An update with this promise in it."""
        async with self.begin() as work:
            found = await updates.known_ticket(work, ticket)
            draft = await updates.read_note(work, drafter(due), found, by, words)
            return await updates.send(work, draft.id, by)

    async def _hear(self, news: Sequence[News]) -> None:
        async with self.begin() as work:
            for each in news:
                await work.heard(each)


def drafter(due: datetime | None = None) -> updates.Drafter:
    """Finds the promise that the test names; the real reader has tests of its own."""

    def read(note: Note) -> Draft:
        words = "by then" if due is not None else None
        return Draft(
            message=f"Hi {first_name(note.requester_name)}, {note.text}",
            promise_due=due,
            promise_words=words,
        )

    return read


class ReadsSlow:
    """Reads every comment as a complaint about waiting."""

    def classify(self, text: str, score: int | None = None) -> Reading:
        return Reading(factors=(Factor.SLOW,), tone=-1)


@asynccontextmanager
async def open_desk(url: str, policy: Policy | None = None) -> AsyncIterator[Desk]:
    clock = Clock()
    async with open_store(url, policy or Policy(), clock=clock, new_id=Ids()) as store:
        async with store.desk.begin() as work:
            for person in EVERYBODY:
                await work.people.put(person)
                await introduce(work, person, Address("web", person.id, person.id))
        yield Desk(store, clock)
