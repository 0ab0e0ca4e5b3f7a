"""What the doctor finds, and how it is said."""

from dataclasses import dataclass

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` is empty when all is well."""

    about: str
    found: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


def in_words(finding: Finding) -> Text:
    """One line, and the advice under it where there is any."""
    mark = ("✓ ", "green") if finding.is_well else ("! ", "yellow")
    words = Text.assemble(mark, (finding.about, "bold"), f": {finding.found}")
    return words if finding.is_well else words.append(f"\n  → {finding.advice}", style="yellow")
