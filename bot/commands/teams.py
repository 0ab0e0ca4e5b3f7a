"""`sincerely teams`: the app that an admin gives to Teams."""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bot.channels.teams.package import About, package, public_address
from bot.settings import Settings, SettingsError

THREE_NUMBERS: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def package_of(settings: Settings, *, url: str, number: str) -> bytes:
    """For the address given, or else that of the settings; `number` is the app's own version, which
    is ours where it is empty."""
    teams = settings.teams
    if teams.app_id is None:
        raise SettingsError(
            "Teams has to know which bot this is: put the Application (client) ID of its"
            " registration into teams.app_id (see docs/teams.md)."
        )
    where = url or teams.public_url
    if not where:
        raise SettingsError(
            "Teams has to know where it reaches you. Say --url https://desk.example.com, or put it"
            " into teams.public_url."
        )
    address = public_address(where)
    about = About(
        company=teams.company or settings.desk.name,
        website=teams.website or address,
        privacy=teams.privacy or address,
        terms=teams.terms or address,
    )
    return package(app_id=teams.app_id, address=address, about=about, version=_version(number))


def write_package(file: Path, packed: bytes) -> None:
    try:
        file.write_bytes(packed)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from None


def _version(number: str) -> str:
    if number:
        if THREE_NUMBERS.fullmatch(number) is None:
            raise SettingsError("A version of the app has three numbers, e.g. 0.1.1.")
        return number
    found = THREE_NUMBERS.match(version("sincerely"))
    return found[0] if found else "1.0.0"
