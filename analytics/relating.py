"""How the things in a question hang together: left out, compared, split by, followed over time."""

import re

from analytics.lexicon.shape import (
    ALONE,
    BEFORE,
    BY_CUE,
    COMPARE,
    COMPARE_CUE,
    DIMENSION_WORDS,
    EXCLUDE,
    FIGURES,
    GRAIN_WORDS,
    MOST_HAPPY,
    ONE_FIGURE,
    THE_REST,
    TOP,
    TREND,
    YEAR_AGO,
    YEAR_ON_YEAR,
)
from analytics.periods import Period, containing, one_year_earlier
from analytics.question import DIMENSION, TIME, VALUE, VALUES, Question
from analytics.time_phrases import Mention

SMALL = r"(?: (?:the|that|those|of|for|in|at|with|via|on|from|during))*"


def find_superlatives(question: Question) -> None:
    """ "The unhappiest team" asks for happiness by team, before its words are read one by one."""
    kinds = "|".join(f"(?:{words})" for words in DIMENSION_WORDS.values())
    pattern = rf"\b(?:which is )?(?:the |our )?(?:{MOST_HAPPY}) (?P<kind>{kinds})\b"
    question.write(re.sub(pattern, r"happiness by \g<kind>", question.text))


def find_exclusions(question: Question) -> None:
    pattern = rf"(?<!\w){EXCLUDE} (?:(?:the|for|in|from|at|our) )*{VALUES}"
    for found in re.finditer(pattern, question.text):
        question.excluded.update(int(index) for index in re.findall(VALUE, found[1]))
    question.write(re.sub(pattern, r" ‹x› \1", question.text))


def find_times_left_out(question: Question) -> None:
    """ "Not in October", "except last month"."""
    pattern = rf"(?<!\w)(?:but )?{EXCLUDE}(?: (?:the|for|in|from|on|at|during|what was))* {TIME}"
    indices = {int(index) for index in re.findall(pattern, question.text)}
    question.take(pattern)
    question.left_out = [question.times[index] for index in sorted(indices)]


def find_comparisons(question: Question) -> None:
    """Whether values are compared; "compared with Q2" compares times and nothing else."""
    text = re.sub(rf"\b{COMPARE}{SMALL} {TIME}", " ", question.text)
    versus = rf"{VALUE}(?: (?!‹v)[^\s,.;]+){{0,4}}? {COMPARE}{SMALL} {VALUE}"
    question.compare = bool(re.search(rf"\b{COMPARE_CUE}\b", text) or re.search(versus, text))
    with_the_rest = re.search(rf"{VALUE}.*?\b(?:{COMPARE}|with|to) (?:{THE_REST})", question.text)
    if with_the_rest and len(question.values) == 1:
        # "Singapore compared with the other sites" is a breakdown by site.
        (dimension, _), *_ = question.values[0]
        question.by.append(dimension)
        question.values, question.said = [], []
        question.write(re.sub(rf"{VALUE}|\b(?:{THE_REST})", " ", question.text))


def find_breakdowns(question: Question) -> None:
    def split(found: re.Match[str]) -> str:
        question.by.extend(re.findall(DIMENSION, found[1]))
        return re.sub(rf"{DIMENSION}|,|\b(?:and|by|per|x)\b", " ", found[1])

    def split_alone(found: re.Match[str]) -> str:
        question.by.append(found[1])
        return " "

    # "The Teams service" and "the Printer team" are names that we do not know.
    question.write(re.sub(rf"{VALUE} ‹[dD]:(team|channel)›", r"‹v\1› \2s", question.text))
    question.write(re.sub(rf"{DIMENSION} ‹[dD]:\w+›(?! ‹)", r"\1s", question.text))
    question.take(rf"\b(?:every|all|each|any)(?: of)?(?: the| our)?(?: other)? {DIMENSION}(?= ‹x›)")
    joint = r"(?:, | , | and | x | by | per | and by | and per |, by |, per )"
    listed = rf"((?:\w+ )?‹[dD]:\w+›(?:{joint}‹[dD]:\w+›)*)"
    question.write(re.sub(rf"\b{BY_CUE} {listed}", split, question.text))
    question.write(re.sub(rf"{DIMENSION} (?:by ‹[dD]:\1›|{ALONE})", split_alone, question.text))
    question.take(rf"\b(?:{TOP})\b")
    question.take(r"\b(?:our|the|all|all our|all the) ‹[dD]:(?:service|team)›")
    question.take(r"\b(?:all|all our|all the|every|any) ‹[dD]:\w+›")
    question.write(re.sub(r"‹D:(?!factor)(\w+)›", split_alone, question.text))
    question.take(r"‹[dD]:(?:service|factor)›")


