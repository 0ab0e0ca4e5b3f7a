"""Notes, drafts and replies."""

from dataclasses import replace

import pytest

from feedback import updates
from feedback.errors import NotAllowed, NotFound, NotYours, TooLate, Unusable
from feedback.events import GraceExhausted, RequesterReplied, UpdatePosted
from feedback.records import PromiseState, Via
from tests.feedback.desk import DAY, EVE, HOUR, JANE, MINUTE, SAM, TOM, Desk, drafter


async def test_the_words_are_kept_as_written_and_as_sent(desk: Desk) -> None:
    await desk.ticket()
    update = await desk.says("swapping the dock", due=desk.clock() + HOUR)
    assert (update.words, update.message) == ("swapping the dock", "Hi Jane, swapping the dock")
    assert update.via is Via.CHAT
    assert await desk.told() == [UpdatePosted(update.id)]


async def test_a_human_word_is_remembered_on_the_ticket(desk: Desk) -> None:
    await desk.ticket()
    first_at = desk.clock()
    await desk.says("hello")
    desk.clock.turn(HOUR)
    await desk.says("still here")
    ticket = await desk.the_ticket()
    assert ticket.first_response_at == first_at
    assert ticket.last_human_word_at == desk.clock()
    assert ticket.updates_without_progress == 2


async def test_grace_ends_with_the_third_update_and_is_told_once(desk: Desk) -> None:
    await desk.ticket()
    told = []
    for _ in range(5):
        await desk.says("still looking into it")
        told.append(GraceExhausted("t1") in await desk.told())
    assert told == [False, False, True, False, False]


async def test_sending_twice_sends_once(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        draft = await updates.read_note(work, drafter(), ticket, SAM, "hello")
        first = await updates.send(work, draft.id, SAM)
        assert await updates.send(work, draft.id, SAM) == first
        with pytest.raises(TooLate):
            await updates.drop(work, draft.id, SAM)
        assert await work.updates.count() == 1


async def test_a_draft_grows_old(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        old = await updates.read_note(work, drafter(), ticket, SAM, "hello")
        due = await updates.read_note(work, drafter(desk.clock() + HOUR), ticket, SAM, "by then")
    desk.clock.turn(HOUR)
    async with desk.begin() as work:
        with pytest.raises(TooLate, match="has passed meanwhile"):
            await updates.send(work, due.id, SAM)
    desk.clock.turn(2 * DAY)
    async with desk.begin() as work:
        with pytest.raises(TooLate, match="days old"):
            await updates.send(work, old.id, SAM)
        assert await work.updates.count() == 0


async def test_a_draft_is_its_writers_own(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        draft = await updates.read_note(work, drafter(), ticket, SAM, "hello")
        with pytest.raises(NotYours):
            await updates.send(work, draft.id, EVE)
        await updates.drop(work, draft.id, SAM)
        with pytest.raises(TooLate):
            await updates.send(work, draft.id, SAM)
        with pytest.raises(NotFound):
            await updates.send(work, "gone", SAM)


async def test_notes_have_words_and_an_end(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        for words in ("", " \n", "x" * (updates.LONGEST_NOTE + 1)):
            with pytest.raises(Unusable):
                await updates.read_note(work, drafter(), ticket, SAM, words)
        await updates.read_note(work, drafter(), ticket, SAM, "x" * updates.LONGEST_NOTE)
        with pytest.raises(NotAllowed):
            await updates.read_note(work, drafter(), ticket, JANE, "hello")


async def test_moving_a_promise_is_one_message_with_one_new_time(desk: Desk) -> None:
    await desk.ticket()
    due = desk.clock() + HOUR
    await desk.says("On it", due=due)
    async with desk.begin() as work:
        (promise,) = await work.promises.find()
        with pytest.raises(Unusable):
            await updates.move_promise(work, drafter(), promise.id, SAM, "no time in it")
    desk.clock.turn(50 * MINUTE)
    async with desk.begin() as work:
        await updates.move_promise(work, drafter(due + HOUR), promise.id, SAM, "later")
        (moved,) = await work.promises.find()
        assert (moved.state, moved.due_at) == (PromiseState.OPEN, due + HOUR)
        assert await work.updates.count() == 2


async def test_a_refused_move_leaves_nothing_behind(desk: Desk) -> None:
    await desk.ticket()
    due = desk.clock() + HOUR
    await desk.says("On it", due=due)
    desk.clock.turn(2 * HOUR)
    async with desk.begin() as work:
        (promise,) = await work.promises.find()

    async def move() -> None:
        async with desk.begin() as work:
            later = drafter(desk.clock() + HOUR)
            await updates.move_promise(work, later, promise.id, SAM, "later")

    with pytest.raises(TooLate):
        await move()
    async with desk.begin() as work:
        assert await work.updates.count() == 1
        assert await work.drafts.count(settled_at=None) == 0


async def test_words_of_ours_wait_for_a_press(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        draft = await updates.prepare(work, ticket, SAM, "I'm sorry I'm late.")
        assert await work.updates.count() == 0
        update = await updates.send(work, draft.id, SAM)
    assert update.message == "I'm sorry I'm late."


async def test_replies_are_the_requesters_own(desk: Desk) -> None:
    ticket = await desk.ticket()
    async with desk.begin() as work:
        reply = await updates.reply(work, ticket, JANE, "on the third floor")
        with pytest.raises(NotYours):
            await updates.reply(work, ticket, TOM, "me too")
        for words in ("", "x" * (updates.LONGEST_NOTE + 1)):
            with pytest.raises(Unusable):
                await updates.reply(work, ticket, JANE, words)
    assert await desk.told() == [RequesterReplied(reply.id)]


async def test_tickets_are_found_by_key_in_any_case(desk: Desk) -> None:
    await desk.ticket()
    async with desk.begin() as work:
        assert (await updates.ticket_by_key(work, "inc-42")).id == "t1"
        with pytest.raises(NotFound):
            await updates.ticket_by_key(work, "INC-43")


async def test_the_reader_of_a_note_gets_whole_names(desk: Desk) -> None:
    """Half a name can't be told from a whole one, nor whose half it is."""
    await desk.ticket()
    async with desk.begin() as work:
        await work.people.put(replace(JANE, name="Lim Boon Keat"))
        note = await updates.note_of(work, await updates.known_ticket(work, "t1"), SAM, "on it")
    assert (note.requester_name, note.technician_name) == ("Lim Boon Keat", "Sam Baker")
