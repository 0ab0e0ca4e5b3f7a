"""Socket Mode: a connection that we open to Slack, watched over, and opened anew when it ends."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from aiohttp import ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from slack_bolt import BoltResponse
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from bot.channels.door import Refused
from bot.channels.port import Busy
from bot.channels.slack.api import HalfDone, OneWorkspace, SaidNo, SlackApi, Unclear, open_slack
from bot.channels.slack.ingress import Dispatch, bolt_request

log = structlog.get_logger()

LARGEST = 1 << 22
"""Bytes of one message; Slack sends back the whole message in which something was pressed."""
GOODBYE = ClientWSTimeout(ws_close=1.0)
OK = 200
ENDS = frozenset({WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR})
STARTING: Final = "it is being called for the first time"
ENDED: Final = "the connection has ended"
NOTICES: Final[Mapping[str, str]] = {
    "link_disabled": "Socket Mode is switched off in the settings of the app",
    "too_many_websockets": "too many connections of this app are open",
}
"""Slack's reasons to end a connection that somebody should know of; the others are everyday."""


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds."""

    heartbeat: float = 10.0
    """Without a sign of life until we ask for one; half as long we wait for it."""
    hello: float = 10.0
    """For a connection to be made, and for Slack to say hello on it."""
    first_pause: float = 0.5
    longest_pause: float = 30.0
    """Between tries; they double in between."""
    settled: float = 30.0
    """A connection that lived so long was a good one: after it the first pause is the first again."""
    overlap: float = 15.0
    """For a connection that Slack is about to end, beside the new one."""
    grace: float = 10.0
    """For what is being heard when we stop."""


class NotConnected(Exception):
    """`str()` goes on after "Slack is not connected:"; seconds until it is worth another try."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.after = after


@asynccontextmanager
async def socket_mode(
    dispatch: Dispatch, app_token: str, api_url: str, patience: Patience | None = None
) -> AsyncIterator["SocketMode"]:
    """Slack reaches us from now on, or as soon as it can; nobody has to reach us from outside.

    At the end, what is being heard is finished and acknowledged.
    """
    async with open_slack(OneWorkspace(None, app_token), base_url=api_url) as api:
        socket = SocketMode(dispatch, api, patience or Patience())
        running = asyncio.create_task(socket.run())
        try:
            yield socket
        finally:
            socket.stop()
            await running


Acknowledge = Callable[[str, "Connection"], Awaitable[None]]


