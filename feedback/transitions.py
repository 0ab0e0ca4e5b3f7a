"""What a new snapshot of a ticket says has happened since the last one; no database in here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedback.neutral import Comment, NeutralEvent
from feedback.people import Person
from feedback.records import ActorKind, Status, Ticket, TicketEvent, TicketEventKind

WAITING = {
    Status.WAITING_REQUESTER: TicketEventKind.WAITING_REQUESTER,
    Status.WAITING_OTHER: TicketEventKind.WAITING_OTHER,
}
PROGRESS = frozenset(
    {
        TicketEventKind.PICKED_UP,
        TicketEventKind.WAITING_REQUESTER,
        TicketEventKind.WAITING_OTHER,
        TicketEventKind.RESUMED,
        TicketEventKind.RESOLVED,
        TicketEventKind.CLOSED,
    }
)
"""After these, an update is no longer one more "still working on it"."""

SPOKEN_CHANNELS = frozenset({"phone", "walk-up"})
"""Here the first response is the person who takes the ticket up: they are talking already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who is who in one event."""

    requester: Person
    assignee: Person | None
    """Whoever the snapshot names; see `Snapshot` for one that names nobody at all."""
    actor_kind: ActorKind
    actor: Person | None


@dataclass(frozen=True, slots=True)
class Step:
    """One event taken in: the ticket before and after, and what happened in between."""

    cast: Cast
    before: Ticket | None
    ticket: Ticket
    happened: tuple[TicketEvent, ...]
    late: bool


@dataclass(slots=True)
class Diary:
    """Writes down what happens to one ticket, numbered on from what is there."""

    ticket_id: str
    cast: Cast
    at: datetime
    next_number: int
    new_id: Callable[[], str]
    cycle: int
    written: list[TicketEvent] = field(default_factory=list)

    def note(
        self,
        kind: TicketEventKind,
        old: str | None = None,
        new: str | None = None,
        *,
        at: datetime | None = None,
        by: tuple[ActorKind, str | None] | None = None,
    ) -> None:
        actor = self.cast.actor.id if self.cast.actor is not None else None
        kind_of_actor, actor_id = by or (self.cast.actor_kind, actor)
        self.written.append(
            TicketEvent(
                id=self.new_id(),
                ticket_id=self.ticket_id,
                at=at or self.at,
                kind=kind,
                actor=kind_of_actor,
                actor_id=actor_id,
                old=old,
                new=new,
                cycle=self.cycle,
                sequence=self.next_number + len(self.written),
            )
        )

    def has(self, *kinds: TicketEventKind) -> bool:
        return any(event.kind in kinds for event in self.written)


def take(
    before: Ticket | None,
    past: Sequence[TicketEvent],
    event: NeutralEvent,
    cast: Cast,
    now: datetime,
    new_id: Callable[[], str],
) -> Step:
    """One event against the last snapshot and everything that happened before.

    A snapshot that is older than the last one changes nothing, except that a word on the ticket
    which has not been seen yet is still heard, at the moment when it was said.
    """
    at = min(event.time, now)
    late = before is not None and is_older(before, event)
    diary = Diary(
        ticket_id=event.ticket_id,
        cast=cast,
        at=at,
        next_number=past[-1].sequence + 1 if past else 0,
        new_id=new_id,
        cycle=before.cycle if before is not None else 1,
    )
    if before is None:
        was = opening(event, cast, at)
        diary.note(TicketEventKind.OPENED, new=event.ticket.status.value, at=was.created_at)
    else:
        was = before
    ticket = was if late else described(was, event, cast)
    if not late:
        _assignment(was, ticket, past, diary)
    ticket = _words(ticket, past, event, diary)
    status = was.status if late else where_we_stand(was, ticket, event)
    ticket = _picked_up(was, ticket, status, diary)
    ticket = _status(was, ticket, status, past, event, diary)
    ticket = _first_response_by_voice(ticket, diary)
    ticket = _counted(was, ticket, past, event, diary, late=late)
    return Step(cast, before, ticket, tuple(diary.written), late)


def is_older(before: Ticket, event: NeutralEvent) -> bool:
    """By the revision where there is one, else by the time of the change.

    What is neither older nor newer goes on: if it says the same, nothing comes of it.
    """
    revision = event.revision
    if revision is not None and before.revision is not None and revision != before.revision:
        return revision < before.revision
    return event.stamp < before.updated_at


def is_newer(before: Ticket, event: NeutralEvent) -> bool:
    revision = event.revision
    if revision is not None and before.revision is not None and revision != before.revision:
        return revision > before.revision
    return event.stamp > before.updated_at


def opening(event: NeutralEvent, cast: Cast, at: datetime) -> Ticket:
    """The ticket at the moment when it was opened, as far as a later snapshot lets us know."""
    snapshot = event.ticket
    created_at = min(snapshot.created_at or at, at)
    return Ticket(
        id=event.ticket_id,
        source=event.source,
        key=(snapshot.key or snapshot.id).upper(),
        title=snapshot.title,
        requester_id=cast.requester.id,
        status=Status.NEW,
        reported_status=Status.NEW,
        team=snapshot.group,
        priority=snapshot.priority,
        created_at=created_at,
        updated_at=created_at,
        cycle_started_at=created_at,
    )


def described(was: Ticket, event: NeutralEvent, cast: Cast) -> Ticket:
    """The ticket with everything that the snapshot simply states; where we stand is not touched.

    What was erased with its requester stays erased.
    """
    snapshot = event.ticket
    said = snapshot.model_fields_set
    erased = cast.requester.erased_at is not None
    sla = snapshot.sla
    home = cast.requester
    return replace(
        was,
        key=snapshot.key.upper() if snapshot.key else was.key,
        title=snapshot.title if "title" in said and not erased else was.title,
        url=snapshot.url if "url" in said else was.url,
        kind=snapshot.kind if "kind" in said else was.kind,
        requester_id=cast.requester.id,
        reported_status=snapshot.status,
        status_raw=snapshot.status_raw,
        category=snapshot.category if "category" in said else was.category,
        service=snapshot.service if "service" in said else was.service,
        contact_channel=snapshot.channel if "channel" in said else was.contact_channel,
        team=snapshot.group if "group" in said else was.team,
        organisation=(snapshot.org if "org" in said else was.organisation) or home.organisation,
        location=(snapshot.location if "location" in said else was.location) or home.location,
        priority=snapshot.priority if "priority" in said else was.priority,
        confidential=was.confidential if snapshot.confidential is None else snapshot.confidential,
        technician_id=_technician(was, event, cast),
        response_due=sla.response_due if sla is not None else was.response_due,
        resolve_due=sla.resolve_due if sla is not None else was.resolve_due,
        merged_into=snapshot.merged_into if "merged_into" in said else was.merged_into,
        updated_at=max(was.updated_at, event.stamp),
        revision=event.revision if event.revision is not None else was.revision,
    )


def _technician(was: Ticket, event: NeutralEvent, cast: Cast) -> str | None:
    if "assignee" not in event.ticket.model_fields_set:
        return was.technician_id
    return cast.assignee.id if cast.assignee is not None else None


def _assignment(was: Ticket, ticket: Ticket, past: Sequence[TicketEvent], diary: Diary) -> None:
    if ticket.team != was.team:
        diary.note(TicketEventKind.GROUP_CHANGED, was.team, ticket.team)
    if ticket.technician_id != was.technician_id:
        first = last_technician(was, past) is None
        kind = TicketEventKind.ASSIGNED if first else TicketEventKind.REASSIGNED
        diary.note(kind, was.technician_id, ticket.technician_id)
    if ticket.priority != was.priority:
        diary.note(TicketEventKind.PRIORITY_CHANGED, was.priority, ticket.priority)


def last_technician(was: Ticket, past: Sequence[TicketEvent]) -> str | None:
    """Whoever has the ticket, or had it before it lay without an owner for a while."""
    if was.technician_id is not None:
        return was.technician_id
    for event in reversed(past):
        assigned = event.kind in {TicketEventKind.ASSIGNED, TicketEventKind.REASSIGNED}
        if assigned and (event.new or event.old):
            return event.new or event.old
    return None


def _words(
    ticket: Ticket, past: Sequence[TicketEvent], event: NeutralEvent, diary: Diary
) -> Ticket:
    """A public word from a person is heard once; automatic ones and notes among colleagues never."""
    comment = event.comment
    if comment is None or not comment.public or comment.auto:
        return ticket
    said_at = min(comment.at or diary.at, diary.at)
    mark = comment.id or said_at.isoformat()
    if any(each.new == mark and each.kind in SPOKEN for each in past):
        return ticket
    match _speaker(comment, diary.cast):
        case ActorKind.REQUESTER:
            by = (ActorKind.REQUESTER, ticket.requester_id)
            diary.note(TicketEventKind.PUBLIC_REPLY_REQUESTER, new=mark, at=said_at, by=by)
            return ticket
        case ActorKind.AGENT:
            agent = (ActorKind.AGENT, _agent(ticket, diary.cast))
            diary.note(TicketEventKind.PUBLIC_REPLY_AGENT, new=mark, at=said_at, by=agent)
            return replace(
                ticket,
                first_response_at=_earlier(ticket.first_response_at, said_at),
                last_human_word_at=max(ticket.last_human_word_at or said_at, said_at),
                updates_without_progress=ticket.updates_without_progress + 1,
            )
        case ActorKind.AUTOMATION | ActorKind.BOT:
            return ticket


SPOKEN = frozenset({TicketEventKind.PUBLIC_REPLY_AGENT, TicketEventKind.PUBLIC_REPLY_REQUESTER})


def _speaker(comment: Comment, cast: Cast) -> ActorKind:
    """Who asks for help on their own desk is a requester there, whatever else they are."""
    if cast.actor is not None and cast.actor.id == cast.requester.id:
        return ActorKind.REQUESTER
    if comment.by is ActorKind.REQUESTER or cast.actor_kind is ActorKind.AGENT:
        return comment.by or cast.actor_kind
    return cast.actor_kind


def _agent(ticket: Ticket, cast: Cast) -> str | None:
    """Who spoke for the desk: the actor if they are an agent, else whoever has the ticket."""
    if cast.actor_kind is ActorKind.AGENT and cast.actor is not None:
        return cast.actor.id
    return ticket.technician_id


def _earlier(known: datetime | None, other: datetime) -> datetime:
    return other if known is None else min(known, other)


def where_we_stand(was: Ticket, ticket: Ticket, event: NeutralEvent) -> Status:
    """What the ticket system says, unless it only repeats what a requester has overruled here.

    A requester's "not yet" reopens the ticket here while the ticket system still calls it
    resolved. That is undone by a person who closes it, or by a resolution that is later than the
    reopening; never by the same status once more, nor by an automatic "closed" some days later.
    """
    reported, said_before = ticket.reported_status, was.reported_status
    if ticket.merged_into is not None:
        return Status.CANCELLED
    if was.status is Status.CANCELLED and reported is Status.CLOSED:
        return Status.CANCELLED
    if was.merged_into is not None:
        return reported
    if not reported.is_done or not said_before.is_done:
        return was.status if reported is said_before else reported
    if was.status.is_done:
        closed = Status.CLOSED in {reported, was.status}
        return Status.CLOSED if closed else Status.RESOLVED
    resolved_at = event.ticket.resolved_at
    again = resolved_at is not None and resolved_at > was.cycle_started_at
    by_hand = event.actor is not None and event.actor.kind is ActorKind.AGENT
    if again or (by_hand and reported is not said_before):
        return reported
    return was.status


def _picked_up(was: Ticket, ticket: Ticket, status: Status, diary: Diary) -> Ticket:
    """The first time that a person has it: in progress, assigned, or answered in public."""
    if was.picked_up_at is not None:
        return ticket
    at = None
    if diary.cast.actor_kind is ActorKind.AGENT:
        begun = status is Status.IN_PROGRESS and was.status is not Status.IN_PROGRESS
        given = ticket.technician_id is not None and was.technician_id is None
        at = diary.at if begun or given else None
    for event in diary.written:
        if event.kind is TicketEventKind.PUBLIC_REPLY_AGENT:
            at = _earlier(at, event.at)
    if at is None:
        return ticket
    by = ticket.technician_id or _agent(ticket, diary.cast)
    diary.note(TicketEventKind.PICKED_UP, new=by, at=at, by=(ActorKind.AGENT, by))
    return replace(ticket, picked_up_at=at)


def _status(
    was: Ticket,
    ticket: Ticket,
    status: Status,
    past: Sequence[TicketEvent],
    event: NeutralEvent,
    diary: Diary,
) -> Ticket:
    """How the ticket came from where it stood to where it stands."""
    if status is was.status:
        return _resumed_by_reply(was, ticket, past, diary)
    ticket = replace(ticket, status=status)
    match status:
        case Status.RESOLVED | Status.CLOSED:
            return _done(was, ticket, event, diary)
        case Status.CANCELLED:
            merged = ticket.merged_into is not None and was.merged_into is None
            kind = TicketEventKind.MERGED if merged else TicketEventKind.CANCELLED
            diary.note(kind, was.status.value, ticket.merged_into if merged else status.value)
            return ticket
        case Status.UNKNOWN:
            if was.status in WAITING:
                diary.note(TicketEventKind.RESUMED, was.status.value, status.value)
            return ticket
        case Status.NEW | Status.IN_PROGRESS | Status.WAITING_REQUESTER | Status.WAITING_OTHER:
            return _open(was, ticket, diary)


def _resumed_by_reply(
    was: Ticket, ticket: Ticket, past: Sequence[TicketEvent], diary: Diary
) -> Ticket:
    """The ticket system may go on waiting for a click; the requester has said their part."""
    if was.status is not Status.WAITING_REQUESTER:
        return ticket
    waiting, replied = TicketEventKind.WAITING_REQUESTER, TicketEventKind.PUBLIC_REPLY_REQUESTER
    starts = (each.at for each in reversed(past) if each.kind is waiting)
    since = next(starts, was.cycle_started_at)
    reply = next((each.at for each in diary.written if each.kind is replied), None)
    if reply is None or reply < since:
        return ticket
    diary.note(
        TicketEventKind.RESUMED,
        was.status.value,
        Status.IN_PROGRESS.value,
        at=reply,
        by=(ActorKind.REQUESTER, ticket.requester_id),
    )
    return replace(ticket, status=Status.IN_PROGRESS)


def _done(was: Ticket, ticket: Ticket, event: NeutralEvent, diary: Diary) -> Ticket:
    """Resolved or closed, whichever comes first in a cycle, ends it; closing later adds nothing."""
    closed = ticket.status is Status.CLOSED
    kind = TicketEventKind.CLOSED if closed else TicketEventKind.RESOLVED
    snapshot = event.ticket
    closed_at = _moment(snapshot.closed_at, was, diary) if closed else None
    if was.resolved_at is not None:
        if closed:
            diary.note(kind, was.status.value, ticket.status.value, at=closed_at)
        return replace(ticket, closed_at=closed_at)
    resolved_at = _moment(snapshot.resolved_at or snapshot.closed_at, was, diary)
    diary.note(kind, was.status.value, ticket.status.value, at=closed_at or resolved_at)
    return replace(ticket, resolved_at=resolved_at, closed_at=closed_at)


def _moment(stated: datetime | None, was: Ticket, diary: Diary) -> datetime:
    """What the ticket system states, if it fits between the cycle's start and this event."""
    if stated is not None and was.cycle_started_at <= stated <= diary.at:
        return stated
    return max(diary.at, was.cycle_started_at)


