"""The measurement of presses still runs, and what it measured has really been written down."""

from pathlib import Path

import pytest

from tests.bench.slack import WARM_UP, Contender, cpu, invite, measured, request, speed
from tests.bench.slack_doors import Door

PRESSES = 12


@pytest.mark.slow
async def test_every_press_at_our_door_is_a_rating_and_an_answer(tmp_path: Path) -> None:
    desk = tmp_path / "desk.sqlite"
    await invite(desk, WARM_UP + PRESSES)
    requests = [request(person) for person in range(WARM_UP + PRESSES)]
    ours = Contender("ours", Door.OURS, "off")

    loads = await measured((ours,), desk, requests, rounds=2, at_once=4)

    assert [len(load.each) for load in loads[ours]] == [PRESSES // 2] * 2
    assert speed(loads[ours]) > 0
    assert cpu(loads[ours]) > 0
