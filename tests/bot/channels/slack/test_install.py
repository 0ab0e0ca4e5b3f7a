"""Installing us, as a browser does it: what works, what does not, and what is kept of it."""

import asyncio
import base64
import hashlib
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.channels.slack.api import NotInstalled
from bot.channels.slack.names import SCOPES
from bot.channels.slack.store import MOST_STATES
from tests.bot.channels.slack.installed import COOKIE, PUBLIC, ManyHouse, open_many_house
from tests.peers.slack_faults import cut, fails, says, throttled
from tests.peers.slack_oauth import ACME, BETA, ManySlack, many_slack

STRANGER = "T09STRANGER"


@pytest.fixture
async def slack() -> AsyncIterator[ManySlack]:
    async with many_slack() as slack:
        yield slack


@pytest.fixture
async def house(sqlite_url: str, slack: ManySlack) -> AsyncIterator[ManyHouse]:
    async with open_many_house(sqlite_url, slack) as house:
        yield house


@pytest.fixture
async def any_house(database_url: str, slack: ManySlack) -> AsyncIterator[ManyHouse]:
    """Where it matters what database it is."""
    async with open_many_house(database_url, slack) as house:
        yield house


def assert_says(page: httpx.Response, status: int, words: str) -> None:
    assert (page.status_code, words in page.text) == (status, True), page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


async def assert_nobody_is_in(house: ManyHouse) -> None:
    assert await house.many.teams() == []
    assert await states(house) == 0


async def states(house: ManyHouse) -> int:
    async with house.house.store.reader.connect() as connection:
        found = await connection.scalar(text("SELECT count(*) FROM slack_oauth_states"))
        assert isinstance(found, int)
        return found


async def test_the_page_has_one_button_which_leads_to_slack(
    house: ManyHouse, slack: ManySlack
) -> None:
    page = await house.browser.get("/slack/install")
    assert_says(page, 200, "Add to Slack")
    link = await house.begins()
    assert link.startswith(f"{slack.url}/oauth/v2/authorize?state=")
    assert f"&scope={','.join(sorted(SCOPES))}&user_scope=&" in link
    assert link.endswith(f"&redirect_uri={PUBLIC}/slack/oauth_redirect")


async def test_the_page_can_do_nothing_but_be_read(house: ManyHouse) -> None:
    page = await house.browser.get("/slack/install")
    policy = page.headers["content-security-policy"]
    [style] = re.findall("<style>(.+)</style>", page.text)
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{known}'; form-action 'none'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    cookie = page.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "Max-Age=600", "SameSite=Lax"} <= set(
        cookie.split("; ")
    )


async def test_a_workspace_that_has_installed_us_is_in(
    any_house: ManyHouse, slack: ManySlack
) -> None:
    with capture_logs() as logged:
        page = await any_house.installs(ACME)
    assert_says(page, 200, "in Acme &lt;IT&gt; now")
    assert f"https://app.slack.com/client/{ACME}" in page.text
    assert "Max-Age" not in page.headers["set-cookie"]
    assert "deleted" in page.headers["set-cookie"]
    assert [await any_house.many.token(ACME)] == slack.tokens_of(ACME)
    assert await any_house.many.teams() == [ACME]
    assert await states(any_house) == 0
    assert logged == [{"event": "slack_installed", "log_level": "info", "team": ACME}]
    with pytest.raises(NotInstalled):
        await any_house.many.token(BETA)


async def test_whoever_installs_again_has_the_newest_token(
    any_house: ManyHouse, slack: ManySlack
) -> None:
    await any_house.installs(ACME)
    before = await any_house.many.token(ACME)
    await any_house.installs(ACME)
    _, newest = slack.tokens_of(ACME)
    assert before != await any_house.many.token(ACME) == newest
    async with any_house.house.store.reader.connect() as connection:
        rows = await connection.scalar(text("SELECT count(*) FROM slack_bots"))
    assert rows == 1


async def test_whoever_says_no_to_slack(house: ManyHouse) -> None:
    await house.begins()
    with capture_logs() as logged:
        page = await house.comes_back(error="access_denied", state="x")
    assert_says(page, 200, "not now")
    assert [entry["why"] for entry in logged] == ["access_denied"]
    assert await house.many.teams() == []


async def test_what_stands_in_the_address_is_shown_and_logged_nowhere(house: ManyHouse) -> None:
    with capture_logs() as logged:
        page = await house.comes_back(error="<script>alert(1)</script>")
    assert page.status_code == 200
    assert "script" not in page.text + str(logged)


@pytest.mark.parametrize("cookies", [{}, {COOKIE: "another"}, {"other": "1"}])
async def test_a_link_that_was_begun_in_another_browser(
    house: ManyHouse, slack: ManySlack, cookies: dict[str, str]
) -> None:
    code, state = slack.allows(await house.begins(), ACME)
    house.browser.cookies.clear()
    house.browser.cookies.update(cookies)
    assert_says(await house.comes_back(code=code, state=state), 400, "had its time")
    assert code in slack.codes, "Slack was not asked"
    assert await house.many.teams() == []


async def test_a_state_counts_once_also_for_two_who_come_at_once(
    any_house: ManyHouse, slack: ManySlack
) -> None:
    link = await any_house.begins()
    code, state = slack.allows(link, ACME)
    pages = await asyncio.gather(*(any_house.comes_back(code=code, state=state) for _ in range(5)))
    assert sorted(page.status_code for page in pages) == [200, 400, 400, 400, 400]
    assert len(slack.called("oauth.v2.access")) == 1
    again, _ = slack.allows(link, ACME)
    assert_says(await any_house.comes_back(code=again, state=state), 400, "had its time")
    assert len(slack.called("oauth.v2.access")) == 1


