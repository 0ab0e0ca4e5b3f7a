"""`sincerely teams`: the app package, from the settings, to a file."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.commands.teams import package_of
from bot.settings import Settings, SettingsError, read_settings
from feedback.errors import Unusable

APP = "7d7a6f6e-1f0a-4b6e-9a51-0d5e3c2b1a00"
ADDRESS = "https://desk.example.com"


def settings_of(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file)


def told(packed: bytes) -> dict[str, Any]:
    with ZipFile(io.BytesIO(packed)) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return manifest


def test_the_package_is_made_from_the_settings(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        f"""
        desk: {{name: Example's Desk}}
        teams: {{app_id: {APP}, public_url: '{ADDRESS}', privacy: 'https://example.com/privacy'}}
        """,
    )
    made = told(package_of(settings, url="", number=""))
    assert (made["id"], made["version"], made["validDomains"]) == (
        APP,
        "0.1.0",
        ["desk.example.com"],
    )
    assert made["developer"] == {
        "name": "Example's Desk",
        "websiteUrl": ADDRESS,
        "privacyUrl": "https://example.com/privacy",
        "termsOfUseUrl": ADDRESS,
    }


def test_what_the_command_says_overrules_the_settings(tmp_path: Path) -> None:
    text = f"teams: {{app_id: {APP}, public_url: '{ADDRESS}', company: Example}}"
    made = told(
        package_of(
            settings_of(tmp_path, text),
            url="https://other.example.com/it/teams/messages",
            number="1.2.30",
        )
    )
    assert (made["version"], made["validDomains"]) == ("1.2.30", ["other.example.com"])
    assert made["developer"]["name"] == "Example"
    assert made["developer"]["websiteUrl"] == "https://other.example.com/it"


@pytest.mark.parametrize(
    ("text", "url", "number", "complaint"),
    [
        ("teams: {}", ADDRESS, "", "Application (client) ID"),
        (f"teams: {{app_id: {APP}}}", "", "", "Say --url https://desk.example.com"),
        (f"teams: {{app_id: {APP}}}", "http://desk.example.com", "", "Teams reaches you at"),
        (f"teams: {{app_id: {APP}}}", ADDRESS, "1.2", "three numbers"),
        (f"teams: {{app_id: {APP}}}", ADDRESS, "01.2.3", "three numbers"),
    ],
)
def test_what_is_missing_or_wrong_is_explained(
    tmp_path: Path, text: str, url: str, number: str, complaint: str
) -> None:
    with pytest.raises((SettingsError, Unusable)) as caught:
        package_of(settings_of(tmp_path, text), url=url, number=number)
    assert complaint in str(caught.value)


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    config = tmp_path / "desk.yaml"
    config.write_text(f"teams: {{app_id: {APP}}}", encoding="utf-8")
    out = tmp_path / "app.zip"
    command = ["teams", "package", "--config", str(config), "--url", ADDRESS]
    done = CliRunner().invoke(cli, [*command, "--out", str(out)])
    assert (done.exit_code, done.output.startswith(f"{out} is the app")) == (0, True), done.output
    assert told(out.read_bytes())["id"] == APP
    nowhere = CliRunner().invoke(cli, [*command, "--out", str(tmp_path / "no" / "app.zip")])
    assert nowhere.exit_code == 1
    assert "No such file or directory" in nowhere.output
