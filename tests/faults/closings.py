"""A thousand tickets are closed at once, and everybody who had one hears of each of theirs, once.

    python -m tests.faults.closings [--tickets 1000] [--people 400] [--strangers 40] [--calm]

A technician's script resolves all tickets, and a while later the ticket system closes them: every
change comes over the real signed intake, is taken in, asked about and taken back by the beats of a
whole house, and goes to a Slack at the edge of the network that counts. It allows what Slack allows
(`tests.peers.slack_limits`) and asks for a rest beyond it; now and then it stumbles, hangs up or
falls silent, before or after it has done what it was asked for. Of some people the house knows no
more than their e-mail address, and has to ask Slack for them first.

In the end every message stands in its conversation once, with its key and in the order in which it
was written down, and Slack never had to ask for a rest.

What is virtual: the seconds. A loop of its own lets them pass when everybody waits (see
`tests.faults.virtual_time`), for the house, its database's clock and Slack alike, so that pace,
leases, holds and time-outs are what they are in production. Where nothing is left but questions that
wait for an hour of their own, the clock is turned ahead as well. What is real: sockets, HTTP,
signatures, the database, and the work that all of it costs; memory is that of house and Slack
together.
"""

import argparse
import asyncio
import base64
import json
import logging
import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import structlog
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table
from sqlalchemy import Row, text
from standardwebhooks.webhooks import Webhook

from bot.actions import AnswerClosing
from bot.channels.slack import places
from bot.channels.slack.api import A_MINUTE, OneWorkspace, open_slack
from bot.channels.slack.pace import (
    FOR_ANSWERS,
    FOR_ANSWERS_OF_TIER_3,
    SPARE_OF_ALL,
    SPARE_OF_TIER_3,
    TIER_3,
)
from bot.channels.slack.people import SlackPeople
from bot.channels.slack.send import SlackChannel
from bot.conversations.router import Router
from bot.conversations.talk import Tools
from bot.delivery import Delivery
from bot.notifications import Notifications
from bot.scheduler import Bell, Scheduler, fire_due
from bot.settings import read_settings
from bot.ticketing.backlog import work_off
from bot.ticketing.intake import intake_router
from bot.ticketing.introductions import Introductions
from bot.turns import REPLY, Pressed
from bot.wiring import open_records
from feedback.drafting.reader import read_note
from feedback.outbox import Claim, Lanes, Outcome, Outgoing
from feedback.people import Address, Person, PersonAddress, Role
from feedback.reasons.keywords import ReasonReader
from feedback.records import Fixed, Status, Ticket
from feedback.store import Store, migrate
from tests.doubles import WEDNESDAY
from tests.faults import virtual_time
from tests.house import BERLIN, SOURCE, NoNumbers
from tests.peers.local_slack import free_port
from tests.peers.slack_faults import (
    TEAM,
    FaultySlack,
    Trouble,
    cut,
    fails,
    faulty_slack,
    hangs,
    says,
)
from tests.peers.slack_limits import Limits
from tests.slack_house import served

SECRET = "whsec_" + base64.b64encode(b"a secret of the ticket system").decode()
LINES = 16
"""Connections over which the ticket system tells us."""
TECHNICIANS = 4
MOST = 6
"""Questions that one person is asked in a day."""
PRESSERS = 8
PRESSED_AFTER = 4.0
"""Virtual seconds."""
PATIENCE = 4 * 3600.0
"""Virtual seconds that everything may take to settle."""
LOOK = 1.0
"""Virtual seconds between two looks at it."""
IDLE = timedelta(seconds=9)
"""By so much the clock is turned where nothing is waited for but a timer."""

Json = dict[str, Any]
console = Console()


@dataclass(frozen=True)
class Case:
    tickets: int = 1000
    people: int = 400
    strangers: int = 40
    """So many of them have no address in Slack yet."""
    seed: int = 11
    calm: bool = False
    """Slack does not fail."""

    def owners(self) -> Iterator[int]:
        """Whose each ticket is: one in ten people has as many as may be asked about in a day."""
        many = self.people // 10
        for number in range(self.tickets):
            if number < MOST * many:
                yield number % many
            else:
                yield many + number % (self.people - many)


@dataclass(frozen=True)
class Sample:
    """How it stood at one moment."""

    delivered: int
    memory: int
    """Bytes."""
    tasks: int