@pytest.mark.parametrize("query", [{"state": "made-up"}, {"state": "None"}, {}])
async def test_a_state_of_our_own_making_or_none_at_all(
    house: ManyHouse, query: dict[str, str]
) -> None:
    house.browser.cookies.set(COOKIE, query.get("state", "None"))
    assert_says(await house.comes_back(code="c", **query), 400, "had its time")


async def test_a_state_does_not_live_longer_than_ten_minutes(
    any_house: ManyHouse, slack: ManySlack
) -> None:
    link = await any_house.begins()
    code, state = slack.allows(link, ACME)
    any_house.clock.turn(timedelta(minutes=10))
    assert_says(await any_house.comes_back(code=code, state=state), 400, "had its time")
    await any_house.begins()
    assert await states(any_house) == 1, "what is over is not kept"


async def test_a_code_that_slack_does_not_know_any_more(house: ManyHouse, slack: ManySlack) -> None:
    link = await house.begins()
    _, state = slack.allows(link, ACME)
    with capture_logs() as logged:
        page = await house.comes_back(code="long-ago", state=state)
    assert_says(page, 400, "had its time")
    assert [entry["why"] for entry in logged] == ["invalid_code"]
    await assert_nobody_is_in(house)


async def test_no_code(house: ManyHouse, slack: ManySlack) -> None:
    link = await house.begins()
    _, state = slack.allows(link, ACME)
    assert_says(await house.comes_back(state=state), 400, "had its time")


@pytest.mark.parametrize(
    "trouble", [fails(503), fails(502), throttled(30), cut(), says("internal_error")]
)
async def test_a_slack_that_does_not_answer(
    house: ManyHouse, slack: ManySlack, trouble: object
) -> None:
    link = await house.begins()
    code, state = slack.allows(link, ACME)
    slack.troubles = [trouble]  # type: ignore[list-item]  # one of pytest's parameters
    with capture_logs() as logged:
        page = await house.comes_back(code=code, state=state)
    assert_says(page, 503, "answer just now")
    assert page.headers["retry-after"] == "60"
    assert [entry["event"] for entry in logged] == ["slack_not_installed"]
    assert code not in str(logged)
    await assert_nobody_is_in(house)


async def test_what_we_have_set_up_wrong_is_said_to_be_ours(
    house: ManyHouse, slack: ManySlack
) -> None:
    link = await house.begins()
    code, state = slack.allows(link, ACME)
    slack.troubles = [says("bad_client_secret")]
    with capture_logs() as logged:
        page = await house.comes_back(code=code, state=state)
    assert_says(page, 500, "on my side")
    assert logged[0]["why"] == "bad_client_secret"


async def test_a_workspace_that_nobody_trusts_gets_its_token_taken_back(
    house: ManyHouse, slack: ManySlack
) -> None:
    page = await house.installs(STRANGER)
    assert_says(page, 403, f"can add {STRANGER} to slack.trusted")
    assert slack.tokens_of(STRANGER) == []
    await assert_nobody_is_in(house)


async def test_a_whole_organisation_is_refused_in_plain_words(
    house: ManyHouse, slack: ManySlack
) -> None:
    page = await house.installs(ACME, is_whole_organisation=True)
    assert_says(page, 403, "whole organisation")
    assert slack.tokens_of(ACME) == []
    await assert_nobody_is_in(house)


async def test_a_token_that_cannot_be_given_back_is_not_kept_either(
    house: ManyHouse, slack: ManySlack
) -> None:
    slack.weather = lambda method: fails(503) if method == "auth.revoke" else None
    assert_says(await house.installs(STRANGER), 403, STRANGER)
    await assert_nobody_is_in(house)


async def test_these_pages_are_only_read(house: ManyHouse) -> None:
    for path in ("/slack/install", "/slack/oauth_redirect"):
        page = await house.browser.post(path, content=b"x=1")
        assert_says(page, 405, "only for reading")
        assert page.headers["allow"] == "GET"
    assert await states(house) == 0


@pytest.mark.parametrize("query", ["state=" + "x" * 5000, "&".join(["a=1"] * 30)])
async def test_an_address_that_cannot_be_read(house: ManyHouse, query: str) -> None:
    with capture_logs() as logged:
        page = await house.browser.get(f"/slack/oauth_redirect?{query}")
    assert_says(page, 400, "read that")
    assert logged == []


async def test_nobody_fills_the_database_by_beginning(any_house: ManyHouse) -> None:
    async with any_house.house.store.writer.begin() as connection:
        later = any_house.clock().timestamp() + 60
        await connection.execute(
            text("INSERT INTO slack_oauth_states (state, expire_at) VALUES (:state, :at)"),
            [{"state": f"s{number}", "at": later} for number in range(MOST_STATES)],
        )
    assert_says(await any_house.browser.get("/slack/install"), 503, "Too many at once")
    any_house.clock.turn(timedelta(minutes=1))
    assert (await any_house.browser.get("/slack/install")).status_code == 200
    assert await states(any_house) == 1


async def test_no_token_can_be_read_in_the_file(sqlite_url: str, tmp_path: Path) -> None:
    async with many_slack(rotates=True) as slack, open_many_house(sqlite_url, slack) as house:
        await house.installs(ACME)
        token, refresh = *slack.tokens_of(ACME), *slack.refreshes
    file = tmp_path / "desk.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = str(database.execute("SELECT * FROM slack_bots").fetchall())
    written = whole(tmp_path)
    assert ACME.encode() in written
    for secret in (token, refresh):
        assert secret.encode() not in written
    assert "U01ADMIN" not in kept, "nobody asks who installed us"


def whole(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("desk.sqlite*"))
