"""Every limit is named when it is broken, and agrees with somebody else's list of them."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from slackblocks import _limits as theirs

from bot.channels.slack import limits
from bot.channels.slack.limits import RULES, Surface, problems

Json = dict[str, Any]


def words(length: int = 5, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": "x" * length}


def button(number: int = 0, **changed: Any) -> Json:
    return {"type": "button", "action_id": f"press:0:{number}", "text": words(), **changed}


def actions(*buttons: Json) -> Json:
    return {"type": "actions", "block_id": "0|", "elements": list(buttons) or [button()]}


def options(count: int = 2) -> list[Json]:
    return [{"text": words(), "value": f"v{n}"} for n in range(count)]


def asked(kind: str = "checkboxes", **changed: Any) -> Json:
    element: Json = {"type": kind, "action_id": "field"}
    if kind != "plain_text_input":
        element["options"] = options()
    return {"type": "input", "label": words(), "element": {**element, **changed}}


def cells(count: int, text: str = "x") -> list[Json]:
    return [{"type": "raw_text", "text": text} for _ in range(count)]


def table(rows: int = 2, columns: int = 2, text: str = "x") -> Json:
    return {"type": "table", "rows": [cells(columns, text) for _ in range(rows)]}


def data_table(rows: int = 2, columns: int = 2, text: str = "x", **changed: Any) -> Json:
    return {**table(rows, columns, text), "type": "data_table", "caption": "c", **changed}


def chart(series: int = 1, points: int = 2, label: str = "p", value: float = 1.0) -> Json:
    labels = [f"{label}{n}" for n in range(points)]
    return {
        "type": "data_visualization",
        "title": "A chart",
        "chart": {
            "type": "bar",
            "series": [
                {"name": f"s{n}", "data": [{"label": each, "value": value} for each in labels]}
                for n in range(series)
            ],
            "axis_config": {"categories": labels, "y_label": "Points"},
        },
    }


def section(count: int = 5) -> Json:
    return {"type": "section", "text": words(count)}


def quote(text: str) -> Json:
    inside = {"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [inside]}


def said(*blocks: Json, text: str = "A title") -> Json:
    return {"text": text, "blocks": list(blocks)}


def window(*blocks: Json, **changed: Any) -> Json:
    view = {"type": "modal", "title": words(), "submit": words(), "close": words()}
    return {
        **view,
        "callback_id": "form",
        "private_metadata": "{}",
        "blocks": list(blocks),
        **changed,
    }


def changed(block: Json, change: Callable[[Json], Any]) -> Json:
    copy = deepcopy(block)
    change(copy)
    return copy


GOOD = [
    section(3_000),
    {"type": "section", "fields": [words(2_000, "mrkdwn")] * 1 + [words()] * 3, "expand": True},
    {"type": "context", "elements": [words()] * 10},
    {"type": "header", "text": words(150)},
    {"type": "divider"},
    quote("So it was."),
    actions(*(button(n, value="v" * 2_000, style="danger") for n in range(25))),
    asked("checkboxes", options=options(10), initial_options=options(2)),
    asked("radio_buttons", options=options(10), initial_option=options(1)[0]),
    asked("static_select", options=options(100), placeholder=words(150)),
    asked("multi_static_select", options=options(100)),
    asked("plain_text_input", max_length=3_000, initial_value="x" * 3_000, multiline=True),
]


def test_what_just_fits_is_no_problem() -> None:
    for block in GOOD:
        assert problems(said(block), Surface.MESSAGE) == []
        assert problems(window(block), Surface.MODAL) == []
        assert problems({"type": "home", "blocks": [block]}, Surface.HOME) == []
    for block in (table(100, 20), data_table(101, 20), chart(6, 20)):
        assert problems(said(block), Surface.MESSAGE) == []
        assert problems({"type": "home", "blocks": [block]}, Surface.HOME) == []


MESSAGES: list[tuple[str, Json]] = [
    ("message.text: it is missing", {"blocks": [section()]}),
    ("message.text: 0, and it may be 1 to 4000", said(section(), text="")),
    ("message.text: 4001, and it may be 1 to 4000", said(section(), text="x" * 4_001)),
    ("message.text: half a letter", said(section(), text="\ud83d")),
    ("message.blocks: 0, and it may be 1 to 50", said()),
    ("message.blocks: 51, and it may be 1 to 50", said(*[section()] * 51)),
    ("blocks: they weigh 12800, at most 12000", said(*[section(3_000)] * 4)),
    ("message.blocks[0]: 'banana' may not stand here", said({"type": "banana"})),
    ("message.blocks[0].colour: Slack knows nothing", said({**section(), "colour": "red"})),
    ("message.blocks[0].text: 3001, and it may be", said(section(3_001))),
    ("message.blocks[0].text: 0, and it may be", said(section(0))),
    ("blocks[0]: it says nothing", said({"type": "section"})),
    (
        "message.blocks[0].fields: 11, and it may be 1 to 10",
        said({"type": "section", "fields": [words()] * 11}),
    ),
    (
        "blocks[0].fields[0]: 2001, at most 2000",
        said({"type": "section", "fields": [words(2_001)]}),
    ),
    ("message.blocks[0].elements: 11,", said({"type": "context", "elements": [words()] * 11})),
    ("message.blocks[0].text: 151,", said({"type": "header", "text": words(151)})),
    (
        "message.blocks[0].text: 'mrkdwn' may not stand here",
        said({"type": "header", "text": words(5, "mrkdwn")}),
    ),
    ("message.blocks[0].text: 'so' is none of", said({"type": "section", "text": "so"})),
    ("message.blocks[0].elements[0].elements[0].text: 0,", said(quote(""))),
    ("message.blocks[0].elements: 26,", said(actions(*map(button, range(26))))),
    ("message.blocks[0].block_id: 256,", said({**actions(), "block_id": "x" * 256})),
    ("message.blocks[0].elements[0].action_id: 256,", said(actions(button(action_id="x" * 256)))),
    ("message.blocks[0].elements[0].text: 76,", said(actions(button(text=words(76))))),
    ("message.blocks[0].elements[0].value: 2001,", said(actions(button(value="x" * 2_001)))),
    ("elements[0].style: 'loud' is none of danger, primary", said(actions(button(style="loud")))),
    (
        "message.blocks[0].elements[0].accessibility_label: 76,",
        said(actions(button(accessibility_label="x" * 76))),
    ),
    ("blocks[0]: an action_id is there twice", said(actions(button(1), button(1)))),
    ("blocks: the block_id '0|' is there twice", said(actions(), actions())),
    ("message.blocks[0].label: 2001,", said({**asked(), "label": words(2_001)})),
    ("message.blocks[0].label: 0,", said({**asked(), "label": words(0)})),
    ("message.blocks[0].hint: 2001,", said({**asked(), "hint": words(2_001)})),
    ("message.blocks[0].element.options: 0,", said(asked(options=[]))),
    ("message.blocks[0].element.options: 11,", said(asked(options=options(11)))),
    ("message.blocks[0].element.options: 11,", said(asked("radio_buttons", options=options(11)))),
    ("element.options: 101,", said(asked("static_select", options=options(101)))),
    ("element.options: 101,", said(asked("multi_static_select", options=options(101)))),
    (
        "element.options[0].text: 76,",
        said(asked(options=[{"text": words(76), "value": "v"}])),
    ),
    (
        "element.options[0].value: 151,",
        said(asked(options=[{"text": words(), "value": "v" * 151}])),
    ),
    (
        "blocks[0].element: what is chosen is none of the options",
        said(asked(initial_options=[{"text": words(), "value": "other"}])),
    ),
    ("blocks[0].element: two options have the same value", said(asked(options=options(1) * 2))),
    ("element.placeholder: 151,", said(asked("static_select", placeholder=words(151)))),
    ("element.placeholder: 151,", said(asked("plain_text_input", placeholder=words(151)))),
    ("element.max_length: 3001,", said(asked("plain_text_input", max_length=3_001))),
    ("element.initial_value: 3001,", said(asked("plain_text_input", initial_value="x" * 3_001))),
    (
        "element.initial_value: longer than its own max_length",
        said(asked("plain_text_input", initial_value="xxx", max_length=2)),
    ),
    ("message.blocks[0].rows: 101,", said(table(101))),
    ("message.blocks[0].rows[0].cells: 21,", said(table(2, 21))),
    ("message.blocks[0].rows[0].cells[0].text: 0,", said(table(text=""))),
    ("blocks: 10004 characters in each table together", said(table(2, 2, "x" * 2_501))),
    ("blocks: 2 tables, and there may be 1", said(table(), table())),
    (
        "blocks[0].rows: they are not equally long",
        said(changed(table(), lambda block: block["rows"][1].pop())),
    ),
    ("message.blocks[0].rows: 1,", said(data_table(1))),
    ("message.blocks[0].rows: 102,", said(data_table(102))),
    ("message.blocks[0].rows[0].cells: 21,", said(data_table(2, 21))),
    ("message.blocks[0].caption: 0,", said(data_table(caption=""))),
    ("message.blocks[0].page_size: 101,", said(data_table(page_size=101))),
    (
        "blocks[0].row_header_column_index: there is no such column",
        said(data_table(row_header_column_index=2)),
    ),
    (
        "blocks: 24000 characters in each data_table together",
        said(data_table(2, 2, "x" * 3_000), data_table(2, 2, "x" * 3_000)),
    ),
    ("message.blocks[0].title: 51,", said({**chart(), "title": "x" * 51})),
    ("message.blocks[0].chart.series: 7,", said(chart(7))),
    ("chart.series[0].data: 21,", said(chart(1, 21))),
    ("chart.series[0].data[0].label: 21,", said(chart(label="x" * 20))),
    ("chart.series[0]: a value that is no number", said(chart(value=float("nan")))),
    (
        "chart.series[0].name: 21,",
        said(changed(chart(), lambda b: b["chart"]["series"][0].update(name="x" * 21))),
    ),
    (
        "chart.axis_config.y_label: 51,",
        said(changed(chart(), lambda b: b["chart"]["axis_config"].update(y_label="x" * 51))),
    ),
    (
        "chart.series: two have the same name",
        said(changed(chart(2), lambda b: b["chart"]["series"][1].update(name="s0"))),
    ),
    (
        "chart.series[0]: its labels are not the categories",
        said(changed(chart(), lambda b: b["chart"]["series"][0]["data"].reverse())),
    ),
    ("blocks: 3 charts, and there may be 2", said(chart(), chart(), chart())),
]
VIEWS: list[tuple[str, Surface, Json]] = [
    ("modal.title: 25,", Surface.MODAL, window(section(), title=words(25))),
    ("modal.submit: 25,", Surface.MODAL, window(section(), submit=words(25))),
    ("modal.close: 25,", Surface.MODAL, window(section(), close=words(25))),
    ("modal.callback_id: 256,", Surface.MODAL, window(section(), callback_id="x" * 256)),
    (
        "modal.private_metadata: 3001,",
        Surface.MODAL,
        window(section(), private_metadata="x" * 3_001),
    ),
    ("modal.blocks: 101,", Surface.MODAL, window(*[section()] * 101)),
    ("modal.blocks[0]: 'table' may not stand", Surface.MODAL, window(table())),
    ("modal.blocks[0]: 'data_table' may not", Surface.MODAL, window(data_table())),
    ("modal.blocks[0]: 'data_visualization' ", Surface.MODAL, window(chart())),
    ("modal.submit: it is missing", Surface.MODAL, window(asked(), submit=None)),
    ("home.blocks: 101,", Surface.HOME, {"type": "home", "blocks": [section()] * 101}),
    ("bytes, at most 250000", Surface.HOME, {"type": "home", "blocks": [section(2_900)] * 90}),
]


@pytest.mark.parametrize(("problem", "payload"), MESSAGES, ids=[each[0] for each in MESSAGES])
def test_a_message_over_a_limit_is_told_which_one(problem: str, payload: Json) -> None:
    assert any(problem in each for each in problems(payload, Surface.MESSAGE))


@pytest.mark.parametrize(("problem", "surface", "view"), VIEWS, ids=[each[0] for each in VIEWS])
def test_a_view_over_a_limit_is_told_which_one(problem: str, surface: Surface, view: Json) -> None:
    view = {name: value for name, value in view.items() if value is not None}
    assert any(problem in each for each in problems(view, surface))


def test_an_emoji_counts_as_two_so_that_the_strictest_reader_agrees() -> None:
    assert problems(said(section(), text="😀" * 2_000), Surface.MESSAGE) == []
    assert problems(said(section(), text="😀" * 2_001), Surface.MESSAGE) != []


@pytest.mark.parametrize(
    ("ours", "name"),
    [
        (limits.BLOCKS_IN_MESSAGE, "MESSAGE_BLOCKS_MAX_ITEMS"),
        (limits.BLOCKS_IN_VIEW, "VIEW_BLOCKS_MAX_ITEMS"),
        (limits.VIEW_TITLE, "VIEW_TITLE_MAX_LENGTH"),
        (limits.VIEW_TITLE, "VIEW_SUBMIT_MAX_LENGTH"),
        (limits.VIEW_TITLE, "VIEW_CLOSE_MAX_LENGTH"),
        (RULES["modal"]["private_metadata"].most, "VIEW_PRIVATE_METADATA_MAX_LENGTH"),
        (RULES["modal"]["callback_id"].most, "VIEW_CALLBACK_ID_MAX_LENGTH"),
        (limits.TEXT, "TEXT_MAX_LENGTH"),
        (limits.TEXT, "SECTION_TEXT_MAX_LENGTH"),
        (limits.FIELDS, "SECTION_FIELDS_MAX_ITEMS"),
        (limits.FIELD, "SECTION_FIELDS_ITEM_MAX_LENGTH"),
        (limits.HEADER, "HEADER_TEXT_MAX_LENGTH"),
        (RULES["context"]["elements"].most, "CONTEXT_ELEMENTS_MAX_ITEMS"),
        (limits.BUTTONS, "ACTIONS_ELEMENTS_MAX_ITEMS"),
        (limits.BUTTON, "BUTTON_TEXT_MAX_LENGTH"),
        (RULES["button"]["value"].most, "BUTTON_VALUE_MAX_LENGTH"),
        (RULES["button"]["accessibility_label"].most, "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH"),
        (RULES["button"]["action_id"].most, "ACTION_ID_MAX_LENGTH"),
        (RULES["actions"]["block_id"].most, "BLOCK_ID_MAX_LENGTH"),
        (limits.LABEL, "INPUT_LABEL_MAX_LENGTH"),
        (RULES["input"]["hint"].most, "INPUT_HINT_MAX_LENGTH"),
        (limits.OPTION, "OPTION_TEXT_MAX_LENGTH"),
        (limits.OPTION_VALUE, "OPTION_VALUE_MAX_LENGTH"),
        (limits.CHOICES, "CHECKBOXES_OPTIONS_MAX_ITEMS"),
        (limits.CHOICES, "RADIO_BUTTONS_OPTIONS_MAX_ITEMS"),
        (limits.SELECTABLE, "SELECT_OPTIONS_MAX_ITEMS"),
        (limits.PLACEHOLDER, "SELECT_PLACEHOLDER_MAX_LENGTH"),
        (limits.PLACEHOLDER, "PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH"),
        (limits.WRITTEN, "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX"),
        (limits.ROWS, "TABLE_ROWS_MAX_ITEMS"),
        (limits.COLUMNS, "TABLE_COLUMNS_MAX_ITEMS"),
        (limits.COLUMNS, "DATA_TABLE_COLUMNS_MAX_ITEMS"),
        (limits.DATA_TABLE_WORDS, "DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH"),
        (RULES["data_table"]["page_size"].most, "DATA_TABLE_PAGE_SIZE_MAX"),
        (limits.CHARTS, "MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS"),
        (limits.CHART_TITLE, "DATA_VISUALIZATION_TITLE_MAX_LENGTH"),
        (limits.POINTS, "DATA_VISUALIZATION_DATA_MAX_ITEMS"),
        (limits.POINT_LABEL, "DATA_VISUALIZATION_POINT_LABEL_MAX_LENGTH"),
        (limits.POINT_LABEL, "DATA_VISUALIZATION_SERIES_NAME_MAX_LENGTH"),
        (RULES["axes"]["y_label"].most, "DATA_VISUALIZATION_AXIS_LABEL_MAX_LENGTH"),
    ],
)
def test_our_limits_are_those_of_another_list(ours: int, name: str) -> None:
    assert ours == getattr(theirs, name)


@pytest.mark.parametrize(
    ("ours", "name"),
    [
        (limits.SERIES, "DATA_VISUALIZATION_SERIES_MAX_ITEMS"),
        (limits.ROWS + 1, "DATA_TABLE_ROWS_MAX_ITEMS"),
    ],
)
def test_where_slacks_own_pages_say_less_we_keep_to_less(ours: int, name: str) -> None:
    assert ours < getattr(theirs, name)
