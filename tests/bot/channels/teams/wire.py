"""The wire to a Teams on loopback, in a time that goes on only by waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx

from bot.channels.teams import places
from bot.channels.teams.access import Access, ClientSecret
from bot.channels.teams.clouds import Cloud
from bot.channels.teams.connector import Connector
from bot.channels.teams.places import Reference
from tests.peers.teams_faults import FaultyTeams

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
TENANT = "tenant-1"
DIRECT = "a:janes conversation/with us"
"""Whatever Teams puts into an id."""
JANE = places.address(TENANT, "aad-jane", DIRECT)
SAM = places.address(TENANT, "aad-sam", "a:sams")


class Time:
    """One time for the store, the pace, the tokens and every wait."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.waits: list[float] = []

    def utc(self) -> datetime:
        return NINE + timedelta(seconds=self.passed)

    def __call__(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        """Who sleeps at the same time wakes at the same time."""
        self.waits.append(seconds)
        until = self.passed + seconds
        await asyncio.sleep(0)
        self.passed = max(self.passed, until)


class Kept:
    """Conversation references, in memory."""

    def __init__(self, *references: Reference) -> None:
        self.all = {(each.tenant, each.conversation): each for each in references}

    async def of(self, tenant: str, conversation: str) -> Reference | None:
        return self.all.get((tenant, conversation))

    async def keep(self, reference: Reference) -> None:
        self.all[reference.tenant, reference.conversation] = reference

    async def drop(self, tenant: str, conversation: str) -> None:
        self.all.pop((tenant, conversation), None)


@asynccontextmanager
async def connected(
    teams: FaultyTeams,
    time: Time,
    *,
    cloud: Cloud | None = None,
    patience: float = 10,
    jitter: float = 0.0,
) -> AsyncIterator[Connector]:
    async with httpx.AsyncClient(timeout=patience) as http:
        secret = ClientSecret("an-app-id", TENANT, "a client secret")
        access = Access(http, teams.cloud, secret, time.utc, login_url=teams.url)
        try:
            yield Connector(
                http,
                access,
                cloud or teams.cloud,
                monotonic=time,
                sleep=time.sleep,
                jitter=lambda: jitter,
            )
        finally:
            await access.close()


def jane(teams: FaultyTeams) -> Reference:
    return teams.reference(TENANT, DIRECT, "jane")


def sam(teams: FaultyTeams) -> Reference:
    return teams.reference(TENANT, "a:sams", "sam")
