from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.periods import Grain, Period, cut_into, in_words
from analytics.plan_words import named
from analytics.time_phrases import mentions

TODAY = date(2026, 11, 18)


def read(phrase: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [
        (one.period.start.isoformat(), one.period.end.isoformat())
        for one in mentions(phrase, today)
        if not one.doubt
    ]


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("last month", "2026-10-01", "2026-11-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("previous week", "2026-11-09", "2026-11-16"),
        ("this quarter", "2026-10-01", "2026-11-19"),
        ("so far this year", "2026-01-01", "2026-11-19"),
        ("ytd", "2026-01-01", "2026-11-19"),
        ("month to date", "2026-11-01", "2026-11-19"),
        ("last 30 days", "2026-10-20", "2026-11-19"),
        ("past 14 days", "2026-11-05", "2026-11-19"),
        ("rolling six months", "2026-05-19", "2026-11-19"),
        ("the last 3 full months", "2026-08-01", "2026-11-01"),
        ("since july", "2026-07-01", "2026-11-19"),
        ("after july", "2026-08-01", "2026-11-19"),
        ("after the end of q2", "2026-07-01", "2026-11-19"),
        ("since monday", "2026-11-16", "2026-11-19"),
        ("since the start of the year", "2026-01-01", "2026-11-19"),
        ("from september to today", "2026-09-01", "2026-11-19"),
        ("in october", "2026-10-01", "2026-11-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("october last year", "2025-10-01", "2025-11-01"),
        ("november", "2026-11-01", "2026-11-19"),
        ("q3", "2026-07-01", "2026-10-01"),
        ("q3 2025", "2025-07-01", "2025-10-01"),
        ("third quarter of 2025", "2025-07-01", "2025-10-01"),
        ("h1", "2026-01-01", "2026-07-01"),
        ("second half of 2025", "2025-07-01", "2026-01-01"),
        ("fy25", "2025-01-01", "2026-01-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("between march and may", "2026-03-01", "2026-06-01"),
        ("from march to may 2025", "2025-03-01", "2025-06-01"),
        ("from november to january", "2025-11-01", "2026-02-01"),
        ("q1 to q3", "2026-01-01", "2026-10-01"),
        ("today", "2026-11-18", "2026-11-19"),
        ("yesterday", "2026-11-17", "2026-11-18"),
        ("on friday", "2026-11-13", "2026-11-14"),
        ("week of 3 march", "2026-03-02", "2026-03-09"),
        ("week of 1 january", "2025-12-29", "2026-01-05"),
        ("kw 42", "2026-10-12", "2026-10-19"),
        ("week 50", "2025-12-08", "2025-12-15"),
        ("the 1st of september", "2026-09-01", "2026-09-02"),
        ("2026-09-14", "2026-09-14", "2026-09-15"),
        ("the week before last", "2026-11-02", "2026-11-09"),
        ("two weeks ago", "2026-11-02", "2026-11-09"),
        ("the first week of october", "2026-10-01", "2026-10-08"),
        ("last two weeks of september", "2026-09-17", "2026-10-01"),
        ("the last month of q3", "2026-09-01", "2026-10-01"),
        ("second half of october", "2026-10-16", "2026-11-01"),
        ("the first half of february 2025", "2025-02-01", "2025-02-16"),
        ("since the end of august", "2026-09-01", "2026-11-19"),
        ("last november", "2025-11-01", "2025-12-01"),
        ("last october", "2026-10-01", "2026-11-01"),
        ("between 1 march and 15 april", "2026-03-01", "2026-04-16"),
    ],
)
def test_one_time(phrase: str, start: str, end: str) -> None:
    assert read(phrase) == [(start, end)]


@pytest.mark.parametrize(
    "phrase", ["recently", "the last few weeks", "early 2026", "until june", "before june"]
)
def test_a_vague_time_is_in_doubt(phrase: str) -> None:
    assert [one.doubt for one in mentions(phrase, TODAY)] == ["vague"]


@pytest.mark.parametrize(
    "phrase",
    [
        "at the end of october",
        "end of last month",
        "mid october",
        "early this year",
        "the very beginning of q3",
        "from the end of august to october",
    ],
)
def test_some_of_a_time_is_in_doubt(phrase: str) -> None:
    (one,) = mentions(phrase, TODAY)
    assert one.doubt == "part"


@pytest.mark.parametrize("phrase", ["next month", "2027", "after november", "q1 2027"])
def test_the_future_is_in_doubt(phrase: str) -> None:
    assert [one.doubt for one in mentions(phrase, TODAY)] == ["future"]


@pytest.mark.parametrize("phrase", ["may we see it", "the second most", "31 of 40 people"])
def test_no_time_at_all(phrase: str) -> None:
    assert read(phrase) == []


def test_one_step_earlier() -> None:
    (this_month,) = mentions("this month", TODAY)
    assert this_month.one_step_earlier() == Period(date(2026, 10, 1), date(2026, 11, 1))
    (two_weeks,) = mentions("last 2 weeks", TODAY)
    assert two_weeks.one_step_earlier() == Period(date(2026, 10, 22), date(2026, 11, 5))


@given(
    st.sampled_from(["last month", "q4", "december", "since march", "week 53", "h2", "may"]),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_nothing_reaches_beyond_today(phrase: str, today: date) -> None:
    for mention in mentions(phrase, today):
        assert mention.period.start <= today
        assert (mention.period.end - today).days <= 1


PERIODS = st.builds(
    lambda start, days: Period(start, date.fromordinal(start.toordinal() + days)),
    st.dates(date(2021, 1, 1), date(2025, 6, 1)),
    st.integers(1, 500),
)


@given(PERIODS, st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_pieces_tile_the_period(period: Period, grain: Grain) -> None:
    pieces = list(cut_into(period, grain))
    assert pieces[0].start == period.start
    assert pieces[-1].end == period.end
    assert all(one.end == other.start for one, other in pairwise(pieces))


@given(PERIODS)
def test_a_period_s_name_means_that_period(period: Period) -> None:
    assert [one.period for one in mentions(named(period).casefold(), TODAY)] == [period]
    assert in_words(period)
