"""A rating, its correction, and why: who is rated was fixed when we asked."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedback import loops
from feedback.errors import NotFound, NotYours, TooLate, Unusable
from feedback.events import RatingGiven, RatingRevised
from feedback.people import Person
from feedback.reasons import NEGATIVE, Classifier, Factor
from feedback.records import (
    WHAT,
    Attribution,
    Invitation,
    InvitationState,
    Rating,
    TimerKind,
    Visibility,
)
from feedback.timers import forget, remind
from feedback.unit_of_work import AtLeast, Criterion, IsNot, OneOf, UnitOfWork, Within

WORDS_WELCOME = timedelta(days=7)
"""So long after a rating its reasons can still be told, and who may see whose it is."""

REPORTED_LATELY = timedelta(days=90)

LONGEST_COMMENT = 20_000
MOST_LOST = 5 * 8 * 60
"""A working week, in minutes: more lost time than that on one ticket is a slip of the finger."""


async def rate(work: UnitOfWork, invitation_id: str, person: Person, score: int) -> Rating:
    """Give a rating, or correct a slip within the window; the same press twice is one rating."""
    if not 0 <= score <= 10:
        raise Unusable("The scale goes from 0 to 10.")
    invitation = await _my_invitation(work, invitation_id, person)
    given = await rating_of(work, invitation)
    if given is None:
        if invitation.state is InvitationState.ANSWERED:
            raise TooLate(
                "You asked me to unlink that rating, so I can't tell any more which one it was."
            )
        return await _first(work, invitation, score)
    if given.score == score:
        return given
    if not correctable(work, given):
        minutes = int(work.policy.correction_window.total_seconds() // 60)
        raise TooLate(
            f"A rating can be corrected for {minutes} minutes, and those have passed."
            " You can still tell me why, in your own words."
        )
    revised = replace(given, score=score, revised_at=work.now)
    await work.ratings.put(revised)
    await _plan_follow_up(work, revised)
    work.tell(RatingRevised(revised.id))
    return revised


async def explain(
    work: UnitOfWork,
    classifier: Classifier,
    invitation_id: str,
    person: Person,
    *,
    ticked: Sequence[Factor] = (),
    lost_minutes: int | None = None,
    comment: str | None = None,
    visibility: Visibility | None = None,
) -> Rating:
    """Why it felt so. What was said before is replaced, not added to."""
    given = await to_explain(work, invitation_id, person)
    if lost_minutes is not None and not 0 <= lost_minutes <= MOST_LOST:
        raise Unusable("For lost time I take anything from nothing up to a working week.")
    words = (comment or "").strip() or None
    if words is not None and len(words) > LONGEST_COMMENT:
        raise Unusable(
            f"That is {len(words):,} characters, and I can keep at most {LONGEST_COMMENT:,}."
            " What matters most in it?"
        )
    read = classifier.classify(words, given.score) if words else None
    told = replace(
        given,
        ticked=tuple(ticked),
        inferred=read.factors if read else (),
        tone=read.tone if read and read.read else None,
        lost_minutes=lost_minutes,
        comment=words,
        visibility=visibility or given.visibility,
        revised_at=work.now,
    )
    if told.visibility is Visibility.UNLINKED:
        return await unlink(work, told)
    await work.ratings.put(told)
    await _plan_follow_up(work, told)
    work.tell(RatingRevised(told.id))
    return told


async def to_explain(work: UnitOfWork, invitation_id: str, person: Person) -> Rating:
    """Their rating, while its reasons can still be told."""
    given = await rating_of(work, await _my_invitation(work, invitation_id, person))
    if given is None:
        raise NotFound("Tell me first how it was, from 0 to 10. Then I'd love to hear why.")
    if work.now - given.rated_at > WORDS_WELCOME:
        raise TooLate("That was a while ago. If something is still wrong, a new ticket is best.")
    return given


async def rating_of(work: UnitOfWork, invitation: Invitation) -> Rating | None:
    found = await work.ratings.find(invitation_id=invitation.id, limit=1)
    return found[0] if found else None


async def troubled_services(work: UnitOfWork) -> list[str]:
    """Services that somebody who can still be told about it was unhappy with lately."""
    return sorted({rating.service for rating in await _complaints(work) if rating.service})


async def who_reported(work: UnitOfWork, service: str) -> list[Person]:
    """Those who reported trouble with a service, each once, so that they hear when it is mended.

    Whoever chose to be unlinked, or to be forgotten, cannot be found here.
    """
    complaints = await _complaints(work, service=service)
    ids = dict.fromkeys(rating.requester_id for rating in complaints if rating.requester_id)
    people = await work.people.get_many(list(ids))
    return [person for person in people.values() if person.erased_at is None]


def correctable(work: UnitOfWork, rating: Rating) -> bool:
    return work.now - rating.rated_at <= work.policy.correction_window


async def _complaints(work: UnitOfWork, **of: Criterion) -> list[Rating]:
    lately = AtLeast(work.now - REPORTED_LATELY)
    ratings = await work.ratings.find(
        rated_at=lately, requester_id=IsNot(), order_by="rated_at", limit=None, **of
    )
    unhappy = work.policy.unhappy_at_most
    return [rating for rating in ratings if rating.score <= unhappy or rating.factors & NEGATIVE]


async def _my_invitation(work: UnitOfWork, invitation_id: str, person: Person) -> Invitation:
    invitation = await work.invitations.get(invitation_id)
    if invitation is None:
        raise NotFound("I can't find that question any more.")
    if invitation.requester_id != person.id:
        raise NotYours("That question was for somebody else, so their answer counts, not yours.")
    match invitation.state:
        case InvitationState.WITHDRAWN:
            raise TooLate("I took that question back, because the ticket is open again.")
        case InvitationState.SKIPPED:
            raise NotFound("I never asked that question.")
        case InvitationState.ASKED | InvitationState.ANSWERED:
            return invitation


async def _first(work: UnitOfWork, invitation: Invitation, score: int) -> Rating:
    rating = Rating(
        id=work.new_id(),
        invitation_id=invitation.id,
        ticket_id=invitation.ticket_id,
        requester_id=invitation.requester_id,
        score=score,
        rated_at=work.now,
        probability=invitation.probability,
    ).about(invitation)
    await work.ratings.add(rating)
    await work.invitations.put(
        replace(invitation, state=InvitationState.ANSWERED, answered_at=work.now)
    )
    if score <= work.policy.unhappy_at_most:  # else nothing is planned that could be called off
        await _plan_follow_up(work, rating)
    work.tell(RatingGiven(rating.id))
    return rating


async def _plan_follow_up(work: UnitOfWork, rating: Rating) -> None:
    """An unhappy rating is followed up once its correction window has passed."""
    if rating.score <= work.policy.unhappy_at_most:
        at = max(rating.rated_at + work.policy.correction_window, work.now)
        await remind(work, TimerKind.LOOP_OPEN, rating.id, at)
    else:
        await forget(work, TimerKind.LOOP_OPEN, rating.id)


async def unlink(work: UnitOfWork, rating: Rating) -> Rating:
    """Cut every thread back to the person: a new id, no ticket, no technician, only the week.

    Ids tell the order (and some the hour) in which they were given, so this one is pure chance.
    """
    monday = _monday(rating.rated_at, work.policy.time_zone)
    unlinked = replace(
        rating.about(await _shared_by_many(work, rating, monday)),
        id=secrets.token_hex(16),
        visibility=Visibility.UNLINKED,
        invitation_id=None,
        ticket_id=None,
        requester_id=None,
        rated_at=monday,
        revised_at=None,
    )
    invitation = await work.invitations.get(rating.invitation_id) if rating.invitation_id else None
    if invitation is not None:
        await work.invitations.put(replace(invitation, answered_at=None))
    await forget(work, TimerKind.LOOP_OPEN, rating.id)
    await loops.cancel(work, rating.id)
    await work.ratings.remove(rating.id)
    await work.ratings.add(unlinked)
    return unlinked


def _monday(moment: datetime, zone: str) -> datetime:
    """Noon of the Monday of its week at the desk: the number stays there, the day tells nothing."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(12), ZoneInfo(zone))


async def _shared_by_many(work: UnitOfWork, rating: Rating, monday: datetime) -> Attribution:
    """As much of what it was about as the minimum n of people, asked around then, had in common.

    Each part is kept only together with those before it, so that no two of them meet in somebody.
    Whoever was asked could have answered, so they are the crowd to disappear in.
    """
    around = Within(monday - timedelta(weeks=1), monday + timedelta(weeks=1))
    asked = OneOf((InvitationState.ASKED, InvitationState.ANSWERED))
    shared: dict[str, str] = {}
    for name in WHAT:
        value = getattr(rating, name)
        if value is None:
            continue
        crowd = await work.invitations.count(
            asked_at=around, state=asked, **{**shared, name: value}
        )
        if crowd >= work.policy.minimum_n:
            shared[name] = value
    return Attribution(**shared)
