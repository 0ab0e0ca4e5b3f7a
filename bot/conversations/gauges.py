"""What a manager sees at a glance: a few gauges, each with how sure it is, and the way they go."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from analytics import charts
from analytics.answers import Answer, Comparison, Rules, point
from analytics.charts import Chart, Series, Unit, figure
from analytics.metrics import Metric
from analytics.periods import in_words
from analytics.plan import MetricName
from analytics.uncertainty import Amount
from bot.cards import Buttons, Card, Facts, Part, Picture, Text
from bot.conversations.answer_cards import ask, counted, slope_words

SHORT: Final = {MetricName.LOOPS: "Followed up in time"}
"""For a button and a bar, where the whole name has no room."""
FEWEST_POINTS: Final = 3
"""Of a line: two of them are no way that anything goes."""


def glance_card(answers: Sequence[Answer], trend: Answer | None, zone: str, rules: Rules) -> Card:
    """Several figures of one time beside those of the time before; `trend` is one of them over a
    longer time. A press asks for more."""
    period, plan = answers[0].period, replace(answers[0].plan, against=None)
    return Card(
        f"{in_words(period)} so far:",
        (
            Facts(tuple((answer.metric.name, gauge_words(answer, rules)) for answer in answers)),
            Text(f"The range is what it could truly be, 95 % sure. {zone} time.", quiet=True),
            *trend_parts(trend),
            *shares_parts(answers),
            Buttons(
                (
                    *(ask(short(a.metric), replace(a.plan, against=None)) for a in answers),
                    ask("Why are people unhappy?", replace(plan, metric=MetricName.PAIN_POINTS)),
                )
            ),
        ),
    )


def short(metric: Metric) -> str:
    return SHORT.get(metric.slug, metric.name)


# --- one gauge ---------------------------------------------------------------------------------


def gauge_words(answer: Answer, rules: Rules) -> str:
    """ "+32 (+20 to +44), n = 120 ratings", and under it how that was before."""
    found, unit = answer.figure, answer.metric.unit
    if found is None:
        return "nothing yet" if answer.empty else f"{charts.TOO_FEW} (n < {rules.minimum_n})"
    shown = figure(found.value, unit)
    if not isinstance(found, Amount) and found.interval is not None:
        low, high = figure(found.interval.low, unit), figure(found.interval.high, unit)
        shown = f"{shown} ({low} to {high})"
    value = f"{shown}, n = {found.n:,} {counted(answer.metric)}"
    if answer.comparison is None:
        return value
    return f"{value}\n{way_words(answer.comparison, unit)}"


def way_words(comparison: Comparison, unit: Unit) -> str:
    """Better or worse only where it is more than chance."""
    before = in_words(comparison.period)
    if comparison.figure is None or comparison.difference is None:
        return f"Too few in {before} to compare"
    then = figure(comparison.figure.value, unit)
    if comparison.verdict in {"better", "worse"}:
        return f"{comparison.verdict.capitalize()} than {then} in {before}: more than chance"
    return f"{then} in {before}: the difference could be chance"


# --- pictures ----------------------------------------------------------------------------------


def trend_parts(trend: Answer | None) -> Iterable[Part]:
    if trend is None or (chart := line_of(trend)) is None:
        return
    yield Picture(charts.to_json(chart), charts.in_words(chart))
    yield Text(slope_words(trend))


def line_of(trend: Answer) -> Chart | None:
    """From the first point that can be shown to the last; None where that makes no line."""
    points = [point(piece.label, piece.figure) for piece in trend.pieces]
    known = [place for place, each in enumerate(points) if each.value is not None]
    if len(known) < FEWEST_POINTS:
        return None
    whole = tuple(points[known[0] : known[-1] + 1])
    grain = trend.plan.grain
    title = f"{trend.metric.name}, {grain} by {grain}"
    return Chart("line", title, trend.metric.unit, (Series("", whole),))


def has_gaps(chart: Chart) -> bool:
    return any(each.value is None for series in chart.series for each in series.points)


def shares_parts(answers: Sequence[Answer]) -> Iterable[Part]:
    """The shares as bars beside those of the time before; only where both can be shown."""
    both = [
        (answer, answer.comparison)
        for answer in answers
        if answer.metric.unit is Unit.PERCENT and answer.figure is not None
        if answer.comparison is not None and answer.comparison.figure is not None
    ]
    if not both:
        return
    before, so_far = in_words(both[0][1].period), in_words(both[0][0].period)
    then = tuple(point(short(answer.metric), earlier.figure) for answer, earlier in both)
    now = tuple(point(short(answer.metric), answer.figure) for answer, _ in both)
    title = f"{so_far} so far, beside {before}"
    chart = Chart("bar", title, Unit.PERCENT, (Series(before, then), Series(so_far, now)))
    # What they are now stands above already.
    said = "; ".join(f"{each.label} {charts.spoken(each, chart.unit)}" for each in then)
    yield Picture(charts.to_json(chart), f"In {before}: {said}.")
