"""Store, delivery and a channel, and a time that goes on until everything is settled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards import Card, to_json
from bot.channels.port import Channel
from bot.delivery import Delivery
from feedback.outbox import Outgoing
from feedback.people import Address
from feedback.store import Store


class Time(Protocol):
    """One time for the store, the pace and every wait."""

    passed: float

    def utc(self) -> datetime: ...


class Post:
    """`process` makes a channel as after a start: it remembers nothing."""

    def __init__(self, store: Store, time: Time, process: Callable[[], Channel]) -> None:
        self.store = store
        self._time = time
        self._process = process

    async def write(
        self, to: Address, *keys: str, slot: str | None = None, thread: str | None = None
    ) -> None:
        async with self.store.desk.begin() as work:
            for key in keys:
                await work.post(
                    Outgoing(
                        key=key,
                        lane=to.lane,
                        channel=to.channel,
                        user=to.user,
                        place=to.place,
                        slot=slot,
                        thread=thread,
                        payload=to_json(Card(key)),
                        due_at=work.now,
                    )
                )

    async def settle(self, minutes: int = 60, *, restarts: bool = False) -> None:
        channel = self._process()
        for _ in range(minutes * 4):
            if restarts:
                channel = self._process()
            await self.deliver(channel)
            self._time.passed += 15
            if not await self.waiting():
                return
        raise AssertionError("something is still waiting")

    async def deliver(self, channel: Channel) -> None:
        """What is due now, once."""
        delivery = Delivery(
            self.store.lanes,
            {channel.name: channel},
            self.store.desk,
            patience=timedelta(seconds=0.5),
        )
        await delivery.deliver_due()

    async def waiting(self) -> int:
        async with self.store.reader.connect() as connection:
            rows = await connection.exec_driver_sql(
                "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
            )
            return int(rows.scalar_one())
