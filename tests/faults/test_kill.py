"""The trial of `tests.faults.kill`, shortened: `python -m tests.faults.kill` kills a hundred times."""

from pathlib import Path

import pytest

from tests.faults.kill import trial


@pytest.mark.slow
async def test_a_server_that_is_killed_loses_nothing_and_shows_nothing_twice(
    tmp_path: Path,
) -> None:
    report = await trial(tmp_path, kills=5, seed=11)
    assert report.presses > 50
    assert report.messages > 50
    assert report.is_clean, str(report)
