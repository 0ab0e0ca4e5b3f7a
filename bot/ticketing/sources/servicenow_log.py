"""The public ServiceNow audit log (UCI "Incident management process"): one row, one revision."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self, TextIO
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from feedback.errors import Unusable
from feedback.neutral import NeutralEvent, explain

SOURCE = "servicenow-log"
ENCODING = "utf-8-sig"
GZIP = b"\x1f\x8b"
NOTHING = "?"
NOBODY = "nobody named"
"""Who called, where the log does not say it."""

STATUS = {
    "new": "new",
    "active": "in_progress",
    "awaiting user info": "waiting_requester",
    "awaiting evidence": "waiting_other",
    "awaiting problem": "waiting_other",
    "awaiting vendor": "waiting_other",
    "resolved": "resolved",
    "closed": "closed",
}
"""What is not in here (the log has some -100) is no status that we know, and stays unknown."""

DONE = frozenset({"resolved", "closed"})
CHANNELS = {"phone": "phone", "ivr": "phone", "email": "email", "self service": "portal"}
DATES = ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
"""Besides ISO 8601: the log was published with day first."""

NEEDED = (
    "number",
    "incident_state",
    "reassignment_count",
    "reopen_count",
    "sys_mod_count",
    "caller_id",
    "opened_at",
    "sys_updated_at",
    "contact_type",
    "location",
    "category",
    "priority",
    "made_sla",
    "assignment_group",
    "assigned_to",
    "resolved_at",
    "closed_at",
)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: Sequence[str]
    """In the order of `NEEDED`."""

    def __getitem__(self, name: str) -> str:
        return self.cells[PLACE[name]]

    @property
    def number(self) -> str:
        return self["number"]

    def count(self, name: str) -> int:
        """Raises `ValueError` where there is no number."""
        return int(self[name])


PLACE = {name: place for place, name in enumerate(NEEDED)}


class Log:
    """The file, read row by row; `share` of it (0 to 1) has been read so far."""

    def __init__(self, file: io.BufferedReader, text: TextIO, size: int) -> None:
        self._file = file
        self._text = text
        self._size = size

    @classmethod
    def open(cls, path: Path) -> Self:
        """Plain or gzipped; raises `Unusable` if it cannot be read at all."""
        try:
            file = path.open("rb")
        except OSError as error:
            raise Unusable(f"I can't read {path}: {error.strerror}.") from error
        packed = file.read(2) == GZIP
        file.seek(0)
        text: TextIO
        if packed:
            text = gzip.open(  # noqa: SIM115, closed with the log
                file, "rt", encoding=ENCODING, errors="replace", newline=""
            )
        else:
            text = io.TextIOWrapper(file, encoding=ENCODING, errors="replace", newline="")
        return cls(file, text, max(path.stat().st_size, 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
        self._file.close()

    @property
    def share(self) -> float:
        return min(self._file.tell() / self._size, 1.0)

    def rows(self) -> Iterator[Row]:
        """Raises `Unusable` if this is another kind of file, or a damaged one."""
        lines = csv.reader(self._text)
        try:
            header = [name.strip() for name in next(lines, [])]
            missing = [name for name in NEEDED if name not in header]
            if missing:
                raise Unusable(
                    "This is not the ServiceNow incident log: it has no column"
                    f" {', '.join(missing[:4])}{' …' if len(missing) > 4 else ''}."
                )
            places = [header.index(name) for name in NEEDED]
            for cells in lines:
                if cells:
                    padded = cells + [NOTHING] * (len(header) - len(cells))
                    yield Row(lines.line_num, [padded[place] for place in places])
        except (OSError, EOFError, csv.Error) as error:
            raise Unusable(
                f"The file is damaged after line {lines.line_num} ({type(error).__name__})."
            ) from error


def event_of(row: Row, zone: ZoneInfo) -> NeutralEvent:
    """Raises `Unusable` with the reason if the row cannot be an event.

    Times in the log have no zone and are good to the minute. Every row carries the incident's
    *last* resolution, even the first one: it is only believed once the row itself is done.
    """
    state = row["incident_state"].strip()
    status = STATUS.get(state.lower())
    changed_at = when(row, zone)
    caller, assignee = _text(row, "caller_id"), _text(row, "assigned_to")
    done = status in DONE
    try:
        return NeutralEvent.model_validate(
            {
                "id": f"{row.number}-{row['sys_mod_count']}-{row.line}",
                "source": SOURCE,
                "time": changed_at,
                "revision": row["sys_mod_count"],
                "ticket": {
                    "id": row.number,
                    "key": row.number,
                    "kind": "incident",
                    "title": _title(row),
                    "status": status,
                    "status_raw": state or None,
                    "priority": f"p{row['priority'].strip()[:1]}",
                    "category": _text(row, "category"),
                    "service": _text(row, "category"),
                    "channel": _channel(row),
                    "group": _text(row, "assignment_group"),
                    "location": _text(row, "location"),
                    "created_at": moment(row, "opened_at", zone),
                    "updated_at": changed_at,
                    "resolved_at": _past(row, "resolved_at", zone, changed_at) if done else None,
                    "closed_at": _past(row, "closed_at", zone, changed_at) if done else None,
                    "requester": {"id": caller or NOBODY, "name": caller or NOBODY},
                    "assignee": {"id": assignee, "name": assignee} if assignee else None,
                    "sla": {"breached": row["made_sla"].strip().lower() == "false"},
                },
            }
        )
    except ValidationError as error:
        raise Unusable(explain(error)) from None


def when(row: Row, zone: ZoneInfo) -> datetime:
    changed_at = moment(row, "sys_updated_at", zone)
    if changed_at is None:
        raise Unusable("sys_updated_at is missing")
    return changed_at


def _text(row: Row, name: str) -> str | None:
    text = row[name].strip()
    return text if text not in {"", NOTHING} else None


def _title(row: Row) -> str:
    category = _text(row, "category")
    return f"Incident in {category}" if category else "Incident"


def _channel(row: Row) -> str | None:
    said = _text(row, "contact_type")
    return CHANNELS.get(said.lower(), said) if said else None


def _past(row: Row, name: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    said = moment(row, name, zone)
    return said if said is not None and said <= now else None


def moment(row: Row, name: str, zone: ZoneInfo) -> datetime | None:
    """None where the log says nothing; raises `Unusable` where it makes no sense."""
    text = _text(row, name)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        pass
    for form in DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise Unusable(f"{name} is not a moment in time")
