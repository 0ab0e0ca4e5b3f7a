"""Many workspaces in one desk: each with its own token, from memory, renewed in time, or gone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot.actions import Rate
from bot.channels.port import Busy
from bot.channels.slack import places
from bot.channels.slack.api import NotInstalled
from bot.channels.slack.people import REST
from bot.channels.slack.seal import Seal, Unsealable, new_key
from feedback.directory import introduce, introduce_found
from feedback.people import Person, Role
from feedback.unit_of_work import OpenDesk
from tests.bot.channels.slack import payloads
from tests.bot.channels.slack.installed import KEY, ManyHouse, open_many_house
from tests.doubles import Clock
from tests.peers.slack_faults import cut, fails, says, slow
from tests.peers.slack_oauth import ACME, BETA, HALF_A_DAY, ManySlack, many_slack

LIFE = timedelta(seconds=HALF_A_DAY)
DAWN = LIFE - timedelta(hours=1)
"""After so long a token is about to expire, and still good."""
TEAMS = (ACME, BETA)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack() -> AsyncIterator[ManySlack]:
    async with many_slack() as slack:
        yield slack


@pytest.fixture
async def rotating() -> AsyncIterator[ManySlack]:
    async with many_slack(rotates=True) as slack:
        yield slack


@asynccontextmanager
async def both_in(url: str, slack: ManySlack, **more: Any) -> AsyncIterator[ManyHouse]:
    async with open_many_house(url, slack, **more) as house:
        for team in TEAMS:
            assert (await house.installs(team)).status_code == 200
        yield house


def words(team: str, said: str, event_id: str) -> dict[str, Any]:
    """In our own conversation with Jane, whose id is the same in both."""
    return of(team, payloads.message(said, event_id))


def of(team: str, payload: dict[str, Any]) -> dict[str, Any]:
    moved = {**payload, "team_id": team}
    moved["authorizations"] = [{**one, "team_id": team} for one in payload["authorizations"]]
    return moved


async def knows(house: ManyHouse, **people: str) -> None:
    """The desk knows somebody in this workspace."""
    async with house.house.store.desk.begin() as work:
        for name, team in people.items():
            person = Person(
                id=name,
                name=name.title(),
                email=f"{name}@example.org",
                roles=(Role.REQUESTER,),
                time_zone="Europe/Berlin",
            )
            await work.people.put(person)
            await introduce(work, person, places.address(team, payloads.JANE, payloads.DIRECT))


async def reached(desk: OpenDesk) -> set[str]:
    async with desk.look() as work:
        return {each.person_id for each in await work.addresses.find(gone_at=None)}


@contextmanager
def counted(house: ManyHouse) -> Iterator[list[str]]:
    """Every statement by which something is looked up."""
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    engine = house.house.store.reader.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    yield statements
    event.remove(engine, "before_cursor_execute", count)


# --- two at once ---------------------------------------------------------------------------------


async def test_two_workspaces_are_heard_and_answered_with_their_own_tokens(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        await knows(house, jane=ACME, bob=BETA)
        slack.calls.clear()
        slack.tokens.clear()
        posted = await asyncio.gather(
            *(house.posts(words(team, "help", f"Ev{team}")) for team in TEAMS)
        )
        assert [answer.status_code for answer in posted] == [200, 200]
        await house.delivers()
        assert {team for team, _, _ in slack.said} == {ACME, BETA}
        spoken = [
            slack.teams[token]
            for (method, _), token in zip(slack.calls, slack.tokens, strict=True)
            if method == "chat.postMessage"
        ]
        assert sorted(spoken) == [ACME, BETA]


async def test_whoever_has_not_installed_us_is_not_heard(
    database_url: str, slack: ManySlack
) -> None:
    async with open_many_house(database_url, slack) as house:
        await house.installs(ACME)
        await knows(house, jane=ACME, bob=BETA)
        with capture_logs() as logged:
            assert (await house.posts(words(BETA, "help", "Ev1"))).status_code == 200
        await house.delivers()
        assert slack.said == []
        assert {"event": "slack_not_installed", "team": BETA, "log_level": "warning"} in logged


async def test_a_workspace_that_is_not_trusted_any_more_is_out(
    sqlite_url: str, slack: ManySlack
) -> None:
    async with both_in(sqlite_url, slack):
        pass
    async with open_many_house(sqlite_url, slack, trusted=[BETA]) as house:
        assert await house.many.teams() == [BETA]
        with pytest.raises(NotInstalled):
            await house.many.token(ACME)


async def test_people_are_looked_for_in_every_workspace(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        assert house.house.slack is not None
        people = house.house.slack.people
        for id_, team in (("U1JANE", ACME), ("U2BOB", BETA)):
            email = f"{id_[2:].lower()}@example.org"
            slack.users[email] = {"id": id_, "team_id": team, "profile": {"email": email}}
        emails = ["jane@example.org", "bob@example.org", "nobody@example.org"]
        found = await people.addresses(emails)
        assert {email: there.address.user for email, there in found.items()} == {
            "jane@example.org": f"{ACME}/U1JANE",
            "bob@example.org": f"{BETA}/U2BOB",
        }
        slack.calls.clear()
        assert (await people.addresses(emails)).keys() == found.keys()
        assert slack.calls == []


async def test_a_workspace_that_is_down_hides_nobody_in_another(
    sqlite_url: str, slack: ManySlack
) -> None:
    async with both_in(sqlite_url, slack) as house:
        assert house.house.slack is not None
        people = house.house.slack.people
        jane, bob = "jane@example.org", "bob@example.org"
        for id_, email, team in (("U1JANE", jane, ACME), ("U2BOB", bob, BETA)):
            slack.users[email] = {"id": id_, "team_id": team, "profile": {"email": email}}
        slack.reading_troubles = [fails(503)]
        assert list(await people.addresses([jane])) == [], "hers does not answer"
        assert list(await people.addresses([jane, bob])) == [bob], "and has a rest"
        house.clock.turn(REST)
        assert list(await people.addresses([jane])) == [jane], "so she is not missing"


# --- what a press costs --------------------------------------------------------------------------


async def test_a_press_costs_no_question_about_the_token(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        await knows(house, jane=ACME)
        press = payloads.pressed(Rate("i1", 4))
        press["team"] = {**press["team"], "id": ACME}
        await house.posts(press)
        slack.calls.clear()
        with counted(house) as statements:
            for number in range(5):
                again = {**press, "trigger_id": f"1334522460{number}.738474920.8088930838d88f008e0"}
                assert (await house.posts(again)).status_code == 200
        assert not [each for each in statements if "slack_bots" in each]
        assert slack.calls == []


async def test_many_who_ask_at_once_look_into_the_database_once(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        with counted(house) as statements:
            tokens = await asyncio.gather(*(house.many.token(ACME) for _ in range(20)))
            with pytest.raises(NotInstalled):
                await house.many.token("T03STRANGER")
        assert [*set(tokens)] == slack.tokens_of(ACME)
        assert len([each for each in statements if "slack_bots" in each]) == 1
        house.clock.turn(timedelta(minutes=1))
        with counted(house) as statements:
            await house.many.token(ACME)
        assert len([each for each in statements if "slack_bots" in each]) == 1, (
            "it may have changed"
        )


# --- tokens that expire --------------------------------------------------------------------------


def refreshed(slack: ManySlack) -> int:
    asked = slack.called("oauth.v2.access")
    return len([each for each in asked if each.get("grant_type") == "refresh_token"])


async def asking(slack: ManySlack) -> None:
    """Until Slack has been asked."""
    async with asyncio.timeout(5):
        while not refreshed(slack):  # noqa: ASYNC110 - the double has no event for it
            await asyncio.sleep(0.01)


async def test_a_token_is_renewed_before_it_expires(database_url: str, rotating: ManySlack) -> None:
    async with both_in(database_url, rotating) as house:
        before = await house.many.token(ACME)
        house.clock.turn(LIFE - timedelta(hours=3))
        assert await house.many.renew_due() == 0
        house.clock.turn(timedelta(hours=2))
        assert await house.many.token(ACME) == before, "nobody waits for it"
        assert await house.many.renew_due() == 2
        assert before != await house.many.token(ACME) == rotating.tokens_of(ACME)[-1]
        assert await house.many.renew_due() == 0
        house.clock.turn(DAWN)
        assert await house.many.renew_due() == 2, "and again, with the newest refresh token"
        assert house.many.problems() == ()


async def test_a_desk_that_was_off_for_long_renews_at_the_first_word(
    database_url: str, rotating: ManySlack
) -> None:
    async with both_in(database_url, rotating) as house:
        house.clock.turn(3 * LIFE)
        tokens = await asyncio.gather(*(house.many.token(ACME) for _ in range(20)))
        assert [*set(tokens)] == rotating.tokens_of(ACME)[-1:]
        assert refreshed(rotating) == 1


async def test_two_processes_renew_a_token_once(database_url: str, rotating: ManySlack) -> None:
    clock = Clock()
    async with (
        both_in(database_url, rotating, clock=clock) as one,
        open_many_house(database_url, rotating, clock=clock) as other,
    ):
        before = {await house.many.token(ACME) for house in (one, other)}
        assert len(before) == 1
        clock.turn(DAWN)
        rotating.weather = lambda method: slow(0.3) if method == "oauth.v2.access" else None
        await asyncio.gather(*(house.many.renew_due() for house in (one, other)))
        assert refreshed(rotating) == 2, "one for each workspace"
        clock.turn(timedelta(minutes=1))
        after = {await house.many.token(ACME) for house in (one, other)}
        assert after == {rotating.tokens_of(ACME)[-1]} != before


async def test_whoever_needs_what_another_process_is_renewing_comes_again(
    database_url: str, rotating: ManySlack
) -> None:
    clock = Clock()
    async with (
        both_in(database_url, rotating, clock=clock) as one,
        open_many_house(database_url, rotating, clock=clock) as other,
    ):
        clock.turn(LIFE)
        rotating.weather = lambda method: slow(0.5) if method == "oauth.v2.access" else None
        renewing = asyncio.create_task(one.many.token(ACME))
        await asking(rotating)
        with pytest.raises(Busy) as busy:
            await other.many.token(ACME)
        assert busy.value.after == timedelta(seconds=5)
        token = await renewing
        assert await other.many.token(ACME) == token
        assert refreshed(rotating) == 1


async def test_whoever_gives_up_does_not_break_a_renewal_off(
    database_url: str, rotating: ManySlack
) -> None:
    async with both_in(database_url, rotating) as house:
        house.clock.turn(LIFE)
        rotating.weather = lambda method: slow(0.3) if method == "oauth.v2.access" else None
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await house.many.token(ACME)
        assert await house.many.token(ACME) == rotating.tokens_of(ACME)[-1]
        assert refreshed(rotating) == 1


async def test_a_house_that_closes_writes_down_what_slack_answers(
    database_url: str, rotating: ManySlack
) -> None:
    clock = Clock()
    async with both_in(database_url, rotating, clock=clock) as house:
        clock.turn(LIFE)
        rotating.weather = lambda method: slow(0.3) if method == "oauth.v2.access" else None
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await house.many.token(ACME)
    async with open_many_house(database_url, rotating, clock=clock) as house:
        assert await house.many.token(ACME) == rotating.tokens_of(ACME)[-1]
    assert refreshed(rotating) == 1


@pytest.mark.parametrize(
    "trouble", [fails(503), cut(), says("internal_error"), says("invalid_refresh_token")]
)
async def test_a_token_that_is_not_renewed_serves_to_its_end_and_then_messages_wait(
    sqlite_url: str, rotating: ManySlack, trouble: object
) -> None:
    async with both_in(sqlite_url, rotating) as house:
        await knows(house, jane=ACME)
        token = await house.many.token(ACME)
        await house.posts(words(ACME, "help", "Ev1"))
        house.clock.turn(DAWN)
        rotating.weather = lambda method: trouble if method == "oauth.v2.access" else None  # type: ignore[assignment,return-value]  # one of pytest's parameters
        with capture_logs() as logged:
            assert await house.many.renew_due() == 0
        assert {each["event"] for each in logged} == {"slack_token_not_renewed"}
        assert (await house.many.token(ACME), house.many.problems()) == (token, ())

        house.clock.turn(timedelta(hours=1))
        with pytest.raises(Busy):
            await house.many.token(ACME)
        await house.delivers()
        assert rotating.said == []
        [problem] = [each for each in house.house.notes() if ACME in each]
        assert "messages wait meanwhile" in problem
        assert (await house.posts(words(ACME, "help", "Ev2"))).status_code == 200, "it is heard"

        rotating.weather = lambda _: None
        house.clock.turn(timedelta(minutes=1))
        await house.delivers()
        assert len(rotating.said) == 2
        assert house.house.notes() == []


async def test_between_two_tries_slack_is_left_alone(sqlite_url: str, rotating: ManySlack) -> None:
    async with both_in(sqlite_url, rotating) as house:
        house.clock.turn(LIFE)
        rotating.weather = lambda method: fails(503) if method == "oauth.v2.access" else None
        for _ in range(5):
            with pytest.raises(Busy):
                await house.many.token(ACME)
        assert refreshed(rotating) == 1


async def test_what_the_database_does_not_take_is_written_down_later(
    sqlite_url: str, rotating: ManySlack
) -> None:
    full = (
        "CREATE TRIGGER full BEFORE UPDATE OF bot_token ON slack_bots"
        " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    )
    async with both_in(sqlite_url, rotating) as house:
        async with house.house.store.writer.begin() as connection:
            await connection.execute(text(full))
        house.clock.turn(DAWN)
        with pytest.raises(IntegrityError):
            await house.many.renew_due()
        async with house.house.store.writer.begin() as connection:
            await connection.execute(text("DROP TRIGGER full"))
        house.clock.turn(timedelta(minutes=1))
        assert await house.many.renew_due() == 2
        assert refreshed(rotating) == 2, "the first was not asked for again"
    assert {await token_in(sqlite_url, rotating, team) for team in TEAMS} == {
        rotating.tokens_of(team)[-1] for team in TEAMS
    }


async def token_in(url: str, slack: ManySlack, team: str) -> str:
    """As a process finds it that starts afresh."""
    clock = Clock()
    clock.turn(DAWN)
    async with open_many_house(url, slack, clock=clock) as house:
        return await house.many.token(team)


async def test_a_problem_that_another_process_has_mended_is_none(
    database_url: str, rotating: ManySlack
) -> None:
    clock = Clock()
    async with (
        both_in(database_url, rotating, clock=clock) as one,
        open_many_house(database_url, rotating, clock=clock) as other,
    ):
        clock.turn(LIFE)
        rotating.weather = lambda method: fails(503) if method == "oauth.v2.access" else None
        for house in (one, other):
            with pytest.raises(Busy):
                await house.many.token(ACME)
            assert len(house.many.problems()) == 1
        rotating.weather = lambda _: None
        clock.turn(timedelta(minutes=1))
        await one.many.renew_due()
        await other.many.renew_due()
        assert (one.many.problems(), other.many.problems()) == ((), ())


async def test_a_workspace_that_leaves_while_its_token_is_renewed_stays_away(
    database_url: str, rotating: ManySlack
) -> None:
    async with both_in(database_url, rotating) as house:
        house.clock.turn(LIFE)
        rotating.weather = lambda method: slow(0.3) if method == "oauth.v2.access" else None
        renewing = asyncio.create_task(house.many.token(ACME))
        await asking(rotating)
        await house.posts(of(ACME, payloads.app_uninstalled()))
        with pytest.raises(NotInstalled):
            await renewing
        assert await house.many.teams() == [BETA]


# --- coming and going ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload", [payloads.app_uninstalled(), payloads.tokens_revoked(bot=[payloads.BOT])]
)
async def test_a_workspace_that_takes_us_out_leaves_the_other_alone(
    database_url: str, slack: ManySlack, payload: dict[str, Any]
) -> None:
    async with both_in(database_url, slack) as house:
        await knows(house, jane=ACME, bob=BETA)
        await house.many.token(ACME)
        slack.takes_out(ACME)
        assert (await house.posts(of(ACME, payload))).status_code == 200
        with pytest.raises(NotInstalled):
            await house.many.token(ACME)
        async with house.house.store.reader.connect() as connection:
            kept = (await connection.scalars(text("SELECT team_id FROM slack_bots"))).all()
        assert kept == [BETA]
        assert await house.many.token(BETA) in slack.tokens_of(BETA)
        assert await reached(house.house.store.desk) == {"bob"}


async def test_whoever_comes_back_finds_people_and_waiting_messages_again(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        await knows(house, jane=ACME)
        await house.posts(words(ACME, "help", "Ev1"))
        slack.takes_out(ACME)
        await house.posts(of(ACME, payloads.app_uninstalled()))
        await house.delivers()
        assert slack.said == []
        ready = await house.browser.get("/readyz")
        assert ready.status_code == 200, "the other workspace is served all the same"
        assert [ACME in note for note in ready.json()["notes"]] == [True]

        await house.installs(ACME)
        slack.users["jane@example.org"] = {
            "id": payloads.JANE,
            "team_id": ACME,
            "profile": {"email": "jane@example.org"},
        }
        house.clock.turn(timedelta(minutes=3))
        await house.delivers()
        assert [team for team, _, _ in slack.said] == [ACME]
        assert house.house.slack is not None
        found = await house.house.slack.people.addresses(["jane@example.org"])
        async with house.house.store.desk.begin() as work:
            jane = await work.people.get("jane")
            assert jane is not None
            assert await introduce_found(work, jane, found[jane.email]), "without a word from her"
        assert await reached(house.house.store.desk) == {"jane"}
        assert await house.house.problems() == house.house.notes() == []


async def test_an_old_word_that_we_were_taken_out_does_not_undo_a_new_installation(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        await knows(house, jane=ACME)
        with capture_logs() as logged:
            await house.posts(of(ACME, payloads.app_uninstalled()))
        assert await house.many.token(ACME) in slack.tokens_of(ACME)
        assert await reached(house.house.store.desk) == {"jane"}
        assert "slack_left_before" in {each["event"] for each in logged}


async def test_slack_says_it_again_if_it_cannot_be_asked(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        slack.takes_out(ACME)
        slack.weather = lambda method: fails(503) if method == "auth.test" else None
        left = of(ACME, payloads.app_uninstalled())
        assert (await house.posts(left)).status_code == 500
        slack.weather = lambda _: None
        assert (await house.posts(left)).status_code == 200
        assert await house.many.teams() == [BETA]


# --- keys ----------------------------------------------------------------------------------------


async def test_an_older_key_opens_and_after_a_reseal_it_can_go(
    database_url: str, rotating: ManySlack
) -> None:
    clock, newer = Clock(), new_key()
    async with both_in(database_url, rotating, clock=clock) as house:
        token = await house.many.token(ACME)
    async with open_many_house(database_url, rotating, keys=[newer, KEY], clock=clock) as house:
        assert await house.many.token(ACME) == token
        assert await house.many.books.installations.under_older_keys() == 2
        assert await house.many.books.installations.reseal() == 2
        assert await house.many.books.installations.reseal() == 0
        assert await house.many.books.installations.under_older_keys() == 0
    async with open_many_house(database_url, rotating, keys=[newer], clock=clock) as house:
        assert await house.many.token(ACME) == token
        clock.turn(DAWN)
        assert await house.many.renew_due() == 2, "refresh tokens came along"
    async with open_many_house(database_url, rotating, keys=[KEY], clock=clock) as house:
        with pytest.raises(Busy):
            await house.many.token(ACME)


async def test_a_key_that_is_lost_shows_and_loses_nothing(
    database_url: str, slack: ManySlack
) -> None:
    async with both_in(database_url, slack) as house:
        await knows(house, jane=ACME)
        await house.posts(words(ACME, "help", "Ev1"))
    async with open_many_house(database_url, slack, keys=[new_key()]) as house:
        await house.delivers()
        assert slack.said == []
        [problem] = house.house.notes()
        assert "SLACK_TOKEN_KEYS" in problem
        with pytest.raises(Unsealable):
            await house.many.books.installations.reseal()
        await house.installs(ACME)
        house.clock.turn(timedelta(minutes=3))
        await house.delivers()
        assert len(slack.said) == 1
        assert house.house.notes() == []


def test_what_is_sealed_twice_does_not_look_alike() -> None:
    seal = Seal([KEY])
    one, other = seal.seal("xoxb-1"), seal.seal("xoxb-1")
    assert one != other
    assert (seal.open(one), seal.open(other)) == ("xoxb-1", "xoxb-1")
    assert "xoxb" not in one
    with pytest.raises(Unsealable):
        Seal([new_key()]).open(one)
    with pytest.raises(Unsealable):
        seal.open("never sealed")
    with pytest.raises(ValueError, match="32"):
        Seal(["no key"])
