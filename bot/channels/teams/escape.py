"""Words on their way to Teams: shown as they are, and never obeyed.

Teams reads Markdown in a `TextBlock`, and every client its own kind of it. So whatever could be
taken for mark-up goes as a `TextRun`, which is not read, and the rest as the element that the
clients know best.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from bot.channels.words import NOTHING, clean

Json = dict[str, Any]

WORD_JOINER: Final = "\u2060"
"""Shows nothing, and parts what would be obeyed together."""
COMMANDS: Final = re.compile(
    r"(?<=<)(?=/?at\b)"  # a mention
    r"|(?<=\])(?=[(\[:])"  # a link
    r"|(?<=\{)(?=\{)",  # a date to be written in the reader's own way
    re.IGNORECASE,
)
MARK_UP: Final = re.compile(
    r"[\\`*\[\]<>~|]|(?<![^\W_])_+|_+(?![^\W_])|&(?=#?\w+;)"
    r"|^[ \t]*(?:#+|[+-]+(?=\s|$)|=+[ \t]*$|(?=\d+[.)](?:\s|$)))",
    re.MULTILINE,
)
"""What Markdown might take for its own: a character, or the beginning of a line."""
NUMBERED: Final = re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE)


def inert(words: str) -> str:
    """Clean words in which no mention, link or function of Teams is left whole."""
    return COMMANDS.sub(WORD_JOINER, clean(words))


def literal(words: str) -> str:
    """For the one place that reads Markdown and takes no `TextRun`: the choices of a field."""
    escaped = MARK_UP.sub(lambda found: re.sub(r"(\S)", r"\\\1", found[0]), inert(words))
    return NUMBERED.sub(r"\1\\\2", escaped)


def block(words: str, *, typed: bool = False, spacing: str = "", **style: object) -> Json:
    """One paragraph, ours or `typed` by a person; `style` is what both kinds of element know."""
    said = inert(words) or NOTHING
    apart = {"spacing": spacing} if spacing else {}
    if typed or MARK_UP.search(said) or WORD_JOINER in said:
        return {"type": "RichTextBlock", **apart, "inlines": [run(said, **style)]}
    return {"type": "TextBlock", **apart, "text": said, "wrap": True, **style}


def run(words: str, **style: object) -> Json:
    return {"type": "TextRun", "text": inert(words), **style}


def blocks(
    words: str, *, typed: bool = False, spacing: str = "", **style: object
) -> Iterator[Json]:
    """A paragraph for each line: no two clients agree on what a line end within one means."""
    apart = spacing
    for line in words.split("\n"):
        if line.strip():
            yield block(line.rstrip(), typed=typed, spacing=apart, **style)
            apart = "None"
        else:
            apart = "Default"
