"""Whom a ticket system means: its user ids and e-mail addresses lead to one person each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from feedback.names import is_guess, name_in_address
from feedback.neutral import NeutralEvent, Who
from feedback.people import Identity, Person, Role
from feedback.unit_of_work import OneOf, UnitOfWork


@dataclass(slots=True)
class Acquaintance:
    """The people whom a batch of events speaks of, as far as they are known; new ones are noted."""

    people: dict[str, Person] = field(default_factory=dict)
    by_identity: dict[str, str] = field(default_factory=dict)
    by_email: dict[str, str] = field(default_factory=dict)
    changed: dict[str, Person] = field(default_factory=dict)
    linked: list[Identity] = field(default_factory=list)

    def person_of(self, source: str, who: Who) -> Person | None:
        """By the ticket system's own id, which somebody may have corrected; else by e-mail.

        The e-mail also tells who it is where the id alone told us nothing about a person.
        """
        named = self.by_identity.get(identity_id(source, who.id)) if who.id is not None else None
        known = self.people.get(named) if named is not None else None
        if who.email is None or (known is not None and (known.email or known.erased_at)):
            return known
        return self.people.get(self.by_email.get(who.email, "")) or known

    def keep(self, person: Person) -> Person:
        self.people[person.id] = self.changed[person.id] = person
        if person.email:
            self.by_email.setdefault(person.email, person.id)
        return person

    def link(self, source: str, who: Who, person: Person) -> None:
        if who.id is None:
            return
        name = identity_id(source, who.id)
        if self.by_identity.get(name) == person.id:
            return
        self.by_identity[name] = person.id
        self.linked.append(Identity(id=name, person_id=person.id))


def identity_id(source: str, id_: str) -> str:
    return f"{source}:{id_}"


async def look_up(
    work: UnitOfWork, events: Iterable[NeutralEvent], known_ids: Iterable[str]
) -> Acquaintance:
    """Everybody whom these events name, and those with these ids, in three reads."""
    names: set[str] = set()
    emails: set[str] = set()
    for event in events:
        for who in (event.ticket.requester, event.ticket.assignee, event.actor):
            if who is None:
                continue
            if who.id is not None:
                names.add(identity_id(event.source, who.id))
            if who.email is not None:
                emails.add(who.email)
    met = Acquaintance()
    for identity in (await work.identities.get_many(sorted(names))).values():
        met.by_identity[identity.id] = identity.person_id
    if emails:
        for person in await work.people.find(email=OneOf(sorted(emails))):
            if person.erased_at is None:
                met.by_email.setdefault(person.email, person.id)
                met.people[person.id] = person
    wanted = {*met.by_identity.values(), *known_ids} - set(met.people)
    met.people.update(await work.people.get_many(sorted(wanted)))
    return met


def meet(work: UnitOfWork, met: Acquaintance, event: NeutralEvent, who: Who, role: Role) -> Person:
    """The person who is meant, made if need be; what we did not know about them is filled in.

    Nothing that is known is overwritten: the desk's own list of people counts more. Who works on
    a ticket is a technician, because the ticket system says so.
    """
    ticket = event.ticket
    person = met.person_of(event.source, who)
    if person is None:
        person = Person(
            id=work.new_id(),
            name=who.name or name_in_address(who.email or "") or who.id or "",
            email=who.email or "",
            roles=(role,),
            time_zone=who.tz or work.policy.time_zone,
            locale=who.locale or "en",
            organisation=ticket.org if role is Role.REQUESTER else None,
            location=ticket.location if role is Role.REQUESTER else None,
            team=ticket.group if role is Role.TECHNICIAN else None,
        )
        met.keep(person)
    elif _tells_more(person, who, role):
        person = met.keep(_filled_in(person, who, role))
    met.link(event.source, who, person)
    return person


def _tells_more(person: Person, who: Who, role: Role) -> bool:
    if person.erased_at is not None:
        return False
    reachable = bool(who.email and not person.email)
    return reachable or _name_of(person, who) != person.name or not person.is_a(role)


def _filled_in(person: Person, who: Who, role: Role) -> Person:
    return replace(
        person,
        name=_name_of(person, who),
        email=person.email or who.email or "",
        roles=person.roles if person.is_a(role) else (*person.roles, role),
    )


def _name_of(person: Person, who: Who) -> str:
    """A name that we only guessed gives way to one that is told."""
    if not who.name or who.name == person.name:
        return person.name
    return who.name if is_guess(person.name, person.email) else person.name


async def write(work: UnitOfWork, met: Acquaintance) -> None:
    """What is new since the last time."""
    await work.people.put(*met.changed.values())
    await work.identities.put(*met.linked)
    met.changed.clear()
    met.linked.clear()
