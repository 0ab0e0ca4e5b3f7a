"""A workspace installs us on its own page, and from then on is spoken to with its own token."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from bot.channels.port import Busy
from bot.channels.slack import places
from bot.channels.slack.api import NotInstalled
from bot.channels.slack.install import DENIED, LOST, NOT_SET_UP, untrusted, welcome
from bot.channels.slack.many import ManyWorkspaces
from bot.channels.slack.names import SCOPES
from bot.channels.slack.opening import Workspace
from bot.channels.slack.seal import new_key
from feedback.people import Address
from tests.bot.channels.slack.payloads import app_uninstalled, home_opened
from tests.bot.channels.slack.test_send import hello
from tests.peers.emulate import (
    BOT,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    TEAM,
    StrictSlack,
)
from tests.slack_house import Ticking
from tests.strict_house import ADDRESS, StrictHouse, open_strict_house

ENVIRON: Final = {
    "SLACK_OAUTH_CLIENT_ID": CLIENT_ID,
    "SLACK_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
    "SLACK_TOKEN_KEYS": new_key(),
}
MANY: Final[Mapping[str, Any]] = {"workspaces": "many", "public_url": ADDRESS, "trusted": [TEAM]}
INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"


@pytest.fixture
async def house(strict_slack: StrictSlack, sqlite_url: str) -> AsyncIterator[StrictHouse]:
    async with open_strict_house(strict_slack, sqlite_url, environ=ENVIRON, **MANY) as house:
        yield house


def slack_of(house: StrictHouse) -> Workspace:
    assert house.house.slack is not None
    return house.house.slack


def many(house: StrictHouse) -> ManyWorkspaces:
    found = slack_of(house).many
    assert found is not None
    return found


def jane(house: StrictHouse) -> Address:
    return places.address(TEAM, house.slack.user("jane"), house.slack.dm("jane"))


async def begun(house: StrictHouse) -> str:
    """An administrator is on our page; where its button leads."""
    page = await house.door.get(INSTALL)
    assert page.status_code == 200
    (link,) = re.findall(r'<a href="([^"]+)"', page.text)
    return html.unescape(link)


async def allowed(house: StrictHouse) -> str:
    """And agrees on Slack's; where Slack sends the browser."""
    page = await begun(house)
    return await asyncio.to_thread(house.slack.allows, page, "max")


async def installed(house: StrictHouse) -> httpx.Response:
    return await house.door.get(await allowed(house))


def shown(page: httpx.Response) -> tuple[int, str]:
    (title,) = re.findall("<h1>(.+)</h1>", page.text)
    return page.status_code, html.unescape(title)


async def is_installed(house: StrictHouse) -> bool:
    return list(await many(house).teams()) == [TEAM]


def everything_in(sqlite_url: str) -> bytes:
    """The file, and what has not been taken over into it yet."""
    name = sqlite_url.removeprefix("sqlite+aiosqlite:///").partition("?")[0]
    kept = b"".join(file.read_bytes() for file in Path(name).parent.glob(f"{Path(name).name}*"))
    assert TEAM.encode() in kept
    return kept


async def test_whoever_allows_it_has_us_and_is_written_to_with_their_own_token(
    house: StrictHouse, sqlite_url: str
) -> None:
    assert not await is_installed(house)
    assert shown(await installed(house)) == (200, welcome(TEAM, "Acme IT").title)
    assert await is_installed(house)

    token = await many(house).token(TEAM)
    (given,) = [each for each in house.slack.look("tokens") if each["token"] == token]
    assert token != BOT_TOKEN
    assert set(given["scopes"]) == SCOPES.keys()
    assert token.encode() not in everything_in(sqlite_url), "it is kept under a seal"

    receipt = await slack_of(house).channel.send(jane(house), hello())
    assert await slack_of(house).channel.find(jane(house), hello()) == receipt
    (sent,) = house.slack.chat("jane")
    assert (sent["text"], sent["user"]) == ("Hello.", BOT)
    assert not slack_of(house).notes()


async def test_whoever_does_not_allow_it_has_nothing_of_us(house: StrictHouse) -> None:
    link = httpx.URL(await begun(house))
    no = {"error": "access_denied", "state": link.params["state"]}
    assert shown(await house.door.get(BACK, params=no)) == (200, DENIED.title)
    assert not await is_installed(house)
    with pytest.raises(Busy):
        await slack_of(house).channel.send(jane(house), hello())
    assert house.slack.chat("jane") == []


