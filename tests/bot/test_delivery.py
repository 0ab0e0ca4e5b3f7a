"""Messages on their way: in order, once, and never lost between us and a channel that fails."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import Card, to_json
from bot.channels.port import Busy, Gone, Message, NotYet, Rejected
from bot.delivery import Delivery
from feedback.directory import introduce
from feedback.outbox import Claim, Lanes, Outcome, Outgoing
from feedback.people import Address, Person
from feedback.policy import Policy
from feedback.store import Store, open_store

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
JANE = Address("paper", "jane", "desk-1")
SAM = Address("paper", "sam", "desk-2")


class Clock:
    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        return self.now


class Paper:
    """A channel that keeps what it was given, and fails as it is told, one trouble per call."""

    name = "paper"

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self.threads: list[str | None] = []
        self.troubles: list[Exception | Callable[[], None]] = []
        self.arrives_anyway = False
        self.hangs: dict[str, asyncio.Event] = {}
        self._keys: dict[str, str] = {}

    async def send(self, to: Address, message: Message) -> str:
        if to.user in self.hangs:
            await self.hangs[to.user].wait()
        if self.troubles:
            if self.arrives_anyway:
                self._show(to, message)
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            trouble()
        return self._show(to, message)

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        self.shown[int(receipt)] = (to.user, message.card.title)
        self._keys[message.key] = receipt
        return receipt

    async def find(self, to: Address, message: Message) -> str | None:
        del to
        return self._keys.get(message.key)

    def _show(self, to: Address, message: Message) -> str:
        self.shown.append((to.user, message.card.title))
        self.threads.append(message.thread)
        self._keys[message.key] = receipt = str(len(self.shown) - 1)
        return receipt


class Post:
    """One store, one channel, one delivery, and a clock that the test turns."""

    def __init__(self, store: Store, clock: Clock, patience: timedelta) -> None:
        self.store = store
        self.clock = clock
        self.paper = Paper()
        self.delivery = Delivery(store.lanes, {"paper": self.paper}, store.desk, patience=patience)

    async def write(
        self,
        *titles: str,
        to: Address = JANE,
        slot: str | None = None,
        thread: str | None = None,
        key: str | None = None,
    ) -> None:
        async with self.store.desk.begin() as work:
            for title in titles:
                await work.post(
                    Outgoing(
                        key=key or f"key:{title}",
                        lane=to.lane,
                        channel=to.channel,
                        user=to.user,
                        place=to.place,
                        slot=slot,
                        thread=thread,
                        payload=to_json(Card(title)),
                        due_at=work.now,
                    )
                )

    async def later(self, by: timedelta) -> list[str]:
        self.clock.now += by
        await self.delivery.deliver_due()
        return self.titles

    @property
    def titles(self) -> list[str]:
        return [title for _, title in self.paper.shown]


@asynccontextmanager
async def post_office(url: str, patience: timedelta = timedelta(seconds=5)) -> AsyncIterator[Post]:
    clock = Clock()
    ids = (f"id{number}" for number in range(1_000_000))
    async with open_store(url, Policy(), clock=clock, new_id=lambda: next(ids)) as store:
        yield Post(store, clock, patience)


async def test_a_conversation_keeps_its_order(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        await post.write("one", "two", "three")
        assert await post.delivery.deliver_due() == 3
        assert post.titles == ["one", "two", "three"]
        assert await post.delivery.deliver_due() == 0


async def test_a_message_knows_its_thread_and_keeps_the_order_of_its_lane(
    sqlite_url: str,
) -> None:
    async with post_office(sqlite_url) as post:
        await post.write("one")
        await post.write("two", thread="0")
        await post.write("three")
        await post.delivery.deliver_due()
        assert post.titles == ["one", "two", "three"]
        assert post.paper.threads == [None, "0", None]


async def test_an_answer_does_not_wait_for_the_turn_of_news(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [NotYet(timedelta(minutes=3), "many wait")]
        await post.write("one", "two")
        await post.delivery.deliver_due()
        await post.write("answer", key="reply:1:0")
        assert await post.later(timedelta(minutes=2)) == ["answer"]
        assert await post.later(timedelta(minutes=1)) == ["answer", "one", "two"]


async def test_a_busy_channel_is_tried_again_when_it_said(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [Busy(timedelta(minutes=3))]
        await post.write("one", "two")
        await post.delivery.deliver_due()
        assert await post.later(timedelta(minutes=2)) == []
        assert await post.later(timedelta(minutes=1)) == ["one", "two"]


async def test_one_that_is_busy_for_long_is_never_given_up(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [Busy() for _ in range(30)]
        await post.write("one")
        for _ in range(31):
            await post.later(timedelta(minutes=10))
        assert post.titles == ["one"]


async def test_a_lane_that_fails_leaves_nobody_s_message_half_sent(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        delivery = Delivery(Stumbling(post.store.lanes), {"paper": post.paper}, post.store.desk)
        post.paper.hangs["sam"] = asyncio.Event()
        await post.write("to Jane")
        await post.write("to Sam", to=SAM)
        delivering = asyncio.create_task(delivery.deliver_due())
        await asyncio.sleep(0.05)
        assert not delivering.done(), "the one to Sam is on its way"
        post.paper.hangs["sam"].set()
        with pytest.raises(ConnectionError):
            await delivering
        assert post.titles == ["to Sam"]
        assert asyncio.all_tasks() == {asyncio.current_task()}


class Stumbling:
    """Lanes whose database goes away whenever a message to Jane is to be sent."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    async def claim(self, limit: int, channels: Collection[str] | None = None) -> Sequence[Claim]:
        return await self._lanes.claim(limit, channels)

    async def advance(
        self, claim: Claim, settled: tuple[int, Outcome] | None, *, release: bool = False
    ) -> Outgoing | None:
        if claim.lane == JANE.lane:
            raise ConnectionError
        return await self._lanes.advance(claim, settled, release=release)

    async def receipt_of(self, lane: str, slot: str) -> str | None:
        return await self._lanes.receipt_of(lane, slot)


