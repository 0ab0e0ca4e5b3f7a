"""Working hours in whole seconds: a year of them laid out once, so that a moment is found at once."""

from bisect import bisect_right
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 3600


class Shift:
    """Monday to Friday, the same hours every day, in one zone. Moments are seconds since 1970."""

    def __init__(
        self,
        zone: str,
        first: datetime,
        last: datetime,
        opens: time = time(8),
        until: time = time(18),
    ) -> None:
        local = ZoneInfo(zone)
        day, end = first.astimezone(local).date(), last.astimezone(local).date()
        self._openings: list[int] = []
        self._closings: list[int] = []
        self._before: list[int] = []
        """Open seconds before each opening, counted from the first."""
        total = 0
        while day <= end:
            if day.weekday() < 5:
                opening = int(datetime.combine(day, opens, local).timestamp())
                closing = int(datetime.combine(day, until, local).timestamp())
                self._openings.append(opening)
                self._closings.append(closing)
                self._before.append(total)
                total += closing - opening
            day += timedelta(days=1)

    def open_at(self, moment: int) -> int:
        """This moment, or the next opening."""
        return self.later(moment, 0)

    def later(self, moment: int, seconds: int) -> int:
        """The moment at which this much open time has passed."""
        worked = self._worked(moment) + seconds
        at = bisect_right(self._before, worked) - 1
        return self._openings[at] + worked - self._before[at]

    def between(self, start: int, until: int) -> int:
        """Open seconds between two moments."""
        return max(self._worked(until) - self._worked(start), 0)

    def _worked(self, moment: int) -> int:
        """Open seconds from the first opening until this moment."""
        at = bisect_right(self._openings, moment) - 1
        if at < 0:
            return 0
        return self._before[at] + min(moment, self._closings[at]) - self._openings[at]


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def moment_at(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
