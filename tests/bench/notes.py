"""How well notes are read: `python -m tests.bench.notes --data FILE` prints a table.

FILE holds one JSON object a line, as in the draft contract, with "gold": {"promise_due", "findings"}.
"""

import argparse
import json
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from textblob.en.sentiments import PatternAnalyzer

from feedback.drafting import Finding, Note
from feedback.drafting.reader import read_note
from tests.bench.agreement import Agreement

NEXT_CONTACT = re.compile(r"\b(?:at|by) \d{1,2}(?::\d\d)? ?(?:am|pm)?", re.IGNORECASE)
"""The baseline: a note without such a time lacks its next contact; nothing else is ever found."""


def note_of(line: dict[str, Any]) -> Note:
    return Note(
        text=line["text"],
        posted_at=datetime.fromisoformat(line["posted_at"]),
        requester_tz=line["requester_tz"],
        requester_name=line["requester_name"],
        ticket_title=line["ticket_title"],
    )


def same_moment(found: datetime | None, wanted: str | None) -> bool:
    return found == (datetime.fromisoformat(wanted) if wanted else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what was read differently")
    arguments = parser.parse_args()
    console = Console()
    lines = [json.loads(line) for line in filter(None, arguments.data.read_text().splitlines())]
    notes = [note_of(line) for line in lines]
    started = time.perf_counter()
    drafts = [read_note(note) for note in notes]
    took = time.perf_counter() - started

    labels = [finding.value for finding in Finding]
    ours, baseline = Agreement(labels), Agreement(labels)
    moments = without = 0
    for line, draft in zip(lines, drafts, strict=True):
        wanted = line["gold"]
        found = [hit.finding.value for hit in draft.findings]
        ours.add(found, wanted["findings"])
        simple = [] if NEXT_CONTACT.search(line["text"]) else [Finding.NO_NEXT_CONTACT.value]
        baseline.add(simple, wanted["findings"])
        right = same_moment(draft.promise_due, wanted["promise_due"])
        moments += right
        without += wanted["promise_due"] is None
        if arguments.show and not (right and set(found) == set(wanted["findings"])):
            due = draft.promise_due.isoformat() if draft.promise_due else None
            console.print(line["id"], line["text"], f"\n  wanted {wanted}\n  found  {due} {found}")

    n = len(lines)
    console.print(ours.table(f"Findings in {n} notes"))
    console.print(f"Promise exactly right: {moments}/{n}; never finding one: {without}/{n}")
    console.print(f"Macro F1 {ours.macro_f1:.3f}; looking for a clock time {baseline.macro_f1:.3f}")
    analyzer = PatternAnalyzer()
    started = time.perf_counter()
    for note in notes:
        analyzer.analyze(note.text)
    hint = time.perf_counter() - started
    console.print(
        f"{n / took:.0f} notes/s, {took / hint:.1f} times as long as TextBlob's polarity of each"
    )


if __name__ == "__main__":
    main()
