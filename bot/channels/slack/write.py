"""A card becomes Block Kit; pure, and never more than Slack takes."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count, product
from typing import Final, assert_never

from pydantic import ValidationError

from analytics import charts as neutral
from bot.actions import pack
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
from bot.channels.slack import charts, limits, names
from bot.channels.slack.escape import (
    Json,
    escaped,
    escaped_length,
    labelled,
    plain,
    verbatim,
)
from bot.channels.words import NOTHING, clean, clip, length, one_line, pieces, shown

HOUSE: Final = "Sincerely"
SHORTENED: Final = "This is shortened: one message in Slack has no room for all of it."
SHORTENED_HOME: Final = "This is shortened: the page has no room for all of it."
SHORTENED_WINDOW: Final = "This is shortened: the window has no room for all of it."
NOTHING_YET: Final = "Nothing here yet."
NO_CHOICE: Final = "There is nothing to choose from."
UNLABELLED: Final = {"many": "Tick what fits", "one": "Choose one", "write": "In your own words"}
WHOLE: Final = sys.maxsize
IN_A_ROW: Final = 5
"""Buttons; of more, one would have to be looked for."""
SHORTER: Final = (9_000, 7_000, 5_500, 4_300, 3_300, 2_500, 1_900, 1_400, 1_000, 700, 400, 150)
"""To how many characters each long text is shortened, until the whole fits."""


class Drawn(StrEnum):
    """How pictures and tables are drawn: what one workspace can't show yet, the next rung can."""

    CHART = "chart"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Room:
    blocks: int
    weight: int


MESSAGE_ROOM: Final = Room(limits.BLOCKS_IN_MESSAGE, limits.WEIGHT_OF_MESSAGE)
VIEW_ROOM: Final = Room(limits.BLOCKS_IN_VIEW, 30_000)


@dataclass(frozen=True, slots=True)
class Pen:
    """What drawing a part must know of the card around it."""

    drawn: Drawn
    longest: int
    """Characters of one text."""
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The blocks of one part, which stay together."""

    blocks: tuple[Json, ...]
    kept: bool = False
    """Given up last: the title, and what can be pressed."""
    instead: "Piece | None" = None
    """Where there is no room for it, or enough of its kind already."""


def message(
    card: Card, *, slot: str | None = None, drawn: Drawn = Drawn.CHART, voiced: bool = False
) -> Json:
    """`text` and `blocks`. `voiced`: it goes out under the name of the one who says it."""

    def draw(longest: int) -> list[Piece]:
        pen = Pen(drawn, longest, slot)
        lead = bold(title, pen) if card.parts else texts(title, pen)
        return [*opening(card, lead, voiced=voiced), *parts(card, pen, count())]

    title = one_line(card.title) or HOUSE
    short = clip(title, limits.TEXT, escaped_length)
    return {"text": escaped(short), "blocks": fitted(draw, MESSAGE_ROOM, SHORTENED)}


def home(cards: Sequence[Card], *, drawn: Drawn = Drawn.CHART) -> Json:
    """The view of the app's own page: one card under the other, each with a heading."""

    def draw(longest: int) -> list[Piece]:
        pen, numbers = Pen(drawn, longest), count()
        pieces: list[Piece] = []
        for card in cards:
            line = [Piece(({"type": "divider"},))] if pieces else []
            pieces += [*line, *opening(card, heading(card.title, pen)), *parts(card, pen, numbers)]
        return pieces

    blocks = fitted(draw, VIEW_ROOM, SHORTENED_HOME)
    return {"type": "home", "blocks": blocks or quiet(NOTHING_YET)}


def modal(form: Form, *, title: str, metadata: str) -> Json:
    """A form in a window of its own; `metadata` comes back with what was filled in."""
    fields = [
        Piece(tuple(field_blocks(field, names.form_field_id(field.name))), kept=True)
        for field in form.fields
    ]
    return {
        **window(title, "Cancel", names.Callback.FORM, lambda _: fields),
        "submit": plain(clip(one_line(form.submit), limits.VIEW_TITLE) or "Send"),
        "private_metadata": metadata,
    }


