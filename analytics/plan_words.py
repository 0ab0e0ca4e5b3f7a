"""A plan said in words again: what a follow-up button asks, and understands the same."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from analytics.periods import Period, in_words
from analytics.plan import FACTOR, MetricName, Plan
from feedback.reasons import Factor

M = MetricName

METRIC_WORDS: Final[Mapping[MetricName, str]] = {
    M.HAPPINESS: "happiness",
    M.CSAT: "CSAT",
    M.RESPONSE_RATE: "response rate",
    M.RATING_COUNT: "number of ratings",
    M.TICKET_COUNT: "number of tickets",
    M.LOST_TIME: "lost time",
    M.PAIN_POINTS: "pain points",
    M.DELIGHTS: "delights",
    M.COMMENTS: "comments",
    M.FIRST_RESPONSE_TIME: "first response time",
    M.RESOLUTION_TIME: "resolution time",
    M.FIRST_TIME_FIX_RATE: "first time fix rate",
    M.SAME_DAY_CLOSURE_RATE: "same day closure rate",
    M.REOPEN_RATE: "reopen rate",
    M.AGED_TICKETS: "aged tickets",
    M.HOPS: "hops",
    M.SLA_ATTAINMENT: "SLA attainment",
    M.WATERMELONS: "watermelons",
    M.PROMISES_KEPT: "promises kept",
    M.LOOPS: "follow-up of unhappy people",
    M.ERROR_BUDGET: "error budget",
    M.TARGETS: "XLA targets",
    M.SCORECARD: "scorecard",
}

FACTOR_WORDS: Final[Mapping[Factor, str]] = {
    Factor.UNRESOLVED: "not solved",
    Factor.SLOW: "slow",
    Factor.REPEATED_EXPLAINING: "explained it again",
    Factor.UNINFORMED: "not informed",
    Factor.UNFRIENDLY: "unfriendly",
    Factor.UNSKILLED: "unskilled",
    Factor.DIFFICULT: "difficult",
    Factor.TOOL_FAILURE: "tool failure",
    Factor.SOLVED: "said solved",
    Factor.FAST: "said fast",
    Factor.FRIENDLY: "friendly",
    Factor.SKILLED: "skilled",
    Factor.INFORMED: "well informed",
    Factor.EASY: "said easy",
}


def question_of(plan: Plan) -> str:
    """ "happiness, service VPN, by team, in Q3 2026, compared with Q2 2026"."""
    parts = [METRIC_WORDS[plan.metric]]
    for dimension, values in plan.where:
        if dimension == FACTOR:
            parts.extend(FACTOR_WORDS[Factor(value)] for value in values)
        else:
            parts.extend(f"{dimension} {value}" for value in values)
    parts.extend(f"by {dimension}" for dimension in plan.by)
    if plan.grain:
        parts.append(f"{plan.grain} by {plan.grain}")
    if plan.period:
        parts.append(named(plan.period))
    if plan.against:
        parts.append(f"compared with {named(plan.against)}")
    return ", ".join(parts)


def named(period: Period) -> str:
    """A month, quarter, year or day by its name; anything else by its first and last day."""
    words = in_words(period)
    if " to " not in words:
        return words
    last = period.end - timedelta(days=1)
    return f"from {period.start.day} {period.start:%B %Y} to {last.day} {last:%B %Y}"
