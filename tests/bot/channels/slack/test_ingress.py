"""Only what Slack signed just now comes in, and everything else gets its own plain no."""

import asyncio
import json
from collections.abc import Iterator, MutableMapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest

from bot.actions import Rate
from bot.channels.slack.ingress import LARGEST, Ingress, unquoted
from tests.bot.channels.slack.payloads import (
    FORM_TYPE,
    JSON_TYPE,
    SECRET,
    as_posted,
    command,
    message,
    pressed,
    signed,
)
from tests.doubles import Clock

PRIVATE = "my knee hurts"
"""What nobody may find in a log."""


class Bolt:
    """Remembers what got through the door."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.requests: list[AsyncBoltRequest] = []
        self.failure = failure

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self.requests.append(request)
        if self.failure is not None:
            raise self.failure
        return BoltResponse(status=200, body={"text": "Grüße"}, headers={"x-two": ["1", "2"]})


def door(
    bolt: Bolt, clock: Clock, *, secrets: Sequence[str] = (SECRET,), largest: int = LARGEST
) -> httpx.AsyncClient:
    app = Ingress(bolt.dispatch, secrets, clock, largest)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://us.example")


async def post(
    client: httpx.AsyncClient, kind: str, body: bytes, headers: dict[str, str]
) -> httpx.Response:
    headers = {"Content-Type": kind, **headers}
    return await client.post("/slack/events", content=body, headers=headers)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bolt() -> Bolt:
    return Bolt()


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


# --- what comes in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [message("Any news?"), pressed(Rate("i1", 4)), command("how are\nmy tickets & co = 100 %?")],
    ids=["event", "press", "command"],
)
async def test_each_kind_reaches_bolt_as_it_was_meant(
    bolt: Bolt, clock: Clock, payload: dict[str, Any]
) -> None:
    kind, body = as_posted(payload)
    async with door(bolt, clock) as client:
        answer = await post(client, kind, body, signed(body, clock()))
    assert answer.status_code == 200
    assert answer.json() == {"text": "Grüße"}
    assert answer.headers.get_list("x-two") == ["1", "2"]
    (request,) = bolt.requests
    assert request.body == payload
    assert request.mode == "socket_mode"


async def test_a_content_type_may_say_its_character_set(bolt: Bolt, clock: Clock) -> None:
    _, body = as_posted(message("Any news?"))
    async with door(bolt, clock) as client:
        kind = "Application/JSON; charset=utf-8"
        assert (await post(client, kind, body, signed(body, clock()))).status_code == 200


async def test_a_payload_beside_other_fields_is_found(bolt: Bolt, clock: Clock) -> None:
    body = b"other=1&payload=" + quote_plus(json.dumps(pressed(Rate("i1", 4)))).encode()
    async with door(bolt, clock) as client:
        assert (await post(client, FORM_TYPE, body, signed(body, clock()))).status_code == 200
    assert bolt.requests[0].body == pressed(Rate("i1", 4))


async def test_that_it_comes_again_is_handed_on(bolt: Bolt, clock: Clock) -> None:
    kind, body = as_posted(message("Any news?"))
    again = {"X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "http_timeout"}
    async with door(bolt, clock) as client:
        assert (
            await post(client, kind, body, {**signed(body, clock()), **again})
        ).status_code == 200
    assert bolt.requests[0].headers["x-slack-retry-num"] == ["2"]


async def test_while_the_secret_is_changed_both_are_good(bolt: Bolt, clock: Clock) -> None:
    kind, body = as_posted(message("Any news?"))
    async with door(bolt, clock, secrets=("new", "old")) as client:
        for secret, status in (("new", 200), ("old", 200), ("older", 401)):
            answer = await post(client, kind, body, signed(body, clock(), secret))
            assert answer.status_code == status


def test_without_a_secret_there_is_no_door(bolt: Bolt, clock: Clock) -> None:
    for secrets in ((), ("",), (SECRET, "")):
        with pytest.raises(ValueError, match="secret"):
            Ingress(bolt.dispatch, secrets, clock)


async def test_slack_may_look_at_our_certificate(bolt: Bolt, clock: Clock) -> None:
    async with door(bolt, clock) as client:
        answer = await post(client, FORM_TYPE, b"token=t&ssl_check=1", {})
    assert (answer.status_code, answer.content, bolt.requests) == (200, b"", [])


# --- what does not -------------------------------------------------------------------------------

GOOD = as_posted(message(PRIVATE))[1]


@pytest.mark.parametrize(
    ("minutes", "status"), [(0, 200), (4.9, 200), (-4.9, 200), (5.1, 401), (-5.1, 401)]
)
async def test_five_minutes(bolt: Bolt, clock: Clock, minutes: float, status: int) -> None:
    headers = signed(GOOD, clock() - timedelta(minutes=minutes))
    async with door(bolt, clock) as client:
        assert (await post(client, JSON_TYPE, GOOD, headers)).status_code == status


def unsigned(**changed: str | None) -> dict[str, str]:
    headers = {**signed(GOOD, Clock()())}
    for name, value in changed.items():
        headers[f"X-Slack-{name.replace('_', '-')}"] = value or ""
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        unsigned(Signature=None),
        unsigned(Signature="v0=" + "0" * 64),
        unsigned(Signature="v0=é"),
        unsigned(Signature=signed(GOOD, Clock()())["X-Slack-Signature"].removeprefix("v0=")),
        unsigned(Request_Timestamp=None),
        unsigned(Request_Timestamp="yesterday"),
        unsigned(Request_Timestamp="-1"),
        unsigned(Request_Timestamp="٣"),
        unsigned(Request_Timestamp="9" * 5000),
        unsigned(Request_Timestamp=str(int(Clock()().timestamp()) + 1)),
        signed(GOOD[:-1], Clock()()),
        signed(GOOD, Clock()(), "another secret"),
    ],
)
async def test_not_signed_by_slack(
    bolt: Bolt, clock: Clock, logged: list[MutableMapping[str, Any]], headers: dict[str, str]
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    app = Ingress(bolt.dispatch, (SECRET,), clock)
    assert await status_of(app, [GOOD], raw) == 401
    assert bolt.requests == []
    assert_quiet(logged)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (JSON_TYPE, GOOD[:-20], 400),
        (JSON_TYPE, b"", 400),
        (JSON_TYPE, b"[]", 400),
        (JSON_TYPE, b'"my knee hurts"', 400),
        (JSON_TYPE, b"\xff\xfe", 400),
        (JSON_TYPE, b'{"a":' * 100_000, 400),
        (JSON_TYPE, b'{"a":' + b"9" * 10_000 + b"}", 400),
        (JSON_TYPE, b'{"authorizations": "x", "is_ext_shared_channel": true}', 400),
        (JSON_TYPE, b'{"response_urls": 3}', 400),
        (FORM_TYPE, b"payload=my+knee+hurts", 400),
        (FORM_TYPE, b"payload=", 400),
        (FORM_TYPE, b"payload=%ff", 400),
        (FORM_TYPE, b"text=%ff", 400),
        (FORM_TYPE, b"text=\xff", 400),
        (FORM_TYPE, b"&".join(b"a=1" for _ in range(200)), 400),
        ("text/plain", GOOD, 415),
        ("multipart/form-data; boundary=x", GOOD, 415),
        ("", GOOD, 415),
    ],
)
async def test_signed_and_still_unreadable(
    bolt: Bolt,
    clock: Clock,
    logged: list[MutableMapping[str, Any]],
    kind: str,
    body: bytes,
    status: int,
) -> None:
    async with door(bolt, clock) as client:
        answer = await post(client, kind, body, signed(body, clock()))
    assert answer.status_code == status
    assert bolt.requests == []
    assert PRIVATE not in answer.text
    assert_quiet(logged)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_only_post(bolt: Bolt, clock: Clock, method: str) -> None:
    async with door(bolt, clock) as client:
        answer = await client.request(method, "/slack/events", headers=signed(b"", clock()))
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("told", [True, False])
async def test_too_large(
    bolt: Bolt, clock: Clock, logged: list[MutableMapping[str, Any]], *, told: bool
) -> None:
    """Not even read to the end, whether or not the other side says beforehand how much it is."""
    parts = [b"x" * 600 for _ in range(1000)]
    headers = [(b"content-length", b"600000")] if told else []
    app = Ingress(bolt.dispatch, (SECRET,), clock, largest=1000)
    left = list(parts)
    assert await status_of(app, left, headers, taken_from=left) == 413
    assert len(left) == (1000 if told else 998)
    assert_quiet(logged)


async def test_as_large_as_allowed(bolt: Bolt, clock: Clock) -> None:
    _, body = as_posted(message("x" * 5000))
    async with door(bolt, clock, largest=len(body)) as client:
        assert (await post(client, JSON_TYPE, body, signed(body, clock()))).status_code == 200


async def test_a_body_comes_in_parts(bolt: Bolt, clock: Clock) -> None:
    raw = [(k.lower().encode(), v.encode()) for k, v in signed(GOOD, clock()).items()]
    raw.append((b"content-type", JSON_TYPE.encode()))
    app = Ingress(bolt.dispatch, (SECRET,), clock)
    assert await status_of(app, [GOOD[:7], b"", GOOD[7:]], raw) == 200


async def test_whoever_hangs_up_gets_no_answer(bolt: Bolt, clock: Clock) -> None:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_: MutableMapping[str, Any]) -> None:
        raise AssertionError("nobody is there")

    app = Ingress(bolt.dispatch, (SECRET,), clock)
    await app({"type": "http", "method": "POST", "headers": []}, receive, send)
    assert bolt.requests == []


async def test_what_breaks_behind_the_door(
    clock: Clock, logged: list[MutableMapping[str, Any]]
) -> None:
    async with door(Bolt(RuntimeError(PRIVATE)), clock) as client:
        answer = await post(client, JSON_TYPE, GOOD, signed(GOOD, clock()))
    assert (answer.status_code, answer.text) == (500, "")
    assert [entry["event"] for entry in logged] == ["slack_request_failed"]


async def test_the_answer_waits_for_what_is_behind_the_door(clock: Clock) -> None:
    committed = asyncio.Event()

    async def slow(_: AsyncBoltRequest) -> BoltResponse:
        await committed.wait()
        return BoltResponse(status=200)

    app = Ingress(slow, (SECRET,), clock)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://us.example"
    ) as client:
        asked = asyncio.create_task(post(client, JSON_TYPE, GOOD, signed(GOOD, clock())))
        await asyncio.sleep(0.05)
        assert not asked.done()
        committed.set()
        assert (await asked).status_code == 200


@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from([JSON_TYPE, FORM_TYPE, "x/y"]),
    sign=st.booleans(),
)
def test_any_bytes_get_a_plain_answer(body: bytes, kind: str, *, sign: bool) -> None:
    clock, bolt = Clock(), Bolt()
    headers = signed(body, clock()) if sign else {}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    app = Ingress(bolt.dispatch, (SECRET,), clock)
    status = asyncio.run(status_of(app, [body], [*raw, (b"content-type", kind.encode())]))
    assert status in ({200, 400, 415} if sign else {200, 401})


# --- the fast way of reading a form --------------------------------------------------------------


@given(st.text())
def test_unquoted_as_the_library_does_it(words: str) -> None:
    for quoted in (
        quote_plus(words.encode("utf-8", "replace")),
        quote(words.encode("utf-8", "replace")),
    ):
        assert unquoted(quoted.encode()).decode() == unquote_plus(quoted)


@pytest.mark.parametrize(
    "plain", ["a=b", "a==\r\n", "=41", " end \n", "a  \n b", "100%25", "_", "\n.\n"]
)
def test_what_means_something_in_quoted_printable_only(plain: str) -> None:
    assert unquoted(quote_plus(plain).encode()).decode() == plain
    assert unquoted(quote_plus(plain, safe="=_.~-").encode()).decode() == plain


def assert_quiet(logged: list[MutableMapping[str, Any]]) -> None:
    assert [entry["event"] for entry in logged] == ["slack_refused"]
    assert PRIVATE not in repr(logged)
    assert "exc_info" not in logged[0]


async def status_of(
    app: Ingress,
    parts: Sequence[bytes],
    headers: Sequence[tuple[bytes, bytes]],
    taken_from: list[bytes] | None = None,
) -> int:
    """Bare ASGI, for what no decent client sends."""
    left = taken_from if taken_from is not None else list(parts)
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    lower = [(name.lower(), value) for name, value in headers]
    await app({"type": "http", "method": "POST", "headers": lower}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return int(sent[0]["status"])
