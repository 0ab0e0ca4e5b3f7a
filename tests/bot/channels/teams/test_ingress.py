"""Only what Teams sends to us comes in, and everything else gets its own plain no."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

import httpx
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Rate
from bot.channels.shapes import Unreadable
from bot.channels.teams.ingress import LARGEST, PATH, Answer, Ingress
from bot.channels.teams.tokens import Unverified
from tests.bot.channels.teams.activities import message, pressed
from tests.bot.channels.teams.test_tokens import BAD_TOKENS, Guarded, guarded
from tests.doubles import Clock
from tests.peers.teams_keys import claims, signed

PRIVATE = "my knee hurts"
"""What nobody may find in a log."""
JSON = "application/json; charset=utf-8"
GOOD = json.dumps(message(PRIVATE)).encode()
TOKEN = signed(claims(Clock()()))


class Kit:
    """Remembers what got through the door."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.activities: list[Mapping[str, Any]] = []
        self.failure = failure
        self.answer = Answer(200)

    async def take(self, activity: Mapping[str, Any]) -> Answer:
        self.activities.append(activity)
        if self.failure is not None:
            raise self.failure
        return self.answer


def reached(app: Ingress) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://us.example")


async def post(
    app: Ingress, body: bytes, token: str | None = TOKEN, kind: str | None = JSON
) -> httpx.Response:
    named = ((b"content-type", kind), (b"authorization", token))
    headers = [(name, value.encode()) for name, value in named if value is not None]
    async with reached(app) as client:
        return await client.post(PATH, content=body, headers=headers)


@pytest.fixture
async def guard() -> AsyncIterator[Guarded]:
    async with guarded() as one:
        yield one


@pytest.fixture
def kit() -> Kit:
    return Kit()


@pytest.fixture
def door(kit: Kit, guard: Guarded) -> Ingress:
    return Ingress(kit.take, guard.verifier)


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


# --- what comes in -------------------------------------------------------------------------------


@pytest.mark.parametrize("activity", [message("Grüße \ud83d"), pressed(Rate("i1", 4))])
async def test_what_teams_posts_comes_in_as_it_was_meant(
    kit: Kit, door: Ingress, activity: dict[str, Any]
) -> None:
    answer = await post(door, json.dumps(activity).encode())
    assert (answer.status_code, answer.content) == (200, b"")
    assert kit.activities == [activity]


async def test_whoever_pressed_something_is_answered(kit: Kit, door: Ingress) -> None:
    kit.answer = Answer(200, {"statusCode": 200, "value": "Grüße"})
    answer = await post(door, GOOD)
    assert answer.json() == {"statusCode": 200, "value": "Grüße"}
    assert answer.headers["content-type"] == "application/json"


async def test_on_ones_own_machine_without_a_token(kit: Kit) -> None:
    door = Ingress(kit.take, Unverified(app_id=None, host="127.0.0.1"))
    local = {**message("Hello"), "serviceUrl": "http://127.0.0.1:56150/_connector"}
    assert (await post(door, json.dumps(local).encode(), None)).status_code == 200
    assert (await post(door, GOOD, None)).status_code == 403
    assert kit.activities == [local]


# --- what does not -------------------------------------------------------------------------------


@pytest.mark.parametrize("case", BAD_TOKENS)
async def test_not_a_token_of_teams(
    kit: Kit, door: Ingress, logged: list[MutableMapping[str, Any]], case: str
) -> None:
    """And then the body is not even taken in."""
    answer = await post(door, GOOD, BAD_TOKENS[case])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["connection"] == "close"
    assert kit.activities == []
    assert_quiet(logged, 401)


async def test_a_strangers_body_is_not_taken_in(kit: Kit, door: Ingress) -> None:
    left = [b"x" * 600] * 10
    assert await status_of(door, left, [(b"content-type", JSON.encode())]) == 401
    assert len(left) == 10


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"serviceUrl": "https://evil.example/"}, 401),
        ({"serviceUrl": None}, 401),
        ({"channelId": "emulator"}, 403),
        ({"channelData": {"tenant": {"id": "00000000-0000-4000-8000-000000000000"}}}, 403),
    ],
)
async def test_not_for_us(
    kit: Kit,
    door: Ingress,
    logged: list[MutableMapping[str, Any]],
    changed: dict[str, Any],
    status: int,
) -> None:
    answer = await post(door, json.dumps({**message(PRIVATE), **changed}).encode())
    assert answer.status_code == status
    assert kit.activities == []
    assert_quiet(logged, status)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (JSON, GOOD[:-20], 400),
        (JSON, b"", 400),
        (JSON, b"[]", 400),
        (JSON, b'"my knee hurts"', 400),
        (JSON, b"null", 400),
        (JSON, b"\xff\xfe", 400),
        (JSON, b'{"a":' * 40_000, 400),
        (JSON, b'{"a":' + b"9" * 10_000 + b"}", 400),
        (JSON, b"{}", 401),
        ("text/plain", GOOD, 415),
        ("application/x-www-form-urlencoded", GOOD, 415),
        ("application/jsonp", GOOD, 415),
        ("", GOOD, 415),
        (None, GOOD, 415),
    ],
)
async def test_genuine_and_still_unreadable(
    kit: Kit,
    door: Ingress,
    logged: list[MutableMapping[str, Any]],
    kind: str | None,
    body: bytes,
    status: int,
) -> None:
    answer = await post(door, body, kind=kind)
    assert answer.status_code == status
    assert kit.activities == []
    assert PRIVATE not in answer.text
    assert_quiet(logged, status)


