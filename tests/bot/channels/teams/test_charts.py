"""Which charts Teams can draw itself, and the table that stands for the others."""

from dataclasses import replace
from typing import Literal

import pytest

from analytics.charts import Chart, Point, Series, Unit
from bot.channels.teams import charts
from bot.channels.teams.charts import table
from tests.bot.channels.samples import HAPPINESS
from tests.bot.channels.test_tables import WEEKS

INSTEAD = {"type": "Container", "items": []}
BY_SERVICE = Chart(
    "bar",
    "Happiness by service",
    Unit.POINTS,
    (Series("This year", (Point("VPN", -12.4, -25, 3, 88), Point("Laptop", 41, 30, 52, 143))),),
)


def shares(*values: float, unit: Unit = Unit.PERCENT) -> Chart:
    points = tuple(Point(f"Reason {n}", value) for n, value in enumerate(values))
    return Chart("share", "What people liked", unit, (Series("", points),))


def kind(chart: Chart) -> str | None:
    drawing = charts.drawn(chart, INSTEAD)
    return None if drawing is None else str(drawing["type"])


def test_a_line_over_time_is_drawn_by_teams_down_to_its_lowest_value() -> None:
    assert charts.drawn(WEEKS, INSTEAD) == {
        "type": "Chart.Line",
        "title": "Happiness, week by week",
        "showTitle": True,
        "data": [
            {"legend": "VPN", "values": [{"x": "W46", "y": -12}, {"x": "W47", "y": 5}]},
            {"legend": "Laptop", "values": [{"x": "W46", "y": 41}, {"x": "W47", "y": 39}]},
        ],
        "yAxisTitle": "Points, from −100 to +100",
        "yMin": -20,
        "fallback": INSTEAD,
    }


def test_groups_stand_beside_each_other_with_their_values() -> None:
    assert charts.drawn(BY_SERVICE, INSTEAD) == {
        "type": "Chart.VerticalBar",
        "title": "Happiness by service",
        "showTitle": True,
        "data": [{"x": "VPN", "y": -12}, {"x": "Laptop", "y": 41}],
        "showBarValues": True,
        "yAxisTitle": "Points, from −100 to +100",
        "yMin": -20,
        "fallback": INSTEAD,
    }


def test_the_axis_begins_at_zero_where_nothing_is_below() -> None:
    drawing = charts.drawn(replace(WEEKS, series=(WEEKS.series[1],)), INSTEAD)
    assert drawing is not None
    assert "yMin" not in drawing


def test_two_times_beside_each_other_are_grouped() -> None:
    both = replace(BY_SERVICE, series=(replace(BY_SERVICE.series[0], name="2025"),
                                       *BY_SERVICE.series))  # fmt: skip
    drawing = charts.drawn(both, INSTEAD)
    assert drawing is not None
    assert drawing["type"] == "Chart.VerticalBar.Grouped"
    assert [each["legend"] for each in drawing["data"]] == ["2025", "This year"]


def test_parts_of_one_whole_are_a_ring_and_others_are_not() -> None:
    drawing = charts.drawn(shares(60, 39.6), INSTEAD)
    assert drawing is not None
    assert drawing["type"] == "Chart.Donut"
    assert drawing["data"] == [
        {"legend": "Reason 0", "value": 60},
        {"legend": "Reason 1", "value": 40},
    ]
    assert kind(shares(60, 55)) == "Chart.VerticalBar", "one person may have named both"
    assert kind(shares(100)) == "Chart.VerticalBar", "nothing is parted there"
    assert kind(shares(7, 3, unit=Unit.COUNT)) == "Chart.Donut"


def test_long_names_lie_under_each_other_where_nothing_is_below_zero() -> None:
    long = "Didn't know what was going on"
    points = (Point(long, 6), Point("Took too long", 9))
    chart = replace(shares(), series=(Series("", points),))
    assert kind(chart) == "Chart.HorizontalBar"
    below = replace(chart, unit=Unit.POINTS, series=(Series("", (Point(long, -6), points[1])),))
    assert kind(below) is None, "those bars have no room on the left"
    assert kind(replace(chart, kind="line")) == "Chart.Line"
    assert kind(shares(*range(9))) == "Chart.HorizontalBar", "so many beside each other are thin"


def with_points(*points: Point) -> Chart:
    return replace(WEEKS, series=(Series("VPN", points),))


@pytest.mark.parametrize(
    "chart",
    [
        pytest.param(HAPPINESS, id="a value is kept back"),
        pytest.param(with_points(Point("W46", float("nan"))), id="a value is no number"),
        pytest.param(with_points(*(Point(f"W{n}", n) for n in range(61))), id="61 points"),
        pytest.param(with_points(Point("so long " * 8, 3)), id="a long label"),
        pytest.param(with_points(Point(" ", 3)), id="an empty label"),
        pytest.param(with_points(Point("W46", 3), Point("W46", 4)), id="a label twice"),
        pytest.param(with_points(), id="no points"),
        pytest.param(replace(WEEKS, series=()), id="no series"),
        pytest.param(replace(WEEKS, title="  "), id="no title"),
        pytest.param(
            replace(WEEKS, series=tuple(Series(f"S{n}", (Point("a", n),)) for n in range(5))),
            id="5 series",
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
@pytest.mark.parametrize("as_kind", ["line", "bar", "share"])
def test_what_teams_cannot_draw_honestly_is_left_to_the_table(
    chart: Chart, as_kind: Literal["line", "bar", "share"]
) -> None:
    assert charts.drawn(replace(chart, kind=as_kind), INSTEAD) is None


def test_columns_are_as_wide_as_their_words_but_no_word_is_broken() -> None:
    drawing = table([("What", "Points"), ("Identity-and-access-management", "−12 " * 20)])
    assert drawing is not None
    assert drawing["columns"] == [{"width": 32}, {"width": 22}]
    cells = [row["cells"][0]["items"][0] for row in drawing["rows"]]
    assert [each.get("weight") for each in cells] == ["Bolder", None]


@pytest.mark.parametrize("rows", [[("Only", "a heading")], [tuple("abcde"), tuple("fghij")]])
def test_nothing_is_made_a_table_that_would_be_unreadable(rows: list[tuple[str, ...]]) -> None:
    assert table(rows) is None
