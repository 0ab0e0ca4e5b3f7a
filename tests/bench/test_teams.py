"""The measurement of presses in Teams still runs, and each of them is answered."""

import pytest

from tests.bench.slack import cpu, speed
from tests.bench.teams import WARM_UP, made, measured
from tests.bench.teams_doors import Door

PRESSES = 12


@pytest.mark.slow
async def test_every_press_is_answered() -> None:
    doors = (Door.STOCK, Door.OURS)
    loads = await measured(list(made(WARM_UP + PRESSES)), rounds=2, at_once=4, doors=doors)
    assert set(loads) == set(doors)
    for rounds in loads.values():
        assert [len(load.each) for load in rounds] == [PRESSES // 2] * 2
        assert speed(rounds) > 0
        assert cpu(rounds) >= 0
    assert cpu(loads[Door.OURS]) < cpu(loads[Door.STOCK])
