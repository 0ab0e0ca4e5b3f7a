from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from analytics.rollups import Cell, cells, delta
from feedback.reasons import Factor
from feedback.records import Rating
from tests.analytics.samples import rating

BERLIN = ZoneInfo("Europe/Berlin")
FACTORS = st.lists(st.sampled_from(Factor), max_size=3).map(tuple)
RATINGS = st.builds(
    rating,
    st.integers(0, 10),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    ticked=FACTORS,
    inferred=FACTORS,
    team=st.sampled_from([None, "Network", "Identity"]),
    comment=st.sampled_from([None, "ok"]),
)
MAYBE = st.none() | RATINGS


@given(MAYBE, MAYBE, MAYBE)
def test_changes_add_up(a: Rating | None, b: Rating | None, c: Rating | None) -> None:
    """From a to b and from b to c is from a to c: a revision leaves no trace in the counts."""
    total = dict.fromkeys([*delta(a, b, BERLIN), *delta(b, c, BERLIN)], 0)
    for change in (delta(a, b, BERLIN), delta(b, c, BERLIN)):
        for cell, n in change.items():
            total[cell] += n
    assert {cell: n for cell, n in total.items() if n} == delta(a, c, BERLIN)


@given(RATINGS)
def test_what_is_erased_leaves_nothing(one: Rating) -> None:
    assert delta(None, one, BERLIN) == dict(cells(one, BERLIN))
    assert delta(one, None, BERLIN) == {cell: -n for cell, n in cells(one, BERLIN).items()}


def test_the_desk_s_midnight_cuts_the_day() -> None:
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert Cell("day", "all", "all", date(2026, 11, 1), "score:9") in cells(
        rating(9, date(2026, 10, 31), rated_at=late), BERLIN
    )
