"""A chart as plain facts, and its three forms: Vega-Lite for pages, a picture, and words."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, assert_never

import altair as alt
import vl_convert
from pydantic import TypeAdapter


class Unit(StrEnum):
    POINTS = "points"
    """-100 to 100, always spoken with its sign."""
    PERCENT = "percent"
    """0 to 100."""
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Point:
    """One value in the chart's unit with its interval; None is kept back, its n as well."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`bar` compares groups, `line` follows time (oldest first), `share` ranks parts of a whole."""

    kind: Literal["bar", "line", "share"]
    title: str
    unit: Unit
    series: tuple[Series, ...]
    note: str = ""


CHART: Final[TypeAdapter[Chart]] = TypeAdapter(Chart)

TOO_FEW: Final = "too few to say"


def to_json(chart: Chart) -> dict[str, Any]:
    data: dict[str, Any] = CHART.dump_python(chart, mode="json")
    return data


def from_json(data: Any) -> Chart:
    """The chart again; anything else raises `pydantic.ValidationError`."""
    return CHART.validate_python(data)


# --- words -------------------------------------------------------------------------------------


def figure(value: float, unit: Unit) -> str:
    """`+62`, `−4`, `41%`, `1,204`."""
    shown = as_shown(value, unit)
    match unit:
        case Unit.POINTS:
            return f"{'−' if shown < 0 else '+' if shown else ''}{abs(shown):.0f}"
        case Unit.PERCENT:
            return f"{value:.{decimals(value)}f}%"
        case Unit.COUNT:
            return f"{shown:,.0f}"
        case _:
            assert_never(unit)


def as_shown(value: float, unit: Unit) -> float:
    """The number that a reader sees."""
    return round(value, decimals(value) if unit is Unit.PERCENT else 0)


def decimals(share: float) -> int:
    """Tiny shares keep one: 0.4% is not none."""
    return 1 if 0 < share < 1 or 99 < share < 100 else 0


def points_apart(one: float, other: float, unit: Unit) -> str:
    """ "31 points" between +70 and +39, as whoever subtracts what is shown will find.

    The exact difference may be up to a point away; intervals and verdicts stand on that one.
    """
    apart = round(abs(as_shown(one, unit) - as_shown(other, unit)), 1)
    return f"{apart:g} point{'s' * (apart != 1)}"


def in_words(chart: Chart) -> str:
    """The whole chart for those who cannot see it: every label, value, interval and n."""
    lines = [in_words_of(series, chart.unit) for series in chart.series]
    if len(chart.series) > 1:
        lines = [f"{series.name}: {line}" for series, line in zip(chart.series, lines, strict=True)]
    return ". ".join(part.rstrip(".") for part in (chart.title, *lines, chart.note) if part) + "."


def in_words_of(series: Series, unit: Unit) -> str:
    return "; ".join(f"{point.label} {spoken(point, unit)}" for point in series.points)


def spoken(point: Point, unit: Unit) -> str:
    """`+62 (+54 to +69, n 143)`"""
    if point.value is None:
        return TOO_FEW
    behind = [] if point.n is None or unit is Unit.COUNT else [f"n {point.n:,}"]
    if point.low is not None and point.high is not None:
        behind.insert(0, f"{figure(point.low, unit)} to {figure(point.high, unit)}")
    return figure(point.value, unit) + (f" ({', '.join(behind)})" if behind else "")


# --- pictures ----------------------------------------------------------------------------------

Look = Literal["light", "dark", "any"]


@dataclass(frozen=True, slots=True)
class Palette:
    ink: str
    faint: str
    background: str
    colours: tuple[str, ...]


PALETTES: Final[dict[Look, Palette]] = {
    "light": Palette("#1f2430", "#c9ced8", "#ffffff", ("#0072b2", "#d55e00", "#009e73", "#cc79a7")),
    "dark": Palette("#eceff4", "#4a5262", "#14171d", ("#56b4e9", "#e69f00", "#35c39a", "#e6a4c8")),
    "any": Palette(
        "#767b85", "#9aa0ab80", "transparent", ("#2f8fc4", "#d9782d", "#2aa37f", "#c583a9")
    ),
}
"""Colours after Okabe and Ito (2008), which the common kinds of colour blindness keep apart.

`any` is transparent with middle tones, for places that do not say whether they are light or dark.
"""

