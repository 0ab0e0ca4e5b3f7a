"""Doubles for what is not ours: the clock, the ids, a chat platform. Everything else is real."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.cards import Card
from bot.channels.port import Gone, Message
from feedback.people import Address

WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin, on a working day."""


class Clock:
    """Stands until it is turned."""

    def __init__(self, now: datetime = WEDNESDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by

    def turn_to(self, moment: datetime) -> None:
        self.now = max(self.now, moment)


class Ids:
    """00…01, 00…02, …: in the order in which they were given."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def __call__(self) -> str:
        return f"{next(self._numbers):032x}"


class ArrivedAllTheSame(Exception):
    """Put into `RecordingChannel.failing`: shown to the person, and then the connection breaks."""


@dataclass
class Shown:
    """One message in somebody's chat, as it stands there now."""

    receipt: str
    to: Address
    key: str
    slot: str | None
    card: Card
    at: datetime
    thread: str | None = None
    times_replaced: int = 0


@dataclass
class RecordingChannel:
    """A chat platform that remembers what it shows, and fails as often as it is told to."""

    clock: Clock
    name: str = "web"
    shown: list[Shown] = field(default_factory=list)
    failing: list[Exception] = field(default_factory=list)
    """Raised one after the other by the next tries, whoever they are for."""
    gone: set[str] = field(default_factory=set)
    """Users who cannot be reached at all."""
    tries: int = 0

    async def send(self, to: Address, message: Message) -> str:
        failure = self._next_failure(to)
        if failure is None or isinstance(failure, ArrivedAllTheSame):
            receipt = f"m{len(self.shown) + 1}"
            self.shown.append(
                Shown(
                    receipt,
                    to,
                    message.key,
                    message.slot,
                    message.card,
                    self.clock(),
                    message.thread,
                )
            )
        if failure is not None:
            raise failure
        return self.shown[-1].receipt

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        failure = self._next_failure(to)
        if failure is None or isinstance(failure, ArrivedAllTheSame):
            place = next(shown for shown in self.shown if shown.receipt == receipt)
            place.key, place.card = message.key, message.card
            place.times_replaced += 1
        if failure is not None:
            raise failure
        return receipt

    async def find(self, to: Address, message: Message) -> str | None:
        return next((shown.receipt for shown in self.shown if shown.key == message.key), None)

    def _next_failure(self, to: Address) -> Exception | None:
        self.tries += 1
        if to.user in self.gone:
            return Gone(to.user)
        return self.failing.pop(0) if self.failing else None
