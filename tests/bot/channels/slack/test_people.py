"""Who somebody in Slack is: known by e-mail or not at all, and Slack's bad days hurt nobody."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.port import Busy
from bot.channels.slack.api import OneWorkspace, SaidNo, Unclear, open_slack
from bot.channels.slack.people import SlackPeople
from bot.channels.slack.places import address
from feedback import privacy
from feedback.directory import introduce
from feedback.people import Person, PersonAddress, Role
from feedback.policy import Policy
from feedback.staff import appoint
from feedback.store import Store, open_store
from tests.doubles import Clock, Ids
from tests.peers.local_slack import BOT_TOKEN, TEAM, LocalSlack

Json = dict[str, Any]
HERE = "T01"
JANE = Person(id="jane", name="Jane Doe", email="jane@example.org", time_zone="Europe/Berlin")
SAM = Person(id="sam", name="Sam Baker", email="sam@desk.example", roles=(Role.TECHNICIAN,))
JANES = address(HERE, "U1JANE", "D-U1JANE")
SAMS = address(HERE, "U2SAM", "D-U2SAM")


def user(id_: str, email: str | None, **more: Any) -> Json:
    profile: Json = {} if email is None else {"email": email}
    profile["image_192"] = f"https://avatars.example/{id_}.png"
    return {"id": id_, "team_id": HERE, "tz": "America/New_York", "profile": profile, **more}


class FakeSlack:
    """Knows its users, and says no as often as it is told to."""

    def __init__(self) -> None:
        self.users: dict[str, Json] = {}
        self.asked: Counter[str] = Counter()
        self.failing: dict[str, list[Exception]] = {}
        """By method, raised one after the other."""
        self.hangs: set[str] = set()

    def has(self, *users: Json) -> None:
        self.users.update({each["id"]: each for each in users})

    async def ask(self, team: str, method: str, **arguments: Any) -> Json:
        await self._reached(method)
        match method:
            case "auth.test":
                return {"team_id": HERE}
            case "users.info":
                assert arguments["include_locale"] is True
                assert team == HERE
                return self._user(self.users.get(arguments["user"]), "user_not_found")
            case "users.lookupByEmail":
                found = [
                    each
                    for each in self.users.values()
                    if each["profile"].get("email", "").lower() == arguments["email"].lower()
                ]
                return self._user(found[0] if found else None, "users_not_found")
        raise AssertionError(method)

    async def tell(self, team: str, method: str, **arguments: Any) -> Json:
        await self._reached(method)
        assert (team, method) == (HERE, "conversations.open")
        return {"channel": {"id": f"D-{arguments['users']}"}}

    async def _reached(self, method: str) -> None:
        self.asked[method] += 1
        if method in self.hangs:
            await asyncio.Event().wait()
        if self.failing.get(method):
            raise self.failing[method].pop(0)

    def _user(self, found: Json | None, error: str) -> Json:
        if found is None:
            raise SaidNo(error)
        return {"ok": True, "user": found}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(sqlite_url: str, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(sqlite_url, Policy(), clock=clock, new_id=Ids()) as store:
        async with store.desk.begin() as work:
            await work.people.put(JANE, SAM)
        yield store


@pytest.fixture
def slack() -> FakeSlack:
    slack = FakeSlack()
    slack.has(user("U1JANE", "Jane@Example.org"), user("U2SAM", "sam@desk.example"))
    return slack


@pytest.fixture
def people(store: Store, slack: FakeSlack, clock: Clock) -> SlackPeople:
    return SlackPeople(store.desk, slack, clock)


async def contacts(store: Store) -> dict[str, PersonAddress]:
    async with store.desk.look() as work:
        return {each.user: each for each in await work.addresses.find()}


async def person(store: Store, id_: str) -> Person:
    async with store.desk.look() as work:
        found = await work.people.get(id_)
    assert found is not None
    return found


# --- known ---------------------------------------------------------------------------------------


async def test_whoever_works_here_is_known_at_their_first_word_and_by_their_name(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    slack.has(user("U6MAX", "Max.Frost@desk.example", real_name=" Maximilian\u202e Frost "))
    async with store.desk.begin() as work:
        await appoint(work, {"max.frost@desk.example": (Role.MANAGER,)})
        (max_,) = await work.people.find(name="Max Frost")
    assert await people.known(HERE, "U6MAX") == address(HERE, "U6MAX", "D-U6MAX")
    known = await person(store, max_.id)
    assert (known.name, known.roles) == ("Maximilian\ufffd Frost", (Role.MANAGER,))
    assert known.time_zone == "America/New_York"


async def test_a_name_that_the_desk_was_told_is_not_overwritten(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    slack.has(user("U1JANE", "jane@example.org", real_name="Plain Jane"))
    await people.known(HERE, "U1JANE")
    await people.refresh(HERE, "U1JANE")
    assert (await person(store, "jane")).name == "Jane Doe"


async def test_somebody_is_known_by_their_email_whatever_its_capitals(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    assert await people.known(HERE, "U1JANE") == JANES
    assert (await contacts(store))[JANES.user].person_id == "jane"


async def test_whoever_is_known_is_asked_for_once(
    store: Store, slack: FakeSlack, people: SlackPeople, clock: Clock
) -> None:
    for _ in range(3):
        assert await people.known(HERE, "U1JANE") == JANES
    clock.turn(timedelta(days=30))
    assert await SlackPeople(store.desk, slack, clock).known(HERE, "U1JANE") == JANES
    assert slack.asked == {"users.info": 1, "conversations.open": 1}


async def test_their_clock_and_language_come_along(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    slack.has(user("U1JANE", "jane@example.org", locale="de-DE"))
    await people.known(HERE, "U1JANE")
    jane = await person(store, "jane")
    assert (jane.time_zone, jane.locale) == ("America/New_York", "de-DE")


@pytest.mark.parametrize("zone", ["", None, "Mars/Olympus", "../../etc/passwd", 7, "A" * 5000])
async def test_a_clock_that_nobody_has_is_not_theirs(
    zone: object, store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    slack.has(user("U1JANE", "jane@example.org", tz=zone, locale=None))
    assert await people.known(HERE, "U1JANE") == JANES
    assert await person(store, "jane") == JANE


async def test_a_stranger_stays_one_and_slack_is_asked_again_after_ten_minutes(
    store: Store, slack: FakeSlack, people: SlackPeople, clock: Clock
) -> None:
    slack.has(user("U9", "nobody@else.example"))
    for _ in range(3):
        assert await people.known(HERE, "U9") is None
    assert slack.asked == {"users.info": 1}
    clock.turn(timedelta(minutes=11))
    assert await people.known(HERE, "U9") is None
    assert slack.asked == {"users.info": 2}
    async with store.desk.look() as work:
        assert await work.people.count() == 2  # nobody becomes a person by speaking to us


async def test_a_stranger_whom_the_desk_adds_is_known_at_once(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    slack.has(user("U9", "new@example.org"))
    assert await people.known(HERE, "U9") is None
    async with store.desk.begin() as work:
        await work.people.put(Person(id="new", name="New", email="new@example.org"))
    assert await people.known(HERE, "U9") == address(HERE, "U9", "D-U9")


@pytest.mark.parametrize(
    "who",
    [
        user("U1JANE", "jane@example.org", deleted=True),
        user("U1JANE", "jane@example.org", is_bot=True),
        user("U1JANE", "jane@example.org", is_workflow_bot=True),
        user("USLACKBOT", "jane@example.org"),
        user("U1JANE", None),
        user("U1JANE", "  "),
        {"id": "U1JANE", "team_id": HERE, "profile": None},
    ],
)
async def test_whom_we_do_not_deal_with(
    who: Json, store: Store, slack: FakeSlack, clock: Clock
) -> None:
    slack.has(who)
    for guests in (False, True):
        people = SlackPeople(store.desk, slack, clock, guests=guests)
        assert await people.known(HERE, who["id"]) is None
    assert await contacts(store) == {}


@pytest.mark.parametrize(
    "more",
    [
        {"is_restricted": True},
        {"is_restricted": True, "is_ultra_restricted": True},
        {"is_stranger": True},
        {"team_id": "T02"},
        {"team_id": "T02", "enterprise_user": {"teams": ["T02", "T03"]}},
    ],
)
async def test_guests_and_people_of_other_workspaces_only_where_the_desk_wants_them(
    more: Json, store: Store, slack: FakeSlack, clock: Clock
) -> None:
    slack.has(user("U1JANE", "jane@example.org", **more))
    assert await SlackPeople(store.desk, slack, clock).known(HERE, "U1JANE") is None
    people = SlackPeople(store.desk, slack, clock, guests=True)
    assert await people.known(HERE, "U1JANE") == JANES


async def test_colleagues_in_another_workspace_of_the_enterprise_are_no_guests(
    slack: FakeSlack, people: SlackPeople
) -> None:
    grid = {"team_id": "T02", "enterprise_user": {"teams": ["T02", HERE]}}
    slack.has(user("U1JANE", "jane@example.org", **grid))
    assert await people.known(HERE, "U1JANE") == JANES


@pytest.mark.parametrize("method", ["users.info", "conversations.open"])
@pytest.mark.parametrize(
    "error",
    [Busy(timedelta(seconds=30)), Unclear("502"), TimeoutError(), ConnectionResetError()],
    ids=["429", "5xx", "too slow", "cut"],
)
async def test_on_slacks_bad_days_nobody_is_known_and_the_next_word_tries_again(
    error: Exception, method: str, slack: FakeSlack, people: SlackPeople
) -> None:
    slack.failing[method] = [error]
    assert await people.known(HERE, "U1JANE") is None
    assert await people.known(HERE, "U1JANE") == JANES


async def test_a_slack_that_hangs_is_not_waited_for(slack: FakeSlack, people: SlackPeople) -> None:
    slack.hangs = {"users.info"}
    async with asyncio.timeout(2):
        assert await people.known(HERE, "U1JANE") is None


async def test_what_goes_wrong_is_logged_without_saying_who(
    slack: FakeSlack, people: SlackPeople
) -> None:
    slack.failing["users.info"] = [Unclear("jane@example.org")]
    with capture_logs() as logs:
        await people.known(HERE, "U1JANE")
    assert len(logs) == 1
    assert "jane" not in str(logs).lower()


async def test_whoever_was_erased_is_a_stranger(
    store: Store, people: SlackPeople, clock: Clock
) -> None:
    await people.known(HERE, "U1JANE")
    async with store.desk.begin() as work:
        await privacy.erase(work, JANE)
    clock.turn(timedelta(minutes=11))
    assert await people.known(HERE, "U1JANE") is None
    assert await contacts(store) == {}


# --- addresses -----------------------------------------------------------------------------------


async def test_people_are_found_by_email_before_they_have_said_a_word(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    found = await people.addresses({"JANE@example.org", "sam@desk.example", "none@example.org"})
    assert {email: there.address for email, there in found.items()} == {
        "JANE@example.org": JANES,
        "sam@desk.example": SAMS,
    }
    assert found["sam@desk.example"].time_zone == "America/New_York"
    assert await contacts(store) == {}  # whoever asked introduces them


async def test_nobody_is_looked_up_twice_within_an_hour(
    slack: FakeSlack, people: SlackPeople, clock: Clock
) -> None:
    for _ in range(2):
        await people.addresses(["jane@example.org", "none@example.org"])
    once = {"auth.test": 1, "users.lookupByEmail": 2, "conversations.open": 1}
    assert slack.asked == once
    clock.turn(timedelta(hours=1))
    await people.addresses(["jane@example.org", "none@example.org"])
    assert slack.asked == {**once, "users.lookupByEmail": 4}


async def test_bots_and_guests_are_not_written_to(slack: FakeSlack, people: SlackPeople) -> None:
    slack.has(user("U1JANE", "jane@example.org", is_restricted=True))
    slack.has(user("U2SAM", "sam@desk.example", is_bot=True))
    assert await people.addresses(["jane@example.org", "sam@desk.example"]) == {}
    assert slack.asked["conversations.open"] == 0


@pytest.mark.parametrize("method", ["auth.test", "users.lookupByEmail", "conversations.open"])
@pytest.mark.parametrize(
    "error",
    [Busy(timedelta(seconds=30)), Unclear("502"), TimeoutError(), ConnectionResetError()],
    ids=["429", "5xx", "too slow", "cut"],
)
async def test_on_slacks_bad_days_nobody_is_found_and_it_is_left_in_peace_for_a_while(
    error: Exception, method: str, slack: FakeSlack, people: SlackPeople, clock: Clock
) -> None:
    slack.failing[method] = [error]
    assert await people.addresses(["jane@example.org"]) == {}
    asked = slack.asked.total()
    assert await people.addresses(["jane@example.org"]) == {}
    assert slack.asked.total() == asked
    clock.turn(timedelta(seconds=31))
    assert list(await people.addresses(["jane@example.org"])) == ["jane@example.org"]


async def test_a_slack_that_hangs_holds_up_nobody_for_long(
    slack: FakeSlack, people: SlackPeople
) -> None:
    await people.addresses(["sam@desk.example"])
    slack.hangs = {"users.lookupByEmail"}
    async with asyncio.timeout(1.9):
        found = await people.addresses(["jane@example.org", "sam@desk.example"])
    assert list(found) == ["sam@desk.example"]


async def test_slack_is_not_asked_by_a_crowd_at_once(slack: FakeSlack, people: SlackPeople) -> None:
    slack.failing["users.lookupByEmail"] = [Busy(timedelta(seconds=30))] * 100
    await people.addresses([f"p{number}@example.org" for number in range(100)])
    assert slack.asked["users.lookupByEmail"] <= 4


async def test_a_crowd_is_found_little_by_little_without_asking_slack_too_often(
    store: Store, slack: FakeSlack, people: SlackPeople, clock: Clock
) -> None:
    emails = [f"p{number}@example.org" for number in range(100)]
    slack.has(*(user(f"U{email[:-12].upper()}", email) for email in emails))
    for second in range(150):
        found = await people.addresses(emails)
        assert slack.asked["users.lookupByEmail"] <= 10 + second * 40 / 60 + 1
        clock.turn(timedelta(seconds=1))
    assert sorted(found) == sorted(emails), "nobody is given up because it was not their turn"
    assert slack.asked["users.lookupByEmail"] == 100


# --- overrides -----------------------------------------------------------------------------------


@pytest.fixture
def overridden(store: Store, slack: FakeSlack, clock: Clock) -> SlackPeople:
    """Jane is another user than the one who has her e-mail address there."""
    slack.has(user("U7PRIVATE", "jd@private.example", is_restricted=True))
    return SlackPeople(store.desk, slack, clock, overrides={"Jane@example.org": "U7PRIVATE"})


async def test_what_an_administrator_says_wins(
    store: Store, slack: FakeSlack, overridden: SlackPeople
) -> None:
    hers = address(HERE, "U7PRIVATE", "D-U7PRIVATE")
    assert (await overridden.addresses(["jane@example.org"]))["jane@example.org"].address == hers
    assert slack.asked["users.lookupByEmail"] == 0
    assert await overridden.known(HERE, "U7PRIVATE") == hers
    assert await overridden.known(HERE, "U1JANE") is None
    assert (await contacts(store))[hers.user].person_id == "jane"


async def test_whoever_was_taken_for_somebody_else_is_met_anew(
    store: Store, slack: FakeSlack, people: SlackPeople, overridden: SlackPeople
) -> None:
    await people.known(HERE, "U1JANE")
    await people.known(HERE, "U2SAM")
    async with store.desk.begin() as work:
        await introduce(work, SAM, address(HERE, "U7PRIVATE", "D-U7PRIVATE"))
    await overridden.heed_overrides()
    assert list(await contacts(store)) == [SAMS.user]
    await overridden.known(HERE, "U7PRIVATE")
    assert (await contacts(store))[f"{HERE}/U7PRIVATE"].person_id == "jane"
    await overridden.heed_overrides()
    assert len(await contacts(store)) == 2


# --- refresh -------------------------------------------------------------------------------------


async def test_somebody_moves_to_another_clock(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    await people.known(HERE, "U1JANE")
    slack.has(user("U1JANE", "jane@example.org", tz="Asia/Tokyo"))
    await people.refresh(HERE, "U1JANE")
    assert (await person(store, "jane")).time_zone == "Asia/Tokyo"


@pytest.mark.parametrize("more", [{"deleted": True}, {"is_restricted": True}])
async def test_somebody_leaves(
    more: Json, store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    await people.known(HERE, "U1JANE")
    assert await people.addresses(["jane@example.org"]) != {}
    slack.has(user("U1JANE", "jane@example.org", **more))
    await people.refresh(HERE, "U1JANE")
    assert (await contacts(store))[JANES.user].gone_at is not None
    assert await people.addresses(["jane@example.org"]) == {}


async def test_an_account_goes_over_to_somebody_else(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    await people.known(HERE, "U1JANE")
    slack.has(user("U1JANE", "sam@desk.example"))
    await people.refresh(HERE, "U1JANE")
    assert (await contacts(store))[JANES.user].person_id == "sam"


async def test_an_address_that_the_desk_does_not_know_changes_nothing(
    store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    await people.known(HERE, "U1JANE")
    slack.has(user("U1JANE", "jane.married@example.org"))
    await people.refresh(HERE, "U1JANE")
    assert (await contacts(store))[JANES.user].person_id == "jane"


async def test_of_strangers_nothing_is_asked(slack: FakeSlack, people: SlackPeople) -> None:
    await people.refresh(HERE, "U2SAM")
    assert slack.asked == {}


@pytest.mark.parametrize("error", [Busy(), TimeoutError(), Unclear("502")])
async def test_a_change_that_slack_does_not_explain_changes_nothing(
    error: Exception, store: Store, slack: FakeSlack, people: SlackPeople
) -> None:
    await people.known(HERE, "U1JANE")
    slack.failing["users.info"] = [error]
    await people.refresh(HERE, "U1JANE")
    assert (await contacts(store))[JANES.user].gone_at is None


# --- faces ---------------------------------------------------------------------------------------


async def test_a_technician_has_the_desks_name_and_slacks_picture(
    slack: FakeSlack, people: SlackPeople
) -> None:
    await people.known(HERE, "U2SAM")
    face = await people.face("sam")
    assert face is not None
    assert (face.name, face.picture) == ("Sam Baker", "https://avatars.example/U2SAM.png")


async def test_without_a_face_the_words_have_to_say_who_speaks(
    slack: FakeSlack, people: SlackPeople, clock: Clock
) -> None:
    assert await people.face("sam") is None
    assert await people.face("nobody") is None
    await people.known(HERE, "U2SAM")
    clock.turn(timedelta(minutes=11))
    slack.failing["users.info"] = [TimeoutError(), SaidNo("user_not_found")]
    assert await people.face("sam") is None
    assert await people.face("sam") is None
    assert await people.face("sam") is not None


# --- a whole Slack -------------------------------------------------------------------------------


async def test_a_whole_slack_answers(store: Store, clock: Clock, local_slack: LocalSlack) -> None:
    async with open_slack(OneWorkspace(None, BOT_TOKEN), base_url=local_slack.api_url) as api:
        people = SlackPeople(store.desk, api, clock)
        found = await people.addresses(["jane@example.org", "none@example.org"])
        assert found.keys() == {"jane@example.org"}
        assert await people.known(TEAM, "U01JANE") == found["jane@example.org"].address
        assert await people.known(TEAM, "U05DORA") is None
        assert api.problems() == ()
