"""A desk behind the ears of Teams: remembers what it heard and what it told, and answers as told."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.actions import Action
from bot.cards import Form, Write
from bot.channels.teams import places
from bot.channels.teams.listen import SOON, Ears
from bot.channels.teams.places import Reference
from bot.turns import Hear, Turn
from feedback.errors import FeedbackError
from feedback.people import Address
from tests.bot.channels.teams.activities import DIRECT, JANE, TENANT

HERS = places.address(TENANT, JANE, DIRECT)
NEW = "a:2newConversation"
"""Our own conversation with whom we had none yet."""


@dataclass
class Wire:
    """The other end: remembers what it was told, and says no as often as it should."""

    created: list[tuple[str, str, str, str]] = field(default_factory=list)
    sent: list[tuple[Reference, dict[str, Any], str | None]] = field(default_factory=list)
    noes: list[Exception] = field(default_factory=list)

    async def create(self, service_url: str, tenant: str, bot_id: str, user: str) -> str:
        self.created.append((service_url, tenant, bot_id, user))
        if self.noes:
            raise self.noes.pop(0)
        return NEW

    async def send(
        self, to: Reference, activity: dict[str, Any], *, under: str | None = None
    ) -> str:
        self.sent.append((to, activity, under))
        if self.noes:
            raise self.noes.pop(0)
        return "1"

    def lines(self) -> list[str]:
        return [activity["text"] for _, activity, _ in self.sent]


@dataclass
class Desk:
    """What lies behind the ears; `order` is that in which it was told things."""

    wire: Wire = field(default_factory=Wire)
    people: dict[str, Address] = field(default_factory=lambda: {JANE: HERS})
    """Whom the desk knows, by the ids of their directory."""
    kept: list[Reference] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    overheard: list[Mapping[str, Any]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    wanted: list[tuple[Address, Action]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    breaks: Exception | None = None
    refuses: FeedbackError | None = None
    slow: float = 0.0

    async def hear(self, turn: Turn) -> None:
        self.order.append("hear")
        await asyncio.sleep(self.slow)
        self.turns.append(turn)
        if self.breaks is not None:
            raise self.breaks

    async def forms(self, by: Address, action: Action, *, filled: str | None = None) -> Form:
        await asyncio.sleep(self.slow)
        self.wanted.append((by, action))
        if self.refuses is not None:
            raise self.refuses
        return Form(action, (Write("words", "What shall they read?"),), "Send", "Write something")

    async def known(self, reference: Reference) -> Address | None:
        self.order.append("known")
        return self.people.get(reference.aad_id)

    def overhear(self, activity: Mapping[str, Any]) -> None:
        self.overheard.append(activity)

    async def of(self, tenant: str, conversation: str) -> Reference | None:
        return next((one for one in self.kept if one.conversation == conversation), None)

    async def keep(self, reference: Reference) -> None:
        self.order.append("keep")
        self.kept.append(reference)

    async def drop(self, tenant: str, conversation: str) -> None:
        self.dropped.append((tenant, conversation))

    async def uninstalled(self, tenant: str, conversation: str) -> None:
        self.left.append((tenant, conversation))

    def ears(self, hear: Hear | None = None, *, soon: float = SOON) -> Ears:
        return Ears(
            hear=hear or self.hear,
            forms=self.forms,
            people=self,
            references=self,
            elsewhere=self.wire,
            soon=soon,
        )
