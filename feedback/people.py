"""People: who they are, where they can be reached, and when they want to be left alone."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from feedback.names import first_name


class Role(StrEnum):
    REQUESTER = "requester"
    TECHNICIAN = "technician"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached: `user` is theirs for life, `place` is where to write to now.

    `place` is opaque to everyone but its own channel (a DM id, a conversation reference, a page).
    """

    channel: str
    user: str
    place: str

    @property
    def lane(self) -> str:
        """The conversation: the unit of order, lease and rate limit of what is sent there."""
        return f"{self.channel}:{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    name: str
    email: str
    roles: tuple[Role, ...] = (Role.REQUESTER,)
    time_zone: str = "UTC"
    locale: str = "en"
    organisation: str | None = None
    location: str | None = None
    team: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    surveys_muted: bool = False
    sends_unseen: bool = False
    """A technician's own choice: updates without findings go out without a second look."""
    erased_at: datetime | None = None

    @property
    def first_name(self) -> str:
        """What they are called; where their name doesn't tell, all of it."""
        return first_name(self.name) or next(iter(self.name.split()), "there")

    def is_a(self, role: Role) -> bool:
        return role in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAddress:
    """One address of one person; refreshed by every turn heard from it, `gone_at` once it bounces."""

    id: str
    person_id: str
    channel: str
    user: str
    place: str
    heard_at: datetime
    gone_at: datetime | None = None

    @property
    def address(self) -> Address:
        return Address(self.channel, self.user, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person as another system knows them: `id` is `source:source_id`, e.g. a ticket system's user."""

    id: str
    person_id: str
