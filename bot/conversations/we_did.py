"""You said, we did: those who reported trouble with a service hear what was done about it."""

import hashlib
import re

from rapidfuzz import fuzz

from bot.actions import TellReporters
from bot.cards import Card, Form, Quote, Text, Write
from bot.conversations.draft_cards import filled
from bot.conversations.letters import write_to
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.words import begin, in_a_row
from bot.turns import Pressed, Said
from feedback.errors import Unusable
from feedback.people import Person
from feedback.ratings import troubled_services, who_reported
from feedback.records import ContactKind

WE_DID = re.compile(r"^\W*(you said,?\s*)?we did\b[\s:,]*", re.IGNORECASE)
NOBODY_LEFT = "There is nobody left whom I could tell."
SOUNDS_LIKE = 80
"""Of 100: below this, a name that was typed is not taken for one that we know."""


def hears(words: str) -> bool:
    return WE_DID.match(words) is not None


async def said(talk: Talk, turn: Said) -> Replies:
    """ "we did VPN: the gateway is new since Monday"."""
    services = await troubled_services(talk.work)
    if not services:
        return one(Card("Nobody who can be told has reported any trouble in the last 90 days."))
    name, _, words = WE_DID.sub("", turn.words.strip()).partition(":")
    service = understood(name, services)
    if service is None:
        known = in_a_row([f"“{service}”" for service in services[:8]])
        return one(
            Card(
                "About which service? Say “we did VPN: the gateway is new”, for example.",
                (Text(f"There was trouble with {known}.", quiet=True),),
            )
        )
    return one(await ready_card(talk, service, words.strip()))


def understood(name: str, services: list[str]) -> str | None:
    wanted = name.strip().lower()
    best = max(services, key=lambda service: fuzz.ratio(wanted, service.lower()))
    return best if fuzz.ratio(wanted, best.lower()) >= SOUNDS_LIKE else None


async def ready_card(talk: Talk, service: str, words: str) -> Card:
    people = len(await who_reported(talk.work, service))
    few = people < talk.work.policy.minimum_n
    who = "Somebody has" if few else f"{people} people have"
    return Card(
        f"{who} reported trouble with {service} lately. Tell them what was done?",
        (
            Text("Each of them hears it alone. Nobody sees who they are.", quiet=True),
            tell_form(service, words),
        ),
    )


def tell_form(service: str, words: str = "") -> Form:
    return Form(
        TellReporters(service),
        (
            Write(
                "words",
                "You told us. This is what we did:",
                hint="The gateway is new since Monday",
                filled=filled(words),
                needed=True,
            ),
        ),
        "Tell them",
    )


async def whom_to_tell(talk: Talk, service: str) -> list[Person]:
    reported = await who_reported(talk.work, service)
    return [person for person in reported if person.id != talk.person.id]


async def pressed(talk: Talk, action: TellReporters, turn: Pressed) -> Replies:
    words = turn.value("words")
    if not words:
        raise Unusable("There are no words in that yet. What was done?")
    card = told_card(action.service, words, talk.person)
    digest = hashlib.sha256(f"{action.service}\n{words}".encode()).hexdigest()[:16]
    told = [
        await write_to(
            talk.work, person, card, ContactKind.RECEIPT, key=f"we-did:{digest}:{person.id}"
        )
        for person in await whom_to_tell(talk, action.service)
    ]
    if not any(told):
        return one(Card(NOBODY_LEFT), turn.slot)
    return one(
        Card("They know now. Thank you for closing the circle.", (Quote(begin(words, 1200)),)),
        turn.slot,
    )


def told_card(service: str, words: str, by: Person) -> Card:
    return Card(
        f"You told us that {service} gave you trouble. This is what we did about it:",
        (
            Quote(words, by.name),
            Text("Thank you for saying so. It is why it got done.", quiet=True),
        ),
        by=by.name,
        by_id=by.id,
    )
