"""docs/slack.md is held to its word: its commands run, its settings are taken, its tables are ours."""

import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.channels.slack.manifest import PATH, SHORTCUTS
from bot.channels.slack.names import OPTIONAL_SCOPES, SCOPES, SOCKET_SCOPE
from bot.cli import cli
from bot.settings import SlackSettings, read_settings
from tests.bot.commands.slack_edge import BOT, SIGNING, SlackEdge, slack_edge

TOP = Path(__file__).parents[1]
GUIDE = (TOP / "docs" / "slack.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ *\$ (.+)$", GUIDE, re.MULTILINE)
MANIFESTS = [command for command in COMMANDS if command.startswith("sincerely slack manifest")]
BLOCKS = [
    textwrap.dedent(block)
    for block in re.findall(r"^ *```yaml\n(.+?)^ *```", GUIDE, re.MULTILINE | re.DOTALL)
]
ROWS = dict(re.findall(r"^\| `([a-z:._]+)` \| (.+) \|$", GUIDE, re.MULTILINE))
"""Permissions; names of variables have capitals."""


def run(command: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *shlex.split(command)[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP), "COLUMNS": "200", **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def in_a_thread(
    command: str, folder: Path, edge: SlackEdge, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Beside the double, which answers from here."""
    there = {"SINCERELY_SLACK__API_URL": edge.url, **environ}
    return await asyncio.to_thread(run, command, folder, **there)


def test_the_guide_uses_only_commands_that_are_tested() -> None:
    others = set(COMMANDS) - set(MANIFESTS)
    assert len(MANIFESTS) == 2
    by_others = {"sincerely serve", "sincerely slack key", "sincerely slack reseal"}
    assert others == {"sincerely doctor", *by_others}, "these are run by tests of their own"


@pytest.mark.parametrize("command", MANIFESTS)
def test_the_manifest_is_printed_as_json_alone(command: str) -> None:
    said = CliRunner().invoke(cli, shlex.split(command)[1:])
    assert said.exit_code == 0, said.output
    made = json.loads(said.stdout)
    assert made["settings"]["socket_mode_enabled"] is ("--socket" in command)
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


@pytest.mark.slow
async def test_whoever_follows_the_guide_is_told_that_all_is_well(tmp_path: Path) -> None:
    assert run("sincerely migrate", tmp_path).returncode == 0
    turned_on, who_works_here, *_ = BLOCKS
    (tmp_path / "app.yaml").write_text(turned_on + who_works_here, encoding="utf-8")
    secrets = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING}
    members = {"max@example.org", "dora@example.org", "sam@example.org"}
    async with slack_edge(SlackEdge(scopes=",".join(SCOPES), members=members)) as edge:
        said = await in_a_thread("sincerely doctor", tmp_path, edge, **secrets)
        assert said.returncode == 0, said.stdout + said.stderr
        assert "Slack: knows us as sincerely in Acme IT" in said.stdout
        assert "Staff: 2 technicians, 1 dispatcher and 1 manager" in said.stdout
        assert "Staff in Slack: 3 of 3 found by their address" in said.stdout
        without = await in_a_thread("sincerely doctor", tmp_path, edge, SLACK_BOT_TOKEN=BOT)
    assert without.returncode == 1
    assert "SLACK_SIGNING_SECRET is not set" in without.stdout
    assert BOT not in said.stdout + said.stderr + without.stdout + without.stderr


def test_its_settings_are_ones_we_take(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    for block in BLOCKS:
        file.write_text(block, encoding="utf-8")
        settings = read_settings(file)
        assert settings.slack != SlackSettings() or settings.staff
    shown = re.findall(r"`slack\.(\w+)", GUIDE)
    assert set(shown) <= SlackSettings.model_fields.keys()
    assert set(SlackSettings.model_fields) - set(shown) <= {"mode", "people", "api_url"}


def test_every_permission_is_explained_in_the_words_of_the_code() -> None:
    assert ROWS == {**SCOPES, **OPTIONAL_SCOPES}
    assert f"`{SOCKET_SCOPE}`" in GUIDE


def test_numbers_and_names_are_those_of_the_settings() -> None:
    settings = read_settings(TOP / "app.yaml")
    for value in (
        f"`contact.messages_a_day` ({settings.contact.messages_a_day})",
        f"`slack.messages_a_minute` ({settings.slack.messages_a_minute})",
        f"`surveys.gap` ({settings.surveys.gap.days} days)",
        f"http://{settings.server.host}:{settings.server.port};",
        f"location = {PATH} ",
        f"**`{settings.slack.command}`**",
        *(f"**{shortcut.name}**" for shortcut in SHORTCUTS),
    ):
        assert " ".join(value.split()) in " ".join(GUIDE.split()), value


def test_every_place_in_the_guide_is_there() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    }
    for place in re.findall(r"\]\(([^)]+)\)", GUIDE):
        if place.startswith("#"):
            assert place.removeprefix("#") in headings
        else:
            assert (TOP / "docs" / place).resolve().exists(), place


def test_the_yaml_is_yaml() -> None:
    parts = [set(yaml.safe_load(block)) for block in BLOCKS]
    assert parts == [{"slack"}, {"staff"}, {"slack"}, {"slack"}]
