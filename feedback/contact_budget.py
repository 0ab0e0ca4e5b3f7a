"""One allowance per person for everything that reaches them unasked.

A word from a human always passes (and counts); what only asks something waits for a welcome hour
and for room in the day.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from feedback.hours import QuietHours, is_open, next_loud_moment, next_opening
from feedback.people import Person
from feedback.records import Contact, ContactKind
from feedback.unit_of_work import AtLeast, UnitOfWork

ASKING = frozenset({ContactKind.CLOSING_CHECK, ContactKind.INVITATION})
HUMAN = frozenset({ContactKind.HUMAN_UPDATE, ContactKind.FOLLOW_UP})
LOOK_AHEAD = 14
"""Openings of the desk that are tried for one at which a person is not quiet."""


async def welcome_at(work: UnitOfWork, person: Person, kind: ContactKind) -> datetime:
    """The earliest moment from now on at which a message of this kind may reach this person.

    A human's words come at once; work news and receipts wait out the person's quiet hours; a
    question also waits for working time and for room in the day.
    """
    if kind in HUMAN:
        return work.now
    if kind not in ASKING:
        return audible_at(person, work.now)
    moment = answerable_at(work, person, work.now)
    since = work.now - timedelta(days=1)
    lately = await work.contacts.find(person_id=person.id, at=AtLeast(since), order_by="at")
    if len(lately) < work.policy.messages_a_day:
        return moment
    room = lately[-work.policy.messages_a_day].at + timedelta(days=1)
    return answerable_at(work, person, max(room, moment))


async def count(work: UnitOfWork, person: Person, kind: ContactKind, at: datetime) -> None:
    """Remember that this person was (or will be) contacted; work news for the desk is not counted."""
    if kind is not ContactKind.WORK:
        await work.contacts.add(Contact(id=work.new_id(), person_id=person.id, at=at, kind=kind))


async def be_quiet(
    work: UnitOfWork, person: Person, start: time | None, until: time | None
) -> Person:
    """A person's own quiet hours, on their own clock; None and None is no quiet at all."""
    changed = replace(person, quiet_from=start, quiet_until=until)
    await work.people.put(changed)
    return changed


def answerable_at(work: UnitOfWork, person: Person, moment: datetime) -> datetime:
    """The first moment in working time and outside the person's own quiet hours.

    Who is quiet whenever the desk is open works at night: they are asked when they are up.
    """
    awake = at = audible_at(person, moment)
    for _ in range(LOOK_AHEAD):
        working = working_at(work, person, at)
        at = audible_at(person, working)
        if at == working:
            return at
    return awake


def audible_at(person: Person, moment: datetime) -> datetime:
    """The first moment outside the person's own quiet hours."""
    if person.quiet_from is None or person.quiet_until is None:
        return moment
    quiet = QuietHours(person.quiet_from, person.quiet_until)
    return next_loud_moment(quiet, person.time_zone, moment)


def working_at(work: UnitOfWork, person: Person, moment: datetime) -> datetime:
    """The first moment in the desk's working week, told on the person's own clock."""
    theirs = replace(work.policy.calendar, zone=person.time_zone)
    return moment if is_open(theirs, moment) else next_opening(theirs, moment)
