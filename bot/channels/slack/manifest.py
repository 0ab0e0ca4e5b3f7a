"""The app as Slack is told of it: made from the names in the code, so that it can't fall behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.cards import Prompt
from bot.channels import public
from bot.channels.slack.names import EVENTS, Callback, scopes
from bot.conversations.prompts import ANYBODY

NAME: Final = "Sincerely"
PATH: Final = "/slack/events"
"""Where we listen for all that Slack posts: events, presses and commands."""
INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"
"""Where a workspace begins to install us, and where Slack sends whoever has allowed it."""
DESCRIPTION: Final = "Human updates on your tickets, kept promises, and a place to say how it went."
LONG_DESCRIPTION: Final = (
    "When a person picks up your ticket, you hear from that person here: what they understood, what"
    " happens next, and when you hear again. Answer in the same thread and your words reach them."
    " Before a ticket closes you are asked whether it is really fixed, and afterwards how it went."
    "\n\n"
    "Technicians write an update in their own shorthand and see what is missing before it leaves."
    " Managers ask in plain words how people feel, and get the number, how many people stand behind"
    " it, and how sure one can be."
    "\n\n"
    "Sincerely runs on your own machine. It reads only its own conversations with people, and the"
    " messages that call it by name. Its questions come in your own working hours, and everybody can"
    " see what is kept of them, and have it erased."
)
AGENT_DESCRIPTION: Final = (
    "Ask how your ticket is doing, answer your technician, or say how it went. Managers ask how"
    " happy people are, and why."
)
COLOUR: Final = "#1d4e56"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`on` is "global" (anywhere) or "message" (in a message's own menu)."""

    name: str
    on: str
    callback: Callback
    description: str


SHORTCUTS: Final = (
    Shortcut(
        "Write an update",
        "global",
        Callback.WRITE_UPDATE,
        "Tell somebody with a ticket what happens next. You see it before they do.",
    ),
    Shortcut(
        "Turn into an update",
        "message",
        Callback.UPDATE_FROM_MESSAGE,
        "Start an update from this message. You choose the ticket and see it before they do.",
    ),
)


def manifest(
    *,
    command: str,
    address: str | None,
    customize: bool,
    many: bool = False,
    rotate_tokens: bool = False,
) -> dict[str, Any]:
    """`address` is where Slack reaches us (`public_address`); without one it is Socket Mode.

    `many` workspaces install us over OAuth, and only their tokens can be rotated.
    """
    url = {} if address is None else {"request_url": f"{address}{PATH}"}
    back = {"redirect_urls": [f"{address}{REDIRECT}"]} if many else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {
                "agent_description": AGENT_DESCRIPTION,
                "suggested_prompts": as_slack(ANYBODY),
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": shortcuts(SHORTCUTS),
            "slash_commands": [slash_command(command, address)],
        },
        "oauth_config": {**back, "scopes": {"bot": list(scopes(customize=customize))}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": many and rotate_tokens,
        },
    }


def as_slack(prompts: Sequence[Prompt]) -> list[dict[str, str]]:
    """As Slack wants them, here and in `assistant.threads.setSuggestedPrompts`."""
    return [{"title": prompt.title, "message": prompt.message} for prompt in prompts]


def shortcuts(chosen: Sequence[Shortcut]) -> list[Mapping[str, str]]:
    return [
        {
            "name": shortcut.name,
            "type": shortcut.on,
            "callback_id": shortcut.callback.value,
            "description": shortcut.description,
        }
        for shortcut in chosen
    ]


def slash_command(command: str, address: str | None) -> dict[str, object]:
    return {
        "command": command,
        "description": "Ask, answer, or write an update",
        "usage_hint": "help | any news? | update INC-42 back with you by 3 | how happy are people?",
        "should_escape": False,
        **({} if address is None else {"url": f"{address}{PATH}"}),
    }


def public_address(url: str) -> str:
    """Raises `Unusable` for what Slack could not reach, or would refuse."""
    return public.public_address(url, path=PATH, whose="Slack")
