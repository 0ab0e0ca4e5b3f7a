"""A card becomes an Adaptive Card; pure, and never more than Teams takes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from html import escape as as_xml
from itertools import product
from typing import Any, Final, assert_never

from pydantic import ValidationError

from analytics import charts as neutral
from bot.actions import Action, pack
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    ChooseOne,
    Facts,
    Field,
    Form,
    Look,
    Option,
    Part,
    Picture,
    Quote,
    Scale,
    Table,
    Text,
    Write,
)
from bot.channels import tables
from bot.channels.teams import charts, limits, names
from bot.channels.teams.escape import Json, block, blocks, inert, literal, run
from bot.channels.teams.names import Verb
from bot.channels.words import NOTHING, clean, clip, length, one_line, pieces, shown

HOUSE: Final = "Sincerely"
SHORTENED: Final = "This is shortened: one card in Teams has no room for all of it."
NO_CHOICE: Final = "There is nothing to choose from."
UNLABELLED: Final = {"many": "Tick what fits", "one": "Choose one", "write": "In your own words"}
MISSING: Final = {"many": "Please tick at least one.", "one": "Please choose one.",
                  "write": "Please write a few words here."}  # fmt: skip
WHOLE: Final = limits.BYTES_OF_CARD
"""Characters: no text with more of them can fit as a whole."""
LONG: Final = (WHOLE, 9_000, 6_500, 4_500, 3_000, 2_000)
SHORT: Final = (1_400, 1_000, 700, 400, 150, 60)
"""To how many characters each long text is shortened, until the whole fits."""
RUNGS: Final = 2
"""How often a picture can come down, to a table and to words."""
FEW: Final = 8
"""Choices to look at; of more, one opens a menu."""
ROW: Final = 34
"""Letters of a row of buttons on a phone, with those that the edges of each take."""
EDGES: Final = 4
BUTTON: Final = ROW - EDGES
"""Letters: clients cut what is longer, so a longer label wraps on a surface of its own."""
TAPS: Final = 5
"""In a row, so that a thumb hits each on a phone, and two figures stand beside each other."""
TABLE_ROOM: Final = tables.Room(limits.ROWS, 9_000, limits.CELL)
FALLBACK_ROWS: Final = 20


PRESSED: Final = 1
"""What a piece with a button is worth, and the title; words alone are worth nothing."""
SENDS: Final = 2
"""Without its button a form is worth nothing at all."""


class Drawn(StrEnum):
    """How pictures and tables are drawn: what one tenant can't show yet, the next rung can."""

    CHART = "chart"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Pen:
    """What drawing a part must know of the card around it."""

    drawn: Drawn
    longest: int
    """Characters of one text."""
    slot: str | None = None
    filled: int = limits.WRITTEN
    """Characters that a field holds already."""
    insist: bool = False
    """What is needed may be insisted on: in a card with a second form that one would wait for it,
    since a press takes along everything that can be filled in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The elements of one part, which stay together."""

    elements: tuple[Json, ...]
    kept: int = 0
    """What is worth most is given up last."""
    instead: "Piece | None" = None
    """Where there is no room for it."""


def message(card: Card, *, slot: str | None = None, drawn: Drawn = Drawn.CHART) -> Json:
    """The body of an activity. `summary` is what a phone shows before anybody looks."""
    return {
        "type": "message",
        "summary": clip(inert(one_line(card.title) or HOUSE), limits.SUMMARY),
        "attachments": [attached(content(card, slot=slot, drawn=drawn))],
    }


def content(card: Card, *, slot: str | None = None, drawn: Drawn = Drawn.CHART) -> Json:
    """The Adaptive Card itself, as the answer to a press wants it."""
    title = one_line(card.title) or HOUSE
    insist = sum(isinstance(part, Form) for part in card.parts) == 1

    def draw(longest: int) -> list[Piece]:
        pen = Pen(drawn, longest, slot, insist=insist)
        lead = heading(title, pen) if card.parts else tuple(blocks(shown(title, longest)))
        drawing = [piece_of(part, number, pen) for number, part in enumerate(card.parts)]
        return [*signed(card.by), Piece(lead, kept=PRESSED), *in_rows(drawing)]

    return fitted(draw, title)


