"""A Slack that fails as it is told: storms of 429, stumbles, hangs, broken lines and refusals.

It keeps what it shows, with the metadata, so that a test can count what is lost or shown twice.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from aiohttp import web

from tests.peers.slack_limits import Limits

HOST = "127.0.0.1"
BOT = "U0XPBOT"
TEAM = "T0XP"
Json = dict[str, Any]


@dataclass(frozen=True)
class Trouble:
    """What happens to one call. `done`: Slack did what it was asked for before it failed."""

    done: bool = False
    status: int = 200
    error: str | None = None
    retry_after: str | None = None
    page: str | None = None
    """Something that is no JSON."""
    hangs: bool = False
    cut: bool = False
    slow: float = 0.0


def throttled(seconds: object) -> Trouble:
    return Trouble(status=429, error="ratelimited", retry_after=str(seconds))


def says(error: str, *, done: bool = False) -> Trouble:
    return Trouble(error=error, done=done)


def fails(status: int, *, done: bool = False) -> Trouble:
    return Trouble(status=status, page="<html>Sorry.</html>", done=done)


def hangs(*, done: bool = False) -> Trouble:
    return Trouble(hangs=True, done=done)


def cut(*, done: bool = False) -> Trouble:
    return Trouble(cut=True, done=done)


def slow(seconds: float) -> Trouble:
    return Trouble(done=True, slow=seconds)


@dataclass
class Kept:
    """One message as it stands there now."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    key: str | None
    thread_ts: str | None = None
    username: str | None = None
    icon_url: str | None = None
    user: str = BOT
    keys: list[str | None] = field(default_factory=list)
    """All that it ever had."""
    said: str = ""
    """Its text before it was changed."""


