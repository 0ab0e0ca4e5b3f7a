"""Only what Microsoft signed for us is believed, with any keys it has, and without waiting for them."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
import structlog
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.teams.clouds import CLOUDS, GCC, GCC_HIGH, PUBLIC, Cloud
from bot.channels.teams.tokens import (
    AGAIN,
    AGAIN_WITHOUT_ANY,
    FRESH,
    Claims,
    Keys,
    KeysAway,
    NotGenuine,
    Unverified,
    Verifier,
)
from tests.bot.channels.teams.activities import TENANT, message, without
from tests.doubles import Clock
from tests.peers.teams_keys import (
    APP,
    SERVICE_URL,
    KeyServer,
    claims,
    key_server,
    private_key,
    public,
    signed,
)

NOW = Clock()()
OTHER = "00000000-0000-4000-8000-000000000000"


def plain() -> httpx.AsyncClient:
    """Reading all the world's certificates takes a while, and here nobody shows any."""
    return httpx.AsyncClient(verify=False)


class Guarded:
    """A verifier and the server that it asks."""

    def __init__(self, server: KeyServer, http: httpx.AsyncClient) -> None:
        self.server = server
        self.http = http
        self.clock = Clock()
        self.keys = Keys(http, server.metadata_url, self.clock)
        self.verifier = Verifier(
            self.keys, PUBLIC, app_id=APP, tenants=[TENANT.upper()], clock=self.clock
        )

    async def status(self, header: str) -> int:
        try:
            await self.verifier.verify(header)
        except NotGenuine as no:
            return no.status if str(no) else 0
        except KeysAway:
            return 503
        return 200


@asynccontextmanager
async def guarded() -> AsyncIterator[Guarded]:
    async with key_server() as server, plain() as http:
        one = Guarded(server, http)
        try:
            yield one
        finally:
            await one.keys.close()


@pytest.fixture
async def guard() -> AsyncIterator[Guarded]:
    async with guarded() as one:
        yield one


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


# --- tokens --------------------------------------------------------------------------------------


async def test_a_token_of_teams(guard: Guarded) -> None:
    assert await guard.verifier.verify(signed(claims(NOW))) == Claims(SERVICE_URL)
    assert await guard.status(signed(claims(NOW)).replace("Bearer", "bearer")) == 200


def unsigned(body: dict[str, object], **header: object) -> str:
    parts = ({"typ": "JWT", "kid": "first", **header}, body)
    raw = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return f"Bearer {b'.'.join(raw).decode()}."


def by_public_key(body: dict[str, object]) -> str:
    """The old trick: what everybody may know, taken for a secret that two share."""
    pem = (
        private_key("first")
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    good = jwt.encode(body, "x" * 32, algorithm="HS256", headers={"kid": "first"})
    said = good.rpartition(".")[0]
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        said.encode(), pem
    )
    return f"Bearer {said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def damaged(token: str, part: int) -> str:
    parts = token.split(".")
    parts[part] = parts[part][:-3] + ("AAA" if not parts[part].endswith("AAA") else "BBB")
    return ".".join(parts)


def bad_tokens(now: datetime) -> dict[str, str]:
    """None of these is a token of Teams for us, at this moment."""
    good, at = claims(now), int(now.timestamp())
    return {
        "no header": "",
        "another scheme": "Basic dXNlcjpwYXNz",
        "no token": "Bearer ",
        "garbage": "Bearer garbage",
        "garbage in three parts": "Bearer a.b.c",
        "not ascii": "Bearer é.é.é",
        "too long": "Bearer " + "a" * 20_000,
        "two tokens": signed(good) + " " + signed(good),
        "no issuer": signed(claims(now, iss=None)),
        "another issuer": signed(claims(now, iss="https://api.botframework.us")),
        "emulator issuer": signed(claims(now, iss=f"https://sts.windows.net/{TENANT}/")),
        "emulator issuer, unsigned": unsigned(
            claims(now, iss=f"https://sts.windows.net/{TENANT}/")
        ),
        "issuer of another kind": signed(claims(now, iss=[PUBLIC.issuer])),
        "no audience": signed(claims(now, aud=None)),
        "another audience": signed(claims(now, aud=OTHER)),
        "several audiences": signed(claims(now, aud=[APP, OTHER])),
        "no end": signed(claims(now, exp=None)),
        "expired": signed(claims(now, exp=at - 360)),
        "an end that is words": signed(claims(now, exp="tomorrow")),
        "an end without end": signed(claims(now, exp=float("inf"))),
        "an end that is true": signed(claims(now, exp=True)),
        "no beginning": signed(claims(now, nbf=None)),
        "not yet": signed(claims(now, nbf=at + 360)),
        "no service URL": signed(claims(now, serviceurl=None)),
        "service URL of another kind": signed(claims(now, serviceurl=[SERVICE_URL])),
        "unknown key": signed(good, name="unknown"),
        "no key id": signed(good, kid=None),
        "another key's id": signed(good, name="unknown", kid="first"),
        "key id of another kind": unsigned(good, alg="RS256", kid=7),
        "alg none": unsigned(good, alg="none"),
        "alg none, claiming more": unsigned(good, alg="nOnE"),
        "alg missing": unsigned(good),
        "HS256": "Bearer "
        + jwt.encode(good, "x" * 32, algorithm="HS256", headers={"kid": "first"}),
        "HS256 by the public key": by_public_key(good),
        "RS512": signed(good, algorithm="RS512"),
        "PS256": signed(good, algorithm="PS256"),
        "no signature": unsigned(good, alg="RS256"),
        "signature cut off": signed(good)[:-20],
        "another header": damaged(signed(good), 0),
        "another body": damaged(signed(good), 1),
        "another signature": damaged(signed(good), 2),
        "critical header that nobody knows": signed(good, headers={"crit": ["x"], "x": 1}),
        "header nested deep": "Bearer "
        + base64.urlsafe_b64encode(b'{"a":' * 2_000).decode().rstrip("=")
        + ".e30.e30",
        "endorsed for something else": signed(good, name="webchat"),
        "endorsed for nothing": signed(good, name="nothing"),
        "endorsed oddly": signed(good, name="odd"),
        "a short key": signed(good, name="short", bits=1024),
    }


