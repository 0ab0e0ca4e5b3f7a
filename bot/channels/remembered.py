"""What one process knows of the messages that it sent: enough of it, and no more."""

from collections import OrderedDict
from typing import Final

REMEMBERED: Final = 4096


class Remembered:
    """The latest few thousand things, by conversation and key."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._values: OrderedDict[tuple[str, str], str] = OrderedDict()

    def get(self, place: str, key: str) -> str | None:
        return self._values.get((place, key))

    def put(self, place: str, key: str, value: str) -> None:
        self._values[place, key] = value
        self._values.move_to_end((place, key))
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def take(self, place: str, key: str) -> str | None:
        """And know it no more."""
        return self._values.pop((place, key), None)

    def all_of(self, place: str) -> tuple[str, ...]:
        return tuple(value for name, value in self._values.items() if name[0] == place)

    def forget(self, place: str) -> None:
        for name in [name for name in self._values if name[0] == place]:
            del self._values[name]
