"""The web application around an open house, and a server that stops only when its work is done."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import SettingsError
from bot.wiring import House

log = structlog.get_logger()

LAST_WORDS = 10
"""Seconds that open requests get to finish when the server is asked to stop."""


def build_app(house: House) -> FastAPI:
    """Health, ticket intake, and the local web chat if it is wanted."""
    app = FastAPI(
        title="Sincerely",
        summary="Human ticket updates, honest experience numbers.",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(health(house))
    for router in house.routers:
        app.include_router(router)
    app.add_middleware(Doors, doors=house.doors)
    app.add_exception_handler(Exception, broken)
    return app


class Doors:
    """What comes for a door goes in there, and everything else on to the pages.

    Every press in a chat comes through one, so it stands before all that only pages need.
    """

    def __init__(self, app: ASGIApp, doors: Mapping[str, ASGIApp]) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get(scope["path"]) if scope["type"] == "http" else None
        await (door or self._app)(scope, receive, send)


def health(house: House) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz", summary="The process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz", summary="The database answers and the heartbeat goes on")
    async def readyz(response: Response) -> dict[str, object]:
        problems = await house.problems()
        response.status_code = 503 if problems else 200
        status = "not ready" if problems else "ready"
        return {"status": status, "problems": problems, "notes": house.notes()}

    return router


async def broken(request: Request, error: Exception) -> JSONResponse:
    """A bug of ours: logged by place, and no word about its inside leaves the house.

    The route and not the path, in which anybody can write what they like.
    """
    route = request.scope.get("route")
    log.error("request_failed", route=getattr(route, "path", "?"), exc_info=error)
    return JSONResponse({"detail": "Something broke on our side. It has been logged."}, 500)


class Server(uvicorn.Server):
    """A server that leaves signals to us: first the streams end, then the requests, then we."""

    def __init__(self, config: uvicorn.Config, before_stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_stopping = before_stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Left alone, uvicorn raises the signal again, which ends us before the house is closed."""
        yield

    @contextmanager
    def stopped_by_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, self.stop)
        try:
            yield
        finally:
            for sign in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(sign)

    def stop(self) -> None:
        """A second signal does not wait for anybody."""
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True
        self._before_stopping()


def listening_socket(host: str, port: int) -> socket.socket:
    """Raises `SettingsError` with what to do when the port is taken."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"I can't listen on {host}:{port} ({error.strerror or error})."
            " Stop what uses that port, or choose another with --port."
        ) from error


async def serve(house: House, listening: socket.socket, announce: Callable[[str], None]) -> None:
    """Until a signal; then what was started is finished. `announce` gets the address once it is up."""
    server = Server(
        uvicorn.Config(
            build_app(house),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=LAST_WORDS,
        ),
        house.stop_streams,
    )
    host, port = listening.getsockname()[:2]
    with server.stopped_by_signals():
        announce(f"http://{host}:{port}/")
        async with heartbeat(house), warming(house):
            await server.serve(sockets=[listening])


@asynccontextmanager
async def heartbeat(house: House) -> AsyncIterator[None]:
    """The beats run while the block does, and finish what they have begun after it."""
    beating = asyncio.create_task(house.scheduler.run())
    try:
        yield
    finally:
        house.stop_beats()
        await beating


@asynccontextmanager
async def warming(house: House) -> AsyncIterator[None]:
    """Beside the block, which does not wait for it."""
    warming_up = asyncio.create_task(warm_up(house))
    try:
        yield
    finally:
        warming_up.cancel()
        with suppress(asyncio.CancelledError):
            await warming_up


async def warm_up(house: House) -> None:
    """If it fails, things are only slower at first."""
    try:
        await house.warm_up()
    except Exception:
        log.exception("warm_up_failed")
