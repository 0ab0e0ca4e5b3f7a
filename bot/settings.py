"""Every setting with its type: app.yaml first, overruled by the environment; unknown keys are errors."""

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, assert_never, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import holidays
import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as UnreadableEnvironment

from bot.channels.public import is_local, public_address
from bot.channels.slack.manifest import PATH as SLACK_PATH
from bot.channels.slack.seal import is_key
from bot.channels.teams.access import (
    ClientSecret,
    Credential,
    certificate,
    managed_identity,
)
from bot.channels.teams.ingress import PATH as TEAMS_PATH
from feedback.errors import Unusable
from feedback.hours import CLOSED, Calendar
from feedback.people import Role
from feedback.policy import Policy
from feedback.staff import AT_WORK

PREFIX = "SINCERELY_"
APP_YAML = Path("app.yaml")
SHIPPED = (Path(__file__).with_name("app.yaml"), Path(__file__).parents[1] / "app.yaml")
"""Inside an installed package, or at the top of a checkout: for whoever has no file of their own."""

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
SLACK_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")
SLACK_TEAM = re.compile(r"T[A-Z0-9]{2,31}")
SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")
ENTRA_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(second|minute|hour|day|week)s?\s*")


class SettingsError(Exception):
    """`str()` names the key and says what would be right, one line for each problem."""


def duration(value: object) -> object:
    """ "20 minutes", "1 hour", "14 days"."""
    if isinstance(value, timedelta):
        return value
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a duration looks like "20 minutes", "8 hours" or "14 days"')
    return float(found[1]) * UNITS[found[2]]


def known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; try Europe/Berlin") from error
    return name


def name_of_variable(name: str) -> str:
    """A secret that was put here by mistake must not be shown to whoever reads our complaints."""
    if VARIABLE.fullmatch(name) is None:
        raise ValueError(
            "this must be the name of an environment variable, in capitals like"
            " SINCERELY_SECRET_RT; the secret itself belongs into that variable"
        )
    return name


def slash_command(command: str) -> str:
    if SLACK_COMMAND.fullmatch(command) is None:
        raise ValueError("a slash command looks like /sincerely: small letters, at most 32 in all")
    return command


