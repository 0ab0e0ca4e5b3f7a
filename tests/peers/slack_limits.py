"""How often Slack lets itself be called, and a record of how often we did."""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most so many in any period of so many seconds."""

    most: int
    seconds: float = MINUTE


POSTS = Allowance(300)
"""Of one workspace: "several hundred a minute"."""
IN_ONE_PLACE = Allowance(6, 3.0)
"""One a second, and a short burst of three."""
TIER_3 = Allowance(50)
TIER_4 = Allowance(100)
METHODS: Mapping[str, Allowance] = {
    "chat.postMessage": POSTS,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.open": TIER_3,
    "users.lookupByEmail": TIER_3,
    "users.info": TIER_4,
    "views.publish": TIER_4,
}
"""Whatever is not named here may be called as often as one likes."""


class Limits:
    """`time` is in seconds and only goes forward."""

    def __init__(
        self, time: Callable[[], float], methods: Mapping[str, Allowance] = METHODS
    ) -> None:
        self._time = time
        self._methods = methods
        self._taken: dict[str, deque[float]] = defaultdict(deque)
        self.refused: Counter[str] = Counter()
        """How often we were told to wait, by method."""
        self.allowed: Counter[str] = Counter()
        self.posted: list[tuple[float, str]] = []
        """When, and into which conversation."""

    def wait(self, method: str, arguments: Mapping[str, Any]) -> int:
        """Whole seconds until it may be tried again, as in `Retry-After`; 0 if it may be done."""
        now = self._time()
        asked = []
        if (allowance := self._methods.get(method)) is not None:
            asked.append((method, allowance))
        if method == "chat.postMessage":
            asked.append((f"in {arguments['channel']}", IN_ONE_PLACE))
        free_at = max((self._free_at(name, each, now) for name, each in asked), default=now)
        if free_at > now:
            self.refused[method] += 1
            return math.ceil(free_at - now)
        for name, _ in asked:
            self._taken[name].append(now)
        self.allowed[method] += 1
        if method == "chat.postMessage":
            self.posted.append((now, arguments["channel"]))
        return 0

    def _free_at(self, name: str, allowance: Allowance, now: float) -> float:
        taken = self._taken[name]
        while taken and taken[0] <= now - allowance.seconds:
            taken.popleft()
        return now if len(taken) < allowance.most else taken[0] + allowance.seconds
