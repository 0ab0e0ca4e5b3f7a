import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.commands.jsonl import run_jsonl
from feedback.errors import Unusable


def shout(data: Mapping[str, Any]) -> dict[str, Any]:
    if "text" not in data:
        raise Unusable("text: Field required")
    return {"id": data.get("id"), "text": str(data["text"]).upper()}


def answers(*lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run_jsonl(lines, shout)]


def test_one_answer_a_line_in_their_order() -> None:
    assert answers('{"id": 1, "text": "a"}\n', "\n", '{"id": 2, "text": "ü 👍"}') == [
        {"id": 1, "text": "A"},
        {"id": 2, "text": "Ü 👍"},
    ]


def test_a_bad_line_is_answered_and_the_others_go_on() -> None:
    answered = answers('{"id": 1}', "not json", "[1]", '{"id": 4, "text": "d"}')
    assert answered[0] == {"line": 1, "id": 1, "error": "text: Field required"}
    assert answered[1]["line"] == 2
    assert answered[1]["error"].startswith("This line is not JSON")
    assert answered[2] == {"line": 3, "id": None, "error": "This line is not a JSON object."}
    assert answered[3] == {"id": 4, "text": "D"}


def test_a_bug_is_not_hidden() -> None:
    def broken(_: Mapping[str, Any]) -> dict[str, Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(run_jsonl(['{"id": 1}'], broken))
