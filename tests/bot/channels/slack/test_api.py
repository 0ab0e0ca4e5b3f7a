"""The wire to Slack: what comes back certainly, what nobody knows, and how fast we speak."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.channels.pace import TIDY_AT
from bot.channels.port import Busy
from bot.channels.slack.api import (
    SHORT_WAIT,
    HalfDone,
    NotInstalled,
    OneWorkspace,
    SaidNo,
    SlackApi,
    Unclear,
    open_slack,
)
from bot.channels.slack.pace import TIER_3, Call, Pace
from tests.peers.local_slack import free_port
from tests.peers.slack_faults import (
    FaultySlack,
    Trouble,
    cut,
    fails,
    faulty_slack,
    hangs,
    says,
    throttled,
)

TEAM = "T01"
JANE = "D01"


class Time:
    """Goes on only by waiting."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def slack() -> AsyncIterator[FaultySlack]:
    async with faulty_slack() as slack:
        yield slack


@pytest.fixture
async def api(slack: FaultySlack, time: Time) -> AsyncIterator[SlackApi]:
    async with opened(slack.api_url, time) as api:
        yield api


@asynccontextmanager
async def opened(
    url: str,
    time: Time,
    *,
    team: str | None = None,
    a_minute: int = 300,
    patience: float = 10,
) -> AsyncIterator[SlackApi]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience)) as session:
        yield SlackApi(
            session,
            OneWorkspace(team, "xoxb-ours"),
            base_url=url,
            a_minute=a_minute,
            monotonic=time,
            sleep=time.sleep,
        )


async def post(api: SlackApi, team: str = TEAM, channel: str = JANE) -> None:
    await api.tell(team, "chat.postMessage", channel=channel, text="Hello.", blocks=[])


async def test_the_token_of_the_workspace_is_used(api: SlackApi, slack: FaultySlack) -> None:
    await post(api)
    await api.ask(TEAM, "conversations.history", channel=JANE)
    assert slack.tokens == ["xoxb-ours", "xoxb-ours"]


async def test_one_connection_is_enough(api: SlackApi, slack: FaultySlack) -> None:
    for _ in range(20):
        await post(api)
    assert len(slack.lines) == 1


async def test_the_whole_workspace_rests_as_long_as_slack_asks(
    api: SlackApi, slack: FaultySlack, time: Time
) -> None:
    slack.troubles = [throttled(30)]
    with pytest.raises(Busy) as first:
        await post(api)
    assert first.value.after == timedelta(seconds=30)
    time.now += 10
    for trying in (post(api, channel="D02"), api.turn(TEAM, "D02")):
        with pytest.raises(Busy) as resting:
            await trying
        assert resting.value.after == timedelta(seconds=20)
    assert len(slack.calls) == 1, "while it rests, nothing is sent"
    await post(api, team="T02")
    time.now += 20
    await post(api)
    assert len(slack.calls) == 3


async def test_asking_for_people_too_often_stops_no_message(
    api: SlackApi, slack: FaultySlack
) -> None:
    slack.reading_troubles = [throttled(60)]
    with pytest.raises(Busy):
        await api.ask(TEAM, "users.lookupByEmail", email="jane@example.org")
    await post(api)
    with pytest.raises(Busy):
        await api.ask(TEAM, "users.lookupByEmail", email="tom@example.org")
    assert len(slack.called("users.lookupByEmail")) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("0", 1), ("soon", 30), ("nan", 3600), ("inf", 3600), ("-5", 1), ("2.5", 2.5)],
)
async def test_however_oddly_it_asks(
    api: SlackApi, slack: FaultySlack, header: str, seconds: float
) -> None:
    slack.troubles = [throttled(header)]
    with pytest.raises(Busy) as busy:
        await post(api)
    assert busy.value.after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (says("channel_not_found"), SaidNo),
        (says("invalid_blocks"), SaidNo),
        (says("something_new"), SaidNo),
        (says("internal_error"), HalfDone),
        (says("fatal_error"), HalfDone),
        (Trouble(status=500, error="internal_error"), HalfDone),
        (fails(500), HalfDone),
        (fails(503), Busy),
        (says("service_unavailable"), Busy),
        (says("rate_limited"), Busy),
        (says("invalid_auth"), Busy),
        (fails(403), Busy),
        (fails(502), Unclear),
        (fails(504), Unclear),
        (fails(200), Unclear),
        (Trouble(page="Welcome to the hotel's network"), Unclear),
        (cut(), aiohttp.ClientError),
    ],
)
async def test_what_is_known_after_a_message(
    api: SlackApi, slack: FaultySlack, trouble: Trouble, outcome: type[Exception]
) -> None:
    slack.troubles = [trouble]
    with pytest.raises(outcome):
        await post(api)
    assert len(slack.calls) == 1, "nobody sends again what may have arrived"


