"""What a press in Teams costs at our door: the token, the reading, and a desk that does nothing.

    python -m tests.bench.teams [--presses 300] [--rounds 5]

The same presses go to every door, so many at once, and the doors take turns: a busy machine is busy
for all of them, and ratios travel better than numbers do. Each door is a process of its own, and
both that verify fetch their keys from a key server on loopback:

(a) the kit's own adapter in FastAPI as it comes, with its own check of tokens and an empty handler;
(b) FastAPI that reads the JSON and does nothing else;
ours, from the token to the answer.
"""

import argparse
import json
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from statistics import quantiles

import uvloop
from rich.console import Console
from rich.table import Table

from bot.actions import Rate
from bot.channels.teams.ingress import PATH
from tests.bench.pressing import Load, press_all
from tests.bench.slack import cpu, speed
from tests.bench.teams_doors import Door
from tests.bot.channels.teams.activities import pressed
from tests.peers.teams_keys import claims, key_server, signed

console = Console()
NAMES = {
    Door.STOCK: "(a) the kit, does nothing",
    Door.PLAIN: "(b) FastAPI, only the JSON",
    Door.OURS: "ours, does nothing",
}
ENOUGH = 10
"""So many times the presses of the kit's own way."""
WARM_UP = 32
TOKENS = 16
"""Teams shows one for as long as it is good; several are as honest, as nobody here remembers any."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--presses", type=int, default=300, help="at each door in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-once", type=int, default=16)
    wanted = parser.parse_args()
    requests = list(made(WARM_UP + wanted.presses * wanted.rounds))
    how = f"{wanted.presses} presses of {len(requests[0]):,} bytes, {wanted.at_once} at once"
    console.print(f"{wanted.rounds} rounds of {how}")
    report(await measured(requests, wanted.rounds, wanted.at_once))


async def measured(
    requests: Sequence[bytes], rounds: int, at_once: int, doors: Sequence[Door] = tuple(NAMES)
) -> dict[Door, list[Load]]:
    """The load of each round."""
    loads: dict[Door, list[Load]] = defaultdict(list)
    warm_up, presses = requests[:WARM_UP], requests[WARM_UP:]
    each = len(presses) // rounds
    async with key_server() as keys:
        with ExitStack() as open_doors:
            ports = {
                door: open_doors.enter_context(served(door, keys.metadata_url)) for door in doors
            }
            for port in ports.values():
                await press_all(port, warm_up, at_once)
            for start in range(0, each * rounds, each):
                for door, port in ports.items():
                    load = await press_all(port, presses[start : start + each], at_once)
                    loads[door].append(load)
        asked = sum(door is not Door.PLAIN for door in doors)
        if keys.times != asked:
            raise AssertionError(f"keys were fetched {keys.times} times by {asked} doors")
    return loads


def report(loads: dict[Door, list[Load]]) -> None:
    table = Table("", "presses/s", "of (a)", "of (b)", "p50 ms", "p99 ms", "CPU µs", "of (a)")
    for column in table.columns[1:]:
        column.justify = "right"
    stock, plain, ours = loads[Door.STOCK], loads[Door.PLAIN], loads[Door.OURS]
    for door, rounds in loads.items():
        percentiles = quantiles((seconds for load in rounds for seconds in load.each), n=100)
        table.add_row(
            NAMES[door],
            f"{speed(rounds):,.0f}",
            f"{speed(rounds) / speed(stock):.2f}",
            f"{speed(rounds) / speed(plain):.2f}",
            f"{1000 * percentiles[49]:.1f}",
            f"{1000 * percentiles[98]:.1f}",
            f"{1e6 * cpu(rounds):,.0f}",
            f"{cpu(rounds) / cpu(stock):.3f}",
        )
    console.print(table)
    verdict = "enough" if speed(ours) >= ENOUGH * speed(stock) else "not enough"
    console.print(
        f"{speed(ours) / speed(stock):.1f} times (a), where {ENOUGH} are asked: {verdict}"
    )


@contextmanager
def served(door: Door, metadata_url: str) -> Iterator[int]:
    """The port of a process of its own. Until it is ready, connections to it wait."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        handle = listening.fileno()
        command = [sys.executable, "-m", "tests.bench.teams_doors", door, str(handle), metadata_url]
        process = subprocess.Popen(command, pass_fds=[handle])
        port: int = listening.getsockname()[1]
    try:
        yield port
    finally:
        process.terminate()
        process.wait(30)


def made(number: int) -> Iterator[bytes]:
    """So many ratings, each by a press of its own."""
    now = datetime.now(UTC)
    tokens = [signed(claims(now, nbf=int(now.timestamp()) - each)) for each in range(TOKENS)]
    for each, token in enumerate(islice(cycle(tokens), number)):
        yield request(each, token)


def request(number: int, token: str) -> bytes:
    activity = pressed(Rate(f"{number:032x}", number % 11), activity_id=f"f:{number:032x}")
    body = json.dumps(activity).encode()
    headers = {
        "Host": "127.0.0.1",
        "Authorization": token,
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body


if __name__ == "__main__":
    uvloop.run(main())
