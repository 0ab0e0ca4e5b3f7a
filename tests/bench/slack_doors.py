"""The doors that are compared: `python -m tests.bench.slack_doors DOOR SOCKET [DATABASE]`."""

import asyncio
import hmac
import logging
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from hashlib import sha256
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


class Door(StrEnum):
    SIGNATURE = "signature"
    """Raw ASGI, and nothing but the signature looked at."""
    STOCK = "stock"
    """Bolt's own adapter for FastAPI as it comes, with a listener that does nothing."""
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


def stock() -> FastAPI:
    """Who the bot is comes from us, or Bolt would ask Slack."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T01ACME", bot_token="xoxb-ours")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize)
    handler = AsyncSlackRequestHandler(bolt)
    app = FastAPI()

    @bolt.action(ACTION)
    async def pressed(ack: AsyncAck) -> None:
        await ack()

    @app.post(PATH)
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return app


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
