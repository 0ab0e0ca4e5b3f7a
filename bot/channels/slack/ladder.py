"""How richly we may draw: what a workspace has refused it is not asked to take for a while."""

import time
from typing import Final

from bot.channels.slack.api import Monotonic
from bot.channels.slack.write import Drawn

TOO_RICH: Final = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
    }
)
"""Drawn more plainly, it may be taken."""
PLAIN_FOR: Final = 3600.0
"""Seconds."""


class Ladder:
    """Of one kind of place: what messages do not take yet, the home tab may, and the other way
    round."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._begins: dict[str, tuple[Drawn, float]] = {}

    def rungs(self, team: str) -> tuple[Drawn, ...]:
        """From the richest that this workspace may take, down."""
        rungs = tuple(Drawn)
        first, until = self._begins.get(team, (rungs[0], 0.0))
        return rungs[rungs.index(first) :] if self._monotonic() < until else rungs

    def begin_with(self, team: str, drawn: Drawn) -> None:
        self._begins[team] = drawn, self._monotonic() + PLAIN_FOR
