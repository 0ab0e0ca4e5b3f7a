"""One allowance per person for what reaches them unasked."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from feedback.contact_budget import be_quiet, count, welcome_at
from feedback.people import Person
from feedback.records import ContactKind
from tests.feedback.desk import DAY, HOUR, JANE, Desk

QUIET = replace(JANE, quiet_from=time(9), quiet_until=time(11))


async def welcome(desk: Desk, person: Person, kind: ContactKind) -> datetime:
    async with desk.begin() as work:
        return await welcome_at(work, person, kind)


async def contacted(desk: Desk, times: int, kind: ContactKind = ContactKind.HUMAN_UPDATE) -> None:
    async with desk.begin() as work:
        for _ in range(times):
            await count(work, JANE, kind, work.now)


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (ContactKind.HUMAN_UPDATE, False),
        (ContactKind.FOLLOW_UP, False),
        (ContactKind.RECEIPT, True),
        (ContactKind.WORK, True),
        (ContactKind.CLOSING_CHECK, True),
        (ContactKind.INVITATION, True),
    ],
)
async def test_in_quiet_hours_only_humans_pass(
    desk: Desk, kind: ContactKind, *, waits: bool
) -> None:
    at = await welcome(desk, QUIET, kind)
    assert at == desk.clock() + (2 * HOUR if waits else 0 * HOUR)


async def test_questions_come_in_working_time_on_the_persons_own_clock(desk: Desk) -> None:
    desk.clock.turn(12 * HOUR)  # 21:00 in Berlin, 15:00 in New York
    there = replace(JANE, time_zone="America/New_York")
    assert await welcome(desk, there, ContactKind.INVITATION) == desk.clock()
    assert await welcome(desk, JANE, ContactKind.INVITATION) == datetime(2026, 3, 5, 7, tzinfo=UTC)
    assert await welcome(desk, JANE, ContactKind.RECEIPT) == desk.clock()


async def test_on_a_weekend_they_wait_for_monday(desk: Desk) -> None:
    desk.clock.turn(3 * DAY)
    assert await welcome(desk, JANE, ContactKind.CLOSING_CHECK) == datetime(
        2026, 3, 9, 7, tzinfo=UTC
    )


async def test_a_question_waits_for_an_hour_that_is_neither_quiet_nor_closed(desk: Desk) -> None:
    desk.clock.turn(12 * HOUR)  # 21:00 in Berlin; quiet until 11:00, and the desk opens at 8:00
    late_riser = replace(JANE, quiet_from=time(23), quiet_until=time(11))
    at = await welcome(desk, late_riser, ContactKind.INVITATION)
    assert at == datetime(2026, 3, 5, 10, tzinfo=UTC)


async def test_who_sleeps_while_the_desk_is_open_is_asked_when_they_get_up(desk: Desk) -> None:
    night_shift = replace(JANE, quiet_from=time(7), quiet_until=time(19))
    evening = datetime(2026, 3, 4, 18, tzinfo=UTC)
    assert await welcome(desk, night_shift, ContactKind.CLOSING_CHECK) == evening
    desk.clock.turn(evening - desk.clock())
    assert await welcome(desk, night_shift, ContactKind.CLOSING_CHECK) == desk.clock()


async def test_a_full_day_holds_no_more_questions(desk: Desk) -> None:
    await contacted(desk, 5)
    assert await welcome(desk, JANE, ContactKind.INVITATION) == desk.clock()
    await contacted(desk, 1)
    assert await welcome(desk, JANE, ContactKind.INVITATION) == desk.clock() + DAY
    assert await welcome(desk, JANE, ContactKind.HUMAN_UPDATE) == desk.clock()


async def test_work_news_does_not_count(desk: Desk) -> None:
    await contacted(desk, 20, ContactKind.WORK)
    assert await welcome(desk, JANE, ContactKind.INVITATION) == desk.clock()


async def test_quiet_hours_are_a_persons_own_choice(desk: Desk) -> None:
    async with desk.begin() as work:
        quiet = await be_quiet(work, JANE, time(22), time(7))
        assert await work.people.get("jane") == quiet
        loud = await be_quiet(work, quiet, None, None)
    assert loud == JANE
