"""The doors that are compared: `python -m tests.bench.teams_doors DOOR SOCKET METADATA_URL`."""

import asyncio
import json
import logging
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import StrEnum
from typing import Any

import httpx
import structlog
import uvicorn
from botbuilder.core import (  # type: ignore[import-untyped]  # the kit has no types
    ActivityHandler,
    CloudAdapterBase,
    InvokeResponse,
    TurnContext,
)
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # as above
from botframework.connector.auth import (  # type: ignore[import-untyped]  # as above
    BotFrameworkAuthenticationFactory,
    ChannelValidation,
    PasswordServiceClientCredentialFactory,
)
from fastapi import FastAPI, Request, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.actions import Action
from bot.cards import Form
from bot.channels.teams.clouds import PUBLIC
from bot.channels.teams.ingress import PATH, Ingress
from bot.channels.teams.listen import Ears, Turns
from bot.channels.teams.places import Reference
from bot.channels.teams.tokens import Keys, Verifier
from bot.clocks import system_clock
from bot.turns import Turn
from feedback.people import Address
from tests.bench.slack_doors import with_spent
from tests.bot.channels.teams.activities import TENANT
from tests.peers.teams_keys import APP

DONE = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Got it."}


class Door(StrEnum):
    PLAIN = "plain"
    """FastAPI, and nothing but the JSON read."""
    STOCK = "stock"
    """The kit's own adapter and token check in FastAPI, with a handler that does nothing."""
    OURS = "ours"
    """Ours, with a desk that does nothing."""


def plain() -> FastAPI:
    app = FastAPI()

    @app.post(PATH)
    async def messages(request: Request) -> dict[str, Any]:
        await request.json()
        return DONE

    return app


# --- the kit -------------------------------------------------------------------------------------


class DoesNothing(ActivityHandler):  # type: ignore[misc]  # the kit has no types
    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        return InvokeResponse(status=200, body=DONE)


class StockAdapter(CloudAdapterBase):  # type: ignore[misc]  # the kit has no types
    """As its maker hosts it outside of aiohttp: https://pypi.org/project/microsoft-teams-botbuilder."""


def stock_adapter(metadata_url: str) -> StockAdapter:
    ChannelValidation.open_id_metadata_endpoint = metadata_url
    credentials = PasswordServiceClientCredentialFactory(APP, "the-secret-of-our-app", TENANT)
    return StockAdapter(BotFrameworkAuthenticationFactory.create(credential_factory=credentials))


def stock(metadata_url: str) -> FastAPI:
    app, adapter, bot = FastAPI(), stock_adapter(metadata_url), DoesNothing()

    @app.post(PATH)
    async def messages(request: Request) -> Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization", "")
        answer = await adapter.process_activity(header, activity, bot.on_turn)
        if answer is None:
            return Response(status_code=201)
        return Response(json.dumps(answer.body), answer.status, media_type="application/json")

    return app


# --- ours ----------------------------------------------------------------------------------------


class NobodyHome:
    """A desk that knows nobody and keeps nothing."""

    async def hear(self, turn: Turn) -> None: ...

    async def forms(self, by: Address, action: Action, *, filled: str | None = None) -> Form:
        raise NotImplementedError

    async def known(self, reference: Reference) -> Address | None:
        return None

    def overhear(self, activity: Mapping[str, Any]) -> None: ...

    async def of(self, tenant: str, conversation: str) -> Reference | None:
        return None

    async def keep(self, reference: Reference) -> None: ...

    async def drop(self, tenant: str, conversation: str) -> None: ...

    async def uninstalled(self, tenant: str, conversation: str) -> None: ...

    async def create(self, service_url: str, tenant: str, bot_id: str, user: str) -> str:
        raise NotImplementedError

    async def send(
        self, to: Reference, activity: dict[str, Any], *, under: str | None = None
    ) -> str:
        raise NotImplementedError


@asynccontextmanager
async def ours(metadata_url: str) -> AsyncIterator[FastAPI]:
    cloud = replace(PUBLIC, metadata_url=metadata_url)
    async with httpx.AsyncClient() as http:
        keys = Keys(http, cloud.metadata_url, system_clock)
        verifier = Verifier(keys, cloud, app_id=APP, tenants=[TENANT], clock=system_clock)
        desk = NobodyHome()
        ears = Ears(
            hear=desk.hear,
            forms=desk.forms,
            people=desk,
            references=desk,
            elsewhere=desk,
        )
        app = FastAPI()
        app.router.routes.append(Route(PATH, Ingress(Turns(ears).take, verifier)))
        yield app
        await ears.close()
        await keys.close()


@asynccontextmanager
async def opened(door: Door, metadata_url: str) -> AsyncIterator[ASGIApp]:
    match door:
        case Door.PLAIN:
            yield plain()
        case Door.STOCK:
            yield stock(metadata_url)
        case Door.OURS:
            async with ours(metadata_url) as app:
                yield app


async def serve(door: Door, listening: socket.socket, metadata_url: str) -> None:
    async with opened(door, metadata_url) as app:
        config = uvicorn.Config(with_spent(app), lifespan="off", log_config=None, access_log=False)
        await uvicorn.Server(config).serve(sockets=[listening])


def main() -> None:
    door, number, metadata_url = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    config = uvicorn.Config(plain, log_config=None)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve(Door(door), socket.socket(fileno=int(number)), metadata_url))


if __name__ == "__main__":
    main()
