"""The command line: help that reads well, errors in one plain line, JSON where a contract says so."""

import json
import os
import sqlite3
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from feedback.drafting import Finding
from feedback.reasons import Factor
from feedback.store.migrations.backup import back_up
from tests.bench.replay import made_up

COMMANDS = (
    "demo", "chat", "ask", "draft", "classify", "serve", "migrate", "doctor", "recount", "replay",
    "dead-letters", "slack",
)  # fmt: skip


def sincerely(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, words, input=typed, env={"COLUMNS": "200"})


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'desk.sqlite'}?synchronous=off"


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_help_names_every_command_with_a_sentence() -> None:
    said = sincerely("--help").stdout
    for command in COMMANDS:
        assert command in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert sincerely(command, "--help").exit_code == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("doctor", "--config", "nowhere.yaml"), "nowhere.yaml: No such file"),
        (("ask", "how happy?", "--database", "mysql://x"), "sqlite+aiosqlite:///"),
        (("chat", "--as", "manager", "--database", "sqlite+aiosqlite:///no.db"), "migrate"),
        (("replay", "nowhere.csv"), "nowhere.csv"),
        (("ask",), "What would you like to know?"),
        (("slack", "manifest"), "--url https://desk.example.com"),
        (("slack", "manifest", "--url", "http://x"), "with https"),
        (("draft", "--text", " "), "text: there are no words in it"),
        (("draft", "--text", "hi", "--requester-tz", "Mars/Base"), "not a time zone"),
        (("draft", "--text", "hi", "--posted-at", "2026-11-18T10:00"), "posted_at"),
        (("draft", "--text", "hi", "--posted-at", "soon"), "posted_at"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_plain_line(
    words: tuple[str, ...], complaint: str, tmp_path: Path
) -> None:
    database = () if "--database" in words or words[0] in {"draft", "doctor", "slack"} else (
        "--database", f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite'}",
    )  # fmt: skip
    said = sincerely(*words, *database)
    assert said.exit_code != 0
    assert complaint in said.output
    assert "Traceback" not in said.output


def test_a_note_is_read_as_the_contract_says() -> None:
    note = {
        "id": "n1",
        "text": "Swapping the dock now, I'll be back with you by 3pm.",
        "posted_at": "2026-11-18T10:00:00+01:00",
        "requester_tz": "Europe/Berlin",
        "requester_name": "Jane Doe",
        "ticket_title": "Dock loses both screens",
    }
    bad = {**note, "id": "n2", "posted_at": "2026-11-18T10:00:00"}
    one, two, three = lines(
        sincerely("draft", "--jsonl", typed=f"{json.dumps(note)}\n\nnot json\n{json.dumps(bad)}\n")
    )
    assert one.keys() == {"id", "promise_due", "findings", "message"}
    assert (one["id"], one["promise_due"]) == ("n1", "2026-11-18T15:00:00+01:00")
    assert "Swapping the dock now" in str(one["message"])
    assert two["line"] == 3
    assert (three["id"], three["line"]) == ("n2", 4)
    assert "posted_at" in str(three["error"])


def test_the_findings_of_a_note_are_those_of_the_contract() -> None:
    said = sincerely(
        "draft", "--json", "--text", "Your ticket is important to us. We are within SLA.",
        "--posted-at", "2026-11-18T10:00+01:00", "--requester-name", "Jane",
        "--ticket-title", "VPN drops",
    )  # fmt: skip
    [read] = lines(said)
    findings = read["findings"]
    assert isinstance(findings, list)
    assert {"robotic", "sla_defence"} <= set(findings) <= set(Finding)


def test_a_comment_is_read_as_the_contract_says() -> None:
    typed = '{"id": "a", "text": "Friendly, but it is still not working.", "score": 3}\n{"id": 1}\n'
    one, two = lines(sincerely("classify", "--jsonl", typed=typed))
    assert one.keys() == {"id", "labels", "overall", "evidence"}
    labels, evidence = one["labels"], one["evidence"]
    assert isinstance(labels, list)
    assert isinstance(evidence, dict)
    assert {"friendly", "unresolved"} <= set(labels) <= set(Factor)
    assert evidence.keys() == set(labels)
    assert one["overall"] == -1
    assert "text" in str(two["error"])


def test_a_question_is_understood_as_the_contract_says(url: str) -> None:
    """Where there is no desk yet, the names of the demo's are known."""
    asked = '{"id": "q", "text": "how happy were people with the VPN in October?"}\n'
    [one] = lines(
        sincerely("ask", "--plan", "--jsonl", "--now", "2026-11-18T10:00", "--database", url,
                  typed=asked)
    )  # fmt: skip
    assert one == {
        "id": "q",
        "plan": {
            "outcome": "answer",
            "metric": "happiness",
            "by": [],
            "grain": None,
            "where": {"service": ["VPN"]},
            "period": ["2026-10-01", "2026-11-01"],
            "against": None,
        },
    }


def test_a_log_comes_to_life_and_is_held_against_its_own_counts(tmp_path: Path, url: str) -> None:
    log = made_up(tmp_path / "log.csv", incidents=40)
    said = sincerely("replay", str(log), "--verify", "--database", url)
    assert said.exit_code == 0, said.output
    assert "reopen" in said.stdout.lower()
    assert sincerely("doctor", "--database", url).exit_code == 0
    assert "Nothing has been laid aside" in sincerely("dead-letters", "--database", url).stdout


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    said = sincerely("doctor", "--database", f"sqlite+aiosqlite:///{tmp_path / 'none.sqlite'}")
    assert said.exit_code == 1
    assert "sincerely migrate" in said.stdout
    assert "Staff:" not in said.stdout, "nobody can know"


def test_the_doctor_survives_a_database_that_did_not(tmp_path: Path, url: str) -> None:
    file = tmp_path / "desk.sqlite"
    assert sincerely("migrate", "--database", url).exit_code == 0
    assert "Staff: nobody yet" in sincerely("doctor", "--database", url).stdout
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(truncate)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'people'")
        (size,) = connection.execute("PRAGMA page_size")
    connection.close()
    with file.open("r+b") as raw:
        raw.seek((page[0] - 1) * size[0])
        raw.write(b"\x00\xee" * (size[0] // 2))
    said = sincerely("doctor", "--database", url)
    assert said.exit_code == 1
    assert "! Database: " in said.stdout
    assert "Web chat: off" in said.stdout
    assert "Staff:" not in said.stdout


def test_the_doctor_tells_of_copies_that_hold_erased_people(tmp_path: Path, url: str) -> None:
    assert sincerely("migrate", "--database", url).exit_code == 0
    assert "Copies before updates: none" in sincerely("doctor", "--database", url).stdout
    copy = back_up(tmp_path / "desk.sqlite", "0002")
    assert copy is not None
    said = sincerely("doctor", "--database", url)
    assert said.exit_code == 0
    assert "1, the oldest 0 days old; what people had erased since" in flowing(said.stdout)
    long_ago = time.time() - 40 * 24 * 60 * 60
    os.utime(copy, (long_ago, long_ago))
    said = sincerely("doctor", "--database", url)
    assert said.exit_code == 1
    assert "the oldest 40 days old" in flowing(said.stdout)
    assert "Is `sincerely serve` running?" in flowing(said.stdout)


def flowing(text: str) -> str:
    """Without the breaks that the width of the terminal makes."""
    return " ".join(text.split())


def test_counts_that_drifted_are_found_and_mended(tmp_path: Path, url: str) -> None:
    file = tmp_path / "desk.sqlite"
    assert sincerely("migrate", "--database", url).exit_code == 0
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO counts VALUES ('day', 'all', 'all', '2026-03-04', 'score:9', 3)"
        )
    connection.close()
    said = sincerely("doctor", "--database", url)
    assert said.exit_code == 1
    assert "sincerely recount" in said.stdout
    assert "0 counts" in sincerely("recount", "--database", url).stdout
    assert sincerely("doctor", "--database", url).exit_code == 0
