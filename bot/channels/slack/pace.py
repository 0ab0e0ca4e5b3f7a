"""How fast we may speak: a slot of its own for each message, so that crowds do not come back at once."""

from dataclasses import dataclass

EVERY = 1.0
"""Seconds between two messages of one conversation, as Slack asks."""
SPARE = 3
"""So many may follow one another at once in a conversation that was quiet; Slack allows it."""
SPARE_OF_ALL = 10
FOR_ANSWERS = 0.1
"""The share of the pace that nobody but whoever was just spoken to gets: a crowd of news must not
keep people waiting who are in the middle of a conversation."""
STALE = 60.0
"""Seconds after which a slot that nobody came back for is nobody's."""
TIDY_AT = 2048


@dataclass(slots=True)
class Rate:
    """One every so many seconds, and a few at once after a pause (the generic cell rate)."""

    every: float
    spare: int
    full_at: float = 0.0

    def free_at(self, now: float) -> float:
        return max(now, self.full_at - (self.spare - 1) * self.every)

    def take(self, at: float) -> None:
        self.full_at = max(self.full_at, at) + self.every

    def rest(self, now: float, seconds: float) -> None:
        """And after it, not a few at once."""
        self.full_at = max(self.full_at, now + (self.spare - 1) * self.every) + seconds


class Pace:
    """Of one workspace, in seconds of a clock that only goes forward.

    Each process has its own; where there are several, Slack's own 429 holds them together.
    """

    def __init__(self, a_minute: int) -> None:
        every = 60.0 / a_minute
        self._all = Rate(every / (1 - FOR_ANSWERS), SPARE_OF_ALL)
        self._answers = Rate(every / FOR_ANSWERS, SPARE_OF_ALL)
        self._each: dict[str, Rate] = {}
        self._kept: dict[str, float] = {}
        self._tidy_at = TIDY_AT

    def wait(
        self, conversation: str, now: float, patience: float, *, answers: bool = False
    ) -> float:
        """Seconds until it is this conversation's turn.

        Up to `patience` the caller waits and the turn is taken; beyond, it is kept for the
        conversation, which comes back for it.
        """
        kept = self._kept.pop(conversation, None)
        if kept is None or kept < now - STALE:
            kept = self._next(conversation, now, answers=answers)
        wait = max(0.0, kept - now)
        if wait > patience:
            self._kept[conversation] = kept
        return wait

    def rest(self, now: float, seconds: float) -> None:
        """Everybody's turn is so much later; nobody comes all at once when the rest is over."""
        self._kept = {name: at + seconds for name, at in self._kept.items() if at > now}
        for rate in self._all, self._answers:
            rate.rest(now, seconds)

    def known(self) -> int:
        """Conversations that are kept in mind."""
        return len(self._each) + len(self._kept)

    def _next(self, conversation: str, now: float, *, answers: bool) -> float:
        if len(self._each) >= self._tidy_at:
            self._tidy(now)
        each = self._each.setdefault(conversation, Rate(EVERY, SPARE))
        everybody = self._all
        if answers and self._answers.free_at(now) < everybody.free_at(now):
            everybody = self._answers
        at = max(everybody.free_at(now), each.free_at(now))
        everybody.take(at)
        each.take(at)
        return at

    def _tidy(self, now: float) -> None:
        """A conversation that has been quiet for long is as good as new."""
        self._each = {name: rate for name, rate in self._each.items() if rate.full_at > now}
        self._kept = {name: at for name, at in self._kept.items() if at >= now - STALE}
        self._tidy_at = max(TIDY_AT, 2 * len(self._each))