@dataclass
class Phase:
    """One wave of changes, until the last message that it caused has left."""

    name: str
    taken: float = 0.0
    """Real seconds until all of them were taken."""
    messages: int = 0
    virtual: float = 0.0
    """Seconds from the first change to the last message."""
    least: float = 0.0
    """What the pace demands for so many."""
    real: float = 0.0
    samples: list[Sample] = field(default_factory=list)

    def halves(self) -> tuple[list[Sample], list[Sample]]:
        """By what had been delivered."""
        middle = self.samples[-1].delivered - self.messages // 2
        first = [each for each in self.samples if each.delivered <= middle]
        return first, self.samples[len(first) :]

    def grown(self) -> int:
        """Bytes by which the second half needed more memory than the first."""
        first, second = self.halves()
        return max(each.memory for each in second) - max(each.memory for each in first)


@dataclass
class Report:
    case: Case
    phases: list[Phase]
    problems: list[str]
    refused: Counter[str]
    """How often Slack asked for a rest, by method."""
    allowed: Counter[str]
    troubles: Counter[str]
    answers: list[float]
    """Virtual seconds from a press to what was said to it."""
    claims: list[float]
    """Real seconds of each claim of lanes."""

    @property
    def is_clean(self) -> bool:
        return not self.problems and not self.refused


# --- the desk ------------------------------------------------------------------------------------


def person(number: int) -> Person:
    return Person(
        id=f"r{number}",
        name=f"Requester {number}",
        email=f"r{number}@example.org",
        roles=(Role.REQUESTER,),
        time_zone=BERLIN,
    )


def technician(number: int) -> Person:
    return Person(
        id=f"t{number}",
        name=f"Technician {number}",
        email=f"t{number}@desk.example",
        roles=(Role.TECHNICIAN,),
        time_zone=BERLIN,
    )


def address(owner: Person) -> PersonAddress:
    there = places.address(TEAM, f"U{owner.id.upper()}", f"D{owner.id.upper()}")
    return PersonAddress(
        id=f"{there.channel}:{there.user}",
        person_id=owner.id,
        channel=there.channel,
        user=there.user,
        place=there.place,
        heard_at=WEDNESDAY,
    )


def records(case: Case) -> Iterator[object]:
    """Everybody has a ticket that somebody works on, and most people have been met in Slack."""
    yield from map(technician, range(TECHNICIANS))
    yield from map(address, map(technician, range(TECHNICIANS)))
    people = [person(number) for number in range(case.people)]
    yield from people
    yield from map(address, people[: case.people - case.strangers])
    for number, owner in enumerate(case.owners()):
        snapshot = snapshot_of(number, owner)
        yield Ticket(
            id=f"{SOURCE}:{snapshot['id']}",
            source=SOURCE,
            key=snapshot["key"],
            title=snapshot["title"],
            requester_id=f"r{owner}",
            technician_id=f"t{number % TECHNICIANS}",
            status=Status.IN_PROGRESS,
            reported_status=Status.IN_PROGRESS,
            created_at=WEDNESDAY - timedelta(days=1),
            updated_at=WEDNESDAY,
            revision=1,
            cycle_started_at=WEDNESDAY - timedelta(days=1),
            picked_up_at=WEDNESDAY,
            first_response_at=WEDNESDAY,
            last_human_word_at=WEDNESDAY,
        )


def title_of(number: int) -> str:
    return f"Dock {number:04} loses both screens"


def snapshot_of(number: int, owner: int, **changes: object) -> Json:
    return {
        "id": str(number),
        "key": f"INC-{number}",
        "title": title_of(number),
        "status": "in_progress",
        "service": "Laptops",
        "channel": "portal",
        "group": "Service Desk",
        "requester": who(person(owner)),
        "assignee": who(technician(number % TECHNICIANS)),
        "created_at": (WEDNESDAY - timedelta(days=1)).isoformat(),
        **changes,
    }


def who(somebody: Person) -> Json:
    return {"id": somebody.id, "email": somebody.email, "name": somebody.name}


# --- Slack ---------------------------------------------------------------------------------------


@dataclass
class Weather:
    """One call in about forty goes wrong, in every way there is."""

    chance: random.Random
    troubles: Counter[str] = field(default_factory=Counter)

    def __call__(self, method: str) -> Trouble | None:
        if self.chance.random() > 1 / 40:
            return None
        name = self.chance.choice(list(TROUBLES))
        self.troubles[name] += 1
        return TROUBLES[name]


