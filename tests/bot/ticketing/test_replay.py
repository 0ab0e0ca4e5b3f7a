"""The ServiceNow log: small ones that are counted by hand, and the real one where it lies."""

import csv
import gzip
import io
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ticketing.replay import replay, verify
from bot.ticketing.sources.servicenow_log import NEEDED, NOBODY, Log, event_of
from feedback.errors import Unusable
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.records import Status, Ticket
from feedback.store import Store, open_store
from feedback.tickets import Outcome
from tests.feedback.ticket_system import Turning

REAL_LOG = Path(__file__).parents[4] / "shared/data/ticket_logs/uci_incident_event_log.csv.gz"

Cells = dict[str, str]


def row(number: str, revision: int, when: str, state: str, **cells: str) -> Cells:
    plain = {
        "number": number,
        "incident_state": state,
        "active": "true",
        "reassignment_count": "0",
        "reopen_count": "0",
        "sys_mod_count": str(revision),
        "made_sla": "true",
        "caller_id": "Caller 1",
        "opened_at": "2016-02-29T01:16",
        "sys_updated_at": f"2016-02-29T{when}",
        "contact_type": "Phone",
        "location": "Location 143",
        "category": "Category 55",
        "priority": "3",
        "assignment_group": "Group 56",
        "assigned_to": "?",
        "resolved_at": "2016-02-29T12:00",
        "closed_at": "2016-03-05T12:00",
    }
    return {**plain, **cells}


NO_CALLER = {"caller_id": "?", "contact_type": "Self service", "priority": "1 - Critical"}
LOG = [
    row("INC01", 0, "01:23", "New"),
    row("INC01", 1, "02:00", "Active", assigned_to="Resolver 1", reassignment_count="1")
    | {"assignment_group": "Group 9"},
    row("INC01", 3, "03:00", "Resolved", assigned_to="Resolver 1", reassignment_count="1")
    | {"assignment_group": "Group 9"},
    row("INC01", 4, "05:00", "Active", assigned_to="Resolver 2", reassignment_count="1")
    | {"assignment_group": "Group 9", "reopen_count": "1"},
    row("INC01", 5, "12:00", "Resolved", assigned_to="Resolver 2", reassignment_count="2")
    | {"assignment_group": "Group 56", "reopen_count": "1"},
    # A revision that was written down twice, and one that came too late.
    row("INC01", 5, "12:00", "Resolved", assigned_to="Resolver 2", reassignment_count="2")
    | {"assignment_group": "Group 56", "reopen_count": "1"},
    row("INC01", 2, "02:30", "Awaiting User Info", assignment_group="Group 1"),
    row("INC02", 0, "02:10", "New", **NO_CALLER),
    row("INC02", 1, "02:20", "-100", **NO_CALLER),
    row("INC02", 2, "2:30", "Closed", **NO_CALLER),  # no moment in time: cannot be used
    row("INC02", 3, "09:00", "Closed", **NO_CALLER)
    | {"assignment_group": "?", "reassignment_count": "7"},
]


def write(path: Path, rows: list[Cells], *, packed: bool = False) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "log.csv", LOG)


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    async with open_store(sqlite_url, Policy(), clock=Turning(), new_id=sortable_id) as opened:
        yield opened


async def ticket_of(store: Store, number: str) -> Ticket:
    async with store.desk.begin() as work:
        ticket = await work.tickets.get(f"servicenow-log:{number}")
    assert ticket is not None
    return ticket


async def test_a_small_log_counted_by_hand(store: Store, log: Path) -> None:
    report = await replay(log, store.desk)
    assert (report.events, report.tickets, report.unusable) == (10, 2, 1)
    assert report.why == ("line 11: sys_updated_at is not a moment in time",)
    assert report.outcomes == {
        Outcome.OPENED: 2,
        Outcome.CHANGED: 6,
        Outcome.UNCHANGED: 1,
        Outcome.LATE: 1,
    }
    first = await ticket_of(store, "INC01")
    assert (first.reopen_count, first.group_changes, first.hops) == (1, 2, 1)
    assert (first.status, first.cycle, first.revision) == (Status.RESOLVED, 2, 5)
    assert (first.priority, first.contact_channel, first.service) == ("p3", "phone", "Category 55")
    second = await ticket_of(store, "INC02")
    assert (second.priority, second.contact_channel) == ("p1", "portal")
    async with store.desk.begin() as work:
        cycles = await work.cycles.find(ticket_id=first.id, order_by="number")
        (nobody,) = await work.people.find(name=NOBODY)
    assert [cycle.felt_seconds for cycle in cycles] == [(1 * 60 + 44) * 60, 7 * 3600]
    assert second.requester_id == nobody.id
    assert await store.news.due(10) == []


