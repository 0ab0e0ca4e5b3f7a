"""The first classifier: reads a comment clause by clause, by patterns and by what turns them round."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from feedback.phrasebook import any_of
from feedback.reasons import POSITIVE, Factor, Reading, complaints, praise
from feedback.reasons.clauses import clauses, evened
from feedback.reasons.language import EnglishCheck
from feedback.reasons.parts import PARTS
from feedback.reasons.tone import Tone, tone_of_score
from feedback.reasons.turning import ONLY_SPOKEN_OF, STRICTLY_DENIED, turned_by

OPPOSITES: Final = {
    Factor.SOLVED: Factor.UNRESOLVED,
    Factor.FAST: Factor.SLOW,
    Factor.FRIENDLY: Factor.UNFRIENDLY,
    Factor.SKILLED: Factor.UNSKILLED,
    Factor.INFORMED: Factor.UNINFORMED,
    Factor.EASY: Factor.DIFFICULT,
}
TURNED: Final = OPPOSITES | {bad: good for good, bad in OPPOSITES.items()}
REACH: Final = 70
"""Characters before a sign in which a "not" can stand."""

MOST_EVIDENCE: Final = 5
"""Passages that are kept for one factor."""


@dataclass(frozen=True, slots=True)
class Sign:
    factor: Factor
    pattern: re.Pattern[str]
    only_turned: bool


@dataclass(frozen=True, slots=True)
class Found:
    factor: Factor
    words: str


class ReasonReader:
    """The `Classifier` that ships: English only, other languages come back as not read."""

    def __init__(self) -> None:
        self._signs = tuple(_signs())
        self._english = EnglishCheck()
        self._tone = Tone()

    def classify(self, text: str, score: int | None = None) -> Reading:
        read = evened(text)
        if not self._english.is_english(read):
            return Reading(tone=tone_of_score(score), read=False)
        found = tuple(self._found(read))
        factors = tuple(factor for factor in Factor if any(it.factor is factor for it in found))
        return Reading(
            factors=factors,
            tone=self._tone.of(read, factors, score),
            evidence={factor: _words_for(factor, found) for factor in factors},
        )

    def _found(self, text: str) -> Iterator[Found]:
        for clause in clauses(text):
            for sign in self._signs:
                for match in sign.pattern.finditer(clause):
                    before = clause[max(0, match.start() - REACH) : match.start()]
                    meant = _meant(sign, before)
                    if meant is not None:
                        factor, lead = meant
                        yield Found(factor, (lead + match[0]).strip())


def _meant(sign: Sign, before: str) -> tuple[Factor, str] | None:
    """What the sign stands for after these words, and those of them that turned it round."""
    if sign.factor in POSITIVE:
        turned = turned_by(before)
        if turned is not None:
            return TURNED[sign.factor], turned
        if sign.factor is Factor.SOLVED and ONLY_SPOKEN_OF.search(before):
            return None
        return sign.factor, ""
    denied = STRICTLY_DENIED.search(before)
    if denied is None:
        return None if sign.only_turned else (sign.factor, "")
    good = TURNED.get(sign.factor)
    return None if good is None else (good, denied[0])


def _words_for(factor: Factor, found: Iterable[Found]) -> tuple[str, ...]:
    """Each passage once; one that lies inside a longer one adds nothing."""
    passages = dict.fromkeys(it.words for it in found if it.factor is factor)
    kept = [
        words
        for words in passages
        if not any(words != other and words in other for other in passages)
    ]
    return tuple(kept[:MOST_EVIDENCE])


def _signs() -> Iterator[Sign]:
    for table, only_turned in (
        (complaints.SURE, False),
        (complaints.ONLY_TURNED, True),
        (praise.SURE, False),
        (praise.PLAIN, False),
    ):
        for factor, text in table.items():
            yield Sign(factor, any_of(text, PARTS), only_turned)
