"""Whether a request comes from Teams and is for us: its token, the key behind it, and its tenant."""

import asyncio
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from bot.channels.public import is_local
from bot.channels.teams.clouds import Cloud
from bot.clocks import Clock

log = structlog.get_logger()

CHANNEL: Final = "msteams"
"""What Teams calls itself, in its activities and among the endorsements of a key."""
ALGORITHM: Final = "RS256"
LEEWAY: Final = 300
"""Seconds by which Microsoft's clock and ours may differ."""


class NotGenuine(Exception):
    """`str()` is what the other side is told; it repeats nothing of what came.

    401: the token is none of Microsoft's for this bot and this request. 403: it is, and still this
    is nobody whom we listen to.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class KeysAway(Exception):
    """Microsoft's keys cannot be had at the moment, so that nobody can say whether it is genuine."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Of a token that is genuine. `service_url` is where answers to this request may go."""

    service_url: str


# --- tokens --------------------------------------------------------------------------------------


class Verifier:
    """First the token, which is a matter of the headers alone, and then whether it goes with what
    was posted: the body itself is not signed."""

    def __init__(
        self, keys: "Keys", cloud: Cloud, *, app_id: str, tenants: Collection[str], clock: Clock
    ) -> None:
        if not app_id:
            raise ValueError("without an app id every bot's token would be good here")
        if not tenants or not all(tenants):
            raise ValueError("without a list of tenants anybody's Teams could talk to this desk")
        self._keys = keys
        self._cloud = cloud
        self._app_id = app_id
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._clock = clock

    async def verify(self, header: str) -> Claims:
        """Of the header `Authorization`; raises `NotGenuine` and `KeysAway`."""
        token = _token(header)
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise NotGenuine(401, "signed with a key that is not Microsoft's")
        claims = self._claims(token, key)
        self._in_time(claims)
        if CHANNEL not in key.endorsements:
            raise NotGenuine(401, "the key may not sign for Teams")
        service_url = claims["serviceurl"]
        if not isinstance(service_url, str):
            raise NotGenuine(401, "the token does not say where it is from")
        return Claims(service_url)

    def agree(self, claims: Claims, activity: Mapping[str, Any]) -> None:
        """Raises `NotGenuine` for an activity that this token does not stand for."""
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not _is_same(service_url, claims.service_url):
            raise NotGenuine(401, "the token is for another place")
        if not self._cloud.serves(service_url):
            raise NotGenuine(403, "not a place of Teams in this cloud")
        if activity.get("channelId") != CHANNEL:
            raise NotGenuine(403, "not from Teams")
        if not self._is_ours(_tenants_of(activity)):
            raise NotGenuine(403, "not a tenant of this desk")

    def _is_ours(self, named: Collection[object]) -> bool:
        """It is named in up to two places, which differ in a channel that two tenants share."""
        return len(named) > 0 and all(
            isinstance(tenant, str) and tenant.lower() in self._tenants for tenant in named
        )

    def _claims(self, token: str, key: "Key") -> Mapping[str, Any]:
        """Signed, by whom and for whom; when is a matter of our own clock."""
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=self._cloud.issuer,
                options={
                    "require": ["iss", "aud", "exp", "nbf", "serviceurl"],
                    "strict_aud": True,
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_sub": False,
                    "verify_jti": False,
                },
            )
        except (jwt.PyJWTError, *BROKEN):
            raise NotGenuine(401, "not a token of Microsoft's for this bot") from None

    def _in_time(self, claims: Mapping[str, Any]) -> None:
        begins, ends = claims["nbf"], claims["exp"]
        now = self._clock().timestamp()
        if not (_is_moment(begins) and _is_moment(ends)):
            raise NotGenuine(401, "the token does not say when it is good")
        if not begins - LEEWAY <= now < ends + LEEWAY:
            raise NotGenuine(401, "the token is good at another time")


BROKEN: Final = (ValueError, TypeError, RecursionError)
"""What the libraries let through for tokens and keys that nobody would make by mistake."""


def _token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotGenuine(401, "no token")
    return token


def _key_id(token: str) -> str:
    """Says nothing about the signature yet; but nobody's keys are fetched for a token that could
    not be good with any."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, *BROKEN):
        raise NotGenuine(401, "not a token") from None
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or not kid:
        raise NotGenuine(401, "not signed as Microsoft signs")
    return kid


def _is_moment(value: object) -> bool:
    """Seconds since 1970, as `json` reads numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def _is_same(one: str, other: str) -> bool:
    return one.removesuffix("/") == other.removesuffix("/")


def _tenants_of(activity: Mapping[str, Any]) -> Collection[object]:
    conversation, channel_data = activity.get("conversation"), activity.get("channelData")
    tenant = channel_data.get("tenant") if isinstance(channel_data, Mapping) else None
    named = (
        conversation.get("tenantId") if isinstance(conversation, Mapping) else None,
        tenant.get("id") if isinstance(tenant, Mapping) else None,
    )
    return [one for one in named if one is not None]


# --- keys ----------------------------------------------------------------------------------------