class SocketMode:
    """One connection at a time, and two while Slack replaces the first.

    Each is a websocket of its own that ends with the first thing that is wrong with it, so that
    none has to be mended, and none looks alive when it is not.
    """

    def __init__(self, dispatch: Dispatch, api: SlackApi, patience: Patience) -> None:
        self._dispatch = dispatch
        self._api = api
        self._patience = patience
        self._open: dict[Connection, asyncio.Task[None]] = {}
        self._why = STARTING
        self._stopping = asyncio.Event()

    def problem(self) -> str | None:
        """One plain sentence while Slack cannot reach us."""
        return None if self._open else f"Slack is not connected (Socket Mode): {self._why}."

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Until stopped; whatever becomes of a connection, there will be another one."""
        async with asyncio.TaskGroup() as alive:
            watching = alive.create_task(self._watch(alive))
            await self._stopping.wait()
            watching.cancel()
            for serving in self._open.values():
                serving.cancel()  # it stops listening, and finishes

    async def _watch(self, alive: asyncio.TaskGroup) -> None:
        now = asyncio.get_running_loop().time
        pause = 0.0
        while True:
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(max(pause * 2, self._patience.first_pause), self._patience.longest_pause)
            began = now()
            try:
                connection = await self._connect()
            except NotConnected as no:
                self._note(str(no))
                pause = max(pause, no.after)
                continue
            log.info("slack_connected")
            self._open[connection] = alive.create_task(self._serve(connection))
            await connection.leaving.wait()
            self._note(connection.why)
            if now() - began >= self._patience.settled:
                pause = 0.0

    def _note(self, why: str) -> None:
        if why != self._why and not self._open:
            log.warning("slack_not_connected", why=why)
        self._why = why

    async def _connect(self) -> "Connection":
        """One on which Slack has said hello."""
        try:
            async with asyncio.timeout(self._patience.hello):
                answer = await self._api.tell("", "apps.connections.open")
                websocket = await self._api.session.ws_connect(
                    str(answer.get("url", "")),
                    heartbeat=self._patience.heartbeat,
                    timeout=GOODBYE,
                    max_msg_size=LARGEST,
                    proxy=load_http_proxy_from_env(),
                )
                connection = Connection(websocket, self._dispatch, self._acknowledge)
                try:
                    await connection.greeted()
                except BaseException:
                    await connection.close()
                    raise
        except TimeoutError:
            raise NotConnected("it does not answer") from None
        except Busy as busy:
            after = busy.after.total_seconds() if busy.after is not None else 0.0
            raise NotConnected(str(busy), after) from None
        except SaidNo as no:
            raise NotConnected(f"it says {no.error}", self._patience.longest_pause) from None
        except (HalfDone, Unclear, aiohttp.ClientError, OSError) as error:
            # Its words may hold the address, which is as good as a key.
            raise NotConnected(f"connecting fails ({type(error).__name__})") from None
        except NotConnected:
            raise
        except Exception as error:
            log.exception("slack_connection_broke")
            raise NotConnected(f"connecting fails ({type(error).__name__})") from None
        return connection

    async def _serve(self, connection: "Connection") -> None:
        try:
            await connection.listen(self._patience.overlap)
        except Exception:
            log.exception("slack_connection_broke")
        finally:
            del self._open[connection]
            await connection.finish(self._patience.grace)

    async def _acknowledge(self, text: str, heard_on: "Connection") -> None:
        """On the connection on which it came; where that has ended meanwhile, on its successor."""
        for connection in (heard_on, *self._open):
            if await connection.say(text):
                return
        log.warning("slack_acknowledgement_lost")  # Slack sends it again, and it counts once


class Connection:
    """One websocket to Slack: each envelope is heard on its own, and acknowledged afterwards."""

    def __init__(
        self, websocket: ClientWebSocketResponse, dispatch: Dispatch, acknowledge: Acknowledge
    ) -> None:
        self._websocket = websocket
        self._dispatch = dispatch
        self._acknowledge = acknowledge
        self._greeted = False
        self._hearing: set[asyncio.Task[None]] = set()
        self.leaving = asyncio.Event()
        """It has ended, or Slack says that it soon will."""
        self.why = ENDED

    async def greeted(self) -> None:
        while not self._greeted:
            if not await self._next() or self.leaving.is_set():
                raise NotConnected(self.why)

    async def listen(self, overlap: float) -> None:
        """Until it has ended, or for so long after Slack's notice to leave."""
        now = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(None) as end:
                while await self._next():
                    if self.leaving.is_set() and end.when() is None:
                        end.reschedule(now() + overlap)
        except TimeoutError:
            pass
        finally:
            self.leaving.set()

    async def _next(self) -> bool:
        message = await self._websocket.receive()
        if message.type is WSMsgType.TEXT:
            self._take(message.data)
        return message.type not in ENDS

    def _take(self, text: str) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        match message:
            case {"type": "hello"}:
                self._greeted = True
            case {"type": "disconnect"}:
                self.why = NOTICES.get(str(message.get("reason")), ENDED)
                self.leaving.set()
            case {"envelope_id": str()}:
                task = asyncio.create_task(self._hear(message))
                self._hearing.add(task)
                task.add_done_callback(self._hearing.discard)
            case _:
                log.warning("slack_unreadable", why="not an envelope")

    async def _hear(self, envelope: Mapping[str, Any]) -> None:
        """What is not acknowledged, Slack sends again, or shows as failed beside the button."""
        try:
            request = bolt_request(envelope.get("payload", {}), _retries(envelope))
            response = await self._dispatch(request)
        except Refused as no:
            log.warning("slack_unreadable", why=str(no))
            return
        except Exception:
            log.exception("slack_request_failed")
            return
        if response.status == OK:
            await self._acknowledge(_acknowledgement(envelope["envelope_id"], response), self)
        else:
            log.warning("slack_envelope_not_taken", status=response.status)

    async def say(self, text: str) -> bool:
        if self._websocket.closed:
            return False
        try:
            await self._websocket.send_str(text)
        except (aiohttp.ClientError, OSError):
            return False
        return True

    async def finish(self, grace: float) -> None:
        if self._hearing:
            _, late = await asyncio.wait(self._hearing, timeout=grace)
            for task in late:
                log.warning("slack_turn_given_up")
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.close()

    async def close(self) -> None:
        await self._websocket.close()


def _retries(envelope: Mapping[str, Any]) -> Mapping[str, str]:
    """As they stand in the headers of an event that is posted again."""
    attempt = envelope.get("retry_attempt")
    if not attempt:
        return {}
    reason = str(envelope.get("retry_reason") or "")
    return {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason}


def _acknowledgement(envelope_id: str, response: BoltResponse) -> str:
    """With what the listener answers: words after a command, or what is wrong with a form."""
    said: dict[str, Any] = {"envelope_id": envelope_id}
    if response.body:
        kinds = response.headers.get("content-type", ())
        is_json = any(kind.startswith("application/json") for kind in kinds)
        said["payload"] = json.loads(response.body) if is_json else {"text": response.body}
    return json.dumps(said)
