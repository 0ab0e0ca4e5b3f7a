"""The wire to Slack: one session for all workspaces, a pace that Slack likes, and its plain noes."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.port import Busy, NotYet
from bot.channels.slack.names import NICETIES
from bot.channels.slack.pace import Call, Pace

log = structlog.get_logger()

SLACK: Final = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=7, sock_connect=3)
"""Shorter than `bot.delivery.PATIENCE`, which also covers the wait for one's turn."""
A_MINUTE = 300
SHORT_WAIT = 1.05
"""Seconds that a sender waits for its turn, a little more than `pace.EVERY`; for longer it is sent
away."""
UNTOLD = 30.0
"""Seconds of rest where a 429 does not say how long."""
LONGEST_REST = 3600.0
OUR_FAULT = 120.0
"""Seconds until Slack is tried again where only an administrator can help."""

POST: Final = "chat.postMessage"
EDIT: Final = "chat.update"
PACED: Final = {POST: Call.SAY, EDIT: Call.EDIT}
"""Where a rest makes everybody's turn later."""

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

THROTTLED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
DOWN = frozenset({"service_unavailable", "team_added_to_org", "request_timeout"})
"""Slack says by itself that it did not do it."""
HALF_DONE = frozenset({"internal_error", "fatal_error"})
"""Slack's own words: "some aspect of the operation" may have succeeded."""
NOT_LET_IN = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "deprecated_endpoint",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "messages_tab_disabled",
        "method_deprecated",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "restricted_action",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
        "unknown_method",
    }
)
"""Nothing is wrong with the message: somebody has to look at the app in Slack, or at our settings."""


