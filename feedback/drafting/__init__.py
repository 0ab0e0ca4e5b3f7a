"""A technician's note, read before it is sent: the promise in it, what is missing, what would go out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Finding(StrEnum):
    NO_NEXT_STEP = "no_next_step"
    NO_NEXT_CONTACT = "no_next_contact"
    ROBOTIC = "robotic"
    SLA_DEFENCE = "sla_defence"
    JARGON = "jargon"
    BLAMES_USER = "blames_user"


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding and, where there are any, the words of the note that made us say so."""

    finding: Finding
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """`posted_at` is aware; `requester_tz` an IANA name; `ticket_title` the problem in their words."""

    text: str
    posted_at: datetime
    requester_tz: str
    requester_name: str
    ticket_title: str
    technician_name: str | None = None
    first_word: bool = True
    """Who has written to them about it before need not introduce themselves again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`message` is what the requester would receive. `promise_due` is aware, in the requester's zone."""

    message: str
    promise_due: datetime | None = None
    promise_words: str | None = None
    findings: tuple[Hit, ...] = ()
