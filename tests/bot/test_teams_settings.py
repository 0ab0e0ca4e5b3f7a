"""Teams' part of the settings: what is missing is named, and no secret is ever shown."""

import traceback
from pathlib import Path

import pytest

from bot.channels.teams.access import Certificate, ClientSecret, ManagedIdentity
from bot.settings import Settings, SettingsError, TeamsSettings, read_settings, teams_credential
from tests.bot.channels.teams.test_access import own_certificate

APP = "7d7a6f6e-1f0a-4b6e-9a51-0d5e3c2b1a00"
HOME = "3f2c1b0a-9e8d-4c7b-8a69-5d4e3f2a1b0c"
OTHER = "99999999-8888-7777-6666-555555555555"
JANE = "8a9a85f5-748b-4d75-baa5-b8d2f6bfe209"
SECRET = "x8Q~the-secret-itself"
SET_UP = f"app_id: {APP}, tenants: [{HOME}]"


def settings_of(tmp_path: Path, text: str, more: str = "") -> Settings:
    file = tmp_path / "desk.yaml"
    file.write_text(f"teams: {text}\n{more}", encoding="utf-8")
    return read_settings(file)


def teams_part(tmp_path: Path, text: str) -> TeamsSettings:
    return settings_of(tmp_path, text).teams


def set_up(**more: object) -> TeamsSettings:
    return TeamsSettings.model_validate({"app_id": APP, "tenants": (HOME, OTHER), **more})


# --- app.yaml ------------------------------------------------------------------------------------


def test_teams_is_off_until_somebody_turns_it_on(tmp_path: Path) -> None:
    assert not teams_part(tmp_path, "{}").enabled
    assert teams_part(tmp_path, f"{{enabled: true, {SET_UP}}}").enabled


def test_ids_are_taken_however_they_are_written(tmp_path: Path) -> None:
    shouted = f"{{app_id: {APP.upper()}, tenants: [{HOME.upper()}, {HOME}, {OTHER}]}}"
    found = teams_part(tmp_path, shouted)
    assert (found.app_id, found.tenants) == (APP, (HOME, OTHER))
    people = teams_part(tmp_path, f"{{people: {{Jane@Example.com: {JANE.upper()}}}}}").people
    assert people == {"jane@example.com": JANE}


def test_the_address_is_taken_without_our_own_path(tmp_path: Path) -> None:
    typed = "https://desk.example.com/it/teams/messages"
    found = teams_part(tmp_path, f"{{public_url: '{typed}'}}")
    assert found.public_url == "https://desk.example.com/it"


def test_everything_can_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SINCERELY_TEAMS__ENABLED", "true")
    monkeypatch.setenv("SINCERELY_TEAMS__APP_ID", APP)
    monkeypatch.setenv("SINCERELY_TEAMS__TENANTS", f'["{HOME}"]')
    found = teams_part(tmp_path, "{}")
    assert (found.enabled, found.app_id, found.tenants) == (True, APP, (HOME,))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{enabled: true}", "teams: this needs app_id, the Application (client) ID"),
        ("{enabled: true}", "and tenants, first the Directory (tenant) ID"),
        (f"{{enabled: true, app_id: {APP}}}", "teams: this needs tenants, first the Directory"),
        (f"{{enabled: true, tenants: [{HOME}]}}", "teams: this needs app_id, the Application"),
        ("{app_id: sincerely}", "teams.app_id: this is an id as Microsoft Entra shows it"),
        (f"{{app_id: {SECRET}}}", "teams.app_id: this is an id as Microsoft Entra shows it"),
        ("{tenants: [contoso.com]}", "teams.tenants: this is an id as Microsoft Entra shows it"),
        ("{cloud: china}", "teams.cloud: Input should be 'public', 'gcc' or 'gcc-high'"),
        ("{auth: password}", "teams.auth: Input should be 'secret', 'certificate' or"),
        ("{public_url: 'http://desk.example.com'}", "teams.public_url: Teams reaches you at"),
        ("{privacy: 'http://example.com'}", "teams.privacy: this is the address of a page"),
        ("{website: example.com}", "teams.website: this is the address of a page"),
        ("{terms: 'https://[::1'}", "teams.terms: this is the address of a page"),
        (f"{{company: {'x' * 33}}}", "teams.company: String should have at most 32 characters"),
        ("{people: {jane: x}}", "teams.people: every line of this is an e-mail address"),
        ("{people: {jane@example.com: jane}}", "teams.people: every line of this is an e-mail"),
        (f"{{insecure: true, {SET_UP}}}", "teams: insecure is for trials without Microsoft"),
        (f"{{client_secret: {SECRET}}}", "teams.client_secret is not a setting that I know."),
    ],
)
def test_what_cannot_be_right_is_explained_and_not_repeated(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        teams_part(tmp_path, text)
    assert complaint in str(caught.value)
    said = "".join(traceback.format_exception(caught.value))
    assert SECRET not in said
    assert "jane" not in said.replace(f"jane@example.com: {JANE}", "")


# --- trials --------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "'::1'"])
def test_a_trial_without_microsoft_stays_on_this_machine(tmp_path: Path, host: str) -> None:
    trial = settings_of(
        tmp_path, "{enabled: true, insecure: true}", f"server: {{host: {host}}}"
    ).teams
    assert trial.insecure
    assert teams_credential(trial, {}) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "'::'", "192.168.1.5", "desk.example.com"])
