"""What stands on a card must add up for whoever reads it with a pencil."""

from datetime import date

from analytics.answers import Answer, Comparison, Group, Rules
from analytics.metrics import Happiness
from analytics.periods import Period
from analytics.plan import MetricName, Plan
from analytics.uncertainty import Balance, difference
from bot.cards import as_text
from bot.conversations.answer_cards import answer_card

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
HIGH, LOW = Balance(174, 0, 250), Balance(197, 0, 500)
"""69.6 and 39.4 points: shown as +70 and +39, and 30.2 apart."""


def text_of(answer: Answer) -> str:
    return as_text(answer_card(answer, "asked", "Europe/Berlin", Rules(), date(2026, 11, 18)))


def test_the_gap_of_two_groups_is_the_difference_of_what_is_shown() -> None:
    answer = Answer(
        Plan(MetricName.HAPPINESS, by=("team",), period=OCTOBER),
        Happiness(),
        OCTOBER,
        Balance(371, 0, 750),
        {},
        groups=(Group("Identity", HIGH), Group("Network", LOW)),
        gap=difference(HIGH, LOW),
    )
    text = text_of(answer)
    assert "Identity is highest (+70), Network lowest (+39)" in text
    assert "The gap between the two is 31 points, and more than chance." in text


def test_where_all_look_the_same_there_is_no_gap_to_read() -> None:
    groups = (Group("Identity", Balance(204, 0, 500)), Group("Network", Balance(203, 0, 500)))
    answer = Answer(
        Plan(MetricName.HAPPINESS, by=("team",), period=OCTOBER),
        Happiness(),
        OCTOBER,
        Balance(407, 0, 1000),
        {},
        groups=groups,
        gap=difference(Balance(204, 0, 500), Balance(203, 0, 500)),
    )
    text = text_of(answer)
    assert "+41 everywhere" in text
    assert "gap" not in text


def test_a_change_that_could_be_chance_has_the_size_that_is_shown() -> None:
    now, before = Balance(174, 0, 250), Balance(33, 0, 50)
    change = difference(now, before)
    assert change is not None
    answer = Answer(
        Plan(MetricName.HAPPINESS, period=OCTOBER, against=SEPTEMBER),
        Happiness(),
        OCTOBER,
        now,
        {},
        comparison=Comparison(SEPTEMBER, before, change, "unclear"),
    )
    assert "when it was +66. A difference of 4 points could be chance" in text_of(answer)
