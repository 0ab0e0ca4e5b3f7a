"""The ledger: kept, moved in good time, or missed and owned up to."""

import pytest

from feedback import promises
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import PromiseEscalated, PromiseMissed, PromiseMoved, PromiseNear
from feedback.people import Person
from feedback.records import Promise, PromiseState
from tests.feedback.desk import DORA, EVE, HOUR, MINUTE, SAM, Desk


async def promised(desk: Desk, hours: float = 6) -> Promise:
    await desk.ticket()
    await desk.says("On it", due=desk.clock() + hours * HOUR)
    await desk.told()
    (promise,) = await ledger(desk)
    return promise


async def ledger(desk: Desk) -> list[Promise]:
    async with desk.begin() as work:
        return await work.promises.find(order_by="made_at")


async def test_a_promise_remembers_whom_and_what_it_is_about(desk: Desk) -> None:
    promise = await promised(desk)
    assert promise.technician_id == "sam"
    assert (promise.service, promise.team) == ("VPN", "Network")
    assert promise.first_due_at == promise.due_at
    assert (
        await desk.timers()
        | {
            f"promise_near:{promise.id}": promise.due_at - 20 * MINUTE,
            f"promise_due:{promise.id}": promise.due_at,
        }
        == await desk.timers()
    )


async def test_what_is_due_already_cannot_be_promised(desk: Desk) -> None:
    ticket = await desk.ticket()
    update = await desk.says("On it")
    async with desk.begin() as work:
        with pytest.raises(Unusable):
            await promises.make(work, ticket, update, desk.clock(), "now")


async def test_a_word_shortly_before_it_is_due_keeps_it(desk: Desk) -> None:
    await promised(desk)
    desk.clock.turn(4.5 * HOUR)
    await desk.says("Here is what I found")
    (promise,) = await ledger(desk)
    assert (promise.state, promise.settled_at) == (PromiseState.KEPT, desk.clock())
    assert not [name for name in await desk.timers() if name.startswith("promise")]


async def test_still_on_it_long_before_does_not_keep_it(desk: Desk) -> None:
    await promised(desk)
    desk.clock.turn(2 * HOUR)
    await desk.says("Still on it")
    assert [p.state for p in await ledger(desk)] == [PromiseState.OPEN]


async def test_a_later_time_long_before_moves_it(desk: Desk) -> None:
    first = await promised(desk)
    desk.clock.turn(2 * HOUR)
    await desk.says("Not today", due=first.due_at + 20 * HOUR)
    (promise,) = await ledger(desk)
    assert promise.due_at == first.due_at + 20 * HOUR
    assert promise.first_due_at == first.due_at
    assert (promise.times_moved, promise.state) == (1, PromiseState.OPEN)
    assert PromiseMoved(promise.id) in await desk.told()


async def test_the_same_time_again_is_the_same_promise(desk: Desk) -> None:
    first = await promised(desk)
    desk.clock.turn(HOUR)
    await desk.says("As I said", due=first.due_at)
    assert await ledger(desk) == [first]


async def test_an_earlier_word_stands_beside_the_later_promise(desk: Desk) -> None:
    first = await promised(desk)
    desk.clock.turn(HOUR)
    await desk.says("I'll ring before", due=first.due_at - 2 * HOUR)
    later, earlier = sorted(await ledger(desk), key=lambda promise: promise.made_at)
    assert later == first
    assert (earlier.state, earlier.due_at) == (PromiseState.OPEN, first.due_at - 2 * HOUR)


async def test_the_end_of_the_matter_keeps_everything(desk: Desk) -> None:
    promise = await promised(desk)
    desk.clock.turn(MINUTE)
    async with desk.begin() as work:
        await promises.heard_from(work, promise.ticket_id, new_time=False, finished=True)
    assert [p.state for p in await ledger(desk)] == [PromiseState.KEPT]


