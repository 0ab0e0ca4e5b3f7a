"""Quick hours are the domain's hours, on every day of the year and when the clocks change."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.demo.shifts import Shift, moment_at, seconds
from feedback.hours import add_business_time, business_time, next_opening, standard_calendar

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago", "Asia/Singapore"])
def test_they_agree_with_the_calendar(zone: str) -> None:
    shift = Shift(zone, FIRST, FIRST + timedelta(days=400))
    calendar = standard_calendar(zone)
    rng = Random(zone)
    for _ in range(300):
        at = FIRST + timedelta(days=5, seconds=rng.randrange(350 * 86400))
        later = at + timedelta(seconds=rng.randrange(20 * 86400))
        amount = timedelta(seconds=rng.randrange(1, 30 * 3600))
        assert moment_at(shift.open_at(seconds(at))) == next_opening(calendar, at)
        reached = moment_at(shift.later(seconds(at), int(amount.total_seconds())))
        assert business_time(calendar, at, reached) == amount
        assert reached - add_business_time(calendar, at, amount) in CLOSED_BETWEEN
        between = shift.between(seconds(at), seconds(later))
        assert timedelta(seconds=between) == business_time(calendar, at, later)


CLOSED_BETWEEN = {timedelta(0), timedelta(hours=14), timedelta(hours=62)}
"""The end of one day and the beginning of the next are the same moment of work."""