TROUBLES = {
    "503, not done": fails(503),
    "502, not done": fails(502),
    "502, done": fails(502, done=True),
    "stumbled, not done": says("internal_error"),
    "stumbled, done": says("internal_error", done=True),
    "hung up, not done": cut(),
    "hung up, done": cut(done=True),
    "silent, not done": hangs(),
    "silent, done": hangs(done=True),
}


def user(number: int) -> tuple[str, Json]:
    """With the e-mail address of a requester."""
    email = person(number).email
    return email, {
        "id": f"UR{number}",
        "team_id": TEAM,
        "tz": BERLIN,
        "profile": {"email": email},
    }


# --- the house -----------------------------------------------------------------------------------


class Ticking:
    """With the loop's seconds, from a Wednesday morning on; it can be turned ahead."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return WEDNESDAY + self._ahead + timedelta(seconds=self._loop.time())

    def turn(self, by: timedelta) -> None:
        self._ahead += by

    def passed(self) -> float:
        """Seconds since the beginning."""
        return (self() - WEDNESDAY).total_seconds()


@dataclass
class Measured:
    """The lanes of a store, and how long each claim of them took."""

    lanes: Lanes
    took: list[float] = field(default_factory=list)

    async def claim(self, limit: int, channels: Collection[str] | None = None) -> Sequence[Claim]:
        began = time.perf_counter()
        claims = await self.lanes.claim(limit, channels)
        self.took.append(time.perf_counter() - began)
        return claims

    async def advance(
        self, claim: Claim, settled: tuple[int, Outcome] | None, *, release: bool = False
    ) -> Outgoing | None:
        return await self.lanes.advance(claim, settled, release=release)

    async def receipt_of(self, lane: str, slot: str) -> str | None:
        return await self.lanes.receipt_of(lane, slot)


@dataclass
class OpenHouse:
    store: Store
    router: Router
    lanes: Measured
    hook: str


@asynccontextmanager
async def open_house(url: str, slack: FaultySlack, clock: Ticking) -> AsyncIterator[OpenHouse]:
    """As `bot.wiring` builds it, but on the loop's seconds."""
    loop = asyncio.get_running_loop()
    bell = Bell()
    settings = read_settings(database={"url": url}, sources={SOURCE: {"secret_env": "SECRET"}})
    async with (
        open_records(settings, clock=clock, after_commit=bell.ring) as store,
        open_slack(
            OneWorkspace(None, "xoxb-ours"), base_url=slack.api_url, monotonic=loop.time
        ) as api,
    ):
        people = SlackPeople(store.desk, api, clock)
        channel = SlackChannel(api, face=people.face, monotonic=loop.time)
        lanes = Measured(store.lanes)
        delivery = Delivery(lanes, {channel.name: channel}, store.desk)
        scheduler = Scheduler(
            {
                "intake": partial(work_off, store.desk, addresses=people),
                "timers": partial(fire_due, store.desk),
                "news": Notifications(store.desk, store.news).tell_due,
                "delivery": delivery.deliver_due,
                "introductions": Introductions(store.desk, people, clock),
            },
            bell,
        )
        app = FastAPI()
        door = intake_router(store.desk, secrets={SOURCE: (SECRET,)}, after_commit=bell.ring)
        app.include_router(door)
        port = free_port()
        async with served(app, port):
            beating = asyncio.create_task(scheduler.run())
            router = Router(store.desk, Tools(read_note, ReasonReader(), NoNumbers()))
            hook = f"http://127.0.0.1:{port}/hooks/tickets/{SOURCE}"
            try:
                yield OpenHouse(store, router, lanes, hook)
            finally:
                scheduler.stop()
                delivery.stop()
                await beating


# --- the trial -----------------------------------------------------------------------------------


async def trial(url: str, case: Case) -> Report:
    clock = Ticking()
    async with faulty_slack() as slack:
        limits, weather = Limits(clock.passed), Weather(random.Random(case.seed))
        slack.is_thrifty, slack.limits = True, limits
        if not case.calm:
            slack.weather = weather
        slack.users.update(user(number) for number in range(case.people))
        async with open_house(url, slack, clock) as house:
            await house.store.load(records(case))
            resolved = await phase(house, clock, case, "resolved", press=True)
            closed = await phase(house, clock, case, "closed")
            rows = await written(house.store)
        return Report(
            case,
            [resolved, closed],
            problems(rows, slack, case),
            limits.refused,
            limits.allowed,
            weather.troubles,
            [took(row) for row in rows if row.key.startswith(REPLY)],
            house.lanes.took,
        )


