"""How one ticket goes: picked up, told, handed on, waited for, promised, solved, and sometimes not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bot.conversations.words import by_time
from bot.demo.people import Cast
from bot.demo.problems import Problem
from bot.demo.shifts import Shift, moment_at
from bot.demo.story import Called, Change, Checked, Happening, Moved, Replied, Told
from bot.demo.voices import (
    BACK_AGAIN,
    CHASES,
    DONE_AGAIN,
    HANDED_OVER,
    LATE,
    MOVED,
    NOT_FIXED,
    PROMISES,
    THANKS,
    VISITS,
)
from feedback.people import Person
from feedback.records import ActorKind, Fixed, Status, Via

HOUR: Final = 3600
MINUTE: Final = 60

HOME: Final[Mapping[str, str]] = {
    "VPN": "Network",
    "Email": "Service Desk",
    "Laptop": "Field Support",
    "Printing": "Field Support",
    "Onboarding": "Field Support",
    "Password reset": "Identity",
    "SAP": "Applications",
    "Wi-Fi": "Network",
    "Software request": "Applications",
}
"""The team that knows a service best."""

EFFORT: Final[Mapping[str, float]] = {
    "VPN": 3.0,
    "Email": 2.5,
    "Laptop": 8.0,
    "Printing": 4.0,
    "Onboarding": 16.0,
    "Password reset": 0.5,
    "SAP": 8.0,
    "Wi-Fi": 6.0,
    "Software request": 9.0,
}
"""Median working hours from pick-up to solution."""

PACE: Final[Mapping[str, float]] = {
    "portal": 1.0,
    "email": 1.2,
    "phone": 1.35,
    "chat": 0.65,
    "walk-up": 0.35,
    "p1": 0.4,
    "p2": 0.7,
    "p3": 1.0,
    "p4": 1.5,
}
KEEPS: Final[Mapping[str, float]] = {
    "Identity": 0.93,
    "Service Desk": 0.85,
    "Field Support": 0.80,
    "Network": 0.82,
    "Applications": 0.63,
}
"""How often each team gives a word on time when the solution itself does not come first."""

PICK_UP: Final[Mapping[str, tuple[int, int]]] = {
    "portal": (6 * MINUTE, 3 * HOUR),
    "email": (10 * MINUTE, 5 * HOUR),
    "phone": (1 * MINUTE, 100 * MINUTE),
    "chat": (1 * MINUTE, 14 * MINUTE),
    "walk-up": (20, 4 * MINUTE),
}
"""Working seconds until a person takes it: at best, and at the slow end of the usual."""

# How long people wait without a word, so that few tickets are silent at any time.
UNPROMISED: Final = (2.2, 0.55)
"""Working hours until the next word where none was promised: about nine, seldom over twenty."""
CALLED_BEFORE: Final = 6 * HOUR
"""Whoever calls has the solution in sight."""
LONGEST_TRY: Final = 4 * HOUR
"""The service desk hands on what it can't solve in half a day."""
LONGEST_REST: Final = 7 * HOUR
"""The second time, the solution is not far behind the promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Somebody needs something: what the rest of the story follows from."""

    person: Person
    at: int
    problem: Problem
    channel: str
    priority: str
    token: bool = False
    """One of those that London had when the tokens were changed."""

    @property
    def late_starter(self) -> bool:
        """One of our clients never gets its laptops in time."""
        return self.problem.service == "Onboarding" and self.person.organisation == "Fabrikam"


@dataclass(slots=True)
class Trace:
    """What the person went through, for the words they will have for it."""

    matter: Matter
    team: str
    technician: Person
    happenings: list[Happening] = field(default_factory=list)
    first_word: int | None = None
    cycle: int = 1
    solved: bool = False
    expected: int = 0
    """Working seconds that this kind of thing usually takes."""
    took: int = 0
    handed_on: int = 0
    missed: int = 0
    kept: int = 0


