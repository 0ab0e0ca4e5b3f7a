"""Speak first on the web page: a message becomes a line, and whoever is looking is woken."""

from collections.abc import Callable

from bot.cards import to_json
from bot.channels.port import Message
from bot.channels.web.store import Author, WebLines
from bot.turns import ALONE
from feedback.people import Address


class WebChannel:
    """The receipt is the line's id. The same key sent again changes nothing on the page."""

    name = "web"

    def __init__(self, lines: WebLines, wake: Callable[[str], None]) -> None:
        self._lines = lines
        self._wake = wake

    async def send(self, to: Address, message: Message) -> str:
        if message.slot == ALONE:
            line = await self._lines.forget(to.place, key=message.key, body=to_json(message.card))
        else:
            line = await self._lines.add(
                key=message.key,
                place=to.place,
                slot=message.slot,
                author=Author.CARD,
                body=to_json(message.card),
                at=message.said_at,
            )
        self._wake(to.place)
        return str(line.id)

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        line = await self._lines.replace(
            int(receipt),
            key=message.key,
            place=to.place,
            slot=message.slot,
            body=to_json(message.card),
        )
        self._wake(to.place)
        return str(line.id)

    async def find(self, to: Address, message: Message) -> str | None:
        line = await self._lines.find(message.key)
        return str(line.id) if line and line.place == to.place else None
