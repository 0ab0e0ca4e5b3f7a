"""What we ask Slack about our own tokens: to be given one, a new one for it, or to take it back."""

import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.port import Busy
from bot.channels.slack.api import DOWN, HALF_DONE, THROTTLED, TIMEOUT, SaidNo
from bot.channels.slack.manifest import REDIRECT

AUTHORIZE: Final = "../oauth/v2/authorize"
"""Of Slack's own page, seen from its API."""
DEAD: Final = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)


@dataclass(frozen=True, slots=True)
class Client:
    """Our app, as Slack knows it. `address` is where the desk is reached, without a path of ours."""

    client_id: str
    client_secret: str = field(repr=False)
    address: str
    api_url: str

    @property
    def redirect_uri(self) -> str:
        return f"{self.address}{REDIRECT}"

    @property
    def authorize_url(self) -> str:
        return urljoin(self.api_url, AUTHORIZE)


class OAuth:
    """Raises `SaidNo` for Slack's clear answer, and `Busy` where there is none."""

    def __init__(self, session: aiohttp.ClientSession, client: Client) -> None:
        self._session = session
        self._client = client
        # The kit writes codes and answers to its own log.
        self._logger = quiet()

    async def exchange(self, code: str) -> Mapping[str, Any]:
        """What came of an installation; a code is good for one exchange, and for ten minutes."""
        return await self._access(code=code, redirect_uri=self._client.redirect_uri)

    async def refresh(self, refresh_token: str) -> Mapping[str, Any]:
        """Once it has answered, this refresh token is spent."""
        return await self._access(grant_type="refresh_token", refresh_token=refresh_token)

    async def _access(self, **arguments: str) -> Mapping[str, Any]:
        app = {
            "client_id": self._client.client_id,
            "client_secret": self._client.client_secret,
        }
        return await _answer(self._asking().api_call("oauth.v2.access", data={**app, **arguments}))

    async def is_good(self, token: str) -> bool:
        """Raises `Busy`."""
        try:
            await _answer(self._asking(token).auth_test())
        except SaidNo as no:
            return no.error not in DEAD
        return True

    async def revoke(self, token: str) -> None:
        await _answer(self._asking(token).auth_revoke())

    def _asking(self, token: str | None = None) -> AsyncWebClient:
        return AsyncWebClient(
            token,
            base_url=self._client.api_url,
            session=self._session,
            retry_handlers=[],
            logger=self._logger,
        )


@asynccontextmanager
async def open_oauth(client: Client) -> AsyncIterator[OAuth]:
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        yield OAuth(session, client)


async def _answer(asked: Awaitable[Any]) -> Mapping[str, Any]:
    try:
        data = (await asked).data
    except SlackApiError as error:
        raise _no(error) from None  # its words hold what was asked with
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise Busy(why=f"Slack does not answer: {type(error).__name__}") from None
    if not isinstance(data, Mapping) or not data:
        raise Busy(why="what answered is not Slack")
    return data


def _no(error: SlackApiError) -> SaidNo | Busy:
    response = error.response
    data = getattr(response, "data", None)
    word = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    if not word or status >= 429 or word in THROTTLED | DOWN | HALF_DONE:
        return Busy(why=f"Slack does not answer: {word or status}")
    return SaidNo(word)


def quiet() -> logging.Logger:
    logger = logging.getLogger(f"{__name__}.kit")
    logger.setLevel(logging.CRITICAL)
    return logger
