"""Nobody waits in silence, unless that was agreed."""

from dataclasses import replace

from feedback.board import MOST_SILENT, board, silence
from feedback.events import TicketSilent
from feedback.records import Status
from feedback.silence import expect_a_word, fallen_silent, is_silent
from tests.feedback.desk import DAY, HOUR, JANE, MINUTE, Desk


async def look(desk: Desk) -> list[object]:
    """As the timer does it, which is taken down first."""
    async with desk.begin() as work:
        await work.timers.remove("silence:t1")
        await fallen_silent(work, "t1")
    return list(await desk.told())


async def test_a_working_day_without_a_word_is_too_long(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        await expect_a_word(work, ticket)
    assert (await desk.timers())["silence:t1"] == desk.clock() + 8 * HOUR

    desk.clock.turn(8 * HOUR - MINUTE)
    assert await look(desk) == []
    desk.clock.turn(MINUTE)
    assert await look(desk) == [TicketSilent("t1")]
    # Told once: from now on it stands on the board, until somebody writes.
    assert "silence:t1" not in await desk.timers()
    await desk.says("I'm so sorry")
    assert (await desk.timers())["silence:t1"] == desk.clock() + 22 * HOUR


async def test_every_human_word_starts_the_clock_again(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.turn(7 * HOUR)
    await desk.says("hello")
    await desk.told()
    desk.clock.turn(2 * HOUR)
    assert await look(desk) == []


async def test_nights_and_weekends_are_not_silence(desk: Desk) -> None:
    await desk.ticket()
    desk.clock.turn(8 * HOUR + 10 * MINUTE)
    await desk.says("good night")
    await desk.told()
    desk.clock.turn(16 * HOUR)
    assert await look(desk) == []


async def test_nobody_owes_a_word_while_the_requester_is_asked(desk: Desk) -> None:
    await desk.ticket(status=Status.WAITING_REQUESTER)
    desk.clock.turn(DAY)
    assert await look(desk) == []


async def test_what_is_done_or_gone_is_not_silent(desk: Desk) -> None:
    ticket = await desk.resolved()
    async with desk.begin() as work:
        await expect_a_word(work, replace(ticket, status=Status.IN_PROGRESS))
        await expect_a_word(work, ticket)
        await fallen_silent(work, "gone")
    assert "silence:t1" not in await desk.timers()
    desk.clock.turn(DAY)
    assert await look(desk) == []


async def test_until_a_promised_time_silence_is_what_was_agreed(desk: Desk) -> None:
    await desk.ticket()
    await desk.says("the part comes tomorrow", due=desk.clock() + DAY)
    await desk.told()
    desk.clock.turn(9 * HOUR)
    assert await look(desk) == []
    async with desk.begin() as work:
        assert (await board(work)).silent == ()


async def test_nobody_waits_for_a_word_to_somebody_who_was_forgotten(desk: Desk) -> None:
    await desk.ticket()
    async with desk.begin() as work:
        await work.people.put(replace(JANE, erased_at=work.now))
    desk.clock.turn(9 * HOUR)
    assert await look(desk) == []


async def test_the_board_names_each_ticket_once(desk: Desk) -> None:
    await desk.ticket()
    await desk.says("On it", due=desk.clock() + HOUR)
    desk.clock.turn(9 * HOUR)
    async with desk.begin() as work:
        (promise,) = await work.promises.find()
        seen = await board(work)
    assert seen.due_soon == (promise,)
    assert seen.silent == ()


async def test_the_board_counts_all_that_are_silent_and_names_the_oldest(desk: Desk) -> None:
    """As `is_silent` sees each of them alone."""
    opened = desk.clock()
    for number in range(MOST_SILENT + 6):
        await desk.ticket(
            id=f"t{number:02}", key=f"INC-{number}", created_at=opened + number * MINUTE
        )
    await desk.says("On it", due=opened + 9 * HOUR, ticket="t00")
    await desk.says("Nearly there", ticket="t01")
    desk.clock.turn(8 * HOUR)
    await desk.says("Still there", ticket="t02")
    await desk.ticket(id="t03", status=Status.WAITING_REQUESTER)
    async with desk.begin() as work:
        alone = [t.id for t in await work.tickets.find(order_by="created_at") if is_silent(work, t)]
        seen = await board(work)
    assert "t01" in alone, "a word long ago is no word now"
    assert not {"t02", "t03"} & set(alone)
    named = [id_ for id_ in alone if id_ != "t00"]  # that one is due soon, and named there
    assert [ticket.id for ticket in seen.silent] == named[:MOST_SILENT]
    assert seen.silent_in_all == len(named) == MOST_SILENT + 3


async def test_the_longest_without_a_word_comes_first(desk: Desk) -> None:
    await desk.ticket(id="old")
    desk.clock.turn(HOUR)
    await desk.ticket(id="young", key="INC-43", technician_id="eve")
    desk.clock.turn(HOUR)
    await desk.says("On it", ticket="old")
    desk.clock.turn(2 * DAY)
    async with desk.begin() as work:
        everything, in_all = await silence(work, most=5)
        rest, _ = await silence(work, most=5, skip=1)
        hers, of_hers = await silence(work, most=5, held_by="eve")
    assert ([ticket.id for ticket in everything], in_all) == (["young", "old"], 2)
    assert [ticket.id for ticket in rest] == ["old"]
    assert ([ticket.id for ticket in hers], of_hers) == (["young"], 1)
