"""An answer in words that one can say aloud: the sentence, how sure it is, and what to ask next."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, assert_never

from analytics import charts
from analytics.answers import (
    Answer,
    Answered,
    Comparison,
    FactorsAnswer,
    Group,
    NotCountedYet,
    Rules,
    TooFine,
    WordsAnswer,
)
from analytics.charts import Chart, Unit, figure
from analytics.metrics import FOLLOWED_UP, FactorShare, Happiness, Metric
from analytics.periods import Period, add_months, containing, in_words
from analytics.plan import FACTOR, MetricName, Plan
from analytics.plan_words import METRIC_WORDS, question_of
from analytics.uncertainty import (
    Amount,
    Balance,
    Difference,
    Estimate,
    Interval,
    Share,
    difference,
)
from bot.actions import AskQuestion, ShowComputation
from bot.cards import Button, Buttons, Card, Facts, Part, Picture, Quote, Text
from bot.conversations.words import in_a_row, shorten
from feedback.reasons import FACTOR_WORDS

MOST_BUTTONS: Final = 4
LONGEST_QUESTION: Final = 600
"""Characters: a question travels inside its own buttons."""
EXAMPLES: Final = (
    "How happy are people this month?",
    "Why are people unhappy?",
    "Did we keep our promises last month?",
)


def answer_card(answered: Answered, words: str, zone: str, rules: Rules, today: date) -> Card:
    match answered:
        case Answer():
            return figures_card(answered, words, zone, rules, today)
        case FactorsAnswer():
            return factors_card(answered, words, zone, rules, today)
        case WordsAnswer():
            return quotes_card(answered, words, zone, rules)
        case NotCountedYet():
            return not_yet_card(answered)
        case TooFine():
            return too_fine_card(answered)
        case _:
            assert_never(answered)


# --- a figure ----------------------------------------------------------------------------------


def figures_card(answer: Answer, words: str, zone: str, rules: Rules, today: date) -> Card:
    if answer.figure is None and not any(group.figure for group in answer.groups):
        return nothing_card(answer.plan, answer.period, rules, today, empty=answer.empty)
    parts: list[Part] = [Text(sentence) for sentence in sentences(answer, rules)]
    parts.extend(picture(answer.chart))
    if answer.behind:
        parts.append(Facts(tuple(behind(answer))))
    parts.extend(Text(line, quiet=True) for line in small_print(answer, zone))
    parts.append(buttons(follow_ups(answer.plan, today), words))
    return Card(headline(answer), tuple(parts))


def headline(answer: Answer) -> str:
    """The one sentence that a phone shows."""
    if answer.groups:
        return headline_of_groups(answer)
    if answer.pieces:
        return headline_of_pieces(answer)
    assert answer.figure is not None, "a single figure is there or the card says why not"
    return whole_figure(answer.metric, answer.figure, answer.plan, answer.period)


def whole_figure(metric: Metric, found: Estimate, plan: Plan, period: Period) -> str:
    name, time = of_whom(plan), when(period)
    match found, metric:
        case Balance(), _:
            return f"{metric.name}{name} was {figure(found.value, metric.unit)} {time}."
        case Amount(), _:
            return f"There were {found.n:,} ratings{name} {time}."
        case Share(), FactorShare(factor=factor):
            said = f"{found.hits:,} of {found.n:,} people said “{FACTOR_WORDS[factor]}”"
            return f"{said}{name} {time}: {figure(found.value, metric.unit)}."
        case Share(), _:
            return f"{share_words(metric, found)}{name} {time}: {figure(found.value, metric.unit)}."
        case _:
            assert_never(found)


def share_words(metric: Metric, share: Share) -> str:
    match metric.slug:
        case MetricName.CSAT:
            return f"{share.hits:,} of {share.n:,} people were satisfied"
        case MetricName.RESPONSE_RATE:
            return f"{share.hits:,} of the {share.n:,} people we asked answered"
        case MetricName.PROMISES_KEPT:
            return f"We kept {share.hits:,} of {share.n:,} promises"
        case MetricName.LOOPS if metric is FOLLOWED_UP:
            return f"{share.hits:,} of {share.n:,} unhappy people heard from a person in time"
        case MetricName.LOOPS:
            return f"{share.hits:,} of {share.n:,} unhappy people say it was put right"
        case _:
            return f"{metric.name}: {share.hits:,} of {share.n:,}"


def headline_of_groups(answer: Answer) -> str:
    """ "Happiness by team in October 2026: Identity is highest (+62), Network lowest (+12)."."""
    shown = [group for group in answer.groups if group.figure is not None]
    start = f"{answer.metric.name}{of_whom(narrowed(answer.plan))} by {answer.plan.by[0]}"
    start = f"{start} {when(answer.period)}"
    if not shown:
        return f"{start}: too few to say for any of them."
    if len(shown) == 1:
        return f"{start}: {shown[0].label} {value_words(answer.metric, shown[0])}."
    first, last = shown[0], shown[-1]
    if value_words(answer.metric, first) == value_words(answer.metric, last):
        return f"{start}: {value_words(answer.metric, first)} everywhere."
    return (
        f"{start}: {first.label} is highest ({value_words(answer.metric, first)}),"
        f" {last.label} lowest ({value_words(answer.metric, last)})."
    )


def narrowed(plan: Plan) -> Plan:
    """Without the names that stand in the breakdown anyway."""
    return replace(plan, where=tuple(pair for pair in plan.where if pair[0] not in plan.by))


def headline_of_pieces(answer: Answer) -> str:
    shown = [piece for piece in answer.pieces if piece.figure is not None]
    start = (
        f"{answer.metric.name}{of_whom(answer.plan)}, {answer.plan.grain} by {answer.plan.grain}"
    )
    if not shown:
        return f"{start} {when(answer.period)}: too few to say."
    first, last = shown[0], shown[-1]
    if first is last:
        return f"{start}: {value_words(answer.metric, first)} in {first.label}."
    return (
        f"{start}: from {value_words(answer.metric, first)} ({first.label})"
        f" to {value_words(answer.metric, last)} ({last.label})."
    )


def value_words(metric: Metric, group: Group) -> str:
    return figure(group.figure.value, metric.unit) if group.figure else charts.TOO_FEW


def sentences(answer: Answer, rules: Rules) -> Iterable[str]:
    """What the headline does not say yet."""
    if isinstance(answer.figure, Balance) and isinstance(answer.metric, Happiness):
        yield happy_words(answer.metric, answer.figure, whole=bool(answer.groups or answer.pieces))
    if isinstance(answer.metric, FactorShare) and FACTOR not in answer.plan.filters:
        yield "That is what people name most, so I followed that one."
    if answer.comparison:
        yield comparison_words(answer.metric, answer.figure, answer.comparison, rules)
    if answer.gap:
        yield from gap_words(answer, answer.gap)
    kept_back = [group.label for group in answer.groups if group.figure is None and not group.empty]
    if kept_back:
        yield (
            f"Too few to say for {in_a_row(kept_back)} (n < {rules.minimum_n}, or it would give"
            " another small group away)."
        )
    silent = [group.label for group in answer.groups if group.empty]
    if silent:
        yield f"Nothing yet for {in_a_row(silent)}."
    if len(answer.pieces) > 2:
        yield slope_words(answer)
    for metric, beside in answer.beside:
        if isinstance(beside, Share):
            yield f"{share_words(metric, beside)}: {figure(beside.value, metric.unit)}."


def happy_words(metric: Happiness, balance: Balance, *, whole: bool) -> str:
    start = "All together, " if whole else ""
    return (
        f"{start}{balance.high:,} of {balance.n:,} people were happy"
        f" ({metric.happy_at_least} or more), {balance.low:,} were not"
        f" ({metric.unhappy_at_most} or less)."
    )


def comparison_words(
    metric: Metric, now: Estimate | None, comparison: Comparison, rules: Rules
) -> str:
    before = in_words(comparison.period)
    if comparison.figure is None or now is None:
        return f"I can't compare it with {before}: too few to say (n < {rules.minimum_n})."
    then = figure(comparison.figure.value, metric.unit)
    change = comparison.difference
    match comparison.verdict:
        case "better" | "worse":
            assert change is not None, "a verdict stands on a difference"
            return (
                f"That is {comparison.verdict} than in {before}, when it was {then}. The difference"
                f" is {between(change.interval, metric.unit)}, so it is more than chance."
            )
        case "unclear":
            needed = needed_words(now, comparison.figure, change, metric)
            return f"No clear change from {before}, when it was {then}.{needed}"
        case "more" | "fewer":
            return (
                f"That is {abs(now.n - comparison.figure.n):,} {comparison.verdict}"
                f" than in {before} ({then})."
            )
        case "same":
            return f"Exactly as many as in {before}."
        case "too_few":
            return f"I can't compare it with {before}: too few to say (n < {rules.minimum_n})."
        case _:
            assert_never(comparison.verdict)


def needed_words(now: Estimate, before: Estimate, change: Difference | None, metric: Metric) -> str:
    if change is None or change.needed is None:
        return ""
    size = charts.points_apart(now.value, before.value, metric.unit)
    return (
        f" A difference of {'under 1 point' if size == '0 points' else size} could be chance;"
        f" to be sure of one that size takes about {rounded(change.needed):,} {counted(metric)}"
        " on each side."
    )


def gap_words(answer: Answer, gap: Difference) -> Iterable[str]:
    """Nothing where the headline says that it is the same everywhere."""
    shown = [group.figure.value for group in answer.groups if group.figure is not None]
    size = charts.points_apart(shown[0], shown[-1], answer.metric.unit)
    if size != "0 points":
        chance = "more than chance" if gap.sure else "could be chance"
        yield f"The gap between the two is {size}, and {chance}."


def slope_words(answer: Answer) -> str:
    trend = answer.slope
    if isinstance(answer.figure, Amount):
        return "These are plain counts; busier times bring more of them."
    if trend is None:
        return "Too few points to call it a trend."
    if not trend.sure:
        return "No clear trend: ups and downs of this size come by chance."
    up = trend.value > 0
    good = (answer.metric.good == "up") == up
    return (
        f"It is getting {'better' if good else 'worse'}: about {abs(trend.value):.1f} points"
        f" {'up' if up else 'down'} each {answer.plan.grain}, and that is more than chance."
    )


def behind(answer: Answer) -> Iterable[tuple[str, str]]:
    for factor, share in answer.behind:
        yield (
            factor.name,
            f"{share.hits:,} of {share.n:,} said so ({figure(share.value, factor.unit)})",
        )


def small_print(answer: Answer, zone: str) -> Iterable[str]:
    found, metric = answer.figure, answer.metric
    sure = []
    if found is not None and not isinstance(found, Amount):
        sure.append(f"n = {found.n:,} {counted(metric)}")
        if found.interval is not None:
            sure.append(f"95 % sure it is {between(found.interval, metric.unit)}")
    yield " · ".join([*sure, period_words(answer.plan, answer.period, zone)])
    response = answer.response
    if response is None:
        return
    line = f"{response.hits:,} of {response.n:,} people who were asked answered."
    if answer.possible and response.hits < response.n:
        line += f" Had all of them, it could be {between(answer.possible, metric.unit)}."
    yield line


def counted(metric: Metric) -> str:
    match metric.slug:
        case MetricName.RESPONSE_RATE:
            return "people asked"
        case MetricName.PROMISES_KEPT:
            return "promises"
        case MetricName.LOOPS:
            return "unhappy people"
        case _:
            return "ratings"


def period_words(plan: Plan, period: Period, zone: str) -> str:
    took = "the last whole months" if plan.grain else "the last whole month"
    assumed = f" (you named no time, so I took {took})" if plan.period is None else ""
    return f"{in_words(period)}{assumed} · {zone} time"


def between(interval: Interval, unit: Unit) -> str:
    return f"between {figure(interval.low, unit)} and {figure(interval.high, unit)}"


def of_whom(plan: Plan) -> str:
    """ " for VPN", " for VPN, Berlin"; nothing when everybody is meant."""
    names = [in_a_row(values) for dimension, values in plan.where if dimension != FACTOR]
    return f" for {', '.join(names)}" if names else ""


def when(period: Period) -> str:
    """ "in October 2026", "on 3 March 2026", "from 1 October to 18 November 2026"."""
    words = in_words(period)
    if period.days == 1:
        return f"on {words}"
    return f"from {words}" if " to " in words else f"in {words}"


def rounded(number: int) -> int:
    """Two digits are plenty for a rough size."""
    size: int = 10 ** max(0, len(str(number)) - 2)
    return -(-number // size) * size


def picture(chart: Chart | None) -> Iterable[Part]:
    if chart is not None:
        yield Picture(charts.to_json(chart), charts.in_words(chart))


# --- what people named -------------------------------------------------------------------------


def factors_card(answer: FactorsAnswer, words: str, zone: str, rules: Rules, today: date) -> Card:
    negative = answer.plan.metric is MetricName.PAIN_POINTS
    if answer.n is None and not answer.groups:
        return nothing_card(answer.plan, answer.period, rules, today)
    named = [(one, share, before) for one, share, before in answer.shares if share.hits]
    parts: list[Part] = []
    if answer.groups:
        parts.append(
            Facts(tuple((group.label, most_named_words(group)) for group in answer.groups))
        )
    parts.extend(picture(answer.chart))
    if answer.plan.against:
        parts.append(Text(changes_words(answer)))
    n = f"n = {answer.n:,} ratings · " if answer.n is not None else ""
    parts.append(Text(f"{n}{period_words(answer.plan, answer.period, zone)}", quiet=True))
    if answer.response:
        response = answer.response
        parts.append(
            Text(f"{response.hits:,} of {response.n:,} people who were asked answered.", quiet=True)
        )
    parts.append(Text("Ticked by people themselves, or read from what they wrote.", quiet=True))
    next_plans = [
        (
            "What did they write?",
            replace(answer.plan, metric=MetricName.COMMENTS, by=(), against=None),
        ),
        ("By team", replace(answer.plan, by=("team",), against=None)),
        ("By service", replace(answer.plan, by=("service",), against=None)),
    ]
    parts.append(
        buttons([(label, plan) for label, plan in next_plans if plan != answer.plan], words)
    )
    return Card(factors_headline(answer, named, negative=negative), tuple(parts))


def factors_headline(
    answer: FactorsAnswer,
    named: Sequence[tuple[FactorShare, Share, Share | None]],
    *,
    negative: bool,
) -> str:
    what = "what people complain about" if negative else "what people like"
    place = f"{of_whom(answer.plan)} {when(answer.period)}"
    if answer.groups:
        return f"{what.capitalize()} most, by {answer.plan.by[0]}{place}."
    if not named:
        return f"Nobody named {'a pain point' if negative else 'anything they liked'}{place}."
    top, share, _ = named[0]
    line = (
        f"Most of all: “{FACTOR_WORDS[top.factor]}”, {share.hits:,} of {share.n:,} people{place}."
    )
    if len(named) > 1:
        second, other, _ = named[1]
        line = f"{line[:-1]}; then “{FACTOR_WORDS[second.factor]}” ({other.hits:,})."
    return line


def most_named_words(group: Group) -> str:
    if group.figure is None:
        return "nothing yet" if group.empty else charts.TOO_FEW
    if not group.note or not isinstance(group.figure, Share):
        return "nobody named anything"
    return f"{group.note}: {group.figure.hits:,} of {group.figure.n:,}"


def changes_words(answer: FactorsAnswer) -> str:
    """Only changes that are more than chance are named."""
    assert answer.plan.against is not None, "only said of comparisons"
    moved = [
        (one, change)
        for one, share, before in answer.shares
        if before and (change := difference(share, before)) and change.sure
    ]
    earlier_words = in_words(answer.plan.against)
    if not moved:
        return f"No clear change from {earlier_words} in any of them."
    lines = [
        f"“{FACTOR_WORDS[one.factor]}” is said {'more' if change.value > 0 else 'less'} often"
        for one, change in moved
    ]
    return f"Compared with {earlier_words}, {in_a_row(lines)}. That is more than chance."


# --- what people wrote -------------------------------------------------------------------------


def quotes_card(answer: WordsAnswer, words: str, zone: str, rules: Rules) -> Card:
    place = f"{of_whom(answer.plan)} {when(answer.period)}"
    if answer.n == 0:
        return Card(f"Nobody wrote anything{place}.", (buttons([], words),))
    if answer.n is None:
        return Card(
            f"Too few people wrote something{place} to show it (n < {rules.minimum_comments}).",
            (
                Text("With so few, one could guess who it was. A longer time would help."),
                buttons([], words),
            ),
        )
    parts: list[Part] = []
    for one in answer.words:
        parts.append(Quote(one.words))
        parts.append(Text(f"gave {'an' if one.score == 8 else 'a'} {one.score}", quiet=True))
    more = answer.n - len(answer.words)
    newest = f" The newest {len(answer.words)} of them:" if more else ""
    parts.append(Text(f"n = {answer.n:,} comments · {period_words(answer.plan, answer.period, zone)}",
                      quiet=True))  # fmt: skip
    plan = replace(answer.plan, metric=MetricName.PAIN_POINTS, by=(), against=None, grain=None)
    parts.append(buttons([("What annoys people most?", plan)], words))
    return Card(f"{answer.n:,} people wrote something{place}.{newest}", tuple(parts))


# --- nothing to show, not yet, too fine --------------------------------------------------------


def nothing_card(
    plan: Plan, period: Period, rules: Rules, today: date, *, empty: bool = False
) -> Card:
    place = f"{of_whom(plan)} {when(period)}"
    start = add_months(containing(today, "month").start, -6)
    longer = replace(plan, period=Period(min(start, period.start), max(period.end, today)))
    if empty:
        title = f"There is nothing to count{place}."
        parts: tuple[Part, ...] = ()
    else:
        title = f"Too few to say{place} (n < {rules.minimum_n})."
        parts = (
            Text("With so few, a number would say more about single people than about the desk."),
        )
    return Card(title, (*parts, Buttons((ask("Look at a longer time", longer),))))


def not_yet_card(answer: NotCountedYet) -> Card:
    return Card(
        f"I understand that you ask about {METRIC_WORDS[answer.plan.metric]},"
        " but I can't count that yet.",
        (
            Text(
                "What I can count today: happiness, CSAT, how many answer, what people complain about"
                " and like, what they write, promises kept, and follow-ups of unhappy people."
            ),
            Buttons(
                tuple(
                    ask(label, replace(answer.plan, metric=metric))
                    for label, metric in (
                        ("Happiness instead", MetricName.HAPPINESS),
                        ("Pain points instead", MetricName.PAIN_POINTS),
                        ("Promises kept instead", MetricName.PROMISES_KEPT),
                    )
                )
            ),
        ),
    )


def too_fine_card(answer: TooFine) -> Card:
    return Card(
        "I can't split it that far at once yet.",
        (
            Text("One of these I can show you:"),
            Buttons(
                tuple(
                    Button(shorten(question_of(plan), 60), AskQuestion(question_of(plan)))
                    for plan in answer.instead[:MOST_BUTTONS]
                    if len(question_of(plan)) <= LONGEST_QUESTION
                )
            ),
        ),
    )


# --- what to ask next --------------------------------------------------------------------------


def follow_ups(plan: Plan, today: date) -> Sequence[tuple[str, Plan]]:
    bare = replace(plan, by=(), grain=None, against=None)
    found: list[tuple[str, Plan]] = []
    if plan.metric is MetricName.HAPPINESS:
        found.append(("Why?", replace(bare, metric=MetricName.PAIN_POINTS)))
    filtered = dict(plan.where)
    if not plan.by:
        by = "team" if "team" not in filtered else "service"
        found.append((f"By {by}", replace(bare, by=(by,))))
    elif plan.by != ("service",) and "service" not in filtered:
        found.append(("By service", replace(bare, by=("service",))))
    if not plan.grain:
        start = add_months(containing(today, "month").start, -11)
        year = Period(start, date.fromordinal(today.toordinal() + 1))
        found.append(("Month by month", replace(bare, grain="month", period=year)))
    if plan.against is None and plan.period is not None and not plan.grain:
        before = earlier(plan.period)
        found.append((f"Compared with {in_words(before)}", replace(bare, against=before)))
    return found[:MOST_BUTTONS]


def earlier(period: Period) -> Period:
    """The whole month, quarter or year before the one that this began; else as many days before."""
    last = date.fromordinal(period.end.toordinal() - 1)
    for unit in ("month", "quarter", "year"):
        whole = containing(period.start, unit)
        if whole.start == period.start and last in whole:
            return containing(date.fromordinal(period.start.toordinal() - 1), unit)
    return Period(date.fromordinal(period.start.toordinal() - period.days), period.start)


def ask(label: str, plan: Plan) -> Button:
    return Button(label, AskQuestion(question_of(plan)))


def buttons(plans: Iterable[tuple[str, Plan]], words: str) -> Buttons:
    """A question that would not fit into a button is not offered."""
    return Buttons(
        (
            *(
                ask(label, plan)
                for label, plan in plans
                if len(question_of(plan)) <= LONGEST_QUESTION
            ),
            Button("How was it computed?", ShowComputation(words)),
        )
    )
