"""The web chat without a server: a client, a desk that keeps what it hears, and a clock to turn."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import ShowHelp, pack
from bot.cards import Card
from bot.channels.port import Message
from bot.channels.web.door import Guard, Streams
from bot.channels.web.listen import web_router
from bot.channels.web.people import Persona
from bot.channels.web.send import WebChannel
from bot.channels.web.store import WebLines
from bot.channels.web.wake import Wake
from bot.turns import Turn
from feedback.people import Address, Role
from feedback.store.connection import Writer
from feedback.store.engine import reader_engine, writer_of

HOST: Final = "desk.example:8710"
SECRET: Final = b"a secret of the tests"
TOKEN: Final = Guard((), SECRET).token
TUESDAY: Final = datetime(2026, 11, 17, 9, 40, tzinfo=UTC)
PLAYERS: Final = {
    Role.REQUESTER: "jane",
    Role.TECHNICIAN: "sam",
    Role.DISPATCHER: "dora",
    Role.MANAGER: "max",
}
WHO: Final = "requester=jane&technician=sam&dispatcher=dora&manager=max"


class Cast:
    """Four people, one for each role, and any number of extras called `extra-…`."""

    async def find(self, role: Role, search: str, limit: int) -> Sequence[Persona]:
        names = [PLAYERS[role], f"extra-{role.value}"] if role in PLAYERS else []
        found = [name for name in names if search.casefold() in name]
        return [self._persona(name, role) for name in found[:limit]]

    async def get(self, person_id: str, role: Role) -> Persona | None:
        return self._persona(person_id, role) if await self.knows(person_id) else None

    async def knows(self, person_id: str) -> bool:
        return person_id in PLAYERS.values() or person_id.startswith("extra-")

    def _persona(self, name: str, role: Role) -> Persona:
        return Persona(name, name.title(), "Northwind", (f"hello as {role.value}",))


@dataclass
class TurnedClock:
    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> datetime:
        self.now += by
        return self.now


@dataclass
class Site:
    lines: WebLines
    wake: Wake
    channel: WebChannel
    client: httpx.AsyncClient
    clock: TurnedClock
    app: FastAPI
    heard: list[Turn] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.clock.now

    async def hear(self, turn: Turn) -> None:
        self.heard.append(turn)
        await self.tell(turn.by.place, f"Heard you ({len(self.heard)}).")

    async def tell(self, who: str, title: str, key: str | None = None) -> str:
        """A card for somebody; returns its receipt."""
        to = Address("web", who, who)
        return await self.channel.send(to, Message(key or f"{who}:{title}", Card(title)))

    async def change(self, who: str, receipt: str, title: str) -> None:
        to = Address("web", who, who)
        await self.channel.replace(to, receipt, Message(f"{who}:{title}", Card(title)))

    async def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """As our script posts."""
        return await self.client.post(
            f"{path}?{WHO}",
            content=json.dumps(body),
            headers={"content-type": "application/json", "x-page-token": TOKEN, **headers},
        )

    async def stream(self, query: str, *, until: asyncio.Event, **headers: str) -> "Stream":
        """Everything that the stream told until the event; then the server stops."""
        task = asyncio.create_task(
            self.client.get(f"/events?{WHO}&{query}", headers=headers, timeout=10)
        )
        await until.wait()
        self.wake.stop()
        return Stream.of(await task)


@dataclass(frozen=True)
class Stream:
    response: httpx.Response
    told: tuple[tuple[str, str, dict[str, Any]], ...]
    """Event, id, data."""

    @classmethod
    def of(cls, response: httpx.Response) -> "Stream":
        told = []
        for block in response.text.split("\n\n"):
            fields = dict(
                line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")
            )
            if "data" in fields:
                told.append((fields["event"], fields.get("id", ""), json.loads(fields["data"])))
        return cls(response, tuple(told))

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The number of each line that was told, and its HTML."""
        return [
            (data["line"], data["shown"][0]["html"])
            for event, _, data in self.told
            if event == "line"
        ]

    @property
    def last_id(self) -> str:
        return [id_ for _, id_, _ in self.told if id_][-1]


@asynccontextmanager
async def open_site(
    url: str, *, turnable: bool = True, streams: Streams | None = None, at: str = ""
) -> AsyncIterator[Site]:
    writer, reader = writer_of(url), reader_engine(url)
    async with site_on(writer, reader, turnable=turnable, streams=streams, at=at) as site:
        yield site
    await writer.dispose()
    await reader.dispose()


@asynccontextmanager
async def site_on(
    writer: Writer,
    reader: AsyncEngine,
    *,
    turnable: bool = True,
    streams: Streams | None = None,
    at: str = "",
) -> AsyncIterator[Site]:
    wake, app, clock = Wake(), FastAPI(), TurnedClock()
    lines = WebLines(writer, clock, reader)
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=f"http://{HOST}", follow_redirects=False
    )
    site = Site(lines, wake, WebChannel(lines, wake), client, clock, app)
    app.include_router(
        web_router(
            lines=lines,
            wake=wake,
            hear=site.hear,
            people=Cast(),
            clock=clock,
            zone="Europe/Berlin",
            secret=SECRET,
            hosts=("desk.example", "127.0.0.1"),
            turn_clock=clock.turn if turnable else None,
            streams=streams,
            at=at,
        )
    )
    async with client:
        yield site


def words(said: str, once: str = "once-0001", role: str = "requester") -> dict[str, str]:
    return {"words": said, "once": once, "role": role}


def a_press(once: str = "once-0001", **more: object) -> dict[str, object]:
    return {"action": pack(ShowHelp()), "once": once, "role": "requester", **more}
