"""“Any news on my laptop?”: the last human word, when they hear again, and who has it."""

import re
from collections.abc import Sequence
from datetime import timedelta

from rapidfuzz import fuzz

from bot.cards import (
    Card,
    Facts,
    Part,
    Quote,
    Text,
)
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.words import MOST_LISTED, ago, begin, by_time, shorten
from feedback import updates
from feedback.people import Person
from feedback.records import (
    Promise,
    PromiseState,
    Status,
    Ticket,
)
from feedback.unit_of_work import AtLeast
from feedback.updates import LONGEST_NOTE

NEWS = re.compile(
    r"\b(news|updates?|progress)\b|\bwhat'?s (happening|going on|up)\b|\bwhat did \w+ say\b"
    r"|\bhow (is|are|about) (my|the)\b|\bstatus\b|\bwhere('?s| is| are) my\b|\bwhen will\b"
    r"|\bwhen (do|can|am) i\b|\bwho has\b|\banything new\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"^\W*(any|some|(what|how|when|where|who)('?s)?|status|news|updates?|hi|hello|hey)\b",
    re.IGNORECASE,
)
ASKED_LATELY = timedelta(hours=1)
LIGHT_WORDS = """
    about after again ago all and any anything are but call can cannot could couldn day days did didn
    does doesn doing don done eight error every everything five for four from get gets getting going
    got had has have help her here him his hour hours how into isn issue its just keep keeps know last
    like long make may minute minutes month more much need needs new news next nine nobody not nothing
    now off one only other our out over please problem same say says seven she should since six some
    somebody something still tell ten thank thanks that the their them then there they thing this
    three ticket time today told too try two update use used very want was way week well went were
    what when where which while who why will with won work working works would yesterday yet you your
"""
LIGHT = frozenset(LIGHT_WORDS.split())
"""Words that tell no ticket from another."""
SLIP = 83
"""Points of 100: "labtop" is that near to "laptop"."""


def asks_for_news(words: str) -> bool:
    """Somebody with several roles who asks about "my" something speaks as a requester."""
    return is_news_question(words) and re.search(r"\bmy\b", words, re.IGNORECASE) is not None


def is_news_question(words: str) -> bool:
    asks = words.rstrip().endswith("?") or ASKS.match(words) is not None or len(words.split()) <= 3
    return len(words) < 300 and asks and NEWS.search(words) is not None


def says_more(words: str) -> bool:
    """More than the question: "Any news? It happens on my phone as well now."."""
    return re.search(r"[.?!\n]\s+(\w+\W+){2,}", words.strip() + " ") is not None


async def news(talk: Talk, mine: Sequence[Ticket], ticket: Ticket | None, words: str) -> Replies:
    """ "Any news on my laptop?": the last human word, the open promise, and who has it."""
    if ticket is None:
        ticket = about(mine, words)
    if ticket is not None:
        return one(await news_card(talk, ticket, words), ticket_id=ticket.id)
    if not mine:
        return one(Card("You have no open tickets, so there's nothing to wait for."))
    rows = [(t.key, f"{shorten(t.title, 60)} · {await state_words(talk, t)}") for t in mine]
    return one(
        Card(
            f"You have {len(mine)} open tickets.",
            (Facts(tuple(rows[:MOST_LISTED])), Text("Ask about one by its number.", quiet=True)),
        )
    )


def about(mine: Sequence[Ticket], words: str) -> Ticket | None:
    """The one ticket that these words sound like; none when two sound alike."""
    if len(mine) == 1:
        return mine[0]
    if (named := named_in(mine, words)) is not None:
        return named
    scored = sorted(
        (
            (
                max(
                    fuzz.token_set_ratio(words.lower(), t.title.lower()),
                    fuzz.partial_ratio((t.service or "-").lower(), words.lower()),
                ),
                t,
            )
            for t in mine
        ),
        key=lambda pair: -pair[0],
    )
    if not scored or scored[0][0] < 60:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 5:
        return None
    return scored[0][1]


def named_in(mine: Sequence[Ticket], words: str) -> Ticket | None:
    """The one ticket that shares the most words of weight with what was said, slips included."""
    said = weighty(words)
    shared = [
        sum(
            any(alike(word, one) for one in said)
            for word in weighty(f"{t.title} {t.service or ''}")
        )
        for t in mine
    ]
    most = max(shared, default=0)
    return mine[shared.index(most)] if most and shared.count(most) == 1 else None


def weighty(words: str) -> set[str]:
    return {word for word in re.findall(r"[^\W_]+", words.casefold()) if len(word) > 2} - LIGHT


def alike(one: str, other: str) -> bool:
    """The same, another form of it ("drops", "dropping"), or one slip of the pen away from it."""
    short, long = sorted((one, other), key=len)
    if short == long or (len(short) > 4 and long.startswith(short[:-1])):
        return True
    return len(short) > 4 and fuzz.ratio(short, long) >= SLIP


async def news_card(talk: Talk, ticket: Ticket, words: str) -> Card:
    """If nobody has said when they'll be back, the question itself goes to whoever has the ticket."""
    parts = [*await last_word(talk, ticket), *await next_word(talk, ticket)]
    if ticket.status.is_open and await owed(talk, ticket) is None:
        if not says_more(words) and not await asked_lately(talk, ticket):
            await updates.reply(talk.work, ticket, talk.person, words)
        holder = await holder_of(talk, ticket)
        to = holder.first_name if holder else "the people who hand out the work"
        if await missed_and_untold(talk, ticket) is not None:
            parts.append(Text(f"I've asked {to} for you."))
        else:
            parts.append(Text(f"No time is agreed for the next word, so I've asked {to} for you."))
    return Card(await who_has_it(talk, ticket), tuple(parts))


async def who_has_it(talk: Talk, ticket: Ticket) -> str:
    holder = await holder_of(talk, ticket)
    who = f"{holder.name} has it" if holder else "Nobody has picked it up yet"
    return f"“{shorten(ticket.title)}” ({ticket.key}): {who}."


async def last_word(talk: Talk, ticket: Ticket, most: int = LONGEST_NOTE) -> list[Part]:
    """What a human wrote last; at most so many characters of it."""
    latest = await talk.work.updates.find(ticket_id=ticket.id, order_by="-posted_at", limit=1)
    if not latest:
        return [Text("Nobody has written to you about it yet. That's on us, not on you.")]
    author = await talk.work.people.get(latest[0].technician_id)
    return [
        Text(f"The last word, {ago(latest[0].posted_at, talk.now)}:"),
        Quote(begin(latest[0].message, most), author.first_name if author else None),
    ]


async def next_word(talk: Talk, ticket: Ticket) -> list[Part]:
    """When they hear again, or were to; nothing where no time was agreed."""
    zone = talk.person.time_zone
    if (promise := await owed(talk, ticket)) is not None:
        return [Text(f"You'll hear again {by_time(promise.due_at, zone, talk.now)}.")]
    if ticket.status.is_open and (missed := await missed_and_untold(talk, ticket)) is not None:
        by = by_time(missed.due_at, zone, talk.now)
        return [Text(f"You were to hear from us {by}, and that has passed. I'm sorry.")]
    if ticket.status is Status.RESOLVED:
        return [Text("They think it's fixed. If it isn't, just tell me.")]
    return []


async def holder_of(talk: Talk, ticket: Ticket) -> Person | None:
    return await talk.work.people.get(ticket.technician_id) if ticket.technician_id else None


async def owed(talk: Talk, ticket: Ticket) -> Promise | None:
    """The open promise that is due first."""
    found = await talk.work.promises.find(
        ticket_id=ticket.id, state=PromiseState.OPEN, order_by="due_at", limit=1
    )
    return found[0] if found else None


async def missed_and_untold(talk: Talk, ticket: Ticket) -> Promise | None:
    """The latest promise that has passed, while nobody has owned up to it."""
    found = await talk.work.promises.find(
        ticket_id=ticket.id,
        state=PromiseState.MISSED,
        requester_told_at=None,
        order_by="-due_at",
        limit=1,
    )
    return found[0] if found else None


async def asked_lately(talk: Talk, ticket: Ticket) -> bool:
    since = AtLeast(talk.now - ASKED_LATELY)
    lately = await talk.work.replies.find(ticket_id=ticket.id, said_at=since)
    return any(is_news_question(reply.words) for reply in lately)


async def state_words(talk: Talk, ticket: Ticket) -> str:
    """Who has it, and when they'll be in touch."""
    if ticket.status is Status.RESOLVED:
        return "should be fixed; tell me if it isn't"
    holder = await holder_of(talk, ticket)
    if holder is None:
        return "waiting for somebody to pick it up"
    if (promise := await owed(talk, ticket)) is not None:
        due = by_time(promise.due_at, talk.person.time_zone, talk.now)
        return f"{holder.first_name} has it, and writes {due}"
    return f"{holder.first_name} has it"