class Course:
    """Lets tickets go their way. All moments are seconds since 1970."""

    def __init__(self, rng: Random, cast: Cast, shifts: Mapping[str, Shift]) -> None:
        self._rng = rng
        self._shifts = shifts
        self._crews: dict[tuple[str, str], list[Person]] = {}
        for technician in cast.technicians:
            team, place = technician.team or "", technician.location or ""
            self._crews.setdefault((team, place), []).append(technician)
            self._crews.setdefault((team, ""), []).append(technician)

    def run(self, matter: Matter) -> Trace:
        rng, home = self._rng, HOME[matter.problem.service]
        team = home if self._goes_straight_home(matter) else "Service Desk"
        trace = Trace(matter, team, self._somebody(team, matter.person))
        trace.happenings.append(
            Change(moment_at(matter.at), Status.NEW, team, None, *_by(matter.person))
        )
        if rng.random() < 0.018:
            self._called_off(trace)
            return trace
        at = self._pick_up(trace)
        effort = self._effort(matter)
        trace.expected = int(EFFORT[matter.problem.service] * HOUR)
        words = rng.choice(matter.problem.look)
        if team != home and rng.random() < 0.45:
            at = self._hand_over(trace, home, at, effort)
            words = f"{rng.choice(HANDED_OVER)} {words}"
        solved = self._hours(trace).later(at, max(effort, 8 * MINUTE))
        solved = self._work(trace, at, solved, words)
        trace.took = self._hours(trace).between(matter.at, solved)
        self._solve(trace, solved, rng.choice(matter.problem.done))
        self._after(trace, solved)
        trace.happenings.sort(key=lambda happening: happening.at)
        return trace

    def _goes_straight_home(self, matter: Matter) -> bool:
        if matter.channel == "walk-up":
            return self._rng.random() < 0.5
        return self._rng.random() < (0.35 if matter.channel in {"phone", "chat"} else 0.55)

    def _somebody(self, team: str, person: Person) -> Person:
        """A colleague at the same place if the team has one there, most of the time."""
        near = self._crews.get((team, person.location or ""), [])
        if near and self._rng.random() < 0.9:
            return self._rng.choice(near)
        return self._rng.choice(self._crews[team, ""])

    def _called_off(self, trace: Trace) -> None:
        """It went away by itself, or was reported twice."""
        at = trace.matter.at + self._rng.randrange(5 * MINUTE, 6 * HOUR)
        by = _by(trace.matter.person)
        trace.happenings.append(Change(moment_at(at), Status.CANCELLED, trace.team, None, *by))

    def _pick_up(self, trace: Trace) -> int:
        """Returns when the person first hears a human word."""
        rng, matter, hours = self._rng, trace.matter, self._hours(trace)
        low, high = PICK_UP[matter.channel]
        wait = int(low + (high - low) * rng.betavariate(1.1, 3) * PACE[matter.priority])
        taken = hours.later(matter.at, wait)
        if matter.channel in {"phone", "walk-up", "chat"}:
            taken = min(taken, matter.at + 4 * HOUR + wait)
        self._change(trace, taken, Status.IN_PROGRESS)
        return hours.later(taken, rng.randrange(2 * MINUTE, 22 * MINUTE))

    def _effort(self, matter: Matter) -> int:
        hours = EFFORT[matter.problem.service] * self._rng.lognormvariate(0, 0.75)
        hours *= PACE[matter.channel] * PACE[matter.priority]
        if matter.token:
            hours *= 3.0
        if matter.late_starter:
            hours *= 2.4
        return int(hours * HOUR)

    def _hand_over(self, trace: Trace, home: str, at: int, effort: int) -> int:
        """From the service desk to those who know it best."""
        trace.team, trace.technician = home, self._somebody(home, trace.matter.person)
        trace.handed_on += 1
        hours = self._hours(trace)
        tried = min(int(effort * self._rng.uniform(0.1, 0.35)), LONGEST_TRY)
        handed = hours.later(at, tried + 10 * MINUTE)
        self._change(trace, handed, Status.IN_PROGRESS)
        return hours.later(handed, self._rng.randrange(4 * MINUTE, 40 * MINUTE))

    def _work(self, trace: Trace, at: int, solved: int, words: str) -> int:
        """From the first word to the solution; returns when that comes, if people are waited for."""
        rng, problem, hours = self._rng, trace.matter.problem, self._hours(trace)
        trace.first_word = at
        onward = list(reversed(problem.onward))
        if rng.random() < 0.3:
            onward.pop()
        asks = rng.random() < 0.17
        while hours.between(at, solved) >= 25 * MINUTE:
            if asks and rng.random() < 0.6:
                asks = False
                at, solved = self._ask(trace, at, solved, words)
                words = onward.pop() if onward else rng.choice(problem.onward)
                continue
            if rng.random() < 0.14:
                self._tell(trace, at, words)
                heard = hours.later(at, int(rng.lognormvariate(*UNPROMISED) * HOUR))
                if rng.random() < 0.12:
                    self._chase(trace, at, min(heard, solved))
                if heard >= solved or not onward:
                    return min(heard, solved)
                at, words = heard, onward.pop()
                continue
            due = self._due(trace, at)
            self._tell(trace, at, words, due)
            if due >= solved:
                trace.kept += 1
                return solved
            following = self._next_word(trace, at, due, solved)
            if following is None:
                return solved
            at, words = following
            if not onward:
                break
            words = f"{words} {onward.pop()}".strip()
        # The words run out before the work does, or the end is near: what comes next is the end.
        if not words:
            return at
        self._tell(trace, at, words)
        return hours.later(at, rng.randrange(15 * MINUTE, 100 * MINUTE))

    def _next_word(self, trace: Trace, at: int, due: int, solved: int) -> tuple[int, str] | None:
        """When they hear again, and how it begins; None when the solution comes first.

        Most promises are kept by a word in time, some are moved in time, and some are missed.
        """
        rng = self._rng
        if rng.random() >= self._keeps(trace):
            trace.missed += 1
            late = int(rng.lognormvariate(0.3, 0.8) * HOUR) + 8 * MINUTE
            heard = self._hours(trace).later(due, late)
            if rng.random() < 0.25:
                self._chase(trace, due, heard)
            return heard, rng.choice(LATE)
        trace.kept += 1
        if rng.random() < 0.12 and due - at > 90 * MINUTE:
            asked_for, due = due - rng.randrange(1800, 4200), self._due(trace, due)
            self._move(trace, asked_for, due)
            return (due - rng.randrange(3 * MINUTE, 30 * MINUTE), "") if due < solved else None
        at = due - rng.randrange(2 * MINUTE, 35 * MINUTE)
        if rng.random() < 0.08 and self._hours(trace).between(due, solved) < CALLED_BEFORE:
            trace.happenings.append(Called(moment_at(at), trace.technician.id))
            return None
        return at, ""

    def _keeps(self, trace: Trace) -> float:
        keeps = KEEPS[trace.team]
        if trace.matter.token:
            keeps -= 0.25
        return keeps - 0.2 if trace.matter.late_starter else keeps

    def _due(self, trace: Trace, at: int) -> int:
        """A time on the half hour, some working hours ahead."""
        ahead = self._rng.choice((1, 1.5, 2, 2, 3, 3, 4, 4, 5, 6, 8)) * HOUR
        return -(-self._hours(trace).later(at, int(ahead)) // 1800) * 1800

    def _ask(self, trace: Trace, at: int, solved: int, words: str) -> tuple[int, int]:
        """Only the requester can tell; the clock of the desk stops until they do."""
        rng, problem, hours = self._rng, trace.matter.problem, self._hours(trace)
        self._tell(trace, at, f"{words} {rng.choice(problem.ask)}")
        self._change(trace, at + 30, Status.WAITING_REQUESTER)
        answered = self._theirs(trace).later(at, int(rng.lognormvariate(0.6, 1.1) * HOUR) + 180)
        trace.happenings.append(Replied(moment_at(answered), rng.choice(problem.reply)))
        self._change(trace, answered + 20, Status.IN_PROGRESS)
        resumed = hours.later(answered + 30, rng.randrange(3 * MINUTE, 50 * MINUTE))
        return resumed, hours.later(resumed, max(hours.between(at, solved), 10 * MINUTE))

    def _solve(self, trace: Trace, at: int, words: str) -> None:
        self._tell(trace, at - 20, words)
        self._change(trace, at, Status.RESOLVED)
        trace.solved = True

    def _after(self, trace: Trace, solved: int) -> None:
        """The closing check, a further cycle where it is needed, and the end."""
        rng, theirs = self._rng, self._theirs(trace)
        token = trace.matter.token
        if rng.random() < 0.47:
            answered = theirs.later(solved + 60, int(rng.lognormvariate(-0.4, 1.2) * HOUR) + 60)
            if answered < solved + 20 * HOUR:
                doubt = 0.09 + 0.05 * trace.missed + (0.2 if token else 0)
                self._check(trace, answered, doubt)
                return
        if trace.cycle == 1 and rng.random() < 0.017 * (3 if token else 1):
            back = theirs.later(solved, rng.randrange(2 * HOUR, 40 * HOUR))
            self._change(trace, back, Status.IN_PROGRESS, *_by(trace.matter.person))
            self._once_more(trace, back)
            return
        self._change(trace, solved + 72 * HOUR, Status.CLOSED, ActorKind.AUTOMATION, None)

    def _check(self, trace: Trace, at: int, doubt: float) -> None:
        rng = self._rng
        if trace.cycle < 3 and rng.random() < doubt:
            words = rng.choice(NOT_FIXED) if rng.random() < 0.8 else None
            trace.happenings.append(Checked(moment_at(at), Fixed.NOT_YET, words))
            self._once_more(trace, at)
        elif rng.random() < 0.06:
            trace.happenings.append(Checked(moment_at(at), Fixed.CANT_TELL))
            later = at + 24 * HOUR + rng.randrange(HOUR, 6 * HOUR)
            if rng.random() < 0.6:
                trace.happenings.append(Checked(moment_at(later), Fixed.YES))
            else:
                self._change(trace, at + 72 * HOUR, Status.CLOSED, ActorKind.AUTOMATION, None)
        else:
            trace.happenings.append(Checked(moment_at(at), Fixed.YES))

    def _once_more(self, trace: Trace, opened: int) -> None:
        rng, hours = self._rng, self._hours(trace)
        trace.cycle += 1
        at = hours.later(opened, rng.randrange(6 * MINUTE, 3 * HOUR))
        solved = hours.later(at, int(self._effort(trace.matter) * 0.5) + 40 * MINUTE)
        due = self._due(trace, at)
        solved = min(solved, hours.later(due, rng.randrange(HOUR, LONGEST_REST)))
        self._tell(trace, at, rng.choice(BACK_AGAIN), due)
        if due < solved and rng.random() < self._keeps(trace):
            trace.kept += 1
            on_time = due - rng.randrange(3 * MINUTE, 25 * MINUTE)
            self._tell(trace, on_time, rng.choice(trace.matter.problem.onward))
        elif due < solved:
            trace.missed += 1
        self._solve(trace, solved, rng.choice(DONE_AGAIN))
        self._after(trace, solved)

    def _tell(self, trace: Trace, at: int, words: str, due: int | None = None) -> None:
        rng, technician = self._rng, trace.technician
        via = Via.CHAT if rng.random() < 0.8 else Via.TICKET_SYSTEM
        if due is None:
            trace.happenings.append(Told(moment_at(at), technician.id, words, via=via))
            return
        by = self._by_time(trace, at, due)
        visits = technician.team == "Field Support" and rng.random() < 0.35
        promise = rng.choice(VISITS if visits else PROMISES).format(by=by)
        told = Told(moment_at(at), technician.id, f"{words} {promise}", moment_at(due), by, via)
        trace.happenings.append(told)
        if rng.random() < 0.06:
            thanked = moment_at(at + rng.randrange(60, 40 * MINUTE))
            trace.happenings.append(Replied(thanked, rng.choice(THANKS)))

    def _move(self, trace: Trace, at: int, due: int) -> None:
        by = self._by_time(trace, at, due)
        words = f"{self._rng.choice(MOVED)} {self._rng.choice(PROMISES).format(by=by)}"
        technician = trace.technician.id
        trace.happenings.append(Moved(moment_at(at), technician, words, moment_at(due), by))

    def _by_time(self, trace: Trace, at: int, due: int) -> str:
        return by_time(moment_at(due), trace.matter.person.time_zone, moment_at(at))

    def _chase(self, trace: Trace, after: int, before: int) -> None:
        """They ask what is going on, if there is time for that before they hear."""
        at = self._theirs(trace).later(after, self._rng.randrange(600, 6000))
        if at < before:
            trace.happenings.append(Replied(moment_at(at), self._rng.choice(CHASES)))

    def _change(
        self,
        trace: Trace,
        at: int,
        status: Status,
        by: ActorKind = ActorKind.AGENT,
        by_id: str | None = None,
    ) -> None:
        if by is ActorKind.AGENT:
            by_id = trace.technician.id
        change = Change(moment_at(at), status, trace.team, trace.technician.id, by, by_id)
        trace.happenings.append(change)

    def _hours(self, trace: Trace) -> Shift:
        return self._shifts[trace.technician.time_zone]

    def _theirs(self, trace: Trace) -> Shift:
        return self._shifts[trace.matter.person.time_zone]


def _by(person: Person) -> tuple[ActorKind, str]:
    return ActorKind.REQUESTER, person.id
