"""A ticket event as any ticket system can tell it: the ticket as it is now, when, and by whom."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from feedback.errors import Unusable
from feedback.records import ActorKind, Status

LONGEST_NAME = 300
LONGEST_URL = 2_000
LONGEST_TITLE = 1_000
LONGEST_COMMENT = 20_000
LARGEST_NUMBER = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1971, 2999
"""Ticket systems write 1970-01-01 where they mean "never"."""

MOST_PROBLEMS = 5
"""So many problems of one event are named; who gets that many has sent something else."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

KNOWN_STATUS = frozenset(status.value for status in Status)
KNOWN_KINDS = frozenset(kind.value for kind in ActorKind)
PRIORITIES = frozenset({"p1", "p2", "p3", "p4", "p5"})
CHANNELS = {"walkup": "walk-up", "walk_up": "walk-up", "walk up": "walk-up", "e-mail": "email"}


def _or_nothing(value: Any) -> Any:
    """Templates of ticket systems send "" where they know nothing."""
    return None if isinstance(value, str) and not value.strip() else value


def _printable(value: str) -> str:
    """Databases refuse NUL, terminals obey control characters, and marks that turn the direction of
    writing would turn the sentence that a title stands in as well."""
    return UNPRINTABLE.sub("�", value)


def _text(value: Any) -> Any:
    return "" if value is None else value


def _title(value: str) -> str:
    return _cut(value, LONGEST_TITLE)


def _words(value: str) -> str:
    return _cut(value, LONGEST_COMMENT)


def _cut(value: str, longest: int) -> str:
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _moment(value: datetime) -> datetime:
    """In UTC, and in a year in which there were ticket systems."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return value.astimezone(UTC)


def _maybe_moment(value: Any) -> Any:
    if isinstance(value, str) and (not value.strip() or value.startswith("1970-01-01")):
        return None
    return None if value == 0 else value


def _address(value: Any) -> Any:
    """Lower case, so that one person is one person; what is no address is none."""
    if not isinstance(value, str):
        return None
    address = value.strip().removeprefix("mailto:").lower()
    name, at, domain = address.partition("@")
    whole = bool(name and at and domain) and "@" not in domain and len(address.split()) == 1
    return address if whole and len(address) <= LONGEST_NAME else None


def _zone(value: Any) -> Any:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError, TypeError):
        return None


def _priority(value: Any) -> Any:
    level = str(value).strip().lower()
    return level if level in PRIORITIES else None


def _channel(value: str) -> str:
    return CHANNELS.get(value.lower(), value.lower())


def _actor(value: Any) -> Any:
    return value if isinstance(value, str) and value in KNOWN_KINDS else None


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
    AfterValidator(_printable),
]
Maybe = BeforeValidator(_or_nothing)
MaybeName = Annotated[Name | None, Maybe]
Title = Annotated[str, BeforeValidator(_text), AfterValidator(_printable), AfterValidator(_title)]
Url = Annotated[str, StringConstraints(max_length=LONGEST_URL), AfterValidator(_printable)]
Words = Annotated[str, AfterValidator(_printable), AfterValidator(_words)]
Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
MaybeMoment = Annotated[Moment | None, BeforeValidator(_maybe_moment)]
MaybeKind = Annotated[ActorKind | None, BeforeValidator(_actor)]
Count = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
Flag = Annotated[bool | None, Maybe]


class Part(BaseModel):
    """Fields that we do not know are no error: every ticket system adds its own."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class Who(Part):
    id: MaybeName = None
    email: Annotated[str | None, BeforeValidator(_address)] = None
    name: MaybeName = None
    locale: MaybeName = None
    tz: Annotated[str | None, BeforeValidator(_zone)] = None

    @property
    def is_known(self) -> bool:
        return self.id is not None or self.email is not None


class Actor(Who):
    kind: MaybeKind = None


class Comment(Part):
    """A word on the ticket. Its text is only here where the desk has chosen to send it."""

    id: MaybeName = None
    public: Flag = None
    by: MaybeKind = None
    auto: Flag = None
    at: MaybeMoment = None
    text: Words | None = None


class Counters(Part):
    reopen: Count | None = None
    reassign: Count | None = None


