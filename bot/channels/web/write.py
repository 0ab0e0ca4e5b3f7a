"""A line of the conversation becomes HTML; everything a person typed is escaped on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import assert_never
from zoneinfo import ZoneInfo

from markupsafe import Markup
from pydantic import ValidationError

from analytics import charts
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
    Part,
    Picture,
    Quote,
    Scale,
    Table,
    Text,
    Write,
    from_json,
)
from bot.channels.web.read import LONGEST_WORDS, VALUE
from bot.channels.web.store import Author, Line
from feedback.errors import Unusable

HOUSE = "Sincerely"
LONG = 1_500
"""Characters from which words are folded, so that one message does not fill the whole pane."""
BEGINNING = 280
"""Characters of them that are shown at once."""


@dataclass(frozen=True, slots=True)
class Pane:
    """What a line must know of the page around it to be shown and pressed there."""

    role: str
    press: str
    """Where forms are posted to."""
    charts: str
    """Where pictures come from: this, the line, the part."""
    token: str
    once: str
    """Of this drawing of the page; a press repeated from it is the same press."""
    zone: str


def article(line: Line, pane: Pane) -> Markup:
    match line.author:
        case Author.SAID:
            kind, inside = "said", said(str(line.body.get("words", "")))
            by, attributes = "", Markup(' data-once="{}"').format(line.body.get("once", ""))
        case Author.CARD:
            card = readable(line)
            kind, inside = "told", drawn(card, line, pane)
            by, attributes = card.by or HOUSE, Markup("")
        case _:
            assert_never(line.author)
    return Markup(
        '<article class="line {kind}" id="{name}" data-line="{id}"{attributes}>'
        "{by}{inside}{at}</article>"
    ).format(
        kind=kind,
        name=f"{pane.role}-{line.id}",
        id=line.id,
        attributes=attributes,
        by=signed(by),
        inside=inside,
        at=moment(line.at, pane.zone),
    )


def readable(line: Line) -> Card:
    """A card that an older or newer version left behind still has its title."""
    try:
        return from_json(line.body)
    except (ValidationError, Unusable):
        return Card(str(line.body.get("title", "This message can't be shown any more.")))


def signed(by: str) -> Markup:
    if not by:
        return Markup('<p class="unseen">You said</p>')
    own = Markup(' class="by house"') if by == HOUSE else Markup(' class="by"')
    initials = "".join(name[0] for name in by.split()[:2])
    return Markup('<p{}><span class="face" aria-hidden="true">{}</span><bdi>{}</bdi></p>').format(
        own, initials, by
    )


def moment(at: datetime, zone: str) -> Markup:
    local = at.astimezone(ZoneInfo(zone))
    return Markup('<time datetime="{}">{}</time>').format(
        local.isoformat(timespec="seconds"), f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"
    )


def said(words: str) -> Markup:
    return Markup('<div class="words">{}</div>').format(paragraph(words))


def paragraph(words: str, kind: str = "text") -> Markup:
    """Line ends are kept by the style sheet; what is very long waits behind its beginning."""
    if len(words) <= LONG:
        return Markup('<p class="{}" dir="auto">{}</p>').format(kind, words)
    return Markup(
        '<details class="long"><summary><span class="{kind}" dir="auto">{beginning}…</span>'
        ' <span class="more">All {length} characters</span></summary>'
        '<p class="{kind}" dir="auto">{words}</p></details>'
    ).format(kind=kind, beginning=words[:BEGINNING].rstrip(), length=f"{len(words):,}", words=words)


# --- cards -------------------------------------------------------------------------------------


def drawn(card: Card, line: Line, pane: Pane) -> Markup:
    parts = Markup("").join(
        part_html(part, number, line, pane) for number, part in enumerate(card.parts)
    )
    return Markup('<div class="card"><h3 dir="auto">{}</h3>{}</div>').format(card.title, parts)


def part_html(part: Part, number: int, line: Line, pane: Pane) -> Markup:
    match part:
        case Text(words=words, quiet=quiet):
            return paragraph(words, "quiet" if quiet else "text")
        case Quote(words=words, by=by):
            return quote(words, by)
        case Facts(pairs=pairs):
            return facts(pairs)
        case Table(headings=headings, rows=rows):
            return table(headings, rows)
        case Picture():
            return picture(part, f"{pane.charts}/{line.id}/{number}", line.changed)
        case Buttons(buttons=buttons):
            return form(
                "buttons", line, pane, Markup("").join(button_html(button) for button in buttons)
            )
        case Scale():
            return form("scale", line, pane, scale(part))
        case Form():
            return asked(part, number, line, pane)
        case _:
            assert_never(part)


def quote(words: str, by: str | None) -> Markup:
    who = Markup("<footer><bdi>{}</bdi></footer>").format(by) if by else Markup("")
    return Markup("<blockquote>{}{}</blockquote>").format(paragraph(words), who)


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    rows = Markup("").join(
        Markup('<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>').format(*pair)
        for pair in pairs
    )
    return Markup("<dl>{}</dl>").format(rows)


def table(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Markup:
    """It scrolls by itself when it is wider than the pane; so it must be reachable by keyboard."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(each) for each in headings)
    body = Markup("").join(
        Markup('<tr><th scope="row" dir="auto">{}</th>{}</tr>').format(
            row[0] if row else "",
            Markup("").join(Markup('<td dir="auto">{}</td>').format(cell) for cell in row[1:]),
        )
        for row in rows
    )
    return Markup(
        '<div class="table" role="region" aria-label="Table: {}" tabindex="0"><table>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(", ".join(headings), head, body)


def picture(part: Picture, place: str, version: int) -> Markup:
    """An image that needs no script, the data for a live one, and the same thing in words."""
    words = Markup('<p class="text" dir="auto">{}</p>').format(part.alt)
    try:
        charts.from_json(part.chart)
    except ValidationError:
        return Markup("<figure>{}</figure>").format(words)
    return Markup(
        '<figure class="chart" data-chart="{place}.json?v={version}" data-words="{alt}">'
        '<a class="drawing" href="{place}.svg?v={version}">'
        '<picture><source media="(prefers-color-scheme: dark)"'
        ' srcset="{place}.svg?look=dark&amp;v={version}">'
        '<img src="{place}.svg?v={version}" alt="{alt}"></picture></a>'
        "<figcaption><details><summary>In words</summary>{words}</details></figcaption></figure>"
    ).format(place=place, version=version, alt=part.alt, words=words)


# --- what can be pressed -----------------------------------------------------------------------


def form(kind: str, line: Line, pane: Pane, inside: Markup) -> Markup:
    """A real form: it works without our script, and brings everything that a press needs."""
    hidden = {
        "token": pane.token,
        "once": f"{pane.once}-{line.id}-{line.changed}",
        "role": pane.role,
        "slot": line.slot or "",
    }
    return Markup(
        '<form class="{}" method="post" action="{}" data-press autocomplete="off">{}{}</form>'
    ).format(
        kind,
        pane.press,
        Markup("").join(
            Markup('<input type="hidden" name="{}" value="{}">').format(*each)
            for each in hidden.items()
        ),
        inside,
    )


def button_html(button: Button, words: str = "") -> Markup:
    label = Markup(' aria-label="{}"').format(words) if words else Markup("")
    return Markup('<button name="action" value="{}" class="{}"{}>{}</button>').format(
        pack(button.action), button.look.value, label, button.label
    )


def scale(part: Scale) -> Markup:
    ends = {0: part.low_words, len(part.buttons) - 1: part.high_words}
    row = Markup("").join(
        button_html(button, f"{button.label}, {ends[i]}" if i in ends else "")
        for i, button in enumerate(part.buttons)
    )
    return Markup(
        '<div class="row" role="group" aria-label="From {low} to {high}">{row}</div>'
        '<p class="ends" aria-hidden="true"><span>{low}</span><span>{high}</span></p>'
    ).format(low=part.low_words, high=part.high_words, row=row)


def asked(part: Form, number: int, line: Line, pane: Pane) -> Markup:
    names = count()
    fields = Markup("").join(
        field_html(field, f"{pane.role}-{line.id}-{number}-{next(names)}") for field in part.fields
    )
    submit = Markup('<button name="action" value="{}" class="main">{}</button>').format(
        pack(part.action), part.submit
    )
    whole = form("fields", line, pane, fields + submit)
    if part.open_label is None:
        return whole
    return Markup('<details class="folded"><summary>{}</summary>{}</details>').format(
        part.open_label, whole
    )


def field_html(field: Field, name: str) -> Markup:
    match field:
        case ChooseMany(chosen=chosen):
            return choices(field, "checkbox", chosen, name)
        case ChooseOne(chosen=one):
            return choices(field, "radio", (one,) if one else (), name)
        case Write():
            return written(field, name)
        case _:
            assert_never(field)


def choices(field: ChooseMany | ChooseOne, kind: str, chosen: tuple[str, ...], name: str) -> Markup:
    """A browser can insist on one of several dots, not on one of several ticks."""
    insisted = needed(field) if kind == "radio" else ""
    chips = Markup("").join(
        Markup(
            '<label class="chip" for="{id}"><input type="{kind}" id="{id}" name="{field}"'
            ' value="{value}"{checked}{needed}><span dir="auto">{label}</span></label>'
        ).format(
            id=f"{name}-{i}",
            kind=kind,
            field=VALUE + field.name,
            value=option.value,
            checked=Markup(" checked") if option.value in chosen else "",
            needed=insisted,
            label=option.label,
        )
        for i, option in enumerate(field.options)
    )
    return Markup('<fieldset><legend>{}</legend><div class="chips">{}</div></fieldset>').format(
        field.label, chips
    )


def needed(field: Field) -> Markup:
    return Markup(" required") if field.needed else Markup("")


def written(field: Write, name: str) -> Markup:
    """The line end after `<textarea>` is not part of the words: browsers drop the first one."""
    box = (
        Markup(
            '<textarea id="{id}" name="{field}" rows="3" maxlength="{longest}"'
            ' placeholder="{hint}" dir="auto"{needed}>\n{filled}</textarea>'
        )
        if field.long
        else Markup(
            '<input type="text" id="{id}" name="{field}" maxlength="{longest}"'
            ' placeholder="{hint}" dir="auto" value="{filled}"{needed}>'
        )
    ).format(
        id=name,
        field=VALUE + field.name,
        longest=LONGEST_WORDS,
        hint=field.hint,
        filled=field.filled,
        needed=needed(field),
    )
    return Markup('<div class="write"><label for="{}">{}</label>{}</div>').format(
        name, field.label, box
    )
