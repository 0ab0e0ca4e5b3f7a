"""Things to do at a moment: setting a timer again moves it, dropping one that is gone is no harm."""

from datetime import datetime

from feedback.records import Timer, TimerKind
from feedback.unit_of_work import UnitOfWork


async def remind(work: UnitOfWork, kind: TimerKind, ref: str, at: datetime) -> None:
    await work.timers.put(Timer(id=timer_id(kind, ref), kind=kind, ref=ref, due_at=at))


async def forget(work: UnitOfWork, kind: TimerKind, ref: str) -> None:
    await work.timers.remove(timer_id(kind, ref))


def timer_id(kind: TimerKind, ref: str) -> str:
    return f"{kind.value}:{ref}"