def notice(title: str, words: str) -> Json:
    """A window that only says something."""

    def draw(longest: int) -> list[Piece]:
        return [Piece(tuple(texts(words, Pen(Drawn.TEXT, longest))))]

    return window(title, "Close", names.Callback.NOTICE, draw)


def window(
    title: str, close: str, callback: names.Callback, draw: Callable[[int], list[Piece]]
) -> Json:
    """What does not fit into the narrow title bar stands whole under it."""
    whole = one_line(title) or HOUSE

    def drawing(longest: int) -> list[Piece]:
        under = bold(whole, Pen(Drawn.TEXT, longest)) if length(whole) > limits.VIEW_TITLE else []
        return [Piece(tuple(under), kept=True), *draw(longest)]

    return {
        "type": "modal",
        "callback_id": callback.value,
        "title": plain(clip(whole, limits.VIEW_TITLE)),
        "close": plain(close),
        "blocks": fitted(drawing, VIEW_ROOM, SHORTENED_WINDOW) or texts(whole, WHOLE_PEN),
    }


# --- what fits ---------------------------------------------------------------------------------


def fitted(draw: Callable[[int], list[Piece]], room: Room, honest: str) -> list[Json]:
    """Long texts give way first, then forms fold, then whole parts are left out from the end.

    Whoever gets less than there is, is told so in one quiet line.
    """
    whole = blocks_of(allowed(draw(room.weight)))
    if fits(whole, room):
        return whole
    line = quiet(honest)
    few = Room(room.blocks - len(line), room.weight - limits.weight(line))
    for fold, longest in product((False, True), SHORTER):
        drawing = closed(allowed(draw(longest))) if fold else allowed(draw(longest))
        drawing = without_last(drawing, lambda left: len(left) <= few.blocks)
        if fits(blocks_of(drawing), few):
            return [*blocks_of(drawing), *line]
    drawing = closed(allowed(draw(SHORTER[-1])))
    return [*blocks_of(without_last(drawing, lambda left: fits(blocks_of(left), few))), *line]


def closed(drawing: Sequence[Piece]) -> list[Piece]:
    """With every form behind a button: in its window it has room."""
    return [piece.instead if piece.kept and piece.instead else piece for piece in drawing]


def fits(blocks: Sequence[Json], room: Room) -> bool:
    return len(blocks) <= room.blocks and limits.weight(blocks) <= room.weight


def allowed(drawing: Sequence[Piece]) -> list[Piece]:
    """Only so many charts and tables, the first ones; the others come down a rung."""
    left = dict(MOST)
    pieces: list[Piece] = []
    for each in drawing:
        piece = each
        while piece.instead and not all(left.get(kind, 1) > 0 for kind in kinds(piece)):
            piece = piece.instead
        for kind in kinds(piece) & left.keys():
            left[kind] -= 1
        if piece.blocks:
            pieces.append(piece)
    return pieces


MOST: Final = {
    "data_visualization": limits.CHARTS,
    "data_table": limits.DATA_TABLE_WORDS // limits.TABLE_WORDS,
    "table": limits.TABLES,
}


def kinds(piece: Piece) -> set[str]:
    return {block["type"] for block in piece.blocks}


def without_last(drawing: Sequence[Piece], enough: Callable[[list[Piece]], bool]) -> list[Piece]:
    left = list(drawing)
    while left and not enough(left):
        losable = [place for place, piece in enumerate(left) if not piece.kept]
        left.pop(losable[-1] if losable else -1)
    return left


def blocks_of(drawing: Sequence[Piece]) -> list[Json]:
    return [block for piece in drawing for block in piece.blocks]


# --- words -------------------------------------------------------------------------------------


def opening(card: Card, title: list[Json], *, voiced: bool = False) -> Iterator[Piece]:
    if card.by and not voiced and (by := clip(one_line(card.by), limits.HEADER)):
        yield Piece(tuple(quiet(f"from {by} via {HOUSE}")), kept=True)
    yield Piece(tuple(title), kept=True)


