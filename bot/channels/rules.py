"""How much may stand where in what a platform draws: one rule for each name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Characters of words, items of a list, or a number itself; None leaves that open."""

    most: int | None = None
    least: int = 1
    needed: bool = True
    only: frozenset[str] = frozenset()
    """The kinds of object that may stand here, or the words."""
    each: str = ""
    """The kind of what stands here, where it does not say so itself."""


def may(most: int | None = None, least: int = 1, *only: str, each: str = "") -> Rule:
    return Rule(most, least, needed=False, only=frozenset(only), each=each)


def must(most: int | None = None, least: int = 1, *only: str, each: str = "") -> Rule:
    return Rule(most, least, only=frozenset(only), each=each)
