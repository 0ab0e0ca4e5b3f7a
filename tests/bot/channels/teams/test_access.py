"""Our token for Teams: one for all, in time, and never to be read anywhere."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from bot.channels.port import Busy
from bot.channels.teams import access as teams_access
from bot.channels.teams.access import (
    AGAIN,
    AHEAD,
    ON_A_MACHINE,
    REFUSED,
    Access,
    ClientSecret,
    Credential,
    ManagedIdentity,
    certificate,
    managed_identity,
)
from bot.channels.teams.clouds import GCC_HIGH
from bot.channels.teams.connector import http_client
from tests.doubles import Clock
from tests.peers.local_slack import free_port
from tests.peers.teams_faults import (
    FaultyTeams,
    Trouble,
    fails,
    faulty_teams,
    hangs,
    says_error,
    slow,
    throttled,
)
from tests.peers.teams_keys import private_key

APP, TENANT = "an-app-id", "a-tenant"
SECRET = ClientSecret(APP, TENANT, "a client secret")
HOUR = timedelta(seconds=3599)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def teams() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as teams:
        yield teams


@asynccontextmanager
async def opened(
    teams: FaultyTeams, clock: Clock, credential: Credential = SECRET, *, url: str | None = None
) -> AsyncIterator[Access]:
    async with httpx.AsyncClient() as http:
        access = Access(http, teams.cloud, credential, clock, login_url=url or teams.url)
        try:
            yield access
        finally:
            await access.close()


@pytest.fixture
async def access(teams: FaultyTeams, clock: Clock) -> AsyncIterator[Access]:
    async with opened(teams, clock) as access:
        yield access


# --- who we are ----------------------------------------------------------------------------------


async def test_with_a_secret(access: Access, teams: FaultyTeams) -> None:
    assert await access.token() == "token-1"
    ((path, form, _),) = teams.asked
    assert path == f"/{TENANT}/oauth2/v2.0/token"
    assert form == {
        "grant_type": "client_credentials",
        "client_id": APP,
        "client_secret": "a client secret",
        "scope": "https://api.botframework.com/.default",
    }


async def test_with_a_certificate(teams: FaultyTeams, clock: Clock) -> None:
    key, public, pem = own_certificate()
    async with opened(teams, clock, certificate(APP, TENANT, pem)) as access:
        await access.token()
    ((_, form, _),) = teams.asked
    assert "client_secret" not in form
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    header = jwt.get_unverified_header(form["client_assertion"])
    assert (header["alg"], header["typ"]) == ("PS256", "JWT")
    assert header["x5t#S256"] == thumbprint(public)
    claims = jwt.decode(
        form["client_assertion"],
        key.public_key(),
        algorithms=["PS256"],
        audience=f"{teams.url}/{TENANT}/oauth2/v2.0/token",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    assert claims["iss"] == claims["sub"] == APP
    assert claims["nbf"] == int(clock().timestamp())
    assert claims["exp"] - claims["nbf"] == 600


async def test_each_assertion_is_for_once(teams: FaultyTeams, clock: Clock) -> None:
    _, _, pem = own_certificate()
    async with opened(teams, clock, certificate(APP, TENANT, pem)) as access:
        access.refused(await access.token())
        await access.token()
    first, second = (
        jwt.decode(form["client_assertion"], options={"verify_signature": False})
        for _, form, _ in teams.asked
    )
    assert first["jti"] != second["jti"]


@pytest.mark.parametrize("lasts", [{"expires_in": "86399"}, {"expires_in": 86399}])
async def test_as_the_machine_that_we_run_on(
    teams: FaultyTeams, clock: Clock, lasts: dict[str, object]
) -> None:
    teams.lasts = lasts
    own = ManagedIdentity(APP, f"{teams.url}/identity")
    async with opened(teams, clock, own) as access:
        await access.token()
        clock.turn(timedelta(hours=23))
        await access.token()
    ((_, query, headers),) = teams.asked
    assert query == {
        "api-version": "2018-02-01",
        "resource": "https://api.botframework.com",
        "client_id": APP,
    }
    assert headers["Metadata"] == "true"
    assert "X-IDENTITY-HEADER" not in headers


async def test_as_the_app_that_we_are(teams: FaultyTeams, clock: Clock) -> None:
    ends = clock() + timedelta(hours=24)
    teams.lasts = {"expires_on": str(int(ends.timestamp()))}
    told = {"IDENTITY_ENDPOINT": f"{teams.url}/identity", "IDENTITY_HEADER": "a secret of the app"}
    async with opened(teams, clock, managed_identity(APP, told)) as access:
        await access.token()
        clock.turn(timedelta(hours=23))
        await access.token()
    ((_, query, headers),) = teams.asked
    assert query["api-version"] == "2019-08-01"
    assert headers["X-IDENTITY-HEADER"] == "a secret of the app"


def test_where_the_environment_tells_nothing_it_is_a_machine() -> None:
    assert managed_identity(APP, {}) == ManagedIdentity(APP, ON_A_MACHINE)


async def test_each_cloud_has_its_own_login() -> None:
    async with httpx.AsyncClient() as http:
        access = Access(http, GCC_HIGH, SECRET, Clock())
        request = access._request(Clock()())
    assert str(request.url) == f"https://login.microsoftonline.us/{TENANT}/oauth2/v2.0/token"
    assert b"api.botframework.us" in request.content


async def test_no_proxy_is_asked_who_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    async with http_client() as http:
        assert http._transport_for_url(httpx.URL(ON_A_MACHINE)) is http._transport
        assert http._transport_for_url(httpx.URL("http://elsewhere.example")) is not http._transport


@pytest.mark.parametrize(
    ("pem", "complaint"),
    [
        (b"", "cannot be read"),
        (b"-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----\n", "cannot be read"),
    ],
)
def test_a_certificate_that_cannot_be_read(pem: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        certificate(APP, TENANT, pem)


def test_a_certificate_without_its_key_with_another_or_of_another_kind() -> None:
    _, public, _ = own_certificate()
    alone = public.public_bytes(serialization.Encoding.PEM)
    with pytest.raises(ValueError, match="cannot be read"):
        certificate(APP, TENANT, alone)
    with pytest.raises(ValueError, match="does not belong"):
        certificate(APP, TENANT, alone + pem_of(private_key("another")))
    with pytest.raises(ValueError, match="RSA"):
        certificate(APP, TENANT, alone + pem_of(ec.generate_private_key(ec.SECP256R1())))


def test_a_key_may_have_a_password() -> None:
    key, public, _ = own_certificate()
    pem = public.public_bytes(serialization.Encoding.PEM) + pem_of(key, b"open sesame")
    assert certificate(APP, TENANT, pem, b"open sesame").thumbprint == thumbprint(public)
    for wrong in (b"shut sesame", None):
        with pytest.raises(ValueError, match="password"):
            certificate(APP, TENANT, pem, wrong)


# --- one for all, and in time --------------------------------------------------------------------


async def test_one_is_enough_for_everybody(access: Access, teams: FaultyTeams) -> None:
    teams.token_troubles = [slow(0.05)]
    tokens = await asyncio.gather(*(access.token() for _ in range(50)))
    assert set(tokens) == {"token-1"}
    assert len(teams.asked) == 1


async def test_nobody_waits_for_the_next_one(
    access: Access, teams: FaultyTeams, clock: Clock
) -> None:
    await access.token()
    clock.turn(HOUR - AHEAD - timedelta(seconds=2))
    assert await access.token() == "token-1"
    assert len(teams.asked) == 1
    clock.turn(timedelta(seconds=3))
    teams.token_troubles = [slow(0.05)]
    assert await access.token() == "token-1"
    assert await access.token() == "token-1"
    assert await until_new(access) == "token-2"
    assert len(teams.asked) == 2


async def test_a_token_that_has_ended_is_not_used(
    access: Access, teams: FaultyTeams, clock: Clock
) -> None:
    await access.token()
    clock.turn(HOUR - timedelta(seconds=10))
    assert await access.token() == "token-2"


async def test_a_short_one_is_renewed_half_way(
    access: Access, teams: FaultyTeams, clock: Clock
) -> None:
    teams.lasts = {"expires_in": 120}
    await access.token()
    clock.turn(timedelta(seconds=59))
    await access.token()
    await asyncio.sleep(0.05)
    assert len(teams.asked) == 1
    clock.turn(timedelta(seconds=2))
    assert await until_new(access) == "token-2"


@pytest.mark.parametrize(
    "trouble", [fails(503), hangs(), throttled(1), says_error("invalid_client", 7000222)]
)
async def test_while_the_old_one_is_good_it_does_not_matter_what_fails(
    access: Access, teams: FaultyTeams, clock: Clock, trouble: Trouble
) -> None:
    await access.token()
    clock.turn(HOUR - AHEAD)
    teams.token_troubles = [trouble]
    for _ in range(5):
        assert await access.token() == "token-1"
        await asyncio.sleep(0.01)
    assert len(teams.asked) == 2, "and it is not asked all the time"


async def test_it_is_asked_again_after_a_while(
    access: Access, teams: FaultyTeams, clock: Clock
) -> None:
    teams.token_troubles = [fails(500)]
    for _ in range(3):
        with pytest.raises(Busy) as busy:
            await access.token()
        assert busy.value.after == AGAIN
    assert len(teams.asked) == 1
    problem = access.problem()
    assert problem is not None
    assert "does not answer" in problem
    clock.turn(AGAIN)
    assert await access.token() == "token-1"
    assert access.problem() is None


async def test_it_rests_as_long_as_microsoft_asks(
    access: Access, teams: FaultyTeams, clock: Clock
) -> None:
    teams.token_troubles = [throttled(30)]
    with pytest.raises(Busy) as busy:
        await access.token()
    assert busy.value.after == timedelta(seconds=30)


async def test_where_nobody_listens(teams: FaultyTeams, clock: Clock) -> None:
    async with opened(teams, clock, url=f"http://127.0.0.1:{free_port()}") as access:
        with pytest.raises(Busy):
            await access.token()


@pytest.mark.parametrize(
    "answer",
    [
        "no JSON",
        [],
        {},
        {"access_token": "", "expires_in": 3599},
        {"access_token": 5, "expires_in": 3599},
        {"access_token": "töken", "expires_in": 3599},
        {"access_token": "token"},
        {"access_token": "token", "expires_in": "soon"},
        {"access_token": "token", "expires_in": 10},
        {"access_token": "token", "expires_in": 1e300},
        {"access_token": "token", "expires_on": None},
    ],
)
async def test_an_answer_without_a_token(
    access: Access, teams: FaultyTeams, answer: object
) -> None:
    teams.token_troubles = [Trouble(200, body=answer)]
    with pytest.raises(Busy):
        await access.token()


async def test_whoever_goes_away_takes_nobody_s_token_along(
    access: Access, teams: FaultyTeams
) -> None:
    teams.token_troubles = [slow(0.05)]
    impatient = asyncio.create_task(access.token())
    patient = asyncio.create_task(access.token())
    await asyncio.sleep(0.01)
    impatient.cancel()
    assert await patient == "token-1"


async def test_a_token_that_teams_does_not_take_is_fetched_anew_once(
    access: Access, teams: FaultyTeams
) -> None:
    first = await access.token()
    access.refused(first)
    second = await access.token()
    assert second != first
    access.refused(first)
    assert await access.token() == second, "that was the old one, of which everybody knew"
    assert len(teams.asked) == 2


async def test_while_it_is_being_fetched_the_house_can_be_closed(
    teams: FaultyTeams, clock: Clock
) -> None:
    teams.token_troubles = [hangs()]
    async with opened(teams, clock) as access:
        waiting = asyncio.create_task(access.token())
        await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await waiting


# --- what is told --------------------------------------------------------------------------------


async def test_why_there_is_none_is_told_in_plain_words(
    access: Access, teams: FaultyTeams, clock: Clock
) -> None:
    teams.token_troubles = [says_error("invalid_client", 7000222), fails(502)]
    with pytest.raises(Busy) as busy:
        await access.token()
    assert busy.value.after == REFUSED
    problem = access.problem()
    assert problem is not None
    assert "AADSTS7000222" in problem
    assert "the client secret has expired" in problem
    assert "private" not in problem
    clock.turn(REFUSED)
    with pytest.raises(Busy):
        await access.token()
    assert access.problem() == problem, "that it does not answer now changes nothing of it"
    clock.turn(AGAIN)
    await access.token()
    assert access.problem() is None


@pytest.mark.parametrize(
    "body",
    [{}, {"error": "a long story about a client"}, {"error": 5, "error_codes": ["x"]}, "no", []],
)
async def test_an_odd_no(access: Access, teams: FaultyTeams, body: object) -> None:
    teams.token_troubles = [Trouble(400, body=body)]
    with pytest.raises(Busy):
        await access.token()
    problem = access.problem()
    assert problem is not None
    assert "HTTP 400" in problem


async def test_nothing_of_it_is_ever_written_down(
    access: Access, teams: FaultyTeams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        access.refused(await access.token())
        teams.token_troubles = [says_error("invalid_client", 7000215)]
        with pytest.raises(Busy):
            await access.token()
    told = f"{caplog.text} {lines} {access._held!r} {SECRET!r}"
    assert "teams_gives_no_token" in told
    for secret in ("token-1", "a client secret", "something private"):
        assert secret not in told
    _, _, pem = own_certificate()
    assert "RSAPrivateKey" not in repr(certificate(APP, TENANT, pem))
    assert "hush" not in repr(ManagedIdentity(APP, "http://there", "hush"))


def test_what_the_library_says_of_a_key_is_not_passed_on() -> None:
    with pytest.raises(ValueError) as complaint:
        certificate(APP, TENANT, b"-----BEGIN PRIVATE KEY-----\nprivate\n-----END-----")
    assert complaint.value.__cause__ is None
    assert complaint.value.__suppress_context__
    assert teams_access.PATIENCE < 10


async def until_new(access: Access) -> str:
    for _ in range(200):
        token = await access.token()
        if token != "token-1":
            return token
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


@cache
def own_certificate() -> tuple[rsa.RSAPrivateKey, x509.Certificate, bytes]:
    key = private_key("ours")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sincerely")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    public = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365))
        .sign(key, SHA256())
    )
    return key, public, pem_of(key) + public.public_bytes(serialization.Encoding.PEM)


def pem_of(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: bytes | None = None
) -> bytes:
    locked = (
        serialization.NoEncryption()
        if password is None
        else serialization.BestAvailableEncryption(password)
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def thumbprint(public: x509.Certificate) -> str:
    told = jwt.utils.base64url_encode(public.fingerprint(SHA256()))
    return told.decode()
