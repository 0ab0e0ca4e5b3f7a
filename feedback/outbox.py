"""What must leave the house, written down in the transaction that caused it.

News are events for our own listeners; outgoing messages are cards for people. Messages of one
lane (a conversation) leave in order, one at a time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from feedback.events import Event
from feedback.people import Address

ANSWER: Final = "reply:"
"""How the key of an answer begins: somebody has just said or pressed something, and waits for it."""


class SendState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    """The intent is committed; after a crash this means: nobody knows whether it arrived."""
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message for one conversation.

    `key` makes posting it twice harmless. `slot` names its place in the conversation: a later
    message of the same lane and slot takes the place of the earlier one, which is left out (sent,
    but without a receipt) if its turn has not come by then. `thread` is the receipt of the message
    under which it belongs, `ticket_id` the one ticket that it is about. `payload` is the
    card as JSON, opaque here, and empty once it has been delivered. `receipt` is the channel's id of
    the message, once it was sent.
    """

    id: int = 0
    key: str
    lane: str
    channel: str
    user: str
    place: str
    person_id: str | None = None
    slot: str | None = None
    thread: str | None = None
    ticket_id: str | None = None
    payload: Mapping[str, Any]
    due_at: datetime
    state: SendState = SendState.PENDING
    attempts: int = 0
    receipt: str | None = None
    settled_at: datetime | None = None
    error: str | None = None

    @property
    def address(self) -> Address:
        return Address(self.channel, self.user, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One event waiting to be heard by our own listeners, exactly once in its effects."""

    id: int
    event: Event
    at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to drain one lane until the lease ends; `token` is fresh for every claim."""

    lane: str
    token: str


@dataclass(frozen=True, slots=True)
class Delivered:
    receipt: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel said "later": certainly not delivered by this try. `uncertain` remembers an
    earlier try of the same message whose fate is still unknown."""

    after: float
    uncertain: bool
    error: str


@dataclass(frozen=True, slots=True)
class Queued:
    """The channel has many to speak to, and the turn of this message comes later; nothing was tried.

    Other messages of its lane wait behind it, but not answers: somebody waits for those.
    """

    after: float
    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Time-out or broken connection: it may have arrived."""

    retry_after: float
    error: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    error: str


Outcome = Delivered | Refused | Queued | Unknown | Undeliverable


class Lanes(Protocol):
    """The sending side of the outbox, each call one short transaction of its own."""

    async def claim(self, limit: int, channels: Collection[str] | None = None) -> Sequence[Claim]:
        """Lanes with something due, leased to the caller; never one that is leased already.

        `channels` are those that this process can speak to, None for all of them.
        """
        ...

    async def advance(
        self, claim: Claim, settled: tuple[int, Outcome] | None, *, release: bool = False
    ) -> Outgoing | None:
        """Write down how the last message went and mark the next one as being sent, in one commit.

        Returns None when the lane is done, on hold, released, or no longer ours.
        The message returned carries the state it had *before*: SENDING means its fate is uncertain.
        """
        ...

    async def receipt_of(self, lane: str, slot: str) -> str | None:
        """The receipt of the latest message sent in this slot, to put another in its place."""
        ...


class NewsDesk(Protocol):
    """The listening side: news in the order of their commit."""

    async def due(self, limit: int) -> Sequence[News]: ...

    async def failed(self, news: News, error: str) -> None:
        """Count the attempt and come back later (doubling), or lay it aside after the last one."""
        ...
