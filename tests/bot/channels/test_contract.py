"""The channel contract, held by each channel that we have."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from itertools import count

import pytest
from rich.console import Console

from bot.actions import Action, unpack
from bot.cards import Card
from bot.channels.terminal.read import Words, typed
from bot.channels.terminal.read import said as terminal_said
from bot.channels.terminal.send import Screen, TerminalChannel
from bot.channels.terminal.write import draw
from bot.channels.web.read import said as web_said
from bot.channels.web.send import WebChannel
from bot.channels.web.store import WebLines
from bot.channels.web.wake import Wake
from bot.channels.web.write import Pane, article
from bot.turns import Said
from feedback.people import Address, Role
from feedback.store.engine import reader_engine, writer_engine
from tests.bot.channels.contract import ChannelContract
from tests.bot.channels.html import Page, read

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


class WebSide:
    def __init__(self, lines: WebLines) -> None:
        self._lines = lines
        self.channel = WebChannel(lines, Wake())
        self.to = Address("web", user="jane", place="jane")
        self._pane = Pane("requester", "/press/jane", "/chart", "token", "once", "UTC")

    async def _pages(self) -> list[Page]:
        lines = await self._lines.latest(self.to.place, 100)
        return [read(article(line, self._pane)) for line in lines]

    async def seen(self) -> Sequence[str]:
        return [page.words for page in await self._pages()]

    async def harmful(self) -> Sequence[str]:
        return [harm for page in await self._pages() for harm in page.harmful()]

    async def offered(self) -> Sequence[Action]:
        return [
            unpack(button.attributes["value"])
            for page in await self._pages()
            for button in page.all("button", name="action")
        ]

    async def says(self, words: str, delivery: str) -> Said:
        body = json.dumps({"once": delivery, "role": "requester", "words": words})
        return web_said("application/json", body.encode(), self.to)


class TerminalSide:
    def __init__(self, channel: TerminalChannel, screen: Screen, out: StringIO) -> None:
        self.channel = channel
        self.to = Address("terminal", user="jane", place="jane")
        self._screen = screen
        self._out = out

    async def seen(self) -> Sequence[str]:
        return [printed(card) for card in self._screen.cards]

    async def harmful(self) -> Sequence[str]:
        return [
            hex(ord(letter))
            for letter in self._out.getvalue()
            if (ord(letter) < 0x20 and letter != "\n")
            or 0x7F <= ord(letter) < 0xA0
            or "\u202a" <= letter <= "\u202e"
        ]

    async def offered(self) -> Sequence[Action]:
        return [choice.action for choice in self._screen.choices.values()]

    async def says(self, words: str, delivery: str) -> Said:
        line = typed(words + "\n", self._screen.choices)
        assert isinstance(line, Words)
        return terminal_said(line.words, self.to, Role.REQUESTER, delivery)


def paper() -> Console:
    return Console(file=StringIO(), width=100, color_system=None, force_terminal=False)


def printed(card: Card) -> str:
    out = paper()
    out.print(draw(card, count(1)).lines)
    assert isinstance(out.file, StringIO)
    return out.file.getvalue()


class TestWeb(ChannelContract):
    @pytest.fixture
    async def other_side(self, sqlite_url: str) -> AsyncIterator[WebSide]:
        writer, reader = writer_engine(sqlite_url), reader_engine(sqlite_url)
        yield WebSide(WebLines(writer, lambda: NOON, reader))
        await writer.dispose()
        await reader.dispose()


class TestTerminal(ChannelContract):
    @pytest.fixture
    def other_side(self) -> Iterator[TerminalSide]:
        channel, out = TerminalChannel(), paper()
        assert isinstance(out.file, StringIO)
        with channel.sitting("jane", out) as screen:
            yield TerminalSide(channel, screen, out.file)
