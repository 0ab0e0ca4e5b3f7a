"""What the end user hears and can do: news, the closing check, the rating, the why, and the ending."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from rapidfuzz import fuzz

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
    ChooseMany,
    ChooseOne,
    Facts,
    Form,
    Look,
    Option,
    Part,
    Quote,
    Scale,
    Text,
    Write,
)
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.words import ago, by_time, in_a_row, shorten
from bot.turns import Pressed, Said
from feedback import closing, loops, privacy, ratings, surveys, updates
from feedback.errors import NotFound, Unusable
from feedback.people import Person
from feedback.reasons import FACTOR_WORDS, NEGATIVE, POSITIVE, Factor
from feedback.records import (
    ClosingCheck,
    Fixed,
    Invitation,
    Loop,
    LoopState,
    PromiseState,
    Rating,
    Ticket,
    Visibility,
)
from feedback.unit_of_work import UnitOfWork

KEY = re.compile(r"\b[A-Za-z]{2,10}-?\d{1,9}\b")
NEWS = re.compile(
    r"\b(any|some)?\s*(news|update|progress)\b|\bwhat'?s (happening|going on|up) with\b"
    r"|\bhow (is|are) (my|the)\b|\bstatus\b|\bwhere (is|are) my\b|\bwhen will\b",
    re.IGNORECASE,
)
HELP = re.compile(r"^\s*(help|hi|hello|hey|\?)\s*[?!.]*\s*$", re.IGNORECASE)
KEPT = re.compile(r"\bwhat (do you|is) (keep|kept|know|store|have)\b|\bmy data\b", re.IGNORECASE)
ERASE = re.compile(r"\b(erase|forget|delete) (me|my data|everything)\b", re.IGNORECASE)
MUTE = re.compile(
    r"\b(stop|mute|no more|unsubscribe)\b.*\b(survey|question|asking|rating)", re.IGNORECASE
)
UNMUTE = re.compile(r"\b(unmute|ask me again|surveys? on)\b", re.IGNORECASE)

LOST = (
    ("0", "None to speak of"),
    ("15", "About 15 minutes"),
    ("60", "About an hour"),
    ("180", "A few hours"),
    ("480", "About a day"),
    ("1200", "Several days"),
)
VISIBLE = {
    Visibility.NAMED: "The technician and whoever follows up",
    Visibility.FOLLOW_UP: "Only the person who follows up",
    Visibility.UNLINKED: "Nobody: unlink it from me",
}
MOST_LISTED = 8


# --- said --------------------------------------------------------------------------------------


async def said(talk: Talk, turn: Said) -> Replies:
    """Words from a requester: a question about their ticket, a wish about their data, or a reply."""
    words = turn.words.strip()
    if HELP.match(words) or not words:
        return one(await help_card(talk))
    if ERASE.search(words):
        return one(sure_to_erase())
    if KEPT.search(words):
        return one(await kept_card(talk))
    if UNMUTE.search(words):
        return one(await muted(talk, surveys_muted=False))
    if MUTE.search(words):
        return one(await muted(talk, surveys_muted=True))
    mine = await open_tickets(talk.work, talk.person)
    ticket = await meant(talk.work, mine, turn)
    if NEWS.search(words) and len(words) < 200:
        return await news(talk, mine, ticket, words)
    if ticket is None:
        ticket = await last_heard_about(talk.work, talk.person, mine)
    if ticket is not None:
        await updates.reply(talk.work, ticket, talk.person, words)
        return one(await passed_on(talk, ticket))
    if not mine:
        return one(
            Card(
                "I don't see an open ticket of yours.",
                (
                    Text(
                        "Open one wherever you usually do, and you'll hear from a person here"
                        " once somebody picks it up."
                    ),
                ),
            )
        )
    return one(which_ticket(mine, words))


async def open_tickets(work: UnitOfWork, person: Person) -> list[Ticket]:
    """What this person still waits for, the youngest first; just resolved ones count as well."""
    tickets = await work.tickets.find(requester_id=person.id, order_by="-created_at", limit=200)
    return [t for t in tickets if t.status.is_open or t.status.value == "resolved"]


async def meant(work: UnitOfWork, mine: Sequence[Ticket], turn: Said) -> Ticket | None:
    """The ticket whose thread or key these words belong to, if they say so."""
    if turn.ticket_id is not None:
        return await updates.known_ticket(work, turn.ticket_id)
    keys = {key.upper() for key in KEY.findall(turn.words[:2000])}
    named = [ticket for ticket in mine if ticket.key.upper() in keys]
    return named[0] if len(named) == 1 else None


async def last_heard_about(
    work: UnitOfWork, person: Person, mine: Sequence[Ticket]
) -> Ticket | None:
    """The only open ticket, or the one that a human wrote about last: a reply means that one."""
    if len(mine) == 1:
        return mine[0]
    latest = await work.updates.find(requester_id=person.id, order_by="-posted_at", limit=1)
    return next((t for t in mine if latest and t.id == latest[0].ticket_id), None)


# --- news --------------------------------------------------------------------------------------


async def news(talk: Talk, mine: Sequence[Ticket], ticket: Ticket | None, words: str) -> Replies:
    """ "Any news on my laptop?": the last human word, the open promise, and who has it."""
    if ticket is None:
        ticket = about(mine, words)
    if ticket is not None:
        return one(await news_card(talk, ticket))
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


async def news_card(talk: Talk, ticket: Ticket) -> Card:
    work, zone = talk.work, talk.person.time_zone
    latest = await work.updates.find(ticket_id=ticket.id, order_by="-posted_at", limit=1)
    open_promises = await work.promises.find(
        ticket_id=ticket.id, state=PromiseState.OPEN, order_by="due_at", limit=1
    )
    holder = await work.people.get(ticket.technician_id) if ticket.technician_id else None
    parts: list[Part] = []
    if latest:
        author = await work.people.get(latest[0].technician_id)
        parts.append(Text(f"The last word, {ago(latest[0].posted_at, talk.now)}:"))
        parts.append(Quote(latest[0].message, author.first_name if author else None))
    else:
        parts.append(Text("Nobody has written to you about it yet. That's on us, not on you."))
    if open_promises:
        due = open_promises[0].due_at
        parts.append(Text(f"You'll hear again {by_time(due, zone, talk.now)}."))
    elif ticket.status.is_open:
        parts.append(Text("There's no time agreed for the next word. I'll mention it to them."))
    who = f"{holder.name} has it" if holder else "Nobody has picked it up yet"
    return Card(f"“{shorten(ticket.title)}” ({ticket.key}): {who}.", tuple(parts))


async def state_words(talk: Talk, ticket: Ticket) -> str:
    holder = await talk.work.people.get(ticket.technician_id) if ticket.technician_id else None
    return f"{holder.first_name} has it" if holder else "waiting for somebody to pick it up"


async def passed_on(talk: Talk, ticket: Ticket) -> Card:
    holder = await talk.work.people.get(ticket.technician_id) if ticket.technician_id else None
    to = holder.first_name if holder else "whoever picks it up"
    return Card(
        f"Passed on to {to}, and kept with {ticket.key}.",
        (Text("You won't have to say it again.", quiet=True),),
    )


def which_ticket(mine: Sequence[Ticket], words: str) -> Card:
    return Card(
        "Which ticket is that about?",
        (
            Form(
                ReplyToTicket(""),
                (
                    ChooseOne(
                        "ticket",
                        "Ticket",
                        tuple(
                            Option(t.id, f"{t.key} · {shorten(t.title, 60)}")
                            for t in mine[:MOST_LISTED]
                        ),
                    ),
                    Write("words", "Your words", filled=words[:3000]),
                ),
                "Pass it on",
            ),
        ),
    )


# --- pressed -----------------------------------------------------------------------------------

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
            return one(await answered_card(talk, check), closing_slot(check_id))
        case SayWhyNotFixed(check_id=check_id):
            check = await closing.explain(work, check_id, person, turn.value("why"))
            return one(await told_why_card(talk, check), closing_slot(check_id))
        case Rate(invitation_id=invitation_id, score=score):
            rating = await ratings.rate(work, invitation_id, person, score)
            return one(why_card(talk, rating, invitation_id), invitation_slot(invitation_id))
        case CorrectRating(invitation_id=invitation_id):
            return one(await again_card(talk, invitation_id), invitation_slot(invitation_id))
        case SayWhy(invitation_id=invitation_id):
            rating = await explain(talk, invitation_id, turn)
            return one(
                await thanks_card(talk, rating, invitation_id), invitation_slot(invitation_id)
            )
        case EndLoop(loop_id=loop_id, put_right=put_right):
            loop = await loops.end(work, loop_id, person, put_right=put_right)
            return one(await ending_card(talk, loop), loop_slot(loop_id))
        case RateRecovery(loop_id=loop_id, score=score):
            await loops.recover(work, loop_id, person, score)
            return one(
                Card("Thank you for telling me. That's the end of it.", ()), loop_slot(loop_id)
            )
        case ReplyToTicket(ticket_id=ticket_id):
            ticket = await updates.known_ticket(work, ticket_id or turn.value("ticket"))
            await updates.reply(work, ticket, person, turn.value("words"))
            return one(await passed_on(talk, ticket), turn.slot)
        case MuteSurveys(muted=mute):
            return one(await muted(talk, surveys_muted=mute))
        case ShowKept():
            return one(await kept_card(talk))
        case EraseMe(sure=sure):
            return await erased(talk, sure=sure)


def closing_slot(check_id: str) -> str:
    return f"closing:{check_id}"


def invitation_slot(invitation_id: str) -> str:
    return f"invitation:{invitation_id}"


def loop_slot(loop_id: str) -> str:
    return f"loop:{loop_id}"


# --- is it really fixed? -----------------------------------------------------------------------


def closing_card(ticket: Ticket, check: ClosingCheck, technician: Person | None) -> Card:
    who = technician.first_name if technician else "The desk"
    return Card(
        f"{who} thinks “{shorten(ticket.title)}” is fixed. Is it?",
        (
            Buttons(
                (
                    Button("Yes, it's fixed", AnswerClosing(check.id, Fixed.YES), Look.MAIN),
                    Button("Not yet", AnswerClosing(check.id, Fixed.NOT_YET)),
                    Button("Can't tell yet", AnswerClosing(check.id, Fixed.CANT_TELL)),
                )
            ),
            Text(f"{ticket.key} stays open for as long as you say so.", quiet=True),
        ),
    )


async def answered_card(talk: Talk, check: ClosingCheck) -> Card:
    technician = await talk.work.people.get(check.technician_id) if check.technician_id else None
    who = technician.first_name if technician else "the desk"
    match check.answer:
        case Fixed.YES:
            return Card(
                "Good to hear. I've closed it.",
                (
                    Text("If it comes back, say so here.", quiet=True),
                    Buttons(
                        (
                            Button(
                                "It isn't fixed after all", AnswerClosing(check.id, Fixed.NOT_YET)
                            ),
                        )
                    ),
                ),
            )
        case Fixed.NOT_YET:
            return Card(
                f"Then it isn't closed. I've told {who}.",
                (
                    Form(
                        SayWhyNotFixed(check.id),
                        (Write("why", "What is still wrong?", hint="In your own words"),),
                        f"Tell {who}",
                    ),
                ),
            )
        case Fixed.CANT_TELL | None:
            return Card(
                "No hurry. I'll ask once more tomorrow.",
                (
                    Buttons(
                        (
                            Button("It's fixed", AnswerClosing(check.id, Fixed.YES)),
                            Button("It isn't", AnswerClosing(check.id, Fixed.NOT_YET)),
                        )
                    ),
                ),
            )


async def told_why_card(talk: Talk, check: ClosingCheck) -> Card:
    technician = await talk.work.people.get(check.technician_id) if check.technician_id else None
    who = technician.first_name if technician else "the desk"
    return Card(
        f"I've told {who}, in your words.",
        (Quote(check.why_not or ""), Text("You won't have to explain it again.", quiet=True)),
    )


# --- how was it? -------------------------------------------------------------------------------


def scale(make: type[Rate] | type[RateRecovery], of: str) -> Scale:
    return Scale(
        tuple(Button(str(score), make(of, score)) for score in range(11)), "Awful", "Lovely"
    )


def invitation_card(ticket: Ticket, invitation: Invitation, person: Person) -> Card:
    return Card(
        f"How did it go with “{shorten(ticket.title)}”, {person.first_name}?",
        (
            scale(Rate, invitation.id),
            Text("One tap is enough. You can change it for ten minutes.", quiet=True),
        ),
    )


async def again_card(talk: Talk, invitation_id: str) -> Card:
    invitation = await talk.work.invitations.get(invitation_id)
    if invitation is None or invitation.requester_id != talk.person.id:
        raise NotFound("I can't find that question any more.")
    ticket = await updates.known_ticket(talk.work, invitation.ticket_id)
    return invitation_card(ticket, invitation, talk.person)


def why_card(talk: Talk, rating: Rating, invitation_id: str) -> Card:
    """The band's own question; its factors stand in an order of chance, fixed for this person."""
    policy = talk.work.policy
    if rating.score >= policy.happy_at_least:
        title, factors = f"{rating.score}, how nice. What made it good?", POSITIVE
    elif rating.score > policy.unhappy_at_most:
        title, factors = f"{rating.score}, thank you. What would have made it better?", NEGATIVE
    else:
        title, factors = f"{rating.score}. I'm sorry it went like that. What went wrong?", NEGATIVE
    options = tuple(Option(f.value, FACTOR_WORDS[f]) for f in shuffled(factors, invitation_id))
    parts: list[Part] = [
        Form(
            SayWhy(invitation_id),
            (
                ChooseMany("factors", "Whatever fits", options),
                ChooseOne(
                    "lost",
                    "Working time it cost you, roughly",
                    tuple(Option(*choice) for choice in LOST),
                ),
                Write("comment", "In your own words", hint="If you like"),
                ChooseOne(
                    "visibility",
                    "Who may see that it was you?",
                    tuple(Option(v.value, words) for v, words in VISIBLE.items()),
                    Visibility.FOLLOW_UP.value,
                ),
            ),
            "Send",
        )
    ]
    if ratings.correctable(talk.work, rating):
        parts.append(
            Buttons((Button("I meant another number", CorrectRating(invitation_id)),)),
        )
    return Card(title, tuple(parts))


