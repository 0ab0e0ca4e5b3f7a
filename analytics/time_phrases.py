"""The times that people name in a question ("last month", "since July", "Q3"), by our own grammar."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from analytics.periods import Period, add, add_months, containing, week_of_year


@dataclass(frozen=True, slots=True)
class Mention:
    """A time that was named: `period` never reaches beyond today, `whole` is the full unit.

    `unit` and `count` say how far one step back is ("the one before"). `at` is where the words
    stand. A mention that cannot be used as it is carries `doubt`: it is vague, in the future, only
    a good thing to compare with when it stands alone, or some part of the time that is given.
    """

    at: tuple[int, int]
    period: Period
    whole: Period
    unit: str
    count: int = 1
    doubt: str = ""
    words: str = ""

    def one_step_earlier(self) -> Period:
        return Period(
            add(self.whole.start, self.unit, -self.count),
            self.whole.start,
        )


@dataclass(frozen=True, slots=True)
class Atom:
    """One named time, in full: not yet cut at today."""

    whole: Period
    unit: str
    count: int = 1
    doubt: str = ""


MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SMALL_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
NUMBERS: Final = {word: number for number, word in enumerate(SMALL_NUMBERS)} | {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "ninety": 90,
}
ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4} | {
    f"{number}{ending}": number for number, ending in enumerate(("st", "nd", "rd", "th"), 1)
}

MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?"
    r"|may(?! (?:i|we|you|be|have|not|also)\b)"
    r"|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
UNIT: Final = r"(?P<unit>day|week|month|quarter|half year|year)"
UNITS: Final = r"(?P<unit>day|week|month|quarter|year)s?\b"
NUMBER: Final = rf"(?P<number>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
YEAR: Final = r"(?P<year>20\d\d|'\d\d|last year|this year|the year before)"
OF_YEAR: Final = rf"(?: (?:of |in )?{YEAR})?"
DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b\.?"
DATE: Final = (
    rf"(?:{DAY} (?:of )?{MONTH}|"
    + MONTH.replace("?P<month>", "?P<month2>")
    + r" (?:the )?(?P<day2>\d{1,2})(?:st|nd|rd|th)?\b(?![\d/]))"
    + r"(?:,? (?P<year>20\d\d))?"
)
FIRST_DAY: Final = r"(?P<first>\d{1,2})(?:st|nd|rd|th)?\.?"
FULL: Final = r"(?:(?:full|complete|completed|whole|entire|calendar|fiscal|financial|business) )?"

Rule = Callable[[re.Match[str], date], Atom]


def year_named(words: str | None, today: date) -> int | None:
    match words:
        case None:
            return None
        case "this year":
            return today.year
        case "last year" | "the year before":
            return today.year - 1
        case _:
            return int(words[-2:]) + 2000


def latest(start: date, unit: str, today: date, *, fixed: bool) -> Atom:
    """That unit, or the same a year earlier when it has not started yet and no year was said."""
    if start > today and not fixed:
        start = add_months(start, -12)
    return Atom(Period(start, add(start, unit, 1)), unit)


def month_number(words: str) -> int:
    return next(number for number, name in enumerate(MONTH_NAMES, 1) if name.startswith(words[:3]))


def a_date(found: re.Match[str], today: date) -> Atom:
    parts = found.groupdict()
    month = month_number(parts["month"] or parts["month2"])
    year = year_named(parts.get("year"), today)
    day = date(year or today.year, month, 1)
    on = int(parts["day"] or parts["day2"])
    if add_months(day, 1) <= day + timedelta(days=on - 1) or on == 0:
        raise ValueError("no such day")
    start = day + timedelta(days=on - 1)
    if start > today and year is None:
        start = add_months(start, -12)
    return Atom(Period(start, start + timedelta(days=1)), "day")


def days_of_a_month(found: re.Match[str], today: date) -> Atom:
    """ "between 1 and 15 September": both days count in."""
    last = a_date(found, today).whole
    first = last.start.replace(day=int(found["first"]))
    return Atom(Period(first, last.end), "day", (last.end - first).days)


def iso_date(found: re.Match[str], _: date) -> Atom:
    return Atom(containing(date.fromisoformat(found[0]), "day"), "day")


def iso_month(found: re.Match[str], _: date) -> Atom:
    return Atom(containing(date.fromisoformat(f"{found[0]}-01"), "month"), "month")


def week_with(found: re.Match[str], today: date) -> Atom:
    return Atom(containing(a_date(found, today).whole.start, "week"), "week")


def numbered_week(found: re.Match[str], today: date) -> Atom:
    year = year_named(found["year"], today)
    week = week_of_year(year or today.year, int(found["number"]))
    if week.start > today and year is None:
        week = week_of_year(today.year - 1, int(found["number"]))
    return Atom(week, "week")


def a_month(found: re.Match[str], today: date) -> Atom:
    year = year_named(found["year"], today)
    # "Last November", said in November, is not the one that has begun.
    if (
        year is None
        and found[0].startswith("last ")
        and month_number(found["month"]) == today.month
    ):
        year = today.year - 1
    start = date(year or today.year, month_number(found["month"]), 1)
    return latest(start, "month", today, fixed=year is not None)


def a_quarter(found: re.Match[str], today: date) -> Atom:
    return part_of_year(found, today, "quarter", 3)


def a_half(found: re.Match[str], today: date) -> Atom:
    return part_of_year(found, today, "half", 6)


def part_of_year(found: re.Match[str], today: date, unit: str, months: int) -> Atom:
    parts = found.groupdict()
    number = ORDINALS.get(parts["number"]) or int(parts["number"])
    words = parts.get("year") or parts.get("year2")
    year = year_named(words, today)
    start = date(year or today.year, (number - 1) * months + 1, 1)
    return latest(start, unit, today, fixed=year is not None)


def a_year(found: re.Match[str], _: date) -> Atom:
    year = int(found["number"][-2:]) + 2000
    return Atom(containing(date(year, 1, 1), "year"), "year")


def previous_unit(found: re.Match[str], today: date) -> Atom:
    unit = unit_named(found["unit"])
    whole = containing(containing(today, unit).start - timedelta(days=1), unit)
    return Atom(whole, unit)


def unit_before_last(found: re.Match[str], today: date) -> Atom:
    unit = unit_named(found["unit"])
    start = add(containing(today, unit).start, unit, -2)
    return Atom(containing(start, unit), unit)


def units_ago(found: re.Match[str], today: date) -> Atom:
    unit = unit_named(found["unit"])
    start = add(containing(today, unit).start, unit, -number_named(found["number"]))
    # "A year ago" is a good thing to compare with, and alone it could be a day or a year.
    return Atom(containing(start, unit), unit, doubt="alone" if unit == "year" else "")


def current_unit(found: re.Match[str], today: date) -> Atom:
    unit = unit_named(found["unit"])
    return Atom(containing(today, unit), unit)


def to_date(found: re.Match[str], today: date) -> Atom:
    unit = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[found["letter"]]
    return Atom(containing(today, unit), unit)


def start_of_unit(found: re.Match[str], today: date) -> Atom:
    start = containing(today, unit_named(found["unit"])).start
    return Atom(containing(start, "day"), "day")


def rolling(found: re.Match[str], today: date) -> Atom:
    unit, count = unit_named(found["unit"]), number_named(found["number"])
    if count == 0:
        raise ValueError("nothing")
    end = today + timedelta(days=1)
    return Atom(Period(add(end, unit, -count), end), unit, count)


def complete_units(found: re.Match[str], today: date) -> Atom:
    unit, count = unit_named(found["unit"]), number_named(found["number"])
    end = containing(today, unit).start
    return Atom(Period(add(end, unit, -count), end), unit, count)


def rolling_one(found: re.Match[str], today: date) -> Atom:
    unit = unit_named(found["unit"])
    end = today + timedelta(days=1)
    return Atom(Period(add(end, unit, -1), end), unit)


def fortnight(_: re.Match[str], today: date) -> Atom:
    end = today + timedelta(days=1)
    return Atom(Period(end - timedelta(days=14), end), "week", 2)


def a_day_back(found: re.Match[str], today: date) -> Atom:
    back = {"today": 0, "yesterday": 1}.get(found[0], 2)
    return Atom(containing(today - timedelta(days=back), "day"), "day")


def a_weekday(found: re.Match[str], today: date) -> Atom:
    number = next(i for i, name in enumerate(WEEKDAYS) if name.startswith(found["weekday"][:3]))
    back = (today.weekday() - number) % 7
    return Atom(containing(today - timedelta(days=back), "day"), "day")


def half_of_a_month(found: re.Match[str], today: date) -> Atom:
    month = a_month(found, today).whole
    middle = month.start + timedelta(days=15)
    first = found["half"] in {"first", "1st"}
    half = Period(month.start, middle) if first else Period(middle, month.end)
    return Atom(half, "day", half.days)


def outer_units(found: re.Match[str], today: date) -> Atom:
    """ "The first two weeks of October" begin with its first day, whatever weekday that is."""
    parts = found.groupdict()
    whole = (a_month if parts["month"] else a_quarter)(found, today).whole
    unit, count = unit_named(found["unit"]), number_named(found["number_of"] or "one")
    if found["end"] == "first":
        outer = Period(whole.start, min(whole.end, add(whole.start, unit, count)))
    else:
        outer = Period(max(whole.start, add(whole.end, unit, -count)), whole.end)
    return Atom(outer, "day", outer.days)


def vague(_: re.Match[str], today: date) -> Atom:
    return Atom(containing(today, "day"), "day", doubt="vague")


def future(_: re.Match[str], today: date) -> Atom:
    return Atom(containing(today, "day"), "day", doubt="future")


def unit_named(words: str) -> str:
    return "half" if words == "half year" else words


def number_named(words: str) -> int:
    return NUMBERS[words] if words in NUMBERS else int(words)


LAST: Final = r"(?:last|past|previous|rolling|trailing|recent|latest)"
WHOLE: Final = r"(?:full|complete|completed|whole|calendar)"
WEEK_OF: Final = r"(?:the )?week (?:of|from|starting|beginning|commencing|around|with)(?: the)?"
SHORT_YEAR: Final = r"(?: ?/? ?(?P<year2>20\d\d|'?\d\d))?"
NOW: Final = r"(?:so far )?(?:this|the current|current|the running|the ongoing)"
VAGUE: Final = (
    r"recently|lately|of late|these days|a while|some time|(?:early|mid|late) 20\d\d"
    r"|(?:the )?(?:last|past) (?:few|some|several) (?:days|weeks|months|quarters|years)"
    r"|(?:this |last )?(?:spring|summer|autumn|winter)"
)

OUTER_UNITS: Final = (
    rf"(?:the )?(?P<end>first|last|final)(?: {NUMBER.replace('<number>', '<number_of>')})?"
    r" (?P<unit>day|week|month)s? (?:of|in)"
)
HALF_OF: Final = rf"(?: of the year|(?: of)? {YEAR}| year)?"

GRAMMAR: Final[tuple[tuple[str, Rule], ...]] = (
    (r"20\d\d-\d\d-\d\d", iso_date),
    (r"20\d\d-\d\d", iso_month),
    (rf"{WEEK_OF} {DATE}", week_with),
    (rf"(?:calendar week|week|kw|cw|wk)\.? ?(?P<number>\d{{1,2}}){OF_YEAR}", numbered_week),
    (
        rf"(?:between |from )?(?:the )?{FIRST_DAY}(?: and | to | until | till | ?- ?)(?:the )?{DATE}",
        days_of_a_month,
    ),
    (rf"(?:the )?{DATE}", a_date),
    (rf"(?:last |this |the month of )?{MONTH}{OF_YEAR}", a_month),
    (
        rf"(?:the )?(?P<half>first|1st|second|2nd|last|latter) half (?:of |in )?{MONTH}{OF_YEAR}",
        half_of_a_month,
    ),
    (rf"{OUTER_UNITS} {MONTH}{OF_YEAR}", outer_units),
    (rf"{OUTER_UNITS} q ?(?P<number>[1-4]){OF_YEAR}(?P<month>(?!))?", outer_units),
    (rf"q ?(?P<number>[1-4]){SHORT_YEAR}{OF_YEAR}", a_quarter),
    (rf"(?P<year2>20\d\d) ?q(?P<number>[1-4]){OF_YEAR}", a_quarter),
    (rf"(?:the )?(?P<number>{'|'.join(ORDINALS)}) quarter{OF_YEAR}", a_quarter),
    (rf"h ?(?P<number>[12]){SHORT_YEAR}{OF_YEAR}", a_half),
    (
        rf"(?:the )?(?P<number>first|1st|second|2nd) half{HALF_OF}",
        a_half,
    ),
    (r"(?:fy|fiscal year|financial year) ?'?(?P<number>20\d\d|\d\d)", a_year),
    (r"(?:the )?(?:calendar )?(?:year )?(?P<number>20\d\d)", a_year),
    (rf"(?:the )?{UNIT} before last", unit_before_last),
    (rf"(?:the )?last but one {UNIT}", unit_before_last),
    (rf"{NUMBER} {UNITS} ago", units_ago),
    (rf"(?:the )?(?:last|past|previous|prior) {NUMBER} {WHOLE} {UNITS}", complete_units),
    (rf"(?:the )?{LAST}(?: rolling)? {NUMBER} {UNITS}", rolling),
    (rf"(?:a |the )?{NUMBER} {UNITS} (?:rolling|running)", rolling),
    (rf"(?:a |the )?(?:rolling|trailing|past) {UNIT}", rolling_one),
    (rf"(?:over|within|during|in|for|across) (?:the )?{NUMBER} {UNITS}", rolling),
    (r"(?:the |this )?(?:last |past )?fortnight", fortnight),
    (rf"(?:the )?(?:last|previous|prior) {FULL}{UNIT}", previous_unit),
    (rf"{NOW} {FULL}{UNIT}(?: so far| to date)?", current_unit),
    (rf"(?:the )?{UNIT} (?:to date|so far)", current_unit),
    (r"(?P<letter>[wmqy])td", to_date),
    (rf"(?:the )?(?:start|beginning) of (?:the |this ){UNIT}", start_of_unit),
    (r"the day before yesterday|yesterday|today", a_day_back),
    (
        rf"(?:last |this )?(?P<weekday>{'|'.join(WEEKDAYS)}|mon|tues?|wed|thurs?|thu|fri)",
        a_weekday,
    ),
    (VAGUE, vague),
    (rf"(?:the )?(?:next|coming|upcoming|following) (?:{NUMBER} )?{UNITS}|tomorrow", future),
)
RULES: Final = tuple((re.compile(rf"\b(?:{pattern})(?!\w)"), rule) for pattern, rule in GRAMMAR)


@dataclass(frozen=True, slots=True)
class Found:
    at: tuple[int, int]
    atom: Atom
    words: str


def atoms(text: str, today: date) -> list[Found]:
    """Every single time that is named, in the order of the text; the longest reading wins."""
    found: list[Found] = []
    for pattern, rule in RULES:
        for match in pattern.finditer(text):
            try:
                atom = rule(match, today)
            except ValueError:
                continue
            found.append(Found(match.span(), atom, match[0]))
    found.sort(key=lambda one: (one.at[0] - one.at[1], one.at[0]))
    kept: list[Found] = []
    for one in found:
        if all(one.at[1] <= other.at[0] or other.at[1] <= one.at[0] for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.at)


SINCE: Final = re.compile(
    r"\b(?:ever since|since|starting(?: in| from| on| with)?|beginning(?: in| from| on)"
    r"|as of|from)(?: the)?(?: (?:start|beginning) of)?(?: in)? $"
)
AFTER: Final = re.compile(r"\b(?:after(?: the)?(?: end of)?|since(?: the)? end of) $")
UNTIL: Final = re.compile(r"\b(?:until|till|up to|before)(?: the)?(?: end of)? $")
"""Alone, without a beginning, it is open how far back."""
PART: Final = re.compile(
    r"\b(?:(?:at|by|towards?|around|near|in|from) )?(?:the )?(?:very )?"
    r"(?:(?:end|start|beginning|middle|mid) of(?: the)?|early(?: in)?|mid|late(?: in)?) $"
)
"""Some of a time, and nobody said how much of it."""
ONWARDS: Final = re.compile(r"^(?: on| onwards?| forward)\b")
UNTIL_NOW: Final = re.compile(
    r"^ (?:to|till|until|up to|through) (?:now|today|date|the present|this day)\b"
)
FROM: Final = re.compile(r"\b(?P<word>between|from)(?: the)?(?: (?:start|beginning) of)? $")
TO: Final = re.compile(
    r"^ ?(?P<word>to|till|until|through|thru|up to|and|-|–)(?: and including)?"
    r"(?: the)?(?: end of)? ?$"
)


def mentions(text: str, today: date) -> Iterator[Mention]:
    """Single times, "since …", and "between … and …", in the order of the text.

    `text` is in lower case. "from … to …" and "… to …" count both ends in.
    """
    found = atoms(text, today)
    index = 0
    while index < len(found):
        one = found[index]
        before, after = text[: one.at[0]], text[one.at[1] :]
        opening, since, part = FROM.search(before), SINCE.search(before), PART.search(before)
        if index + 1 < len(found):
            other = found[index + 1]
            joint = TO.match(text[one.at[1] : other.at[0]])
            compared = re.search(r"\bcompar\w+ (?:the |of )?$", before)
            if joint and not compared and joins(opening, joint["word"]):
                start = opening.start() if opening else one.at[0]
                both = spanning(one, other, (start, other.at[1]), today)
                yield replace(both, doubt=both.doubt or "part") if part and not opening else both
                index += 2
                continue
        if part and not (opening or since or AFTER.search(before) or UNTIL.search(before)):
            some = replace(one.atom, doubt=one.atom.doubt or "part")
            yield cut(some, (part.start(), one.at[1]), today)
            index += 1
            continue
        onwards = ONWARDS.match(after)
        until_now = UNTIL_NOW.match(after)
        if since and (since[0].split()[0] != "from" or onwards or until_now):
            tail = onwards or until_now
            end = one.at[1] + (tail.end() if tail else 0)
            yield open_ended(one.atom, (since.start(), end), today)
        elif until_now:
            yield open_ended(one.atom, (one.at[0], one.at[1] + until_now.end()), today)
        elif passed := AFTER.search(before):
            yield once_over(one.atom, (passed.start(), one.at[1]), today)
        elif until := UNTIL.search(before):
            whole = replace(one.atom, doubt=one.atom.doubt or "vague")
            yield cut(whole, (until.start(), one.at[1]), today)
        elif onwards and onwards[0] != " on":
            yield open_ended(one.atom, (one.at[0], one.at[1] + onwards.end()), today)
        else:
            yield cut(one.atom, one.at, today)
        index += 1


def joins(opening: re.Match[str] | None, word: str) -> bool:
    """ "between A and B" and "from A to B"; plain "A and B" are two times, "A to B" is one."""
    if word == "and":
        return opening is not None and opening["word"] == "between"
    return opening is None or opening["word"] == "from"


def spanning(first: Found, last: Found, at: tuple[int, int], today: date) -> Mention:
    """A year that is only said at the end, as in "from March to May 2025", is meant for both."""
    start, end = first.atom.whole.start, last.atom.whole.end
    year = re.search(r"20\d\d", last.words)
    if year and not re.search(r"20\d\d|last year", first.words):
        start = start.replace(year=int(year[0]))
    while start >= end:
        start = add_months(start, -12)
    whole = Atom(Period(start, end), "day", (end - start).days)
    return cut(whole, at, today, first.atom, last.atom)


def open_ended(atom: Atom, at: tuple[int, int], today: date) -> Mention:
    end = today + timedelta(days=1)
    if atom.whole.start >= end:
        return cut(atom, at, today)
    whole = Period(atom.whole.start, end)
    return cut(Atom(whole, "day", whole.days, atom.doubt), at, today)


def once_over(atom: Atom, at: tuple[int, int], today: date) -> Mention:
    """ "After September": from the first of October."""
    end = today + timedelta(days=1)
    if atom.whole.end >= end:
        return cut(replace(atom, doubt="future"), at, today)
    whole = Period(atom.whole.end, end)
    return cut(Atom(whole, "day", whole.days, atom.doubt), at, today)


def cut(atom: Atom, at: tuple[int, int], today: date, *parts: Atom) -> Mention:
    """As far as it has happened; a time that has not begun is in doubt."""
    tomorrow = today + timedelta(days=1)
    doubt = next((one.doubt for one in (atom, *parts) if one.doubt), "")
    whole = atom.whole
    if whole.start >= tomorrow:
        return Mention(at, whole, whole, atom.unit, atom.count, doubt or "future")
    period = Period(whole.start, min(whole.end, tomorrow))
    return Mention(at, period, whole, atom.unit, atom.count, doubt)
