"""Charts and tables as Slack draws them itself; None where it can't, for the next rung to try."""

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final, assert_never

from analytics import charts
from analytics.charts import Chart, Unit
from bot.channels.slack.escape import NOTHING, Json, clean, clip, length, one_line
from bot.channels.slack.limits import (
    CHART_TITLE,
    COLUMNS,
    POINT_LABEL,
    POINTS,
    ROWS,
    SERIES,
    TABLE_WORDS,
)

CELL: Final = 500
"""Characters of a cell: a table is for comparing, not for reading a letter in it."""
CAPTION: Final = 250
PAGE: Final = 20
"""Rows shown before one has to turn the page; Slack's own 5 is too few to compare."""

Rows = Sequence[Sequence[str]]
"""Of a table, the heading first."""


# --- charts ------------------------------------------------------------------------------------


def drawn(chart: Chart) -> Json | None:
    """Slack draws what has a value everywhere, few points and short labels."""
    labels = labels_of(chart)
    names = [one_line(series.name) for series in chart.series]
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


def labels_of(chart: Chart) -> list[str]:
    return list(dict.fromkeys(point.label for series in chart.series for point in series.points))


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


def rows_of(chart: Chart) -> Rows:
    """The chart as a table: every value with its interval and n, as it is said in words."""
    spoken = [
        {point.label: charts.spoken(point, chart.unit) for point in series.points}
        for series in chart.series
    ]
    first = "When" if chart.kind == "line" else "What"
    heading = (first, *(series.name for series in chart.series))
    return (
        heading,
        *((label, *(said.get(label, "") for said in spoken)) for label in labels_of(chart)),
    )


# --- tables ------------------------------------------------------------------------------------


def rows_that_fit(rows: Rows, *, newest: bool = False) -> tuple[Rows, int]:
    """As many as a table takes, and how many were left out; `newest` keeps the last ones."""
    heading, *rest = square(rows)
    if newest:
        rest.reverse()
    room = TABLE_WORDS - sum(map(length, heading))
    kept: list[Sequence[str]] = []
    for row in rest[: ROWS - 1]:
        room -= sum(map(length, row))
        if room < 0:
            break
        kept.append(row)
    if newest:
        kept.reverse()
    return (heading, *kept), len(rest) - len(kept)


def square(rows: Rows) -> Rows:
    """Every row as long as the longest, and something in every cell."""
    columns = list(zip_longest(*rows, fillvalue="")) or [("",) * len(rows)]
    return list(zip(*([_cell(cell) for cell in column] for column in columns), strict=True))


def _cell(words: str) -> str:
    return clip(clean(words).strip(), CELL) or NOTHING


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
