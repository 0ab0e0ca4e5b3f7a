"""Lines on both databases: numbered in the order of their commits, and never twice under one key."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.channels.web.store import Author, Line, WebLines
from feedback.store.engine import reader_engine, writer_of

NOON = datetime(2026, 11, 18, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
async def lines(database_url: str) -> AsyncIterator[WebLines]:
    writer, reader = writer_of(database_url), reader_engine(database_url)
    yield WebLines(writer, lambda: NOON, reader)
    await writer.dispose()
    await reader.dispose()


async def add(lines: WebLines, key: str, place: str = "jane") -> Line:
    return await lines.add(key=key, place=place, author=Author.CARD, body={"title": key})


async def change(lines: WebLines, line: Line, key: str) -> Line:
    return await lines.replace(
        line.id, key=key, place=line.place, body={"title": key}, slot=line.slot
    )


async def test_a_line_comes_back_as_it_was(lines: WebLines) -> None:
    line = await lines.add(
        key="k1", place="jane", author=Author.SAID, body={"words": "שלום 👋"}, slot="s"
    )
    assert await lines.get(line.id) == line == await lines.find("k1")
    assert (line.at, line.at.tzinfo) == (NOON, UTC)
    assert (line.body, line.slot, line.author) == ({"words": "שלום 👋"}, "s", Author.SAID)


async def test_every_change_has_a_higher_number(lines: WebLines) -> None:
    first = await add(lines, "k1")
    second = await add(lines, "k2")
    changed = await change(lines, first, "k3")
    assert (changed.id, changed.at) == (first.id, first.at)
    assert first.changed < second.changed < changed.changed == await lines.mark()


async def test_news_since_a_number_are_complete_and_in_order(lines: WebLines) -> None:
    first = await add(lines, "k1")
    await add(lines, "for somebody else", place="sam")
    second = await add(lines, "k2")
    await change(lines, first, "k3")
    assert [line.body["title"] for line in await lines.after(["jane"], 0, 10)] == ["k2", "k3"]
    assert [line.id for line in await lines.after(["jane"], second.changed, 10)] == [first.id]
    assert len(await lines.after(["jane", "sam"], 0, 2)) == 2


async def test_writers_at_once_lose_and_repeat_nothing(lines: WebLines) -> None:
    """A reader that follows the numbers sees every line exactly once, whoever commits when."""
    seen: list[int] = []

    async def follow() -> None:
        mark = 0
        while len(seen) < 40:
            for line in await lines.after(["jane"], mark, 100):
                seen.append(line.id)
                mark = line.changed
            await asyncio.sleep(0)

    following = asyncio.create_task(follow())
    await asyncio.gather(*(add(lines, f"k{number % 40}") for number in range(80)))
    await asyncio.wait_for(following, 10)
    assert len(seen) == len(set(seen)) == 40


async def test_the_end_of_a_conversation_and_what_came_before(lines: WebLines) -> None:
    for number in range(5):
        await add(lines, f"k{number}")
    end = await lines.latest("jane", 2)
    assert [line.key for line in end] == ["k3", "k4"]
    assert [line.key for line in await lines.latest("jane", 9, end[0].id)] == ["k0", "k1", "k2"]


async def test_replacing_what_has_gone_is_a_new_line(lines: WebLines) -> None:
    line = await lines.replace(999, key="k1", place="jane", body={"title": "k1"}, slot=None)
    assert (await lines.latest("jane", 9)) == [line]


async def test_nobody_replaces_in_another_conversation(lines: WebLines) -> None:
    hers = await add(lines, "k1")
    await lines.replace(hers.id, key="k2", place="sam", body={"title": "k2"}, slot=None)
    assert (await lines.get(hers.id)) == hers


async def test_a_conversation_is_forgotten_whole(lines: WebLines) -> None:
    first = await add(lines, "k1")
    await change(lines, first, "k2")
    before = await add(lines, "k3")
    await add(lines, "for somebody else", place="sam")
    left = await lines.forget("jane", key="gone", body={"title": "Forgotten."})
    again = await lines.forget("jane", key="gone", body={"title": "Forgotten."})
    assert await lines.latest("jane", 9) == [left] == [again]
    assert left.changed > before.changed
    assert await lines.find("k2") is None
    assert len(await lines.latest("sam", 9)) == 1
