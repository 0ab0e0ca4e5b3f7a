"""Beside the token check of Microsoft's successor to the kit: what it refuses does not come in here."""

import asyncio
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.channels.teams.clouds import PUBLIC
from bot.channels.teams.tokens import Keys, NotGenuine, Verifier
from bot.clocks import system_clock
from tests.bot.channels.teams.activities import TENANT, message
from tests.bot.channels.teams.test_tokens import OTHER_KEYS, bad_tokens
from tests.peers.teams_keys import APP, SERVICE_URL, claims, key_server, signed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # parts that we do not use are previews
    theirs = pytest.importorskip(
        "microsoft_teams.apps.auth", reason="microsoft-teams-apps is missing"
    )
    clouds = pytest.importorskip("microsoft_teams.api.auth.cloud_environment")

LET_IN_BY_THEIRS = frozenset(
    {
        "no end",
        "no beginning",
        "several audiences",
        "endorsed for something else",
        "endorsed for nothing",
        "endorsed oddly",
        "a short key",
    }
)


def by_theirs(validator: Any, header: str) -> bool:
    """In a loop of its own, since it stops the one that it runs in while it fetches keys."""
    try:
        asyncio.run(validator.validate_token(header.removeprefix("Bearer "), SERVICE_URL))
    except Exception:  # noqa: BLE001 - some tokens break it, which lets nobody in either
        return False
    return True


async def by_us(verifier: Verifier, header: str) -> bool:
    try:
        verifier.agree(await verifier.verify(header), message("Hello"))
    except NotGenuine:
        return False
    return True


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_tokens() -> None:
    now = datetime.now(UTC)
    tokens = {"good": signed(claims(now)), **bad_tokens(now)}
    async with key_server() as server, httpx.AsyncClient(verify=False) as http:
        server.keys += OTHER_KEYS
        keys = Keys(http, server.metadata_url, system_clock)
        verifier = Verifier(keys, PUBLIC, app_id=APP, tenants=[TENANT], clock=system_clock)
        cloud = replace(clouds.PUBLIC, openid_metadata_url=server.metadata_url)
        validator = theirs.TokenValidator.for_service(APP, SERVICE_URL, cloud)
        ours = {case for case, token in tokens.items() if await by_us(verifier, token)}
        let_in = {
            case
            for case, token in tokens.items()
            if await asyncio.to_thread(by_theirs, validator, token)
        }
    assert ours == {"good"}
    assert let_in == ours | LET_IN_BY_THEIRS
