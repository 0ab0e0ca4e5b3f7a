"""What happens to one ticket, told once: the single source of everything that the demo holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feedback.reasons import Factor
from feedback.records import ActorKind, Fixed, Status, Via, Visibility


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket system tells how the ticket stands now."""

    at: datetime
    status: Status
    team: str
    technician: str | None = None
    by: ActorKind = ActorKind.AGENT
    by_id: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A technician tells the requester something, with a promise in it or without."""

    at: datetime
    technician: str
    words: str
    due: datetime | None = None
    due_words: str | None = None
    via: Via = Via.CHAT


@dataclass(frozen=True, slots=True)
class Moved:
    """A technician agrees on a new time before the old one has passed."""

    at: datetime
    technician: str
    words: str
    due: datetime
    due_words: str


@dataclass(frozen=True, slots=True)
class Called:
    """A technician keeps a promise by a call or a visit, and says so with one press."""

    at: datetime
    technician: str


@dataclass(frozen=True, slots=True)
class Replied:
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The requester answers the closing check, if it has been asked by then."""

    at: datetime
    fixed: Fixed
    why_not: str | None = None


Happening = Change | Told | Moved | Called | Replied | Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What comes of one try to put it right. `after` is the owner's working time."""

    after: timedelta
    words: str
    answer_after: timedelta | None = None
    """None when the person never says whether it was put right."""
    put_right: bool = True
    recovery: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What this person would say, if they were asked."""

    after: timedelta
    score: int
    explains_after: timedelta | None = None
    """None when they leave it at the score."""
    ticked: tuple[Factor, ...] = ()
    lost_minutes: int | None = None
    comment: str | None = None
    visibility: Visibility | None = None
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One ticket. `happenings` are in order of time; `opinions` are by resolution cycle."""

    number: int
    title: str
    requester_id: str
    created_at: datetime
    service: str
    channel: str
    priority: str
    kind: str
    organisation: str
    location: str
    happenings: tuple[Happening, ...]
    opinions: Mapping[int, Opinion] = field(default_factory=dict)
    response_due: datetime | None = None
    resolve_due: datetime | None = None

    @property
    def key(self) -> str:
        return f"INC-{self.number}"