async def test_missed_told_and_escalated(desk: Desk) -> None:
    promise = await promised(desk)
    desk.clock.turn_to(promise.due_at)
    async with desk.begin() as work:
        await promises.near(work, promise.id)
        await promises.due(work, promise.id)
        await promises.due(work, promise.id)
    assert await desk.told() == [PromiseNear(promise.id), PromiseMissed(promise.id)]
    assert (await desk.timers())[f"promise_escalate:{promise.id}"] == promise.due_at + 30 * MINUTE

    async with desk.begin() as work:
        await promises.escalate(work, promise.id)
        await promises.escalate(work, promise.id)
    assert await desk.told() == [PromiseEscalated(promise.id)]


async def test_whoever_tells_them_is_not_escalated(desk: Desk) -> None:
    promise = await promised(desk)
    desk.clock.turn_to(promise.due_at)
    async with desk.begin() as work:
        await promises.due(work, promise.id)
    desk.clock.turn(MINUTE)
    await desk.says("I'm sorry, I'm late")
    await desk.told()
    async with desk.begin() as work:
        await promises.escalate(work, promise.id)
    assert await desk.told() == []
    (settled,) = await ledger(desk)
    assert settled.state is PromiseState.MISSED, "an apology does not make it kept"
    assert settled.requester_told_at == desk.clock()


async def test_a_timer_that_is_early_or_late_changes_nothing(desk: Desk) -> None:
    promise = await promised(desk)
    async with desk.begin() as work:
        await promises.due(work, promise.id)
        await promises.due(work, "gone")
        await promises.near(work, "gone")
        await promises.escalate(work, promise.id)
    assert await ledger(desk) == [promise]
    assert await desk.told() == []


async def test_a_word_that_comes_late_by_the_timer_alone_is_late(desk: Desk) -> None:
    """The heartbeat may lag: what was not said by then is missed all the same."""
    promise = await promised(desk)
    desk.clock.turn_to(promise.due_at + MINUTE)
    async with desk.begin() as work:
        with pytest.raises(TooLate):
            await promises.keep(work, promise.id, SAM)
    await desk.says("Here I am")
    (settled,) = await ledger(desk)
    assert (settled.state, settled.requester_told_at) == (PromiseState.MISSED, desk.clock())


async def test_moving_is_for_a_new_time_to_come(desk: Desk) -> None:
    promise = await promised(desk)
    async with desk.begin() as work:
        with pytest.raises(Unusable):
            await promises.move(work, promise.id, SAM, desk.clock(), "now")
        with pytest.raises(Unusable):
            await promises.move(work, promise.id, SAM, promise.due_at, "the same")
        moved = await promises.move(work, promise.id, SAM, promise.due_at + HOUR, "later")
    assert (moved.times_moved, moved.first_due_at) == (1, promise.due_at)
    async with desk.begin() as work:
        await promises.keep(work, promise.id, SAM)
        with pytest.raises(TooLate):
            await promises.move(work, promise.id, SAM, promise.due_at + 2 * HOUR, "later")


@pytest.mark.parametrize(("by", "may"), [(SAM, True), (DORA, True), (EVE, False)])
async def test_whose_it_is_to_keep(desk: Desk, by: Person, *, may: bool) -> None:
    promise = await promised(desk)
    async with desk.begin() as work:
        if may:
            await promises.keep(work, promise.id, by)
        else:
            with pytest.raises(NotYours):
                await promises.keep(work, promise.id, by)


async def test_whoever_has_the_ticket_now_may_keep_it(desk: Desk) -> None:
    promise = await promised(desk)
    await desk.ticket(technician_id="eve")
    async with desk.begin() as work:
        kept = await promises.keep(work, promise.id, EVE)
        assert await promises.keep(work, promise.id, EVE) == kept
        assert kept.technician_id == "sam", "who made it is who made it"


async def test_nobody_waits_for_a_ticket_that_was_called_off(desk: Desk) -> None:
    promise = await promised(desk)
    async with desk.begin() as work:
        await promises.release(work, promise.ticket_id)
        with pytest.raises(TooLate):
            await promises.keep(work, promise.id, SAM)
        with pytest.raises(NotFound):
            await promises.keep(work, "gone", SAM)
    assert [p.state for p in await ledger(desk)] == [PromiseState.RELEASED]
    assert not [name for name in await desk.timers() if name.startswith("promise")]