async def test_a_link_back_is_good_once(house: StrictHouse) -> None:
    back = await allowed(house)
    assert (await house.door.get(back)).status_code == 200
    token = await many(house).token(TEAM)
    assert shown(await house.door.get(back)) == (400, LOST.title)
    assert await many(house).token(TEAM) == token


async def test_a_code_is_good_once_whoever_begins_anew_with_it(house: StrictHouse) -> None:
    used = httpx.URL(await allowed(house))
    assert (await house.door.get(used)).status_code == 200
    token = await many(house).token(TEAM)
    state = httpx.URL(await begun(house)).params["state"]
    again = await house.door.get(used.copy_set_param("state", state))
    assert shown(again) == (400, LOST.title)
    assert await many(house).token(TEAM) == token


async def test_a_link_back_is_good_for_the_browser_in_which_it_began(house: StrictHouse) -> None:
    back = await allowed(house)
    house.door.cookies.clear()
    assert shown(await house.door.get(back)) == (400, LOST.title)
    assert not await is_installed(house)


async def test_slack_that_does_not_know_our_secret_is_our_own_fault(
    strict_slack: StrictSlack, sqlite_url: str
) -> None:
    environ = {**ENVIRON, "SLACK_OAUTH_CLIENT_SECRET": "another one"}
    async with open_strict_house(strict_slack, sqlite_url, environ=environ, **MANY) as house:
        assert shown(await installed(house)) == (500, NOT_SET_UP.title)
        assert not await is_installed(house)


async def test_a_workspace_that_nobody_trusts_is_told_so_and_nothing_is_kept(
    strict_slack: StrictSlack, sqlite_url: str
) -> None:
    others = {**MANY, "trusted": ["T0OTHER"]}
    async with open_strict_house(strict_slack, sqlite_url, environ=ENVIRON, **others) as house:
        assert shown(await installed(house)) == (403, untrusted(TEAM, "Acme IT").title)
        assert await many(house).books.installations.find(TEAM) is None


async def test_installed_anew_it_is_spoken_to_with_the_new_token(house: StrictHouse) -> None:
    await installed(house)
    first = await many(house).token(TEAM)
    await installed(house)
    second = await many(house).token(TEAM)
    assert first != second
    await slack_of(house).channel.send(jane(house), hello())
    assert [each["text"] for each in house.slack.chat("jane")] == ["Hello."]


async def test_an_older_version_that_asked_for_less_is_installed_anew_and_nothing_is_lost(
    house: StrictHouse,
) -> None:
    less = ",".join(sorted(SCOPES.keys() - {"chat:write"}))
    older = httpx.URL(await begun(house)).copy_set_param("scope", less)
    back = await asyncio.to_thread(house.slack.allows, str(older), "max")
    assert shown(await house.door.get(back)) == (200, welcome(TEAM, "Acme IT").title)
    with pytest.raises(Busy, match="missing_scope"):
        await slack_of(house).channel.send(jane(house), hello())
    assert "chat.postMessage): missing_scope" in slack_of(house).notes()[0]

    await installed(house)
    await slack_of(house).channel.send(jane(house), hello())
    assert [each["text"] for each in house.slack.chat("jane")] == ["Hello."]
    assert not slack_of(house).notes()


async def test_what_waits_while_we_are_out_goes_when_we_are_back(
    sqlite_url: str, strict_slack: StrictSlack
) -> None:
    clock = Ticking()
    async with open_strict_house(
        strict_slack, sqlite_url, clock=clock, environ=ENVIRON, **MANY
    ) as house:
        await installed(house)
        clock.turn(timedelta(hours=3))  # what comes sooner may be about the time before
        assert (await house.posts("max", app_uninstalled())).status_code == 200
        assert not await is_installed(house)
        with pytest.raises(NotInstalled):
            await many(house).token(TEAM)
        with pytest.raises(Busy):
            await slack_of(house).channel.send(jane(house), hello())
        assert "not_installed" in slack_of(house).notes()[0]

        await installed(house)
        await slack_of(house).channel.send(jane(house), hello())
        assert [each["text"] for each in house.slack.chat("jane")] == ["Hello."]
        assert not slack_of(house).notes()


async def test_what_people_press_is_heard_from_where_we_are_installed_and_from_nowhere_else(
    house: StrictHouse,
) -> None:
    await house.posts("jane", home_opened(view_hash=None))
    assert house.slack.look("views") == []
    await installed(house)
    await house.posts("jane", home_opened(view_hash=None))
    assert house.home_of("jane")["blocks"]
