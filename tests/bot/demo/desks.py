"""What the tests of the demo share: a small desk's year, and a reader of comments to go with it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from bot.demo.fill import imagine, live
from bot.demo.memory import MemoryDesk
from bot.demo.people import Cast
from bot.demo.story import Story
from feedback.policy import Policy
from feedback.reasons import Factor, Reading
from feedback.unit_of_work import HasId

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""A Tuesday: London and Berlin are at work."""

R = TypeVar("R")
Named = TypeVar("Named", bound=HasId)


class OneLine:
    """Finds every unhappy comment slow and every other one solved, and says so."""

    def classify(self, text: str, score: int | None = None) -> Reading:
        unhappy = score is not None and score <= 6
        return Reading((Factor.SLOW if unhappy else Factor.SOLVED,), tone=-1 if unhappy else 1)


@dataclass(frozen=True)
class Year:
    cast: Cast
    stories: list[Story]
    records: list[object]

    def all(self, kind: type[R]) -> list[R]:
        return [record for record in self.records if isinstance(record, kind)]

    def by_id(self, kind: type[Named]) -> dict[str, Named]:
        return {record.id: record for record in self.all(kind)}


@cache
def a_year(tickets: int = 500, requesters: int = 90, seed: int = 7) -> Year:
    """Lived in memory, once for all tests that look at it."""
    cast, stories = imagined(tickets, requesters, seed)
    desk = asyncio.run(lived(cast, stories))
    return Year(cast, stories, list(desk.work.records()))


def imagined(tickets: int, requesters: int = 90, seed: int = 7) -> tuple[Cast, list[Story]]:
    return imagine(Policy(), now=NOON, seed=seed, tickets=tickets, requesters=requesters)


async def lived(cast: Cast, stories: Iterable[Story]) -> MemoryDesk:
    return await live(Policy(), cast, stories, OneLine(), NOON, lambda *_: None)
