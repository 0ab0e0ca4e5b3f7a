"""Two readers of Block Kit that are not ours, and whatever they have against a payload."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import slackblocks as sb
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks.objects import AxisConfig, BarChart, DataPoint, DataSeries, LineChart
from slackblocks.rich_text.elements import RichTextElement

Json = dict[str, Any]

UNKNOWN_TO_SDK = {"data_table", "data_visualization"}


def read_by_sdk(payload: Json) -> None:
    """It checks many limits when it writes a block again; and it must write what it read."""
    for block in payload["blocks"]:
        if block["type"] not in UNKNOWN_TO_SDK:
            parsed = Block.parse(deepcopy(block))
            assert parsed is not None
            assert parsed.to_dict() == block
    if "type" in payload:
        known = [block for block in payload["blocks"] if block["type"] not in UNKNOWN_TO_SDK]
        view = View(**deepcopy({**payload, "blocks": known}))
        assert view.to_dict() == {**payload, "blocks": known}


def read_by_slackblocks(payload: Json) -> None:
    """Built again with its classes, which refuse what is too long, it must come out the same."""
    blocks = [BLOCKS[block["type"]](block) for block in payload["blocks"]]
    match payload.get("type"):
        case None:
            whole: Any = sb.Message("D01", text=payload["text"], blocks=blocks)
        case "modal":
            whole = sb.ModalView(
                title=text(payload["title"]),
                blocks=blocks,
                close=text(payload["close"]),
                submit=text(payload["submit"]) if "submit" in payload else None,
                private_metadata=payload.get("private_metadata"),
                callback_id=payload["callback_id"],
            )
        case _:
            whole = sb.HomeTabView(blocks=blocks)
    written = whole.to_dict()
    assert len(written["blocks"]) == len(payload["blocks"])
    for theirs, ours in zip(written["blocks"], payload["blocks"], strict=True):
        if "block_id" not in ours:
            del theirs["block_id"]
        assert bare(theirs) == bare(ours)


def bare(thing: Any) -> Any:
    """Without what one of the two leaves out because it is the default, or does not know."""
    if isinstance(thing, list):
        return [bare(each) for each in thing]
    if isinstance(thing, dict):
        return {
            name: bare(value)
            for name, value in thing.items()
            if value is not False and value is not None and name != "expand"
        }
    return thing


def text(given: Json) -> sb.Text:
    if given["type"] == "plain_text":
        return sb.PlainText(given["text"], emoji=given["emoji"])
    return sb.Text(given["text"], verbatim=given["verbatim"])


def rich(block: Json) -> sb.RichTextBlock:
    (inside,) = block["elements"]
    kind = sb.RichTextQuote if inside["type"] == "rich_text_quote" else sb.RichTextSection
    elements: list[RichTextElement] = [
        sb.RichText(each["text"], **each.get("style", {})) for each in inside["elements"]
    ]
    return sb.RichTextBlock(kind(elements))


def button(given: Json) -> sb.Button:
    return sb.Button(
        text(given["text"]),
        given["action_id"],
        value=given["value"],
        style=given.get("style"),
        accessibility_label=given.get("accessibility_label"),
    )


def option(given: Json) -> sb.Option:
    return sb.Option(text(given["text"]), given["value"])


def element(given: Json) -> sb.Element:
    name = given["action_id"]
    empty = text(given["placeholder"]) if "placeholder" in given else None
    offered = [option(each) for each in given.get("options", ())]
    many = [option(each) for each in given.get("initial_options", ())] or None
    one = option(given["initial_option"]) if "initial_option" in given else None
    match given["type"]:
        case "checkboxes":
            return sb.CheckboxGroup(name, offered, many)
        case "radio_buttons":
            return sb.RadioButtonGroup(name, offered, one)
        case "static_select":
            return sb.StaticSelectMenu(name, offered, initial_option=one, placeholder=empty)
        case "multi_static_select":
            return sb.StaticMultiSelectMenu(name, offered, initial_options=many, placeholder=empty)
        case "plain_text_input":
            return sb.PlainTextInput(
                name,
                initial_value=given.get("initial_value"),
                multiline=given["multiline"],
                max_length=given["max_length"],
                placeholder=empty,
            )
        case other:
            raise AssertionError(other)


def chart(given: Json) -> BarChart | LineChart:
    series = [
        DataSeries(each["name"], [DataPoint(**point) for point in each["data"]])
        for each in given["series"]
    ]
    axes = AxisConfig(**given["axis_config"])
    return LineChart(series, axes) if given["type"] == "line" else BarChart(series, axes)


def rows(given: Json) -> list[list[Any]]:
    return [[sb.RawText(cell["text"]) for cell in row] for row in given["rows"]]


BLOCKS: Mapping[str, Callable[[Json], sb.Block]] = {
    "actions": lambda b: sb.ActionsBlock([button(e) for e in b["elements"]], b["block_id"]),
    "context": lambda b: sb.ContextBlock([text(each) for each in b["elements"]]),
    "divider": lambda _: sb.DividerBlock(),
    "header": lambda b: sb.HeaderBlock(text(b["text"])),
    "input": lambda b: sb.InputBlock(
        text(b["label"]),
        element(b["element"]),
        block_id=b["block_id"],
        hint=text(b["hint"]) if "hint" in b else None,
        optional=b["optional"],
    ),
    "rich_text": rich,
    "section": lambda b: sb.SectionBlock(
        text=text(b["text"]) if "text" in b else None,
        fields=[text(each) for each in b["fields"]] if "fields" in b else None,
    ),
    "table": lambda b: sb.TableBlock(rows(b)),
    "data_table": lambda b: sb.DataTableBlock(
        rows(b), b["caption"], b["page_size"], b["row_header_column_index"]
    ),
    "data_visualization": lambda b: sb.DataVisualizationBlock(b["title"], chart(b["chart"])),
}
