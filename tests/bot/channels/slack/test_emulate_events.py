"""What a strict Slack tells of its own accord is let in by its signature, and heard once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.app import build_app
from bot.cards import as_text
from bot.clocks import system_clock
from tests.bot.channels.slack.payloads import JSON_TYPE, signed
from tests.peers.emulate import SECRET, StrictSlack, token_of
from tests.peers.local_slack import free_port
from tests.slack_house import served
from tests.strict_house import StrictHouse, open_strict_house

Json = dict[str, Any]


@asynccontextmanager
async def listening(
    slack: StrictSlack, database_url: str, *, secret: str = SECRET
) -> AsyncIterator[StrictHouse]:
    """In real time, as the signatures are."""
    port = free_port()
    environ = {"SLACK_SIGNING_SECRET": secret}
    async with (
        open_strict_house(slack, database_url, clock=system_clock, environ=environ) as house,
        served(build_app(house.house), port),
    ):
        slack.reset(events=f"http://127.0.0.1:{port}/slack/events")
        yield house


@pytest.fixture
async def house(strict_slack: StrictSlack, sqlite_url: str) -> AsyncIterator[StrictHouse]:
    async with listening(strict_slack, sqlite_url) as house:
        yield house


async def does(slack: StrictSlack, method: str, **arguments: str) -> Json:
    """Jane does, while we listen."""
    return await asyncio.to_thread(slack.call, method, token_of("jane"), **arguments)


async def says(slack: StrictSlack, words: str) -> Json:
    return await asyncio.to_thread(slack.says, "jane", words)


def told(slack: StrictSlack) -> list[tuple[str, int | None]]:
    """What of, and what we answered."""
    return [(each["event"], each["status_code"]) for each in slack.look("deliveries")]


async def test_what_somebody_says_is_let_in_and_answered(house: StrictHouse) -> None:
    await house.ticket()
    before = len(await house.answers())
    await says(house.slack, "any news?")
    assert told(house.slack) == [("message", 200)]
    (answer,) = (await house.answers())[before:]
    assert "The VPN drops every ten minutes" in as_text(answer)


async def test_the_same_delivery_counts_once(house: StrictHouse) -> None:
    await says(house.slack, "any news?")
    before = await house.answers()
    (delivery,) = house.slack.look("deliveries")
    body = json.dumps(delivery["payload"]).encode()
    headers = {
        "content-type": JSON_TYPE,
        "x-slack-retry-num": "1",
        "x-slack-retry-reason": "http_timeout",
        **signed(body, system_clock(), SECRET),
    }
    for _ in range(2):
        again = await house.door.post("/slack/events", content=body, headers=headers)
        assert again.status_code == 200
    assert await house.answers() == before


async def test_changes_of_what_was_said_are_no_new_words(house: StrictHouse) -> None:
    said = await says(house.slack, "any news?")
    before = await house.answers()
    there = {"channel": said["channel"], "ts": said["ts"]}
    await does(house.slack, "chat.update", **there, text="any news today?")
    await does(house.slack, "chat.delete", **there)
    assert told(house.slack) == [("message", 200)] * 3
    assert await house.answers() == before


async def test_what_people_say_to_each_other_is_none_of_our_business(house: StrictHouse) -> None:
    general = next(each for each in house.slack.look("channels") if each["name"] == "general")
    await does(house.slack, "chat.postMessage", channel=general["channel_id"], text="Hello all")
    assert told(house.slack) == [("message", 200)]
    assert await house.answers() == []


@pytest.mark.parametrize(
    ("secret", "status", "answers"),
    [("another-secret", 401, 0), (f"the-next-one {SECRET}", 200, 1)],
    ids=["another secret", "while one secret replaces the other"],
)
async def test_a_signature_is_looked_at(
    strict_slack: StrictSlack, sqlite_url: str, secret: str, status: int, answers: int
) -> None:
    async with listening(strict_slack, sqlite_url, secret=secret) as house:
        await says(strict_slack, "any news?")
        assert told(strict_slack) == [("message", status)]
        assert len(await house.answers()) == answers
