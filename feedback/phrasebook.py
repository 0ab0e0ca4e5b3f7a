"""Long lists of words and patterns, written so that people can read them and add to them."""

import re
from collections.abc import Mapping
from typing import Final


def words(text: str) -> frozenset[str]:
    """Words with any white space between them; `#` begins a remark."""
    return frozenset(word for line in text.splitlines() for word in line.partition("#")[0].split())


def lines(text: str, parts: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """One pattern a line; a line that begins with `…` goes on with the one before.

    `<name>` stands for the part of that name, `#` at the start of a line for a remark.
    """
    found: list[str] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("…") and found:
            found[-1] += line[1:]
        elif line and not line.startswith("#"):
            found.append(line)
    return tuple(_filled_in(line, parts or {}) for line in found)


def any_of(
    text: str, parts: Mapping[str, str] | None = None, *, before: str = r"\w"
) -> re.Pattern[str]:
    """Any of the lines, as whole words, in capitals or not; `before` may not stand in front."""
    return re.compile(rf"(?<!{before})(?:{'|'.join(lines(text, parts))})(?!\w)", re.IGNORECASE)


def _filled_in(pattern: str, parts: Mapping[str, str]) -> str:
    return PART.sub(lambda found: parts.get(found[1], found[0]), pattern)


PART: Final = re.compile(r"(?<!\?P)<(\w+)>")
"""Not the name of a group, `(?P<name>…)`."""