@pytest.mark.parametrize("trouble", [fails(502), fails(500), says("internal_error")])
async def test_a_question_without_an_answer_can_be_asked_again(
    api: SlackApi, slack: FaultySlack, trouble: Trouble
) -> None:
    slack.reading_troubles = [trouble]
    with pytest.raises(Busy):
        await api.ask(TEAM, "conversations.history", channel=JANE)


async def test_where_slack_hangs_nobody_knows_and_a_question_can_be_asked_again(
    slack: FaultySlack, time: Time
) -> None:
    slack.troubles, slack.reading_troubles = [hangs()], [hangs()]
    async with opened(slack.api_url, time, patience=0.2) as api:
        with pytest.raises(TimeoutError):
            await post(api)
        with pytest.raises(Busy):
            await api.ask(TEAM, "conversations.history", channel=JANE)


async def test_where_nobody_listens_nothing_arrived(time: Time) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}/api/", time) as api:
        with pytest.raises(Busy, match="cannot be reached"):
            await post(api)


async def test_what_only_an_administrator_can_mend_is_told_once_and_waits(
    api: SlackApi, slack: FaultySlack, time: Time
) -> None:
    slack.troubles = [says("token_revoked"), says("token_revoked")]
    with capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(Busy) as busy:
                await post(api)
            assert busy.value.after == timedelta(minutes=2)
            with pytest.raises(Busy):
                await post(api)
            time.now += 120
    assert [line["error"] for line in lines] == ["token_revoked"]
    assert len(slack.calls) == 2
    (problem,) = api.problems()
    assert "token_revoked" in problem
    await post(api)
    assert api.problems() == ()


async def test_a_workspace_that_is_not_ours_is_a_problem_and_loses_nothing(
    slack: FaultySlack, time: Time
) -> None:
    async with opened(slack.api_url, time, team=TEAM) as api:
        with pytest.raises(Busy):
            await post(api, team="T99")
        assert "T99" in " ".join(api.problems())
        assert not slack.calls
        await post(api)


async def test_a_token_that_was_changed_is_used_at_once(slack: FaultySlack, time: Time) -> None:
    tokens = Rotating()
    async with aiohttp.ClientSession() as session:
        api = SlackApi(session, tokens, base_url=slack.api_url, monotonic=time, sleep=time.sleep)
        await post(api)
        tokens.now = "xoxb-newer"
        await post(api)
    assert slack.tokens == ["xoxb-older", "xoxb-newer"]


class Rotating:
    def __init__(self) -> None:
        self.now = "xoxb-older"

    async def token(self, team: str) -> str:
        return self.now


async def test_one_workspace_has_a_token_for_itself() -> None:
    assert await OneWorkspace(None, "xoxb").token("T99") == "xoxb"
    with pytest.raises(NotInstalled):
        await OneWorkspace("T01", "xoxb").token("T99")


async def test_the_scopes_are_known_once_slack_told(api: SlackApi, slack: FaultySlack) -> None:
    assert api.granted(TEAM, "chat:write") is None
    slack.scopes = "chat:write, im:write"
    await post(api)
    assert api.granted(TEAM, "chat:write")
    assert api.granted(TEAM, "chat:write.customize") is False


