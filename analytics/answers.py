"""From a plan to an answer: figures with n and interval, and nothing that gives a few away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from analytics import rollups
from analytics.charts import Chart, Point, Series, Unit
from analytics.metrics import (
    COUNTED,
    PUT_RIGHT,
    RESPONSE_RATE,
    FactorShare,
    Metric,
    metric_of,
    shares_of,
)
from analytics.periods import (
    Grain,
    Period,
    add_months,
    containing,
    in_words,
    label_of,
    last_complete_month,
)
from analytics.plan import FACTOR, MetricName, Plan
from analytics.store import Counts, Slice, Sums, Words
from analytics.uncertainty import (
    Amount,
    Balance,
    Difference,
    Estimate,
    Interval,
    Share,
    Slope,
    difference,
    kept_back,
    possible_balance,
    possible_share,
    slope,
)
from feedback.policy import Policy

MOST_GROUPS: Final = 12
MOST_WORDS: Final = 8
MONTHS_SHOWN: Final = 6
"""A single figure is drawn with the months that led to it."""
FACTORS_BEHIND: Final = 3


@dataclass(frozen=True, slots=True)
class Rules:
    minimum_n: int = 5
    minimum_comments: int = 8
    satisfied_at_least: int = 7


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a breakdown, or one piece of time; `figure` is None when it is kept back.

    `empty` tells a group nobody said anything about from one that is too small to show.
    """

    label: str
    figure: Estimate | None
    before: Estimate | None = None
    change: Difference | None = None
    note: str = ""
    empty: bool = False


Verdict = Literal["better", "worse", "more", "fewer", "same", "unclear", "too_few"]


@dataclass(frozen=True, slots=True)
class Comparison:
    period: Period
    figure: Estimate | None
    difference: Difference | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """`figure` is None when there are too few (or none: `empty`) to say anything."""

    plan: Plan
    metric: Metric
    period: Period
    figure: Estimate | None
    sums: Sums
    empty: bool = False
    comparison: Comparison | None = None
    groups: tuple[Group, ...] = ()
    gap: Difference | None = None
    """Between the first and the last group that are shown."""
    pieces: tuple[Group, ...] = ()
    slope: Slope | None = None
    behind: tuple[tuple[FactorShare, Share], ...] = ()
    beside: tuple[tuple[Metric, Estimate], ...] = ()
    """Figures that belong next to this one, as its own formula leaves something out."""
    response: Share | None = None
    possible: Interval | None = None
    chart: Chart | None = None

    @property
    def assumed_period(self) -> bool:
        return self.plan.period is None


@dataclass(frozen=True, slots=True)
class FactorsAnswer:
    """What people named, the most frequent first; of `n` ratings, None when too few."""

    plan: Plan
    period: Period
    n: int | None
    shares: tuple[tuple[FactorShare, Share, Share | None], ...]
    """With the share in the period compared with, if any."""
    groups: tuple[Group, ...] = ()
    """Broken down: the most named factor of each group is its `note`."""
    response: Share | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class WordsAnswer:
    """What people wrote, newest first; `words` is None when too few wrote to show any."""

    plan: Plan
    period: Period
    n: int | None
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class NotCountedYet:
    plan: Plan


@dataclass(frozen=True, slots=True)
class TooFine:
    """Understood, but more at once than can be shown; `instead` are plans that can be."""

    plan: Plan
    instead: tuple[Plan, ...]


Answered = Answer | FactorsAnswer | WordsAnswer | NotCountedYet | TooFine


