"""Messages leave lane by lane, in order, and each one's fate is written down before the next goes."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import structlog
from pydantic import ValidationError

from bot.cards import from_json
from bot.channels.port import Busy, Channel, Gone, Message, NotYet, Rejected
from bot.turns import ALONE
from feedback.directory import lose
from feedback.errors import FeedbackError, Unusable
from feedback.outbox import (
    Claim,
    Delivered,
    Lanes,
    Outcome,
    Outgoing,
    Queued,
    Refused,
    SendState,
    Undeliverable,
    Unknown,
)
from feedback.unit_of_work import Desk

log = structlog.get_logger()

PATIENCE = timedelta(seconds=10)
"""A channel's answer is waited for so long; it must be shorter than the lanes' lease."""
BACK_OFF = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds until the next try when a channel is busy and does not say for how long."""
AT_ONCE = 16
"""Lanes that are drained side by side."""
LOOK_AGAIN = 0.25
"""Seconds after which other lanes are looked for while some are still waiting for their channel."""


class Delivery:
    """Safe to run in several processes: a lane is leased to one of them at a time.

    Messages for channels that this process does not have wait for one that has them.
    """

    def __init__(
        self,
        lanes: Lanes,
        channels: Mapping[str, Channel],
        desk: Desk,
        *,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._lanes = lanes
        self._channels = channels
        self._desk = desk
        self._patience = patience.total_seconds()
        self._stopping = False

    async def deliver_due(self) -> int:
        """Send what is due now, and return how many messages left (or were given up).

        A lane whose channel hangs holds up nobody: others are claimed while it waits.
        """
        draining: set[asyncio.Task[int]] = set()
        settled = 0
        try:
            while True:
                free = 0 if self._stopping else AT_ONCE - len(draining)
                claims = await self._lanes.claim(free, self._channels.keys()) if free else ()
                draining |= {asyncio.create_task(self._drain(claim)) for claim in claims}
                if not draining:
                    return settled
                done, draining = await asyncio.wait(
                    draining, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
                )
                settled += sum(task.result() for task in done)
        finally:
            # Where one lane (or the database) fails, the others still end as they should.
            await asyncio.gather(*draining, return_exceptions=True)

    def stop(self) -> None:
        """Finish the messages that are on their way, begin no other."""
        self._stopping = True

    async def _drain(self, claim: Claim) -> int:
        settled = 0
        last: tuple[int, Outcome] | None = None
        while message := await self._lanes.advance(claim, last, release=self._stopping):
            outcome = await self._send(message)
            last = (message.id, outcome)
            settled += isinstance(outcome, Delivered | Undeliverable)
        return settled

    async def _send(self, message: Outgoing) -> Outcome:
        channel = self._channels[message.channel]
        uncertain = message.state is SendState.SENDING
        try:
            async with asyncio.timeout(self._patience):
                return Delivered(await self._say(channel, message, uncertain=uncertain))
        except Busy as busy:
            if isinstance(busy, NotYet) and not uncertain:
                return Queued(busy.seconds, str(busy))
            wait = busy.after.total_seconds() if busy.after else _back_off(message.attempts)
            return Refused(wait, uncertain, str(busy))
        except Gone as gone:
            await self._lose(message)
            return Undeliverable(f"nobody there: {gone}")
        except Rejected as no:
            log.warning("message_rejected", key=message.key, channel=message.channel)
            return Undeliverable(f"rejected: {no}")
        except (ValidationError, Unusable):
            log.warning("card_unreadable", key=message.key)
            return Undeliverable("the card could not be read")
        except Exception as error:  # noqa: BLE001 - whatever it was: nobody knows if it arrived
            log.warning("message_uncertain", key=message.key, error=type(error).__name__)
            return Unknown(_back_off(message.attempts), type(error).__name__)

    async def _say(self, channel: Channel, message: Outgoing, *, uncertain: bool) -> str:
        to = message.address
        card = Message(
            message.key,
            from_json(message.payload),
            message.slot,
            said_at=message.due_at,
            thread=message.thread,
        )
        if uncertain and (known := await channel.find(to, card)) is not None:
            return known
        if message.slot is not None and message.slot != ALONE:
            receipt = await self._lanes.receipt_of(message.lane, message.slot)
            if receipt is not None:
                return await channel.replace(to, receipt, card)
        return await channel.send(to, card)

    async def _lose(self, message: Outgoing) -> None:
        with suppress(FeedbackError):
            async with self._desk.begin() as work:
                await lose(work, message.channel, message.user)


def _back_off(attempts: int) -> float:
    return BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
