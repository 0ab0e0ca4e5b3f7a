"""Kills the server with -9 at random moments of a journey under load, and counts what was lost.

    python -m tests.faults.kill --kills 100

Technicians write and send updates, requesters rate and explain, all at once and over the real web
chat; whoever gets no answer asks again with the same delivery id, as browsers and chat platforms
do. In the end every answered press must be in the records, every message must have reached its
conversation, and nobody may see one twice. Loopback only; ends by itself.
"""

import argparse
import asyncio
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bot.actions import Action, Rate, SayWhy, SendUpdate, pack
from bot.settings import read_settings
from bot.wiring import open_records
from feedback.people import Person, PersonAddress, Role
from feedback.records import Invitation, Status, Ticket
from feedback.store import migrate
from tests.faults.victim import PATIENCE, Victim, killing
from tests.peers.local_slack import free_port

REQUESTERS = 24
TECHNICIANS = 4
PAUSE = (0.15, 1.2)
"""Seconds that the server may live."""
WEB_CHAT = {
    "SINCERELY_SERVER__WEB_CHAT": "true",
    "SINCERELY_PAGE_SECRET": "the same for all its lives",
}


@dataclass
class Journal:
    """What was answered: this and nothing else must be found in the end."""

    rated: dict[str, int] = field(default_factory=dict)
    explained: dict[str, str] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    seen: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    kills: int
    presses: int
    repeated: int
    messages: int
    lost: list[str]
    shown_twice: list[str]
    not_delivered: int

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.shown_twice and not self.not_delivered

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.presses} presses answered ({self.repeated} asked again),"
            f" {self.messages} messages: {len(self.lost)} lost, {len(self.shown_twice)} shown"
            f" twice, {self.not_delivered} not delivered"
            + "".join(f"\n  lost: {what}" for what in self.lost[:10])
            + "".join(f"\n  twice: {what}" for what in self.shown_twice[:10])
        )


# --- the desk ------------------------------------------------------------------------------------


def people() -> list[Person]:
    return [
        *(
            Person(
                id=f"r{n}",
                name=f"Requester {n}",
                email=f"r{n}@example.org",
                roles=(Role.REQUESTER,),
                time_zone="Europe/Berlin",
            )
            for n in range(REQUESTERS)
        ),
        *(
            Person(
                id=f"t{n}",
                name=f"Technician {n}",
                email=f"t{n}@example.org",
                roles=(Role.TECHNICIAN,),
                time_zone="Europe/Berlin",
            )
            for n in range(TECHNICIANS)
        ),
    ]


def records(now: datetime) -> list[object]:
    found: list[object] = [
        *people(),
        *(
            PersonAddress(
                id=f"web:{person.id}",
                person_id=person.id,
                channel="web",
                user=person.id,
                place=person.id,
                heard_at=now,
            )
            for person in people()
        ),
    ]
    for n in range(REQUESTERS):
        ticket = Ticket(
            id=f"ticket{n}",
            source="faults",
            key=f"INC-{n + 1}",
            title=f"Dock {n} loses both screens",
            requester_id=f"r{n}",
            technician_id=f"t{n % TECHNICIANS}",
            status=Status.IN_PROGRESS,
            reported_status=Status.IN_PROGRESS,
            created_at=now - timedelta(hours=3),
            updated_at=now,
            cycle_started_at=now - timedelta(hours=3),
        )
        done = replace(
            ticket,
            id=f"done{n}",
            key=f"INC-{n + 1001}",
            status=Status.CLOSED,
            reported_status=Status.CLOSED,
            resolved_at=now,
            closed_at=now,
        )
        asked = Invitation(
            id=f"invitation{n}",
            ticket_id=done.id,
            requester_id=ticket.requester_id,
            cycle=1,
            asked_at=now,
            technician_id=ticket.technician_id,
        )
        found += [ticket, done, asked]
    return found


# --- the people ----------------------------------------------------------------------------------


