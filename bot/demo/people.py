"""Who works at, and calls, the demo desk: invented people with names from our own lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from random import Random
from typing import Final, NamedTuple

from bot.demo.names import SITES
from feedback.people import Identity, Person, PersonAddress, Role

SOURCE: Final = "demo"
"""The ticket system that the demo's tickets are said to come from."""
CHANNEL: Final = "web"

ZONES: Final[Mapping[str, str]] = {
    "Berlin": "Europe/Berlin",
    "London": "Europe/London",
    "Austin": "America/Chicago",
    "Singapore": "Asia/Singapore",
}
LOCALES: Final[Mapping[str, str]] = {
    "Berlin": "de",
    "London": "en-GB",
    "Austin": "en-US",
    "Singapore": "en-SG",
}

JANE, SAM, DORA, MAX = "jane", "sam", "dora", "max"
"""The four people of the web chat; their ids are the same on every demo desk."""
DESK: Final = "desk.example"
NEIGHBOURS: Final = 3


class NameList(NamedTuple):
    firsts: str
    lasts: str


NAMES: Final[Mapping[str, NameList]] = {
    "Berlin": NameList(
        "Anja Lukas Ayse Friedrich Svenja Mehmet Katrin Jonas Aleksandra Holger Franziska Emre"
        " Birgit Paweł Lena Thorsten Marlene Dmitri Hannah Ulf Zeynep Matthias Ines Kofi Greta"
        " Oskar Renate Tobias Nadja Henning Clara Burak Wiebke Raphael Johanna Stefan Milica"
        " Konrad Elif Volker",
        "Brandt Yıldız Hoffmann Kowalski Seidel Vogel Petrović Lehmann Aydın Krause Winter Nowak"
        " Baumann Okonkwo Schreiber Demir Förster Haas Jansen Keller Lorenz Mertens Neumann Otto"
        " Pohl Reuter Sauer Thiel Ullrich Voss Wagner Zander Busch Ebert Fromm Graf Horn Iwanow"
        " Kaiser Lindner",
    ),
    "London": NameList(
        "Oliver Priya Harriet Kwame Niamh Imran Charlotte Tunde Gareth Shreya Eleanor Yusuf"
        " Bethan Rupert Amara Callum Fatima Hugo Siobhan Dev Rosalind Marcus Ifeoma Alistair"
        " Leila Nathan Poppy Segun Tamsin Vikram Winifred Zara Barnaby Chloe Desmond Esme Fergus"
        " Gemma Hamza Isla",
        "Ashworth Patel Mensah Llewellyn Hussain Fairclough Adeyemi Sinclair Banerjee Thornton"
        " O'Rourke Begum Carmichael Davies Eze Farrow Gill Hargreaves Ibrahim Jarvis Kaur Langley"
        " Malik Naylor Osei Pemberton Quigley Rahman Shah Tanner Underhill Vaughan Whitlock"
        " Yeboah Bright Cole Dunne Ellery Foster Grant",
    ),
    "Austin": NameList(
        "Marisol Tyler Guadalupe Brandon Kiera Javier Savannah Deshawn Lindsey Hector Maribel"
        " Cody Ximena Travis Jasmine Rafael Autumn Malik Brooke Esteban Shanice Wyatt Paloma"
        " Garrett Noemi Darius Kelsey Ignacio Latoya Colton Renata Trevor Alondra Beau Camila"
        " Dwight Faith Gus Hailey Ivan",
        "Castillo Whitaker Benavides Jefferson Holloway Trujillo Prescott Washington Sorensen"
        " Galindo McAllister Booker Treviño Lindgren Ochoa Barrett Villarreal Hodges Escobar"
        " Pruitt Zamora Caldwell Mireles Underwood Fontaine Garza Hines Ibarra Joyner Kemp Luna"
        " Meeks Navarro Odom Peña Quintana Rhodes Salinas Tate Vega",
    ),
    "Singapore": NameList(
        "Wei Siti Arjun Hui Farid Kavitha Jun Nurul Ravi Xin Mei Hafiz Deepa Kai Aisyah Boon"
        " Lakshmi Zhi Rahim Pei Shanti Yong Amirah Dinesh Ling Faizal Gayathri Hao Izzati Jia",
        "Lim Tan Rahman Krishnan Ng Chua Ismail Wong Menon Goh Abdullah Teo Pillai Koh Osman Sim"
        " Nair Ong Hassan Toh Subramaniam Yeo Aziz Quek Raj Chong Yusof Lau Selvam Ho",
    ),
}
"""First names and surnames, by the place where they are most often heard."""

SHARES: Final[Mapping[tuple[str, str], float]] = {
    ("Northwind", "Berlin"): 0.27,
    ("Northwind", "London"): 0.11,
    ("Contoso", "London"): 0.18,
    ("Contoso", "Austin"): 0.10,
    ("Fabrikam", "Austin"): 0.14,
    ("Fabrikam", "Singapore"): 0.10,
    ("Globex", "Berlin"): 0.06,
    ("Globex", "Singapore"): 0.04,
}
"""How the requesters are spread over the sites; one client is small, so that some groups are."""

CREWS: Final[Mapping[str, tuple[str, ...]]] = {
    "Service Desk": ("Berlin",) * 4 + ("London",) * 3 + ("Austin",) * 3 + ("Singapore",) * 2,
    "Field Support": ("Berlin",) * 3 + ("London",) * 2 + ("Austin",) * 2 + ("Singapore",),
    "Network": ("Berlin", "Berlin", "London", "Austin", "Austin", "Singapore"),
    "Identity": ("Berlin", "Berlin", "London", "Austin", "Singapore", "Singapore"),
    "Applications": ("Berlin", "Berlin", "Berlin", "London", "London", "Austin", "Singapore"),
}
"""Where the technicians of each team sit; Sam Okafor comes on top, at the service desk."""


