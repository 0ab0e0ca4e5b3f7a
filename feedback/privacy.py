"""What is kept of a person, shown on request, and erased on request without breaking the numbers."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from feedback import promises, ratings
from feedback.errors import NotAllowed, Unusable
from feedback.identities import identity_id
from feedback.neutral import read_event
from feedback.people import Person, Role
from feedback.records import TimerKind
from feedback.timers import forget
from feedback.unit_of_work import UnitOfWork

ERASED = "(erased)"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many records of each kind lead back to this person, and how they are reached."""

    tickets: int
    updates: int
    replies: int
    ratings: int
    comments: int
    follow_ups: int
    channels: tuple[str, ...]


async def kept(work: UnitOfWork, person: Person) -> Kept:
    given = await work.ratings.find(requester_id=person.id)
    return Kept(
        tickets=await work.tickets.count(requester_id=person.id),
        updates=await work.updates.count(requester_id=person.id),
        replies=await work.replies.count(requester_id=person.id),
        ratings=len(given),
        comments=sum(rating.comment is not None for rating in given),
        follow_ups=await work.loops.count(requester_id=person.id),
        channels=tuple(
            sorted({found.channel for found in await work.addresses.find(person_id=person.id)})
        ),
    )


async def erase(work: UnitOfWork, person: Person) -> None:
    """Words, names and threads go; scores stay in their week, unlinked, so the numbers hold."""
    if set(person.roles) - {Role.REQUESTER}:
        raise NotAllowed(
            "You work at this desk, and your name stands under what you wrote to people."
            " Ask your admin to take you off the desk first; then I can erase the rest."
        )
    for rating in await work.ratings.find(requester_id=person.id):
        await ratings.unlink(work, replace(rating, comment=None))
    for reply in await work.replies.find(requester_id=person.id):
        await work.replies.remove(reply.id)
    for update in await work.updates.find(requester_id=person.id):
        await work.updates.put(replace(update, words=ERASED, message=ERASED))
    for check in await work.closing_checks.find(requester_id=person.id):
        await work.closing_checks.put(replace(check, why_not=None))
    for ticket in await work.tickets.find(requester_id=person.id):
        await work.tickets.put(replace(ticket, title=ERASED))
        await forget(work, TimerKind.SILENCE, ticket.id)
        await promises.release(work, ticket.id)
        for draft in await work.drafts.find(ticket_id=ticket.id):
            await work.drafts.remove(draft.id)
        for promise in await work.promises.find(ticket_id=ticket.id):
            await forget(work, TimerKind.PROMISE_ESCALATE, promise.id)
            await work.promises.put(replace(promise, words=ERASED))
    await work.forget_events(await _speaks_of(work, person))
    for contact in await work.contacts.find(person_id=person.id):
        await work.contacts.remove(contact.id)
    for address in await work.addresses.find(person_id=person.id):
        await work.addresses.remove(address.id)
    for identity in await work.identities.find(person_id=person.id):
        await work.identities.remove(identity.id)
    await work.forget_messages(person.id)
    await work.people.put(
        replace(
            person,
            name="Somebody",
            email="",
            quiet_from=None,
            quiet_until=None,
            surveys_muted=True,
            erased_at=work.now,
        )
    )


async def was_erased(work: UnitOfWork, person_id: str) -> bool:
    person = await work.people.get(person_id)
    return person is not None and person.erased_at is not None


async def _speaks_of(work: UnitOfWork, person: Person) -> Callable[[bytes], bool]:
    """Whether a ticket event, as it came in, is about one of their tickets or names them."""
    tickets = {ticket.id for ticket in await work.tickets.find(requester_id=person.id)}
    identities = {one.id for one in await work.identities.find(person_id=person.id)}
    email = person.email.lower()
    written = [word.lower().encode() for word in (person.email, person.name) if word]

    def speaks(body: bytes) -> bool:
        try:
            event = read_event(body)
        except Unusable:
            return any(word in body.lower() for word in written)
        named = (event.ticket.requester, event.ticket.assignee, event.actor)
        return event.ticket_id in tickets or any(
            (who.id is not None and identity_id(event.source, who.id) in identities)
            or (email and who.email == email)
            for who in named
            if who is not None
        )

    return speaks
