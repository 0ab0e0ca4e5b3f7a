"""An unhappy rating gets an owner, a time, and an ending that the person confirms."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from feedback import directory, loops
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import LoopEnded, LoopFollowedUp, LoopOpened, LoopOverdue
from feedback.records import Loop, LoopState, Rating
from tests.feedback.desk import DORA, EVE, HOUR, JANE, MINUTE, SAM, TOM, Desk


async def opened(desk: Desk, **more: object) -> Loop | None:
    rating = Rating(
        id="r1",
        invitation_id="i1",
        ticket_id="t1",
        requester_id="jane",
        technician_id="sam",
        score=3,
        rated_at=desk.clock(),
    )
    async with desk.begin() as work:
        await work.ratings.put(replace(rating, **more))  # type: ignore[arg-type]  # by name
        return await loops.open_for(work, "r1")


async def the_loop(desk: Desk) -> Loop:
    async with desk.begin() as work:
        (loop,) = await work.loops.find()
    return loop


async def test_owner_and_due_time(desk: Desk) -> None:
    loop = await opened(desk)
    assert loop is not None
    assert loop.owner_id == "sam"
    assert loop.due_at == desk.clock() + 8 * HOUR, "a working day, from nine to five"
    assert await desk.told() == [LoopOpened(loop.id)]
    assert await opened(desk) is None, "once per rating"


async def test_it_is_due_at_a_time_that_people_say_in_the_owners_own_hours(desk: Desk) -> None:
    async with desk.begin() as work:
        await work.people.put(replace(SAM, time_zone="America/Chicago"))
    desk.clock.turn(26 * MINUTE)  # 2:26 in Chicago
    loop = await opened(desk)
    assert loop is not None
    due = loop.due_at.astimezone(ZoneInfo("America/Chicago"))
    assert f"{due:%A %H:%M}" == "Wednesday 16:00"

    desk.clock.turn(7 * HOUR)  # 9:26 in Chicago
    async with desk.begin() as work:
        assert await loops.due_by(work, "sam") == desk.clock() + 8 * HOUR + 4 * MINUTE


async def test_none_for_the_content_the_unlinked_and_the_vanished(desk: Desk) -> None:
    assert await opened(desk, score=7) is None
    assert await opened(desk, requester_id=None, ticket_id=None) is None
    async with desk.begin() as work:
        assert await loops.open_for(work, "gone") is None


async def test_where_the_technician_cannot_be_reached_a_dispatcher_follows_up(desk: Desk) -> None:
    async with desk.begin() as work:
        await directory.lose(work, "web", "sam")
    loop = await opened(desk)
    assert loop is not None
    assert loop.owner_id == "dora"


async def test_the_dispatcher_with_the_fewest_in_hand(desk: Desk) -> None:
    async with desk.begin() as work:
        await work.people.put(replace(DORA, id="dan", name="Dan Fox"))
        await work.loops.put(
            Loop(
                id="other",
                rating_id="r0",
                ticket_id="t0",
                requester_id="tom",
                owner_id="dan",
                opened_at=desk.clock(),
                due_at=desk.clock(),
            )
        )
        assert await loops.who_follows_up(work, None) == "dora"
        assert await loops.who_follows_up(work, "sam") == "sam"


async def test_followed_up_by_the_owner_or_a_dispatcher(desk: Desk) -> None:
    loop = await opened(desk)
    assert loop is not None
    async with desk.begin() as work:
        with pytest.raises(NotYours):
            await loops.follow_up(work, loop.id, EVE, "hello")
        for words in (" ", "x" * 20_001):
            with pytest.raises(Unusable):
                await loops.follow_up(work, loop.id, SAM, words)
        followed = await loops.follow_up(work, loop.id, DORA, "I'm sorry")
        with pytest.raises(TooLate):
            await loops.follow_up(work, loop.id, DORA, "once more")
        with pytest.raises(NotFound):
            await loops.follow_up(work, "gone", SAM, "hello")
    assert (followed.owner_id, followed.note) == ("dora", "I'm sorry")
    assert f"loop_due:{loop.id}" not in await desk.timers()
    assert (await desk.told())[-1] == LoopFollowedUp(loop.id)


async def test_only_the_person_ends_it(desk: Desk) -> None:
    loop = await opened(desk)
    assert loop is not None
    async with desk.begin() as work:
        with pytest.raises(TooLate):
            await loops.end(work, loop.id, JANE, put_right=True)
        await loops.follow_up(work, loop.id, SAM, "I'm sorry")
        with pytest.raises(NotYours):
            await loops.end(work, loop.id, TOM, put_right=True)
        with pytest.raises(TooLate):
            await loops.recover(work, loop.id, JANE, 9)
        ended = await loops.end(work, loop.id, JANE, put_right=True)
        assert await loops.end(work, loop.id, JANE, put_right=False) == ended
        with pytest.raises(Unusable):
            await loops.recover(work, loop.id, JANE, 11)
        recovered = await loops.recover(work, loop.id, JANE, 9)
    assert (recovered.state, recovered.recovery_score) == (LoopState.PUT_RIGHT, 9)
    assert (await desk.told())[-1] == LoopEnded(loop.id)


async def test_a_no_goes_to_another_person_and_a_second_no_is_the_honest_end(desk: Desk) -> None:
    loop = await opened(desk)
    assert loop is not None
    async with desk.begin() as work:
        await loops.follow_up(work, loop.id, SAM, "I'm sorry")
        again = await loops.end(work, loop.id, JANE, put_right=False)
        assert (again.state, again.owner_id) == (LoopState.OPEN, "dora")
        await loops.follow_up(work, loop.id, DORA, "So are we")
        ended = await loops.end(work, loop.id, JANE, put_right=False)
    assert (ended.state, ended.times_followed_up) == (LoopState.NOT_PUT_RIGHT, 2)


async def test_overdue_is_told_once(desk: Desk) -> None:
    loop = await opened(desk)
    assert loop is not None
    await desk.told()
    desk.clock.turn_to(loop.due_at)
    async with desk.begin() as work:
        await loops.overdue(work, loop.id)
        await loops.overdue(work, loop.id)
        await loops.overdue(work, "gone")
    assert await desk.told() == [LoopOverdue(loop.id)]
    assert (await the_loop(desk)).overdue_at == desk.clock()


async def test_called_off_nothing_is_followed_up_any_more(desk: Desk) -> None:
    loop = await opened(desk)
    assert loop is not None
    async with desk.begin() as work:
        await loops.cancel(work, "r1")
        with pytest.raises(NotFound, match="can't find that follow-up"):
            await loops.follow_up(work, loop.id, SAM, "I'm sorry")
        with pytest.raises(NotFound, match="can't find that follow-up"):
            await loops.end(work, loop.id, JANE, put_right=True)
    assert f"loop_due:{loop.id}" not in await desk.timers()
