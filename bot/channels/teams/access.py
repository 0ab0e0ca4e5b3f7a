"""The token with which we speak to Teams: one for everybody, fetched ahead of its end, never shown."""

import asyncio
import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, assert_never
from urllib.parse import quote
from uuid import uuid4

import httpx
import jwt
import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.channels.port import Busy
from bot.channels.teams.clouds import Cloud
from bot.clocks import Clock

log = structlog.get_logger()

AHEAD: Final = timedelta(minutes=5)
"""So long before its end a token is fetched anew, while the old one still serves."""
TOO_CLOSE: Final = timedelta(seconds=30)
"""To its end: with it a message might arrive too late."""
PATIENCE: Final = 5.0
"""Seconds for one answer; whoever has no token at all waits for it."""
AGAIN: Final = timedelta(seconds=5)
"""Microsoft is asked again after so long where it did not answer …"""
REFUSED: Final = timedelta(minutes=1)
"""… and where it said no, which only an administrator can change."""
LONGEST_REST: Final = timedelta(minutes=10)
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTED_FOR: Final = timedelta(minutes=10)

ON_A_MACHINE: Final = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Where every virtual machine of Azure is told who it is."""
ON_A_MACHINE_VERSION: Final = "2018-02-01"
IN_AN_APP_VERSION: Final = "2019-08-01"

WHY: Final[Mapping[int, str]] = {
    90002: "there is no such tenant",
    50034: "there is no such app in this tenant",
    700016: "there is no such app in this tenant",
    700027: "the certificate is not the one that is registered for the app",
    7000215: "the client secret is wrong",
    7000222: "the client secret has expired",
}
"""https://learn.microsoft.com/entra/identity-platform/reference-error-codes"""


# --- who we are ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClientSecret:
    app_id: str
    tenant: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """`thumbprint` is the SHA-256 of the certificate whose `key` this is, as base64url."""

    app_id: str
    tenant: str
    key: RSAPrivateKey = field(repr=False)
    thumbprint: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """Azure itself vouches for the machine or the app that we run in. `header` is the secret that
    an app is given for it; a machine needs none."""

    app_id: str
    endpoint: str = ON_A_MACHINE
    header: str | None = field(default=None, repr=False)


Credential = ClientSecret | Certificate | ManagedIdentity


