"""The door for what Slack posts: measured, signed and fresh first, and only then read."""

import binascii
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest

from bot.channels.door import (
    HungUp,
    Receive,
    Refused,
    Scope,
    Send,
    headers_of,
    not_too_large,
    taken_in,
)
from bot.channels.shapes import Unreadable

log = structlog.get_logger()

Clock = Callable[[], datetime]
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
"""`AsyncApp.async_dispatch`."""

LARGEST: Final = 1 << 20
"""Bytes; Slack sends back the whole message in which something was pressed."""
STALE: Final = timedelta(minutes=5)
PATIENCE: Final = 10.0
"""Seconds for the whole body; Slack itself waits three for the answer."""
MOST_FIELDS: Final = 100
CERTIFICATE: Final = b"ssl_check=1"
LONGEST_CERTIFICATE: Final = 1024
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
PAYLOAD: Final = b"payload="


class Ingress:
    """An ASGI app for one path. With several `secrets` each is good, while one replaces another."""

    def __init__(
        self, dispatch: Dispatch, secrets: Sequence[str], clock: Clock, largest: int = LARGEST
    ) -> None:
        if not secrets or not all(secrets):
            raise ValueError("without a signing secret anybody could post here")
        self._dispatch = dispatch
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._clock = clock
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await _answer(send, await self._answered(scope, receive))
        except HungUp:
            return
        except Refused as no:
            log.info("slack_refused", status=no.status, why=str(no))
            headers: dict[str, str | Sequence[str]] = {"connection": "close", **no.headers}
            await _answer(send, BoltResponse(status=no.status, body=str(no), headers=headers))

    async def _answered(self, scope: Scope, receive: Receive) -> BoltResponse:
        if scope["method"] != "POST":
            raise Refused(405, "only POST", allow="POST")
        headers = headers_of(scope)
        not_too_large(headers, self._largest)
        body = await taken_in(receive, self._largest, PATIENCE)
        if len(body) <= LONGEST_CERTIFICATE and CERTIFICATE in body.split(b"&"):
            return BoltResponse(status=200)
        self._signed(headers, body)
        request = bolt_request(_read(headers.get("content-type", ""), body), _retries(headers))
        try:
            return await self._dispatch(request)
        except Exception:
            log.exception("slack_request_failed")
            return BoltResponse(status=500)

    def _signed(self, headers: Mapping[str, str], body: bytes) -> None:
        """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
        sent_at = headers.get("x-slack-request-timestamp", "")
        if not (sent_at.isascii() and sent_at.isdecimal()) or len(sent_at) > 12:
            raise Refused(401, "not signed")
        age = self._clock().timestamp() - int(sent_at)
        if abs(age) > STALE.total_seconds():
            raise Refused(401, "signed at another time")
        signature = headers.get("x-slack-signature", "").encode()
        said = b"v0:" + sent_at.encode() + b":" + body
        good = [
            hmac.compare_digest(
                b"v0=" + hmac.digest(secret, said, sha256).hex().encode(), signature
            )
            for secret in self._secrets
        ]
        if not any(good):
            raise Refused(401, "not signed by Slack")


def bolt_request(payload: Mapping[str, Any], headers: Mapping[str, str]) -> AsyncBoltRequest:
    """Verified already, so Bolt leaves that out; raises `Refused` for what it cannot hold."""
    try:
        return AsyncBoltRequest(body=dict(payload), mode="socket_mode", headers=dict(headers))
    except (AttributeError, TypeError, LookupError, ValueError) as error:
        raise Refused(400, "not a payload of Slack") from error


def _retries(headers: Mapping[str, str]) -> Mapping[str, str]:
    """For Bolt's own use: a delivery that comes again is known by what was in it."""
    return {name: headers[name] for name in headers if name.startswith("x-slack-retry-")}


def _read(content_type: str, body: bytes) -> Mapping[str, Any]:
    """Events are JSON, presses and forms are JSON in a form, commands are a form."""
    try:
        match content_type.partition(";")[0].strip().lower():
            case kind if kind == JSON:
                return _mapping(body)
            case kind if kind == FORM:
                return _form(body)
            case _:
                raise Refused(415, "neither JSON nor a form")
    except (ValueError, RecursionError, Unreadable):
        raise Refused(400, "cannot be read") from None


def _form(body: bytes) -> Mapping[str, Any]:
    if body.startswith(PAYLOAD) and b"&" not in body:
        return _mapping(unquoted(body[len(PAYLOAD) :]))
    fields = dict(
        parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    )
    return _mapping(fields["payload"].encode()) if "payload" in fields else fields


def unquoted(value: bytes) -> bytes:
    """As `urllib.parse.unquote_plus`, for what is quoted as it should be; many times as fast.

    Quoted-printable differs from a form's quoting in its sign only, and is decoded in C.
    """
    return binascii.a2b_qp(value.replace(b"=", b"%3D").replace(b"+", b" ").replace(b"%", b"="))


def _mapping(text: bytes) -> Mapping[str, Any]:
    value = json.loads(text.decode())
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    return value


async def _answer(send: Send, response: BoltResponse) -> None:
    body = response.body.encode()
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
