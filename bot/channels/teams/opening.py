"""Teams opened: all that lives as long as the house, in the right order."""

import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bot.channels.public import is_local
from bot.channels.teams.access import Access, Credential, ManagedIdentity
from bot.channels.teams.clouds import Cloud
from bot.channels.teams.connector import Connector, Monotonic, http_client
from bot.channels.teams.greeting import Greeting
from bot.channels.teams.ingress import Guard, Ingress
from bot.channels.teams.listen import Ears, Forms, Turns
from bot.channels.teams.people import TeamsPeople
from bot.channels.teams.send import Said, TeamsChannel
from bot.channels.teams.store import Conversations
from bot.channels.teams.tokens import Keys, Unverified, Verifier
from bot.clocks import Clock
from bot.turns import Hear
from feedback.unit_of_work import OpenDesk


@dataclass(frozen=True, slots=True)
class Teams:
    """`ingress` is the door for what Teams posts."""

    channel: TeamsChannel
    people: TeamsPeople
    ingress: Ingress
    connector: Connector
    keys: Keys | None
    """None in a trial without Microsoft."""

    def problems(self) -> list[str]:
        """Why messages do not go in or out, a sentence each."""
        unverified = self.keys.problem() if self.keys is not None else None
        return [*self.connector.problems(), *([unverified] if unverified else [])]


@asynccontextmanager
async def open_teams(
    *,
    credential: Credential | None,
    tenants: Collection[str] = (),
    cloud: Cloud,
    host: str,
    conversations: Conversations,
    desk: OpenDesk,
    hear: Hear,
    forms: Forms,
    clock: Clock,
    said: Said | None = None,
    guests: bool = False,
    overrides: Mapping[str, str] | None = None,
    login_url: str | None = None,
    monotonic: Monotonic = time.monotonic,
) -> AsyncIterator[Teams]:
    """Without a credential it is a trial without Microsoft, which raises `ValueError` unless the
    `host` on which we listen is only this machine's own.

    `said` knows the receipts of what stands in a conversation, for one that is taken back as a whole;
    `login_url` takes the place of the cloud's own login; `monotonic` is the clock by which we pace
    ourselves.
    """
    async with AsyncExitStack() as rooms:
        http = await rooms.enter_async_context(http_client())
        keys: Keys | None = None
        guard: Guard
        if credential is None:
            guard = Unverified(app_id=None, host=host)
            cloud = at_home(cloud)
            access: Access = Nameless(http, cloud, clock)
        else:
            access = Access(http, cloud, credential, clock, login_url=login_url)
            keys = Keys(http, cloud.metadata_url, clock)
            rooms.push_async_callback(keys.close)
            keys.warm_up()
            guard = Verifier(keys, cloud, app_id=credential.app_id, tenants=tenants, clock=clock)
        rooms.push_async_callback(access.close)
        connector = Connector(http, access, cloud, monotonic=monotonic)
        people = TeamsPeople(
            desk, connector, conversations, clock, guests=guests, overrides=overrides
        )
        await people.heed_overrides()
        channel = TeamsChannel(connector, conversations, said=said)
        rooms.push_async_callback(channel.close)
        ears = Ears(
            hear=hear, forms=forms, people=people, references=conversations, elsewhere=connector
        )
        rooms.push_async_callback(ears.close)
        yield Teams(
            channel=channel,
            people=people,
            ingress=Ingress(Greeting(Turns(ears).take, hear).take, guard),
            connector=connector,
            keys=keys,
        )


# --- a trial on one's own machine ----------------------------------------------------------------


class Nameless(Access):
    """Whoever plays Teams on this machine does not ask who we are."""

    def __init__(self, http: httpx.AsyncClient, cloud: Cloud, clock: Clock) -> None:
        super().__init__(http, cloud, ManagedIdentity(""), clock)

    async def token(self) -> str:
        return "nobody"


class AtHome(Cloud):
    """Nothing leaves this machine, wherever a conversation that was kept earlier may be."""

    def serves(self, url: str) -> bool:
        try:
            return is_local(urlsplit(url).hostname or "")
        except ValueError:
            return False


def at_home(cloud: Cloud) -> Cloud:
    return AtHome(
        name=cloud.name,
        issuer=cloud.issuer,
        metadata_url=cloud.metadata_url,
        login_host=cloud.login_host,
        scope=cloud.scope,
        service_origins=frozenset(),
    )