BAD_TOKENS = bad_tokens(NOW)
OTHER_KEYS = (
    public("webchat", endorsements=["webchat", "directline"]),
    public("nothing", endorsements=None),
    public("odd", endorsements="msteams"),
    public("short", bits=1024),
)


@pytest.mark.parametrize("case", BAD_TOKENS)
async def test_what_is_no_token_of_teams_for_us(
    guard: Guarded, logged: list[MutableMapping[str, Any]], case: str
) -> None:
    guard.server.keys += OTHER_KEYS
    assert await guard.status(BAD_TOKENS[case]) == 401
    assert logged == []


@pytest.mark.parametrize(
    ("seconds", "status"), [(-359, 200), (-361, 401), (0, 200), (3_899, 200), (3_901, 401)]
)
async def test_five_minutes_of_leeway(guard: Guarded, seconds: int, status: int) -> None:
    header = signed(claims(guard.clock()))
    guard.clock.now += timedelta(seconds=seconds)
    assert await guard.status(header) == status


async def test_a_token_that_nobody_could_sign_costs_no_question(guard: Guarded) -> None:
    for case in ("garbage", "alg none", "HS256", "RS512", "no key id", "emulator issuer, unsigned"):
        assert await guard.status(BAD_TOKENS[case]) == 401
    assert guard.server.asked == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    header=st.text(max_size=60)
    | st.text(max_size=60).map(lambda words: f"Bearer {words}")
    | st.binary(max_size=90).map(
        lambda raw: f"Bearer {base64.urlsafe_b64encode(raw).decode()}.e30.e30"
    )
)
def test_any_header_is_answered_plainly(header: str) -> None:
    async def status() -> int:
        async with plain() as http:
            return await Guarded(KeyServer("http://127.0.0.1:9"), http).status(header)

    assert asyncio.run(status()) == 401


# --- does it go with what was posted? --------------------------------------------------------------


def agreed(activity: dict[str, Any], cloud: Cloud = PUBLIC, url: str = SERVICE_URL) -> int:
    clock = Clock()
    keys = Keys(plain(), cloud.metadata_url, clock)
    verifier = Verifier(keys, cloud, app_id=APP, tenants=[TENANT], clock=clock)
    try:
        verifier.agree(Claims(url), activity)
    except NotGenuine as no:
        return no.status
    return 200


HELLO = message("Hello")
ANOTHER_TENANT = {"tenant": {"id": OTHER}}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 200),
        ({"serviceUrl": SERVICE_URL.rstrip("/")}, 200),
        ({"serviceUrl": "https://smba.trafficmanager.net/amer/"}, 401),
        ({"serviceUrl": None}, 401),
        ({"serviceUrl": [SERVICE_URL]}, 401),
        ({"channelId": "webchat"}, 403),
        ({"channelId": None}, 403),
        ({"channelId": ["msteams"]}, 403),
        ({"channelData": ANOTHER_TENANT}, 403),
        ({"channelData": {"tenant": {"id": 7}}}, 403),
        ({"conversation": {**HELLO["conversation"], "tenantId": OTHER}}, 403),
        ({"conversation": without("tenantId", HELLO["conversation"])}, 200),
        ({"conversation": {}, "channelData": {}}, 403),
        ({"conversation": "x", "channelData": "y"}, 403),
        ({"channelData": None}, 200),
    ],
)
def test_the_token_stands_for_this_activity(changed: dict[str, Any], status: int) -> None:
    assert agreed({**HELLO, **changed}) == status


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net/?to=evil",
        "https://smba.trafficmanager.net/#evil",
        "https://smba.traffic\tmanager.net/",
        "https://smba.trafficmanager.net/\n",
        "https://ѕmba.trafficmanager.net/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "//smba.trafficmanager.net/",
        "",
    ],
)
def test_where_teams_is_not(url: str) -> None:
    """Even if the token says so: that is where our own token would be sent."""
    assert agreed({**HELLO, "serviceUrl": url}, url=url) == 403


