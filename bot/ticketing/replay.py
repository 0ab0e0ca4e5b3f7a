"""A log of the past, told to the desk once more: for numbers to look at, and to check our sums."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bot.ticketing.sources.servicenow_log import SOURCE, Log, Row, event_of, when
from feedback.errors import Unusable
from feedback.neutral import NeutralEvent
from feedback.records import TicketEventKind
from feedback.tickets import Outcome, receive_many
from feedback.unit_of_work import Desk, OneOf

AT_ONCE = 500
"""Events in one unit of work."""

BREATH = 0.25
"""Seconds of our time that may be told at once when the log is replayed in its own rhythm."""

MOST_KEPT = 20
"""So many unusable rows are named in a report; all are counted."""

Sleep = Callable[[float], Awaitable[None]]
Tell = Callable[[float, int], None]
"""How far we are: the share of the file (0 to 1), and how many events."""


@dataclass(frozen=True, slots=True)
class ReplayReport:
    events: int
    tickets: int
    derived: int
    outcomes: dict[Outcome, int]
    unusable: int
    why: tuple[str, ...]
    """The first few of the unusable, with their lines."""
    seconds: float

    @property
    def events_a_second(self) -> float:
        return self.events / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        speed = f"{self.seconds:.1f} s ({self.events_a_second:,.0f} a second)"
        lines = [
            f"{self.events:,} events of {self.tickets:,} tickets in {speed}: {told or 'nothing'}.",
            f"{self.derived:,} things were found to have happened.",
        ]
        if self.unusable:
            lines.append(f"{self.unusable:,} rows could not be used:")
            lines.extend(f"  {reason}" for reason in self.why)
            if self.unusable > len(self.why):
                lines.append("  …")
        return "\n".join(lines)


@dataclass(slots=True)
class Tally:
    """What a replay has done so far."""

    seen: set[str]
    outcomes: Counter[Outcome]
    events: int = 0
    derived: int = 0
    unusable: int = 0
    why: tuple[str, ...] = ()

    def refuse(self, row: Row, reason: Unusable) -> None:
        self.unusable += 1
        if len(self.why) < MOST_KEPT:
            self.why = (*self.why, f"line {row.line}: {reason}")


async def replay(
    path: Path,
    desk: Desk,
    *,
    speed: float = 0.0,
    limit: int | None = None,
    zone: str = "UTC",
    progress: Tell | None = None,
    sleep: Sleep = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> ReplayReport:
    """Read the log and take it in as history: nobody is asked or told about it.

    `speed` 0 is as fast as possible, in the order of the file; N is N times as fast as it once
    happened, in the order in which it happened. Telling it twice adds nothing. Raises `Unusable`
    for a file that is not such a log.
    """
    if speed < 0:
        raise Unusable("The speed is 0 (as fast as possible) or how many times faster than life.")
    try:
        here = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise Unusable(f"{zone!r} is not a time zone; try Europe/Berlin.") from error
    started = clock()
    tally = Tally(set(), Counter())
    with Log.open(path) as log:
        rows: Iterable[Row] = islice(log.rows(), limit)
        in_order = sorted(rows, key=partial(_happened, zone=here)) if speed else None
        events = _events(in_order or rows, here, tally)
        for due, batch in _paced(events, speed) if speed else _batches(events):
            if (wait := started + due - clock()) > 0:
                await sleep(wait)
            async with desk.begin() as work:
                received = await receive_many(work, batch)
            tally.events += len(received)
            tally.seen.update(event.ticket_id for event in batch)
            tally.outcomes.update(each.outcome for each in received)
            tally.derived += sum(len(each.happened) for each in received)
            if progress is not None:
                told = tally.events + tally.unusable
                progress(told / len(in_order) if in_order else log.share, tally.events)
    return ReplayReport(
        events=tally.events,
        tickets=len(tally.seen),
        derived=tally.derived,
        outcomes=dict(tally.outcomes),
        unusable=tally.unusable,
        why=tally.why,
        seconds=clock() - started,
    )


def _happened(row: Row, zone: ZoneInfo) -> tuple[datetime, int]:
    """When, for the order; a row that does not know it comes first, and is refused then."""
    try:
        return when(row, zone), row.count("sys_mod_count")
    except (Unusable, ValueError):
        return datetime.min.replace(tzinfo=zone), 0


def _events(rows: Iterable[Row], zone: ZoneInfo, tally: Tally) -> Iterator[NeutralEvent]:
    for row in rows:
        try:
            yield event_of(row, zone)
        except Unusable as reason:
            tally.refuse(row, reason)


def _batches(events: Iterator[NeutralEvent]) -> Iterator[tuple[float, list[NeutralEvent]]]:
    """In the order of the file, and due at once."""
    batch: list[NeutralEvent] = []
    for event in events:
        batch.append(event)
        if len(batch) == AT_ONCE:
            yield 0.0, batch
            batch = []
    if batch:
        yield 0.0, batch


def _paced(
    events: Iterator[NeutralEvent], speed: float
) -> Iterator[tuple[float, list[NeutralEvent]]]:
    """Each batch with the seconds after which it is due; the events are in order of time."""
    batch: list[NeutralEvent] = []
    first = None
    for event in events:
        first = first or event.time
        if batch and (len(batch) == AT_ONCE or _seconds(batch[0].time, event.time, speed) > BREATH):
            yield _seconds(first, batch[-1].time, speed), batch
            batch = []
        batch.append(event)
    if batch and first is not None:
        yield _seconds(first, batch[-1].time, speed), batch


def _seconds(start: datetime, until: datetime, speed: float) -> float:
    return (until - start).total_seconds() / speed


@dataclass(frozen=True, slots=True)
class Compared:
    """How often our own count of something equals the log's."""

    what: str
    exact: int
    total: int
    different: tuple[str, ...]
    """The first few tickets where it does not, with both counts."""

    @property
    def share(self) -> float:
        return self.exact / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class VerifyReport:
    reopens: Compared
    group_changes: Compared

    def __str__(self) -> str:
        lines = [f"{'':15}{'the same':>10}{'tickets':>10}{'':>9}"]
        for each in (self.reopens, self.group_changes):
            percent = f"{each.share:.2%}" if each.exact < each.total else "all"
            lines.append(f"{each.what:15}{each.exact:>10,}{each.total:>10,}{percent:>9}")
        lines.extend(
            f"Not the same, {each.what}: {'; '.join(each.different)}"
            for each in (self.reopens, self.group_changes)
            if each.different
        )
        return "\n".join(lines)


