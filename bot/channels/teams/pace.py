"""How fast we may speak in one tenant of Teams, and in each conversation there.

Microsoft calls its figures estimates: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from typing import Final

from bot.channels.pace import Rate, Turns

EVERY: Final = 2.02
"""Seconds between two messages of one conversation …"""
SPARE: Final = 7
"""… and so many at once in one that was quiet. No more than 7 in a second, 8 in two, 60 in thirty and
1,800 in an hour come of it, which is what a conversation takes."""

A_SECOND: Final = 16
SPARE_OF_ALL: Final = 5
ANSWERS_A_SECOND: Final = 2
SPARE_OF_ANSWERS: Final = 2
"""All together no more than 25 in any second. A tenant takes 30 from one app; but not all are on
their way for equally long, and some arrive together that did not leave together."""


def turns_of_a_tenant() -> Turns:
    return Turns(
        everybody=Rate(1 / A_SECOND, SPARE_OF_ALL),
        answers=Rate(1 / ANSWERS_A_SECOND, SPARE_OF_ANSWERS),
        each=lambda: Rate(EVERY, SPARE),
    )
