"""What Slack shows around the words: first questions to ask, and that an answer is being counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final, Protocol

import structlog

from bot.cards import Prompt
from bot.channels.for_now import ForNow
from bot.channels.port import Busy
from bot.channels.slack import places
from bot.channels.slack.api import SaidNo
from bot.channels.slack.manifest import as_slack
from bot.channels.slack.people import NOT_NOW
from bot.clocks import Clock
from bot.turns import Meanwhile, reply_key
from feedback.people import Address

log = structlog.get_logger()

A_WHILE: Final = timedelta(hours=12)
"""So long what was offered to somebody stays as it is; Slack tells us at every look at the page."""
PATIENCE: Final = 1.5
"""Seconds for offering questions: Slack waits three for our answer."""
SOON: Final = 0.4
"""Seconds: an answer that is there sooner needs no word in between."""
ON_ITS_WAY: Final = 10.0
"""Seconds after which an answer that was counted is taken to be there: another process may have
brought it."""

Prompts = Callable[[Address], Awaitable[Sequence[Prompt]]]
"""What this person may like to ask."""


class Tell(Protocol):
    """`SlackApi.tell`, which raises `SaidNo` and `Busy`."""

    async def __call__(self, team: str, method: str, **arguments: Any) -> Mapping[str, Any]: ...


class Hints:
    """Nobody waits for these and nothing fails with them: what Slack doesn't take isn't shown."""

    def __init__(
        self,
        tell: Tell,
        prompts: Prompts,
        clock: Clock,
        *,
        soon: float = SOON,
        on_its_way: float = ON_ITS_WAY,
    ) -> None:
        self._tell = tell
        self._prompts = prompts
        self._soon = soon
        self._on_its_way = on_its_way
        self._offered: ForNow[str, tuple[Prompt, ...]] = ForNow(A_WHILE, clock)
        self._showing: set[asyncio.Task[None]] = set()
        self._awaited: dict[str, asyncio.Event] = {}
        """Answers, by the keys of their messages."""

    # --- first questions ---------------------------------------------------------------------

    async def offer(self, by: Address) -> None:
        """Once in a while, and when they are others than the last time."""
        prompts = tuple(await self._prompts(by))
        if self._offered.get(by.user) == prompts:
            return
        team, channel = places.place_of(by)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._tell(
                    team,
                    "assistant.threads.setSuggestedPrompts",
                    channel_id=channel,
                    prompts=as_slack(prompts),
                )
        except (SaidNo, *NOT_NOW) as error:
            log.debug("slack_prompts_not_shown", team=team, why=type(error).__name__)
        else:
            self._offered.put(by.user, prompts)

    # --- an answer is being counted ----------------------------------------------------------

    def meanwhile(self, team: str, channel: str, ts: str, once: str) -> Meanwhile:
        """Under the message with this time stamp, or in its thread; `once` is the turn's own."""
        return partial(self._shown, team, channel, ts, reply_key(once, 0))

    def arrived(self, key: str) -> None:
        """A message with this key is there."""
        if (there := self._awaited.get(key)) is not None:
            there.set()

    @asynccontextmanager
    async def _shown(
        self, team: str, channel: str, ts: str, answer: str, words: str
    ) -> AsyncIterator[None]:
        """Until the answer is there, which is a little later than it is counted."""
        there = self._awaited[answer] = asyncio.Event()
        showing = asyncio.create_task(self._show(team, channel, ts, words, there))
        self._showing.add(showing)
        showing.add_done_callback(partial(self._over, answer))
        try:
            yield
        except BaseException:
            there.set()
            raise
        asyncio.get_running_loop().call_later(self._on_its_way, there.set)

    def _over(self, answer: str, showing: "asyncio.Task[None]") -> None:
        self._showing.discard(showing)
        self._awaited.pop(answer, None)

    async def _show(
        self, team: str, channel: str, ts: str, words: str, there: asyncio.Event
    ) -> None:
        """Taken away again by ourselves: Slack does it only for an answer in the same thread."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._soon):
                await there.wait()
        if there.is_set():
            return
        if await self._set_status(team, channel, ts, words):
            await there.wait()
            await self._set_status(team, channel, ts, "")

    async def _set_status(self, team: str, channel: str, ts: str, words: str) -> bool:
        try:
            await self._tell(
                team,
                "assistant.threads.setStatus",
                channel_id=channel,
                thread_ts=ts,
                status=words,
            )
        except (SaidNo, *NOT_NOW) as error:
            log.debug("slack_status_not_shown", team=team, why=type(error).__name__)
            # A time-out or a broken line leaves open whether it is there.
            return not isinstance(error, SaidNo | Busy)
        return True

    async def close(self) -> None:
        """Whatever is still shown then, Slack takes away after two minutes."""
        for task in self._showing:
            task.cancel()
        await asyncio.gather(*self._showing, return_exceptions=True)
