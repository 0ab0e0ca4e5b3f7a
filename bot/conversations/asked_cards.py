"""What we ask a requester (is it fixed, how was it, is it right now), and what follows each answer."""

import hashlib
from datetime import datetime

from bot.actions import (
    AnswerClosing,
    CorrectRating,
    EndLoop,
    Rate,
    RateRecovery,
    SayWhy,
    SayWhyNotFixed,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    ChooseOne,
    Form,
    Look,
    Option,
    Part,
    Quote,
    Scale,
    Text,
    Write,
)
from bot.conversations.talk import Talk
from bot.conversations.words import by_time, in_a_row, shorten
from bot.turns import Pressed
from feedback import closing, loops, ratings, updates
from feedback.errors import NotFound, Unusable
from feedback.people import Person
from feedback.reasons import FACTOR_WORDS, NEGATIVE, POSITIVE, Factor
from feedback.records import (
    ClosingCheck,
    Fixed,
    Invitation,
    Loop,
    LoopState,
    Rating,
    Status,
    Ticket,
    Visibility,
)

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


def closing_slot(check: ClosingCheck) -> str:
    """Asked again, it is a new message: one that changes further up goes unseen."""
    return f"closing:{check.id}:{check.times_asked}"


def invitation_slot(invitation_id: str) -> str:
    return f"invitation:{invitation_id}"


def loop_slot(loop: Loop) -> str:
    return f"loop:{loop.id}:{loop.times_followed_up}"


# --- is it really fixed? -------------------------------------------------------------------------


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


def closing_withdrawn_card(ticket: Ticket, check: ClosingCheck) -> Card:
    about_it = f"“{shorten(ticket.title)}”"
    if ticket.status is Status.CLOSED and ticket.cycle == check.cycle:
        return Card(
            f"{about_it} was closed meanwhile.",
            (
                Text("If it isn't fixed, it can be opened again."),
                Buttons((Button("It isn't fixed", AnswerClosing(check.id, Fixed.NOT_YET)),)),
            ),
        )
    if ticket.status.is_open:
        return Card(f"Never mind my question: {about_it} is open again.")
    return Card(f"Never mind my question about {about_it}.")


async def answered_card(talk: Talk, check: ClosingCheck) -> Card:
    who = await who_resolved(talk, check)
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
                (not_fixed_form(check, who),),
            )
        case Fixed.CANT_TELL | None:
            again = check.times_asked < closing.MOST_ASKS
            return Card(
                "No hurry. I'll ask once more tomorrow."
                if again
                else "No hurry. Tell me whenever you know; I won't ask again.",
                (
                    Buttons(
                        (
                            Button("It's fixed", AnswerClosing(check.id, Fixed.YES)),
                            Button("It isn't", AnswerClosing(check.id, Fixed.NOT_YET)),
                        )
                    ),
                ),
            )


def not_fixed_form(check: ClosingCheck, who: str) -> Form:
    return Form(
        SayWhyNotFixed(check.id),
        (Write("why", "What is still wrong?", hint="In your own words", needed=True),),
        f"Tell {who}",
    )


async def who_resolved(talk: Talk, check: ClosingCheck) -> str:
    technician = await talk.work.people.get(check.technician_id) if check.technician_id else None
    return technician.first_name if technician else "the desk"


async def told_why_card(talk: Talk, check: ClosingCheck) -> Card:
    who = await who_resolved(talk, check)
    return Card(
        f"I've told {who}, in your words.",
        (Quote(check.why_not or ""), Text("You won't have to explain it again.", quiet=True)),
    )


# --- how was it? ---------------------------------------------------------------------------------


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


def invitation_withdrawn_card(ticket: Ticket) -> Card:
    return Card(f"Never mind my question: “{shorten(ticket.title)}” is open again.")


async def asked_about(talk: Talk, invitation_id: str) -> tuple[Invitation, Ticket]:
    invitation = await talk.work.invitations.get(invitation_id)
    if invitation is None or invitation.requester_id != talk.person.id:
        raise NotFound("I can't find that question any more.")
    return invitation, await updates.known_ticket(talk.work, invitation.ticket_id)


def why_card(talk: Talk, rating: Rating, invitation_id: str) -> Card:
    """The band's own question, and its reasons."""
    policy = talk.work.policy
    if rating.score >= policy.happy_at_least:
        title = f"{rating.score}, how nice. What made it good?"
    elif rating.score > policy.unhappy_at_most:
        title = f"{rating.score}, thank you. What would have made it better?"
    else:
        title = f"{rating.score}. I'm sorry it went like that. What went wrong?"
    parts: list[Part] = [why_form(talk, rating, invitation_id)]
    if ratings.correctable(talk.work, rating):
        parts.append(
            Buttons((Button("I meant another number", CorrectRating(invitation_id)),)),
        )
    return Card(title, tuple(parts))


def why_form(talk: Talk, rating: Rating, invitation_id: str) -> Form:
    """As it was told so far, because it is told anew as a whole. The reasons stand in an order of
    chance, fixed for this person."""
    happy = rating.score >= talk.work.policy.happy_at_least
    reasons = shuffled(POSITIVE if happy else NEGATIVE, invitation_id)
    lost = str(rating.lost_minutes)
    return Form(
        SayWhy(invitation_id),
        (
            ChooseMany(
                "factors",
                "Whatever fits",
                tuple(Option(factor.value, FACTOR_WORDS[factor]) for factor in reasons),
                tuple(factor.value for factor in reasons if factor in rating.ticked),
            ),
            ChooseOne(
                "lost",
                "Working time it cost you, roughly",
                tuple(Option(*choice) for choice in LOST),
                lost if lost in dict(LOST) else None,
            ),
            Write("comment", "In your own words", hint="If you like", filled=rating.comment or ""),
            ChooseOne(
                "visibility",
                "Who may see that it was you?",
                tuple(Option(v.value, words) for v, words in VISIBLE.items()),
                rating.visibility.value,
                needed=True,
            ),
        ),
        "Send",
    )


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
        owner_id = await loops.who_follows_up(talk.work, rating.technician_id)
        owner = await talk.work.people.get(owner_id) if owner_id else None
        who = owner.name if owner else "A person from the desk"
        parts.append(Text(f"{who} will get back to you about it. I'll tell you by when."))
    if ratings.correctable(talk.work, rating):
        parts.append(Buttons((Button("Change my rating", CorrectRating(invitation_id)),)))
    return Card(f"Thank you, {talk.person.first_name}. That helps.", tuple(parts))


# --- was it put right? ---------------------------------------------------------------------------


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
        by_id=owner.id,
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
        case LoopState.OPEN | LoopState.FOLLOWED_UP:
            owner = await talk.work.people.get(loop.owner_id)
            who = owner.name if owner else "Somebody from the desk"
            due = by_time(loop.due_at, talk.person.time_zone, talk.now)
            return Card(f"Then it isn't over. {who} takes it up now and writes to you {due}.")
