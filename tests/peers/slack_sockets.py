"""Slack's end of Socket Mode, which drops, hangs, replaces and refuses connections as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

HOST = "127.0.0.1"
TICKET = "a-ticket-nobody-may-read"
"""As in Slack's addresses of sockets: whoever has it can listen in our place."""
HELLO = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A01SINC"}}
Json = Mapping[str, Any]


@dataclass(eq=False)
class Line:
    """One connection, seen from Slack."""

    websocket: web.WebSocketResponse
    acks: "asyncio.Queue[dict[str, Any]]" = field(default_factory=asyncio.Queue)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, what: Json | str | bytes) -> None:
        if isinstance(what, bytes):
            await self.websocket.send_bytes(what)
        else:
            await self.websocket.send_str(what if isinstance(what, str) else json.dumps(what))

    async def delivers(
        self, payload: Json, envelope_id: str = "e1", *, kind: str = "events_api", **more: object
    ) -> None:
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        await self.send({"accepts_response_payload": False, **envelope, **more})

    async def acknowledged(self) -> dict[str, Any]:
        async with asyncio.timeout(3):
            return await self.acks.get()

    async def listens(self) -> None:
        async for message in self.websocket:
            if message.type is WSMsgType.TEXT:
                self.acks.put_nowait(json.loads(message.data))


Behaviour = Callable[[Line], Awaitable[None]]


async def well(line: Line) -> None:
    await line.send(HELLO)
    await line.listens()


async def says_nothing(line: Line) -> None:
    await line.listens()


async def drops(line: Line) -> None:
    """Without a word, as a cable does."""
    await line.send(HELLO)
    assert line.websocket._req is not None
    assert line.websocket._req.transport is not None
    line.websocket._req.transport.abort()


async def closes(line: Line) -> None:
    await line.send(HELLO)
    await line.websocket.close(code=1001)


async def hangs(line: Line) -> None:
    """Reads nothing any more, so that no ping is answered."""
    await line.send(HELLO)
    await line.closed.wait()


async def hangs_up_first(line: Line) -> None:
    await line.websocket.close()


def asks_to_leave(reason: str) -> Behaviour:
    async def behave(line: Line) -> None:
        await line.send(HELLO)
        await line.send({"type": "disconnect", "reason": reason})
        await line.listens()

    return behave


def refuses(reason: str) -> Behaviour:
    """Before it has said hello."""

    async def behave(line: Line) -> None:
        await line.send({"type": "disconnect", "reason": reason})
        await line.listens()

    return behave


class SlackSockets:
    """`behaviours` are of the next connections, one each; then all goes well."""

    def __init__(self) -> None:
        self.api_url = ""
        self.lines: list[Line] = []
        self.behaviours: list[Behaviour] = []
        self.answers: list[web.Response] = []
        """To the next calls of apps.connections.open."""
        self.refusals: list[int] = []
        """Statuses in the place of the next connections."""
        self.asked: list[str] = []
        """The tokens with which it was called."""
        self._more = asyncio.Condition()

    async def line(self, number: int) -> Line:
        """The so manieth connection (from 0), once it is there."""
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(lambda: len(self.lines) > number)
        return self.lines[number]

    async def opens(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if self.answers:
            return self.answers.pop(0)
        url = f"{self.api_url.replace('http', 'ws')}link?ticket={TICKET}"
        return web.json_response({"ok": True, "url": url})

    async def connects(self, request: web.Request) -> web.StreamResponse:
        if self.refusals:
            return web.Response(status=self.refusals.pop(0))
        behave = self.behaviours.pop(0) if self.behaviours else well
        websocket = web.WebSocketResponse(timeout=0.1)
        await websocket.prepare(request)
        line = Line(websocket)
        async with self._more:
            self.lines.append(line)
            self._more.notify_all()
        try:
            await behave(line)
        except ConnectionError:
            pass
        finally:
            line.closed.set()
        return websocket

    def end(self) -> None:
        for line in self.lines:
            line.closed.set()


@asynccontextmanager
async def slack_sockets(port: int = 0) -> AsyncIterator[SlackSockets]:
    slack = SlackSockets()
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", slack.opens)
    app.router.add_get("/api/link", slack.connects)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        slack.api_url = f"http://{HOST}:{runner.addresses[0][1]}/api/"
        yield slack
    finally:
        slack.end()
        await runner.cleanup()
