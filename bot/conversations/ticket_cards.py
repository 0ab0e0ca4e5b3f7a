"""What people at work on the desk see of a ticket: what was said on it, and what it needs."""

from datetime import datetime

from bot.cards import (
    Card,
    Part,
    Quote,
    Text,
)
from bot.conversations.draft_cards import MOST_QUOTED, write_form
from bot.conversations.words import (
    ago,
    begin,
    clock_time,
    in_a_row,
    shorten,
)
from feedback.people import Person
from feedback.records import (
    ClosingCheck,
    Fixed,
    Promise,
    PromiseState,
    Ticket,
)
from feedback.unit_of_work import UnitOfWork

MOST_SPOKEN = 6
"""Messages of a dossier that are shown, the latest ones."""


async def dossier(work: UnitOfWork, ticket: Ticket, reader: Person) -> list[Part]:
    """What was said so far, so that nobody has to say it again: the latest words of both sides."""
    now = work.now
    replies = await work.replies.find(ticket_id=ticket.id, order_by="-said_at", limit=MOST_SPOKEN)
    updates = await work.updates.find(ticket_id=ticket.id, order_by="-posted_at", limit=MOST_SPOKEN)
    speakers = [r.requester_id for r in replies] + [u.technician_id for u in updates]
    people = await work.people.get_many(speakers)
    spoken = sorted(
        [(r.said_at, r.id, r.requester_id, r.words) for r in replies]
        + [(u.posted_at, u.id, u.technician_id, u.message) for u in updates]
    )
    everything = await work.replies.count(ticket_id=ticket.id)
    everything += await work.updates.count(ticket_id=ticket.id)
    parts: list[Part] = []
    shown = spoken[-MOST_SPOKEN:]
    if everything > len(shown):
        parts.append(Text(f"The latest of {everything} messages:", quiet=True))
    for at, _, who, words in shown:
        by = people[who].first_name if who in people else "Somebody"
        parts.append(Quote(begin(words, MOST_QUOTED), f"{by}, {ago(at, now)}"))
    if not spoken:
        parts.append(Text("Nobody has said anything about it in here yet."))
    requester = await work.people.get(ticket.requester_id)
    for promise in await open_promises(work, ticket):
        maker = await work.people.get(promise.technician_id) if promise.technician_id else None
        due = clock_time(promise.due_at, reader.time_zone, now)
        who = "You" if maker == reader else maker.first_name if maker else "Somebody"
        to = requester.first_name if requester else "them"
        parts.append(Text(f"{who} promised {to} a word: {due}."))
    return parts


async def open_promises(work: UnitOfWork, ticket: Ticket) -> list[Promise]:
    return await work.promises.find(
        ticket_id=ticket.id, state=PromiseState.OPEN, order_by="due_at", limit=5
    )


async def dossier_card(work: UnitOfWork, ticket: Ticket, requester: Person, reader: Person) -> Card:
    return Card(
        f"“{shorten(ticket.title)}” ({ticket.key}), from {requester.name}",
        (
            about_it(ticket, work.now),
            *await dossier(work, ticket, reader),
            write_form(ticket, requester, open_label=f"Write to {requester.first_name}"),
        ),
    )


def about_it(ticket: Ticket, now: datetime) -> Text:
    known = [f"opened {ago(ticket.created_at, now)}"]
    if ticket.hops:
        known.append(
            "one hand-over so far" if ticket.hops == 1 else f"{ticket.hops} hand-overs so far"
        )
    if ticket.reopen_count:
        known.append("reopened once" if ticket.reopen_count == 1 else "reopened more than once")
    about = ", ".join(part for part in (ticket.service, ticket.location) if part)
    return Text(f"{about + ': ' if about else ''}{in_a_row(known)}.", quiet=True)


