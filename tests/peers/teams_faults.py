"""A Bot Connector that fails as it is told, with the login that gives out the tokens for it.

It keeps what it shows, so that a test can count what is lost or shown twice.
"""

import asyncio
import json
import math
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from aiohttp import web

from bot.channels.teams.clouds import PUBLIC, Cloud
from bot.channels.teams.places import Reference
from tests.peers.slack_limits import Allowance

HOST = "127.0.0.1"
LARGEST = 80 * 1024
"""Bytes of a message as UTF-16."""
Json = dict[str, Any]


@dataclass(frozen=True)
class Trouble:
    """What happens to one request. `done`: Teams did what it was asked for before it failed."""

    status: int = 500
    code: str | None = "ServiceError"
    words: str = "Something about this."
    body: object = None
    """Instead of code and words; as text where it is text."""
    retry_after: str | None = None
    location: str | None = None
    done: bool = False
    hangs: bool = False
    cut: bool = False
    slow: float = 0.0


def throttled(seconds: object = None) -> Trouble:
    told = None if seconds is None else str(seconds)
    return Trouble(429, "Throttled", retry_after=told)


def refuses(status: int, code: str, words: str = "Something about this.") -> Trouble:
    return Trouble(status, code, words)


def fails(status: int, *, done: bool = False) -> Trouble:
    return Trouble(status, body="<html>Sorry.</html>", done=done)


def hangs(*, done: bool = False) -> Trouble:
    return Trouble(hangs=True, done=done)


def cut(*, done: bool = False) -> Trouble:
    return Trouble(cut=True, done=done)


def slow(seconds: float) -> Trouble:
    """And then it does it and says so."""
    return Trouble(200, slow=seconds, done=True)


BLOCKED = Trouble(
    403,
    body={
        "errorCode": 209,
        "message": json.dumps(
            {
                "subCode": "MessageWritesBlocked",
                "details": "Thread is blocked from message writes.",
                "errorCode": None,
            }
        ),
    },
)
"""As an older part of Teams has it."""

IN_A_CONVERSATION = (
    Allowance(7, 1.0),
    Allowance(8, 2.0),
    Allowance(60, 30.0),
    Allowance(1800, 3600.0),
)
IN_A_TENANT = Allowance(30, 1.0)
"""From one app."""


