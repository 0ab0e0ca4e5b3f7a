"""A whole house for journeys: people talk, tickets change, and a test turns the clock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.actions import Action
from bot.cards import Button, Buttons, Card, ChooseMany, ChooseOne, Form, Scale, as_text
from bot.conversations.router import Router
from bot.conversations.talk import Tools
from bot.delivery import Delivery
from bot.notifications import Notifications
from bot.scheduler import fire_due
from bot.turns import Pressed, Said, Turn
from feedback import tickets
from feedback.directory import introduce, lose
from feedback.drafting.reader import read_note
from feedback.neutral import NeutralEvent
from feedback.people import Address, Person, Role
from feedback.policy import Policy
from feedback.reasons import Classifier
from feedback.reasons.keywords import ReasonReader
from feedback.records import Promise, Ticket
from feedback.store import Store, open_store
from feedback.updates import Drafter, ticket_by_key
from tests.doubles import Clock, Ids, RecordingChannel, Shown

SOURCE = "desk"
BERLIN = "Europe/Berlin"
CAST_ZONE = ZoneInfo(BERLIN)

CAST = tuple(
    Person(id=id_, name=name, email=f"{id_}@{at}", roles=(role,), time_zone=BERLIN)
    for id_, name, at, role in (
        ("jane", "Jane Doe", "example.org", Role.REQUESTER),
        ("tom", "Tom Reed", "example.org", Role.REQUESTER),
        ("sam", "Sam Baker", "desk.example", Role.TECHNICIAN),
        ("eve", "Eve Stone", "desk.example", Role.TECHNICIAN),
        ("dora", "Dora Lang", "desk.example", Role.DISPATCHER),
        ("max", "Max Frost", "desk.example", Role.MANAGER),
    )
)
"""Jane and Tom have tickets, Sam and Eve work on them, Dora hands them out, Max asks for numbers."""


class NoNumbers:
    """Stands in for the manager's answers, which have journeys of their own."""

    async def answer(self, words: str, now: datetime) -> Card:
        return Card(f"An answer to “{words}”")

    async def computation(self, words: str, now: datetime) -> Card:
        return Card(f"How “{words}” was computed")

    async def at_a_glance(self, now: datetime) -> Card:
        return Card("How it goes this month")


