"""Every limit is named when it is broken."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from bot.channels.teams import limits
from bot.channels.teams.limits import RULES, problems
from bot.channels.teams.write import content
from tests.bot.channels.samples import full

Json = dict[str, Any]


def card(*elements: Json, **changed: Any) -> Json:
    whole = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "A title"}
    return {**whole, "body": list(elements) or [text()], **changed}


def text(count: int = 5, **changed: Any) -> Json:
    return {"type": "TextBlock", "text": "x" * count, "wrap": True, **changed}


def run(count: int = 5, **changed: Any) -> Json:
    return {
        "type": "RichTextBlock",
        "inlines": [{"type": "TextRun", "text": "x" * count}],
        **changed,
    }


def told(**changed: Any) -> Json:
    return {"does": "press", "action": "ShowHelp:{}", "part": 0, **changed}


def press(**changed: Any) -> Json:
    return {"type": "Action.Execute", "title": "Go", "verb": "press", "data": told(), **changed}


def actions(*given: Json) -> Json:
    return {"type": "ActionSet", "actions": list(given) or [press()]}


def folded(*elements: Json) -> Json:
    inside = {"type": "AdaptiveCard", "body": list(elements)}
    return actions({"type": "Action.ShowCard", "title": "More", "card": inside})


def box(name: str = "0.words", **changed: Any) -> Json:
    return {"type": "Input.Text", "id": name, "label": "Your note", **changed}


def options(count: int) -> list[Json]:
    return [{"title": f"Option {n}", "value": f"v{n}"} for n in range(count)]


def choice(count: int = 2, **changed: Any) -> Json:
    field = {"type": "Input.ChoiceSet", "id": "0!f", "label": "Which?", "isMultiSelect": True}
    return {**field, "style": "expanded", "wrap": True, "choices": options(count), **changed}


def table(rows: int = 2, columns: int = 2) -> Json:
    cell = {"type": "TableCell", "items": [text()]}
    row = {"type": "TableRow", "cells": [cell] * columns}
    return {"type": "Table", "columns": [{"width": 5}] * columns, "rows": [row] * rows}


def taps(count: int) -> Json:
    column = {"type": "Column", "width": "stretch", "items": [text()], "selectAction": press()}
    return {"type": "ColumnSet", "columns": [column] * count}


def line(points: int = 2, y: float = 1.0, **changed: Any) -> Json:
    values = [{"x": f"W{n}", "y": y} for n in range(points)]
    chart = {"type": "Chart.Line", "title": "Weeks", "fallback": table()}
    return {**chart, "data": [{"legend": "VPN", "values": values}], **changed}


def donut(value: float = 1.0) -> Json:
    data = [{"legend": "a", "value": value}]
    return {"type": "Chart.Donut", "title": "Parts", "data": data, "fallback": table()}


def changed(thing: Json, change: Callable[[Json], Any]) -> Json:
    copy = deepcopy(thing)
    change(copy)
    return copy


GOOD = [
    text(12_000),
    run(),
    {"type": "Container", "style": "emphasis", "items": [run()], "selectAction": press()},
    actions(*[press(style="destructive", associatedInputs="none")] * 6),
    actions({"type": "Action.Submit", "title": "Go", "data": told(msteams={"type": "task/fetch"})}),
    folded(box(), actions()),
    taps(6),
    box(maxLength=4_000, value="x" * 4_000, placeholder="x" * 150, isMultiline=True),
    choice(100, value="v0,v99"),
    table(41, 4),
    line(60),
    donut(),
]


@pytest.mark.parametrize("element", GOOD, ids=lambda element: str(element["type"]))
def test_what_just_fits_is_no_problem(element: Json) -> None:
    assert problems(card(element)) == []


BAD: list[tuple[str, Json]] = [
    ("card.body: 0, and it takes 1", card(body=[])),
    ("card.version: '1.6' is none of 1.5", card(version="1.6")),
    ("card.fallbackText: it is missing", changed(card(), lambda c: c.pop("fallbackText"))),
    ("card.colour: Teams knows nothing of that name", card(colour="red")),
    ("card.body[0]: 'Banana' may not stand here", card({"type": "Banana"})),
    ("card.body[0].text: 12001, and it may be 1 to 12000", card(text(12_001))),
    ("card.body[0].text: it says nothing", card(text(text=" \n"))),
    ("card.body[0].text: half a letter", card(text(text="\ud83d"))),
    ("card.body[0].wrap: it is missing", card(changed(text(), lambda t: t.pop("wrap")))),
    ("card.body[0].size: 'Huge' is none of", card(text(size="Huge"))),
    ("body[0].inlines: 0,", card({"type": "RichTextBlock", "inlines": []})),
    ("body[0].inlines[0]: 'TextBlock' may not", card({"type": "RichTextBlock", "inlines": [text()]})),
    ("body[0].actions: 7, and it may be 1 to 6", card(actions(*[press()] * 7))),
    ("actions[0].title: it is missing", card(actions(changed(press(), lambda p: p.pop("title"))))),
    ("actions[0].title: 257,", card(actions(press(title="x" * 257)))),
    ("actions[0].style: 'loud' is none of", card(actions(press(style="loud")))),
    ("actions[0].associatedInputs: 'all' is none", card(actions(press(associatedInputs="all")))),
    ("actions[0].data.action: 4001,", card(actions(press(data=told(action="x" * 4_001))))),
    ("actions[0].data.user: Teams knows nothing", card(actions(press(data=told(user="me"))))),
    ("actions[0]: 'Action.OpenUrl' may not", card(actions({"type": "Action.OpenUrl"}))),
    ("body[0].columns: 7,", card(taps(7))),
    (
        "columns[0].selectAction: 'Action.ShowCard' may not",
        card(changed(taps(1), lambda t: t["columns"][0].update(selectAction={
            "type": "Action.ShowCard"}))),
    ),
    ("body[0].label: it is missing", card(changed(box(), lambda b: b.pop("label")))),
    ("body[0].id: it is missing", card(changed(box(), lambda b: b.pop("id")))),
    ("body[0].errorMessage: it is missing", card(box(isRequired=True))),
    ("body[0].maxLength: 4001,", card(box(maxLength=4_001))),
    ("body[0].value: longer than its own maxLength", card(box(maxLength=2, value="xxx"))),
    ("body[0].placeholder: 151,", card(box(placeholder="x" * 151))),
    ("body[0].choices: 0,", card(choice(0))),
    ("body[0].choices: 101,", card(choice(101))),
    ("body[0].choices[0].title: 257,", card(choice(choices=[{"title": "x" * 257, "value": "v"}]))),
    ("body[0].choices[0].value: 257,", card(choice(choices=[{"title": "x", "value": "v" * 257}]))),
    ("body[0]: two choices have the same value", card(choice(choices=options(1) * 2))),
    ("a comma in a value", card(choice(choices=[{"title": "x", "value": "a,b"}]))),
    ("body[0]: what is chosen is none of the choices", card(choice(value="v0,v7"))),
    ("the id '0.words' is there twice", card(box(), folded(box()))),
    ("body[0].rows: 42,", card(table(42))),
    ("body[0].rows: 1,", card(table(1))),
    ("body[0].columns: 5,", card(changed(table(2, 4), lambda t: t["columns"].append({"width": 5})))),
    ("rows: they are not as long", card(changed(table(), lambda t: t["columns"].append(
        {"width": 5})))),
    ("body[0].fallback: it is missing", card(changed(line(), lambda c: c.pop("fallback")))),
    ("body[0].data[0].values: 61,", card(line(61))),
    ("body[0].data[0].legend: 61,", card(line(data=[{"legend": "x" * 61, "values": [
        {"x": "a", "y": 1}]}]))),
    ("body[0]: a value that is no number", card(line(y=float("nan")))),
    ("body[0]: a share that is less than nothing", card(donut(-1))),
    ("card: 36,", card(*[text(12_000)] * 3)),
]  # fmt: skip


@pytest.mark.parametrize(("complaint", "broken"), BAD, ids=[each for each, _ in BAD])
def test_what_teams_would_refuse_is_named(complaint: str, broken: Json) -> None:
    (problem,) = problems(broken)
    assert complaint in problem


def test_no_rule_is_left_that_no_card_of_ours_needs() -> None:
    """All parts are in one card; charts and dialogs bring the rest."""
    charts = {*limits.CHARTS, "series", "point", "share"}
    dialogs = {"Action.Submit", "invoked"}
    by_place = {"shown", "msteams", "column", "data", "choice"}
    used = {str(each.get("type")) for each in things(content(full()))}
    assert set(RULES) - used - by_place == charts | dialogs


def things(thing: Any) -> list[Json]:
    inside = list(thing.values()) if isinstance(thing, dict) else thing
    found = [thing] if isinstance(thing, dict) else []
    return found + [
        each for part in inside if isinstance(part, dict | list) for each in things(part)
    ]


def test_the_size_is_the_one_on_the_wire() -> None:
    assert limits.size({"a": "Zoë"}) == len('{"a":"Zoë"}'.encode())