def line(words: str, *, to: tuple[str, str] | None = None) -> Json:
    """A message of one line, `to` somebody by id and name, whom it calls."""
    if to is None:
        return {"type": "message", "text": literal(one_line(words))}
    user_id, name = to
    called = f"<at>{as_xml(clean(one_line(name)), quote=False)}</at>"
    return {
        "type": "message",
        "text": f"{called} {literal(one_line(words))}",
        "entities": [
            {"type": "mention", "text": called, "mentioned": {"id": user_id, "name": name}}
        ],
    }


def task(form: Form, *, title: str, carried: Mapping[str, Any]) -> Json:
    """A form in a dialog; `carried` comes back with what was filled in."""

    def draw(longest: int) -> list[Piece]:
        pen = Pen(Drawn.TEXT, longest, filled=min(longest, limits.WRITTEN), insist=True)
        fields = [
            Piece(tuple(field_elements(field, 0, pen)), kept=PRESSED) for field in form.fields
        ]
        told = {name: value for name, value in carried.items() if value is not None}
        send = {
            "type": "Action.Submit",
            "title": labelled(form.submit),
            "data": {**told, **data(Verb.SUBMIT, form.action, 0, None)},
            "associatedInputs": "auto",
            **style(Look.MAIN),
        }
        return [*whole_title(title, pen), *fields, Piece((action_set([send]),), kept=SENDS)]

    return dialog(title, draw)


def notice(title: str, words: str) -> Json:
    """A dialog that only says something."""

    def draw(longest: int) -> list[Piece]:
        pen = Pen(Drawn.TEXT, longest)
        said = tuple(blocks(shown(words, longest) or NOTHING))
        return [*whole_title(title, pen), Piece(said)]

    return dialog(title, draw)


def dialog(title: str, draw: Callable[[int], list[Piece]]) -> Json:
    """What does not fit into the title bar stands whole under it."""
    whole = one_line(title) or HOUSE
    value = {
        "title": clip(whole, limits.DIALOG_TITLE),
        "width": "medium",
        "height": "medium",
        "card": attached(fitted(draw, whole)),
    }
    return {"task": {"type": "continue", "value": value}}


def whole_title(title: str, pen: Pen) -> Iterator[Piece]:
    whole = one_line(title)
    if length(whole) > limits.DIALOG_TITLE:
        yield Piece(heading(whole, pen), kept=PRESSED)


def attached(card: Json) -> Json:
    return {"contentType": names.CARD, "content": card}


# --- what fits ---------------------------------------------------------------------------------


def fitted(draw: Callable[[int], list[Piece]], title: str) -> Json:
    """Long texts give way first, then pictures come down and forms move into dialogs, then every
    text is cut short, and then whole parts are left out from the end.

    Whoever gets less than there is, is told so in one quiet line.
    """
    room = limits.BYTES_OF_CARD - limits.size({**adaptive(title, []), **WIDE})
    drawn_at = cache(draw)
    tries = [*product(range(RUNGS + 1), LONG), *((RUNGS, longest) for longest in SHORT)]
    for rungs, longest in tries:
        honest = [] if longest == WHOLE else [said_shortened()]
        drawing = [*(down(piece, rungs) for piece in drawn_at(longest)), *honest]
        if weight(drawing) <= room:
            return adaptive(title, drawing)
    drawing = [down(piece, RUNGS) for piece in drawn_at(SHORT[-1])]
    room -= weight([said_shortened()])
    return adaptive(title, [*without_last(drawing, room), said_shortened()])


def adaptive(title: str, drawing: Sequence[Piece]) -> Json:
    body = [element for piece in drawing for element in piece.elements]
    wide = any(element["type"] in {"Table", *limits.CHARTS} for element in body)
    return {
        "$schema": limits.SCHEMA,
        "type": "AdaptiveCard",
        "version": limits.VERSION,
        "fallbackText": clip(inert(title), limits.SUMMARY),
        **(WIDE if wide else {}),
        "body": body,
    }