class SaidNo(Exception):
    """Slack's clear answer to this one request, in its own word; certainly not done."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class HalfDone(Exception):
    """Slack stumbled over it, and does not know itself how far it got."""


class Unclear(Exception):
    """Something between us and Slack answered in its place: it may have been done."""


class NotInstalled(Exception):
    """We have no token (any more) for this workspace."""


class Workspaces(Protocol):
    async def token(self, team: str) -> str:
        """The bot token of this workspace; raises `NotInstalled`."""
        ...


@dataclass(frozen=True, slots=True)
class OneWorkspace:
    """`team` None: whatever workspace the token is of."""

    team: str | None
    bot_token: str

    async def token(self, team: str) -> str:
        if self.team not in {None, team}:
            raise NotInstalled(team)
        return self.bot_token


class SlackApi:
    """`tell` changes something, `ask` only reads; `turn` is asked before each message.

    Both raise `Busy` when it was certainly not done and may be tried later, and `SaidNo`. Only
    `tell` lets through what leaves open whether it was done: `HalfDone`, `Unclear`, time-outs and
    broken connections.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        workspaces: Workspaces,
        *,
        base_url: str = SLACK,
        a_minute: int = A_MINUTE,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.session = session
        self.base_url = base_url
        self._workspaces = workspaces
        self._a_minute = a_minute
        self._monotonic = monotonic
        self._sleep = sleep
        # The kit would log whole messages where the program logs at "debug".
        self._logger = logging.getLogger(f"{__name__}.kit")
        self._logger.setLevel(logging.WARNING)
        self._clients: dict[str, AsyncWebClient] = {}
        self._paces: dict[str, Pace] = {}
        self._rests: dict[tuple[str, str], float] = {}
        self._scopes: dict[str, frozenset[str]] = {}
        self._problems: dict[tuple[str, str], str] = {}

    async def client(self, team: str) -> AsyncWebClient:
        """For a listener that needs more than `tell` and `ask`; raises `NotInstalled`."""
        token = await self._workspaces.token(team)
        client = self._clients.get(team)
        if client is None or client.token != token:
            client = AsyncWebClient(
                token,
                base_url=self.base_url,
                session=self.session,
                # The kit's own retry would send again what may have arrived.
                retry_handlers=[],
                logger=self._logger,
            )
            self._clients[team] = client
        return client

    async def tell(self, team: str, method: str, **arguments: Any) -> Mapping[str, Any]:
        return await self._call(team, method, json=_given(arguments))

    async def ask(self, team: str, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Reading methods take no JSON."""
        try:
            return await self._call(team, method, params=_given(arguments))
        except (TimeoutError, aiohttp.ClientError, HalfDone, Unclear) as error:
            raise Busy(why=f"{method}: {type(error).__name__}") from error

    async def turn(
        self, team: str, conversation: str, *, call: Call = Call.SAY, answers: bool = False
    ) -> None:
        """Wait a moment for the turn of this conversation; `NotYet` where it takes longer.

        `answers`: somebody has just said something there, and waits.
        """
        now, pace = self._monotonic(), self._pace(team)
        wait = pace.wait(conversation, now, SHORT_WAIT, call=call, answers=answers)
        if wait > SHORT_WAIT:
            raise NotYet(timedelta(seconds=wait), "many messages are waiting for Slack")
        if wait > 0:
            await self._sleep(wait)

    def granted(self, team: str, scope: str) -> bool | None:
        """Whether the token has this scope; None until Slack has told."""
        scopes = self._scopes.get(team)
        return None if scopes is None else scope in scopes

    def forget(self, team: str) -> None:
        """It has taken us out, or installed us anew: what held until now may not hold any more."""
        self._clients.pop(team, None)
        self._paces.pop(team, None)
        self._scopes.pop(team, None)
        for kept in (self._rests, self._problems):
            for key in [key for key in kept if key[0] == team]:
                del kept[key]

    def problems(self) -> tuple[str, ...]:
        """What an administrator has to look at, one plain sentence each."""
        return tuple(self._problems.values())

    async def _call(
        self,
        team: str,
        method: str,
        *,
        params: dict[str, Any] | None = None,
        json: dict[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        self._check_rest(team, method, self._monotonic())
        try:
            client = await self.client(team)
            response = await client.api_call(
                method, http_verb="POST" if params is None else "GET", params=params, json=json
            )
        except NotInstalled as error:
            raise self._not_let_in(team, method, "not_installed") from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Busy(why=f"Slack cannot be reached: {type(error).__name__}") from error
        except SlackApiError as error:
            raise self._translated(team, method, _answer(error.response)) from error
        answer = _answer(response)
        if not answer.data:
            raise Unclear(f"{method}: no JSON")
        self._note_scopes(team, answer)
        self._problems.pop((team, method), None)
        return answer.data

    def _translated(self, team: str, method: str, answer: "Answer") -> Exception:
        self._note_scopes(team, answer)
        error = str(answer.data.get("error", ""))
        if answer.status == 429 or error in THROTTLED:
            return self._throttled(team, method, answer)
        if error in HALF_DONE or (answer.status == 500 and not error):
            return HalfDone(f"{method}: {error or 500}")
        if answer.status == 503 or error in DOWN:
            return Busy(why=f"Slack is down: {error or 503}")
        if answer.status >= 500 or (answer.status < 400 and not error):
            return Unclear(f"{method}: {answer.status}")
        if error in NOT_LET_IN or not error:
            return self._not_let_in(team, method, error or f"HTTP {answer.status}")
        return SaidNo(error)

    def _throttled(self, team: str, method: str, answer: "Answer") -> Busy:
        rest = _retry_after(answer.headers)
        self._rest(team, method, rest)
        log.warning("slack_throttled", team=team, method=method, seconds=rest)
        return Busy(timedelta(seconds=rest), "Slack asked for a rest")

    def _not_let_in(self, team: str, method: str, error: str) -> Busy:
        if method not in NICETIES:
            if (team, method) not in self._problems:
                log.error("slack_lets_us_not_in", team=team, method=method, error=error)
            self._problems[team, method] = (
                f"Slack does not let us in (workspace {team}, {method}): {error}."
                " Check the bot token, its scopes and the app's settings; messages wait meanwhile."
            )
        self._rest(team, method, OUR_FAULT)
        return Busy(timedelta(seconds=OUR_FAULT), f"Slack does not let us in: {error}")

    def _rest(self, team: str, method: str, seconds: float) -> None:
        """Slack counts each method by itself."""
        now = self._monotonic()
        before = max(now, self._rests.get((team, method), now))
        longer = now + seconds - before
        if longer <= 0:
            return
        self._rests[team, method] = now + seconds
        if (call := PACED.get(method)) is not None:
            self._pace(team).rest(now, longer, call=call)

    def _pace(self, team: str) -> Pace:
        return self._paces.setdefault(team, Pace(self._a_minute))

    def _check_rest(self, team: str, method: str, now: float) -> None:
        until = self._rests.get((team, method))
        if until is None:
            return
        if until > now:
            raise Busy(timedelta(seconds=until - now), "Slack asked for a rest")
        del self._rests[team, method]

    def _note_scopes(self, team: str, answer: "Answer") -> None:
        scopes = answer.headers.get("x-oauth-scopes")
        if scopes:
            self._scopes[team] = frozenset(scope.strip() for scope in scopes.split(","))


@asynccontextmanager
async def open_slack(
    workspaces: Workspaces,
    *,
    base_url: str = SLACK,
    a_minute: int = A_MINUTE,
    monotonic: Monotonic = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[SlackApi]:
    """Connections are shared by everything that speaks to Slack, and closed at the end."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        yield SlackApi(
            session,
            workspaces,
            base_url=base_url,
            a_minute=a_minute,
            monotonic=monotonic,
            sleep=sleep,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    data: Mapping[str, Any]


def _answer(response: Any) -> Answer:
    """The kit hands over its own kind of response, or aiohttp's where the body was no JSON."""
    if isinstance(response, aiohttp.ClientResponse):
        return Answer(response.status, response.headers, {})
    data = response.data if isinstance(response.data, Mapping) else {}
    return Answer(response.status_code, response.headers, data)


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        seconds = float(headers.get("retry-after", UNTOLD))
    except ValueError:
        seconds = UNTOLD
    # A comparison with NaN is false, and ends at the longest.
    return max(1.0, seconds) if seconds <= LONGEST_REST else LONGEST_REST


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