async def test_no_words_in_the_log_however_much_is_logged(
    api: SlackApi, slack: FaultySlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await api.tell(TEAM, "chat.postMessage", channel=JANE, text="Something private", blocks=[])
    slack.troubles = [says("invalid_blocks")]
    with pytest.raises(SaidNo):
        await api.tell(TEAM, "chat.postMessage", channel=JANE, text="Something private")
    assert "private" not in caplog.text
    assert "xoxb" not in caplog.text


# --- the pace ------------------------------------------------------------------------------------


async def turned_away(api: SlackApi, conversation: str) -> float | None:
    """For how many seconds; None if it was its turn."""
    try:
        await api.turn(TEAM, conversation)
    except Busy as busy:
        return busy.after.total_seconds() if busy.after else 0.0
    return None


async def spoken(api: SlackApi, time: Time, conversations: list[str]) -> list[float]:
    """When each of them had its turn: whoever is sent away comes back at the time it was told."""
    turns: list[float] = []
    waiting = [(time.now, number, name) for number, name in enumerate(conversations)]
    tries = 0
    while waiting:
        waiting.sort()
        at, number, name = waiting.pop(0)
        time.now = max(time.now, at)
        tries += 1
        later = await turned_away(api, name)
        if later is None:
            turns.append(time.now)
        else:
            waiting.append((time.now + later, number, name))
    assert tries <= 3 * len(conversations), "a turn once told is kept"
    return turns


async def test_a_conversation_hears_about_one_message_a_second(api: SlackApi, time: Time) -> None:
    turns: list[float] = []
    for _ in range(10):
        await api.turn(TEAM, JANE)
        turns.append(time.now)
    assert turns[:3] == [1000.0] * 3, "an answer of a few cards is not made to wait"
    assert turns[-1] - turns[2] == pytest.approx(7)


async def test_a_workspace_hears_no_more_than_it_likes(slack: FaultySlack, time: Time) -> None:
    async with opened(slack.api_url, time, a_minute=300) as api:
        turns = await spoken(api, time, [f"D{number}" for number in range(1000)])
    assert len(turns) == 1000
    assert turns == sorted(turns)
    assert turns[-1] - turns[0] == pytest.approx(220, abs=1), "270 a minute: the rest is answers'"
    assert max(time.waits) < 1.1


def test_a_crowd_keeps_nobody_waiting_who_is_in_a_conversation() -> None:
    pace = Pace(300)
    crowd = [pace.wait(f"D{number}", 0, SHORT_WAIT) for number in range(1000)]
    assert crowd[-1] > 200
    answers = [pace.wait("the manager", number, SHORT_WAIT, answers=True) for number in range(8)]
    assert max(answers) <= 1
    assert pace.wait("D999", 9, SHORT_WAIT, answers=True) <= 3, "nor whoever has news to come"
    others = [pace.wait(f"E{n}", 12 + 3 * n, SHORT_WAIT, answers=True) for n in range(60)]
    assert max(others) <= 1


def test_changes_go_at_a_slower_pace_of_their_own_and_keep_no_message_waiting() -> None:
    pace = Pace(300)
    crowd = [pace.wait(f"D{n}", 0, SHORT_WAIT, call=Call.EDIT) for n in range(200)]
    pressed = [pace.wait(f"E{n}", 6 * n, 0, call=Call.EDIT, answers=True) for n in range(50)]
    assert max(pressed) <= 1, "whoever presses a button does not wait for the crowd"
    turns = [*crowd, *(6 * n + wait for n, wait in enumerate(pressed))]
    for start in range(0, 400, 5):
        assert sum(start <= at < start + 60 for at in turns) <= TIER_3
    assert pace.wait("D1", 0, SHORT_WAIT) == 0, "a message is no change"
    assert pace.wait("D1", 0, SHORT_WAIT, call=Call.LOOK) == 0


async def test_where_slack_wants_no_more_changes_it_still_takes_messages(
    api: SlackApi, slack: FaultySlack, time: Time
) -> None:
    slack.troubles = [throttled(30)]
    with pytest.raises(Busy):
        await api.tell(TEAM, "chat.update", channel=JANE, ts="1", text="Hello.", blocks=[])
    await api.turn(TEAM, JANE)
    await post(api)
    with pytest.raises(Busy) as resting:
        await api.turn(TEAM, JANE, call=Call.EDIT)
    assert resting.value.after == timedelta(seconds=30)
    assert len(slack.messages) == 1


def test_after_a_rest_nobody_comes_all_at_once() -> None:
    pace = Pace(300)
    told = {f"D{number}": pace.wait(f"D{number}", 0, SHORT_WAIT) for number in range(200)}
    pace.rest(0, 30)
    turns: list[float] = []
    for name in (name for name, wait in told.items() if wait > SHORT_WAIT):
        later = pace.wait(name, told[name], SHORT_WAIT)
        at = told[name] + later
        assert later <= SHORT_WAIT or pace.wait(name, at, SHORT_WAIT) == 0
        turns.append(at)
    assert min(turns) >= 30
    assert max(Counter(int(at) for at in turns).values()) <= 5
    new = pace.wait("new", 1, SHORT_WAIT)
    assert new > 29, "those who come now wait as well"


async def test_a_short_wait_is_waited(slack: FaultySlack, time: Time) -> None:
    async with opened(slack.api_url, time, a_minute=120) as api:
        for number in range(11):
            await api.turn(TEAM, f"D{number}")
    assert time.waits == [pytest.approx(60 / 108)]


async def test_a_turn_that_nobody_came_for_is_gone(slack: FaultySlack, time: Time) -> None:
    async with opened(slack.api_url, time, a_minute=20) as api:
        for number in range(10):
            await api.turn(TEAM, f"D{number}")
        with pytest.raises(Busy):
            await api.turn(TEAM, JANE)
        time.now += 300
        for number in range(10):
            await api.turn(TEAM, f"D{number}")
        with pytest.raises(Busy):
            await api.turn(TEAM, JANE)


async def test_the_real_clock_and_connections_are_there_without_asking(slack: FaultySlack) -> None:
    async with open_slack(OneWorkspace(None, "xoxb-ours"), base_url=slack.api_url) as api:
        await api.turn(TEAM, JANE)
        await asyncio.gather(*(post(api) for _ in range(3)))
    assert len(slack.messages) == 3
    assert api.session.closed


def test_thousands_of_conversations_are_forgotten_once_they_are_quiet() -> None:
    pace = Pace(6_000_000)
    for number in range(20_000):
        pace.wait(f"D{number}", number * 0.01, patience=1)
    assert pace.known() < 2 * TIDY_AT
