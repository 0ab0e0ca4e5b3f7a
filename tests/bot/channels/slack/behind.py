"""A desk behind Slack's ears: remembers what it heard and what it told, and answers as it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.actions import Action
from bot.cards import Card, Form, Prompt, Text, Write
from bot.channels.slack import places
from bot.channels.slack.api import OneWorkspace, Workspaces
from bot.channels.slack.hints import Hints
from bot.channels.slack.listen import Ears, bolt
from bot.clocks import system_clock
from bot.turns import Hear, Turn
from feedback.errors import FeedbackError
from feedback.people import Address
from tests.bot.channels.slack.payloads import DIRECT, JANE, SECRET, TEAM

HERS = places.address(TEAM, JANE, DIRECT)


@dataclass
class Slack:
    """The other end of the wire: remembers what it was told, and says no as often as it should."""

    told: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    noes: list[Exception] = field(default_factory=list)

    async def tell(self, team: str, method: str, **arguments: Any) -> Mapping[str, Any]:
        self.told.append((team, method, arguments))
        if self.noes:
            raise self.noes.pop(0)
        return {"ok": True, "channel": {"id": "D77NEW"}}


@dataclass
class Known:
    """Whom the desk knows, by Slack's ids."""

    people: dict[tuple[str, str], Address] = field(default_factory=lambda: {(TEAM, JANE): HERS})
    refreshed: list[tuple[str, str]] = field(default_factory=list)

    async def known(self, team: str, user: str) -> Address | None:
        return self.people.get((team, user))

    async def refresh(self, team: str, user: str) -> None:
        self.refreshed.append((team, user))


@dataclass
class Desk:
    """What lies behind the ears, told to answer in this way or that."""

    slack: Slack = field(default_factory=Slack)
    known: Known = field(default_factory=Known)
    turns: list[Turn] = field(default_factory=list)
    wanted: list[tuple[Address, Action, str | None]] = field(default_factory=list)
    offers: tuple[Prompt, ...] = (Prompt("How is my ticket?", "Any news?"),)
    page: tuple[Card, ...] = ()
    left: list[str] = field(default_factory=list)
    breaks: Exception | None = None
    refuses: FeedbackError | None = None
    secret: str | None = SECRET
    workspaces: Workspaces = field(default_factory=lambda: OneWorkspace(TEAM, "xoxb-ours"))

    async def hear(self, turn: Turn) -> None:
        self.turns.append(turn)
        if self.breaks is not None:
            raise self.breaks

    async def forms(self, by: Address, action: Action, *, filled: str | None = None) -> Form:
        self.wanted.append((by, action, filled))
        if self.refuses is not None:
            raise self.refuses
        return Form(action, (Write("words", "What shall they read?", filled=filled or ""),), "Send")

    async def home(self, by: Address) -> Sequence[Card]:
        yours = Card("Your tickets", (Text(f"Nothing open, {len(self.turns)} turns"),))
        return (*self.page, yours)

    async def prompts(self, by: Address) -> Sequence[Prompt]:
        return self.offers

    async def uninstalled(self, team: str) -> None:
        self.left.append(team)

    def app(self, hear: Hear | None = None) -> AsyncApp:
        ears = Ears(
            hear=hear or self.hear,
            forms=self.forms,
            home=self.home,
            hints=Hints(self.slack.tell, self.prompts, system_clock, soon=0.0, on_its_way=0.0),
            people=self.known,
            tell=self.slack.tell,
            uninstalled=self.uninstalled,
        )
        return bolt(ears, self.workspaces, self.secret)

    def view(self, method: str = "views.open") -> Mapping[str, Any]:
        """What the person sees now."""
        views = [told for _, name, told in self.slack.told if name == method]
        view: Mapping[str, Any] = views[-1]["view"]
        return view