def api_address(url: str) -> str:
    """The token travels there, so it is either protected on its way or does not leave the machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and is_local(parts.hostname))
    ):
        raise ValueError(
            "this is an address like https://slack.com/api/ (http only on this machine)"
        )
    return url if url.endswith("/") else f"{url}/"


def reached_at(path: str, whose: str) -> AfterValidator:
    def checked(url: str) -> str:
        try:
            return public_address(url, path=path, whose=whose)
        except Unusable as no:
            raise ValueError(str(no)) from None

    return AfterValidator(checked)


def slack_teams(ids: tuple[str, ...]) -> tuple[str, ...]:
    for id_ in ids:
        if SLACK_TEAM.fullmatch(id_) is None:
            raise ValueError(
                "these are the ids of workspaces, e.g. [T012AB3CD]; you see yours in the address"
                " of Slack in a browser, app.slack.com/client/T012AB3CD"
            )
    return tuple(dict.fromkeys(ids))


def slack_people(ids: Mapping[str, str]) -> dict[str, str]:
    """E-mail addresses are compared without regard to capitals."""
    if not all(EMAIL.fullmatch(email) and SLACK_USER.fullmatch(ids[email]) for email in ids):
        raise ValueError(
            "every line of this is an e-mail address and a Slack member id,"
            " e.g. jane@example.com: U012AB3CD"
        )
    return {email.casefold(): user for email, user in ids.items()}


def entra_id(id_: str) -> str:
    if ENTRA_ID.fullmatch(id_.lower()) is None:
        raise ValueError(
            "this is an id as Microsoft Entra shows it, e.g. 7d7a6f6e-1f0a-4b6e-9a51-0d5e3c2b1a00"
        )
    return id_.lower()


def entra_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(entra_id, ids)))


def teams_people(ids: Mapping[str, str]) -> dict[str, str]:
    """E-mail addresses are compared without regard to capitals."""
    if not all(EMAIL.fullmatch(email) and ENTRA_ID.fullmatch(ids[email].lower()) for email in ids):
        raise ValueError(
            "every line of this is an e-mail address and the Object ID of a user, e.g."
            " jane@example.com: 8a9a85f5-748b-4d75-baa5-b8d2f6bfe209"
        )
    return {email.casefold(): id_.lower() for email, id_ in ids.items()}


def page_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or any(map(str.isspace, url)):
        raise ValueError("this is the address of a page, like https://example.com/it/privacy")
    return url


def listed_staff(listed: object) -> object:
    """What is wrong with a line is said by its number, without whom it is about."""
    lines = listed.items() if isinstance(listed, Mapping) else None
    if lines is None:
        raise ValueError(STAFF)
    read: dict[str, tuple[Role, ...]] = {}
    for number, (email, value) in enumerate(lines, 1):
        if not isinstance(email, str) or EMAIL.fullmatch(email) is None:
            raise ValueError(f"number {number} has no e-mail address; {STAFF}")
        if email.lower() in read:
            raise ValueError(f"number {number} is somebody who stands above it already")
        read[email.lower()] = listed_roles(value, number)
    return read


def listed_roles(value: object, number: int) -> tuple[Role, ...]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not words:
        raise ValueError(f"number {number} has no role; {STAFF}")
    if Role.REQUESTER in words:
        raise ValueError(
            f"number {number} is to be a requester, and nobody is made one here: whoever has a"
            " ticket is one"
        )
    for word in words:
        if word not in AT_WORK:
            near = difflib.get_close_matches(str(word).lower(), AT_WORK, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise ValueError(f"number {number} has a role that I don't know{hint}; {STAFF}")
    return tuple(Role(word) for word in dict.fromkeys(words))


STAFF = (
    "every line of this is an e-mail address and a role, or several in brackets, e.g."
    f" max@example.org: manager (there are {', '.join(AT_WORK)})"
)

Duration = Annotated[timedelta, BeforeValidator(duration)]
Share = Annotated[float, Field(gt=0, le=1)]
Score = Annotated[int, Field(ge=0, le=10)]
Staff = Annotated[dict[str, tuple[Role, ...]], BeforeValidator(listed_staff)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeskSettings(Part):
    name: str = "Service Desk"
    time_zone: Annotated[str, AfterValidator(known_zone)] = "Europe/Berlin"
    opens: time = time(8)
    closes: time = time(18)
    days: tuple[Day, ...] = get_args(Day)[:5]
    holidays_of: str = "DE"
    holidays_in: str = "BE"


class DatabaseSettings(Part):
    url: str = "sqlite+aiosqlite:///data/sincerely.sqlite"
    keep_copies: Duration = timedelta(days=30)


class ServerSettings(Part):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8710
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    web_chat: bool = False


class UpdateSettings(Part):
    promise_notice: Duration = timedelta(minutes=20)
    promise_escalates_after: Duration = timedelta(minutes=30)
    without_progress: Annotated[int, Field(ge=1)] = 3
    silence_after: Duration = timedelta(hours=8)


class ClosingSettings(Part):
    wait: Duration = timedelta(hours=24)
    ask_again_after: Duration = timedelta(hours=24)


class SurveySettings(Part):
    delay: Duration = timedelta(hours=1)
    gap: Duration = timedelta(days=14)
    sampling: Share = 1.0
    correction_window: Duration = timedelta(minutes=10)
    unhappy_at_most: Score = 6
    happy_at_least: Score = 9


class FollowUpSettings(Part):
    due: Duration = timedelta(hours=8)


class ContactSettings(Part):
    messages_a_day: Annotated[int, Field(ge=1)] = 6


class NumberSettings(Part):
    minimum_n: Annotated[int, Field(ge=1)] = 5
    minimum_comments: Annotated[int, Field(ge=1)] = 8
    satisfied_at_least: Score = 7


class IntakeSettings(Part):
    largest_body: Annotated[int, Field(ge=1024)] = 1024 * 1024
    attempts: Annotated[int, Field(ge=1)] = 5


class SourceSettings(Part):
    secret_env: Annotated[str, AfterValidator(name_of_variable)]


class SlackSettings(Part):
    enabled: bool = False
    mode: Literal["http", "socket"] = "http"
    command: Annotated[str, AfterValidator(slash_command)] = "/sincerely"
    customize: bool = False
    guests: bool = False
    people: Annotated[dict[str, str], AfterValidator(slack_people)] = Field(default_factory=dict)
    messages_a_minute: Annotated[int, Field(ge=1)] = 300
    api_url: Annotated[str, AfterValidator(api_address)] = "https://slack.com/api/"
    workspaces: Literal["one", "many"] = "one"
    public_url: Annotated[str, reached_at(SLACK_PATH, "Slack")] | None = None
    trusted: Annotated[tuple[str, ...], AfterValidator(slack_teams)] = ()
    rotate_tokens: bool = False

    @model_validator(mode="after")
    def many_need_more(self) -> Self:
        if self.workspaces == "one":
            if self.rotate_tokens:
                raise ValueError("rotate_tokens is only for workspaces: many")
            return self
        missing = [
            words
            for is_there, words in (
                (self.mode == "http", "mode: http, because they install it on a page of ours"),
                (self.public_url, "public_url, where Slack and browsers reach that page"),
                (self.trusted, "trusted, the ids of the workspaces that may install it"),
            )
            if not is_there
        ]
        if missing:
            raise ValueError(f"workspaces: many needs {'; and '.join(missing)}")
        return self


class TeamsSettings(Part):
    enabled: bool = False
    app_id: Annotated[str, AfterValidator(entra_id)] | None = None
    tenants: Annotated[tuple[str, ...], AfterValidator(entra_ids)] = ()
    cloud: Literal["public", "gcc", "gcc-high"] = "public"
    auth: Literal["secret", "certificate", "managed-identity"] = "secret"
    public_url: Annotated[str, reached_at(TEAMS_PATH, "Teams")] | None = None
    company: Annotated[str, Field(max_length=32)] = ""
    website: Annotated[str, AfterValidator(page_address)] | None = None
    privacy: Annotated[str, AfterValidator(page_address)] | None = None
    terms: Annotated[str, AfterValidator(page_address)] | None = None
    guests: bool = False
    people: Annotated[dict[str, str], AfterValidator(teams_people)] = Field(default_factory=dict)
    insecure: bool = False

    @model_validator(mode="after")
    def somebody_is_asked_who_they_are(self) -> Self:
        if self.insecure:
            if self.app_id is not None:
                raise ValueError(
                    "insecure is for trials without Microsoft, and there is an app_id: take out one"
                )
            return self
        missing = [
            words
            for is_there, words in (
                (self.app_id, "app_id, the Application (client) ID of the registration"),
                (self.tenants, "tenants, first the Directory (tenant) ID of the registration"),
            )
            if not is_there
        ]
        if self.enabled and missing:
            raise ValueError(f"this needs {'; and '.join(missing)} (see docs/teams.md)")
        return self


class LoggingSettings(Part):
    format: Literal["json", "console"] = "json"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=PREFIX, env_nested_delimiter="__"
    )

    desk: DeskSettings = DeskSettings()
    database: DatabaseSettings = DatabaseSettings()
    server: ServerSettings = ServerSettings()
    updates: UpdateSettings = UpdateSettings()
    closing: ClosingSettings = ClosingSettings()
    surveys: SurveySettings = SurveySettings()
    follow_ups: FollowUpSettings = FollowUpSettings()
    contact: ContactSettings = ContactSettings()
    numbers: NumberSettings = NumberSettings()
    intake: IntakeSettings = IntakeSettings()
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    staff: Staff = Field(default_factory=dict)
    slack: SlackSettings = SlackSettings()
    teams: TeamsSettings = TeamsSettings()
    logging: LoggingSettings = LoggingSettings()

    @model_validator(mode="after")
    def insecure_means_at_home(self) -> Self:
        if self.teams.enabled and self.teams.insecure and not is_local(self.server.host):
            raise ValueError(
                "teams.insecure believes whoever reaches the port, so that server.host has to be"
                " 127.0.0.1"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment overrules what `read_settings` passes in from the file."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def read_settings(path: Path | None = None, **overrides: Mapping[str, Any]) -> Settings:
    """From `path`, else ./app.yaml, else the shipped one. `overrides` are parts of the tree.

    Raises `SettingsError`, which names every key that is unknown or unusable.
    """
    file = path or next(found for found in (APP_YAML, *SHIPPED) if found.exists())
    tree = _merge(_read(file), overrides)
    try:
        return Settings(**tree)
    except ValidationError as error:
        complaints = [f"{file.name}: {line}" for line in _explain(error)]
        raise SettingsError("\n".join(complaints)) from None
    except UnreadableEnvironment as error:
        raise SettingsError(
            f"The environment: {error}. Several values at once are written as JSON."
        ) from None


def policy_of(settings: Settings) -> Policy:
    """The rules that the domain needs to know, out of the settings."""
    return Policy(
        time_zone=settings.desk.time_zone,
        calendar=calendar_of(settings.desk),
        promise_notice=settings.updates.promise_notice,
        promise_escalates_after=settings.updates.promise_escalates_after,
        updates_without_progress=settings.updates.without_progress,
        silence_after=settings.updates.silence_after,
        closing_wait=settings.closing.wait,
        cant_tell_again=settings.closing.ask_again_after,
        invitation_delay=settings.surveys.delay,
        invitation_gap=settings.surveys.gap,
        sampling=settings.surveys.sampling,
        correction_window=settings.surveys.correction_window,
        unhappy_at_most=settings.surveys.unhappy_at_most,
        happy_at_least=settings.surveys.happy_at_least,
        loop_due=settings.follow_ups.due,
        minimum_n=settings.numbers.minimum_n,
        minimum_comments=settings.numbers.minimum_comments,
        messages_a_day=settings.contact.messages_a_day,
    )


def calendar_of(desk: DeskSettings) -> Calendar:
    """The working week without the public holidays of the years around now."""
    hours = ((desk.opens, desk.closes),)
    week = tuple(hours if day in desk.days else CLOSED for day in get_args(Day))
    return Calendar(desk.time_zone, week, holidays_of(desk.holidays_of, desk.holidays_in))


FIRST_YEAR, LAST_YEAR = 2010, 2040
"""Old tickets are counted on the calendar of their own time as well."""


def holidays_of(country: str, region: str) -> frozenset[date]:
    if not country:
        return frozenset()
    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=range(FIRST_YEAR, LAST_YEAR)
        )
    except NotImplementedError as error:
        raise SettingsError(f"desk.holidays_of: {error}") from error
    return frozenset(found)


def secrets_of(source: SourceSettings, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The secrets of one ticket system, newest first; empty when the variable is not set."""
    return tuple(environ.get(source.secret_env, "").split())


