"""The README is held to its word: every command in it runs, every place in it exists."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.bench.replay import made_up

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)
MAKE = [command for command in COMMANDS if command.startswith("make ")]
SINCERELY = [command for command in COMMANDS if command.startswith("sincerely ")]


def run(command: str, folder: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    return subprocess.run(
        [sys.executable, "-m", "bot", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP), "COLUMNS": "100"},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody's folder, in which the demo has been tried before."""
    here = tmp_path_factory.mktemp("somewhere")
    demo = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--tickets", "300", "--port", "0"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    try:
        assert any("http://127.0.0.1:" in line for line in iter(demo.stdout.readline, ""))
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=60)
    assert demo.returncode == 0
    made_up(here / "incident_event_log.csv", incidents=60)
    return here


def test_everything_in_the_readme_is_one_of_our_commands() -> None:
    assert len(MAKE) >= 3
    assert len(SINCERELY) >= 7
    assert sorted(MAKE + SINCERELY) == sorted(COMMANDS)


@pytest.mark.parametrize("command", MAKE)
def test_make_knows_what_the_readme_asks_of_it(command: str) -> None:
    """What they do is run by everybody who gets here; `make demo` by the test in the browser."""
    said = subprocess.run(
        [*shlex.split(command), "--dry-run"], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.slow
def test_every_command_in_the_readme_runs(folder: Path) -> None:
    """One after the other, as somebody would who reads it from the top."""
    for command in SINCERELY:
        if not command.startswith("sincerely serve"):
            said = run(command, folder, typed="how happy are people this year?\nbye\n")
            assert said.returncode == 0, f"{command}: {said.stdout}{said.stderr}"
            assert said.stdout.strip(), command
            assert "Traceback" not in said.stderr, command


@pytest.mark.slow
def test_the_server_of_the_readme_comes_up_and_stops_politely(folder: Path) -> None:
    assert run("sincerely migrate", folder).returncode == 0
    server = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(TOP),
            "PYTHONUNBUFFERED": "1",
            "SINCERELY_SERVER__PORT": "0",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        where = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert where
        with urlopen(f"{where[0]}healthz", timeout=10) as answer:
            assert answer.status == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
    assert server.returncode == 0


def test_every_place_in_the_readme_is_there() -> None:
    places = re.findall(r"\]\(([^)#]+)\)", README) + re.findall(
        r"`((?:bot|feedback|analytics|tests|docs)/[\w/.*]+)`", README
    )
    for place in places:
        if not place.startswith("http"):
            assert list(TOP.glob(place.rstrip("/"))), f"the README names {place}"
