"""What is sent to a page: with the time it was said, and when the person wants to be forgotten."""

from datetime import timedelta

from bot.cards import Card, as_text, from_json
from bot.channels.port import Message
from bot.channels.web.send import WebChannel
from bot.channels.web.store import Author, WebLines
from bot.turns import ALONE
from feedback.people import Address
from feedback.store.engine import reader_engine, writer_of
from tests.doubles import Clock

JANE, SAM = Address("web", "jane", "jane"), Address("web", "sam", "sam")


async def test_whoever_is_forgotten_finds_an_empty_conversation_with_a_last_word(
    database_url: str,
) -> None:
    writer, reader = writer_of(database_url), reader_engine(database_url)
    try:
        lines = WebLines(writer, Clock(), reader)
        woken: list[str] = []
        channel = WebChannel(lines, woken.append)
        await lines.add(key="said:1", place="jane", author=Author.SAID, body={"words": "my secret"})
        await channel.send(JANE, Message("a", Card("Hello Jane")))
        await channel.send(SAM, Message("b", Card("Hello Sam")))
        last = Message("c", Card("Done. I've forgotten you."), ALONE)
        receipt = await channel.send(JANE, last)
        assert await channel.send(JANE, last) == receipt
        [left] = await lines.latest("jane", 10)
        assert as_text(from_json(left.body)) == "Done. I've forgotten you."
        assert len(await lines.latest("sam", 10)) == 1
        assert woken[-1] == "jane"
    finally:
        await writer.dispose()
        await reader.dispose()


async def test_a_message_bears_the_time_it_was_said_not_the_one_it_got_here(
    database_url: str,
) -> None:
    writer, reader = writer_of(database_url), reader_engine(database_url)
    try:
        clock = Clock()
        lines = WebLines(writer, clock, reader)
        channel = WebChannel(lines, lambda _: None)
        before = clock() - timedelta(hours=3)
        await channel.send(JANE, Message("a", Card("Hello Jane"), said_at=before))
        await channel.send(JANE, Message("b", Card("Hello again")))
        assert [line.at for line in await lines.latest("jane", 10)] == [before, clock()]
    finally:
        await writer.dispose()
        await reader.dispose()
