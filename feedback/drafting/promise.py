"""The promise in a note: the first of its times by which the requester hears or gets something."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from feedback.drafting import phrases
from feedback.drafting.prose import Stretch, clauses, evened, sentences
from feedback.drafting.times import TimeSaid, now_of, times_said


@dataclass(frozen=True, slots=True)
class PromiseSaid:
    due: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a time: the words before it in its sentence, and its own clause."""

    before: str
    clause_before: str
    clause: str
    after: str
    sentence: str
    own: str

    @property
    def around(self) -> str:
        """The clause without the time itself."""
        return self.clause.replace(self.own, " … ", 1)


YEARS: Final = range(1900, 9900)
"""At the ends of the calendar there is no tomorrow to promise."""

MOST_TIMES: Final = 30
"""Times of one note that are weighed; whoever names more has pasted a log."""

BEFORE_US: Final = {"since", "last", "past", "previous", "every", "each"}
FOLLOWS: Final = 160
"""Characters after a sentence in which "then" still means its time."""
LOWER_BOUNDS: Final = {"until", "till", "til", "from"}


def promise_in(note: str, posted_at: datetime, zone: str) -> PromiseSaid | None:
    """`posted_at` is aware; `due` comes back in `zone`, an IANA name."""
    if posted_at.year not in YEARS:
        return None
    text = evened(note)
    now = now_of(posted_at, zone)
    said = list(islice(times_said(text, now), MOST_TIMES))
    if not said:
        return None
    firm: list[TimeSaid] = []
    unseen: list[TimeSaid] = []
    weak: list[TimeSaid] = []
    for sentence in sentences(text):
        here = [time for time in said if sentence.start <= time.start < sentence.end]
        for time in here:
            setting = _setting(text, sentence, time, here)
            if time.due <= now.local or not _promised(time, setting):
                if time.due > now.local and _taken_up(text, sentence, time, setting):
                    firm.append(time)
            elif phrases.WEAK.search(setting.clause):
                weak.append(time)
            elif _is_backstage(text, sentence, time, here):
                unseen.append(time)
            else:
                firm.append(time)
    first = min(firm or unseen or weak, key=lambda time: time.due, default=None)
    if first is None:
        return None
    words = note[first.start : first.end].strip(" ,:")
    return PromiseSaid(first.due, words if words.lower().endswith(".m.") else words.rstrip("."))


def _setting(text: str, sentence: Stretch, time: TimeSaid, times: Sequence[TimeSaid]) -> Setting:
    clause = _clause_of(text, sentence, time, times)
    return Setting(
        before=text[sentence.start : time.start],
        clause_before=text[clause.start : time.start],
        clause=text[clause.start : clause.end],
        after=text[time.end : sentence.end],
        sentence=text[sentence.start : sentence.end],
        own=text[time.start : time.end],
    )


def _clause_of(text: str, sentence: Stretch, time: TimeSaid, times: Sequence[TimeSaid]) -> Stretch:
    """Commas inside a time ("tomorrow, 3pm") do not end its clause."""
    start, end = sentence.start, sentence.end
    for clause in clauses(text, sentence):
        if clause.start <= time.start and not _cuts(clause.start, times):
            start = clause.start
        if clause.end >= time.end and not _cuts(clause.end, times):
            end = clause.end
            break
    return Stretch(start, end)


def _cuts(place: int, times: Sequence[TimeSaid]) -> bool:
    return any(time.start < place < time.end for time in times)


def _promised(time: TimeSaid, setting: Setting) -> bool:
    if time.lead in BEFORE_US or phrases.AGO.match(setting.after):
        return False
    if phrases.HEAR_FROM_US.search(setting.clause):
        return True
    return not (
        _is_over(time, setting)
        or _is_refused(time, setting)
        or _is_theirs_to_do(setting)
        or _is_asked(setting)
        or _is_somebody_elses(setting)
        or _hangs_on_them(time, setting)
        or phrases.NOT_A_DEADLINE.search(setting.clause)
        or _is_the_rules(setting)
    )