@dataclass(frozen=True, slots=True)
class Cast:
    requesters: tuple[Person, ...]
    technicians: tuple[Person, ...]
    dispatchers: tuple[Person, ...]
    managers: tuple[Person, ...]
    addresses: tuple[PersonAddress, ...]
    identities: tuple[Identity, ...]

    @property
    def neighbours(self) -> tuple[Person, ...]:
        """Jane, and those colleagues of hers who have a part in her story."""
        return self.requesters[: NEIGHBOURS + 1]

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (*self.requesters, *self.technicians, *self.dispatchers, *self.managers)


def cast(rng: Random, *, requesters: int, began: datetime, jane_at: str) -> Cast:
    """Everybody, Jane first among the requesters, then her neighbours. Sam works where she does.

    A few people cannot be reached in chat, and a few want no surveys: both happen on real desks.
    """
    naming = Naming(rng)
    near = (_jane(jane_at), *_neighbours(naming, jane_at))
    asking = (*near, *_requesters(rng, naming, requesters - len(near)))
    helping = (_sam(jane_at), *_technicians(naming))
    leading = (_dora(), *_staff(naming, Role.DISPATCHER, 4, "Service Desk"))
    managing = (_max(), *_staff(naming, Role.MANAGER, 4, None))
    everybody = (*asking, *helping, *leading, *managing)
    unreachable = {person.id for person in asking[len(near) :] if rng.random() < 0.04}
    return Cast(
        asking,
        helping,
        leading,
        managing,
        tuple(_address(person, began) for person in everybody if person.id not in unreachable),
        tuple(Identity(id=f"{SOURCE}:{person.id}", person_id=person.id) for person in everybody),
    )


class Naming:
    """Gives every person a name that nobody else on this desk has, and an id made from it."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken = {"jane whitfield", "sam okafor", "dora lindqvist", "max brenner"}

    def at(self, location: str) -> tuple[str, str]:
        """A name and an e-mail name. One in seven comes from somewhere else, as people do."""
        while True:
            origin = location if self._rng.random() < 0.86 else self._rng.choice(list(NAMES))
            firsts, lasts = NAMES[origin]
            name = f"{self._rng.choice(firsts.split())} {self._rng.choice(lasts.split())}"
            if name.lower() not in self._taken:
                self._taken.add(name.lower())
                return name, _plain(name)


PLAIN: Final = str.maketrans(
    {
        "ü": "ue", "ö": "oe", "ä": "ae", "ł": "l", "ı": "i", "ş": "s", "ć": "c", "ñ": "n",
        "é": "e", "'": "", " ": ".",
    }
)  # fmt: skip


def _plain(name: str) -> str:
    return name.lower().translate(PLAIN)


def _requesters(rng: Random, naming: Naming, count: int) -> Iterator[Person]:
    sites = [(org, place) for org, places in SITES.items() for place in places]
    weights = [SHARES[site] for site in sites]
    for organisation, location in rng.choices(sites, weights, k=count):
        name, mail = naming.at(location)
        early = rng.random() < 0.1
        yield replace(
            _requester(mail, name, organisation, location),
            quiet_from=time(20) if early else None,
            quiet_until=time(7, 30) if early else None,
            surveys_muted=rng.random() < 0.05,
        )


def _technicians(naming: Naming) -> Iterator[Person]:
    for team, places in CREWS.items():
        for location in places:
            name, mail = naming.at(location)
            yield _colleague(mail, name, Role.TECHNICIAN, location, team)


def _staff(naming: Naming, role: Role, count: int, team: str | None) -> Iterator[Person]:
    for location in ("Berlin", "London", "Austin", "Singapore")[:count]:
        name, mail = naming.at(location)
        yield _colleague(mail, name, role, location, team)


def _jane(location: str) -> Person:
    return _requester(JANE, "Jane Whitfield", employer(location), location)


def _neighbours(naming: Naming, location: str) -> Iterator[Person]:
    """Jane's colleagues, who have a part in her story."""
    for _ in range(NEIGHBOURS):
        name, mail = naming.at(location)
        yield _requester(mail, name, employer(location), location)


def employer(location: str) -> str:
    return next(organisation for organisation, places in SITES.items() if location in places)


def _requester(id_: str, name: str, organisation: str, location: str) -> Person:
    return Person(
        id=id_,
        name=name,
        email=f"{_plain(name)}@{organisation.lower()}.example",
        time_zone=ZONES[location],
        locale=LOCALES[location],
        organisation=organisation,
        location=location,
    )


def _sam(location: str) -> Person:
    return _colleague(SAM, "Sam Okafor", Role.TECHNICIAN, location, "Service Desk")


def _dora() -> Person:
    return _colleague(DORA, "Dora Lindqvist", Role.DISPATCHER, "Berlin", "Service Desk")


def _max() -> Person:
    return _colleague(MAX, "Max Brenner", Role.MANAGER, "Berlin", None)


def _colleague(id_: str, name: str, role: Role, location: str, team: str | None) -> Person:
    return Person(
        id=id_,
        name=name,
        email=f"{_plain(name)}@{DESK}",
        roles=(role,),
        time_zone=ZONES[location],
        locale=LOCALES[location],
        location=location,
        team=team,
    )


def _address(person: Person, began: datetime) -> PersonAddress:
    return PersonAddress(
        id=f"{CHANNEL}:{person.id}",
        person_id=person.id,
        channel=CHANNEL,
        user=person.id,
        place=person.id,
        heard_at=began,
    )
