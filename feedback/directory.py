"""Finding people: who stands behind an address, and where a person can be reached."""

from dataclasses import dataclass, replace
from datetime import timedelta

from feedback.errors import NotFound
from feedback.events import AddressGone
from feedback.names import is_guess
from feedback.people import Address, Person, PersonAddress, Role
from feedback.unit_of_work import Has, UnitOfWork

LEFT_ALONE = timedelta(days=1)
"""So long nobody is looked for again at an address that bounced; from there they may always speak."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a channel found somebody, and what it knows of them there."""

    address: Address
    time_zone: str | None = None
    """A key that `zoneinfo` knows."""
    locale: str | None = None
    name: str | None = None


async def contact_at(work: UnitOfWork, channel: str, user: str) -> PersonAddress | None:
    """Who is known by this name there, whether or not they can still be reached."""
    found = await work.addresses.find(channel=channel, user=user, limit=1)
    return found[0] if found else None


async def person_at(work: UnitOfWork, address: Address) -> Person | None:
    """The person behind this address; what we know of the place is refreshed by every turn."""
    contact = await contact_at(work, address.channel, address.user)
    if contact is None:
        return None
    await work.addresses.put(replace(contact, place=address.place, heard_at=work.now, gone_at=None))
    return await work.people.get(contact.person_id)


async def who_is_at(work: UnitOfWork, address: Address) -> Person | None:
    """The same, where they are only looked up and nothing is written down."""
    contact = await contact_at(work, address.channel, address.user)
    return await work.people.get(contact.person_id) if contact is not None else None


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


async def introduce_found(work: UnitOfWork, person: Person, there: Whereabouts) -> bool:
    """Introduce somebody who was looked up, without having been heard from there.

    False, and nothing changes, where somebody else speaks from that address, or it bounced lately.
    """
    held = await contact_at(work, there.address.channel, there.address.user)
    if held is not None and (held.gone_at is None or work.now - held.gone_at < LEFT_ALONE):
        return False
    await introduce(work, person, there.address)
    await live_there(work, person, there)
    return True


async def live_there(work: UnitOfWork, person: Person, there: Whereabouts) -> None:
    """Their clock and language are those of the place where they are: it goes along with them.

    Their name is taken from there only where we had to guess it.
    """
    unnamed = is_guess(person.name, person.email)
    settled = replace(
        person,
        name=(there.name if unnamed else None) or person.name,
        time_zone=there.time_zone or person.time_zone,
        locale=there.locale or person.locale,
    )
    if settled != person:
        await work.people.put(settled)


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
