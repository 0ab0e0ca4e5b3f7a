"""As much of Slack's Web API as the doctor asks for, on this machine."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

BOT, APP = "xoxb-bot", "xapp-app"
SIGNING = "8f742231b10e8888abcd99aaabbb85a5"
TOKENS = {"auth.test": BOT, "users.lookupByEmail": BOT, "apps.connections.open": APP}
TEAM = {"team": "Acme IT", "user": "sincerely", "bot_id": "B01"}


@dataclass
class SlackEdge:
    """Believes BOT and APP; `answers` come instead of what would be right, by method."""

    scopes: str | None = None
    ahead: timedelta = timedelta()
    """Of Slack's clock before ours."""
    answers: dict[str, object] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    """By their e-mail addresses."""
    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.asked.append(method)
        headers = {"Date": format_datetime(datetime.now(UTC) + self.ahead, usegmt=True)}
        if method == "auth.test" and self.scopes is not None:
            headers["X-OAuth-Scopes"] = self.scopes
        email = str((await request.post()).get("email", ""))
        body = self.answers.get(method, self._right(method, request.headers, email))
        return web.json_response(body, headers=headers, status=self.status)

    def _right(self, method: str, headers: Mapping[str, str], email: str) -> dict[str, object]:
        token = TOKENS[method]
        if headers.get("Authorization") != f"Bearer {token}":
            return {"ok": False, "error": "invalid_auth"}
        if method == "users.lookupByEmail" and email not in self.members:
            return {"ok": False, "error": "users_not_found"}
        return {"ok": True, **TEAM} if token == BOT else {"ok": True, "url": "wss://slack/link"}


@asynccontextmanager
async def slack_edge(edge: SlackEdge) -> AsyncIterator[SlackEdge]:
    app = web.Application()
    app.router.add_post("/api/{method}", edge.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        edge.url = f"http://{host}:{port}/api/"
        yield edge
    finally:
        await runner.cleanup()