@pytest.mark.parametrize(
    ("cloud", "url"),
    [
        (PUBLIC, "https://smba.trafficmanager.net/emea/"),
        (PUBLIC, f"https://SMBA.trafficmanager.net/amer/{TENANT}/"),
        (GCC, "https://smba.infra.gcc.teams.microsoft.com/gcc"),
        (GCC_HIGH, "https://smba.infra.gov.teams.microsoft.us/gcch"),
    ],
)
def test_where_teams_is_in_each_cloud(cloud: Cloud, url: str) -> None:
    for each in CLOUDS.values():
        assert agreed({**HELLO, "serviceUrl": url}, each, url) == (200 if each is cloud else 403)


def test_a_verifier_that_would_let_everybody_in_is_none() -> None:
    clock = Clock()
    keys = Keys(plain(), PUBLIC.metadata_url, clock)
    with pytest.raises(ValueError, match="app id"):
        Verifier(keys, PUBLIC, app_id="", tenants=[TENANT], clock=clock)
    tenants: list[str]
    for tenants in ([], [""], [TENANT, ""]):
        with pytest.raises(ValueError, match="tenants"):
            Verifier(keys, PUBLIC, app_id=APP, tenants=tenants, clock=clock)


# --- keys ----------------------------------------------------------------------------------------


async def test_keys_are_fetched_once_for_all(guard: Guarded) -> None:
    guard.server.slow = 0.05
    header = signed(claims(NOW))
    assert await asyncio.gather(*(guard.status(header) for _ in range(20))) == [200] * 20
    guard.clock.now += FRESH - timedelta(hours=1)
    assert await guard.status(signed(claims(guard.clock()))) == 200
    assert guard.server.times == 1


async def test_keys_can_be_there_before_somebody_waits_for_them(guard: Guarded) -> None:
    guard.keys.warm_up()
    await guard.server.was_asked.wait()
    assert await guard.status(signed(claims(NOW))) == 200
    guard.keys.warm_up()
    assert guard.server.times == 1


async def test_a_new_key_is_noticed_at_once(guard: Guarded) -> None:
    assert await guard.status(signed(claims(NOW))) == 200
    guard.server.roll_over("first", "second")
    guard.clock.now += AGAIN
    assert await guard.status(signed(claims(NOW), name="second")) == 200
    assert guard.server.times == 2


async def test_keys_that_nobody_knows_are_asked_for_once_a_minute(guard: Guarded) -> None:
    assert await guard.status(signed(claims(NOW))) == 200
    for number in range(20):
        assert await guard.status(signed(claims(NOW), kid=f"made-up-{number}")) == 401
    assert guard.server.times == 1
    guard.clock.now += AGAIN
    for number in range(20):
        assert await guard.status(signed(claims(NOW), kid=f"made-up-{number}")) == 401
    assert guard.server.times == 2


