"""One rating per question, corrected in time, explained in one's own words, and unlinked on request."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedback import loops, ratings
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import LoopCalledOff, LoopOpened, RatingGiven, RatingRevised
from feedback.reasons import Factor
from feedback.records import (
    Invitation,
    InvitationState,
    Rating,
    Visibility,
)
from feedback.unit_of_work import UnitOfWork
from tests.feedback.desk import DAY, JANE, MINUTE, SAM, TOM, Desk, ReadsSlow


@pytest.fixture(autouse=True)
async def invited(desk: Desk) -> None:
    async with desk.begin() as work:
        await work.invitations.add(
            Invitation(
                id="i1",
                ticket_id="t1",
                requester_id="jane",
                cycle=1,
                asked_at=desk.clock(),
                probability=0.5,
                technician_id="sam",
                service="VPN",
                team="Network",
            )
        )


async def rated(desk: Desk, score: int) -> Rating:
    async with desk.begin() as work:
        return await ratings.rate(work, "i1", JANE, score)


async def explained(desk: Desk, **why: object) -> Rating:
    async with desk.begin() as work:
        return await ratings.explain(work, ReadsSlow(), "i1", JANE, **why)  # type: ignore[arg-type]  # by name


async def everything(desk: Desk) -> list[Rating]:
    async with desk.begin() as work:
        return await work.ratings.find()


async def test_whom_and_what_is_rated_was_fixed_when_we_asked(desk: Desk) -> None:
    await desk.ticket(technician_id="eve", service="Mail")
    rating = await rated(desk, 8)
    assert (rating.technician_id, rating.service, rating.team) == ("sam", "VPN", "Network")
    assert rating.probability == 0.5
    async with desk.begin() as work:
        invitation = await work.invitations.get("i1")
    assert invitation is not None
    assert invitation.state is InvitationState.ANSWERED
    assert await desk.told() == [RatingGiven(rating.id)]


async def test_twice_the_same_press_is_one_rating(desk: Desk) -> None:
    first = await rated(desk, 8)
    assert await rated(desk, 8) == first
    assert len(await desk.told()) == 1


async def test_a_slip_is_corrected_within_ten_minutes_and_not_later(desk: Desk) -> None:
    await rated(desk, 1)
    desk.clock.turn(10 * MINUTE)
    revised = await rated(desk, 9)
    assert (revised.score, revised.revised_at) == (9, desk.clock())
    assert "loop_open:" + revised.id not in await desk.timers()
    desk.clock.turn(MINUTE)
    with pytest.raises(TooLate):
        await rated(desk, 10)
    assert [rating.score for rating in await everything(desk)] == [9]
    assert await desk.told() == [RatingGiven(revised.id), RatingRevised(revised.id)]


async def test_an_unhappy_one_is_followed_up_after_the_window(desk: Desk) -> None:
    rating = await rated(desk, 6)
    assert (await desk.timers())[f"loop_open:{rating.id}"] == desk.clock() + 10 * MINUTE


async def test_what_is_ticked_and_what_is_read_are_never_mixed(desk: Desk) -> None:
    await rated(desk, 7)
    rating = await explained(
        desk, ticked=[Factor.UNINFORMED], comment="  it took ages ", lost_minutes=60
    )
    assert rating.ticked == (Factor.UNINFORMED,)
    assert rating.inferred == (Factor.SLOW,)
    assert rating.factors == {Factor.UNINFORMED, Factor.SLOW}
    assert (rating.comment, rating.tone, rating.lost_minutes) == ("it took ages", -1, 60)

    again = await explained(desk, ticked=[Factor.SLOW])
    assert (again.comment, again.inferred, again.tone) == (None, (), None)


async def test_reasons_are_welcome_for_a_week(desk: Desk) -> None:
    await rated(desk, 7)
    desk.clock.turn(7 * DAY)
    await explained(desk, comment="late, but here it is")
    desk.clock.turn(MINUTE)
    with pytest.raises(TooLate):
        await explained(desk, comment="too late")


async def test_what_cannot_be_is_refused(desk: Desk) -> None:
    for score in (-1, 11):
        with pytest.raises(Unusable):
            await rated(desk, score)
    with pytest.raises(NotFound):
        await explained(desk, comment="before any number")
    await rated(desk, 7)
    for minutes in (-1, 2401):
        with pytest.raises(Unusable):
            await explained(desk, lost_minutes=minutes)
    with pytest.raises(Unusable):
        await explained(desk, comment="x" * 20_001)
    async with desk.begin() as work:
        with pytest.raises(NotYours):
            await ratings.rate(work, "i1", TOM, 9)
        with pytest.raises(NotFound):
            await ratings.rate(work, "gone", JANE, 9)


async def test_a_question_taken_back_is_not_answered(desk: Desk) -> None:
    for state, refusal in (
        (InvitationState.WITHDRAWN, TooLate),
        (InvitationState.SKIPPED, NotFound),
    ):
        async with desk.begin() as work:
            await work.invitations.put(
                Invitation(
                    id="i2",
                    ticket_id="t1",
                    requester_id="jane",
                    cycle=2,
                    asked_at=desk.clock(),
                    state=state,
                )
            )
            with pytest.raises(refusal):
                await ratings.rate(work, "i2", JANE, 9)


async def test_unlinked_keeps_the_number_and_the_week_and_nothing_else(desk: Desk) -> None:
    first = await rated(desk, 2)
    await desk.told()
    unlinked = await explained(
        desk, comment="nobody listened", visibility=Visibility.UNLINKED, lost_minutes=60
    )
    assert await everything(desk) == [unlinked]
    assert unlinked.id != first.id
    assert len(unlinked.id) == 32
    assert (unlinked.score, unlinked.lost_minutes) == (2, 60)
    assert unlinked.rated_at == datetime(2026, 3, 2, 11, tzinfo=UTC), "Monday noon in Berlin"
    for thread in ("invitation_id", "ticket_id", "requester_id", "technician_id", "revised_at"):
        assert getattr(unlinked, thread) is None
    assert (unlinked.service, unlinked.team) == (None, None), "nobody else was asked about these"
    assert not [name for name in await desk.timers() if name.startswith("loop")]
    assert await desk.told() == [], "nobody hears of an unlinked rating"

    with pytest.raises(TooLate, match="unlink"):
        await rated(desk, 9)


@pytest.mark.parametrize(
    ("others", "service", "team", "priority"),
    [
        (3, None, None, None),
        (4, "VPN", None, "high"),
    ],
)
async def test_unlinked_is_about_what_many_were_asked_about(
    desk: Desk, others: int, service: str | None, team: str | None, priority: str | None
) -> None:
    """Many share the service, as many the priority with it, few the team; long ago is no crowd."""
    async with desk.begin() as work:
        mine = replace(await the_invitation(work), priority="high")
        await work.invitations.put(mine)
        for number in range(others):
            other = replace(mine, id=f"o{number}", requester_id=f"p{number}", team="Field")
            long_ago = replace(other, id=f"l{number}", asked_at=mine.asked_at - 30 * DAY)
            never_asked = replace(other, id=f"n{number}", state=InvitationState.SKIPPED)
            await work.invitations.add(other, long_ago, never_asked)
    await rated(desk, 2)
    unlinked = await explained(desk, visibility=Visibility.UNLINKED)
    assert (unlinked.service, unlinked.team, unlinked.priority) == (service, team, priority)


async def test_unlinked_two_crowds_never_meet_in_one_person(desk: Desk) -> None:
    """Many share the service and many the team, but nobody else both."""
    async with desk.begin() as work:
        mine = await the_invitation(work)
        for number in range(8):
            other = replace(mine, id=f"o{number}", requester_id=f"p{number}")
            await work.invitations.add(
                replace(other, team="Field") if number % 2 else replace(other, service="Mail")
            )
    await rated(desk, 2)
    unlinked = await explained(desk, visibility=Visibility.UNLINKED)
    assert (unlinked.service, unlinked.team) == ("VPN", None)


async def the_invitation(work: UnitOfWork) -> Invitation:
    invitation = await work.invitations.get("i1")
    assert invitation is not None
    return invitation


async def test_unlinking_calls_an_open_follow_up_off(desk: Desk) -> None:
    await desk.ticket()
    rating = await rated(desk, 2)
    desk.clock.turn(11 * MINUTE)
    async with desk.begin() as work:
        loop = await loops.open_for(work, rating.id)
    assert loop is not None
    await explained(desk, visibility=Visibility.UNLINKED)
    async with desk.begin() as work:
        assert await work.loops.find() == [], "it would tell who was unhappy"
    assert (await desk.told())[-2:] == [
        LoopOpened(loop.id),
        LoopCalledOff(loop.id, "t1", "sam", in_round="0"),
    ]
    assert f"loop_due:{loop.id}" not in await desk.timers()


async def test_unlinking_an_ended_follow_up_goes_without_a_word(desk: Desk) -> None:
    await desk.ticket()
    rating = await rated(desk, 2)
    desk.clock.turn(11 * MINUTE)
    async with desk.begin() as work:
        loop = await loops.open_for(work, rating.id)
        assert loop is not None
        await loops.follow_up(work, loop.id, SAM, "I'm sorry")
        await loops.end(work, loop.id, JANE, put_right=True)
    await desk.told()
    await explained(desk, visibility=Visibility.UNLINKED)
    async with desk.begin() as work:
        assert await work.loops.find() == []
    assert await desk.told() == []
