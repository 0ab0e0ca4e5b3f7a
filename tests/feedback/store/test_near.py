"""Works that wait for each other share a commit on SQLite, and nothing else."""

import asyncio
import gc
import sqlite3
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from feedback.people import PersonAddress
from feedback.store import Store
from feedback.store.connection import Changes
from feedback.store.engine import file_of, writer_of
from feedback.unit_of_work import UnitOfWork
from tests.feedback.store.desks import NINE, opened, ticket

ENOUGH = 20


class Broken(Exception):
    pass


async def test_works_at_once_share_commits(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        before = commits(sqlite_url)
        await asyncio.gather(*(add(store, number) for number in range(ENOUGH)))
        assert commits(sqlite_url) - before <= 2
        await add(store, ENOUGH)
        await add(store, ENOUGH + 1)
        assert commits(sqlite_url) - before <= 4
        assert await kept(store) == ENOUGH + 2


async def test_whoever_returns_is_on_the_disk(sqlite_url: str) -> None:
    """Looked at from outside, the moment each of them returns."""
    file = file_of(sqlite_url)
    assert file is not None

    async def add_and_look(store: Store, number: int) -> bool:
        await add(store, number)
        with closing(sqlite3.connect(file)) as outside:
            found = outside.execute("SELECT 1 FROM tickets WHERE id = ?", (f"desk:{number}",))
            return found.fetchone() is not None

    async with opened(sqlite_url) as store:
        assert all(await asyncio.gather(*(add_and_look(store, n) for n in range(ENOUGH))))


async def test_one_that_fails_is_undone_alone(sqlite_url: str) -> None:
    async def add_or_break(store: Store, number: int) -> None:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(number))
            assert await work.tickets.get(f"desk:{number}") is not None
            if number % 3 == 0:
                await work.tickets.count()
                raise Broken

    async with opened(sqlite_url) as store:
        told = await asyncio.gather(
            *(add_or_break(store, number) for number in range(9)), return_exceptions=True
        )
        assert [isinstance(one, Broken) for one in told] == [n % 3 == 0 for n in range(9)]
        async with store.desk.look() as work:
            found = {each.id for each in await work.tickets.find()}
        assert found == {f"desk:{number}" for number in range(9) if number % 3}


async def test_if_the_commit_fails_all_of_them_hear_it(sqlite_url: str) -> None:
    """An address without its person is only found out at the commit."""
    nobodys = PersonAddress(
        id="web:jane", person_id="jane", channel="web", user="jane", place="jane", heard_at=NINE
    )

    async def add_an_address(store: Store) -> None:
        async with store.desk.begin() as work:
            await work.addresses.add(nobodys)

    async with opened(sqlite_url) as store:
        told = await asyncio.gather(
            add(store, 1), add_an_address(store), add(store, 2), return_exceptions=True
        )
        assert [type(one) for one in told] == [IntegrityError] * 3
        assert await kept(store) == 0
        await add(store, 1)
        assert await kept(store) == 1


async def test_on_a_full_disk_nobody_is_told_what_is_not_so(sqlite_url: str) -> None:
    async def add_big(store: Store, number: int) -> None:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(number))
            await fill(work, number, size=20_000 * (number % 5))

    async with opened(sqlite_url) as store:
        async with store.writer.begin() as connection:
            pages = await connection.scalar(text("PRAGMA page_count"))
            await connection.scalar(text(f"PRAGMA max_page_count = {pages + 20}"))
        told = await asyncio.gather(
            *(add_big(store, number) for number in range(ENOUGH)), return_exceptions=True
        )
        assert any(isinstance(one, OperationalError) for one in told)
        async with store.desk.look() as work:
            found = {each.id for each in await work.tickets.find()}
        assert found == {f"desk:{number}" for number, one in enumerate(told) if one is None}
        async with store.writer.begin() as connection:
            await connection.scalar(text(f"PRAGMA max_page_count = {pages + 1000}"))
        await add(store, ENOUGH)
        assert await kept(store) == len(found) + 1


