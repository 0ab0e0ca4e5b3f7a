"""The heartbeat: woken when there is news, patient with what fails, and never held up by one beat."""

import asyncio
from collections.abc import Callable

import structlog

from bot.scheduler import Bell, Scheduler


async def test_news_of_one_beat_become_messages_of_the_next() -> None:
    news, box, sent = ["a", "b", "c"], list[str](), list[str]()

    async def tell() -> int:
        await asyncio.sleep(0.001)
        if not news:
            return 0
        box.append(news.pop(0))
        return 1

    async def deliver() -> int:
        sent.extend(box)
        box.clear()
        return 0

    scheduler = Scheduler({"deliver": deliver, "tell": tell}, Bell(), pause=60)
    running = asyncio.create_task(scheduler.run())
    await until(lambda: sent == ["a", "b", "c"])
    scheduler.stop()
    await running


async def test_waking_is_quicker_than_waiting() -> None:
    beats: list[int] = []

    async def beat() -> int:
        beats.append(1)
        return 0

    bell = Bell()
    scheduler = Scheduler({"beat": beat}, bell, pause=60)
    running = asyncio.create_task(scheduler.run())
    await until(lambda: len(beats) == 1)
    bell.ring()
    await until(lambda: len(beats) == 2)
    scheduler.stop()
    await running


async def test_it_looks_again_even_if_nobody_wakes_it() -> None:
    beats: list[int] = []

    async def beat() -> int:
        beats.append(1)
        return 0

    scheduler = Scheduler({"beat": beat}, Bell(), pause=0.001)
    running = asyncio.create_task(scheduler.run())
    await until(lambda: len(beats) > 3)
    scheduler.stop()
    await running


async def test_a_failing_beat_is_logged_and_the_others_go_on() -> None:
    beats: list[int] = []

    async def broken() -> int:
        raise RuntimeError("no")

    async def sound() -> int:
        beats.append(1)
        return 0

    scheduler = Scheduler({"broken": broken, "sound": sound}, Bell(), pause=0.001)
    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(scheduler.run())
        await until(lambda: len(beats) > 3 and len(logs) > 1)
        scheduler.stop()
        await running
    assert {entry["beat"] for entry in logs} == {"broken"}


async def test_a_beat_that_hangs_holds_up_nobody() -> None:
    beats: list[int] = []
    released = asyncio.Event()

    async def hanging() -> int:
        await released.wait()
        return 0

    async def sound() -> int:
        beats.append(1)
        return 0

    scheduler = Scheduler({"hanging": hanging, "sound": sound}, Bell(), pause=0.001)
    running = asyncio.create_task(scheduler.run())
    await until(lambda: len(beats) > 3)
    scheduler.stop()
    released.set()
    await running


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - a test looks from outside
            await asyncio.sleep(0.001)
