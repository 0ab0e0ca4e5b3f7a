"""Speak first in Teams: a card becomes a message there, and none is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

import structlog

from bot.cards import Card, as_text
from bot.channels.port import Busy, Gone, Message, Rejected
from bot.channels.remembered import Remembered
from bot.channels.teams import limits, write
from bot.channels.teams.connector import NOBODY_THERE, Connector, Json, References, SaidNo
from bot.channels.teams.escape import inert
from bot.channels.teams.places import NAME, Reference, place_of, split_receipt
from bot.channels.teams.places import receipt as receipt_for
from bot.channels.teams.write import Drawn
from bot.channels.words import clip, one_line
from bot.turns import ALONE, REPLY
from feedback.people import Address

log = structlog.get_logger()

TOO_RICH: Final = frozenset({400, 413})
"""Drawn more plainly, it may be taken."""
STILL_FLYING: Final = timedelta(seconds=5)
DOUBTED_FOR: Final = timedelta(seconds=30)
"""Teams has been seen not to find a conversation in which it delivers before and after:
https://github.com/MicrosoftDocs/msteams-docs/issues/9425"""
WORDS_ALONE: Final = 9_000
"""Characters of a card that Teams takes in no better shape."""
YES: Final = "yes"

T = TypeVar("T")
Said = Callable[[Address], Awaitable[Sequence[str]]]
"""The receipts of all that was ever said there, as far as they are known."""


class Kind(StrEnum):
    """What is new in a conversation, by what a second copy of it does."""

    ANSWER = "answer"
    """To who has just spoken: they wait for it, and a second one costs them a glance."""
    CARD = "card"
    """In a slot: the later copy is kept up to date, and the earlier stands as it was; what is
    pressed there counts once, as an action names what it answers and not the card."""
    NEWS = "news"
    """Words that stay. That they come twice is a pity; that they never come breaks a promise."""
    FAREWELL = "farewell"
    """In place of the whole conversation, which is taken back first, with an earlier copy if we
    know of it."""


class TeamsChannel:
    """Teams takes no key of ours and shows nobody what stands in a conversation. Whether a message
    arrived over which the line broke can be known in one way: its answer may still come. It is
    listened for while the sender waits for the next try (`Flights`), and often it does.

    Where it does not, or another process tries again, every `Kind` of message is sent again: each
    is worse lost than there twice. How often that was done is counted, in `may_be_twice` and in the
    log: there are no more copies than that. A replacement is put in its place again, and is there
    once.

    So `find` answers None also where it cannot know, and not only where a message surely did not
    arrive, as the port would have it.
    """

    name = NAME

    def __init__(
        self, connector: Connector, references: References, *, said: Said | None = None
    ) -> None:
        self._connector = connector
        self._references = references
        self._said = said
        self._sent = Remembered()
        self._flights = Flights()
        self._uncertain = Remembered()
        self._taken_back = Remembered()
        self._doubted = Remembered()
        self.may_be_twice: Counter[Kind] = Counter()

    async def send(self, to: Address, message: Message) -> str:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        there = await self._reference(to)
        if message.slot == ALONE:
            await self._take_back(to, there)
        return await self._post(to, there, message)

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        there = await self._reference(to)
        conversation, activity = split_receipt(receipt)
        if not activity or conversation != there.conversation:
            return await self._post(to, there, message)
        await self._connector.turn(there, answers=_answers(message))
        try:
            await self._say(message, lambda body: self._connector.update(there, activity, body))
        except SaidNo as no:
            if _stays_as_it_is(no):
                return await self._post(to, there, message)
            raise await self._for_good(to, no) from no
        self._arrived(to, message, receipt)
        return receipt

    async def find(self, to: Address, message: Message) -> str | None:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        if self._flights.is_flying(to.place, message.key):
            raise Busy(STILL_FLYING, "Teams has not answered yet")
        if not self._flights.came_to_nothing(to.place, message.key):
            self._uncertain.put(to.place, message.key, YES)
        return None

    async def close(self) -> None:
        """No answer is listened for any longer."""
        await self._flights.close()

    async def _post(self, to: Address, there: Reference, message: Message) -> str:
        await self._connector.turn(there, answers=_answers(message))
        return await self._flights.fly(
            to.place, message.key, lambda: self._sent_there(to, there, message)
        )

    async def _sent_there(self, to: Address, there: Reference, message: Message) -> str:
        if self._uncertain.take(to.place, message.key) is not None:
            kind = kind_of(message)
            self.may_be_twice[kind] += 1
            log.warning("teams_message_may_be_twice", key=message.key, kind=kind.value)
        try:
            activity = await self._say(message, lambda body: self._connector.send(there, body))
        except SaidNo as no:
            raise await self._for_good(to, no) from no
        receipt = receipt_for(there.conversation, activity)
        self._arrived(to, message, receipt)
        return receipt

    def _arrived(self, to: Address, message: Message, receipt: str) -> None:
        self._sent.put(to.place, message.key, receipt)
        self._doubted.forget(to.place)

    async def _say(self, message: Message, tell: Callable[[Json], Awaitable[T]]) -> T:
        """As rich as Teams takes it; raises `SaidNo` where it does not take it for another reason."""
        refused: SaidNo | None = None
        for body in _drawings(message):
            try:
                return await tell(body)
            except SaidNo as no:
                if no.status not in TOO_RICH or _stays_as_it_is(no):
                    raise
                refused = no
        raise Rejected(f"Teams takes it in no shape: {refused}")

    async def _reference(self, to: Address) -> Reference:
        reference = await self._references.of(*place_of(to))
        if reference is None:
            raise Gone("Teams has not told us of this conversation, or has taken it back")
        return reference

    async def _for_good(self, to: Address, no: SaidNo) -> Exception:
        if no.status != 404 and no.code not in NOBODY_THERE:
            return Rejected(str(no))
        if no.code == "ConversationNotFound" and not self._doubted.get(to.place, no.code):
            self._doubted.put(to.place, no.code, YES)
            return Busy(DOUBTED_FOR, "Teams does not find the conversation")
        # With its next word to us, Teams tells where it is to be found again.
        await self._references.drop(*place_of(to))
        return Gone(str(no))

    async def _take_back(self, to: Address, there: Reference) -> None:
        """Delete what we know that we said there; `Busy` where it is more than fits into one turn,
        to go on from there with the next try."""
        told = await self._said(to) if self._said is not None else ()
        for receipt in dict.fromkeys([*told, *self._sent.all_of(to.place)]):
            conversation, activity = split_receipt(receipt)
            if self._taken_back.get(to.place, receipt) or not activity:
                continue
            if conversation == there.conversation:
                await self._connector.turn(there, answers=True)
                await self._delete(to, there, activity)
            self._taken_back.put(to.place, receipt, YES)
        self._sent.forget(to.place)

    async def _delete(self, to: Address, there: Reference, activity: str) -> None:
        try:
            await self._connector.delete(there, activity)
        except SaidNo as no:
            if no.code in NOBODY_THERE:
                raise await self._for_good(to, no) from no
            # Somebody else has deleted it, or it is too old for that.


