"""What to call somebody, going by nothing but their name as it is written."""

import re
from typing import Final

from feedback.phrasebook import words as word_list

HONORIFICS: Final = word_list("mr mrs ms miss mx dr prof sir madam herr frau")
FAMILY_NAMES_FIRST: Final = word_list("""
    chan chang chen cheng chew chia chin choo chong chua fong foo goh ho hong hsu huang khoo
    koh kwok lam lau leong leung li liew lim lin liu loh low mok neo ng nguyen ong pham
    phua quek seah seow sim soh tan tang tay teh teo tran tsai wang wong wu xu yang yap yeo
    yong zhang zhao zhou zhu park choi
""")
"""At the beginning of a name, these are nearly always the family's."""
FAMILY_OR_GIVEN: Final = word_list("kim lee")
"""At the beginning of a name, these may be either: Lee Hsien Wei, Lee Ann Smith."""
GO_ON: Final = word_list("abdul abdel abd abu")
"""Never a name alone: Abdul Rahman is not Abdul."""
LONGEST: Final = 120
BETWEEN_WORDS: Final = re.compile(r"[._\-\d]+")
"""In the part of an e-mail address that is about a person."""


def first_name(name: str) -> str:
    """ "Smith, Jane" and "JANE SMITH" are Jane, "Lim Boon Keat" is Boon Keat; an address is nobody.

    Whoever is called by the wrong half of their name is a stranger. So where nothing tells which
    half is which, people are called by the whole of it, as they wrote it: "Lim Wei", "Kim Jones".
    """
    if "@" in name or len(name) > LONGEST:
        return ""
    family, comma, given = name.partition(",")
    known_order = bool(comma and given.strip())
    words = (given if known_order else family).split()
    while words and words[0].rstrip(".").lower() in HONORIFICS:
        words = words[1:]
    return " ".join(_written(word) for word in _called(words, family if known_order else ""))


def _called(words: list[str], family: str) -> list[str]:
    first = words[0].lower() if words else ""
    if family.strip().lower() in FAMILY_NAMES_FIRST | FAMILY_OR_GIVEN:
        return words  # "Lim, Boon Keat": both are the given name.
    if not family and len(words) > 1:
        if first in FAMILY_NAMES_FIRST and len(words) == 3:
            return words[1:]
        if first in FAMILY_NAMES_FIRST | FAMILY_OR_GIVEN:
            return words
    return words[: 2 if first in GO_ON else 1]


def _written(word: str) -> str:
    plain = word.strip('.;:()"')
    return plain.capitalize() if len(plain) > 2 and plain.isupper() else plain


def name_in_address(email: str) -> str:
    """ "max.frost@desk.example" is Max Frost, as long as nobody tells better; "" is nobody."""
    local = email.partition("@")[0].partition("+")[0]
    words = [word.capitalize() for word in BETWEEN_WORDS.split(local) if word]
    return " ".join(words) or local


def is_guess(name: str, email: str) -> bool:
    """Whether nobody has told the name of whoever has this address."""
    return name in {"", name_in_address(email)}
