"""What Teams takes: one table of limits, held against a card before it leaves."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.channels.rules import Rule, may, must
from bot.channels.teams.escape import Json
from bot.channels.words import length

VERSION: Final = "1.5"
SCHEMA: Final = "https://adaptivecards.io/schemas/adaptive-card.json"

BYTES_OF_CARD: Final = 28_000
"""As it travels. The oldest limit that Microsoft has written down for a card is 28 KB; the one for
a whole message from a bot is about 100 KB as UTF-16, and this keeps far below that one too."""
ACTIONS: Final = 6
"""In a row. What is more, some clients hide behind three dots and others leave out."""
DATA: Final = 4_000
TITLE: Final = 256
TEXT: Final = 12_000
"""Characters of one paragraph; only the bytes of the whole card really count."""
LABEL: Final = 1_000
CHOICES: Final = 100
CHOICE: Final = 256
CHOICE_VALUE: Final = 256
PLACEHOLDER: Final = 150
WRITTEN: Final = 4_000
SUMMARY: Final = 500
DIALOG_TITLE: Final = 60
ROWS: Final = 40
"""Of a table, without its heading."""
COLUMNS: Final = 4
"""On a phone, of more each would be two words wide."""
CELL: Final = 300
POINTS: Final = 60
SERIES: Final = 4
POINT_LABEL: Final = 60


INPUTS: Final = ("Input.ChoiceSet", "Input.Text")
CHARTS: Final = ("Chart.Donut", "Chart.HorizontalBar", "Chart.Line", "Chart.VerticalBar",
                 "Chart.VerticalBar.Grouped")  # fmt: skip
WORDS: Final = ("TextBlock", "RichTextBlock")
ELEMENTS: Final = (*WORDS, *INPUTS, *CHARTS, "ActionSet", "ColumnSet", "Container", "Table")  # fmt: skip
ON_TAP: Final = ("Action.Execute",)
ACTION: Final = {"title": must(TITLE), "style": may(None, 1, "positive", "destructive")}
PRESSED: Final = {**ACTION, "data": must(each="data"),
                  "associatedInputs": may(None, 1, "auto", "none")}  # fmt: skip
PLACED: Final = {"spacing": may(None, 1, "None", "Small", "Default", "Medium", "Large")}
LOOK: Final = {
    "size": may(None, 1, "Small", "Default", "Medium", "Large"),
    "weight": may(None, 1, "Bolder"),
    "isSubtle": may(),
}
INPUT: Final = {**PLACED, "id": must(255), "label": must(LABEL), "isRequired": may(),
                "errorMessage": may(LABEL)}  # fmt: skip
CHART: Final = {
    **PLACED,
    "title": must(TITLE),
    "showTitle": may(),
    "fallback": must(None, 1, "Table", "Container"),
}
AXES: Final = {"xAxisTitle": may(LABEL), "yAxisTitle": may(LABEL), "yMin": may(), "yMax": may()}

RULES: Final[Mapping[str, Mapping[str, Rule]]] = {
    "AdaptiveCard": {
        "$schema": may(None, 1, SCHEMA),
        "version": must(None, 1, VERSION),
        "fallbackText": must(TEXT),
        "msteams": may(each="msteams"),
        "body": must(None, 1, *ELEMENTS),
    },
    "shown": {"body": must(None, 1, *ELEMENTS)},
    "msteams": {"width": may(None, 1, "Full")},
    "TextBlock": {
        **PLACED,
        **LOOK,
        "text": must(TEXT),
        "wrap": must(),
        "style": may(None, 1, "heading"),
        "horizontalAlignment": may(None, 1, "Center"),
    },
    "RichTextBlock": {
        **PLACED,
        "inlines": must(None, 1, "TextRun"),
        "horizontalAlignment": may(None, 1, "Center"),
    },
    "TextRun": {**LOOK, "text": must(TEXT), "italic": may()},
    "Container": {
        **PLACED,
        "items": must(None, 1, *ELEMENTS),
        "style": may(None, 1, "emphasis"),
        "selectAction": may(None, 1, *ON_TAP),
        "roundedCorners": may(),
        "showBorder": may(),
    },
    "ColumnSet": {**PLACED, "columns": must(ACTIONS, 1, "Column")},
    "Column": {
        **PLACED,
        "width": must(),
        "items": must(None, 0, *WORDS),
        "style": may(None, 1, "emphasis"),
        "selectAction": may(None, 1, *ON_TAP),
        "minHeight": may(10),
        "verticalContentAlignment": may(None, 1, "Center"),
        "roundedCorners": may(),
        "showBorder": may(),
    },
    "Table": {
        **PLACED,
        "columns": must(COLUMNS, each="column"),
        "gridStyle": may(None, 1, "emphasis"),
        "rows": must(ROWS + 1, 2, "TableRow"),
    },
    "column": {"width": must()},
    "TableRow": {"cells": must(COLUMNS, 1, "TableCell")},
    "TableCell": {"items": must(1, 1, *WORDS)},
    "ActionSet": {
        **PLACED,
        "actions": must(ACTIONS, 1, "Action.Execute", "Action.ShowCard", "Action.Submit"),
    },
    "Action.Execute": {**PRESSED, "verb": must(20)},
    "Action.Submit": PRESSED,
    "Action.ShowCard": {**ACTION, "card": must(each="shown")},
    "data": {
        "does": must(20),
        "action": must(DATA),
        "part": must(10_000, 0),
        "slot": may(1_000, 0),
        "form": may(1_000),
        "msteams": may(each="invoked"),
    },
    "invoked": {"type": must(20)},
    "Input.Text": {
        **INPUT,
        "isMultiline": may(),
        "maxLength": may(WRITTEN),
        "value": may(WRITTEN),
        "placeholder": may(PLACEHOLDER),
    },
    "Input.ChoiceSet": {
        **INPUT,
        "choices": must(CHOICES, each="choice"),
        "isMultiSelect": must(),
        "style": must(None, 1, "expanded", "compact"),
        "value": may(CHOICES * CHOICE_VALUE),
        "placeholder": may(PLACEHOLDER),
        "wrap": must(),
    },
    "choice": {"title": must(CHOICE), "value": must(CHOICE_VALUE)},
    "Chart.Line": {**CHART, **AXES, "data": must(SERIES, each="series")},
    "Chart.VerticalBar.Grouped": {**CHART, **AXES, "data": must(SERIES, each="series"),
                                  "showBarValues": may()},
    "Chart.VerticalBar": {**CHART, **AXES, "data": must(POINTS, each="point"),
                          "showBarValues": may()},
    "Chart.HorizontalBar": {**CHART, **AXES, "data": must(POINTS, each="point")},
    "Chart.Donut": {**CHART, "data": must(POINTS, each="share")},
    "series": {"legend": must(POINT_LABEL), "values": must(POINTS, each="point")},
    "point": {"x": must(POINT_LABEL), "y": must()},
    "share": {"legend": must(POINT_LABEL), "value": must()},
}  # fmt: skip


def problems(card: Json) -> list[str]:
    """In plain words what Teams would refuse, and where; nothing when all is well."""
    found = list(_broken_rules(card, "AdaptiveCard", "card"))
    return found or [*_together(card), *_within(card, "card")]


def size(thing: Any) -> int:
    """Bytes on their way."""
    return len(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode())


# --- each by itself ----------------------------------------------------------------------------


def _broken_rules(thing: Json, kind: str, at: str) -> Iterator[str]:
    rules = RULES[kind]
    for name in sorted(thing.keys() - rules.keys() - {"type"}):
        yield f"{at}.{name}: Teams knows nothing of that name there"
    for name, rule in rules.items():
        if (value := thing.get(name)) is None:
            if rule.needed:
                yield f"{at}.{name}: it is missing"
            continue
        yield from _broken_rule(value, rule, f"{at}.{name}")


def _broken_rule(value: Any, rule: Rule, at: str) -> Iterator[str]:
    size = _size(value)
    if rule.most is not None and (size is None or not rule.least <= size <= rule.most):
        yield f"{at}: {size}, and it may be {rule.least} to {rule.most}"
    elif isinstance(value, list) and len(value) < rule.least:
        yield f"{at}: {len(value)}, and it takes {rule.least}"
    if isinstance(value, str):
        if rule.only and value not in rule.only:
            yield f"{at}: {value!r} is none of {', '.join(sorted(rule.only))}"
        elif not value.strip() and rule.least:
            yield f"{at}: it says nothing"
        elif any("\ud800" <= letter <= "\udfff" for letter in value):
            yield f"{at}: half a letter, which cannot be sent"
    for place, part in _parts(value, at):
        kind = rule.each or str(part.get("type"))
        if not rule.each and kind not in rule.only:
            yield f"{place}: {kind!r} may not stand here"
        else:
            yield from _broken_rules(part, kind, place)


def _size(value: Any) -> int | None:
    match value:
        case bool():
            return None
        case int():
            return value
        case str():
            return length(value)
        case list():
            return len(value)
        case _:
            return None


def _parts(value: Any, at: str) -> Iterator[tuple[str, Json]]:
    """The objects in a value."""
    if isinstance(value, dict):
        yield at, value
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield f"{at}[{number}]", part


# --- all of them together ----------------------------------------------------------------------


def _together(card: Json) -> Iterator[str]:
    if (bytes_ := size(card)) > BYTES_OF_CARD:
        yield f"card: {bytes_:,} bytes, at most {BYTES_OF_CARD:,}"
    ids = Counter(each["id"] for _, each in _objects(card, "card") if "id" in each)
    for name in sorted(name for name, times in ids.items() if times > 1):
        yield f"card: the id {name!r} is there twice"


def _within(card: Json, whole: str) -> Iterator[str]:
    for at, each in _objects(card, whole):
        kind = str(each.get("type"))
        if kind in INPUTS and each.get("isRequired") and not each.get("errorMessage"):
            yield f"{at}.errorMessage: it is missing, and something is required"
        if kind == "Input.ChoiceSet":
            yield from _choice(each, at)
        if kind == "Input.Text" and length(each.get("value", "")) > each.get("maxLength", WRITTEN):
            yield f"{at}.value: longer than its own maxLength"
        if kind == "Table" and any(
            len(row["cells"]) != len(each["columns"]) for row in each["rows"]
        ):
            yield f"{at}.rows: they are not as long as there are columns"
        if kind in CHARTS:
            yield from _chart(each, at)


def _objects(thing: Any, at: str) -> Iterator[tuple[str, Json]]:
    for place, part in _parts(thing, at):
        yield place, part
        for name, inside in part.items():
            yield from _objects(inside, f"{place}.{name}")


def _choice(field: Json, at: str) -> Iterator[str]:
    values = [each["value"] for each in field["choices"]]
    if len(set(values)) < len(values):
        yield f"{at}: two choices have the same value"
    if any("," in value for value in values):
        yield f"{at}: a comma in a value parts it in two"
    if not set(filter(None, field.get("value", "").split(","))) <= set(values):
        yield f"{at}: what is chosen is none of the choices"


def _chart(chart: Json, at: str) -> Iterator[str]:
    values = [
        value
        for _, each in _objects(chart["data"], f"{at}.data")
        for value in (each.get("y"), each.get("value"))
        if value is not None
    ]
    if not all(math.isfinite(value) for value in values):
        yield f"{at}: a value that is no number"
    if chart["type"] == "Chart.Donut" and any(value < 0 for value in values):
        yield f"{at}: a share that is less than nothing"
