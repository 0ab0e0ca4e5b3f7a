"""What a press can mean, and how it travels inside a button."""

import re
from contextlib import suppress
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from feedback.errors import Unusable
from feedback.records import Fixed

# --- requester ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerClosing:
    check_id: str
    answer: Fixed


@dataclass(frozen=True, slots=True)
class SayWhyNotFixed:
    """A form: field `why`."""

    check_id: str


@dataclass(frozen=True, slots=True)
class Rate:
    invitation_id: str
    score: int


@dataclass(frozen=True, slots=True)
class SayWhy:
    """A form: fields `factors` (many), `lost` (one, minutes), `comment`, `visibility` (one)."""

    invitation_id: str


@dataclass(frozen=True, slots=True)
class CorrectRating:
    """Show the scale again, within the correction window."""

    invitation_id: str


@dataclass(frozen=True, slots=True)
class EndLoop:
    loop_id: str
    put_right: bool


@dataclass(frozen=True, slots=True)
class RateRecovery:
    loop_id: str
    score: int


@dataclass(frozen=True, slots=True)
class ReplyToTicket:
    """A form: field `words`."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class MuteSurveys:
    muted: bool


@dataclass(frozen=True, slots=True)
class ShowKept:
    """What is kept of me?"""


@dataclass(frozen=True, slots=True)
class EraseMe:
    sure: bool


# --- technician --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SendUpdate:
    draft_id: str


@dataclass(frozen=True, slots=True)
class EditUpdate:
    """A form: field `words`; the note is read again."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class DropUpdate:
    draft_id: str


@dataclass(frozen=True, slots=True)
class WriteUpdate:
    """A form: field `words`, a new note for this ticket."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class NoteUpdate:
    """A form: fields `ticket` (one of my open ones) and `words`; the same as a note that is said."""


@dataclass(frozen=True, slots=True)
class KeepPromise:
    """I have done what I said: the person has heard from me."""

    promise_id: str


@dataclass(frozen=True, slots=True)
class MovePromise:
    """A form: field `words`, which must name the new time; it is told to the requester."""

    promise_id: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A form: field `words`, told to the unhappy person."""

    loop_id: str


@dataclass(frozen=True, slots=True)
class ShowMine:
    """A technician's own promises, follow-ups and feedback."""


# --- dispatcher --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowBoard:
    """Promises due and at risk, silent tickets, follow-ups open."""


@dataclass(frozen=True, slots=True)
class ShowSilent:
    """A page of the silent tickets, after so many of them; a technician sees their own."""

    skip: int


@dataclass(frozen=True, slots=True)
class TellReporters:
    """A form: field `words`, told to each who reported trouble with this service: what was done."""

    service: str


# --- manager -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """A question ready to be asked: a follow-up, or one way of understanding a doubtful one."""

    words: str


@dataclass(frozen=True, slots=True)
class ShowComputation:
    """How was it computed?"""

    words: str


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """What can I do here?"""


Action = (
    AnswerClosing
    | SayWhyNotFixed
    | Rate
    | SayWhy
    | CorrectRating
    | EndLoop
    | RateRecovery
    | ReplyToTicket
    | MuteSurveys
    | ShowKept
    | EraseMe
    | SendUpdate
    | EditUpdate
    | DropUpdate
    | WriteUpdate
    | NoteUpdate
    | KeepPromise
    | MovePromise
    | FollowUp
    | ShowMine
    | ShowBoard
    | ShowSilent
    | TellReporters
    | AskQuestion
    | ShowComputation
    | ShowHelp
)

ACTIONS: dict[str, TypeAdapter[Action]] = {
    kind.__name__: TypeAdapter(kind) for kind in Action.__args__
}

LONGEST = 1900
"""Characters a packed action may have: Slack's button value holds 2,000."""
UNSTORABLE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The character that no database keeps, as JSON writes it."""


def pack(action: Action) -> str:
    """`Rate:{"invitation_id":"…","score":4}`; a pack that would not fit raises `ValueError`."""
    kind = type(action).__name__
    packed = f"{kind}:{ACTIONS[kind].dump_json(action).decode()}"
    if len(packed) > LONGEST:
        raise ValueError(f"{kind} does not fit into a button ({len(packed)} characters)")
    return packed


def unpack(packed: str) -> Action:
    """The action again; anything else is `Unusable`, in words for the person who pressed."""
    kind, _, fields = packed.partition(":")
    if len(packed) <= LONGEST and not UNSTORABLE.search(fields):
        with suppress(KeyError, ValidationError):
            return ACTIONS[kind].validate_json(fields, strict=False)
    raise Unusable("That button is from an older version of me. Say “help” to see what I can do.")
