"""`sincerely ask --plan`: what a question means, as the JSON of the plan contract."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from analytics.periods import today_in
from analytics.plan import to_json
from analytics.understanding import understand
from analytics.vocabulary import Vocabulary
from feedback.errors import Unusable


def plan_line(data: Any, vocabulary: Vocabulary, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """`{"id", "text"}` in, `{"id", "plan"}` out; anything else raises `Unusable`."""
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise Unusable('Each line must be a JSON object like {"id": "q1", "text": "How happy…"}.')
    return {"id": data.get("id"), "plan": plan_of(data["text"], vocabulary, now, zone)}


def plan_of(question: str, vocabulary: Vocabulary, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """A `now` without a zone is the desk's own clock."""
    return to_json(understand(question, vocabulary, today_in(zone, now)))
