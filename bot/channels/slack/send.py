"""Speak first in Slack: a card becomes a message, exactly one, in the voice of the one who says it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.cards import Card, as_text
from bot.channels.port import Busy, Gone, Message, Rejected
from bot.channels.slack import limits, names, write
from bot.channels.slack.api import HalfDone, Monotonic, SaidNo, SlackApi, Sleep
from bot.channels.slack.escape import clean, clip, escaped, one_line, pieces, plain
from bot.channels.slack.places import NAME, place_of, split_receipt
from bot.channels.slack.places import receipt as receipt_for
from bot.channels.slack.write import Drawn
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
TOO_RICH = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
    }
)
"""Drawn more plainly, it may be taken."""
STAYS_AS_IT_IS = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
NO_THREAD = frozenset({"cannot_reply_to_message", "invalid_thread_ts", "thread_not_found"})

REMEMBERED = 4096
"""Messages of which this process knows that they arrived."""
PLAIN_FOR = 3600.0
"""Seconds for which a workspace that refused a drawing is not asked to take one like it."""
PAGE = 200
"""So many messages are looked through for one that may have arrived: it is among the newest, for
its conversation waits for it. Never a second page, which some workspaces allow once a minute."""
THREADS = 5
"""So many threads of a conversation, those with the latest answers."""
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
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._api = api
        self._customize = customize
        self._face = face
        self._monotonic = monotonic
        self._sleep = sleep
        self._sent = Remembered()
        self._threads = Remembered()
        self._voices = Remembered()
        self._plain: dict[str, tuple[Drawn, float]] = {}

    async def send(self, to: Address, message: Message) -> str:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        if message.slot == ALONE:
            await self._take_back(to)
        return await self._post(to, message)

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        if (known := self._sent.get(to.place, message.key)) is not None:
            return known
        team, _ = place_of(to)
        channel, ts = split_receipt(receipt)
        # The message keeps the name and picture under which it was posted, whoever speaks now.
        voiced = message.card.by_id is not None and (
            self._voices.get(to.place, receipt) == message.card.by_id
        )
        await self._api.turn(team, channel, answers=message.key.startswith(REPLY))
        try:
            await self._say(team, "chat.update", message, voiced=voiced, channel=channel, ts=ts)
        except HalfDone as error:
            # Putting the same thing in the same place twice shows nothing twice.
            raise Busy(why=str(error)) from error
        except SaidNo as no:
            if no.error in STAYS_AS_IT_IS:
                return await self._post(to, message)
            raise _for_good(no) from no
        self._sent.put(to.place, message.key, receipt)
        return receipt

    async def find(self, to: Address, key: str) -> str | None:
        if (known := self._sent.get(to.place, key)) is not None:
            return known
        team, channel = place_of(to)
        thread = self._threads.get(to.place, key)
        try:
            async for message in self._latest(team, channel, thread):
                if _key(message) == key:
                    found = receipt_for(channel, message["ts"])
                    self._sent.put(to.place, key, found)
                    return found
        except SaidNo as no:
            if no.error in NOBODY_THERE | NO_THREAD:
                return None
            raise Busy(why=f"Slack does not say: {no}") from no
        return None

    async def _post(self, to: Address, message: Message) -> str:
        team, channel = place_of(to)
        face = await self._voice(team, message.card)
        thread = _thread(channel, message.thread)
        if thread is not None:
            self._threads.put(to.place, message.key, thread)
        await self._api.turn(team, channel, answers=message.key.startswith(REPLY))
        try:
            answer = await self._say(
                team,
                "chat.postMessage",
                message,
                voiced=face is not None,
                channel=channel,
                thread_ts=thread,
                username=face.name[:LONGEST_NAME] if face else None,
                icon_url=face.picture if face else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        except HalfDone as error:
            return await self._ask_about(to, message.key, error)
        except SaidNo as no:
            raise _for_good(no) from no
        receipt = receipt_for(answer.get("channel", channel), answer["ts"])
        self._sent.put(to.place, message.key, receipt)
        if face is not None and message.card.by_id is not None:
            self._voices.put(to.place, receipt, message.card.by_id)
        return receipt

    async def _ask_about(self, to: Address, key: str, stumbled: HalfDone) -> str:
        """Slack answered that it stumbled; so it is done with it, and knows what there is."""
        await self._sleep(SOON)
        try:
            known = await self.find(to, key)
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
                self._plain[team] = (drawn, self._monotonic() + PLAIN_FOR)
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
        for drawn in self._ladder(team):
            payload = write.message(message.card, slot=message.slot, drawn=drawn, voiced=voiced)
            if payload != before and not limits.problems(payload, limits.Surface.MESSAGE):
                yield drawn, payload
            before = payload
        yield None, words_alone(message.card)

    def _ladder(self, team: str) -> tuple[Drawn, ...]:
        rungs = tuple(Drawn)
        first, until = self._plain.get(team, (rungs[0], 0.0))
        return rungs[rungs.index(first) :] if self._monotonic() < until else rungs

    async def _voice(self, team: str, card: Card) -> Face | None:
        if not self._customize or self._face is None or card.by_id is None:
            return None
        if self._api.granted(team, names.CUSTOMIZE) is False:
            # Slack would ignore the name, and nobody would see who speaks.
            return None
        return await self._face(card.by_id)

    async def _latest(
        self, team: str, channel: str, thread: str | None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The newest messages of a conversation, and those in the threads that were used last."""
        if thread is not None:
            async for reply in self._replies(team, channel, thread):
                yield reply
        page = await self._api.ask(
            team, "conversations.history", channel=channel, include_all_metadata=True, limit=PAGE
        )
        messages = page.get("messages", ())
        for message in messages:
            yield message
        threads = sorted(filter(_has_replies, messages), key=_last_reply, reverse=True)
        for parent in threads[:THREADS]:
            if parent["ts"] != thread:
                async for reply in self._replies(team, channel, parent["ts"]):
                    yield reply

    async def _replies(
        self, team: str, channel: str, thread: str
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Slack begins with the oldest."""
        cursor: str | None = None
        while True:
            page = await self._api.ask(
                team,
                "conversations.replies",
                channel=channel,
                ts=thread,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
            for message in page.get("messages", ()):
                yield message
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
        cursor: str | None = None
        while True:
            page = await self._api.ask(
                team, "conversations.history", channel=channel, limit=PAGE, cursor=cursor
            )
            for message in page.get("messages", ()):
                if _has_replies(message):
                    async for reply in self._replies(team, channel, message["ts"]):
                        if _is_ours(reply) and reply["ts"] != message["ts"]:
                            yield reply
                if _is_ours(message):
                    yield message
            cursor = _next_cursor(page)
            if cursor is None:
                return

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


class Remembered:
    """The latest few thousand things, by conversation and key."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._values: OrderedDict[tuple[str, str], str] = OrderedDict()

    def get(self, place: str, key: str) -> str | None:
        return self._values.get((place, key))

    def put(self, place: str, key: str, value: str) -> None:
        self._values[place, key] = value
        self._values.move_to_end((place, key))
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def forget(self, place: str) -> None:
        for name in [name for name in self._values if name[0] == place]:
            del self._values[name]


def words_alone(card: Card) -> dict[str, Any]:
    """Which nobody can press; the beginning of them where they are endless."""
    words = clip(clean(as_text(card)), WORDS_ALONE)
    return {
        "text": escaped(clip(one_line(card.title), limits.TEXT, escape=True)),
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


def _last_reply(message: Mapping[str, Any]) -> str:
    return str(message.get("latest_reply", ""))


def _is_ours(message: Mapping[str, Any]) -> bool:
    """In a direct message with us nobody else is a bot."""
    return bool(message.get("bot_id"))


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    return (page.get("response_metadata") or {}).get("next_cursor") or None
