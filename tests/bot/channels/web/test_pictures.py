"""Charts on the page: who makes the script for them, and when."""

import asyncio
import time

from bot.channels.web.pictures import LiveCharts


async def longest_wait(beat: float = 0.01) -> float:
    """Seconds between two turns of the loop, the longest until cancelled."""
    longest, last = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(beat)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    except asyncio.CancelledError:
        return longest


async def test_nobody_else_waits_while_the_script_is_made() -> None:
    waiting = asyncio.create_task(longest_wait())
    started = time.perf_counter()
    script = await LiveCharts().script()
    took = time.perf_counter() - started
    waiting.cancel()
    assert b"window.vegaEmbed" in script
    assert await waiting < took / 2
