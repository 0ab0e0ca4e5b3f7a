"""The workspaces that have installed us, with their tokens sealed, and installations on their way."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any, Final

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from bot.channels.slack.oauth import quiet
from bot.channels.slack.seal import Seal
from bot.clocks import Clock
from feedback.store.connection import Writer

BOTS: Final = Table(
    "slack_bots",
    SQLModel.metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", String(64), nullable=False),
    Column("app_id", String(32), nullable=False),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", Text),
    Column("team_id", String(32), nullable=False),
    Column("team_name", Text),
    Column("bot_token", Text, nullable=False),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", Text),
    Column("bot_refresh_token", Text),
    Column("bot_token_expires_at", BigInteger),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", Double, nullable=False),
    Column("renewing_until", Double),
    UniqueConstraint("client_id", "team_id", name="uq_slack_bots_client_id_team_id"),
)
"""The columns of Slack's kit, and who is renewing a token. Moments are seconds since 1970."""

STATES: Final = Table(
    "slack_oauth_states",
    SQLModel.metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(64), nullable=False, unique=True),
    Column("expire_at", Double, nullable=False, index=True),
)

TEN_MINUTES: Final = 600
"""Seconds, for which Slack's own codes are good, too."""
MOST_STATES: Final = 1000
"""Installations on their way at once. Anybody can begin one; more than this is no installing."""


class Installations(AsyncSQLAlchemyInstallationStore):
    """The kit's store, with what it leaves open: one row for each workspace where it would add one
    each time, sealed tokens, nothing about whoever installed us, and one renewal at a time.

    A workspace is known by its own id alone: it may move into an organisation, or out of it.
    """

    def __init__(
        self,
        client_id: str,
        seal: Seal,
        *,
        writer: Writer,
        reader: AsyncEngine,
    ) -> None:
        super().__init__(client_id=client_id, engine=reader, logger=quiet())
        self._seal = seal
        self._writer = writer

    @classmethod
    def build_bots_table(cls, metadata: MetaData, table_name: str) -> Table:  # noqa: ARG003 - the kit's shape
        return BOTS

    async def async_save(self, installation: Installation) -> None:
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        values = {
            "client_id": self.client_id,
            "app_id": bot.app_id or "",
            "team_id": bot.team_id,
            "team_name": bot.team_name,
            "bot_token": self._seal.seal(bot.bot_token),
            "bot_id": bot.bot_id,
            "bot_user_id": bot.bot_user_id,
            "bot_scopes": ",".join(bot.bot_scopes),
            "bot_refresh_token": self._sealed(bot.bot_refresh_token),
            "bot_token_expires_at": bot.bot_token_expires_at,
            "is_enterprise_install": False,
            "installed_at": bot.installed_at,
        }
        async with self._writer.begin() as connection:
            await connection.execute(delete(BOTS).where(self._of(bot.team_id)))
            await connection.execute(insert(BOTS).values(values))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,  # noqa: ARG002 - see the class
        team_id: str | None,
        is_enterprise_install: bool | None = False,  # noqa: ARG002 - we refuse those
    ) -> Bot | None:
        """Raises `Unsealable`."""
        bot = await super().async_find_bot(enterprise_id=None, team_id=team_id)
        if bot is not None:
            bot.bot_token = self._seal.open(bot.bot_token)
            if bot.bot_refresh_token is not None:
                bot.bot_refresh_token = self._seal.open(bot.bot_refresh_token)
        return bot

    async def find(self, team: str) -> Bot | None:
        """Raises `Unsealable`."""
        return await self.async_find_bot(enterprise_id=None, team_id=team)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:  # noqa: ARG002 - see the class
        async with self._writer.begin() as connection:
            await connection.execute(delete(BOTS).where(self._of(team_id)))

    async def teams(self, *, expiring_before: float | None = None) -> Sequence[str]:
        """All, or those whose token has to be renewed until then."""
        wanted = select(BOTS.c.team_id).where(BOTS.c.client_id == self.client_id)
        if expiring_before is not None:
            wanted = wanted.where(
                BOTS.c.bot_refresh_token.is_not(None),
                BOTS.c.bot_token_expires_at <= expiring_before,
            )
        async with self.engine.connect() as connection:
            return [*await connection.scalars(wanted.order_by(BOTS.c.id))]

    # --- one renewal at a time, in whatever process ------------------------------------------

    async def claim(self, bot: Bot, now: float, until: float) -> bool:
        """Whether the token of this row is ours to renew: nobody else's, and still the same one."""
        free = or_(BOTS.c.renewing_until.is_(None), BOTS.c.renewing_until <= now)
        return await self._change(bot, free, renewing_until=until)

    async def release(self, bot: Bot) -> None:
        await self._change(bot, renewing_until=None)

    async def renew(self, bot: Bot, renewed: Bot) -> bool:
        """False, and nothing changes, where the workspace was taken out or installed us anew."""
        return await self._change(
            bot,
            bot_token=self._seal.seal(renewed.bot_token),
            bot_refresh_token=self._sealed(renewed.bot_refresh_token),
            bot_token_expires_at=renewed.bot_token_expires_at,
            renewing_until=None,
        )

    async def _change(self, bot: Bot, *only: ColumnElement[bool], **values: object) -> bool:
        """When it was installed and when it expires tell one token of a workspace from all others."""
        change = (
            update(BOTS)
            .where(
                self._of(bot.team_id),
                BOTS.c.installed_at == bot.installed_at,
                BOTS.c.bot_token_expires_at == bot.bot_token_expires_at,
                *only,
            )
            .values(**values)
        )
        async with self._writer.begin() as connection:
            return bool((await connection.execute(change)).rowcount)

    # --- keys that change --------------------------------------------------------------------

    async def under_older_keys(self) -> int:
        async with self.engine.connect() as connection:
            rows = (await connection.execute(select(BOTS).where(self._ours()))).mappings().all()
        return sum(not self._seal.is_newest(row["bot_token"]) for row in rows)

    async def reseal(self) -> int:
        """Everything under the newest key; returns how many workspaces were under another.

        Raises `Unsealable`, and then nothing has changed.
        """
        changed = 0
        async with self._writer.begin() as connection:
            for row in (
                (await connection.execute(select(BOTS).where(self._ours()))).mappings().all()
            ):
                if self._seal.is_newest(row["bot_token"]):
                    continue
                refresh = row["bot_refresh_token"]
                # Whoever renews it meanwhile seals it with the newest key by themselves.
                unchanged = BOTS.c.bot_token == row["bot_token"]
                again = {
                    "bot_token": self._seal.seal(self._seal.open(row["bot_token"])),
                    "bot_refresh_token": self._sealed(refresh and self._seal.open(refresh)),
                }
                done = await connection.execute(update(BOTS).where(unchanged).values(again))
                changed += done.rowcount
        return changed

    def _of(self, team: str | None) -> ColumnElement[bool]:
        return self._ours() & (BOTS.c.team_id == team)

    def _ours(self) -> ColumnElement[bool]:
        return BOTS.c.client_id == self.client_id

    def _sealed(self, token: str | None) -> str | None:
        return None if token is None else self._seal.seal(token)