async def test_our_counts_are_held_against_the_log_s_own(store: Store, log: Path) -> None:
    await replay(log, store.desk)
    report = await verify(log, store.desk)
    assert (report.reopens.exact, report.reopens.total) == (2, 2)
    assert (report.group_changes.exact, report.group_changes.total) == (1, 2)
    assert report.group_changes.different == ("INC02 (1 here, 7 there)",)
    assert str(report).splitlines() == [
        "                 the same   tickets         ",
        "reopened                2         2      all",
        "group changes           1         2   50.00%",
        "Not the same, group changes: INC02 (1 here, 7 there)",
    ]


async def test_telling_it_twice_adds_nothing(store: Store, log: Path) -> None:
    await replay(log, store.desk)
    before = await ticket_of(store, "INC01")
    again = await replay(log, store.desk)
    assert again.derived == 0
    assert await ticket_of(store, "INC01") == before


async def test_packed_or_not_makes_no_difference(store: Store, tmp_path: Path) -> None:
    packed = write(tmp_path / "log.csv.gz", LOG, packed=True)
    shares: list[tuple[float, int]] = []
    report = await replay(
        packed, store.desk, limit=3, progress=lambda share, events: shares.append((share, events))
    )
    assert report.events == 3
    assert shares == [(1.0, 3)]


async def test_the_log_as_it_was_published_has_the_day_first(store: Store, tmp_path: Path) -> None:
    published = row("INC01", 0, "", "New") | {
        "opened_at": "29/2/2016 01:16",
        "sys_updated_at": "29/2/2016 01:23",
    }
    assert (await replay(write(tmp_path / "log.csv", [published]), store.desk)).events == 1
    ticket = await ticket_of(store, "INC01")
    assert ticket.created_at.isoformat() == "2016-02-29T01:16:00+00:00"


class Wristwatch:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


async def test_in_its_own_rhythm_it_takes_as_long_as_it_took(store: Store, log: Path) -> None:
    watch = Wristwatch()
    shares: list[float] = []
    report = await replay(
        log,
        store.desk,
        speed=60,
        sleep=watch.sleep,
        clock=watch,
        progress=lambda share, _: shares.append(share),
    )
    assert shares == sorted(set(shares))
    assert shares[-1] == 1.0
    # From 01:23 to 12:00, sixty times as fast.
    assert report.seconds == pytest.approx((10 * 60 + 37) * 60 / 60)
    # In the order of time the late revision comes at its right place, and is one more group.
    assert report.outcomes[Outcome.CHANGED] == 7
    assert Outcome.LATE not in report.outcomes


async def test_the_last_resolution_is_not_believed_before_it_came(log: Path) -> None:
    """Every row of the log knows the incident's end."""
    with Log.open(log) as opened:
        events = [event_of(each, ZoneInfo("UTC")) for each in list(opened.rows())[:5]]
    assert [event.ticket.resolved_at is not None for event in events] == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it has no column number, incident_state"),
        (b"number,incident_state\nINC1,New\n", "it has no column reassignment_count"),
        (gzip.compress(b"number,incident_state\n" * 100, mtime=0)[:20], "The file is damaged"),
        (b"\x1f\x8bnonsense", "The file is damaged"),
    ],
)
async def test_another_kind_of_file_is_told_what_it_lacks(
    store: Store, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(Unusable, match=words):
        await replay(file, store.desk)


async def test_a_file_that_is_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="I can't read"):
        await replay(tmp_path / "none.csv", store.desk)
    with pytest.raises(Unusable, match="I can't read"):
        await replay(tmp_path, store.desk)


async def test_settings_that_make_no_sense(store: Store, log: Path) -> None:
    with pytest.raises(Unusable, match="speed"):
        await replay(log, store.desk, speed=-1)
    with pytest.raises(Unusable, match="time zone"):
        await replay(log, store.desk, zone="Mars/Olympus")


def test_a_short_row_is_filled_up(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(",".join(NEEDED) + "\nINC1,New\n\n")
    with Log.open(path) as opened:
        (only,) = opened.rows()
    assert (only.number, only["assigned_to"]) == ("INC1", "?")


@pytest.mark.slow
async def test_the_real_log_agrees_with_its_own_counters(store: Store) -> None:
    if not REAL_LOG.exists():
        pytest.skip("the public ServiceNow log is not at ../shared/data/ticket_logs")
    report = await replay(REAL_LOG, store.desk, limit=20_000)
    assert report.unusable == 0
    checked = await verify(REAL_LOG, store.desk, limit=20_000)
    assert checked.reopens.exact == checked.reopens.total
    assert checked.group_changes.share > 0.985
