"""How people write times in a note, and what each way of writing means: the rules of our grammar."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from feedback.drafting.moments import (
    END_OF_DAY,
    FRIDAY,
    SATURDAY,
    Now,
    Piece,
    at,
    months_on,
    working_days_on,
)
from feedback.phrasebook import lines

Build = Callable[[re.Match[str], Now], Piece | None]
Rule = tuple[re.Pattern[str], Build]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
NUMBER_WORDS: Final = {
    "zero": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15,
    "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "forty five": 45, "fifty": 50,
    "sixty": 60, "ninety": 90,
    "a couple": 2, "a couple of": 2, "couple": 2, "couple of": 2,
}  # fmt: skip
UNITS: Final = {"mo": "months", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

WEEKDAY: Final = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday|ndesday)?|thu(?:r|rs|rsday)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?"
)
MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
TOMORROW: Final = r"(?:tomorrow|tommorr?ow|tomm?orow|tmr+w?|tmw|tomoz|2mor+o?w?)\b"
HALF: Final = r"(?P<half>[ap])\.?\s?m\b\.?"
COUNT: Final = (
    r"(?P<count>\d{1,3}(?:[.,]\d)?|half an?|an?(?: couple(?: of)?)?|couple(?: of)?|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty(?:[ -]five)?"
    r"|fifty|sixty|ninety)"
)
UNIT: Final = (
    r"(?P<work>(?:working|business|work)[ -])?"
    r"(?P<unit>m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:ee)?ks?|months?)\b"
)
UP_TO: Final = (
    r"(?:(?P<low>\d{1,3}|an?|one|two|three|four|five|six) ?(?:-|to|or) ?)?"
    + COUNT
    + r"(?: and a (?P<extra>half))?(?: more| further)?[ -]?"
    + UNIT
    + r"(?: and a (?P<extra2>half)| (?:and )?(?P<minutes>\d{1,2}) ?min(?:ute)?s?\b)?"
)
HEDGE: Final = r"(?:about |around |approx(?:\.|imately)? ?|roughly |max(?:imum)? |~ ?|c\. ?)?"
NO_NOUN: Final = (
    r"(?! ?(?:%|percent|people|persons?|users?|locations?|sites?|times?|mb|gb|tb|kb|of|devices?"
    r"|machines?|pcs?|laptops?|tickets?|points?|floors?|more|other|others|different|separate|euros?"
    r"|eur|usd|dollars|gbps|mbps|ghz|percent|steps?|pages?|files?|attempts?|minutes?|mins?|hours?"
    r"|hrs?|h\b|days?|weeks?|months?|years?|seconds?|secs?|digits?|characters?|ports?|seats?)\b)"
    r"(?! ?[%/])(?![.:,]?\d)(?!-\d)"
)
BARE_HOUR_LEAD: Final = (
    r"(?:by|at|@|before|b4|around|about|until|till?|after|from|(?:no|not) later than|latest|eta:?) "
    r"?(?:about |around |like |~ ?)?"
)
ZONES: Final = {
    "utc": "UTC", "gmt": "UTC", "bst": "Europe/London", "cet": "Europe/Berlin",
    "cest": "Europe/Berlin", "et": "America/New_York", "est": "America/New_York",
    "edt": "America/New_York", "ct": "America/Chicago", "cst": "America/Chicago",
    "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
    "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "sgt": "Asia/Singapore", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "berlin": "Europe/Berlin",
    "london": "Europe/London", "chicago": "America/Chicago", "singapore": "Asia/Singapore",
    "new york": "America/New_York", "central": "America/Chicago", "eastern": "America/New_York",
    "pacific": "America/Los_Angeles", "paris": "Europe/Paris", "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney", "uk": "Europe/London",
}  # fmt: skip
ZONE_SAID: Final = re.compile(
    r" ?\(?(?P<zone>(?:my|our) (?:time|end)|utc|gmt|bst|cest|cet|e[sd]?t|c[sd]?t|m[sd]t|p[sd]?t|sgt"
    r"|ist|jst|ae[sd]t|(?:berlin|london|chicago|singapore|new york|central|eastern|pacific|paris"
    r"|tokyo|sydney|uk) time)\b\)?",
    re.IGNORECASE,
)
WORD_HOUR: Final = r"(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
END_WORDS: Final = (
    r"(?:the )?end of (?:the |your |my |our )?(?:working |business |work )?day|end of business"
    r"|close of (?:business|play)|eod\b|cob\b|eob\b|cop\b"
)
ASKS_FOR_TIME: Final = (
    r"(?:in|within|inside|give (?:me|us|it)|another|takes?|take|needs?|eta:?|done|ready|back"
    r"|next|under|less than|max\.?|for the next)"
)


DATE_LEAD: Final = re.compile(r"\b(?:on|by|until|till?|before|eta:?|for|due) \Z", re.IGNORECASE)

# --- what the words build ------------------------------------------------------------------------


def _piece(match: re.Match[str], **what: object) -> Piece:
    return replace(Piece(match.start(), match.end()), **what)  # type: ignore[arg-type]  # named fields of Piece


def _clock(match: re.Match[str], now: Now) -> Piece | None:
    groups = match.groupdict()
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    half, zone, end = (groups.get("half") or "").lower(), None, match.end()
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    if said := ZONE_SAID.match(match.string, end):
        name = said["zone"].lower().removesuffix(" time")
        zone = now.senders if name.startswith(("my", "our")) else ZoneInfo(ZONES[name])
        end = said.end()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    open_half = not half and 1 <= hour <= 12 and not groups["hour"].startswith("0")
    clock = time(23, 59) if hour == 24 else time(hour, minute)
    return Piece(
        match.start(),
        end,
        clock=clock,
        half_known=open_half,
        zone=zone,
        loose=groups.get("loose") is not None,
    )


def _worded_clock(match: re.Match[str], _: Now) -> Piece | None:
    hour = NUMBER_WORDS[match["word"].lower()]
    minute = 0
    match (match.groupdict().get("fraction") or "").lower().split():
        case ["half", "past"] | ["half"]:
            minute = 30
        case ["quarter", "past"] | ["quarter", "after"]:
            minute = 15
        case ["quarter", _]:
            hour, minute = (hour - 1) or 12, 45
        case _:
            pass
    return _piece(match, clock=time(hour, minute), half_known=True)


def _fraction_of_hour(match: re.Match[str], _: Now) -> Piece | None:
    hour = int(match["hour"])
    if not 1 <= hour <= 12:
        return None
    minute = 30 if match["fraction"].lower().startswith("half") else 15
    if re.search(r"to|of", match["fraction"], re.IGNORECASE):
        hour, minute = (hour - 1) or 12, 45
    return _piece(match, clock=time(hour, minute), half_known=True)


def _day_after(days: int, *, ahead: bool) -> Build:
    return lambda match, now: _piece(match, day=now.today + timedelta(days=days), ahead=ahead)


def _part(part: str, *, today: bool = False, ahead: bool = False) -> Build:
    return lambda match, now: _piece(
        match, part=part, day=now.today if today else None, ahead=ahead
    )


def _loose_part(part: str) -> Build:
    """ "Morning" is a time beside "tomorrow", and a greeting where a note begins."""
    return lambda match, _: _piece(match, part=part, loose=True) if match.start() > 0 else None


def _weekday(match: re.Match[str], now: Now) -> Piece | None:
    name, how = match["weekday"], (match.groupdict().get("which") or "").lower().strip()
    short = name.lower().rstrip(".") in {"sat", "sun", "wed", "mon"}
    if short and name.islower() and not match["lead"]:
        return None
    if how == "last":
        return None
    away = (WEEKDAYS.index(name[:3].lower()) - now.today.weekday()) % 7
    if match.groupdict().get("week"):
        away = WEEKDAYS.index(name[:3].lower()) - now.today.weekday() + 7
    elif how == "next" and away and away + now.today.weekday() < 7:
        away += 7
    elif away == 0 and how not in {"this", "today"}:
        away = 7
    return Piece(match.start("which") if how else match.start("weekday"), match.end(),
                 day=now.today + timedelta(days=away))  # fmt: skip


def _week_end(weeks: int) -> Build:
    """Friday of this week, or of a later one."""

    def build(match: re.Match[str], now: Now) -> Piece:
        friday = now.today + timedelta(days=FRIDAY - now.today.weekday() + 7 * weeks)
        if weeks == 0 and at(friday, END_OF_DAY, now.zone) <= now.local:
            friday += timedelta(days=7)
        return _piece(match, day=friday, ahead=True)

    return build


def _weekend(days_past_saturday: int) -> Build:
    def build(match: re.Match[str], now: Now) -> Piece:
        saturday = now.today + timedelta(days=(SATURDAY - now.today.weekday()) % 7)
        return _piece(match, day=saturday + timedelta(days=days_past_saturday), ahead=True)

    return build


def _end_of_month(match: re.Match[str], now: Now) -> Piece:
    month = 1 if match["next"] else 0
    return _piece(match, day=months_on(now.today.replace(day=1), month + 1) - timedelta(days=1),
                  ahead=True)  # fmt: skip


def _date(match: re.Match[str], now: Now) -> Piece:
    month = MONTHS.index(match["month"][:3].lower()) + 1
    return _piece(match, day=_coming(now.today, month, int(match["date"]), match["year"]))


def _numeric_date(match: re.Match[str], now: Now) -> Piece:
    """12.3. is day first everywhere; 12/3 is month first in America."""
    first, second = int(match["first"]), int(match["second"])
    american = getattr(now.zone, "key", "").startswith("America/") and match["mark"] == "/"
    day, month = (second, first) if american and first <= 12 else (first, second)
    if month > 12:
        day, month = month, day
    loose = not DATE_LEAD.search(match.string, max(0, match.start() - 8), match.start())
    return _piece(match, day=_coming(now.today, month, day, match["year"]), loose=loose)


def _iso_date(match: re.Match[str], _: Now) -> Piece:
    return _piece(match, day=date.fromisoformat(match[0]))


def _day_of_month(match: re.Match[str], now: Now) -> Piece:
    number = int(match["date"])
    month = now.today.replace(day=1)
    if number < now.today.day:
        month = months_on(month, 1)
    return _piece(match, day=month.replace(day=number))


def _coming(today: date, month: int, day: int, year: str | None) -> date:
    """The next such date; one of the last weeks stays in the past."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    return this_year if today - this_year < timedelta(days=60) else this_year.replace(
        year=today.year + 1
    )  # fmt: skip


