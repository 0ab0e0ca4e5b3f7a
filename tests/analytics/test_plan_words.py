from datetime import date
from typing import get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.periods import Grain, Period
from analytics.plan import MetricName, Plan
from analytics.plan_words import question_of
from analytics.understanding import understand
from analytics.vocabulary import Vocabulary
from bot.demo.names import VOCABULARY
from feedback.reasons import NEGATIVE

DESK = Vocabulary(VOCABULARY)
TODAY = date(2026, 11, 18)
PERIODS = st.builds(
    lambda start, days: Period(start, date.fromordinal(start.toordinal() + days)),
    st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    st.integers(1, 160),
)


@st.composite
def filters(draw: st.DrawFn) -> tuple[tuple[str, tuple[str, ...]], ...]:
    dimensions = draw(st.lists(st.sampled_from(sorted(VOCABULARY)), unique=True, max_size=2))
    return tuple(
        (one, tuple(draw(st.lists(st.sampled_from(VOCABULARY[one]), min_size=1, max_size=2,
                                  unique=True))))
        for one in dimensions
    )  # fmt: skip


@given(
    st.sampled_from(MetricName),
    filters(),
    st.none() | st.sampled_from(sorted(VOCABULARY)),
    st.none() | st.sampled_from(get_args(Grain)),
    st.none() | PERIODS,
    st.none() | PERIODS,
)
def test_a_plan_s_own_words_mean_that_plan(
    metric: MetricName,
    where: tuple[tuple[str, tuple[str, ...]], ...],
    by: str | None,
    grain: Grain | None,
    period: Period | None,
    against: Period | None,
) -> None:
    """What a follow-up button asks is understood as what it was meant to ask."""
    assume(against is None or (period is not None and period != against and grain is None))
    assume(by not in dict(where))
    plan = Plan(metric, (by,) if by else (), grain, where, period, against)
    assert understand(question_of(plan), DESK, TODAY) == plan


@given(st.sampled_from(sorted(NEGATIVE)), PERIODS)
def test_a_named_pain_point_keeps_its_name(factor: str, period: Period) -> None:
    plan = Plan(MetricName.PAIN_POINTS, where=(("factor", (factor,)),), period=period)
    assert understand(question_of(plan), DESK, TODAY) == plan