WIDE: Final[Json] = {"msteams": {"width": "Full"}}


def said_shortened() -> Piece:
    return Piece(tuple(quiet(SHORTENED)))


def down(piece: Piece, rungs: int) -> Piece:
    for _ in range(rungs):
        piece = piece.instead or piece
    return piece


def weight(drawing: Sequence[Piece]) -> int:
    """Bytes, with the comma that follows each."""
    return sum(limits.size(element) + 1 for piece in drawing for element in piece.elements)


def without_last(drawing: Sequence[Piece], room: int) -> list[Piece]:
    left = [(piece, weight([piece])) for piece in drawing]
    total = sum(bytes_ for _, bytes_ in left)
    while left and total > room:
        least = min(piece.kept for piece, _ in left)
        last = max(place for place, (piece, _) in enumerate(left) if piece.kept == least)
        total -= left.pop(last)[1]
    return [piece for piece, _ in left]


# --- words -------------------------------------------------------------------------------------


def signed(by: str | None) -> Iterator[Piece]:
    if by and (who := clip(one_line(by), limits.TITLE)):
        yield Piece(tuple(quiet(f"from {who} via {HOUSE}")), kept=PRESSED)


def heading(title: str, pen: Pen) -> tuple[Json, ...]:
    """For those who have it read to them a heading, wherever the words allow the element for it."""
    said = block(clip(title, pen.longest), size="Medium", weight="Bolder")
    return ({**said, "style": "heading"} if said["type"] == "TextBlock" else said,)


def texts(words: str, pen: Pen) -> Iterator[Json]:
    yield from blocks(shown(words, pen.longest))


def quiet(words: str, longest: int = WHOLE) -> Iterator[Json]:
    yield from blocks(shown(words, longest), spacing="Small", size="Small", isSubtle=True)


def piece_of(part: Part, number: int, pen: Pen) -> Piece:
    match part:
        case Text(words=words, quiet=small):
            return Piece(tuple(quiet(words, pen.longest) if small else texts(words, pen)))
        case Quote(words=words, by=by):
            return Piece((quote(words, by, pen),))
        case Facts(pairs=pairs):
            return Piece(tuple(facts(pairs, pen)))
        case Table():
            return table(part, pen)
        case Picture():
            return picture(part, pen)
        case Buttons(buttons=buttons):
            return Piece(tuple(row_of(buttons, number, pen)), kept=PRESSED)
        case Scale():
            return Piece(tuple(scale(part, number, pen)), kept=PRESSED)
        case Form():
            in_a_dialog = Piece((action_set([opener(part, number, pen)]),), kept=PRESSED)
            here = unfolded if part.open_label is None else folded
            return Piece(tuple(here(part, number, pen)), kept=PRESSED, instead=in_a_dialog)
        case _:
            assert_never(part)


def quote(words: str, by: str | None, pen: Pen) -> Json:
    said = list(blocks(shown(words, pen.longest) or NOTHING, typed=True))
    who = one_line(by) if by else ""
    if who:
        said += blocks(f"— {clip(who, limits.TITLE)}", typed=True, spacing="Small", isSubtle=True)
    return {"type": "Container", "style": "emphasis", "roundedCorners": True, "items": said}


def facts(pairs: Sequence[tuple[str, str]], pen: Pen) -> Iterator[Json]:
    """One under the other: a `FactSet` reads its words as Markdown, and on a phone its labels stand
    in a column two words wide."""
    for place, (label, value) in enumerate(pairs):
        first, *more = (shown(value, pen.longest) or NOTHING).split("\n")
        bold = run(named(clip(one_line(label), pen.longest) or NOTHING), weight="Bolder")
        apart = {"spacing": "Small"} if place else {}
        yield {"type": "RichTextBlock", **apart, "inlines": [bold, run(f" {first}")]}
        yield from blocks("\n".join(more), typed=True, spacing="None")