@dataclass(frozen=True, slots=True)
class SlackSecrets:
    """What Slack gave the admin; none of it is ever shown, not even when this is printed."""

    bot_token: str = field(repr=False)
    signing_secrets: tuple[str, ...] = field(repr=False)
    """Newest first; empty in Socket Mode, where nothing comes in from outside."""
    app_token: str = field(repr=False)
    """Empty in HTTP mode."""
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    token_keys: tuple[str, ...] = field(default=(), repr=False)
    """Newest first. These three are there for many workspaces, which have no `bot_token`."""


def slack_secrets(slack: SlackSettings, environ: Mapping[str, str] = os.environ) -> SlackSecrets:
    """Of this mode. Raises `SettingsError`, which names what is missing and where it is found."""
    found = {name: environ.get(name, "").strip() for name in SLACK_SECRETS}
    asked = slack_asks(slack)
    missing = [f"{name} is not set ({SLACK_SECRETS[name]})" for name in asked if not found[name]]
    if missing:
        kind = "for many workspaces" if slack.workspaces == "many" else f"in {slack.mode} mode"
        raise SettingsError(f"Slack {kind}: {'; '.join(missing)}.")
    mine = {name: value if name in asked else "" for name, value in found.items()}
    return SlackSecrets(
        bot_token=mine["SLACK_BOT_TOKEN"],
        signing_secrets=tuple(mine["SLACK_SIGNING_SECRET"].split()),
        app_token=mine["SLACK_APP_TOKEN"],
        client_id=mine["SLACK_OAUTH_CLIENT_ID"],
        client_secret=mine["SLACK_OAUTH_CLIENT_SECRET"],
        token_keys=token_keys(mine["SLACK_TOKEN_KEYS"]),
    )


