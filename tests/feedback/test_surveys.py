"""Whom to ask, when, and when to let people be."""

from dataclasses import replace
from datetime import timedelta

from feedback import directory, surveys
from feedback.events import InvitationSent, InvitationWithdrawn
from feedback.policy import Policy
from feedback.records import Invitation, InvitationState, SkipReason, Status
from tests.feedback.desk import DAY, HOUR, JANE, MINUTE, Desk, open_desk


async def invited(desk: Desk, ticket: str = "t1") -> Invitation | None:
    async with desk.begin() as work:
        return await surveys.invite(work, ticket)


async def test_asked_once_with_everything_it_is_about(desk: Desk) -> None:
    await desk.resolved()
    invitation = await invited(desk)
    assert invitation is not None
    assert (invitation.service, invitation.technician_id) == ("VPN", "sam")
    assert (invitation.state, invitation.probability) == (InvitationState.ASKED, 1.0)
    assert await desk.told() == [InvitationSent(invitation.id)]
    assert await invited(desk) is None


async def test_only_what_is_still_closed_is_asked_about(desk: Desk) -> None:
    for status in (Status.IN_PROGRESS, Status.CANCELLED, Status.WAITING_OTHER):
        await desk.ticket(status=status)
        assert await invited(desk) is None
    assert await invited(desk, "gone") is None
    assert await desk.told() == []


async def test_nobody_is_asked_about_their_own_work(desk: Desk) -> None:
    await desk.resolved(technician_id="jane")
    assert await invited(desk) is None


async def test_why_somebody_was_not_asked_is_written_down(desk: Desk) -> None:
    await desk.resolved()
    async with desk.begin() as work:
        await surveys.mute(work, JANE, muted=True)
    muted = await invited(desk)
    assert muted is not None
    assert (muted.state, muted.skip_reason) == (InvitationState.SKIPPED, SkipReason.MUTED)

    async with desk.begin() as work:
        await surveys.mute(work, JANE, muted=False)
        await directory.lose(work, "web", "jane")
    await desk.resolved(id="t2", key="INC-43")
    unreachable = await invited(desk, "t2")
    assert unreachable is not None
    assert unreachable.skip_reason is SkipReason.UNREACHABLE


async def test_two_weeks_between_two_questions(desk: Desk) -> None:
    await desk.resolved()
    await invited(desk)
    await desk.resolved(id="t2", key="INC-43")
    second = await invited(desk, "t2")
    assert second is not None
    assert second.skip_reason is SkipReason.ASKED_RECENTLY

    desk.clock.turn(14 * DAY + HOUR)
    await desk.resolved(id="t3", key="INC-44")
    third = await invited(desk, "t3")
    assert third is not None
    assert third.state is InvitationState.ASKED


async def test_sampling_is_fixed_for_a_ticket_and_recorded(sqlite_url: str) -> None:
    policy = Policy(sampling=0.3, invitation_gap=timedelta(0))
    async with open_desk(sqlite_url, policy) as desk:
        asked = 0
        for number in range(200):
            desk.clock.turn(MINUTE)
            await desk.resolved(id=f"t{number}", key=f"INC-{number}")
            async with desk.begin() as work:
                invitation = await surveys.invite(work, f"t{number}")
            assert invitation is not None
            assert invitation.probability == 0.3
            asked += invitation.state is InvitationState.ASKED
        assert 40 <= asked <= 80


async def test_at_night_it_waits_for_the_morning(desk: Desk) -> None:
    await desk.resolved()
    desk.clock.turn(13 * HOUR)
    assert await invited(desk) is None
    assert (await desk.timers())["invitation:t1"] == desk.clock() + 10 * HOUR


async def test_reopened_it_is_taken_back(desk: Desk) -> None:
    ticket = await desk.resolved()
    invitation = await invited(desk)
    assert invitation is not None
    async with desk.begin() as work:
        await surveys.plan(work, ticket, after=DAY)
        await surveys.withdraw(work, ticket)
        await surveys.withdraw(work, ticket)
    assert await desk.told() == [
        InvitationSent(invitation.id),
        InvitationWithdrawn(invitation.id),
    ]
    assert "invitation:t1" not in await desk.timers()


async def test_what_was_answered_stays_answered(desk: Desk) -> None:
    ticket = await desk.resolved()
    invitation = await invited(desk)
    assert invitation is not None
    async with desk.begin() as work:
        await work.invitations.put(replace(invitation, state=InvitationState.ANSWERED))
        await surveys.withdraw(work, ticket)
        (kept,) = await work.invitations.find()
    assert kept.state is InvitationState.ANSWERED
