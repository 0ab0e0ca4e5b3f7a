"""The closed loop: an unhappy rating gets an owner, a time, and an ending that the person confirms."""

from dataclasses import replace
from datetime import datetime

from feedback.directory import everybody, known_person, reach
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import LoopCalledOff, LoopEnded, LoopFollowedUp, LoopOpened, LoopOverdue
from feedback.hours import add_business_time, next_quarter
from feedback.people import Person, Role
from feedback.records import Loop, LoopState, TimerKind
from feedback.timers import forget, remind
from feedback.unit_of_work import UnitOfWork

MOST_FOLLOW_UPS = 2
LONGEST_NOTE = 20_000


async def open_for(work: UnitOfWork, rating_id: str) -> Loop | None:
    """Timer: the correction window has passed and the rating is still an unhappy one."""
    rating = await work.ratings.get(rating_id)
    if rating is None or rating.score > work.policy.unhappy_at_most:
        return None
    if rating.ticket_id is None or rating.requester_id is None:
        return None
    if await work.loops.count(rating_id=rating.id):
        return None
    owner_id = await who_follows_up(work, rating.technician_id)
    if owner_id is None:
        return None
    loop = Loop(
        id=work.new_id(),
        rating_id=rating.id,
        ticket_id=rating.ticket_id,
        requester_id=rating.requester_id,
        owner_id=owner_id,
        opened_at=work.now,
        due_at=await due_by(work, owner_id),
    ).about(rating)
    await work.loops.add(loop)
    await remind(work, TimerKind.LOOP_DUE, loop.id, loop.due_at)
    work.tell(LoopOpened(loop.id))
    return loop


async def due_by(work: UnitOfWork, owner_id: str) -> datetime:
    """In the desk's working week on the owner's own clock, at a time of day that people say."""
    owner = await known_person(work, owner_id)
    theirs = replace(work.policy.calendar, zone=owner.time_zone)
    return next_quarter(theirs, add_business_time(theirs, work.now, work.policy.loop_due))


async def follow_up(work: UnitOfWork, loop_id: str, owner: Person, words: str) -> Loop:
    """A named person writes to the unhappy one; whether it was put right is for them to say."""
    loop = await to_follow_up(work, loop_id, owner)
    if not words.strip():
        raise Unusable("There are no words in that yet. What would you like to tell them?")
    if len(words) > LONGEST_NOTE:
        raise Unusable(
            f"That is {len(words):,} characters, and I take at most {LONGEST_NOTE:,}."
            " What is the part they need to read?"
        )
    followed = replace(
        loop,
        state=LoopState.FOLLOWED_UP,
        owner_id=owner.id,
        followed_up_at=work.now,
        note=words,
        times_followed_up=loop.times_followed_up + 1,
    )
    await work.loops.put(followed)
    await forget(work, TimerKind.LOOP_DUE, loop.id)
    work.tell(LoopFollowedUp(loop.id))
    return followed


async def to_follow_up(work: UnitOfWork, loop_id: str, owner: Person) -> Loop:
    """One that this person may follow up; raises if it is a colleague's, or done, or gone."""
    loop = await _known(work, loop_id)
    if owner.id != loop.owner_id and not owner.is_a(Role.DISPATCHER):
        raise NotYours("A colleague is following that one up.")
    if loop.state is not LoopState.OPEN:
        raise TooLate("That one has been followed up already.")
    return loop


async def end(work: UnitOfWork, loop_id: str, person: Person, *, put_right: bool) -> Loop:
    """Only the person who was unhappy can end it. A first "no" hands it to a dispatcher."""
    loop = await _known(work, loop_id)
    if loop.requester_id != person.id:
        raise NotYours("That question was for somebody else.")
    if loop.state in {LoopState.PUT_RIGHT, LoopState.NOT_PUT_RIGHT}:
        return loop
    if loop.state is not LoopState.FOLLOWED_UP:
        raise TooLate("Nobody has followed that up yet. They will.")
    if put_right or loop.times_followed_up >= MOST_FOLLOW_UPS:
        ended = replace(
            loop,
            state=LoopState.PUT_RIGHT if put_right else LoopState.NOT_PUT_RIGHT,
            ended_at=work.now,
        )
        await work.loops.put(ended)
        work.tell(LoopEnded(loop.id))
        return ended
    return await _hand_on(work, loop)


async def recover(work: UnitOfWork, loop_id: str, person: Person, score: int) -> Loop:
    """How it feels after the follow-up: kept apart from the first rating, for ever."""
    loop = await _known(work, loop_id)
    if loop.requester_id != person.id:
        raise NotYours("That question was for somebody else.")
    if not 0 <= score <= 10:
        raise Unusable("The scale goes from 0 to 10.")
    if loop.ended_at is None:
        raise TooLate("That one isn't finished yet.")
    rated = replace(loop, recovery_score=score)
    await work.loops.put(rated)
    return rated


async def cancel(work: UnitOfWork, rating_id: str) -> None:
    """The person does not want to be linked to their rating, and a follow-up would be such a link.

    Ended or not, it goes: that there was one says who was unhappy.
    """
    for loop in await work.loops.find(rating_id=rating_id):
        await forget(work, TimerKind.LOOP_DUE, loop.id)
        await work.loops.remove(loop.id)
        if loop.state in {LoopState.OPEN, LoopState.FOLLOWED_UP}:
            work.tell(
                LoopCalledOff(loop.id, loop.ticket_id, loop.owner_id, str(loop.times_followed_up))
            )


async def overdue(work: UnitOfWork, loop_id: str) -> None:
    """Timer: nobody has followed up in time; the dispatcher hears of it."""
    loop = await work.loops.get(loop_id)
    if loop is None or loop.state is not LoopState.OPEN or loop.overdue_at is not None:
        return
    await work.loops.put(replace(loop, overdue_at=work.now))
    work.tell(LoopOverdue(loop.id))


async def _known(work: UnitOfWork, loop_id: str) -> Loop:
    loop = await work.loops.get(loop_id)
    if loop is None:
        raise NotFound("I can't find that follow-up any more, so there is nothing left to do.")
    return loop


async def who_follows_up(work: UnitOfWork, technician_id: str | None) -> str | None:
    """The technician who had the ticket when we asked, if we can reach them; else somebody else."""
    technician = await work.people.get(technician_id) if technician_id is not None else None
    known = technician.id if technician is not None and technician.erased_at is None else None
    if known is not None and await reach(work, known) is not None:
        return known
    return await _somebody_else(work, but_not=technician_id) or known


async def _somebody_else(work: UnitOfWork, *, but_not: str | None) -> str | None:
    """The dispatcher with the fewest follow-ups in hand; at a desk without one, a manager."""
    for role in (Role.DISPATCHER, Role.MANAGER, Role.ADMIN):
        people = [p for p in await everybody(work, role) if p.erased_at is None and p.id != but_not]
        in_hand = {
            p.id: await work.loops.count(owner_id=p.id, state=LoopState.OPEN) for p in people
        }
        if people:
            return min(people, key=lambda person: (in_hand[person.id], person.id)).id
    return None


async def _hand_on(work: UnitOfWork, loop: Loop) -> Loop:
    """It was not put right: a second person takes it up, with a new time."""
    owner_id = await _somebody_else(work, but_not=loop.owner_id) or loop.owner_id
    again = replace(
        loop,
        state=LoopState.OPEN,
        owner_id=owner_id,
        due_at=await due_by(work, owner_id),
        overdue_at=None,
    )
    await work.loops.put(again)
    await remind(work, TimerKind.LOOP_DUE, loop.id, again.due_at)
    work.tell(LoopOpened(loop.id))
    return again
