"""A card becomes lines of a terminal; nothing that a person typed can steer the terminal."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from pydantic import ValidationError
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Words

from analytics import charts
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
    Part,
    Picture,
    Quote,
    Scale,
    Table,
    Text,
    Write,
)
from bot.channels.terminal.read import Choice

HOUSE: Final = "Sincerely"
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""Escapes, and the marks that would turn the direction of everything after them."""
BAR: Final = 24
LOOKS: Final[Mapping[Look, str]] = {
    Look.PLAIN: "bold",
    Look.MAIN: "bold green",
    Look.DANGER: "bold red",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    lines: RenderableType
    choices: Mapping[str, Choice]
    """What can be pressed in it, by what one types."""


def safe(words: str) -> str:
    """Control characters are shown as their pictures (ESC as ␛), not obeyed."""
    return CONTROLS.sub(_pictured, words.replace("\r\n", "\n"))


def _pictured(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def draw(
    card: Card, numbers: Iterator[int], slot: str | None = None, *, again: bool = False
) -> Drawing:
    """`numbers` go on from card to card, so that each button on the screen has its own."""
    choices: dict[str, Choice] = {}
    by = Words(safe(card.by or HOUSE), style="bold cyan")
    if again:
        by.append("  instead of what stood there before", style="dim italic")
    title = Words(safe(card.title), style="bold" if card.parts else "")
    parts = [part_lines(part, numbers, slot, choices) for part in card.parts]
    return Drawing(Group(by, Padding(Group(title, *parts), (0, 0, 1, 2))), choices)


def part_lines(
    part: Part, numbers: Iterator[int], slot: str | None, choices: dict[str, Choice]
) -> RenderableType:
    match part:
        case Text(words=words, quiet=quiet):
            return Words(safe(words), style="dim" if quiet else "")
        case Quote(words=words, by=by):
            return quote(words, by)
        case Facts(pairs=pairs):
            return facts(pairs)
        case Table(headings=headings, rows=rows):
            return table(headings, rows)
        case Picture():
            return picture(part)
        case Buttons(buttons=buttons):
            return row_of(buttons, numbers, slot, choices)
        case Scale():
            return scale(part, slot, choices)
        case Form(action=action, fields=fields, submit=submit, open_label=open_label):
            number, label = str(next(numbers)), open_label or submit
            choices[number] = Choice(label, action, fields, slot)
            return Words.assemble(numbered(number, label, Look.PLAIN), (" …", "dim"))
        case _:
            assert_never(part)


def quote(words: str, by: str | None) -> RenderableType:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for line in safe(words).split("\n"):
        grid.add_row("│", Words(line))
    if by:
        grid.add_row("│", Words(f"— {safe(by)}", style="dim"))
    return grid


def facts(pairs: tuple[tuple[str, str], ...]) -> RenderableType:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for label, value in pairs:
        grid.add_row(Words(safe(label)), Words(safe(value)))
    return grid


def table(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> RenderableType:
    grid = Grid(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        grid.add_column(Words(safe(heading)), overflow="fold")
    for row in rows:
        grid.add_row(*(Words(safe(cell)) for cell in row))
    return grid


def picture(part: Picture) -> RenderableType:
    """Bars of letters; or the words for it, if the chart cannot be read or is not about bars."""
    try:
        chart = charts.from_json(part.chart)
    except ValidationError:
        return Words(safe(part.alt))
    values = [abs(p.value) for series in chart.series for p in series.points if p.value is not None]
    longest = max(values, default=0) or 1
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(overflow="fold")
    grid.add_column(style="cyan")
    grid.add_column()
    for series in chart.series:
        if len(chart.series) > 1:
            grid.add_row(Words(safe(series.name), style="bold"), "", "")
        for point in series.points:
            length = round(BAR * abs(point.value) / longest) if point.value is not None else 0
            sign = "▒" if point.value is not None and point.value < 0 else "█"
            grid.add_row(
                Words(safe(point.label)), sign * length, Words(charts.spoken(point, chart.unit))
            )
    note = Words(safe(chart.note), style="dim") if chart.note else Words("")
    return Group(Words(safe(chart.title), style="italic"), grid, note)


def row_of(
    buttons: tuple[Button, ...],
    numbers: Iterator[int],
    slot: str | None,
    choices: dict[str, Choice],
) -> Words:
    row = Words()
    for button in buttons:
        number = str(next(numbers))
        choices[number] = Choice(button.label, button.action, slot=slot)
        if row:
            row.append("   ")
        row.append_text(numbered(number, button.label, button.look))
    return row


def numbered(number: str, label: str, look: Look) -> Words:
    return Words.assemble((f"[{number}]", LOOKS[look]), " ", safe(label))


def scale(part: Scale, slot: str | None, choices: dict[str, Choice]) -> Words:
    """One types "7/10": a bare 7 is a button's number."""
    last = part.buttons[-1].label if part.buttons else ""
    for button in part.buttons:
        choices[f"{button.label}/{last}"] = Choice(button.label, button.action, slot=slot)
    likely = part.buttons[len(part.buttons) * 2 // 3].label if part.buttons else ""
    row = " ".join(safe(button.label) for button in part.buttons)
    return Words.assemble(
        (safe(part.low_words), "dim"),
        f"  {row}  ",
        (safe(part.high_words), "dim"),
        ("   Type it like this: ", "dim"),
        (f"{safe(likely)}/{safe(last)}", "bold"),
    )


def question(field: Field) -> RenderableType:
    match field:
        case ChooseMany(chosen=chosen):
            return choice(field, chosen, "Numbers with commas")
        case ChooseOne(chosen=one):
            return choice(field, (one,) if one else (), "A number")
        case Write(label=label, hint=hint, filled=filled, long=long):
            how = "An empty line ends it" if long else "Enter ends it"
            lines = [
                Words.assemble(
                    (safe(label), "bold"),
                    (f"  {'. '.join(part for part in (safe(hint), how) if part)}", "dim"),
                )
            ]
            if filled:
                lines.append(Words("Nothing typed keeps this:", style="dim"))
                lines.append(Words(safe(filled)))
            return Group(*lines)
        case _:
            assert_never(field)


def choice(field: ChooseMany | ChooseOne, chosen: tuple[str, ...], how: str) -> RenderableType:
    if chosen:
        how += "; Enter keeps what is ticked"
    elif not field.needed:
        how += "; Enter for none"
    lines = [Words.assemble((safe(field.label), "bold"), (f"  {how}", "dim"))]
    for number, option in enumerate(field.options, 1):
        mark = " ✓" if option.value in chosen else ""
        lines.append(Words(f"  {number}  {safe(option.label)}{mark}"))
    return Group(*lines)
