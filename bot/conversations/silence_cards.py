"""Whom nobody has written to for too long: one list, the longest wait first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import ShowSilent
from bot.cards import Button, Buttons, Card, Part, Text
from bot.conversations.draft_cards import write_form
from bot.conversations.ticket_cards import private_title, silent_card
from bot.conversations.words import ago
from feedback.board import silence
from feedback.people import Person, Role
from feedback.records import Ticket
from feedback.silence import last_heard
from feedback.unit_of_work import UnitOfWork

PAGE = 5
SEES_ALL = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)
LIST = "list:"
"""Slots that begin so hold cards about several things: pressing one of them leaves the rest there."""


def is_a_list(slot: str | None) -> bool:
    return slot is not None and slot.startswith(LIST)


def hourly_slot(at: datetime) -> str:
    """What falls silent within an hour takes one place in the chat, however much it is."""
    return f"{LIST}silent:{at:%Y%m%d%H}"


def desk_of(reader: Person) -> str | None:
    """Whose tickets this person looks after: their own, or (None) the whole desk's."""
    return None if any(reader.is_a(role) for role in SEES_ALL) else reader.id


@dataclass(frozen=True, slots=True)
class Silence:
    card: Card
    ticket_id: str | None = None
    """Where it is one ticket that nobody has written about."""


async def silence_card(work: UnitOfWork, held_by: str | None, skip: int = 0) -> Silence | None:
    """The whole desk's, or one technician's; None where nobody waits too long."""
    tickets, in_all = await silence(work, most=PAGE, skip=skip, held_by=held_by)
    if not tickets and skip:  # Others have written meanwhile: that page is gone.
        return await silence_card(work, held_by)
    if not tickets:
        return None
    people = await work.people.get_many(
        [t.requester_id for t in tickets] + [t.technician_id for t in tickets if t.technician_id]
    )
    if in_all == 1:
        (ticket,) = tickets
        holder = people.get(ticket.technician_id or "")
        card = silent_card(ticket, people[ticket.requester_id], holder, work.now)
        return Silence(card, ticket.id)
    parts: list[Part] = []
    for ticket in tickets:
        requester = people[ticket.requester_id]
        holder = people.get(ticket.technician_id or "")
        parts.append(Text(silent_line(ticket, requester, holder, work.now)))
        parts.append(write_form(ticket, requester, open_label=f"Write to {requester.first_name}"))
    which = "tickets" if held_by is None else "of your tickets"
    card = Card(
        f"Nobody has written about {in_all} {which} for a while.",
        (*parts, *turning_pages(skip, len(tickets), in_all)),
    )
    return Silence(card)


def silent_line(ticket: Ticket, requester: Person, holder: Person | None, now: datetime) -> str:
    since = ago(last_heard(ticket), now)
    heard = "last word" if ticket.last_human_word_at else "no word since it was opened"
    return (
        f"{requester.first_name}, {heard} {since}, {holder.name if holder else 'nobody'} has it."
        f" “{private_title(ticket)}” ({ticket.key})"
    )


def turning_pages(skip: int, shown: int, in_all: int) -> Sequence[Part]:
    end = skip + shown
    buttons = [Button("Look again", ShowSilent(0))]
    if end < in_all:
        buttons.insert(0, Button(f"The next {min(PAGE, in_all - end)}", ShowSilent(end)))
    which = f"These are {skip + 1} to {end} of {in_all}, the longest wait first."
    return (Text(which, quiet=True), Buttons(tuple(buttons)))
