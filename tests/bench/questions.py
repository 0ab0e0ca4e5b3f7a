"""How well questions are understood: `python -m tests.bench.questions --data FILE` prints a table.

FILE holds one JSON object a line: {"id", "text", "plan"}, the plan as in the plan contract.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analytics.plan import to_json
from analytics.understanding import understand
from analytics.vocabulary import Vocabulary
from bot.demo.names import VOCABULARY

FIELDS = ("metric", "by", "grain", "where", "period", "against")
TODAY = date(2026, 11, 18)


def same_whatever_order(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a filter may stand in any order."""
    where = {dimension: sorted(values) for dimension, values in plan.get("where", {}).items()}
    return {**plan, "where": where} if "where" in plan else dict(plan)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what was read differently")
    arguments = parser.parse_args()
    console = Console()
    vocabulary = Vocabulary(VOCABULARY)
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    lines = arguments.data.read_text(encoding="utf-8").splitlines()
    started = time.perf_counter()
    for line in filter(None, lines):
        asked = json.loads(line)
        wanted = same_whatever_order(asked["plan"])
        found = same_whatever_order(to_json(understand(asked["text"], vocabulary, TODAY)))
        outcome = wanted["outcome"]
        of.update(("exact", "outcome", f"outcome {outcome}"))
        right["exact"] += wanted == found
        right["outcome"] += outcome == found["outcome"]
        right[f"outcome {outcome}"] += outcome == found["outcome"]
        if outcome == found["outcome"] == "answer":
            for name in FIELDS:
                of[name] += 1
                right[name] += wanted[name] == found[name]
        if outcome != "answer" and found["outcome"] == "answer":
            right["answered what it should not"] += 1
        if arguments.show and wanted != found:
            console.print(f"{asked['id']}  {asked['text']}\n  wanted {wanted}\n  found  {found}")
    spent = time.perf_counter() - started
    table = Table(
        "", "right", "of", "share", title=f"{arguments.data.name}, {len(lines)} questions"
    )
    for name in sorted(of, key=lambda one: (one not in {"exact", "outcome"}, one)):
        table.add_row(name, str(right[name]), str(of[name]), f"{right[name] / of[name]:.1%}")
    console.print(table)
    console.print(f"answered though it should not have: {right['answered what it should not']}")
    console.print(f"{1000 * spent / max(1, len(lines)):.1f} ms a question")


if __name__ == "__main__":
    main()
