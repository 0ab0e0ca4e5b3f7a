"""The last hours on the desk: Jane, Sam and the others have something to do at once.

These few tickets go through the verbs on the real desk, news and all, with its clock turned to
each moment in turn: so everybody's chat holds what was said to them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.conversations.words import by_time
from bot.demo.people import JANE, SAM, ZONES, Cast
from bot.demo.play import Play
from bot.demo.story import Change, Checked, Happening, Opinion, Replied, Story, Told
from feedback.hours import Calendar, add_business_time, is_open, next_opening
from feedback.people import Person
from feedback.reasons import Classifier, Factor
from feedback.records import ActorKind, Fixed, Status, Visibility
from feedback.unit_of_work import Desk, UnitOfWork

TICKETS: Final = 7

Tell = Callable[[Desk], Awaitable[object]]
"""Lets everybody hear of the news that are due, as of the moment of the desk that it is given."""


def where_it_is_day(calendar: Calendar, now: datetime) -> str:
    """The site where people are at work for a good while yet: Jane and Sam sit there."""
    for place in ("London", "Berlin", "Austin", "Singapore"):
        theirs = replace(calendar, zone=ZONES[place])
        if is_open(theirs, now - HOUR) and is_open(theirs, now + HOUR):
            return place
    return "London"


def present_stories(
    cast: Cast, calendar: Calendar, now: datetime, first_number: int
) -> Sequence[Story]:
    """Seven tickets. What asks Jane something was asked in her working hours, maybe on Friday."""
    scene = _Scene(cast, calendar, now.replace(second=0, microsecond=0), first_number)
    return (
        scene.dropping_vpn(0),
        scene.dark_monitor(1),
        scene.password_box(2),
        scene.stripes(3),
        scene.slow_vpn(4),
        scene.meeting_room(5),
        scene.forgotten(6),
    )


async def play_present(
    desk: Desk,
    stories: Sequence[Story],
    cast: Cast,
    classifier: Classifier,
    until: datetime,
    tell: Tell | None,
) -> None:
    """What happens is told as of then, so that messages stand in their order, with their times.

    Nobody is asked to say hello who is about to: from picking up to the first word, nothing is.
    """
    turned = TurnedDesk(desk, until)
    greeted = [span for story in stories for span in first_words(story)]
    people = {person.id: person for person in cast.everybody}
    play = Play(desk, stories, people, classifier)
    while (moment := await play.step(until)) is not None:
        turned.now = moment
        about_to = any(taken <= moment < spoken for taken, spoken in greeted)
        if tell is not None and not about_to:
            await tell(turned)


def first_words(story: Story) -> Iterator[tuple[datetime, datetime]]:
    """When it was picked up and when the word came, if that was at once."""
    for taken, told in pairwise(story.happenings):
        if (
            isinstance(taken, Change)
            and taken.status is Status.IN_PROGRESS
            and isinstance(told, Told)
            and told.at - taken.at <= A_MOMENT
        ):
            yield taken.at, told.at


class TurnedDesk:
    """The same desk, as if it were another moment."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.policy = desk.policy
        self.now = now
        self._desk = desk

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with self._desk.begin() as work:
            work.now = self.now
            yield work


HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
A_MOMENT: Final = 8 * MINUTE
TEAM: Final = "Service Desk"


