"""Clocks: the system's, and one for the demo that can be turned forward and stays turned."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


class TurnableClock:
    """The system's time plus what it was turned by; never backwards.

    What it was turned by is kept in a file, so that a desk that is started again goes on from its
    own time and not from an earlier one.
    """

    def __init__(self, file: Path, base: Clock = system_clock) -> None:
        self._file = file
        self._base = base
        self._ahead = _read(file)

    def __call__(self) -> datetime:
        return self._base() + self._ahead

    def turn(self, by: timedelta) -> datetime:
        if by < timedelta(0):
            raise ValueError("a desk's clock only goes forward")
        self._ahead += by
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps({"ahead_seconds": self._ahead.total_seconds()}))
        beside.replace(self._file)
        return self()


def _read(file: Path) -> timedelta:
    if not file.exists():
        return timedelta(0)
    return timedelta(seconds=json.loads(file.read_text())["ahead_seconds"])
