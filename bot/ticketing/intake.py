"""The door for ticket events: check who is there, write down what they bring, say thank you."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from bot.ticketing.signatures import Refusal, StandardWebhooks, Verifier
from feedback.records import RawEvent
from feedback.unit_of_work import Desk

log = structlog.get_logger()

LARGEST_BODY = 1024 * 1024
PATIENCE = 10.0
"""Seconds that a sender has for the whole body."""


class TooLarge(Exception):
    pass


def intake_router(
    desk: Desk,
    *,
    secrets: Mapping[str, Sequence[str]],
    largest_body: int = LARGEST_BODY,
    after_commit: Callable[[], None] | None = None,
) -> APIRouter:
    """`POST /hooks/tickets/{source}`, for the sources named in `secrets`; see `StandardWebhooks`.

    A signed delivery is always kept and answered with 202, whatever is in it: what turns out to be
    unusable becomes a dead letter with its reason, and the sender need not send it again. The same
    webhook-id once more is answered with 200. Refused are only those that cannot be kept: 404 for
    a source that we do not know, 413 for too large a body, 408 for one that takes too long, 400
    for bytes that are no text (they can be neither signed nor JSON), 401 for a signature that is
    missing, wrong, or more than five minutes off. If we fail to write it down, the answer is 500
    and the sender's repetition is welcome.
    """
    verifiers: dict[str, Verifier] = {
        source: StandardWebhooks(theirs) for source, theirs in secrets.items()
    }
    router = APIRouter()

    @router.post(
        "/hooks/tickets/{source:path}",
        status_code=HTTPStatus.ACCEPTED,
        summary="Take a signed ticket event",
        tags=["tickets"],
    )
    async def take(source: str, request: Request) -> JSONResponse:
        verifier = verifiers.get(source)
        if verifier is None:
            return _refuse("?", HTTPStatus.NOT_FOUND, "No ticket system of that name is set up.")
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _read(request, largest_body)
        except TooLarge:
            words = f"More than {largest_body} bytes is no ticket event."
            return _refuse(source, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
        except TimeoutError:
            return _refuse(source, HTTPStatus.REQUEST_TIMEOUT, "That took too long. Try again.")
        except ClientDisconnect:
            return _refuse(source, HTTPStatus.BAD_REQUEST, "It broke off before its end.")
        if not _is_text(body):
            return _refuse(source, HTTPStatus.BAD_REQUEST, "A ticket event is UTF-8 text.")
        try:
            delivery = verifier.verify(body, request.headers)
        except Refusal as refusal:
            return _refuse(source, HTTPStatus.UNAUTHORIZED, str(refusal))
        if not await keep(desk, source, delivery, body):
            return JSONResponse({"status": "known"}, HTTPStatus.OK)
        if after_commit is not None:
            after_commit()
        return JSONResponse({"status": "kept"}, HTTPStatus.ACCEPTED)

    return router


async def _read(request: Request, largest: int) -> bytes:
    """The raw bytes, counted while they come in: what a header promises proves nothing."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge
    return bytes(body)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


async def keep(desk: Desk, source: str, delivery: str, body: bytes) -> bool:
    """Write the delivery down before anybody is told that we have it; False if we had it already."""
    async with desk.begin() as work:
        if not await work.first_time(f"tickets:{source}:{delivery}"):
            return False
        raw = RawEvent(id=work.new_id(), source=source, received_at=work.now, body=body)
        await work.raw_events.add(raw)
    return True


def _refuse(source: str, status: HTTPStatus, words: str) -> JSONResponse:
    log.warning("ticket_event_refused", source=source, status=int(status), why=words)
    return JSONResponse({"error": words}, status)
