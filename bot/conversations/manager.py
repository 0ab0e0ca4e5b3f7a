"""What a manager hears: a number with its margin and its reasons, a question back, or an honest no."""

from datetime import date, datetime, timedelta
from typing import Final, assert_never

from analytics.answers import Answer, Answered, Answerer, Rules
from analytics.periods import Grain, Period, add, containing, today_in
from analytics.plan import Clarify, MetricName, Plan, Refuse, Unknown
from analytics.store import Counts
from analytics.understanding import understand
from analytics.vocabulary import Vocabulary
from bot.actions import AskQuestion, ShowComputation
from bot.cards import Card, Text
from bot.conversations.answer_cards import EXAMPLES, LONGEST_QUESTION, answer_card, earlier
from bot.conversations.doubt_cards import (
    doubt_card,
    example_buttons,
    not_mine_card,
    refusal_card,
)
from bot.conversations.gauges import glance_card, has_gaps, line_of
from bot.conversations.receipt import receipt_card
from bot.conversations.talk import CountFirst, Talk
from bot.turns import Said
from feedback.policy import Policy

FRESH: Final = timedelta(minutes=1)
"""So long the names that the desk knows are not looked up again."""
AT_A_GLANCE: Final = (
    MetricName.HAPPINESS,
    MetricName.RESPONSE_RATE,
    MetricName.PROMISES_KEPT,
    MetricName.LOOPS,
)
STRETCHES: Final[tuple[tuple[Grain, int], ...]] = (("week", 12), ("month", 12))
"""How far back a glance looks, and in which steps: longer ones where weeks have too few to say."""
GREETINGS: Final = frozenset({"", "help", "hi", "hello", "hey", "?", "what can i ask", "start"})


class ManagerAnswers:
    """The one place where a manager's words become numbers (see `talk.Answers`)."""

    def __init__(self, counts: Counts, policy: Policy, rules: Rules | None = None) -> None:
        self._counts = counts
        self._policy = policy
        self._rules = rules or Rules()
        self._answerer = Answerer(counts, policy, self._rules)
        self._vocabulary: tuple[datetime, Vocabulary] | None = None

    async def answer(self, words: str, now: datetime) -> Card:
        words = on_one_line(words)
        today = today_in(self._counts.zone, now)
        understood = await self._understood(words, now)
        if isinstance(understood, Card):
            return understood
        answered = await self._answerer.answer(understood, today)
        return answer_card(answered, words, self._policy.time_zone, self._rules, today)

    async def computation(self, words: str, now: datetime) -> Card:
        words = on_one_line(words)
        understood = await self._understood(words, now)
        if isinstance(understood, Card):
            return understood
        answered: Answered = await self._answerer.answer(
            understood, today_in(self._counts.zone, now)
        )
        return receipt_card(answered, words, self._policy.time_zone)

    async def at_a_glance(self, now: datetime) -> Card:
        """This month so far beside the one before it, and how happiness went over some months."""
        today = today_in(self._counts.zone, now)
        month = containing(today, "month")
        plans = [Plan(metric, period=month, against=earlier(month)) for metric in AT_A_GLANCE]
        answered = [await self._answerer.answer(plan, today) for plan in plans]
        figures = [answer for answer in answered if isinstance(answer, Answer)]
        trend = await self._trend(today)
        return glance_card(figures, trend, self._policy.time_zone, self._rules)

    async def _trend(self, today: date) -> Answer | None:
        """In the shortest steps in which every one can be shown."""
        trend: Answer | None = None
        for grain, steps in STRETCHES:
            last = containing(today, grain)
            stretch = Period(add(last.start, grain, 1 - steps), last.end)
            plan = Plan(MetricName.HAPPINESS, period=stretch, grain=grain)
            answered = await self._answerer.answer(plan, today)
            if isinstance(answered, Answer) and (line := line_of(answered)) is not None:
                trend = answered
                if not has_gaps(line):
                    break
        return trend

    async def vocabulary(self, now: datetime) -> Vocabulary:
        """The names in the desk's own data, kept for a minute."""
        if self._vocabulary is None or abs(now - self._vocabulary[0]) > FRESH:
            names = await self._counts.names()
            people = await self._counts.people_at_work()
            self._vocabulary = (now, Vocabulary(names, people))
        return self._vocabulary[1]

    async def _understood(self, words: str, now: datetime) -> Plan | Card:
        """A plan, or the card that says why there is none."""
        if len(words) > LONGEST_QUESTION:
            return Card("That's a long one. Could you ask it in a sentence or two?")
        if words.casefold().strip(" .!?") in GREETINGS:
            return welcome_card()
        vocabulary = await self.vocabulary(now)
        understood = understand(words, vocabulary, today_in(self._counts.zone, now))
        match understood:
            case Plan():
                return understood
            case Clarify():
                return doubt_card(understood, words, vocabulary)
            case Refuse():
                return refusal_card(understood)
            case Unknown():
                return not_mine_card()
            case _:
                assert_never(understood)


def on_one_line(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def said(talk: Talk, turn: Said) -> CountFirst:
    return CountFirst(turn.words, talk.now)


def pressed(talk: Talk, action: AskQuestion | ShowComputation) -> CountFirst:
    match action:
        case AskQuestion(words=words):
            return CountFirst(words, talk.now)
        case ShowComputation(words=words):
            return CountFirst(words, talk.now, computation=True)
        case _:
            assert_never(action)


def welcome_card() -> Card:
    return Card(
        "Ask me how people feel about the desk, in your own words.",
        (
            Text(
                "Happiness, why people are unhappy, what they write, promises kept, follow-ups:"
                " for a team, service, site or client, and any time."
            ),
            example_buttons(*EXAMPLES),
        ),
    )
