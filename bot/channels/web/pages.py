"""What the page shows when it is opened: four people side by side, and the desk's clock."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.people import People, Persona
from bot.channels.web.read import LONGEST_WORDS
from bot.channels.web.store import WebLines
from bot.channels.web.write import Pane, article
from feedback.people import Role

FOLDER: Final = Path(__file__).with_name("page")
ASSETS: Final = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "sincerely.svg": "image/svg+xml",
}

ROLES: Final = (Role.REQUESTER, Role.TECHNICIAN, Role.DISPATCHER, Role.MANAGER)
INTRODUCTIONS: Final[Mapping[Role, str]] = {
    Role.REQUESTER: "Has the problem. Hears from people, and says how it went.",
    Role.TECHNICIAN: "Fixes it. Jots a note; it leaves as a message worth reading.",
    Role.DISPATCHER: "Keeps watch over promises and over people nobody wrote to.",
    Role.MANAGER: "Asks in plain words how people feel, and can check the answer.",
}

STEPS: Final[Mapping[int, str]] = {
    20: "20 min",
    60: "1 hour",
    240: "4 hours",
    1440: "1 day",
    10080: "1 week",
}
"""Minutes by which the desk's clock can be turned, and what the button says after its plus."""

FIRST_LINES: Final = 40
MORE_LINES: Final = 100
MOST_LINES: Final = 1_000
PEOPLE_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits in a pane; `persona` is None while the desk has nobody of that role."""

    role: Role
    persona: Persona | None

    @property
    def place(self) -> str:
        return self.persona.id if self.persona else ""


@dataclass(frozen=True, slots=True)
class Paths:
    """Where everything is, under the path `at` ("" or "/chat")."""

    at: str

    def page(self, who: str, anchor: str = "") -> str:
        return f"{self.at or '/'}?{who}" + (f"#{anchor}" if anchor else "")

    def to(self, what: str, place: str, who: str) -> str:
        return f"{self.at}/{what}/{quote(place, safe='')}?{who}"


def who_of(seats: Collection[Seat]) -> str:
    """The query that brings the same people back to their seats."""
    return urlencode({seat.role.value: seat.place for seat in seats if seat.persona})


def spoken(now: datetime, zone: str) -> Mapping[str, str]:
    """The desk's time: what a watch says, and the date in full."""
    local = now.astimezone(ZoneInfo(zone))
    return {
        "time": f"{local:%A} {local:%H:%M}",
        "date": f"{local.day} {local:%B} {local:%Y}",
        "iso": local.isoformat(timespec="minutes"),
    }


def apart(zone: str, desk_zone: str, now: datetime) -> str:
    """How far somebody's own clock is from the desk's; nothing if they agree."""
    theirs, ours = (now.astimezone(ZoneInfo(each)).utcoffset() for each in (zone, desk_zone))
    hours = ((theirs or timedelta()) - (ours or timedelta())) / timedelta(hours=1)
    if not hours:
        return ""
    many = f"{abs(hours):g} hour{'s' * (abs(hours) != 1)}"
    return f"{many} {'ahead of' if hours > 0 else 'behind'} the desk’s clock"


class Pages:
    def __init__(
        self,
        *,
        paths: Paths,
        lines: WebLines,
        people: People,
        clock: Callable[[], datetime],
        zone: str,
        token: str,
        steps: Mapping[int, str],
        desk_name: str,
    ) -> None:
        self._paths = paths
        self._lines = lines
        self._people = people
        self._clock = clock
        self._zone = zone
        self._token = token
        self._steps = steps
        self._desk_name = desk_name
        self.assets = {name: (FOLDER / name).read_bytes() for name in ASSETS}
        self._version = sha256(b"".join(self.assets.values())).hexdigest()[:12]
        self._template = Environment(
            autoescape=True,
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ).get_template("page.html")

    async def seats(self, query: Mapping[str, str]) -> Sequence[Seat]:
        """The people asked for; where one is unknown or none was asked for, the best to begin."""
        return [await self._seat(role, query.get(role.value, "")) for role in ROLES]

    async def _seat(self, role: Role, chosen: str) -> Seat:
        persona = await self._people.get(chosen, role) if chosen else None
        return Seat(role, persona or next(iter(await self._people.find(role, "", 1)), None))

    def pane(self, seat: Seat, who: str) -> Pane:
        return Pane(
            role=seat.role.value,
            press=self._paths.to("press", seat.place, who),
            charts=f"{self._paths.at}/chart",
            token=self._token,
            once=secrets.token_hex(8),
            zone=self._zone_of(seat),
        )

    def _zone_of(self, seat: Seat) -> str:
        return (seat.persona.zone if seat.persona else "") or self._zone

    async def page(self, query: Mapping[str, str], live_charts: str) -> str:
        """The mark is read first: what changes while we draw comes once more on the stream."""
        mark = await self._lines.mark()
        seats = await self.seats(query)
        who = who_of(seats)
        return self._template.render(
            at=self._paths.at,
            home=self._paths.at or "/",
            panes=[await self._view(seat, seats, query) for seat in seats],
            token=self._token,
            events=f"{self._paths.at}/events?{who}&after={mark}",
            clock=spoken(self._clock(), self._zone),
            clock_url=f"{self._paths.at}/clock?{who}",
            steps=self._steps,
            version=self._version,
            live_charts=live_charts,
            desk_name=self._desk_name,
            longest=LONGEST_WORDS,
        )

    async def _view(
        self, seat: Seat, seats: Sequence[Seat], query: Mapping[str, str]
    ) -> Mapping[str, Any]:
        role, who = seat.role.value, who_of(seats)
        shown = min(MOST_LINES, number(query.get(f"lines_{role}", "")) or FIRST_LINES)
        found = await self._lines.latest(seat.place, shown + 1)
        pane = self.pane(seat, who)
        search = query.get(f"find_{role}", "").strip()[:100]
        return {
            "seat": seat,
            "role": role,
            "introduction": INTRODUCTIONS[seat.role],
            "apart": apart(self._zone_of(seat), self._zone, self._clock()),
            "articles": [article(line, pane) for line in found[-shown:]],
            "older": f"{self._paths.page(f'{who}&lines_{role}={shown + MORE_LINES}', role)}"
            if len(found) > shown
            else "",
            "older_lines": f"{self._paths.to('older', seat.place, who)}&role={role}",
            "say": self._paths.to("say", seat.place, who),
            "once": secrets.token_hex(8),
            "words": query.get(f"words_{role}", "")[:LONGEST_WORDS],
            "suggestions": [
                (words, self._paths.page(f"{who}&{urlencode({f'words_{role}': words})}", role))
                for words in (seat.persona.suggestions if seat.persona else ())
            ],
            "search": search,
            "searched": f"find_{role}" in query,
            "others": [other for other in seats if other.role != seat.role and other.persona],
            "people": [
                (other, self._paths.page(who_of([*_without(seats, seat), Seat(seat.role, other)])))
                for other in await self._people.find(seat.role, search, PEOPLE_SHOWN)
            ],
        }

    async def older(self, seat: Seat, before: int, who: str) -> Mapping[str, Any]:
        found = await self._lines.latest(seat.place, FIRST_LINES + 1, before)
        pane = self.pane(seat, who)
        return {
            "html": "".join(article(line, pane) for line in found[-FIRST_LINES:]),
            "more": len(found) > FIRST_LINES,
        }

    def time(self) -> Mapping[str, str]:
        return spoken(self._clock(), self._zone)


def number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def _without(seats: Collection[Seat], seat: Seat) -> list[Seat]:
    return [other for other in seats if other.role != seat.role]