async def phase(
    house: OpenHouse, clock: Ticking, case: Case, status: str, *, press: bool = False
) -> Phase:
    found = Phase(status)
    before = await progress(house.store)
    began, real = clock.passed(), time.perf_counter()
    async with asyncio.TaskGroup() as together:
        await tell_all(house, case, status)
        found.taken = time.perf_counter() - real
        if press:
            together.create_task(press_some(house))
        while clock.passed() - began < PATIENCE:
            now = await progress(house.store)
            found.samples.append(Sample(now.sent, memory(), len(asyncio.all_tasks())))
            found.virtual = clock.passed() - began
            if not now.waiting and not now.timers and found.virtual > PRESSED_AFTER:
                break
            if not now.waiting and found.virtual > PRESSED_AFTER:
                clock.turn(IDLE)
            await asyncio.sleep(LOOK)
    found.messages = now.sent - before.sent
    found.least = least(now.posts - before.posts, now.edits - before.edits)
    found.real = time.perf_counter() - real
    return found


def least(posts: int, edits: int) -> float:
    """Seconds that our pace takes for so many, of each kind side by side."""
    a_second = A_MINUTE * (1 - FOR_ANSWERS) / 60
    edits_a_second = (TIER_3 - 2 * SPARE_OF_TIER_3) * (1 - FOR_ANSWERS_OF_TIER_3) / 60
    return max((posts - SPARE_OF_ALL) / a_second, (edits - SPARE_OF_TIER_3) / edits_a_second)


async def tell_all(house: OpenHouse, case: Case, status: str) -> None:
    waiting = iter(list(enumerate(case.owners())))

    async def tell(session: aiohttp.ClientSession) -> None:
        for number, owner in waiting:
            name, content = changed(number, owner, status)
            headers = signed(name, content)
            async with session.post(house.hook, data=content, headers=headers) as answer:
                assert answer.status == 202, await answer.text()

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as together:
        for _ in range(LINES):
            together.create_task(tell(session))


def changed(number: int, owner: int, status: str) -> tuple[str, str]:
    """An event with its name."""
    revision = REVISIONS[status]
    at = (WEDNESDAY + timedelta(seconds=revision)).isoformat()
    change = {"status": status, f"{status}_at": at, "updated_at": at}
    name = f"{number}-{status}"
    event = {
        "id": name,
        "source": SOURCE,
        "time": at,
        "revision": revision,
        "ticket": snapshot_of(number, owner, **change),
        "actor": {**who(technician(number % TECHNICIANS)), "kind": "agent"},
    }
    return name, json.dumps(event)


REVISIONS = {"resolved": 2, "closed": 3}


def signed(name: str, content: str) -> dict[str, str]:
    """As of the real time."""
    now = datetime.now(UTC)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(name, now, content),
    }


async def press_some(house: OpenHouse) -> None:
    """A few people answer their first question while others for them still wait."""
    await asyncio.sleep(PRESSED_AFTER)
    rows = await written(house.store)
    waiting = {row.lane for row in rows if row.state != "sent"}
    seen = {row.lane: row for row in reversed(rows) if row.state == "sent" and row.slot}
    for lane in sorted(waiting & seen.keys())[:PRESSERS]:
        row = seen[lane]
        _, check, _ = row.slot.split(":")
        await house.router.hear(
            Pressed(
                by=Address(places.NAME, row.user, row.place),
                action=AnswerClosing(check, Fixed.YES),
                once=f"press-{check}",
                slot=row.slot,
            )
        )


# --- what became of it ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    sent: int
    posts: int
    """Of those sent."""
    edits: int
    waiting: int
    """Events, news and messages, whose turn is now."""
    timers: int
    """Questions that wait for another hour."""


async def progress(store: Store) -> Progress:
    async with store.reader.connect() as connection:
        numbers = [await connection.scalar(text(f"SELECT {each}")) for each in PROGRESS]
    sent, receipts, edits, *waiting, timers = map(int, numbers)
    return Progress(sent, receipts, edits, sum(waiting), timers)


