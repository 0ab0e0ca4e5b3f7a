"""Two clocks of one resolution: how long it felt, and how long the desk could work on it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from feedback.hours import Calendar, business_time
from feedback.records import ResolutionCycle, TicketEvent, TicketEventKind

Pause = tuple[datetime, datetime]

ENDS_A_PAUSE = frozenset(
    {
        TicketEventKind.PUBLIC_REPLY_REQUESTER,
        TicketEventKind.WAITING_OTHER,
        TicketEventKind.RESUMED,
        TicketEventKind.RESOLVED,
        TicketEventKind.CLOSED,
        TicketEventKind.REOPENED,
        TicketEventKind.CANCELLED,
        TicketEventKind.MERGED,
    }
)


def measure(
    cycle_id: str,
    ticket_id: str,
    number: int,
    calendar: Calendar,
    started_at: datetime,
    resolved_at: datetime,
    history: Sequence[TicketEvent],
) -> ResolutionCycle:
    """The cycle on both clocks, from the whole history of its ticket; late words are in it too."""
    until = max(started_at, resolved_at)
    paused = timedelta(0)
    net = business_time(calendar, started_at, until)
    for start, end in pauses(history):
        begin, stop = max(start, started_at), min(end, until)
        if begin < stop:
            paused += stop - begin
            net -= business_time(calendar, begin, stop)
    return ResolutionCycle(
        id=cycle_id,
        ticket_id=ticket_id,
        number=number,
        started_at=started_at,
        resolved_at=until,
        felt_seconds=int((until - started_at).total_seconds()),
        paused_seconds=int(paused.total_seconds()),
        net_seconds=int(net.total_seconds()),
    )


def pauses(history: Sequence[TicketEvent]) -> Iterator[Pause]:
    """From entering waiting_requester until the earlier of leaving it and the requester's reply.

    In the order in which things happened, which for late news is not the order of their arrival.
    """
    since: datetime | None = None
    for event in sorted(history, key=lambda each: (each.at, each.sequence)):
        if event.kind is TicketEventKind.WAITING_REQUESTER:
            since = since or event.at
        elif since is not None and event.kind in ENDS_A_PAUSE:
            yield since, event.at
            since = None
