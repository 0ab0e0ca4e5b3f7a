import pytest

from bot.commands.classify import classify_line
from feedback.errors import Unusable
from feedback.reasons.keywords import ReasonReader

READER = ReasonReader()


def test_a_line_in_and_a_line_out() -> None:
    text = "Friendly guy but the problem is not solved"
    assert classify_line({"id": "c1", "text": text}, READER) == {
        "id": "c1",
        "labels": ["unresolved", "friendly"],
        "overall": 0,
        "evidence": {"unresolved": ["is not solved"], "friendly": ["Friendly"]},
    }


def test_a_score_decides_the_tone() -> None:
    assert classify_line({"id": 7, "text": "ok", "score": 2}, READER) == {
        "id": 7,
        "labels": [],
        "overall": -1,
        "evidence": {},
    }


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"id": "c1"}, "text: Field required"),
        ({"text": 5}, "text: "),
        ({"text": "ok", "score": 11}, "score: "),
        ({"text": "x" * 100_001}, "text: "),
    ],
)
def test_what_cannot_be_used_is_named(line: dict[str, object], complaint: str) -> None:
    with pytest.raises(Unusable, match=complaint):
        classify_line(line, READER)