class Answerer:
    def __init__(self, counts: Counts, policy: Policy, rules: Rules) -> None:
        self.counts = counts
        self.policy = policy
        self.rules = rules

    async def answer(self, plan: Plan, today: date) -> Answered:
        if plan.metric not in COUNTED:
            return NotCountedYet(plan)
        simpler = simplifications(plan)
        if simpler:
            return TooFine(plan, simpler)
        period = plan.period or assumed_period(plan, today)
        match plan.metric:
            case MetricName.COMMENTS:
                return await self.words(plan, period)
            case MetricName.PAIN_POINTS | MetricName.DELIGHTS:
                return await self.factors(plan, period)
            case _:
                metric = metric_of(plan.metric, self.policy, self.rules.satisfied_at_least)
                assert metric is not None, "every counted metric has its formula"
                return await self.figures(plan, metric, period)

    # --- one figure

    async def figures(self, plan: Plan, metric: Metric, period: Period) -> Answer:
        of = slice_of(plan, period, metric)
        sums = await self.counts.total(metric.measures, of)
        figure = metric.figure(sums)
        answer = Answer(
            plan, metric, period, self.shown(figure), sums, empty=figure is None or figure.n == 0
        )
        answer = await self.with_surroundings(answer, of)
        if plan.by:
            return await self.broken_down(answer, of, plan.by[0])
        if plan.grain:
            return await self.followed(answer, of, plan.grain)
        if plan.against:
            return await self.compared(answer, of, plan.against)
        return replace(answer, chart=await self.months_before(answer, of))

    def shown(self, figure: Estimate | None) -> Estimate | None:
        if isinstance(figure, Amount):
            return figure
        return figure if figure is not None and figure.n >= self.rules.minimum_n else None

    async def with_surroundings(self, answer: Answer, of: Slice) -> Answer:
        """What belongs next to the figure: how many answered, what it could be, what is behind it."""
        figure = answer.figure
        if answer.plan.metric is MetricName.LOOPS:
            return replace(answer, beside=await self.beside(of))
        if figure is None or answer.metric.measures != rollups.SCORES:
            return answer
        response = await self.response(of)
        possible: Interval | None = None
        if response is not None:
            everyone = figure.n + response.n - response.hits
            match figure:
                case Balance():
                    possible = possible_balance(figure, everyone)
                case Share():
                    possible = possible_share(figure, everyone)
                case Amount():
                    pass
        happiness = answer.plan.metric is MetricName.HAPPINESS
        behind = await self.behind(of) if happiness else ()
        return replace(answer, response=response, possible=possible, behind=behind)

    async def response(self, of: Slice) -> Share | None:
        if of.factors:
            return None
        share = RESPONSE_RATE.figure(await self.counts.total(RESPONSE_RATE.measures, of))
        return share if share and share.n >= self.rules.minimum_n else None

    async def beside(self, of: Slice) -> tuple[tuple[Metric, Estimate], ...]:
        figure = self.shown(PUT_RIGHT.figure(await self.counts.total(PUT_RIGHT.measures, of)))
        return ((PUT_RIGHT, figure),) if figure is not None else ()

    async def behind(self, of: Slice) -> tuple[tuple[FactorShare, Share], ...]:
        """The negative factors named most."""
        shares = [(one, share) for one, share, _ in await self.shares(MetricName.PAIN_POINTS, of)]
        return tuple((one, share) for one, share in shares[:FACTORS_BEHIND] if share.hits)

    # --- compared with another period

    async def compared(self, answer: Answer, of: Slice, against: Period) -> Answer:
        before_sums = await self.counts.total(answer.metric.measures, replace(of, period=against))
        before = self.shown(answer.metric.figure(before_sums))
        comparison = comparison_of(answer.metric, answer.figure, before, against)
        points = (
            point(in_words(against), before),
            point(in_words(answer.period), answer.figure),
        )
        chart = Chart("bar", title_of(answer), answer.metric.unit, (Series("", points),))
        return replace(answer, comparison=comparison, chart=chart)

    # --- broken down

    async def broken_down(self, answer: Answer, of: Slice, by: str) -> Answer:
        metric, against = answer.metric, answer.plan.against
        now = figures_of(metric, await self.counts.split(metric.measures, of, by))
        before: Mapping[str, tuple[Estimate | None, bool]] = {}
        before_whole: Estimate | None = None
        if against:
            then = await self.counts.split(metric.measures, replace(of, period=against), by)
            before_sums = await self.counts.total(metric.measures, replace(of, period=against))
            before_whole = metric.figure(before_sums)
            before = self.safe(figures_of(metric, then), before_whole)
        for value in of.where.get(by, ()):
            now.setdefault(value, None)
        groups = in_order(
            [
                self.group(value, found, before.get(value, (None, True))[0])
                for value, found in self.safe(now, metric.figure(answer.sums)).items()
            ]
        )
        shown = [one.figure for one in groups if one.figure is not None]
        gap = difference(shown[0], shown[-1]) if len(shown) > 1 else None
        answer = replace(answer, groups=tuple(groups), gap=gap)
        if against:
            figure = self.shown(before_whole)
            comparison = comparison_of(metric, answer.figure, figure, against)
            answer = replace(answer, comparison=comparison)
        return replace(answer, chart=chart_of_groups(answer))

    def safe(
        self, figures: Mapping[str, Estimate | None], whole: Estimate | None = None
    ) -> dict[str, tuple[Estimate | None, bool]]:
        """Each group's figure or None, and whether there was nothing at all.

        Those who belong to no group of it (their ticket did not say) are in the `whole` and not
        among the groups: they are a group that subtraction would find, like any other.
        """
        sizes = {value: one.n for value, one in figures.items() if one is not None}
        unshown = max(0, whole.n - sum(sizes.values())) if whole is not None else 0
        counts_only = any(isinstance(one, Amount) for one in figures.values())
        hidden = (
            frozenset() if counts_only else kept_back(sizes, self.rules.minimum_n, unshown=unshown)
        )
        return {
            value: (None if value in hidden else one, sizes.get(value, 0) == 0)
            for value, one in figures.items()
        }

    @staticmethod
    def group(value: str, found: tuple[Estimate | None, bool], before: Estimate | None) -> Group:
        figure, empty = found
        change = difference(figure, before) if figure is not None and before is not None else None
        return Group(value, figure, before, change, empty=empty)

    # --- over time

    async def followed(self, answer: Answer, of: Slice, grain: Grain) -> Answer:
        series = await self.counts.series(answer.metric.measures, of, grain)
        pieces = self.pieces(answer.metric, series, grain)
        sure = {
            x: one.figure for x, one in enumerate(pieces) if isinstance(one.figure, Share | Balance)
        }
        points = tuple(point(one.label, one.figure) for one in pieces)
        chart = Chart("line", title_of(answer), answer.metric.unit, (Series("", points),))
        return replace(answer, pieces=pieces, slope=slope(sure), chart=chart)

    def pieces(
        self, metric: Metric, series: Mapping[Period, Sums], grain: Grain
    ) -> tuple[Group, ...]:
        found = {label_of(one, grain): metric.figure(sums) for one, sums in series.items()}
        return tuple(
            Group(label, figure, empty=empty) for label, (figure, empty) in self.safe(found).items()
        )

    async def months_before(self, answer: Answer, of: Slice) -> Chart | None:
        """A single figure is drawn at the end of the months that led to it."""
        if answer.empty:
            return None
        last = containing(max(answer.period.start, add_months(answer.period.end, -1)), "month")
        start = add_months(last.start, 1 - MONTHS_SHOWN)
        stretch = Period(min(start, answer.period.start), answer.period.end)
        grain: Grain = "month" if stretch.days <= 750 else "quarter"
        series = await self.counts.series(
            answer.metric.measures, replace(of, period=stretch), grain
        )
        pieces = self.pieces(answer.metric, series, grain)
        if sum(one.figure is not None for one in pieces) < 2:
            return None
        points = tuple(point(one.label, one.figure) for one in pieces)
        title = f"{answer.metric.name}{about(answer.plan)}, {grain} by {grain}"
        return Chart("line", title, answer.metric.unit, (Series("", points),))

    # --- what people named

    async def factors(self, plan: Plan, period: Period) -> Answered:
        named = plan.filters.get(FACTOR, ())
        of = slice_of(plan, period, None)
        if len(named) == 1:
            return await self.figures(plan, shares_of(plan.metric, named)[0], period)
        shares = await self.shares(plan.metric, of, named)
        if plan.grain and shares:
            return await self.figures(plan, shares[0][0], period)
        if plan.against:
            then = await self.shares(plan.metric, replace(of, period=plan.against), named)
            before = {one.factor: share for one, share, _ in then}
            shares = [(one, share, before.get(one.factor)) for one, share, _ in shares]
        answer = FactorsAnswer(
            plan,
            period,
            shares[0][1].n if shares else None,
            tuple(shares),
            response=await self.response(of),
        )
        if plan.by and plan.by[0] != FACTOR:
            groups = await self.most_named(plan, of, plan.by[0], named)
            return replace(answer, groups=groups)
        return replace(answer, chart=chart_of_factors(answer))

    async def shares(
        self, slug: MetricName, of: Slice, named: Sequence[str] = ()
    ) -> list[tuple[FactorShare, Share, Share | None]]:
        """Empty when there are too few ratings."""
        metrics = shares_of(slug, named)
        sums = await self.counts.total(measures_of(metrics), of)
        found = [(one, share) for one in metrics if (share := one.figure(sums)) is not None]
        if not found or found[0][1].n < self.rules.minimum_n:
            return []
        found.sort(key=lambda pair: -pair[1].hits)
        return [(one, share, None) for one, share in found]

    async def most_named(
        self, plan: Plan, of: Slice, by: str, named: Sequence[str]
    ) -> tuple[Group, ...]:
        metrics = shares_of(plan.metric, named)
        split = await self.counts.split(measures_of(metrics), of, by)
        whole = metrics[0].figure(await self.counts.total(measures_of(metrics), of))
        figures: dict[str, Estimate | None] = {}
        notes: dict[str, str] = {}
        for value, sums in split.items():
            top = most_often(metrics, sums)
            figures[value] = top.figure(sums)
            notes[value] = top.name if sums.get(top.measures[-1], 0) else ""
        return tuple(
            in_order(
                [
                    Group(value, figure, note=notes[value] if figure else "", empty=empty)
                    for value, (figure, empty) in self.safe(figures, whole).items()
                ]
            )
        )

    # --- what people wrote

    async def words(self, plan: Plan, period: Period) -> WordsAnswer:
        of = slice_of(plan, period, None)
        n = (await self.counts.total((rollups.COMMENT,), of)).get(rollups.COMMENT, 0)
        if n < self.rules.minimum_comments:
            return WordsAnswer(plan, period, 0 if n == 0 else None, ())
        return WordsAnswer(plan, period, n, tuple(await self.counts.words(of, MOST_WORDS)))