async def test_a_key_that_is_taken_back_is_gone_with_the_next_look(guard: Guarded) -> None:
    assert await guard.status(signed(claims(NOW))) == 200
    guard.server.roll_over("second")
    guard.clock.now += FRESH
    now = guard.clock()
    assert await guard.status(signed(claims(now), name="second")) == 200
    assert await guard.status(signed(claims(now))) == 401


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 302},
        {"page": "<html>Sorry.</html>"},
        {"page": "[" * 100_000},
        {"page": "[]"},
        {"page": '{"keys": 3}'},
        {"page": " " * (2 << 20)},
        {"metadata": {"jwks_uri": 7}},
        {"metadata": {"jwks_uri": "https://[::1"}},
        {"metadata": {"jwks_uri": "file:///etc/passwd"}},
        {"metadata": {"jwks_uri": "https://keys.evil.example/"}},
        {"keys": []},
        {"keys": ["x", None, {"kid": 7}]},
        {"keys": [{"kid": "first", "kty": "RSA", "n": "?", "e": "AQAB"}]},
        {"keys": [{"kid": "first", "kty": "RSA"}]},
        {"keys": [{"kid": "first", "kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{**public("first"), "use": "enc"}]},
    ],
)
async def test_old_keys_are_good_while_new_ones_cannot_be_had(
    guard: Guarded, logged: list[MutableMapping[str, Any]], trouble: dict[str, Any]
) -> None:
    assert await guard.status(signed(claims(NOW))) == 200
    assert guard.keys.problem() is None
    for name, value in trouble.items():
        setattr(guard.server, name, value)
    guard.clock.now += FRESH
    assert await guard.status(signed(claims(guard.clock()), name="unknown")) == 503
    assert await guard.status(signed(claims(guard.clock()))) == 200
    assert [entry["event"] for entry in logged] == ["teams_keys_not_fetched"]
    assert guard.keys.problem() is not None

    for name in trouble:
        setattr(guard.server, name, getattr(KeyServer(guard.server.url), name))
    guard.clock.now += AGAIN
    assert await guard.status(signed(claims(guard.clock()), name="unknown")) == 401
    assert guard.keys.problem() is None


async def test_one_broken_key_does_not_take_the_others_with_it(guard: Guarded) -> None:
    guard.server.keys.insert(0, {"kid": "broken", "kty": "RSA", "n": "?", "e": "AQAB"})
    assert await guard.status(signed(claims(NOW))) == 200


@pytest.mark.parametrize(("scheme", "status"), [("https", 200), ("http", 503)])
async def test_keys_come_by_a_line_as_safe_as_where_they_are_named(
    scheme: str, status: int
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [public("first")]})
        return httpx.Response(200, json={"jwks_uri": f"{scheme}://login.example/keys"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        guard = Guarded(KeyServer("https://login.example"), http)
        assert await guard.status(signed(claims(NOW))) == status


async def test_nobody_waits_for_new_keys_while_the_old_one_is_there(guard: Guarded) -> None:
    assert await guard.status(signed(claims(NOW))) == 200
    guard.server.hangs = True
    guard.clock.now += FRESH
    async with asyncio.timeout(1):
        for _ in range(5):
            assert await guard.status(signed(claims(guard.clock()))) == 200
    await asyncio.sleep(0.05)
    assert guard.server.times == 2


async def test_before_there_are_any_keys_nobody_is_believed(guard: Guarded) -> None:
    guard.server.status = 500
    for _ in range(3):
        assert await guard.status(signed(claims(NOW))) == 503
    assert guard.server.times == 1
    guard.server.status = 200
    guard.clock.now += AGAIN_WITHOUT_ANY
    assert await guard.status(signed(claims(NOW))) == 200


async def test_whoever_goes_away_does_not_take_the_keys_along(guard: Guarded) -> None:
    guard.server.slow = 0.05
    first = asyncio.create_task(guard.status(signed(claims(NOW))))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(guard.status(signed(claims(NOW))))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 200
    assert guard.server.times == 1


async def test_a_server_that_hangs_is_given_up_on(
    guard: Guarded, logged: list[MutableMapping[str, Any]]
) -> None:
    guard.server.hangs = True
    keys = Keys(guard.http, guard.server.metadata_url, guard.clock, patience=0.05)
    with pytest.raises(KeysAway):
        await keys.find("first")
    assert [entry["why"] for entry in logged] == ["TimeoutError"]


async def test_nothing_is_left_behind_by_a_question_that_nobody_answers(
    logged: list[MutableMapping[str, Any]],
) -> None:
    async with guarded() as guard:
        guard.server.hangs = True
        asking = asyncio.create_task(guard.status(signed(claims(NOW))))
        await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert logged == []


async def test_nobody_there(logged: list[MutableMapping[str, Any]]) -> None:
    async with plain() as http:
        guard = Guarded(KeyServer("http://127.0.0.1:9"), http)
        assert await guard.status(signed(claims(NOW))) == 503
    assert [entry["why"] for entry in logged] == ["ConnectError"]


# --- without anything of Microsoft's ---------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.9.9.9"])
def test_unverified_is_for_this_machine(host: str) -> None:
    Unverified(app_id=None, host=host)


@pytest.mark.parametrize(
    ("app_id", "host", "why"),
    [
        (APP, "127.0.0.1", "app id"),
        (None, "0.0.0.0", "own address"),
        (None, "::", "own address"),
        (None, "192.168.1.7", "own address"),
        (None, "desk.example.org", "own address"),
        (None, "localhost.example.org", "own address"),
        ("", "", "own address"),
    ],
)
def test_and_for_nothing_else(app_id: str | None, host: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Unverified(app_id=app_id, host=host)


async def test_unverified_answers_go_nowhere_else() -> None:
    guard = Unverified(app_id=None, host="127.0.0.1")
    claims_ = await guard.verify("")
    guard.agree(claims_, {"serviceUrl": "http://localhost:56150/_connector"})
    url: object
    for url in (SERVICE_URL, "", None, 7, "http://[::1", "http://127.0.0.1.evil.example/"):
        with pytest.raises(NotGenuine):
            guard.agree(claims_, {"serviceUrl": url})