class Flights:
    """Messages on their way, whose answer may come when whoever sent them waits no longer."""

    def __init__(self) -> None:
        self._flying: dict[tuple[str, str], asyncio.Task[str]] = {}
        self._came_to_nothing = Remembered()

    async def fly(
        self, place: str, key: str, sending: Callable[[], Coroutine[Any, Any, str]]
    ) -> str:
        name = place, key
        if (task := self._flying.get(name)) is None:
            self._came_to_nothing.take(place, key)
            task = self._flying[name] = asyncio.create_task(sending())
            task.add_done_callback(lambda done: self._landed(name, done))
        return await asyncio.shield(task)

    def is_flying(self, place: str, key: str) -> bool:
        return (place, key) in self._flying

    def came_to_nothing(self, place: str, key: str) -> bool:
        """Whether the last try of it surely did not arrive."""
        return self._came_to_nothing.get(place, key) is not None

    async def close(self) -> None:
        flying = list(self._flying.values())
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)

    def _landed(self, name: tuple[str, str], task: asyncio.Task[str]) -> None:
        del self._flying[name]
        if not task.cancelled() and isinstance(task.exception(), Busy | Gone | Rejected):
            self._came_to_nothing.put(*name, YES)


def kind_of(message: Message) -> Kind:
    if message.slot == ALONE:
        return Kind.FAREWELL
    if message.slot is not None:
        return Kind.CARD
    return Kind.ANSWER if _answers(message) else Kind.NEWS


def words_alone(card: Card) -> Json:
    """Which nobody can press, and in which no client looks for mark-up; the beginning of them where
    they are endless."""
    return {
        "type": "message",
        "textFormat": "plain",
        "summary": clip(inert(one_line(card.title)), limits.SUMMARY),
        "text": clip(inert(as_text(card)), WORDS_ALONE),
    }


def _drawings(message: Message) -> Iterator[Json]:
    """From the richest down to bare words, and nothing twice."""
    before: Json | None = None
    for drawn in Drawn:
        body = write.message(message.card, slot=message.slot, drawn=drawn)
        if body != before and not _too_much(body):
            yield body
        before = body
    yield words_alone(message.card)


def _too_much(body: Json) -> bool:
    return any(limits.problems(each["content"]) for each in body["attachments"])


def _answers(message: Message) -> bool:
    return message.key.startswith(REPLY)


def _stays_as_it_is(no: SaidNo) -> bool:
    """What was to be changed is not there any more. For a message that was deleted Teams has several
    answers, one of which says only "403": https://github.com/microsoft/BotFramework-Services/issues/269"""
    if no.status == 400:
        return "activity id" in no.words.lower()
    if no.status == 403:
        return no.code not in NOBODY_THERE
    return no.status == 404 and no.code not in NOBODY_THERE
