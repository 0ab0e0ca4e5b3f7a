"""What others may hear once it has happened: ids only, so that every event survives JSON."""

from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class TicketPickedUp:
    """A person (never an automation) took the ticket up."""

    ticket_id: str
    technician_id: str


@dataclass(frozen=True, slots=True)
class TicketHandedOver:
    """Somebody else has the ticket now; the dossier goes with it, so nobody explains twice."""

    ticket_id: str
    technician_id: str


@dataclass(frozen=True, slots=True)
class UpdatePosted:
    update_id: str


@dataclass(frozen=True, slots=True)
class RequesterReplied:
    reply_id: str


@dataclass(frozen=True, slots=True)
class UpdateSuggested:
    """A ticket was picked up and its requester has not heard a human word yet."""

    ticket_id: str
    technician_id: str


@dataclass(frozen=True, slots=True)
class PromiseNear:
    promise_id: str


@dataclass(frozen=True, slots=True)
class PromiseMissed:
    promise_id: str


@dataclass(frozen=True, slots=True)
class PromiseMoved:
    promise_id: str


@dataclass(frozen=True, slots=True)
class PromiseSettled:
    """Nothing is left to do about it: kept, let go, or the requester was told that it was missed."""

    promise_id: str


@dataclass(frozen=True, slots=True)
class PromiseEscalated:
    """A promise was missed and nobody told the requester: the dispatcher hears of it."""

    promise_id: str


@dataclass(frozen=True, slots=True)
class GraceExhausted:
    """Three updates without progress: grace is not indefinite, the dispatcher hears of it."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class TicketSilent:
    """No human word for too long while somebody waits."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class ClosingAsked:
    check_id: str


@dataclass(frozen=True, slots=True)
class ClosingWithdrawn:
    check_id: str


@dataclass(frozen=True, slots=True)
class ClosingAnswered:
    check_id: str


@dataclass(frozen=True, slots=True)
class InvitationSent:
    invitation_id: str


@dataclass(frozen=True, slots=True)
class InvitationWithdrawn:
    invitation_id: str


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """A first answer; corrections and comments come as `RatingRevised`."""

    rating_id: str


@dataclass(frozen=True, slots=True)
class RatingRevised:
    rating_id: str


@dataclass(frozen=True, slots=True)
class LoopOpened:
    loop_id: str


@dataclass(frozen=True, slots=True)
class LoopFollowedUp:
    loop_id: str


@dataclass(frozen=True, slots=True)
class LoopOverdue:
    loop_id: str


@dataclass(frozen=True, slots=True)
class LoopEnded:
    loop_id: str


@dataclass(frozen=True, slots=True)
class LoopCalledOff:
    """The loop itself is gone, so this says whom it was with, in which round of following up."""

    loop_id: str
    ticket_id: str
    owner_id: str
    in_round: str


@dataclass(frozen=True, slots=True)
class AddressGone:
    """A channel told us that this person cannot be written to there any more."""

    person_id: str
    channel: str


Event = (
    TicketPickedUp
    | TicketHandedOver
    | UpdateSuggested
    | UpdatePosted
    | RequesterReplied
    | PromiseNear
    | PromiseMissed
    | PromiseMoved
    | PromiseSettled
    | PromiseEscalated
    | GraceExhausted
    | TicketSilent
    | ClosingAsked
    | ClosingWithdrawn
    | ClosingAnswered
    | InvitationSent
    | InvitationWithdrawn
    | RatingGiven
    | RatingRevised
    | LoopOpened
    | LoopFollowedUp
    | LoopOverdue
    | LoopEnded
    | LoopCalledOff
    | AddressGone
)

EVENTS: dict[str, TypeAdapter[Event]] = {
    kind.__name__: TypeAdapter(kind) for kind in Event.__args__
}


def to_json(event: Event) -> dict[str, str]:
    """`{"kind": "RatingGiven", "rating_id": "…"}`."""
    kind = type(event).__name__
    return {"kind": kind, **EVENTS[kind].dump_python(event)}


def from_json(data: dict[str, str]) -> Event:
    """The event again; an unknown kind or a missing field raises `ValueError`."""
    fields = dict(data)
    kind = fields.pop("kind", "")
    if kind not in EVENTS:
        raise ValueError(f"unknown event kind {kind!r}")
    return EVENTS[kind].validate_python(fields)
