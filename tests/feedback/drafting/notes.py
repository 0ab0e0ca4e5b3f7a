"""Notes for the tests of this folder: a Wednesday morning in Berlin, unless said otherwise."""

from datetime import datetime

from feedback.drafting import Draft, Finding, Note
from feedback.drafting.reader import read_note

WEDNESDAY = "2026-11-18T10:20:00+01:00"


def note(
    text: str,
    *,
    at: str = WEDNESDAY,
    zone: str = "Europe/Berlin",
    to: str = "Jane Doe",
    title: str = "",
    sender: str | None = "Sam Reed",
    first_word: bool = True,
) -> Note:
    return Note(
        text=text,
        posted_at=datetime.fromisoformat(at),
        requester_tz=zone,
        requester_name=to,
        ticket_title=title,
        technician_name=sender,
        first_word=first_word,
    )


def draft(text: str, *, at: str = WEDNESDAY, zone: str = "Europe/Berlin", title: str = "") -> Draft:
    return read_note(note(text, at=at, zone=zone, title=title))


def due(text: str, *, at: str = WEDNESDAY, zone: str = "Europe/Berlin") -> str | None:
    """The promise as "2026-11-18 15:00 +0100"."""
    moment = draft(text, at=at, zone=zone).promise_due
    return f"{moment:%Y-%m-%d %H:%M %z}" if moment else None


def november(text: str) -> str | None:
    """The promise as "18 15:00", the day of that month and the time."""
    moment = draft(text).promise_due
    return f"{moment:%d %H:%M}" if moment else None


def findings(text: str, *, title: str = "") -> set[Finding]:
    return {hit.finding for hit in draft(text, title=title).findings}


def words_for(text: str, finding: Finding) -> str | None:
    return next(hit.words for hit in draft(text).findings if hit.finding is finding)
