"""How well comments are read: `python -m tests.bench.reasons --data FILE` prints a table.

FILE holds one JSON object a line: {"id", "text", "labels", "overall"}, as in the reasons contract.
"""

import argparse
import json
import time
from pathlib import Path

from rich.console import Console
from textblob.en.sentiments import PatternAnalyzer

from feedback.reasons import Factor
from feedback.reasons.keywords import ReasonReader
from tests.bench.agreement import Agreement

ONE_WORD = {
    Factor.UNRESOLVED: "not",
    Factor.SLOW: "wait",
    Factor.REPEATED_EXPLAINING: "again",
    Factor.UNINFORMED: "no one",
    Factor.UNFRIENDLY: "rude",
    Factor.UNSKILLED: "wrong",
    Factor.DIFFICULT: "hard",
    Factor.TOOL_FAILURE: "broken",
    Factor.SOLVED: "fixed",
    Factor.FAST: "quick",
    Factor.FRIENDLY: "helpful",
    Factor.SKILLED: "knowledgeable",
    Factor.INFORMED: "explain",
    Factor.EASY: "easy",
}
"""The baseline: one word for each factor, wherever it stands."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", help="print where this label was missed or wrongly given")
    arguments = parser.parse_args()
    console = Console()
    lines = [json.loads(line) for line in filter(None, arguments.data.read_text().splitlines())]
    started = time.perf_counter()
    reader = ReasonReader()
    reader.classify("Warm up: alles gut")
    ready = time.perf_counter() - started
    started = time.perf_counter()
    readings = [reader.classify(line["text"]) for line in lines]
    took = time.perf_counter() - started

    labels = [factor.value for factor in Factor]
    ours, baseline = Agreement(labels), Agreement(labels)
    tones = hinted = 0
    analyzer = PatternAnalyzer()
    started = time.perf_counter()
    polarities = [float(analyzer.analyze(line["text"]).polarity) for line in lines]
    hint = time.perf_counter() - started
    for line, reading, polarity in zip(lines, readings, polarities, strict=True):
        found = [factor.value for factor in reading.factors]
        ours.add(found, line["labels"])
        baseline.add([f.value for f, word in ONE_WORD.items() if word in line["text"].lower()],
                     line["labels"])  # fmt: skip
        tones += reading.tone == line["overall"]
        hinted += (polarity > 0) - (polarity < 0) == line["overall"]
        if arguments.show and (arguments.show in found) != (arguments.show in line["labels"]):
            console.print(
                line["id"], line["text"], f"\n  wanted {line['labels']}\n  found  {found}"
            )

    n = len(lines)
    console.print(ours.table(f"Reasons in {n} comments"))
    console.print(f"Macro F1 {ours.macro_f1:.3f}; one word for each factor {baseline.macro_f1:.3f}")
    console.print(
        f"Tone right {tones / n:.3f}; by the sign of TextBlob's polarity {hinted / n:.3f}"
    )
    console.print(f"{sum(not reading.read for reading in readings)} comments not read")
    console.print(f"Ready after {ready:.2f} s")
    console.print(
        f"{n / took:.0f} comments/s, {took / hint:.1f} times as long as TextBlob's polarity of each"
    )


if __name__ == "__main__":
    main()
