"""Once an hour, what nobody needs any more is cleared away: old messages, raw events, old copies."""

from datetime import datetime, timedelta

from bot.clocks import Clock
from bot.ticketing.backlog import tidy
from feedback.store import Store

EVERY = timedelta(hours=1)
KEEP = timedelta(days=30)
"""Longer than any platform delivers the same thing again, and long enough to look something up, or to
read an event again if its mapping turns out to be wrong."""


class Housekeeping:
    def __init__(self, store: Store, clock: Clock, *, keep_copies: timedelta = KEEP) -> None:
        """`keep_copies`: so long the copies of the database stay that were made before an update."""
        self._store = store
        self._clock = clock
        self._keep_copies = keep_copies
        self._last: datetime | None = None

    async def __call__(self) -> int:
        now = self._clock()
        if self._last is not None and now - self._last < EVERY:
            return 0
        self._last = now
        await self._store.prune(now - KEEP)
        await self._store.let_copies_go(now - self._keep_copies)
        while await tidy(self._store.desk, now - KEEP):
            continue
        return 0
