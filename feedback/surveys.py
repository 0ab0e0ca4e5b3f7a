"""Whom to ask how it felt, when, and when to let people be."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from feedback.contact_budget import welcome_at
from feedback.directory import reach
from feedback.events import InvitationSent, InvitationWithdrawn
from feedback.people import Person
from feedback.records import (
    ContactKind,
    Invitation,
    InvitationState,
    SkipReason,
    Ticket,
    TimerKind,
)
from feedback.timers import forget, remind
from feedback.unit_of_work import AtLeast, OneOf, UnitOfWork


async def plan(work: UnitOfWork, ticket: Ticket, *, after: timedelta) -> None:
    """The survey comes `after` the closing plus the usual delay, if it is still closed then."""
    await remind(
        work, TimerKind.INVITATION, ticket.id, work.now + after + work.policy.invitation_delay
    )


async def invite(work: UnitOfWork, ticket_id: str) -> Invitation | None:
    """Timer: ask, wait for a welcome hour, or decide not to ask and write down why.

    Whom and what is rated is fixed now: later hand-overs and clean-ups do not change it.
    """
    ticket = await work.tickets.get(ticket_id)
    if ticket is None or not ticket.status.is_done:
        return None
    if await work.invitations.count(ticket_id=ticket.id, cycle=ticket.cycle):
        return None
    person = await work.people.get(ticket.requester_id)
    if person is None or person.erased_at is not None or person.id == ticket.technician_id:
        return None
    reason = await _reason_to_skip(work, ticket, person)
    if reason is None:
        welcome = await welcome_at(work, person, ContactKind.INVITATION)
        if welcome > work.now:
            await remind(work, TimerKind.INVITATION, ticket.id, welcome)
            return None
    invitation = Invitation(
        id=work.new_id(),
        ticket_id=ticket.id,
        requester_id=person.id,
        cycle=ticket.cycle,
        asked_at=work.now,
        state=InvitationState.ASKED if reason is None else InvitationState.SKIPPED,
        skip_reason=reason,
        probability=work.policy.sampling,
    ).about(ticket)
    await work.invitations.add(invitation)
    if reason is None:
        work.tell(InvitationSent(invitation.id))
    return invitation


async def withdraw(work: UnitOfWork, ticket: Ticket) -> None:
    """It was not the end after all: an unanswered question is taken back."""
    await forget(work, TimerKind.INVITATION, ticket.id)
    for invitation in await work.invitations.find(ticket_id=ticket.id, state=InvitationState.ASKED):
        await work.invitations.put(replace(invitation, state=InvitationState.WITHDRAWN))
        work.tell(InvitationWithdrawn(invitation.id))


async def mute(work: UnitOfWork, person: Person, *, muted: bool) -> Person:
    """A person's own switch for surveys; updates on their tickets are not touched by it."""
    changed = replace(person, surveys_muted=muted)
    await work.people.put(changed)
    return changed


async def _reason_to_skip(work: UnitOfWork, ticket: Ticket, person: Person) -> SkipReason | None:
    if person.surveys_muted:
        return SkipReason.MUTED
    if await reach(work, person.id) is None:
        return SkipReason.UNREACHABLE
    since = work.now - work.policy.invitation_gap
    asked = OneOf((InvitationState.ASKED, InvitationState.ANSWERED, InvitationState.WITHDRAWN))
    if await work.invitations.count(requester_id=person.id, asked_at=AtLeast(since), state=asked):
        return SkipReason.ASKED_RECENTLY
    if _chance(f"{ticket.id}#{ticket.cycle}") >= work.policy.sampling:
        return SkipReason.SAMPLED_OUT
    return None


def _chance(of: str) -> float:
    """A number in [0, 1) that is fixed for this ticket: asking twice throws the dice once."""
    return int.from_bytes(hashlib.sha256(of.encode()).digest()[:8], "big") / 2**64