FONT: Final = "system-ui, 'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif"
WIDTH: Final = 460
LETTER: Final = 7.2
"""Pixels of a letter in labels and figures, roughly."""
TITLE_LETTER: Final = 10
NOTE_LETTER: Final = 6.5
SHORTEST_LINE: Final = 24
"""Letters of a title's line, however narrow the drawing."""
FIGURE_GAP: Final = 10
"""Pixels between a drawing and the figures on its right."""
LABEL_LINE: Final = 17
"""Letters after which the label of a bar goes on in a second line."""
LABEL_LIMIT: Final = 190
UP_LABELS: Final = 55
"""Pixels of the figures on the left of a line."""
ROW: Final = 34
SHARED_ROW: Final = 24
HEIGHT: Final = 260
ASLANT: Final = 20
"""Pixels that a label takes along the line when it stands aslant."""
STANDING: Final = 14
"""And words that stand upright."""
OUTER_STEP: Final = 0.4
"""Of a step, free before the first point of a line and after the last."""
NEXT_LINE: Final = "\n"
IN_THE_MIDDLE: Final[dict[str, Any]] = {
    "condition": {"test": r"indexof(datum.label, '\n') >= 0", "value": "bottom"},
    "value": "middle",
}
"""Where the first line of a label stands: over the middle of the bar when a second one follows."""


def vega_lite(chart: Chart, look: Look = "light", width: int = WIDTH) -> dict[str, Any]:
    """A complete Vega-Lite specification with its data inside; nothing is fetched to draw it.

    `width` is of the drawing in pixels, without the labels beside it.
    """
    palette = PALETTES[look]
    data = alt.InlineData(values=rows_of(chart, written_labels(chart, width)))
    match chart.kind:
        case "bar" | "share":
            layers = bars(chart, palette, width)
        case "line":
            layers = lines(chart, palette, width)
        case _:
            assert_never(chart.kind)
    drawing = alt.LayerChart(
        layer=layers,
        data=data,
        title=alt.TitleParams(
            text=wrapped(chart.title, (width + beside(chart)) / TITLE_LETTER),
            subtitle=wrapped(note_of(chart, width), (width + beside(chart)) / NOTE_LETTER),
        ),
        description=in_words(chart),
        background=palette.background,
        width=width,
        height=height_of(chart),
    )
    drawing.config = config_of(palette)
    return drawing.to_dict()


def svg(chart: Chart, look: Look = "light", width: int = WIDTH) -> str:
    """The chart as an SVG document, drawn offline."""
    drawn: str = vl_convert.vegalite_to_svg(
        vega_lite(chart, look, width),
        vl_version=".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2]),
        allowed_base_urls=[],
    )
    return drawn


def wrapped(words: str, letters: float) -> list[str]:
    """Lines as wide as the whole picture: one that is wider would make all of it smaller."""
    return textwrap.wrap(words, max(SHORTEST_LINE, int(letters)))


def beside(chart: Chart) -> int:
    """Pixels that labels and figures take beside the drawing itself, roughly."""
    match chart.kind:
        case "line":
            return UP_LABELS
        case "bar" | "share":
            points = [point for series in chart.series for point in series.points]
            lines = [line for point in points for line in bar_label(point.label).split(NEXT_LINE)]
            label = min(LABEL_LIMIT, LETTER * max(map(len, lines), default=0))
            figures = max((len(shown(point, chart.unit)) for point in points), default=0)
            return round(label + 2 * FIGURE_GAP + LETTER * figures)
        case _:
            assert_never(chart.kind)


