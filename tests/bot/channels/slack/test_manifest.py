"""What Slack is told of us is what the code does, in shapes that Slack takes."""

import json
from typing import Any

import pytest

from bot.channels.slack.manifest import SHORTCUTS, as_slack, manifest, public_address
from bot.channels.slack.names import CUSTOMIZE, EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.conversations.prompts import ANYBODY
from feedback.errors import Unusable

ADDRESS = "https://desk.example.com"
HTTP = manifest(command="/sincerely", address=ADDRESS, customize=False)
SOCKET = manifest(command="/desk", address=None, customize=True)
BOTH = pytest.mark.parametrize("made", [HTTP, SOCKET], ids=["http", "socket"])

LONGEST = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.long_description": 4000,
    "features.agent_view.agent_description": 300,
    "features.bot_user.display_name": 80,
    "features.shortcuts.name": 24,
    "features.shortcuts.description": 150,
    "features.shortcuts.callback_id": 255,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2000,
    "features.slash_commands.usage_hint": 1000,
    "oauth_config.scopes.bot": 50,
    "settings.event_subscriptions.bot_events": 50,
}
"""Characters, by Slack's own schema of manifests (version 2)."""
SHORTEST_LONG_DESCRIPTION = 175
MOST_PROMPTS = 4


def texts(tree: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(tree, dict):
        return [
            found
            for key, value in tree.items()
            for found in texts(value, f"{path}.{key}" if path else key)
        ]
    if isinstance(tree, list):
        return [found for value in tree for found in texts(value, path)]
    return [(path, tree)] if isinstance(tree, str) else []


@BOTH
def test_everything_is_as_long_as_slack_allows(made: dict[str, Any]) -> None:
    said = texts(made)
    assert {path for path, _ in said} >= LONGEST.keys()
    for path, words in said:
        assert 0 < len(words) <= LONGEST.get(path, 3000), path
    assert len(made["display_information"]["long_description"]) >= SHORTEST_LONG_DESCRIPTION
    assert len(made["features"]["agent_view"]["suggested_prompts"]) <= MOST_PROMPTS


@BOTH
def test_it_is_json_and_the_same_every_time(made: dict[str, Any]) -> None:
    assert json.loads(json.dumps(made)) == made
    scopes, events = made["oauth_config"]["scopes"]["bot"], bot_events(made)
    assert scopes == sorted(set(scopes))
    assert events == sorted(set(events)) == sorted(EVENTS)


def bot_events(made: dict[str, Any]) -> list[str]:
    found = made["settings"]["event_subscriptions"]["bot_events"]
    assert isinstance(found, list)
    return found


def test_over_http_slack_knows_one_address_for_everything() -> None:
    urls = [words for path, words in texts(HTTP) if path.endswith("url")]
    assert urls == [f"{ADDRESS}/slack/events"] * 3
    assert HTTP["settings"]["socket_mode_enabled"] is False


def test_in_socket_mode_slack_knows_no_address() -> None:
    assert not [words for path, words in texts(SOCKET) if path.endswith("url")]
    assert SOCKET["settings"]["socket_mode_enabled"] is True
    assert SOCKET["features"]["slash_commands"][0]["command"] == "/desk"


def test_nothing_is_turned_on_that_cannot_be_turned_off() -> None:
    settings = HTTP["settings"]
    assert (settings["token_rotation_enabled"], settings["org_deploy_enabled"]) == (False, False)
    assert HTTP["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert "user" not in HTTP["oauth_config"]["scopes"], "no token acts as a person"


def test_many_workspaces_come_back_to_us_and_their_tokens_may_be_rotated() -> None:
    made = manifest(command="/sincerely", address=ADDRESS, customize=False, many=True)
    assert made["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]
    assert made["settings"]["token_rotation_enabled"] is False
    plain = {**made, "oauth_config": {"scopes": made["oauth_config"]["scopes"]}}
    assert plain == HTTP, "and nothing else is different"
    for many in (True, False):
        rotating = manifest(
            command="/sincerely", address=ADDRESS, customize=False, many=many, rotate_tokens=True
        )
        assert rotating["settings"]["token_rotation_enabled"] is many


def test_another_name_for_a_technician_is_asked_for_only_if_it_is_wanted() -> None:
    assert HTTP["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert SOCKET["oauth_config"]["scopes"]["bot"] == sorted([*SCOPES, CUSTOMIZE])
    assert {CUSTOMIZE} == OPTIONAL_SCOPES.keys()


@pytest.mark.parametrize("scope", [*SCOPES, *OPTIONAL_SCOPES])
def test_every_permission_has_a_reason_in_a_sentence(scope: str) -> None:
    reason = {**SCOPES, **OPTIONAL_SCOPES}[scope]
    assert reason.endswith(".")
    assert 5 <= len(reason.split()) <= 40
    assert "|" not in reason, "it stands in a table"


def test_shortcuts_open_from_anywhere_and_from_a_message() -> None:
    assert {shortcut.on for shortcut in SHORTCUTS} == {"global", "message"}
    assert len({shortcut.callback for shortcut in SHORTCUTS}) == len(SHORTCUTS)
    assert len({shortcut.name for shortcut in SHORTCUTS}) == len(SHORTCUTS)


def test_first_questions_are_those_that_the_conversations_offer_anybody() -> None:
    assert HTTP["features"]["agent_view"]["suggested_prompts"] == as_slack(ANYBODY)
    assert as_slack(ANYBODY)[-1] == {"title": "What can you do?", "message": "help"}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://desk.example.com", ADDRESS),
        ("https://desk.example.com/", ADDRESS),
        (" HTTPS://desk.example.com ", ADDRESS),
        ("https://desk.example.com/slack/events", ADDRESS),
        ("https://example.com:8443/desk/", "https://example.com:8443/desk"),
    ],
)
def test_an_address_is_taken_however_it_is_typed(typed: str, address: str) -> None:
    assert public_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "http://desk.example.com",
        "desk.example.com",
        "https://",
        "https://desk.example.com?team=1",
        "https://desk.example.com#top",
        "https://me:secret@desk.example.com",
        "https://desk .example.com",
        "https://desk.example.com:port",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_slack_would_refuse_is_explained(typed: str) -> None:
    with pytest.raises(Unusable, match=r"https://desk\.example\.com"):
        public_address(typed)
