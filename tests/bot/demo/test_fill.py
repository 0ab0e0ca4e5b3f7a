"""A filled desk is in the middle of a day: each of the four people finds something to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from analytics.store import tally, verify
from bot.channels.web.send import WebChannel
from bot.channels.web.store import WebLines
from bot.delivery import Delivery
from bot.demo.fill import Filled, fill
from bot.demo.people import DORA, JANE, MAX, SAM
from bot.notifications import Notifications
from feedback.board import board
from feedback.errors import FeedbackError
from feedback.hours import standard_calendar
from feedback.ids import sortable_id
from feedback.people import Role
from feedback.policy import Policy
from feedback.records import (
    InvitationState,
    LoopState,
    PromiseState,
    Status,
    TimerKind,
)
from feedback.store import Store, open_store
from feedback.store.tables import OUTBOX
from feedback.unit_of_work import AtLeast
from tests.bot.demo.desks import OneLine
from tests.doubles import Clock

BERLIN = ZoneInfo("Europe/Berlin")
A_BREATH = timedelta(minutes=8)
"""While Sam picks up one ticket and says his first word, nothing else is told."""
MOMENTS = {
    "tuesday noon": datetime(2026, 11, 24, 12, 0, 30, tzinfo=UTC),
    "monday, first thing": datetime(2026, 11, 23, 7, 10, tzinfo=UTC),
    "late at night": datetime(2026, 11, 24, 23, 40, tzinfo=UTC),
    "deep in the night": datetime(2026, 11, 25, 4, 5, tzinfo=UTC),
    "saturday": datetime(2026, 11, 21, 15, 0, tzinfo=UTC),
    "sunday evening": datetime(2026, 11, 22, 21, 30, tzinfo=UTC),
    "new year's day": datetime(2027, 1, 1, 10, 0, tzinfo=UTC),
    "end of february": datetime(2028, 2, 29, 16, 59, tzinfo=UTC),
}


@pytest.fixture(params=list(MOMENTS.values()), ids=list(MOMENTS))
def now(request: pytest.FixtureRequest) -> datetime:
    moment: datetime = request.param
    return moment


@asynccontextmanager
async def filled(url: str, now: datetime, tickets: int = 40) -> AsyncIterator[tuple[Store, Filled]]:
    policy = Policy(calendar=standard_calendar(holidays=frozenset({date(2027, 1, 1)})))
    async with open_store(
        url, policy, clock=Clock(now), new_id=sortable_id, tally=tally(BERLIN)
    ) as store:
        done = await fill(
            store,
            now=now,
            tickets=tickets,
            requesters=20,
            classifier=OneLine(),
            tell=lambda desk: Notifications(desk, store.news).tell_due(),
        )
        yield store, done


async def test_jane_sam_and_dora_have_something_to_do_at_any_hour(
    sqlite_url: str, now: datetime
) -> None:
    async with filled(sqlite_url, now) as (store, _), store.desk.begin() as work:
        lately = AtLeast(now - timedelta(days=14))
        mine = await work.tickets.find(requester_id=JANE, technician_id=SAM, created_at=lately)
        vpn = next(ticket for ticket in mine if ticket.title.startswith("VPN drops"))
        (soon,) = await work.promises.find(ticket_id=vpn.id, state=PromiseState.OPEN)
        assert now < soon.due_at <= now + timedelta(hours=1)
        watch = await work.timers.find(ref=soon.id, order_by="due_at")
        assert [timer.kind for timer in watch] == [
            TimerKind.PROMISE_NEAR,
            TimerKind.PROMISE_DUE,
        ]

        (solved,) = [ticket for ticket in mine if ticket.title.startswith("Outlook")]
        assert solved.status is Status.RESOLVED
        (check,) = await work.closing_checks.find(ticket_id=solved.id)
        assert check.answer is None
        assert check.withdrawn_at is None
        asked = await work.invitations.find(
            requester_id=JANE, state=InvitationState.ASKED, asked_at=lately
        )
        assert [each.ticket_id for each in asked] == [
            ticket.id for ticket in mine if ticket.title.startswith("Stripes")
        ]

        (loop,) = await work.loops.find(owner_id=SAM, opened_at=lately, state=LoopState.OPEN)
        assert loop.opened_at <= now
        seen = await board(work)
        assert [promise.technician_id for promise in seen.missed] == [SAM]
        assert soon in seen.due_soon
        assert "SAP report is empty since the weekend" in {t.title for t in seen.silent}
        assert loop in seen.loops


async def test_what_was_said_stands_in_their_chats_already(sqlite_url: str, now: datetime) -> None:
    async with filled(sqlite_url, now) as (store, _):
        letters = await posted(store)
        for_jane = [letter for letter in letters if letter.person_id == JANE]
        assert all(letter.due_at <= now for letter in for_jane)
        assert [letter.slot.split(":")[0] for letter in for_jane if letter.slot].count(
            "closing"
        ) == 1
        assert any(letter.slot and letter.slot.startswith("invitation") for letter in for_jane)
        for_sam = {
            (letter.slot or "").split(":")[0] for letter in letters if letter.person_id == SAM
        }
        assert {"follow-up", "missed"} <= for_sam
        assert "hello" not in for_sam
        assert any(letter.person_id == DORA for letter in letters)
        assert not await store.news.due(10)


async def test_each_line_of_the_web_chat_bears_the_time_it_was_said(
    sqlite_url: str, now: datetime
) -> None:
    async with filled(sqlite_url, now) as (store, _):
        lines = WebLines(store.writer, Clock(now), store.reader)
        channel = WebChannel(lines, lambda _: None)
        await Delivery(store.lanes, {"web": channel}, store.desk).deliver_due()
        hers = await lines.latest(JANE, 100)
        said = [line.at for line in hers]
        assert said == sorted(said)
        assert said[0] < now - timedelta(hours=20)
        assert said[-1] <= now
        async with store.desk.begin() as work:
            told = await work.updates.find(requester_id=JANE, posted_at=AtLeast(said[0]))
        assert len(told) > 3
        for update in told:
            assert any(timedelta() <= at - update.posted_at < A_BREATH for at in said)


async def test_it_tells_what_it_did_and_counts_what_it_wrote(sqlite_url: str) -> None:
    async with filled(sqlite_url, MOMENTS["tuesday noon"], tickets=90) as (store, done):
        assert done.tickets == 90
        assert done.personas == {
            "requester": JANE,
            "technician": SAM,
            "dispatcher": DORA,
            "manager": MAX,
        }
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 90
            assert await work.people.count() == done.people
            for role, id_ in done.personas.items():
                person = await work.people.get(id_)
                assert person is not None
                assert person.is_a(Role(role))
        assert await verify(store.reader, BERLIN) == {}


async def test_a_desk_where_somebody_lives_is_left_alone(sqlite_url: str) -> None:
    now = MOMENTS["tuesday noon"]
    async with filled(sqlite_url, now) as (store, done):
        with pytest.raises(FeedbackError, match="leaves it alone"):
            await fill(store, now=now, tickets=40, classifier=OneLine())
        async with store.desk.begin() as work:
            assert await work.tickets.count() == done.tickets


async def posted(store: Store) -> list[Any]:
    async with store.reader.connect() as connection:
        return list(await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))
