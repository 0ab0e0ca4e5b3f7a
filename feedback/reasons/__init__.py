"""Why did the person feel that way: the factors people name, and the port of whoever reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Factor(StrEnum):
    UNRESOLVED = "unresolved"
    SLOW = "slow"
    REPEATED_EXPLAINING = "repeated_explaining"
    UNINFORMED = "uninformed"
    UNFRIENDLY = "unfriendly"
    UNSKILLED = "unskilled"
    DIFFICULT = "difficult"
    TOOL_FAILURE = "tool_failure"
    SOLVED = "solved"
    FAST = "fast"
    FRIENDLY = "friendly"
    SKILLED = "skilled"
    INFORMED = "informed"
    EASY = "easy"


NEGATIVE = frozenset(
    {
        Factor.UNRESOLVED,
        Factor.SLOW,
        Factor.REPEATED_EXPLAINING,
        Factor.UNINFORMED,
        Factor.UNFRIENDLY,
        Factor.UNSKILLED,
        Factor.DIFFICULT,
        Factor.TOOL_FAILURE,
    }
)
POSITIVE = frozenset(Factor) - NEGATIVE

FACTOR_WORDS: Mapping[Factor, str] = {
    Factor.UNRESOLVED: "It isn't really solved",
    Factor.SLOW: "It took too long",
    Factor.REPEATED_EXPLAINING: "I had to explain it again",
    Factor.UNINFORMED: "I didn't know what was going on",
    Factor.UNFRIENDLY: "I wasn't treated kindly",
    Factor.UNSKILLED: "They didn't know what to do",
    Factor.DIFFICULT: "It was hard to get help",
    Factor.TOOL_FAILURE: "The thing itself is no good",
    Factor.SOLVED: "It's solved",
    Factor.FAST: "It went fast",
    Factor.FRIENDLY: "They were kind",
    Factor.SKILLED: "They knew what to do",
    Factor.INFORMED: "I knew what was going on",
    Factor.EASY: "It was easy",
}
"""As the person would say it, on a chip that they can tick."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood from a comment.

    `evidence` gives, for each factor, the words of the text that carry it. `tone` is -1, 0 or 1.
    `read` is False when the text was not understood at all (another language, no words).
    """

    factors: tuple[Factor, ...] = ()
    tone: int = 0
    evidence: Mapping[Factor, tuple[str, ...]] = field(default_factory=dict)
    read: bool = True


class Classifier(Protocol):
    def classify(self, text: str, score: int | None = None) -> Reading:
        """Read a comment; `score` (0-10), if the person gave one, is the truth about the tone."""
        ...
