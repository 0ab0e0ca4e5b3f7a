"""Speak first in Slack: a card becomes a message, exactly one, in the voice of the one who says it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot.cards import Card, as_text
from bot.channels.port import Busy, Gone, Message, Rejected
from bot.channels.remembered import Remembered
from bot.channels.slack import limits, names, write
from bot.channels.slack.api import EDIT, POST, HalfDone, Monotonic, SaidNo, SlackApi, Sleep
from bot.channels.slack.escape import escaped, escaped_length, plain
from bot.channels.slack.ladder import TOO_RICH, Ladder
from bot.channels.slack.pace import Call
from bot.channels.slack.places import NAME, place_of, split_receipt
from bot.channels.slack.places import receipt as receipt_for
from bot.channels.slack.write import Drawn
from bot.channels.words import clean, clip, one_line, pieces
from bot.turns import ALONE, REPLY
from feedback.people import Address

LONGEST_NAME = 80

NOBODY_THERE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
STAYS_AS_IT_IS = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
NO_THREAD = frozenset({"cannot_reply_to_message", "invalid_thread_ts", "thread_not_found"})

HISTORY: Final = "conversations.history"
REPLIES: Final = "conversations.replies"
PAGE = 200
"""So many messages Slack shows at once; to some apps fewer, and only once a minute."""
CLOCKS_APART = timedelta(minutes=10)
"""More than our clock and Slack's ever differ."""
THE_NEWEST: Final = ""
"""The cursor of the first page."""
SOON = 1.0
"""Seconds after which Slack can be asked what became of a message over which it stumbled."""
BETWEEN_DELETIONS = 1.2
"""Seconds; Slack takes about fifty a minute."""
DELETIONS = 4
"""So many in one try, which must be done within the sender's patience."""
WORDS_ALONE = 9000
"""Characters of a card that Slack takes in no better shape."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a technician is called and looks in Slack."""

    name: str
    picture: str | None = None


Faces = Callable[[str], Awaitable[Face | None]]
"""The face of a person id. It never raises: without one, the words say who speaks."""

Arrived = Callable[[str], None]
"""Told the key of every message that is there now."""


