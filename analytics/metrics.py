"""One definition for each metric: what it is called, what is good, and its formula over counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from analytics import rollups
from analytics.charts import Unit
from analytics.plan import MetricName
from analytics.uncertainty import Amount, Balance, Estimate, Share
from feedback.policy import Policy
from feedback.reasons import NEGATIVE, POSITIVE, Factor

Sums = Mapping[str, int]
Good = Literal["up", "down"]


class Metric(Protocol):
    """A figure in points or percent comes with its n; None when there is nothing to count."""

    @property
    def slug(self) -> MetricName: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def good(self) -> Good | None: ...
    @property
    def measures(self) -> Sequence[str]: ...
    @property
    def definition(self) -> str: ...

    def figure(self, sums: Sums) -> Estimate | None: ...


def ratings(sums: Sums, *scores: int) -> int:
    return sum(sums.get(rollups.SCORES[score], 0) for score in scores)


@dataclass(frozen=True, slots=True)
class Happiness:
    happy_at_least: int = 9
    unhappy_at_most: int = 6
    slug: MetricName = MetricName.HAPPINESS
    name: str = "Happiness"
    unit: Unit = Unit.POINTS
    good: Good = "up"
    measures: Sequence[str] = rollups.SCORES

    @property
    def definition(self) -> str:
        return (
            f"share of ratings of {self.happy_at_least} or more, minus share of"
            f" {self.unhappy_at_most} or less; −100 to +100"
        )

    def figure(self, sums: Sums) -> Balance | None:
        n = ratings(sums, *range(11))
        high = ratings(sums, *range(self.happy_at_least, 11))
        low = ratings(sums, *range(self.unhappy_at_most + 1))
        return Balance(high, low, n) if n else None


@dataclass(frozen=True, slots=True)
class Csat:
    satisfied_at_least: int = 7
    slug: MetricName = MetricName.CSAT
    name: str = "CSAT"
    unit: Unit = Unit.PERCENT
    good: Good = "up"
    measures: Sequence[str] = rollups.SCORES

    @property
    def definition(self) -> str:
        return f"share of ratings of {self.satisfied_at_least} or more"

    def figure(self, sums: Sums) -> Share | None:
        n = ratings(sums, *range(11))
        return Share(ratings(sums, *range(self.satisfied_at_least, 11)), n) if n else None


@dataclass(frozen=True, slots=True)
class RatingCount:
    slug: MetricName = MetricName.RATING_COUNT
    name: str = "Ratings"
    unit: Unit = Unit.COUNT
    good: Good | None = None
    measures: Sequence[str] = rollups.SCORES
    definition: str = "ratings given"

    def figure(self, sums: Sums) -> Amount:
        return Amount(ratings(sums, *range(11)))


@dataclass(frozen=True, slots=True)
class ShareOf:
    """One measure among another."""

    slug: MetricName
    name: str
    good: Good
    hit: str
    among: str
    definition: str
    unit: Unit = Unit.PERCENT

    @property
    def measures(self) -> Sequence[str]:
        return (self.hit, self.among)

    def figure(self, sums: Sums) -> Share | None:
        n = sums.get(self.among, 0)
        return Share(min(sums.get(self.hit, 0), n), n) if n > 0 else None


RESPONSE_RATE: Final = ShareOf(
    MetricName.RESPONSE_RATE,
    "Response rate",
    "up",
    rollups.ANSWERED,
    rollups.ASKED,
    "people who answered, among those who were asked",
)
PROMISES_KEPT: Final = ShareOf(
    MetricName.PROMISES_KEPT,
    "Promises kept",
    "up",
    rollups.KEPT,
    rollups.DUE,
    "promises kept on time, among those that came due (moved in time and then kept counts as kept)",
)
FOLLOWED_UP: Final = ShareOf(
    MetricName.LOOPS,
    "Unhappy people followed up in time",
    "up",
    rollups.LOOP_IN_TIME,
    rollups.LOOP,
    "unhappy ratings that a person followed up by the stated time, among all of them",
)
PUT_RIGHT: Final = ShareOf(
    MetricName.LOOPS,
    "Put right, as they say themselves",
    "up",
    rollups.LOOP_CONFIRMED,
    rollups.LOOP,
    "unhappy people who confirmed that it was put right, among all of them",
)


@dataclass(frozen=True, slots=True)
class FactorShare:
    """Share of ratings that carry a factor, ticked or read from the comment."""

    factor: Factor
    slug: MetricName
    unit: Unit = Unit.PERCENT

    @property
    def name(self) -> str:
        return FACTOR_NAMES[self.factor]

    @property
    def good(self) -> Good:
        return "down" if self.factor in NEGATIVE else "up"

    @property
    def measures(self) -> Sequence[str]:
        return (*rollups.SCORES, rollups.factor(self.factor.value))

    @property
    def definition(self) -> str:
        return "ratings that say so (ticked, or read from the comment), among all ratings"

    def figure(self, sums: Sums) -> Share | None:
        n = ratings(sums, *range(11))
        hits = sums.get(rollups.factor(self.factor.value), 0)
        return Share(min(hits, n), n) if n else None


FACTOR_NAMES: Final[Mapping[Factor, str]] = {
    Factor.UNRESOLVED: "Not really solved",
    Factor.SLOW: "Took too long",
    Factor.REPEATED_EXPLAINING: "Had to explain it again",
    Factor.UNINFORMED: "Didn't know what was going on",
    Factor.UNFRIENDLY: "Not treated kindly",
    Factor.UNSKILLED: "Didn't know what to do",
    Factor.DIFFICULT: "Hard to get help",
    Factor.TOOL_FAILURE: "The thing itself is no good",
    Factor.SOLVED: "Solved",
    Factor.FAST: "Fast",
    Factor.FRIENDLY: "Kind",
    Factor.SKILLED: "Knew what to do",
    Factor.INFORMED: "Kept informed",
    Factor.EASY: "Easy",
}
"""As a manager reads it in a list."""


def shares_of(slug: MetricName, named: Sequence[str] = ()) -> tuple[FactorShare, ...]:
    """Each pain point (or delight) as a metric of its own; only the named ones if any are."""
    of = POSITIVE if slug is MetricName.DELIGHTS else NEGATIVE
    wanted = [Factor(name) for name in named] or [factor for factor in Factor if factor in of]
    return tuple(FactorShare(factor, slug) for factor in wanted)


def metric_of(slug: MetricName, policy: Policy, satisfied_at_least: int) -> Metric | None:
    """None for what cannot be counted yet, and for what is a list (factors, comments)."""
    match slug:
        case MetricName.HAPPINESS:
            return Happiness(policy.happy_at_least, policy.unhappy_at_most)
        case MetricName.CSAT:
            return Csat(satisfied_at_least)
        case MetricName.RATING_COUNT:
            return RatingCount()
        case MetricName.RESPONSE_RATE:
            return RESPONSE_RATE
        case MetricName.PROMISES_KEPT:
            return PROMISES_KEPT
        case MetricName.LOOPS:
            return FOLLOWED_UP
        case _:
            return None


COUNTED: Final = (
    MetricName.HAPPINESS,
    MetricName.CSAT,
    MetricName.RESPONSE_RATE,
    MetricName.RATING_COUNT,
    MetricName.PAIN_POINTS,
    MetricName.DELIGHTS,
    MetricName.COMMENTS,
    MetricName.PROMISES_KEPT,
    MetricName.LOOPS,
)
"""What can be answered today; every other metric is understood, and we say that it must wait."""
