"""Speak first in a terminal: the card is printed, and its buttons get numbers."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count

from rich.console import Console, RenderableType

from bot.cards import Card
from bot.channels.port import Gone, Message
from bot.channels.terminal.read import Choice
from bot.channels.terminal.write import Drawing, draw
from feedback.people import Address

SETTLED = 0.15
"""Seconds without another message after which the answer counts as complete."""


class Screen:
    """What stands in one person's terminal. What was printed stays; its numbers may go."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._numbers = count(1)
        self._receipts = count(1)
        self._cards: dict[str, tuple[Card, Drawing]] = {}
        self._by_key: dict[str, str] = {}
        self._prompt = ""
        self._arrived = asyncio.Event()

    def show(self, message: Message, instead_of: str | None = None) -> str:
        if known := self._by_key.get(message.key):
            return known
        again = instead_of in self._cards
        receipt = instead_of if instead_of and again else str(next(self._receipts))
        drawing = draw(message.card, self._numbers, message.slot, again=again)
        self._cards.pop(receipt, None)
        self._cards[receipt] = message.card, drawing
        self._by_key[message.key] = receipt
        self.print(drawing.lines)
        self._arrived.set()
        return receipt

    def print(self, lines: RenderableType) -> None:
        """A question that stands open is asked again below."""
        if self._prompt:
            self._out.print()
        self._out.print(lines)
        if self._prompt:
            self.ask(self._prompt)

    def ask(self, prompt: str) -> None:
        self._prompt = prompt
        self._out.print(prompt, style="bold", markup=False, highlight=False, end=" ")

    def answered(self) -> None:
        self._prompt = ""

    def find(self, key: str) -> str | None:
        return self._by_key.get(key)

    @property
    def cards(self) -> list[Card]:
        """What still counts, the latest last."""
        return [card for card, _ in self._cards.values()]

    @property
    def choices(self) -> Mapping[str, Choice]:
        return {
            typed: choice
            for _, drawing in self._cards.values()
            for typed, choice in drawing.choices.items()
        }

    def begin_waiting(self) -> None:
        self._arrived.clear()

    async def wait(self, patience: float) -> None:
        """Until what answers a turn stands here, or `patience` (seconds) is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), patience)
            while True:
                self._arrived.clear()
                await asyncio.wait_for(self._arrived.wait(), min(SETTLED, patience))


class TerminalChannel:
    """Only who sits at a terminal of this very process can be reached."""

    name = "terminal"

    def __init__(self) -> None:
        self._screens: dict[str, Screen] = {}

    @contextmanager
    def sitting(self, place: str, out: Console) -> Iterator[Screen]:
        self._screens[place] = screen = Screen(out)
        try:
            yield screen
        finally:
            del self._screens[place]

    async def send(self, to: Address, message: Message) -> str:
        return self._screen(to).show(message)

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        return self._screen(to).show(message, instead_of=receipt)

    async def find(self, to: Address, message: Message) -> str | None:
        screen = self._screens.get(to.place)
        return screen.find(message.key) if screen else None

    def _screen(self, to: Address) -> Screen:
        screen = self._screens.get(to.place)
        if screen is None:
            raise Gone("nobody sits at that terminal")
        return screen