def shuffled(factors: frozenset[Factor], seed: str) -> list[Factor]:
    return sorted(factors, key=lambda f: hashlib.sha256(f"{seed}{f.value}".encode()).digest())


async def explain(talk: Talk, invitation_id: str, turn: Pressed) -> Rating:
    try:
        ticked = [Factor(value) for value in turn.values.get("factors", ())]
        lost = int(turn.value("lost")) if turn.value("lost") else None
        visible = Visibility(turn.value("visibility")) if turn.value("visibility") else None
    except ValueError as error:
        raise Unusable(
            "I couldn't read that form. Nothing was changed; please try again."
        ) from error
    return await ratings.explain(
        talk.work,
        talk.tools.classifier,
        invitation_id,
        talk.person,
        ticked=ticked,
        lost_minutes=lost,
        comment=turn.value("comment"),
        visibility=visible,
    )


async def thanks_card(talk: Talk, rating: Rating, invitation_id: str) -> Card:
    if rating.visibility is Visibility.UNLINKED:
        return Card(
            "Thank you. It's unlinked: nobody can tell any more that it was you.",
            (Text("That also means nobody can follow up on it.", quiet=True),),
        )
    parts: list[Part] = []
    understood = [FACTOR_WORDS[f] for f in sorted(rating.factors, key=lambda f: f.value)]
    if understood:
        parts.append(Text(f"What I take from it: {in_a_row([f'“{w}”' for w in understood])}."))
    if rating.comment:
        parts.append(Quote(rating.comment))
    if rating.score <= talk.work.policy.unhappy_at_most:
        owner = await talk.work.people.get(rating.technician_id) if rating.technician_id else None
        who = owner.name if owner else "A person from the desk"
        parts.append(Text(f"{who} will get back to you about it. I'll tell you by when."))
    if ratings.correctable(talk.work, rating):
        parts.append(Buttons((Button("Change my rating", CorrectRating(invitation_id)),)))
    return Card(f"Thank you, {talk.person.first_name}. That helps.", tuple(parts))


