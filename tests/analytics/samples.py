"""Invented records for tests of the numbers: every one is on a known day, in known places."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from bot.demo.names import VOCABULARY
from feedback.people import Person, Role
from feedback.reasons import NEGATIVE, POSITIVE, Factor
from feedback.records import (
    Invitation,
    InvitationState,
    Loop,
    LoopState,
    Promise,
    PromiseState,
    Rating,
)

NUMBERS = count(1)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def rating(score: int, day: date, **more: Any) -> Rating:
    number = next(NUMBERS)
    fields: dict[str, Any] = {
        "id": f"rating-{number}",
        "invitation_id": f"invitation-{number}",
        "ticket_id": f"ticket-{number}",
        "requester_id": f"person-{number}",
        "rated_at": at(day),
    }
    return Rating(score=score, **fields | more)


def invitation(state: InvitationState, day: date, **more: Any) -> Invitation:
    number = next(NUMBERS)
    return Invitation(
        id=f"asked-{number}",
        ticket_id=f"ticket-{number}",
        requester_id=f"person-{number}",
        cycle=1,
        asked_at=at(day),
        state=state,
        **more,
    )


def promise(state: PromiseState, day: date, **more: Any) -> Promise:
    number = next(NUMBERS)
    return Promise(
        id=f"promise-{number}",
        ticket_id=f"ticket-{number}",
        update_id=f"update-{number}",
        requester_id=f"person-{number}",
        words="back by 3",
        made_at=at(day, 8),
        due_at=at(day, 15),
        first_due_at=at(day, 15),
        state=state,
        **more,
    )


def loop(state: LoopState, day: date, *, in_time: bool, **more: Any) -> Loop:
    number = next(NUMBERS)
    due = at(day, 17)
    return Loop(
        id=f"loop-{number}",
        rating_id=f"rating-{number}",
        ticket_id=f"ticket-{number}",
        requester_id=f"person-{number}",
        owner_id="sam",
        opened_at=at(day, 9),
        due_at=due,
        state=state,
        followed_up_at=due - timedelta(hours=2) if in_time else due + timedelta(hours=2),
        **more,
    )


def technician(name: str) -> Person:
    return Person(
        id=name.casefold(), name=name, email=f"{name}@desk.example", roles=(Role.TECHNICIAN,)
    )


PLACES = {
    "service": "service",
    "contact_channel": "channel",
    "team": "team",
    "organisation": "organisation",
    "location": "location",
    "priority": "priority",
    "kind": "kind",
}


def somewhere(chance: random.Random) -> dict[str, str]:
    return {field: chance.choice(VOCABULARY[word]) for field, word in PLACES.items()}


def a_year(seed: int = 7, ratings: int = 600) -> Iterator[object]:
    """A desk's 2026 up to 18 November: VPN is disliked, chat is liked, October is better than Q3."""
    chance = random.Random(seed)
    for _ in range(ratings):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(322))
        where = somewhere(chance)
        happy = (
            0.62 - 0.25 * (where["service"] == "VPN") + 0.12 * (where["contact_channel"] == "chat")
        )
        happy += 0.1 * (day.month >= 10)
        score = chance.choice((9, 10)) if chance.random() < happy else chance.randrange(9)
        pool: list[Factor] = sorted(POSITIVE if score > 8 else NEGATIVE)
        ticked = tuple(chance.sample(pool, chance.choice((0, 1, 1, 2))))
        comment = chance.choice((None, None, "It went well." if score > 8 else "It took ages."))
        yield rating(score, day, ticked=ticked, comment=comment, **where)
        yield invitation(InvitationState.ANSWERED, day, **where)
        if chance.random() < 0.6:
            yield invitation(InvitationState.ASKED, day, **where)
        kept = PromiseState.KEPT if chance.random() < 0.8 else PromiseState.MISSED
        yield promise(kept, day, **where)
        if score <= 6:
            ending = chance.choice((LoopState.PUT_RIGHT, LoopState.NOT_PUT_RIGHT, LoopState.OPEN))
            yield loop(ending, day, in_time=chance.random() < 0.7, **where)
