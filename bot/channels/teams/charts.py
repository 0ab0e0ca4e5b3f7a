"""Charts and tables as Teams draws them itself; None where it can't, for the next rung to try."""

import math
from collections.abc import Sequence
from typing import Final

from analytics import charts
from analytics.charts import Chart, Series, Unit
from bot.channels.tables import Rows, labels_of, names_of
from bot.channels.teams.escape import Json, block, inert
from bot.channels.teams.limits import COLUMNS, POINT_LABEL, POINTS, SERIES, TITLE
from bot.channels.words import clip, length, one_line

BARS: Final = 8
"""Standing beside each other; more, or with longer names, lie under each other."""
BAR_LABEL: Final = 14
WHOLE: Final = (99.0, 101.0)
"""Per cent, rounded parts of one whole."""
WIDE: Final = 20
"""Letters after which a cell may go on in its next line, so that a phone has room for the others."""
PADDING: Final = 2
"""Letters, on both sides together."""


def drawn(chart: Chart, fallback: Json) -> Json | None:
    """Teams draws what has a value everywhere; a client that can't shows the `fallback`."""
    names, labels = _names(chart), [_said(label) for label in labels_of(chart)]
    title = clip(_said(chart.title), TITLE)
    if not (0 < len(names) <= SERIES and _fit(names) and 0 < len(labels) <= POINTS):
        return None
    if not (_fit(labels) and title and all(_complete(each, labels) for each in chart.series)):
        return None
    kind = _kind(chart, labels)
    if kind is None:
        return None
    return {
        "type": kind,
        "title": title,
        "showTitle": True,
        **_data(chart, kind),
        "fallback": fallback,
    }


def _said(words: str) -> str:
    return inert(one_line(words))


def _names(chart: Chart) -> list[str]:
    return [inert(name) for name in names_of(chart)]


def _fit(names: Sequence[str]) -> bool:
    """Each can be told from the others, at the length that there is room for."""
    return len(set(names)) == len(names) and all(0 < length(name) <= POINT_LABEL for name in names)


def _complete(series: Series, labels: Sequence[str]) -> bool:
    """A value that was kept back would look like a zero, or like nothing at all."""
    return [_said(point.label) for point in series.points] == list(labels) and all(
        point.value is not None and math.isfinite(point.value) for point in series.points
    )


def _kind(chart: Chart, labels: Sequence[str]) -> str | None:
    if chart.kind == "line":
        return "Chart.Line"
    values = _values(chart)
    short = len(labels) <= BARS and all(length(label) <= BAR_LABEL for label in labels)
    if len(chart.series) > 1:
        return "Chart.VerticalBar.Grouped" if short else None
    if chart.kind == "share" and _parts_of_a_whole(chart, values):
        return "Chart.Donut"
    if short:
        return "Chart.VerticalBar"
    return "Chart.HorizontalBar" if min(values) >= 0 else None


def _parts_of_a_whole(chart: Chart, values: Sequence[float]) -> bool:
    """Shares of which one person may have named several add up to more, and are no ring."""
    if min(values) < 0 or len(values) < 2:
        return False
    return chart.unit is Unit.COUNT or WHOLE[0] <= sum(values) <= WHOLE[1]


def _values(chart: Chart) -> list[float]:
    """Rounded as they are written in words."""
    return [
        charts.as_shown(point.value, chart.unit)
        for series in chart.series
        for point in series.points
        if point.value is not None
    ]


def _data(chart: Chart, kind: str) -> Json:
    series = [_points(each, chart.unit) for each in chart.series]
    match kind:
        case "Chart.Donut":
            return {"data": [{"legend": each["x"], "value": each["y"]} for each in series[0]]}
        case "Chart.HorizontalBar":
            return {"data": series[0], "xAxisTitle": unit_words(chart.unit)}
        case "Chart.VerticalBar":
            return {"data": series[0], "showBarValues": True, **_up(chart)}
        case _:
            grouped = [
                {"legend": name, "values": values}
                for name, values in zip(_names(chart), series, strict=True)
            ]
            return {"data": grouped, **_up(chart)}


def _points(series: Series, unit: Unit) -> list[Json]:
    return [
        {"x": _said(point.label), "y": charts.as_shown(point.value, unit)}
        for point in series.points
        if point.value is not None
    ]


def _up(chart: Chart) -> Json:
    """Below zero nothing would be seen unless the axis is told to go there."""
    lowest = min(_values(chart))
    below = {"yMin": math.floor(lowest / 10) * 10} if lowest < 0 else {}
    return {"yAxisTitle": unit_words(chart.unit), **below}


def unit_words(unit: Unit) -> str:
    match unit:
        case Unit.POINTS:
            return "Points, from −100 to +100"
        case Unit.PERCENT:
            return "Per cent"
        case Unit.COUNT:
            return "How many"


# --- tables ------------------------------------------------------------------------------------


def table(rows: Rows) -> Json | None:
    """Of rows that are equally long, with a heading; each column as wide as its words want."""
    if len(rows) < 2 or not 0 < len(rows[0]) <= COLUMNS:
        return None
    return {
        "type": "Table",
        "columns": [{"width": _width(column)} for column in zip(*rows, strict=True)],
        "gridStyle": "emphasis",
        "rows": [
            {"type": "TableRow", "cells": [_cell(cell, heading=not number) for cell in row]}
            for number, row in enumerate(rows)
        ],
    }


def _width(column: Sequence[str]) -> int:
    """No word has to be broken for the sake of a long cell beside it."""
    words = [word for cell in column for word in cell.split()]
    return PADDING + max(
        min(WIDE, max(map(length, column))), min(2 * WIDE, max(map(length, words), default=0))
    )


def _cell(words: str, *, heading: bool) -> Json:
    said = one_line(words)
    return {
        "type": "TableCell",
        "items": [block(said, weight="Bolder") if heading else block(said)],
    }