async def test_what_arrived_although_the_channel_broke_off_is_not_sent_twice(
    sqlite_url: str,
) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [ConnectionResetError()]
        post.paper.arrives_anyway = True
        await post.write("one", "two")
        await post.delivery.deliver_due()
        assert post.titles == ["one"]
        assert await post.later(timedelta(minutes=1)) == ["one", "two"]


async def test_what_did_not_arrive_is_sent_again(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [ConnectionResetError()]
        await post.write("one", "two")
        await post.delivery.deliver_due()
        assert post.titles == []
        assert await post.later(timedelta(minutes=1)) == ["one", "two"]


async def test_a_channel_that_never_answers_is_left_after_a_while(sqlite_url: str) -> None:
    async with post_office(sqlite_url, patience=timedelta(milliseconds=50)) as post:
        post.paper.hangs["jane"] = asyncio.Event()
        await post.write("to jane")
        await post.delivery.deliver_due()
        post.paper.hangs["jane"].set()
        assert await post.later(timedelta(minutes=1)) == ["to jane"]


async def test_a_hanging_conversation_holds_up_no_other(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        released = post.paper.hangs["jane"] = asyncio.Event()
        await post.write("to jane")
        delivering = asyncio.create_task(post.delivery.deliver_due())
        await asyncio.sleep(0)
        await post.write("to sam", to=SAM)
        async with asyncio.timeout(5):
            while post.titles != ["to sam"]:  # noqa: ASYNC110 - looking from outside
                await asyncio.sleep(0.01)
        released.set()
        await delivering
        assert post.titles == ["to sam", "to jane"]


async def test_the_same_slot_is_the_same_place(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        await post.write("is it fixed?", slot="closing:1")
        await post.write("something else")
        await post.write("good to hear", slot="closing:1")
        await post.delivery.deliver_due()
        assert post.titles == ["good to hear", "something else"]


async def test_an_address_that_is_gone_is_marked(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        jane = Person(id="jane", name="Jane Doe", email="jane@example.org")
        async with post.store.desk.begin() as work:
            await work.people.add(jane)
            await introduce(work, jane, JANE)
        post.paper.troubles = [Gone("left the workspace")]
        await post.write("one")
        await post.delivery.deliver_due()
        assert await post.later(timedelta(days=1)) == []
        async with post.store.desk.begin() as work:
            [address] = await work.addresses.find(person_id="jane")
            assert address.gone_at == NINE
        [news] = await post.store.news.due(10)
        assert news.event.__class__.__name__ == "AddressGone"


async def test_a_message_nobody_will_ever_take_holds_up_nothing(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [Rejected("too many blocks")]
        await post.write("bad", "good")
        await post.delivery.deliver_due()
        assert post.titles == ["good"]


BUTTONS = {"part": "buttons", "buttons": [{"label": "x", "action": "Fly:{}", "look": "plain"}]}


@pytest.mark.parametrize("part", [{"part": "hologram"}, BUTTONS])
async def test_a_card_from_a_later_version_is_laid_aside(
    sqlite_url: str, part: dict[str, object]
) -> None:
    async with post_office(sqlite_url) as post:
        async with post.store.desk.begin() as work:
            await work.post(
                Outgoing(
                    key="odd",
                    lane=JANE.lane,
                    channel="paper",
                    user="jane",
                    place=JANE.place,
                    payload={"title": "x", "parts": [part]},
                    due_at=work.now,
                )
            )
        await post.write("plain")
        await post.delivery.deliver_due()
        assert post.titles == ["plain"]


async def test_messages_for_a_channel_of_another_process_wait_for_it(sqlite_url: str) -> None:
    async with post_office(sqlite_url) as post:
        await post.write("elsewhere", to=Address("pigeon", "jane", "loft"))
        await post.write("here")
        await post.delivery.deliver_due()
        assert post.titles == ["here"]
        [claim] = await post.store.lanes.claim(10)
        assert claim.lane == "pigeon:loft"


async def test_once_stopped_it_finishes_what_is_on_its_way_and_begins_no_more(
    sqlite_url: str,
) -> None:
    async with post_office(sqlite_url) as post:
        post.paper.troubles = [post.delivery.stop]
        await post.write("one", "two")
        await post.delivery.deliver_due()
        assert post.titles == ["one"]
