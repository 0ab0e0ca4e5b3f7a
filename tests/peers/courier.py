"""Slack's way with a desk that does not answer, which local-slack lacks: events are brought again,
and of a press its person is told that it failed.

It stands between local-slack and the desk, over HTTP (`ByPost`) or Socket Mode (`ByWire`).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import aiohttp
from aiohttp import ClientWebSocketResponse, WSMsgType, web

from tests.peers.local_slack import APP_TOKEN, LocalSlack

HOST = "127.0.0.1"
PATIENCE = 3.0
"""Seconds in which Slack wants an answer."""
RETRIES = 3
"""At once, after a minute and after five."""
WHY = "http_error"
HELLO = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A01SINC"}}
Json = dict[str, Any]
Carry = Callable[[int], Awaitable[bool]]
"""Brings it to the desk, for the so manieth time again; whether it was taken."""


class Courier:
    """`alive` is set while there is a desk: Slack's minutes are longer than any desk is away here."""

    def __init__(self, alive: asyncio.Event) -> None:
        self.taken: list[str] = []
        """What the desk said that it has, as the desk calls it: `slack:<team>:<id>`."""
        self.repeated = 0
        """How often an event was brought again."""
        self.given_up = 0
        """Events of which Slack would say nothing more."""
        self._alive = alive
        self._fates: dict[str, asyncio.Future[bool]] = {}
        self._carrying: set[asyncio.Task[None]] = set()

    def fate(self, user: str) -> asyncio.Future[bool]:
        """Of whatever this person does next: whether the desk has taken it in the end."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._fates[user] = future
        return future

    def take(self, payload: Mapping[str, Any], carry: Carry) -> None:
        task = asyncio.create_task(self._bring(payload, carry))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _bring(self, payload: Mapping[str, Any], carry: Carry) -> None:
        if payload["type"] == "event_callback":
            user, name = payload["event"]["user"], payload["event_id"]
            taken = await self._insist(carry)
        else:
            user, name = payload["user"]["id"], payload["trigger_id"]
            taken = await carry(0)
        if taken:
            self.taken.append(f"slack:{payload['team_id']}:{name}")
        if (waiting := self._fates.pop(user, None)) is not None:
            waiting.set_result(taken)

    async def _insist(self, carry: Carry) -> bool:
        if await carry(0):
            return True
        for number in range(1, RETRIES + 1):
            if number > 1:
                await self._alive.wait()
            self.repeated += 1
            if await carry(number):
                return True
        self.given_up += 1
        return False


class ByPost:
    """What local-slack has signed is handed on as it is."""

    def __init__(self, courier: Courier, session: aiohttp.ClientSession, door: str) -> None:
        self._courier = courier
        self._session = session
        self._door = door

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name == "Content-Type" or name.lower().startswith("x-slack-")
        }
        is_event = headers["Content-Type"].startswith("application/json")
        payload = json.loads(body if is_event else parse_qs(body.decode())["payload"][0])

        async def carry(again: int) -> bool:
            why = {"X-Slack-Retry-Num": str(again), "X-Slack-Retry-Reason": WHY} if again else {}
            try:
                async with self._session.post(
                    self._door,
                    data=body,
                    headers={**headers, **why},
                    timeout=aiohttp.ClientTimeout(PATIENCE),
                ) as answer:
                    return answer.status == 200
            except (aiohttp.ClientError, OSError, TimeoutError):
                return False

        self._courier.take(with_team(payload), carry)
        return web.Response()


class ByWire:
    """One connection to local-slack for good, and one to whatever desk there is."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._desk: web.WebSocketResponse | None = None
        self._acks: dict[str, asyncio.Future[bool]] = {}

    async def listen(self, slack: ClientWebSocketResponse) -> None:
        async for message in slack:
            envelope: Json = json.loads(message.data)
            if "envelope_id" in envelope:
                await slack.send_json({"envelope_id": envelope["envelope_id"]})
                self._courier.take(with_team(envelope["payload"]), self._carrier(envelope))

    async def connects(self, request: web.Request) -> web.WebSocketResponse:
        desk = web.WebSocketResponse(timeout=0.1)
        await desk.prepare(request)
        await desk.send_json(HELLO)
        self._desk = desk
        async for message in desk:
            if message.type is WSMsgType.TEXT:
                ack = self._acks.get(json.loads(message.data).get("envelope_id", ""))
                if ack is not None and not ack.done():
                    ack.set_result(True)
        if self._desk is desk:
            self._desk = None
        return desk

    def _carrier(self, envelope: Json) -> Carry:
        async def carry(again: int) -> bool:
            desk, id_ = self._desk, str(uuid4())
            if desk is None:
                return False
            why = {"retry_attempt": again, "retry_reason": "timeout"} if again else {}
            ack: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            self._acks[id_] = ack
            try:
                await desk.send_json({**envelope, "envelope_id": id_, **why})
                async with asyncio.timeout(PATIENCE):
                    return await ack
            except (OSError, TimeoutError):
                return False
            finally:
                del self._acks[id_]

        return carry


def with_team(payload: Json) -> Json:
    """Where it stands in what people press as well."""
    return payload if "team_id" in payload else {**payload, "team_id": payload["team"]["id"]}


@asynccontextmanager
async def by_post(courier: Courier, port: int, door: str) -> AsyncIterator[None]:
    """local-slack posts to this port; the desk has this door."""
    async with aiohttp.ClientSession() as session:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/slack/events", ByPost(courier, session, door).answer)
        async with served(app, port):
            yield


@asynccontextmanager
async def by_wire(courier: Courier, slack: LocalSlack) -> AsyncIterator[str]:
    """Yields the address to which a desk connects in local-slack's place."""
    wire = ByWire(courier)
    app = web.Application()
    app.router.add_get("/link", wire.connects)
    async with aiohttp.ClientSession() as session, served(app, 0) as port:
        headers = {"Authorization": f"Bearer {APP_TOKEN}"}
        opening = session.post(f"{slack.api_url}apps.connections.open", headers=headers)
        async with opening as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url, max_msg_size=0) as websocket:
            listening = asyncio.create_task(wire.listen(websocket))
            try:
                yield f"ws://{HOST}:{port}/link"
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening


@asynccontextmanager
async def served(app: web.Application, port: int) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
