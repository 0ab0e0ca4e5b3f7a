"""Who may come in: our own page, under our own names; every no is said in plain words."""

import asyncio
import hmac
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from markupsafe import Markup
from starlette.requests import ClientDisconnect

from bot.channels.web import read
from bot.channels.web.read import Unreadable
from feedback.errors import FeedbackError

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


PATIENCE: Final = 30.0
"""Seconds that a page has for the whole of what it posts."""

MOST_STREAMS: Final = 200
MOST_STREAMS_OF_ONE: Final = 20
"""Pages that stay open, in all and with the same person on them: each looks for news all the time."""

TOO_MANY_OF_ONE: Final = 429
TOO_MANY: Final = 503
COME_BACK: Final = 3
"""Seconds after which somebody who found us full may try again, as our page does by itself."""


class Door(APIRoute):
    """Every answer leaves with our headers, and what cannot be read leaves as a kind no."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                response = await handle(request)
            except Unreadable as no:
                response = refused(request, no)
            except FeedbackError as error:
                response = refused(request, Unreadable(422, str(error)))
            if response.status_code in {TOO_MANY_OF_ONE, TOO_MANY}:
                response.headers["Retry-After"] = str(COME_BACK)
            for name, value in HEADERS.items():
                response.headers[name] = value
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return handled


def refused(request: Request, no: Unreadable) -> Response:
    if not wants_page(request):
        return JSONResponse({"why": str(no)}, no.status)
    page = Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Sincerely</title>'
        "<h1>That didn’t work</h1><p>{}</p><p>Go back, and your words are still there.</p>"
    ).format(no)
    return HTMLResponse(page, no.status)


def wants_page(request: Request) -> bool:
    """A browser that follows a link or posts a form; our script asks for anything else."""
    return "text/html" in request.headers.get("accept", "")


class Guard:
    """Against other pages in the same browser: they can post here, but not know the token."""

    def __init__(self, hosts: Collection[str], secret: bytes) -> None:
        self._hosts = frozenset(hosts)
        self.token = hmac.new(secret, b"the page of the web chat", sha256).hexdigest()

    async def welcome(self, request: Request) -> None:
        """Somebody else's name that leads to our address is how a browser is tricked into us."""
        if _name_in(request.headers.get("host", "")) not in self._hosts:
            raise Unreadable(400, "This chat isn't reached under that name.")

    async def posted(self, request: Request) -> tuple[str, bytes]:
        """The kind and the bytes of what our own page posted; raises `Unreadable`."""
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            raise Unreadable(403, "That came from another page, so I left it.")
        content_type = request.headers.get("content-type", "")
        body = await _measured(request)
        shown = request.headers.get("x-page-token") or read.token(content_type, body)
        if not hmac.compare_digest(shown.encode(), self.token.encode()):
            raise Unreadable(403, "This page is from an earlier time. Please load it again.")
        return content_type, body


class Streams:
    """How many pages are open, so that those who open ever more do not slow down all others."""

    def __init__(self, most: int = MOST_STREAMS, of_one: int = MOST_STREAMS_OF_ONE) -> None:
        self._most = most
        self._of_one = of_one
        self._open = 0
        self._with: Counter[str] = Counter()

    @contextmanager
    def one_more(self, places: Collection[str]) -> Iterator[None]:
        """Raises `Unreadable` when there are enough."""
        if self._open >= self._most:
            raise Unreadable(TOO_MANY, "Many pages are open here. Please try again in a moment.")
        if any(self._with[place] >= self._of_one for place in places):
            raise Unreadable(
                TOO_MANY_OF_ONE, "That person is open on many pages. Please close one of them."
            )
        self._open += 1
        self._with.update(places)
        try:
            yield
        finally:
            self._open -= 1
            self._with.subtract(places)
            self._with += Counter()  # forgets those who are not there any more


async def _measured(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > read.LONGEST_BODY:
                    raise Unreadable(413, read.too_long())
    except TimeoutError as error:
        raise Unreadable(408, "That took too long to arrive. Please send it again.") from error
    except ClientDisconnect as error:
        raise Unreadable(400, "That broke off before all of it was here.") from error
    return bytes(body)


def _name_in(host: str) -> str:
    """Without the port; an IPv6 address without its brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