class Browser:
    """Posts until it gets an answer, with the same delivery id every time."""

    def __init__(self, victim: Victim, journal: Journal) -> None:
        self._victim = victim
        self._journal = journal
        self._client = httpx.AsyncClient(timeout=10)
        self._token = ""

    async def open(self) -> None:
        page = (await self._client.get(f"{self._victim.base}/")).text
        found = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert found, "the page has no token"
        self._token = found[1]

    async def close(self) -> None:
        await self._client.aclose()

    async def say(self, who: str, role: Role, words: str, once: str) -> None:
        await self._post(f"say/{who}", {"once": once, "role": role, "words": words})
        self._journal.said[who] += 1

    async def press(
        self, who: str, role: Role, action: Action, once: str, **values: list[str]
    ) -> None:
        body = {"once": once, "role": role, "action": pack(action), "values": values}
        await self._post(f"press/{who}", body)

    async def _post(self, path: str, body: Mapping[str, object]) -> None:
        tries = 0
        while True:
            await self._victim.alive.wait()
            tries += 1
            try:
                answer = await self._client.post(
                    f"{self._victim.base}/{path}",
                    json=body,
                    headers={"x-page-token": self._token, "accept": "application/json"},
                )
            except httpx.HTTPError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code == 204:
                self._journal.repeated += tries - 1
                return
            raise AssertionError(f"{path}: {answer.status_code} {answer.text[:300]}")


async def technician(browser: Browser, victim: Victim, journal: Journal, n: int, turn: int) -> None:
    """A note about ticket n, read by the bot, sent on one press."""
    who, once = f"t{n % TECHNICIANS}", f"note-{n}-{turn:04d}"
    words = f"update INC-{n + 1} swapping part {turn}, I'll write to you by tomorrow 15:00"
    await browser.say(who, Role.TECHNICIAN, words, once)
    draft = await eventually(victim, f"%swapping part {turn}, %", n)
    await browser.press(who, Role.TECHNICIAN, SendUpdate(draft), f"send-{n}-{turn:04d}")
    journal.sent.add(draft)