# --- was it put right? -------------------------------------------------------------------------


def promised_card(owner: Person, due: datetime, zone: str, now: datetime) -> Card:
    return Card(
        f"{owner.name} will get back to you {by_time(due, zone, now)} about what went wrong.",
    )


def follow_up_card(loop: Loop, ticket: Ticket, owner: Person) -> Card:
    return Card(
        f"{owner.first_name} about “{shorten(ticket.title)}”:",
        (
            Quote(loop.note or "", owner.first_name),
            Text("Does that put it right?"),
            Buttons(
                (
                    Button("Yes, it does", EndLoop(loop.id, put_right=True), Look.MAIN),
                    Button("No, not really", EndLoop(loop.id, put_right=False)),
                )
            ),
        ),
        by=owner.name,
    )


async def ending_card(talk: Talk, loop: Loop) -> Card:
    match loop.state:
        case LoopState.PUT_RIGHT:
            return Card(
                "I'm glad. One last thing: how does it feel now?",
                (scale(RateRecovery, loop.id),),
            )
        case LoopState.NOT_PUT_RIGHT:
            return Card(
                "I'm sorry we didn't get that right. I've written it down exactly like that.",
                (scale(RateRecovery, loop.id),),
            )
        case LoopState.OPEN | LoopState.FOLLOWED_UP | LoopState.CANCELLED:
            owner = await talk.work.people.get(loop.owner_id)
            who = owner.name if owner else "Somebody else"
            due = by_time(loop.due_at, talk.person.time_zone, talk.now)
            return Card(f"Then it isn't over. {who} takes it up now and writes to you {due}.")