# --- what can be asked at once -----------------------------------------------------------------


def assumed_period(plan: Plan, today: date) -> Period:
    """Where no time is named: the last whole month; to see a development, the months up to it."""
    last = last_complete_month(today)
    match plan.grain:
        case None | "day":
            return last
        case "week":
            return Period(add_months(last.start, -1), last.end)
        case "month":
            return Period(add_months(last.start, 1 - MONTHS_SHOWN), last.end)
        case "quarter" | "year":
            return Period(add_months(last.start, -23), last.end)


def simplifications(plan: Plan) -> tuple[Plan, ...]:
    """Plans that can be shown, when this one asks for more at once than that."""
    ratings_only = {MetricName.RESPONSE_RATE, MetricName.PROMISES_KEPT, MetricName.LOOPS}
    if FACTOR in plan.filters and plan.metric in ratings_only:
        return (replace(plan, where=tuple(pair for pair in plan.where if pair[0] != FACTOR)),)
    lists = {MetricName.PAIN_POINTS, MetricName.DELIGHTS}
    if FACTOR in plan.by and plan.metric not in lists:
        rest = tuple(one for one in plan.by if one != FACTOR)
        return (replace(plan, metric=MetricName.PAIN_POINTS, by=rest[:1]),)
    by = [one for one in plan.by if one != FACTOR]
    if len(by) > 1:
        return tuple(replace(plan, by=(one,)) for one in by)
    if by and plan.grain:
        return (replace(plan, grain=None), replace(plan, by=()))
    if plan.grain and plan.against:
        return (replace(plan, grain=None), replace(plan, against=None))
    return ()


