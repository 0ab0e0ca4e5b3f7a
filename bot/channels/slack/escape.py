"""Words on their way to Slack: shown as they are, and never obeyed."""

import re
from typing import Any, Final

from bot.channels.words import NOTHING, clean, length, one_line

ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
MARK_UP: Final = re.compile(r"[*_~`>]|:\S+?:")
"""What escaped words can still do in Slack's mark-up: bold, quotations, emoji by name."""

Json = dict[str, Any]


def escaped(words: str) -> str:
    """For places where Slack reads mark-up: no mention, channel call or link can begin in it."""
    return clean(words).translate(ENTITIES)


def escaped_length(words: str) -> int:
    return length(words.translate(ENTITIES))


def plain(words: str) -> Json:
    """A text object that Slack does not read for anything."""
    return {"type": "plain_text", "text": clean(words), "emoji": False}


def labelled(label: str, words: str) -> Json:
    """The label over the words, in bold where nothing in either could be taken for mark-up."""
    label, words = one_line(label) or NOTHING, clean(words).strip() or NOTHING
    if MARK_UP.search(label) or MARK_UP.search(words):
        return plain(f"{label}\n{words}")
    return {
        "type": "mrkdwn",
        "text": f"*{escaped(label)}*\n{escaped(words)}",
        "verbatim": True,
    }


def verbatim(words: str, **style: bool) -> Json:
    """An element of rich text, which Slack does not read either."""
    element = {"type": "text", "text": clean(words)}
    return {**element, "style": style} if style else element
