"""Charts and tables as Slack draws them itself; None where it can't, for the next rung to try."""

import math
from collections.abc import Sequence
from typing import Final, assert_never

from analytics import charts
from analytics.charts import Chart, Unit
from bot.channels import tables
from bot.channels.slack.escape import Json
from bot.channels.slack.limits import (
    CHART_TITLE,
    COLUMNS,
    POINT_LABEL,
    POINTS,
    ROWS,
    SERIES,
    TABLE_WORDS,
)
from bot.channels.tables import Rows, labels_of, names_of
from bot.channels.words import NOTHING, clip, length, one_line

CELL: Final = 500
"""Characters of a cell: a table is for comparing, not for reading a letter in it."""
ROOM: Final = tables.Room(ROWS - 1, TABLE_WORDS, CELL)
CAPTION: Final = 250
PAGE: Final = 20
"""Rows shown before one has to turn the page; Slack's own 5 is too few to compare."""

# --- charts ------------------------------------------------------------------------------------


def drawn(chart: Chart) -> Json | None:
    """Slack draws what has a value everywhere, few points and short labels."""
    labels = labels_of(chart)
    names = names_of(chart)
    if not (0 < len(names) <= SERIES and _fit(names) and 0 < len(labels) <= POINTS):
        return None
    if not _fit([one_line(label) for label in labels]):
        return None
    data = [_data(series, labels, chart.unit) for series in chart.series]
    if None in data or not (title := one_line(chart.title)):
        return None
    return {
        "type": "data_visualization",
        "title": clip(title, CHART_TITLE),
        "chart": {
            "type": "line" if chart.kind == "line" else "bar",
            "series": [
                {"name": name, "data": points} for name, points in zip(names, data, strict=True)
            ],
            "axis_config": {
                "categories": [one_line(label) for label in labels],
                "y_label": unit_words(chart.unit),
            },
        },
    }


def _fit(names: Sequence[str]) -> bool:
    """Each can be told from the others, at the length that Slack gives it."""
    return len(set(names)) == len(names) and all(0 < length(name) <= POINT_LABEL for name in names)


def _data(series: charts.Series, labels: Sequence[str], unit: Unit) -> list[Json] | None:
    """One point for each label, in this order; rounded as it is written in words."""
    points = [
        {"label": one_line(point.label), "value": charts.as_shown(point.value, unit)}
        for point in series.points
        if point.value is not None and math.isfinite(point.value)
    ]
    complete = [point.label for point in series.points] == list(labels)
    return points if complete and len(points) == len(labels) else None


def unit_words(unit: Unit) -> str:
    match unit:
        case Unit.POINTS:
            return "Points, from −100 to +100"
        case Unit.PERCENT:
            return "Per cent"
        case Unit.COUNT:
            return "How many"
        case _:
            assert_never(unit)


# --- tables ------------------------------------------------------------------------------------


def data_table(caption: str, rows: Rows) -> Json | None:
    """Sortable, with a caption and row headings for those who have it read to them."""
    if not _a_table(rows):
        return None
    return {
        "type": "data_table",
        "caption": clip(one_line(caption), CAPTION) or NOTHING,
        "rows": [[_raw(cell) for cell in row] for row in rows],
        "page_size": PAGE,
        "row_header_column_index": 0,
    }


def table(rows: Rows) -> Json | None:
    """The older and plainer kind; one of it to a message."""
    if not _a_table(rows):
        return None
    return {"type": "table", "rows": [[_raw(cell) for cell in row] for row in rows]}


def _a_table(rows: Rows) -> bool:
    return len(rows) > 1 and 0 < len(rows[0]) <= COLUMNS


def _raw(cell: str) -> Json:
    return {"type": "raw_text", "text": cell}
