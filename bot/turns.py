"""What we hear: somebody said something, or pressed something; the whole seam inward."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Final

from bot.actions import Action
from bot.cards import Card
from feedback.outbox import ANSWER
from feedback.people import Address

Meanwhile = Callable[[str], AbstractAsyncContextManager[None]]
"""Shows these words to whoever waits for an answer, as long as it is open; it takes nobody's time,
and nothing goes wrong because of it."""


def nothing_shown(words: str) -> AbstractAsyncContextManager[None]:  # noqa: ARG001 - the port's shape
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Said:
    """Words in a conversation. `once` is the channel's delivery id: heard twice, it counts once.

    `thread` is the receipt of the message under which the words were said; answers go there too.
    `ticket_id` is set when the channel knows which ticket's thread that is, otherwise we look it
    up; `as_role` when the place itself says which of a person's roles is speaking. `meanwhile` is
    for an answer that takes a while, where a channel can show that.
    """

    by: Address
    words: str
    once: str
    ticket_id: str | None = None
    as_role: str | None = None
    thread: str | None = None
    meanwhile: Meanwhile = field(default=nothing_shown, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or a submitted form. `slot` is the place of the card that was pressed, `thread` the
    one in which that card stands, if it does; answers go there too."""

    by: Address
    action: Action
    once: str
    slot: str | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_role: str | None = None
    thread: str | None = None
    meanwhile: Meanwhile = field(default=nothing_shown, compare=False, repr=False)

    def value(self, name: str) -> str:
        """The one value of a field, stripped; empty when nothing was given."""
        return next(iter(self.values.get(name, ())), "").strip()


Turn = Said | Pressed


REPLY: Final = ANSWER


def reply_key(once: str, number: int) -> str:
    """Of the message with one of the answers to the turn that came in this delivery."""
    return f"{REPLY}{once}:{number}"


ALONE: Final = "alone"
"""The slot of a card that takes the place of the whole conversation: the person was erased."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A card for the one who spoke. `slot` puts it in the place of the card with that slot;
    `ticket_id` is the one ticket that it is about."""

    card: Card
    slot: str | None = None
    ticket_id: str | None = None


Hear = Callable[[Turn], Awaitable[None]]
"""Returns after the commit; answers leave through the outbox. A repeated `once` does nothing."""
