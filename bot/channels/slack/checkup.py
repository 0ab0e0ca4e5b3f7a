"""One question to Slack at a time, to see whether it knows us: for the doctor, not for the desk."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

from bot.clocks import Clock

PATIENCE: Final = aiohttp.ClientTimeout(total=10)


class NoAnswer(Exception):
    """Slack was not reached, or what answered was not Slack; `str()` says what happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is Slack's own word for what is wrong, and empty when nothing is."""

    error: str
    team: str
    user: str
    """The bot's own name there."""
    scopes: frozenset[str] | None
    """What the token may do; None where Slack does not say."""
    ahead: timedelta | None
    """Of our clock before Slack's; None where Slack does not tell the time."""


async def who_am_i(api_url: str, bot_token: str, clock: Clock) -> Answer:
    return await ask(api_url, "auth.test", bot_token, clock)


async def may_connect(api_url: str, app_token: str, clock: Clock) -> Answer:
    """Asks for the address of a connection, which nobody uses and which lapses by itself."""
    return await ask(api_url, "apps.connections.open", app_token, clock)


async def is_member(api_url: str, bot_token: str, clock: Clock, email: str) -> bool:
    """Whether somebody of the workspace has this address; `NoAnswer` also where Slack won't say."""
    answer = await ask(api_url, "users.lookupByEmail", bot_token, clock, email=email)
    if answer.error not in {"", "users_not_found"}:
        raise NoAnswer(answer.error)
    return not answer.error


async def ask(api_url: str, method: str, token: str, clock: Clock, **arguments: str) -> Answer:
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session,
            session.post(
                f"{api_url}{method}", data=arguments, headers=headers, allow_redirects=False
            ) as response,
        ):
            now = clock()
            if response.status != 200:
                raise NoAnswer(f"it answered {response.status}")
            return read(await response.json(), response.headers, now)
    except TimeoutError:
        raise NoAnswer(f"no answer within {PATIENCE.total:.0f} seconds") from None
    except (aiohttp.ClientError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None


def read(body: Any, headers: Mapping[str, str], now: datetime) -> Answer:
    if not isinstance(body, dict) or not isinstance(body.get("ok"), bool):
        raise NoAnswer("what answered is not Slack")
    granted = headers.get("x-oauth-scopes")
    return Answer(
        error="" if body["ok"] else str(body.get("error", "unknown"))[:80],
        team=str(body.get("team", "?"))[:80],
        user=str(body.get("user", "?"))[:80],
        scopes=None if granted is None else frozenset(granted.replace(",", " ").split()),
        ahead=ahead_of(headers.get("Date"), now),
    )


def ahead_of(date: str | None, now: datetime) -> timedelta | None:
    if date is None:
        return None
    with suppress(ValueError):
        return now - parsedate_to_datetime(date)
    return None
