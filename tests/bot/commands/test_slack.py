"""`sincerely slack manifest`: for the address given, for Socket Mode, or as the settings say."""

import pytest

from bot.commands.slack import manifest_of
from bot.settings import SettingsError, SlackSettings

ADDRESS = "https://desk.example.com"


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
