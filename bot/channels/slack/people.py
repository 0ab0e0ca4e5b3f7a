"""Who somebody in Slack is at the desk, and where in Slack the desk's people are found."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Protocol, TypeVar

import aiohttp
import structlog

from bot.channels.for_now import ForNow
from bot.channels.pace import Rate
from bot.channels.people import heed, locale_told, name_told, person_by, told, zone_told
from bot.channels.port import Busy
from bot.channels.slack import places
from bot.channels.slack.api import HalfDone, SaidNo, Unclear
from bot.channels.slack.send import Face
from bot.clocks import Clock
from feedback.directory import Whereabouts, contact_at, introduce, live_there, lose
from feedback.people import Address, PersonAddress
from feedback.unit_of_work import OpenDesk, UnitOfWork

log = structlog.get_logger()

NOT_NOW: Final = (Busy, HalfDone, Unclear, aiohttp.ClientError, OSError)
"""Slack did not say; it may do so later."""

PATIENCE = 1.2
"""Seconds that somebody who speaks waits for each of the two answers of Slack about them."""
ENOUGH = 1.5
"""Seconds after which `addresses` returns what was found so far."""
REST = timedelta(seconds=30)
"""So long nobody is looked for after Slack did not say, so that tickets are not slowed down."""
AT_ONCE = 4
LOOK_UPS_A_MINUTE = 40
"""For people whom nobody has heard yet. Slack allows fifty ("tier 3"), and whoever speaks to us for
the first time needs one of these, too."""
SPARE_LOOK_UPS = 10

MEMBERS_AGE = timedelta(minutes=10)
KNOWN_AGE = timedelta(minutes=10)
FOUND_AGE = timedelta(hours=1)
CONVERSATIONS_AGE = timedelta(days=1)

ANYWHERE: Final = ""
"""Where a rest is taken from all workspaces at once."""
SLACKBOT: Final = "USLACKBOT"


T = TypeVar("T")
Teams = Callable[[], Awaitable[Sequence[str]]]


class Slack(Protocol):
    """What is needed of `SlackApi`, with its exceptions."""

    async def ask(self, team: str, method: str, **arguments: Any) -> Mapping[str, Any]: ...

    async def tell(self, team: str, method: str, **arguments: Any) -> Mapping[str, Any]: ...


class Kind(Enum):
    MEMBER = auto()
    GUEST = auto()
    """Of this workspace or of one that shares a channel with it."""
    NOBODY = auto()
    """No person, or one who has left."""


@dataclass(frozen=True, slots=True)
class Member:
    """What Slack knows of one of its users, as far as we need it."""

    id: str
    kind: Kind
    name: str | None
    email: str | None
    time_zone: str | None
    locale: str | None
    picture: str | None


class SlackPeople:
    """People are the desk's: by their e-mail address they are found again in Slack, and nobody
    becomes one by speaking to us there.

    `team` is the workspace in which people are looked for; None for the one that the token is of.
    `teams` are several, one after the other, where there are several.
    `overrides` are the Slack ids of people whose e-mail address there is another, by the address
    that the desk knows, in lower case; they win over what Slack says.
    """

    channel: Final = places.NAME

    def __init__(
        self,
        desk: OpenDesk,
        slack: Slack,
        clock: Clock,
        *,
        team: str | None = None,
        teams: Teams | None = None,
        guests: bool = False,
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        self._desk = desk
        self._slack = slack
        self._clock = clock
        self._team = team
        self._teams = teams or self._home
        self._guests = guests
        self._user_by_email = {email.casefold(): id_ for email, id_ in (overrides or {}).items()}
        self._email_by_user = {id_: email for email, id_ in self._user_by_email.items()}
        self._known: ForNow[tuple[str, str], Address] = ForNow(KNOWN_AGE, clock)
        self._members: ForNow[tuple[str, str], Member] = ForNow(MEMBERS_AGE, clock)
        self._found: ForNow[str, Whereabouts] = ForNow(FOUND_AGE, clock)
        self._missing: ForNow[str, bool] = ForNow(FOUND_AGE, clock)
        self._conversations: ForNow[tuple[str, str], str] = ForNow(CONVERSATIONS_AGE, clock)
        self._rest_until: dict[str, datetime] = {}
        self._look_ups: dict[str, Rate] = {}

    async def heed_overrides(self) -> None:
        """To be called once, at the start: whoever was taken for somebody else is met anew."""
        await heed(self._desk, places.NAME, self._user_by_email, lambda at: places.user_of(at)[1])

    # --- somebody speaks ---------------------------------------------------------------------

    async def known(self, team: str, user: str) -> Address | None:
        """None for somebody whom the desk does not know, whom we do not deal with, or about whom
        Slack does not answer now."""
        address = self._known.get((team, user))
        if address is None:
            address = await self._on_record(team, user) or await self._introduced(team, user)
            if address is not None:
                self._known.put((team, user), address)
        return address

    async def _on_record(self, team: str, user: str) -> Address | None:
        async with self._desk.look() as work:
            contact = await contact_of(work, team, user)
        return contact.address if contact is not None else None

    async def _introduced(self, team: str, user: str) -> Address | None:
        member = await _if_it_says(self._member(team, user))
        if member is None or not self._welcome(member):
            return None
        email = self._email_of(member)
        if email is None:
            return None
        async with self._desk.look() as work:
            if await person_by(work, email) is None:
                return None
        channel = await _if_it_says(self._conversation(team, user))
        if channel is None:
            return None
        there = whereabouts(team, member, channel)
        async with self._desk.begin() as work:
            person = await person_by(work, email)
            if person is None:
                return None
            await introduce(work, person, there.address)
            await live_there(work, person, there)
        return there.address

    # --- somebody changes --------------------------------------------------------------------

    async def refresh(self, team: str, user: str) -> None:
        """Slack says that something about them is different now; of strangers nothing is asked."""
        self._known.drop((team, user))
        self._members.drop((team, user))
        async with self._desk.look() as work:
            contact = await contact_of(work, team, user)
            person = await work.people.get(contact.person_id) if contact is not None else None
        if contact is None or person is None:
            return
        self._found.drop(person.email)
        try:
            member = await self._member(team, user)
        except SaidNo:
            member = None
        except NOT_NOW as error:
            log.warning("slack_user_not_looked_up", why=type(error).__name__)
            return
        async with self._desk.begin() as work:
            if member is None or not self._welcome(member):
                await lose(work, places.NAME, contact.user)
            else:
                await self._moved(work, contact, member)

    async def workspace_left(self, team: str) -> None:
        """We were taken out of it: nobody is reached there any more, until somebody speaks to us
        from there again. Nobody is told, since it is no news about any single person."""
        async with self._desk.begin() as work:
            for contact in await work.addresses.find(channel=places.NAME, gone_at=None):
                if places.user_of(contact.address)[0] == team:
                    await work.addresses.put(replace(contact, gone_at=work.now))
        self._forget_whereabouts()

    async def workspace_joined(self, team: str) -> None:
        """We are in it, perhaps again: whoever could not be reached there is met anew, by the rules
        that hold for everybody, when they speak or somebody wants to write to them."""
        async with self._desk.begin() as work:
            for contact in await work.addresses.find(channel=places.NAME):
                if contact.gone_at is not None and places.user_of(contact.address)[0] == team:
                    await work.addresses.remove(contact.id)
        self._forget_whereabouts()

    def _forget_whereabouts(self) -> None:
        for kept in (self._known, self._members, self._found, self._missing, self._conversations):
            kept.clear()
        self._rest_until.clear()

    async def _moved(self, work: UnitOfWork, contact: PersonAddress, member: Member) -> None:
        """To another clock, or to another e-mail address, which may be that of another person."""
        email = self._email_of(member)
        person = await person_by(work, email) if email is not None else None
        if person is not None and person.id != contact.person_id:
            await introduce(work, person, contact.address)
        else:
            person = await work.people.get(contact.person_id)
        if person is not None and person.erased_at is None:
            there = Whereabouts(contact.address, member.time_zone, member.locale, member.name)
            await live_there(work, person, there)

    # --- somebody is to be written to --------------------------------------------------------

    async def addresses(self, emails: Collection[str]) -> Mapping[str, Whereabouts]:
        """Never raises for what is the matter with Slack: then fewer are found, or nobody."""
        found: dict[str, Whereabouts] = {}
        unknown: list[str] = []
        for email in emails:
            there = self._found.get(email.casefold())
            if there is not None:
                found[email] = there
            elif not self._missing.get(email.casefold()):
                unknown.append(email)
        if unknown and not self._resting(ANYWHERE):
            try:
                async with asyncio.timeout(ENOUGH):
                    await self._look_for(await self._teams(), unknown, found)
            except (SaidNo, *NOT_NOW) as error:
                self._take_a_rest(ANYWHERE, error)
        return found

    async def _look_for(
        self, teams: Sequence[str], emails: Collection[str], found: dict[str, Whereabouts]
    ) -> None:
        one_of_few = asyncio.Semaphore(AT_ONCE)

        async def look_for(email: str) -> None:
            async with one_of_few:
                there = await self._whereabouts(teams, email.casefold())
            if there is not None:
                found[email] = there

        async with asyncio.TaskGroup() as together:
            for email in emails:
                together.create_task(look_for(email))

    async def _whereabouts(self, teams: Sequence[str], email: str) -> Whereabouts | None:
        """In the first workspace that has them and answers; missing is who is in none of them."""
        is_sure = True
        for team in teams:
            if self._resting(team) or not self._may_look_up(team):
                is_sure = False
                continue
            try:
                there = await self._look_up(team, email)
            except SaidNo:
                continue
            except NOT_NOW as error:
                self._take_a_rest(team, error)
                is_sure = False
                continue
            if there is not None:
                return self._found.put(email, there)
        if is_sure:
            self._missing.put(email, True)
        return None

    async def _look_up(self, team: str, email: str) -> Whereabouts | None:
        user = self._user_by_email.get(email)
        if user is not None:
            member = await self._member(team, user)
        else:
            answer = await self._slack.ask(team, "users.lookupByEmail", email=email)
            member = read_member(answer.get("user"), team)
        if not self._welcome(member):
            return None
        return whereabouts(team, member, await self._conversation(team, member.id))

    async def _home(self) -> Sequence[str]:
        if self._team is None:
            answer = await self._slack.ask("", "auth.test")
            self._team = id_in(answer, "team_id")
        return (self._team,)

    def _may_look_up(self, team: str) -> bool:
        """A crowd of new people is found little by little, and Slack need not stop us."""
        now = self._clock().timestamp()
        rate = self._look_ups.setdefault(team, Rate(60 / LOOK_UPS_A_MINUTE, SPARE_LOOK_UPS))
        if rate.free_at(now) > now:
            return False
        rate.take(now)
        return True

    def _resting(self, team: str) -> bool:
        until = self._rest_until.get(team)
        return until is not None and self._clock() < until

    def _take_a_rest(self, team: str, error: Exception) -> None:
        if not self._resting(team):
            log.warning("slack_people_not_looked_up", why=type(error).__name__)
            self._rest_until[team] = self._clock() + REST

    # --- somebody is spoken for --------------------------------------------------------------

    async def face(self, person_id: str) -> Face | None:
        """None for somebody without a name here: then the message says in words who it is from."""
        async with self._desk.look() as work:
            person = await work.people.get(person_id)
            contacts = await work.addresses.find(
                person_id=person_id,
                channel=places.NAME,
                gone_at=None,
                order_by="-heard_at",
                limit=1,
            )
        if person is None or person.erased_at is not None or not contacts:
            return None
        member = await _if_it_says(self._member(*places.user_of(contacts[0].address)))
        return Face(person.name, member.picture) if member is not None else None

    # --- what Slack says ---------------------------------------------------------------------

    async def _member(self, team: str, user: str) -> Member:
        member = self._members.get((team, user))
        if member is not None:
            return member
        async with asyncio.timeout(PATIENCE):
            answer = await self._slack.ask(team, "users.info", user=user, include_locale=True)
        return self._members.put((team, user), read_member(answer.get("user"), team))

    async def _conversation(self, team: str, user: str) -> str:
        """Our direct messages with them; opening it twice opens the same one."""
        channel = self._conversations.get((team, user))
        if channel is not None:
            return channel
        async with asyncio.timeout(PATIENCE):
            answer = await self._slack.tell(team, "conversations.open", users=user)
        return self._conversations.put((team, user), id_in(answer.get("channel"), "id"))

    def _email_of(self, member: Member) -> str | None:
        """An address that an administrator gave to somebody is nobody else's."""
        email = self._email_by_user.get(member.id)
        if email is None and (member.email or "").casefold() not in self._user_by_email:
            email = member.email
        return email

    def _welcome(self, member: Member) -> bool:
        """An administrator who names somebody means them, guest or not."""
        match member.kind:
            case Kind.MEMBER:
                return True
            case Kind.GUEST:
                return self._guests or member.id in self._email_by_user
            case Kind.NOBODY:
                return False