class Limits:
    """`time` is in seconds and only goes forward."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._taken: dict[str, deque[float]] = defaultdict(deque)
        self.refused: Counter[str] = Counter()
        """How often we were told to wait, by conversation."""
        self.allowed: list[tuple[float, str]] = []

    def wait(self, conversation: str | None) -> int:
        """Whole seconds until it may be tried again; 0 if it may be done."""
        now = self._time()
        counted = [("", IN_A_TENANT)]
        if conversation is not None:
            counted += [(conversation, each) for each in IN_A_CONVERSATION]
        free_at = max(self._free_at(name, each, now) for name, each in counted)
        if free_at > now:
            self.refused[conversation or ""] += 1
            return math.ceil(free_at - now)
        for name in dict.fromkeys(name for name, _ in counted):
            self._taken[name].append(now)
        self.allowed.append((now, conversation or ""))
        return 0

    def _free_at(self, name: str, allowance: Allowance, now: float) -> float:
        taken = self._taken[name]
        inside = [at for at in taken if at > now - allowance.seconds]
        return now if len(inside) < allowance.most else inside[-allowance.most] + allowance.seconds


@dataclass
class Kept:
    """One message as it stands there now."""

    conversation: str
    id: str
    body: Json
    bodies: list[Json] = field(default_factory=list)
    """All that it ever was."""
    replies_to: str | None = None

    @property
    def words(self) -> str:
        """What a phone shows of it."""
        return str(self.body.get("summary") or self.body.get("text"))


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    """As it came, still encoded."""
    body: Json
    authorization: str


class FaultyTeams:
    def __init__(self) -> None:
        self.url = ""
        self.messages: list[Kept] = []
        self.requests: list[Request] = []
        """Everything that reached us, in order."""
        self.troubles: list[Trouble] = []
        """For the next requests that change something, one each."""
        self.reading_troubles: list[Trouble] = []
        self.refuses: Callable[[Json], Trouble | None] = lambda _: None
        """A lasting rule for what somebody wants to show."""
        self.weather: Callable[[str], Trouble | None] = lambda _: None
        """What happens in this conversation where no trouble was laid ready."""
        self.limits: Limits | None = None
        self.rosters: dict[str, list[Json]] = defaultdict(list)
        self.page = 2
        """Members at once."""
        self.lines: set[object] = set()
        """The connections over which we were called."""
        # The login.
        self.asked: list[tuple[str, Json, Json]] = []
        """Path, form or query, and headers of every request for a token."""
        self.token_troubles: list[Trouble] = []
        self.lasts: Json = {"expires_in": 3599}
        self.good: set[str] = set()
        """The tokens that are taken."""
        self._tokens = count(1)
        self._ids = count(1)
        self._over = asyncio.Event()

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    @property
    def cloud(self) -> Cloud:
        return replace(PUBLIC, name="loopback", service_origins=frozenset({self.url}))

    def reference(self, tenant: str, conversation: str, user: str) -> Reference:
        return Reference(
            tenant, conversation, self.service_url, "28:bot", f"29:{user}", f"aad-{user}"
        )

    def asked_for(self, method: str) -> list[Request]:
        return [each for each in self.requests if each.method == method]

    def words(self, conversation: str | None = None) -> list[str]:
        return [each.words for each in self.messages if conversation in {None, each.conversation}]

    def stop(self) -> None:
        self._over.set()

    # --- the connector -------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        authorization = request.headers.get("Authorization", "")
        self.requests.append(Request(request.method, request.raw_path, body, authorization))
        self.lines.add(request.transport)
        if authorization.removeprefix("Bearer ") not in self.good:
            return self._no(Trouble(401, "Unauthorized"))
        conversation = request.match_info.get("conversation")
        changes = request.method != "GET"
        if self.limits is not None and (
            seconds := self.limits.wait(conversation if changes else None)
        ):
            return self._no(throttled(seconds))
        waiting = self.troubles if changes else self.reading_troubles
        trouble = waiting.pop(0) if waiting else self.weather(conversation or "")
        if trouble is None:
            return self._did(request, body)
        if trouble.slow:
            await asyncio.sleep(trouble.slow)
        did = self._did(request, body) if trouble.done else None
        if trouble.hangs:
            await self._over.wait()
        if (trouble.hangs or trouble.cut) and request.transport is not None:
            request.transport.abort()
        return did if did is not None and trouble.status < 300 else self._no(trouble)

    def _no(self, trouble: Trouble) -> web.Response:
        told = {"Retry-After": trouble.retry_after, "Location": trouble.location}
        headers = {name: value for name, value in told.items() if value is not None}
        if isinstance(trouble.body, str):
            return web.Response(
                status=trouble.status,
                text=trouble.body,
                content_type="text/html",
                headers=headers,
            )
        error = {"error": {"code": trouble.code, "message": trouble.words}}
        body = error if trouble.body is None else trouble.body
        return web.json_response(body, status=trouble.status, headers=headers)

    def _did(self, request: web.Request, body: Json) -> web.Response:
        refused = self._refusal(body) if request.method in {"POST", "PUT"} else None
        if refused is not None:
            return self._no(refused)
        conversation = request.match_info.get("conversation")
        activity = request.match_info.get("activity")
        if conversation is None:
            # There is one with each person, whoever asks for it how often.
            return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=201)
        match request.method:
            case "POST":
                return self._post(conversation, activity, body)
            case "PUT":
                return self._put(conversation, activity, body)
            case "DELETE":
                return self._delete(conversation, activity)
            case _:
                return self._roster(conversation, request)

    def _refusal(self, body: Json) -> Trouble | None:
        if len(json.dumps(body, ensure_ascii=False).encode("utf-16-le")) > LARGEST:
            return refuses(413, "MessageSizeTooBig")
        return self.refuses(body)

    def _post(self, conversation: str, under: str | None, body: Json) -> web.Response:
        kept = Kept(conversation, f"17123456{next(self._ids):05}", body, [body], under)
        self.messages.append(kept)
        return web.json_response({"id": kept.id}, status=201)

    def _put(self, conversation: str, activity: str | None, body: Json) -> web.Response:
        kept = self._at(conversation, activity)
        if kept is None:
            return self._no(refuses(404, "ActivityNotFoundInConversation"))
        kept.body = body
        kept.bodies.append(body)
        return web.json_response({"id": kept.id})

    def _delete(self, conversation: str, activity: str | None) -> web.Response:
        kept = self._at(conversation, activity)
        if kept is None:
            return self._no(refuses(404, "ActivityNotFoundInConversation"))
        self.messages.remove(kept)
        return web.Response(status=200)

    def _at(self, conversation: str, activity: str | None) -> Kept | None:
        name = conversation, activity
        return next((each for each in self.messages if (each.conversation, each.id) == name), None)

    def _roster(self, conversation: str, request: web.Request) -> web.Response:
        members = self.rosters[conversation]
        if (wanted := request.match_info.get("member")) is not None:
            for each in members:
                if wanted in {each["id"], each["aadObjectId"]}:
                    return web.json_response(each)
            return self._no(refuses(404, "MemberNotFoundInConversation"))
        begin = int(request.query.get("continuationToken") or 0)
        end = begin + self.page
        following = {"continuationToken": str(end)} if end < len(members) else {}
        return web.json_response({"members": members[begin:end], **following})

    # --- the login -----------------------------------------------------------------------------

    async def token(self, request: web.Request) -> web.StreamResponse:
        form = dict(request.query) if request.method == "GET" else dict(await request.post())
        self.asked.append((request.path, form, dict(request.headers)))
        trouble = self.token_troubles.pop(0) if self.token_troubles else None
        if trouble is not None and trouble.slow:
            await asyncio.sleep(trouble.slow)
        if trouble is not None and trouble.hangs:
            await self._over.wait()
        if trouble is not None and not trouble.done:
            return self._no(trouble)
        token = f"token-{next(self._tokens)}"
        self.good.add(token)
        return web.json_response(
            {"token_type": "Bearer", "access_token": token, "ext_expires_in": 3599, **self.lasts}
        )


def says_error(error: str, *codes: int, words: str = "AADSTS: something private") -> Trouble:
    """Of the login."""
    told = {"error": error, "error_description": words, "error_codes": list(codes)}
    return Trouble(401, body=told)


ROUTES: Sequence[str] = (
    "/v3/conversations",
    "/v3/conversations/{conversation}/activities",
    "/v3/conversations/{conversation}/activities/{activity}",
    "/v3/conversations/{conversation}/members/{member}",
    "/v3/conversations/{conversation}/pagedmembers",
)


@asynccontextmanager
async def faulty_teams() -> AsyncIterator[FaultyTeams]:
    teams = FaultyTeams()
    app = web.Application(client_max_size=1 << 24)
    for route in ROUTES:
        app.router.add_route("*", f"/emea{route}", teams.answer)
    app.router.add_route("POST", "/{tenant}/oauth2/v2.0/token", teams.token)
    app.router.add_route("GET", "/identity", teams.token)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    host, port = runner.addresses[0][:2]
    teams.url = f"http://{host}:{port}"
    try:
        yield teams
    finally:
        teams.stop()
        await runner.cleanup()
