"""Many workspaces: the token of each, from memory, from the database, or renewed just in time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import structlog
from slack_sdk.oauth.installation_store import Bot

from bot.channels.for_now import ForNow
from bot.channels.port import Busy
from bot.channels.slack.api import NotInstalled, SaidNo
from bot.channels.slack.oauth import Client, OAuth, open_oauth
from bot.channels.slack.seal import Unsealable
from bot.channels.slack.store import Installations, States
from bot.clocks import Clock

log = structlog.get_logger()

T = TypeVar("T")

AGE: Final = timedelta(minutes=1)
"""So long another process may go on with a token after its workspace was taken out or came back."""
ABSENT_AGE: Final = timedelta(seconds=5)
AHEAD: Final = timedelta(hours=2)
"""Before a token expires it is renewed by the beat, so that nobody waits for it."""
SPARE: Final = timedelta(minutes=1)
"""A token that expires sooner than this may not live until Slack looks at it."""
EVERY: Final = timedelta(minutes=1)
LEASE: Final = timedelta(seconds=30)
"""Longer than Slack may take: so long no other process renews the same token."""
AGAIN: Final = timedelta(minutes=1)
"""After a renewal that failed, nobody who needs the token tries another any sooner."""
SOON: Final = timedelta(seconds=5)
"""Until another process has renewed it."""
ECHO: Final = timedelta(hours=2)
"""Slack tells again for an hour what we did not take: that we were taken out may be long past."""


@dataclass(frozen=True, slots=True)
class Token:
    text: str = field(repr=False)
    expires_at: datetime | None

    def lasts(self, until: datetime) -> bool:
        return self.expires_at is None or self.expires_at > until


@dataclass(frozen=True, slots=True)
class Books:
    """Who we are for Slack, where we write down who has installed us, and who may.

    `trusted` are workspaces in the order in which people are looked for in them. Each decides for
    itself under which e-mail addresses its members stand there, and we know people by these.
    """

    client: Client
    installations: Installations
    states: States
    trusted: Sequence[str]


class ManyWorkspaces:
    """The port `Workspaces`.

    Between two looks into the database a workspace costs neither SQL nor a question to Slack.
    """

    def __init__(self, books: Books, oauth: OAuth, clock: Clock) -> None:
        self.books = books
        self.oauth = oauth
        self._installations = books.installations
        self._trusted = tuple(dict.fromkeys(books.trusted))
        self._clock = clock
        self._tokens: ForNow[str, Token] = ForNow(AGE, clock)
        self._absent: ForNow[str, bool] = ForNow(ABSENT_AGE, clock)
        self._here: ForNow[str, Collection[str]] = ForNow(AGE, clock)
        self._looks: dict[str, asyncio.Task[Token | None]] = {}
        self._renewals: dict[str, asyncio.Task[bool]] = {}
        self._unwritten: dict[str, tuple[Bot, Bot]] = {}
        self._failed_at: dict[str, datetime] = {}
        self._sealed: dict[str, str] = {}
        self._expired: dict[str, str] = {}
        self._last_beat: datetime | None = None

    # --- the token of one --------------------------------------------------------------------

    async def token(self, team: str) -> str:
        """Raises `NotInstalled`, and `Busy` while its token has expired and is not renewed."""
        held = await self._held(team)
        if not held.lasts(self._clock() + SPARE):
            if not self._has_just_failed(team):
                await self._one_for_all(self._renewals, team, self._renew)
            held = await self._held(team)
        if not held.lasts(self._clock()):
            failed = self._has_just_failed(team)
            raise Busy(AGAIN if failed else SOON, "the token of this workspace has expired")
        return held.text

    async def _held(self, team: str) -> Token:
        """As it is, expired or not."""
        held = self._tokens.get(team)
        if held is None:
            if team not in self._trusted or self._absent.get(team):
                raise NotInstalled(team)
            held = await self._one_for_all(self._looks, team, self._look)
        if held is None:
            raise NotInstalled(team)
        return held

    async def _look(self, team: str) -> Token | None:
        bot = await self._found(team)
        if bot is None:
            self._absent.put(team, True)
            return None
        return self._tokens.put(team, _token(bot))

    async def _found(self, team: str) -> Bot | None:
        try:
            bot = await self._installations.find(team)
        except Unsealable:
            self._cannot_open(team)
            raise Busy(AGAIN, "the token of this workspace can't be opened") from None
        self._sealed.pop(team, None)
        return bot

    def _cannot_open(self, team: str) -> None:
        if team not in self._sealed:
            log.error("slack_token_sealed", team=team)
        self._sealed[team] = (
            f"The token of Slack's workspace {team} can't be opened with SLACK_TOKEN_KEYS."
            " Put back the key with which it was sealed, or install Sincerely there again."
        )

    async def _one_for_all(
        self,
        doing: dict[str, asyncio.Task[T]],
        team: str,
        do: Callable[[str], Coroutine[Any, Any, T]],
    ) -> T:
        """Many who ask at once wait for the same answer, and whoever gives up does not break it off:
        a refresh token to which Slack has answered is spent, whether or not we have heard it."""
        task = doing.get(team)
        if task is None:
            task = doing[team] = asyncio.create_task(do(team))

            def done(task: asyncio.Task[T]) -> None:
                del doing[team]
                if not task.cancelled():
                    task.exception()  # has been seen, also where everybody gave up

            task.add_done_callback(done)
        return await asyncio.shield(task)

    # --- renewing ----------------------------------------------------------------------------

    async def renew_due(self) -> int:
        """A beat. Returns how many were renewed."""
        now = self._clock()
        if self._last_beat is not None and now - self._last_beat < EVERY:
            return 0
        self._last_beat = now
        due = await self._installations.teams(expiring_before=(now + AHEAD).timestamp())
        await self._look_at_problems(due)
        renewed = 0
        for team in due:
            if team in self._trusted and not self._has_just_failed(team):
                with suppress(Busy):  # which is among our problems then
                    renewed += await self._one_for_all(self._renewals, team, self._renew)
        return renewed

    async def _look_at_problems(self, due: Collection[str]) -> None:
        """Another process may have mended them, or the workspace is gone."""
        for team in [*self._expired]:
            if team not in due:
                self._works(team)
        for team in [*self._sealed]:
            with suppress(Busy):
                await self._found(team)

    async def _renew(self, team: str) -> bool:
        """Whatever comes of it, the newest token that we know is at hand afterwards."""
        if team in self._unwritten:
            return await self._write_down(team)
        bot = await self._found(team)
        if bot is None:
            self.forget(team)
            return False
        token = self._tokens.put(team, _token(bot))
        now = self._clock()
        if token.lasts(now + AHEAD):
            self._works(team)  # another process has renewed it
            return False
        if bot.bot_refresh_token is None or not await self._installations.claim(
            bot, now.timestamp(), (now + LEASE).timestamp()
        ):
            return False
        try:
            renewed = _renewed(bot, await self.oauth.refresh(bot.bot_refresh_token), now)
        except (SaidNo, Busy) as error:
            await self._installations.release(bot)
            self._not_renewed(team, token, str(error))
            return False
        self._unwritten[team] = bot, renewed
        return await self._write_down(team)

    async def _write_down(self, team: str) -> bool:
        """A new refresh token, for which the old one is spent: until this has worked, it stands
        nowhere else than here."""
        bot, renewed = self._unwritten[team]
        is_new = await self._installations.renew(bot, renewed)
        del self._unwritten[team]
        if is_new:
            self._tokens.put(team, _token(renewed))
            self._works(team)
            log.info("slack_token_renewed", team=team)
        else:
            self.forget(team)  # it has left, or installed us anew, while we asked
        return is_new

    def _not_renewed(self, team: str, token: Token, why: str) -> None:
        self._failed_at[team] = self._clock()
        if token.lasts(self._clock() + SPARE):
            log.warning("slack_token_not_renewed", team=team, why=why)
            return
        if team not in self._expired:
            log.error("slack_token_expired", team=team, why=why)
        self._expired[team] = (
            f"The token of Slack's workspace {team} has expired and is not renewed ({why})."
            " If that lasts, install Sincerely there again; messages wait meanwhile."
        )

    def _has_just_failed(self, team: str) -> bool:
        failed_at = self._failed_at.get(team)
        return failed_at is not None and self._clock() - failed_at < AGAIN

    def _works(self, team: str) -> None:
        self._failed_at.pop(team, None)
        self._expired.pop(team, None)

    def problems(self) -> tuple[str, ...]:
        """What an administrator has to look at, one plain sentence each."""
        return (*self._sealed.values(), *self._expired.values())

    # --- coming and going --------------------------------------------------------------------

    async def teams(self) -> Sequence[str]:
        """Those who have installed us, in the order in which they are trusted."""
        here = self._here.get("")
        if here is None:
            here = self._here.put("", frozenset(await self._installations.teams()))
        return [team for team in self._trusted if team in here]

    def trusts(self, team: str) -> bool:
        return team in self._trusted

    async def left(self, team: str) -> bool:
        """Its token goes; False, and it stays, where Slack tells of an earlier time than this one."""
        if await self._is_back(team):
            log.info("slack_left_before", team=team)
            return False
        await self._installations.async_delete_bot(enterprise_id=None, team_id=team)
        self.forget(team)
        return True

    async def _is_back(self, team: str) -> bool:
        try:
            bot = await self._installations.find(team)
        except Unsealable:
            return False
        if bot is None or self._clock().timestamp() - bot.installed_at > ECHO.total_seconds():
            return False
        return await self.oauth.is_good(bot.bot_token)

    def forget(self, team: str) -> None:
        """Something about it is different now."""
        self._tokens.drop(team)
        self._absent.drop(team)
        self._here.drop("")
        self._sealed.pop(team, None)
        self._works(team)

    async def close(self) -> None:
        """What Slack is being asked for is written down first."""
        await asyncio.gather(
            *self._looks.values(), *self._renewals.values(), return_exceptions=True
        )


@asynccontextmanager
async def open_many(books: Books, clock: Clock) -> AsyncIterator[ManyWorkspaces]:
    async with open_oauth(books.client) as oauth:
        many = ManyWorkspaces(books, oauth, clock)
        try:
            yield many
        finally:
            await many.close()


def _token(bot: Bot) -> Token:
    at = bot.bot_token_expires_at
    return Token(bot.bot_token, None if at is None else datetime.fromtimestamp(at, UTC))


def _renewed(bot: Bot, answer: Mapping[str, Any], now: datetime) -> Bot:
    """Raises `Busy` for an answer in which there is no token."""
    token, refresh = answer.get("access_token"), answer.get("refresh_token")
    lasts = answer.get("expires_in")
    if not isinstance(token, str) or not isinstance(refresh, str) or not isinstance(lasts, int):
        raise Busy(why="no token came back")
    return Bot(
        **{
            **bot.to_dict_for_copying(),
            "bot_token": token,
            "bot_refresh_token": refresh,
            "bot_token_expires_at": int(now.timestamp()) + lasts,
        }
    )