async def test_what_teams_does_not_send(
    guard: Guarded, logged: list[MutableMapping[str, Any]]
) -> None:
    door = Ingress(Kit(Unreadable("the person is missing")).take, guard.verifier)
    assert (await post(door, GOOD)).status_code == 400
    assert_quiet(logged, 400)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_only_post(kit: Kit, door: Ingress, method: str) -> None:
    async with reached(door) as client:
        answer = await client.request(method, PATH, headers={"Authorization": TOKEN})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("told", [True, False])
async def test_too_large(
    kit: Kit, guard: Guarded, logged: list[MutableMapping[str, Any]], *, told: bool
) -> None:
    """Not even read to the end, whether or not the other side says beforehand how much it is."""
    left = [b"x" * 600 for _ in range(1000)]
    headers = [(b"content-type", JSON.encode()), (b"authorization", TOKEN.encode())]
    headers += [(b"content-length", b"600000")] if told else []
    door = Ingress(kit.take, guard.verifier, largest=1000)
    assert await status_of(door, left, headers) == 413
    assert len(left) == (1000 if told else 998)
    assert_quiet(logged, 413)


@pytest.mark.parametrize("length", [b"9" * 5000, "٣".encode(), b"-1", b"1e3", b""])
async def test_a_length_that_is_none_is_not_believed(
    kit: Kit, door: Ingress, length: bytes
) -> None:
    headers = [(b"content-type", b"application/json"), (b"authorization", TOKEN.encode())]
    headers.append((b"content-length", length))
    assert await status_of(door, [GOOD], headers) == (413 if length.startswith(b"9") else 200)


async def test_as_large_as_allowed(kit: Kit, guard: Guarded) -> None:
    door = Ingress(kit.take, guard.verifier, largest=len(GOOD))
    assert (await post(door, GOOD)).status_code == 200
    assert (await post(door, GOOD + b" ")).status_code == 413
    assert LARGEST == 256 * 1024


async def test_a_body_comes_in_parts(kit: Kit, door: Ingress) -> None:
    headers = [(b"content-type", b"application/json"), (b"authorization", TOKEN.encode())]
    assert await status_of(door, [GOOD[:7], b"", GOOD[7:]], headers) == 200


async def test_a_body_that_never_ends_is_not_waited_for(kit: Kit, guard: Guarded) -> None:
    door = Ingress(kit.take, guard.verifier, patience=0.02)
    headers = [(b"content-type", b"application/json"), (b"authorization", TOKEN.encode())]
    assert await status_of(door, [GOOD[:7]], headers, ends=False) == 408


async def test_whoever_hangs_up_gets_no_answer(kit: Kit, door: Ingress) -> None:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_: MutableMapping[str, Any]) -> None:
        raise AssertionError("nobody is there")

    headers = [(b"content-type", b"application/json"), (b"authorization", TOKEN.encode())]
    await door({"type": "http", "method": "POST", "headers": headers}, receive, send)
    assert kit.activities == []


async def test_while_keys_cannot_be_had_nobody_is_let_in(
    kit: Kit, door: Ingress, guard: Guarded
) -> None:
    guard.server.status = 500
    answer = await post(door, GOOD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert kit.activities == []


async def test_what_breaks_behind_the_door(
    guard: Guarded, logged: list[MutableMapping[str, Any]]
) -> None:
    door = Ingress(Kit(RuntimeError(PRIVATE)).take, guard.verifier)
    answer = await post(door, GOOD)
    assert (answer.status_code, answer.text) == (500, "")
    assert [entry["event"] for entry in logged] == ["teams_request_failed"]


async def test_the_answer_waits_for_what_is_behind_the_door(guard: Guarded) -> None:
    committed = asyncio.Event()

    async def slow(_: Mapping[str, Any]) -> Answer:
        await committed.wait()
        return Answer(200)

    asked = asyncio.create_task(post(Ingress(slow, guard.verifier), GOOD))
    await asyncio.sleep(0.05)
    assert not asked.done()
    committed.set()
    assert (await asked).status_code == 200


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=200) | st.text(max_size=60).map(str.encode),
    kind=st.sampled_from(["application/json", "x/y"]),
    sign=st.booleans(),
)
def test_any_bytes_get_a_plain_answer(body: bytes, kind: str, *, sign: bool) -> None:
    async def status() -> int:
        async with guarded() as guard:
            headers = [(b"content-type", kind.encode())]
            headers += [(b"authorization", TOKEN.encode())] if sign else []
            return await status_of(Ingress(Kit().take, guard.verifier), [body], headers)

    assert asyncio.run(status()) in ({400, 401, 403, 415} if sign else {401, 415})


def assert_quiet(logged: list[MutableMapping[str, Any]], status: int) -> None:
    assert [(entry["event"], entry["status"]) for entry in logged] == [("teams_refused", status)]
    assert PRIVATE not in repr(logged)
    assert "exc_info" not in logged[0]


async def status_of(
    app: Ingress,
    left: list[bytes],
    headers: Sequence[tuple[bytes, bytes]],
    *,
    ends: bool = True,
) -> int:
    """Bare ASGI, for what no decent client sends. Takes from `left` what is read."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if not left:
            await asyncio.Event().wait()
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left) or not ends}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app({"type": "http", "method": "POST", "headers": headers}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return int(sent[0]["status"])
