"""The whole seam outward: what a channel can do, and the only two ways in which it can say no."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards import Card
from feedback.people import Address


class Busy(Exception):
    """Certainly not delivered; try again, `after` this long if the channel said so."""

    def __init__(self, after: timedelta | None = None, why: str = "busy") -> None:
        super().__init__(why)
        self.after = after


class NotYet(Busy):
    """Nothing was tried: the turn of this conversation comes later. Answers to what somebody has
    just said there need not wait for it."""

    def __init__(self, after: timedelta, why: str) -> None:
        super().__init__(after, why)
        self.seconds = after.total_seconds()


class Gone(Exception):
    """Nobody can be reached there any more; stop, and mark the address."""


class Rejected(Exception):
    """The channel will never take this message as it is; trying again would not help."""


@dataclass(frozen=True, slots=True)
class Message:
    """A card on its way. `key` is its name for life: a channel that can look it up, must.

    One with the slot `bot.turns.ALONE` takes the place of everything that was said and shown in
    the conversation, as far as the platform lets a channel take things back.

    `said_at` is the moment from which it could be read, which may lie before the one in which it
    gets there; a channel that writes times itself writes this one.

    `thread` is the receipt of the message under which it belongs, where a channel has threads; one
    without them, or in which that message is gone, puts it at the end of the conversation.
    """

    key: str
    card: Card
    slot: str | None = None
    said_at: datetime | None = None
    thread: str | None = None


class Channel(Protocol):
    """Any other exception, or a time-out, means that nobody knows whether it arrived."""

    name: str

    async def send(self, to: Address, message: Message) -> str:
        """Send and return the receipt, the channel's own id of what was sent."""
        ...

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        """Put this in the place of what `receipt` names; returns the receipt to use from now on."""
        ...

    async def find(self, to: Address, message: Message) -> str | None:
        """The receipt of this message, if it did arrive; None if it surely did not. It was not sent
        before its `said_at`, nor to another place or thread.
        """
        ...
