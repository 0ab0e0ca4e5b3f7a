from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clocks import TurnableClock, system_clock

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_a_turned_clock_stays_turned_when_the_desk_starts_again(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    clock = TurnableClock(file, lambda: NINE)
    assert clock() == NINE
    assert clock.turn(timedelta(hours=1)) == NINE + timedelta(hours=1)
    assert TurnableClock(file, lambda: NINE)() == NINE + timedelta(hours=1)


def test_it_never_goes_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only goes forward"):
        TurnableClock(tmp_path / "clock.json").turn(timedelta(minutes=-1))


def test_the_system_clock_is_aware() -> None:
    assert system_clock().tzinfo is UTC