def certificate(app_id: str, tenant: str, pem: bytes, password: bytes | None = None) -> Certificate:
    """Of one PEM file with both, the certificate and its private key; raises `ValueError`."""
    try:
        key = load_pem_private_key(pem, password or None)
        public = x509.load_pem_x509_certificate(pem)
    except (ValueError, TypeError):
        # What the library says may quote the file.
        raise ValueError(
            "The certificate for Teams cannot be read: it takes one PEM file with the certificate"
            " and its private key, and the key's password if it has one."
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(  # noqa: TRY004 - the file is wrong, not what was called with
            "The certificate for Teams has another kind of key: it takes an RSA key."
        )
    if public.public_key() != key.public_key():
        raise ValueError("The certificate for Teams does not belong to the private key beside it.")
    thumbprint = base64.urlsafe_b64encode(public.fingerprint(SHA256())).rstrip(b"=").decode()
    return Certificate(app_id, tenant, key, thumbprint, public.not_valid_after_utc)


def managed_identity(app_id: str, environment: Mapping[str, str]) -> ManagedIdentity:
    """As the place where we run tells it: App Service and Container Apps by two variables."""
    endpoint, header = environment.get("IDENTITY_ENDPOINT"), environment.get("IDENTITY_HEADER")
    if endpoint and header:
        return ManagedIdentity(app_id, endpoint, header)
    return ManagedIdentity(app_id)


# --- the token -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    token: str = field(repr=False)
    renew_at: datetime
    good_until: datetime


class NotGiven(Exception):
    """`rest`: how long not to ask again. `problem` is set where somebody has to look, and is free of
    what only concerns the two of us."""

    def __init__(self, why: str, rest: timedelta = AGAIN, problem: str | None = None) -> None:
        super().__init__(why)
        self.rest = rest
        self.problem = problem


class Access:
    """Only one fetches it at a time, and nobody waits for it while the old one serves. What was
    fetched stays good until its end where nothing newer can be had.

    `login_url` takes the place of the cloud's own login.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        cloud: Cloud,
        credential: Credential,
        clock: Clock,
        *,
        login_url: str | None = None,
    ) -> None:
        self._http = http
        self._cloud = cloud
        self._credential = credential
        self._clock = clock
        self._login_url = login_url or f"https://{cloud.login_host}"
        self._held: Held | None = None
        self._rest_until: datetime | None = None
        self._problem: str | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def token(self) -> str:
        """Raises `Busy` while there is none to be had."""
        held = self._good()
        if self._fetching is None and self._is_due(held):
            self._fetching = asyncio.create_task(self._fetch())
        if held is None and self._fetching is not None:
            # Whoever goes away in the meantime does not take the others' token along.
            await asyncio.shield(self._fetching)
            held = self._good()
        if held is None:
            raise Busy(self._rest(), "Microsoft gives us no token")
        return held.token

    def refused(self, token: str) -> None:
        """Teams did not take it: another one is needed, unless there is one already."""
        if self._held is not None and self._held.token == token:
            self._held = None

    def problem(self) -> str | None:
        """Why nothing can be sent, in a sentence."""
        if self._problem is None and self._rest_until is not None and self._good() is None:
            return "Microsoft's login does not answer; messages for Teams wait meanwhile."
        return self._problem

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            with suppress(asyncio.CancelledError):
                await self._fetching

    def _good(self) -> Held | None:
        held = self._held
        return held if held is not None and self._clock() < held.good_until else None

    def _is_due(self, held: Held | None) -> bool:
        now = self._clock()
        if self._rest_until is not None and now < self._rest_until:
            return False
        return held is None or now >= held.renew_at

    def _rest(self) -> timedelta:
        until = self._rest_until
        return max(until - self._clock(), timedelta(seconds=1)) if until is not None else AGAIN

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                self._held = await self._newest()
        except (NotGiven, httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            no = error if isinstance(error, NotGiven) else NotGiven(type(error).__name__)
            self._rest_until = self._clock() + no.rest
            self._problem = no.problem or self._problem
            log.warning("teams_gives_no_token", why=str(no))
        else:
            self._rest_until = self._problem = None
        finally:
            self._fetching = None

    async def _newest(self) -> Held:
        # An assertion is signed for this one moment, and good for a few minutes only.
        asked_at = self._clock()
        answer = await self._http.send(self._request(asked_at), follow_redirects=False)
        try:
            body = answer.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            body = {}
        if answer.status_code != 200:
            raise _no(answer, body)
        token, lasts = body.get("access_token"), _lasts(body, asked_at)
        if not isinstance(token, str) or not token.isascii() or not token or lasts is None:
            raise NotGiven("an answer without a token")
        return Held(
            token,
            renew_at=asked_at + max(lasts - AHEAD, lasts / 2),
            good_until=asked_at + lasts - TOO_CLOSE,
        )

    def _request(self, now: datetime) -> httpx.Request:
        match self._credential:
            case ClientSecret(app_id, tenant, secret):
                return self._grant(tenant, client_id=app_id, client_secret=secret)
            case Certificate(app_id, tenant) as own:
                assertion = signed(own, self._grant_url(tenant), now)
                return self._grant(
                    tenant,
                    client_id=app_id,
                    client_assertion_type=ASSERTION,
                    client_assertion=assertion,
                )
            case ManagedIdentity() as own:
                return self._vouched(own)
            case _:
                assert_never(self._credential)

    def _grant(self, tenant: str, **who: str) -> httpx.Request:
        """https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow"""
        form = {"grant_type": "client_credentials", "scope": self._cloud.scope, **who}
        return self._http.build_request("POST", self._grant_url(tenant), data=form)

    def _grant_url(self, tenant: str) -> str:
        return f"{self._login_url}/{quote(tenant, safe='')}/oauth2/v2.0/token"

    def _vouched(self, own: ManagedIdentity) -> httpx.Request:
        """https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
        https://learn.microsoft.com/azure/app-service/overview-managed-identity"""
        headers = {"Metadata": "true"}
        if own.header is not None:
            headers["X-IDENTITY-HEADER"] = own.header
        params = {
            "api-version": ON_A_MACHINE_VERSION if own.header is None else IN_AN_APP_VERSION,
            "resource": self._cloud.scope.removesuffix("/.default"),
            "client_id": own.app_id,
        }
        return self._http.build_request("GET", own.endpoint, params=params, headers=headers)


def signed(own: Certificate, audience: str, now: datetime) -> str:
    """https://learn.microsoft.com/entra/identity-platform/certificate-credentials"""
    claims = {
        "aud": audience,
        "iss": own.app_id,
        "sub": own.app_id,
        "jti": str(uuid4()),
        "iat": now,
        "nbf": now,
        "exp": now + ASSERTED_FOR,
    }
    return jwt.encode(claims, own.key, algorithm="PS256", headers={"x5t#S256": own.thumbprint})


def _lasts(body: Mapping[str, Any], now: datetime) -> timedelta | None:
    """Some places tell how long from now, some until when, and some of them as text."""
    try:
        if "expires_in" in body:
            lasts = timedelta(seconds=float(body["expires_in"]))
        else:
            lasts = datetime.fromtimestamp(float(body["expires_on"]), UTC) - now
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return lasts if lasts > TOO_CLOSE else None


def _no(answer: httpx.Response, body: Mapping[str, Any]) -> NotGiven:
    status = answer.status_code
    if status == 429 or status >= 500 or status in {404, 410}:
        # The last two are how a machine says that its identity is just being changed.
        return NotGiven(f"HTTP {status}", _retry_after(answer.headers.get("retry-after")))
    error = body.get("error")
    word = error if isinstance(error, str) and error.isidentifier() else f"HTTP {status}"
    codes = body.get("error_codes")
    code = codes[0] if isinstance(codes, list) and codes and isinstance(codes[0], int) else None
    told = f"{word}, AADSTS{code}" if code is not None else word
    why = WHY.get(code) if code is not None else None
    return NotGiven(
        told,
        REFUSED,
        f"Microsoft gives us no token for Teams ({told}){f': {why}' if why else ''}."
        " Check the app id, the tenant and the app's secret, certificate or identity;"
        " messages wait meanwhile.",
    )


def _retry_after(header: str | None) -> timedelta:
    try:
        rest = timedelta(seconds=float(header)) if header is not None else AGAIN
    except (ValueError, OverflowError):
        return AGAIN
    return min(max(rest, AGAIN), LONGEST_REST)
