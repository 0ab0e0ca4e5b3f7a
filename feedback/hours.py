"""Working time and quiet time: when a desk is open, how long that was, and when it opens again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]
"""From and until, local wall clock; `until` 00:00 means the end of the day."""

CLOSED: tuple[Span, ...] = ()
NEVER = datetime.min.replace(tzinfo=UTC)
QUARTER = 15
"""Minutes."""
FARTHEST = 400
"""Closed days in a row that are passed over: a calendar with more of them is simply never open."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A working week (Monday first) in one time zone, without its holidays."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a calendar's week has seven days")
        for day in self.week:
            ends = [end for start, until in day for end in (_minutes(start), _end(until))]
            if ends != sorted(set(ends)):
                raise ValueError("the hours of a day must be in order and must not overlap")


def standard_calendar(
    zone: str = "Europe/Berlin",
    start: time = time(8),
    until: time = time(18),
    holidays: frozenset[date] = frozenset(),
) -> Calendar:
    """Monday to Friday, the same hours every day."""
    return Calendar(zone, (((start, until),),) * 5 + (CLOSED,) * 2, holidays)


def is_open(calendar: Calendar, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    return any(start <= moment < end for start, end in _spans_of(calendar, local.date()))


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The first open moment at or after this one, in UTC; a calendar that never opens gives it back."""
    for start, end in _spans_from(calendar, moment):
        if end > moment:
            return max(start, moment).astimezone(UTC)
    return moment


def add_business_time(calendar: Calendar, moment: datetime, amount: timedelta) -> datetime:
    """The moment at which this much open time has passed, in UTC."""
    left = amount
    if left <= timedelta(0):
        return moment
    for start, end in _spans_from(calendar, moment):
        begin = max(start, moment)
        if end <= begin:
            continue
        if end - begin >= left:
            return (begin + left).astimezone(UTC)
        left -= end - begin
    return moment + amount


def next_quarter(calendar: Calendar, moment: datetime) -> datetime:
    """The next full quarter of an hour, as people name times; or closing time, if that is sooner."""
    local = moment.astimezone(ZoneInfo(calendar.zone))
    past = timedelta(
        minutes=local.minute % QUARTER, seconds=local.second, microseconds=local.microsecond
    )
    if not past:
        return moment
    rounded = moment + timedelta(minutes=QUARTER) - past
    ends = [end for start, end in _spans_of(calendar, local.date()) if start <= moment <= end]
    return min([rounded, *ends]).astimezone(UTC)


def business_time(calendar: Calendar, start: datetime, until: datetime) -> timedelta:
    """Open time between two moments; zero when the second is not later."""
    total = timedelta(0)
    if until <= start:
        return total
    zone = ZoneInfo(calendar.zone)
    day, last = start.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        for opening, closing in _spans_of(calendar, day):
            total += max(min(closing, until) - max(opening, start), timedelta(0))
        day += timedelta(days=1)
    return total


def open_time_ago(calendar: Calendar, moment: datetime, amount: timedelta) -> datetime:
    """The latest moment since which this much open time has passed, in UTC.

    `business_time(then, moment) >= amount` holds for this `then` and every earlier one, and for no
    later one. Where a calendar is never open, that was never.
    """
    left = amount
    if left <= timedelta(0):
        return moment
    day = moment.astimezone(ZoneInfo(calendar.zone)).date()
    closed = 0
    while closed < FARTHEST:
        spans = [*_spans_of(calendar, day)]
        for start, end in reversed(spans):
            stop = min(end, moment)
            if stop - start >= left:
                return (stop - left).astimezone(UTC)
            left -= max(stop - start, timedelta(0))
        closed = 0 if spans else closed + 1
        day -= timedelta(days=1)
    return NEVER


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every night (or siesta) from one wall-clock time until another; may cross midnight."""

    start: time
    until: time

    def covers(self, at: time) -> bool:
        if self.start == self.until:
            return False
        if self.start < self.until:
            return self.start <= at < self.until
        return at >= self.start or at < self.until


def next_loud_moment(quiet: QuietHours, zone: str, moment: datetime) -> datetime:
    """This moment, or the end of the quiet time that it falls into, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    if not quiet.covers(local.time()):
        return moment
    day = local.date()
    if quiet.start > quiet.until and local.time() >= quiet.start:
        day += timedelta(days=1)
    # An hour that comes twice is over when it is over for good.
    return max(
        datetime.combine(day, quiet.until, ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)
        for fold in (0, 1)
    )


def _spans_from(calendar: Calendar, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = moment.astimezone(ZoneInfo(calendar.zone)).date()
    closed = 0
    while closed < FARTHEST:
        spans = [*_spans_of(calendar, day)]
        yield from spans
        closed = 0 if spans else closed + 1
        day += timedelta(days=1)


def _spans_of(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    """In UTC, so that lengths are real even on the days when the clocks change."""
    if day in calendar.holidays:
        return
    zone = ZoneInfo(calendar.zone)
    passed = NEVER
    for start, until in calendar.week[day.weekday()]:
        end = day + timedelta(days=1) if until == time(0) else day
        opening = datetime.combine(day, start, zone).astimezone(UTC)
        closing = datetime.combine(end, until, zone).astimezone(UTC)
        # In the hour that the clocks skip, an opening can come after its own closing.
        if (opening := max(opening, passed)) < closing:
            yield opening, closing
            passed = closing


def _minutes(at: time) -> float:
    return at.hour * 60 + at.minute + at.second / 60


def _end(until: time) -> float:
    return _minutes(until) or 24 * 60
