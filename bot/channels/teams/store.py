"""Where each personal conversation with us in Teams is reached, and how its person is recognised."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Column, Double, String, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import SQLModel

from bot.channels.for_now import ForNow
from bot.channels.teams.places import Reference
from bot.clocks import Clock
from feedback.store.connection import Writer

ID: Final = String(512)
GUID: Final = String(36)
FINGERPRINT: Final = String(64)

CONVERSATIONS: Final = Table(
    "teams_conversations",
    SQLModel.metadata,
    Column("tenant", GUID, primary_key=True),
    Column("conversation", ID, primary_key=True),
    Column("service_url", ID, nullable=False),
    Column("bot_id", ID, nullable=False),
    Column("user_id", ID, nullable=False),
    Column("aad_id", GUID, nullable=False, index=True),
    Column("email", FINGERPRINT, index=True),
    Column("principal", FINGERPRINT, index=True),
    Column("kept_at", Double, nullable=False),
)
"""`email` and `principal` are there while the desk does not know whose conversation it is: not the
addresses, but fingerprints by which they are recognised once a ticket names them. `kept_at` is when
something last changed about it, in seconds since 1970."""

SURE_FOR: Final = timedelta(minutes=1)
"""So long another process may know more than we do."""
AT_ONCE: Final = 500
"""Values in one statement; SQLite takes some tens of thousands."""


class Conversations:
    """`connector.References`, and how somebody's conversation is found before they are an address.

    Teams tells us with every activity where it is, and nearly always that is where it was.
    """

    def __init__(self, clock: Clock, *, writer: Writer, reader: AsyncEngine) -> None:
        self._clock = clock
        self._writer = writer
        self._reader = reader
        self._sure: ForNow[tuple[str, str], Reference] = ForNow(SURE_FOR, clock)

    async def of(self, tenant: str, conversation: str) -> Reference | None:
        known = self._sure.get((tenant, conversation))
        if known is not None:
            return known
        found = await self._find(_here(tenant, conversation))
        return self._sure.put((tenant, conversation), found) if found is not None else None

    async def keep(self, reference: Reference) -> None:
        name = reference.tenant, reference.conversation
        if await self.of(*name) == reference:
            return
        values = {
            "tenant": reference.tenant,
            "conversation": reference.conversation,
            "service_url": reference.service_url,
            "bot_id": reference.bot_id,
            "user_id": reference.user_id,
            "aad_id": reference.aad_id,
            "kept_at": self._clock().timestamp(),
        }
        async with self._writer.begin() as connection:
            is_postgres = connection.dialect.name == "postgresql"
            insert = postgresql.insert if is_postgres else sqlite.insert
            there = [CONVERSATIONS.c.tenant, CONVERSATIONS.c.conversation]
            await connection.execute(
                insert(CONVERSATIONS)
                .values(values)
                .on_conflict_do_update(index_elements=there, set_=values)
            )
        self._sure.put(name, reference)

    async def drop(self, tenant: str, conversation: str) -> None:
        self._sure.drop((tenant, conversation))
        async with self._writer.begin() as connection:
            await connection.execute(delete(CONVERSATIONS).where(_here(tenant, conversation)))

    # --- by person ---------------------------------------------------------------------------

    async def with_person(self, aad_id: str, tenant: str | None = None) -> Reference | None:
        """Our own conversation with whoever has this id in their directory, the latest if there
        ever were several."""
        theirs = CONVERSATIONS.c.aad_id == aad_id
        if tenant is not None:
            theirs &= CONVERSATIONS.c.tenant == tenant
        return await self._find(theirs)

    async def recognise(
        self, tenant: str, aad_id: str, *, email: str | None, principal: str | None
    ) -> bool:
        """By these addresses; None for one by which they shall not be. False where we have no
        conversation with them."""
        theirs = (CONVERSATIONS.c.tenant == tenant) & (CONVERSATIONS.c.aad_id == aad_id)
        prints = {
            "email": email and fingerprint(email),
            "principal": principal and fingerprint(principal),
        }
        async with self._reader.connect() as connection:
            columns = select(CONVERSATIONS.c.email, CONVERSATIONS.c.principal)
            rows = (await connection.execute(columns.where(theirs))).mappings().all()
        if any(dict(row) != prints for row in rows):
            async with self._writer.begin() as connection:
                await connection.execute(update(CONVERSATIONS).where(theirs).values(prints))
        return bool(rows)

    async def recognised(self, emails: Collection[str]) -> Mapping[str, Reference]:
        """The conversations with those who were recognisable by these addresses, as they were
        given."""
        by_print = {fingerprint(email): email for email in emails}
        found: dict[str, Reference] = {}
        # Whose e-mail address it is comes last, and wins over whoever signs in with it.
        for column in CONVERSATIONS.c.principal, CONVERSATIONS.c.email:
            for some in _in_parts(by_print):
                theirs = select(CONVERSATIONS).where(column.in_(some))
                async with self._reader.connect() as connection:
                    rows = await connection.execute(theirs.order_by(CONVERSATIONS.c.kept_at))
                    found |= {by_print[row[column]]: _reference(row) for row in rows.mappings()}
        return found

    async def _find(self, wanted: ColumnElement[bool]) -> Reference | None:
        latest = select(CONVERSATIONS).where(wanted).order_by(CONVERSATIONS.c.kept_at.desc())
        async with self._reader.connect() as connection:
            row = (await connection.execute(latest.limit(1))).mappings().first()
        return _reference(row) if row is not None else None


def fingerprint(email: str) -> str:
    return sha256(email.strip().casefold().encode()).hexdigest()


def _here(tenant: str, conversation: str) -> ColumnElement[bool]:
    return (CONVERSATIONS.c.tenant == tenant) & (CONVERSATIONS.c.conversation == conversation)


def _reference(row: Mapping[Any, Any]) -> Reference:
    return Reference(
        tenant=row["tenant"],
        conversation=row["conversation"],
        service_url=row["service_url"],
        bot_id=row["bot_id"],
        user_id=row["user_id"],
        aad_id=row["aad_id"],
    )


def _in_parts(values: Iterable[str]) -> Iterable[list[str]]:
    every = list(values)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
