from typing import Any

import pytest

from bot.commands.draft import draft_line, in_words
from feedback.errors import Unusable

LINE = {
    "id": "n1",
    "text": "swapping the dock, back w/ u by 3",
    "posted_at": "2026-11-18T10:20:00+01:00",
    "requester_tz": "Europe/Berlin",
    "requester_name": "Jane Doe",
    "ticket_title": "Dock does not charge",
}


def test_a_line_in_and_a_line_out() -> None:
    assert draft_line(LINE) == {
        "id": "n1",
        "promise_due": "2026-11-18T15:00:00+01:00",
        "findings": [],
        "message": "Hi Jane, swapping the dock, back with you by 3",
    }


def test_in_words() -> None:
    assert in_words(draft_line(LINE | {"text": "looking at it"})) == (
        "Hi Jane, I've read that your dock does not charge. Looking at it\n\n"
        "Promised: no time that could be kept or missed\n"
        "To look at: no next contact"
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"posted_at": "2026-11-18T10:20:00"}, "posted_at: "),
        ({"posted_at": "yesterday"}, "posted_at: "),
        ({"requester_tz": "Mars/Olympus"}, "requester_tz: 'Mars/Olympus' is not a time zone"),
        ({"requester_tz": "../etc/passwd"}, "requester_tz: "),
        ({"text": "  "}, "text: there are no words in it"),
        ({"text": "x" * 100_001}, "text: "),
        ({"text": None}, "text: "),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Unusable, match=complaint.replace("(", r"\(")):
        draft_line(LINE | change)


@pytest.mark.parametrize("missing", ["text", "posted_at", "requester_tz"])
def test_what_is_missing_is_named(missing: str) -> None:
    with pytest.raises(Unusable, match=f"{missing}: Field required"):
        draft_line({name: value for name, value in LINE.items() if name != missing})
