"""`sincerely draft`: one note read, as the JSON of the draft contract or in plain words."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, Field, ValidationError, field_validator

from feedback.drafting import Note
from feedback.drafting.reader import read_note
from feedback.errors import Unusable

LONGEST = 100_000


class Asked(BaseModel):
    """What one line, or the flags of the command, must hold."""

    id: str | int | None = None
    text: str = Field(max_length=LONGEST)
    posted_at: AwareDatetime
    requester_tz: str
    requester_name: str = ""
    ticket_title: str = ""

    @field_validator("text")
    @classmethod
    def has_words(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("there are no words in it")
        return text

    @field_validator("requester_tz")
    @classmethod
    def is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is not a time zone; try Europe/Berlin") from error
        return zone


def draft_line(data: Mapping[str, Any]) -> dict[str, Any]:
    """{"id", "promise_due", "findings", "message"}; raises `Unusable` naming the field."""
    try:
        asked = Asked.model_validate(data)
    except ValidationError as error:
        raise Unusable(complaint(error)) from error
    draft = read_note(
        Note(
            text=asked.text,
            posted_at=asked.posted_at,
            requester_tz=asked.requester_tz,
            requester_name=asked.requester_name,
            ticket_title=asked.ticket_title,
        )
    )
    due = draft.promise_due
    return {
        "id": asked.id,
        "promise_due": due.isoformat() if due else None,
        "findings": [hit.finding.value for hit in draft.findings],
        "message": draft.message,
    }


def in_words(read: Mapping[str, Any]) -> str:
    findings = ", ".join(finding.replace("_", " ") for finding in read["findings"])
    return (
        f"{read['message']}\n\n"
        f"Promised: {read['promise_due'] or 'no time that could be kept or missed'}\n"
        f"To look at: {findings or 'nothing'}"
    )


def complaint(error: ValidationError) -> str:
    """The fields and what is wrong with each, without quoting what was in them."""
    return "; ".join(
        f"{'.'.join(map(str, problem['loc']))}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False, include_input=False)
    )
