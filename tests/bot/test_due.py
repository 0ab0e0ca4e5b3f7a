"""What is due once: timers, each exactly once, and what nobody needs any more."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog

from bot.housekeeping import EVERY, KEEP, Housekeeping
from bot.scheduler import PUT_OFF, fire_due
from feedback.records import RawEvent, Status, TimerKind
from feedback.store.migrations.backup import back_up
from feedback.timers import remind
from tests.feedback.desk import DAY, HOUR, TOM, Desk, open_desk


async def test_every_due_timer_is_fired_once_however_many_there_are(sqlite_url: str) -> None:
    async with open_desk(sqlite_url) as desk:
        await resolved(desk, *(f"t{number}" for number in range(7)))
        assert await fire_due(desk.store.desk, limit=3) == 7
        assert await fire_due(desk.store.desk, limit=3) == 0
        async with desk.begin() as work:
            assert await work.invitations.count() == 7


async def test_a_timer_that_fails_is_put_off_and_holds_up_nobody(sqlite_url: str) -> None:
    async with open_desk(sqlite_url) as desk:
        await resolved(desk, "t1", "t2", "t3")
        async with desk.begin() as work:
            bad = await work.tickets.get("t2")
            assert bad is not None
            await work.tickets.put(replace(bad, requester_id="tom"))
            await work.people.put(replace(TOM, time_zone="Mars/Olympus"))
        with structlog.testing.capture_logs() as logged:
            assert await fire_due(desk.store.desk) == 2
        assert [entry["event"] for entry in logged] == ["timer_batch_failed", "timer_failed"]
        assert await desk.timers() == {"invitation:t2": desk.clock() + PUT_OFF}
        async with desk.begin() as work:
            await work.people.put(TOM)
        desk.clock.turn(PUT_OFF)
        assert await fire_due(desk.store.desk) == 1


async def resolved(desk: Desk, *ids: str) -> None:
    """Tickets of Jane's whose survey is due now; she is asked about one, for the gap between two."""
    for id_ in ids:
        ticket = await desk.ticket(id=id_, status=Status.RESOLVED, resolved_at=desk.clock())
        async with desk.begin() as work:
            await remind(work, TimerKind.INVITATION, ticket.id, work.now)


async def test_once_an_hour_what_is_old_is_let_go(sqlite_url: str) -> None:
    async with open_desk(sqlite_url) as desk:
        tidy = Housekeeping(desk.store, desk.clock)
        await read_an_event(desk, "old")
        desk.clock.turn(KEEP)
        await read_an_event(desk, "new")
        await tidy()
        assert await kept(desk) == ["new"]
        desk.clock.turn(KEEP)
        await tidy()
        assert await kept(desk) == []
        await read_an_event(desk, "ancient", age=2 * KEEP)
        desk.clock.turn(EVERY - timedelta(seconds=1))
        await tidy()
        assert await kept(desk) == ["ancient"], "not yet again"
        desk.clock.turn(HOUR)
        await tidy()
        assert await kept(desk) == []


async def test_copies_from_before_an_update_go_after_their_time(
    sqlite_url: str, tmp_path: Path
) -> None:
    """They hold everybody who has been erased since."""
    async with open_desk(sqlite_url) as desk:
        tidy = Housekeeping(desk.store, desk.clock, keep_copies=7 * DAY)
        copy = back_up(tmp_path / "desk.sqlite", "0002")
        assert copy is not None
        made = desk.clock().timestamp()
        os.utime(copy, (made, made))
        assert await desk.store.copies() == {copy: desk.clock()}
        desk.clock.turn(7 * DAY)
        await tidy()
        assert copy.exists()
        desk.clock.turn(HOUR)
        await tidy()
        assert await desk.store.copies() == {}
        assert (tmp_path / "desk.sqlite").exists()


async def read_an_event(desk: Desk, id_: str, age: timedelta = timedelta(0)) -> None:
    async with desk.begin() as work:
        at = work.now - age
        await work.raw_events.add(
            RawEvent(id=id_, source="rt5", received_at=at, body=b"{}", handled_at=at)
        )


async def kept(desk: Desk) -> list[str]:
    async with desk.begin() as work:
        return [raw.id for raw in await work.raw_events.find()]