def find_grain(question: Question) -> None:
    for grain, words in GRAIN_WORDS.items():
        pattern = rf"\b(?:{ONE_FIGURE} )?(?:{words})(?: {FIGURES})?(?!\w)"
        if re.search(pattern, question.text):
            question.grain = grain
            question.take(pattern)
    pattern = rf"\b(?:{TREND})(?!\w)"
    question.trend = bool(re.search(pattern, question.text))
    question.write(re.sub(pattern, " ‹g› ", question.text))


# --- which time, and against which -------------------------------------------------------------


def settle_periods(question: Question) -> tuple[Period | None, Period | None]:
    """The period asked about, and the one compared with; takes their words out of the text."""
    times = question.times
    asked = [one for one in times if one not in question.left_out]
    main = asked[0] if asked else None
    if main is None:
        return None, None
    joint = (
        r"(?: (?:in|the|that|those|of|during|for|figures?|numbers?|one|ones|we had|was|it"
        r"|same(?: (?:month|quarter|week|period|time|day))?))*"
    )
    than = rf"\b(?:‹g› )?(?:{COMPARE}|from|as in|over|compared|comparing|like){joint} {TIME}"
    found = re.search(than, question.text)
    if found:
        other = times[int(found[1])]
        mains = [one for one in asked if one != times[int(found[1])]]
        if mains:
            question.write(question.text.replace(found[0], " "))
            return mains[0].period, other_period(mains[0], other)
        current = same_unit_now(question, other)
        if current and found[0].split()[0] not in {"from", "over", "or", "like"}:
            question.write(question.text.replace(found[0], " "))
            return current, other.whole
    earlier = elliptical(question, main)
    if earlier is not None:
        return main.period, earlier
    if len(asked) == 2 and question.compare and not question.names_several_of_a_kind():
        older, newer = sorted(asked, key=lambda one: one.whole.start)
        return newer.period, older.period if older.whole != newer.whole else None
    # Several times without a comparison: "Q2 and Q3" is the stretch of both.
    periods = [one.period for one in asked]
    return Period(min(periods).start, max(one.end for one in periods)), None


def other_period(main: Mention, other: Mention) -> Period:
    """ "Q3 vs last year" means the same quarter, a year ago; twice the same, the one before."""
    if other.whole == main.whole:
        return main.one_step_earlier()
    if other.unit == "year" and main.unit != "year" and main.whole.days < 200:
        return one_year_earlier(main.whole)
    return other.period


def same_unit_now(question: Question, other: Mention) -> Period | None:
    """ "better than last month": this month, so far."""
    calendar_unit = other.whole == containing(other.whole.start, other.unit)
    if not calendar_unit or question.today in other.whole:
        return None
    return Period(containing(question.today, other.unit).start, question.tomorrow)


def elliptical(question: Question, main: Mention) -> Period | None:
    """ "the one before", "than before", "a year ago", "previous period"."""
    versus = (
        rf"\b(?:{COMPARE}|compared|and|as|over|on)(?: (?:to|with))?"
        r" (?:it was |that of |in |with |to )*"
    )
    year = re.search(rf"{versus}(?:{YEAR_AGO})(?!\w)|\b(?:{YEAR_ON_YEAR})\b", question.text)
    step = re.search(rf"{versus}(?:{BEFORE})(?!\w)", question.text)
    if year and not (step and main.unit == "year"):
        question.write(question.text.replace(year[0], " "))
        return one_year_earlier(main.whole)
    if step:
        question.write(question.text.replace(step[0], " "))
        return main.one_step_earlier()
    return None
