"""Microsoft's key server on loopback: it signs, rolls its keys over, and fails as it is told."""

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm
from jwt.api_jws import PyJWS
from jwt.warnings import InsecureKeyLengthWarning

from bot.channels.teams.clouds import PUBLIC, Cloud

HOST = "127.0.0.1"
APP = "7d7a6f6e-1f0a-4b6e-9a51-0d5e3c2b1a00"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
METADATA = "/v1/.well-known/openidconfiguration"
KEYS = "/v1/.well-known/keys"
TEAMS_AND_MORE = ("webchat", "msteams", "skypeforbusiness")
Json = dict[str, Any]


@cache
def private_key(name: str, bits: int = 2048) -> RSAPrivateKey:
    """One for each name; making them takes a while."""
    return generate_private_key(public_exponent=65537, key_size=bits)


def public(name: str, *, bits: int = 2048, endorsements: object = TEAMS_AND_MORE) -> Json:
    """As it stands in the list of keys."""
    jwk = RSAAlgorithm.to_jwk(private_key(name, bits).public_key(), as_dict=True)
    listed = {**jwk, "use": "sig", "kid": name, "x5t": name}
    return listed if endorsements is None else {**listed, "endorsements": endorsements}


def claims(now: datetime, **changed: object) -> Json:
    """Of a token as Teams brings it; a claim that is changed to None is left out."""
    moment = int(now.timestamp())
    usual: Json = {
        "serviceurl": SERVICE_URL,
        "nbf": moment - 60,
        "exp": moment + 3600,
        "iss": PUBLIC.issuer,
        "aud": APP,
    }
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def signed(
    body: Mapping[str, object],
    *,
    name: str = "first",
    kid: object = "",
    algorithm: str = "RS256",
    bits: int = 2048,
    headers: Mapping[str, object] | None = None,
) -> str:
    """The header `Authorization`. `kid` None: the token does not say which key it is."""
    said = {"kid": kid or name} if kid is not None else {}
    payload = json.dumps(body).encode()
    more = {"typ": "JWT", **said, **(headers or {})}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)  # short keys are a case too
        token = PyJWS().encode(payload, private_key(name, bits), algorithm=algorithm, headers=more)
    return f"Bearer {token}"


@dataclass
class KeyServer:
    url: str = ""
    keys: list[Json] = field(default_factory=lambda: [public("first")])
    asked: list[str] = field(default_factory=list)
    """The path of every request, in order."""
    status: int = 200
    hangs: bool = False
    slow: float = 0.0
    metadata: object = None
    """Instead of what it should be."""
    page: str | None = None
    """Instead of any document."""
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def cloud(self) -> Cloud:
        """The public one, as far as we ask for keys."""
        return Cloud(
            name="public",
            issuer=PUBLIC.issuer,
            metadata_url=self.metadata_url,
            login_host=PUBLIC.login_host,
            scope=PUBLIC.scope,
            service_origins=PUBLIC.service_origins,
        )

    @property
    def metadata_url(self) -> str:
        return f"{self.url}{METADATA}"

    @property
    def times(self) -> int:
        """How often somebody wanted keys."""
        return self.asked.count(METADATA)

    def roll_over(self, *names: str) -> None:
        self.keys = [public(name) for name in names]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.was_asked.set()
        if self.hangs:
            await self._over.wait()
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.page is not None or self.status != 200:
            return web.Response(status=self.status, text=self.page or "<html>Sorry.</html>")
        if request.path == KEYS:
            return web.json_response({"keys": self.keys})
        usual = {"issuer": PUBLIC.issuer, "jwks_uri": f"{self.url}{KEYS}"}
        return web.json_response(text=json.dumps(self.metadata or usual))

    def give_up(self) -> None:
        self._over.set()


@asynccontextmanager
async def key_server() -> AsyncIterator[KeyServer]:
    server = KeyServer()
    app = web.Application()
    app.router.add_get(METADATA, server.answer)
    app.router.add_get(KEYS, server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    _, port = runner.addresses[0][:2]
    server.url = f"http://{HOST}:{port}"
    try:
        yield server
    finally:
        server.give_up()
        await runner.cleanup()
