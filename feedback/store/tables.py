"""The tables: one for each kind of record, field for field, and four for what leaves and arrives."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, Table, text
from sqlmodel import Field, SQLModel

from feedback import people, records
from feedback.outbox import SendState
from feedback.people import Role
from feedback.reasons import Factor
from feedback.records import (
    ActorKind,
    ContactKind,
    Fixed,
    InvitationState,
    LoopState,
    PromiseState,
    SkipReason,
    Status,
    TicketEventKind,
    TimerKind,
    Via,
    Visibility,
)
from feedback.store.columns import AnyJson, RowNumber, several, word

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


NONE_YET = {"server_default": text("'[]'")}
"""For rows that were there before the column was."""


def of_person() -> Any:
    """Checked at the commit, because a work writes its tables in any order.

    Nothing else is tied together by the database: tickets and what hangs on them come from
    outside, in whatever order it likes.
    """
    to_people = ForeignKey("people.id", deferrable=True, initially="DEFERRED")
    return Field(index=True, sa_column_args=[to_people])


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"

    id: str = Field(primary_key=True)
    name: str
    email: str = Field(index=True)
    roles: tuple[Role, ...] = several(Role)
    time_zone: str
    locale: str
    organisation: str | None
    location: str | None
    team: str | None
    quiet_from: time | None
    quiet_until: time | None
    surveys_muted: bool
    sends_unseen: bool
    erased_at: datetime | None


class AddressRow(SQLModel, table=True):
    __tablename__ = "addresses"
    __table_args__ = (Index(None, "channel", "user"),)

    id: str = Field(primary_key=True)
    person_id: str = of_person()
    channel: str
    user: str
    place: str
    heard_at: datetime
    gone_at: datetime | None


class IdentityRow(SQLModel, table=True):
    __tablename__ = "identities"

    id: str = Field(primary_key=True)
    person_id: str = of_person()


class AttributionColumns(SQLModel):
    service: str | None
    contact_channel: str | None
    team: str | None
    organisation: str | None
    location: str | None
    priority: str | None
    kind: str | None
    technician_id: str | None


class TicketRow(AttributionColumns, table=True):
    __tablename__ = "tickets"
    __table_args__ = (
        Index(None, "requester_id", "created_at"),
        Index(None, "technician_id", "status"),
        Index(None, "status", "created_at"),
    )

    id: str = Field(primary_key=True)
    source: str
    key: str = Field(index=True)
    title: str
    requester_id: str
    status: Status = word(Status)
    reported_status: Status = word(Status)
    status_raw: str
    url: str | None
    category: str | None
    created_at: datetime
    updated_at: datetime
    revision: int | None = Field(sa_type=RowNumber)
    confidential: bool
    cycle: int
    cycle_started_at: datetime
    picked_up_at: datetime | None
    first_response_at: datetime | None
    last_human_word_at: datetime | None
    updates_without_progress: int
    resolved_at: datetime | None
    closed_at: datetime | None
    reopen_count: int
    group_changes: int
    hops: int
    response_due: datetime | None
    resolve_due: datetime | None
    merged_into: str | None


class TicketEventRow(SQLModel, table=True):
    __tablename__ = "ticket_events"
    __table_args__ = (Index(None, "ticket_id", "sequence"),)

    id: str = Field(primary_key=True)
    ticket_id: str
    at: datetime
    kind: TicketEventKind = word(TicketEventKind)
    actor: ActorKind = word(ActorKind)
    actor_id: str | None
    old: str | None
    new: str | None
    cycle: int
    sequence: int


class CycleRow(SQLModel, table=True):
    __tablename__ = "cycles"
    __table_args__ = (Index(None, "ticket_id", "number"),)

    id: str = Field(primary_key=True)
    ticket_id: str
    number: int
    started_at: datetime
    resolved_at: datetime = Field(index=True)
    felt_seconds: int
    paused_seconds: int
    net_seconds: int


class DraftRow(SQLModel, table=True):
    __tablename__ = "drafts"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(index=True)
    technician_id: str
    words: str
    message: str
    promise_due: datetime | None
    promise_words: str | None
    findings: tuple[str, ...] = several(str)
    finding_words: tuple[str, ...] = several(str)
    drafted_at: datetime
    settled_at: datetime | None
    sent_update_id: str | None


class UpdateRow(SQLModel, table=True):
    __tablename__ = "updates"
    __table_args__ = (
        Index(None, "ticket_id", "posted_at"),
        Index(None, "requester_id", "posted_at"),
    )

    id: str = Field(primary_key=True)
    ticket_id: str
    technician_id: str
    requester_id: str
    posted_at: datetime
    words: str
    message: str
    via: Via = word(Via)
    progress: bool


class ReplyRow(SQLModel, table=True):
    __tablename__ = "replies"
    __table_args__ = (Index(None, "ticket_id", "said_at"),)

    id: str = Field(primary_key=True)
    ticket_id: str
    requester_id: str = Field(index=True)
    said_at: datetime
    words: str


class PromiseRow(AttributionColumns, table=True):
    __tablename__ = "promises"
    __table_args__ = (
        Index(None, "ticket_id", "state"),
        Index(None, "state", "due_at"),
        Index(None, "technician_id", "state"),
    )

    id: str = Field(primary_key=True)
    ticket_id: str
    update_id: str
    requester_id: str
    words: str
    made_at: datetime
    due_at: datetime
    first_due_at: datetime
    state: PromiseState = word(PromiseState)
    times_moved: int
    settled_at: datetime | None
    requester_told_at: datetime | None
    escalated_at: datetime | None


class ClosingCheckRow(SQLModel, table=True):
    __tablename__ = "closing_checks"
    __table_args__ = (Index(None, "ticket_id", "cycle"),)

    id: str = Field(primary_key=True)
    ticket_id: str
    requester_id: str = Field(index=True)
    technician_id: str | None
    cycle: int
    asked_at: datetime
    answer: Fixed | None = word(Fixed)
    answered_at: datetime | None
    why_not: str | None
    withdrawn_at: datetime | None
    times_asked: int


class InvitationRow(AttributionColumns, table=True):
    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "ticket_id", "cycle"),
        Index(None, "requester_id", "asked_at"),
    )

    id: str = Field(primary_key=True)
    ticket_id: str
    requester_id: str
    cycle: int
    asked_at: datetime
    state: InvitationState = word(InvitationState)
    skip_reason: SkipReason | None = word(SkipReason)
    probability: float
    answered_at: datetime | None


class RatingRow(AttributionColumns, table=True):
    __tablename__ = "ratings"
    __table_args__ = (
        Index(None, "technician_id", "rated_at"),
        Index(None, "team", "rated_at"),
    )

    id: str = Field(primary_key=True)
    invitation_id: str | None = Field(index=True)
    ticket_id: str | None = Field(index=True)
    requester_id: str | None = Field(index=True)
    score: int
    rated_at: datetime = Field(index=True)
    revised_at: datetime | None
    ticked: tuple[Factor, ...] = several(Factor)
    inferred: tuple[Factor, ...] = several(Factor)
    confirmed: tuple[Factor, ...] = several(Factor, sa_column_kwargs=NONE_YET)
    denied: tuple[Factor, ...] = several(Factor, sa_column_kwargs=NONE_YET)
    supported: tuple[Factor, ...] = several(Factor, sa_column_kwargs=NONE_YET)
    contradicted: tuple[Factor, ...] = several(Factor, sa_column_kwargs=NONE_YET)
    tone: int | None
    lost_minutes: int | None
    comment: str | None
    visibility: Visibility = word(Visibility)
    probability: float


class LoopRow(AttributionColumns, table=True):
    __tablename__ = "loops"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "owner_id", "state"),
    )

    id: str = Field(primary_key=True)
    rating_id: str = Field(index=True)
    ticket_id: str
    requester_id: str = Field(index=True)
    owner_id: str
    opened_at: datetime
    due_at: datetime
    state: LoopState = word(LoopState)
    followed_up_at: datetime | None
    note: str | None
    ended_at: datetime | None
    recovery_score: int | None
    times_followed_up: int
    overdue_at: datetime | None


class ContactRow(SQLModel, table=True):
    __tablename__ = "contacts"
    __table_args__ = (Index(None, "person_id", "at"),)

    id: str = Field(primary_key=True)
    person_id: str
    at: datetime
    kind: ContactKind = word(ContactKind)


class TimerRow(SQLModel, table=True):
    __tablename__ = "timers"
    id: str = Field(primary_key=True)
    kind: TimerKind = word(TimerKind)
    ref: str
    due_at: datetime = Field(index=True)


class RawEventRow(SQLModel, table=True):
    __tablename__ = "raw_events"
    __table_args__ = (Index(None, "handled_at", "received_at"),)

    id: str = Field(primary_key=True)
    source: str
    received_at: datetime
    body: bytes
    handled_at: datetime | None
    attempts: int


class DeadLetterRow(SQLModel, table=True):
    __tablename__ = "dead_letters"

    id: str = Field(primary_key=True)
    source: str
    received_at: datetime = Field(index=True)
    body: bytes
    reason: str


NOT_SETTLED = text(f"state IN ('{SendState.PENDING.value}', '{SendState.SENDING.value}')")


class OutboxRow(SQLModel, table=True):
    """Numbers are never given twice, not even that of the last row once it is gone."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "lane",
            "due_at",
            "id",
            sqlite_where=NOT_SETTLED,
            postgresql_where=NOT_SETTLED,
        ),
        Index(None, "lane", "slot"),
        Index(None, "lane", "receipt"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    key: str = Field(unique=True)
    lane: str
    channel: str
    user: str
    place: str
    person_id: str | None = Field(index=True)
    slot: str | None
    thread: str | None
    ticket_id: str | None
    payload: dict[str, Any] = Field(sa_type=AnyJson)
    due_at: datetime
    state: SendState = word(SendState)
    attempts: int
    receipt: str | None
    settled_at: datetime | None = Field(index=True)
    error: str | None


class LaneRow(SQLModel, table=True):
    """A conversation: the unit of order, of lease and of rate limit."""

    __tablename__ = "lanes"

    name: str = Field(primary_key=True)
    not_before: datetime | None
    leased_until: datetime | None
    token: str | None


class NewsRow(SQLModel, table=True):
    """Here until it was heard. A number that was given twice would let old news hush up new."""

    __tablename__ = "news"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    event: dict[str, str] = Field(sa_type=AnyJson)
    at: datetime
    attempts: int
    due_at: datetime
    laid_aside_at: datetime | None
    error: str | None


class InboundRow(SQLModel, table=True):
    """Deliveries that were taken already."""

    __tablename__ = "inbound"

    id: str = Field(primary_key=True)
    at: datetime = Field(index=True)


def table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


SHELVES: Mapping[type, Table] = {
    people.Person: table("people"),
    people.PersonAddress: table("addresses"),
    people.Identity: table("identities"),
    records.Ticket: table("tickets"),
    records.TicketEvent: table("ticket_events"),
    records.ResolutionCycle: table("cycles"),
    records.DraftUpdate: table("drafts"),
    records.Update: table("updates"),
    records.Reply: table("replies"),
    records.Promise: table("promises"),
    records.ClosingCheck: table("closing_checks"),
    records.Invitation: table("invitations"),
    records.Rating: table("ratings"),
    records.Loop: table("loops"),
    records.Contact: table("contacts"),
    records.Timer: table("timers"),
    records.RawEvent: table("raw_events"),
    records.DeadLetter: table("dead_letters"),
}
OUTBOX = table("outbox")
LANES = table("lanes")
NEWS = table("news")
INBOUND = table("inbound")
