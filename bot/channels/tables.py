"""Rows of words for any chat: a chart as a table, and as many rows as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from analytics import charts
from analytics.charts import Chart, Unit
from bot.channels.words import NOTHING, length, one_line, shown

Rows = Sequence[Sequence[str]]
"""Of a table, the heading first."""

NAMES: Final = {Unit.POINTS: "Points", Unit.PERCENT: "Per cent", Unit.COUNT: "How many"}


@dataclass(frozen=True, slots=True)
class Room:
    """What a chat has room for in one table; `rows` without the heading."""

    rows: int
    words: int
    cell: int


def names_of(chart: Chart) -> list[str]:
    """Of each series; where the title says all, it is the unit."""
    return [one_line(series.name) or NAMES[chart.unit] for series in chart.series]


def labels_of(chart: Chart) -> list[str]:
    return list(dict.fromkeys(point.label for series in chart.series for point in series.points))


def rows_of(chart: Chart) -> Rows:
    """The chart as a table: every value with its interval and n, as it is said in words."""
    spoken = [
        {point.label: charts.spoken(point, chart.unit) for point in series.points}
        for series in chart.series
    ]
    first = "When" if chart.kind == "line" else "What"
    return (
        (first, *names_of(chart)),
        *((label, *(said.get(label, "") for said in spoken)) for label in labels_of(chart)),
    )


def rows_that_fit(rows: Rows, room: Room, *, newest: bool = False) -> tuple[Rows, int]:
    """As many as a table takes, and how many were left out; `newest` keeps the last ones."""
    heading, *rest = square(rows, room.cell)
    if newest:
        rest.reverse()
    left = room.words - sum(map(length, heading))
    kept: list[Sequence[str]] = []
    for row in rest[: room.rows]:
        left -= sum(map(length, row))
        if left < 0:
            break
        kept.append(row)
    if newest:
        kept.reverse()
    return (heading, *kept), len(rest) - len(kept)


def square(rows: Rows, cell: int) -> Rows:
    """Every row as long as the longest, and something in every cell, but no more than this."""
    columns = list(zip_longest(*rows, fillvalue="")) or [("",) * len(rows)]
    return list(
        zip(*([shown(words, cell) or NOTHING for words in each] for each in columns), strict=True)
    )


def left_out(rows: Rows, missing: int, *, newest: bool = False) -> str:
    """What is said under a table that is not all of it; nothing under one that is."""
    if not missing:
        return ""
    there = len(rows) - 1
    return f"These are the {'last' if newest else 'first'} {there:,} of {there + missing:,} rows."


def in_lines(headings: Sequence[str], rows: Rows, cell: int) -> str:
    """A line for each row: what it is about, then each cell with its heading."""
    if not rows:
        return " · ".join(filter(None, map(one_line, headings)))
    heading, *rest = square((headings, *rows), cell)
    return "\n".join(
        " · ".join([row[0], *map(": ".join, zip(heading[1:], row[1:], strict=True))])
        for row in rest
    )
