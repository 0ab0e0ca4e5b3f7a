"""The wire to Teams: what comes back certainly, what nobody knows, and how fast we speak."""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.port import Busy, NotYet
from bot.channels.teams.connector import (
    LONGEST_REST,
    SHORT_WAIT,
    TIMEOUT,
    Connector,
    Member,
    SaidNo,
    Unclear,
)
from bot.channels.teams.pace import turns_of_a_tenant
from bot.channels.teams.places import Reference
from bot.delivery import PATIENCE
from tests.bot.channels.teams.wire import TENANT, Time, connected, jane, sam
from tests.peers.local_slack import free_port
from tests.peers.teams_faults import (
    BLOCKED,
    IN_A_CONVERSATION,
    IN_A_TENANT,
    FaultyTeams,
    Trouble,
    cut,
    fails,
    faulty_teams,
    hangs,
    refuses,
    throttled,
)

HELLO = {"type": "message", "text": "Hello."}


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def teams() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as teams:
        yield teams


@pytest.fixture
async def connector(teams: FaultyTeams, time: Time) -> AsyncIterator[Connector]:
    async with connected(teams, time) as connector:
        yield connector


# --- messages ------------------------------------------------------------------------------------


async def test_a_message_says_from_whom_and_to_whom(
    connector: Connector, teams: FaultyTeams
) -> None:
    name = await connector.send(jane(teams), HELLO)
    (kept,) = teams.messages
    assert name == kept.id
    assert kept.conversation == "a:janes conversation/with us"
    assert kept.body == {
        "type": "message",
        "text": "Hello.",
        "channelId": "msteams",
        "from": {"id": "28:bot"},
        "recipient": {"id": "29:jane", "aadObjectId": "aad-jane"},
        "conversation": {"id": "a:janes conversation/with us", "tenantId": TENANT},
    }
    (request,) = teams.requests
    assert request.authorization == "Bearer token-1"
    assert request.path.startswith("/emea/v3/conversations/a%3Ajanes%20conversation%2Fwith%20us/")


async def test_a_message_may_be_an_answer(connector: Connector, teams: FaultyTeams) -> None:
    first = await connector.send(jane(teams), HELLO)
    await connector.send(jane(teams), HELLO, under=first)
    assert [each.replies_to for each in teams.messages] == [None, first]


async def test_what_stands_there_can_be_changed_and_taken_back(
    connector: Connector, teams: FaultyTeams
) -> None:
    name = await connector.send(jane(teams), HELLO)
    await connector.update(jane(teams), name, {"type": "message", "text": "Newer."})
    assert teams.words() == ["Newer."]
    assert teams.messages[0].body["id"] == name
    await connector.delete(jane(teams), name)
    assert teams.messages == []


async def test_one_token_and_one_connection_are_enough(
    connector: Connector, teams: FaultyTeams
) -> None:
    for _ in range(5):
        await connector.send(jane(teams), HELLO)
    assert len(teams.lines) == len(teams.asked) == 1


@pytest.mark.parametrize("conversation", ["", ".", ".."])
async def test_an_id_leads_to_no_other_place(
    connector: Connector, teams: FaultyTeams, conversation: str
) -> None:
    with pytest.raises(SaidNo):
        await connector.send(replace(jane(teams), conversation=conversation), HELLO)
    assert not teams.requests


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net.evil.example/emea/",
        "https://evil.example/",
        "http://169.254.169.254/",
        "",
    ],
)
async def test_nothing_is_sent_outside_of_the_cloud(
    connector: Connector, teams: FaultyTeams, url: str
) -> None:
    elsewhere = replace(jane(teams), service_url=url)
    with pytest.raises(Busy):
        await connector.send(elsewhere, HELLO)
    assert not teams.asked, "not even a token is fetched for it"
    with pytest.raises(Busy):
        await connector.create(url, TENANT, "28:bot", "29:jane")
    assert not teams.requests
    assert "outside of this cloud" in " ".join(connector.problems())


async def test_nobody_leads_us_elsewhere(connector: Connector, teams: FaultyTeams) -> None:
    async with faulty_teams() as elsewhere:
        there = f"{elsewhere.service_url}v3/conversations/a/activities"
        teams.troubles = [Trouble(307, body="See there.", location=there)]
        with pytest.raises(Busy):
            await connector.send(jane(teams), HELLO)
        assert not elsewhere.requests


