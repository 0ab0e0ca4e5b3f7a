"""What anybody may ask about themselves: what is kept, quiet hours, no questions, being forgotten."""

import re
from datetime import time

from bot.actions import (
    EraseMe,
    MuteSurveys,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    Facts,
    Look,
    Part,
    Quote,
    Text,
    to_json,
)
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.words import begin, in_a_row
from bot.turns import ALONE, Pressed
from feedback import privacy, surveys
from feedback.contact_budget import be_quiet
from feedback.errors import Unusable
from feedback.outbox import Outgoing
from feedback.people import Person
from feedback.unit_of_work import IsNot

KEPT = re.compile(r"\bwhat (do you|is) (keep|kept|know|store|have)\b|\bmy data\b", re.IGNORECASE)
ERASE = re.compile(r"\b(erase|forget|delete) (me|my data|everything)\b", re.IGNORECASE)
MUTE = re.compile(
    r"\b(stop|mute|no more|unsubscribe)\b.*\b(survey|question|asking|rating)", re.IGNORECASE
)
UNMUTE = re.compile(r"\b(unmute|ask me again|surveys? on)\b", re.IGNORECASE)
QUIET = re.compile(
    r"\b(?:quiet|(?:don'?t|do not) (?:write|disturb|message|ping)|leave me alone)\b.*?"
    r"\b(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?\s*(?:to|until|till|and|-|–)\s*"
    r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?\b",
    re.IGNORECASE,
)
LOUD = re.compile(r"\bno (more )?quiet( hours| time)?\b|\bquiet hours off\b", re.IGNORECASE)
MOST_SHOWN = 3


def hears(words: str) -> bool:
    """What anybody may ask for, whatever their role: it is about themselves."""
    wishes = (ERASE, KEPT, UNMUTE, MUTE, QUIET, LOUD)
    return len(words) < 200 and any(wish.search(words) for wish in wishes)


async def answer_card(talk: Talk, words: str) -> Card:
    if ERASE.search(words):
        return sure_to_erase()
    if KEPT.search(words):
        return await kept_card(talk)
    if UNMUTE.search(words):
        return await muted(talk, surveys_muted=False)
    if MUTE.search(words):
        return await muted(talk, surveys_muted=True)
    return await quiet_card(talk, words)


async def quiet_card(talk: Talk, words: str) -> Card:
    """ "Quiet from 18:00 to 8:00", on the person's own clock."""
    asked = QUIET.search(words)
    if asked is None:
        await be_quiet(talk.work, talk.person, None, None)
        return Card("No quiet hours any more.")
    start, until = wall_clock(*asked.group(1, 2, 3)), wall_clock(*asked.group(4, 5, 6))
    if start == until:
        raise Unusable("That would be all day. From when until when shall I be quiet?")
    await be_quiet(talk.work, talk.person, start, until)
    return Card(
        f"I'll be quiet from {start:%H:%M} to {until:%H:%M}, your time.",
        (
            Text("What a person writes to you still comes through. Only my own questions wait."),
            Text("Say “no quiet hours” to take it back.", quiet=True),
        ),
    )


def wall_clock(hour: str, minute: str | None, half: str | None) -> time:
    on_the_clock = int(hour)
    if half is not None and on_the_clock <= 12:
        on_the_clock = on_the_clock % 12 + (12 if half.lower() == "pm" else 0)
    try:
        return time(on_the_clock % 24 if on_the_clock == 24 else on_the_clock, int(minute or 0))
    except ValueError as error:
        raise Unusable("I can't read that time. Say “quiet from 18:00 to 8:00”.") from error


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
                    ("Quiet hours", quiet_words(talk.person)),
                    ("Questions how it went", "muted" if talk.person.surveys_muted else "welcome"),
                )
            ),
            *await own_words(talk),
            Buttons((Button("Erase me", EraseMe(sure=False), Look.DANGER),)),
        ),
    )


def quiet_words(person: Person) -> str:
    if person.quiet_from is None or person.quiet_until is None:
        return "none"
    return f"{person.quiet_from:%H:%M} to {person.quiet_until:%H:%M}"


async def own_words(talk: Talk) -> list[Part]:
    """The latest that they wrote themselves, so that "kept" is something they can see."""
    work, me = talk.work, talk.person.id
    replies = await work.replies.find(requester_id=me, order_by="-said_at", limit=MOST_SHOWN)
    given = await work.ratings.find(
        requester_id=me, comment=IsNot(None), order_by="-rated_at", limit=MOST_SHOWN
    )
    parts: list[Part] = [
        Quote(begin(rating.comment or "", 400), f"you, with a {rating.score}") for rating in given
    ]
    parts += [Quote(begin(reply.words, 400), "you") for reply in replies]
    return [Text("The latest of your own words:", quiet=True), *parts] if parts else []


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


async def erased(talk: Talk, turn: Pressed, *, sure: bool) -> Replies:
    """Whatever was said in other places goes as well: each is told, and left with that alone."""
    if not sure:
        return one(sure_to_erase())
    goodbye = Card("Done. I've forgotten you. Take care.")
    elsewhere = await talk.work.addresses.find(person_id=talk.person.id)
    await privacy.erase(talk.work, talk.person)
    for number, contact in enumerate(elsewhere):
        if contact.address.lane != turn.by.lane:
            await talk.work.post(
                Outgoing(
                    key=f"erased:{turn.once}:{number}",
                    lane=contact.address.lane,
                    channel=contact.channel,
                    user=contact.user,
                    place=contact.place,
                    person_id=talk.person.id,
                    slot=ALONE,
                    payload=to_json(goodbye),
                    due_at=talk.now,
                )
            )
    return one(goodbye, ALONE)
