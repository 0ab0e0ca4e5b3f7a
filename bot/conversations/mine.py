"""A technician's own promises, follow-ups and feedback: for their eyes only, and never a ranking."""

from collections import Counter
from collections.abc import Sequence

from bot.cards import (
    Card,
    Part,
    Quote,
    Text,
)
from bot.conversations.draft_cards import MOST_QUOTED, write_form
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
from feedback.board import untold
from feedback.directory import known_person
from feedback.people import Person
from feedback.ratings import WORDS_WELCOME
from feedback.reasons import FACTOR_WORDS
from feedback.records import (
    Loop,
    LoopState,
    Promise,
    PromiseState,
    Rating,
    Ticket,
)
from feedback.unit_of_work import AtMost, OneOf, UnitOfWork

MOST_SHOWN = 3
"""Promises and follow-ups that come with their buttons; the others stand in a list."""
MOST_BATCHES = 6


async def mine_card(talk: Talk) -> Card:
    """Own promises, follow-ups and feedback; nobody else sees this, and nobody is compared."""
    missed = await my_missed(talk.work, talk.person)
    owed = await my_promises(talk.work, talk.person)
    open_loops = await talk.work.loops.find(
        owner_id=talk.person.id, state=LoopState.OPEN, order_by="due_at"
    )
    todo = [*counted(len(owed), "promise"), *counted(len(open_loops), "follow-up")]
    title = (
        f"You have {in_a_row(todo)} open." if todo else "You have no promise and no follow-up open."
    )
    if missed:
        title = f"{counted(len(missed), 'missed promise')[0]} first."
        title += f" Besides, you have {in_a_row(todo)} open." if todo else ""
    parts = [
        *await missed_parts(talk, missed),
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


async def my_missed(work: UnitOfWork, technician: Person) -> list[Promise]:
    """Those that I missed, or inherited missed, and nobody has owned up to."""
    missed = await untold(work)
    return [p for p in missed if await promises.keeper_of(work, p) == technician.id]


async def missed_parts(talk: Talk, missed: Sequence[Promise]) -> list[Part]:
    parts: list[Part] = []
    for promise in missed[:MOST_SHOWN]:
        ticket = await updates.known_ticket(talk.work, promise.ticket_id)
        requester = await known_person(talk.work, promise.requester_id)
        name = requester.first_name
        due = by_time(promise.due_at, talk.person.time_zone, talk.now)
        about = f"“{shorten(ticket.title, 60)}” ({ticket.key})"
        parts.append(Text(f"{name} was to hear from you {due}, and hasn't. {about}"))
        parts.append(write_form(ticket, requester, open_label=f"Write to {name}"))
    return parts + more(MOST_SHOWN, len(missed))


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
        waits = "was to hear" if loop.due_at < talk.now else "hears"
        about = shorten(ticket.title, 60)
        parts.append(Text(f"{name} was unhappy about “{about}”, and {waits} from you {due}."))
        parts.append(follow_up_form(loop, name, open_label=f"Follow up with {name}"))
    return parts + more(MOST_SHOWN, len(open_loops))


async def feedback_parts(talk: Talk) -> list[Part]:
    """How people felt, in whole batches of the minimum n only.

    Ratings join a batch once it is full, and batches never change by one: so looking before and
    after tells nothing about anybody's single answer.
    """
    work, policy = talk.work, talk.work.policy
    shown = await whole_batches(work, talk.person)
    if not shown:
        return [
            Text(
                f"Your feedback shows a week after {policy.minimum_n} people have rated, so that"
                " nobody can be recognised. Only you see it.",
                quiet=True,
            )
        ]
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


async def whole_batches(work: UnitOfWork, technician: Person) -> list[Rating]:
    """The latest full batches of ratings that are as they will stay, in their order.

    Unlinked ones name no technician, so they are not among them. While somebody can still choose
    that, theirs joins no batch: it would be missing there tomorrow, and tell who it was.
    """
    settled = AtMost(work.now - WORDS_WELCOME)
    in_all = await work.ratings.count(technician_id=technician.id, rated_at=settled)
    unfinished = in_all % work.policy.minimum_n
    latest = await work.ratings.find(
        technician_id=technician.id,
        rated_at=settled,
        order_by="-rated_at",
        limit=unfinished + MOST_BATCHES * work.policy.minimum_n,
    )
    return latest[unfinished:][::-1]
