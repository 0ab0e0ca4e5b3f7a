"""Finding people: who stands behind an address, and where a person can be reached."""

from dataclasses import replace

from feedback.errors import NotFound
from feedback.events import AddressGone
from feedback.people import Address, Person, PersonAddress, Role
from feedback.unit_of_work import Has, UnitOfWork


async def person_at(work: UnitOfWork, address: Address) -> Person | None:
    """The person behind this address; what we know of the place is refreshed by every turn."""
    known = await work.addresses.find(channel=address.channel, user=address.user, limit=1)
    if not known:
        return None
    contact = known[0]
    await work.addresses.put(replace(contact, place=address.place, heard_at=work.now, gone_at=None))
    return await work.people.get(contact.person_id)


async def introduce(work: UnitOfWork, person: Person, address: Address) -> None:
    """From now on this person can be reached at this address."""
    await work.addresses.put(
        PersonAddress(
            id=f"{address.channel}:{address.user}",
            person_id=person.id,
            channel=address.channel,
            user=address.user,
            place=address.place,
            heard_at=work.now,
        )
    )


async def reach(work: UnitOfWork, person_id: str) -> PersonAddress | None:
    """Where to write to this person: the address they were heard from last, if any still works."""
    contacts = await work.addresses.find(
        person_id=person_id, gone_at=None, order_by="-heard_at", limit=1
    )
    return contacts[0] if contacts else None


async def lose(work: UnitOfWork, channel: str, user: str) -> None:
    """A channel told us that nobody can be reached at this address any more."""
    for contact in await work.addresses.find(channel=channel, user=user, gone_at=None):
        await work.addresses.put(replace(contact, gone_at=work.now))
        work.tell(AddressGone(contact.person_id, channel))


async def known_person(work: UnitOfWork, person_id: str) -> Person:
    person = await work.people.get(person_id)
    if person is None:
        raise NotFound("I don't know that person.")
    return person


async def everybody(work: UnitOfWork, role: Role) -> list[Person]:
    return await work.people.find(roles=Has(role))
