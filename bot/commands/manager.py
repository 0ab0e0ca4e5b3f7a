"""A manager's question on the command line: understood as a plan, or answered with its number."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from analytics.vocabulary import Vocabulary
from bot.cards import Card
from bot.demo.names import VOCABULARY
from bot.settings import Settings
from bot.wiring import open_answers, open_records
from feedback.store.engine import file_of


async def known_names(settings: Settings, now: datetime) -> Vocabulary:
    """The desk's own; where there is no desk yet, those of the demo's."""
    file = file_of(settings.database.url)
    if file is not None and not file.exists():
        return Vocabulary(VOCABULARY)
    async with open_records(settings) as store:
        vocabulary = await open_answers(settings, store).vocabulary(now)
    return vocabulary if any(vocabulary.names.values()) else Vocabulary(VOCABULARY)


async def answers(settings: Settings, questions: Iterable[str], now: datetime) -> Sequence[Card]:
    async with open_records(settings) as store:
        manager = open_answers(settings, store)
        return [await manager.answer(question, now) for question in questions]
