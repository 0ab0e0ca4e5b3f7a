"""Small words that every conversation needs: times as people say them, names in a row, greetings."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, Facts, Part, Text
from feedback.people import Person

KEY = re.compile(r"\b[A-Za-z]{2,10}-?\d{1,9}\b")
HELP = re.compile(r"^\s*(help|hi|hello|hey|\?)\s*[?!.]*\s*$", re.IGNORECASE)
MOST_LISTED = 8
HALF_A_YEAR = 183
"""Days; nearer than that, "3 March" can only be one."""


def clock_time(moment: datetime, zone: str, now: datetime) -> str:
    """A moment as one would say it to somebody in this zone: "15:00", "tomorrow at 9:30",
    "Thursday at 12:00", "on 3 March at 17:30"; far away, with its year."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    hour = f"{local.hour}:{local.minute:02d}"
    match (local.date() - today).days:
        case 0:
            return hour
        case 1:
            return f"tomorrow at {hour}"
        case -1:
            return f"yesterday at {hour}"
        case days if 1 < days < 7:
            return f"{local:%A} at {hour}"
        case days:
            year = f" {local.year}" if abs(days) > HALF_A_YEAR else ""
            return f"on {local.day} {local:%B}{year} at {hour}"


def by_time(moment: datetime, zone: str, now: datetime) -> str:
    """The same after "by": "by 15:00", "by tomorrow at 9:30", "by 3 March at 17:30"; what has
    passed as one says it then, "by 9:30 yesterday"."""
    said = clock_time(moment, zone, now).removeprefix("on ")
    if said.startswith("yesterday at "):
        return f"by {said.removeprefix('yesterday at ')} yesterday"
    return f"by {said}"


def ago(moment: datetime, now: datetime) -> str:
    """ "just now", "20 minutes ago", "3 hours ago", "2 days ago"."""
    passed = now - moment
    if passed < timedelta(minutes=2):
        return "just now"
    if passed < timedelta(hours=2):
        return f"{int(passed.total_seconds() // 60)} minutes ago"
    if passed < timedelta(days=2):
        return f"{int(passed.total_seconds() // 3600)} hours ago"
    return f"{passed.days} days ago"


def in_a_row(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def shorten(words: str, most: int = 80) -> str:
    """The beginning of what somebody wrote, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def sorry(sentence: str) -> Card:
    """A kind no: the sentence says what is wrong and what would help."""
    return Card(sentence)


def offer(title: str, words: str, *buttons: Button) -> Card:
    return Card(title, (Text(words), Buttons(buttons)) if buttons else (Text(words),))


def and_more(shown: int, of: int) -> str:
    """ "and 12 more", or nothing when everything is shown."""
    return f"and {of - shown} more" if of > shown else ""


def begin(words: str, most: int) -> str:
    """What somebody wrote, with its lines; only the beginning if it is very long."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def their_time(moment: datetime, theirs: Person, mine: Person, now: datetime) -> str:
    """ "by 15:00 (Jane's time)", and what that is on my own clock where the two differ."""
    said = f"{by_time(moment, theirs.time_zone, now)} ({whose(theirs.first_name)} time"
    here = clock_time(moment, mine.time_zone, now)
    if here != clock_time(moment, theirs.time_zone, now):
        said += f", {here} yours"
    return f"{said})"


def whose(name: str) -> str:
    """ "Jane's", "James'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def more(shown: int, of: int) -> list[Part]:
    words = and_more(shown, of)
    return [Text(f"{words}.", quiet=True)] if words else []


def facts(pairs: Sequence[tuple[str, str]]) -> list[Part]:
    return [Facts(tuple(pairs))] if pairs else []
