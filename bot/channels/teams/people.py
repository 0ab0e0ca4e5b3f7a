"""Who somebody in Teams is at the desk, and where in Teams the desk's people are found."""

import asyncio
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Protocol, TypeVar

import structlog

from bot.channels.for_now import ForNow
from bot.channels.people import heed, locale_told, name_told, person_by, zone_told
from bot.channels.port import Busy
from bot.channels.teams import places
from bot.channels.teams.connector import Member, SaidNo
from bot.channels.teams.places import Reference
from bot.channels.teams.store import Conversations
from bot.clocks import Clock
from feedback.directory import Whereabouts, contact_at, introduce, live_there, lose
from feedback.people import Address, Person, PersonAddress
from feedback.unit_of_work import OpenDesk, UnitOfWork

log = structlog.get_logger()

NOT_NOW: Final = (Busy, OSError)
"""Teams did not say; it may do so later."""

PATIENCE = 1.2
"""Seconds that somebody who speaks waits for each of the two answers of Teams about them."""
ENOUGH = 1.5
"""Seconds after which `addresses` returns what was found so far."""
REST = timedelta(seconds=30)
"""So long nobody is looked for after Teams did not say, so that tickets are not slowed down."""
AT_ONCE = 4

MEMBERS_AGE = timedelta(minutes=10)
KNOWN_AGE = timedelta(minutes=10)
HINTS_AGE = timedelta(days=1)

FROM_OUTSIDE: Final = "#EXT#"
"""In the principal name of a guest, who has an account in another directory."""

Account = tuple[str, str]
"""A tenant, and somebody's id in its directory."""
T = TypeVar("T")