def heading(title: str, pen: Pen) -> list[Json]:
    words = one_line(title)
    if 0 < length(words) <= limits.HEADER:
        return [{"type": "header", "text": plain(words)}]
    return bold(words, pen)


def bold(title: str, pen: Pen) -> list[Json]:
    words = clip(one_line(title) or HOUSE, pen.longest)
    elements = [verbatim(piece, bold=True) for piece in pieces(words, limits.TEXT)]
    return [rich(elements, "rich_text_section")]


def rich(elements: list[Json], kind: str) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def texts(words: str, pen: Pen) -> list[Json]:
    """As many sections as it takes, none of them folded by Slack."""
    return [
        {"type": "section", "text": plain(piece), "expand": True}
        for piece in pieces(shown(words, pen.longest), limits.TEXT)
        if piece.strip()
    ]


def quiet(words: str, longest: int = WHOLE) -> list[Json]:
    return [
        {"type": "context", "elements": [plain(piece)]}
        for piece in pieces(shown(words, longest), limits.TEXT)
        if piece.strip()
    ]


WHOLE_PEN: Final = Pen(Drawn.TEXT, WHOLE)


# --- parts -------------------------------------------------------------------------------------


def parts(card: Card, pen: Pen, numbers: Iterator[int]) -> Iterator[Piece]:
    """`numbers` go on from card to card where several stand on one page."""
    yield from in_rows([piece_of(part, next(numbers), pen) for part in card.parts])


def in_rows(drawing: Sequence[Piece]) -> Iterator[Piece]:
    """Buttons and the openers of forms that follow each other stand beside each other, if they are
    few enough to be taken in at a glance."""
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
    elements = [*row.blocks[0]["elements"], *piece.blocks[0]["elements"]]
    if len(elements) > IN_A_ROW:
        return None
    return replace(row, blocks=({**row.blocks[0], "elements": elements},))


def only_buttons(piece: Piece) -> bool:
    return piece.instead is None and [block["type"] for block in piece.blocks] == ["actions"]


def piece_of(part: Part, number: int, pen: Pen) -> Piece:
    match part:
        case Text(words=words, quiet=small):
            return Piece(tuple(quiet(words, pen.longest) if small else texts(words, pen)))
        case Quote(words=words, by=by):
            return Piece(tuple(quote(words, by, pen)))
        case Facts(pairs=pairs):
            return Piece(tuple(facts(pairs, pen)))
        case Table():
            return table(part, pen)
        case Picture():
            return picture(part, pen)
        case Buttons(buttons=buttons):
            return Piece(tuple(row_of(buttons, number, pen)), kept=True)
        case Scale():
            return Piece(tuple(scale(part, number, pen)), kept=True)
        case Form(open_label=None):
            button_only = Piece(tuple(folded(part, number, pen)), kept=True)
            return Piece(tuple(unfolded(part, number, pen)), kept=True, instead=button_only)
        case Form():
            return Piece(tuple(folded(part, number, pen)), kept=True)
        case _:
            assert_never(part)


def quote(words: str, by: str | None, pen: Pen) -> Iterator[Json]:
    said = shown(words, pen.longest) or NOTHING
    yield rich([verbatim(piece) for piece in pieces(said, limits.TEXT)], "rich_text_quote")
    if by and (who := one_line(by)):
        yield from quiet(f"— {who}", pen.longest)


def facts(pairs: Sequence[tuple[str, str]], pen: Pen) -> Iterator[Json]:
    """Beside each other; what is too long for that has the whole width."""
    beside: list[Json] = []
    for label, value in pairs:
        field = labelled(clip(label, pen.longest), clip(value, pen.longest))
        long = length(field["text"]) > limits.FIELD
        if beside and (long or len(beside) == limits.FIELDS):
            yield {"type": "section", "fields": beside}
            beside = []
        if long:
            yield from texts(f"{label}\n{value}", pen)
        else:
            beside.append(field)
    if beside:
        yield {"type": "section", "fields": beside}