def slice_of(plan: Plan, period: Period, metric: Metric | None) -> Slice:
    """A named factor is the figure itself for a share of it, and a filter for everything else."""
    where = {dimension: values for dimension, values in plan.where if dimension != FACTOR}
    lists = {MetricName.PAIN_POINTS, MetricName.DELIGHTS}
    factors = (
        () if plan.metric in lists or metric is RESPONSE_RATE else plan.filters.get(FACTOR, ())
    )
    return Slice(period, where, factors)


def measures_of(metrics: Sequence[FactorShare]) -> tuple[str, ...]:
    return (*rollups.SCORES, *(metric.measures[-1] for metric in metrics))


def most_often(metrics: Sequence[FactorShare], sums: Sums) -> FactorShare:
    return max(metrics, key=lambda one: sums.get(one.measures[-1], 0))


def figures_of(metric: Metric, split: Mapping[str, Sums]) -> dict[str, Estimate | None]:
    return {value: metric.figure(sums) for value, sums in split.items()}


# --- verdicts ----------------------------------------------------------------------------------


def comparison_of(
    metric: Metric, now: Estimate | None, before: Estimate | None, against: Period
) -> Comparison:
    if now is None or before is None:
        return Comparison(against, before, None, "too_few")
    change = difference(now, before)
    return Comparison(against, before, change, verdict_of(metric, now, before, change))


