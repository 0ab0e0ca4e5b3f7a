"""Somebody who types “yes” or “8” instead of pressing has answered all the same."""

import re
from datetime import datetime, timedelta

from bot.cards import Card
from bot.conversations.asked_cards import (
    answered_card,
    closing_slot,
    invitation_slot,
    told_why_card,
    why_card,
)
from bot.conversations.talk import Replies, Talk
from bot.turns import Reply
from feedback import closing, ratings
from feedback.records import (
    ClosingCheck,
    Fixed,
    Invitation,
    InvitationState,
    Ticket,
)
from feedback.unit_of_work import AtLeast, Criterion, OneOf

YES = re.compile(
    r"^\W*(yes|yep|yeah|yup|fixed|solved|all (good|fine)|works?( (now|again|fine))?"
    r"|it('?s| is) (fixed|solved|working|fine)( (now|again))?|it works?( (now|again|fine))?)"
    r"\W*(thanks?( you)?( so much| a lot)?|thx|cheers)?\W*$",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"^\W*((no|nope)(\W*$|\W+(not|still|it)\b)|(not (yet|really|fixed|working|solved)"
    r"|still (not|no|broken|the same|happening|drops?|fails?)|it('?s| is) (not|still)"
    r"|it (isn'?t|doesn'?t|does not|still)|doesn'?t work)\b)",
    re.IGNORECASE,
)
SCORE = re.compile(r"^\W*(10|\d)\s*(/\s*10|out of (10|ten))?\W*$", re.IGNORECASE)
ENOUGH_TO_SAY_WHY = 4
"""Words: a bare "not yet" is asked why, "still drops every ten minutes" has said it."""
STILL_IN_MIND = timedelta(days=14)
"""So long after a question, a typed "yes" or "8" is taken for its answer."""


async def typed_answer(talk: Talk, ticket: Ticket | None, words: str) -> Replies | None:
    """Somebody who types "yes" or "8" instead of pressing has answered all the same."""
    if score := SCORE.match(words):
        asked = await latest_invitation(talk, ticket)
        if asked is not None and not await spoken_to_since(talk, asked.ticket_id, asked.asked_at):
            rating = await ratings.rate(talk.work, asked.id, talk.person, int(score[1]))
            card = why_card(talk, rating, asked.id)
            return below(card, invitation_slot(asked.id), asked.ticket_id)
    if not YES.match(words) and not NOT_YET.match(words):
        return None
    check = await open_check(talk, ticket)
    if check is None or await spoken_to_since(talk, check.ticket_id, check.asked_at):
        return None
    fixed = Fixed.YES if YES.match(words) else Fixed.NOT_YET
    check = await closing.answer(talk.work, check.id, talk.person, fixed)
    if fixed is Fixed.YES or len(words.split()) < ENOUGH_TO_SAY_WHY:
        return below(await answered_card(talk, check), closing_slot(check), check.ticket_id)
    check = await closing.explain(talk.work, check.id, talk.person, words)
    return below(await told_why_card(talk, check), closing_slot(check), check.ticket_id)


def below(card: Card, slot: str, ticket_id: str) -> Replies:
    """Whoever types looks at the end of the conversation: what follows stands there, not far up in
    the place of the question."""
    return (
        Reply(card, f"{slot}:typed", ticket_id),
        Reply(Card("You've answered this one further down."), slot, ticket_id),
    )


async def spoken_to_since(talk: Talk, ticket_id: str, asked_at: datetime) -> bool:
    """Whether a person has written after our question: then a bare "yes" is an answer to them."""
    return bool(await talk.work.updates.count(ticket_id=ticket_id, posted_at=AtLeast(asked_at)))


async def latest_invitation(talk: Talk, ticket: Ticket | None) -> Invitation | None:
    about: dict[str, Criterion] = {"ticket_id": ticket.id} if ticket is not None else {}
    asked = await talk.work.invitations.find(
        requester_id=talk.person.id,
        state=InvitationState.ASKED,
        asked_at=AtLeast(talk.now - STILL_IN_MIND),
        order_by="-asked_at",
        limit=1,
        **about,
    )
    return asked[0] if asked else None


async def open_check(talk: Talk, ticket: Ticket | None) -> ClosingCheck | None:
    """The one question "is it fixed?" that waits for an answer; none when two do."""
    waiting = [
        check
        for check in await talk.work.closing_checks.find(
            requester_id=talk.person.id,
            answer=OneOf((None, Fixed.CANT_TELL)),
            withdrawn_at=None,
            asked_at=AtLeast(talk.now - STILL_IN_MIND),
        )
        if ticket is None or check.ticket_id == ticket.id
    ]
    tickets = await talk.work.tickets.get_many([check.ticket_id for check in waiting])
    still = [
        check
        for check in waiting
        if tickets[check.ticket_id].cycle == check.cycle and tickets[check.ticket_id].status.is_done
    ]
    return still[0] if len(still) == 1 else None
