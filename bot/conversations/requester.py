"""What the end user says and presses: replies, questions, answers, and wishes about themselves."""

import re
from collections.abc import Sequence
from typing import assert_never

from bot.actions import (
    AnswerClosing,
    CorrectRating,
    EndLoop,
    EraseMe,
    MuteSurveys,
    Rate,
    RateRecovery,
    ReplyToTicket,
    SayWhy,
    SayWhyNotFixed,
    ShowKept,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseOne,
    Form,
    Option,
    Part,
    Text,
    Write,
)
from bot.conversations import about_me
from bot.conversations.about_me import erased, kept_card, muted
from bot.conversations.asked_cards import (
    answered_card,
    asked_about,
    closing_slot,
    ending_card,
    explain,
    invitation_card,
    invitation_slot,
    loop_slot,
    thanks_card,
    told_why_card,
    why_card,
)
from bot.conversations.news import about, is_news_question, named_in, news, says_more
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.typed_answers import STILL_IN_MIND, typed_answer
from bot.conversations.words import HELP, KEY, MOST_LISTED, shorten
from bot.turns import Pressed, Said
from feedback import closing, loops, ratings, updates
from feedback.errors import NotYours, Unusable
from feedback.people import Person
from feedback.records import (
    Fixed,
    Status,
    Ticket,
)
from feedback.unit_of_work import AtLeast, UnitOfWork

NEW = re.compile(
    r"\bnew (problem|issue|ticket|request)\b"
    r"|\b(another|(a )?different|separate) (problem|issue|ticket|request)\b|\bsomething (new|else)\b",
    re.IGNORECASE,
)
NOTHING_OPEN = "You have no open ticket, so I don't know whom to give that to."
FOR_SOMETHING_NEW = (
    "For something new, open a ticket wherever you usually do, and you'll hear from a person"
    " here once somebody picks it up."
)
SMALL_WORDS = re.compile(
    r"^\W*((ok(ay)?|thanks?( you)?( (so much|a lot|\w+))?|thx|ty|cheers|great|perfect|cool)\W*)*$",
    re.IGNORECASE,
)

# --- said ----------------------------------------------------------------------------------------


async def said(talk: Talk, turn: Said) -> Replies:
    """Words from a requester: a question about their ticket, a wish about their data, or a reply."""
    words = turn.words.strip()
    if HELP.match(words) or not words:
        return one(await help_card(talk))
    if about_me.hears(words):
        return one(await about_me.answer_card(talk, words))
    mine = await open_tickets(talk.work, talk.person)
    ticket = await meant(talk, mine, turn)
    answered = await typed_answer(talk, ticket, words)
    if answered is not None:
        return answered
    if ticket is None and (strange := strange_key(mine, words)):
        return one(which_ticket(mine, words, f"I don't see {strange} among your open tickets."))
    if ticket is None and mine and NEW.search(words):
        return one(which_ticket(mine, words, "Is that something new?", Text(FOR_SOMETHING_NEW)))
    if is_news_question(words):
        told = await news(talk, mine, ticket, words)
        ticket = ticket or about(mine, words)
        if ticket is None or not says_more(words):
            return told
        await updates.reply(talk.work, ticket, talk.person, words)
        return (*await passed_on(talk, ticket, words, mine), *told)
    if ticket is None:
        ticket = named_in(mine, words)
    if ticket is None:
        ticket = await last_heard_about(talk.work, talk.person, mine)
    if ticket is not None:
        await updates.reply(talk.work, ticket, talk.person, words)
        return await passed_on(talk, ticket, words, mine)
    return one(which_ticket(mine, words) if mine else await nothing_open(talk))


async def nothing_open(talk: Talk) -> Card:
    """The last thing that was closed can be opened again from here; a new thing needs a ticket."""
    parts: list[Part] = [Text(FOR_SOMETHING_NEW)]
    closed = await talk.work.tickets.find(
        requester_id=talk.person.id,
        status=Status.CLOSED,
        closed_at=AtLeast(talk.now - STILL_IN_MIND),
        order_by="-closed_at",
        limit=1,
    )
    check = await closing.check_of(talk.work, closed[0]) if closed else None
    if check is not None:
        about_it = f"“{shorten(closed[0].title, 40)}” isn't fixed"
        parts.append(Buttons((Button(about_it, AnswerClosing(check.id, Fixed.NOT_YET)),)))
    return Card(NOTHING_OPEN, tuple(parts))