def note_of(chart: Chart, width: int) -> str:
    if chart.kind != "line" or step_of(chart, width) >= STANDING:
        return chart.note
    gaps = any(point.value is None for series in chart.series for point in series.points)
    return f"{chart.note} Gaps: {TOO_FEW}.".strip() if gaps else chart.note


# --- labels, so that none stands on another


def bar_label(label: str) -> str:
    """In two lines when it is long; never shortened, as two groups could then look the same."""
    first, *rest = textwrap.wrap(label, LABEL_LINE, break_long_words=False) or [label]
    return NEXT_LINE.join([first, " ".join(rest)]) if rest else first


def step_of(chart: Chart, width: int) -> float:
    """Pixels from one point of a line to the next."""
    return width / max(1, len(labels_of(chart)) - 1 + 2 * OUTER_STEP)


def along(labels: Sequence[str], step: float) -> tuple[Mapping[str, str], int, Sequence[str]]:
    """How each label under a line is written, at which angle, and which of them are.

    In one line, else in two ("Nov" over "26"), else aslant and as many as there is room for: the
    newest always.
    """
    in_two = {label: NEXT_LINE.join(label.rsplit(" ", 1)) for label in labels}
    for written in ({label: label for label in labels}, in_two):
        longest = max((len(line) for one in written.values() for line in one.split(NEXT_LINE)),
                      default=0)  # fmt: skip
        if LETTER * (longest + 1) <= step:
            return written, 0, labels
    every = math.ceil(ASLANT / step)
    return {label: label for label in labels}, -40, labels[::-1][::every][::-1]


def written_labels(chart: Chart, width: int) -> Mapping[str, str]:
    labels = labels_of(chart)
    if chart.kind == "line":
        return along(labels, step_of(chart, width))[0]
    return {label: bar_label(label) for label in labels}


# --- what is drawn


def rows_of(chart: Chart, written: Mapping[str, str]) -> list[dict[str, str | float | None]]:
    return [
        {
            "series": series.name,
            "label": written[point.label],
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "shown": shown(point, chart.unit),
            "words": f"{point.label}: {spoken(point, chart.unit)}",
        }
        for series in chart.series
        for point in series.points
    ]


def shown(point: Point, unit: Unit) -> str:
    if point.value is None:
        return TOO_FEW
    n = "" if point.n is None or unit is Unit.COUNT else f" · n {point.n:,}"
    return figure(point.value, unit) + n


def height_of(chart: Chart) -> alt.Step | int:
    if chart.kind == "line":
        return HEIGHT
    return alt.Step(ROW if len(chart.series) == 1 else SHARED_ROW)


def bars(chart: Chart, palette: Palette, width: int) -> list[alt.Chart]:
    """Lying bars from zero, thin marks for the interval, the figures in a column of their own."""
    rows = alt.Y(
        "label:N",
        title=None,
        scale=alt.Scale(domain=list(written_labels(chart, width).values())),
        axis=alt.Axis(
            labelLimit=LABEL_LIMIT,
            labelPadding=8,
            labelBaseline=IN_THE_MIDDLE,
            ticks=False,
            domain=False,
        ),
    )
    across = alt.X("value:Q", title=None, scale=scale_of(chart), axis=axis_of(chart))
    base = alt.Chart().encode(y=rows, tooltip=alt.Tooltip("words:N", title=" "))
    if len(chart.series) > 1:
        names = [series.name for series in chart.series]
        base = base.encode(yOffset=alt.YOffset("series:N", sort=names))
    interval = base.mark_rule(strokeWidth=2, color=palette.ink, opacity=0.75).encode(
        x=alt.X("low:Q"), x2="high:Q"
    )
    colour = colour_of(chart, palette)
    return [
        base.mark_bar(opacity=0.8, cornerRadiusEnd=2).encode(x=across, color=colour),
        interval,
        zero(palette).encode(x=alt.X(datum=0)),
        base.mark_text(align="left", fontSize=13, color=palette.ink).encode(
            x=alt.value(width + FIGURE_GAP), text="shown:N"
        ),
    ]


