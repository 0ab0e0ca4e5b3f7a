"""The names between Teams and us: what a press and a form bring back, and how it is read."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

CARD: Final = "application/vnd.microsoft.card.adaptive"
"""The content type of a card in a message and in the answer to a press."""
FETCH: Final = "task/fetch"
"""What Teams is told to ask us for when a form is wanted in a dialog of its own."""

# What stands in the data of everything that can be pressed, beside what was filled in.
DOES: Final = "does"
ACTION: Final = "action"
SLOT: Final = "slot"
PART: Final = "part"
FORM: Final = "form"
"""Which opening of a dialog this is: sent again after an error, it is still the same."""

# Between the number of a form and the name of its field.
CHOICE: Final = "!"
TYPED: Final = "."


class Verb(StrEnum):
    """What a press is for: the verb of an `Action.Execute`, and `data["does"]` everywhere."""

    PRESS = "press"
    SUBMIT = "submit"
    OPEN = "open"


def field_id(part: int, name: str, *, choice: bool) -> str:
    """Of an input; every input of a card has another, whichever form it stands in.

    `choice`: its value comes back as `choices` wrote it, and not as words that somebody typed, in
    which a comma is a comma.
    """
    return f"{part}{CHOICE if choice else TYPED}{name}"


def field_values(part: int, input_id: str, value: str) -> tuple[str, tuple[str, ...]] | None:
    """What the field is called in the form that is this part, and what was filled in there; None
    for another form's."""
    rest = input_id.removeprefix(str(part))
    match rest[:1]:
        case _ if rest == input_id:
            return None
        case kind if kind == CHOICE:
            return rest[1:], chosen(value)
        case kind if kind == TYPED:
            return rest[1:], (value,) if value else ()
        case _:
            return None


# --- choices -----------------------------------------------------------------------------------
# Teams joins what was chosen with commas, so that none may stand in a value.


def choice(value: str) -> str:
    return value.replace("%", "%25").replace(",", "%2C")


def choices(values: Iterable[str]) -> str:
    return ",".join(map(choice, values))


def chosen(joined: str) -> tuple[str, ...]:
    """The values again; nothing for nothing."""
    return tuple(unquote(value) for value in joined.split(",")) if joined else ()
