"""What whoever follows up an unhappy rating sees of it, from the first word to the ending."""

from datetime import datetime

from bot.actions import (
    FollowUp,
)
from bot.cards import (
    Card,
    Form,
    Part,
    Quote,
    Text,
    Write,
)
from bot.conversations.draft_cards import MOST_QUOTED
from bot.conversations.ticket_cards import private_title
from bot.conversations.words import (
    begin,
    by_time,
    clock_time,
    in_a_row,
    shorten,
)
from feedback.people import Person
from feedback.reasons import FACTOR_WORDS
from feedback.records import (
    Loop,
    LoopState,
    Rating,
    Ticket,
    Visibility,
)


def loop_card(
    loop: Loop,
    rating: Rating | None,
    ticket: Ticket,
    requester: Person,
    reader: Person,
    now: datetime,
) -> Card:
    name = requester.first_name
    due = by_time(loop.due_at, reader.time_zone, now)
    again = loop.times_followed_up > 0
    title = (
        f"{name} says the first follow-up didn't put it right. It's yours now, {due}."
        if again
        else f"{name} wasn't happy with how “{shorten(ticket.title, 60)}” went. Follow up {due}?"
    )
    return Card(
        title,
        (
            *(said_of_it(rating, name) if rating else ()),
            *(
                (Quote(begin(loop.note, MOST_QUOTED), "the first follow-up"),)
                if again and loop.note
                else ()
            ),
            Text("They've been told that you'll write, and by when.", quiet=True),
            follow_up_form(loop, name),
        ),
    )


def said_of_it(rating: Rating, name: str) -> list[Part]:
    parts: list[Part] = [Text(f"{rating.score} out of 10.")]
    named = [FACTOR_WORDS[factor] for factor in rating.ticked]
    if named:
        parts.append(Text(f"{name} ticked: {in_a_row([f'“{words}”' for words in named])}."))
    if rating.comment:
        parts.append(Quote(begin(rating.comment, MOST_QUOTED), name))
    return parts


def follow_up_form(loop: Loop, name: str, *, open_label: str | None = None) -> Form:
    return Form(
        FollowUp(loop.id),
        (
            Write(
                "words",
                f"To {name}",
                hint="What went wrong, what you did about it, and how to reach you",
                needed=True,
            ),
        ),
        f"Send to {name}",
        open_label=open_label,
    )


def followed_up_card(loop: Loop, requester: Person, by: Person) -> Card:
    return Card(
        f"Sent to {requester.first_name}. Whether it puts things right is theirs to say.",
        (Quote(begin(loop.note or "", MOST_QUOTED), by.first_name),),
    )


def loop_overdue_card(
    loop: Loop,
    ticket: Ticket,
    requester: Person,
    owner: Person | None,
    reader: Person,
    now: datetime,
) -> Card:
    if owner == reader:
        due = by_time(loop.due_at, reader.time_zone, now)
        title = f"{requester.first_name} was to hear from you {due} about what went wrong."
    else:
        due = clock_time(loop.due_at, reader.time_zone, now)
        who = f"{owner.name} hasn't" if owner else "nobody has"
        title = f"{requester.first_name} was unhappy, and {who} followed up. It was due {due}."
    return Card(
        title,
        (
            Text(f"“{private_title(ticket)}” ({ticket.key})"),
            follow_up_form(loop, requester.first_name, open_label="Follow up now"),
        ),
    )


def loop_ended_card(loop: Loop, requester: Person | None, ticket: Ticket) -> Card | None:
    about = f"“{private_title(ticket)}” ({ticket.key})"
    name = requester.first_name if requester else "They"
    match loop.state:
        case LoopState.PUT_RIGHT:
            return Card(f"{name} says you put it right: {about}. Thank you.")
        case LoopState.NOT_PUT_RIGHT:
            return Card(f"{name} says it still isn't right: {about}. That's written down as it is.")
        case LoopState.OPEN | LoopState.FOLLOWED_UP:
            return None


def called_off_card(ticket: Ticket) -> Card:
    return Card(
        f"You needn't follow up on {ticket.key} any more.",
        (Text("The person asked not to be linked to their rating. Please let it rest."),),
    )


def not_put_right_card(ticket: Ticket, requester: Person) -> Card:
    return Card(
        f"{requester.name} was followed up twice about {ticket.key}, and says it still isn't right.",
        (Text(f"“{private_title(ticket)}”. Maybe somebody should ring them."),),
    )


def named_rating_card(rating: Rating, ticket: Ticket, requester: Person) -> Card | None:
    """For the technician alone, and only because the requester chose to be named."""
    if rating.visibility is not Visibility.NAMED:
        return None
    name = requester.first_name
    return Card(
        f"{name} wanted you to know how “{shorten(ticket.title, 60)}” went: {rating.score} out of 10.",
        (
            *said_of_it(rating, name)[1:],
            Text("Only you can see this.", quiet=True),
        ),
    )
