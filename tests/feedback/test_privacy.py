"""What is kept is shown, and erased on request without breaking the numbers."""

import json

import pytest
from sqlalchemy import text

from feedback import closing, loops, privacy, ratings, surveys, updates
from feedback.errors import NotAllowed
from feedback.outbox import Outgoing
from feedback.records import Fixed, PromiseState, Visibility
from tests.feedback.desk import DAY, HOUR, JANE, MINUTE, SAM, Desk, ReadsSlow

SECRET = "pelican"
"""Stands in everything that Jane says or is told."""


async def lived(desk: Desk) -> None:
    """A ticket with everything that can be kept of a person."""
    await desk.ticket(title=f"My {SECRET}")
    await desk.says(f"About the {SECRET}", due=desk.clock() + DAY)
    ticket = await desk.resolved(title=f"My {SECRET}")
    async with desk.begin() as work:
        await updates.reply(work, ticket, JANE, f"It is a {SECRET}")
        check = await closing.ask(work, ticket)
        assert check is not None
        await closing.answer(work, check.id, JANE, Fixed.YES)
        invitation = await surveys.invite(work, ticket.id)
        assert invitation is not None
        rating = await ratings.rate(work, invitation.id, JANE, 2)
        await ratings.explain(work, ReadsSlow(), invitation.id, JANE, comment=f"Poor {SECRET}")
    desk.clock.turn(11 * MINUTE)
    async with desk.begin() as work:
        loop = await loops.open_for(work, rating.id)
        assert loop is not None
        await loops.follow_up(work, loop.id, SAM, f"Sorry about the {SECRET}")
        for number, due in enumerate((work.now, work.now + HOUR)):
            await work.post(
                Outgoing(
                    key=f"m{number}",
                    lane="web:jane",
                    channel="web",
                    user="jane",
                    place="jane",
                    person_id="jane",
                    payload={"title": f"Dear {SECRET}"},
                    due_at=due,
                )
            )


async def everything_kept(desk: Desk) -> str:
    """Every table, word for word."""
    found = []
    async with desk.store.reader.connect() as connection:
        tables = await connection.scalars(
            text("select name from sqlite_master where type = 'table'")
        )
        for table in list(tables):
            rows = await connection.execute(text(f'select * from "{table}"'))
            found += [json.dumps([str(value) for value in row]) for row in rows]
    return "\n".join(found)


async def test_what_is_kept(desk: Desk) -> None:
    await lived(desk)
    async with desk.begin() as work:
        kept = await privacy.kept(work, JANE)
    assert (kept.tickets, kept.updates, kept.replies) == (1, 1, 1)
    assert (kept.ratings, kept.comments, kept.follow_ups) == (1, 1, 1)
    assert kept.channels == ("web",)


async def test_erased_no_word_and_no_name_is_left_anywhere(desk: Desk) -> None:
    await lived(desk)
    assert SECRET in await everything_kept(desk)
    async with desk.begin() as work:
        await privacy.erase(work, JANE)
    left = await everything_kept(desk)
    for word in (SECRET, "Jane Doe", "jane@example.org"):
        assert word not in left


async def test_the_numbers_hold_and_lead_nowhere(desk: Desk) -> None:
    await lived(desk)
    async with desk.begin() as work:
        (before,) = await work.ratings.find()
        (loop,) = await work.loops.find()
        await privacy.erase(work, JANE)
        (rating,) = await work.ratings.find()
        assert await work.loops.find() == [], "a follow-up tells who was unhappy"
        (promise,) = await work.promises.find()
        assert (rating.score, rating.service) == (2, None)
        assert rating.visibility is Visibility.UNLINKED
        assert rating.id != before.id
        assert (rating.requester_id, rating.ticket_id, rating.invitation_id) == (None, None, None)
        assert promise.state is PromiseState.RELEASED
        assert await work.contacts.count() == 0
    assert not set(await desk.timers()) & {f"promise_due:{promise.id}", f"loop_due:{loop.id}"}


async def test_nobody_who_was_erased_is_asked_anything(desk: Desk) -> None:
    await lived(desk)
    async with desk.begin() as work:
        await privacy.erase(work, JANE)
    await desk.resolved(id="t2", key="INC-43")
    async with desk.begin() as work:
        assert await surveys.invite(work, "t2") is None


async def test_people_of_the_desk_ask_their_admin(desk: Desk) -> None:
    async with desk.begin() as work:
        with pytest.raises(NotAllowed):
            await privacy.erase(work, SAM)
        assert await work.people.get("sam") == SAM
