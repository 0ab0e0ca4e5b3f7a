"""How long it takes to fill the demo desk: `python -m tests.bench.demo [TICKETS]`."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.store import tally
from bot.clocks import system_clock
from bot.demo.fill import fill
from bot.notifications import Notifications
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.reasons import Reading
from feedback.store import migrate, open_store


class ReadsNothing:
    """What is measured is the filling, not the reading of comments."""

    def classify(self, text: str, score: int | None = None) -> Reading:
        return Reading()


async def main(tickets: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'demo.sqlite'}?synchronous=normal"
        await migrate(url)
        policy = Policy()
        stages: dict[str, float] = {}
        started, worked = time.perf_counter(), time.process_time()

        def watch(doing: str, done: int, total: int) -> None:
            stages.setdefault(doing, time.perf_counter() - started)

        async with open_store(
            url,
            policy,
            clock=system_clock,
            new_id=sortable_id,
            tally=tally(ZoneInfo(policy.time_zone)),
        ) as store:
            filled = await fill(
                store,
                now=system_clock(),
                tickets=tickets,
                classifier=ReadsNothing(),
                tell=lambda desk: Notifications(desk, store.news).tell_due(),
                progress=watch,
            )
        seconds = time.perf_counter() - started
        busy = time.process_time() - worked
    print(f"{filled.tickets:,} tickets, {filled.records:,} records in {seconds:.1f} s:")
    print(f"  {filled.records / seconds:,.0f} records/s, {busy:.1f} s of processor time")
    for doing, at in stages.items():
        print(f"  {doing.lower()} began after {at:.1f} s")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
