"""app.yaml is the documentation of the settings, so it is held to it."""

import traceback
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.settings import (
    Part,
    Settings,
    SettingsError,
    SourceSettings,
    calendar_of,
    policy_of,
    read_settings,
    secrets_of,
)
from feedback.policy import Policy

APP_YAML = Path(__file__).parents[2] / "app.yaml"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def leaves(kind: type[Part] | type[Settings], above: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in kind.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Part):
            found |= leaves(field.annotation, f"{above}{name}.")
        else:
            found.add(f"{above}{name}")
    return found


def reason_above(lines: list[str], at: int) -> bool:
    """A comment over this line, or over its neighbours of the same block."""
    while at and lines[at].strip() and not lines[at].strip().startswith("#"):
        at -= 1
    return lines[at].strip().startswith("#")


def test_every_setting_stands_in_app_yaml_with_a_reason() -> None:
    text = APP_YAML.read_text(encoding="utf-8").splitlines()
    tree = yaml.safe_load(APP_YAML.read_text(encoding="utf-8"))
    said = {
        f"{part}.{name}" if isinstance(values, dict) and values else part
        for part, values in tree.items()
        for name in (values if isinstance(values, dict) and values else [part])
    }
    assert said == leaves(Settings)
    for setting in said:
        name = setting.split(".")[-1]
        at = next(i for i, line in enumerate(text) if line.strip().startswith(f"{name}:"))
        assert reason_above(text, at), f"{setting} gives no reason"


def test_app_yaml_says_the_defaults(tmp_path: Path) -> None:
    assert read_settings(APP_YAML) == read_settings(written(tmp_path, ""))


def test_the_rules_of_the_domain_are_those_of_the_file() -> None:
    rules = policy_of(read_settings(APP_YAML))
    assert rules == Policy(calendar=rules.calendar)


def test_an_unknown_key_names_itself_and_its_neighbour(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(written(tmp_path, "surveys: {dellay: 1 hour}\nserver: {prt: 1}\n"))
    assert str(caught.value).splitlines() == [
        "desk.yaml: server.prt is not a setting that I know. Did you mean server.port?",
        "desk.yaml: surveys.dellay is not a setting that I know. Did you mean surveys.delay?",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("surveys: {gap: soon}", 'surveys.gap: a duration looks like "20 minutes"'),
        ("surveys: {sampling: 2}", "surveys.sampling: Input should be less than or equal to 1"),
        ("desk: {time_zone: Mars/Olympus}", "desk.time_zone: 'Mars/Olympus' is not a time zone"),
        ("desk: {days: [someday]}", "desk.days.0: Input should be 'monday'"),
        ("- a list", "must be a list of names with values"),
        ("desk: [", "is not YAML"),
        ("server: {port: 99999}", "server.port: Input should be less than or equal to 65535"),
    ],
)
def test_an_unusable_value_says_what_would_be_right(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=r"desk\.yaml") as caught:
        read_settings(written(tmp_path, text))
    assert complaint in str(caught.value)


SECRET = "whsec_cGVsaWNhbnMgaW4gdGhlIGR1c2s"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"desk:\n  name: Desk\n  url: {SECRET}: here\n", "look at line 3"),
        (f"desk:\n  name: *{SECRET}\n", "look at line 2"),
        (f"desk:\n  name: !{SECRET} x\n", "look at line 2"),
        (f"desk:\n  name: '{SECRET}\n", "look at line 3"),
        (f'desk:\n  name: "{SECRET}\\q"\n', "look at line 2"),
        (f"desk:\n  name: {SECRET}\x07\n", "line 2 has a character"),
        (f"sources: {{rt5: {{secret_env: {SECRET}}}}}", "sources.rt5.secret_env: this must be"),
        (f"database: [{SECRET}]", "database: Input should be"),
        (f"server: {{port: {SECRET}}}", "server.port: Input should be"),
        (f"surveys: {{gap: {SECRET}}}", "surveys.gap: a duration"),
        (f"logging: {{level: {SECRET}}}", "logging.level: Input should be"),
    ],
)
def test_the_place_is_told_and_never_what_stands_there(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(written(tmp_path, text))
    assert complaint in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_bytes(b"desk: {name: \xff}")
    with pytest.raises(SettingsError, match="not text in UTF-8"):
        read_settings(file)


def test_an_environment_that_cannot_be_read_is_told_kindly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SINCERELY_SERVER", SECRET)
    with pytest.raises(SettingsError, match=r'environment: .*"server"') as caught:
        read_settings(written(tmp_path, ""))
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: No such file"):
        read_settings(tmp_path / "nowhere.yaml")


def test_the_environment_overrules_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SINCERELY_SURVEYS__GAP", "7 days")
    file = written(tmp_path, "surveys: {gap: 21 days, delay: 2 hours}")
    settings = read_settings(file)
    assert (settings.surveys.gap, settings.surveys.delay) == (
        timedelta(days=7),
        timedelta(hours=2),
    )


def test_arguments_overrule_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "server: {port: 1, host: 127.0.0.2}")
    assert read_settings(file, server={"port": 2}).server.model_dump() | {"hosts": ()} == {
        "host": "127.0.0.2",
        "port": 2,
        "hosts": (),
        "web_chat": False,
    }


def test_public_holidays_are_closed_and_a_wrong_country_is_named(tmp_path: Path) -> None:
    desk = read_settings(written(tmp_path, "")).desk
    assert any(day.month == 10 and day.day == 3 for day in calendar_of(desk).holidays)
    nowhere = read_settings(written(tmp_path, "desk: {holidays_of: XX}")).desk
    with pytest.raises(SettingsError, match=r"desk\.holidays_of"):
        calendar_of(nowhere)
    none = read_settings(written(tmp_path, 'desk: {holidays_of: ""}')).desk
    assert calendar_of(none).holidays == frozenset()


def test_several_secrets_serve_while_one_is_changed() -> None:
    source = SourceSettings(secret_env="HOOK")
    assert secrets_of(source, {"HOOK": "whsec_new whsec_old"}) == ("whsec_new", "whsec_old")
    assert secrets_of(source, {}) == ()
