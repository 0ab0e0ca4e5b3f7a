"""A manager's question becomes a plan, or an honest doubt: every word must be understood."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from analytics.lexicon.around import (
    AUDIENCE,
    DOING,
    FILLERS,
    KNOWN_WORDS,
    NEVER_MIND,
    OFF_TOPIC,
)
from analytics.lexicon.measures import METRICS
from analytics.lexicon.never import (
    ABOUT_RATINGS,
    ABOUT_WORK,
    FIRST_NAMES,
    RATERS,
    ROLE,
    TECHNICIANS,
    WHO,
)
from analytics.lexicon.reasons import FACTOR_METRICS
from analytics.naming import (
    find_dimensions,
    find_metrics_and_factors,
    find_times,
    find_values,
    settle_meanings,
)
from analytics.periods import MONTHS_IN, Grain, Period, add_months, in_words, without
from analytics.plain_words import plain
from analytics.plan import (
    ALL_DIMENSIONS,
    FACTOR,
    Choice,
    Clarify,
    Doubt,
    MetricName,
    Plan,
    Refuse,
    Understood,
    Unknown,
)
from analytics.plan_words import question_of
from analytics.question import Question
from analytics.relating import (
    find_breakdowns,
    find_comparisons,
    find_exclusions,
    find_grain,
    find_superlatives,
    find_times_left_out,
    settle_periods,
)
from analytics.time_phrases import WEEKDAYS, Mention
from analytics.vocabulary import Vocabulary, meant
from feedback.reasons import POSITIVE

WEEK_BY_WEEK: Final = 56
"""A development over more days than this is shown by month."""
RANK: Final = {name: rank for rank, name in enumerate(METRICS)}
MONTHS_AND_NAMES: Final = frozenset({"april", "august", "jan", "june", "may"})
BEFORE_A_MONTH: Final = (
    "in|since|from|until|till|up to|to|for|of|during|after|before|last|this|and|or|vs|versus|than"
    "|through|compared with"
)
NEXT_SENTENCE: Final = re.compile(r" [.:;!?](?: |$)")


def understand(question: str, vocabulary: Vocabulary, today: date) -> Understood:
    """Read a question; slips of the pen in words that we do not know are mended once."""
    words = plain(question)
    understood, strange = read(words, vocabulary, today)
    if strange and isinstance(understood, Clarify | Unknown):
        mended = with_slips_mended(words, strange, vocabulary)
        if mended != words:
            again, _ = read(mended, vocabulary, today)
            return understood if isinstance(again, Unknown) else again
    return understood


def with_slips_mended(words: str, strange: Sequence[str], vocabulary: Vocabulary) -> str:
    known = KNOWN_WORDS | vocabulary.words
    for word in strange:
        # "On Mondays" is no slip for last Monday.
        better = None if word.removesuffix("s") in WEEKDAYS else meant(word, known)
        if better:
            words = re.sub(rf"\b{re.escape(word)}\b", better, words)
    return words


def read(words: str, vocabulary: Vocabulary, today: date) -> tuple[Understood, Sequence[str]]:
    """What is meant, and the words that were not understood."""
    question = Question(words, vocabulary, today)
    # "Never mind the SLA", "for the QBR on Thursday": said around the question, not asked.
    question.take(NEVER_MIND)
    find_values(question)
    question.take(AUDIENCE)
    find_superlatives(question)
    find_metrics_and_factors(question)
    refused = refusal(question, words)
    if refused is not None:
        return refused, ()
    find_times(question)
    find_dimensions(question)
    settle_meanings(question)
    find_exclusions(question)
    find_times_left_out(question)
    find_comparisons(question)
    find_breakdowns(question)
    find_grain(question)
    period, against = settle_periods(question)
    strange = left_over(question)
    return concluded(question, words, strange, period, against), strange


# --- whom we never single out ------------------------------------------------------------------


def refusal(question: Question, words: str) -> Refuse | None:
    about_the_desk = bool(
        question.metrics
        or question.factors
        or re.search(ABOUT_RATINGS, words)
        or re.search(ROLE, words)
    )
    about_work = about_the_desk or bool(re.search(ABOUT_WORK, words))
    if says(TECHNICIANS, words) or (about_work and names_somebody(question, words)):
        return Refuse("technicians")
    # "Network or Identity: who keeps more promises?" asks about teams.
    asks_who = re.search(WHO, words) and not question.names_several_of_a_kind()
    if about_the_desk and (says(RATERS, words) or asks_who):
        return Refuse("raters")
    return None


def says(phrases: Sequence[str], words: str) -> bool:
    return any(re.search(rf"\b(?:{phrase})", words) for phrase in phrases)


def names_somebody(question: Question, words: str) -> bool:
    """A person's name in what is asked; somebody who merely asks is no matter."""
    names = (question.vocabulary.first_names | FIRST_NAMES) - question.vocabulary.words
    named = names.intersection(re.findall(r"\w+", question.text))
    asking = r"(?: \w+){0,3}? (?:asks|asked|wants)"
    return any(
        not re.search(rf"\b{re.escape(name)}\b{asking}", words) and not a_month(name, words)
        for name in named
    )


