"""What has come due is done once: each timer calls the verb that it was set for."""

from typing import assert_never

from feedback import closing, loops, promises, silence, surveys
from feedback.records import Timer, TimerKind
from feedback.unit_of_work import UnitOfWork


async def fire(work: UnitOfWork, timer: Timer) -> None:
    """Take the timer down first: its verb may set it again for a later moment."""
    await work.timers.remove(timer.id)
    match timer.kind:
        case TimerKind.PROMISE_NEAR:
            await promises.near(work, timer.ref)
        case TimerKind.PROMISE_DUE:
            await promises.due(work, timer.ref)
        case TimerKind.PROMISE_ESCALATE:
            await promises.escalate(work, timer.ref)
        case TimerKind.CLOSING_AGAIN:
            await closing.ask_again(work, timer.ref)
        case TimerKind.INVITATION:
            await surveys.invite(work, timer.ref)
        case TimerKind.LOOP_OPEN:
            await loops.open_for(work, timer.ref)
        case TimerKind.LOOP_DUE:
            await loops.overdue(work, timer.ref)
        case TimerKind.SILENCE:
            await silence.fallen_silent(work, timer.ref)
        case _:
            assert_never(timer.kind)
