"""What turns a word round: a "not" before it, or the wish that it were so."""

import re
from typing import Final

from feedback.phrasebook import any_of, lines


def _just_before(text: str, between: str) -> re.Pattern[str]:
    """Any of the lines, with no more than `between` after it until the end."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines(text))}){between} ?\Z", re.IGNORECASE)


DENIED: Final = _just_before(
    r"""
    not|never|no|nor|neither|none|nobody|no one|without|hardly|barely|zero|isnt|wasnt|didnt|dont
    (?:is|was|are|were|do|did|does|ca|could|wo|would|has|have|had)n'?t|cannot
    lacks?|lacked|lacking|lack of|far from|less than|anything but|failed to(?: be)?|instead of
    """,
    r"(?: \S+){0,3}",
)
STRICTLY_DENIED: Final = _just_before(
    r"""
    not|never|no|no more|nor|without|hardly|nothing|none of the|anything but
    (?:is|was|are|were|did)n'?t
    """,
    r"(?: (?:a|an|any|the|once|at all|so|too|very|really|ever|been|being|have|had|to|need|long|more"
    r"|usual|single|bit)){0,4}",
)
"""For complaints: in "did not help and was rude" nobody denies the rudeness."""

NO_DENIAL: Final = any_of(
    r"""
    not only|not just|not long|not sure|no doubt|no matter|no time|no (?:problem|issue)s?,?|nor
    couldn'?t (?:have been|be|ask for)(?: any)? more|couldn'?t (?:fault|be happier)
    can'?t (?:fault|complain|thank|praise|say enough|recommend)
    never (?:had|have)(?: \w+)? (?:problem|issue)s?|never fails? to|never failed to
    without (?:fail|doubt|a doubt|your|his|her|their|the)|don'?t know|nothing but
    didn'?t (?:take|hesitate)
    """
)
"""It says "no", and means yes, or something else."""

WISHED: Final = _just_before(
    r"""
    could|should|would|must|might|needs?(?: to)?|wish(?:ed)?|hop(?:e|ed|ing)|want(?:ed)?|if only
    please|try to|expect(?:ed)?|supposed to|ought to|can you|let'?s|rather
    """,
    r"(?: (?:you|i|we|they|he|she|it|there|to|be|have|been|was|were|is|a|an|the|bit|little|much|more"
    r"|get|being|had|like|some|your|staff|people|team|respond|reply|act|make|provide|see|receive"
    r"|service|response|really|also|help|do|work|so|very|support|customer)){0,4}",
)
NO_WISH: Final = any_of(
    r"""
    would (?:like to|definitely|highly|recommend|love to|say|always|give)
    could (?:not|n'?t)|couldn'?t|wouldn'?t|want(?:ed)? to (?:say|thank)|hope (?:you|to|that|for)
    needed|need (?:help|it|them|you|him|her|assistance|to (?:say|thank))|i need|needs? and
    all my needs
    """
)
ONLY_SPOKEN_OF: Final = _just_before(
    r"""
    (?:said|says|saying|told|claim\w*|supposed(?:ly)?|thought|marked|marks|shows?|showing)<few>
    (?:assur\w+|promis\w+|pretend\w*|wants?|please|until|if|not all|would|before|hop(?:e|ing))<few>
    (?:should|could|must|needs?|waiting|unless|expect\w*|nothing|rather than|instead of)<few>
    (?:only|partly|half|almost|get)<few>
    i|we|myself
    """.replace("<few>", r"(?: \S+){0,4}"),
    "",
)
"""Before "solved": said to be, hoped to be, or done by the writer themselves."""


def turned_by(before: str) -> str | None:
    """The words just before praise that make it blame, if there are any."""
    denied = DENIED.search(before)
    if denied and not NO_DENIAL.search(denied[0]):
        return denied[0]
    wished = WISHED.search(before)
    if wished and not NO_WISH.search(wished[0]):
        return wished[0]
    return None
