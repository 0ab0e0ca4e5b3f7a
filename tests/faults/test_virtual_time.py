"""Seconds of a virtual loop: they pass by waiting, and by nothing else."""

import asyncio
import time

import pytest

from tests.faults import virtual_time


def test_an_hour_of_waiting_is_over_at_once() -> None:
    async def main() -> list[float]:
        loop, woken = asyncio.get_running_loop(), list[float]()

        async def wait(seconds: float) -> None:
            await asyncio.sleep(seconds)
            woken.append(loop.time())

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.gather(wait(3000), wait(1200), wait(7200))
        return [*woken, loop.time()]

    began = time.monotonic()
    assert virtual_time.run(main) == pytest.approx([1200, 3000, 3600])
    assert time.monotonic() - began < 2


def test_work_in_threads_is_waited_for_where_nothing_else_is() -> None:
    async def main() -> float:
        await asyncio.to_thread(time.sleep, 0.05)
        return asyncio.get_running_loop().time()

    assert virtual_time.run(main) == 0