def slack_asks(slack: SlackSettings) -> tuple[str, ...]:
    if slack.workspaces == "many":
        return SLACK_MANY
    return SLACK_HTTP if slack.mode == "http" else SLACK_SOCKET


def token_keys(written: str) -> tuple[str, ...]:
    keys = tuple(written.split())
    for number, key in enumerate(keys, 1):
        if not is_key(key):
            raise SettingsError(
                f"SLACK_TOKEN_KEYS: number {number} is no key. `sincerely slack key` makes one;"
                " several are separated by spaces, the newest first."
            )
    return keys


SLACK_SECRETS = {
    "SLACK_BOT_TOKEN": "in your Slack app: OAuth & Permissions, Bot User OAuth Token, xoxb-…",
    "SLACK_SIGNING_SECRET": "in your Slack app: Basic Information, App Credentials",
    "SLACK_APP_TOKEN": "in your Slack app: Basic Information, App-Level Tokens, xapp-…",
    "SLACK_OAUTH_CLIENT_ID": "in your Slack app: Basic Information, Client ID",
    "SLACK_OAUTH_CLIENT_SECRET": "in your Slack app: Basic Information, Client Secret",
    "SLACK_TOKEN_KEYS": "`sincerely slack key` makes one, which you keep",
}
SLACK_HTTP = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
SLACK_SOCKET = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
SLACK_MANY = (
    "SLACK_OAUTH_CLIENT_ID",
    "SLACK_OAUTH_CLIENT_SECRET",
    "SLACK_TOKEN_KEYS",
    "SLACK_SIGNING_SECRET",
)
"""Not SLACK_CLIENT_ID and the like, which Slack's kit takes for itself wherever it finds them."""


