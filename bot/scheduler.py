"""The desk's heartbeat: small beats that do what is due once, and a runner that calls them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from feedback.due import fire
from feedback.unit_of_work import Desk, UnitOfWork

log = structlog.get_logger()

Beat = Callable[[], Awaitable[int]]
"""Does what is due, once, and returns how much that was."""

TIMERS_AT_ONCE = 50
PUT_OFF = timedelta(minutes=5)
"""A timer whose verb failed is tried again after this long."""


async def fire_due(desk: Desk, limit: int = TIMERS_AT_ONCE) -> int:
    """Every due timer with its verb, a batch in one unit of work: each happens exactly once.

    If one of a batch fails, the batch is undone and its timers are tried one by one, so that a
    single bad one holds up nobody.
    """
    fired = 0
    while True:
        try:
            done = await _fire_batch(desk, limit)
        except Exception:
            log.exception("timer_batch_failed")
            return fired + await _fire_singly(desk, limit)
        fired += done
        if done < limit:
            return fired


async def _fire_batch(desk: Desk, limit: int) -> int:
    async with desk.begin() as work:
        timers = await work.due_timers(limit)
        for timer in timers:
            await fire(work, timer)
        return len(timers)


async def _fire_singly(desk: Desk, limit: int) -> int:
    async with desk.begin() as work:
        ids = [timer.id for timer in await work.due_timers(limit)]
    fired = 0
    for timer_id in ids:
        try:
            async with desk.begin() as work:
                timer = await work.timers.get(timer_id)
                if timer is not None and timer.due_at <= work.now:
                    await fire(work, timer)
                    fired += 1
        except Exception:
            log.exception("timer_failed", timer=timer_id)
            async with desk.begin() as work:
                await _put_off(work, timer_id)
    return fired


async def _put_off(work: UnitOfWork, timer_id: str) -> None:
    timer = await work.timers.get(timer_id)
    if timer is not None:
        await work.timers.put(replace(timer, due_at=work.now + PUT_OFF))


class Bell:
    """Rung after a commit that has made something due; every beat has an ear of its own."""

    def __init__(self) -> None:
        self._ears: list[asyncio.Event] = []

    def ear(self) -> asyncio.Event:
        self._ears.append(asyncio.Event())
        return self._ears[-1]

    def ring(self) -> None:
        for ear in self._ears:
            ear.set()


class Scheduler:
    """Calls each beat when woken, and every so often anyway; a slow beat does not delay another."""

    def __init__(self, beats: Mapping[str, Beat], bell: Bell, *, pause: float = 0.5) -> None:
        self._beats = beats
        self._bell = bell
        self._pause = pause
        self._stopping = False

    def stop(self) -> None:
        """Each beat finishes what it has begun."""
        self._stopping = True
        self._bell.ring()

    async def once(self) -> int:
        """Each beat once, one after the other; returns how much they did. What fails is raised."""
        return sum([await beat() for beat in self._beats.values()])

    async def run(self) -> None:
        """Until stopped; a beat that fails is logged and tried again at the next."""
        async with asyncio.TaskGroup() as together:
            for name, beat in self._beats.items():
                together.create_task(self._run(name, beat))

    async def _run(self, name: str, beat: Beat) -> None:
        ear = self._bell.ear()
        while not self._stopping:
            ear.clear()
            try:
                done = await beat()
            except Exception:
                log.exception("beat_failed", beat=name)
                done = 0
            if done:
                self._bell.ring()
                continue
            try:
                async with asyncio.timeout(self._pause):
                    await ear.wait()
            except TimeoutError:
                continue
