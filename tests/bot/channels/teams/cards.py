"""What a person sees of a message in Teams, and what Teams would make of it beyond that."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Message = Mapping[str, Any]

WORDS = ("text", "title", "label", "value", "legend", "x", "placeholder", "altText")
MARK_UP = re.compile(
    r"(?<!\\)[*`~\[\]<>|]|(?<!\w)_|_(?!\w)|^\s*(?:#|[-+]\s|\d+[.)]\s)|&#?\w+;", re.MULTILINE
)
"""What the clients take for Markdown, in those elements in which they look for it."""
OBEYED = re.compile(r"</?at\b|\{\{|\]\(", re.IGNORECASE)
"""Mentions, functions and links, wherever they stand."""
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
INVISIBLE = "\u2060"
ESCAPED = re.compile(r"\\([^\w\s])")
UNSEEN = ("data", "fallback", "fallbackText", "id", "$schema")
"""What stands in a card and is not shown, or only where something else is not."""


def words(message: Message) -> str:
    """The card; the text only where there is none."""
    cards = [each["content"] for each in message.get("attachments") or ()]
    seen = "\n".join(_words(cards)) if cards else str(message["text"])
    return seen.replace(INVISIBLE, "")


def _words(thing: Any) -> Iterator[str]:
    match thing:
        case {"type": "Input.ChoiceSet", "label": label, "choices": choices}:
            yield label
            yield from (ESCAPED.sub(r"\1", choice["title"]) for choice in choices)
        case {"type": str(kind)} if kind.startswith("Chart."):
            # How it is drawn is the clients' business; the same stands beside it in words.
            return
        case Mapping():
            for name, value in thing.items():
                if name in UNSEEN:
                    continue
                if isinstance(value, str) and name in WORDS:
                    yield value
                elif not isinstance(value, str):
                    yield from _words(value)
        case Sequence() if not isinstance(thing, str):
            for each in thing:
                yield from _words(each)


def read(title: str) -> str:
    """Of a choice, as people read it."""
    return ESCAPED.sub(r"\1", title).replace(INVISIBLE, "")


def pressable(message: Message) -> list[Mapping[str, Any]]:
    """The data of everything that can be pressed, from top to bottom, folded or not."""
    return [
        thing["data"]
        for thing in objects(message.get("attachments") or ())
        if str(thing.get("type")) in {"Action.Execute", "Action.Submit"}
    ]


def kinds(message: Message) -> set[str]:
    """The kinds of element that are drawn, fallbacks left aside."""
    return {
        str(thing["type"]) for thing in objects(message.get("attachments") or ()) if "type" in thing
    }


def objects(thing: Any) -> Iterator[Mapping[str, Any]]:
    match thing:
        case Mapping():
            yield thing
            for name, value in thing.items():
                if name not in UNSEEN:
                    yield from objects(value)
        case Sequence() if not isinstance(thing, str):
            for each in thing:
                yield from objects(each)


def harmful(message: Message) -> Iterator[str]:
    """Whatever would be interpreted, and not shown as it is."""
    if message.get("textFormat", "plain") != "plain" or message.get("entities"):
        yield f"more than plain words: {message}"
    for name in ("text", "summary"):
        yield from _obeyed(message.get(name, ""))
    yield from _harmful(message.get("attachments") or ())


def _harmful(thing: Any) -> Iterator[str]:
    match thing:
        case str():
            yield from _obeyed(thing)
        case Mapping():
            if thing.get("type") == "TextBlock" and MARK_UP.search(thing["text"]):
                yield f"mark-up: {thing['text']}"
            facts = thing.get("facts", ()) if thing.get("type") == "FactSet" else ()
            for words in (fact[name] for fact in facts for name in ("title", "value")):
                if MARK_UP.search(words):
                    yield f"mark-up: {words}"
            if thing.get("type") in {"Image", "Media", "Action.OpenUrl"} or "url" in thing:
                yield f"more than words: {thing}"
            # What stands in a field already can be written over, and is not read for anything.
            filled = ("value",) if thing.get("type") == "Input.Text" else ()
            for name, value in thing.items():
                if name not in ("data", *filled):
                    yield from _harmful(value)
        case Sequence():
            for each in thing:
                yield from _harmful(each)


def _obeyed(words: str) -> Iterator[str]:
    if OBEYED.search(words):
        yield f"obeyed: {words}"
    if STEERING.search(words):
        yield f"control characters: {words!r}"