# --- Teams ---------------------------------------------------------------------------------------


def teams_credential(
    teams: TeamsSettings, environ: Mapping[str, str] = os.environ
) -> Credential | None:
    """How we show who we are, as `teams.auth` says; None in a trial without Microsoft.

    Raises `SettingsError`, which names what is missing and where it is found.
    """
    if teams.insecure or teams.app_id is None or not teams.tenants:
        return None
    app_id, home = teams.app_id, teams.tenants[0]
    match teams.auth:
        case "secret":
            return ClientSecret(app_id, home, _teams_secret("TEAMS_CLIENT_SECRET", environ))
        case "certificate":
            file = Path(_teams_secret("TEAMS_CERTIFICATE_FILE", environ))
            password = environ.get("TEAMS_CERTIFICATE_PASSWORD", "").encode()
            try:
                return certificate(app_id, home, file.read_bytes(), password or None)
            except OSError as error:
                raise SettingsError(f"TEAMS_CERTIFICATE_FILE: {error.strerror}.") from None
            except ValueError as error:
                raise SettingsError(f"TEAMS_CERTIFICATE_FILE: {error}") from None
        case "managed-identity":
            return managed_identity(app_id, environ)
        case _:
            assert_never(teams.auth)


def _teams_secret(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"Teams: {name} is not set ({TEAMS_SECRETS[name]}).")
    return value


TEAMS_SECRETS = {
    "TEAMS_CLIENT_SECRET": "in Microsoft Entra: App registrations, your app, Certificates & secrets",
    "TEAMS_CERTIFICATE_FILE": "the path of a PEM file with the certificate and its private key",
}


# --- reading -------------------------------------------------------------------------------------


def _read(file: Path) -> dict[str, Any]:
    """Of what cannot be read only the place is told: its words may hold a secret."""
    try:
        text = file.read_text(encoding="utf-8")
        tree = yaml.safe_load(text) or {}
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{file.name} is not text in UTF-8") from None
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        look = f": look at line {where.line + 1} and just above it" if where else ""
        raise SettingsError(f"{file.name} is not YAML{look}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SettingsError(
            f"{file.name} is not YAML: line {line} has a character that can't be shown"
        ) from None
    if not isinstance(tree, dict):
        raise SettingsError(f"{file.name} must be a list of names with values")
    return tree


def _merge(tree: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(tree)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) else value
    return merged


def _explain(error: ValidationError) -> Iterable[str]:
    for problem in error.errors(include_url=False, include_input=False):
        path = ".".join(str(step) for step in problem["loc"])
        if problem["type"] == "extra_forbidden":
            near = difflib.get_close_matches(path, _known(Settings), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{path} is not a setting that I know.{hint}"
        else:
            words = problem["msg"].removeprefix("Value error, ")
            yield f"{path}: {words}" if path else words


def _known(kind: type[BaseModel], above: str = "") -> list[str]:
    names: list[str] = []
    for name, found in kind.model_fields.items():
        names.append(f"{above}{name}")
        if isinstance(found.annotation, type) and issubclass(found.annotation, BaseModel):
            names.extend(_known(found.annotation, f"{above}{name}."))
    return names
