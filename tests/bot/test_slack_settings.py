"""Slack's part of the settings: what is missing is named, and no secret is ever shown."""

import traceback
from pathlib import Path

import pytest

from bot.settings import SettingsError, SlackSettings, read_settings, slack_secrets

BOT, APP, SIGNING = "xoxb-1-secret", "xapp-1-secret", "8f742231b10e8888abcd99aaabbb85a5"
ALL = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING}
HTTP, SOCKET = SlackSettings(mode="http"), SlackSettings(mode="socket")


def slack_part(tmp_path: Path, text: str) -> SlackSettings:
    file = tmp_path / "desk.yaml"
    file.write_text(f"slack: {text}", encoding="utf-8")
    return read_settings(file).slack


def test_slack_is_off_until_somebody_turns_it_on(tmp_path: Path) -> None:
    assert not slack_part(tmp_path, "{}").enabled
    assert slack_part(tmp_path, "{enabled: true, mode: socket}").enabled


def test_each_mode_takes_its_own_secrets_and_no_others() -> None:
    over_http = slack_secrets(HTTP, ALL)
    assert (over_http.bot_token, over_http.signing_secrets, over_http.app_token) == (
        BOT,
        (SIGNING,),
        "",
    )
    in_socket_mode = slack_secrets(SOCKET, ALL)
    assert (in_socket_mode.signing_secrets, in_socket_mode.app_token) == ((), APP)


def test_two_signing_secrets_serve_while_one_is_changed() -> None:
    found = slack_secrets(HTTP, {**ALL, "SLACK_SIGNING_SECRET": f" new {SIGNING}\n"})
    assert found.signing_secrets == ("new", SIGNING)


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        (HTTP, ["SLACK_BOT_TOKEN"]),
        (HTTP, ["SLACK_SIGNING_SECRET"]),
        (HTTP, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
        (SOCKET, ["SLACK_BOT_TOKEN"]),
        (SOCKET, ["SLACK_APP_TOKEN"]),
    ],
)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_what_is_missing_is_named_with_where_to_find_it(
    settings: SlackSettings, missing: list[str], blank: str | None
) -> None:
    environ = {name: value for name, value in ALL.items() if name not in missing}
    if blank is not None:
        environ |= dict.fromkeys(missing, blank)
    with pytest.raises(SettingsError, match=f"Slack in {settings.mode} mode") as caught:
        slack_secrets(settings, environ)
    for name in ALL:
        assert (name in str(caught.value)) is (name in missing)
    assert str(caught.value).count("in your Slack app:") == len(missing)
    said = "".join(traceback.format_exception(caught.value))
    assert not any(secret in said for secret in ALL.values())


def test_secrets_are_not_shown_when_they_are_printed() -> None:
    for settings in (HTTP, SOCKET):
        shown = repr(slack_secrets(settings, ALL))
        assert not any(secret in shown for secret in ALL.values())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{command: sincerely}", "slack.command: a slash command looks like /sincerely"),
        ("{command: /Sincerely}", "slack.command: a slash command looks like"),
        ("{command: '/two words'}", "slack.command: a slash command looks like"),
        (f"{{command: /{'x' * 32}}}", "slack.command: a slash command looks like"),
        ("{mode: websocket}", "slack.mode: Input should be 'http' or 'socket'"),
        ("{messages_a_minute: 0}", "slack.messages_a_minute: Input should be greater"),
        ("{api_url: 'http://slack.example/api/'}", "slack.api_url: this is an address like"),
        ("{api_url: slack.com}", "slack.api_url: this is an address like"),
        ("{api_url: 'https://[::1'}", "slack.api_url: this is an address like"),
        ("{people: {jane: U012AB3CD}}", "slack.people: every line of this is an e-mail"),
        ("{people: {jane@example.com: jane}}", "slack.people: every line of this is an e-mail"),
        (f"{{bot_token: {BOT}}}", "slack.bot_token is not a setting that I know."),
    ],
)
def test_what_cannot_be_right_is_explained_and_not_repeated(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        slack_part(tmp_path, text)
    assert complaint in str(caught.value)
    assert BOT not in "".join(traceback.format_exception(caught.value))
    assert "jane" not in str(caught.value).replace("jane@example.com: U012AB3CD", "")


def test_an_address_for_trials_may_be_plain_on_this_machine_only(tmp_path: Path) -> None:
    trial = slack_part(tmp_path, "{api_url: 'http://127.0.0.1:4120/api'}")
    assert trial.api_url == "http://127.0.0.1:4120/api/"
    assert slack_part(tmp_path, "{api_url: 'http://localhost/api/'}").api_url.endswith("/api/")


def test_people_are_found_however_their_address_is_written(tmp_path: Path) -> None:
    assert slack_part(tmp_path, "{people: {Jane@Example.com: U012AB3CD}}").people == {
        "jane@example.com": "U012AB3CD"
    }
