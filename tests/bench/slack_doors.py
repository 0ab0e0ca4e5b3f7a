"""The doors that are compared: `python -m tests.bench.slack_doors DOOR SOCKET [DATABASE]`."""

import asyncio
import hmac
import logging
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.types import ASGIApp, Receive, Scope, Send

from analytics.store import tally
from bot.app import Doors
from bot.channels.slack.manifest import PATH
from bot.channels.slack.names import press_id
from bot.channels.slack.opening import open_workspace
from bot.clocks import system_clock
from bot.conversations.router import Router
from bot.conversations.talk import Tools
from feedback.drafting.reader import read_note
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.reasons.keywords import ReasonReader
from feedback.store import open_store
from tests.bot.channels.slack.payloads import SECRET
from tests.house import NoNumbers

ACTION = press_id(1, 0)
Payload = dict[str, Any]


class Door(StrEnum):
    SIGNATURE = "signature"
    """Raw ASGI, and nothing but the signature looked at."""
    STOCK = "stock"
    """Bolt's own adapter for FastAPI as it comes, with a listener that does nothing."""
    BARE = "bare"
    """Bolt's own adapter, with a listener that says only the barest statements to SQLite itself."""
    OURS = "ours"
    """The whole path: the answer comes after the commit."""


async def signature(scope: Scope, receive: Receive, send: Send) -> None:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = dict(scope["headers"])
    said = b"v0:" + headers[b"x-slack-request-timestamp"] + b":" + body
    good = b"v0=" + hmac.digest(SECRET.encode(), said, sha256).hex().encode()
    status = 200 if hmac.compare_digest(good, headers[b"x-slack-signature"]) else 401
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


async def nothing(payload: Payload) -> None:
    """What the listener of Bolt as it comes does with a press."""


def stock(take: Callable[[Payload], Awaitable[None]] = nothing) -> FastAPI:
    """Who the bot is comes from us, or Bolt would ask Slack."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T01ACME", bot_token="xoxb-ours")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize)
    handler = AsyncSlackRequestHandler(bolt)
    app = FastAPI()

    @bolt.action(ACTION)
    async def pressed(ack: AsyncAck, body: Payload) -> None:
        await take(body)
        await ack()

    @app.post(PATH)
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return app


class Bare:
    """The least that SQLite has to do for a rating: once only, whose it is, what stands, what is
    new, and what is to be sent. No domain, no layers; those who wait meanwhile share a commit."""

    def __init__(self, file: str) -> None:
        self._sql = sqlite3.connect(file, isolation_level=None)
        for statement in BARE_TABLES:
            self._sql.execute(statement)
        self._commit: asyncio.Future[None] | None = None

    async def take(self, payload: Payload) -> None:
        press = payload["actions"][0]
        once, user = payload["trigger_id"], payload["user"]["id"]
        if self._commit is None:
            self._sql.execute("BEGIN IMMEDIATE")
            loop = asyncio.get_running_loop()
            self._commit = loop.create_future()
            loop.call_soon(self._end, self._commit)
        sql = self._sql
        sql.execute("INSERT INTO deliveries VALUES (?)", (once,))
        sql.execute("SELECT person FROM addresses WHERE user = ?", (user,)).fetchone()
        sql.execute("SELECT state FROM invitations WHERE id = ?", (press["value"],)).fetchone()
        sql.execute("SELECT score FROM ratings WHERE invitation = ?", (press["value"],)).fetchone()
        sql.execute("INSERT INTO ratings VALUES (?, ?, ?)", (once, press["value"], 9))
        sql.execute(
            "INSERT OR REPLACE INTO invitations VALUES (?, ?)", (press["value"], "answered")
        )
        for number in range(2):
            sql.execute("INSERT INTO outbox VALUES (?, ?, ?)", (f"{once}{number}", user, "{}"))
        await self._commit

    def _end(self, commit: asyncio.Future[None]) -> None:
        self._commit = None
        self._sql.execute("COMMIT")
        commit.set_result(None)


BARE_TABLES = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "CREATE TABLE deliveries (id PRIMARY KEY)",
    "CREATE TABLE addresses (user PRIMARY KEY, person)",
    "CREATE TABLE invitations (id PRIMARY KEY, state)",
    "CREATE TABLE ratings (id PRIMARY KEY, invitation UNIQUE, score)",
    "CREATE TABLE outbox (key PRIMARY KEY, lane, payload)",
    "CREATE INDEX lanes ON outbox (lane)",
)


@asynccontextmanager
async def ours(database: str) -> AsyncIterator[FastAPI]:
    """As `bot.wiring` builds it, without the beats that would send the answers on."""
    policy = Policy()
    async with open_store(
        database,
        policy,
        clock=system_clock,
        new_id=sortable_id,
        tally=tally(ZoneInfo(policy.time_zone)),
    ) as store:
        router = Router(store.desk, Tools(read_note, ReasonReader(), NoNumbers()))
        async with open_workspace(
            bot_token="xoxb-ours",
            signing_secrets=(SECRET,),
            desk=store.desk,
            hear=router.hear,
            forms=router.form,
            home=router.home,
            prompts=router.prompts,
            clock=system_clock,
            api_url="http://127.0.0.1:9/api/",  # nobody there: a press asks Slack nothing
        ) as workspace:
            assert workspace.ingress is not None
            app = FastAPI()
            app.add_middleware(Doors, doors={PATH: workspace.ingress})
            yield app


@asynccontextmanager
async def opened(door: Door, database: str) -> AsyncIterator[ASGIApp]:
    match door:
        case Door.SIGNATURE:
            yield signature
        case Door.STOCK:
            yield stock()
        case Door.BARE:
            yield stock(Bare(database).take)
        case Door.OURS:
            async with ours(database) as app:
                yield app


def with_spent(app: ASGIApp) -> ASGIApp:
    """Beside it, how many seconds of CPU this process has used."""

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/spent":
            await Response(str(time.process_time()))(scope, receive, send)
        else:
            await app(scope, receive, send)

    return both


async def serve(door: Door, listening: socket.socket, database: str) -> None:
    async with opened(door, database) as app:
        server = uvicorn.Server(
            uvicorn.Config(with_spent(app), lifespan="off", log_config=None, access_log=False)
        )
        await server.serve(sockets=[listening])


def main() -> None:
    door, number, *database = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    config = uvicorn.Config(signature, log_config=None)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve(Door(door), socket.socket(fileno=int(number)), "".join(database)))


if __name__ == "__main__":
    main()
