"""Whoever asks for numbers is shown that they are being counted, and nobody else is shown anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.actions import AskQuestion, ShowMine
from bot.turns import Pressed, Said
from tests.house import TestHouse

QUESTION = "How happy were people last month?"


@dataclass
class Shown:
    """What was shown meanwhile, and how many answers were on their way when it was taken away."""

    house: TestHouse
    words: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def __call__(self, words: str) -> AsyncIterator[None]:
        self.words.append(words)
        yield
        self.waiting.append(len(await self.house.store.lanes.claim(10)))


async def test_a_question_is_counted_until_its_answer_is_on_its_way(house: TestHouse) -> None:
    shown = Shown(house)
    await house.router.hear(Said(house.address("max"), QUESTION, "once", meanwhile=shown))
    assert (shown.words, shown.waiting) == (["is counting…"], [1])


async def test_a_question_that_is_pressed_is_counted_too(house: TestHouse) -> None:
    shown = Shown(house)
    turn = Pressed(house.address("max"), AskQuestion(QUESTION), "once", meanwhile=shown)
    await house.hears(turn)
    assert shown.words == ["is counting…"]


async def test_what_is_answered_at_once_shows_nothing(house: TestHouse) -> None:
    shown = Shown(house)
    await house.hears(Said(house.address("sam"), "mine", "one", meanwhile=shown))
    await house.hears(Pressed(house.address("sam"), ShowMine(), "two", meanwhile=shown))
    await house.hears(Said(house.address("max"), "we did", "three", meanwhile=shown))
    assert shown.words == []
