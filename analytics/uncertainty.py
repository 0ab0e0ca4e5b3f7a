"""How sure a number is: intervals, differences, and when there are too few to say."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Z: Final = 1.959963984540054
"""95 %, two-sided."""
POWER: Final = 0.8416212335729143
"""80 %: how likely a true difference of that size would then be seen."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`; in percent."""

    hits: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.n or self.n == 0:
            raise ValueError(f"{self.hits} of {self.n} is not a share")

    @property
    def value(self) -> float:
        return 100 * self.hits / self.n

    @property
    def interval(self) -> Interval:
        """Wilson (1927): it never leaves 0 to 100, and 9 of 10 do not look surer than they are."""
        p, squeeze = self.hits / self.n, 1 + Z**2 / self.n
        middle = (p + Z**2 / (2 * self.n)) / squeeze
        half = Z / squeeze * math.sqrt(p * (1 - p) / self.n + Z**2 / (4 * self.n**2))
        low = 0.0 if self.hits == 0 else max(0.0, middle - half)
        high = 1.0 if self.hits == self.n else min(1.0, middle + half)
        return Interval(100 * low, 100 * high)


@dataclass(frozen=True, slots=True)
class Balance:
    """How many stand at the high end minus how many at the low end, of `n`; -100 to 100 points."""

    high: int
    low: int
    n: int

    def __post_init__(self) -> None:
        if min(self.high, self.low) < 0 or self.high + self.low > self.n or self.n == 0:
            raise ValueError(f"{self.high} high and {self.low} low of {self.n} is not a balance")

    @property
    def value(self) -> float:
        return 100 * (self.high - self.low) / self.n

    @property
    def adjusted(self) -> tuple[float, float]:
        """Middle and standard error in points, three answers added, 3/4 of one at each end.

        Rocks (2016), "Interval estimation for the Net Promoter Score": when all agree, the
        interval still is not empty.
        """
        n = self.n + 3
        high, low = (self.high + 0.75) / n, (self.low + 0.75) / n
        spread = high + low - (high - low) ** 2
        return 100 * (high - low), 100 * math.sqrt(spread / n)

    @property
    def interval(self) -> Interval:
        """Widened to the value itself where one or two answers that agree lie just outside."""
        middle, error = self.adjusted
        low, high = middle - Z * error, middle + Z * error
        return Interval(min(self.value, max(-100.0, low)), max(self.value, min(100.0, high)))


@dataclass(frozen=True, slots=True)
class Amount:
    """A plain count: everything there is, so there is nothing to estimate."""

    n: int

    @property
    def value(self) -> float:
        return float(self.n)

    @property
    def interval(self) -> None:
        return None


Estimate = Share | Balance | Amount


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more than before, in points (or percentage points); `sure` when zero is outside.

    `needed` is the n that each side would need to see a difference of this size, four times out
    of five; None when there is no difference at all.
    """

    value: float
    interval: Interval
    needed: int | None

    @property
    def sure(self) -> bool:
        return 0 not in self.interval


def difference(now: Estimate, before: Estimate) -> Difference | None:
    """None for plain counts: more tickets is a fact, and not an estimate."""
    match now, before:
        case Share(), Share():
            return of_shares(now, before)
        case Balance(), Balance():
            return of_balances(now, before)
        case _:
            return None


def of_shares(now: Share, before: Share) -> Difference:
    """Newcombe (1998), method 10: made of the two Wilson intervals."""
    a, b = now.interval, before.interval
    value = now.value - before.value
    low = value - math.hypot(now.value - a.low, b.high - before.value)
    high = value + math.hypot(a.high - now.value, before.value - b.low)
    spread = sum(one.value * (100 - one.value) for one in (now, before))
    return Difference(value, Interval(low, high), needed(value, spread))


def of_balances(now: Balance, before: Balance) -> Difference:
    """Normal, with the middle and the variance of Rocks's adjustment on both sides."""
    (a, error_a), (b, error_b) = now.adjusted, before.adjusted
    error = math.hypot(error_a, error_b)
    spread = error_a**2 * (now.n + 3) + error_b**2 * (before.n + 3)
    value = now.value - before.value
    return Difference(value, Interval(a - b - Z * error, a - b + Z * error), needed(value, spread))


def needed(value: float, spread: float) -> int | None:
    """`spread` is the sum of both sides' variances of one answer, in squared points."""
    if abs(value) < 0.5:
        return None
    return math.ceil((Z + POWER) ** 2 * max(spread, 1.0) / value**2)


def possible_share(share: Share, asked: int) -> Interval:
    """What the share could be if all who were asked had answered: nobody more, or all of them."""
    silent = max(0, asked - share.n)
    return Interval(
        100 * share.hits / (share.n + silent), 100 * (share.hits + silent) / (share.n + silent)
    )


def possible_balance(balance: Balance, asked: int) -> Interval:
    silent = max(0, asked - balance.n)
    middle = balance.high - balance.low
    everyone = balance.n + silent
    return Interval(100 * (middle - silent) / everyone, 100 * (middle + silent) / everyone)


def kept_back(groups: Mapping[str, int], minimum: int, *, unshown: int = 0) -> frozenset[str]:
    """The groups of a breakdown that must not be shown, by their n.

    Those under the minimum; and so many of the next smallest that what is hidden cannot be had by
    subtraction from the total: at least two groups, and together at least the minimum. `unshown`
    are those of the total who belong to none of the groups: they are hidden in any case.
    """
    hidden = {name for name, n in groups.items() if 0 < n < minimum}
    rest = sorted(
        (name for name in groups if groups[name] >= minimum), key=lambda g: (groups[g], g)
    )
    few = bool(hidden) or 0 < unshown < minimum
    while few and rest:
        together = unshown + sum(groups[name] for name in hidden)
        if len(hidden) + (unshown > 0) >= 2 and together >= minimum:
            break
        hidden.add(rest.pop(0))
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class Slope:
    """Change from one piece of time to the next, in points; `sure` when zero is outside."""

    value: float
    interval: Interval

    @property
    def sure(self) -> bool:
        return 0 not in self.interval


def slope(steps: Mapping[int, Share | Balance]) -> Slope | None:
    """A straight line through the values (by position in time), each weighed by how sure it is.

    None with fewer than three values: two points are a comparison, not a development.
    """
    if len(steps) < 3:
        return None
    weights = {x: 1 / (one.interval.width / (2 * Z)) ** 2 for x, one in steps.items()}
    whole = sum(weights.values())
    middle = sum(weights[x] * x for x in steps) / whole
    level = sum(weights[x] * one.value for x, one in steps.items()) / whole
    lever = sum(weights[x] * (x - middle) ** 2 for x in steps)
    rise = sum(weights[x] * (x - middle) * (one.value - level) for x, one in steps.items()) / lever
    error = 1 / math.sqrt(lever)
    return Slope(rise, Interval(rise - Z * error, rise + Z * error))