async def _if_it_says(answer: Awaitable[T]) -> T | None:
    """None where Slack says no, or nothing now."""
    try:
        return await answer
    except SaidNo:
        return None
    except NOT_NOW as error:
        log.warning("slack_user_not_looked_up", why=type(error).__name__)
        return None


async def contact_of(work: UnitOfWork, team: str, user: str) -> PersonAddress | None:
    return await contact_at(work, places.NAME, f"{team}/{user}")


def whereabouts(team: str, member: Member, channel: str) -> Whereabouts:
    address = places.address(team, member.id, channel)
    return Whereabouts(address, member.time_zone, member.locale, member.name)


def id_in(answer: Any, name: str) -> str:
    found = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(found, str) or not found:
        raise Unclear(f"Slack gave no {name}")
    return found


def read_member(user: Any, team: str) -> Member:
    """Out of a `user` of Slack's answers; raises `SaidNo` if there is none in it."""
    if not isinstance(user, Mapping) or not user.get("id"):
        raise SaidNo("user_not_found")
    profile = user.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    picture = profile.get("image_192") or profile.get("image_72")
    return Member(
        id=str(user["id"]),
        kind=_kind(user, team),
        name=name_told(profile.get("real_name") or user.get("real_name")),
        email=told(profile.get("email")),
        time_zone=zone_told(user.get("tz")),
        locale=locale_told(user.get("locale")),
        picture=picture if isinstance(picture, str) and picture.startswith("https://") else None,
    )


def _kind(user: Mapping[str, Any], team: str) -> Kind:
    if user["id"] == SLACKBOT:  # which Slack does not call a bot
        return Kind.NOBODY
    if user.get("deleted") or user.get("is_bot") or user.get("is_workflow_bot"):
        return Kind.NOBODY
    if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger"):
        return Kind.GUEST
    return Kind.MEMBER if not user.get("team_id") or team in _teams(user) else Kind.GUEST


def _teams(user: Mapping[str, Any]) -> Collection[str]:
    """Somebody of another workspace has another team, unless both are of one enterprise."""
    enterprise = user.get("enterprise_user")
    shared = enterprise.get("teams") if isinstance(enterprise, Mapping) else None
    return {*(shared or ()), user["team_id"]}
