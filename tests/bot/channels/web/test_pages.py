"""What the page says around the conversations."""

from datetime import UTC, datetime

import pytest

from bot.channels.web.pages import apart

NOVEMBER = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", ""),
        ("Europe/Madrid", ""),
        ("America/Chicago", "7 hours behind the desk’s clock"),
        ("Europe/London", "1 hour behind the desk’s clock"),
        ("Asia/Kolkata", "4.5 hours ahead of the desk’s clock"),
    ],
)
def test_whoever_lives_by_another_clock_has_it_said(zone: str, words: str) -> None:
    assert apart(zone, "Europe/Berlin", NOVEMBER) == words