@dataclass
class TestHouse:
    """Speaks the language of a dialogue: says, presses, fills, settles, inbox."""

    __test__ = False  # pytest: not a test, in spite of its name

    store: Store
    clock: Clock
    channel: RecordingChannel
    router: Router
    notifications: Notifications
    delivery: Delivery
    policy: Policy
    known: dict[str, Person] = field(default_factory=dict)
    turns: "count[int]" = field(default_factory=lambda: count(1))
    revisions: "count[int]" = field(default_factory=lambda: count(1))
    snapshots: dict[str, dict[str, object]] = field(default_factory=dict)

    # --- people and tickets ----------------------------------------------------------------

    async def introduces(self, *people: Person) -> None:
        async with self.store.desk.begin() as work:
            for person in people:
                await work.people.put(person)
                await introduce(work, person, self.address(person.id))
                self.known[person.id] = person

    async def wants(
        self, who: str, *, quiet: tuple[time, time] | None = None, zone: str | None = None
    ) -> None:
        """Somebody's own settings."""
        async with self.store.desk.begin() as work:
            person = await work.people.get(who)
            assert person is not None
            if quiet is not None:
                person = replace(person, quiet_from=quiet[0], quiet_until=quiet[1])
            if zone is not None:
                person = replace(person, time_zone=zone)
            await work.people.put(person)

    async def ticket(
        self,
        key: str = "INC-42",
        *,
        requester: str = "jane",
        technician: str | None = "sam",
        title: str = "The VPN drops every ten minutes",
        service: str | None = "VPN",
        **more: object,
    ) -> Ticket:
        """Somebody opens a ticket, and (unless nobody does) somebody picks it up."""
        self.snapshots[key] = {
            "id": key,
            "key": key,
            "title": title,
            "status": "new",
            "service": service,
            "channel": "portal",
            "group": "Service Desk",
            "requester": self._who(requester),
            "assignee": None,
            "created_at": self.clock().isoformat(),
            **more,
        }
        await self.tells(key, actor={**self._who(requester), "kind": "requester"})
        if technician is not None:
            await self.tells(
                key, by=technician, status="in_progress", assignee=self._who(technician)
            )
        return await self.the_ticket(key)

    async def resolves(self, key: str, by: str = "sam") -> None:
        await self.tells(key, by=by, status="resolved", resolved_at=self.clock().isoformat())

    async def closes(self, key: str, by: str = "sam") -> None:
        await self.tells(key, by=by, status="closed", closed_at=self.clock().isoformat())

    async def hands_over(self, key: str, to: str, by: str = "dora") -> None:
        await self.tells(key, by=by, assignee=self._who(to))

    async def tells(
        self, key: str, *, by: str | None = None, actor: object = None, **changes: object
    ) -> None:
        """The ticket system tells of a change, as it would over its hook."""
        snapshot = self.snapshots[key]
        snapshot |= {**changes, "updated_at": self.clock().isoformat()}
        revision = next(self.revisions)
        event = NeutralEvent.model_validate(
            {
                "id": f"event-{revision}",
                "source": SOURCE,
                "time": self.clock(),
                "revision": revision,
                "ticket": dict(snapshot),
                "actor": {**self._who(by), "kind": "agent"} if by is not None else actor,
            }
        )
        async with self.store.desk.begin() as work:
            await tickets.receive(work, event)
        await self.settles()

    async def promises(self) -> list[Promise]:
        async with self.store.desk.begin() as work:
            return await work.promises.find(order_by="made_at")

    async def loses(self, who: str) -> None:
        """Nobody can be reached at this address any more."""
        async with self.store.desk.begin() as work:
            await lose(work, self.channel.name, who)
        await self.settles()

    async def the_ticket(self, key: str = "INC-42") -> Ticket:
        async with self.store.desk.begin() as work:
            return await ticket_by_key(work, key)

    def _who(self, person_id: str) -> dict[str, object]:
        person = self.known[person_id]
        return {"id": person.id, "email": person.email, "name": person.name}

    # --- talking ---------------------------------------------------------------------------

    async def says(
        self,
        who: str,
        words: str,
        *,
        thread: str | None = None,
        under: Shown | None = None,
        as_role: str | None = None,
    ) -> list[str]:
        """Returns what was answered at once. `thread` is a ticket's own, `under` a message's."""
        ticket = await self.the_ticket(thread) if thread is not None else None
        turn = Said(
            by=self.address(who),
            words=words,
            once=f"t{next(self.turns)}",
            ticket_id=ticket.id if ticket is not None else None,
            as_role=as_role,
            thread=under.receipt if under is not None else None,
        )
        return await self.hears(turn)

    async def presses(self, who: str, label: str, *, on: Shown | None = None) -> list[str]:
        """The latest button with this label that `who` can see (or on an old card, if told so)."""
        seen = [on] if on is not None else list(reversed(self.chat(who)))
        for message in seen:
            for button in self.buttons(message):
                if button.label == label:
                    return await self.acts(who, button.action, message.slot, thread=message.thread)
        raise AssertionError(f"{who} sees no button {label!r} in: {self.inbox(who)}")

    async def fills(self, who: str, submit: str, **values: str | Sequence[str]) -> list[str]:
        """The latest form with this label; choices are given as they read, or by their value."""
        for message in reversed(self.chat(who)):
            for part in message.card.parts:
                if isinstance(part, Form) and submit in {part.submit, part.open_label}:
                    chosen = {name: chosen_in(part, name, value) for name, value in values.items()}
                    return await self.acts(
                        who, part.action, message.slot, chosen, thread=message.thread
                    )
        raise AssertionError(f"{who} sees no form {submit!r} in: {self.inbox(who)}")

    async def acts(
        self,
        who: str,
        action: Action,
        slot: str | None = None,
        values: dict[str, tuple[str, ...]] | None = None,
        *,
        thread: str | None = None,
    ) -> list[str]:
        turn = Pressed(
            by=self.address(who),
            action=action,
            once=f"t{next(self.turns)}",
            slot=slot,
            values=values or {},
            thread=thread,
        )
        return await self.hears(turn)

    async def hears(self, turn: Turn) -> list[str]:
        """Returns what was answered to this very turn."""
        await self.router.hear(turn)
        await self.settles()
        return [
            as_text(shown.card)
            for shown in self.channel.shown
            if shown.key.startswith(f"reply:{turn.once}:")
        ]

    # --- time and delivery -----------------------------------------------------------------

    async def settles(self, after: timedelta = timedelta(0)) -> None:
        """Let time pass, from one thing that is due to the next, and let everything happen."""
        until = self.clock() + after
        await self._beat()
        while self.clock() < until:
            step = self.clock() + max(timedelta(minutes=15), after / 12)
            self.clock.turn_to(min(until, step, await self._next_timer() or until))
            await self._beat()

    async def at(self, clock_time: str, *, days: int = 0) -> None:
        """Until this time in Berlin, today or some days on."""
        local = self.clock().astimezone(CAST_ZONE)
        hour, minute = clock_time.split(":")
        then = local.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        then += timedelta(days=days)
        assert then > local, f"it is {local:%H:%M} already"
        await self.settles(then - local)

    async def _beat(self) -> None:
        while True:
            done = await fire_due(self.store.desk)
            done += await self.notifications.tell_due()
            done += await self.delivery.deliver_due()
            if not done:
                return

    async def _next_timer(self) -> datetime | None:
        async with self.store.desk.begin() as work:
            timers = await work.timers.find(order_by="due_at", limit=1)
        return timers[0].due_at if timers and timers[0].due_at > self.clock() else None

    # --- what people see -------------------------------------------------------------------

    def inbox(self, who: str) -> list[str]:
        """Everything in somebody's chat, read aloud, the oldest first."""
        return [as_text(shown.card) for shown in self.chat(who)]

    def last(self, who: str) -> str:
        return self.inbox(who)[-1]

    def chat(self, who: str) -> list[Shown]:
        return [shown for shown in self.channel.shown if shown.to.user == who]

    def card(self, who: str, title: str) -> Shown:
        """The latest card whose title has these words in it."""
        for shown in reversed(self.chat(who)):
            if title in shown.card.title:
                return shown
        raise AssertionError(f"{who} sees no card {title!r} in: {self.inbox(who)}")

    def buttons(self, shown: Shown) -> list[Button]:
        found: list[Button] = []
        for part in shown.card.parts:
            if isinstance(part, Buttons | Scale):
                found.extend(part.buttons)
        return found

    def address(self, who: str) -> Address:
        return Address(self.channel.name, who, who)


def chosen_in(form: Form, name: str, value: str | Sequence[str]) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else tuple(value)
    for each in form.fields:
        if each.name == name and isinstance(each, ChooseMany | ChooseOne):
            values = {option.label: option.value for option in each.options}
            return tuple(values.get(word, word) for word in given)
    return given


@asynccontextmanager
async def open_test_house(
    url: str,
    *,
    policy: Policy | None = None,
    drafter: Drafter = read_note,
    classifier: Classifier | None = None,
) -> AsyncIterator[TestHouse]:
    clock = Clock()
    policy = policy or Policy()
    async with open_store(url, policy, clock=clock, new_id=Ids()) as store:
        channel = RecordingChannel(clock)
        house = TestHouse(
            store=store,
            clock=clock,
            channel=channel,
            router=Router(store.desk, Tools(drafter, classifier or ReasonReader(), NoNumbers())),
            notifications=Notifications(store.desk, store.news),
            delivery=Delivery(
                store.lanes, {"web": channel}, store.desk, patience=timedelta(seconds=2)
            ),
            policy=policy,
        )
        await house.introduces(*CAST)
        yield house
