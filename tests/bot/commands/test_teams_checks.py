"""The doctor's look at Teams: what is wrong is said with what to do about it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.teams.clouds import Cloud
from bot.commands.findings import Finding
from bot.commands.teams_checks import teams
from bot.settings import TeamsSettings
from tests.bot.channels.teams.activities import TENANT
from tests.bot.channels.teams.test_access import own_certificate
from tests.doubles import Clock
from tests.peers.teams_faults import FaultyTeams, Trouble, fails, faulty_teams, says_error
from tests.peers.teams_keys import APP, KeyServer, key_server

ENVIRON = {"TEAMS_CLIENT_SECRET": "a client secret"}
WHERE = Finding("Teams' messages", "are expected at /teams/messages of your public address")


def settings(**more: object) -> TeamsSettings:
    return TeamsSettings.model_validate(
        {"enabled": True, "app_id": APP, "tenants": (TENANT,), **more}
    )


@pytest.fixture
async def microsoft() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as microsoft:
        yield microsoft


@pytest.fixture
async def keys() -> AsyncIterator[KeyServer]:
    async with key_server() as keys:
        yield keys


async def looked(
    microsoft: FaultyTeams,
    keys: KeyServer,
    part: TeamsSettings,
    environ: dict[str, str] = ENVIRON,
    *,
    clock: Clock | None = None,
) -> list[Finding]:
    cloud: Cloud = replace(microsoft.cloud, metadata_url=keys.metadata_url)
    return [
        finding
        async for finding in teams(
            part, clock or Clock(), environ, cloud=cloud, login_url=microsoft.url
        )
    ]


async def test_where_all_is_well(microsoft: FaultyTeams, keys: KeyServer) -> None:
    assert await looked(microsoft, keys, settings()) == [
        Finding("Teams", f"Microsoft gives us a token as {APP}"),
        Finding("Teams' keys", "can be fetched"),
        WHERE,
    ]


async def test_what_is_off_is_not_asked_for(microsoft: FaultyTeams, keys: KeyServer) -> None:
    [found] = await looked(microsoft, keys, TeamsSettings())
    assert found == Finding("Teams", "off; docs/teams.md tells how to set it up")
    assert (microsoft.asked, keys.asked) == ([], [])


async def test_a_secret_that_is_missing(microsoft: FaultyTeams, keys: KeyServer) -> None:
    [found] = await looked(microsoft, keys, settings(), {})
    assert (found.about, found.found) == ("Teams' secret", "cannot be used")
    assert "TEAMS_CLIENT_SECRET is not set" in found.advice


async def test_a_trial_is_no_real_desk(microsoft: FaultyTeams, keys: KeyServer) -> None:
    [found] = await looked(microsoft, keys, TeamsSettings(enabled=True, insecure=True))
    assert "whoever reaches the port is believed" in found.found
    assert not found.is_well


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (says_error("invalid_client", 7000222), "the client secret has expired"),
        (says_error("unauthorized_client", 700016), "there is no such app in this tenant"),
        (fails(503), "login does not answer"),
    ],
)
async def test_no_token_is_explained(
    microsoft: FaultyTeams, keys: KeyServer, trouble: Trouble, why: str
) -> None:
    microsoft.token_troubles = [trouble]
    found, *others = await looked(microsoft, keys, settings())
    assert found.found == "Microsoft gives us no token"
    assert why in found.advice
    assert all(other.is_well for other in others)


async def test_keys_that_cannot_be_fetched(microsoft: FaultyTeams, keys: KeyServer) -> None:
    keys.status = 503
    _, found, _ = await looked(microsoft, keys, settings())
    assert found.about == "Teams' keys"
    assert keys.metadata_url in found.advice


@pytest.mark.parametrize(
    ("days", "found", "is_well"),
    [
        (0, "is good for 302 more days", True),
        (300, "ends in 2 days", False),
        (303, "has ended", False),
    ],
)
async def test_a_certificate_is_looked_at_before_it_ends(
    microsoft: FaultyTeams,
    keys: KeyServer,
    tmp_path: Path,
    days: int,
    found: str,
    is_well: bool,
) -> None:
    _, _, pem = own_certificate()
    file = tmp_path / "sincerely.pem"
    file.write_bytes(pem)
    clock = Clock()
    clock.turn(timedelta(days=days))
    environ = {"TEAMS_CERTIFICATE_FILE": str(file)}
    first, *_ = await looked(microsoft, keys, settings(auth="certificate"), environ, clock=clock)
    assert (first.about, first.found, first.is_well) == ("Teams' certificate", found, is_well)