class FaultySlack:
    def __init__(self) -> None:
        self.url = ""
        self.messages: list[Kept] = []
        self.calls: list[tuple[str, Json]] = []
        """Everything that reached us, in order."""
        self.troubles: list[Trouble] = []
        """For the next calls that change something, one each."""
        self.reading_troubles: list[Trouble] = []
        self.refuses: Callable[[Json], str | None] = lambda _: None
        """A lasting rule: the error for a call with these arguments, or None."""
        self.weather: Callable[[str], Trouble | None] = lambda _: None
        """What happens to a call of this method for which no trouble was laid ready."""
        self.limits: Limits | None = None
        self.users: dict[str, Json] = {}
        """By e-mail address in lower case."""
        self.is_thrifty = False
        """Then it keeps no calls, and of messages only what they say."""
        self.scopes: str | None = None
        self.largest_page = 999
        """Fewer for apps that are sold outside of Slack's own market."""
        self.tokens: list[str] = []
        self.lines: set[object] = set()
        """The connections over which we were called."""
        self._moments = count(1)
        self._over = asyncio.Event()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    def texts(self, channel: str | None = None) -> list[str]:
        return [each.text for each in self.messages if channel in {None, each.channel}]

    def write(self, channel: str, text: str, *, user: str, thread_ts: str | None = None) -> Kept:
        """A person does."""
        kept = Kept(channel, self._ts(), text, [], None, thread_ts, user=user)
        self.messages.append(kept)
        return kept

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        if not self.is_thrifty:
            self.calls.append((method, arguments))
            self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        self.lines.add(request.transport)
        if self.limits is not None and (seconds := self.limits.wait(method, arguments)):
            return self._failure(throttled(seconds), {})
        waiting = self.troubles if request.method == "POST" else self.reading_troubles
        trouble = waiting.pop(0) if waiting else self.weather(method)
        if trouble is None:
            return self._response(self._did(method, arguments))
        did = self._did(method, arguments) if trouble.done else {"ok": True}
        if trouble.slow:
            await asyncio.sleep(trouble.slow)
        if trouble.hangs:
            await self._over.wait()
        if (trouble.cut or trouble.hangs) and request.transport is not None:
            request.transport.abort()
        return self._failure(trouble, did)

    def stop(self) -> None:
        self._over.set()

    def _failure(self, trouble: Trouble, did: Json) -> web.Response:
        headers = {} if trouble.retry_after is None else {"Retry-After": trouble.retry_after}
        if trouble.page is not None:
            return web.Response(
                status=trouble.status,
                text=trouble.page,
                content_type="text/html",
                headers=headers,
            )
        body = did if trouble.error is None else {"ok": False, "error": trouble.error}
        return web.json_response(body, status=trouble.status, headers=headers)

    def _response(self, body: Json) -> web.Response:
        headers = {} if self.scopes is None else {"X-OAuth-Scopes": self.scopes}
        return web.json_response(body, headers=headers)

    def _did(self, method: str, arguments: Json) -> Json:
        refusal = self.refuses(arguments)
        if refusal is not None:
            return {"ok": False, "error": refusal}
        match method:
            case "chat.postMessage":
                return self._post(arguments)
            case "chat.update":
                return self._update(arguments)
            case "chat.delete":
                return self._delete(arguments)
            case "conversations.history":
                return self._history(arguments)
            case "conversations.replies":
                return self._replies(arguments)
            case "auth.test":
                return {"ok": True, "team_id": TEAM, "user_id": BOT}
            case "users.lookupByEmail":
                return self._user(self.users.get(arguments["email"].lower()), "users_not_found")
            case "users.info":
                asked = (each for each in self.users.values() if each["id"] == arguments["user"])
                return self._user(next(asked, None), "user_not_found")
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{arguments['users'][1:]}"}}
            case _:
                return {"ok": True}

    def _post(self, arguments: Json) -> Json:
        thread = arguments.get("thread_ts")
        if thread is not None and self._at(arguments["channel"], thread) is None:
            return {"ok": False, "error": "thread_not_found"}
        key = _key(arguments)
        kept = Kept(
            channel=arguments["channel"],
            ts=self._ts(),
            text=arguments["text"],
            blocks=[] if self.is_thrifty else arguments["blocks"],
            key=key,
            thread_ts=thread,
            username=arguments.get("username"),
            icon_url=arguments.get("icon_url"),
            keys=[key],
            said=arguments["text"],
        )
        self.messages.append(kept)
        return {"ok": True, "channel": kept.channel, "ts": kept.ts}

    def _update(self, arguments: Json) -> Json:
        kept = self._at(arguments["channel"], arguments["ts"])
        if kept is None:
            return {"ok": False, "error": "message_not_found"}
        kept.text = arguments["text"]
        kept.blocks = [] if self.is_thrifty else arguments["blocks"]
        kept.key = _key(arguments)
        kept.keys.append(kept.key)
        return {"ok": True, "channel": kept.channel, "ts": kept.ts}

    def _delete(self, arguments: Json) -> Json:
        kept = self._at(arguments["channel"], arguments["ts"])
        if kept is None:
            return {"ok": False, "error": "message_not_found"}
        if kept.user != BOT:
            return {"ok": False, "error": "cant_delete_message"}
        self.messages.remove(kept)
        return {"ok": True}

    def _user(self, user: Json | None, error: str) -> Json:
        return {"ok": False, "error": error} if user is None else {"ok": True, "user": user}

    def _history(self, arguments: Json) -> Json:
        """Newest first, and without what was said in threads."""
        roots = [each for each in self._in(arguments["channel"]) if each.thread_ts is None]
        return self._page([self._shown(each, arguments) for each in reversed(roots)], arguments)

    def _replies(self, arguments: Json) -> Json:
        """Oldest first, the one that they answer before all others."""
        channel, ts = arguments["channel"], arguments["ts"]
        thread = [each for each in self._in(channel) if ts in {each.ts, each.thread_ts}]
        if not thread:
            return {"ok": False, "error": "thread_not_found"}
        return self._page([self._shown(each, arguments) for each in thread], arguments)

    def _page(self, messages: Sequence[Json], arguments: Json) -> Json:
        oldest = float(arguments.get("oldest") or 0)
        found = [each for each in messages if float(each["ts"]) > oldest]
        begin = int(arguments.get("cursor") or 0)
        end = begin + min(int(arguments.get("limit", 100)), self.largest_page)
        following = str(end) if end < len(found) else ""
        return {
            "ok": True,
            "messages": found[begin:end],
            "has_more": bool(following),
            "response_metadata": {"next_cursor": following},
        }

    def _shown(self, kept: Kept, arguments: Json) -> Json:
        replies = [each for each in self._in(kept.channel) if each.thread_ts == kept.ts]
        shown: Json = {"type": "message", "ts": kept.ts, "user": kept.user, "text": kept.text}
        if kept.user == BOT:
            shown["bot_id"] = "B0XPBOT"
        if kept.key is not None and arguments.get("include_all_metadata") == "1":
            shown["metadata"] = {
                "event_type": "sincerely_message",
                "event_payload": {"key": kept.key},
            }
        if replies:
            shown |= {"reply_count": len(replies), "latest_reply": replies[-1].ts}
        return shown

    def _in(self, channel: str) -> list[Kept]:
        return [each for each in self.messages if each.channel == channel]

    def _at(self, channel: str, ts: str) -> Kept | None:
        return next((each for each in self._in(channel) if each.ts == ts), None)

    def _ts(self) -> str:
        return f"1795561103.{next(self._moments):06}"


async def _arguments(request: web.Request) -> Json:
    """Some methods take no JSON, and Slack's kit sends them a form."""
    if request.method == "GET":
        return dict(request.query)
    if request.content_type == "application/json":
        arguments: Json = await request.json()
        return arguments
    return dict(await request.post())


def _key(arguments: Mapping[str, Any]) -> str | None:
    """Only what is there in the right shape is kept, as by Slack."""
    metadata = arguments.get("metadata") or {}
    if metadata.get("event_type") != "sincerely_message":
        return None
    key: str = metadata["event_payload"]["key"]
    return key


Kind = TypeVar("Kind", bound=FaultySlack)


@asynccontextmanager
async def faulty_slack() -> AsyncIterator[FaultySlack]:
    async with reached(FaultySlack()) as slack:
        yield slack


@asynccontextmanager
async def reached(slack: Kind) -> AsyncIterator[Kind]:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", "/api/{method}", slack.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.url = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        slack.stop()
        await runner.cleanup()
