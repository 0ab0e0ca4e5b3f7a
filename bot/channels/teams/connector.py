"""The wire to Teams: its Bot Connector, at the addresses of our cloud alone, and its plain noes."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.parse import quote

import httpx
import structlog

from bot.channels.pace import Turns
from bot.channels.port import Busy, NotYet
from bot.channels.teams.access import ON_A_MACHINE
from bot.channels.teams.clouds import Cloud
from bot.channels.teams.pace import turns_of_a_tenant
from bot.channels.teams.places import Reference

log = structlog.get_logger()

TIMEOUT: Final = httpx.Timeout(30.0, connect=3.0, pool=3.0)
"""An answer is listened for longer than `bot.delivery.PATIENCE`: it may still bring a receipt."""
LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=32, keepalive_expiry=30)
SHORT_WAIT: Final = 1.05
"""Seconds that a sender waits for its turn; for longer it is sent away."""
OUR_FAULT: Final = 120.0
"""Seconds until Teams is tried again where only an administrator can help."""
LONGEST_BACK_OFF: Final = 60.0
LONGEST_REST: Final = 3600.0
TIDY_AT: Final = 4096
PAGE: Final = 200
"""Members at once; Teams gives no more than 500."""

NOBODY_THERE: Final = frozenset(
    {
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ConversationNotFound",
        "ForbiddenOperationException",
        "MessageWritesBlocked",
    }
)
"""Until the person or their administrator lets us in again, of which Teams tells us.
https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability"""
LACKS_SOMETHING: Final = frozenset({"InvalidBotApiHost", "NotEnoughPermissions"})
"""Nothing is wrong with the message: it is the app's permissions, or our settings."""
BLOCKED: Final = 209
"""The `errorCode` of "MessageWritesBlocked", which hides its name in its words."""

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]
Jitter = Callable[[], float]
Json = dict[str, Any]


class SaidNo(Exception):
    """The clear answer of Teams to this one request; certainly not done. `words` are its own, and
    may repeat what we sent."""

    def __init__(self, status: int, code: str, words: str = "") -> None:
        super().__init__(code or f"HTTP {status}")
        self.status = status
        self.code = code
        self.words = words


class Unclear(Exception):
    """No answer, or one of something in between: it may have been done."""


class Tokens(Protocol):
    """What we show to be let in; the real one is `access.Access`."""

    async def token(self) -> str: ...

    def refused(self, token: str) -> None: ...

    def problem(self) -> str | None: ...


