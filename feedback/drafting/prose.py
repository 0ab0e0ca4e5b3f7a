"""A note as it is read: how much of it, with look-alike characters evened out, clause by clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_READ: Final = 6_000
"""Characters of a note that are read; the message that goes out always holds all of them."""

LOOK_ALIKES: Final = str.maketrans("’‘‛`´“”„‟–—‒−\u00a0\u202f\u2009\t", "'''''\"\"\"\"----    ")

SENTENCE_END: Final = re.compile(r"[.!?…]+(?=[\s)\"']|$)|\n+")
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[ap]\.m|e\.g|i\.e|approx|ca|no|vs|mr|mrs|ms|dr|st))\Z", re.IGNORECASE
)
CLAUSE_END: Final = re.compile(
    r"[,;:()]| - |\s(?=(?:and|but|so|then|because|while|although|though|after that|otherwise)\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence or clause, and where it stands in the note."""

    start: int
    end: int


def evened(text: str) -> str:
    """The part that is read, character for character where it stood in the note."""
    return text[:LONGEST_READ].translate(LOOK_ALIKES)


def sentences(text: str) -> Iterator[Stretch]:
    start = 0
    for stop in SENTENCE_END.finditer(text):
        if stop[0] == "." and ABBREVIATION.search(
            text[max(start, stop.start() - 8) : stop.start()]
        ):
            continue
        if text[start : stop.end()].strip():
            yield Stretch(start, stop.end())
        start = stop.end()
    if text[start:].strip():
        yield Stretch(start, len(text))


def clauses(text: str, within: Stretch) -> Iterator[Stretch]:
    start = within.start
    for stop in CLAUSE_END.finditer(text, within.start, within.end):
        if stop.end() < within.end and _inside_a_number(text, stop):
            continue
        if text[start : stop.start()].strip():
            yield Stretch(start, stop.start())
        start = stop.end()
    if text[start : within.end].strip():
        yield Stretch(start, within.end)


def _inside_a_number(text: str, stop: re.Match[str]) -> bool:
    return stop[0] in {":", ","} and text[stop.end()].isdigit() and text[stop.start() - 1].isdigit()