def a_month(name: str, words: str) -> bool:
    """ "In Jan", "since Jan", "Jan 2026": a month, whoever else is called that."""
    if name not in MONTHS_AND_NAMES:
        return False
    return bool(
        re.search(rf"\b(?:{BEFORE_A_MONTH}) {name}\b(?! ?'s)|\b{name} (?:'?\d\d|20\d\d)\b", words)
    )


# --- every word must be understood -------------------------------------------------------------


def left_over(question: Question) -> Sequence[str]:
    """Sentences before the one that asks may say anything, if they name nothing of ours."""
    *before, asked = NEXT_SENTENCE.split(question.text.rstrip(" .:;!?"))
    sentences = [one for one in before if "‹" in one or "‹m›" not in asked] + [asked]
    words = re.sub(r"‹[^›]*›|[^\w']", " ", " ".join(sentences)).split()
    return tuple(word for word in words if word not in FILLERS)


def concluded(
    question: Question,
    words: str,
    strange: Sequence[str],
    period: Period | None,
    against: Period | None,
) -> Understood:
    metric = metric_of(question)
    off_topic = re.search(OFF_TOPIC, words)
    if re.search(DOING, words) or (off_topic and off_topic[0].split()[-1] in strange):
        return Unknown()
    if metric is None:
        if strange or not names_anything(question):
            return Unknown()
        return Clarify(Doubt.NO_METRIC, "", metric_choices(words))
    if strange:
        return Clarify(Doubt.UNKNOWN_WORD, strange[0])
    for time in question.times:
        match time.doubt:
            case "future":
                return Clarify(Doubt.FUTURE, time.words)
            case "vague":
                return Clarify(Doubt.VAGUE_TIME, time.words)
            case "alone" if len(question.times) == 1:
                return Clarify(Doubt.VAGUE_TIME, time.words)
    two_meanings = in_doubt(question, words)
    if two_meanings is not None:
        return two_meanings
    plan = planned(question, metric, period, against)
    return plan if isinstance(plan, Clarify) else with_time_settled(question, plan)


def names_anything(question: Question) -> bool:
    return bool(question.values or question.by or question.times or question.trend)


def metric_of(question: Question) -> MetricName | None:
    """Of several that are named the most particular; a reason alone asks how many said so."""
    named = min(question.metrics, key=RANK.__getitem__, default=None)
    weak = {None, MetricName.HAPPINESS, MetricName.TICKET_COUNT, MetricName.RATING_COUNT}
    if question.factors and named in weak:
        happy = set(question.factors) <= POSITIVE
        return MetricName.DELIGHTS if happy else MetricName.PAIN_POINTS
    return MetricName.HAPPINESS if named is None and question.general else named


def metric_choices(words: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(label, f"{label.casefold()}, {words}")
        for label in ("Happiness", "Pain points", "Promises kept")
    )


def in_doubt(question: Question, words: str) -> Clarify | None:
    """ "Email" alone, where there is a service and a channel of that name."""
    for said, meanings in zip(question.said, question.values, strict=True):
        if len({dimension for dimension, _ in meanings}) > 1:
            at = re.compile(rf"\b{re.escape(said)}\b")
            choices = tuple(
                Choice(f"{value} ({dimension})", at.sub(f"{dimension} {said}", words, count=1))
                for dimension, value in meanings
            )
            return Clarify(Doubt.TWO_MEANINGS, said, choices)
    return None


# --- some of a time, and times left out --------------------------------------------------------


