"""Days, weeks, months, quarters and years as the desk's people mean them: start to exclusive end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, assert_never
from zoneinfo import ZoneInfo

Grain = Literal["day", "week", "month", "quarter", "year"]

MONTHS_IN: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAYS_IN: Final = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` up to, but not with, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period must end after it starts, not {self.start} to {self.end}")

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def today_in(zone: ZoneInfo, now: datetime) -> date:
    """The desk's date at this moment; a moment without a zone is taken as the desk's own clock."""
    return now.astimezone(zone).date() if now.tzinfo else now.date()


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month when it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month0 + 1, 1)
    after = date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


def add(day: date, unit: str, count: int) -> date:
    """`count` units on (or back): days, weeks, months, quarters, halves or years."""
    if unit in DAYS_IN:
        return day + timedelta(days=DAYS_IN[unit] * count)
    return add_months(day, MONTHS_IN[unit] * count)


def containing(day: date, unit: str) -> Period:
    """The calendar day, week (from Monday), month, quarter, half or year that this day lies in."""
    match unit:
        case "day":
            start = day
        case "week":
            start = day - timedelta(days=day.weekday())
        case _:
            months = MONTHS_IN[unit]
            start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(start, add(start, unit, 1))


def week_of_year(year: int, week: int) -> Period:
    """ISO week; a number that the year does not have raises `ValueError`."""
    return containing(date.fromisocalendar(year, week, 1), "week")


def cut_into(period: Period, grain: Grain) -> Iterator[Period]:
    """The period in calendar pieces, oldest first; the outer two may be cut short."""
    start = period.start
    while start < period.end:
        end = min(containing(start, grain).end, period.end)
        yield Period(start, end)
        start = end


def without(period: Period, left_out: Period) -> tuple[Period, ...]:
    """What stays of it: one piece, two around a hole, or nothing."""
    if left_out.end <= period.start or period.end <= left_out.start:
        return (period,)
    ends = ((period.start, left_out.start), (left_out.end, period.end))
    return tuple(Period(start, end) for start, end in ends if start < end)


def one_year_earlier(period: Period) -> Period:
    return Period(add_months(period.start, -12), add_months(period.end, -12))


def last_complete_month(today: date) -> Period:
    """What a question without a period is answered for."""
    return containing(containing(today, "month").start - timedelta(days=1), "month")


# --- in words ----------------------------------------------------------------------------------


def in_words(period: Period) -> str:
    """ "October 2026", "Q3 2026", "2025", "14 September 2026", "1 October to 18 November 2026"."""
    start, last = period.start, period.end - timedelta(days=1)
    if period.days == 1:
        return f"{start.day} {start:%B %Y}"
    for unit in ("month", "quarter", "year"):
        if containing(start, unit) == period:
            return name_of(start, unit)
    if start.year != last.year:
        return f"{start.day} {start:%B %Y} to {last.day} {last:%B %Y}"
    if containing(start, "month").start == start and containing(last, "month").end == period.end:
        return f"{start:%B} to {last:%B %Y}"
    if start.month == last.month:
        return f"{start.day} to {last.day} {last:%B %Y}"
    return f"{start.day} {start:%B} to {last.day} {last:%B %Y}"


def name_of(start: date, unit: str) -> str:
    match unit:
        case "month":
            return f"{start:%B %Y}"
        case "quarter":
            return f"Q{(start.month + 2) // 3} {start.year}"
        case _:
            return str(start.year)


def label_of(piece: Period, grain: Grain) -> str:
    """A short label under a chart: "18 Nov", "wk 47", "Nov 26", "Q4 26", "2026"."""
    start = piece.start
    match grain:
        case "day":
            return f"{start.day} {start:%b}"
        case "week":
            return f"wk {start.isocalendar().week} {start:%y}"
        case "month":
            return f"{start:%b %y}"
        case "quarter":
            return f"Q{(start.month + 2) // 3} {start:%y}"
        case "year":
            return str(start.year)
        case _:
            assert_never(grain)