# --- what is known after it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (BLOCKED, SaidNo),
        (refuses(403, "BotNotInConversationRoster"), SaidNo),
        (refuses(404, "ConversationNotFound"), SaidNo),
        (Trouble(404, body={"error": "BotNotInConversationRoster"}), SaidNo),
        (refuses(413, "MessageSizeTooBig"), SaidNo),
        (refuses(400, "BadSyntax"), SaidNo),
        (Trouble(400, body="<html>"), SaidNo),
        (refuses(409, "something new"), SaidNo),
        (throttled(3), Busy),
        (throttled(), Busy),
        (refuses(412, "PreconditionFailed"), Busy),
        (refuses(403, "NotEnoughPermissions"), Busy),
        (refuses(403, "InvalidBotApiHost"), Busy),
        (refuses(403, "SomethingNew"), Busy),
        (Trouble(404, body="<html>"), Busy),
        (fails(500), Unclear),
        (fails(502), Unclear),
        (fails(503), Unclear),
        (refuses(504, "GatewayTimeout"), Unclear),
        (fails(408), Unclear),
        (Trouble(200, body="Welcome to the hotel's network"), Unclear),
        (cut(), Unclear),
    ],
)
async def test_what_is_known_after_a_message(
    connector: Connector, teams: FaultyTeams, trouble: Trouble, outcome: type[Exception]
) -> None:
    teams.troubles = [trouble]
    with pytest.raises(outcome):
        await connector.send(jane(teams), HELLO)
    assert len(teams.requests) == 1, "nobody sends again what may have arrived"


@pytest.mark.parametrize("trouble", [fails(500), fails(502, done=True), cut(done=True), cut()])
async def test_what_may_be_done_twice_can_be_tried_again(
    connector: Connector, teams: FaultyTeams, trouble: Trouble
) -> None:
    name = await connector.send(jane(teams), HELLO)
    teams.troubles = [trouble, trouble]
    with pytest.raises(Busy):
        await connector.update(jane(teams), name, HELLO)
    with pytest.raises(Busy):
        await connector.delete(jane(teams), name)
    teams.reading_troubles = [trouble]
    with pytest.raises(Busy):
        await connector.member(jane(teams), "29:jane")


async def test_where_teams_hangs_nobody_knows(teams: FaultyTeams, time: Time) -> None:
    teams.troubles = [hangs(), hangs()]
    async with connected(teams, time, patience=0.2) as connector:
        with pytest.raises(Unclear):
            await connector.send(jane(teams), HELLO)
        with pytest.raises(Busy):
            await connector.update(jane(teams), "1", HELLO)


async def test_where_nobody_listens_nothing_arrived(teams: FaultyTeams, time: Time) -> None:
    there = f"http://127.0.0.1:{free_port()}"
    cloud = replace(teams.cloud, service_origins=frozenset({there}))
    async with connected(teams, time, cloud=cloud) as connector:
        with pytest.raises(Busy, match="cannot be reached"):
            await connector.send(replace(jane(teams), service_url=there), HELLO)


async def test_without_a_token_nothing_is_sent(connector: Connector, teams: FaultyTeams) -> None:
    teams.token_troubles = [fails(500)]
    with pytest.raises(Busy):
        await connector.send(jane(teams), HELLO)
    assert not teams.requests
    assert "login" in " ".join(connector.problems())


async def test_what_arrived_and_has_no_name_has_arrived(
    connector: Connector, teams: FaultyTeams
) -> None:
    teams.troubles = [Trouble(202, body={}), Trouble(201, body={"id": 5})]
    assert [await connector.send(jane(teams), HELLO) for _ in range(2)] == ["", ""]


async def test_the_code_is_found_wherever_it_stands(
    connector: Connector, teams: FaultyTeams
) -> None:
    for trouble, code in (
        (BLOCKED, "MessageWritesBlocked"),
        (Trouble(403, body={"errorCode": 209, "message": "no JSON"}), "MessageWritesBlocked"),
        (refuses(413, "MessageSizeTooBig"), "MessageSizeTooBig"),
        (Trouble(400, body={"code": "Odd", "message": ["x"]}), "Odd"),
        (Trouble(400, body=["x"]), ""),
    ):
        teams.troubles = [trouble]
        with pytest.raises(SaidNo) as no:
            await connector.send(jane(teams), HELLO)
        assert no.value.code == code


# --- tokens that are not taken ---------------------------------------------------------------------


async def test_a_token_that_was_taken_back_is_fetched_anew(
    connector: Connector, teams: FaultyTeams
) -> None:
    await connector.send(jane(teams), HELLO)
    teams.good.clear()
    await connector.send(jane(teams), HELLO)
    assert [each.authorization for each in teams.requests] == [
        "Bearer token-1",
        "Bearer token-1",
        "Bearer token-2",
    ]
    assert len(teams.messages) == 2


async def test_where_no_token_is_taken_an_administrator_is_told_and_messages_wait(
    connector: Connector, teams: FaultyTeams, time: Time
) -> None:
    teams.troubles = [refuses(401, "BotNotRegistered")] * 4
    with capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(Busy) as busy:
                await connector.send(jane(teams), HELLO)
            assert busy.value.after == timedelta(minutes=2)
            with pytest.raises(Busy):
                await connector.send(sam(teams), HELLO)
            time.passed += 120
    assert [line["why"] for line in lines] == ["BotNotRegistered"]
    assert len(teams.requests) == 4, "and nobody else asks meanwhile"
    (problem,) = connector.problems()
    assert "BotNotRegistered" in problem
    await connector.send(sam(teams), HELLO)
    assert connector.problems() == ()


