"""The door for what Teams posts: whose token, how much, and for us, and only then is it read."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from bot.channels.door import (
    HungUp,
    Receive,
    Refused,
    Scope,
    Send,
    headers_of,
    not_too_large,
    taken_in,
)
from bot.channels.shapes import Unreadable
from bot.channels.teams.tokens import Claims, KeysAway, NotGenuine

log = structlog.get_logger()


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
        headers = headers_of(scope)
        self._acceptable(headers)
        try:
            claims = await self._guard.verify(headers.get("authorization", ""))
            activity = _read(await taken_in(receive, self._largest, self._patience))
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
        not_too_large(headers, self._largest)


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
