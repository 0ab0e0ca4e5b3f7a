"""docs/teams.md is held to its word: its commands run, its settings are taken, its tables are ours."""

import re
import shlex
import textwrap
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from typer.testing import CliRunner

from bot.channels.teams.clouds import CLOUDS
from bot.channels.teams.ingress import PATH
from bot.channels.teams.send import Kind
from bot.cli import cli
from bot.settings import TEAMS_SECRETS, TeamsSettings, read_settings

TOP = Path(__file__).parents[1]
GUIDE = (TOP / "docs" / "teams.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ *\$ (.+)$", GUIDE, re.MULTILINE)
BLOCKS = [
    textwrap.dedent(block)
    for block in re.findall(r"^ *```yaml\n(.+?)^ *```", GUIDE, re.MULTILINE | re.DOTALL)
]
ROWS = dict(re.findall(r"^ *\| `([a-z-]+)`[^|]*\| (.+) \|$", GUIDE, re.MULTILINE))


def test_the_guide_uses_only_commands_that_are_tested() -> None:
    others = {"sincerely doctor", "sincerely serve"}
    assert set(COMMANDS) == {"sincerely teams package", *others}, "these have tests of their own"
    assert "`sincerely teams package --version 0.1.1`" in GUIDE


@pytest.mark.parametrize("more", ["", " --version 0.1.1"])
def test_whoever_follows_the_guide_has_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.yaml").write_text(BLOCKS[0], encoding="utf-8")
    command = shlex.split("sincerely teams package" + more)[1:]
    said = CliRunner().invoke(cli, command)
    assert said.exit_code == 0, said.output
    assert (tmp_path / "sincerely-teams.zip").exists()


def test_its_settings_are_ones_we_take(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    for block in BLOCKS:
        file.write_text(block, encoding="utf-8")
        settings = read_settings(file)
        assert settings.teams != TeamsSettings() or settings.staff
    shown = set(re.findall(r"`teams\.(\w+)", GUIDE))
    in_blocks = {name for block in BLOCKS for name in yaml.safe_load(block).get("teams", {})}
    assert shown | in_blocks == TeamsSettings.model_fields.keys()


def test_there_is_a_row_for_each_way_to_show_who_we_are() -> None:
    for way in ("secret", "certificate", "managed-identity"):
        assert TeamsSettings(auth=way).auth == way
        assert way in ROWS
    named = set(re.findall(r"`(TEAMS_[A-Z_]+)`", GUIDE))
    assert named == {*TEAMS_SECRETS, "TEAMS_CERTIFICATE_PASSWORD"}


def test_there_is_a_row_for_each_cloud_with_its_hosts() -> None:
    for name, cloud in CLOUDS.items():
        hosts = [cloud.login_host, urlsplit(cloud.metadata_url).hostname]
        hosts += [urlsplit(origin).hostname for origin in cloud.service_origins]
        assert re.findall(r"`([a-z.]+)`", ROWS[name]) == hosts


def test_there_is_a_row_for_each_kind_of_message() -> None:
    assert ROWS.keys() == {*Kind, *CLOUDS, "secret", "certificate", "managed-identity"}


def test_numbers_and_names_are_those_of_the_settings() -> None:
    settings = read_settings(TOP / "app.yaml")
    for value in (
        f"`contact.messages_a_day` ({settings.contact.messages_a_day})",
        f"`surveys.gap` ({settings.surveys.gap.days} days)",
        f"http://{settings.server.host}:{settings.server.port};",
        f"location = {PATH} ",
        f"`https://desk.example.com{PATH}`",
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
        elif not place.startswith("https://"):
            assert (TOP / "docs" / place).resolve().exists(), place


def test_only_one_file_would_be_written_anew_with_another_kit() -> None:
    folder = TOP / "bot"
    kit = re.compile(r"^\s*(?:from|import) botbuilder", re.MULTILINE)
    files = [file for file in folder.rglob("*.py") if kit.search(file.read_text(encoding="utf-8"))]
    assert [str(file.relative_to(TOP)) for file in files] == ["bot/channels/teams/listen.py"]