# --- pictures and tables, down the ladder --------------------------------------------------------


def picture(part: Picture, pen: Pen) -> Piece:
    """Intervals and n stand in words beside whatever Slack draws, as it draws none of them."""
    words = Piece(tuple(texts(part.alt, pen)))
    try:
        chart = neutral.from_json(part.chart)
    except ValidationError:
        return words
    tabled = tabled_chart(chart, pen, words)
    drawing = charts.drawn(chart)
    match pen.drawn:
        case Drawn.CHART if drawing is not None:
            return Piece((drawing, *quiet(part.alt, pen.longest)), instead=tabled)
        case Drawn.CHART | Drawn.TABLE:
            return tabled
        case Drawn.TEXT:
            return words
        case _:
            assert_never(pen.drawn)


def tabled_chart(chart: neutral.Chart, pen: Pen, words: Piece) -> Piece:
    newest = chart.kind == "line"
    rows, missing = tables.rows_that_fit(tables.rows_of(chart), charts.ROOM, newest=newest)
    drawing = charts.data_table(chart.title, rows)
    if drawing is None:
        return words
    below = " ".join(filter(None, (chart.note, tables.left_out(rows, missing, newest=newest))))
    blocks = (*texts(one_line(chart.title), pen), drawing, *quiet(below, pen.longest))
    return Piece(blocks, instead=words)


def table(part: Table, pen: Pen) -> Piece:
    words = Piece(tuple(texts(tables.in_lines(part.headings, part.rows, charts.CELL), pen)))
    if pen.drawn is Drawn.TEXT or not part.headings:
        return words
    rows, missing = tables.rows_that_fit((part.headings, *part.rows), charts.ROOM)
    below = quiet(tables.left_out(rows, missing))
    better, older = charts.data_table(", ".join(part.headings), rows), charts.table(rows)
    if better is None or older is None:
        return words
    first, second = (better, older) if pen.drawn is Drawn.CHART else (older, better)
    return Piece((first, *below), instead=Piece((second, *below), instead=words))


# --- what can be pressed -----------------------------------------------------------------------


def row_of(buttons: Sequence[Button], number: int, pen: Pen) -> Iterator[Json]:
    """A label longer than a button stands whole above it."""
    long = [one_line(each.label) for each in buttons if clipped(each.label) != one_line(each.label)]
    yield from quiet("\n".join(long), pen.longest)
    yield from actions([button(each, number, i) for i, each in enumerate(buttons)], number, pen)


def actions(elements: Sequence[Json], number: int, pen: Pen) -> Iterator[Json]:
    """Rows of as many as Slack takes, each under a name of its own."""
    for row, begin in enumerate(range(0, len(elements), limits.BUTTONS)):
        name = names.block_id(number, pen.slot)
        yield {
            "type": "actions",
            "block_id": name if row == 0 else names.field_id(number, f"row{row}", pen.slot),
            "elements": list(elements[begin : begin + limits.BUTTONS]),
        }


def button(each: Button, number: int, place: int, spoken: str = "") -> Json:
    drawing: Json = {
        "type": "button",
        "action_id": names.press_id(number, place),
        "text": plain(clipped(each.label)),
        "value": pack(each.action),
        **style(each.look),
    }
    return {**drawing, "accessibility_label": clip(spoken, limits.BUTTON)} if spoken else drawing


def clipped(label: str) -> str:
    return clip(one_line(label), limits.BUTTON) or NOTHING


def style(look: Look) -> Json:
    match look:
        case Look.PLAIN:
            return {}
        case Look.MAIN:
            return {"style": "primary"}
        case Look.DANGER:
            return {"style": "danger"}
        case _:
            assert_never(look)


