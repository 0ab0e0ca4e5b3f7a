"""What a dispatcher sees in one list: promises missed and at risk, silent tickets, follow-ups."""

import re
from collections.abc import Sequence
from typing import assert_never

from bot.actions import ShowBoard, ShowMine, ShowSilent
from bot.cards import Button, Buttons, Card, Part, Text
from bot.conversations import technician
from bot.conversations.draft_cards import write_form
from bot.conversations.loop_cards import follow_up_form
from bot.conversations.silence_cards import (
    LIST,
    desk_of,
    is_a_list,
    silence_card,
    silent_line,
)
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.ticket_cards import private_title
from bot.conversations.words import HELP, KEY, by_time, in_a_row, more
from bot.turns import Pressed, Said
from feedback.board import Board, board
from feedback.people import Person
from feedback.records import Loop, Promise, Ticket

BOARD = re.compile(
    r"\b(board|at risk|needs? (me|us|somebody|attention|a word)|silent|overdue|escalat\w+"
    r"|what'?s (up|on|burning|open)|open loops?|show me (the )?desk)\b|^\W*(now|today)\W*$",
    re.IGNORECASE,
)
ASKS = re.compile(r"\?\s*$|^\W*(who|what|which|any|how|show|list|where|is|are)\b", re.IGNORECASE)
MOST_OF_A_KIND = 5
"""Lines of one kind in the list: a list that can't be read to its end is none."""
FARTHEST = 10_000
"""Silent tickets that are leafed through; whoever has more of them has another problem."""


# --- said --------------------------------------------------------------------------------------


def hears(words: str) -> bool:
    return bool(BOARD.search(words)) and len(words) < 200


async def said(talk: Talk, turn: Said) -> Replies:
    """A dispatcher may write to people as technicians do; any question is answered by the list."""
    words = technician.CALLED.sub("", turn.words).strip()
    if not words or HELP.match(words):
        return one(help_card(talk.person))
    if technician.hears(turn.words) or (turn.ticket_id is not None and not asks(words)):
        return await technician.said(talk, turn)
    if KEY.match(words) or technician.THANKS.match(words):
        return await technician.said(talk, turn)
    if hears(words) or ASKS.search(words):
        return one(await board_card(talk))
    return one(not_sure_card())


def asks(words: str) -> bool:
    """In a ticket's own thread, "the part is overdue, back by 3" is a note for it."""
    return hears(words) and (ASKS.search(words) is not None or len(words.split()) <= 3)


def not_sure_card() -> Card:
    return Card(
        "I'm not sure what you'd like me to do.",
        (
            Text("I can show you who is waiting, or write to somebody: “update INC-42 …”."),
            Buttons((Button("What needs somebody?", ShowBoard()), Button("Mine", ShowMine()))),
        ),
    )


def help_card(person: Person) -> Card:
    return Card(
        f"Hi {person.first_name}. I keep an eye on who is waiting for a word.",
        (
            Text("“What needs me now?” shows promises at risk, silent tickets and follow-ups."),
            Text("“dossier INC-42” is what was said; “update INC-42 …” writes to them."),
            Text("“we did VPN: the gateway is new” tells those who reported trouble with it."),
            Text("When a promise is missed and nobody owns up to it, I tell you by myself."),
            Buttons((Button("What needs somebody?", ShowBoard()), Button("Mine", ShowMine()))),
        ),
    )


# --- pressed -----------------------------------------------------------------------------------

Action = ShowBoard | ShowSilent


async def pressed(talk: Talk, action: Action, turn: Pressed) -> Replies:
    match action:
        case ShowBoard():
            return one(await board_card(talk))
        case ShowSilent(skip=skip):
            skip = min(max(skip, 0), FARTHEST)
            page = await silence_card(talk.work, desk_of(talk.person), skip)
            slot = turn.slot if is_a_list(turn.slot) else f"{LIST}{talk.work.new_id()}"
            if page is None:
                return one(Card("Nobody waits for a word just now. Nicely done."), slot)
            return one(page.card, slot, ticket_id=page.ticket_id)
        case _:
            assert_never(action)


# --- the list ----------------------------------------------------------------------------------


async def board_card(talk: Talk) -> Card:
    """The most urgent first, each line with the one thing that helps."""
    desk = await board(talk.work)
    names = await Names.of(talk, desk)
    parts = [
        *missed_parts(talk, desk.missed, names),
        *due_parts(talk, desk.due_soon, names),
        *silent_parts(talk, desk, names),
        *loop_parts(talk, desk.loops, names),
    ]
    if not parts:
        return Card("All quiet. Everybody who waits knows when they'll hear from us.")
    parts.append(Buttons((Button("Look again", ShowBoard()),)))
    return Card(title_of(desk), tuple(parts))


