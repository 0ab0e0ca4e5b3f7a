"""Is it really fixed? Asked once per resolution, answered by the one who knows."""

import pytest

from feedback import closing
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import ClosingAnswered, ClosingAsked, ClosingWithdrawn, RequesterReplied
from feedback.records import ClosingCheck, Fixed, Status
from tests.feedback.desk import DAY, HOUR, JANE, MINUTE, TOM, Desk


async def asked(desk: Desk) -> ClosingCheck:
    ticket = await desk.resolved()
    async with desk.begin() as work:
        check = await closing.ask(work, ticket)
    assert check is not None
    assert await desk.told() == [ClosingAsked(check.id)]
    return check


async def answered(desk: Desk, check: ClosingCheck, fixed: Fixed) -> ClosingCheck:
    async with desk.begin() as work:
        return await closing.answer(work, check.id, JANE, fixed)


async def test_once_per_resolution(desk: Desk) -> None:
    check = await asked(desk)
    async with desk.begin() as work:
        (ticket,) = await work.tickets.find()
        assert await closing.ask(work, ticket) is None
    assert (check.technician_id, check.cycle) == ("sam", 1)


async def test_yes_closes_and_the_survey_comes_an_hour_later(desk: Desk) -> None:
    check = await asked(desk)
    await answered(desk, check, Fixed.YES)
    ticket = await desk.the_ticket()
    assert (ticket.status, ticket.closed_at) == (Status.CLOSED, desk.clock())
    assert (await desk.timers())["invitation:t1"] == desk.clock() + HOUR


async def test_unanswered_it_counts_as_closed_after_a_day(desk: Desk) -> None:
    await asked(desk)
    assert (await desk.timers())["invitation:t1"] == desk.clock() + 25 * HOUR


async def test_the_same_answer_twice_is_one_answer(desk: Desk) -> None:
    check = await asked(desk)
    for fixed in (Fixed.CANT_TELL, Fixed.YES):
        await answered(desk, check, fixed)
        await desk.told()
        await answered(desk, check, fixed)
        assert await desk.told() == []


async def test_not_yet_begins_a_new_cycle_and_nothing_is_asked(desk: Desk) -> None:
    check = await asked(desk)
    await answered(desk, check, Fixed.NOT_YET)
    ticket = await desk.the_ticket()
    assert (ticket.status, ticket.cycle, ticket.reopen_count) == (Status.IN_PROGRESS, 2, 1)
    timers = await desk.timers()
    assert "invitation:t1" not in timers
    assert "silence:t1" in timers
    async with desk.begin() as work:
        with pytest.raises(TooLate, match="open again"):
            await closing.answer(work, check.id, JANE, Fixed.YES)


async def test_a_ticket_that_was_called_off_needs_no_answer(desk: Desk) -> None:
    check = await asked(desk)
    await desk.ticket(status=Status.CANCELLED)
    async with desk.begin() as work:
        with pytest.raises(TooLate, match="called off"):
            await closing.answer(work, check.id, JANE, Fixed.YES)


async def test_only_the_requester_knows(desk: Desk) -> None:
    check = await asked(desk)
    async with desk.begin() as work:
        with pytest.raises(NotYours):
            await closing.answer(work, check.id, TOM, Fixed.YES)
        with pytest.raises(NotYours):
            await closing.explain(work, check.id, TOM, "no")
        with pytest.raises(NotFound):
            await closing.answer(work, "gone", JANE, Fixed.YES)


async def test_why_not_is_kept_with_the_ticket(desk: Desk) -> None:
    check = await asked(desk)
    await answered(desk, check, Fixed.NOT_YET)
    await desk.told()
    async with desk.begin() as work:
        told = await closing.explain(work, check.id, JANE, "It still drops")
        (reply,) = await work.replies.find()
        for words in ("  ", "x" * 20_001):
            with pytest.raises(Unusable):
                await closing.explain(work, check.id, JANE, words)
    assert told.why_not == reply.words == "It still drops"
    assert await desk.told() == [RequesterReplied(reply.id)]