def named(label: str) -> str:
    return label if label[-1] in ".:!?…" else f"{label}:"


# --- pictures and tables, down the ladder --------------------------------------------------------


def picture(part: Picture, pen: Pen) -> Piece:
    """Intervals and n stand in words beside whatever Teams draws, as it draws none of them."""
    words = Piece(tuple(texts(part.alt, pen)))
    try:
        chart = neutral.from_json(part.chart)
    except ValidationError:
        return words
    tabled = tabled_chart(chart, pen, words)
    drawing = charts.drawn(chart, fallback_of(chart))
    match pen.drawn:
        case Drawn.CHART if drawing is not None:
            return Piece((drawing, *quiet(part.alt, pen.longest)), instead=tabled)
        case Drawn.CHART | Drawn.TABLE:
            return tabled
        case Drawn.TEXT:
            return words
        case _:
            assert_never(pen.drawn)


def fallback_of(chart: neutral.Chart) -> Json:
    """What a client sees that draws no charts: the table, or the title over the words below."""
    rows = tables.square(tables.rows_of(chart), limits.CELL)
    small = charts.table(rows) if len(rows) <= FALLBACK_ROWS else None
    title = block(one_line(chart.title) or HOUSE, weight="Bolder")
    return {"type": "Container", "items": [title, small] if small else [title]}


def tabled_chart(chart: neutral.Chart, pen: Pen, words: Piece) -> Piece:
    newest = chart.kind == "line"
    rows, missing = tables.rows_that_fit(tables.rows_of(chart), TABLE_ROOM, newest=newest)
    drawing = charts.table(rows)
    if drawing is None:
        return words
    title = block(one_line(chart.title) or HOUSE, weight="Bolder")
    below = " ".join(filter(None, (chart.note, tables.left_out(rows, missing, newest=newest))))
    return Piece((title, drawing, *quiet(below, pen.longest)), instead=words)


def table(part: Table, pen: Pen) -> Piece:
    lines = tables.in_lines(part.headings, part.rows, limits.CELL)
    words = Piece(tuple(texts(lines, pen)))
    if pen.drawn is Drawn.TEXT or not part.headings:
        return words
    rows, missing = tables.rows_that_fit((part.headings, *part.rows), TABLE_ROOM)
    drawing = charts.table(rows)
    if drawing is None:
        return words
    return Piece((drawing, *quiet(tables.left_out(rows, missing))), instead=words)


# --- what can be pressed -----------------------------------------------------------------------


def in_rows(drawing: Sequence[Piece]) -> Iterator[Piece]:
    """Buttons and the openers of forms that follow each other stand beside each other, if they are
    few and short enough to be taken in at a glance."""
    row: Piece | None = None
    for piece in drawing:
        if row is not None and (longer := beside(row, piece)) is not None:
            row = longer
            continue
        if row is not None:
            yield row
        row = piece
    if row is not None:
        yield row


def beside(row: Piece, piece: Piece) -> Piece | None:
    """As one row of buttons; None where that would be none, or too long."""
    if not (only_buttons(row) and only_buttons(piece)):
        return None
    actions = [*row.elements[0]["actions"], *piece.elements[0]["actions"]]
    if not in_one_row([action["title"] for action in actions]):
        return None
    instead = None
    if row.instead or piece.instead:
        instead = beside(row.instead or replace(row, instead=None),
                         piece.instead or replace(piece, instead=None))  # fmt: skip
    return Piece((action_set(actions),), kept=PRESSED, instead=instead)


def only_buttons(piece: Piece) -> bool:
    return [element["type"] for element in piece.elements] == ["ActionSet"]


def in_one_row(labels: Sequence[str]) -> bool:
    letters = sum(length(label) + EDGES for label in labels)
    return len(labels) <= limits.ACTIONS and (letters <= ROW or len(labels) == 1)


def action_set(actions: Sequence[Json]) -> Json:
    return {"type": "ActionSet", "actions": list(actions)}


