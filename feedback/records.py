"""The facts that the desk keeps, frozen: every moment is aware and in UTC, every id is text."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from feedback.reasons import Factor


class Status(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING_REQUESTER = "waiting_requester"
    WAITING_OTHER = "waiting_other"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def is_done(self) -> bool:
        return self in {Status.RESOLVED, Status.CLOSED}

    @property
    def is_open(self) -> bool:
        return self not in {Status.RESOLVED, Status.CLOSED, Status.CANCELLED}


class ActorKind(StrEnum):
    AGENT = "agent"
    REQUESTER = "requester"
    AUTOMATION = "automation"
    BOT = "bot"


class TicketEventKind(StrEnum):
    """What is derived from two neighbouring snapshots of a ticket, or from its public words."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    REASSIGNED = "reassigned"
    GROUP_CHANGED = "group_changed"
    PICKED_UP = "picked_up"
    PUBLIC_REPLY_AGENT = "public_reply_agent"
    PUBLIC_REPLY_REQUESTER = "public_reply_requester"
    WAITING_REQUESTER = "waiting_requester"
    WAITING_OTHER = "waiting_other"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    MERGED = "merged"
    PRIORITY_CHANGED = "priority_changed"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Whom and what a number is about; fixed when the question goes out, whatever happens later."""

    service: str | None = None
    contact_channel: str | None = None
    team: str | None = None
    organisation: str | None = None
    location: str | None = None
    priority: str | None = None
    kind: str | None = None
    technician_id: str | None = None

    def about(self, other: "Attribution") -> Self:
        """The same, but about whom and what the other one is about."""
        copied: dict[str, Any] = {name: getattr(other, name) for name in (*WHAT, WHOM)}
        return replace(self, **copied)


WHOM: Final = "technician_id"
WHAT: Final = tuple(field.name for field in fields(Attribution) if field.name != WHOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Attribution):
    """The last snapshot of a ticket, and what follows from its history.

    `reported_status` is what the ticket system last said, `status` is where we stand: they differ
    while a requester's "not yet" has reopened here what the system still calls resolved.
    """

    id: str
    source: str
    key: str
    title: str
    requester_id: str
    status: Status
    reported_status: Status
    status_raw: str = ""
    url: str | None = None
    category: str | None = None
    created_at: datetime
    updated_at: datetime
    revision: int | None = None
    confidential: bool = False
    cycle: int = 1
    cycle_started_at: datetime
    picked_up_at: datetime | None = None
    first_response_at: datetime | None = None
    last_human_word_at: datetime | None = None
    updates_without_progress: int = 0
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopen_count: int = 0
    group_changes: int = 0
    hops: int = 0
    """Changes of hands after the first; group changes are counted apart."""
    response_due: datetime | None = None
    resolve_due: datetime | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent:
    id: str
    ticket_id: str
    at: datetime
    kind: TicketEventKind
    actor: ActorKind
    actor_id: str | None = None
    old: str | None = None
    new: str | None = None
    cycle: int = 1
    sequence: int = 0
    """Order within the ticket: time stamps of ticket systems are often only good to a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionCycle:
    """One stretch from created (or reopened) to resolved, on two clocks, in whole seconds.

    `felt_seconds` is wall clock; `net_seconds` is business time of the calendar minus the pauses
    (from entering waiting_requester until the earlier of leaving it or the requester's reply).
    """

    id: str
    ticket_id: str
    number: int
    started_at: datetime
    resolved_at: datetime
    felt_seconds: int
    paused_seconds: int
    net_seconds: int


