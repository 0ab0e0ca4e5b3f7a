"""Stands before local-slack and keeps the metadata of messages, which it throws away.

With it, a process that was killed finds what it sent before, as it does in Slack.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from tests.peers.local_slack import LocalSlack

HOST = "127.0.0.1"
PASSED_ON = ("Authorization", "Content-Type")
Json = dict[str, Any]


class Relay:
    def __init__(self, slack: LocalSlack, session: aiohttp.ClientSession) -> None:
        self._slack = slack
        self._session = session
        self._metadata: dict[tuple[str, str], Json] = {}
        self.url = ""

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        sent = await request.read()
        async with self._session.request(
            request.method,
            f"{self._slack.api_url}{method}",
            params=request.query,
            data=sent,
            headers={name: request.headers[name] for name in PASSED_ON if name in request.headers},
        ) as response:
            answer: Json = await response.json()
        match method:
            case "chat.postMessage" | "chat.update" if answer["ok"]:
                self._keep(answer, await request.json())
            case "conversations.history" | "conversations.replies" if answer["ok"]:
                self._add(answer, request.query)
        return web.json_response(answer, status=response.status)

    def _keep(self, answer: Json, sent: Json) -> None:
        if "metadata" in sent:
            self._metadata[answer["channel"], answer["ts"]] = sent["metadata"]

    def _add(self, answer: Json, asked: Mapping[str, str]) -> None:
        if asked.get("include_all_metadata") != "1":
            return
        for message in answer["messages"]:
            kept = self._metadata.get((asked["channel"], message["ts"]))
            if kept is not None:
                message["metadata"] = kept


@asynccontextmanager
async def remembering(slack: LocalSlack) -> AsyncIterator[Relay]:
    async with aiohttp.ClientSession() as session:
        relay = Relay(slack, session)
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
