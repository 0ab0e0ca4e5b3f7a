"""Which charts Slack can draw itself, and the table that stands for the others."""

from dataclasses import replace

import pytest

from analytics.charts import Chart, Point, Series, Unit
from bot.channels.slack import charts
from bot.channels.tables import Rows
from tests.bot.channels.samples import HAPPINESS

WEEKS = Chart(
    "line",
    "Happiness, week by week",
    Unit.POINTS,
    (
        Series("VPN", (Point("W46", -12.4, -25, 3, 88), Point("W47", 4.6, -9, 18, 91))),
        Series("Laptop", (Point("W46", 41, 30, 52, 143), Point("W47", 39, 28, 50, 139))),
    ),
)


def with_points(*points: Point) -> Chart:
    return replace(WEEKS, series=(Series("VPN", points),))


def test_a_line_over_time_is_drawn_by_slack() -> None:
    assert charts.drawn(WEEKS) == {
        "type": "data_visualization",
        "title": "Happiness, week by week",
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": "VPN",
                    "data": [{"label": "W46", "value": -12}, {"label": "W47", "value": 5}],
                },
                {
                    "name": "Laptop",
                    "data": [{"label": "W46", "value": 41}, {"label": "W47", "value": 39}],
                },
            ],
            "axis_config": {
                "categories": ["W46", "W47"],
                "y_label": "Points, from −100 to +100",
            },
        },
    }


@pytest.mark.parametrize(
    ("unit", "name"),
    [(Unit.POINTS, "Points"), (Unit.PERCENT, "Per cent"), (Unit.COUNT, "How many")],
)
def test_a_series_that_needs_no_name_has_one_for_slack(unit: Unit, name: str) -> None:
    """As in all answers about one figure: the title says what it is."""
    alone = replace(WEEKS, unit=unit, series=(replace(WEEKS.series[0], name=""),))
    drawing = charts.drawn(alone)
    assert drawing is not None
    assert [series["name"] for series in drawing["chart"]["series"]] == [name]


@pytest.mark.parametrize("kind", ["bar", "share"])
def test_groups_and_shares_are_bars(kind: str) -> None:
    drawing = charts.drawn(replace(WEEKS, kind=kind))  # type: ignore[arg-type]  # one of Literal
    assert drawing is not None
    assert drawing["chart"]["type"] == "bar"


@pytest.mark.parametrize(
    "chart",
    [
        pytest.param(HAPPINESS, id="a value is kept back"),
        pytest.param(with_points(Point("W46", float("nan"))), id="a value is no number"),
        pytest.param(with_points(*(Point(f"W{n}", n) for n in range(21))), id="21 points"),
        pytest.param(with_points(Point("Identity and access management", 3)), id="a long label"),
        pytest.param(with_points(Point(" ", 3)), id="an empty label"),
        pytest.param(with_points(Point("W46", 3), Point("W46", 4)), id="a label twice"),
        pytest.param(with_points(), id="no points"),
        pytest.param(replace(WEEKS, series=()), id="no series"),
        pytest.param(replace(WEEKS, title="  "), id="no title"),
        pytest.param(
            replace(WEEKS, series=tuple(Series(f"S{n}", (Point("a", n),)) for n in range(7))),
            id="7 series",
        ),
        pytest.param(
            replace(WEEKS, series=(WEEKS.series[0], Series("VPN", WEEKS.series[1].points))),
            id="two series of one name",
        ),
        pytest.param(
            replace(WEEKS, series=(WEEKS.series[0], Series("SAP", (Point("W47", 1),)))),
            id="a series with a gap",
        ),
    ],
)
def test_what_slack_cannot_draw_honestly_is_left_to_the_table(chart: Chart) -> None:
    assert charts.drawn(chart) is None


def test_a_long_title_is_shortened_as_it_stands_whole_in_the_words_below() -> None:
    drawing = charts.drawn(replace(WEEKS, title="How happy people were with " + "everything " * 9))
    assert drawing is not None
    assert drawing["title"] == "How happy people were with everything everything…"


def test_a_table_has_a_caption_and_names_its_rows() -> None:
    table = charts.data_table("Happiness", [("What", "Points"), ("VPN", "−12")])
    assert table is not None
    assert (table["caption"], table["row_header_column_index"]) == ("Happiness", 0)


@pytest.mark.parametrize("rows", [[("Only", "a heading")], [tuple("x" * 21), tuple("y" * 21)]])
def test_nothing_is_made_a_table_that_slack_would_refuse(rows: Rows) -> None:
    assert charts.data_table("A caption", rows) is None
    assert charts.table(rows) is None