class SlackChannel:
    """`customize`: technicians speak under their own name, as far as the token may do that.

    Every message carries its key as metadata, by which it is found again. What this process sent
    itself it remembers, so that the same key is shown once even where Slack keeps no metadata.
    """

    name = NAME

    def __init__(
        self,
        api: SlackApi,
        *,
        customize: bool = False,
        face: Faces | None = None,
        arrived: Arrived | None = None,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._api = api
        self._customize = customize
        self._face = face
        self._arrived = arrived
        self._monotonic = monotonic
        self._sleep = sleep
        self._sent = Remembered()
        self._seen = Remembered()
        self._voices = Remembered()
        self._ladder = Ladder(monotonic)

    async def send(self, to: Address, message: Message) -> str:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        if message.slot == ALONE:
            await self._take_back(to)
        receipt = await self._post(to, message)
        if self._arrived is not None:
            self._arrived(message.key)
        return receipt

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        team, _ = place_of(to)
        channel, ts = split_receipt(receipt)
        # The message keeps the name and picture under which it was posted, whoever speaks now.
        voiced = message.card.by_id is not None and (
            self._voices.get(to.place, receipt) == message.card.by_id
        )
        answers = message.key.startswith(REPLY)
        await self._api.turn(team, channel, call=Call.EDIT, answers=answers)
        try:
            await self._say(team, EDIT, message, voiced=voiced, channel=channel, ts=ts)
        except HalfDone as error:
            # Putting the same thing in the same place twice shows nothing twice.
            raise Busy(why=str(error)) from error
        except SaidNo as no:
            if no.error in STAYS_AS_IT_IS:
                return await self._post(to, message)
            raise _for_good(no) from no
        self._sent.put(to.place, message.key, receipt)
        return receipt

    async def find(self, to: Address, message: Message) -> str | None:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        team, channel = place_of(to)
        answers = message.key.startswith(REPLY)
        await self._api.turn(team, channel, call=Call.LOOK, answers=answers)
        try:
            async for seen in self._where_it_may_be(to, message):
                if _key(seen) == message.key:
                    found = receipt_for(channel, seen["ts"])
                    self._sent.put(to.place, message.key, found)
                    return found
        except SaidNo as no:
            self._seen.forget(to.place)
            if no.error in NOBODY_THERE:
                return None
            raise Busy(why=f"Slack does not say: {no}") from no
        return None

    async def _post(self, to: Address, message: Message) -> str:
        team, channel = place_of(to)
        face = await self._voice(team, message.card)
        await self._api.turn(team, channel, answers=message.key.startswith(REPLY))
        try:
            answer = await self._say(
                team,
                POST,
                message,
                voiced=face is not None,
                channel=channel,
                thread_ts=_thread(channel, message.thread),
                username=face.name[:LONGEST_NAME] if face else None,
                icon_url=face.picture if face else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        except HalfDone as error:
            return await self._ask_about(to, message, error)
        except SaidNo as no:
            raise _for_good(no) from no
        receipt = receipt_for(answer.get("channel", channel), answer["ts"])
        self._sent.put(to.place, message.key, receipt)
        if face is not None and message.card.by_id is not None:
            self._voices.put(to.place, receipt, message.card.by_id)
        return receipt

    async def _ask_about(self, to: Address, message: Message, stumbled: HalfDone) -> str:
        """Slack answered that it stumbled; so it is done with it, and knows what there is."""
        await self._sleep(SOON)
        try:
            known = await self.find(to, message)
        except Busy:
            raise stumbled from None
        if known is None:
            raise Busy(why=str(stumbled))
        return known

    async def _say(
        self, team: str, method: str, message: Message, *, voiced: bool, **where: Any
    ) -> Mapping[str, Any]:
        """As rich as Slack takes it; raises `SaidNo` where it does not take it for another reason."""
        fixed = {
            "metadata": {"event_type": names.METADATA, "event_payload": {"key": message.key}},
            "parse": "none",
            "link_names": False,
        }
        refused: SaidNo | None = None
        for drawn, payload in self._drawings(team, message, voiced=voiced):
            try:
                answer = await self._tell(team, method, {**where, **fixed, **payload})
            except SaidNo as no:
                if no.error not in TOO_RICH:
                    raise
                refused = no
                continue
            if refused is not None and drawn is not None:
                self._ladder.begin_with(team, drawn)
            return answer
        raise Rejected(f"Slack takes it in no shape: {refused}")

    async def _tell(
        self, team: str, method: str, arguments: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return await self._api.tell(team, method, **arguments)
        except SaidNo as no:
            if no.error not in NO_THREAD or arguments.get("thread_ts") is None:
                raise
            return await self._api.tell(team, method, **{**arguments, "thread_ts": None})

    def _drawings(
        self, team: str, message: Message, *, voiced: bool
    ) -> Iterator[tuple[Drawn | None, dict[str, Any]]]:
        """From what this workspace is known to take, down to bare words."""
        before: dict[str, Any] | None = None
        for drawn in self._ladder.rungs(team):
            payload = write.message(message.card, slot=message.slot, drawn=drawn, voiced=voiced)
            if payload != before and not limits.problems(payload, limits.Surface.MESSAGE):
                yield drawn, payload
            before = payload
        yield None, words_alone(message.card)

    async def _voice(self, team: str, card: Card) -> Face | None:
        if not self._customize or self._face is None or card.by_id is None:
            return None
        if self._api.granted(team, names.CUSTOMIZE) is False:
            # Slack would ignore the name, and nobody would see who speaks.
            return None
        return await self._face(card.by_id)

    async def _where_it_may_be(
        self, to: Address, message: Message
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Its thread, and (that may be gone) the conversation, back to when it was to be sent."""
        _, channel = place_of(to)
        since = message.said_at
        oldest = f"{(since - CLOCKS_APART).timestamp():.6f}" if since is not None else None
        where = {"channel": channel, "include_all_metadata": True, "oldest": oldest}
        thread = _thread(channel, message.thread)
        if thread is not None:
            try:
                async for reply in self._unseen(to, message, REPLIES, ts=thread, **where):
                    yield reply
            except SaidNo as no:
                if no.error not in NO_THREAD:
                    raise
        async for each in self._unseen(to, message, HISTORY, **where):
            yield each

    async def _unseen(
        self, to: Address, message: Message, method: str, **where: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Where Slack wants a rest between two pages, the next look goes on from there: what was
        said meanwhile isn't ours, for the conversation waits for this message."""
        team, _ = place_of(to)
        look = f"{method} {message.key}"
        async for page in self._pages(team, method, self._seen.get(to.place, look), **where):
            for each in page.get("messages", ()):
                yield each
            self._seen.put(to.place, look, _next_cursor(page) or THE_NEWEST)

    async def _pages(
        self, team: str, method: str, cursor: str | None = None, **where: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        while True:
            page = await self._api.ask(team, method, limit=PAGE, cursor=cursor or None, **where)
            yield page
            cursor = _next_cursor(page)
            if cursor is None:
                return

    async def _take_back(self, to: Address) -> None:
        """Delete what we said there; `Busy` after a few, to go on from there with the next try."""
        team, channel = place_of(to)
        self._sent.forget(to.place)
        deleted = 0
        try:
            async for message in self._ours(team, channel):
                if deleted == DELETIONS:
                    raise Busy(timedelta(seconds=BETWEEN_DELETIONS), "more is to be taken back")
                if deleted:
                    await self._sleep(BETWEEN_DELETIONS)
                deleted += await self._delete(team, channel, message["ts"])
        except SaidNo as no:
            raise _for_good(no) from no

    async def _ours(self, team: str, channel: str) -> AsyncIterator[Mapping[str, Any]]:
        async for page in self._pages(team, HISTORY, channel=channel):
            for message in page.get("messages", ()):
                if _has_replies(message):
                    async for reply in self._replies(team, channel, message["ts"]):
                        if _is_ours(reply) and reply["ts"] != message["ts"]:
                            yield reply
                if _is_ours(message):
                    yield message

    async def _replies(
        self, team: str, channel: str, thread: str
    ) -> AsyncIterator[Mapping[str, Any]]:
        async for page in self._pages(team, REPLIES, channel=channel, ts=thread):
            for message in page.get("messages", ()):
                yield message

    async def _delete(self, team: str, channel: str, ts: str) -> int:
        try:
            await self._api.tell(team, "chat.delete", channel=channel, ts=ts)
        except HalfDone as error:
            raise Busy(why=str(error)) from error
        except SaidNo as no:
            if no.error in {"cant_delete_message", "message_not_found"}:
                return 0
            raise
        return 1


def words_alone(card: Card) -> dict[str, Any]:
    """Which nobody can press; the beginning of them where they are endless."""
    words = clip(clean(as_text(card)), WORDS_ALONE)
    return {
        "text": escaped(clip(one_line(card.title), limits.TEXT, escaped_length)),
        "blocks": [
            {"type": "section", "text": plain(piece)}
            for piece in pieces(words, limits.TEXT)
            if piece.strip()
        ],
    }


def _for_good(no: SaidNo) -> Exception:
    return Gone(no.error) if no.error in NOBODY_THERE else Rejected(no.error)


def _thread(channel: str, receipt: str | None) -> str | None:
    if receipt is None:
        return None
    where, ts = split_receipt(receipt)
    return ts if where == channel and ts else None


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != names.METADATA:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return key if isinstance(key, str) else None


def _has_replies(message: Mapping[str, Any]) -> bool:
    return bool(message.get("reply_count"))


def _is_ours(message: Mapping[str, Any]) -> bool:
    """In a direct message with us nobody else is a bot."""
    return bool(message.get("bot_id"))


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    return (page.get("response_metadata") or {}).get("next_cursor") or None
