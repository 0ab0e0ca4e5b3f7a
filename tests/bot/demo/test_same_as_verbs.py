"""The quick path is the slow path: a year lived in memory and loaded, or lived on the database."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from analytics.store import COUNTS, tally, verify
from bot.demo.memory import MemoryDesk
from bot.demo.people import Cast
from bot.demo.play import Play
from bot.demo.story import Called, Change, Checked, Moved, Replied, Story
from feedback.policy import Policy
from feedback.records import (
    Fixed,
    InvitationState,
    LoopState,
    PromiseState,
    Rating,
    SkipReason,
    Status,
    Ticket,
    Visibility,
)
from feedback.store import Store, open_store
from feedback.unit_of_work import Desk
from tests.bot.demo.desks import NOON, OneLine, imagined
from tests.databases import url_of
from tests.doubles import Clock, Ids

BERLIN = ZoneInfo("Europe/Berlin")
SHELVES = (
    "people",
    "addresses",
    "identities",
    "tickets",
    "ticket_events",
    "cycles",
    "drafts",
    "updates",
    "replies",
    "promises",
    "closing_checks",
    "invitations",
    "ratings",
    "loops",
    "contacts",
    "timers",
)

Shelves = Mapping[str, list[object]]


async def test_both_ways_hold_the_same_records_and_the_same_counts(
    database_url: str, migrated_file: Path, tmp_path: Path
) -> None:
    cast, stories = an_eventful_year()

    async with a_store(database_url) as slow:
        async with slow.desk.begin() as work:
            await work.people.add(*cast.everybody)
            await work.addresses.add(*cast.addresses)
            await work.identities.add(*cast.identities)
        await live_it(slow.desk, cast, stories)
        by_verbs, counted_by_verbs = await everything(slow), await counts(slow)

    another = tmp_path / "loaded.sqlite"
    shutil.copyfile(migrated_file, another)
    async with a_store(url_of(another)) as quick:
        ids = Ids()
        memory = MemoryDesk(Policy(), lambda _: ids())
        await memory.work.people.add(*cast.everybody)
        await memory.work.addresses.add(*cast.addresses)
        await memory.work.identities.add(*cast.identities)
        await live_it(memory, cast, stories)
        await quick.load(memory.work.records())
        loaded, counted = await everything(quick), await counts(quick)
        assert await verify(quick.reader, BERLIN) == {}

    for shelf in SHELVES:
        assert loaded[shelf] == by_verbs[shelf], shelf
    assert counted == counted_by_verbs
    a_lot_happened(by_verbs)


def an_eventful_year() -> tuple[Cast, list[Story]]:
    """A few stories of each kind that there is, and several of one person who calls often."""
    cast, stories = imagined(700)
    often, _ = Counter(story.requester_id for story in stories).most_common(1)[0]
    kinds: list[Callable[[Story], bool]] = [
        lambda story: story.requester_id == often,
        lambda story: has(story, Moved),
        lambda story: has(story, Called),
        lambda story: has(story, Replied),
        lambda story: has_status(story, Status.CANCELLED),
        lambda story: has_status(story, Status.WAITING_REQUESTER),
        lambda story: has_answer(story, Fixed.NOT_YET),
        lambda story: has_answer(story, Fixed.CANT_TELL),
        lambda story: any(len(each.follow_ups) > 0 for each in story.opinions.values()),
        lambda story: any(
            each.follow_ups and not each.follow_ups[0].put_right for each in story.opinions.values()
        ),
        lambda story: any(each.comment for each in story.opinions.values()),
        lambda story: story.happenings[-1].at > NOON,
    ]
    chosen = {story.number for kind in kinds for story in [s for s in stories if kind(s)][-4:]}
    return cast, [story for story in stories if story.number in chosen]


def has(story: Story, kind: type[object]) -> bool:
    return any(isinstance(happening, kind) for happening in story.happenings)


def has_status(story: Story, status: Status) -> bool:
    return any(isinstance(each, Change) and each.status is status for each in story.happenings)


def has_answer(story: Story, fixed: Fixed) -> bool:
    return any(isinstance(each, Checked) and each.fixed is fixed for each in story.happenings)


async def live_it(desk: Desk, cast: Cast, stories: list[Story]) -> None:
    people = {person.id: person for person in cast.everybody}
    play = Play(desk, stories, people, OneLine())
    while await play.step(NOON) is not None:
        pass


@asynccontextmanager
async def a_store(url: str) -> AsyncIterator[Store]:
    async with open_store(
        url, Policy(), clock=Clock(NOON), new_id=Ids(), tally=tally(BERLIN)
    ) as store:
        yield store


async def everything(store: Store) -> Shelves:
    async with store.desk.begin() as work:
        held = {shelf: await getattr(work, shelf).find() for shelf in SHELVES}
    held["ratings"] = sorted(map(without_chance, held["ratings"]), key=repr)
    return held


def without_chance(rating: Rating) -> Rating:
    """Who unlinks their rating gets an id for it that nobody can foresee."""
    return replace(rating, id="") if rating.visibility is Visibility.UNLINKED else rating


async def counts(store: Store) -> set[tuple[object, ...]]:
    """Cells that went back to nothing may stay as zeros: they mean the same as none."""
    async with store.reader.connect() as connection:
        return {tuple(row) for row in await connection.execute(select(COUNTS)) if row.n}


def a_lot_happened(held: Shelves) -> None:
    """Equal is worth something only if there was something to differ in."""

    def seen(shelf: str, field: str) -> set[object]:
        return {getattr(record, field) for record in held[shelf]}

    assert {PromiseState.KEPT, PromiseState.MISSED} <= seen("promises", "state")
    assert seen("promises", "times_moved") > {0}
    assert {Fixed.YES, Fixed.NOT_YET} <= seen("closing_checks", "answer")
    assert seen("closing_checks", "times_asked") == {1, 2}
    assert {InvitationState.ANSWERED, InvitationState.SKIPPED} <= seen("invitations", "state")
    assert SkipReason.ASKED_RECENTLY in seen("invitations", "skip_reason")
    assert {LoopState.PUT_RIGHT} <= seen("loops", "state")
    assert max(map(cycle_of, held["tickets"])) > 1
    assert {Status.CLOSED, Status.CANCELLED, Status.IN_PROGRESS} <= seen("tickets", "status")
    assert held["timers"]
    assert seen("ratings", "inferred") > {()}


def cycle_of(ticket: object) -> int:
    assert isinstance(ticket, Ticket)
    return ticket.cycle
