"""Presses on a door, as many at once as Slack might send, on connections that stay open."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.request import urlopen


@dataclass(frozen=True, slots=True)
class Load:
    """How a number of presses went: each one's own seconds, those of all together, and CPU's."""

    each: Sequence[float]
    wall: float
    cpu: float


class Presser(asyncio.Protocol):
    """One connection: it takes the next request when the last one was answered with 200."""

    def __init__(self, requests: Iterator[bytes], took: list[float]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._took = took
        self._answer = b""
        self._since = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass
        self._press()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if self.done.done() or not _complete(self._answer):
            return
        self._took.append(time.perf_counter() - self._since)
        if self._answer.startswith(b"HTTP/1.1 200 "):
            self._press()
        else:
            self.done.set_exception(AssertionError(self._answer.decode()))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or AssertionError("the door was shut"))

    def _press(self) -> None:
        assert self._transport is not None
        self._answer = b""
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._since = time.perf_counter()
            self._transport.write(request)


async def press_all(port: int, requests: Sequence[bytes], at_once: int) -> Load:
    took: list[float] = []
    waiting = iter(requests)
    loop = asyncio.get_running_loop()
    cpu = await spent_by(port)
    started = time.perf_counter()
    pressers = [
        (await loop.create_connection(lambda: Presser(waiting, took), "127.0.0.1", port))[1]
        for _ in range(min(at_once, len(requests)))
    ]
    await asyncio.gather(*(presser.done for presser in pressers))
    wall = time.perf_counter() - started
    return Load(took, wall, await spent_by(port) - cpu)


async def spent_by(port: int) -> float:
    """Seconds of CPU that the process behind this door has used so far, in all its threads."""
    return float(await asyncio.to_thread(_ask, f"http://127.0.0.1:{port}/spent"))


def _ask(url: str) -> float:
    with urlopen(url, timeout=30) as answer:
        return float(json.load(answer))


def _complete(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    lengths = [
        int(value)
        for name, _, value in (line.partition(b":") for line in head.lower().split(b"\r\n"))
        if name == b"content-length"
    ]
    return len(body) >= sum(lengths)
