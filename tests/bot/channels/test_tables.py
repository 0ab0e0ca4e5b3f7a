"""A chart as rows of words, and as many rows as there is room for."""

from dataclasses import replace

import pytest

from analytics.charts import Chart, Point, Series, Unit
from bot.channels import tables
from tests.bot.channels.samples import HAPPINESS

ROOM = tables.Room(rows=99, words=10_000, cell=500)
WEEKS = Chart(
    "line",
    "Happiness, week by week",
    Unit.POINTS,
    (
        Series("VPN", (Point("W46", -12.4, -25, 3, 88), Point("W47", 4.6, -9, 18, 91))),
        Series("Laptop", (Point("W46", 41, 30, 52, 143), Point("W47", 39, 28, 50, 139))),
    ),
)


def test_the_table_keeps_every_interval_and_every_n() -> None:
    assert tables.rows_of(WEEKS) == (
        ("When", "VPN", "Laptop"),
        ("W46", "−12 (−25 to +3, n 88)", "+41 (+30 to +52, n 143)"),
        ("W47", "+5 (−9 to +18, n 91)", "+39 (+28 to +50, n 139)"),
    )


@pytest.mark.parametrize(
    ("unit", "name"),
    [(Unit.POINTS, "Points"), (Unit.PERCENT, "Per cent"), (Unit.COUNT, "How many")],
)
def test_a_series_that_needs_no_name_is_called_by_its_unit(unit: Unit, name: str) -> None:
    alone = replace(WEEKS, unit=unit, series=(replace(WEEKS.series[0], name=""),))
    assert tables.rows_of(alone)[0] == ("When", name)


def test_the_table_says_where_there_is_too_little() -> None:
    assert ("SAP", "too few to say") in tables.rows_of(HAPPINESS)


def test_rows_are_made_equally_long_and_never_empty() -> None:
    rows = [("Ticket", "State"), ("INC-1",), ("INC-2", "open", "late")]
    assert tables.square(rows, cell=9) == [
        ("Ticket", "State", "–"),
        ("INC-1", "–", "–"),
        ("INC-2", "open", "late"),
    ]
    assert tables.square([("A heading", "x" * 20)], cell=9) == [("A heading", "x" * 8 + "…")]


def test_of_many_rows_the_first_are_kept_and_over_time_the_last() -> None:
    rows = [("Day", "Count"), *((f"d{n}", str(n)) for n in range(240))]
    kept, missing = tables.rows_that_fit(rows, ROOM)
    assert (len(kept), missing, kept[-1]) == (100, 141, ("d98", "98"))
    assert tables.left_out(kept, missing) == "These are the first 99 of 240 rows."
    kept, missing = tables.rows_that_fit(rows, ROOM, newest=True)
    assert (kept[0], kept[1], kept[-1]) == (("Day", "Count"), ("d141", "141"), ("d239", "239"))
    assert tables.left_out(kept, missing, newest=True) == "These are the last 99 of 240 rows."
    assert tables.left_out(kept, 0) == ""


def test_of_long_rows_fewer_are_kept() -> None:
    rows = [("Day", "Words"), *((f"d{n}", "x" * 90) for n in range(9))]
    kept, missing = tables.rows_that_fit(rows, replace(ROOM, words=300))
    assert (len(kept), missing) == (4, 6)


def test_where_there_are_no_columns_each_row_is_a_line() -> None:
    rows = (("INC-1", "3 pm", "open"), ("INC-2", "", ""))
    assert tables.in_lines(("Ticket", "Promised", "State"), rows, 99) == (
        "INC-1 · Promised: 3 pm · State: open\nINC-2 · Promised: – · State: –"
    )
    assert tables.in_lines(("Ticket", "State"), (), 99) == "Ticket · State"
