"""What was typed becomes words, a press or an answer to a question; control characters stay out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from bot.actions import Action
from bot.cards import ChooseMany, ChooseOne, Field, Option, Write
from bot.turns import Pressed, Said
from feedback.errors import Unusable
from feedback.people import Address, Role

LONGEST_WORDS: Final = 100_000
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")
LIKE_A_NUMBER: Final = re.compile(r"\[?(\d{1,4})\]?[.)]?")
LIKE_A_SCORE: Final = re.compile(r"\d{1,3}\s*/\s*\d{1,3}")
FAREWELLS: Final = frozenset({"bye", "bye!", "exit", "quit"})
NEVER_MIND: Final = frozenset({"never mind", "cancel"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something on the screen that can be pressed; a form asks its fields first."""

    label: str
    action: Action
    fields: tuple[Field, ...] = ()
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    words: str


@dataclass(frozen=True, slots=True)
class NoSuch:
    """A number that nothing on the screen has."""

    number: str


@dataclass(frozen=True, slots=True)
class TooLong:
    length: int


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, slots=True)
class Bye:
    pass


Typed = Words | Choice | NoSuch | TooLong | Nothing | Bye


def typed(line: str, choices: Mapping[str, Choice]) -> Typed:
    """`choices` by what one types for them: "2" for a button, "7/10" on a scale."""
    words = clean(line)
    if not words:
        return Nothing()
    if words.casefold() in FAREWELLS:
        return Bye()
    if number := LIKE_A_NUMBER.fullmatch(words):
        return choices.get(number[1]) or NoSuch(number[1])
    if LIKE_A_SCORE.fullmatch(words):
        score = "".join(words.split())
        return choices.get(score) or NoSuch(score)
    if len(words) > LONGEST_WORDS:
        return TooLong(len(words))
    return Words(words)


def clean(line: str) -> str:
    return UNPRINTABLE.sub("", line).strip()


def said(words: str, by: Address, role: Role, once: str) -> Said:
    return Said(by=by, words=words, once=f"{by.channel}:{by.user}:{once}", as_role=role)


def pressed(
    choice: Choice, values: Mapping[str, tuple[str, ...]], by: Address, role: Role, once: str
) -> Pressed:
    return Pressed(
        by=by,
        action=choice.action,
        once=f"{by.channel}:{by.user}:{once}",
        slot=choice.slot,
        values=values,
        as_role=role,
    )


# --- answers to the fields of a form -----------------------------------------------------------


def answer(field: Field, lines: str) -> tuple[str, ...]:
    """The field's values out of what was typed; raises `Unusable` with what would be right."""
    values = values_of(field, lines)
    if field.needed and not values:
        raise Unusable("That one is needed. “Never mind” leaves all of it.")
    return values


def values_of(field: Field, lines: str) -> tuple[str, ...]:
    match field:
        case ChooseMany(options=options, chosen=chosen):
            if not lines:
                return chosen
            return tuple(
                dict.fromkeys(picked(each, options) for each in re.split(r"[,\s]+", lines))
            )
        case ChooseOne(options=options, chosen=one):
            if not lines:
                return (one,) if one else ()
            return (picked(lines, options),)
        case Write(filled=filled):
            if len(lines) > LONGEST_WORDS:
                raise Unusable(f"That is too long: {LONGEST_WORDS:,} characters is the most.")
            words = lines or filled
            return (words,) if words else ()
        case _:
            assert_never(field)


def picked(number: str, options: tuple[Option, ...]) -> str:
    if number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(options):
        return options[int(number) - 1].value
    raise Unusable(f"Please type a number from 1 to {len(options)}.")
