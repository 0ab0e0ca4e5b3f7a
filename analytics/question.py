"""A question while it is being read: what was understood so far, and the text that is left."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from analytics.periods import Grain
from analytics.plan import MetricName
from analytics.time_phrases import Mention
from analytics.vocabulary import Meaning, Vocabulary
from feedback.reasons import Factor

VALUE: Final = r"‹v(\d+)›"
VALUES: Final = r"((?:‹v\d+›(?: ?, ?| and | or | & |, and | nor )?)+)"
TIME: Final = r"‹t(\d+)›"
DIMENSION: Final = r"‹[dD]:(\w+)›"
"""What is understood stands in the text as a tag: a value, a time, a dimension (`D` for many).

`‹m›` is a metric or a reason, `‹g›` a development, `‹x›` says that values after it are left out.
"""


@dataclass
class Question:
    """Each step takes what it understands out of `text`; strange words are what stays."""

    text: str
    vocabulary: Vocabulary
    today: date
    metrics: list[MetricName] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)
    general: bool = False
    """"How are we doing?": happiness, if nothing else is named."""
    values: list[tuple[Meaning, ...]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """The words of each value, for asking back."""
    excluded: set[int] = field(default_factory=set)
    times: list[Mention] = field(default_factory=list)
    left_out: list[Mention] = field(default_factory=list)
    """Times that shall not be counted; their tags are no longer in the text."""
    by: list[str] = field(default_factory=list)
    grain: Grain | None = None
    trend: bool = False
    compare: bool = False

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    def write(self, text: str) -> None:
        self.text = " ".join(text.split())

    def take(self, pattern: str) -> None:
        self.write(re.sub(pattern, " ", self.text))

    def narrow(self, index: int, dimension: str) -> None:
        """A name that can mean several things means this one here, if it can."""
        fitting = tuple(one for one in self.values[index] if one[0] == dimension)
        if fitting:
            self.values[index] = fitting

    def names_several_of_a_kind(self) -> bool:
        """ "Network or Identity": two names of one dimension."""
        kinds = [dimension for (dimension, _), *_ in self.values]
        return any(kinds.count(kind) > 1 for kind in kinds)