class Roster(Protocol):
    """What is needed of `Connector`, with its exceptions."""

    async def member(self, of: Reference, user: str) -> Member | None: ...

    async def create(self, service_url: str, tenant: str, bot_id: str, user: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Hint:
    """What somebody's Teams says of the clock and the language that they have there."""

    time_zone: str | None = None
    locale: str | None = None


class Kind(Enum):
    MEMBER = auto()
    GUEST = auto()
    """Of another organisation."""
    NOBODY = auto()
    """In a meeting without an account."""


class TeamsPeople:
    """People are the desk's: by their e-mail address, or by the name with which they sign in, they
    are found again in Teams, and nobody becomes one by speaking to us there.

    A bot cannot ask Teams for somebody by an address: that would take a permission to read the
    whole directory. So people are found who have the app (an administrator can give it to all, and
    Teams tells us then), and who have it is recognised by a fingerprint of their address once a
    ticket names them.

    `overrides` are the directory's ids of people whose e-mail address there is another, by the
    address that the desk knows, in lower case; they win over what Teams says.
    """

    channel: Final = places.NAME

    def __init__(
        self,
        desk: OpenDesk,
        roster: Roster,
        conversations: Conversations,
        clock: Clock,
        *,
        guests: bool = False,
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        self._desk = desk
        self._roster = roster
        self._conversations = conversations
        self._clock = clock
        self._guests = guests
        self._account_by_email = {email.casefold(): id_ for email, id_ in (overrides or {}).items()}
        self._email_by_account = {id_: email for email, id_ in self._account_by_email.items()}
        self._known: ForNow[Account, Address] = ForNow(KNOWN_AGE, clock)
        self._members: ForNow[Account, Member] = ForNow(MEMBERS_AGE, clock)
        self._recognisable: ForNow[Account, Member] = ForNow(HINTS_AGE, clock)
        self._hints: ForNow[Account, Hint] = ForNow(HINTS_AGE, clock)
        self._heeded: ForNow[Account, Hint] = ForNow(HINTS_AGE, clock)
        self._rest_until: datetime | None = None

    async def heed_overrides(self) -> None:
        """To be called once, at the start: whoever was taken for somebody else is met anew."""
        await heed(
            self._desk, places.NAME, self._account_by_email, lambda at: places.user_of(at)[1]
        )

    # --- somebody speaks ---------------------------------------------------------------------

    def overhear(self, activity: Mapping[str, Any]) -> None:
        """Of an activity that is known to be genuine: the person's clock and language."""
        account, hint = account_in(activity), hint_in(activity)
        if account is not None and hint != Hint():
            self._hints.put(account, hint)

    async def known(self, reference: Reference) -> Address | None:
        """Where the one who spoke there is written to. None for somebody whom the desk does not
        know, whom we do not deal with, or about whom Teams does not answer now."""
        account = _account(reference)
        address = self._known.get(account)
        if address is None:
            address = await self._on_record(reference) or await self._introduced(reference)
            if address is not None:
                await self._forget_fingerprints(reference)
                self._known.put(account, address)
        if address is not None:
            await self._heed_hint(account, address)
        return address

    async def _on_record(self, reference: Reference) -> Address | None:
        """Not where Teams has told us that they took the app away: then they are met anew."""
        async with self._desk.look() as work:
            contact = await contact_of(work, _account(reference))
        return contact.address if contact is not None and contact.gone_at is None else None

    async def _introduced(self, reference: Reference) -> Address | None:
        member = await _if_it_says(self._member(reference))
        if member is None or not self._welcome(member, reference.tenant):
            return None
        async with self._desk.look() as work:
            person = await self._person(work, member)
        if person is None:
            await self._stay_recognisable(reference, member)
            return None
        ours = await _if_it_says(self._ours(reference))
        if ours is None:
            return None
        there = self._whereabouts(ours, member)
        async with self._desk.begin() as work:
            person = await self._person(work, member)
            if person is None:
                return None
            await introduce(work, person, there.address)
            await live_there(work, person, there)
        return there.address

    async def _person(self, work: UnitOfWork, member: Member) -> Person | None:
        for email in self._emails_of(member):
            person = await person_by(work, email)
            if person is not None:
                return person
        return None

    async def _ours(self, reference: Reference) -> Reference:
        """Our own conversation with whoever spoke, opened if they spoke somewhere else."""
        ours = await self._conversations.of(
            reference.tenant, reference.conversation
        ) or await self._conversations.with_person(reference.aad_id, reference.tenant)
        if ours is not None:
            return ours
        async with asyncio.timeout(PATIENCE):
            conversation = await self._roster.create(
                reference.service_url, reference.tenant, reference.bot_id, reference.user_id
            )
        ours = replace(reference, conversation=conversation)
        await self._conversations.keep(ours)
        return ours

    async def _stay_recognisable(self, reference: Reference, member: Member) -> None:
        """A ticket may make the desk know them before they say another word."""
        account = _account(reference)
        if self._recognisable.get(account) == member:
            return
        emails = self._emails_of(member)
        if await self._conversations.recognise(
            *account,
            email=next(iter(emails), None),
            principal=next(iter(emails[1:]), None),
        ):
            self._recognisable.put(account, member)

    async def _forget_fingerprints(self, reference: Reference) -> None:
        self._recognisable.drop(_account(reference))
        await self._conversations.recognise(*_account(reference), email=None, principal=None)

    async def _heed_hint(self, account: Account, address: Address) -> None:
        hint = self._hints.get(account)
        if hint is None or self._heeded.get(account) == hint:
            return
        there = Whereabouts(address, hint.time_zone, hint.locale)
        async with self._desk.look() as work:
            person = await _person_of(work, account)
        if person is not None and not _lives_there(person, there):
            async with self._desk.begin() as work:
                person = await _person_of(work, account)
                if person is not None and person.erased_at is None:
                    await live_there(work, person, there)
        self._heeded.put(account, hint)

    # --- somebody takes us away --------------------------------------------------------------

    async def uninstalled(self, tenant: str, conversation: str) -> None:
        """Nothing can be said there any more, until they install us again."""
        place = places.address(tenant, "", conversation).place
        async with self._desk.begin() as work:
            contacts = await work.addresses.find(channel=places.NAME, place=place, gone_at=None)
            for contact in contacts:
                await lose(work, places.NAME, contact.user)
        for contact in contacts:
            account = places.user_of(contact.address)
            for kept in (self._known, self._members, self._recognisable, self._heeded):
                kept.drop(account)

    # --- somebody is to be written to --------------------------------------------------------

    async def addresses(self, emails: Collection[str]) -> Mapping[str, Whereabouts]:
        """Those who have the app; never raises for what is the matter with Teams: then fewer are
        found, or nobody."""
        found: dict[str, Whereabouts] = {}
        if self._rest_until is not None and self._clock() < self._rest_until:
            return found
        with_us = await self._with_us(emails)
        try:
            async with asyncio.timeout(ENOUGH):
                await self._look_at(with_us, found)
        except NOT_NOW as error:
            log.warning("teams_people_not_looked_up", why=type(error).__name__)
            self._rest_until = self._clock() + REST
        return found

    async def _with_us(self, emails: Collection[str]) -> Mapping[str, Reference]:
        by_account = {
            email: account
            for email in emails
            if (account := self._account_by_email.get(email.casefold())) is not None
        }
        found = dict(
            await self._conversations.recognised([e for e in emails if e not in by_account])
        )
        for email, account in by_account.items():
            there = await self._conversations.with_person(account)
            if there is not None:
                found[email] = there
        return found

    async def _look_at(
        self, with_us: Mapping[str, Reference], found: dict[str, Whereabouts]
    ) -> None:
        """What a fingerprint says may have changed since, so that Teams has the last word."""
        one_of_few = asyncio.Semaphore(AT_ONCE)
        not_now: list[Exception] = []

        async def look_at(email: str, reference: Reference) -> None:
            async with one_of_few:
                if not_now:
                    return
                try:
                    member = await self._member(reference)
                except SaidNo:
                    return
                except NOT_NOW as error:
                    not_now.append(error)
                    return
            if self._is(email, member, reference.tenant):
                found[email] = self._whereabouts(reference, member)

        async with asyncio.TaskGroup() as together:
            for email, reference in with_us.items():
                together.create_task(look_at(email, reference))
        if not_now:
            raise not_now[0]

    def _is(self, email: str, member: Member, tenant: str) -> bool:
        theirs = {each.casefold() for each in self._emails_of(member)}
        return email.casefold() in theirs and self._welcome(member, tenant)

    def _whereabouts(self, ours: Reference, member: Member) -> Whereabouts:
        address = places.address(ours.tenant, ours.aad_id, ours.conversation)
        hint = self._hints.get(_account(ours)) or Hint()
        return Whereabouts(address, hint.time_zone, hint.locale, name_told(member.name))

    # --- what Teams says ---------------------------------------------------------------------

    async def _member(self, of: Reference) -> Member:
        """Raises `SaidNo` where they are not in that conversation."""
        account = _account(of)
        member = self._members.get(account)
        if member is not None:
            return member
        async with asyncio.timeout(PATIENCE):
            member = await self._roster.member(of, of.aad_id)
        if member is None or member.aad_id.lower() != of.aad_id:
            raise SaidNo(404, "not a member")
        return self._members.put(account, member)

    def _emails_of(self, member: Member) -> tuple[str, ...]:
        """An address that an administrator gave to somebody is nobody else's."""
        given = self._email_by_account.get(member.aad_id.lower())
        if given is not None:
            return (given,)
        told = (member.email.strip(), member.principal.strip())
        return tuple(
            email
            for email in dict.fromkeys(told)
            if "@" in email
            and FROM_OUTSIDE not in email.upper()
            and email.casefold() not in self._account_by_email
        )

    def _welcome(self, member: Member, tenant: str) -> bool:
        """An administrator who names somebody means them, guest or not."""
        match kind_of(member, tenant):
            case Kind.MEMBER:
                return True
            case Kind.GUEST:
                return self._guests or member.aad_id.lower() in self._email_by_account
            case Kind.NOBODY:
                return False


async def _if_it_says(answer: Awaitable[T]) -> T | None:
    """None where Teams says no, or nothing now."""
    try:
        return await answer
    except SaidNo:
        return None
    except NOT_NOW as error:
        log.warning("teams_user_not_looked_up", why=type(error).__name__)
        return None


async def contact_of(work: UnitOfWork, account: Account) -> PersonAddress | None:
    return await contact_at(work, places.NAME, places.address(*account, "").user)


async def _person_of(work: UnitOfWork, account: Account) -> Person | None:
    contact = await contact_of(work, account)
    return await work.people.get(contact.person_id) if contact is not None else None


def _account(reference: Reference) -> Account:
    return reference.tenant, reference.aad_id


def _lives_there(person: Person, there: Whereabouts) -> bool:
    return there.time_zone in {None, person.time_zone} and there.locale in {None, person.locale}


def kind_of(member: Member, tenant: str) -> Kind:
    """Teams calls the role of a guest so in most places, and leaves it out in some."""
    role = member.role.lower()
    if role == "anonymous":
        return Kind.NOBODY
    is_foreign = member.tenant.lower() not in {"", tenant}
    if role == "guest" or is_foreign or FROM_OUTSIDE in member.principal.upper():
        return Kind.GUEST
    return Kind.MEMBER


# --- hints ---------------------------------------------------------------------------------------


def account_in(activity: Mapping[str, Any]) -> Account | None:
    """Of whoever an activity is from."""
    ours = _inside(activity, "conversation").get("tenantId")
    tenant = ours or _inside(_inside(activity, "channelData"), "tenant").get("id")
    aad_id = _inside(activity, "from").get("aadObjectId")
    if isinstance(tenant, str) and isinstance(aad_id, str):
        return tenant.lower(), aad_id.lower()
    return None


def hint_in(activity: Mapping[str, Any]) -> Hint:
    """The clock of the machine in front of them counts more than what their account says."""
    client = client_in(activity)
    return Hint(
        zone_told(activity.get("localTimezone")) or zone_told(client.get("timezone")),
        locale_told(client.get("locale")) or locale_told(activity.get("locale")),
    )


def client_in(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        if isinstance(entity, Mapping) and entity.get("type") == "clientInfo":
            return entity
    return {}


def _inside(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