async def open_tickets(work: UnitOfWork, person: Person) -> list[Ticket]:
    """What this person still waits for, the youngest first; just resolved ones count as well."""
    tickets = await work.tickets.find(requester_id=person.id, order_by="-created_at", limit=200)
    return [t for t in tickets if t.status.is_open or t.status is Status.RESOLVED]


async def meant(talk: Talk, mine: Sequence[Ticket], turn: Said) -> Ticket | None:
    """The ticket whose thread or key these words belong to, if they say so."""
    if turn.ticket_id is not None:
        return await own_ticket(talk, turn.ticket_id)
    keys = {key.upper() for key in KEY.findall(turn.words[:2000])}
    named = [ticket for ticket in mine if ticket.key.upper() in keys]
    return named[0] if len(named) == 1 else None


async def own_ticket(talk: Talk, ticket_id: str) -> Ticket:
    ticket = await updates.known_ticket(talk.work, ticket_id)
    if ticket.requester_id != talk.person.id:
        raise NotYours("That ticket belongs to somebody else.")
    return ticket


async def last_heard_about(
    work: UnitOfWork, person: Person, mine: Sequence[Ticket]
) -> Ticket | None:
    """The only open ticket, or the one that a human wrote about last: a reply means that one."""
    if len(mine) == 1:
        return mine[0]
    latest = await work.updates.find(requester_id=person.id, order_by="-posted_at", limit=1)
    return next((t for t in mine if latest and t.id == latest[0].ticket_id), None)


async def passed_on(talk: Talk, ticket: Ticket, words: str, mine: Sequence[Ticket]) -> Replies:
    return one(await passed_on_card(talk, ticket, words, mine), ticket_id=ticket.id)


async def passed_on_card(talk: Talk, ticket: Ticket, words: str, mine: Sequence[Ticket]) -> Card:
    """Among several tickets it says which one, so that a wrong guess is seen and put right."""
    holder = await talk.work.people.get(ticket.technician_id) if ticket.technician_id else None
    to = holder.first_name if holder else "whoever picks it up"
    if len(mine) > 1:
        other = next(each.key for each in mine if each.id != ticket.id)
        return Card(
            f"Passed on to {to}, with “{shorten(ticket.title, 60)}” ({ticket.key}).",
            (Text(f"If it's about another one, begin with its number: “{other} …”.", quiet=True),),
        )
    title = f"Passed on to {to}, and kept with {ticket.key}."
    if SMALL_WORDS.match(words):
        return Card(title)
    return Card(title, (Text("You won't have to say it again.", quiet=True),))


def strange_key(mine: Sequence[Ticket], words: str) -> str | None:
    """A number that looks like those of their tickets, and is none of them."""
    known = {ticket.key.upper() for ticket in mine}
    alike = {key.rstrip("0123456789") for key in known} - {""}
    keys = [key.upper() for key in KEY.findall(words[:2000])]
    strange = [key for key in keys if key.rstrip("0123456789") in alike and key not in known]
    return strange[0] if strange and not known.intersection(keys) else None


def which_ticket(
    mine: Sequence[Ticket], words: str, title: str = "Which ticket is that about?", *parts: Part
) -> Card:
    return Card(
        title,
        (*parts, pass_on_form(mine[:MOST_LISTED], words)),
    )


def pass_on_form(tickets: Sequence[Ticket], words: str = "") -> Form:
    return Form(
        ReplyToTicket(""),
        (
            ChooseOne(
                "ticket",
                "Ticket",
                tuple(Option(t.id, f"{t.key} · {shorten(t.title, 60)}") for t in tickets),
                needed=True,
            ),
            Write("words", "Your words", filled=words[:3000], needed=True),
        ),
        "Pass it on",
    )