async def test_what_is_wrong_in_one_conversation_holds_up_no_other(
    connector: Connector, teams: FaultyTeams
) -> None:
    teams.troubles = [refuses(403, "NotEnoughPermissions")]
    with pytest.raises(Busy):
        await connector.send(jane(teams), HELLO)
    await connector.send(sam(teams), HELLO)
    (problem,) = connector.problems()
    assert "NotEnoughPermissions" in problem
    await connector.send(jane(teams), HELLO)
    assert connector.problems() == ()


async def test_nothing_private_is_written_down(
    connector: Connector, teams: FaultyTeams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    private = {"type": "message", "text": "Something private"}
    with capture_logs() as lines:
        await connector.send(jane(teams), private)
        for trouble in (refuses(400, "BadSyntax", "private"), throttled(1), fails(502)):
            teams.troubles = [trouble]
            with pytest.raises((SaidNo, Busy, Unclear)) as error:
                await connector.send(sam(teams), private)
            assert "private" not in str(error.value)
    told = f"{caplog.text} {lines}"
    assert "private" not in told
    assert "token-1" not in told


# --- people --------------------------------------------------------------------------------------


def person(name: str, **more: str) -> dict[str, str]:
    return {"id": f"29:{name}", "aadObjectId": f"aad-{name}", "name": name, **more}


async def test_a_conversation_with_somebody(connector: Connector, teams: FaultyTeams) -> None:
    there = await connector.create(teams.service_url, TENANT, "28:bot", "aad-jane")
    assert there == "a:aad-jane"
    (request,) = teams.requests
    assert request.body == {
        "bot": {"id": "28:bot"},
        "members": [{"id": "aad-jane"}],
        "isGroup": False,
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }
    teams.troubles = [refuses(403, "ForbiddenOperationException")]
    with pytest.raises(SaidNo):
        await connector.create(teams.service_url, TENANT, "28:bot", "aad-tom")
    teams.troubles = [cut(done=True), Trouble(201, body={})]
    for _ in range(2):
        with pytest.raises(Busy):
            await connector.create(teams.service_url, TENANT, "28:bot", "aad-tom")


async def test_somebody_in_a_conversation(connector: Connector, teams: FaultyTeams) -> None:
    here = jane(teams)
    teams.rosters[here.conversation] = [
        person("jane", email="jane@example.org", userPrincipalName="jd@example.org",
               userRole="user", tenantId=TENANT),
        {"id": "29:odd"},
    ]  # fmt: skip
    expected = Member("29:jane", "aad-jane", "jane", "jane@example.org", "jd@example.org", "user",
                      TENANT)  # fmt: skip
    assert await connector.member(here, "29:jane") == expected
    assert await connector.member(here, "aad-jane") == expected
    teams.rosters[here.conversation] = []
    assert await connector.member(here, "29:jane") is None
    teams.reading_troubles = [Trouble(200, body={"id": "29:jane"})]
    assert await connector.member(here, "29:jane") is None


async def test_all_of_them_page_by_page(connector: Connector, teams: FaultyTeams) -> None:
    here = jane(teams)
    teams.rosters[here.conversation] = [person(name) for name in ("jane", "sam", "tom", "max")]
    teams.rosters[here.conversation][2].pop("aadObjectId")
    assert [each.name async for each in connector.members(here)] == ["jane", "sam", "max"]
    assert len(teams.requests) == 2
    teams.reading_troubles = [Trouble(200, body={"members": [5, None, "x"]})]
    assert [each async for each in connector.members(here)] == []


# --- the pace --------------------------------------------------------------------------------------


async def test_the_tenant_rests_as_long_as_teams_asks(
    connector: Connector, teams: FaultyTeams, time: Time
) -> None:
    teams.troubles = [throttled(30)]
    with pytest.raises(Busy) as first:
        await connector.send(jane(teams), HELLO)
    assert first.value.after == timedelta(seconds=30)
    time.passed += 10
    for trying in (connector.send(sam(teams), HELLO), connector.turn(sam(teams))):
        with pytest.raises(Busy) as resting:
            await trying
        assert resting.value.after == timedelta(seconds=20)
    assert len(teams.requests) == 1, "while it rests, nothing is sent"
    await connector.send(replace(jane(teams), tenant="tenant-2"), HELLO)
    time.passed += 20
    await connector.send(sam(teams), HELLO)
    assert len(teams.messages) == 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("0", 1), ("nan", LONGEST_REST), ("inf", LONGEST_REST), ("-5", 1), ("2.5", 2.5)],
)
async def test_however_oddly_it_asks(
    connector: Connector, teams: FaultyTeams, header: str, seconds: float
) -> None:
    teams.troubles = [throttled(header)]
    with pytest.raises(Busy) as busy:
        await connector.send(jane(teams), HELLO)
    assert busy.value.after == timedelta(seconds=seconds)


