"""A comment cut into the pieces in which a word and its "not" belong together."""

import re
from collections.abc import Iterator
from typing import Final

LONGEST_READ: Final = 4_000
"""Characters of a comment that are read."""

LOOK_ALIKES: Final = str.maketrans(
    dict.fromkeys("’‘‛`´", "'") | dict.fromkeys("“”„‟", '"') | dict.fromkeys("–—−", "-")
    | dict.fromkeys("\u00a0\u202f\u2009\t", " ")
)  # fmt: skip
BREAK: Final = re.compile(
    r"[.!?;\n…]+(?=\s|$|[A-Z\"'(])|,\s|\s-+\s|[()]|"
    r"\s(?=(?:but|however|although|though|except|yet|despite|whereas|unfortunately|only)\s)",
    re.IGNORECASE,
)


def evened(text: str) -> str:
    """The part that is read, with look-alike quotation marks and dashes made one."""
    return text[:LONGEST_READ].translate(LOOK_ALIKES)


def clauses(text: str) -> Iterator[str]:
    start = 0
    for stop in BREAK.finditer(text):
        if text[start : stop.start()].strip():
            yield text[start : stop.start()]
        start = stop.end()
    if text[start:].strip():
        yield text[start:]