class Agreement(Part):
    """What the ticket system says about its service level."""

    calendar: MaybeName = None
    response_due: MaybeMoment = None
    resolve_due: MaybeMoment = None
    breached: Flag = None


class Snapshot(Part):
    """The ticket as it is now. A field that is left out says nothing, null says "none"."""

    id: Name
    key: MaybeName = None
    url: Annotated[Url | None, Maybe] = None
    kind: Annotated[Annotated[Name, AfterValidator(str.lower)] | None, Maybe] = None
    title: Title = ""
    status: Status
    status_raw: Name
    priority: Annotated[str | None, BeforeValidator(_priority)] = None
    category: MaybeName = None
    service: MaybeName = None
    channel: Annotated[Annotated[Name, AfterValidator(_channel)] | None, Maybe] = None
    group: MaybeName = None
    org: MaybeName = None
    location: MaybeName = None
    created_at: MaybeMoment = None
    updated_at: MaybeMoment = None
    resolved_at: MaybeMoment = None
    closed_at: MaybeMoment = None
    merged_into: MaybeName = None
    confidential: Flag = None
    requester: Who
    assignee: Who | None = None
    counters: Counters | None = None
    sla: Agreement | None = None

    @model_validator(mode="before")
    @classmethod
    def _status_as_said(cls, data: Any) -> Any:
        """A status that we do not know stays unknown, with the word the ticket system has for it."""
        if not isinstance(data, dict):
            return data
        said = [data.get(name) for name in ("status", "status_raw")]
        status, raw = (str(word).strip() if word is not None else "" for word in said)
        if not status and not raw:
            raise ValueError("status is missing; give ticket.status or ticket.status_raw")
        plain = status.lower().replace("-", "_").replace(" ", "_")
        known = Status(plain) if plain in KNOWN_STATUS else Status.UNKNOWN
        return {**data, "status": known, "status_raw": raw or status}

    @model_validator(mode="after")
    def _somebody_asked(self) -> Self:
        if not self.requester.is_known:
            raise ValueError("requester needs an id or an e-mail address")
        return self


class NeutralEvent(Part):
    id: Name
    source: Name
    type: Literal["ticket.snapshot"] = "ticket.snapshot"
    time: Moment
    revision: Count | None = None
    ticket: Snapshot
    actor: Actor | None = None
    comment: Comment | None = None

    @property
    def stamp(self) -> datetime:
        """When the ticket was changed, as far as the order of snapshots is concerned."""
        return self.ticket.updated_at or self.time

    @property
    def ticket_id(self) -> str:
        """Ours: the ticket systems' own numbers begin at 1 everywhere."""
        return f"{self.source}:{self.ticket.id}"


def read_event(body: bytes) -> NeutralEvent:
    """One event from JSON; raises `Unusable`, whose words name every field that is wrong."""
    try:
        return NeutralEvent.model_validate_json(body)
    except ValidationError as error:
        raise Unusable(explain(error)) from None


def explain(error: ValidationError) -> str:
    """One line of plain words, without a letter of what was sent: it may be personal."""
    problems = error.errors(include_url=False, include_input=False)
    words = [_in_words(problem) for problem in problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        words.append(f"and {len(problems) - MOST_PROBLEMS} more")
    return "; ".join(words)


def _in_words(problem: Any) -> str:
    field = ".".join(str(step) for step in problem["loc"])
    limits = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            says = "is missing"
        case "json_invalid":
            return "This is not JSON."
        case "timezone_aware" | "datetime_object_invalid":
            says = "needs a time zone, as in 2026-11-21T22:03:06Z"
        case "datetime_parsing" | "datetime_from_date_parsing" | "datetime_type":
            says = "is not a moment in time, as in 2026-11-21T22:03:06Z"
        case "string_too_long":
            says = f"is longer than {limits['max_length']} characters"
        case "string_too_short":
            says = "is empty"
        case "model_type" | "model_attributes_type":
            says = "should be an object with fields"
        case "literal_error":
            says = f"should be {limits['expected']}"
        case "value_error":
            says = str(problem["msg"]).removeprefix("Value error, ")
        case _:
            says = str(problem["msg"])[:1].lower() + str(problem["msg"])[1:]
    return f"{field} {says}" if field else says