async def fill(work: UnitOfWork, number: int, size: int) -> None:
    await work.tickets.put(ticket(number, hops=1))
    found = await work.tickets.get(f"desk:{number}")
    assert found is not None
    await work.first_time(f"{number}" * size)


async def test_counts_are_kept_once_for_all_of_them(sqlite_url: str) -> None:
    heard: list[Changes] = []

    async def tally(_connection: object, changes: Changes) -> None:
        heard.append(list(changes))

    async with opened(sqlite_url, tally=tally) as store:
        await asyncio.gather(*(add(store, number) for number in range(ENOUGH)))
    assert len(heard) <= 2
    assert sum(map(len, heard)) == ENOUGH


async def test_a_long_work_lets_others_have_the_loop(sqlite_url: str) -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    async with opened(sqlite_url) as store:
        beating = asyncio.create_task(beat())
        async with store.desk.begin() as work:
            for number in range(2_000):
                await work.tickets.put(ticket(number))
                if number % 10 == 0:
                    await work.tickets.count()
        beating.cancel()
    assert beats > 10


async def test_while_another_process_writes_the_loop_goes_on(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store, writing_elsewhere(sqlite_url) as other:
        waiting = asyncio.create_task(add(store, 1))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        other.execute("COMMIT")
        await waiting
        assert await kept(store) == 1


async def test_whoever_is_called_off_while_waiting_for_it_leaves_the_turn_free(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url) as store, writing_elsewhere(sqlite_url) as other:
        waiting = asyncio.create_task(add(store, 1))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        other.execute("COMMIT")
        await add(store, 2)
        assert await kept(store) == 1


async def test_one_that_was_called_off_does_not_hold_up_the_commit_of_the_others(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url) as store:
        works = [asyncio.create_task(add(store, number)) for number in range(ENOUGH)]
        await asyncio.sleep(0)
        for one in works[::2]:
            one.cancel()
        told = await asyncio.gather(*works, return_exceptions=True)
        finished = sum(one is None for one in told)
        assert finished >= ENOUGH // 2
        assert await kept(store) >= finished


async def test_whoever_is_on_their_way_when_the_store_closes_gets_there(sqlite_url: str) -> None:
    troubles: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: troubles.append(context)
    )
    steps_to_try = 12
    for steps in range(steps_to_try):
        async with opened(sqlite_url) as store:
            await add(store, steps)
            working = asyncio.create_task(add(store, steps_to_try + steps))
            for _ in range(steps):
                await asyncio.sleep(0)
            working.cancel()
        with suppress(asyncio.CancelledError):
            await working
    del working
    gc.collect()
    assert troubles == []
    async with opened(sqlite_url) as store:
        assert await kept(store) > steps_to_try, "the last ones were done, but for the commit"


async def test_nobody_works_on_after_the_end(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        async with store.desk.begin() as work:
            pass
        with pytest.raises(RuntimeError, match="has ended"):
            await work.tickets.count()


async def test_a_desk_that_is_never_written_to_closes_quietly(sqlite_url: str) -> None:
    writer = writer_of(sqlite_url)
    await writer.dispose()


async def add(store: Store, number: int) -> None:
    async with store.desk.begin() as work:
        await work.tickets.add(ticket(number))


async def kept(store: Store) -> int:
    async with store.desk.look() as work:
        return await work.tickets.count()


@asynccontextmanager
async def writing_elsewhere(url: str) -> AsyncIterator[sqlite3.Connection]:
    with closing(sqlite3.connect(str(file_of(url)), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def commits(url: str) -> int:
    """As SQLite writes them down: in its journal, the last page of each has the file's new size.

    https://www.sqlite.org/fileformat.html#the_write_ahead_log
    """
    wal = Path(f"{file_of(url)}-wal").read_bytes()
    if not wal:
        return 0
    page_size, salt = struct.unpack(">I", wal[8:12])[0], wal[16:24]
    frames = range(32, len(wal), 24 + page_size)
    heads = [wal[start : start + 24] for start in frames]
    return sum(head[8:16] == salt and head[4:8] != bytes(4) for head in heads)
