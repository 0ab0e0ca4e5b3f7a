"""The open house from outside: alive, ready or not, quick to say thank you, and polite at the end."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from bot.app import build_app, heartbeat, warming
from bot.cards import Card, to_json
from bot.channels.port import Message
from bot.settings import read_settings
from bot.ticketing.backlog import work_off
from bot.wiring import House, open_house
from feedback.outbox import Outgoing
from feedback.people import Address

SECRET = "whsec_" + base64.b64encode(b"a secret of the ticket system").decode()
JANE = Address("slow", "jane", "desk-1")


class SlowChannel:
    """Takes its time over every message."""

    name = "slow"

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.arrived: list[str] = []

    async def send(self, to: Address, message: Message) -> str:
        del to
        self.begun.set()
        await asyncio.sleep(0.1)
        self.arrived.append(message.card.title)
        return message.key

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        del receipt
        return await self.send(to, message)

    async def find(self, to: Address, message: Message) -> str | None:
        del to, message
        return None


class Turned:
    """The real clock (signatures are measured by it), and what a test has turned it by."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Turned:
    return Turned()


@pytest.fixture
def slow() -> SlowChannel:
    return SlowChannel()


@pytest.fixture
async def house(sqlite_url: str, clock: Turned, slow: SlowChannel) -> AsyncIterator[House]:
    settings = read_settings(
        database={"url": sqlite_url}, sources={"rt5": {"secret_env": "RT_SECRET"}}
    )
    environ = {"RT_SECRET": SECRET}
    async with open_house(settings, clock=clock, channels={"slow": slow}, environ=environ) as it:
        yield it


@pytest.fixture
async def browser(house: House) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=build_app(house), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield client


async def post(house: House, *titles: str) -> None:
    async with house.store.desk.begin() as work:
        for title in titles:
            await work.post(
                Outgoing(
                    key=title,
                    lane=JANE.lane,
                    channel=JANE.channel,
                    user=JANE.user,
                    place=JANE.place,
                    payload=to_json(Card(title)),
                    due_at=work.now,
                )
            )


async def test_alive_and_ready(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/healthz")).json() == {"status": "alive"}
    ready = await browser.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ready", "problems": [], "notes": []},
    )


async def test_not_ready_while_something_waits_for_too_long(
    house: House, browser: httpx.AsyncClient, clock: Turned
) -> None:
    await post(house, "Hello")
    clock.ahead = timedelta(minutes=5)
    assert (await browser.get("/readyz")).status_code == 200, "busy is not late"
    clock.ahead = timedelta(minutes=11)
    late = await browser.get("/readyz")
    assert late.status_code == 503
    assert late.json() == {"status": "not ready", "problems": ["messages wait"], "notes": []}


async def test_a_ticket_event_is_thanked_for_within_a_second_while_the_desk_is_busy(
    house: House, browser: httpx.AsyncClient
) -> None:
    spent: list[float] = []
    async with heartbeat(house):
        for number in range(20):
            content = event(number)
            began = time.perf_counter()
            answer = await browser.post(
                "/hooks/tickets/rt5", content=content, headers=signed(content, f"msg_{number}")
            )
            spent.append(time.perf_counter() - began)
            assert answer.status_code == 202
    assert max(spent) < 1
    await work_off(house.store.desk)  # whatever the beats had not come to yet
    assert await tickets(house) == 20


def event(number: int) -> bytes:
    ticket = {"id": str(number), "status": "new", "requester": {"id": "8", "name": "Jane"}}
    at = datetime.now(UTC).isoformat()
    return json.dumps(
        {"id": f"e{number}", "source": "rt5", "time": at, "revision": 1, "ticket": ticket}
    ).encode()


def signed(content: bytes, delivery: str) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(delivery, now, content.decode()),
    }


async def tickets(house: House) -> int:
    async with house.store.desk.begin() as work:
        return await work.tickets.count()


async def test_at_the_end_what_is_on_its_way_arrives_and_nothing_new_is_begun(
    house: House, slow: SlowChannel
) -> None:
    await post(house, "one", "two")
    async with heartbeat(house):
        await slow.begun.wait()
    assert slow.arrived == ["one"]
    waiting = await house.store.lanes.claim(10)
    assert [claim.lane for claim in waiting] == [JANE.lane], "the other waits for the next start"


async def test_a_house_that_is_served_has_its_charts_ready_before_anybody_asks(
    sqlite_url: str,
) -> None:
    settings = read_settings(database={"url": sqlite_url}, server={"web_chat": True})
    async with open_house(settings) as house, warming(house):
        await asyncio.sleep(0)
        assert not house.live_charts.ready.is_set(), "opening does not wait for it"
        async with asyncio.timeout(20):
            await house.live_charts.ready.wait()


async def test_a_house_that_closes_at_once_does_not_wait_for_its_warm_up(sqlite_url: str) -> None:
    settings = read_settings(database={"url": sqlite_url}, server={"web_chat": True})
    async with open_house(settings) as house:
        started = time.perf_counter()
        async with warming(house):
            await asyncio.sleep(0)
        assert time.perf_counter() - started < 0.5
