"""What a promise looks like to whoever has to see to it: near, missed, or nobody owned up."""

from datetime import datetime
from typing import assert_never

from bot.actions import (
    DropUpdate,
    KeepPromise,
    MovePromise,
    SendUpdate,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    Form,
    Look,
    Part,
    Quote,
    Text,
    Write,
)
from bot.conversations.draft_cards import edit_form, write_form
from bot.conversations.ticket_cards import private_title
from bot.conversations.words import (
    begin,
    by_time,
    clock_time,
    shorten,
    their_time,
)
from feedback.people import Person
from feedback.records import (
    DraftUpdate,
    Promise,
    PromiseState,
    Ticket,
)


def near_card(
    promise: Promise, ticket: Ticket, requester: Person, reader: Person, now: datetime
) -> Card:
    name = requester.first_name
    told = "You" if promise.technician_id == reader.id else "A colleague"
    due = clock_time(promise.due_at, requester.time_zone, now)
    return Card(
        f"{told} told {name}: {due}. Keep it, move it, or tell {name} something?",
        (
            *promise_lines(promise, ticket, requester, reader, now),
            *promise_ways(promise, ticket, requester),
        ),
    )


def promise_lines(
    promise: Promise, ticket: Ticket, requester: Person, reader: Person, now: datetime
) -> list[Part]:
    parts: list[Part] = []
    if promise.words:
        by = "you" if promise.technician_id == reader.id else None
        parts.append(Quote(begin(promise.words, 300), by))
    due = their_time(promise.due_at, requester, reader, now)
    parts.append(Text(f"“{shorten(ticket.title, 60)}” ({ticket.key}), {due}", quiet=True))
    return parts


def promise_ways(promise: Promise, ticket: Ticket, requester: Person) -> list[Part]:
    name = requester.first_name
    return [
        Buttons((Button(f"{name} has heard from me", KeepPromise(promise.id), Look.MAIN),)),
        move_form(promise, requester, open_label="Move it"),
        write_form(ticket, requester, open_label=f"Tell {name} something"),
    ]


def move_form(promise: Promise, requester: Person, *, open_label: str | None = None) -> Form:
    name = requester.first_name
    return Form(
        MovePromise(promise.id),
        (
            Write(
                "words",
                f"To {name}, with the new time",
                hint="The part isn't here yet, I'll be back to you by 16:30",
                needed=True,
            ),
        ),
        f"Tell {name}",
        open_label=open_label,
    )


def kept_card(requester: Person) -> Card:
    return Card(f"Kept. {requester.first_name} could count on you.")


def moved_card(promise: Promise, requester: Person, reader: Person, now: datetime) -> Card:
    due = their_time(promise.due_at, requester, reader, now)
    return Card(f"Moved. {requester.first_name} counts on hearing from you {due}.")


def passed_card(promise: Promise, ticket: Ticket, reader: Person, now: datetime) -> Card:
    """Takes the place of the question whether to keep or to move it."""
    return Card(
        f"{at_the_start(promise, reader, now)} has passed, so there's nothing left to keep or move"
        f" here: “{shorten(ticket.title, 60)}” ({ticket.key}).",
    )


def settled_card(promise: Promise, ticket: Ticket, requester: Person) -> Card | None:
    """Takes the place of a question about it that needs no answer any more; None while it does."""
    name, about = requester.first_name, f"“{shorten(ticket.title, 60)}” ({ticket.key})"
    match promise.state:
        case PromiseState.KEPT:
            return kept_card(requester)
        case PromiseState.RELEASED:
            return Card(f"Nobody waits for that one any more: {about}.")
        case PromiseState.MISSED if promise.requester_told_at is not None:
            return Card(f"{name} has heard from us meanwhile: {about}. Nothing left to do here.")
        case PromiseState.MISSED | PromiseState.OPEN:
            return None
        case _:
            assert_never(promise.state)


def missed_card(
    promise: Promise,
    draft: DraftUpdate,
    ticket: Ticket,
    requester: Person,
    reader: Person,
    now: datetime,
) -> Card:
    """The honest words stand ready: one press sends them, and they can be changed first."""
    name = requester.first_name
    whom = "you" if promise.technician_id == reader.id else "anybody"
    return Card(
        f"{at_the_start(promise, reader, now)} has passed, and {name} hasn't heard from {whom}.",
        (
            Text(f"“{shorten(ticket.title, 60)}” ({ticket.key}). One honest line helps most:"),
            Quote(draft.message, reader.first_name),
            Buttons(
                (
                    Button(f"Tell {name}", SendUpdate(draft.id), Look.MAIN),
                    Button("Not now", DropUpdate(draft.id)),
                )
            ),
            edit_form(draft, requester, open_label="Change the words"),
        ),
    )


def at_the_start(promise: Promise, reader: Person, now: datetime) -> str:
    """When it was due, as a sentence begins with it: "15:00", "Yesterday at 15:00"."""
    due = clock_time(promise.due_at, reader.time_zone, now).removeprefix("on ")
    return f"{due[0].upper()}{due[1:]}"


def honest_words(promise: Promise, requester: Person, writer: Person, now: datetime) -> str:
    """What one would say in person: the time that was named, and that it passed. No new promise."""
    due = by_time(promise.due_at, requester.time_zone, now)
    said = "I said you'd hear from me"
    if promise.technician_id != writer.id:
        said = "You were told that you'd hear from us"
    return (
        f"Hi {requester.first_name}, {writer.first_name} here. {said} {due}, and you didn't."
        " I'm sorry about that. You haven't been forgotten."
    )


def escalated_card(
    promise: Promise,
    ticket: Ticket,
    requester: Person,
    maker: Person | None,
    reader: Person,
    now: datetime,
) -> Card:
    who = maker.name if maker else "Somebody"
    due = clock_time(promise.due_at, reader.time_zone, now)
    return Card(
        f"{requester.name} is still waiting: {who} said {due}, and nobody has written since.",
        (
            Text(f"“{private_title(ticket)}” ({ticket.key})"),
            write_form(ticket, requester, open_label=f"Write to {requester.first_name}"),
        ),
    )
