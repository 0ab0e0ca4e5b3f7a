"""What Slack takes: one table of limits, held against a payload before it leaves."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from bot.channels.rules import Rule, may, must
from bot.channels.slack.escape import Json
from bot.channels.words import length


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


BLOCKS_IN_MESSAGE: Final = 50
BLOCKS_IN_VIEW: Final = 100
WEIGHT_OF_MESSAGE: Final = 12_000
"""Of all blocks together. Slack has refused 11,341 characters (`msg_blocks_too_long`) and says no
more than "12,000 with a buffer for the containers", so each container weighs something here."""
CONTAINER: Final = 100
BYTES_OF_VIEW: Final = 250_000
TEXT: Final = 3_000
TOP_LEVEL_TEXT: Final = 4_000
FIELD: Final = 2_000
FIELDS: Final = 10
HEADER: Final = 150
LABEL: Final = 2_000
BUTTON: Final = 75
BUTTONS: Final = 25
OPTION: Final = 75
OPTION_VALUE: Final = 150
CHOICES: Final = 10
SELECTABLE: Final = 100
PLACEHOLDER: Final = 150
WRITTEN: Final = 3_000
VIEW_TITLE: Final = 24
ROWS: Final = 100
"""Of a table; the heading is one of them in `table` and not in `data_table`."""
COLUMNS: Final = 20
TABLE_WORDS: Final = 10_000
DATA_TABLE_WORDS: Final = 20_000
CHARTS: Final = 2
CHART_TITLE: Final = 50
SERIES: Final = 6
POINTS: Final = 20
POINT_LABEL: Final = 20
TABLES: Final = 1


TEXTS: Final = ("plain_text", "mrkdwn")
INPUTS: Final = ("plain_text_input", "checkboxes", "radio_buttons", "static_select",
                 "multi_static_select")  # fmt: skip
MODAL_BLOCKS: Final = ("actions", "context", "divider", "header", "input", "rich_text", "section")
BLOCKS: Final = (*MODAL_BLOCKS, "data_table", "data_visualization", "table")
BLOCK_ID: Final = {"block_id": may(255)}
ACTION: Final = {"action_id": must(255)}
CHOICE: Final = {**ACTION, "options": must(CHOICES, each="option")}
SELECT: Final = {**ACTION, "options": must(SELECTABLE, each="option"),
                 "placeholder": may(PLACEHOLDER, 1, "plain_text")}  # fmt: skip

RULES: Final[Mapping[str, Mapping[str, Rule]]] = {
    Surface.MESSAGE: {
        "text": must(TOP_LEVEL_TEXT),
        "blocks": must(BLOCKS_IN_MESSAGE, 1, *BLOCKS),
    },
    Surface.MODAL: {
        "title": must(VIEW_TITLE, 1, "plain_text"),
        "submit": may(VIEW_TITLE, 1, "plain_text"),
        "close": may(VIEW_TITLE, 1, "plain_text"),
        "callback_id": may(255),
        "private_metadata": may(3_000, 0),
        "blocks": must(BLOCKS_IN_VIEW, 1, *MODAL_BLOCKS),
    },
    Surface.HOME: {"blocks": must(BLOCKS_IN_VIEW, 1, *BLOCKS)},
    "plain_text": {"text": must(TEXT), "emoji": may()},
    "mrkdwn": {"text": must(TEXT), "verbatim": may()},
    "divider": {**BLOCK_ID},
    "header": {**BLOCK_ID, "text": must(HEADER, 1, "plain_text")},
    "section": {
        **BLOCK_ID,
        "text": may(TEXT, 1, *TEXTS),
        "fields": may(FIELDS, 1, *TEXTS),
        "expand": may(),
    },
    "context": {**BLOCK_ID, "elements": must(10, 1, *TEXTS)},
    "rich_text": {**BLOCK_ID, "elements": must(None, 1, "rich_text_section", "rich_text_quote")},
    "rich_text_section": {"elements": must(None, 1, "text")},
    "rich_text_quote": {"elements": must(None, 1, "text")},
    "text": {"text": must(TEXT), "style": may(each="style")},
    "style": {"bold": may(), "italic": may()},
    "actions": {**BLOCK_ID, "elements": must(BUTTONS, 1, "button")},
    "button": {
        **ACTION,
        "text": must(BUTTON, 1, "plain_text"),
        "value": may(2_000),
        "style": may(None, 1, "primary", "danger"),
        "accessibility_label": may(75),
    },
    "input": {
        **BLOCK_ID,
        "label": must(LABEL, 1, "plain_text"),
        "hint": may(LABEL, 1, "plain_text"),
        "optional": may(),
        "element": must(None, 1, *INPUTS),
    },
    "option": {"text": must(OPTION, 1, *TEXTS), "value": must(OPTION_VALUE)},
    "checkboxes": {**CHOICE, "initial_options": may(CHOICES, each="option")},
    "radio_buttons": {**CHOICE, "initial_option": may(each="option")},
    "static_select": {**SELECT, "initial_option": may(each="option")},
    "multi_static_select": {**SELECT, "initial_options": may(SELECTABLE, each="option")},
    "plain_text_input": {
        **ACTION,
        "multiline": may(),
        "max_length": may(WRITTEN),
        "initial_value": may(WRITTEN, 0),
        "placeholder": may(PLACEHOLDER, 1, "plain_text"),
    },
    "raw_text": {"text": must(TABLE_WORDS)},
    "table": {**BLOCK_ID, "rows": must(ROWS, each="row")},
    "data_table": {
        **BLOCK_ID,
        "rows": must(ROWS + 1, 2, each="row"),
        "caption": must(TEXT),
        "page_size": may(100),
        "row_header_column_index": may(COLUMNS - 1, 0),
    },
    "row": {"cells": must(COLUMNS, 1, "raw_text")},
    "data_visualization": {
        **BLOCK_ID,
        "title": must(CHART_TITLE),
        "chart": must(None, 1, "bar", "line"),
    },
    "bar": {"series": must(SERIES, each="series"), "axis_config": must(each="axes")},
    "line": {"series": must(SERIES, each="series"), "axis_config": must(each="axes")},
    "series": {"name": must(POINT_LABEL), "data": must(POINTS, each="point")},
    "point": {"label": must(POINT_LABEL), "value": must()},
    "axes": {"categories": must(POINTS), "x_label": may(50), "y_label": may(50)},
}  # fmt: skip


def problems(payload: Json, surface: Surface) -> list[str]:
    """In plain words what Slack would refuse, and where; nothing when all is well."""
    found = list(_broken_rules({**payload, "type": surface}, surface, surface))
    if found:
        return found
    blocks: list[Json] = payload["blocks"]
    return [*_together(payload, blocks, surface), *_within(blocks)]


def weight(blocks: Sequence[Json]) -> int:
    """Of what counts towards the length of a message; tables and charts have their own limits."""
    return sum(_weight(block) for block in blocks if block["type"] not in TABLE_WORDS_OF)


FOLDED: Final = frozenset({"options", "initial_options", "initial_option", "value"})
"""No words of the message itself."""


def _weight(thing: Any) -> int:
    match thing:
        case dict():
            words = length(thing["text"]) if isinstance(thing.get("text"), str) else 0
            filled = length(str(thing.get("initial_value", "")))
            own = CONTAINER if "type" in thing else 0
            inside = (part for name, part in thing.items() if name not in FOLDED)
            return own + words + filled + sum(map(_weight, inside))
        case list():
            return sum(map(_weight, thing))
        case _:
            return 0


TABLE_WORDS_OF: Final = {
    "table": TABLE_WORDS,
    "data_table": DATA_TABLE_WORDS,
    "data_visualization": 0,
}


# --- each by itself ----------------------------------------------------------------------------


def _broken_rules(thing: Json, kind: str, at: str) -> Iterator[str]:
    rules = RULES[kind]
    for name in sorted(thing.keys() - rules.keys() - {"type"}):
        yield f"{at}.{name}: Slack knows nothing of that name there"
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
    if isinstance(value, str):
        if rule.only and value not in rule.only:
            yield f"{at}: {value!r} is none of {', '.join(sorted(rule.only))}"
        elif not value.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in value):
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
        case {"type": "plain_text" | "mrkdwn", "text": str(words)}:
            return length(words)
        case list():
            return len(value)
        case _:
            return None


def _parts(value: Any, at: str) -> Iterator[tuple[str, Json]]:
    """The objects in a value; a row of a table, which is a list, counts as one."""
    for place, part in [(at, value)] if isinstance(value, dict) else _numbered(value, at):
        if isinstance(part, list):
            yield place, {"cells": part}
        elif isinstance(part, dict):
            yield place, part


def _numbered(value: Any, at: str) -> list[tuple[str, Any]]:
    if not isinstance(value, list):
        return []
    return [(f"{at}[{number}]", part) for number, part in enumerate(value)]


# --- all of them together ----------------------------------------------------------------------


def _together(payload: Json, blocks: Sequence[Json], surface: Surface) -> Iterator[str]:
    kinds = [block["type"] for block in blocks]
    names = [block["block_id"] for block in blocks if "block_id" in block]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"blocks: the block_id {name!r} is there twice"
    if kinds.count("table") > TABLES:
        yield f"blocks: {kinds.count('table')} tables, and there may be {TABLES}"
    if kinds.count("data_visualization") > CHARTS:
        yield f"blocks: {kinds.count('data_visualization')} charts, and there may be {CHARTS}"
    for kind, most in TABLE_WORDS_OF.items():
        words = sum(_words_of(block) for block in blocks if block["type"] == kind)
        if words > most:
            yield f"blocks: {words} characters in each {kind} together, at most {most}"
    match surface:
        case Surface.MESSAGE:
            if weight(blocks) > WEIGHT_OF_MESSAGE:
                yield f"blocks: they weigh {weight(blocks)}, at most {WEIGHT_OF_MESSAGE}"
        case Surface.MODAL | Surface.HOME:
            size = len(json.dumps(payload).encode())
            if size > BYTES_OF_VIEW:
                yield f"{surface}: {size} bytes, at most {BYTES_OF_VIEW}"
    if surface is Surface.MODAL and "input" in kinds and "submit" not in payload:
        yield "modal.submit: it is missing, and there is something to fill in"


def _words_of(table: Json) -> int:
    return sum(length(cell["text"]) for row in table.get("rows", ()) for cell in row)


def _within(blocks: Sequence[Json]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        at = f"blocks[{number}]"
        match block["type"]:
            case "section":
                if "text" not in block and "fields" not in block:
                    yield f"{at}: it says nothing"
                for place, field in _numbered(block.get("fields"), f"{at}.fields"):
                    if length(field["text"]) > FIELD:
                        yield f"{place}: {length(field['text'])}, at most {FIELD}"
            case "actions":
                actions = [element["action_id"] for element in block["elements"]]
                if len(set(actions)) < len(actions):
                    yield f"{at}: an action_id is there twice"
            case "input":
                yield from _choice(block["element"], f"{at}.element")
            case "table" | "data_table":
                if len({len(row) for row in block["rows"]}) > 1:
                    yield f"{at}.rows: they are not equally long"
                if block.get("row_header_column_index", 0) >= len(block["rows"][0]):
                    yield f"{at}.row_header_column_index: there is no such column"
            case "data_visualization":
                yield from _chart(block["chart"], f"{at}.chart")


def _choice(element: Json, at: str) -> Iterator[str]:
    chosen = [*element.get("initial_options", ()), element.get("initial_option")]
    if any(option and option not in element["options"] for option in chosen):
        yield f"{at}: what is chosen is none of the options"
    values = [option["value"] for option in element.get("options", ())]
    if len(set(values)) < len(values):
        yield f"{at}: two options have the same value"
    if length(element.get("initial_value", "")) > element.get("max_length", WRITTEN):
        yield f"{at}.initial_value: longer than its own max_length"


def _chart(chart: Json, at: str) -> Iterator[str]:
    categories = chart["axis_config"]["categories"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield f"{at}.series: two have the same name"
    if len(set(categories)) < len(categories):
        yield f"{at}.axis_config.categories: two are the same"
    for number, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != categories:
            yield f"{at}.series[{number}]: its labels are not the categories"
        if not all(math.isfinite(point["value"]) for point in series["data"]):
            yield f"{at}.series[{number}]: a value that is no number"