async def eventually(victim: Victim, words: str, n: int) -> str:
    """The draft that was made of these words, as soon as it is there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            rows = victim.read(
                "SELECT id FROM drafts WHERE ticket_id = ? AND words LIKE ?",
                (f"ticket{n}", words),
            )
            if rows:
                return str(rows[0][0])
            await asyncio.sleep(0.02)


async def requester(browser: Browser, journal: Journal, n: int, chance: random.Random) -> None:
    who, invitation = f"r{n}", f"invitation{n}"
    for slip in range(2):
        score = chance.randrange(11)
        await browser.press(who, Role.REQUESTER, Rate(invitation, score), f"rate-{n:04d}-{slip}")
        journal.rated[invitation] = score
        await asyncio.sleep(chance.uniform(0, 0.5))
    comment = f"It took {n + 2} calls until somebody listened."
    await browser.press(
        who,
        Role.REQUESTER,
        SayWhy(invitation),
        f"why-{n:04d}-x",
        factors=["slow"],
        comment=[comment],
        visibility=["named"],
    )
    journal.explained[invitation] = comment


async def watch(victim: Victim, journal: Journal, who: str) -> None:
    """Somebody who looks at a conversation all the time and comes back after every break."""
    seen = journal.seen.setdefault(who, [])
    async with httpx.AsyncClient(timeout=httpx.Timeout(10, read=30)) as client:
        while True:
            await victim.alive.wait()
            headers = {"last-event-id": str(seen[-1])} if seen else {}
            with suppress(httpx.HTTPError):
                async with client.stream(
                    "GET", f"{victim.base}/events?requester={who}", headers=headers
                ) as stream:
                    async for line in stream.aiter_lines():
                        if line.startswith("id:"):
                            seen.append(int(line.removeprefix("id:")))
            await asyncio.sleep(0.02)


# --- the trial -----------------------------------------------------------------------------------


async def trial(folder: Path, kills: int, seed: int) -> Report:
    victim, journal = Victim(folder, free_port(), WEB_CHAT), Journal()
    chance = random.Random(seed)
    await migrate(victim.url)
    settings = read_settings(database={"url": victim.url})
    async with open_records(settings) as store:
        await store.load(records(datetime.now(UTC)))
    try:
        await victim.start()
        async with browser_of(victim, journal) as browser:
            watching = [asyncio.create_task(watch(victim, journal, f"r{n}")) for n in range(4)]
            stop = asyncio.Event()
            load = asyncio.create_task(people_at_work(browser, victim, journal, chance, stop))
            done = await killing(victim, kills, chance, load, PAUSE)
            stop.set()
            await load
            await victim.settled()
            await asyncio.sleep(3)
            for task in watching:
                task.cancel()
        await victim.stop()
    finally:
        victim.end()
    return count(victim, journal, done)


@asynccontextmanager
async def browser_of(victim: Victim, journal: Journal) -> AsyncIterator[Browser]:
    browser = Browser(victim, journal)
    await browser.open()
    try:
        yield browser
    finally:
        await browser.close()


async def people_at_work(
    browser: Browser, victim: Victim, journal: Journal, chance: random.Random, stop: asyncio.Event
) -> None:
    """Everybody once, then the technicians go on for as long as the killing does."""

    async def at(delay: float, n: int) -> None:
        await asyncio.sleep(delay)
        await requester(browser, journal, n, chance)

    async def keeps_writing(who: int) -> None:
        turn = 0
        while not stop.is_set():
            for n in range(who, REQUESTERS, TECHNICIANS):
                await technician(browser, victim, journal, n, turn)
                await asyncio.sleep(chance.uniform(0.05, 0.4))
                if stop.is_set():
                    return
            turn += 1

    async with asyncio.TaskGroup() as together:
        for who in range(TECHNICIANS):
            together.create_task(keeps_writing(who))
        for n in range(REQUESTERS):
            together.create_task(at(chance.uniform(0, 20), n))


def count(victim: Victim, journal: Journal, kills: int) -> Report:
    lost: list[str] = []
    ratings = victim.read("SELECT invitation_id, score, comment FROM ratings")
    found = {row[0]: row for row in ratings}
    if len(found) != len(ratings):
        lost.append("a rating is there twice")
    for invitation, score in journal.rated.items():
        if invitation not in found or found[invitation][1] != score:
            lost.append(f"rating {score} of {invitation}")
    for invitation, comment in journal.explained.items():
        if invitation not in found or found[invitation][2] != comment:
            lost.append(f"comment of {invitation}")
    updates = Counter(row[0] for row in victim.read(SENT_UPDATES))
    promises = Counter(row[0] for row in victim.read("SELECT ticket_id FROM promises"))
    twice: list[str] = [f"draft {draft} sent twice" for draft, n in updates.items() if n > 1]
    drafts = {
        row[0]: row for row in victim.read("SELECT id, sent_update_id, ticket_id FROM drafts")
    }
    for draft in journal.sent:
        _, update, ticket = drafts.get(draft, (draft, None, None))
        if update is None:
            lost.append(f"update of draft {draft}")
        # All notes about a ticket name the same time, and that is one promise.
        elif promises[ticket] != 1:
            (twice if promises[ticket] else lost).append(f"promise about {ticket}")
    messages = victim.read("SELECT key, lane, slot, state FROM outbox")
    not_delivered = sum(state != "sent" for *_, state in messages)
    keys = {row[0] for row in victim.read("SELECT key FROM web_lines")}
    lost += [
        f"message {key}" for key, _, _, state in messages if state == "sent" and key not in keys
    ]
    expected: Counter[str] = Counter()
    for place_of in {(lane, slot or key) for key, lane, slot, state in messages if state == "sent"}:
        expected[place_of[0].removeprefix("web:")] += 1
    shown = Counter(
        row[0]
        for row in victim.read("SELECT place FROM web_lines WHERE author = 'card' AND changed > 0")
    )
    for place in expected | shown:
        if shown[place] > expected[place]:
            twice.append(f"{shown[place] - expected[place]} too many lines at {place}")
        elif shown[place] < expected[place]:
            lost.append(f"{expected[place] - shown[place]} lines at {place}")
    said = Counter(
        row[0] for row in victim.read("SELECT place FROM web_lines WHERE author = 'said'")
    )
    for place, times in journal.said.items():
        if said[place] != times:
            (twice if said[place] > times else lost).append(f"words said at {place}")
    for who, seen in journal.seen.items():
        twice += [
            f"line {line} on the screen of {who}" for line, n in Counter(seen).items() if n > 1
        ]
        there = {
            row[0]
            for row in victim.read(
                "SELECT changed FROM web_lines WHERE place = ? AND changed > 0", (who,)
            )
        }
        lost += [f"line {line} on the screen of {who}" for line in there - set(seen)]
    presses = len(journal.rated) * 2 + len(journal.explained) + len(journal.sent) * 2
    return Report(kills, presses, journal.repeated, len(messages), lost, twice, not_delivered)


SENT_UPDATES = """
SELECT d.id FROM drafts d JOIN updates u ON u.ticket_id = d.ticket_id AND u.words = d.words
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sincerely-faults-") as folder:
        report = asyncio.run(trial(Path(folder), given.kills, given.seed))
    print(report)
    sys.exit(not report.is_clean)


if __name__ == "__main__":
    main()