async def test_cant_tell_is_asked_once_more(desk: Desk) -> None:
    check = await asked(desk)
    await answered(desk, check, Fixed.CANT_TELL)
    assert (await desk.timers())[f"closing_again:{check.id}"] == desk.clock() + DAY
    await desk.told()
    desk.clock.turn(DAY)
    async with desk.begin() as work:
        await closing.ask_again(work, check.id)
    assert await desk.told() == [ClosingAsked(check.id)]

    again = await answered(desk, check, Fixed.CANT_TELL)
    assert (again.times_asked, again.asked_at) == (2, check.asked_at)
    async with desk.begin() as work:
        await closing.ask_again(work, "gone")
    assert await desk.told() == [ClosingAnswered(check.id)]


async def test_answered_meanwhile_it_is_not_asked_again(desk: Desk) -> None:
    check = await asked(desk)
    await answered(desk, check, Fixed.CANT_TELL)
    await answered(desk, check, Fixed.YES)
    assert f"closing_again:{check.id}" not in await desk.timers()


async def test_closed_elsewhere_the_question_is_taken_back_but_not_yet_still_counts(
    desk: Desk,
) -> None:
    check = await asked(desk)
    ticket = await desk.ticket(status=Status.CLOSED, closed_at=desk.clock())
    async with desk.begin() as work:
        await closing.closed_elsewhere(work, ticket)
    assert await desk.told() == [ClosingWithdrawn(check.id)]
    assert (await desk.timers())["invitation:t1"] == desk.clock() + HOUR

    await answered(desk, check, Fixed.NOT_YET)
    assert (await desk.the_ticket()).status is Status.IN_PROGRESS


async def test_at_night_the_question_waits_and_may_never_be_asked(desk: Desk) -> None:
    desk.clock.turn(13 * HOUR)
    ticket = await desk.resolved()
    async with desk.begin() as work:
        check = await closing.ask(work, ticket)
    assert check is not None
    assert await desk.told() == []
    morning = desk.clock() + 10 * HOUR
    assert (await desk.timers())[f"closing_again:{check.id}"] == morning

    desk.clock.turn_to(morning)
    async with desk.begin() as work:
        await closing.ask_again(work, check.id)
    assert await desk.told() == [ClosingAsked(check.id)]
    assert (await desk.timers())["invitation:t1"] == morning + 25 * HOUR


async def test_somebody_who_is_only_being_looked_for_is_asked_once_they_are_found(
    desk: Desk,
) -> None:
    async with desk.begin() as work:
        (contact,) = await work.addresses.find(person_id="jane")
        await work.addresses.remove(contact.id)
    ticket = await desk.resolved()
    async with desk.begin() as work:
        check = await closing.ask(work, ticket)
    assert check is not None
    again = f"closing_again:{check.id}"
    for minutes in (5, 10, 20, 40):
        assert await desk.told() == []
        assert desk.clock() + 5 * MINUTE <= (await desk.timers())[again]
        desk.clock.turn_to(check.asked_at + minutes * MINUTE)
        assert (await desk.timers())[again] == desk.clock()
        async with desk.begin() as work:
            await closing.ask_again(work, check.id)

    async with desk.begin() as work:
        await work.addresses.put(contact)
        await closing.ask_again(work, check.id)
    assert await desk.told() == [ClosingAsked(check.id)]


async def test_somebody_who_is_nowhere_to_be_found_is_not_looked_for_forever(desk: Desk) -> None:
    async with desk.begin() as work:
        (contact,) = await work.addresses.find(person_id="jane")
        await work.addresses.remove(contact.id)
    ticket = await desk.resolved()
    async with desk.begin() as work:
        check = await closing.ask(work, ticket)
        assert check is not None
    desk.clock.turn(DAY)
    async with desk.begin() as work:
        await closing.ask_again(work, check.id)
    assert await desk.told() == [ClosingAsked(check.id)], "whoever hears it finds nobody"


async def test_never_asked_is_taken_back_without_a_word(desk: Desk) -> None:
    desk.clock.turn(13 * HOUR)
    ticket = await desk.resolved()
    async with desk.begin() as work:
        await closing.ask(work, ticket)
        await closing.withdraw(work, ticket.id)
    assert await desk.told() == []
    assert not [name for name in await desk.timers() if name.startswith("closing")]
