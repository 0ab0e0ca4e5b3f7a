"""Times as people say them."""

from datetime import UTC, datetime

import pytest

from bot.conversations.words import by_time, clock_time

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "said", "after_by"),
    [
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), "15:00", "by 15:00"),
        (datetime(2026, 11, 25, 8, 30, tzinfo=UTC), "tomorrow at 9:30", "by tomorrow at 9:30"),
        (datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "yesterday at 9:30", "by 9:30 yesterday"),
        (datetime(2026, 12, 3, 8, 0, tzinfo=UTC), "on 3 December at 9:00", "by 3 December at 9:00"),
        (
            datetime(2025, 12, 3, 8, 0, tzinfo=UTC),
            "on 3 December 2025 at 9:00",
            "by 3 December 2025 at 9:00",
        ),
    ],
)
def test_a_moment_is_said_so_that_only_one_can_be_meant(
    moment: datetime, said: str, after_by: str
) -> None:
    assert clock_time(moment, "Europe/Berlin", NOW) == said
    assert by_time(moment, "Europe/Berlin", NOW) == after_by
