from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.vocabulary import Vocabulary
from bot.commands.ask import plan_line, plan_of
from bot.demo.names import VOCABULARY
from feedback.errors import Unusable

BERLIN = ZoneInfo("Europe/Berlin")
DEMO = Vocabulary(VOCABULARY)
NOW = datetime(2026, 11, 18, 10)  # noqa: DTZ001 the desk's own clock, as --now gives it


def test_a_line_in_and_a_line_out() -> None:
    line = {"id": "a1", "text": "vpn happiness in october"}
    assert plan_line(line, DEMO, NOW, BERLIN) == {
        "id": "a1",
        "plan": {
            "outcome": "answer",
            "metric": "happiness",
            "by": [],
            "grain": None,
            "where": {"service": ["VPN"]},
            "period": ["2026-10-01", "2026-11-01"],
            "against": None,
        },
    }


def test_only_the_outcome_counts_when_there_is_no_plan() -> None:
    assert plan_of("sing me a song", DEMO, NOW, BERLIN) == {"outcome": "unknown"}


@pytest.mark.parametrize("data", [[], "text", {"id": 1}, {"text": 7}, None])
def test_anything_else_is_told_what_a_line_looks_like(data: object) -> None:
    with pytest.raises(Unusable, match="Each line must be"):
        plan_line(data, DEMO, NOW, BERLIN)
