"""An event loop whose seconds pass as soon as nobody has anything to do but wait.

Everything that asks the loop for the time (sleeps, time-outs, timers, connections that are kept)
lives in the same seconds; sockets and threads are real. No work costs any of these seconds, however
slow the machine is: what is measured in them is waiting, and nothing else.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

GRACE = 0.002
"""Real seconds without anything from a socket or a thread, after which everybody is waiting. Where a
thread takes longer, some time passes meanwhile, as it would on a slow machine."""


class Waiting(selectors.DefaultSelector):
    """Waits for the time's sake no longer than `GRACE`, and lets the rest of it have passed."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        happened = super().select(GRACE)
        if not happened:
            self.passed += timeout
        return happened


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._waiting = Waiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.passed


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())
