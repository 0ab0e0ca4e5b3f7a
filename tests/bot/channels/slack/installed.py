"""A house that many workspaces may install, in front of a Slack that has them."""

import html
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.app import build_app
from bot.channels.slack.many import ManyWorkspaces
from bot.channels.slack.seal import new_key
from bot.settings import read_settings
from bot.wiring import House, open_house
from tests.bot.channels.slack.payloads import SECRET, as_posted, signed
from tests.doubles import Clock
from tests.peers.slack_oauth import ACME, BETA, CLIENT_ID, CLIENT_SECRET, ManySlack

PUBLIC = "https://desk.example.com"
COOKIE = "__Host-sincerely-install"
KEY = new_key()
LINK = re.compile(r'<a href="([^"]+)">')


@dataclass
class ManyHouse:
    house: House
    slack: ManySlack
    clock: Clock
    browser: httpx.AsyncClient

    @property
    def many(self) -> ManyWorkspaces:
        assert self.house.slack is not None
        assert self.house.slack.many is not None
        return self.house.slack.many

    async def begins(self) -> str:
        """Where the button leads; the browser keeps a cookie."""
        page = await self.browser.get("/slack/install")
        assert page.status_code == 200, page.text
        [link] = LINK.findall(page.text)
        return html.unescape(link)

    async def comes_back(self, **query: str) -> httpx.Response:
        return await self.browser.get("/slack/oauth_redirect", params=query)

    async def installs(self, team: str, **more: bool) -> httpx.Response:
        code, state = self.slack.allows(await self.begins(), team, **more)
        return await self.comes_back(code=code, state=state)

    async def posts(self, payload: Mapping[str, Any]) -> httpx.Response:
        kind, body = as_posted(payload)
        headers = {"content-type": kind, **signed(body, self.clock())}
        return await self.browser.post("/slack/events", content=body, headers=headers)

    async def delivers(self) -> None:
        while await self.house.delivery.deliver_due():
            pass


@asynccontextmanager
async def open_many_house(
    url: str,
    slack: ManySlack,
    *,
    keys: Sequence[str] = (KEY,),
    trusted: Sequence[str] = (ACME, BETA),
    clock: Clock | None = None,
) -> AsyncIterator[ManyHouse]:
    clock = clock or Clock()
    settings = read_settings(
        database={"url": url},
        slack={
            "enabled": True,
            "workspaces": "many",
            "public_url": PUBLIC,
            "trusted": list(trusted),
            "rotate_tokens": slack.rotates,
            "api_url": slack.api_url,
        },
    )
    environ = {
        "SLACK_OAUTH_CLIENT_ID": CLIENT_ID,
        "SLACK_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_TOKEN_KEYS": " ".join(keys),
        "SLACK_SIGNING_SECRET": SECRET,
    }
    async with AsyncExitStack() as rooms:
        house = await rooms.enter_async_context(open_house(settings, clock=clock, environ=environ))
        transport = httpx.ASGITransport(build_app(house), raise_app_exceptions=False)
        browser = await rooms.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=PUBLIC)
        )
        yield ManyHouse(house, slack, clock, browser)