def test_a_trial_without_microsoft_is_heard_by_nobody_else(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, "{enabled: true, insecure: true}", f"server: {{host: {host}}}")
    assert str(caught.value) == (
        "desk.yaml: teams.insecure believes whoever reaches the port, so that server.host has to be"
        " 127.0.0.1"
    )


def test_the_command_cannot_open_a_trial_to_the_world_either(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text("teams: {enabled: true, insecure: true}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"server\.host has to be"):
        read_settings(file, server={"host": "0.0.0.0"})


# --- secrets -------------------------------------------------------------------------------------


def test_a_client_secret_is_shown_in_the_tenant_of_the_registration() -> None:
    found = teams_credential(set_up(), {"TEAMS_CLIENT_SECRET": f" {SECRET}\n"})
    assert found == ClientSecret(APP, HOME, SECRET)
    assert SECRET not in repr(found)


def test_a_certificate_is_read_from_its_file(tmp_path: Path) -> None:
    _, _, pem = own_certificate()
    file = tmp_path / "sincerely.pem"
    file.write_bytes(pem)
    found = teams_credential(set_up(auth="certificate"), {"TEAMS_CERTIFICATE_FILE": str(file)})
    assert isinstance(found, Certificate)
    assert (found.app_id, found.tenant) == (APP, HOME)
    assert "key" not in repr(found)


def test_inside_azure_no_secret_is_needed() -> None:
    found = teams_credential(set_up(auth="managed-identity"), {})
    assert found == ManagedIdentity(APP)
    vouched = {"IDENTITY_ENDPOINT": "http://127.0.0.1:41741/msi", "IDENTITY_HEADER": SECRET}
    in_an_app = teams_credential(set_up(auth="managed-identity"), vouched)
    assert in_an_app == ManagedIdentity(APP, "http://127.0.0.1:41741/msi", SECRET)
    assert SECRET not in repr(in_an_app)


@pytest.mark.parametrize(
    ("auth", "missing"),
    [("secret", "TEAMS_CLIENT_SECRET"), ("certificate", "TEAMS_CERTIFICATE_FILE")],
)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_what_is_missing_is_named_with_where_to_find_it(
    auth: str, missing: str, blank: str | None
) -> None:
    environ = {} if blank is None else {missing: blank}
    with pytest.raises(SettingsError, match=rf"Teams: {missing} is not set \(.{{20}}"):
        teams_credential(set_up(auth=auth), environ)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "No such file or directory"),
        (b"", "cannot be read"),
        (b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "cannot be read"),
    ],
)
def test_a_certificate_that_is_none_is_explained_and_not_repeated(
    tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    file = tmp_path / "sincerely.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=f"TEAMS_CERTIFICATE_FILE: .*{complaint}") as caught:
        teams_credential(set_up(auth="certificate"), {"TEAMS_CERTIFICATE_FILE": str(file)})
    assert "c2VjcmV0" not in "".join(traceback.format_exception(caught.value))
