"""The channel contract, held by each channel that we have."""

import html
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from itertools import count

import pytest
from rich.console import Console

from bot.actions import Action, unpack
from bot.cards import Card, Quote, Text
from bot.channels.port import Message
from bot.channels.slack import places
from bot.channels.slack.api import OneWorkspace, open_slack
from bot.channels.slack.read import Words as SlackWords
from bot.channels.slack.read import heard
from bot.channels.slack.send import SlackChannel
from bot.channels.teams import places as teams_places
from bot.channels.teams.read import Words as TeamsWords
from bot.channels.teams.read import heard as teams_heard
from bot.channels.teams.send import TeamsChannel
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
from feedback.store.engine import reader_engine, writer_of
from tests.bot.channels.contract import ChannelContract, OtherSide
from tests.bot.channels.html import Page, read
from tests.bot.channels.samples import ENDLESS, FAR_AND_WIDE
from tests.bot.channels.slack import blocks
from tests.bot.channels.teams import activities, cards
from tests.bot.channels.teams.wire import Kept, Time, connected
from tests.peers.local_slack import BOT, BOT_TOKEN, TEAM, LocalSlack
from tests.peers.teams_faults import FaultyTeams, faulty_teams

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


class SlackSide:
    def __init__(self, slack: LocalSlack, channel: SlackChannel, to: Address) -> None:
        self.channel = channel
        self.to = to
        self._slack = slack

    def _messages(self) -> list[blocks.Message]:
        _, channel = places.place_of(self.to)
        found: list[blocks.Message] = self._slack.look(f"messages/{channel}")["messages"]
        return found

    async def seen(self) -> Sequence[str]:
        return [blocks.words(message) for message in self._messages()]

    async def harmful(self) -> Sequence[str]:
        return [harm for message in self._messages() for harm in blocks.harmful(message)]

    async def offered(self) -> Sequence[Action]:
        return [
            unpack(button["value"])
            for message in self._messages()
            for button in blocks.buttons(message)
        ]

    async def says(self, words: str, delivery: str) -> Said:
        team, user = places.user_of(self.to)
        _, channel = places.place_of(self.to)
        event = {
            "type": "message",
            "channel": channel,
            "channel_type": "im",
            "user": user,
            "text": words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "ts": "1795561103.000100",
        }
        payload = {
            "type": "event_callback",
            "event_id": delivery,
            "team_id": team,
            "authorizations": [{"team_id": team, "user_id": BOT, "is_bot": True}],
            "event": event,
        }
        said = heard(payload)
        assert isinstance(said, SlackWords)
        by = places.address(said.team, said.user, said.channel)
        return Said(by, said.words, said.once, thread=said.thread)


class TeamsSide:
    to = teams_places.address(activities.TENANT, activities.JANE, activities.DIRECT)

    def __init__(self, teams: FaultyTeams, channel: TeamsChannel) -> None:
        self.channel = channel
        self._teams = teams

    async def seen(self) -> Sequence[str]:
        return [cards.words(each.body) for each in self._teams.messages]

    async def harmful(self) -> Sequence[str]:
        return [harm for each in self._teams.messages for harm in cards.harmful(each.body)]

    async def offered(self) -> Sequence[Action]:
        return [
            unpack(data["action"])
            for each in self._teams.messages
            for data in cards.pressable(each.body)
        ]

    async def says(self, words: str, delivery: str) -> Said:
        said = teams_heard(activities.message(html.escape(words, quote=False), delivery))
        assert isinstance(said, TeamsWords)
        here = said.reference
        by = teams_places.address(here.tenant, here.aad_id, here.conversation)
        return Said(by, said.words, said.once, thread=said.thread)


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
        writer, reader = writer_of(sqlite_url), reader_engine(sqlite_url)
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


class TestSlack(ChannelContract):
    @pytest.fixture
    async def other_side(self, local_slack: LocalSlack) -> AsyncIterator[SlackSide]:
        async with open_slack(OneWorkspace(None, BOT_TOKEN), base_url=local_slack.api_url) as api:
            opened = await api.tell(TEAM, "conversations.open", users="U01JANE")
            to = places.address(TEAM, "U01JANE", opened["channel"]["id"])
            yield SlackSide(local_slack, SlackChannel(api), to)

    @pytest.mark.parametrize(
        "words", [FAR_AND_WIDE, ENDLESS[:4000]], ids=["far and wide", "as long as Slack takes"]
    )
    async def test_all_the_letters_survive(self, other_side: OtherSide, words: str) -> None:
        """One message in Slack has room for 12,000 characters, and here they stand twice."""
        await super().test_all_the_letters_survive(other_side, words)

    async def test_of_what_is_too_long_the_beginning_is_seen(self, other_side: OtherSide) -> None:
        card = Card("A long letter", (Text(ENDLESS), Quote(ENDLESS)))
        await other_side.channel.send(other_side.to, Message("k1", card))
        (seen,) = await other_side.seen()
        assert seen.count(ENDLESS[:100]) == 2
        assert "shortened" in seen


class TestTeams(ChannelContract):
    @pytest.fixture
    async def other_side(self) -> AsyncIterator[TeamsSide]:
        async with faulty_teams() as teams, connected(teams, Time()) as connector:
            here = teams.reference(activities.TENANT, activities.DIRECT, "jane")
            yield TeamsSide(teams, TeamsChannel(connector, Kept(here)))

    @pytest.mark.parametrize(
        "words", [FAR_AND_WIDE, ENDLESS[:4000]], ids=["far and wide", "as long as Teams takes"]
    )
    async def test_all_the_letters_survive(self, other_side: OtherSide, words: str) -> None:
        """One card in Teams has room for 28 KB, and here they stand twice."""
        await super().test_all_the_letters_survive(other_side, words)

    async def test_of_what_is_too_long_the_beginning_is_seen(self, other_side: OtherSide) -> None:
        card = Card("A long letter", (Text(ENDLESS), Quote(ENDLESS)))
        await other_side.channel.send(other_side.to, Message("k1", card))
        (seen,) = await other_side.seen()
        assert seen.count(ENDLESS[:100]) == 2
        assert "shortened" in seen
