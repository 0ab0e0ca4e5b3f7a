"""How fast a ticket log is taken in: events a second, and how far that is from bare inserts.

    python -m tests.bench.replay [LOG]

LOG is the public ServiceNow log, plain or gzipped; without one, a log of our own is made up. Both
numbers come from the same machine in the same minute, so their ratio travels better than they do.
"""

import argparse
import asyncio
import csv
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from bot.ticketing.replay import AT_ONCE, ReplayReport, progress_bar, replay, verify
from bot.ticketing.sources.servicenow_log import NEEDED, Log
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.store import migrate, open_store

console = Console()
PATHS = (
    ("New", "Active", "Resolved", "Closed"),
    ("New", "Active", "Active", "Awaiting User Info", "Active", "Resolved", "Closed"),
    ("New", "New", "Active", "Resolved", "Active", "Resolved", "Closed"),
)


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("log", type=Path, nargs="?", help="the public ServiceNow log")
    parser.add_argument("--limit", type=int, help="so many rows of it")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = wanted.log or made_up(Path(folder) / "log.csv")
        bare = bare_inserts(log, Path(folder) / "bare.sqlite", wanted.limit)
        report = await replayed(log, Path(folder) / "desk.sqlite", wanted.limit)
    told = report.events_a_second
    console.print(f"bare inserts  {bare:>9,.0f} rows a second")
    console.print(f"replay        {told:>9,.0f} events a second")
    console.print(f"ratio         {told / bare:>9.3f}")


async def replayed(log: Path, database: Path, limit: int | None) -> ReplayReport:
    url = f"sqlite+aiosqlite:///{database}"
    await migrate(url)
    async with open_store(
        url, Policy(), clock=lambda: datetime.now(UTC), new_id=sortable_id
    ) as store:
        with progress_bar(console) as progress:
            report = await replay(log, store.desk, limit=limit, progress=progress)
        console.print(str(report), highlight=False, soft_wrap=True)
        checked = await verify(log, store.desk, limit=limit)
        console.print(str(checked), highlight=False, soft_wrap=True)
    return report


def bare_inserts(log: Path, database: Path, limit: int | None) -> float:
    """The same rows into one table without an index, in as many commits, with the same care."""
    started = time.perf_counter()
    rows = 0
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"CREATE TABLE rows ({', '.join(NEEDED)})")
    insert = f"INSERT INTO rows VALUES ({', '.join('?' * len(NEEDED))})"
    for batch in batches(log, limit):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, batch)
        connection.execute("COMMIT")
        rows += len(batch)
    connection.close()
    return rows / (time.perf_counter() - started)


def batches(log: Path, limit: int | None) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    with Log.open(log) as opened:
        for count, row in enumerate(opened.rows()):
            if limit is not None and count >= limit:
                break
            batch.append(list(row.cells))
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def made_up(path: Path, incidents: int = 5_000) -> Path:
    """Incidents that go to and fro among groups and people, the same ones every time."""
    chance = random.Random(17)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, NEEDED)
        writer.writeheader()
        for number in range(incidents):
            writer.writerows(incident(f"INC{number:07}", chance))
    return path


def incident(number: str, chance: random.Random) -> Iterator[dict[str, str]]:
    opened = datetime(2025, 1, 6, 8) + timedelta(minutes=chance.randrange(300_000))  # noqa: DTZ001, the log knows no zone
    when, group, moved, reopened, before = opened, 1, 0, 0, ""
    fixed = {
        "number": number,
        "caller_id": f"Caller {chance.randrange(1_500)}",
        "opened_at": opened.isoformat(),
        "contact_type": chance.choice(("Phone", "Email", "Self service")),
        "location": f"Location {chance.randrange(40)}",
        "category": f"Category {chance.randrange(20)}",
        "priority": chance.choice("1233334"),
        "made_sla": "true",
        "resolved_at": "?",
        "closed_at": "?",
    }
    for revision, state in enumerate(chance.choice(PATHS)):
        if revision and chance.random() < 0.2:
            group, moved = group % 9 + 1, moved + 1
        reopened += before == "Resolved" and state == "Active"
        yield fixed | {
            "incident_state": state,
            "sys_mod_count": str(revision),
            "sys_updated_at": when.isoformat(),
            "assignment_group": f"Group {group}",
            "assigned_to": f"Resolver {group * 10 + chance.randrange(3)}" if revision else "?",
            "reassignment_count": str(moved),
            "reopen_count": str(reopened),
        }
        before = state
        when += timedelta(minutes=chance.randrange(1, 600))


if __name__ == "__main__":
    asyncio.run(main())
