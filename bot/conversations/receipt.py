"""How an answer was computed: what was understood, what was counted, and the arithmetic."""

import json
from collections.abc import Iterable
from typing import assert_never

from analytics import rollups
from analytics.answers import Answer, Answered, FactorsAnswer, NotCountedYet, TooFine, WordsAnswer
from analytics.charts import Unit, figure
from analytics.metrics import Csat, FactorShare, Happiness, Metric, ShareOf, Sums, ratings
from analytics.periods import in_words
from analytics.plan import Plan, to_json
from analytics.plan_words import METRIC_WORDS
from analytics.uncertainty import Amount, Balance, Difference, Share
from bot.actions import AskQuestion
from bot.cards import Button, Buttons, Card, Facts, Text
from bot.conversations.answer_cards import between
from feedback.reasons import FACTOR_WORDS, Factor

MARGINS = {
    Share: "Wilson's interval for a share",
    Balance: "adjusted Wald after Rocks (2016): three answers added, so that few never look sure",
}


def receipt_card(answered: Answered, words: str, zone: str) -> Card:
    plan = answered.plan
    pairs = [*understood(plan, zone)]
    match answered:
        case Answer():
            pairs.extend(arithmetic(answered))
        case FactorsAnswer():
            pairs.append(("Formula", "ratings that name the reason ÷ all ratings"))
            if answered.n is not None:
                pairs.append(("Ratings", f"{answered.n:,}"))
            pairs.extend(
                (FACTOR_WORDS[one.factor], f"{share.hits:,} ÷ {share.n:,}")
                for one, share, _ in answered.shares
                if share.hits
            )
        case WordsAnswer():
            pairs.append(("Shown", "the newest, without names, if enough people wrote something"))
        case NotCountedYet() | TooFine():
            pairs.append(("Counted", "nothing: I can't answer this one yet"))
        case _:
            assert_never(answered)
    return Card(
        "This is how I computed it.",
        (
            Facts(tuple(pairs)),
            Text(source(plan), quiet=True),
            Text(json.dumps(to_json(plan), ensure_ascii=False), quiet=True),
            Buttons((Button("Back to the answer", AskQuestion(words)),)),
        ),
    )


def understood(plan: Plan, zone: str) -> Iterable[tuple[str, str]]:
    yield "What you asked for", METRIC_WORDS[plan.metric]
    for dimension, values in plan.where:
        names = [FACTOR_WORDS[Factor(v)] for v in values] if dimension == "factor" else values
        yield f"Only {'those who said' if dimension == 'factor' else dimension}", " or ".join(names)
    if plan.by:
        yield "Split by", ", ".join(plan.by)
    if plan.grain:
        yield "Followed", f"{plan.grain} by {plan.grain}"
    if plan.period:
        yield "Time", f"{in_words(plan.period)}, cut at midnight in {zone}"
    else:
        yield "Time", f"none named, so the last whole month, cut at midnight in {zone}"
    if plan.against:
        yield "Compared with", in_words(plan.against)


def arithmetic(answer: Answer) -> Iterable[tuple[str, str]]:
    """With the sums only where the figure itself is shown."""
    yield "Formula", answer.metric.definition
    found = answer.figure
    if found is None:
        yield "Counted", "too few to show"
        return
    yield from counted(answer.metric, answer.sums)
    unit = answer.metric.unit
    match found:
        case Balance():
            sum_words = f"100 × ({found.high:,} − {found.low:,}) ÷ {found.n:,}"
            yield "So", f"{sum_words} = {figure(found.value, unit)}"
        case Share():
            yield "So", f"100 × {found.hits:,} ÷ {found.n:,} = {figure(found.value, unit)}"
        case Amount():
            return
        case _:
            assert_never(found)
    yield "Margin (95 %)", f"{between(found.interval, unit)}; {MARGINS[type(found)]}"
    if answer.comparison and answer.comparison.difference:
        yield "Difference", difference_words(answer.comparison.difference, unit)


def difference_words(change: Difference, unit: Unit) -> str:
    chance = (
        "zero is outside, so it counts" if change.sure else "zero is inside: it could be chance"
    )
    margin = f"{between(change.interval, unit)} (95 %)"
    return f"{change.value:+.1f} points before rounding, {margin}; {chance}"


def counted(metric: Metric, sums: Sums) -> Iterable[tuple[str, str]]:
    everyone = ratings(sums, *range(11))
    match metric:
        case Happiness(happy_at_least=high, unhappy_at_most=low):
            yield f"Ratings of {high} or more", f"{ratings(sums, *range(high, 11)):,}"
            yield f"Ratings of {low} or less", f"{ratings(sums, *range(low + 1)):,}"
            yield "All ratings", f"{everyone:,}"
        case Csat(satisfied_at_least=cut):
            yield f"Ratings of {cut} or more", f"{ratings(sums, *range(cut, 11)):,}"
            yield "All ratings", f"{everyone:,}"
        case FactorShare(factor=factor):
            named = sums.get(rollups.factor(factor.value), 0)
            yield f"Ratings that say “{FACTOR_WORDS[factor]}”", f"{named:,}"
            yield "All ratings", f"{everyone:,}"
        case ShareOf(hit=hit, among=among):
            yield "Of all", f"{sums.get(among, 0):,}"
            yield "Among them", f"{sums.get(hit, 0):,}"
        case _:
            yield "All ratings", f"{everyone:,}"


def source(plan: Plan) -> str:
    dimensions = {dimension for dimension, _ in plan.where} | set(plan.by)
    if len(dimensions) > 1 or "factor" in dimensions:
        return "Counted from the single records, because several things are asked for at once."
    return "Counted from daily sums that change in the same moment as each rating or promise does."
