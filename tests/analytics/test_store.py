from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from analytics.periods import Grain, Period, containing
from analytics.rollups import SCORES, Cell
from analytics.store import COUNTS, Counts, Slice, rebuild, tally, verify
from feedback.policy import Policy
from feedback.ratings import unlink
from feedback.records import InvitationState
from feedback.store import Store, open_store
from tests.analytics.samples import a_year, invitation, rating, technician
from tests.doubles import Clock, Ids

BERLIN = ZoneInfo("Europe/Berlin")
YEAR = Period(date(2026, 1, 1), date(2026, 11, 19))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    async with open_store(url, Policy(), clock=Clock(), new_id=Ids(), tally=tally(BERLIN)) as store:
        yield store


async def test_kept_counts_are_what_the_records_say(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.load(a_year(ratings=60))
        assert await verify(store.reader, BERLIN) == {}


async def test_a_revised_and_an_erased_rating_leave_no_trace(database_url: str) -> None:
    first, second = rating(3, date(2026, 5, 4), team="Network"), rating(9, date(2026, 5, 5))
    async with opened(database_url) as store:
        counts = Counts(store.reader, BERLIN)
        async with store.desk.begin() as work:
            await work.ratings.add(first, second)
        async with store.desk.begin() as work:
            await work.ratings.put(replace(first, score=10, comment="Now it works."))
            await work.ratings.remove(second.id)
        assert await counts.total(SCORES, Slice(YEAR)) == {
            "score:3": 0,
            "score:10": 1,
            "score:9": 0,
        }
        assert await verify(store.reader, BERLIN) == {}


async def test_an_unlinked_rating_is_counted_in_its_week_and_where_many_were_asked(
    database_url: str,
) -> None:
    asked = [invitation(InvitationState.ASKED, date(2026, 5, 6)) for _ in range(5)]
    mine = replace(rating(3, date(2026, 5, 7)), service="VPN", team="Network")
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.ratings.add(mine)
            await work.invitations.add(*(replace(each, service="VPN") for each in asked))
        async with store.desk.begin() as work:
            await unlink(work, mine)
        counts = Counts(store.reader, BERLIN)
        week = Slice(Period(date(2026, 5, 4), date(2026, 5, 5)))
        assert await counts.total(SCORES, week) == {"score:3": 1}
        assert await counts.split(SCORES, week, "service") == {"VPN": {"score:3": 1}}
        by_team = await counts.split(SCORES, Slice(YEAR), "team")
        assert not any(sums["score:3"] for sums in by_team.values())
        assert await verify(store.reader, BERLIN) == {}


async def test_what_fails_is_not_counted(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        with pytest.raises(RuntimeError, match="power cut"):
            await rate_and_fail(store)
        assert await Counts(store.reader, BERLIN).total(SCORES, Slice(YEAR)) == {}


async def rate_and_fail(store: Store) -> None:
    async with store.desk.begin() as work:
        await work.ratings.add(rating(3, date(2026, 5, 4)))
        raise RuntimeError("power cut")


async def test_verify_finds_what_is_wrong_and_rebuild_mends_it(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.load(a_year(ratings=10))
        async with store.writer.begin() as connection:
            await connection.execute(
                update(COUNTS)
                .where(COUNTS.c.cuboid == "all", COUNTS.c.measure == "invitation:eligible")
                .values(n=COUNTS.c.n + 1)
            )
        wrong = await verify(store.reader, BERLIN)
        assert {cell.measure for cell in wrong} == {"invitation:eligible"}
        assert all(kept == counted + 1 for kept, counted in wrong.values())
        assert all(isinstance(cell, Cell) for cell in wrong)
        await rebuild(store.writer, BERLIN)
        assert await verify(store.reader, BERLIN) == {}


async def test_several_dimensions_are_counted_from_the_records(database_url: str) -> None:
    """The single dimension by both ways, and the rest by the slow one: they must agree."""
    async with opened(database_url) as store:
        await store.load(a_year(ratings=80))
        counts = Counts(store.reader, BERLIN)
        for period in (YEAR, Period(date(2026, 2, 10), date(2026, 8, 20))):
            quick = await counts.split(SCORES, Slice(period), "team")
            both = {"service": ("VPN", "SAP"), "team": tuple(quick)}
            slow = await counts.split(SCORES, Slice(period, both), "team")
            everything = {"service": tuple((await counts.names())["service"])}
            same = await counts.split(SCORES, Slice(period, everything), "team")
            assert same == quick
            assert sum(map(total_of, slow.values())) == total_of(
                await counts.total(SCORES, Slice(period, {"service": ("VPN", "SAP")}))
            )


def total_of(sums: object) -> int:
    assert isinstance(sums, dict)
    return sum(sums.values())


async def test_a_series_adds_up_to_its_total(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.load(a_year(ratings=80))
        counts = Counts(store.reader, BERLIN)
        for where in ({}, {"team": ("Network",)}, {"team": ("Network",), "service": ("VPN",)}):
            of = Slice(Period(date(2026, 2, 10), date(2026, 8, 20)), where)
            whole = await counts.total(SCORES, of)
            for grain in get_args(Grain):
                series = await counts.series(SCORES, of, grain)
                assert sum(sum(sums.values()) for sums in series.values()) == sum(whole.values())


async def test_a_filter_on_reasons_counts_only_who_named_one(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.load(a_year(ratings=80))
        counts = Counts(store.reader, BERLIN)
        slow = await counts.total(("factor:slow",), Slice(YEAR))
        named = await counts.total(SCORES, Slice(YEAR, factors=("slow",)))
        assert sum(named.values()) == slow["factor:slow"] > 0


async def test_comments_come_newest_first_and_without_a_name(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        await store.load(
            rating(4, date(2026, 5, day), comment=f"day {day}", team="Network") for day in (3, 1, 2)
        )
        await store.load([rating(9, date(2026, 5, 4)), rating(9, date(2026, 6, 4), comment="June")])
        may = Slice(containing(date(2026, 5, 1), "month"))
        found = await Counts(store.reader, BERLIN).words(may, limit=2)
        assert [(one.score, one.words) for one in found] == [(4, "day 3"), (4, "day 2")]


async def test_names_come_from_the_desk_s_own_data(database_url: str) -> None:
    async with opened(database_url) as store:
        counts = Counts(store.reader, BERLIN)
        assert (await counts.names())["team"] == ()
        await store.load(
            [
                invitation(InvitationState.ASKED, date(2026, 5, 1), team="Night crew"),
                technician("Sam Okoro"),
            ]
        )
        assert (await counts.names())["team"] == ("Night crew",)
        assert await counts.people_at_work() == ("Sam Okoro",)