def lines(chart: Chart, palette: Palette, width: int) -> list[alt.Chart]:
    """A line with a dot for each value and a band for its interval; what is kept back is a gap."""
    step = step_of(chart, width)
    written, angle, told = along(labels_of(chart), step)
    across = alt.X(
        "label:O",
        title=None,
        scale=alt.Scale(domain=list(written.values()), padding=OUTER_STEP),
        axis=alt.Axis(labelAngle=angle, values=[written[label] for label in told], grid=False),
    )
    up = alt.Y("value:Q", title=None, scale=scale_of(chart), axis=axis_of(chart))
    colour = colour_of(chart, palette)
    base = alt.Chart().encode(x=across, tooltip=alt.Tooltip("words:N", title=" "))
    known = "isValid(datum.value)"
    shape = alt.Shape("series:N", sort=None, legend=None)
    drawn = [
        base.mark_area(opacity=0.22).encode(
            y=alt.Y("low:Q", scale=scale_of(chart)), y2="high:Q", color=colour
        ),
        base.mark_rule(strokeWidth=1.5, opacity=0.45).encode(
            y=alt.Y("low:Q"), y2="high:Q", color=colour
        ),
        zero(palette).encode(y=alt.Y(datum=0)),
        base.mark_line(strokeWidth=2.5).encode(y=up, color=colour),
        base.transform_filter(known)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(y=up, color=colour, shape=shape),
    ]
    if step >= STANDING:
        missing = base.transform_filter(f"!{known}")
        drawn.append(
            missing.mark_text(fontSize=11, color=palette.ink, angle=270, align="left", dx=4).encode(
                y=alt.value(HEIGHT), text="shown:N"
            )
        )
    return drawn


def labels_of(chart: Chart) -> list[str]:
    """In the order given: a drawing that sorts for itself would put what is kept back last."""
    return list(dict.fromkeys(point.label for series in chart.series for point in series.points))


def zero(palette: Palette) -> alt.Chart:
    line: alt.Chart = alt.Chart().mark_rule(strokeWidth=1.2, color=palette.ink, opacity=0.8)
    return line


def colour_of(chart: Chart, palette: Palette) -> alt.Color:
    names = [series.name for series in chart.series]
    return alt.Color(
        "series:N",
        scale=alt.Scale(domain=names, range=list(palette.colours[: len(names)])),
        legend=alt.Legend(title=None, orient="top") if len(names) > 1 else None,
    )


def scale_of(chart: Chart) -> alt.Scale:
    """From zero to what the intervals need; shares over time on the whole 0 to 100."""
    if chart.unit is Unit.PERCENT and chart.kind == "line":
        return alt.Scale(domain=[0, 100])
    ends = [
        end
        for series in chart.series
        for point in series.points
        for end in (point.value, point.low, point.high)
        if end is not None
    ]
    return alt.Scale(domain=[min(0.0, *ends, 0.0), max(0.0, *ends, 0.0)], nice=True)


def axis_of(chart: Chart) -> alt.Axis:
    match chart.unit:
        case Unit.POINTS:
            return alt.Axis(labelExpr="datum.value ? datum.label : '0'", format="+d", tickCount=5)
        case Unit.PERCENT:
            return alt.Axis(labelExpr="datum.label + '%'", tickCount=5)
        case Unit.COUNT:
            return alt.Axis(format=",", tickCount=5, tickMinStep=1)
        case _:
            assert_never(chart.unit)


def config_of(palette: Palette) -> alt.Config:
    return alt.Config(
        font=FONT,
        lineBreak=NEXT_LINE,
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(
            anchor="start",
            fontSize=16,
            color=palette.ink,
            subtitleFontSize=12,
            subtitleColor=palette.ink,
            offset=14,
        ),
        axis=alt.AxisConfig(
            labelFontSize=13,
            labelColor=palette.ink,
            gridColor=palette.faint,
            domainColor=palette.faint,
            tickColor=palette.faint,
        ),
        legend=alt.LegendConfig(labelFontSize=13, labelColor=palette.ink, symbolSize=90),
    )
