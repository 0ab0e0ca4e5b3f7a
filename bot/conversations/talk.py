"""What a conversation has in hand while it answers one turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards import Card
from bot.turns import Reply
from feedback.people import Person
from feedback.reasons import Classifier
from feedback.unit_of_work import UnitOfWork
from feedback.updates import Drafter

Replies = Sequence[Reply]


class Answers(Protocol):
    """A manager's words in, a card out; numbers only ever come from here."""

    async def answer(self, words: str, now: datetime) -> Card: ...

    async def computation(self, words: str, now: datetime) -> Card: ...

    async def at_a_glance(self, now: datetime) -> Card:
        """How this month goes, in a few small numbers."""
        ...


class CountFirst(Exception):
    """What a manager asked, on its way out of the unit of work, which it undoes.

    Counting can take a while, and nobody should wait for their turn to write meanwhile: the
    numbers are read outside, and the answer is posted in a unit of work of its own.
    """

    def __init__(self, words: str, now: datetime, *, computation: bool = False) -> None:
        super().__init__("a manager's question")
        self.words = words
        self.now = now
        self.computation = computation


@dataclass(frozen=True, slots=True)
class Tools:
    drafter: Drafter
    classifier: Classifier
    answers: Answers


@dataclass(frozen=True, slots=True)
class Talk:
    """One turn's world: the open unit of work, who is speaking, and the tools."""

    work: UnitOfWork
    person: Person
    tools: Tools

    @property
    def now(self) -> datetime:
        return self.work.now


def one(card: Card, slot: str | None = None, *, ticket_id: str | None = None) -> Replies:
    return (Reply(card, slot, ticket_id),)
