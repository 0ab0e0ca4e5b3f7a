"""What a ticket is about goes with its promise, its question, the answer and the follow-up."""

from dataclasses import fields, replace

from feedback import loops, ratings, surveys
from feedback.records import WHAT, Attribution, Status
from tests.feedback.desk import DAY, JANE, MINUTE, Desk


def everything(of: Attribution) -> dict[str, object]:
    return {field.name: getattr(of, field.name) for field in fields(Attribution)}


async def test_the_whole_of_it_goes_along_and_nothing_else(desk: Desk) -> None:
    ticket = await desk.ticket(**{name: f"some {name}" for name in WHAT})
    other = await desk.ticket(id="t2", title="Another", service="Mail", technician_id=None)
    assert other.about(ticket) == replace(ticket, id="t2", title="Another")


async def test_from_the_ticket_to_the_follow_up(desk: Desk) -> None:
    ticket = await desk.ticket(**{name: f"some {name}" for name in WHAT})
    await desk.says("Back tomorrow", due=desk.clock() + DAY)
    await desk.ticket(**{**everything(ticket), "status": Status.RESOLVED})
    async with desk.begin() as work:
        (promise,) = await work.promises.find()
        invitation = await surveys.invite(work, ticket.id)
        assert invitation is not None
        rating = await ratings.rate(work, invitation.id, JANE, 2)
    desk.clock.turn(11 * MINUTE)
    async with desk.begin() as work:
        loop = await loops.open_for(work, rating.id)
    assert loop is not None
    for each in (promise, invitation, rating, loop):
        assert everything(each) == everything(ticket)
