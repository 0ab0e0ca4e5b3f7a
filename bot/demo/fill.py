"""One call fills an empty database with a desk that has lived for a year and is at work."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Final, Protocol

from bot.demo.memory import MemoryDesk, NewId
from bot.demo.people import DORA, JANE, MAX, SAM, Cast, cast
from bot.demo.play import Play
from bot.demo.present import TICKETS, Tell, play_present, present_stories, where_it_is_day
from bot.demo.story import Story
from bot.demo.year import FIRST_NUMBER, YEAR, a_year, world
from feedback.errors import Unusable
from feedback.policy import Policy
from feedback.reasons import Classifier
from feedback.unit_of_work import Desk

REQUESTERS: Final = 600
AT_ONCE: Final = 400
"""After so many steps the progress is told, and others in this process get a turn."""

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is."""


class Store(Protocol):
    """What is filled: `feedback.store.Store` is one."""

    @property
    def desk(self) -> Desk: ...

    async def load(self, records: Iterable[object]) -> int: ...


@dataclass(frozen=True, slots=True)
class Filled:
    records: int
    """Records loaded at once; those of the last hours come on top."""
    tickets: int
    people: int
    personas: Mapping[str, str]
    """The ids of the four people of the web chat, by role."""


PERSONAS: Final[Mapping[str, str]] = {
    "requester": JANE,
    "technician": SAM,
    "dispatcher": DORA,
    "manager": MAX,
}


async def fill(
    store: Store,
    *,
    now: datetime,
    seed: int = 7,
    tickets: int = 20_000,
    requesters: int = REQUESTERS,
    classifier: Classifier,
    tell: Tell | None = None,
    progress: Progress | None = None,
) -> Filled:
    """A year that ends at `now`: the same for the same `now`, `seed` and sizes, but for the ids of
    unlinked ratings, which nobody can foresee, on purpose.

    The year is lived in memory and loaded; the last hours go through the desk itself. `tell` lets
    people hear of those as they happen; without it the news wait for whoever tells them next.
    A database that holds people already is left alone: that raises `Unusable`.
    """
    async with store.desk.begin() as work:
        if await work.people.count():
            raise Unusable("Somebody lives in this database already, so the demo leaves it alone.")
    if tickets < TICKETS:
        raise Unusable(f"A demo desk has at least {TICKETS} tickets.")
    show = progress or _silently
    policy, now = store.desk.policy, now.astimezone(UTC).replace(microsecond=0)
    people, stories = imagine(policy, now=now, seed=seed, tickets=tickets, requesters=requesters)
    with _no_garbage_collection():
        desk = await live(policy, people, stories, classifier, now, show)
        records = list(desk.work.records())
        loaded = await store.load(_counted(records, show))
    show("Writing it down", len(records), len(records))
    hours = present_stories(people, policy.calendar, now, FIRST_NUMBER + len(stories))
    await play_present(store.desk, hours, people, classifier, now, tell)
    return Filled(
        records=loaded,
        tickets=len(stories) + len(hours),
        people=len(people.everybody),
        personas=PERSONAS,
    )


def imagine(
    policy: Policy, *, now: datetime, seed: int, tickets: int, requesters: int
) -> tuple[Cast, list[Story]]:
    """Who there is, and what has happened to them until now."""
    rng = Random(seed)
    jane_at = where_it_is_day(policy.calendar, now)
    people = cast(rng, requesters=requesters, began=now - YEAR, jane_at=jane_at)
    return people, list(a_year(rng, world(people, now), tickets - TICKETS))


async def live(
    policy: Policy,
    people: Cast,
    stories: Iterable[Story],
    classifier: Classifier,
    until: datetime,
    show: Progress,
) -> MemoryDesk:
    """The year, on a desk in memory."""
    desk = MemoryDesk(policy, in_order())
    await desk.work.people.add(*people.everybody)
    await desk.work.addresses.add(*people.addresses)
    await desk.work.identities.add(*people.identities)
    told = list(stories)
    play = Play(desk, told, {person.id: person for person in people.everybody}, classifier)
    steps = 0
    while await play.step(until) is not None:
        steps += 1
        if steps % AT_ONCE == 0:
            show("Living a year", play.opened, len(told))
            await asyncio.sleep(0)
    show("Living a year", len(told), len(told))
    return desk


def in_order() -> NewId:
    """Ids like `feedback.ids` gives them, the same ones each time: the moment, then a count."""
    given = 0

    def new_id(at: datetime) -> str:
        nonlocal given
        given += 1
        return f"{int(at.timestamp() * 1000):012x}{given:020x}"

    return new_id


def _counted(records: list[object], show: Progress) -> Iterator[object]:
    for count, record in enumerate(records):
        if count % 5000 == 0:
            show("Writing it down", count, len(records))
        yield record


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Hundreds of thousands of records are made and kept: looking through them finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _silently(doing: str, done: int, total: int) -> None:
    """Nobody watches."""
