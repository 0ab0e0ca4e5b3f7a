"""Teams in the whole house, as its settings turn it on: heard at its door, answered, and spoken to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from bot.app import build_app
from bot.cards import Card
from bot.channels.port import Message
from bot.channels.teams.ingress import PATH
from bot.settings import SettingsError, read_settings
from bot.turns import ALONE
from bot.wiring import House, open_house
from tests.bot.channels.teams.activities import (
    DIRECT,
    HERS,
    JANE,
    JANE_HERE,
    TENANT,
    installation,
    message,
)
from tests.doubles import Clock
from tests.peers.teams_faults import FaultyTeams, faulty_teams
from tests.peers.teams_keys import APP

Json = dict[str, Any]
JANES = {
    "id": JANE_HERE,
    "aadObjectId": JANE,
    "name": "Jane Doe",
    "email": "jane@example.org",
    "tenantId": TENANT,
}


@pytest.fixture
async def teams() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as teams:
        teams.good.add("nobody")
        teams.rosters[DIRECT] = [JANES]
        yield teams


@asynccontextmanager
async def opened(url: str, **more: object) -> AsyncIterator[House]:
    """Without Microsoft, on this machine alone."""
    settings = read_settings(
        database={"url": url},
        teams={"enabled": True, "insecure": True, **more},
        staff={"jane@example.org": "manager"},
    )
    async with open_house(settings, clock=Clock(), environ={}) as house:
        yield house


async def post(house: House, teams: FaultyTeams, activity: Json) -> int:
    transport = httpx.ASGITransport(build_app(house))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.post(PATH, json={**activity, "serviceUrl": teams.service_url})
    await house.delivery.deliver_due()
    return answer.status_code


async def test_who_adds_us_is_greeted_and_who_asks_is_answered(
    sqlite_url: str, teams: FaultyTeams
) -> None:
    async with opened(sqlite_url) as house:
        assert await post(house, teams, installation()) == 200
        assert await post(house, teams, message("How happy are people this month?")) == 200
        greeting, answer = teams.words(DIRECT)
        assert greeting.startswith("Ask me how people feel")
        assert answer.startswith("There is nothing to count")
        assert await house.problems() == []


async def test_what_was_said_is_taken_back_when_somebody_is_erased(
    sqlite_url: str, teams: FaultyTeams
) -> None:
    async with opened(sqlite_url) as house:
        await post(house, teams, installation())
        [greeting] = teams.messages
    async with opened(sqlite_url) as another:
        # Which has sent nothing itself, and knows what was sent from what is kept.
        assert another.teams is not None
        known = await another.teams.people.known(HERS)
        assert known is not None
        await another.teams.channel.send(known, Message("erased", Card("All gone."), slot=ALONE))
    assert greeting not in teams.messages
    assert teams.words() == ["All gone."]


async def test_without_its_secret_the_house_does_not_open(sqlite_url: str) -> None:
    with pytest.raises(SettingsError, match="TEAMS_CLIENT_SECRET is not set"):
        async with opened(sqlite_url, insecure=False, app_id=APP, tenants=[TENANT]):
            pass


async def test_where_teams_is_off_nobody_listens(sqlite_url: str, teams: FaultyTeams) -> None:
    async with opened(sqlite_url, enabled=False) as house:
        assert await post(house, teams, message("hello")) == 404
        assert house.teams is None
