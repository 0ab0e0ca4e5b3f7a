"""`sincerely slack`: the manifest, for one workspace or many, and the keys of their tokens."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.channels.slack.seal import new_key
from bot.cli import cli
from bot.commands.slack import manifest_of, reseal
from bot.settings import SettingsError, SlackSettings, read_settings
from tests.bot.channels.slack.installed import KEY, open_many_house
from tests.bot.channels.slack.payloads import SECRET
from tests.peers.slack_oauth import ACME, CLIENT_ID, CLIENT_SECRET, many_slack

ADDRESS = "https://desk.example.com"
MANY = SlackSettings(workspaces="many", public_url=ADDRESS, trusted=(ACME,), rotate_tokens=True)


def test_the_address_given_is_in_it() -> None:
    made = manifest_of(SlackSettings(command="/desk"), url=f"{ADDRESS}/", socket=False)
    [command] = made["features"]["slash_commands"]
    assert (command["command"], command["url"]) == ("/desk", f"{ADDRESS}/slack/events")
    assert made["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize(
    ("settings", "socket"), [(SlackSettings(), True), (SlackSettings(mode="socket"), False)]
)
def test_socket_mode_by_word_or_by_the_settings(settings: SlackSettings, socket: bool) -> None:
    made = manifest_of(settings, url="", socket=socket)
    assert made["settings"]["socket_mode_enabled"] is True


def test_the_name_of_a_technician_needs_one_permission_more() -> None:
    plain, named = (
        manifest_of(SlackSettings(customize=customize), url=ADDRESS, socket=False)
        for customize in (False, True)
    )
    scopes = plain["oauth_config"]["scopes"]["bot"], named["oauth_config"]["scopes"]["bot"]
    assert set(scopes[1]) - set(scopes[0]) == {"chat:write.customize"}


@pytest.mark.parametrize(
    ("url", "socket", "complaint"),
    [("", False, "where it reaches you"), (ADDRESS, True, "not both")],
)
def test_what_cannot_be_both_or_neither_is_explained(
    url: str, socket: bool, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        manifest_of(SlackSettings(), url=url, socket=socket)


def test_many_workspaces_know_the_address_from_the_settings() -> None:
    made = manifest_of(MANY, url="", socket=False)
    assert made["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]
    assert made["settings"]["token_rotation_enabled"] is True
    assert made["features"]["slash_commands"][0]["url"] == f"{ADDRESS}/slack/events"
    with pytest.raises(SettingsError, match="needs --url"):
        manifest_of(MANY, url="", socket=True)


def test_a_key_is_printed_alone_and_is_another_each_time() -> None:
    one, other = (CliRunner().invoke(cli, ["slack", "key"]).stdout.strip() for _ in range(2))
    assert one != other
    assert {len(one), len(other)} == {len(KEY)}


async def test_after_a_reseal_the_older_key_can_go(sqlite_url: str) -> None:
    newest = new_key()
    settings = read_settings(
        database={"url": sqlite_url},
        slack={"workspaces": "many", "public_url": ADDRESS, "trusted": [ACME]},
    )
    environ = {
        "SLACK_OAUTH_CLIENT_ID": CLIENT_ID,
        "SLACK_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": SECRET,
    }
    async with many_slack() as slack, open_many_house(sqlite_url, slack) as house:
        await house.installs(ACME)
    said = await reseal(settings, {**environ, "SLACK_TOKEN_KEYS": f"{newest} {KEY}"})
    assert said.startswith("Sealed 1 anew; all tokens are under the newest key now.")
    said = await reseal(settings, {**environ, "SLACK_TOKEN_KEYS": newest})
    assert said.startswith("All tokens are under the newest key now.")
    with pytest.raises(SettingsError, match="Put the older keys behind"):
        await reseal(settings, {**environ, "SLACK_TOKEN_KEYS": KEY})


async def test_one_workspace_has_nothing_to_seal(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"slack\.workspaces"):
        await reseal(read_settings(database={"url": f"sqlite+aiosqlite:///{tmp_path}/x"}), {})