class Via(StrEnum):
    CHAT = "chat"
    TICKET_SYSTEM = "ticket_system"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftUpdate:
    """A technician's note as read by the bot, waiting for one press."""

    id: str
    ticket_id: str
    technician_id: str
    words: str
    message: str
    promise_due: datetime | None
    promise_words: str | None
    findings: tuple[str, ...]
    finding_words: tuple[str, ...]
    drafted_at: datetime
    settled_at: datetime | None = None
    sent_update_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a technician told the requester: `words` as written, `message` as sent."""

    id: str
    ticket_id: str
    technician_id: str
    requester_id: str
    posted_at: datetime
    words: str
    message: str
    via: Via = Via.CHAT
    progress: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the requester said on their ticket; it follows the ticket through every hand-over."""

    id: str
    ticket_id: str
    requester_id: str
    said_at: datetime
    words: str


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    RELEASED = "released"
    """The ticket was cancelled or merged away: nobody is waiting for this any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(Attribution):
    id: str
    ticket_id: str
    update_id: str
    requester_id: str
    words: str
    made_at: datetime
    due_at: datetime
    first_due_at: datetime
    state: PromiseState = PromiseState.OPEN
    times_moved: int = 0
    settled_at: datetime | None = None
    requester_told_at: datetime | None = None
    """When the technician told the requester of a missed promise, honestly and in person."""
    escalated_at: datetime | None = None


class Fixed(StrEnum):
    YES = "yes"
    NOT_YET = "not_yet"
    CANT_TELL = "cant_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingCheck:
    """ "Is it really fixed?", asked once per resolution cycle before the ticket closes."""

    id: str
    ticket_id: str
    requester_id: str
    technician_id: str | None
    cycle: int
    asked_at: datetime
    answer: Fixed | None = None
    answered_at: datetime | None = None
    why_not: str | None = None
    withdrawn_at: datetime | None = None
    times_asked: int = 1


class InvitationState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    MUTED = "muted"
    ASKED_RECENTLY = "asked_recently"
    SAMPLED_OUT = "sampled_out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Attribution):
    """A survey sent (or deliberately not sent) for one resolution cycle, with its probability."""

    id: str
    ticket_id: str
    requester_id: str
    cycle: int
    asked_at: datetime
    state: InvitationState = InvitationState.ASKED
    skip_reason: SkipReason | None = None
    probability: float = 1.0
    answered_at: datetime | None = None


class Visibility(StrEnum):
    NAMED = "named"
    FOLLOW_UP = "follow_up"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Attribution):
    """One answer to one invitation. Unlinked ratings carry no person, ticket, technician or day.

    `ticked` is what the person said themselves, `inferred` what was read from their comment:
    the two are never mixed. `confirmed` and `denied` are what the person said of what was read.
    Of its factors, the ticket's own history bears `supported` out and speaks against
    `contradicted`; of all others it says nothing.
    """

    id: str
    invitation_id: str | None
    ticket_id: str | None
    requester_id: str | None
    score: int
    rated_at: datetime
    revised_at: datetime | None = None
    ticked: tuple[Factor, ...] = ()
    inferred: tuple[Factor, ...] = ()
    confirmed: tuple[Factor, ...] = ()
    denied: tuple[Factor, ...] = ()
    supported: tuple[Factor, ...] = ()
    contradicted: tuple[Factor, ...] = ()
    tone: int | None = None
    lost_minutes: int | None = None
    comment: str | None = None
    visibility: Visibility = Visibility.FOLLOW_UP
    probability: float = 1.0

    @property
    def factors(self) -> frozenset[Factor]:
        """What was ticked, and what was read and not denied."""
        read = {*self.inferred, *self.confirmed}.difference(self.denied)
        return frozenset(self.ticked) | read


class LoopState(StrEnum):
    OPEN = "open"
    FOLLOWED_UP = "followed_up"
    PUT_RIGHT = "put_right"
    NOT_PUT_RIGHT = "not_put_right"
    """Twice followed up, and the person still says no: that is the honest ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop(Attribution):
    """The follow-up of an unhappy rating: an owner, a due time, and an ending the person confirms."""

    id: str
    rating_id: str
    ticket_id: str
    requester_id: str
    owner_id: str
    opened_at: datetime
    due_at: datetime
    state: LoopState = LoopState.OPEN
    followed_up_at: datetime | None = None
    note: str | None = None
    ended_at: datetime | None = None
    recovery_score: int | None = None
    times_followed_up: int = 0
    overdue_at: datetime | None = None


class ContactKind(StrEnum):
    """Everything that reaches a person unasked counts against their contact budget."""

    HUMAN_UPDATE = "human_update"
    CLOSING_CHECK = "closing_check"
    INVITATION = "invitation"
    FOLLOW_UP = "follow_up"
    RECEIPT = "receipt"
    WORK = "work"
    """News for people at work on the desk: technicians, dispatchers, managers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    id: str
    person_id: str
    at: datetime
    kind: ContactKind


class TimerKind(StrEnum):
    PROMISE_NEAR = "promise_near"
    PROMISE_DUE = "promise_due"
    PROMISE_ESCALATE = "promise_escalate"
    CLOSING_AGAIN = "closing_again"
    INVITATION = "invitation"
    LOOP_OPEN = "loop_open"
    """When the correction window of an unhappy rating has passed."""
    LOOP_DUE = "loop_due"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something to do at a moment; `id` names what it is for, so setting it again moves it."""

    id: str
    kind: TimerKind
    ref: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """A ticket event exactly as it came in, kept so that nothing is ever lost to a mapping."""

    id: str
    source: str
    received_at: datetime
    body: bytes
    handled_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that could not be used, with the reason, until somebody mends or drops it."""

    id: str
    source: str
    received_at: datetime
    body: bytes
    reason: str
