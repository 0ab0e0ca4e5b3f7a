"""What doors share that let in only what is verified: raw ASGI, and no more than is allowed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Refused(Exception):
    """`str()` is what the other side is told; it repeats nothing of what came."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status = status
        self.headers = headers


class HungUp(Exception):
    """The other side is gone before it had posted everything."""


def headers_of(scope: Scope) -> Mapping[str, str]:
    pairs: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def not_too_large(headers: Mapping[str, str], largest: int) -> None:
    """By what they say of it, before anything is taken in."""
    length = headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 18 or int(length) > largest):
        raise Refused(413, "too large")


async def taken_in(receive: Receive, largest: int, patience: float) -> bytes:
    """The whole body: at most so many bytes, in at most so many seconds."""
    try:
        async with asyncio.timeout(patience):
            return await _whole(receive, largest)
    except TimeoutError:
        raise Refused(408, "too slow") from None


async def _whole(receive: Receive, largest: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HungUp
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            raise Refused(413, "too large")
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
