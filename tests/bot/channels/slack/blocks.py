"""What a person sees of a message in Slack, and what Slack would make of it beyond that."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Message = Mapping[str, Any]

WORDS = ("text", "title", "label", "name", "caption", "initial_value")
INTERPRETED = {"broadcast", "channel", "emoji", "image", "link", "markdown", "user", "usergroup"}
"""Kinds of block or element that stand for something else than their words."""
OURS = re.compile(r"\*([^*\n]+)\*\n")
"""The one bit of mark-up that we write: a label in bold, on a line of its own."""
OBEYED = re.compile(r"[<>*_~`]|&(?!amp;|lt;|gt;)")
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def words(message: Message) -> str:
    """The blocks; Slack shows the text only where there are none."""
    blocks = message.get("blocks")
    return "\n".join(_words(blocks)) if blocks else html.unescape(message["text"])


def _words(thing: Any) -> Iterator[str]:
    match thing:
        case {"type": "mrkdwn", "text": str(text)}:
            yield html.unescape(OURS.sub(r"\1\n", text))
        case dict():
            for name, value in thing.items():
                if isinstance(value, str) and name in WORDS:
                    yield value
                elif isinstance(value, dict | list):
                    yield from _words(value)
        case list():
            for each in thing:
                yield from [each] if isinstance(each, str) else _words(each)


def buttons(message: Message) -> list[Mapping[str, Any]]:
    """Everything that can be pressed, from top to bottom."""
    return [
        element
        for block in message.get("blocks") or ()
        for element in block.get("elements", ())
        if element["type"] == "button"
    ]


def harmful(message: Message) -> Iterator[str]:
    """Whatever would be interpreted, and not shown as it is."""
    if re.search(r"[<>]|&(?!amp;|lt;|gt;)", message["text"]):
        yield f"the text: {message['text']}"
    yield from _harmful(message.get("blocks") or ())


def _harmful(thing: Any) -> Iterator[str]:
    match thing:
        case {"type": "mrkdwn", "text": str(text)}:
            if not thing.get("verbatim") or OBEYED.search(OURS.sub(r"\1\n", text, count=1)):
                yield f"mark-up: {text}"
        case {"type": "plain_text", "emoji": True} | {"type": "plain_text", "text": _} if (
            thing.get("emoji") is not False
        ):
            yield f"emoji by name: {thing}"
        case str() if STEERING.search(thing):
            yield f"control characters: {thing!r}"
        case dict():
            if thing.get("type") in INTERPRETED or "url" in thing or "image_url" in thing:
                yield f"more than words: {thing}"
            for value in thing.values():
                yield from _harmful(value)
        case Sequence() if not isinstance(thing, str):
            for each in thing:
                yield from _harmful(each)
