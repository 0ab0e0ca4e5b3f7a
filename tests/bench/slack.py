"""What a press in Slack costs us, from the signature to the commit.

    python -m tests.bench.slack [--presses 400] [--rounds 4]

Every press is signed, and is the first rating of a person of its own. The same presses go to every
door, so many at once, and the doors take turns: a busy machine is busy for all of them, and ratios
travel better than numbers do. Each door is a process of its own, and nothing is sent on from it:

(a) Bolt's own adapter for FastAPI as it comes, with a listener that does nothing;
(b) raw ASGI that looks at the signature and at nothing else;
(c) Bolt's own adapter, and the fewest statements that a rating needs said straight to SQLite, with
    one commit for all who wait: what could be had without a domain and without layers;
ours, the whole path to the commit, with SQLite's `synchronous` full (as it comes) and normal.
"""

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import uvloop
from rich.console import Console
from rich.table import Table

from bot.actions import Rate
from bot.channels.slack import places
from bot.channels.slack.manifest import PATH
from bot.channels.slack.names import block_id
from bot.clocks import system_clock
from feedback.ids import sortable_id
from feedback.people import Person, PersonAddress
from feedback.policy import Policy
from feedback.records import Invitation, InvitationState, Status, Ticket
from feedback.store import migrate, open_store
from tests.bench.pressing import Load, press_all
from tests.bench.slack_doors import ACTION, Door
from tests.bot.channels.slack.payloads import TEAM, Json, as_posted, pressed, signed

console = Console()
ENOUGH = 0.3
"""Seconds for all but one press in a hundred: a tenth of what Slack waits."""
WARM_UP = 64
"""Presses before anybody looks at the clock."""
LINES = 14
"""Of the message that was pressed, so that 3.4 KB are posted."""
SERVICES = ("E-mail", "VPN", "Laptops", "Printing", "Accounts")
TEAMS = ("Service Desk", "Workplace", "Network")


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    door: Door
    synchronous: str = ""
    """What a commit waits for on SQLite."""


CONTENDERS = (
    Contender("(a) Bolt, does nothing", Door.STOCK),
    Contender("(b) signature only", Door.SIGNATURE),
    Contender("(c) Bolt, bare SQL", Door.BARE),
    Contender("ours, full", Door.OURS, "full"),
    Contender("ours, normal", Door.OURS, "normal"),
)
STOCK, _, _, FULL, _ = CONTENDERS


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--presses", type=int, default=400, help="at each door in each round")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--at-once", type=int, default=32)
    wanted = parser.parse_args()
    number = WARM_UP + wanted.presses * wanted.rounds
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "desk.sqlite"
        await invite(desk, number)
        requests = [request(person) for person in range(number)]
        size = len(as_posted(press(0))[1])
        how = f"{wanted.presses} presses of {size:,} bytes, {wanted.at_once} at once"
        console.print(f"{wanted.rounds} rounds of {how}")
        loads = await measured(CONTENDERS, desk, requests, wanted.rounds, wanted.at_once)
    report(loads)


async def measured(
    contenders: Sequence[Contender],
    desk: Path,
    requests: Sequence[bytes],
    rounds: int,
    at_once: int,
) -> dict[Contender, list[Load]]:
    """The load of each round. Afterwards every press is a rating and a message, or this raises."""
    loads: dict[Contender, list[Load]] = defaultdict(list)
    warm_up, presses = requests[:WARM_UP], requests[WARM_UP:]
    each = len(presses) // rounds
    with ExitStack() as doors:
        ports: dict[Contender, int] = {}
        urls: dict[Contender, str] = {}
        for contender in contenders:
            if contender.door is Door.OURS:
                file = desk.with_suffix(f".{contender.synchronous}")
                shutil.copyfile(desk, file)
                urls[contender] = url_of(file, contender.synchronous)
            database = urls.get(contender, str(desk.with_suffix(".bare")))
            port = doors.enter_context(served(contender.door, database))
            ports[contender] = port
            await press_all(port, warm_up, at_once)
        for start in range(0, each * rounds, each):
            for contender, port in ports.items():
                load = await press_all(port, presses[start : start + each], at_once)
                loads[contender].append(load)
        for url in urls.values():
            found = await kept(url)
            expected = len(warm_up) + each * rounds
            if found != (expected, expected):
                raise AssertionError(f"{expected} presses, but {found} ratings and messages")
    return loads