MOST_NAMED = 5


async def verify(path: Path, desk: Desk, *, limit: int | None = None) -> VerifyReport:
    """Hold what was derived from the snapshots against the log's own last counters.

    The log must have been replayed into this desk before; its counters play no part in that.
    """
    theirs = await asyncio.to_thread(_last_counters, path, limit)
    reopens, group_changes = await _derived(desk, sorted(theirs))
    return VerifyReport(
        reopens=_compare("reopened", reopens, {key: each[0] for key, each in theirs.items()}),
        group_changes=_compare(
            "group changes", group_changes, {key: each[1] for key, each in theirs.items()}
        ),
    )


def _last_counters(path: Path, limit: int | None) -> dict[str, tuple[int, int]]:
    """For each ticket the counts of its highest revision: (reopened, reassigned)."""
    last: dict[str, tuple[int, int, int]] = {}
    with Log.open(path) as log:
        for row in islice(log.rows(), limit):
            try:
                revision = row.count("sys_mod_count")
                counts = (row.count("reopen_count"), row.count("reassignment_count"))
            except ValueError:
                continue
            if row.number not in last or last[row.number][0] <= revision:
                last[row.number] = (revision, *counts)
    return {number: (reopened, moved) for number, (_, reopened, moved) in last.items()}


async def _derived(desk: Desk, numbers: list[str]) -> tuple[Counter[str], Counter[str]]:
    counts: dict[TicketEventKind, Counter[str]] = {
        TicketEventKind.REOPENED: Counter(),
        TicketEventKind.GROUP_CHANGED: Counter(),
    }
    for start in range(0, len(numbers), AT_ONCE):
        ids = {f"{SOURCE}:{number}": number for number in numbers[start : start + AT_ONCE]}
        async with desk.begin() as work:
            found = await work.ticket_events.find(
                ticket_id=OneOf(tuple(ids)), kind=OneOf(tuple(counts))
            )
        for event in found:
            counts[event.kind][ids[event.ticket_id]] += 1
    return counts[TicketEventKind.REOPENED], counts[TicketEventKind.GROUP_CHANGED]


def _compare(what: str, ours: Counter[str], theirs: dict[str, int]) -> Compared:
    different = [number for number, count in theirs.items() if ours[number] != count]
    return Compared(
        what=what,
        exact=len(theirs) - len(different),
        total=len(theirs),
        different=tuple(
            f"{number} ({ours[number]} here, {theirs[number]} there)"
            for number in different[:MOST_NAMED]
        ),
    )


@contextmanager
def progress_bar(console: Console) -> Iterator[Tell]:
    """For a person to look at; a pipe gets nothing of it."""
    columns = (
        TextColumn("Replaying"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[events]:,} events"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("replay", total=1.0, events=0)
        yield lambda share, events: bar.update(task, completed=share, events=events)
