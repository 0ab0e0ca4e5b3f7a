"""Teams opened as the house does: what is posted at the door is answered in the conversation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.channels.teams import places
from bot.channels.teams.access import ClientSecret, Credential
from bot.channels.teams.ingress import PATH
from bot.channels.teams.opening import Teams, open_teams
from bot.channels.teams.store import Conversations
from bot.conversations.router import STRANGER
from bot.delivery import Delivery
from feedback.people import PersonAddress
from tests.bot.channels.teams.activities import (
    GROUP,
    HERS,
    JANE,
    JANE_HERE,
    TENANT,
    US,
    elsewhere,
    installation,
    joined,
    mention,
    message,
)
from tests.house import TestHouse, open_test_house
from tests.peers.teams_faults import FaultyTeams, faulty_teams, says_error
from tests.peers.teams_keys import APP, KeyServer, claims, key_server, signed

Json = dict[str, Any]
OURS: Credential = ClientSecret(APP, TENANT, "a client secret")
JANES = {
    "id": JANE_HERE,
    "aadObjectId": JANE,
    "name": "Jane Doe",
    "email": "jane@example.org",
    "userRole": "user",
    "tenantId": TENANT,
}
WITH_JANE = f"a:{JANE_HERE}"
"""As our Teams calls it where it opens one."""


@dataclass
class TeamsHouse:
    house: TestHouse
    teams: FaultyTeams
    opened: Teams

    async def post(self, posted: Json, *, token: str | None = None) -> httpx.Response:
        """And whatever has to be said, is."""
        body = {**posted, "serviceUrl": self.teams.service_url}
        if token is None:
            now = self.house.clock()
            token = signed(claims(now, serviceurl=self.teams.service_url))
        transport = httpx.ASGITransport(self.opened.ingress)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            answer = await client.post(PATH, json=body, headers={"Authorization": token})
        await self.delivers()
        return answer

    async def delivers(self) -> None:
        channels = {"teams": self.opened.channel}
        await Delivery(self.house.store.lanes, channels, self.house.store.desk).deliver_due()

    async def contact(self) -> PersonAddress | None:
        async with self.house.store.desk.look() as work:
            found = await work.addresses.find(channel=places.NAME)
        return found[0] if found else None


@pytest.fixture
async def teams() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as teams:
        teams.rosters[HERS.conversation] = teams.rosters[GROUP] = [JANES]
        yield teams


@pytest.fixture
async def keys() -> AsyncIterator[KeyServer]:
    async with key_server() as keys:
        yield keys


@pytest.fixture
async def here(sqlite_url: str, teams: FaultyTeams, keys: KeyServer) -> AsyncIterator[TeamsHouse]:
    async with opened(sqlite_url, teams, keys) as here:
        yield here


@asynccontextmanager
async def opened(
    url: str,
    teams: FaultyTeams,
    keys: KeyServer,
    *,
    credential: Credential | None = OURS,
    host: str = "127.0.0.1",
) -> AsyncIterator[TeamsHouse]:
    cloud = replace(teams.cloud, metadata_url=keys.metadata_url)
    async with open_test_house(url) as house:
        store = house.store
        conversations = Conversations(house.clock, writer=store.writer, reader=store.reader)
        async with open_teams(
            credential=credential,
            tenants=[TENANT],
            cloud=cloud,
            host=host,
            conversations=conversations,
            desk=store.desk,
            hear=house.router.hear,
            forms=house.router.form,
            clock=house.clock,
            login_url=teams.url,
        ) as opened_teams:
            yield TeamsHouse(house, teams, opened_teams)


async def test_whoever_says_hello_is_known_and_answered_there(here: TeamsHouse) -> None:
    assert (await here.post(message("hello", localTimezone="Asia/Tokyo"))).status_code == 200
    [answer] = here.teams.messages
    assert (answer.conversation, answer.body["from"]) == (HERS.conversation, {"id": US})
    assert answer.words != STRANGER.title
    contact = await here.contact()
    assert contact is not None
    assert contact.address == places.address(TENANT, JANE, HERS.conversation)
    async with here.house.store.desk.look() as work:
        jane = await work.people.get("jane")
    assert jane is not None
    assert jane.time_zone == "Asia/Tokyo"
    assert here.opened.problems() == []


async def test_a_stranger_is_told_who_we_are(here: TeamsHouse) -> None:
    here.teams.rosters[HERS.conversation] = [{**JANES, "email": "jane@else.example"}]
    await here.post(message("hello"))
    assert here.teams.words(HERS.conversation) == [STRANGER.title]
    assert await here.contact() is None


async def test_a_stranger_is_found_once_a_ticket_names_them(here: TeamsHouse) -> None:
    here.teams.rosters[HERS.conversation] = [{**JANES, "email": "anna@example.org"}]
    await here.post(message("hello"))
    found = await here.opened.people.addresses(["anna@example.org", "max@example.org"])
    assert {email: there.address.place for email, there in found.items()} == {
        "anna@example.org": f"{TENANT}/{HERS.conversation}"
    }


async def test_who_calls_us_in_a_group_is_answered_in_our_own_conversation(
    here: TeamsHouse,
) -> None:
    await here.post(mention("<at>Sincerely</at> hello", GROUP, "groupChat"))
    assert len(here.teams.words(GROUP)) == 1, "one line that it is there"
    assert len(here.teams.words(WITH_JANE)) == 1


async def test_nobody_is_heard_without_a_token_of_microsofts(here: TeamsHouse) -> None:
    now = here.house.clock()
    for token in (
        "",
        signed(claims(now, serviceurl=here.teams.service_url), name="somebody else's"),
        signed(claims(now, serviceurl=here.teams.service_url, aud="another bot")),
    ):
        assert (await here.post(message("hello"), token=token)).status_code == 401
    assert here.teams.requests == []
    assert await here.contact() is None


async def test_who_takes_us_away_is_not_written_to_until_they_take_us_back(
    here: TeamsHouse,
) -> None:
    await here.post(message("hello"))
    await here.post(installation("remove"))
    contact = await here.contact()
    assert contact is not None
    assert contact.gone_at is not None
    await here.post(installation())
    contact = await here.contact()
    assert contact is not None
    assert contact.gone_at is None


async def test_whoever_adds_us_hears_who_we_are_once(here: TeamsHouse) -> None:
    for posted in (installation(), joined(), installation(), joined()):
        assert (await here.post(posted)).status_code == 200
    [greeting] = here.teams.words(HERS.conversation)
    assert greeting != STRANGER.title
    assert await here.contact() is not None


async def test_a_stranger_who_adds_us_hears_how_we_get_to_know_each_other(
    here: TeamsHouse,
) -> None:
    here.teams.rosters[HERS.conversation] = [{**JANES, "email": "jane@else.example"}]
    await here.post(installation())
    assert here.teams.words() == [STRANGER.title]


async def test_a_team_that_adds_us_is_not_spoken_to(here: TeamsHouse) -> None:
    assert (await here.post(joined(**elsewhere(GROUP, "groupChat")))).status_code == 200
    assert here.teams.requests == []


async def test_what_is_the_matter_is_told_until_it_is_over(here: TeamsHouse) -> None:
    here.teams.token_troubles = [says_error("invalid_client", 7000215)]
    await here.post(message("hello"))
    [problem] = here.opened.problems()
    assert "the client secret is wrong" in problem
    assert here.teams.messages == []
    here.house.clock.turn(timedelta(minutes=10))
    await here.delivers()
    assert here.opened.problems() == []
    assert len(here.teams.messages) == 1, "what was to be said is not lost"


async def test_keys_that_cannot_be_had_are_a_problem_too(
    sqlite_url: str, teams: FaultyTeams, keys: KeyServer
) -> None:
    keys.status = 503
    async with opened(sqlite_url, teams, keys) as here:
        assert (await here.post(message("hello"))).status_code == 503
        assert len(here.opened.problems()) == 1


# --- a trial on one's own machine ----------------------------------------------------------------


async def test_a_trial_needs_nothing_of_microsofts(
    sqlite_url: str, teams: FaultyTeams, keys: KeyServer
) -> None:
    teams.good.add("nobody")
    async with opened(sqlite_url, teams, keys, credential=None) as here:
        assert (await here.post(message("hello"), token="")).status_code == 200
        assert len(teams.words(HERS.conversation)) == 1
        assert here.opened.problems() == []
    assert (keys.asked, teams.asked) == ([], [])


async def test_in_a_trial_nothing_leaves_this_machine(
    sqlite_url: str, teams: FaultyTeams, keys: KeyServer
) -> None:
    async with opened(sqlite_url, teams, keys, credential=None) as here:
        transport = httpx.ASGITransport(here.opened.ingress)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            answer = await client.post(PATH, json=message("hello"))
        assert answer.status_code == 403
        assert await here.opened.people.known(HERS) is None, "whom Teams told us of before"
        assert len(here.opened.problems()) == 1
    assert teams.requests == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example.com"])
async def test_a_trial_is_not_opened_to_anybody_else(
    host: str, sqlite_url: str, teams: FaultyTeams, keys: KeyServer
) -> None:
    with pytest.raises(ValueError, match="this machine"):
        async with opened(sqlite_url, teams, keys, credential=None, host=host):
            pass
