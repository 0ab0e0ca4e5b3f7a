"""What we show: a card is a title and a few parts of a closed set that every channel can draw."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, assert_never

from pydantic import Discriminator, PlainSerializer, PlainValidator, TypeAdapter

from bot.actions import Action, pack, unpack


def _unpacked(value: Any) -> Action:
    """Anything else would only be found out when the card is drawn."""
    if isinstance(value, str):
        return unpack(value)
    if isinstance(value, Action):
        return value
    raise ValueError("an action is packed as text")


PackedAction = Annotated[
    Action,
    PlainSerializer(pack, return_type=str),
    PlainValidator(_unpacked),
]
"""Inside a card's JSON an action is the same text that travels in the button."""


class Look(StrEnum):
    PLAIN = "plain"
    MAIN = "main"
    """The one press that most people will want."""
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of ours. `quiet` is small print. No mark-up: channels escape and never interpret."""

    words: str
    quiet: bool = False
    part: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a person, as they wrote them; `by` is who said them, if that may be shown."""

    words: str
    by: str | None = None
    part: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value."""

    pairs: tuple[tuple[str, str], ...]
    part: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under headings; the first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    part: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A neutral chart (`analytics.charts.Chart` as JSON) and the same thing in words."""

    chart: dict[str, Any]
    alt: str
    part: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    action: PackedAction
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Buttons:
    buttons: tuple[Button, ...]
    part: Literal["buttons"] = "buttons"


@dataclass(frozen=True, slots=True)
class Scale:
    """One tap on a line of numbers: one button for each score, lowest first."""

    buttons: tuple[Button, ...]
    low_words: str
    high_words: str
    part: Literal["scale"] = "scale"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChooseMany:
    """`needed`, here as in the other fields: without it the form means nothing. Channels say so and
    may insist; whoever hears the form checks it all the same."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    needed: bool = False
    field: Literal["many"] = "many"


@dataclass(frozen=True, slots=True)
class ChooseOne:
    name: str
    label: str
    options: tuple[Option, ...]
    chosen: str | None = None
    needed: bool = False
    field: Literal["one"] = "one"


@dataclass(frozen=True, slots=True)
class Write:
    name: str
    label: str
    hint: str = ""
    filled: str = ""
    long: bool = True
    needed: bool = False
    field: Literal["write"] = "write"


Field = Annotated[ChooseMany | ChooseOne | Write, Discriminator("field")]


@dataclass(frozen=True, slots=True)
class Form:
    """Fields and one submit button, inside the message; pressing it brings `Pressed.values`.

    `folded` forms show as one button (`submit`'s label or `open_label`) until somebody wants them.
    """

    action: PackedAction
    fields: tuple[Field, ...]
    submit: str
    open_label: str | None = None
    part: Literal["form"] = "form"


Part = Annotated[
    Text | Quote | Facts | Table | Picture | Buttons | Scale | Form, Discriminator("part")
]


@dataclass(frozen=True, slots=True)
class Card:
    """`title` alone must make sense: it is what a phone shows.

    `by` is the person in whose voice this is said (a technician); None is Sincerely itself.
    `by_id` says who that is on our desk, for channels that can speak under their name and picture.
    """

    title: str
    parts: tuple[Part, ...] = field(default=())
    by: str | None = None
    by_id: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that somebody may like to say: what it is called, and the words themselves."""

    title: str
    message: str


CARD: TypeAdapter[Card] = TypeAdapter(Card)


def to_json(card: Card) -> dict[str, Any]:
    """The card as JSON types, fit for the outbox."""
    data: dict[str, Any] = CARD.dump_python(card, mode="json")
    return data


def from_json(data: Any) -> Card:
    return CARD.validate_python(data)


def as_text(card: Card) -> str:
    """The whole card in plain words: the fallback of every channel, and what a test reads."""
    return "\n".join(line for line in (card.title, *map(text_of, card.parts)) if line)


def text_of(part: Part) -> str:
    match part:
        case Text(words=words):
            return words
        case Quote(words=words, by=by):
            return f"“{words}”" + (f" ({by})" if by else "")
        case Facts(pairs=pairs):
            return "\n".join(f"{label}: {value}" for label, value in pairs)
        case Table(headings=headings, rows=rows):
            return "\n".join(" | ".join(row) for row in (headings, *rows))
        case Picture(alt=alt):
            return alt
        case Buttons(buttons=buttons):
            return " ".join(f"[{button.label}]" for button in buttons)
        case Scale(buttons=buttons, low_words=low, high_words=high):
            return f"{low} {' '.join(f'[{button.label}]' for button in buttons)} {high}"
        case Form(fields=fields, submit=submit, open_label=open_label):
            if open_label:
                return f"[{open_label}]"
            return "\n".join([*(text_of_field(field) for field in fields), f"[{submit}]"])
        case _:
            assert_never(part)


def text_of_field(field: Field) -> str:
    match field:
        case ChooseMany(label=label, options=options) | ChooseOne(label=label, options=options):
            return f"{label} {' · '.join(option.label for option in options)}"
        case Write(label=label):
            return f"{label} ____"
        case _:
            assert_never(field)


def pressable(card: Card) -> tuple[Action, ...]:
    """Every action that this card offers."""
    actions: list[Action] = []
    for part in card.parts:
        match part:
            case Buttons(buttons=buttons) | Scale(buttons=buttons):
                actions.extend(button.action for button in buttons)
            case Form(action=action):
                actions.append(action)
            case Text() | Quote() | Facts() | Table() | Picture():
                pass
            case _:
                assert_never(part)
    return tuple(actions)
