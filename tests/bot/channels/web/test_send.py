"""What is sent to a page when the person wants to be forgotten."""

from bot.cards import Card, as_text, from_json
from bot.channels.port import Message
from bot.channels.web.send import WebChannel
from bot.channels.web.store import Author, WebLines
from bot.turns import ALONE
from feedback.people import Address
from feedback.store.engine import reader_engine, writer_engine
from tests.doubles import Clock

JANE, SAM = Address("web", "jane", "jane"), Address("web", "sam", "sam")


async def test_whoever_is_forgotten_finds_an_empty_conversation_with_a_last_word(
    database_url: str,
) -> None:
    writer, reader = writer_engine(database_url), reader_engine(database_url)
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
