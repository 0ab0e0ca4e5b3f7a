"""What others who read Adaptive Cards have against ours: nothing."""

import pytest
from hypothesis import HealthCheck, given, settings

from analytics import charts
from bot.cards import Card, Picture
from bot.channels.teams.write import Drawn, content
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE, full
from tests.bot.channels.strategies import CARDS
from tests.bot.channels.teams.oracles import read_by_microsoft, read_by_schema
from tests.bot.channels.teams.test_charts import BY_SERVICE, shares
from tests.bot.channels.test_tables import WEEKS


@pytest.mark.parametrize("drawn", Drawn)
@pytest.mark.parametrize("words", ["words", *HOSTILE, FAR_AND_WIDE])
def test_every_kind_of_part_is_known_everywhere(words: str, drawn: Drawn) -> None:
    card = content(full(words), slot="s", drawn=drawn)
    assert read_by_microsoft(card) == []
    assert read_by_schema(card) == []


@pytest.mark.parametrize("chart", [WEEKS, BY_SERVICE, shares(60, 40), shares(*range(9))])
def test_every_kind_of_chart_is_known_to_microsoft_and_its_fallback_everywhere(
    chart: charts.Chart,
) -> None:
    card = content(Card("A title", (Picture(charts.to_json(chart), charts.in_words(chart)),)))
    assert any(str(each["type"]).startswith("Chart.") for each in card["body"])
    assert read_by_microsoft(card) == []
    assert read_by_schema(card) == []


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(CARDS)
def test_any_card_is_known_everywhere(card: Card) -> None:
    drawing = content(card)
    assert read_by_microsoft(drawing) == []
    assert read_by_schema(drawing) == []


def test_they_do_complain() -> None:
    """Else nothing of all this would mean anything."""
    card = content(full())
    assert read_by_microsoft({**card, "body": [{"type": "TextBlock", "text": 7, "colour": "red"}]})
    assert read_by_microsoft({**card, "body": [{"type": "Banana"}]}) == ["there is no Banana"]
    assert read_by_schema({**card, "body": [{"type": "TextBlock"}]})
