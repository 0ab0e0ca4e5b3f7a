"""How fast we may speak in one workspace of Slack, and change or look into what stands there."""

from collections.abc import Mapping
from enum import Enum, auto

from bot.channels.pace import Rate, Turns

EVERY = 1.0
"""Seconds between two messages of one conversation, as Slack asks."""
SPARE = 3
"""So many may follow one another at once in a conversation that was quiet; Slack allows it."""
SPARE_OF_ALL = 10
FOR_ANSWERS = 0.1
"""The share of the pace that is kept for answers."""
TIER_3 = 50
"""Calls a minute: Slack's own limit for changing what stands in a conversation, and for looking into
it. It is much lower than the one for saying more."""
SPARE_OF_TIER_3 = 5
FOR_ANSWERS_OF_TIER_3 = 0.4
"""Whoever presses a button waits for just this; that a question was taken back, for which the rest
is used, nobody waits for."""


class Call(Enum):
    """What Slack counts apart."""

    SAY = auto()
    EDIT = auto()
    LOOK = auto()


class Pace:
    """Of one workspace."""

    def __init__(self, a_minute: int) -> None:
        few = TIER_3 - 2 * SPARE_OF_TIER_3
        self._turns: Mapping[Call, Turns] = {
            Call.SAY: _turns(a_minute, SPARE_OF_ALL, FOR_ANSWERS),
            Call.EDIT: _turns(few, SPARE_OF_TIER_3, FOR_ANSWERS_OF_TIER_3),
            Call.LOOK: _turns(few, SPARE_OF_TIER_3, FOR_ANSWERS_OF_TIER_3),
        }

    def wait(
        self,
        conversation: str,
        now: float,
        patience: float,
        *,
        call: Call = Call.SAY,
        answers: bool = False,
    ) -> float:
        """Seconds until it is this conversation's turn for such a call."""
        return self._turns[call].wait(conversation, now, patience, answers=answers)

    def rest(self, now: float, seconds: float, *, call: Call = Call.SAY) -> None:
        self._turns[call].rest(now, seconds)

    def known(self) -> int:
        return sum(turns.known() for turns in self._turns.values())


def _turns(a_minute: int, spare: int, for_answers: float) -> Turns:
    every = 60.0 / a_minute
    return Turns(
        everybody=Rate(every / (1 - for_answers), spare),
        answers=Rate(every / for_answers, spare),
        each=lambda: Rate(EVERY, SPARE),
    )
