"""What a question names: names of the desk, metrics and reasons, times, and kinds of things."""

import re
from dataclasses import replace
from functools import partial
from typing import Final

from analytics.lexicon.measures import GENERAL, METRICS
from analytics.lexicon.phrases import compiled
from analytics.lexicon.reasons import FACTORS
from analytics.lexicon.shape import (
    BY_CUE,
    CHANNEL_BEFORE,
    COMPARE,
    DIMENSION_WORDS,
    SERVICE_AFTER,
    SERVICE_BEFORE,
)
from analytics.plan import MetricName
from analytics.question import DIMENSION, VALUE, Question
from analytics.time_phrases import mentions
from feedback.reasons import Factor

Named = MetricName | Factor
PHRASES: Final[tuple[tuple[Named, tuple[re.Pattern[str], ...]], ...]] = (
    *((name, tuple(map(compiled, patterns))) for name, patterns in METRICS.items()),
    *((name, tuple(map(compiled, patterns))) for name, patterns in FACTORS.items()),
)
VAGUE: Final = frozenset({MetricName.TICKET_COUNT, MetricName.RATING_COUNT, MetricName.HAPPINESS})
GENERAL_PHRASES: Final = tuple(map(compiled, GENERAL))


def find_values(question: Question) -> None:
    """The desk's own names come first: no phrase may swallow one of them."""

    def keep(found: re.Match[str]) -> str:
        question.values.append(question.vocabulary.meant_by(found))
        question.said.append(found[0])
        return f"‹v{len(question.values) - 1}›"

    question.write(question.vocabulary.pattern.sub(keep, question.text))


def find_metrics_and_factors(question: Question) -> None:
    """The longest phrases win; what stood in their gaps stays in the text, to be understood.

    A second look finds what stood in a gap: "why did CSAT drop" names two things.
    """
    if not take_named(question):
        find_general_question(question)
    elif "‹m›" in question.text:
        take_named(question)


def take_named(question: Question) -> bool:
    hits = [
        (found, rank, name)
        for rank, (name, patterns) in enumerate(PHRASES)
        for pattern in patterns
        for found in pattern.finditer(question.text)
        if found.end() > found.start()
    ]
    # "How many tickets" is only a way to begin, when something more particular follows.
    hits.sort(key=lambda hit: (hit[2] in VAGUE, hit[0].start() - hit[0].end(), hit[1]))
    kept: list[tuple[re.Match[str], int, Named]] = []
    for hit in hits:
        start, end = hit[0].span()
        if all(end <= other.start() or other.end() <= start for other, _, _ in kept):
            kept.append(hit)
    for found, _, name in sorted(kept, key=lambda hit: -hit[0].start()):
        put_tag(question, found)
        match name:
            case Factor():
                question.factors.insert(0, name)
            case MetricName():
                question.metrics.insert(0, name)
    return bool(kept)


def find_general_question(question: Question) -> None:
    for pattern in GENERAL_PHRASES:
        found = pattern.search(question.text)
        if found:
            question.general = True
            put_tag(question, found)


def put_tag(question: Question, found: re.Match[str]) -> None:
    gaps = " ".join(gap.strip() for gap in found.groups() if gap)
    before, after = question.text[: found.start()], question.text[found.end() :]
    question.write(f"{before} ‹m› {gaps} {after}")


def find_times(question: Question) -> None:
    found = list(mentions(question.text, question.today))
    for index in reversed(range(len(found))):
        start, end = found[index].at
        mention = replace(found[index], words=question.text[start:end])
        question.times.insert(0, mention)
        question.write(f"{question.text[:start]}‹t{index}›{question.text[end:]}")


def find_dimensions(question: Question) -> None:
    for dimension, words in DIMENSION_WORDS.items():
        question.write(re.sub(rf"\b(?:{words})\b", partial(tag, dimension), question.text))


def tag(dimension: str, found: re.Match[str]) -> str:
    return f"‹{'D' if found[0].endswith('s') else 'd'}:{dimension}›"


# --- names with two meanings -------------------------------------------------------------------


def settle_meanings(question: Question) -> None:
    """A name with two meanings is settled by the words beside it, or by its company."""

    def beside(found: re.Match[str], *, value: int, dimension: int) -> str:
        index = int(found[value])
        question.narrow(index, found[dimension])
        settled = any(one == found[dimension] for one, _ in question.values[index])
        return f"‹v{index}›" if settled else found[0]

    after = partial(beside, value=1, dimension=2)
    before = partial(beside, value=2, dimension=1)
    question.write(re.sub(rf"{VALUE} {DIMENSION}", after, question.text))
    question.write(re.sub(rf"‹d:(\w+)› {VALUE}", before, question.text))
    for pattern, dimension in (
        (rf"\b(?:{CHANNEL_BEFORE}) {VALUE}", "channel"),
        (rf"{VALUE} (?:{SERVICE_AFTER})\b", "service"),
        (rf"\b(?:{SERVICE_BEFORE}) {VALUE}", "service"),
    ):
        for found in re.finditer(pattern, question.text):
            question.narrow(int(found[1]), dimension)
    settle_by_company(question)


def settle_by_company(question: Question) -> None:
    """ "chat and email" are two channels; "email by channel" is a service."""
    joint = (
        rf"{VALUE}(?: ?, ?| and | or | & | {COMPARE} | than | nor | with | to )"
        r"(?:and |the |for |with |via |on )*(?=‹v(\d+)›)"
    )
    for _ in range(2):
        for found in re.finditer(joint, question.text):
            one, other = int(found[1]), int(found[2])
            if len(question.values[one]) == 1:
                question.narrow(other, question.values[one][0][0])
            if len(question.values[other]) == 1:
                question.narrow(one, question.values[other][0][0])
    split_by = set(re.findall(rf"\b{BY_CUE} {DIMENSION}", question.text))
    for index, meanings in enumerate(question.values):
        rest = tuple(one for one in meanings if one[0] not in split_by)
        if rest and len(meanings) > 1:
            question.values[index] = rest
