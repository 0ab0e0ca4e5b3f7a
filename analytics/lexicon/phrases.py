"""Phrases written one to a line, and how a gap in a phrase is kept to be understood as well."""

import re
from collections.abc import Mapping
from typing import Final

MACROS: Final[Mapping[str, str]] = {
    "few": r"(?:\w+ ){0,3}?",
    "some": r"(?:\w+ ){0,6}?",
    "users": (
        r"(?:users?|people|persons?|customers?|employees|colleagues|staff|everyone|folks|they)"
    ),
    "around": (
        r"(?: (?:between|among|amongst|across|from) (?:\w+ )?(?:teams?|groups?|queues?|people|desks?)"
        r"(?: to (?:team|group|queue|desk))?)?"
    ),
    "unhappy": (
        r"(?:unhapp(?:y|ier|iest)|dissatisfied|angry|annoyed|frustrated|upset|cross|disappointed"
        r"|fuming|furious|grumpy|mad|displeased|detractors?|hated?)"
    ),
    "say": (
        r"(?:sa(?:y|ys|id|ying)|prais\w+|mention\w*|told us|thought|felt|named|found|because|that"
        r"|liked|report\w*)"
    ),
    "roles": (
        r"(?:agents?|technicians?|techs?|engineers?|analysts?|specialists?|supporters?"
        r"|staff(?: members?)?|team ?members?|operators?|admins?|administrators?|handlers?"
        r"|assignees?|resolvers?|workers?|guys|individuals?|personnel"
        r"|people (?:in|on|of) (?:my|the|our|each) \w+|support people|help ?deskers?"
        r"|service deskers?|experts?|co ?workers?|performers?)"
    ),
    "persons": (
        r"(?:users?|persons?|people|employees?|colleagues?|customers?|requesters?|raters?"
        r"|respondents?|callers?|individuals?|somebody|someone|guys?|m[ae]n|wom[ae]n|staff)"
    ),
}
"""Written as `<name>` inside a phrase."""

GAP: Final = re.compile(
    r"\(\?:\\[wS]\+ \)(?P<often>\?|\{\d,\d\}\??)|\[\^\.\?!\](?P<far>\{\d,\d+\}\?)"
)
"""Where any words may stand inside a phrase: `(?:\\w+ ){0,3}?` and `[^.?!]{0,45}?`."""


def phrases(lines: str) -> tuple[str, ...]:
    """One phrase to a line; a line that begins with `&` goes on with the one before."""
    joined = re.sub(r"\n *& ", "", lines)
    return tuple(with_macros(line.strip()) for line in joined.splitlines() if line.strip())


def words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


def phrase(lines: str) -> str:
    """The one phrase."""
    return "|".join(phrases(lines))


def with_macros(pattern: str) -> str:
    for name, meaning in MACROS.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern


def compiled(pattern: str) -> re.Pattern[str]:
    """Whole words only. The words in its gaps are the groups of a match: they are not consumed."""

    def gap(found: re.Match[str]) -> str:
        if found["far"]:
            return f"([^.?!]{found['far']})"
        often = "{0,1}?" if found["often"] == "?" else found["often"]
        return rf"((?:[^\s.,;?!]+ ){often})"

    return re.compile(rf"(?<![\w‹])(?:{GAP.sub(gap, pattern)})(?![\w›])")
