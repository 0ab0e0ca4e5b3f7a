"""The app as Teams is told of it: a manifest made from the names in the code, and two icons."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.cards import Prompt
from bot.channels import public
from bot.channels.teams.icons import COLOUR, colour_icon, outline_icon
from bot.channels.teams.ingress import PATH
from bot.conversations.prompts import HAPPY, HELP, KEPT, MY_TICKET

NAME: Final = "Sincerely"
FULL_NAME: Final = "Sincerely, the human side of your service desk"
DESCRIPTION: Final = "Human updates on your tickets, kept promises, and a place to say how it went."
LONG_DESCRIPTION: Final = (
    "When a person picks up your ticket, you hear from that person here: what they understood, what"
    " happens next, and when you hear again. Answer, and your words reach them. Before a ticket"
    " closes you are asked whether it is really fixed, and afterwards how it went."
    "\n\n"
    "Technicians write an update in their own shorthand and see what is missing before it leaves."
    " Managers ask in plain words how people feel, and get the number, how many people stand behind"
    " it, and how sure one can be."
    "\n\n"
    "Sincerely runs on your organisation's own machine. It reads only its own chats with people, and"
    " the messages that call it by name. Its questions come in your own working hours, and everybody"
    " can see what is kept of them, and have it erased."
)

MANIFEST: Final = "1.19"
"""The version of Microsoft's schema: what all clouds take, and all that we need."""
SCHEMA: Final = (
    f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST}/MicrosoftTeams.schema.json"
)
SCOPES: Final = ("personal", "team", "groupChat")
COMMANDS: Final[Sequence[tuple[Prompt, str]]] = (
    (MY_TICKET, "Who has it, what happens next, and when you hear again."),
    (HAPPY, "For managers: the number, how sure it is, and what is behind it."),
    (KEPT, "All that there is of you here, and how to have it erased."),
    (HELP, "What you can say to me."),
)
"""What Teams offers to whoever begins to write to us. A command is said just as it is called."""
LONGEST_COMPANY: Final = 32

COLOUR_ICON: Final = "color.png"
OUTLINE_ICON: Final = "outline.png"
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The same package has the same bytes, whenever it is made."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose app this is, and where people read about it: pages of the organisation's own."""

    company: str
    website: str
    privacy: str
    terms: str


def package(*, app_id: str, address: str, about: About, version: str) -> bytes:
    """The zip file that an administrator uploads; for the arguments see `manifest`."""
    told = manifest(app_id=app_id, address=address, about=about, version=version)
    files = {
        "manifest.json": json.dumps(told, ensure_ascii=False, indent=2).encode(),
        COLOUR_ICON: colour_icon(),
        OUTLINE_ICON: outline_icon(),
    }
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def manifest(*, app_id: str, address: str, about: About, version: str) -> dict[str, Any]:
    """`app_id` is that of the registration, `address` where Teams reaches us (`public_address`).

    `version` has three numbers; what is uploaded in place of another needs a higher one.
    """
    return {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST,
        "version": version,
        "id": app_id,
        "developer": {
            "name": about.company[:LONGEST_COMPANY],
            "websiteUrl": about.website,
            "privacyUrl": about.privacy,
            "termsOfUseUrl": about.terms,
        },
        "name": {"short": NAME, "full": FULL_NAME},
        "description": {"short": DESCRIPTION, "full": LONG_DESCRIPTION},
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": COLOUR,
        "bots": [
            {
                "botId": app_id,
                "scopes": list(SCOPES),
                "isNotificationOnly": False,
                "supportsFiles": False,
                "supportsCalling": False,
                "supportsVideo": False,
                "commandLists": [command_list(scope) for scope in SCOPES],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(address).hostname],
        "defaultInstallScope": "personal",
    }


def command_list(scope: str) -> Mapping[str, object]:
    commands = [
        {"title": prompt.message, "description": description} for prompt, description in COMMANDS
    ]
    return {"scopes": [scope], "commands": commands}


def public_address(url: str) -> str:
    """Raises `Unusable` for what Teams could not reach, or would refuse."""
    return public.public_address(url, path=PATH, whose="Teams")
