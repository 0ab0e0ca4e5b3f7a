"""The times a note names ("by 3", "tmrw am", "in 2 hours"), each as one moment, by our own grammar."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from feedback.drafting.moments import (
    END_OF_DAY,
    FIRST_THING,
    MIDNIGHT,
    NOON,
    TONIGHT,
    Now,
    Piece,
    at,
)
from feedback.drafting.time_rules import RULES

OFFICE_HOURS: Final = range(7, 19)
"""An hour without am or pm is the one that falls between seven in the morning and seven at night."""

ENDS: Final = {
    "morning": NOON, "the morning": NOON, "noon": NOON, "lunch": NOON, "over lunch": time(13),
    "after lunch": time(14), "afternoon": END_OF_DAY, "evening": TONIGHT, "tonight": TONIGHT,
    "end of day": END_OF_DAY, "midnight": MIDNIGHT, "first thing": FIRST_THING,
}  # fmt: skip
GLUE: Final = re.compile(
    r"\s*,?\s*(?:- ?)?(?:(?:at|by|on|before|around|about|@|in the|in|from|between|latest|sharp"
    r"|(?:no|not) later than|some ?time|for|until|till?|of|during the|during|the|~|over)\s+){0,2}\(?",
    re.IGNORECASE,
)
LEAD: Final = re.compile(
    r"(?:\b(?P<lead>by|at|on|before|b4|until|till?|after|since|from|every|each|last|past"
    r"|previous|for|around|about|between|during|this|next|no later than|not later than|eta:?)|@|~)"
    r"\s*(?:the\s*)?\Z",
    re.IGNORECASE,
)
SAME_DAY: Final = re.compile(
    r"(?:(?! and | then )[^.!?;:,\n]){0,40} (?:and|then) [^.!?;:,\n]{1,40}"
)
"""Between "I'll look at it tomorrow" and "ring you at 3": at 3 tomorrow."""
PASSING_BY: Final = re.compile(
    r"(?:pass|com|drop|stop|swing|pop|driv)[a-z]{0,5} by\s+\Z|(?:sometime|day|night|side) by\s+\Z",
    re.IGNORECASE,
)
LEAD_WITHIN: Final = re.compile(
    r"(?:by|at|@|before|b4|around|about|until|till?|after|from|since|(?:no|not) later than|eta)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """`start` and `end` are where the words stand, the preposition ("by", "in") included."""

    start: int
    end: int
    due: datetime
    ahead: bool
    lead: str
    """The word that leads to it, lower case: by, at, until, since, every …"""
    passed: datetime | None = None
    """The latest moment before the note that the same words could mean ("14:05", said at 14:11)."""


def now_of(posted_at: datetime, zone: str) -> Now:
    there = ZoneInfo(zone)
    return Now(posted_at.astimezone(there), there, posted_at.tzinfo or there)


def times_said(text: str, now: Now) -> Iterator[TimeSaid]:
    """In the order of the note; `text` as it comes from `prose.evened`."""
    for piece in _joined(text, _pieces(text, now)):
        if not piece.loose and (said := _resolved(text, piece, now)) is not None:
            yield said


def _pieces(text: str, now: Now) -> Sequence[Piece]:
    """Of what overlaps, the longest."""
    found: list[Piece] = []
    for pattern, build in RULES:
        for match in pattern.finditer(text):
            try:
                piece = build(match, now)
            except (ValueError, OverflowError):
                continue
            if piece is not None:
                found.append(piece)
    taken: list[Piece] = []
    last = -1
    for piece in sorted(found, key=lambda it: (it.start, -it.end)):
        if piece.start >= last:
            taken.append(piece)
            last = piece.end
        elif piece.end - piece.start > taken[-1].end - taken[-1].start:
            taken[-1] = piece
            last = piece.end
    return taken


def _joined(text: str, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """ "Friday", "before" and "noon" become one time."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and GLUE.fullmatch(text, joined[-1].end, piece.start):
            both = _together(joined[-1], piece)
            if both is not None:
                joined[-1] = both
                continue
        if joined and (day := _day_kept(text, joined[-1], piece)):
            joined.append(replace(piece, day=day))
        else:
            joined.append(piece)
    return joined


def _day_kept(text: str, before: Piece, piece: Piece) -> date | None:
    if not before.ahead or before.clock or piece.clock is None or piece.day or piece.loose:
        return None
    return before.day if SAME_DAY.fullmatch(text, before.end, piece.start) else None