@pytest.mark.parametrize("trouble", [throttled(), throttled("soon"), refuses(412, "Precondition")])
async def test_where_it_does_not_say_each_wait_is_twice_as_long(
    connector: Connector, teams: FaultyTeams, time: Time, trouble: Trouble
) -> None:
    async def waits(times: int) -> list[float]:
        told: list[float] = []
        for _ in range(times):
            teams.troubles = [trouble]
            with pytest.raises(Busy) as busy:
                await connector.send(jane(teams), HELLO)
            assert busy.value.after is not None
            told.append(busy.value.after.total_seconds())
            time.passed += told[-1]
        return told

    assert await waits(8) == [1, 2, 4, 8, 16, 30, 30, 30]
    await connector.send(jane(teams), HELLO)
    assert await waits(1) == [1]


async def test_nobody_comes_back_at_the_same_moment(teams: FaultyTeams, time: Time) -> None:
    waits: set[float] = set()
    for jitter in (0.0, 0.5, 1.0):
        async with connected(teams, time, jitter=jitter) as connector:
            teams.troubles = [refuses(412, "PreconditionFailed"), throttled(5)]
            for _ in range(2):
                with pytest.raises(Busy) as busy:
                    await connector.send(jane(teams), HELLO)
                assert busy.value.after is not None
                waits.add(busy.value.after.total_seconds())
    assert waits == {1, 1.5, 2, 5, 5.5, 6}


async def test_a_crowd_stays_within_what_teams_takes(
    connector: Connector, teams: FaultyTeams, time: Time
) -> None:
    people = [replace(jane(teams), conversation=f"a:{number}") for number in range(200)]
    turns = await spoken(connector, time, [each for each in people for _ in range(2)])
    assert len(turns) == 400
    busiest = max(sum(at <= each < at + 1 for each in turns) for at in turns)
    assert busiest <= 21 < IN_A_TENANT.most
    assert turns[-1] < 400 / 15, "and uses what it may"


async def test_a_talkative_conversation_stays_within_what_it_takes(
    connector: Connector, teams: FaultyTeams, time: Time
) -> None:
    turns: list[float] = []
    for _ in range(1900):
        turns += await spoken(connector, time, [jane(teams)])
    for allowance in IN_A_CONVERSATION:
        ends = zip(turns, turns[allowance.most :], strict=False)
        assert all(later - at >= allowance.seconds for at, later in ends)
    assert turns[6] < 0.5, "an answer of a few cards is not made to wait"
    assert max(time.waits) <= SHORT_WAIT


async def spoken(connector: Connector, time: Time, to: list[Reference]) -> list[float]:
    """When each of them had its turn and was sent: whoever is sent away comes back when told."""
    turns: list[float] = []
    waiting = [(time.passed, number) for number in range(len(to))]
    while waiting:
        waiting.sort()
        at, number = waiting.pop(0)
        time.passed = max(time.passed, at)
        later = await turned_away(connector, to[number])
        if later is None:
            turns.append(time.passed)
        else:
            waiting.append((time.passed + later, number))
    return turns


async def turned_away(connector: Connector, to: Reference) -> float | None:
    """For how many seconds; None if it was its turn."""
    try:
        await connector.turn(to)
    except NotYet as later:
        return later.seconds
    return None


def test_a_crowd_keeps_nobody_waiting_who_is_in_a_conversation() -> None:
    turns = turns_of_a_tenant()
    crowd = [turns.wait(f"a:{number}", 0, SHORT_WAIT, answers=False) for number in range(1000)]
    assert crowd[-1] > 40
    answers = [turns.wait(f"b:{n}", n, SHORT_WAIT, answers=True) for n in range(40)]
    assert max(answers) <= SHORT_WAIT
    moments = Counter(int(at) for at in [*crowd, *(n + wait for n, wait in enumerate(answers))])
    assert max(moments.values()) <= 25


async def test_the_roster_takes_no_message_s_turn(
    connector: Connector, teams: FaultyTeams, time: Time
) -> None:
    for _ in range(7):
        await connector.member(jane(teams), "29:jane")
    await connector.turn(jane(teams))
    assert max(time.waits, default=0) < 0.2


def test_an_answer_is_listened_for_longer_than_anybody_waits() -> None:
    assert TIMEOUT.read is not None
    assert TIMEOUT.connect is not None
    assert TIMEOUT.connect < PATIENCE.total_seconds() < TIMEOUT.read
