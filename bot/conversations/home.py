"""What somebody needs at a glance: a short page for each of their roles, and only to look at."""

from collections.abc import Sequence

from bot.actions import ShowKept
from bot.cards import Button, Buttons, Card, Part, Text
from bot.conversations.dispatcher import board_card
from bot.conversations.mine import mine_card
from bot.conversations.news import holder_of, last_word, next_word, who_has_it
from bot.conversations.requester import answer_form, open_tickets
from bot.conversations.talk import Talk
from bot.conversations.words import in_a_row, more
from feedback import privacy
from feedback.people import Role
from feedback.records import Ticket

MOST_TICKETS = 5
MOST_OF_A_WORD = 400
"""Characters of the last word; the whole of it is in the conversation."""


async def home(talk: Talk) -> Sequence[Card]:
    """Their work first, then what they wait for themselves. Figures come from `Answers`, outside."""
    cards: list[Card] = []
    if talk.person.is_a(Role.DISPATCHER):
        cards.append(await board_card(talk))
    if talk.person.is_a(Role.TECHNICIAN):
        cards.append(await mine_card(talk))
    mine = await open_tickets(talk.work, talk.person)
    if mine or talk.person.is_a(Role.REQUESTER):
        cards.append(await waiting_card(talk, mine))
        cards.append(await kept_in_short(talk))
    return cards


async def waiting_card(talk: Talk, mine: Sequence[Ticket]) -> Card:
    """Each open ticket: the last human word, when they hear again, and who has it."""
    if not mine:
        return Card(f"You have no open tickets, {talk.person.first_name}. Nothing to wait for.")
    parts: list[Part] = []
    for ticket in mine[:MOST_TICKETS]:
        holder = await holder_of(talk, ticket)
        to = holder.first_name if holder else "the desk"
        parts.append(Text(await who_has_it(talk, ticket)))
        parts += await last_word(talk, ticket, MOST_OF_A_WORD)
        parts += await next_word(talk, ticket)
        parts.append(answer_form(ticket, to, open_label=f"Write to {to}"))
    parts += more(MOST_TICKETS, len(mine))
    open_ones = "one open ticket" if len(mine) == 1 else f"{len(mine)} open tickets"
    return Card(f"You have {open_ones}, {talk.person.first_name}.", tuple(parts))


async def kept_in_short(talk: Talk) -> Card:
    kept = await privacy.kept(talk.work, talk.person)
    counts = [
        (kept.tickets, "ticket", "tickets"),
        (kept.updates, "message to you", "messages to you"),
        (kept.replies, "reply of yours", "replies of yours"),
        (kept.ratings, "rating", "ratings"),
    ]
    said = [f"{n} {one if n == 1 else several}" for n, one, several in counts if n]
    what = f"{in_a_row(said)}." if said else "your name and how to reach you, nothing more."
    return Card(
        "What I keep about you",
        (Text(what[0].upper() + what[1:]), Buttons((Button("See all of it", ShowKept()),))),
    )