def report(loads: dict[Contender, list[Load]]) -> None:
    table = Table("", "presses/s", "of (a)", "p50 ms", "p99 ms", "CPU µs", "of (a)")
    for column in table.columns[1:]:
        column.justify = "right"
    stock = loads[STOCK]
    for contender, rounds in loads.items():
        each = [seconds for load in rounds for seconds in load.each]
        percentiles = quantiles(each, n=100)
        table.add_row(
            contender.name,
            f"{speed(rounds):,.0f}",
            f"{speed(rounds) / speed(stock):.2f}",
            f"{1000 * percentiles[49]:.1f}",
            f"{1000 * percentiles[98]:.1f}",
            f"{1e6 * cpu(rounds):,.0f}",
            f"{cpu(rounds) / cpu(stock):.2f}",
        )
    console.print(table)
    slowest = quantiles([s for load in loads[FULL] for s in load.each], n=100)[98]
    verdict = "within" if slowest < ENOUGH else "beyond"
    console.print(f"p99 with every commit on the disk: {verdict} {1000 * ENOUGH:.0f} ms")


def speed(rounds: Sequence[Load]) -> float:
    """Presses a second, in the middle one of the rounds."""
    return median(len(load.each) / load.wall for load in rounds)


def cpu(rounds: Sequence[Load]) -> float:
    """Seconds a press."""
    return median(load.cpu / len(load.each) for load in rounds)


# --- the doors -----------------------------------------------------------------------------------


@contextmanager
def served(door: Door, database: str) -> Iterator[int]:
    """The port of a process of its own. Until it is ready, connections to it wait."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        handle = listening.fileno()
        command = [sys.executable, "-m", "tests.bench.slack_doors", door, str(handle), database]
        process = subprocess.Popen(command, pass_fds=[handle])
        port: int = listening.getsockname()[1]
    try:
        yield port
    finally:
        process.terminate()
        process.wait(30)


# --- the desk and the presses --------------------------------------------------------------------


def url_of(file: Path, synchronous: str) -> str:
    return f"sqlite+aiosqlite:///{file}?synchronous={synchronous}"


async def invite(desk: Path, people: int) -> None:
    """A migrated desk in which each of so many people has been asked how it went."""
    url = url_of(desk, "off")
    await migrate(url)
    async with open_store(url, Policy(), clock=system_clock, new_id=sortable_id) as store:
        await store.load(record for number in range(people) for record in asked(number))


def asked(number: int) -> Iterator[object]:
    earlier = datetime.now(UTC) - timedelta(hours=1)
    person = Person(id=f"p{number}", name=f"Jane Doe {number}", email=f"jane{number}@example.org")
    there = places.address(TEAM, user_of(number), channel_of(number))
    yield person
    yield PersonAddress(
        id=f"{there.channel}:{there.user}",
        person_id=person.id,
        channel=there.channel,
        user=there.user,
        place=there.place,
        heard_at=earlier,
    )
    ticket = Ticket(
        id=f"t{number}",
        source="desk",
        key=f"INC{number:07}",
        title="The mailbox is full",
        requester_id=person.id,
        status=Status.CLOSED,
        reported_status=Status.CLOSED,
        created_at=earlier,
        updated_at=earlier,
        cycle_started_at=earlier,
        closed_at=earlier,
        service=SERVICES[number % len(SERVICES)],
        team=TEAMS[number % len(TEAMS)],
    )
    yield ticket
    yield Invitation(
        id=invitation_of(number),
        ticket_id=ticket.id,
        requester_id=person.id,
        cycle=1,
        asked_at=earlier,
        state=InvitationState.ASKED,
    ).about(ticket)


def press(number: int) -> Json:
    invitation = invitation_of(number)
    score = (7, 9, 10, 4, 8)[number % 5]
    payload = pressed(
        Rate(invitation, score),
        does=ACTION,
        block=block_id(1, f"invitation:{invitation}"),
        trigger=f"13345224609.738474920.{number:032x}",
    )
    del payload["message"]["blocks"][LINES:]
    payload["user"] |= {"id": user_of(number)}
    payload["channel"] |= {"id": channel_of(number)}
    payload["container"] |= {"channel_id": channel_of(number)}
    return payload


def request(number: int) -> bytes:
    kind, body = as_posted(press(number))
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        **signed(body, datetime.now(UTC)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body


def user_of(number: int) -> str:
    return f"U{number:08}"


def channel_of(number: int) -> str:
    return f"D{number:08}"


def invitation_of(number: int) -> str:
    return f"{number:032x}"


async def kept(url: str) -> tuple[int, int]:
    """How many ratings there are, and how many people for whom there is an answer to send."""
    async with open_store(url, Policy(), clock=system_clock, new_id=sortable_id) as store:
        async with store.desk.look() as work:
            ratings = await work.ratings.count()
        lanes = await store.lanes.claim(1_000_000)
    return ratings, len(lanes)


if __name__ == "__main__":
    uvloop.run(main())