def _is_over(time: TimeSaid, setting: Setting) -> bool:
    """What already happened: a past tense without anything that points ahead."""
    around = setting.around
    if phrases.AHEAD.search(around):
        return False
    if time.ahead:
        return bool(phrases.TOLD_US.search(setting.clause_before)) or (
            time.lead != "by" and bool(phrases.WAS.search(setting.clause_before))
        )
    if phrases.PAST.search(around):
        return True
    return time.passed is not None and not phrases.OURS.search(around)


def _is_refused(time: TimeSaid, setting: Setting) -> bool:
    """ "Can't make it tomorrow" is none; "can't be there until Monday" says Monday."""
    if phrases.NO_LATER.search(setting.clause_before[-20:] + setting.own):
        return False
    if not phrases.REFUSED.search(setting.clause_before):
        return time.lead in LOWER_BOUNDS and not phrases.GIVES_UNTIL.search(setting.clause_before)
    return time.lead not in LOWER_BOUNDS


def _is_theirs_to_do(setting: Setting) -> bool:
    """The last one spoken of before the time is "please" or "you need to", not "I'll"."""
    theirs = _last(phrases.THEIRS, setting.before)
    ours = _last(phrases.OURS, setting.before)
    if theirs >= 0:
        return theirs >= ours
    after = setting.clause[len(setting.clause_before) + len(setting.own) :]
    return ours < 0 and bool(phrases.THEIRS.search(after)) and not phrases.OURS.search(after)


def _is_asked(setting: Setting) -> bool:
    """ "Does 3pm suit you?" waits for an answer; "I'll call at 3, ok?" does not."""
    return setting.sentence.rstrip().endswith("?") and not phrases.OURS.search(setting.before)


def _is_somebody_elses(setting: Setting) -> bool:
    if phrases.ENDS.search(setting.clause) or phrases.OURS.search(setting.clause):
        return False
    return bool(phrases.MAINTENANCE.search(setting.sentence))


def _hangs_on_them(time: TimeSaid, setting: Setting) -> bool:
    """ "Within an hour of your OK": nobody can say yet when that is."""
    if not phrases.IS_LENGTH.match(setting.own):
        return bool(phrases.IF.search(setting.clause_before))
    return bool(
        phrases.IF.search(setting.before)
        or phrases.ONCE_YOU.search(setting.before)
        or phrases.OF_YOUR.match(setting.after)
        or (time.lead == "in" and phrases.RATE.search(setting.clause_before))
    )


def _is_the_rules(setting: Setting) -> bool:
    return bool(phrases.SLA.search(setting.sentence)) and not phrases.OURS.search(setting.clause)


def _taken_up(text: str, sentence: Stretch, time: TimeSaid, setting: Setting) -> bool:
    """ "I'm back on Monday and will look at it then": "then" makes the time a promise."""
    rest = text[time.end : min(len(text), sentence.end + FOLLOWS)]
    if phrases.THEN.search(rest):
        return True
    return bool(phrases.THEREAFTER.search(rest)) and not _is_theirs_to_do(setting)


def _is_backstage(text: str, sentence: Stretch, time: TimeSaid, times: Sequence[TimeSaid]) -> bool:
    """ "Patch tonight, back with you at 10": of several, the one they hear or get something by.

    What belongs to a time runs from the one before it to the clause of the next.
    """
    before = max((it.end for it in times if it.end <= time.start), default=sentence.start)
    start = max(before, _clause_of(text, sentence, time, times).start)
    following = next((it for it in times if it.start >= time.end), None)
    end = sentence.end
    if following is not None:
        end = max(time.end, _clause_of(text, sentence, following, times).start)
    about = text[start:end]
    return bool(phrases.BACKSTAGE.search(about)) and not phrases.REACHES_THEM.search(about)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)