# --- about me ----------------------------------------------------------------------------------


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


async def muted(talk: Talk, *, surveys_muted: bool) -> Card:
    await surveys.mute(talk.work, talk.person, muted=surveys_muted)
    if surveys_muted:
        return Card(
            "I won't ask you how it went any more.",
            (
                Text("You'll still hear from people about your tickets."),
                Buttons((Button("Ask me again", MuteSurveys(muted=False)),)),
            ),
        )
    return Card("Thank you. I'll ask now and then, two weeks apart at least.")


async def kept_card(talk: Talk) -> Card:
    kept = await privacy.kept(talk.work, talk.person)
    return Card(
        "This is what I keep of you.",
        (
            Facts(
                (
                    ("Your name and address", f"{talk.person.name}, {talk.person.email or '–'}"),
                    ("Tickets", str(kept.tickets)),
                    ("Messages people sent you", str(kept.updates)),
                    ("Your replies", str(kept.replies)),
                    ("Your ratings", f"{kept.ratings}, {kept.comments} of them with words"),
                    ("Follow-ups", str(kept.follow_ups)),
                    ("Where I can reach you", in_a_row(kept.channels) or "nowhere"),
                )
            ),
            Buttons((Button("Erase me", EraseMe(sure=False), Look.DANGER),)),
        ),
    )


def sure_to_erase() -> Card:
    return Card(
        "Erase everything I know about you?",
        (
            Text(
                "Your words, your name and every thread back to you go, for good."
                " Your scores stay as numbers that nobody can trace."
                " Open tickets stay open in the ticket system, but I can't write to you any more."
            ),
            Buttons((Button("Yes, erase me", EraseMe(sure=True), Look.DANGER),)),
        ),
    )


async def erased(talk: Talk, *, sure: bool) -> Replies:
    if not sure:
        return one(sure_to_erase())
    await privacy.erase(talk.work, talk.person)
    return one(Card("Done. I've forgotten you. Take care."))
