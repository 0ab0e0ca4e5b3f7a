"""What is kept of a person, shown on request, and erased on request without breaking the numbers."""

from dataclasses import dataclass, replace

from feedback.people import Person
from feedback.records import LoopState, TimerKind, Visibility
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
    ratings = await work.ratings.find(requester_id=person.id)
    return Kept(
        tickets=await work.tickets.count(requester_id=person.id),
        updates=await work.updates.count(requester_id=person.id),
        replies=await work.replies.count(requester_id=person.id),
        ratings=len(ratings),
        comments=sum(rating.comment is not None for rating in ratings),
        follow_ups=await work.loops.count(requester_id=person.id),
        channels=tuple(
            sorted({found.channel for found in await work.addresses.find(person_id=person.id)})
        ),
    )


async def erase(work: UnitOfWork, person: Person) -> None:
    """Words, names and threads go; scores stay in their day, unlinked, so the numbers hold."""
    for rating in await work.ratings.find(requester_id=person.id):
        await forget(work, TimerKind.LOOP_OPEN, rating.id)
        await work.ratings.put(
            replace(
                rating,
                invitation_id=None,
                ticket_id=None,
                requester_id=None,
                technician_id=None,
                comment=None,
                visibility=Visibility.UNLINKED,
            )
        )
    for loop in await work.loops.find(requester_id=person.id):
        ended = loop.state in {LoopState.PUT_RIGHT, LoopState.NOT_PUT_RIGHT}
        state = loop.state if ended else LoopState.CANCELLED
        await forget(work, TimerKind.LOOP_DUE, loop.id)
        await work.loops.put(replace(loop, note=None, state=state))
    for reply in await work.replies.find(requester_id=person.id):
        await work.replies.remove(reply.id)
    for update in await work.updates.find(requester_id=person.id):
        await work.updates.put(replace(update, words=ERASED, message=ERASED))
    for check in await work.closing_checks.find(requester_id=person.id):
        await work.closing_checks.put(replace(check, why_not=None))
    for ticket in await work.tickets.find(requester_id=person.id):
        await work.tickets.put(replace(ticket, title=ERASED))
        for draft in await work.drafts.find(ticket_id=ticket.id):
            await work.drafts.remove(draft.id)
        for promise in await work.promises.find(ticket_id=ticket.id):
            await work.promises.put(replace(promise, words=ERASED))
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
