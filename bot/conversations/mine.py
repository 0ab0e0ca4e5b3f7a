"""A technician's own promises, follow-ups and feedback: for their eyes only, and never a ranking."""

from collections import Counter
from collections.abc import Sequence

from bot.cards import (
    Card,
    Part,
    Quote,
    Text,
)
from bot.conversations.draft_cards import MOST_QUOTED
from bot.conversations.loop_cards import follow_up_form
from bot.conversations.promise_cards import promise_lines, promise_ways
from bot.conversations.talk import Talk
from bot.conversations.words import (
    MOST_LISTED,
    begin,
    by_time,
    facts,
    in_a_row,
    more,
    shorten,
)
from feedback import promises, updates
from feedback.directory import known_person
from feedback.people import Person
from feedback.reasons import FACTOR_WORDS
from feedback.records import (
    Loop,
    LoopState,
    Promise,
    PromiseState,
    Rating,
    Ticket,
    Visibility,
)
from feedback.unit_of_work import AtMost, OneOf, UnitOfWork

MOST_SHOWN = 3
"""Promises and follow-ups that come with their buttons; the others stand in a list."""
MOST_BATCHES = 6


async def mine_card(talk: Talk) -> Card:
    """Own promises, follow-ups and feedback; nobody else sees this, and nobody is compared."""
    owed = await my_promises(talk.work, talk.person)
    open_loops = await talk.work.loops.find(
        owner_id=talk.person.id, state=LoopState.OPEN, order_by="due_at"
    )
    todo = [*counted(len(owed), "promise"), *counted(len(open_loops), "follow-up")]
    title = f"You have {in_a_row(todo)} open." if todo else "Nobody is waiting for a word from you."
    parts = [
        *await promise_parts(talk, owed),
        *await loop_parts(talk, open_loops),
        *await feedback_parts(talk),
    ]
    return Card(title, tuple(parts))


def counted(number: int, of: str) -> list[str]:
    return [f"{number} {of}{'s' * (number > 1)}"] if number else []


async def my_tickets(work: UnitOfWork, technician: Person) -> list[Ticket]:
    tickets = await work.tickets.find(
        technician_id=technician.id, order_by="-updated_at", limit=500
    )
    return [ticket for ticket in tickets if ticket.status.is_open]


async def my_promises(work: UnitOfWork, technician: Person) -> list[Promise]:
    """Made by me, or on a ticket that is mine now; not those that a colleague has taken over."""
    made = await work.promises.find(
        technician_id=technician.id, state=PromiseState.OPEN, order_by="due_at"
    )
    held = [ticket.id for ticket in await my_tickets(work, technician)]
    taken = await work.promises.find(ticket_id=OneOf(held), state=PromiseState.OPEN)
    every = {promise.id: promise for promise in (*made, *taken)}
    mine = [p for p in every.values() if await promises.keeper_of(work, p) == technician.id]
    return sorted(mine, key=lambda promise: promise.due_at)


async def promise_parts(talk: Talk, owed: Sequence[Promise]) -> list[Part]:
    """The next ones with what can be done about them, the others in a list."""
    work, parts = talk.work, list[Part]()
    tickets = await work.tickets.get_many([promise.ticket_id for promise in owed])
    people = await work.people.get_many([promise.requester_id for promise in owed])
    for promise in owed[:MOST_SHOWN]:
        ticket, requester = tickets[promise.ticket_id], people[promise.requester_id]
        parts += promise_lines(promise, ticket, requester, talk.person, talk.now)
        parts += promise_ways(promise, ticket, requester)
    listed = owed[MOST_SHOWN : MOST_SHOWN + MOST_LISTED]
    zone = talk.person.time_zone
    parts += facts(
        [
            (
                tickets[p.ticket_id].key,
                f"{people[p.requester_id].first_name}, {by_time(p.due_at, zone, talk.now)}",
            )
            for p in listed
        ]
    )
    return parts + more(MOST_SHOWN + len(listed), len(owed))


async def loop_parts(talk: Talk, open_loops: Sequence[Loop]) -> list[Part]:
    work, parts = talk.work, list[Part]()
    for loop in open_loops[:MOST_SHOWN]:
        ticket = await updates.known_ticket(work, loop.ticket_id)
        name = (await known_person(work, loop.requester_id)).first_name
        due = by_time(loop.due_at, talk.person.time_zone, talk.now)
        parts.append(Text(f"{name} was unhappy about “{shorten(ticket.title, 60)}”: {due}."))
        parts.append(follow_up_form(loop, name, open_label=f"Follow up with {name}"))
    return parts + more(MOST_SHOWN, len(open_loops))


async def feedback_parts(talk: Talk) -> list[Part]:
    """How people felt, in whole batches of the minimum n only.

    Ratings join a batch once it is full, and batches never change by one: so looking before and
    after tells nothing about anybody's single answer.
    """
    work, policy = talk.work, talk.work.policy
    given = await settled_ratings(work, talk.person)
    whole = len(given) // policy.minimum_n * policy.minimum_n
    if whole == 0:
        return [
            Text(
                f"Your feedback shows once {policy.minimum_n} people have rated, so that nobody"
                " can be recognised. Only you see it.",
                quiet=True,
            )
        ]
    shown = given[:whole][-MOST_BATCHES * policy.minimum_n :]
    glad = sum(rating.score >= policy.happy_at_least for rating in shown)
    unhappy = sum(rating.score <= policy.unhappy_at_most for rating in shown)
    parts: list[Part] = [
        Text(
            f"Of the last {len(shown)} people who rated tickets of yours, {glad} were glad (9 or 10)"
            f" and {unhappy} unhappy (6 or less)."
        )
    ]
    named = Counter(factor for rating in shown for factor in rating.factors).most_common(3)
    if named:
        said_most = in_a_row([f"“{FACTOR_WORDS[factor]}” ({times})" for factor, times in named])
        parts.append(Text(f"What they named most: {said_most}."))
    wrote = [rating.comment for rating in shown if rating.comment]
    if len(wrote) >= policy.minimum_comments:
        parts += [Quote(begin(words, MOST_QUOTED)) for words in wrote[-MOST_SHOWN:]]
    parts.append(Text("Only you see this. Nobody is compared with anybody.", quiet=True))
    return parts


async def settled_ratings(work: UnitOfWork, technician: Person) -> list[Rating]:
    """Those that can't be corrected any more, in the order in which they came."""
    until = work.now - work.policy.correction_window
    ratings = await work.ratings.find(
        technician_id=technician.id, rated_at=AtMost(until), order_by="rated_at"
    )
    return [rating for rating in ratings if rating.visibility is not Visibility.UNLINKED]