def row_of(buttons: Sequence[Button], number: int, pen: Pen) -> Iterator[Json]:
    """Rows that can be taken in, and long labels whole, each on a surface of its own."""
    row: list[Json] = []
    for each in buttons:
        press = pressed(each, number, pen)
        long = length(one_line(each.label)) > BUTTON
        if row and (long or not in_one_row([*(one["title"] for one in row), press["title"]])):
            yield action_set(row)
            row = []
        if long:
            yield surface(each, press, pen)
        else:
            row.append({**press, **style(each.look)})
    if row:
        yield action_set(row)


def pressed(each: Button, number: int, pen: Pen, spoken: str = "") -> Json:
    """What is pressed needs nothing filled in; without saying so it would wait for that."""
    return {
        "type": "Action.Execute",
        "title": labelled(spoken or each.label),
        "verb": Verb.PRESS.value,
        "data": data(Verb.PRESS, each.action, number, pen.slot),
        "associatedInputs": "none",
    }


def data(verb: Verb, action: Action, number: int, slot: str | None) -> Json:
    told: Json = {names.DOES: verb.value, names.ACTION: pack(action), names.PART: number}
    return {**told, names.SLOT: slot} if slot is not None else told


def labelled(label: str) -> str:
    return clip(inert(one_line(label)), limits.TITLE) or NOTHING


def style(look: Look) -> Json:
    match look:
        case Look.PLAIN:
            return {}
        case Look.MAIN:
            return {"style": "positive"}
        case Look.DANGER:
            return {"style": "destructive"}
        case _:
            assert_never(look)


def surface(each: Button, press: Json, pen: Pen) -> Json:
    return {
        "type": "Container",
        "style": "emphasis",
        "roundedCorners": True,
        "showBorder": True,
        "selectAction": press,
        "items": [block(shown(one_line(each.label), pen.longest))],
    }


