"""What a time is made of: the moment of the note, the pieces that words name, and days to count on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

NOON: Final = time(12)
END_OF_DAY: Final = time(17, 30)
FIRST_THING: Final = time(10)
TONIGHT: Final = time(21)
MIDNIGHT: Final = time(23, 59)
FRIDAY: Final = 4
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Now:
    """When the note is posted, on the requester's wall clock, and what "my time" would mean."""

    local: datetime
    zone: tzinfo
    senders: tzinfo

    @property
    def today(self) -> date:
        return self.local.date()


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a time: a day, a clock time, a part of the day, or a moment that is complete."""

    start: int
    end: int
    day: date | None = None
    clock: time | None = None
    half_known: bool = False
    """The hour was said without am or pm."""
    part: str | None = None
    zone: tzinfo | None = None
    due: datetime | None = None
    ahead: bool = False
    """It cannot lie in the past, whatever tense stands around it."""
    loose: bool = False
    """Only a time if it stands beside one ("tomorrow 9-11")."""


def at(day: date, clock: time, zone: tzinfo) -> datetime:
    """That wall-clock time; one that the clocks skip is the moment just after the gap."""
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(last, day.day))
        except ValueError:
            continue
    raise ValueError("no such month")


def working_days_on(day: date, days: int) -> date:
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day
