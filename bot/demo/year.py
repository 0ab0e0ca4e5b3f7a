"""Twelve months of tickets: who needs what and when, how it goes, and how it feels."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.demo.course import Course, Matter
from bot.demo.opinions import Opinions
from bot.demo.people import ZONES, Cast
from bot.demo.problems import problems
from bot.demo.shifts import Shift, moment_at, seconds
from bot.demo.story import Story
from feedback.people import Person

YEAR: Final = timedelta(days=365)
FIRST_NUMBER: Final = 1001

WEEKDAYS: Final = (1.25, 1.1, 1.0, 0.97, 0.78, 0.04, 0.03)
MONTHS: Final = (1.15, 1.0, 1.05, 0.95, 0.95, 0.95, 0.85, 0.75, 1.15, 1.1, 1.05, 0.75)
HOURS: Final[Mapping[int, float]] = {
    6: 0.2, 7: 0.6, 8: 1.6, 9: 2.2, 10: 1.9, 11: 1.5, 12: 0.8, 13: 1.2, 14: 1.5, 15: 1.3, 16: 1.0,
    17: 0.6, 18: 0.3, 19: 0.15, 20: 0.1, 21: 0.08, 22: 0.05,
}  # fmt: skip
"""How much of a day's trouble begins in which hour on the requester's own clock."""

DEMAND: Final[Mapping[str, float]] = {
    "VPN": 0.17,
    "Email": 0.14,
    "Laptop": 0.13,
    "Password reset": 0.13,
    "SAP": 0.11,
    "Software request": 0.10,
    "Wi-Fi": 0.08,
    "Printing": 0.08,
    "Onboarding": 0.06,
}
WAYS: Final[Mapping[str, float]] = {
    "portal": 0.36,
    "email": 0.22,
    "phone": 0.20,
    "chat": 0.13,
    "walk-up": 0.09,
}
COUNTER: Final = frozenset({"Laptop", "Printing", "Password reset", "Email", "Wi-Fi"})
"""What people carry to the counter (or walk up for)."""
PRIORITY: Final[Mapping[str, float]] = {"p1": 0.01, "p2": 0.12, "p3": 0.67, "p4": 0.20}
TARGETS: Final[Mapping[str, tuple[int, int]]] = {
    "p1": (1800, 4 * 3600),
    "p2": (3600, 8 * 3600),
    "p3": (4 * 3600, 20 * 3600),
    "p4": (8 * 3600, 50 * 3600),
}
"""Open seconds until the first response and until the solution is due."""

RESTS: Final = timedelta(days=21)
"""So long before now Jane and her neighbours have no chance tickets: their own story comes."""


@dataclass(frozen=True, slots=True)
class World:
    """What all stories share: the people, the hours they work, and the last full quarter."""

    cast: Cast
    shifts: Mapping[str, Shift]
    began: datetime
    now: datetime
    troubled: tuple[int, int]
    """The quarter in which the change of VPN tokens made London unhappy, in seconds."""


def world(cast: Cast, now: datetime) -> World:
    began = now - YEAR
    until = now + timedelta(days=120)
    return World(
        cast=cast,
        shifts={zone: Shift(zone, began, until) for zone in ZONES.values()},
        began=began,
        now=now,
        troubled=_last_quarter(now),
    )


def a_year(rng: Random, here: World, count: int) -> Iterator[Story]:
    """In the order in which the tickets were opened."""
    course = Course(rng, here.cast, here.shifts)
    opinions = Opinions(rng, here.cast, here.shifts)
    openings = sorted(_openings(rng, here, count), key=lambda pair: pair[0])
    for number, (at, person) in enumerate(openings, FIRST_NUMBER):
        matter = _matter(rng, here, person, at)
        trace = course.run(matter)
        response, resolve = TARGETS[matter.priority]
        hours = here.shifts["Europe/Berlin"]
        yield Story(
            number=number,
            title=rng.choice(matter.problem.titles),
            requester_id=person.id,
            created_at=moment_at(at),
            service=matter.problem.service,
            channel=matter.channel,
            priority=matter.priority,
            kind=matter.problem.kind,
            organisation=person.organisation or "",
            location=person.location or "",
            happenings=tuple(trace.happenings),
            opinions=opinions.of(matter, trace),
            response_due=moment_at(hours.later(at, response)),
            resolve_due=moment_at(hours.later(at, resolve)),
        )


def _openings(rng: Random, here: World, count: int) -> Iterator[tuple[int, Person]]:
    """Moments in seconds, no two the same, with who calls. Some people need help far more often."""
    people = here.cast.requesters
    need = list(accumulate(rng.lognormvariate(0, 0.5) for _ in people))
    days = _days(here)
    hours = list(accumulate(HOURS.values()))
    quiet_from = seconds(here.now - RESTS)
    last = seconds(here.now) - 120
    resting = {person.id for person in here.cast.neighbours}
    taken: set[int] = set()
    while len(taken) < count:
        person = people[bisect_left(need, rng.random() * need[-1])]
        day = days[rng.randrange(len(days))]
        hour = tuple(HOURS)[bisect_left(hours, rng.random() * hours[-1])]
        local = datetime.combine(
            day, time(hour, rng.randrange(60), rng.randrange(60)), ZoneInfo(person.time_zone)
        )
        at = int(local.timestamp())
        if person.id in resting and at > quiet_from:
            continue
        if at in taken or not seconds(here.began) <= at <= last:
            continue
        taken.add(at)
        yield at, person


def _days(here: World) -> Sequence[datetime]:
    """Every day of the year as often as it is busy, so that drawing one is quick."""
    days: list[datetime] = []
    day = here.began.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    while day <= here.now:
        busy = WEEKDAYS[day.weekday()] * MONTHS[day.month - 1]
        days.extend([day] * round(busy * 100))
        day += timedelta(days=1)
    return days


def _matter(rng: Random, here: World, person: Person, at: int) -> Matter:
    service = _draw(rng, DEMAND)
    troubled = here.troubled[0] <= at < here.troubled[1]
    tokens = troubled and person.location == "London" and rng.random() < 0.12
    if tokens:
        service = "VPN"
    problem = rng.choice(problems()[service])
    token = service == "VPN" and troubled and person.location == "London"
    if token and rng.random() < 0.75:
        problem = problems()["VPN"][TOKEN_PROBLEM]
    channel = _draw(rng, WAYS)
    if channel == "walk-up" and (service not in COUNTER or person.location == "Singapore"):
        channel = "portal"
    return Matter(
        person=person,
        at=at,
        problem=problem,
        channel=channel,
        priority=_draw(rng, PRIORITY) if problem.kind == "incident" else _calm(rng),
        token=token,
    )


TOKEN_PROBLEM: Final = 1


def _calm(rng: Random) -> str:
    return "p4" if rng.random() < 0.45 else "p3"


def _draw(rng: Random, shares: Mapping[str, float]) -> str:
    return rng.choices(tuple(shares), tuple(shares.values()))[0]


def _last_quarter(now: datetime) -> tuple[int, int]:
    """The last calendar quarter that is over, from its first moment until its last."""
    first = now.replace(
        month=3 * ((now.month - 1) // 3) + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    before = (first - timedelta(days=1)).replace(day=1)
    start = before.replace(month=before.month - 2)
    return seconds(start), seconds(first)