def _together(first: Piece, second: Piece) -> Piece | None:
    if first.due or second.due:
        return None
    if (first.day and second.day) or (first.clock and second.clock):
        return None
    part = first.part or second.part
    if first.part and second.part:
        if {first.part, second.part} & {"first thing"}:
            part = "first thing"
        elif first.part != second.part:
            return None
    return Piece(
        first.start,
        second.end,
        day=first.day or second.day,
        clock=first.clock or second.clock,
        half_known=first.half_known or second.half_known,
        part=part,
        zone=first.zone or second.zone,
        ahead=first.ahead or second.ahead,
        loose=first.loose and second.loose,
    )


def _resolved(text: str, piece: Piece, now: Now) -> TimeSaid | None:
    lead = LEAD.search(text, max(0, piece.start - 20), piece.start)
    if lead and PASSING_BY.search(text, max(0, lead.end() - 16), lead.end()):
        lead = None
    start = lead.start() if lead else piece.start
    word = (lead["lead"] or "at").lower().rstrip(":") if lead else ""
    if not lead and (own := LEAD_WITHIN.match(text, piece.start, piece.end)):
        word = own[0].lower().strip()
    due, passed = _moment(piece, now)
    if due is None:
        return None
    ahead = piece.ahead or word in {"by", "before", "b4", "eta", "no later than", "not later than"}
    return TimeSaid(start, piece.end, due.astimezone(now.zone), ahead, word, passed)


def _moment(piece: Piece, now: Now) -> tuple[datetime | None, datetime | None]:
    """The moment meant, and the one already gone that the same words could mean."""
    if piece.due is not None:
        return piece.due, None
    if piece.clock is None:
        return _end_of(piece, now), None
    clock = _in_half(piece)
    zone = piece.zone or now.zone
    here = now.local.astimezone(zone)
    if piece.day is not None:
        if piece.half_known and piece.part is None:
            clock = _office_hour(clock)
        due = at(piece.day, clock, zone)
        if piece.half_known and piece.day == here.date() and due <= here and clock.hour < 12:
            due = at(piece.day, clock.replace(hour=clock.hour + 12), zone)
        return due, due if due <= here else None
    if piece.part is not None:
        due = at(here.date(), clock, zone)
        return due, due if due <= here else None
    due = _next(clock, here, zone, open_half=piece.half_known)
    return due, _just_passed(clock, here, zone, open_half=piece.half_known)


def _in_half(piece: Piece) -> time:
    """ "3 this afternoon" is 15:00, "9 in the morning" is 9:00."""
    clock = piece.clock or NOON
    late = piece.part in {"afternoon", "evening", "tonight", "end of day"}
    if piece.half_known and late and clock.hour < 12:
        return clock.replace(hour=clock.hour + 12)
    return clock


def _office_hour(clock: time) -> time:
    if clock.hour in OFFICE_HOURS or clock.hour + 12 not in OFFICE_HOURS:
        return clock
    return clock.replace(hour=clock.hour + 12)


def _next(clock: time, here: datetime, zone: tzinfo, *, open_half: bool) -> datetime:
    readings = [clock]
    if open_half and 1 <= clock.hour < 12:
        readings.append(clock.replace(hour=clock.hour + 12))
    elif open_half and clock.hour == 12:
        readings.append(clock)
    today = [at(here.date(), reading, zone) for reading in readings]
    later = [due for due in today if due > here]
    if open_half:
        later = [due for due in later if due.hour in range(6, 20)]
    if later:
        return min(later)
    tomorrow = here.date() + timedelta(days=1)
    return at(tomorrow, _office_hour(clock) if open_half else clock, zone)


def _just_passed(clock: time, here: datetime, zone: tzinfo, *, open_half: bool) -> datetime | None:
    readings = [clock]
    if open_half and clock.hour < 12:
        readings = [clock, clock.replace(hour=clock.hour + 12)]
    gone = [due for due in (at(here.date(), it, zone) for it in readings) if due <= here]
    return max((due for due in gone if not open_half or due.hour in OFFICE_HOURS), default=None)


def _end_of(piece: Piece, now: Now) -> datetime | None:
    """The latest moment of a day or a part of it; None when that is over already."""
    day = piece.day
    today = now.today
    clock = ENDS.get(piece.part or "", END_OF_DAY)
    match piece.part:
        case "first thing":
            day = day or (today if now.local.hour < 6 else today + timedelta(days=1))
            clock = FIRST_THING
        case "the morning":
            day = day or (today if now.local.hour < 6 else today + timedelta(days=1))
            clock = NOON
        case "noon" | "midnight" | "lunch" | "after lunch" | "end of day" if day is None:
            due = at(today, clock, now.zone)
            return due if due > now.local else at(today + timedelta(days=1), clock, now.zone)
        case _:
            day = day or today
    due = at(day, clock, now.zone)
    if due <= now.local and day == today and piece.part in {None, "end of day"}:
        evening = at(today, TONIGHT, now.zone)
        return evening if evening > now.local else at(today, MIDNIGHT, now.zone)
    return due
