from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.uncertainty import (
    Amount,
    Balance,
    Interval,
    Share,
    difference,
    kept_back,
    possible_balance,
    possible_share,
    slope,
)


@st.composite
def shares(draw: st.DrawFn) -> Share:
    n = draw(st.integers(1, 5000))
    return Share(draw(st.integers(0, n)), n)


@st.composite
def balances(draw: st.DrawFn) -> Balance:
    n = draw(st.integers(1, 5000))
    high = draw(st.integers(0, n))
    return Balance(high, draw(st.integers(0, n - high)), n)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(9, 10, 59.6, 98.2), (18, 20, 69.9, 97.2), (45, 50, 78.6, 95.7), (360, 400, 86.7, 92.6)],
)
def test_wilson_as_published(hits: int, n: int, low: float, high: float) -> None:
    interval = Share(hits, n).interval
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.06)


@pytest.mark.parametrize(("n", "low", "high"), [(10, 15, 93), (50, 48, 84), (200, 60, 78)])
def test_a_score_of_plus_70_as_published(n: int, low: float, high: float) -> None:
    interval = Balance(n * 8 // 10, n // 10, n).interval
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1.0)


def test_all_agree_and_we_are_still_not_certain() -> None:
    interval = Balance(10, 0, 10).interval
    assert interval.high == 100
    assert interval.low < 70


@given(shares() | balances())
def test_an_interval_holds_its_estimate_and_stays_in_range(one: Share | Balance) -> None:
    lowest = 0 if isinstance(one, Share) else -100
    assert lowest <= one.interval.low <= one.value <= one.interval.high <= 100


@given(shares(), st.integers(2, 50))
def test_more_of_the_same_makes_a_share_surer(one: Share, times: int) -> None:
    assert Share(one.hits * times, one.n * times).interval.width <= one.interval.width


@given(balances(), st.integers(10, 50))
def test_more_of_the_same_makes_a_balance_surer(one: Balance, times: int) -> None:
    more = Balance(one.high * times, one.low * times, one.n * times)
    assert more.interval.width <= one.interval.width + 1e-9


@given(shares(), shares())
def test_a_difference_turned_round_is_its_negative(one: Share, other: Share) -> None:
    there, back = difference(one, other), difference(other, one)
    assert there is not None
    assert back is not None
    assert there.value in there.interval
    assert back.interval.low == pytest.approx(-there.interval.high)
    assert back.interval.high == pytest.approx(-there.interval.low)


@given(shares() | balances())
def test_nothing_differs_from_itself(one: Share | Balance) -> None:
    change = difference(one, one)
    assert change is not None
    assert not change.sure
    assert change.needed is None


def test_newcombe_as_published() -> None:
    """Newcombe (1998), table II, comparison (a): 56/70 and 48/80."""
    change = difference(Share(56, 70), Share(48, 80))
    assert change is not None
    assert (change.interval.low, change.interval.high) == pytest.approx((5.24, 33.39), abs=0.01)
    assert change.sure


def test_plain_counts_have_no_margin() -> None:
    assert difference(Amount(5), Amount(500)) is None
    assert Amount(5).interval is None


def test_with_as_many_as_needed_the_difference_is_seen() -> None:
    change = difference(Balance(60, 20, 100), Balance(52, 22, 100))
    assert change is not None
    assert not change.sure
    assert change.needed is not None
    times = change.needed // 100 + 1
    enough = difference(
        Balance(60 * times, 20 * times, 100 * times), Balance(52 * times, 22 * times, 100 * times)
    )
    assert enough is not None
    assert enough.sure


def test_a_fifth_answered_and_ninety_percent_were_happy() -> None:
    assert possible_share(Share(18, 20), asked=100) == Interval(18, 98)
    assert possible_balance(Balance(18, 1, 20), asked=100) == Interval(-63, 97)


@given(balances(), st.integers(0, 9000))
def test_what_could_be_holds_what_is_said(one: Balance, asked: int) -> None:
    possible = possible_balance(one, asked)
    assert possible.low - 1e-9 <= one.value <= possible.high + 1e-9


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        ({"a": 10, "b": 20}, set()),
        ({"a": 10, "b": 20, "c": 3}, {"c", "a"}),
        ({"a": 10, "b": 2, "c": 3, "d": 9}, {"b", "c"}),
        ({"a": 10, "b": 1, "c": 2, "d": 9}, {"b", "c", "d"}),
        ({"a": 3}, {"a"}),
        ({"a": 0, "b": 7}, set()),
    ],
)
def test_small_groups_and_what_would_give_them_away(
    groups: Mapping[str, int], hidden: set[str]
) -> None:
    assert kept_back(groups, 5) == hidden


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 40)), st.integers(1, 10))
def test_what_is_hidden_cannot_be_had_by_subtraction(groups: dict[str, int], least: int) -> None:
    hidden = kept_back(groups, least)
    assert all(groups[name] >= least for name in groups.keys() - hidden if groups[name])
    someone = [name for name in groups if groups[name]]
    if hidden and hidden != set(someone):
        assert len(hidden) > 1
        assert sum(groups[name] for name in hidden) >= least


def test_a_steady_rise_is_a_trend_and_noise_is_not() -> None:
    rising = slope({x: Share(40 + 5 * x, 100) for x in range(8)})
    assert rising is not None
    assert rising.sure
    assert rising.value == pytest.approx(5, abs=0.3)
    noise = slope({x: Share(50 + (3 if x % 2 else -3), 100) for x in range(8)})
    assert noise is not None
    assert not noise.sure


def test_two_points_are_no_trend() -> None:
    assert slope({0: Share(1, 10), 1: Share(9, 10)}) is None


@pytest.mark.parametrize("broken", [(-1, 5), (6, 5), (0, 0)])
def test_an_impossible_share_is_refused(broken: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a share"):
        Share(*broken)


def test_an_impossible_balance_is_refused() -> None:
    with pytest.raises(ValueError, match="not a balance"):
        Balance(4, 4, 7)
