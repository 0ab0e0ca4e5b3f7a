"""One message for one person, posted where they can be reached and when they may be written to."""

from bot.cards import Card, to_json
from feedback.contact_budget import count, welcome_at
from feedback.directory import reach
from feedback.outbox import Outgoing
from feedback.people import Person
from feedback.records import ContactKind
from feedback.unit_of_work import UnitOfWork


async def write_to(
    work: UnitOfWork,
    person: Person,
    card: Card,
    kind: ContactKind,
    *,
    key: str,
    slot: str | None = None,
    ticket_id: str | None = None,
) -> bool:
    """False if there is nowhere to write to. Written twice with the same key, it is sent once.

    `ticket_id` is the one ticket that it is about: what is said in its thread is about that, too.
    """
    contact = await reach(work, person.id) if person.erased_at is None else None
    if contact is None:
        return False
    at = await welcome_at(work, person, kind)
    address = contact.address
    posted = await work.post(
        Outgoing(
            key=key,
            lane=address.lane,
            channel=address.channel,
            user=address.user,
            place=address.place,
            person_id=person.id,
            slot=slot,
            ticket_id=ticket_id,
            payload=to_json(card),
            due_at=at,
        )
    )
    if posted:
        await count(work, person, kind, at)
    return True
