"""Whether a writer is satisfied on balance: their own score first, then what they named, then a hint."""

from collections.abc import Iterable
from typing import Final

from textblob.en.sentiments import PatternAnalyzer

from feedback.reasons import NEGATIVE, POSITIVE, Factor

HAPPY: Final = 9
UNHAPPY: Final = 6
HINT: Final = 0.25
"""TextBlob's polarity must be at least this far from zero; its sign is right on two of three."""


class Tone:
    def __init__(self) -> None:
        self._analyzer = PatternAnalyzer()

    def of(self, text: str, factors: Iterable[Factor], score: int | None) -> int:
        """-1, 0 or 1. `text` is English; a score of 7 or 8 leaves it to the words."""
        if score is not None and score >= HAPPY:
            return 1
        if score is not None and score <= UNHAPPY:
            return -1
        named = set(factors)
        good, bad = len(named & POSITIVE), len(named & NEGATIVE)
        if good and bad:
            return 0 if abs(good - bad) < 2 else (1 if good > bad else -1)
        if good or bad:
            return 1 if good else -1
        return self._hint(text)

    def _hint(self, text: str) -> int:
        polarity = float(self._analyzer.analyze(text).polarity)
        if abs(polarity) < HINT:
            return 0
        return 1 if polarity > 0 else -1


def tone_of_score(score: int | None) -> int:
    """For a comment that we cannot read."""
    if score is None:
        return 0
    return 1 if score >= HAPPY else -1 if score <= UNHAPPY else 0
