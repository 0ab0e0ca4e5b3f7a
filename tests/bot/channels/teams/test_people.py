"""Who somebody in Teams is: known by e-mail or not at all, and Teams' bad days hurt nobody."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.port import Busy
from bot.channels.teams import places
from bot.channels.teams.connector import Member, SaidNo
from bot.channels.teams.people import (
    ENOUGH,
    Hint,
    Kind,
    TeamsPeople,
    account_in,
    hint_in,
    kind_of,
)
from bot.channels.teams.places import Reference
from bot.channels.teams.store import Conversations
from bot.ticketing import introductions
from feedback import privacy
from feedback.directory import introduce, introduce_found
from feedback.events import AddressGone
from feedback.people import Person, PersonAddress, Role
from feedback.policy import Policy
from feedback.staff import appoint
from feedback.store import Store, open_store
from tests.bot.channels.teams.activities import (
    GROUP,
    HERS,
    JANE,
    JANE_HERE,
    TENANT,
    activity,
    mention,
    message,
    without,
)
from tests.doubles import Clock, Ids

OTHER_TENANT = "99999999-8888-7777-6666-555555555555"
MAX = "11111111-2222-3333-4444-555555555555"
HIS = replace(HERS, conversation=f"a:{MAX}", user_id=f"29:{MAX}", aad_id=MAX)
IN_A_GROUP = replace(HERS, conversation=GROUP)
DESKS_JANE = Person(
    id="jane", name="Jane Doe", email="jane@example.org", time_zone="Europe/Berlin", locale="de"
)
HERE = places.address(TENANT, JANE, HERS.conversation)


def member(aad_id: str = JANE, email: str = "Jane@Example.org", **more: str) -> Member:
    told = {"name": "Plain Jane", "principal": "", "role": "user", "tenant": TENANT, **more}
    return Member(id=f"29:{aad_id}", aad_id=aad_id, email=email, **told)


class FakeTeams:
    """Knows who is in it, and says no as often as it is told to."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.asked: Counter[str] = Counter()
        self.failing: dict[str, list[Exception]] = {}
        """By what is asked, raised one after the other."""
        self.hangs = False

    def has(self, *members: Member) -> None:
        self.members.update({each.aad_id: each for each in members})

    async def member(self, of: Reference, user: str) -> Member | None:
        await self._reached("member")
        assert of.tenant == TENANT
        return self.members.get(user)

    async def create(self, service_url: str, tenant: str, bot_id: str, user: str) -> str:
        await self._reached("create")
        assert (service_url, tenant, bot_id) == (HERS.service_url, TENANT, HERS.bot_id)
        return f"a:with {user}"

    async def _reached(self, what: str) -> None:
        self.asked[what] += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.failing.get(what):
            raise self.failing[what].pop(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(sqlite_url: str, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(sqlite_url, Policy(), clock=clock, new_id=Ids()) as store:
        async with store.desk.begin() as work:
            await work.people.put(DESKS_JANE)
        yield store


@pytest.fixture
def teams() -> FakeTeams:
    teams = FakeTeams()
    teams.has(member())
    return teams


@pytest.fixture
def conversations(store: Store, clock: Clock) -> Conversations:
    return Conversations(clock, writer=store.writer, reader=store.reader)


@pytest.fixture
def people(
    store: Store, teams: FakeTeams, conversations: Conversations, clock: Clock
) -> TeamsPeople:
    return TeamsPeople(store.desk, teams, conversations, clock)


async def contacts(store: Store) -> dict[str, PersonAddress]:
    async with store.desk.look() as work:
        return {each.user: each for each in await work.addresses.find()}


async def person(store: Store, id_: str) -> Person:
    async with store.desk.look() as work:
        found = await work.people.get(id_)
    assert found is not None
    return found


async def anna_comes(store: Store, email: str = "anna@example.org") -> None:
    """A ticket names her."""
    async with store.desk.begin() as work:
        await work.people.put(Person(id="anna", name="Anna", email=email))


# --- known ---------------------------------------------------------------------------------------


async def test_somebody_is_known_by_their_email_whatever_its_capitals(
    store: Store, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    assert await people.known(HERS) == HERE
    assert (await contacts(store))[HERE.user].person_id == "jane"
    assert (await person(store, "jane")).name == "Jane Doe", "the desk was told her name"


async def test_somebody_is_known_by_the_name_with_which_they_sign_in(
    store: Store, teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    teams.has(member(email="j.doe@mail.example", principal="jane@example.org"))
    await conversations.keep(HERS)
    assert await people.known(HERS) == HERE


async def test_whoever_works_here_is_known_at_their_first_word_and_by_their_name(
    store: Store, teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    teams.has(member(MAX, "Max.Frost@desk.example", name=" Maximilian\u202e Frost "))
    async with store.desk.begin() as work:
        await appoint(work, {"max.frost@desk.example": (Role.MANAGER,)})
        (max_,) = await work.people.find(name="Max Frost")
    await conversations.keep(HIS)
    assert await people.known(HIS) == places.address(TENANT, MAX, HIS.conversation)
    known = await person(store, max_.id)
    assert (known.name, known.roles) == ("Maximilian\ufffd Frost", (Role.MANAGER,))


async def test_whoever_is_known_is_asked_for_once(
    store: Store,
    teams: FakeTeams,
    people: TeamsPeople,
    conversations: Conversations,
    clock: Clock,
) -> None:
    await conversations.keep(HERS)
    for _ in range(3):
        assert await people.known(HERS) == HERE
    clock.turn(timedelta(days=30))
    again = TeamsPeople(store.desk, teams, conversations, clock)
    assert await again.known(HERS) == HERE
    assert teams.asked == {"member": 1}


async def test_who_calls_from_a_group_is_met_in_our_own_conversation(
    store: Store, teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    ours = places.address(TENANT, JANE, f"a:with {JANE_HERE}")
    assert await people.known(IN_A_GROUP) == ours
    assert await conversations.with_person(JANE) == replace(
        HERS, conversation=f"a:with {JANE_HERE}"
    )
    assert teams.asked["create"] == 1


async def test_a_conversation_that_is_there_is_not_opened(
    teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    assert await people.known(IN_A_GROUP) == HERE
    assert teams.asked["create"] == 0


async def test_whom_teams_does_not_let_us_write_to_stays_unknown(
    store: Store, teams: FakeTeams, people: TeamsPeople
) -> None:
    teams.failing["create"] = [SaidNo(403, "BotNotInConversationRoster")]
    assert await people.known(IN_A_GROUP) is None
    assert await contacts(store) == {}


async def test_a_stranger_stays_one_and_teams_is_asked_again_after_ten_minutes(
    store: Store,
    teams: FakeTeams,
    people: TeamsPeople,
    conversations: Conversations,
    clock: Clock,
) -> None:
    teams.has(member(MAX, "nobody@else.example"))
    await conversations.keep(HIS)
    for _ in range(3):
        assert await people.known(HIS) is None
    assert teams.asked == {"member": 1}
    clock.turn(timedelta(minutes=11))
    assert await people.known(HIS) is None
    assert teams.asked == {"member": 2}
    async with store.desk.look() as work:
        assert await work.people.count() == 1  # nobody becomes a person by speaking to us


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        (member(), Kind.MEMBER),
        (member(role=""), Kind.MEMBER),
        (member(tenant=""), Kind.MEMBER),
        (member(tenant=TENANT.upper()), Kind.MEMBER),
        (member(role="guest"), Kind.GUEST),
        (member(role="Guest"), Kind.GUEST),
        (member(tenant=OTHER_TENANT), Kind.GUEST),
        (member(principal="jane_example.org#EXT#@corp.onmicrosoft.com"), Kind.GUEST),
        (member(role="anonymous"), Kind.NOBODY),
    ],
)
async def test_guests_only_where_the_desk_wants_them_and_nobody_from_a_meeting(
    who: Member,
    kind: Kind,
    store: Store,
    teams: FakeTeams,
    conversations: Conversations,
    clock: Clock,
) -> None:
    assert kind_of(who, TENANT) is kind
    teams.has(who)
    await conversations.keep(HERS)
    for guests in (False, True):
        people = TeamsPeople(store.desk, teams, conversations, clock, guests=guests)
        is_welcome = kind is Kind.MEMBER or (guests and kind is Kind.GUEST)
        assert (await people.known(HERS) is not None) is is_welcome


async def test_a_guest_is_not_found_by_the_name_that_was_made_up_for_them(
    store: Store, teams: FakeTeams, conversations: Conversations, clock: Clock
) -> None:
    made_up = "jane_else.example#EXT#@example.org"
    teams.has(member(email="", principal=made_up))
    await anna_comes(store, made_up.lower())
    await conversations.keep(HERS)
    people = TeamsPeople(store.desk, teams, conversations, clock, guests=True)
    assert await people.known(HERS) is None


@pytest.mark.parametrize(
    "who", [None, member(email=""), member(email="  "), member(email="jane"), member(MAX)]
)
async def test_whom_the_roster_does_not_tell_of_is_nobody(
    who: Member | None,
    store: Store,
    teams: FakeTeams,
    people: TeamsPeople,
    conversations: Conversations,
) -> None:
    teams.members = {} if who is None else {JANE: who}
    await conversations.keep(HERS)
    assert await people.known(HERS) is None
    assert await contacts(store) == {}


@pytest.mark.parametrize("what", ["member", "create"])
@pytest.mark.parametrize(
    "error", [Busy(timedelta(seconds=30)), TimeoutError(), ConnectionResetError()]
)
async def test_on_teams_bad_days_nobody_is_known_and_the_next_word_tries_again(
    error: Exception, what: str, teams: FakeTeams, people: TeamsPeople
) -> None:
    teams.failing[what] = [error]
    assert await people.known(IN_A_GROUP) is None
    assert await people.known(IN_A_GROUP) is not None


async def test_a_teams_that_hangs_is_not_waited_for(
    teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    teams.hangs = True
    async with asyncio.timeout(20):
        assert await people.known(HERS) is None


async def test_what_goes_wrong_is_logged_without_saying_who(
    teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    teams.failing["member"] = [Busy(why="jane@example.org")]
    with capture_logs() as logs:
        await people.known(HERS)
    assert len(logs) == 1
    assert "jane" not in str(logs).lower()


async def test_whoever_was_erased_is_a_stranger(
    store: Store, people: TeamsPeople, conversations: Conversations, clock: Clock
) -> None:
    await conversations.keep(HERS)
    await people.known(HERS)
    async with store.desk.begin() as work:
        await privacy.erase(work, DESKS_JANE)
    clock.turn(timedelta(minutes=11))
    assert await people.known(HERS) is None
    assert await contacts(store) == {}


# --- taken away and back -------------------------------------------------------------------------


async def test_whoever_takes_us_away_is_not_reached_and_their_technician_hears_of_it(
    store: Store, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    await people.known(HERS)
    await conversations.drop(TENANT, HERS.conversation)
    await people.uninstalled(TENANT, HERS.conversation)
    assert (await contacts(store))[HERE.user].gone_at is not None
    assert [news.event for news in await store.news.due(9)] == [AddressGone("jane", places.NAME)]


async def test_a_conversation_of_nobody_may_end(store: Store, people: TeamsPeople) -> None:
    await people.uninstalled(TENANT, "a:nobodys")
    assert await store.news.due(9) == []


async def test_whoever_takes_us_back_is_reached_again_at_once(
    store: Store, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    await people.known(HERS)
    await conversations.drop(TENANT, HERS.conversation)
    await people.uninstalled(TENANT, HERS.conversation)
    back = replace(HERS, conversation="a:back")
    await conversations.keep(back)
    assert await people.known(back) == places.address(TENANT, JANE, "a:back")
    contact = (await contacts(store))[HERE.user]
    assert (contact.gone_at, contact.place) == (None, f"{TENANT}/a:back")


# --- addresses -----------------------------------------------------------------------------------


async def test_whoever_has_the_app_is_found_once_a_ticket_names_them(
    store: Store, teams: FakeTeams, people: TeamsPeople, conversations: Conversations
) -> None:
    teams.has(member(MAX, "anna@Example.org", principal="a.lind@corp.example", name="Anna Lind"))
    await conversations.keep(HIS)
    people.overhear(activity_of(MAX, localTimezone="Asia/Tokyo"))
    assert await people.known(HIS) is None
    found = await people.addresses(["Anna@example.org", "none@example.org"])
    assert found.keys() == {"Anna@example.org"}
    there = found["Anna@example.org"]
    assert there.address == places.address(TENANT, MAX, HIS.conversation)
    assert (there.name, there.time_zone) == ("Anna Lind", "Asia/Tokyo")
    assert (await people.addresses(["a.lind@corp.example"])).keys() == {"a.lind@corp.example"}
    assert await contacts(store) == {}  # whoever asked introduces them


@pytest.mark.parametrize("introduced_first", [True, False])
async def test_once_the_desk_knows_them_and_they_speak_no_fingerprint_is_kept(
    introduced_first: bool,
    store: Store,
    teams: FakeTeams,
    people: TeamsPeople,
    conversations: Conversations,
) -> None:
    teams.has(member(MAX, "anna@example.org"))
    await conversations.keep(HIS)
    await people.known(HIS)
    assert await conversations.recognised(["anna@example.org"]) != {}
    await anna_comes(store)
    if introduced_first:
        found = await people.addresses(["anna@example.org"])
        async with store.desk.begin() as work:
            anna = await work.people.get("anna")
            assert anna is not None
            await introduce_found(work, anna, found["anna@example.org"])
    assert await people.known(HIS) is not None
    assert await conversations.recognised(["anna@example.org"]) == {}


async def test_teams_has_the_last_word_on_who_somebody_is(
    teams: FakeTeams, people: TeamsPeople, conversations: Conversations, clock: Clock
) -> None:
    teams.has(member(MAX, "anna@example.org"))
    await conversations.keep(HIS)
    await people.known(HIS)
    clock.turn(timedelta(minutes=11))
    teams.has(member(MAX, "anna.married@example.org"))
    assert await people.addresses(["anna@example.org"]) == {}
    teams.has(member(MAX, "anna@example.org", role="guest"))
    clock.turn(timedelta(minutes=11))
    assert await people.addresses(["anna@example.org"]) == {}


@pytest.mark.parametrize(
    "error", [Busy(timedelta(seconds=30)), TimeoutError(), ConnectionResetError()]
)
async def test_on_teams_bad_days_nobody_is_found_and_it_is_left_in_peace_for_a_while(
    error: Exception,
    teams: FakeTeams,
    people: TeamsPeople,
    conversations: Conversations,
    clock: Clock,
) -> None:
    teams.has(member(MAX, "anna@example.org"))
    await conversations.keep(HIS)
    await people.known(HIS)
    clock.turn(timedelta(minutes=11))
    teams.failing["member"] = [error]
    asked = teams.asked.total()
    for _ in range(2):
        assert await people.addresses(["anna@example.org"]) == {}
    assert teams.asked.total() == asked + 1
    clock.turn(timedelta(seconds=31))
    assert list(await people.addresses(["anna@example.org"])) == ["anna@example.org"]


async def test_a_teams_that_says_no_to_one_is_asked_for_the_others(
    teams: FakeTeams, people: TeamsPeople, conversations: Conversations, clock: Clock
) -> None:
    crowd = [replace(HIS, aad_id=f"p{number}", conversation=f"a:{number}") for number in range(9)]
    for reference in crowd:
        teams.has(member(reference.aad_id, f"{reference.aad_id}@example.org"))
        await conversations.keep(reference)
        await people.known(reference)
    clock.turn(timedelta(minutes=11))
    teams.failing["member"] = [SaidNo(403, "MessageWritesBlocked")]
    found = await people.addresses([f"p{number}@example.org" for number in range(12)])
    assert len(found) == 8


async def test_a_teams_that_hangs_holds_up_nobody_for_long(
    teams: FakeTeams, people: TeamsPeople, conversations: Conversations, clock: Clock
) -> None:
    teams.has(member(MAX, "anna@example.org"))
    await conversations.keep(HIS)
    await people.known(HIS)
    clock.turn(timedelta(minutes=11))
    teams.hangs = True
    assert ENOUGH < introductions.PATIENCE, "whoever waits for it is told in time"
    async with asyncio.timeout(20):
        assert await people.addresses(["anna@example.org"]) == {}


# --- overrides -----------------------------------------------------------------------------------


@pytest.fixture
def overridden(
    store: Store, teams: FakeTeams, conversations: Conversations, clock: Clock
) -> TeamsPeople:
    """Jane is another account than the one that has her e-mail address there."""
    teams.has(member(MAX, "jd@private.example", role="guest"))
    overrides = {"Jane@example.org": MAX}
    return TeamsPeople(store.desk, teams, conversations, clock, overrides=overrides)


async def test_what_an_administrator_says_wins(
    store: Store, overridden: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    await conversations.keep(HIS)
    hers = places.address(TENANT, MAX, HIS.conversation)
    assert (await overridden.addresses(["jane@example.org"]))["jane@example.org"].address == hers
    assert await overridden.known(HIS) == hers
    assert await overridden.known(HERS) is None
    assert (await contacts(store))[hers.user].person_id == "jane"


async def test_whoever_was_taken_for_somebody_else_is_met_anew(
    store: Store, people: TeamsPeople, overridden: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    await conversations.keep(HIS)
    await people.known(HERS)
    await anna_comes(store)
    async with store.desk.begin() as work:
        anna = await work.people.get("anna")
        assert anna is not None
        await introduce(work, anna, places.address(TENANT, MAX, HIS.conversation))
    await overridden.heed_overrides()
    assert await contacts(store) == {}
    await overridden.known(HIS)
    assert (await contacts(store))[f"{TENANT}/{MAX}"].person_id == "jane"
    await overridden.heed_overrides()
    assert len(await contacts(store)) == 1


# --- hints ---------------------------------------------------------------------------------------


def activity_of(aad_id: str, **more: Any) -> dict[str, Any]:
    return activity("message", **{"from": {"id": f"29:{aad_id}", "aadObjectId": aad_id}, **more})


async def test_their_clock_and_language_come_along_and_go_with_them(
    store: Store, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    people.overhear(message("Hello", localTimezone="America/New_York"))
    await people.known(HERS)
    jane = await person(store, "jane")
    assert (jane.time_zone, jane.locale) == ("America/New_York", "en-GB")
    people.overhear(message("Hello again", localTimezone="Asia/Tokyo"))
    await people.known(HERS)
    assert (await person(store, "jane")).time_zone == "Asia/Tokyo"


async def test_whoever_stays_where_they_are_is_written_down_once(
    store: Store, people: TeamsPeople, conversations: Conversations
) -> None:
    await conversations.keep(HERS)
    people.overhear(message("Hello"))
    await people.known(HERS)
    async with store.desk.begin() as work:
        await work.people.put(replace(DESKS_JANE, time_zone="Asia/Tokyo"))
    people.overhear(message("Hello again"))
    await people.known(HERS)
    assert (await person(store, "jane")).time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ({}, Hint("Europe/Berlin", "en-GB")),
        ({"localTimezone": "Asia/Tokyo"}, Hint("Asia/Tokyo", "en-GB")),
        ({"localTimezone": "W. Europe Standard Time"}, Hint("Europe/Berlin", "en-GB")),
        ({"localTimezone": None, "entities": []}, Hint(None, "en-GB")),
        ({"entities": [7, {"type": "mention"}], "locale": "de-DE"}, Hint("Europe/Berlin", "de-DE")),
        ({"localTimezone": "../../etc/passwd", "entities": "x", "locale": 7}, Hint()),
        ({"localTimezone": "A" * 5000, "entities": None, "locale": "x" * 36}, Hint()),
        ({"localTimezone": "", "entities": {}, "locale": " "}, Hint()),
        ({"localTimezone": "Mars/Olympus", "entities": [], "locale": []}, Hint()),
    ],
)
def test_a_clock_that_nobody_has_is_not_theirs(more: dict[str, Any], hint: Hint) -> None:
    assert hint_in(message("Hello", **more)) == hint


def test_whose_hint_it_is_stands_in_the_activity() -> None:
    assert account_in(message("Hello")) == (TENANT, JANE)
    assert account_in(mention("Hello")) == (TENANT, JANE)
    shouted = activity("message", **{"from": {"id": JANE_HERE, "aadObjectId": JANE.upper()}})
    assert account_in(shouted) == (TENANT, JANE)
    elsewhere = {"id": HERS.conversation, "conversationType": "personal"}
    assert account_in(message("Hello", conversation=elsewhere)) == (TENANT, JANE)


@pytest.mark.parametrize(
    "who",
    [
        {"id": JANE_HERE},
        {"id": JANE_HERE, "aadObjectId": 7},
        "29:jane",
        None,
    ],
)
def test_whatever_is_overheard_hurts_nobody(who: object, people: TeamsPeople) -> None:
    heard = activity("message", **{"from": who})
    assert account_in(heard) is None
    people.overhear(heard)
    people.overhear(without("conversation", without("channelData", message("Hello"))))
    people.overhear({})
