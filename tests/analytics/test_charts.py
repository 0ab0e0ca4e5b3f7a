"""Charts as drawn: labels that can be read at any width, and words for what is not drawn."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import (
    ASLANT,
    LETTER,
    NEXT_LINE,
    Chart,
    Point,
    Series,
    Unit,
    along,
    bar_label,
    figure,
    points_apart,
    svg,
    vega_lite,
)

MONTHS = ("Jun 26", "Jul 26", "Aug 26", "Sep 26", "Oct 26", "Nov 26")


def line(labels: tuple[str, ...], *, missing: int = 0) -> Chart:
    points = tuple(Point(label, None if i < missing else 40.0, 30, 50, 90)
                   for i, label in enumerate(labels))  # fmt: skip
    return Chart("line", "Happiness, month by month", Unit.POINTS, (Series("", points),))


def drawn_domain(chart: Chart, width: int) -> list[str]:
    """The labels under a line as they are written."""
    first: dict[str, Any] = vega_lite(chart, width=width)["layer"][0]
    domain: list[str] = first["encoding"]["x"]["scale"]["domain"]
    return domain


def test_six_months_have_two_lines_each_in_a_narrow_pane() -> None:
    assert drawn_domain(line(MONTHS), 220) == [one.replace(" ", "\n") for one in MONTHS]
    assert drawn_domain(line(MONTHS), 400) == list(MONTHS)


@given(
    st.integers(1, 60),
    st.integers(90, 460),
    st.sampled_from(["Nov {}", "wk {} 26", "{} Nov", "{}"]),
)
def test_no_label_under_a_line_stands_on_another(n: int, width: int, form: str) -> None:
    labels = [form.format(1000 + number) for number in range(n)]
    step = width / max(1, n - 0.2)
    written, angle, told = along(labels, step)
    assert told[-1] == labels[-1], "the newest is always told"
    places = [step * labels.index(label) for label in told]
    room = min((b - a for a, b in pairwise(places)), default=width)
    longest = max(len(part) for label in told for part in written[label].split(NEXT_LINE))
    assert room >= (ASLANT if angle else LETTER * longest) - 0.001 or len(told) == 1


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("VPN", "VPN"),
        ("Software request", "Software request"),
        ("Didn't know what was going on", "Didn't know what\nwas going on"),
        ("Rechenzentrumsbetriebsgruppe", "Rechenzentrumsbetriebsgruppe"),
        ("", ""),
    ],
)
def test_a_long_label_of_a_bar_takes_two_lines(label: str, written: str) -> None:
    assert bar_label(label) == written


def test_groups_with_long_names_that_begin_alike_stay_apart() -> None:
    names = [f"Regional Field Support Northern Europe {one}" for one in ("A", "B")]
    points = tuple(Point(name, 40.0, 30, 50, 90) for name in names)
    chart = Chart("bar", "Happiness", Unit.POINTS, (Series("", points),))
    (rows,) = vega_lite(chart, width=100)["datasets"].values()
    assert len({row["label"] for row in rows}) == 2


def test_where_there_is_no_room_for_words_in_the_gaps_a_note_says_it_once() -> None:
    days = tuple(f"{day} Oct" for day in range(1, 32))
    crowded = svg(line(days, missing=20), width=230)
    assert ">too few to say</text>" not in crowded
    assert crowded.count(">Gaps: too few to say.</text>") == 1
    roomy = svg(line(MONTHS, missing=2), width=230)
    assert roomy.count(">too few to say</text>") == 2
    assert "Gaps" not in roomy


@pytest.mark.parametrize(
    ("one", "other", "unit", "words"),
    [
        (69.6, 39.4, Unit.POINTS, "31 points"),  # +70 and +39, and 30.2 before rounding
        (39.4, 69.6, Unit.POINTS, "31 points"),
        (-3.6, 2.4, Unit.POINTS, "6 points"),
        (12.4, 11.6, Unit.POINTS, "0 points"),
        (11.6, 10.4, Unit.PERCENT, "2 points"),
        (11.4, 0.44, Unit.PERCENT, "10.6 points"),
        (1.4, 2.4, Unit.PERCENT, "1 point"),
    ],
)
def test_a_gap_is_what_one_gets_by_subtracting_what_is_shown(
    one: float, other: float, unit: Unit, words: str
) -> None:
    assert points_apart(one, other, unit) == words


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_whoever_subtracts_two_shown_figures_finds_the_gap(one: float, other: float) -> None:
    first, second = (int(figure(value, Unit.POINTS).replace("−", "-")) for value in (one, other))
    assert points_apart(one, other, Unit.POINTS).split()[0] == str(abs(first - second))