def _length(match: re.Match[str], now: Now) -> Piece | None:
    """So long after the note: hours are real hours, days keep the time on the clock."""
    said = match["count"].lower()
    amount = _amount(said)
    if match.groupdict().get("extra") or match.groupdict().get("extra2"):
        amount += 0.5
    unit = next(name for key, name in UNITS.items() if match["unit"].lower().startswith(key))
    if said in {"a", "an"} and unit == "minutes":
        return None
    if unit in {"minutes", "hours"}:
        minutes = amount * (60 if unit == "hours" else 1) + int(match["minutes"] or 0)
        return _piece(match, due=now.local.astimezone(UTC) + timedelta(minutes=minutes), ahead=True)
    if said.startswith("half") and unit == "days":
        return _piece(match, due=now.local.astimezone(UTC) + timedelta(hours=4), ahead=True)
    day = now.today
    if unit == "months":
        day = months_on(day, round(amount))
    elif match["work"]:
        day = working_days_on(day, round(amount) * (5 if unit == "weeks" else 1))
    else:
        day += timedelta(days=round(amount * (7 if unit == "weeks" else 1)))
    return _piece(match, due=at(day, now.local.time(), now.zone), ahead=True)


def _amount(said: str) -> float:
    if said.startswith("half"):
        return 0.5
    if said in NUMBER_WORDS:
        return NUMBER_WORDS[said]
    return float(said.replace(",", "."))


