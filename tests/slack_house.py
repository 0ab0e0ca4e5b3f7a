"""A whole house in a whole Slack: people say, press and fill in there, and a test turns the clock."""

import asyncio
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar

import aiohttp
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.app import build_app, heartbeat
from bot.settings import read_settings
from bot.wiring import House, open_house
from tests.bot.channels.slack import blocks
from tests.doubles import WEDNESDAY
from tests.house import SOURCE
from tests.peers.local_slack import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    COMMON,
    PEOPLE,
    SECRET,
    TEAM,
    LocalSlack,
    free_port,
    line_to_slack,
)
from tests.ticket_system import HOOK, HOOK_SECRET, STAFF, Delivery, TicketSystem

PATIENCE = 15.0
"""Seconds: this may be a small and busy machine."""
IDS = {name: id_ for id_, name in PEOPLE.items()}

T = TypeVar("T")
Json = dict[str, Any]
Seen = Mapping[str, Any]


class Ticking:
    """Begins on a Wednesday morning and goes on from there; a test can turn it ahead."""

    def __init__(self) -> None:
        self._ahead = WEDNESDAY - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def turn(self, by: timedelta) -> None:
        self._ahead += by


class InOurTime:
    """Signs again what Slack posts, as of the time of the house: its own clock can't be turned."""

    def __init__(self, app: ASGIApp, clock: Ticking) -> None:
        self._app = app
        self._clock = clock
        self.bodies: list[tuple[str, bytes]] = []
        """Content type and body of everything that was posted."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/slack/events":
            await self._app(scope, receive, send)
            return
        body = await whole(receive)
        given = {name: value for name, value in scope["headers"] if name in KEPT}
        self.bodies.append((given[b"content-type"].decode(), body))
        headers = [*given.items(), *self.signature(body)]

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app({**scope, "headers": headers}, again, send)

    def signature(self, body: bytes) -> list[tuple[bytes, bytes]]:
        now = str(int(self._clock().timestamp())).encode()
        digest = hmac.digest(SECRET.encode(), b"v0:" + now + b":" + body, sha256).hex()
        return [
            (b"x-slack-request-timestamp", now),
            (b"x-slack-signature", b"v0=" + digest.encode()),
        ]


KEPT = {b"content-type", b"content-length", b"host"}


async def whole(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


@dataclass
class SlackHouse:
    """Speaks as `tests.house.TestHouse` does; all of it goes through Slack."""

    house: House
    slack: LocalSlack
    clock: Ticking
    session: aiohttp.ClientSession
    line: aiohttp.ClientWebSocketResponse
    door: InOurTime
    address: str
    tickets: TicketSystem
    frames: list[Json] = field(default_factory=list)
    events: "count[int]" = field(default_factory=lambda: count(1))

    # --- the ticket system, and time -------------------------------------------------------

    async def ticket(self, key: str, title: str, requester: str, technician: str) -> None:
        await self._deliver(self.tickets.opens(key, title, requester, technician))

    async def tells(self, key: str, *, by: str, **changes: object) -> None:
        await self._deliver(self.tickets.tells(key, by=by, **changes))

    async def passes(self, time: timedelta) -> None:
        """What comes due meanwhile, comes by itself."""
        self.clock.turn(time)

    async def _deliver(self, delivery: Delivery) -> None:
        headers, content = delivery
        hook = f"{self.address}{HOOK}"
        async with self.session.post(hook, data=content, headers=headers) as answer:
            assert answer.status == 202, await answer.text()

    # --- talking ---------------------------------------------------------------------------

    async def says(self, name: str, words: str, *, under: Seen | None = None) -> None:
        said = {"user": IDS[name], "channel": await self.dm(name), "text": words}
        await self._does("message", {**said, **({"thread_ts": under["ts"]} if under else {})})

    async def mentions(self, user: str, words: str) -> None:
        said = {"user": user, "channel": COMMON, "text": f"<@{BOT}> {words}"}
        await self._does("message", said)

    async def commands(self, name: str, words: str, *, channel: str = COMMON) -> None:
        said = {"user": IDS[name], "channel": channel, "command": "/sincerely", "text": words}
        await self._does("command", said)

    async def presses(self, name: str, label: str) -> None:
        """The latest button that reads like this."""
        message, button = await self.button(name, label)
        await self.interacts(name, message, button)

    async def button(self, name: str, label: str) -> tuple[Seen, Seen]:
        async def found() -> tuple[Seen, Seen] | None:
            for message in reversed(await self.chat(name)):
                for row in message.get("blocks") or ():
                    for button in row.get("elements", ()):
                        if button["type"] == "button" and button["text"]["text"] == label:
                            return message, {**button, "block_id": row["block_id"]}
            return None

        return await self.until(found, f"{name} sees no button {label!r}")

    async def opens(self, name: str, label: str) -> Json:
        """A form in a window of its own, also where the form stands in the message itself: of the
        fields in messages local-slack tells us nothing."""
        message, button = await self.button(name, label)
        does, _, part = button["action_id"].partition(":")
        assert does in {"open", "submit"}, does
        before = len(self.frames)
        await self.interacts(name, message, {**button, "action_id": f"open:{part}"})
        return await self.frame("view", since=before)

    async def fills(self, name: str, label: str, **values: str | Sequence[str]) -> None:
        shown = await self.opens(name, label)
        inputs = [block for block in shown["stack"][-1]["blocks"] if block["type"] == "input"]
        fields = {block["block_id"]: block["element"] for block in inputs}
        filled = {
            f"form.{field}": {"field": filled_in(fields[f"form.{field}"], value)}
            for field, value in values.items()
        }
        await self.line.send_json({"t": "view_submit", "user": IDS[name], "values": filled})

    async def goes_home(self, name: str) -> str:
        before = len(self.frames)
        await self._does("open-home", {"user": IDS[name]})
        shown = await self.frame("home", since=before)
        view: Json = shown.get("view") or shown
        return blocks.words({"blocks": view["blocks"], "text": ""})

    async def looks_into_our_conversation(self, name: str) -> None:
        """local-slack says so only of the home tab; this is what Slack posts of the other one."""
        event = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{next(self.events)}",
            "event": {
                "type": "app_home_opened",
                "user": IDS[name],
                "channel": await self.dm(name),
                "tab": "messages",
            },
        }
        door = f"{self.address}/slack/events"
        async with self.session.post(door, json=event) as answer:
            assert answer.status == 200, await answer.text()

    async def frame(self, kind: str, *, since: int) -> Json:
        """What the people's own Slack shows next."""

        async def found() -> Json | None:
            return next((each for each in self.frames[since:] if each["t"] == kind), None)

        return await self.until(found, f"there is no {kind}")

    async def posts_again(self) -> None:
        """The last press comes a second time, byte by byte."""
        presses = [each for each in self.door.bodies if b"block_actions" in each[1]]
        kind, body = presses[-1]
        headers = {"content-type": kind, "x-slack-retry-num": "1"}
        door = f"{self.address}/slack/events"
        async with self.session.post(door, data=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()

    # --- what people see -------------------------------------------------------------------

    async def sees(self, name: str, words: str) -> str:
        """The latest message with these words, once it is there."""
        return blocks.words(await self.message(name, words))

    async def message(self, name: str, words: str) -> Seen:
        async def found() -> Seen | None:
            chat = reversed(await self.chat(name))
            return next((each for each in chat if words in blocks.words(each)), None)

        return await self.until(found, f"{name} does not see {words!r}")

    async def inbox(self, name: str) -> list[str]:
        return [blocks.words(message) for message in await self.chat(name)]

    async def chat(self, name: str) -> list[Seen]:
        return await self.channel(await self.dm(name))

    async def channel(self, channel: str) -> list[Seen]:
        found: list[Seen] = (await self._looks(f"messages/{channel}"))["messages"]
        return found

    async def told_at_once(self, words: str) -> None:
        """In answer to a command. local-slack shows no plain text that comes by HTTP (Slack does),
        so we look at what went over the wire."""

        async def found() -> bool | None:
            return words in json.dumps((await self._looks("log"))["log"]) or None

        await self.until(found, f"nobody is told {words!r}")

    async def dm(self, name: str) -> str:
        """Once it is open."""

        async def found() -> str | None:
            for channel in (await self._looks("state"))["channels"]:
                if channel["is_im"] and {IDS.get(name, name), BOT} <= set(channel["members"]):
                    return str(channel["id"])
            return None

        return await self.until(found, f"nobody has opened a conversation with {name}")

    async def interacts(self, name: str, message: Seen, button: Seen) -> None:
        place = {"channel": message["channel"], "messageTs": message["ts"]}
        await self._does("interact", {**place, "user": IDS[name], "action": dict(button)})

    async def _does(self, what: str, body: Json) -> None:
        """Beside our own loop, on which Slack waits for the answer."""
        await asyncio.to_thread(self.slack.control, what, body)

    async def _looks(self, what: str) -> Any:
        return await asyncio.to_thread(self.slack.look, what)

    async def until(self, found: Callable[[], Awaitable[T | None]], complaint: str) -> T:
        end = time.monotonic() + PATIENCE
        while (result := await found()) is None:
            if time.monotonic() > end:
                raise AssertionError(f"{complaint}\n{await self.everything()}")
            await asyncio.sleep(0.05)
        return result

    async def everything(self) -> str:
        lines = []
        for channel in (await self._looks("state"))["channels"]:
            said = await self.channel(channel["id"])
            lines += [f"[{channel['name']}] {blocks.words(message)}" for message in said]
        return "\n".join(lines)


def filled_in(element: Seen, value: str | Sequence[str]) -> Json:
    """Choices are given as they read."""
    given = (value,) if isinstance(value, str) else tuple(value)
    options = [each for each in element.get("options", ()) if each["text"]["text"] in given]
    match element["type"]:
        case "plain_text_input":
            return {"type": element["type"], "value": value}
        case "checkboxes" | "multi_static_select" as kind:
            return {"type": kind, "selected_options": options}
        case kind:
            return {"type": kind, "selected_option": options[0]}


@asynccontextmanager
async def open_slack_house(slack: LocalSlack, database_url: str) -> AsyncIterator[SlackHouse]:
    """As `sincerely run` opens it, beats and all, and as the people's own Slack sees it."""
    clock = Ticking()
    mode = "http" if slack.events_port is not None else "socket"
    settings = read_settings(
        database={"url": database_url},
        sources={SOURCE: {"secret_env": "DESK_SECRET"}},
        staff=STAFF,
        slack={"enabled": True, "mode": mode, "api_url": slack.api_url},
    )
    environ = {
        "DESK_SECRET": HOOK_SECRET,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_APP_TOKEN": APP_TOKEN,
    }
    async with AsyncExitStack() as rooms:
        house = await rooms.enter_async_context(open_house(settings, clock=clock, environ=environ))
        door = InOurTime(build_app(house), clock)
        port = slack.events_port or free_port()
        await rooms.enter_async_context(served(door, port))
        await rooms.enter_async_context(heartbeat(house))
        session = await rooms.enter_async_context(line_to_slack())
        line = await rooms.enter_async_context(
            session.ws_connect(f"{slack.url.replace('http', 'ws', 1)}/ui", max_msg_size=0)
        )
        address, tickets = f"http://127.0.0.1:{port}", TicketSystem(clock)
        opened = SlackHouse(house, slack, clock, session, line, door, address, tickets)
        rooms.push_async_callback(ended, asyncio.create_task(watch(line, opened.frames)))
        if house.slack is not None and house.slack.socket is not None:
            await until_connected(house)
        yield opened


async def until_connected(house: House) -> None:
    async with asyncio.timeout(PATIENCE):
        while await house.problems():  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.02)


async def watch(line: aiohttp.ClientWebSocketResponse, frames: list[Json]) -> None:
    async for message in line:
        frame: Json = json.loads(message.data)
        frames += [frame]


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


class Served(uvicorn.Server):
    """Leaves the signals to the tests."""

    def install_signal_handlers(self) -> None:
        return


@asynccontextmanager
async def served(app: ASGIApp, port: int) -> AsyncIterator[None]:
    server = Served(
        uvicorn.Config(
            app, host="127.0.0.1", port=port, lifespan="off", log_config=None, access_log=False,
            timeout_graceful_shutdown=1,
        )
    )  # fmt: skip
    serving = asyncio.create_task(server._serve())
    try:
        async with asyncio.timeout(PATIENCE):
            while not server.started:  # noqa: ASYNC110 - nothing tells when
                await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await serving