def scale(part: Scale, number: int, pen: Pen) -> Iterator[Json]:
    """What the ends mean stands above the row, for the eyes, and in the ends for the ears."""
    if not part.buttons:
        return
    labels = [clipped(each.label) for each in part.buttons]
    low, high = one_line(part.low_words), one_line(part.high_words)
    yield from quiet(f"{labels[0]} is “{low}”, {labels[-1]} is “{high}”.", pen.longest)
    ends = {0: f", {low}", len(labels) - 1: f", {high}"}
    elements = [
        button(each, number, i, f"Rate {labels[i]} of {labels[-1]}{ends.get(i, '')}")
        for i, each in enumerate(part.buttons)
    ]
    yield from actions(elements, number, pen)


def folded(part: Form, number: int, pen: Pen) -> Iterator[Json]:
    yield from actions([opener(part, names.open_id(number), part.open_label or "")], number, pen)


def unfolded(part: Form, number: int, pen: Pen) -> Iterator[Json]:
    for field in part.fields:
        yield from field_blocks(field, names.field_id(number, field.name, pen.slot))
    submit = {**opener(part, names.submit_id(number), part.submit), **style(Look.MAIN)}
    yield from actions([submit], number, pen)


def opener(part: Form, name: str, label: str) -> Json:
    return {
        "type": "button",
        "action_id": name,
        "text": plain(clipped(label or part.submit)),
        "value": pack(part.action),
    }


# --- what can be filled in -----------------------------------------------------------------------


def field_blocks(field: Field, name: str) -> list[Json]:
    match field:
        case ChooseMany(options=options, chosen=chosen):
            element, hint = choices(options, chosen, many=True)
        case ChooseOne(options=options, chosen=one):
            element, hint = choices(options, (one,) if one is not None else (), many=False)
        case Write():
            element, hint = written(field)
        case _:
            assert_never(field)
    label = clip(one_line(field.label), limits.LABEL) or UNLABELLED[field.field]
    if not element:
        return quiet(f"{label}: {NO_CHOICE}")
    block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {**element, "action_id": names.FIELD},
        "optional": not field.needed,
    }
    return [{**block, "hint": plain(hint)} if hint else block]


def choices(options: Sequence[Option], chosen: Sequence[str], *, many: bool) -> tuple[Json, str]:
    """Ticks or dots for a few, a menu for many; and what must be said about it."""
    possible = {o.value: o for o in options if 0 < length(o.value) <= limits.OPTION_VALUE}
    offered = [option_of(each) for each in list(possible.values())[: limits.SELECTABLE]]
    picked = [each for each in offered if each["value"] in chosen]
    few = len(offered) <= limits.CHOICES
    if not offered:
        return {}, ""
    if many:
        kind, initial = "checkboxes" if few else "multi_static_select", "initial_options"
        preset: Json = {initial: picked} if picked else {}
    else:
        kind = "radio_buttons" if few else "static_select"
        preset = {"initial_option": picked[0]} if picked else {}
    menu = {} if few else {"placeholder": plain("Choose what fits" if many else "Choose one")}
    missing = len({o.value for o in options}) - len(offered)
    hint = f"Slack has room for {len(offered)} of {len(offered) + missing} here." if missing else ""
    return {"type": kind, "options": offered, **preset, **menu}, hint


def option_of(option: Option) -> Json:
    label = clip(one_line(option.label), limits.OPTION) or NOTHING
    return {"text": plain(label), "value": option.value}


def written(field: Write) -> tuple[Json, str]:
    """A hint that is too long for the empty box stands under it."""
    hint, filled = one_line(field.hint), clean(field.filled[: 2 * limits.WRITTEN + 2])
    begun = pieces(filled, limits.WRITTEN)[0] if filled else ""
    element = {
        "type": "plain_text_input",
        "multiline": field.long,
        "max_length": limits.WRITTEN,
        **({"initial_value": begun} if begun else {}),
    }
    below = []
    if length(hint) > limits.PLACEHOLDER:
        below.append(clip(hint, limits.LABEL - 200))
    elif hint:
        element["placeholder"] = plain(hint)
    if begun != filled:
        below.append(
            f"The text was {len(field.filled):,} characters long. Slack takes {limits.WRITTEN:,} here, "
            "so only its beginning is filled in."
        )
    return element, " ".join(below)
