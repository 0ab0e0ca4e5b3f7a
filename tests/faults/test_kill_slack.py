"""The trial of `tests.faults.kill_slack`, shortened: on its own it kills a hundred times."""

from pathlib import Path

import pytest

from tests.faults.kill_slack import Mode, trial


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "kills"), [("http", 2), ("socket", 2)])
async def test_a_server_that_is_killed_loses_nothing_of_slack_and_shows_nothing_twice_there(
    tmp_path: Path, mode: Mode, kills: int
) -> None:
    report = await trial(tmp_path, kills, seed=11, mode=mode, pause=(0.15, 1.2))
    assert report.kills == kills
    assert report.taken > 20
    assert report.messages > 20
    assert report.is_clean, str(report)
