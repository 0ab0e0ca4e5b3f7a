"""A question understood: one plan that drives the chat, the pages, the interface and the digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, assert_never

from analytics.periods import Grain, Period
from analytics.rollups import DIMENSIONS

FACTOR: Final = "factor"
ALL_DIMENSIONS: Final = (*DIMENSIONS, FACTOR)
"""What a plan may split or filter by; factors are what people named, not where a ticket was."""


class MetricName(StrEnum):
    HAPPINESS = "happiness"
    CSAT = "csat"
    RESPONSE_RATE = "response_rate"
    RATING_COUNT = "rating_count"
    TICKET_COUNT = "ticket_count"
    LOST_TIME = "lost_time"
    PAIN_POINTS = "pain_points"
    DELIGHTS = "delights"
    COMMENTS = "comments"
    FIRST_RESPONSE_TIME = "first_response_time"
    RESOLUTION_TIME = "resolution_time"
    FIRST_TIME_FIX_RATE = "first_time_fix_rate"
    SAME_DAY_CLOSURE_RATE = "same_day_closure_rate"
    REOPEN_RATE = "reopen_rate"
    AGED_TICKETS = "aged_tickets"
    HOPS = "hops"
    SLA_ATTAINMENT = "sla_attainment"
    WATERMELONS = "watermelons"
    PROMISES_KEPT = "promises_kept"
    LOOPS = "loops"
    ERROR_BUDGET = "error_budget"
    TARGETS = "targets"
    SCORECARD = "scorecard"


@dataclass(frozen=True, slots=True)
class Plan:
    """`where` keeps each dimension once; `period` is None when the question named none."""

    metric: MetricName
    by: tuple[str, ...] = ()
    grain: Grain | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    period: Period | None = None
    against: Period | None = None

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        return dict(self.where)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of understanding: a label for a button, and the whole question it would ask."""

    label: str
    words: str


class Doubt(StrEnum):
    UNKNOWN_WORD = "unknown_word"
    TWO_MEANINGS = "two_meanings"
    VAGUE_TIME = "vague_time"
    FUTURE = "future"
    NO_METRIC = "no_metric"
    PART_OF_TIME = "part_of_time"
    """ "The end of October": nobody said how much of it."""
    TIME_LEFT_OUT = "time_left_out"
    """What is left is not one stretch of time."""
    EQUAL_PERIODS = "equal_periods"
    NOTHING_LEFT = "nothing_left"
    """Everything known was excluded."""


@dataclass(frozen=True, slots=True)
class Clarify:
    """We have to ask back: `about` is the word (or time) in doubt, as the person wrote it."""

    doubt: Doubt
    about: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Refuse:
    """Asked to single out a technician, or to reveal who said something. We never do."""

    because: Literal["technicians", "raters"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not about the desk's experience at all."""


Understood = Plan | Clarify | Refuse | Unknown


def to_json(understood: Understood) -> dict[str, Any]:
    """The plan contract; for every outcome but "answer" the outcome stands alone."""
    match understood:
        case Plan():
            return {
                "outcome": "answer",
                "metric": understood.metric.value,
                "by": list(understood.by),
                "grain": understood.grain,
                "where": {dimension: list(values) for dimension, values in understood.where},
                "period": dates(understood.period) or "default",
                "against": dates(understood.against),
            }
        case Clarify():
            return {"outcome": "clarify"}
        case Refuse():
            return {"outcome": "refuse"}
        case Unknown():
            return {"outcome": "unknown"}
        case _:
            assert_never(understood)


def dates(period: Period | None) -> list[str] | None:
    return [period.start.isoformat(), period.end.isoformat()] if period else None
