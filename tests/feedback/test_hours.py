"""Working time on real calendars: holidays, weekends, and the days on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.hours import (
    CLOSED,
    Calendar,
    QuietHours,
    add_business_time,
    business_time,
    is_open,
    next_loud_moment,
    next_opening,
    next_quarter,
    open_time_ago,
    standard_calendar,
)

BERLIN = standard_calendar()
CHRISTMAS = standard_calendar(holidays=frozenset({date(2026, 12, 25), date(2026, 12, 26)}))
LUNCH = Calendar(
    "Europe/Berlin",
    (((time(8), time(12)), (time(13), time(17))),) * 5 + (((time(9), time(12)),), CLOSED),
)
ALWAYS = Calendar("Europe/Berlin", (((time(0), time(0)),),) * 7)
NIGHT = Calendar("Europe/Berlin", (((time(0), time(6)), (time(22), time(0))),) * 7)
NEVER = Calendar("Europe/Berlin", (CLOSED,) * 7)
SMALL_HOURS = Calendar("Europe/Berlin", (((time(2), time(2, 50)), (time(3), time(4))),) * 7)
SKIPPED = Calendar("Europe/Berlin", (((time(2, 30), time(3, 10)),),) * 7)
"""Open in just the hour that the clocks skip in spring and repeat in autumn."""

NEW_YORK = standard_calendar("America/New_York", time(9), time(17))
CALENDARS = (BERLIN, CHRISTMAS, LUNCH, ALWAYS, NIGHT, SMALL_HOURS, SKIPPED, NEW_YORK)


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("calendar", "start", "until", "hours"),
    [
        (BERLIN, "2026-11-24 09:00", "2026-11-24 11:30", 2.5),
        (BERLIN, "2026-11-24 06:00", "2026-11-24 23:00", 10),
        (BERLIN, "2026-11-24 17:00", "2026-11-25 09:00", 2),
        (BERLIN, "2026-11-27 17:00", "2026-11-30 09:00", 2),  # over a weekend
        (BERLIN, "2026-11-28 10:00", "2026-11-29 10:00", 0),  # nothing but weekend
        (BERLIN, "2026-11-24 11:00", "2026-11-24 09:00", 0),  # backwards
        (CHRISTMAS, "2026-12-24 16:00", "2026-12-28 10:00", 4),  # a Friday off
        (LUNCH, "2026-11-24 11:00", "2026-11-24 14:00", 2),
        (LUNCH, "2026-11-28 08:00", "2026-11-28 14:00", 3),  # Saturday morning
        (ALWAYS, "2026-03-28 12:00", "2026-03-29 12:00", 23),  # spring: an hour is skipped
        (ALWAYS, "2026-10-24 12:00", "2026-10-25 12:00", 25),  # autumn: an hour comes twice
        (NIGHT, "2026-03-28 21:00", "2026-03-29 07:00", 7),
        (NIGHT, "2026-10-24 21:00", "2026-10-25 07:00", 9),
        (BERLIN, "2026-03-27 17:00", "2026-03-30 09:00", 2),
        (SMALL_HOURS, "2026-11-24 00:00", "2026-11-24 06:00", 1 + 50 / 60),
        (SMALL_HOURS, "2026-03-29 00:00", "2026-03-29 06:00", 1),
        (SMALL_HOURS, "2026-10-25 00:00", "2026-10-25 06:00", 1 + 50 / 60),
        (SKIPPED, "2026-03-29 00:00", "2026-03-29 06:00", 0),
    ],
)
def test_open_time_between_two_moments(
    calendar: Calendar, start: str, until: str, hours: float
) -> None:
    passed = business_time(calendar, local(start), local(until))
    assert passed.total_seconds() / 3600 == pytest.approx(hours)


@pytest.mark.parametrize(
    ("calendar", "moment", "opens"),
    [
        (BERLIN, "2026-11-24 07:00", "2026-11-24 08:00"),
        (BERLIN, "2026-11-24 12:34", "2026-11-24 12:34"),
        (BERLIN, "2026-11-24 18:00", "2026-11-25 08:00"),  # the end is closed already
        (BERLIN, "2026-11-27 18:30", "2026-11-30 08:00"),
        (CHRISTMAS, "2026-12-24 19:00", "2026-12-28 08:00"),
        (LUNCH, "2026-11-24 12:30", "2026-11-24 13:00"),
        (NIGHT, "2026-11-24 12:00", "2026-11-24 22:00"),
        (BERLIN, "2026-10-23 19:00", "2026-10-26 08:00"),
        (SKIPPED, "2026-03-29 03:05", "2026-03-30 02:30"),
    ],
)
def test_the_next_opening(calendar: Calendar, moment: str, opens: str) -> None:
    assert next_opening(calendar, local(moment)) == local(opens)


@pytest.mark.parametrize(
    ("calendar", "moment", "hours", "then"),
    [
        (BERLIN, "2026-11-24 09:00", 8, "2026-11-24 17:00"),
        (BERLIN, "2026-11-24 16:00", 8, "2026-11-25 14:00"),
        (BERLIN, "2026-11-27 17:00", 2, "2026-11-30 09:00"),
        (BERLIN, "2026-11-28 12:00", 1, "2026-11-30 09:00"),
        (BERLIN, "2026-11-24 08:00", 10, "2026-11-24 18:00"),
        (CHRISTMAS, "2026-12-24 17:00", 2, "2026-12-28 09:00"),
        (ALWAYS, "2026-03-28 12:00", 24, "2026-03-29 13:00"),
        (ALWAYS, "2026-10-24 12:00", 24, "2026-10-25 11:00"),
        (BERLIN, "2026-11-24 20:00", 0, "2026-11-24 20:00"),
    ],
)
def test_when_so_much_open_time_has_passed(
    calendar: Calendar, moment: str, hours: float, then: str
) -> None:
    assert add_business_time(calendar, local(moment), timedelta(hours=hours)) == local(then)


def test_a_desk_that_never_opens_does_not_hang() -> None:
    moment = local("2026-11-24 09:00")
    assert not is_open(NEVER, moment)
    assert next_opening(NEVER, moment) == moment
    assert add_business_time(NEVER, moment, timedelta(hours=8)) == moment + timedelta(hours=8)


@pytest.mark.parametrize(
    "week",
    [
        (((time(8), time(18)),),) * 6,
        (((time(8), time(12)), (time(11), time(18))),) * 7,
        (((time(18), time(8)),),) * 7,
        (((time(8), time(8)),),) * 7,
    ],
)
def test_a_week_that_makes_no_sense_is_refused(
    week: tuple[tuple[tuple[time, time], ...], ...],
) -> None:
    with pytest.raises(ValueError, match=r"seven days|must not overlap"):
        Calendar("Europe/Berlin", week)


QUIET = QuietHours(time(22), time(7))
SIESTA = QuietHours(time(13), time(15))


@pytest.mark.parametrize(
    ("quiet", "moment", "loud"),
    [
        (QUIET, "2026-11-24 21:59", "2026-11-24 21:59"),
        (QUIET, "2026-11-24 22:00", "2026-11-25 07:00"),
        (QUIET, "2026-11-25 03:00", "2026-11-25 07:00"),
        (QUIET, "2026-11-25 07:00", "2026-11-25 07:00"),
        (SIESTA, "2026-11-24 14:00", "2026-11-24 15:00"),
        (QuietHours(time(9), time(9)), "2026-11-24 09:00", "2026-11-24 09:00"),
        (QUIET, "2026-03-28 23:00", "2026-03-29 07:00"),
    ],
)
def test_quiet_hours_end_when_the_person_said(quiet: QuietHours, moment: str, loud: str) -> None:
    assert next_loud_moment(quiet, "Europe/Berlin", local(moment)) == local(loud)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet = QuietHours(time(22), time(2, 30))
    second_time = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert next_loud_moment(quiet, "Europe/Berlin", second_time) == second_time.replace(minute=30)


# Properties, on all of these calendars and around the days on which the clocks change.

CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
calendars = st.sampled_from(CALENDARS)
anywhere = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001, hypothesis wants them naive
near_a_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3 * 1440, 3 * 1440),
)
moments = anywhere | near_a_change
amounts = st.integers(1, 20_000).map(lambda minutes: timedelta(minutes=minutes))


@given(calendars, moments, amounts)
def test_adding_and_measuring_are_inverse(
    calendar: Calendar, moment: datetime, amount: timedelta
) -> None:
    assert business_time(calendar, moment, add_business_time(calendar, moment, amount)) == amount


@given(calendars, moments, amounts, amounts)
def test_two_neighbouring_stretches_make_one(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    whole = business_time(calendar, start, end)
    assert whole == business_time(calendar, start, middle) + business_time(calendar, middle, end)
    assert timedelta(0) <= whole <= end - start


@given(calendars, moments)
def test_after_the_next_opening_it_is_open_and_before_it_was_not(
    calendar: Calendar, moment: datetime
) -> None:
    opening = next_opening(calendar, moment)
    assert opening >= moment
    assert is_open(calendar, opening)
    assert business_time(calendar, moment, opening) == timedelta(0)


@given(calendars, moments)
def test_an_open_second_counts_and_a_closed_one_does_not(
    calendar: Calendar, moment: datetime
) -> None:
    moment = moment.replace(second=0, microsecond=0)
    second = timedelta(seconds=1)
    passed = business_time(calendar, moment, moment + second)
    assert passed == (second if is_open(calendar, moment) else timedelta(0))


@given(st.times(), st.times(), moments, st.sampled_from(("Europe/Berlin", "Asia/Kolkata")))
def test_the_next_loud_moment_is_loud_and_not_in_the_past(
    start: time, until: time, moment: datetime, zone: str
) -> None:
    quiet = QuietHours(start, until)
    loud = next_loud_moment(quiet, zone, moment)
    assert moment <= loud <= moment + timedelta(hours=26)


@given(calendars, moments, amounts)
def test_open_time_ago_is_the_latest_moment_that_is_long_enough_ago(
    calendar: Calendar, moment: datetime, amount: timedelta
) -> None:
    then = open_time_ago(calendar, moment, amount)
    assert business_time(calendar, then, moment) == amount
    assert (
        amount == timedelta(0)
        or business_time(calendar, then + timedelta(seconds=1), moment) < amount
    )


def test_a_desk_that_is_never_open_has_kept_nobody_waiting() -> None:
    never = open_time_ago(NEVER, local("2026-11-24 09:00"), timedelta(hours=1))
    assert never < local("1971-01-01 00:00")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-18 10:00", "2026-11-18 10:00"),
        ("2026-11-18 10:01", "2026-11-18 10:15"),
        ("2026-11-18 10:46", "2026-11-18 11:00"),
        ("2026-11-18 17:58", "2026-11-18 18:00"),
    ],
)
def test_times_are_named_by_the_quarter(moment: str, said: str) -> None:
    assert next_quarter(BERLIN, local(moment)) == local(said)
    assert next_quarter(BERLIN, local(moment) - timedelta(microseconds=1)) <= local(said)


def test_no_quarter_is_named_after_closing_time() -> None:
    closes_early = standard_calendar(until=time(17, 50))
    assert next_quarter(closes_early, local("2026-11-18 17:47")) == local("2026-11-18 17:50")
    assert next_quarter(closes_early, local("2026-11-18 17:50")) == local("2026-11-18 17:50")