def verdict_of(
    metric: Metric, now: Estimate, before: Estimate, change: Difference | None
) -> Verdict:
    """Better or worse only when the interval of the difference excludes zero."""
    if change is None:
        more = now.value - before.value
        return "same" if more == 0 else "more" if more > 0 else "fewer"
    if not change.sure:
        return "unclear"
    return "better" if (change.value > 0) == (metric.good == "up") else "worse"


# --- charts ------------------------------------------------------------------------------------


def in_order(groups: Sequence[Group]) -> list[Group]:
    """The highest first; what is kept back last."""
    return sorted(
        groups,
        key=lambda one: (one.figure is None, -(one.figure.value if one.figure else 0), one.label),
    )


def point(label: str, figure: Estimate | None) -> Point:
    if figure is None:
        return Point(label, None)
    interval = figure.interval
    if interval is None:
        return Point(label, figure.value, n=figure.n)
    return Point(label, figure.value, interval.low, interval.high, figure.n)


def chart_of_groups(answer: Answer) -> Chart | None:
    groups = answer.groups[:MOST_GROUPS]
    if not groups:
        return None
    now = Series(in_words(answer.period), tuple(point(one.label, one.figure) for one in groups))
    series: tuple[Series, ...] = (now,)
    if answer.plan.against:
        earlier = tuple(point(one.label, one.before) for one in groups)
        series = (Series(in_words(answer.plan.against), earlier), now)
    return Chart("bar", title_of(answer), answer.metric.unit, series)


def chart_of_factors(answer: FactorsAnswer) -> Chart | None:
    named = [one for one in answer.shares if one[1].hits or (one[2] and one[2].hits)]
    if not named:
        return None
    now = Series(in_words(answer.period), tuple(point(one.name, share) for one, share, _ in named))
    series: tuple[Series, ...] = (now,)
    if answer.plan.against:
        earlier = tuple(point(one.name, before) for one, _, before in named)
        series = (Series(in_words(answer.plan.against), earlier), now)
    what = "Pain points" if answer.plan.metric is MetricName.PAIN_POINTS else "What people liked"
    title = f"{what}{about(answer.plan)}, {in_words(answer.period)}"
    return Chart("share", title, Unit.PERCENT, series, "share of ratings that say so")


def title_of(answer: Answer) -> str:
    return f"{answer.metric.name}{about(answer.plan)}, {in_words(answer.period)}"


def about(plan: Plan) -> str:
    """ " (VPN, Berlin)"; nothing when everything is meant."""
    names = [" or ".join(values) for dimension, values in plan.where if dimension != FACTOR]
    return f" ({', '.join(names)})" if names else ""
