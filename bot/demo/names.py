"""The demo desk's own vocabulary: what it serves, how people reach it, who they are and where."""

from collections.abc import Mapping
from typing import Final

SERVICES: Final = (
    "VPN",
    "Email",
    "Laptop",
    "Printing",
    "Onboarding",
    "Password reset",
    "SAP",
    "Wi-Fi",
    "Software request",
)
CHANNELS: Final = ("portal", "email", "phone", "chat", "walk-up")
TEAMS: Final = ("Service Desk", "Field Support", "Network", "Identity", "Applications")
ORGANISATIONS: Final = ("Northwind", "Contoso", "Fabrikam", "Globex")
LOCATIONS: Final = ("Berlin", "London", "Austin", "Singapore")
PRIORITIES: Final = ("p1", "p2", "p3", "p4")
KINDS: Final = ("incident", "request")

SITES: Final[Mapping[str, tuple[str, ...]]] = {
    "Northwind": ("Berlin", "London"),
    "Contoso": ("London", "Austin"),
    "Fabrikam": ("Austin", "Singapore"),
    "Globex": ("Berlin", "Singapore"),
}
"""Where each organisation has people, the larger site first."""

VOCABULARY: Final[Mapping[str, tuple[str, ...]]] = {
    "service": SERVICES,
    "channel": CHANNELS,
    "team": TEAMS,
    "organisation": ORGANISATIONS,
    "location": LOCATIONS,
    "priority": PRIORITIES,
    "kind": KINDS,
}
"""Every name a manager may use, by dimension; in real use it is read from the desk's own data."""
