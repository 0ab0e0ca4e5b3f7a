"""Whoever has just added us hears who we are and what they can say, once."""

from collections.abc import Mapping
from typing import Any, Final

from bot.channels.teams import places, read
from bot.channels.teams.ingress import Answer, Take
from bot.channels.teams.read import Installed
from bot.turns import Hear, Said

ADDED: Final = frozenset({"installationUpdate", "conversationUpdate"})
"""Teams tells it with both, so that it may come twice."""


class Greeting:
    """Goes before whoever takes what Teams posts.

    A chat that begins with silence looks broken. Somebody whom the desk knows hears what it can do
    for them, a stranger hears how we get to know each other: the same as if they had asked for help.
    """

    def __init__(self, take: Take, hear: Hear) -> None:
        self._take = take
        self._hear = hear

    async def take(self, activity: Mapping[str, Any]) -> Answer:
        answer = await self._take(activity)
        if activity.get("type") in ADDED and answer.status == 200:
            await self._greet(activity)
        return answer

    async def _greet(self, activity: Mapping[str, Any]) -> None:
        match read.heard(activity):
            case Installed(reference=there):
                by = places.address(there.tenant, there.aad_id, there.conversation)
                once = f"{places.NAME}:{there.conversation}:added"
                await self._hear(Said(by, read.HELP, once))
