"""Slack's part of the settings: what is missing is named, and no secret is ever shown."""

import traceback
from pathlib import Path

import pytest

from bot.channels.slack.seal import new_key
from bot.settings import SettingsError, SlackSettings, read_settings, slack_secrets

BOT, APP, SIGNING = "xoxb-1-secret", "xapp-1-secret", "8f742231b10e8888abcd99aaabbb85a5"
ALL = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING}
HTTP, SOCKET = SlackSettings(mode="http"), SlackSettings(mode="socket")
MANY = SlackSettings(
    workspaces="many", public_url="https://desk.example.com", trusted=("T012AB3CD",)
)
KEY, OLDER = new_key(), new_key()
FOR_MANY = {
    "SLACK_OAUTH_CLIENT_ID": "1234567890.987",
    "SLACK_OAUTH_CLIENT_SECRET": "0123456789abcdef0123456789abcdef",
    "SLACK_TOKEN_KEYS": f"{KEY} {OLDER}",
    "SLACK_SIGNING_SECRET": SIGNING,
}


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
    for settings in (HTTP, SOCKET, MANY):
        shown = repr(slack_secrets(settings, {**ALL, **FOR_MANY}))
        secrets = [*ALL.values(), *FOR_MANY.values(), KEY, OLDER]
        assert not any(secret in shown for secret in secrets)


def test_many_workspaces_have_keys_in_the_place_of_a_token() -> None:
    found = slack_secrets(MANY, {**ALL, **FOR_MANY})
    assert (found.bot_token, found.app_token) == ("", "")
    assert (found.token_keys, found.signing_secrets) == ((KEY, OLDER), (SIGNING,))
    assert slack_secrets(HTTP, {**ALL, **FOR_MANY}).token_keys == ()


@pytest.mark.parametrize("missing", FOR_MANY)
def test_what_many_workspaces_lack_is_named(missing: str) -> None:
    with pytest.raises(SettingsError, match="Slack for many workspaces") as caught:
        slack_secrets(MANY, {name: FOR_MANY[name] for name in FOR_MANY if name != missing})
    assert [name for name in FOR_MANY if f"{name} is" in str(caught.value)] == [missing]


@pytest.mark.parametrize("key", ["no-key", f"x{KEY}", KEY[:-4]], ids=["word", "long", "short"])
def test_what_is_no_key_is_told_by_its_number(key: str) -> None:
    with pytest.raises(SettingsError, match=r"number 2 is no key.*sincerely slack key") as caught:
        slack_secrets(MANY, {**FOR_MANY, "SLACK_TOKEN_KEYS": f"{KEY} {key}"})
    assert key not in "".join(traceback.format_exception(caught.value))


def test_many_workspaces_are_many_in_the_settings(tmp_path: Path) -> None:
    text = "{workspaces: many, public_url: 'https://desk.example.com/', trusted: [T0A1, T0A1]}"
    found = slack_part(tmp_path, text)
    assert (found.public_url, found.trusted) == ("https://desk.example.com", ("T0A1",))


def test_they_can_come_from_the_environment_beside_the_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        **FOR_MANY,
        "SINCERELY_SLACK__WORKSPACES": "many",
        "SINCERELY_SLACK__PUBLIC_URL": "https://desk.example.com",
        "SINCERELY_SLACK__TRUSTED": '["T0A1"]',
    }.items():
        monkeypatch.setenv(name, value)
    assert slack_part(tmp_path, "{}").trusted == ("T0A1",)


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
        ("{workspaces: many}", "slack: workspaces: many needs public_url, where"),
        ("{workspaces: many}", "and trusted, the ids of the workspaces"),
        ("{workspaces: many, mode: socket}", "many needs mode: http, because"),
        ("{workspaces: several}", "slack.workspaces: Input should be 'one' or 'many'"),
        ("{rotate_tokens: true}", "slack: rotate_tokens is only for workspaces: many"),
        ("{public_url: 'http://desk.example.com'}", "slack.public_url: Slack reaches you at"),
        ("{trusted: [acme]}", "slack.trusted: these are the ids of workspaces"),
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