FRESH: Final = timedelta(hours=24)
"""Microsoft asks to look again after a day, and promises nothing before."""
AGAIN: Final = timedelta(minutes=1)
"""So often we ask at most, whoever shows us how many keys that nobody knows."""
AGAIN_WITHOUT_ANY: Final = timedelta(seconds=5)
PATIENCE: Final = 4.0
"""Seconds for both documents."""
LARGEST: Final = 1 << 20
"""Bytes of a document; that of the keys has some 60,000."""
SMALLEST_KEY: Final = 2048
"""Bits."""


@dataclass(frozen=True, slots=True)
class Key:
    """`endorsements`: the channels for which it may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """Those with which Microsoft signs: fetched when they are needed, and kept for a day.

    Nobody waits for keys while the one that is needed is there, however old it is, and only one
    fetches them at a time. What was fetched stays good for as long as nothing newer can be had.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        metadata_url: str,
        clock: Clock,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._patience = patience
        self._http = http
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    def warm_up(self) -> None:
        """Fetches them before somebody waits for them."""
        self._fetch_if_due("")

    async def find(self, kid: str) -> Key | None:
        """None for a key that is not Microsoft's; raises `KeysAway` where that cannot be known."""
        self._fetch_if_due(kid)
        if kid not in self._keys and self._fetching is not None:
            # Whoever goes away in the meantime does not take the others' keys along.
            await asyncio.shield(self._fetching)
        key = self._keys.get(kid)
        if key is None and (self._failed or not self._keys):
            raise KeysAway
        return key

    def problem(self) -> str | None:
        """Why somebody should look, in a few words."""
        if not self._failed:
            return None
        return "Microsoft's keys for Teams cannot be fetched"

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            with suppress(asyncio.CancelledError):
                await self._fetching

    def _fetch_if_due(self, kid: str) -> None:
        if self._fetching is None and self._is_due(kid):
            self._fetching = asyncio.create_task(self._fetch())

    def _is_due(self, kid: str) -> bool:
        now = self._clock()
        pause = AGAIN if self._keys else AGAIN_WITHOUT_ANY
        if self._asked_at is not None and now - self._asked_at < pause:
            return False
        is_fresh = self._fetched_at is not None and now - self._fetched_at < FRESH
        return not is_fresh or kid not in self._keys

    async def _fetch(self) -> None:
        self._asked_at = self._clock()
        try:
            async with asyncio.timeout(self._patience):
                self._keys = await self._newest()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, Unusable) as error:
            self._failed = True
            log.warning("teams_keys_not_fetched", why=type(error).__name__)
        else:
            self._failed = False
            self._fetched_at = self._clock()
        finally:
            self._fetching = None

    async def _newest(self) -> Mapping[str, Key]:
        metadata = await self._document(self._metadata_url)
        there = metadata.get("jwks_uri")
        if not isinstance(there, str) or _scheme(there) != _scheme(self._metadata_url):
            raise Unusable("no keys are named")
        keys = _usable(await self._document(there))
        if not keys:
            raise Unusable("none of the keys can be used")
        return keys

    async def _document(self, url: str) -> Mapping[str, Any]:
        body = b""
        async with self._http.stream("GET", url, follow_redirects=False) as answer:
            if answer.status_code != 200:
                raise Unusable("not answered")
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise Unusable("too large")
        try:
            document = json.loads(body)
        except BROKEN:
            raise Unusable("cannot be read") from None
        if not isinstance(document, dict):
            raise Unusable("not an object")
        return document


class Unusable(Exception):
    """Not what Microsoft publishes there."""


def _scheme(url: str) -> str | None:
    """None for what is no address at all, which is no scheme that anything else could have."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return None


def _usable(document: Mapping[str, Any]) -> Mapping[str, Key]:
    """By id; one that cannot be read does not take the others with it."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise Unusable("no keys")
    keys: dict[str, Key] = {}
    for one in listed:
        if isinstance(one, dict) and isinstance(kid := one.get("kid"), str):
            key = _key(one)
            if key is not None:
                keys[kid] = key
    return keys


def _key(one: dict[str, Any]) -> Key | None:
    endorsements = one.get("endorsements")
    if one.get("kty") != "RSA" or one.get("use", "sig") != "sig":
        return None
    try:
        public = RSAAlgorithm.from_jwk(one)
    except (jwt.PyJWTError, *BROKEN):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < SMALLEST_KEY:
        return None
    named = endorsements if isinstance(endorsements, list) else []
    return Key(public, frozenset(name for name in named if isinstance(name, str)))


# --- a trial on one's own machine -----------------------------------------------------------------


class Unverified:
    """Instead of `Verifier`, where somebody tries out the bot with nothing of Microsoft's: whoever
    reaches the port is believed. `host` is the address that we listen on."""

    def __init__(self, *, app_id: str | None, host: str) -> None:
        if app_id:
            raise ValueError("with an app id what Teams posts is verified, or nobody is let in")
        if not is_local(host):
            raise ValueError("unverified requests are only heard on this machine's own address")

    async def verify(self, header: str) -> Claims:  # noqa: ARG002 - the shape is the verifier's
        return Claims("")

    def agree(self, claims: Claims, activity: Mapping[str, Any]) -> None:  # noqa: ARG002 - as above
        """And nothing is sent anywhere else."""
        service_url = activity.get("serviceUrl")
        try:
            host = urlsplit(service_url).hostname if isinstance(service_url, str) else None
        except ValueError:
            host = None
        if host is None or not is_local(host):
            raise NotGenuine(403, "not on this machine")