def answer_form(ticket: Ticket, to: str, *, open_label: str | None = None) -> Form:
    """To somebody by their first name, or to "the desk"."""
    return Form(
        ReplyToTicket(ticket.id),
        (Write("words", f"Your words to {to}", needed=True),),
        f"Send to {to}",
        open_label=open_label,
    )


# --- pressed -------------------------------------------------------------------------------------

Action = (
    AnswerClosing
    | SayWhyNotFixed
    | Rate
    | SayWhy
    | CorrectRating
    | EndLoop
    | RateRecovery
    | ReplyToTicket
    | MuteSurveys
    | ShowKept
    | EraseMe
)


async def pressed(talk: Talk, action: Action, turn: Pressed) -> Replies:
    work, person = talk.work, talk.person
    match action:
        case AnswerClosing(check_id=check_id, answer=fixed):
            check = await closing.answer(work, check_id, person, fixed)
            slot = turn.slot or closing_slot(check)
            return one(await answered_card(talk, check), slot, ticket_id=check.ticket_id)
        case SayWhyNotFixed(check_id=check_id):
            check = await closing.explain(work, check_id, person, turn.value("why"))
            slot = turn.slot or closing_slot(check)
            return one(await told_why_card(talk, check), slot, ticket_id=check.ticket_id)
        case Rate(invitation_id=invitation_id, score=score):
            slot = turn.slot or invitation_slot(invitation_id)
            rating = await ratings.rate(work, invitation_id, person, score)
            card = why_card(talk, rating, invitation_id)
            return one(card, slot, ticket_id=rating.ticket_id)
        case CorrectRating(invitation_id=invitation_id):
            slot = turn.slot or invitation_slot(invitation_id)
            invitation, ticket = await asked_about(talk, invitation_id)
            card = invitation_card(ticket, invitation, person)
            return one(card, slot, ticket_id=ticket.id)
        case SayWhy(invitation_id=invitation_id):
            rating = await explain(talk, invitation_id, turn)
            slot = turn.slot or invitation_slot(invitation_id)
            card = await thanks_card(talk, rating, invitation_id)
            return one(card, slot, ticket_id=rating.ticket_id)
        case EndLoop(loop_id=loop_id, put_right=put_right):
            loop = await loops.end(work, loop_id, person, put_right=put_right)
            slot = turn.slot or loop_slot(loop)
            return one(await ending_card(talk, loop), slot, ticket_id=loop.ticket_id)
        case RateRecovery(loop_id=loop_id, score=score):
            loop = await loops.recover(work, loop_id, person, score)
            card = Card("Thank you for telling me. I won't ask about it again.")
            return one(card, turn.slot or loop_slot(loop), ticket_id=loop.ticket_id)
        case ReplyToTicket(ticket_id=ticket_id):
            if not (ticket_id or turn.value("ticket")):
                raise Unusable("Which ticket is it about? Pick one, then I'll pass it on.")
            ticket = await updates.known_ticket(work, ticket_id or turn.value("ticket"))
            await updates.reply(work, ticket, person, turn.value("words"))
            return await passed_on(talk, ticket, turn.value("words"), (ticket,))
        case MuteSurveys(muted=mute):
            return one(await muted(talk, surveys_muted=mute))
        case ShowKept():
            return one(await kept_card(talk))
        case EraseMe(sure=sure):
            return await erased(talk, turn, sure=sure)
        case _:
            assert_never(action)


async def help_card(talk: Talk) -> Card:
    mine = await open_tickets(talk.work, talk.person)
    waiting = (
        "You have no open tickets right now."
        if not mine
        else f"You have {len(mine)} open ticket{'s' * (len(mine) > 1)}."
    )
    return Card(
        f"Hi {talk.person.first_name}. I pass words between you and the people at the desk.",
        (
            Text(waiting),
            Text(
                "Ask “any news on my laptop?”, or just write what you'd like them to know."
                " I'll make sure it reaches the right person."
            ),
            Buttons(
                (
                    Button("What do you keep about me?", ShowKept()),
                    Button("Ask me again", MuteSurveys(muted=False))
                    if talk.person.surveys_muted
                    else Button("Stop asking me how it went", MuteSurveys(muted=True)),
                )
            ),
        ),
    )
