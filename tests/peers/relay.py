"""Stands before local-slack and keeps the metadata of messages, which it throws away, as it does
with the moment from which on messages are asked for.

With it, a process that was killed finds what it sent before, as it does in Slack. It can also be as
slow as Slack is, and it remembers in which order everything was written, and what nobody heard of.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.peers.local_slack import LocalSlack, line_to_slack

HOST = "127.0.0.1"
PASSED_ON = ("Authorization", "Content-Type")
Json = dict[str, Any]
Pause = Callable[[], float]
"""In seconds."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message that was posted or changed."""

    channel: str
    ts: str
    key: str


class Relay:
    """`pause` comes before Slack does something and once more before it says so."""

    def __init__(
        self, slack: LocalSlack, session: aiohttp.ClientSession, pause: Pause = lambda: 0.0
    ) -> None:
        self._slack = slack
        self._session = session
        self._pause = pause
        self._metadata: dict[tuple[str, str], Json] = {}
        self.url = ""
        self.socket_url: str | None = None
        """Where Socket Mode connects to, if not to local-slack itself."""
        self.written: list[Written] = []
        """In the order in which it was done."""
        self.unheard: list[str] = []
        """Keys of what was done for somebody who was gone before the answer."""
        self.looked_up = 0
        """How often somebody looked for a message by its metadata."""

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        sent = await request.read()
        await asyncio.sleep(self._pause())
        async with self._session.request(
            request.method,
            f"{self._slack.api_url}{method}",
            params=request.query,
            data=sent,
            headers={name: request.headers[name] for name in PASSED_ON if name in request.headers},
        ) as response:
            answer: Json = await response.json()
        written: Written | None = None
        match method:
            case "chat.postMessage" | "chat.update" if answer["ok"]:
                written = self._keep(answer, json.loads(sent))
            case "conversations.history" | "conversations.replies" if answer["ok"]:
                self._add(method, answer, request.query)
            case "apps.connections.open" if self.socket_url is not None:
                answer["url"] = self.socket_url
        await asyncio.sleep(self._pause())
        if written is not None and _is_gone(request):
            self.unheard.append(written.key)
        return web.json_response(answer, status=response.status)

    def _keep(self, answer: Json, sent: Json) -> Written | None:
        if "metadata" not in sent:
            return None
        channel, ts = answer["channel"], answer["ts"]
        self._metadata[channel, ts] = sent["metadata"]
        written = Written(channel, ts, sent["metadata"]["event_payload"]["key"])
        self.written.append(written)
        return written

    def _add(self, method: str, answer: Json, asked: Mapping[str, str]) -> None:
        if asked.get("include_all_metadata") != "1":
            return
        self.looked_up += method == "conversations.history"
        oldest = float(asked.get("oldest", 0))
        answer["messages"] = [each for each in answer["messages"] if float(each["ts"]) > oldest]
        for message in answer["messages"]:
            kept = self._metadata.get((asked["channel"], message["ts"]))
            if kept is not None:
                message["metadata"] = kept


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


@asynccontextmanager
async def remembering(slack: LocalSlack, pause: Pause = lambda: 0.0) -> AsyncIterator[Relay]:
    async with line_to_slack() as session:
        relay = Relay(slack, session, pause)
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/api/{method}", relay.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
        await runner.setup()
        await web.TCPSite(runner, HOST, 0).start()
        host, port = runner.addresses[0][:2]
        relay.url = f"http://{host}:{port}"
        try:
            yield relay
        finally:
            await runner.cleanup()
