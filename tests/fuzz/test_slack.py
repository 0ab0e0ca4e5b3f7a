"""A short look for bytes that Slack's channel does not bear; `python -m tests.fuzz.slack` looks on."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS = 400
PATIENCE = 120


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is for Linux on x86-64 only")
def test_what_a_fuzzer_finds_in_a_few_seconds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.slack", "--runs", str(RUNS), "--seconds", "30"]
    ended = subprocess.run(
        [*command, "--found", str(tmp_path)],
        cwd=ROOT,
        # It watches the branches itself, and two who do that are in each other's way.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said[-5_000:]
    assert said.count("Done ") == 4, "each target has run to its end"