class TooManyAtOnce(Exception):
    """More installations are on their way than anybody would begin in earnest."""


class States(AsyncSQLAlchemyOAuthStateStore):
    """The kit's store by our clock: a state counts once also for two who come at once, and does not
    stay after its time."""

    def __init__(self, clock: Clock, *, writer: Writer, reader: AsyncEngine) -> None:
        super().__init__(TEN_MINUTES, reader, quiet())
        self._writer = writer
        self._clock = clock

    @classmethod
    def build_oauth_states_table(cls, metadata: MetaData, table_name: str) -> Table:  # noqa: ARG003 - the kit's shape
        return STATES

    async def async_issue(self, *_args: Any, **_kwargs: Any) -> str:
        """Raises `TooManyAtOnce`."""
        state, now = token_urlsafe(32), self._now()
        async with self._writer.begin() as connection:
            await connection.execute(delete(STATES).where(STATES.c.expire_at <= now))
            waiting = await connection.scalar(select(func.count()).select_from(STATES))
            if (waiting or 0) >= MOST_STATES:
                raise TooManyAtOnce
            values = {"state": state, "expire_at": now + self.expiration_seconds}
            await connection.execute(insert(STATES).values(values))
        return state

    async def async_consume(self, state: str) -> bool:
        this = delete(STATES).where(STATES.c.state == state, STATES.c.expire_at > self._now())
        async with self._writer.begin() as connection:
            return bool((await connection.execute(this)).rowcount)

    def _now(self) -> float:
        return self._clock().timestamp()
