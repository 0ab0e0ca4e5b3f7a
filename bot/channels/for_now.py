"""What we were told, for a while and up to a number: asking again costs time, and it may change."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clocks import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ForNow(Generic[K, V]):
    """Of more than `most`, what was told earliest is forgotten."""

    def __init__(self, age: timedelta, clock: Clock, most: int = 10_000) -> None:
        self._age = age
        self._clock = clock
        self._most = most
        self._kept: dict[K, tuple[V, datetime]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        value, until = self._kept.get(key, (None, None))
        return value if until is not None and self._clock() < until else None

    def put(self, key: K, value: V) -> V:
        self._kept.pop(key, None)
        self._kept[key] = value, self._clock() + self._age
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return value

    def drop(self, key: K) -> None:
        self._kept.pop(key, None)

    def clear(self) -> None:
        self._kept.clear()
