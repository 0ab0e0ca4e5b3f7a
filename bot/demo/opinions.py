"""How it felt and why: scores that follow from what happened, and words that fit the person."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Final

from bot.demo.comments import ANYWHERE, SWITCH, Comment, Mood, comments
from bot.demo.course import HOUR, Matter, Trace
from bot.demo.people import Cast
from bot.demo.shifts import DAY, Shift
from bot.demo.story import FollowUp, Opinion
from bot.demo.voices import ANY_FOLLOW_UPS, FOLLOW_UPS, SECOND_FOLLOW_UPS
from feedback.reasons import Factor
from feedback.records import Visibility

LOST: Final = (0, 15, 60, 180, 480, 1200)
"""What the card offers, in minutes."""

VISIBLE: Final = (Visibility.NAMED, Visibility.UNLINKED, None)
VISIBLE_SHARES: Final = (0.3, 0.03, 0.67)
"""Most people leave it as it is: only the person who follows up sees their name."""

WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Opinions:
    def __init__(self, rng: Random, cast: Cast, shifts: Mapping[str, Shift]) -> None:
        self._rng = rng
        self._shifts = shifts
        self._answers = {person.id: rng.betavariate(2.3, 4.2) for person in cast.requesters}
        """How likely each person is to answer at all."""
        self._strict = {person.id: rng.gauss(0, 0.55) for person in cast.requesters}
        self._hands = {person.id: Hand(rng) for person in cast.requesters}
        self._words = Words(rng)

    def of(self, matter: Matter, trace: Trace) -> Mapping[int, Opinion]:
        """What they would say after the last cycle, or nothing: most people just go on working.

        A cycle that was not the end gets no opinion: its question is taken back before the answer.
        """
        if not trace.solved:
            return {}
        causes = self._causes(matter, trace)
        score = self._score(matter, trace, causes)
        eager = 1.15 if score <= 4 or score == 10 else 0.95
        if self._rng.random() > self._answers[matter.person.id] * eager:
            return {}
        return {trace.cycle: self._opinion(matter, trace, causes, score)}

    def _causes(self, matter: Matter, trace: Trace) -> dict[Factor, float]:
        """What went well or badly, and how much of it this person will feel."""
        rng = self._rng
        felt: dict[Factor, float] = {}
        drag = trace.took / max(trace.expected, HOUR)
        if drag > 2.2 and trace.took > 4 * HOUR:
            felt[Factor.SLOW] = min(0.45 * drag, 2.2)
        if trace.first_word is not None and trace.first_word - matter.at > DAY:
            felt[Factor.SLOW] = felt.get(Factor.SLOW, 0) + 0.6
        if trace.missed:
            felt[Factor.UNINFORMED] = 1.1 * min(trace.missed, 2)
        if trace.cycle > 1:
            felt[Factor.UNRESOLVED] = 1.3
        if trace.handed_on and rng.random() < 0.4:
            felt[Factor.REPEATED_EXPLAINING] = 0.9
        if matter.token:
            felt[Factor.TOOL_FAILURE] = 2.0
        elif rng.random() < 0.05:
            felt[Factor.TOOL_FAILURE] = 1.5
        if matter.late_starter:
            felt[Factor.SLOW] = felt.get(Factor.SLOW, 0) + 1.1
        if matter.channel == "phone" and rng.random() < 0.22:
            felt[Factor.DIFFICULT] = 1.4
        if matter.channel == "portal" and rng.random() < 0.05:
            felt[Factor.DIFFICULT] = 1.2
        if rng.random() < 0.035:
            felt[Factor.UNSKILLED] = 2.0
        if rng.random() < 0.02:
            felt[Factor.UNFRIENDLY] = 2.5
        if trace.cycle == 1 and rng.random() < 0.05:
            felt[Factor.UNRESOLVED] = 3.0
        return felt

    def _score(self, matter: Matter, trace: Trace, causes: Mapping[Factor, float]) -> int:
        rng = self._rng
        feeling = 9.9 + self._strict[matter.person.id] + rng.gauss(0, 0.75)
        feeling += 0.6 if matter.channel == "walk-up" else 0.2 if matter.channel == "chat" else 0
        feeling -= 0.5 if matter.channel == "phone" else 0
        feeling += 0.2 if trace.kept and not trace.missed else 0
        feeling -= sum(causes.values())
        return max(0, min(10, round(feeling)))

    def _opinion(
        self, matter: Matter, trace: Trace, causes: Mapping[Factor, float], score: int
    ) -> Opinion:
        rng = self._rng
        mood = Mood.HAPPY if score >= 9 else Mood.FAIR if score >= 7 else Mood.UNHAPPY
        main = self._main(mood, causes, trace)
        after = timedelta(seconds=int(rng.lognormvariate(7.6, 1.5)) + 40)
        if rng.random() > 0.8:
            return Opinion(after=after, score=score, follow_ups=self._follow_ups(main, score))
        comment = None
        if rng.random() < (0.62 if mood is Mood.UNHAPPY else 0.45):
            comment, named = self._comment(matter, trace, mood, main)
            main = named or main
        return Opinion(
            after=after,
            score=score,
            explains_after=timedelta(seconds=rng.randrange(12, 200)),
            ticked=self._ticked(mood, main, causes),
            lost_minutes=self._lost(mood, trace) if rng.random() < 0.6 else None,
            comment=comment,
            visibility=rng.choices(VISIBLE, VISIBLE_SHARES)[0],
            follow_ups=self._follow_ups(main, score),
        )

    def _comment(
        self, matter: Matter, trace: Trace, mood: Mood, main: Factor | None
    ) -> tuple[str, Factor | None]:
        """In their own hand, and what it names first."""
        rng = self._rng
        scopes = [matter.problem.service, matter.channel, ANYWHERE]
        if matter.token:
            scopes.insert(0, SWITCH)
        chosen = self._words.about(mood, main, scopes)
        first = rng.randrange(4)
        words = chosen.words.format(
            tech=trace.technician.first_name,
            n=rng.choice(("two", "three", "three", "four", "3", "2")),
            day=WEEK[first],
            day2=WEEK[rng.randrange(first + 1, 5)],
        )
        named = chosen.factors[0] if chosen.factors else None
        return self._hands[matter.person.id].write(mood, words, rng), named

    def _main(self, mood: Mood, causes: Mapping[Factor, float], trace: Trace) -> Factor | None:
        """What they would name first."""
        rng = self._rng
        if causes and (mood is Mood.UNHAPPY or (mood is Mood.FAIR and rng.random() < 0.5)):
            return max(causes, key=lambda factor: causes[factor] + rng.random() * 0.5)
        if mood is Mood.UNHAPPY:
            return rng.choice((Factor.SLOW, Factor.UNRESOLVED, Factor.TOOL_FAILURE, None))
        quick = trace.took < 0.6 * max(trace.expected, HOUR)
        likely = [Factor.SOLVED, Factor.SOLVED, Factor.FRIENDLY, Factor.SKILLED, Factor.EASY]
        likely += [Factor.FAST] * (4 if quick else 0)
        likely += [Factor.INFORMED] * (3 if trace.kept and not trace.missed else 0)
        return rng.choice(likely)

    def _ticked(
        self, mood: Mood, main: Factor | None, causes: Mapping[Factor, float]
    ) -> tuple[Factor, ...]:
        rng = self._rng
        ticked = [main] if main is not None and rng.random() < 0.85 else []
        if mood is Mood.HAPPY:
            others: Sequence[Factor] = (Factor.SOLVED, Factor.FAST, Factor.FRIENDLY)
        else:
            others = tuple(causes)
        ticked += [each for each in others if each not in ticked and rng.random() < 0.3]
        return tuple(ticked)

    def _lost(self, mood: Mood, trace: Trace) -> int:
        rng = self._rng
        hours = trace.took / HOUR * rng.uniform(0.02, 0.3)
        if mood is Mood.UNHAPPY:
            hours *= 2.2
        minutes = hours * 60
        return min(LOST, key=lambda offered: abs(offered - minutes))

    def _follow_ups(self, main: Factor | None, score: int) -> tuple[FollowUp, ...]:
        """Most are followed up in time, some late, a few very; most people say it was put right."""
        rng = self._rng
        if score > 6:
            return ()
        forgotten = rng.random() < 0.06
        words = FOLLOW_UPS.get(main, ANY_FOLLOW_UPS) if main is not None else ANY_FOLLOW_UPS
        late = rng.random() < 0.12
        hours = rng.uniform(9, 20) if late else rng.uniform(0.3, 6.5)
        if forgotten:
            hours = rng.uniform(30, 80)
        right = rng.random() < 0.78
        first = FollowUp(
            after=timedelta(hours=hours),
            words=rng.choice(words),
            answer_after=timedelta(hours=rng.uniform(0.2, 20)) if rng.random() < 0.62 else None,
            put_right=right,
            recovery=rng.randrange(6, 11) if rng.random() < 0.75 else None,
        )
        again = rng.random() < 0.55
        second = FollowUp(
            after=timedelta(hours=rng.uniform(0.5, 7)),
            words=rng.choice(SECOND_FOLLOW_UPS),
            answer_after=timedelta(hours=rng.uniform(0.3, 20)) if rng.random() < 0.8 else None,
            put_right=again,
            recovery=rng.randrange(5, 10) if again else rng.randrange(0, 5),
        )
        return (first, second)


class Words:
    """Deals out comments so that nobody's words come back before the others had their turn."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._by: dict[tuple[str, Mood], list[Comment]] = {}
        for comment in comments():
            self._by.setdefault((comment.scope, comment.mood), []).append(comment)
        self._dealt: dict[Comment, int] = {}
        self._count = 0

    def about(self, mood: Mood, factor: Factor | None, scopes: Sequence[str]) -> Comment:
        """Words of this mood, about this factor if there are fresh ones, nearest circumstance first."""
        rng = self._rng
        near = self._by.get((scopes[0], mood), [])
        wide = [comment for scope in scopes for comment in self._by.get((scope, mood), ())]
        pools = [near, wide] if rng.random() < 0.65 else [wide]
        for pool in pools:
            fitting = [
                comment
                for comment in pool
                if (comment.factors[0] if comment.factors else None) is factor
                and self._is_fresh(comment)
            ]
            if fitting:
                return self._deal(fitting)
        return self._deal([each for each in wide if self._is_fresh(each)] or wide)

    def _is_fresh(self, comment: Comment) -> bool:
        return self._count - self._dealt.get(comment, -FRESH_AFTER) >= FRESH_AFTER

    def _deal(self, pool: Sequence[Comment]) -> Comment:
        """One of those that have rested longest."""
        rested = sorted(pool, key=lambda comment: self._dealt.get(comment, -1))
        chosen = self._rng.choice(rested[: max(1, len(rested) // 2)])
        self._count += 1
        self._dealt[chosen] = self._count
        return chosen


FRESH_AFTER: Final = 40
"""So many other comments come in between before the same one is dealt again."""


class Hand:
    """How one person types: everything small, no full stop, three exclamation marks, a typo."""

    def __init__(self, rng: Random) -> None:
        self._small = rng.random() < 0.22
        self._bare = rng.random() < 0.4
        self._loud = rng.random() < 0.06
        self._sloppy = rng.random() < 0.15
        self._smiles = rng.random() < 0.07
        self._signs = rng.random() < 0.06
        self._wordy = rng.random() < 0.4

    def write(self, mood: Mood, words: str, rng: Random) -> str:
        if self._sloppy and rng.random() < 0.6:
            words = _typo(words, rng)
        if self._small:
            words = words.lower()
        if self._bare and words.endswith(".") and not words.endswith(".."):
            words = words[:-1]
        if self._loud and words[-1] not in "!?":
            words = words.rstrip(".") + "!!"
        if self._wordy and "hank" not in words and rng.random() < 0.5:
            words = f"{words}{'' if words[-1] in '.!?,' else '.'} {rng.choice(LAST_WORDS[mood])}"
        if self._smiles and rng.random() < 0.5:
            words += rng.choice((" :)", " 🙂", " ;-)"))
        if self._signs and len(words) > 40:
            words += rng.choice(("\nBest regards", "\nMfG", "\nCheers", " BR"))
        return words


LAST_WORDS: Final[Mapping[Mood, tuple[str, ...]]] = {
    Mood.HAPPY: (
        "Thanks!",
        "Thank you.",
        "thx",
        "Danke!",
        "Much appreciated.",
        "Keep it up",
        "Well done.",
        "Really, thank you",
        "Merci",
        "Have a good weekend!",
        "More of this please.",
    ),
    Mood.FAIR: (
        "Thanks anyway.",
        "But thanks.",
        "All in all ok",
        "Could be worse.",
        "That's all.",
        "thx",
        "No hard feelings.",
    ),
    Mood.UNHAPPY: (
        "Please do something about it.",
        "Just so you know.",
        "Really.",
        "Thanks for nothing",
        "Not the first time.",
        "I'm tired of this",
        "Sorry, but that's how it is.",
        "Think about it.",
        "That's all I have to say",
    ),
}
"""What some people always add."""


def _typo(words: str, rng: Random) -> str:
    """Two neighbouring letters in the middle of a longer word change places."""
    places = [at for at in range(1, len(words) - 2) if words[at - 1 : at + 3].isalpha()]
    if not places:
        return words
    at = rng.choice(places)
    return words[:at] + words[at + 1] + words[at] + words[at + 2 :]
