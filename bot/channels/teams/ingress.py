"""The door for what Teams posts: whose token, how much, and for us, and only then is it read."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from bot.channels.teams.read import Unreadable
from bot.channels.teams.tokens import Claims, KeysAway, NotGenuine

log = structlog.get_logger()

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH: Final = "/teams/messages"
LARGEST: Final = 256 << 10
"""Bytes; a message of Teams has at most about 100 KB."""
PATIENCE: Final = 10.0
"""Seconds for the whole body; Teams itself waits fifteen for the answer."""
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is JSON, for whoever pressed something and waits for it."""

    status: int
    body: Mapping[str, Any] | None = None


Take = Callable[[Mapping[str, Any]], Awaitable[Answer]]
"""Returns after the commit; raises `Unreadable`."""


class Guard(Protocol):
    """`tokens.Verifier`, which raises `NotGenuine` and `KeysAway`."""

    async def verify(self, header: str) -> Claims: ...

    def agree(self, claims: Claims, activity: Mapping[str, Any]) -> None: ...


class Refused(Exception):
    """`str()` is what the other side is told; it repeats nothing of what came."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status = status
        self.headers = headers


class HungUp(Exception):
    """The other side is gone before it had posted everything."""


class Ingress:
    """An ASGI app for one path. Nothing of a body is looked at before its token is known to be
    genuine, and nobody else's is even taken in."""

    def __init__(
        self, take: Take, guard: Guard, *, largest: int = LARGEST, patience: float = PATIENCE
    ) -> None:
        self._take = take
        self._guard = guard
        self._largest = largest
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answered(scope, receive)
        except HungUp:
            return
        except Refused as no:
            log.info("teams_refused", status=no.status, why=str(no))
            headers = {"content-type": "text/plain", "connection": "close", **no.headers}
            await _answer(send, no.status, str(no).encode(), headers)
        else:
            await _answer(send, answer.status, *_written(answer.body))

    async def _answered(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] != "POST":
            raise Refused(405, "only POST", allow="POST")
        headers = _headers(scope["headers"])
        self._acceptable(headers)
        try:
            claims = await self._guard.verify(headers.get("authorization", ""))
            activity = _read(await self._measured(receive))
            self._guard.agree(claims, activity)
        except NotGenuine as no:
            challenge = {"www-authenticate": "Bearer"} if no.status == 401 else {}
            raise Refused(no.status, str(no), **challenge) from None
        except KeysAway:
            raise Refused(503, "cannot be verified now", **{"retry-after": "5"}) from None
        try:
            return await self._take(activity)
        except Unreadable as no:
            raise Refused(400, str(no)) from None
        except Exception:
            log.exception("teams_request_failed")
            return Answer(500)

    def _acceptable(self, headers: Mapping[str, str]) -> None:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != JSON:
            raise Refused(415, "not JSON")
        length = headers.get("content-length", "")
        if length.isdecimal() and (len(length) > 18 or int(length) > self._largest):
            raise Refused(413, "too large")

    async def _measured(self, receive: Receive) -> bytes:
        try:
            async with asyncio.timeout(self._patience):
                return await self._whole(receive)
        except TimeoutError:
            raise Refused(408, "too slow") from None

    async def _whole(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise HungUp
            part = message.get("body", b"")
            size += len(part)
            if size > self._largest:
                raise Refused(413, "too large")
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        activity = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Refused(400, "cannot be read") from None
    if not isinstance(activity, dict):
        raise Refused(400, "not an activity")
    return activity


def _written(body: Mapping[str, Any] | None) -> tuple[bytes, Mapping[str, str]]:
    if body is None:
        return b"", {}
    return json.dumps(body).encode(), {"content-type": JSON}


async def _answer(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    every = {**headers, "content-length": str(len(body))}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in every.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
