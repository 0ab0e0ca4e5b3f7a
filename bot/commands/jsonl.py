"""JSON lines in, JSON lines out: a bad line is answered with its error, and the others go on."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from feedback.errors import FeedbackError, Unusable

One = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def run_jsonl(lines: Iterable[str], one: One) -> Iterator[str]:
    """One line out for every line in that is not blank, in their order.

    A line that cannot be used comes out as `{"line": 3, "id": …, "error": "…"}`.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_answered(number, line, one), ensure_ascii=False)


def _answered(number: int, line: str, one: One) -> Mapping[str, Any]:
    data: Any = None
    try:
        data = _read(line)
        return one(data)
    except FeedbackError as error:
        known = data.get("id") if isinstance(data, dict) else None
        return {"line": number, "id": known, "error": str(error)}


def _read(line: str) -> Mapping[str, Any]:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise Unusable(f"This line is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise Unusable("This line is not a JSON object.")
    return data
