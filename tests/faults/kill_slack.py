"""Kills the server with -9 at random moments of a desk's day in Slack, and counts what was lost.

    python -m tests.faults.kill_slack --kills 100 [--mode socket]

Technicians write notes and send them, a ticket system resolves tickets, requesters say whether it
is fixed, rate, and write back, all at once and through local-slack. What it lacks stands around it:
a courier that brings events again as Slack does, and a relay that keeps the metadata of messages
and is as slow as Slack is. Of a press that failed Slack only tells: its person presses again.

In the end everything that we said we have must be in the records once, and every message must
stand in its conversation once, in order. Loopback only; ends by itself.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import aiohttp

from bot.actions import AnswerClosing, Rate, SendUpdate, unpack
from bot.channels.slack import places
from bot.channels.slack.manifest import PATH
from bot.settings import Day, read_settings
from bot.turns import REPLY
from bot.wiring import open_records
from feedback.people import Person, PersonAddress, Role
from feedback.records import Fixed, Status, Ticket
from feedback.store import migrate
from tests.bot.channels.slack import blocks
from tests.faults.victim import Victim, killing
from tests.house import BERLIN, SOURCE
from tests.peers.courier import Courier, by_post, by_wire
from tests.peers.local_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    SECRET,
    TEAM,
    LocalSlack,
    config,
    email_of,
    free_port,
    line_to_slack,
    running,
)
from tests.peers.relay import Relay, remembering
from tests.ticket_system import HOOK_SECRET, signed_by_the_desk

Mode = Literal["http", "socket"]
REQUESTERS = {f"U1R{n:02}": f"requester{n}" for n in range(16)}
TECHNICIANS = {f"U1T{n:02}": f"technician{n}" for n in range(8)}
EVERYBODY = {**REQUESTERS, **TECHNICIANS}
SLOW = (0.02, 0.15)
"""Seconds that Slack takes before it does something, and again before it says so."""
PAUSE = (0.15, 4.0)
"""Seconds that the server may live; meanwhile one conversation takes hardly more than as many
messages."""
ALWAYS = {
    "SINCERELY_DESK__OPENS": "00:00",
    "SINCERELY_DESK__CLOSES": "00:00",
    "SINCERELY_DESK__DAYS": json.dumps(get_args(Day)),
    "SINCERELY_DESK__HOLIDAYS_OF": "",
    "SINCERELY_CONTACT__MESSAGES_A_DAY": "100000",
    "SINCERELY_SURVEYS__DELAY": "1 second",
    "SINCERELY_SURVEYS__GAP": "1 second",
    "SINCERELY_SLACK__MESSAGES_A_MINUTE": "6000",
}
"""Nobody is quiet, and nothing waits for tomorrow."""
Json = dict[str, Any]
Kind = TypeVar("Kind", AnswerClosing, Rate, SendUpdate)


@dataclass
class Journal:
    """What was taken from people: this and nothing else must be found in the end."""

    tickets: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    rated: dict[str, int] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    pressed_again: int = 0


@dataclass(frozen=True)
class Report:
    mode: Mode
    kills: int
    taken: int
    pressed_again: int
    brought_again: int
    given_up: int
    messages: int
    left_out: int
    """Overtaken by a later one in the same place before their turn came."""
    unheard: int
    looked_up: int
    put_again: int
    """Once more into the same place, where nobody sees it twice."""
    lost: list[str]
    twice: list[str]
    out_of_order: list[str]
    not_delivered: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.twice or self.out_of_order or self.not_delivered)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.mode}), {self.taken} presses and messages taken"
            f" ({self.pressed_again} pressed again, {self.brought_again} brought again by Slack,"
            f" {self.given_up} given up by it), {self.messages} messages sent ({self.left_out}"
            f" more left out for later ones, {self.unheard} whose fate nobody heard,"
            f" {self.looked_up} look-ups, {self.put_again} put again into the same place):"
            f" {len(self.lost)} lost, {len(self.twice)} twice,"
            f" {len(self.out_of_order)} out of order, {self.not_delivered} not delivered"
            + "".join(f"\n  lost: {what}" for what in self.lost[:10])
            + "".join(f"\n  twice: {what}" for what in self.twice[:10])
            + "".join(f"\n  out of order: {what}" for what in self.out_of_order[:10])
        )


# --- the town ------------------------------------------------------------------------------------


@dataclass
class Town:
    """The desk that is killed, Slack around it, and what people in Slack see."""

    mode: Mode
    slack: LocalSlack
    relay: Relay
    courier: Courier
    victim: Victim
    session: aiohttp.ClientSession
    chance: random.Random
    direct: Mapping[str, str]
    """Everybody's own conversation with us, by their id."""
    evening: asyncio.Event = field(default_factory=asyncio.Event)
    """When everybody stops what they are doing."""
    screens: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    """By conversation and time stamp."""
    journal: Journal = field(default_factory=Journal)

    async def does(self, what: str, body: Json) -> None:
        """Somebody in Slack."""
        async with self.session.post(f"{self.slack.url}/_control/{what}", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def watch(self, line: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in line:
            match json.loads(frame.data):
                case {"t": "message" | "message_update", "message": message}:
                    self.screens[message["channel"]][message["ts"]] = message

    async def stands(self, channel: str) -> set[str]:
        """The time stamps of what we have written there."""
        async with self.session.get(f"{self.slack.url}/_control/messages/{channel}") as answer:
            found = (await answer.json())["messages"]
        return {message["ts"] for message in found if message.get("bot_id")}


@asynccontextmanager
async def open_town(folder: Path, mode: Mode, chance: random.Random) -> AsyncIterator[Town]:
    """Slack, its people, and the desk's records; the desk itself is not started yet."""
    async with AsyncExitStack() as rooms:
        port = free_port() if mode == "http" else None
        url = rooms.enter_context(running(folder, config(events_port=port, people=EVERYBODY)))
        slack = LocalSlack(url, port)
        relay = await rooms.enter_async_context(remembering(slack, lambda: chance.uniform(*SLOW)))
        victim = Victim(folder, free_port(), environment(mode, relay.api_url))
        rooms.callback(victim.end)
        courier = Courier(victim.alive)
        if port is None:
            relay.socket_url = await rooms.enter_async_context(by_wire(courier, slack))
        else:
            await rooms.enter_async_context(by_post(courier, port, f"{victim.base}{PATH}"))
        session = await rooms.enter_async_context(line_to_slack())
        direct = {user: await conversation(session, slack, user) for user in EVERYBODY}
        await migrate(victim.url)
        async with open_records(read_settings(database={"url": victim.url})) as store:
            await store.load(records(direct))
        town = Town(mode, slack, relay, courier, victim, session, chance, direct)
        screen = f"{url.replace('http', 'ws', 1)}/ui"
        line = await rooms.enter_async_context(session.ws_connect(screen, max_msg_size=0))
        watching = asyncio.create_task(town.watch(line))
        rooms.callback(watching.cancel)
        yield town


def environment(mode: Mode, api_url: str) -> dict[str, str]:
    return {
        **ALWAYS,
        "SINCERELY_SLACK__ENABLED": "true",
        "SINCERELY_SLACK__MODE": mode,
        "SINCERELY_SLACK__API_URL": api_url,
        "SINCERELY_SOURCES": json.dumps({SOURCE: {"secret_env": "DESK_SECRET"}}),
        "DESK_SECRET": HOOK_SECRET,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_APP_TOKEN": APP_TOKEN,
    }


async def conversation(session: aiohttp.ClientSession, slack: LocalSlack, user: str) -> str:
    opening = session.post(f"{slack.api_url}conversations.open", json={"users": user})
    async with opening as answer:
        return str((await answer.json())["channel"]["id"])


def records(direct: Mapping[str, str]) -> list[object]:
    """Everybody, as the desk knows them, and one ticket for each requester that stays open."""
    now = datetime.now(UTC)
    found: list[object] = []
    for user, name in EVERYBODY.items():
        role = Role.REQUESTER if user in REQUESTERS else Role.TECHNICIAN
        address = places.address(TEAM, user, direct[user])
        found += [
            Person(id=name, name=name.title(), email=email_of(name), roles=(role,),
                   time_zone=BERLIN),
            PersonAddress(id=f"slack:{name}", person_id=name, channel=address.channel,
                          user=address.user, place=address.place, heard_at=now),
        ]  # fmt: skip
    for number, requester in enumerate(REQUESTERS.values()):
        found.append(
            Ticket(
                id=f"ticket{number}",
                source=SOURCE,
                key=open_key(number),
                title=f"Dock {number} loses both screens",
                requester_id=requester,
                technician_id=technician_of(number),
                status=Status.IN_PROGRESS,
                reported_status=Status.IN_PROGRESS,
                created_at=now - timedelta(hours=3),
                updated_at=now,
                cycle_started_at=now - timedelta(hours=3),
            )
        )
    return found


def open_key(number: int) -> str:
    return f"INC-{number + 1}"


def technician_of(number: int) -> str:
    return list(TECHNICIANS.values())[number % len(TECHNICIANS)]


# --- the people ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    """One that somebody sees, in which message."""

    channel: str
    ts: str
    element: Json


class Someone:
    """Says and presses until it is taken, as people do."""

    def __init__(self, town: Town, user: str) -> None:
        self._town = town
        self._user = user
        self._channel = town.direct[user]

    async def says(self, words: str, *, under: str | None = None) -> str:
        """What was taken in the end. If Slack gives up on it, it is said once more, as new words."""
        said = {"user": self._user, "channel": self._channel}
        thread = {"thread_ts": under} if under is not None else {}
        while True:
            fate = self._town.courier.fate(self._user)
            await self._town.does("message", {**said, **thread, "text": words})
            if await fate:
                return words
            await self._town.victim.alive.wait()
            words += "!"

    async def presses(self, button: Button) -> None:
        """Slack shows that it did not work, and one presses again, whatever has become of it."""
        while True:
            fate = self._town.courier.fate(self._user)
            place = {"channel": button.channel, "messageTs": button.ts, "user": self._user}
            await self._town.does("interact", {**place, "action": button.element})
            if await fate:
                return
            await self._town.victim.alive.wait()
            self._town.journal.pressed_again += 1

    def some_message(self) -> str | None:
        """The time stamp of one of ours under which one can write."""
        seen = [ts for ts, each in self._town.screens[self._channel].items() if is_a_root(each)]
        return self._town.chance.choice(seen) if seen else None

    async def sees(self, words: str, kind: type[Kind]) -> list[tuple[Button, Kind]]:
        """The buttons of this kind under the latest message with these words, once it is there;
        none when everybody goes home before."""
        while not self._town.evening.is_set():
            for message in reversed(self._town.screens[self._channel].values()):
                if words in blocks.words(message):
                    found = [
                        (Button(self._channel, message["ts"], element), action)
                        for element in pressable(message)
                        if isinstance(action := unpack(element["value"]), kind)
                    ]
                    if found:
                        return found
            await asyncio.sleep(0.05)
        return []


def is_a_root(message: Json) -> bool:
    return bool(message.get("bot_id")) and "thread_ts" not in message


def pressable(message: Json) -> Iterator[Json]:
    for row in message.get("blocks") or ():
        for element in row.get("elements", ()):
            if element["type"] == "button":
                yield {**element, "block_id": row["block_id"]}


async def technician(town: Town, user: str, numbers: list[int]) -> None:
    """Notes about the tickets that stay open, each read by the bot and sent on one press."""
    someone, turn = Someone(town, user), 0
    while not town.evening.is_set():
        number = numbers[turn % len(numbers)]
        part = f"swapping part {number}-{turn},"
        words = f"update {open_key(number)} {part} I'll write to you by tomorrow 15:00"
        town.journal.notes.append(await someone.says(words))
        for send, action in await someone.sees(part, SendUpdate):
            await someone.presses(send)
            town.journal.sent.append(action.draft_id)
        await asyncio.sleep(town.chance.uniform(0.05, 0.4))
        turn += 1


async def requester(town: Town, user: str, number: int) -> None:
    """Writes back about the open ticket; others are resolved, closed and rated meanwhile."""
    someone, turn = Someone(town, user), 0
    await asyncio.sleep(town.chance.uniform(0, 2))
    while not town.evening.is_set():
        key, title = f"INC-{1000 * (number + 1) + turn}", f"Screen {number}-{turn} flickers"
        ticket = Told(key, title, REQUESTERS[user], technician_of(number))
        await tell(town, ticket, Status.IN_PROGRESS)
        town.journal.tickets.append(key)
        words = f"{open_key(number)} it flickers less, see picture {number}-{turn}"
        under = someone.some_message() if turn % 2 else None
        town.journal.words.append(await someone.says(words, under=under))
        await tell(town, ticket, Status.RESOLVED)
        for yes, answer in await someone.sees(f"“{title}” is fixed", AnswerClosing):
            if answer.answer is Fixed.YES:
                await someone.presses(yes)
                town.journal.closed.append(answer.check_id)
        scale = await someone.sees(f"“{title}”", Rate)
        for _ in scale[: town.chance.choice((1, 1, 2))]:
            press, rated = town.chance.choice(scale)
            await someone.presses(press)
            town.journal.rated[rated.invitation_id] = rated.score
        turn += 1


@dataclass(frozen=True)
class Told:
    """What the ticket system knows of a ticket."""

    key: str
    title: str
    requester: str
    technician: str


async def tell(town: Town, ticket: Told, status: Status) -> None:
    """Until it is taken, as ticket systems do."""
    delivery, now = f"{ticket.key}-{status}", datetime.now(UTC).isoformat()
    resolved = {"resolved_at": now} if status is Status.RESOLVED else {}
    snapshot = {
        "id": ticket.key,
        "key": ticket.key,
        "title": ticket.title,
        "status": status,
        "requester": known_as(ticket.requester),
        "assignee": known_as(ticket.technician),
        "created_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "updated_at": now,
        **resolved,
    }
    actor = {**known_as(ticket.technician), "kind": "agent"}
    content = json.dumps(
        {"id": delivery, "source": SOURCE, "time": now, "ticket": snapshot, "actor": actor}
    )
    hook = f"{town.victim.base}/hooks/tickets/{SOURCE}"
    while True:
        headers = signed_by_the_desk(delivery, content)
        try:
            async with town.session.post(hook, data=content, headers=headers) as answer:
                assert answer.status in {200, 202}, await answer.text()
                return
        except (aiohttp.ClientError, OSError):
            await town.victim.alive.wait()
            await asyncio.sleep(0.02)


def known_as(name: str) -> Json:
    return {"id": name, "email": email_of(name), "name": name.title()}


# --- the trial -----------------------------------------------------------------------------------


async def trial(
    folder: Path, kills: int, seed: int, mode: Mode, pause: tuple[float, float] = PAUSE
) -> Report:
    chance = random.Random(seed)
    async with open_town(folder, mode, chance) as town:
        await town.victim.start()
        async with asyncio.TaskGroup() as together:
            load = together.create_task(people_at_work(town))
            done = await killing(town.victim, kills, chance, load, pause)
            town.evening.set()
        await town.victim.settled()
        await town.victim.stop()
        return await count(town, done)


async def people_at_work(town: Town) -> None:
    async with asyncio.TaskGroup() as together:
        for index, user in enumerate(TECHNICIANS):
            numbers = list(range(len(REQUESTERS)))[index :: len(TECHNICIANS)]
            together.create_task(technician(town, user, numbers))
        for number, user in enumerate(REQUESTERS):
            together.create_task(requester(town, user, number))


@dataclass(frozen=True)
class Sent:
    """A row of the outbox."""

    key: str
    lane: str
    slot: str | None
    state: str
    receipt: str | None

    @property
    def channel(self) -> str:
        return self.lane.rpartition("/")[2]


OUTBOX = "SELECT key, lane, slot, state, receipt FROM outbox ORDER BY due_at, id"


async def count(town: Town, kills: int) -> Report:
    """Answers keep their order, and so does all that nobody waits for; answers may go before it."""
    lost: list[str] = []
    twice: list[str] = []
    for what, expected, found in effects(town):
        lost += [f"{what} {name}" for name in expected if found[name] == 0]
        twice += [f"{what} {name}" for name in expected if found[name] > 1]
    scores = dict(town.victim.read("SELECT invitation_id, score FROM ratings"))
    rated = town.journal.rated.items()
    lost += [f"score of {name}" for name, score in rated if scores.get(name) != score]

    outbox = [Sent(*row) for row in town.victim.read(OUTBOX)]
    keys = {each.key for each in outbox}
    lost += [f"answer to {once}" for once in town.courier.taken if f"{REPLY}{once}:0" not in keys]
    sent = [each for each in outbox if each.state == "sent"]
    stays = {(each.lane, each.slot) for each in sent if each.receipt is not None}
    left_out = [each for each in sent if each.receipt is None]
    lost += [f"message {each.key}" for each in left_out if (each.lane, each.slot) not in stays]
    at: dict[str, set[str]] = defaultdict(set)
    found_in: dict[str, list[str]] = defaultdict(list)
    for written in town.relay.written:
        at[written.key].add(written.ts)
        if written.key not in found_in[written.channel]:
            found_in[written.channel].append(written.key)
    twice += [f"message {key}" for key, where in at.items() if len(where) > 1]
    arrived = [each for each in sent if each.receipt is not None]
    lost += [f"message {each.key}" for each in arrived if each.key not in found_in[each.channel]]
    out_of_order = [
        f"in {channel}: {key} instead of {wanted}"
        for channel, found in found_in.items()
        for answers in (False, True)
        for key, wanted in zip(
            [key for key in found if key.startswith(REPLY) is answers],
            [
                each.key
                for each in arrived
                if each.channel == channel and each.key.startswith(REPLY) is answers
            ],
            strict=False,
        )
        if key != wanted
    ]
    for channel in town.direct.values():
        ours = {written.ts for written in town.relay.written if written.channel == channel}
        stands = await town.stands(channel)
        lost += [f"message {ts} in {channel}" for ts in ours - stands]
        twice += [f"message {ts} in {channel}, of no key of ours" for ts in stands - ours]
    return Report(
        mode=town.mode,
        kills=kills,
        taken=len(town.courier.taken),
        pressed_again=town.journal.pressed_again,
        brought_again=town.courier.repeated,
        given_up=town.courier.given_up,
        messages=len(arrived),
        left_out=len(left_out),
        unheard=len(town.relay.unheard),
        looked_up=town.relay.looked_up,
        put_again=len(town.relay.written) - len(set(town.relay.written)),
        lost=lost,
        twice=twice,
        out_of_order=out_of_order,
        not_delivered=len(outbox) - len(sent),
    )


def effects(town: Town) -> Iterator[tuple[str, list[str], Counter[str]]]:
    """What was taken from people, beside what is there of it."""
    journal = town.journal
    for what, expected, statement in (
        ("ticket", journal.tickets, "SELECT key FROM tickets"),
        ("words", journal.words, "SELECT words FROM replies"),
        ("note", journal.notes, NOTES),
        ("update of draft", journal.sent, UPDATES),
        ("closing", journal.closed, CLOSINGS),
        ("rating of", list(journal.rated), "SELECT invitation_id FROM ratings"),
    ):
        yield what, expected, Counter(row[0] for row in town.victim.read(statement))


NOTES = """
SELECT 'update ' || t.key || ' ' || d.words FROM drafts d JOIN tickets t ON t.id = d.ticket_id
"""
UPDATES = """
SELECT d.id FROM drafts d JOIN updates u ON u.ticket_id = d.ticket_id AND u.words = d.words
"""
CLOSINGS = """
SELECT c.id FROM closing_checks c JOIN ticket_events e ON e.ticket_id = c.ticket_id
WHERE c.answer = 'yes' AND e.kind = 'closed'
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mode", choices=get_args(Mode), default="http")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sincerely-faults-") as folder:
        report = asyncio.run(trial(Path(folder), given.kills, given.seed, given.mode))
    print(report)
    sys.exit(not report.is_clean)


if __name__ == "__main__":
    main()