def scale(part: Scale, number: int, pen: Pen) -> Iterator[Json]:
    """What the ends mean stands above, for the eyes, and in the ends for the ears.

    Stars (`Input.Rating`) would take a second press to send them, and have none for a zero.
    """
    if not part.buttons:
        return
    labels = [clip(one_line(each.label), BUTTON) or NOTHING for each in part.buttons]
    low, high = one_line(part.low_words), one_line(part.high_words)
    yield from quiet(f"{labels[0]} is “{low}”, {labels[-1]} is “{high}”.", pen.longest)
    ends = {0: f", {low}", len(labels) - 1: f", {high}"}
    taps = [
        tap(
            labels[place],
            pressed(
                each, number, pen, f"Rate {labels[place]} of {labels[-1]}{ends.get(place, '')}"
            ),
        )
        for place, each in enumerate(part.buttons)
    ]
    rows = -(-len(taps) // TAPS)
    wide = -(-len(taps) // rows)
    empty: Json = {"type": "Column", "width": "stretch", "items": []}
    for begin in range(0, len(taps), wide):
        row = taps[begin : begin + wide]
        columns = [*row, *[empty] * (wide - len(row))]
        yield {"type": "ColumnSet", "spacing": "Small" if begin else "Default", "columns": columns}


def tap(label: str, press: Json) -> Json:
    number = block(label, weight="Bolder")
    return {
        "type": "Column",
        "width": "stretch",
        "style": "emphasis",
        "roundedCorners": True,
        "showBorder": True,
        "spacing": "Small",
        "minHeight": "40px",
        "verticalContentAlignment": "Center",
        "selectAction": press,
        "items": [{**number, "horizontalAlignment": "Center"}],
    }


# --- forms -------------------------------------------------------------------------------------


def folded(part: Form, number: int, pen: Pen) -> Iterator[Json]:
    """It opens where it stands, at once, and nobody has to wait for us: a dialog would take a round
    trip, and an answer to `Action.Execute` cannot open one."""
    opened = {"type": "AdaptiveCard", "body": list(unfolded(part, number, pen))}
    title = labelled(part.open_label or part.submit)
    yield action_set([{"type": "Action.ShowCard", "title": title, "card": opened}])


def unfolded(part: Form, number: int, pen: Pen) -> Iterator[Json]:
    for field in part.fields:
        yield from field_elements(field, number, pen)
    submit = {
        "type": "Action.Execute",
        "title": labelled(part.submit),
        "verb": Verb.SUBMIT.value,
        "data": data(Verb.SUBMIT, part.action, number, pen.slot),
        "associatedInputs": "auto",
        **style(Look.MAIN),
    }
    yield action_set([submit])


def opener(part: Form, number: int, pen: Pen) -> Json:
    """For what is too much for the card: Teams asks us for the dialog."""
    asked = {**data(Verb.OPEN, part.action, number, pen.slot), "msteams": {"type": names.FETCH}}
    return {
        "type": "Action.Submit",
        "title": labelled(part.open_label or part.submit),
        "data": asked,
        "associatedInputs": "none",
    }


def field_elements(field: Field, number: int, pen: Pen) -> Iterator[Json]:
    """The input, and under it what must be said about it."""
    match field:
        case ChooseMany(options=options, chosen=chosen):
            element, hint = choices(options, chosen, many=True)
        case ChooseOne(options=options, chosen=one):
            element, hint = choices(options, (one,) if one is not None else (), many=False)
        case Write():
            element, hint = written(field, pen.filled)
        case _:
            assert_never(field)
    label = clip(inert(one_line(field.label)), limits.LABEL) or UNLABELLED[field.field]
    if not element:
        yield from quiet(f"{label}: {NO_CHOICE}")
        return
    name = names.field_id(number, field.name, choice=not isinstance(field, Write))
    insisted = field.needed and pen.insist
    required = {"isRequired": True, "errorMessage": MISSING[field.field]} if insisted else {}
    yield {**element, "id": name, "label": label, **required}
    yield from quiet(hint)


def choices(options: Sequence[Option], chosen: Sequence[str], *, many: bool) -> tuple[Json, str]:
    """Ticks or dots for a few, a menu for many; ticks for many too, as menus take one of them."""
    possible = {
        names.choice(each.value): each
        for each in options
        if each.value.strip() and length(names.choice(each.value)) <= limits.CHOICE_VALUE
    }
    offered = list(possible.items())[: limits.CHOICES]
    if not offered:
        return {}, ""
    picked = [value for value, _ in offered if possible[value].value in chosen]
    menu = not many and len(offered) > FEW
    missing = len({each.value for each in options}) - len(offered)
    hint = f"Teams has room for {len(offered)} of {len(offered) + missing} here." if missing else ""
    return {
        "type": "Input.ChoiceSet",
        "isMultiSelect": many,
        "style": "compact" if menu else "expanded",
        "wrap": True,
        "choices": [{"title": offer(each.label), "value": value} for value, each in offered],
        **({"value": ",".join(picked if many else picked[:1])} if picked else {}),
        **({"placeholder": "Choose one"} if menu else {}),
    }, hint


def offer(label: str) -> str:
    return literal(clip(one_line(label), limits.CHOICE // 2)) or NOTHING


def written(field: Write, most: int) -> tuple[Json, str]:
    """A hint that is too long for the empty box stands under it."""
    hint, filled = inert(one_line(field.hint)), clean(field.filled[: 2 * most + 2])
    begun = pieces(filled, most)[0] if filled else ""
    element: Json = {
        "type": "Input.Text",
        "isMultiline": field.long,
        "maxLength": limits.WRITTEN,
        **({"value": begun} if begun.strip() else {}),
    }
    below = []
    if length(hint) > limits.PLACEHOLDER:
        below.append(clip(hint, limits.LABEL))
    elif hint:
        element["placeholder"] = hint
    if begun != filled:
        below.append(
            f"The text was {len(field.filled):,} characters long. Teams takes {most:,} "
            "here, so only its beginning is filled in."
        )
    return element, " ".join(below)
