"""How far found labels agree with the right ones, label by label, as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.table import Table


@dataclass(slots=True)
class Tally:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass(slots=True)
class Agreement:
    labels: Sequence[str]
    tallies: dict[str, Tally] = field(default_factory=dict)

    def add(self, found: Iterable[str], wanted: Iterable[str]) -> None:
        found, wanted = set(found), set(wanted)
        for label in self.labels:
            tally = self.tallies.setdefault(label, Tally())
            tally.right += label in found and label in wanted
            tally.wrong += label in found and label not in wanted
            tally.missed += label not in found and label in wanted

    @property
    def macro_f1(self) -> float:
        """Over all labels; one that nobody gave or found counts as 0."""
        return sum(self.tallies[label].f1 for label in self.labels) / len(self.labels)

    def table(self, title: str) -> Table:
        table = Table("label", "precision", "recall", "F1", "n", title=title)
        for label in self.labels:
            it = self.tallies[label]
            n = it.right + it.missed
            table.add_row(label, f"{it.precision:.2f}", f"{it.recall:.2f}", f"{it.f1:.2f}", str(n))
        table.add_row("macro", "", "", f"{self.macro_f1:.3f}", "")
        return table