def _open(was: Ticket, ticket: Ticket, diary: Diary) -> Ticket:
    old, new = was.status.value, ticket.status.value
    if was.resolved_at is not None:
        diary.cycle = was.cycle + 1
        diary.note(TicketEventKind.REOPENED, old, new, by=_reopener(ticket, diary))
        ticket = replace(
            ticket,
            cycle=was.cycle + 1,
            cycle_started_at=diary.at,
            resolved_at=None,
            closed_at=None,
        )
    elif was.status is Status.CANCELLED or (was.status in WAITING and ticket.status not in WAITING):
        diary.note(TicketEventKind.RESUMED, old, new)
    if ticket.status in WAITING:
        diary.note(WAITING[ticket.status], old, new)
    return ticket


def _reopener(ticket: Ticket, diary: Diary) -> tuple[ActorKind, str | None] | None:
    """Many systems reopen by themselves when the requester writes: then it was the requester."""
    if diary.has(TicketEventKind.PUBLIC_REPLY_REQUESTER):
        return ActorKind.REQUESTER, ticket.requester_id
    return None


def _first_response_by_voice(ticket: Ticket, diary: Diary) -> Ticket:
    if ticket.first_response_at is not None or ticket.contact_channel not in SPOKEN_CHANNELS:
        return ticket
    answers = {TicketEventKind.PICKED_UP, TicketEventKind.RESOLVED, TicketEventKind.CLOSED}
    for event in diary.written:
        if event.kind in answers and event.actor is ActorKind.AGENT:
            return replace(ticket, first_response_at=event.at)
    return ticket


def _counted(
    was: Ticket,
    ticket: Ticket,
    past: Sequence[TicketEvent],
    event: NeutralEvent,
    diary: Diary,
    *,
    late: bool,
) -> Ticket:
    """Each transition is written down once, so it is counted once; a larger count of the ticket
    system's own wins, because some of its events may never have reached us."""
    if late:
        return ticket
    counters = event.ticket.counters
    reopened = was.reopen_count + diary.has(TicketEventKind.REOPENED)
    before = last_technician(was, past)
    handed_on = ticket.technician_id is not None and before not in {None, ticket.technician_id}
    if not diary.written and is_newer(was, event):
        diary.note(TicketEventKind.UPDATED)
    return replace(
        ticket,
        reopen_count=max(reopened, (counters.reopen if counters else None) or 0),
        group_changes=was.group_changes + diary.has(TicketEventKind.GROUP_CHANGED),
        hops=was.hops + (handed_on and ticket.technician_id != was.technician_id),
        updates_without_progress=0 if diary.has(*PROGRESS) else ticket.updates_without_progress,
    )