def title_of(desk: Board) -> str:
    counted = [
        (len(desk.missed), "missed promise", "missed promises"),
        (len(desk.due_soon), "promise due soon", "promises due soon"),
        (desk.silent_in_all, "silent ticket", "silent tickets"),
        (len(desk.loops), "follow-up open", "follow-ups open"),
    ]
    return f"{in_a_row([f'{n} {a if n == 1 else b}' for n, a, b in counted if n])}."


class Names:
    """The tickets and people that the list is about, read at once."""

    def __init__(self, tickets: dict[str, Ticket], people: dict[str, Person]) -> None:
        self._tickets = tickets
        self._people = people

    @classmethod
    async def of(cls, talk: Talk, desk: Board) -> "Names":
        owed = (*desk.missed, *desk.due_soon)
        ids = [promise.ticket_id for promise in owed] + [loop.ticket_id for loop in desk.loops]
        tickets = await talk.work.tickets.get_many(ids)
        tickets |= {ticket.id: ticket for ticket in desk.silent}
        people = [ticket.requester_id for ticket in tickets.values()]
        people += [t.technician_id for t in tickets.values() if t.technician_id is not None]
        people += [p.technician_id for p in owed if p.technician_id is not None]
        people += [loop.owner_id for loop in desk.loops]
        return cls(tickets, await talk.work.people.get_many(people))

    def ticket(self, ticket_id: str) -> Ticket:
        return self._tickets[ticket_id]

    def requester(self, ticket: Ticket) -> Person:
        return self._people[ticket.requester_id]

    def person(self, person_id: str | None) -> Person | None:
        return self._people.get(person_id) if person_id is not None else None

    def name(self, person_id: str | None, nobody: str = "nobody") -> str:
        person = self.person(person_id)
        return person.name if person is not None else nobody


def missed_parts(talk: Talk, missed: Sequence[Promise], names: Names) -> list[Part]:
    parts: list[Part] = []
    for promise in missed[:MOST_OF_A_KIND]:
        ticket = names.ticket(promise.ticket_id)
        requester = names.requester(ticket)
        due = by_time(promise.due_at, talk.person.time_zone, talk.now)
        maker = names.name(promise.technician_id, "us")
        parts.append(
            Text(
                f"Missed: {requester.first_name} was to hear from {maker} {due},"
                f" and nobody has said sorry yet. “{private_title(ticket)}” ({ticket.key})"
            )
        )
        parts.append(write_form(ticket, requester, open_label=f"Write to {requester.first_name}"))
    return parts + more(MOST_OF_A_KIND, len(missed))


def due_parts(talk: Talk, due_soon: Sequence[Promise], names: Names) -> list[Part]:
    parts: list[Part] = []
    for promise in due_soon[:MOST_OF_A_KIND]:
        ticket = names.ticket(promise.ticket_id)
        requester = names.requester(ticket)
        due = by_time(promise.due_at, talk.person.time_zone, talk.now)
        holder = names.name(ticket.technician_id or promise.technician_id, "nobody")
        parts.append(
            Text(
                f"Due soon: {requester.first_name} hears from {holder} {due}."
                f" “{private_title(ticket)}” ({ticket.key})"
            )
        )
    return parts + more(MOST_OF_A_KIND, len(due_soon))


def silent_parts(talk: Talk, desk: Board, names: Names) -> list[Part]:
    parts: list[Part] = []
    for ticket in desk.silent[:MOST_OF_A_KIND]:
        requester = names.requester(ticket)
        line = silent_line(ticket, requester, names.person(ticket.technician_id), talk.now)
        parts.append(Text(f"Silent: {line}"))
        parts.append(write_form(ticket, requester, open_label=f"Write to {requester.first_name}"))
    if desk.silent_in_all > MOST_OF_A_KIND:
        parts += more(MOST_OF_A_KIND, desk.silent_in_all)
        parts.append(Buttons((Button("More silent ones", ShowSilent(MOST_OF_A_KIND)),)))
    return parts


def loop_parts(talk: Talk, loops: Sequence[Loop], names: Names) -> list[Part]:
    parts: list[Part] = []
    for loop in loops[:MOST_OF_A_KIND]:
        ticket = names.ticket(loop.ticket_id)
        name = names.requester(ticket).first_name
        due = by_time(loop.due_at, talk.person.time_zone, talk.now)
        late = loop.due_at < talk.now
        owed = f"overdue: {name} was to hear from" if late else f"open: {name} hears from"
        parts.append(
            Text(
                f"Follow-up {owed} {names.name(loop.owner_id)} {due}."
                f" “{private_title(ticket)}” ({ticket.key})"
            )
        )
        if late:
            parts.append(follow_up_form(loop, name, open_label=f"Follow up with {name}"))
    return parts + more(MOST_OF_A_KIND, len(loops))