class References(Protocol):
    """Where each personal conversation is reached, as Teams told us the last time."""

    async def of(self, tenant: str, conversation: str) -> Reference | None: ...

    async def keep(self, reference: Reference) -> None: ...

    async def drop(self, tenant: str, conversation: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a conversation. `id` is theirs for this bot alone, `aad_id` the one in their
    directory; e-mail and user principal name are empty where Teams keeps them to itself."""

    id: str
    aad_id: str
    name: str
    email: str
    principal: str
    role: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Request:
    """`repeatable`: asked twice, it changes no more than asked once."""

    method: str
    tenant: str
    conversation: str
    service_url: str
    path: str
    repeatable: bool = True
    body: Json | None = None
    params: Mapping[str, str] | None = None


class Connector:
    """`turn` is asked before each message.

    All else raises `Busy` when it was certainly not done and may be tried later, and `SaidNo`. Only
    `send` lets through what leaves open whether it was done: `Unclear`. A 502 or 504 is one of
    those: Teams may well have shown the message before something on the way back gave up.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        access: Tokens,
        cloud: Cloud,
        *,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        jitter: Jitter = random.random,
    ) -> None:
        self._http = http
        self._access = access
        self._cloud = cloud
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._turns: dict[str, Turns] = {}
        self._rests: dict[str, float] = {}
        self._stumbles: dict[str, int] = {}
        self._problems: dict[tuple[str, str], str] = {}

    # --- messages ------------------------------------------------------------------------------

    async def send(self, to: Reference, activity: Json, *, under: str | None = None) -> str:
        """Returns what Teams calls it; `under`: the activity to which it is an answer."""
        path = f"{_conversation(to)}/activities{_segment(under) if under else ''}"
        answer = await self._call(_about(to, "POST", path, _from_us(to, activity), once=True))
        return _id(answer)

    async def update(self, to: Reference, activity_id: str, activity: Json) -> None:
        path = f"{_conversation(to)}/activities{_segment(activity_id)}"
        body = {**_from_us(to, activity), "id": activity_id}
        await self._call(_about(to, "PUT", path, body))

    async def delete(self, to: Reference, activity_id: str) -> None:
        path = f"{_conversation(to)}/activities{_segment(activity_id)}"
        await self._call(_about(to, "DELETE", path))

    async def turn(self, to: Reference, *, answers: bool = False) -> None:
        """Wait a moment for the turn of this conversation; `NotYet` where it takes longer.

        `answers`: somebody has just said something there, and waits.
        """
        await self._turn(to.tenant, to.conversation, answers=answers)

    # --- conversations and people --------------------------------------------------------------

    async def create(self, service_url: str, tenant: str, bot_id: str, user: str) -> str:
        """The personal conversation with somebody who has the app, by whichever id of theirs. There
        is only one, so that this may be asked again."""
        await self._turn(tenant, f"with {user}")
        body = {
            "bot": {"id": bot_id},
            "members": [{"id": user}],
            "isGroup": False,
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        answer = await self._call(
            Request("POST", tenant, f"with {user}", service_url, "/v3/conversations", body=body)
        )
        conversation = _id(answer)
        if not conversation:
            raise Busy(why="Teams named no conversation")
        return conversation

    async def member(self, of: Reference, user: str) -> Member | None:
        """By either id; None for somebody who is not there."""
        await self._turn(of.tenant, f"members of {of.conversation}")
        try:
            answer = await self._call(
                _about(of, "GET", f"{_conversation(of)}/members{_segment(user)}")
            )
        except SaidNo as no:
            if no.status == 404:
                return None
            raise
        return _member(answer)

    async def members(self, of: Reference) -> AsyncIterator[Member]:
        onward: str | None = None
        while True:
            await self._turn(of.tenant, f"members of {of.conversation}")
            params = {"pageSize": str(PAGE), **({"continuationToken": onward} if onward else {})}
            page = await self._call(
                _about(of, "GET", f"{_conversation(of)}/pagedmembers", params=params)
            )
            for each in page.get("members") or ():
                if (member := _member(each)) is not None:
                    yield member
            onward = page.get("continuationToken")
            if not onward:
                return

    def problems(self) -> tuple[str, ...]:
        """What an administrator has to look at, one plain sentence each."""
        told = self._access.problem()
        return tuple(dict.fromkeys([*([told] if told else []), *self._problems.values()]))

    # --- one request ---------------------------------------------------------------------------

    async def _call(self, request: Request) -> Json:
        self._check_rest(request.tenant)
        if not self._cloud.serves(request.service_url):
            raise self._our_fault(request, "it names an address outside of this cloud")
        token = await self._access.token()
        answer = await self._asked(request, token)
        if answer.status_code == 401:
            # It may have been taken back before its time; the next one is fetched only once.
            self._access.refused(token)
            answer = await self._asked(request, await self._access.token())
        if not answer.is_success:
            raise self._translated(request, answer)
        self._stumbles.pop(request.conversation, None)
        self._stumbles.pop(request.tenant, None)
        self._problems.pop((request.tenant, request.conversation), None)
        self._problems.pop((request.tenant, ""), None)
        return self._read(request, answer)

    async def _asked(self, request: Request, token: str) -> httpx.Response:
        try:
            return await self._http.request(
                request.method,
                request.service_url.rstrip("/") + request.path,
                json=request.body,
                params=request.params,
                headers={"Authorization": f"Bearer {token}"},
                follow_redirects=False,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._later(
                request, f"Teams cannot be reached: {type(error).__name__}"
            ) from error
        except httpx.RequestError as error:
            raise self._open(request, type(error).__name__) from error

    def _read(self, request: Request, answer: httpx.Response) -> Json:
        if not answer.content.strip():
            return {}
        body = _json(answer)
        if body is None:
            raise self._open(request, "no JSON")
        return body

    def _translated(self, request: Request, answer: httpx.Response) -> Exception:
        status = answer.status_code
        no = _no(status, _json(answer) or {})
        told = _retry_after(answer.headers.get("retry-after"))
        if status == 429:
            return self._throttled(request, told)
        if status == 412:
            return self._later(request, f"Teams is busy there: {no}", told)
        if status == 408 or status >= 500:
            return self._open(request, str(no), told)
        if status == 401:
            self._rest(request.tenant, OUR_FAULT)
            return self._our_fault(request, f"{no}", everywhere=True)
        is_edit = request.method in {"PUT", "DELETE"}
        if status < 400 or (status == 404 and not no.code) or no.code in LACKS_SOMETHING:
            return self._our_fault(request, str(no))
        if status == 403 and no.code not in NOBODY_THERE and not is_edit:
            return self._our_fault(request, str(no))
        return no

    def _open(self, request: Request, why: str, told: float | None = None) -> Exception:
        if request.repeatable:
            return self._later(request, f"Teams did not do it: {why}", told)
        return Unclear(f"{request.method}: {why}")

    def _later(self, request: Request, why: str, told: float | None = None) -> Busy:
        return Busy(timedelta(seconds=self._back_off(request.conversation, told)), why)

    def _throttled(self, request: Request, told: float | None) -> Busy:
        rest = self._back_off(request.tenant, told)
        self._rest(request.tenant, rest)
        log.warning("teams_throttled", tenant=request.tenant, seconds=round(rest, 1))
        return Busy(timedelta(seconds=rest), "Teams asked for a rest")

    def _our_fault(self, request: Request, why: str, *, everywhere: bool = False) -> Busy:
        key = request.tenant, "" if everywhere else request.conversation
        if key not in self._problems:
            log.error("teams_lets_us_not_in", tenant=request.tenant, why=why)
        self._problems[key] = (
            f"Teams does not let us in (tenant {request.tenant}): {why}."
            " Check the app's registration, its permissions and the cloud in the settings;"
            " messages wait meanwhile."
        )
        return Busy(timedelta(seconds=OUR_FAULT), f"Teams does not let us in: {why}")

    # --- how fast ------------------------------------------------------------------------------

    async def _turn(self, tenant: str, conversation: str, *, answers: bool = False) -> None:
        # Whoever has its turn does not wait for a token then, and arrives with all the others.
        await self._access.token()
        turns = self._turns_of(tenant)
        wait = turns.wait(conversation, self._monotonic(), SHORT_WAIT, answers=answers)
        if wait > SHORT_WAIT:
            raise NotYet(timedelta(seconds=wait), "many messages are waiting for Teams")
        if wait > 0:
            await self._sleep(wait)

    def _back_off(self, of: str, told: float | None) -> float:
        """As long as Teams says, else twice as long with each time; and nobody at the same moment
        as everybody else."""
        before = self._stumbles.get(of, 0)
        if len(self._stumbles) > TIDY_AT:
            self._stumbles.clear()
        self._stumbles[of] = before + 1
        if told is not None:
            return told + self._jitter()
        longest: float = min(LONGEST_BACK_OFF, 2.0 ** min(before + 1, 10))
        return longest * (0.5 + self._jitter() / 2)

    def _rest(self, tenant: str, seconds: float) -> None:
        """It is the app that is counted in the tenant; what one conversation takes we know."""
        now = self._monotonic()
        longer = now + seconds - max(now, self._rests.get(tenant, now))
        if longer > 0:
            self._rests[tenant] = now + seconds
            self._turns_of(tenant).rest(now, longer)

    def _check_rest(self, tenant: str) -> None:
        now, until = self._monotonic(), self._rests.get(tenant)
        if until is None:
            return
        if until > now:
            raise Busy(timedelta(seconds=until - now), "Teams is left alone for a while")
        del self._rests[tenant]

    def _turns_of(self, tenant: str) -> Turns:
        turns = self._turns.get(tenant)
        if turns is None:
            turns = self._turns[tenant] = turns_of_a_tenant()
        return turns


def http_client() -> httpx.AsyncClient:
    """One for all that speaks to Microsoft. Nobody but the machine itself can tell it who it is, so
    that no proxy is asked."""
    return httpx.AsyncClient(
        timeout=TIMEOUT, limits=LIMITS, mounts={f"all://{httpx.URL(ON_A_MACHINE).host}": None}
    )


# --- as Teams writes it --------------------------------------------------------------------------


def _about(
    to: Reference,
    method: str,
    path: str,
    body: Json | None = None,
    *,
    once: bool = False,
    params: Mapping[str, str] | None = None,
) -> Request:
    return Request(method, to.tenant, to.conversation, to.service_url, path, not once, body, params)


def _from_us(to: Reference, activity: Json) -> Json:
    """Without the person's own id and the tenant's, some of Teams says 403."""
    return {
        **activity,
        "channelId": "msteams",
        "from": {"id": to.bot_id},
        "recipient": {"id": to.user_id, "aadObjectId": to.aad_id},
        "conversation": {"id": to.conversation, "tenantId": to.tenant},
    }


def _conversation(of: Reference) -> str:
    return f"/v3/conversations{_segment(of.conversation)}"


def _segment(name: str) -> str:
    """Of a path: whatever stands in an id, it leads nowhere else."""
    if name.strip(".") == "":
        raise SaidNo(404, "ConversationNotFound")
    return f"/{quote(name, safe='')}"


def _id(answer: Json) -> str:
    """Empty where it arrived and was given no name: it cannot be changed later, and that is all."""
    name = answer.get("id")
    return name if isinstance(name, str) else ""


def _member(answer: object) -> Member | None:
    if not isinstance(answer, dict):
        return None

    def told(*names: str) -> str:
        given = (answer.get(name) for name in names)
        return next((words for words in given if isinstance(words, str) and words), "")

    # Some parts of Teams call it by one name, some by the other.
    aad_id = told("aadObjectId", "objectId")
    if not told("id") or not aad_id:
        return None
    return Member(
        id=told("id"),
        aad_id=aad_id,
        name=told("name"),
        email=told("email"),
        principal=told("userPrincipalName"),
        role=told("userRole"),
        tenant=told("tenantId"),
    )


def _json(answer: httpx.Response) -> Json | None:
    return _object(answer.content)


def _object(text: str | bytes) -> Json | None:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _no(status: int, body: Json) -> SaidNo:
    """`{"error": {"code", "message"}}`; an older part of Teams writes JSON into its message."""
    error = body.get("error")
    told = error if isinstance(error, dict) else body
    code = error if isinstance(error, str) else told.get("code")
    words = told.get("message")
    words = words if isinstance(words, str) else ""
    inner = _object(words) or {}
    if isinstance(inner.get("subCode"), str):
        code = inner["subCode"]
    elif body.get("errorCode") == BLOCKED:
        code = "MessageWritesBlocked"
    return SaidNo(status, code if isinstance(code, str) else "", words)


def _retry_after(header: str | None) -> float | None:
    try:
        seconds = float(header) if header is not None else None
    except ValueError:
        return None
    if seconds is None:
        return None
    # A comparison with NaN is false, and ends at the longest.
    return max(1.0, seconds) if seconds <= LONGEST_REST else LONGEST_REST
