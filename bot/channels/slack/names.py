"""The names between Slack and us: what it gives back to us, and what we may do there and why."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

METADATA: Final = "sincerely_message"
"""The event type of the metadata in every message of ours; its payload holds the key."""
FIELD: Final = "field"
"""The action id of every input: its block id says which one it is."""


class Callback(StrEnum):
    FORM = "form"
    NOTICE = "notice"
    WRITE_UPDATE = "write_update"
    """The global shortcut."""
    UPDATE_FROM_MESSAGE = "update_from_message"
    """The message shortcut."""


class Does(StrEnum):
    """What comes before the first colon of an action id."""

    PRESS = "press"
    OPEN = "open"
    SUBMIT = "submit"


def press_id(part: int, number: int) -> str:
    return f"{Does.PRESS}:{part}:{number}"


def open_id(part: int) -> str:
    return f"{Does.OPEN}:{part}"


def submit_id(part: int) -> str:
    return f"{Does.SUBMIT}:{part}"


def block_id(part: int, slot: str | None) -> str:
    """Of a row of buttons; a press tells by it where the card stands."""
    return f"{part}|{slot or ''}"


def field_id(part: int, name: str, slot: str | None) -> str:
    """Of a field in a message."""
    return f"{part}.{name}|{slot or ''}"


def form_field_id(name: str) -> str:
    """Of a field in a modal."""
    return f"form.{name}"


# --- what we ask for, and why --------------------------------------------------------------------

CUSTOMIZE: Final = "chat:write.customize"
SCOPES: Final[Mapping[str, str]] = {
    "app_mentions:read": "To hear somebody who calls the bot by its name in a channel that it was"
    " invited to. It sees that one message and no other.",
    "assistant:write": "To offer whoever opens the bot's own conversation the questions that people"
    " in their place ask.",
    "chat:write": "To write to people in their own conversation with the bot, to bring what it wrote"
    " there up to date, and to show there that it is counting what a manager has asked for.",
    "commands": "For the one slash command, and for the two shortcuts to write an update.",
    "im:history": "To read what people write to the bot in their own conversation with it, and to"
    " see after a broken connection whether a message has arrived. It reads no other conversation.",
    "im:write": "To open that conversation with somebody whose ticket has news.",
    "users:read": "To know somebody's time zone and language, so that questions come in their own"
    " working hours, and to leave out bots, guests and people who have left.",
    "users:read.email": "To find the person whose e-mail address stands on a ticket.",
}
"""What the bot token may do, each with the reason that an admin is given."""
OPTIONAL_SCOPES: Final[Mapping[str, str]] = {
    CUSTOMIZE: "To send an update under the name and picture of the technician who wrote it. Only"
    " with `slack.customize: true`.",
}
SOCKET_SCOPE: Final = "connections:write"
"""Of the app-level token, which opens the connection of Socket Mode and can do nothing else."""

METHODS: Final[Mapping[str, str | None]] = {
    "apps.connections.open": SOCKET_SCOPE,
    "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "auth.revoke": None,
    "auth.test": None,
    "chat.delete": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.open": "im:write",
    "conversations.replies": "im:history",
    "oauth.v2.access": None,
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "views.open": None,
    "views.publish": None,
}
"""Every method of the Web API that we call, and the scope that it needs."""
NICETIES: Final = frozenset(
    {"assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"}
)
"""What nobody has to look at when Slack does not let us do it: some plans and places have it not."""
EVENTS: Final[Mapping[str, str | None]] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.im": "im:history",
    "tokens_revoked": None,
    "user_change": "users:read",
}
"""What Slack tells us of its own accord, and the scope that this needs."""

FEATURES: Final[Mapping[str, str]] = {
    "agent_view": "assistant:write",
    "shortcuts": "commands",
    "slash_commands": "commands",
}
"""Parts of the manifest that need a scope by being there."""


def scopes(*, customize: bool) -> Mapping[str, str]:
    """Those of this desk with their reasons, in the order of the alphabet."""
    return dict(sorted({**SCOPES, **(OPTIONAL_SCOPES if customize else {})}.items()))
