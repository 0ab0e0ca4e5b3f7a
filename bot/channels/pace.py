"""Whose turn it is to be spoken to: a slot for each message, so that crowds do not come back at once."""

from collections.abc import Callable
from dataclasses import dataclass

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


class Turns:
    """Of one kind of call; `each` makes the pace of one conversation, beside that of `everybody`.

    `answers` is a part of the pace that nobody but whoever was just spoken to gets: a crowd of news
    must not keep people waiting who are in the middle of a conversation.

    Times are seconds of a clock that only goes forward. Each process has turns of its own; where
    there are several, it is the platform's own 429 that holds them together.
    """

    def __init__(self, everybody: Rate, answers: Rate, each: Callable[[], Rate]) -> None:
        self._everybody = everybody
        self._answers = answers
        self._new = each
        self._each: dict[tuple[str, bool], Rate] = {}
        self._kept: dict[tuple[str, bool], float] = {}
        self._tidy_at = TIDY_AT

    def wait(self, conversation: str, now: float, patience: float, *, answers: bool) -> float:
        """Seconds until it is this conversation's turn.

        Up to `patience` the caller waits and the turn is taken; beyond, it is kept for the
        conversation, which comes back for it.
        """
        # News may have their turns far ahead; who answers does not wait behind those.
        who = conversation, answers
        kept = self._kept.pop(who, None)
        if kept is None or kept < now - STALE:
            kept = self._next(who, now)
        wait = max(0.0, kept - now)
        if wait > patience:
            self._kept[who] = kept
        return wait

    def rest(self, now: float, seconds: float) -> None:
        """Everybody's turn is so much later; nobody comes all at once when the rest is over."""
        self._kept = {name: at + seconds for name, at in self._kept.items() if at > now}
        for rate in self._everybody, self._answers:
            rate.rest(now, seconds)

    def known(self) -> int:
        """Conversations that are kept in mind."""
        return len(self._each) + len(self._kept)

    def _next(self, who: tuple[str, bool], now: float) -> float:
        _, answers = who
        if len(self._each) >= self._tidy_at:
            self._tidy(now)
        each = self._each.setdefault(who, self._new())
        rate = self._everybody
        if answers and self._answers.free_at(now) < rate.free_at(now):
            rate = self._answers
        at = max(rate.free_at(now), each.free_at(now))
        rate.take(at)
        each.take(at)
        return at

    def _tidy(self, now: float) -> None:
        """A conversation that has been quiet for long is as good as new."""
        self._each = {name: rate for name, rate in self._each.items() if rate.full_at > now}
        self._kept = {name: at for name, at in self._kept.items() if at >= now - STALE}
        self._tidy_at = max(TIDY_AT, 2 * len(self._each))