@dataclass(frozen=True, slots=True)
class _Scene:
    cast: Cast
    calendar: Calendar
    now: datetime
    first_number: int

    def dropping_vpn(self, which: int) -> Story:
        """Sam is on it, and has promised Jane a word within the hour."""
        opened, due = self.now - 105 * MINUTE, _on_five(self.now + 38 * MINUTE)
        first_due = _on_five(self.now - 12 * MINUTE)
        return self._story(
            which,
            self.jane,
            "VPN drops every ten minutes",
            service="VPN",
            channel="chat",
            priority="p2",
            happenings=(
                self._opened(opened, TEAM, self.jane),
                self._taken(opened + 4 * MINUTE),
                self._told(
                    opened + 7 * MINUTE,
                    "I've read that your VPN drops every ten minutes. I can see the drops in the"
                    " log and I'm looking at the gateway you land on.",
                    first_due,
                ),
                Replied(opened + 11 * MINUTE, "thanks Sam. I have a customer call later today"),
                self._told(
                    first_due - 24 * MINUTE,
                    "It isn't your line, it's one of our two gateways. I've moved you to the other"
                    " one, so your call should hold. Now I'm looking for the cause.",
                    due,
                ),
            ),
        )

    def dark_monitor(self, which: int) -> Story:
        """The other open one: nothing is burning, the next word is due on the next working day."""
        spoken = self._working(self.now - 27 * HOUR)
        opened = self._working(spoken - 20 * HOUR)
        return self._story(
            which,
            self.jane,
            "Second monitor stays black on my laptop",
            service="Laptop",
            channel="portal",
            priority="p3",
            happenings=(
                self._opened(opened, TEAM, self.jane),
                self._taken(opened + 20 * MINUTE),
                self._told(
                    opened + 26 * MINUTE,
                    "I've read about your second monitor. It sounds like the dock, and I'd like to"
                    " try another one before I blame the laptop. I'm finding one for you.",
                    _on_five(spoken + 45 * MINUTE),
                ),
                Replied(opened + 50 * MINUTE, "ok. it's the square black dock, no label on it"),
                self._told(
                    spoken,
                    "Found a dock of the newer kind, it comes with one of the next vans. I'll bring"
                    " it to your desk and we try it together.",
                    self._noon_of_next_day(),
                ),
            ),
        )

    def password_box(self, which: int) -> Story:
        """Resolved, and Jane has not said yet whether it is."""
        solved = self._working(self.now - 17 * MINUTE)
        opened = self._working(solved - 26 * HOUR)
        return self._story(
            which,
            self.jane,
            "Outlook keeps asking for my password",
            service="Email",
            channel="email",
            priority="p3",
            happenings=(
                self._opened(opened, TEAM, self.jane),
                self._taken(opened + 30 * MINUTE),
                self._told(
                    opened + 36 * MINUTE,
                    "That password box is a pest, I know. Your mailbox is fine; I think your phone"
                    " still sends the old password. I'm going to look at both.",
                    _on_five(solved + 30 * MINUTE),
                ),
                self._told(
                    solved - MINUTE,
                    "It was the phone: it had the old password, and Outlook paid for it. Both have"
                    " the new one, and the box has stayed away for an hour.",
                ),
                self._changed(solved, Status.RESOLVED),
            ),
        )

    def stripes(self, which: int) -> Story:
        """Jane has set it to solved herself; how it was, she has been asked and not yet said."""
        asked = self._working(self.now - 25 * MINUTE)
        opened = self._working(asked - 28 * HOUR)
        closed = asked - HOUR
        return self._story(
            which,
            self.jane,
            "Stripes on every page from the printer by the kitchen",
            service="Printing",
            channel="portal",
            priority="p3",
            happenings=(
                self._opened(opened, TEAM, self.jane),
                self._taken(opened + 9 * MINUTE),
                self._told(
                    opened + 15 * MINUTE,
                    "Stripes are the drum, more often than not. I have one in the store.",
                    _on_five(opened + 100 * MINUTE),
                ),
                self._told(
                    opened + 62 * MINUTE,
                    "There's a new drum in it, and a test page without a single stripe hangs on"
                    " the printer. If it stays like that, set the ticket to solved.",
                ),
                self._changed(opened + 63 * MINUTE, Status.WAITING_REQUESTER),
                Change(closed, Status.RESOLVED, TEAM, SAM, ActorKind.REQUESTER, self.jane.id),
            ),
        )

    def slow_vpn(self, which: int) -> Story:
        """A colleague of Jane's was unhappy with Sam's solution: somebody must follow up."""
        asked = self._working(self.now - 70 * MINUTE)
        closed = asked - HOUR - MINUTE
        opened = self._working(closed - 30 * HOUR)
        person = self.cast.neighbours[1]
        return self._story(
            which,
            person,
            "Files take forever over VPN",
            service="VPN",
            channel="phone",
            priority="p3",
            happenings=(
                self._opened(opened, TEAM, person),
                self._taken(opened + 6 * MINUTE),
                self._told(
                    opened + 12 * MINUTE,
                    "I'm checking which gateway you get. Sometimes people end up on the far side"
                    " of the world.",
                ),
                self._told(
                    opened + 420 * MINUTE,
                    "You were on a detour, right across an ocean and back. It's straight again.",
                ),
                self._changed(opened + 423 * MINUTE, Status.RESOLVED),
                Checked(closed, Fixed.YES),
            ),
            opinion=Opinion(
                after=16 * MINUTE,
                score=3,
                explains_after=2 * MINUTE,
                ticked=(Factor.UNINFORMED, Factor.UNRESOLVED),
                lost_minutes=180,
                comment="Heard from you once and then nothing for seven hours, I had no idea what"
                " to tell my team. And the big files are as slow as before, I only said yes to get"
                " on with my day.",
                visibility=Visibility.NAMED,
            ),
        )

    def meeting_room(self, which: int) -> Story:
        """A promise of Sam's has just been missed, and nobody has told the requester."""
        person = self.cast.neighbours[2]
        opened, due = self.now - 200 * MINUTE, _on_five(self.now - 50 * MINUTE)
        return self._story(
            which,
            person,
            "No Wi-Fi in the big meeting room, and visitors on their way",
            service="Wi-Fi",
            channel="phone",
            priority="p2",
            happenings=(
                self._opened(opened, TEAM, person),
                self._taken(opened + 3 * MINUTE),
                self._told(
                    opened + 8 * MINUTE,
                    "The box in that room has been showing errors. I'm restarting it, and then I'll"
                    " have a look with the measuring kit.",
                    due,
                ),
                Replied(due + 15 * MINUTE, "hello? the visitors are in the lift"),
            ),
        )

    def forgotten(self, which: int) -> Story:
        """Picked up the day before, and nobody has said a word since."""
        person = self.cast.neighbours[3]
        opened = self._working(self.now - 26 * HOUR)
        while add_business_time(self.calendar, opened, 9 * HOUR) > self.now:
            opened = self._working(opened - 6 * HOUR)
        team = "Applications"
        somebody = next(each for each in self.cast.technicians if each.team == team)
        taken = opened + 4 * MINUTE
        return self._story(
            which,
            person,
            "SAP report is empty since the weekend",
            service="SAP",
            channel="portal",
            priority="p3",
            happenings=(
                self._opened(opened, team, person),
                Change(taken, Status.IN_PROGRESS, team, somebody.id, ActorKind.AGENT, somebody.id),
            ),
        )

    @property
    def jane(self) -> Person:
        return next(person for person in self.cast.neighbours if person.id == JANE)

    def _working(self, moment: datetime) -> datetime:
        """This moment, or the last one before it in which Jane was at work, a little to its end."""
        theirs = replace(self.calendar, zone=self.jane.time_zone)
        if is_open(theirs, moment):
            return moment
        while not is_open(theirs, moment):
            moment -= 15 * MINUTE
        return moment - 20 * MINUTE

    def _noon_of_next_day(self) -> datetime:
        zone = self.jane.time_zone
        theirs = replace(self.calendar, zone=zone)
        tomorrow = (self.now.astimezone(ZoneInfo(zone)) + timedelta(days=1)).replace(
            hour=8, minute=0, second=0, microsecond=0
        )
        opening = next_opening(theirs, tomorrow).astimezone(ZoneInfo(zone))
        return opening.replace(hour=12, minute=0)

    def _opened(self, at: datetime, team: str, by: Person) -> Change:
        return Change(at, Status.NEW, team, None, ActorKind.REQUESTER, by.id)

    def _taken(self, at: datetime) -> Change:
        return self._changed(at, Status.IN_PROGRESS)

    def _changed(self, at: datetime, status: Status) -> Change:
        return Change(at, status, TEAM, SAM, ActorKind.AGENT, SAM)

    def _told(self, at: datetime, words: str, due: datetime | None = None) -> Told:
        if due is None:
            return Told(at, SAM, words)
        by = by_time(due, self.jane.time_zone, at)
        return Told(at, SAM, f"{words} You'll hear from me {by}.", due, by)

    def _story(
        self,
        which: int,
        person: Person,
        title: str,
        *,
        service: str,
        channel: str,
        priority: str,
        happenings: tuple[Happening, ...],
        opinion: Opinion | None = None,
    ) -> Story:
        created = happenings[0].at
        return Story(
            number=self.first_number + which,
            title=title,
            requester_id=person.id,
            created_at=created,
            service=service,
            channel=channel,
            priority=priority,
            kind="incident",
            organisation=person.organisation or "",
            location=person.location or "",
            happenings=happenings,
            opinions={1: opinion} if opinion is not None else {},
            response_due=add_business_time(self.calendar, created, 4 * HOUR),
            resolve_due=add_business_time(self.calendar, created, 20 * HOUR),
        )


def _on_five(moment: datetime) -> datetime:
    """The next full five minutes, as one would say it."""
    past = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + 5 * MINUTE if past else moment
