"""The names that the desk's own data knows, and the ways in which people write them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from analytics.lexicon.around import FILLERS
from analytics.lexicon.shape import DIMENSION_WORDS
from analytics.plain_words import plain

Meaning = tuple[str, str]
"""A dimension and one of its values, as the data spells it."""

SAME_THINGS: Final[tuple[tuple[str, ...], ...]] = (
    ("wi fi", "wlan", "wireless"),
    ("email", "e mail", "mail"),
    ("laptop", "notebook"),
    ("printing", "printer", "print", "printing service"),
    ("onboarding", "on boarding", "new joiner", "new starter", "new hire"),
    ("password reset", "password", "pw reset", "passwort", "locked account"),
    ("software request", "software", "software order", "app request"),
    ("phone", "telephone", "hotline"),
    ("chat", "chat message"),
    ("walk up", "walk in", "tech bar", "walk up counter"),
    ("portal", "self service portal", "self service"),
    ("incident", "fault"),
    ("request", "service request"),
)
"""Everyday words for the same thing. They only help where the desk's data has one of them."""

LEVELS: Final = re.compile(r"p(?P<level>[1-5])")

SERVICES_ALSO_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("outlook", "mailbox", "inbox"),
    "vpn": ("remote access",),
    "laptop": ("computer", "pc"),
}
"""Words that mean a service and never a channel of the same name."""


def spellings(value: str, dimension: str) -> Iterator[str]:
    """Regular expressions for every way in which one may write this name."""
    words = plain(value)
    level = LEVELS.fullmatch(words)
    if level:
        yield rf"(?:p|prio|priority|sev|severity) ?{level['level']}s?"
        return
    same = next((names for names in SAME_THINGS if words in names), ())
    also = SERVICES_ALSO_CALLED.get(words, ()) if dimension == "service" else ()
    for name in sorted({words, *same, *also} - {""}):
        written = written_as(name)
        if name == words and name in FILLERS:
            # A team called "IT" is only meant when somebody says that it is a team.
            kind = f"(?:{DIMENSION_WORDS[dimension]})"
            written = f"{kind} {written}|{written} {kind}"
        yield written


def written_as(name: str) -> str:
    """One or many of it, with or without blanks inside."""
    *first, last = name.split(" ")
    alone_and_many = not first and last.endswith("s") and len(last) > 4
    stem = last[:-1] if alone_and_many else last
    return " ?".join([*map(re.escape, first), rf"{re.escape(stem)}(?:s|es)?"])


@dataclass(frozen=True)
class Vocabulary:
    """Every known name by dimension, and the names of the people who work at the desk."""

    names: Mapping[str, Sequence[str]]
    people: Collection[str] = ()

    def values(self, dimension: str) -> tuple[str, ...]:
        return tuple(self.names.get(dimension, ()))

    @cached_property
    def meanings(self) -> tuple[tuple[str, tuple[Meaning, ...]], ...]:
        """Each spelling with all that it can mean, the longest first."""
        found: dict[str, list[Meaning]] = {}
        for dimension, values in self.names.items():
            for value in values:
                for spelling in spellings(value, dimension):
                    found.setdefault(spelling, []).append((dimension, value))
        longest_first = sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))
        return tuple((spelling, tuple(meant)) for spelling, meant in longest_first)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any known name; the group that matched tells which (`v0`, `v1`, …)."""
        options = "|".join(f"(?P<v{i}>{spelling})" for i, (spelling, _) in enumerate(self.meanings))
        return re.compile(rf"(?<!\w)(?:{options or '(?!)'})(?!\w)")

    def meant_by(self, found: re.Match[str]) -> tuple[Meaning, ...]:
        group = found.lastgroup or "v0"
        return self.meanings[int(group[1:])][1]

    @cached_property
    def first_names(self) -> frozenset[str]:
        """Of the people at work, in plain words."""
        return frozenset(plain(name).split()[0] for name in self.people if plain(name))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every single word of every name and its everyday synonyms: what a slip may have meant."""
        known = {plain(value) for values in self.names.values() for value in values}
        same = {name for names in SAME_THINGS if known & set(names) for name in names}
        same |= {name for one in known for name in SERVICES_ALSO_CALLED.get(one, ())}
        return frozenset(word for name in known | same for word in name.split())


FUZZY_FROM: Final = 4
"""Shorter words are never guessed."""
NEAR: Final = {4: 88.0, 5: 85.0}
NEAR_ENOUGH: Final = 80.0
"""How near (in points of 100) a word of that length must be: "chat" is one letter from "chart"."""
CLEARLY: Final = 4.0
"""So much nearer than the second best (in points of 100) a guess must be."""


def meant(word: str, known: Collection[str]) -> str | None:
    """The one known word that this one must be a slip of; None when in doubt."""
    if len(word) < FUZZY_FROM or not word.isalpha():
        return None
    longer = [other for other in known if len(other) >= FUZZY_FROM and other[0] == word[0]]
    swapped = [other for other in longer if sorted(other) == sorted(word)]
    if len(swapped) == 1:
        return swapped[0]
    near = process.extract(
        word, longer, scorer=fuzz.ratio, limit=2, score_cutoff=NEAR.get(len(word), NEAR_ENOUGH)
    )
    match near:
        case [(best, score, _), (other, second, _)] if (
            score - second >= CLEARLY or other.startswith(best) or best.startswith(other)
        ):
            return str(best)
        case [(best, _, _)]:
            return str(best)
        case _:
            return None