def with_time_settled(question: Question, plan: Plan) -> Plan | Clarify:
    if question.left_out:
        return with_times_left_out(question, plan)
    some = next((one for one in question.times if one.doubt == "part"), None)
    # How many are old "at the end of October" is counted at its end anyway.
    if some is None or plan.metric is MetricName.AGED_TICKETS:
        return plan
    pieces = () if len(question.times) > 1 else pieces_of(some)
    return Clarify(Doubt.PART_OF_TIME, some.words, asked_of(plan, pieces))


def pieces_of(time: Mention) -> tuple[Period, ...]:
    """What may be meant by the end, the beginning or the middle of it, and all of it."""
    whole, so_far = time.whole, time.period
    months = MONTHS_IN.get(time.unit, 1) * time.count // 3
    if months:
        first, last = add_months(whole.start, months), add_months(whole.end, -months)
    else:
        days = timedelta(days=max(1, min(7, whole.days // 3)))
        first, last = whole.start + days, whole.end - days
    if re.search(r"\b(?:end|late)\b", time.words):
        start, end = last, whole.end
    elif re.search(r"\bmid(?:dle)?\b", time.words):
        middle = whole.start + (whole.end - whole.start) // 2
        half = timedelta(days=min(3, whole.days // 3))
        start, end = (first, last) if months else (middle - half, middle + half)
    else:
        start, end = whole.start, first
    end = min(end, so_far.end)
    return (Period(start, end), so_far) if start < end and so_far.days > 1 else (so_far,)


def with_times_left_out(question: Question, plan: Plan) -> Plan | Clarify:
    """A plan has one stretch of time: what is left must be one, or we ask which."""
    if plan.period is None:
        outer = [one.whole for one in question.left_out]
        before = question.left_out[0].one_step_earlier()
        since = max(one.end for one in outer)
        later = (Period(since, question.tomorrow),) if since < question.tomorrow else ()
        choices = asked_of(plan, (before, *later))
        return Clarify(Doubt.TIME_LEFT_OUT, question.left_out[0].words, choices)
    pieces: tuple[Period, ...] = (plan.period,)
    for one in question.left_out:
        pieces = tuple(rest for piece in pieces for rest in without(piece, one.period))
    match pieces:
        case ():
            return Clarify(Doubt.NOTHING_LEFT, "")
        case (piece,):
            return replace(plan, period=piece)
        case _:
            words = question.left_out[0].words
            return Clarify(Doubt.TIME_LEFT_OUT, words, asked_of(plan, pieces))


def asked_of(plan: Plan, pieces: Sequence[Period]) -> tuple[Choice, ...]:
    return tuple(
        Choice(in_words(piece), question_of(replace(plan, period=piece))) for piece in pieces
    )


# --- the plan ----------------------------------------------------------------------------------


def planned(
    question: Question, metric: MetricName, period: Period | None, against: Period | None
) -> Plan | Clarify:
    where = filters(question, metric)
    if any(not values for values in where.values()):
        return Clarify(Doubt.NOTHING_LEFT, "")
    if period is not None and against == period:
        return Clarify(Doubt.EQUAL_PERIODS, "")
    grain = question.grain
    if grain is None and question.trend and against is None:
        grain = grain_for(period)
    return Plan(metric, breakdown(question, where), grain, tuple(where.items()), period, against)


def grain_for(period: Period | None) -> Grain:
    return "week" if period is not None and period.days <= WEEK_BY_WEEK else "month"


def filters(question: Question, metric: MetricName) -> dict[str, tuple[str, ...]]:
    kept: dict[str, list[str]] = {}
    left_out: dict[str, set[str]] = {}
    for index, ((dimension, value), *_) in enumerate(question.values):
        if index in question.excluded:
            left_out.setdefault(dimension, set()).add(value)
        elif value not in kept.setdefault(dimension, []):
            kept[dimension].append(value)
    for dimension, values in left_out.items():
        everything = kept.get(dimension) or question.vocabulary.values(dimension)
        kept[dimension] = [value for value in everything if value not in values]
    if question.factors and metric in FACTOR_METRICS:
        kept[FACTOR] = list(dict.fromkeys(one.value for one in question.factors))
    return {dimension: tuple(values) for dimension, values in kept.items()}


def breakdown(question: Question, where: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What was said, and what is compared: "chat or phone" is a breakdown by channel."""
    by = [one for one in dict.fromkeys(question.by) if one in ALL_DIMENSIONS]
    if question.compare and not question.excluded:
        several = [one for one, values in where.items() if len(values) > 1 and one != FACTOR]
        by.extend(one for one in several if one not in by)
    return tuple(by)