async def hello_card(work: UnitOfWork, ticket: Ticket, requester: Person, reader: Person) -> Card:
    said = await work.replies.count(ticket_id=ticket.id)
    return Card(
        f"{requester.first_name} hasn't heard from anybody yet about “{shorten(ticket.title)}”"
        f" ({ticket.key}). Say hello?",
        (
            *(await dossier(work, ticket, reader) if said else ()),
            Text(
                "Three things are enough: that you've read it, what you're doing now, and when"
                " you'll be back in touch."
            ),
            write_form(ticket, requester),
        ),
    )


async def hand_over_card(
    work: UnitOfWork, ticket: Ticket, requester: Person, reader: Person
) -> Card:
    name = requester.first_name
    title = f"“{shorten(ticket.title)}” ({ticket.key}) is yours now."
    if await work.replies.count(ticket_id=ticket.id):
        title += f" This is what {name} has told us, so please don't ask for it again."
    return Card(
        title,
        (
            about_it(ticket, work.now),
            *await dossier(work, ticket, reader),
            write_form(ticket, requester, open_label=f"Say hello to {name}"),
        ),
    )


def reply_card(ticket: Ticket, requester: Person, words: str) -> Card:
    return Card(
        f"{requester.first_name} writes about “{shorten(ticket.title, 60)}” ({ticket.key})",
        (
            Quote(begin(words, MOST_QUOTED), requester.first_name),
            write_form(ticket, requester, open_label="Answer"),
        ),
    )


def closing_answer_card(ticket: Ticket, check: ClosingCheck, requester: Person) -> Card | None:
    about = f"“{shorten(ticket.title, 60)}” ({ticket.key})"
    name = requester.first_name
    match check.answer:
        case Fixed.YES:
            return Card(f"{name} says it's fixed: {about}. Nice work.")
        case Fixed.NOT_YET:
            why: tuple[Part, ...] = (
                (Quote(begin(check.why_not, MOST_QUOTED), name),) if check.why_not else ()
            )
            return Card(
                f"{name} says it isn't fixed yet: {about}. It's open again.",
                (*why, write_form(ticket, requester, open_label=f"Write to {name}")),
            )
        case Fixed.CANT_TELL:
            return Card(f"{name} can't tell yet whether {about} is fixed.")
        case None:
            return None


def unreachable_card(ticket: Ticket, requester: Person) -> Card:
    return Card(
        f"I can't reach {requester.first_name} in chat, so your words about {ticket.key} may not"
        " have arrived.",
        (Text("Please ring, or write to them in the ticket."),),
    )


def silent_card(ticket: Ticket, requester: Person, holder: Person | None, now: datetime) -> Card:
    name = requester.first_name
    if ticket.last_human_word_at is not None:
        heard = f"{name} last heard from a person {ago(ticket.last_human_word_at, now)}."
    else:
        heard = f"{name} opened it {ago(ticket.created_at, now)} and hasn't heard a word."
    who = f"{holder.name} has it." if holder else "Nobody has picked it up."
    return Card(
        f"Nobody has written to {name} about {ticket.key} for a while.",
        (
            Text(f"“{private_title(ticket)}”: {heard} {who}"),
            write_form(ticket, requester, open_label=f"Write to {name}"),
        ),
    )


def grace_card(ticket: Ticket, requester: Person, holder: Person | None, times: int) -> Card:
    who = holder.name if holder else "Somebody"
    return Card(
        f"{who} has written to {requester.first_name} {times} times, and {ticket.key} hasn't moved.",
        (
            Text(f"“{private_title(ticket)}”. Maybe it needs somebody else, or a way round."),
            write_form(ticket, requester, open_label=f"Write to {requester.first_name}"),
        ),
    )


def colleague_gone_card(person: Person) -> Card:
    return Card(
        f"I can't reach {person.name} in chat any more.",
        (Text("Promises and replies on their tickets may go unseen. Please have a look."),),
    )


def private_title(ticket: Ticket) -> str:
    """In lists that several people see, what a confidential ticket is about stays out."""
    return "confidential" if ticket.confidential else shorten(ticket.title, 60)
