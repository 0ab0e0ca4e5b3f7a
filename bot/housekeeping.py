"""Once an hour, what nobody needs any more is cleared away: sent messages, delivery ids, raw events."""

from datetime import datetime, timedelta

from bot.clocks import Clock
from bot.ticketing.backlog import tidy
from feedback.store import Store

EVERY = timedelta(hours=1)
KEEP = timedelta(days=30)
"""Longer than any platform delivers the same thing again, and long enough to look something up, or to
read an event again if its mapping turns out to be wrong."""


class Housekeeping:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last: datetime | None = None

    async def __call__(self) -> int:
        now = self._clock()
        if self._last is not None and now - self._last < EVERY:
            return 0
        self._last = now
        await self._store.prune(now - KEEP)
        while await tidy(self._store.desk, now - KEEP):
            continue
        return 0