def _fixed_length(minutes: int) -> Build:
    return lambda match, now: _piece(
        match, due=now.local.astimezone(UTC) + timedelta(minutes=minutes), ahead=True
    )


def _days_on(days: int) -> Build:
    return lambda match, now: _piece(
        match, due=at(now.today + timedelta(days=days), now.local.time(), now.zone), ahead=True
    )


# --- the rules -----------------------------------------------------------------------------------

PARTS: Final = {
    "half": HALF, "count": COUNT, "up_to": UP_TO, "hedge": HEDGE, "no_noun": NO_NOUN,
    "hour_lead": BARE_HOUR_LEAD, "word_hour": WORD_HOUR, "end_of_day": END_WORDS,
    "asks_for_time": ASKS_FOR_TIME, "weekday": WEEKDAY, "month": MONTH, "tomorrow": TOMORROW,
    "alone": r"(?<![\d.:/-])",
}  # fmt: skip


def _rules(build: Build, text: str) -> Iterator[Rule]:
    for line in lines(text, PARTS):
        yield re.compile(line, re.IGNORECASE), build


RULES: Final[tuple[Rule, ...]] = (
    *_rules(
        _clock,
        r"""
        <alone>(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?(?: ?<half>)?(?![\d:])
        <alone>(?P<hour>\d{1,2})(?:[.](?P<minute>\d\d))? ?<half>
        \b(?P<hour>\d{1,2}) ?o'? ?clock\b
        (?:\bat |@ ?)(?P<hour>[01]?\d|2[0-3])h\b
        \b<hour_lead>(?P<hour>\d{1,2})[.h](?P<minute>[0-5]\d)\b(?!\.?\d|%)
        (?:\b|(?=@))<hour_lead>(?P<hour>\d{1,2})\b<no_noun>(?! ?(?:st|nd|rd|th)\b)
        # 1530, but no year
        \b<hour_lead>(?!20\d\d\b)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\b(?!\d| ?%| (?:people|users))
        \b<hour_lead>(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d) ?(?:hrs|h|hours)\b
        # from … to …: by the later one they surely have it
        \b(?:between|from) \d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)? ?(?:and|-|to|&) ?(?P<hour>\d{1,2})
        …(?:[:.](?P<minute>\d\d))?(?: ?<half>)?<no_noun>
        <alone>\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)? ?(?:-|to) ?(?P<hour>\d{1,2})
        …(?:[:.](?P<minute>\d\d))? ?<half>
        <alone>\d{1,2}:\d\d ?(?:-|to) ?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d:])
        # only beside a day
        (?P<loose>)<alone>\b(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)(?!\.?\d|%)
        <alone>(?P<loose>\d{1,2}) ?- ?(?P<hour>\d{1,2})\b<no_noun>
        """,
    ),
    *_rules(
        _worded_clock,
        r"""
        \b<word_hour> ?o'? ?clock\b
        \b(?:by|at|before|until|till) <word_hour>\b<no_noun>
        \b(?P<fraction>half(?: past)?|quarter (?:past|to|after|of)) <word_hour>\b
        """,
    ),
    *_rules(
        _fraction_of_hour,
        r"\b(?P<fraction>half(?: past)?|quarter (?:past|to|after|of)) (?P<hour>\d{1,2})\b<no_noun>",
    ),
    # parts of a day
    *_rules(_part("noon"), r"\b(?:(?:12 )?noon|mid-?day)\b"),
    *_rules(_part("lunch"), r"\b(?:by|before|at|around|this) lunch(?: ?time)?\b"),
    *_rules(_loose_part("lunch"), r"\blunch ?time\b"),
    *_rules(_part("over lunch"), r"\b(?:over|during) (?:your |the )?lunch(?: ?time| break)?\b"),
    *_rules(_part("after lunch"), r"\b(?:right |straight |just )?after lunch\b"),
    *_rules(_part("midnight"), r"\bmidnight\b"),
    *_rules(_part("end of day", ahead=True), r"\b(?:<end_of_day>)"),
    *_rules(_part("morning", today=True), r"\bthis morning\b"),
    *_rules(_part("afternoon", today=True), r"\bthis (?:after ?noon|arvo|aft)\b"),
    *_rules(_part("evening", today=True), r"\bthis evening\b"),
    *_rules(_part("tonight", today=True, ahead=True), r"\b(?:tonight|tonite)\b"),
    *_rules(
        _part("afternoon", today=True, ahead=True),
        r"\blater (?:today|this (?:after ?noon|aft|arvo))\b",
    ),
    *_rules(_part("first thing", ahead=True), r"\bfirst thing(?: in the (?:morning|am))?\b"),
    *_rules(_part("the morning", ahead=True), r"\b(?:in the (?:morning|am)|overnight)\b"),
    *_rules(_loose_part("morning"), r"(?<!good )\b(?:(?:late |mid-?|early )?morning|a\.?m)\b"),
    *_rules(
        _loose_part("afternoon"),
        r"(?<!good )\b(?:(?:late |mid-?|early )?(?:after ?noon|arvo)|p\.?m)\b",
    ),
    *_rules(_loose_part("evening"), r"(?<!good )\b(?:evening|night)\b"),
    # days
    *_rules(_day_after(0, ahead=False), r"\btoday\b(?!'s)"),
    *_rules(_day_after(1, ahead=True), r"\b<tomorrow>"),
    *_rules(_day_after(2, ahead=True), r"\b(?:the )?day after <tomorrow>"),
    *_rules(
        _weekday,
        r"""
        (?P<lead>\b(?:on|by|until|till?|before|eta:?|for|due|coming) +(?:the )?)?
        …(?P<which>\b(?:this|next|last) +)?\b<weekday>(?P<week>,? (?:of )?next week)?
        \b(?P<week>next week),? (?:on )?(?P<which>)(?P<lead>)<weekday>
        """,
    ),
    *_rules(
        _week_end(0),
        r"""
        \b(?:the )?(?:end|back|close) of (?:the |this )?(?:working |business )?week\b|\beow\b
        \b(?:later |some ?time |in the course of |during )?this week\b
        """,
    ),
    *_rules(
        _week_end(1),
        r"""
        \b(?:the )?(?:(?:end|beginning|start|course|early part|middle) of |early |late |mid[- ])?
        …next week\b
        """,
    ),
    *_rules(_week_end(2), r"\b(?:the )?week after next\b"),
    *_rules(_weekend(1), r"\b(?:over|at|on|during|this|by the end of) (?:the )?week-?end\b"),
    *_rules(_weekend(2), r"\bafter the week-?end\b"),
    *_rules(_end_of_month, r"\b(?:the )?end of (?:the |this )?(?P<next>next )?month\b"),
    # dates
    *_rules(
        _date,
        r"""
        \b(?:the )?(?P<date>\d{1,2})(?:st|nd|rd|th)? (?:of )?<month>(?:,? (?P<year>20\d\d))?
        \b<month> (?:the )?(?P<date>\d{1,2})(?:st|nd|rd|th)?\b(?![:\d])(?:,? (?P<year>20\d\d))?
        """,
    ),
    *_rules(_iso_date, r"\b20\d\d-\d\d-\d\d\b"),
    *_rules(
        _numeric_date,
        r"""
        (?<![\d./-])(?P<first>\d{1,2})(?P<mark>/)(?P<second>\d{1,2})
        …(?:/(?P<year>20\d\d|\d\d))?(?![\d/.-])
        (?<![\d./-])(?P<first>\d{1,2})(?P<mark>\.)(?P<second>\d{1,2})\.(?P<year>20\d\d)?(?![\d/-])
        """,
    ),
    *_rules(
        _day_of_month,
        r"\b(?:on|by|until|before) the (?P<date>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|level|time))",
    ),
    # so long from now
    *_rules(
        _length,
        r"""
        \b<asks_for_time> (?:the |the next |next |just |only |less than |under |at most |up to )?
        …<hedge><up_to>
        (?:~ ?|\b(?:about|approx\.?|approximately|roughly) )<up_to>
        \b<up_to> (?:from now|away|out|tops|max|to go|left|or so|or less)\b
        (?:\A|(?<=[.,;:!?\n]) ?)<up_to>(?: and (?:it|the|we|you)\b|(?=\s*(?:[.,;!?\n]|$)))
        \b(?:in|within|~) ?(?P<count>\d{1,2})(?P<unit>h) ?(?P<minutes>\d\d)\b(?P<work>)
        """,
    ),
    *_rules(_fixed_length(15), r"\b(?:in|within) (?:a|one) quarter of an hour\b"),
    *_rules(_fixed_length(30), r"\b(?:in|within) half an hour\b"),
    *_rules(_fixed_length(45), r"\b(?:in|within) three quarters of an hour\b"),
    *_rules(_fixed_length(60), r"\b(?:in|within) (?:the|an|the next|next) hour\b(?! and a half)"),
    *_rules(_fixed_length(90), r"\b(?:in|within) an hour and a half\b"),
    *_rules(_days_on(14), r"\b(?:in|within) a fortnight\b"),
)
