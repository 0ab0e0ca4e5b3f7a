"""Which Microsoft cloud the desk is in: who signs there, who is asked, and where Teams answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PRINTABLE: Final = re.compile(r"[\x21-\x7e]{1,512}")


@dataclass(frozen=True, slots=True)
class Cloud:
    """`issuer` signs what Teams posts, with keys found by way of `metadata_url`; `login_host` gives
    out tokens for `scope`; `service_origins` are the only places to which we ever post them.

    https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
    """

    name: str
    issuer: str
    metadata_url: str
    login_host: str
    scope: str
    service_origins: frozenset[str]

    def serves(self, url: str) -> bool:
        """Whether Teams answers there. A host that is not known by its whole name is somebody
        else's: anybody may have a name below trafficmanager.net."""
        if not PRINTABLE.fullmatch(url):
            return False
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        there = f"{parts.scheme}://{parts.netloc}".lower()
        return there in self.service_origins and not (parts.query or parts.fragment)


PUBLIC: Final = Cloud(
    name="public",
    issuer="https://api.botframework.com",
    metadata_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
    login_host="login.microsoftonline.com",
    scope="https://api.botframework.com/.default",
    service_origins=frozenset({"https://smba.trafficmanager.net"}),
)
GCC: Final = Cloud(
    name="gcc",
    issuer=PUBLIC.issuer,
    metadata_url=PUBLIC.metadata_url,
    login_host=PUBLIC.login_host,
    scope=PUBLIC.scope,
    service_origins=frozenset({"https://smba.infra.gcc.teams.microsoft.com"}),
)
GCC_HIGH: Final = Cloud(
    name="gcc-high",
    issuer="https://api.botframework.us",
    metadata_url="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    login_host="login.microsoftonline.us",
    scope="https://api.botframework.us/.default",
    service_origins=frozenset({"https://smba.infra.gov.teams.microsoft.us"}),
)
CLOUDS: Final[Mapping[str, Cloud]] = {cloud.name: cloud for cloud in (PUBLIC, GCC, GCC_HIGH)}
