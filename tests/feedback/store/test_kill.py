"""A process that is killed has lost nothing that it said, and left nothing that is half done."""

import asyncio
import random
import sys

from sqlalchemy import select

from feedback.records import Ticket
from feedback.store.tables import NEWS, OUTBOX, SHELVES
from tests.feedback.store.desks import opened

KILLS = 3


async def test_killed_at_any_moment_nothing_is_lost_or_half_done(database_url: str) -> None:
    said = [
        number
        for kill in range(KILLS)
        for number in await write_until_killed(database_url, first=kill * 10**6)
    ]
    assert len(said) > KILLS
    async with opened(database_url) as store, store.reader.connect() as connection:
        tickets = set(await connection.scalars(select(SHELVES[Ticket].c.key)))
        messages = set(await connection.scalars(select(OUTBOX.c.key)))
        news = {event["rating_id"] for event in await connection.scalars(select(NEWS.c.event))}
    assert {f"INC-{number}" for number in said} <= tickets
    assert tickets == {f"INC-{number}" for number in messages} == {f"INC-{one}" for one in news}
    assert len(tickets) - len(said) <= KILLS


async def write_until_killed(url: str, first: int) -> list[int]:
    """What it said before it was killed, at some moment after its first word."""
    writer = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.feedback.store.writer",
        url,
        str(first),
        stdout=asyncio.subprocess.PIPE,
    )
    assert writer.stdout is not None
    said = [await writer.stdout.readline()]
    await asyncio.sleep(random.uniform(0, 0.2))
    writer.kill()
    said += (await writer.stdout.read()).splitlines()
    await writer.wait()
    return [int(line) for line in said if line.strip()]