ANSWER = f"key LIKE '{REPLY}%'"
PROGRESS = (
    "count(*) FROM outbox WHERE state = 'sent'",
    f"count(DISTINCT receipt) FROM outbox WHERE NOT {ANSWER}",
    f"count(*) - count(DISTINCT receipt) FROM outbox WHERE state = 'sent' AND NOT {ANSWER}",
    "count(*) FROM outbox WHERE state IN ('pending', 'sending')",
    "count(*) FROM news WHERE laid_aside_at IS NULL",
    "count(*) FROM raw_events WHERE handled_at IS NULL",
    "count(*) FROM timers WHERE kind = 'closing_again'",
)


def memory() -> int:
    """Bytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


async def written(store: Store) -> Sequence[Row[Any]]:
    """Every message, in the order in which they were written down."""
    async with store.reader.connect() as connection:
        return (await connection.execute(text("SELECT * FROM outbox ORDER BY id"))).all()


def took(row: Row[Any]) -> float:
    """Seconds from when it was due until it had arrived."""
    due, settled = map(datetime.fromisoformat, (row.due_at, row.settled_at))
    return (settled - due).total_seconds()


def problems(rows: Sequence[Row[Any]], slack: FaultySlack, case: Case) -> list[str]:
    """Nothing lost, nothing twice, everything in its order, each ticket by itself."""
    found = [f"{row.key}: {row.state}, {row.error}" for row in rows if row.state != "sent"]
    # Whoever had pressed the button was not told any more that the question was taken back.
    rows = [row for row in rows if row.receipt is not None]
    shown = Counter(key for kept in slack.messages for key in set(kept.keys))
    found += [f"{row.key} was shown {shown[row.key]} times" for row in rows if shown[row.key] != 1]
    stands = {f"{kept.channel}:{kept.ts}": kept for kept in slack.messages}
    orders: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        kept = stands.get(row.receipt)
        if kept is None or row.key not in kept.keys or not row.place.endswith(kept.channel):
            found.append(f"{row.key} is not where its receipt says")
        elif row.key == kept.keys[0]:
            orders[kept.channel].append(row.key)
    for channel, order in orders.items():
        seen = [kept.keys[0] for kept in slack.messages if kept.channel == channel]
        if seen != order:
            found.append(f"{channel}: {seen}, and not {order}")
    asked = Counter(
        kept.said.partition("“")[2].partition("”")[0]
        for kept in slack.messages
        if kept.channel.startswith("DR")
    )
    for number in range(case.tickets):
        if asked[title_of(number)] != 1:
            found.append(f"asked {asked[title_of(number)]} times about ticket {number}")
    return found


def show(report: Report) -> None:
    table = Table(
        "", "messages", "virtual s", "of the least", "real s", "a real s", "MB more", "tasks"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for each in report.phases:
        table.add_row(
            each.name,
            f"{each.messages:,}",
            f"{each.virtual:,.0f}",
            f"{each.virtual / each.least:.2f}",
            f"{each.real:,.1f}",
            f"{each.messages / each.real:,.0f}",
            f"{each.grown() / 1e6:+.1f}",
            f"{max(sample.tasks for sample in each.samples)}",
        )
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    console.print(f"at most {peak / 1024:,.0f} MB; calls: {dict(report.allowed)}")
    console.print(f"asked for a rest: {dict(report.refused)}; troubles: {dict(report.troubles)}")
    if report.answers:
        middle, slowest = median(report.answers), max(report.answers)
        console.print(f"answered after a press: {middle:.1f} virtual s, at most {slowest:.1f}")
    mean = sum(report.claims) / len(report.claims)
    console.print(f"{len(report.claims):,} claims of lanes, {1000 * mean:.1f} real ms each")
    for what in report.problems[:20]:
        console.print(f"  {what}")
    console.print("clean" if report.is_clean else f"{len(report.problems)} problems")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tickets", type=int, default=Case.tickets)
    parser.add_argument("--people", type=int, default=Case.people)
    parser.add_argument("--strangers", type=int, default=Case.strangers)
    parser.add_argument("--seed", type=int, default=Case.seed)
    parser.add_argument("--calm", action="store_true", help="Slack does not fail")
    case = Case(**vars(parser.parse_args()))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/desk.sqlite?synchronous=off"
        asyncio.run(migrate(url))
        show(virtual_time.run(lambda: trial(url, case)))


if __name__ == "__main__":
    main()
