"""A house in a strict Slack that posts no presses: a test does, with triggers and hashes from there."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.app import build_app
from bot.cards import Card, from_json
from bot.clocks import Clock
from bot.settings import read_settings
from bot.wiring import House, open_house
from feedback import tickets
from feedback.neutral import NeutralEvent
from feedback.records import Ticket
from feedback.updates import ticket_by_key
from tests.bot.channels.slack import blocks
from tests.bot.channels.slack.payloads import as_posted, signed
from tests.house import CAST, SOURCE
from tests.peers.emulate import BOT_TOKEN, SECRET, TEAM, StrictSlack
from tests.slack_house import Ticking
from tests.ticket_system import who

Json = dict[str, Any]
KEY = "INC-42"
ADDRESS = "https://desk.example.com"
SECRETS = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}


@dataclass(frozen=True)
class StrictHouse:
    house: House
    slack: StrictSlack
    clock: Clock
    door: httpx.AsyncClient
    """What comes to us from outside."""

    async def ticket(self) -> Ticket:
        """Jane's, and Sam's to solve."""
        snapshot = {
            "id": KEY,
            "key": KEY,
            "title": "The VPN drops every ten minutes",
            "status": "in_progress",
            "service": "VPN",
            "requester": who("jane"),
            "assignee": who("sam"),
            "created_at": self.clock().isoformat(),
            "updated_at": self.clock().isoformat(),
        }
        event = NeutralEvent.model_validate(
            {
                "id": "event-1",
                "source": SOURCE,
                "time": self.clock(),
                "revision": 1,
                "ticket": snapshot,
                "actor": {**who("sam"), "kind": "agent"},
            }
        )
        async with self.house.store.desk.begin() as work:
            await tickets.receive(work, event)
            return await ticket_by_key(work, KEY)

    async def answers(self) -> list[Card]:
        """What we are about to say, whoever to."""
        async with self.house.store.reader.connect() as connection:
            rows = await connection.exec_driver_sql("SELECT payload FROM outbox ORDER BY id")
            return [from_json(json.loads(row.payload)) for row in rows]

    async def posts(self, name: str, payload: Mapping[str, Any]) -> httpx.Response:
        """As Slack posts what this person does, in our conversation with them."""
        user, channel = self.slack.user(name), self.slack.dm(name)
        theirs: Json = {
            **payload,
            "team": {"id": TEAM},
            "team_id": TEAM,
            "user": {"id": user, "team_id": TEAM},
        }
        if "channel" in payload:
            theirs["channel"] = {"id": channel}
        if "event" in payload:
            theirs["event"] = {**payload["event"], "user": user, "channel": channel}
            theirs["authorizations"] = []
        kind, body = as_posted(theirs)
        headers = {"content-type": kind, **signed(body, self.clock(), SECRET)}
        return await self.door.post("/slack/events", content=body, headers=headers)

    def modals(self) -> list[Json]:
        """Windows that were opened, with whatever is in them."""
        return [view for view in self.slack.look("views") if view["type"] == "modal"]

    def home_of(self, name: str) -> Json:
        """Their home tab as it is drawn now."""
        user = self.slack.user(name)
        (home,) = [
            view
            for view in self.slack.look("views")
            if view["type"] == "home" and view["user_id"] == user
        ]
        return home


def words_in(view: Json) -> str:
    return blocks.words({"blocks": view["blocks"], "text": ""})


@asynccontextmanager
async def open_strict_house(
    slack: StrictSlack,
    database_url: str,
    *,
    clock: Clock | None = None,
    environ: Mapping[str, str] | None = None,
    **settings: Any,
) -> AsyncIterator[StrictHouse]:
    """Without its beats: nothing leaves by itself. `settings` are those of Slack."""
    clock = clock or Ticking()
    read = read_settings(
        database={"url": database_url},
        slack={"enabled": True, "api_url": slack.api_url, **settings},
    )
    secrets = {**SECRETS, **(environ or {})}
    async with open_house(read, clock=clock, environ=secrets) as house:
        async with house.store.desk.begin() as work:
            await work.people.put(*CAST)
        transport = httpx.ASGITransport(build_app(house))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as door:
            yield StrictHouse(house, slack, clock, door)
