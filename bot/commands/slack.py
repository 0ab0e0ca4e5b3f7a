"""`sincerely slack`: what an admin gives to Slack to make the app."""

from typing import Any

from bot.channels.slack.manifest import manifest, public_address
from bot.settings import SettingsError, SlackSettings


def manifest_of(slack: SlackSettings, *, url: str, socket: bool) -> dict[str, Any]:
    """For the address given, for Socket Mode, or for the mode of the settings."""
    if url and socket:
        raise SettingsError(
            "Either --url, and Slack calls us, or --socket, and we call Slack; not both."
        )
    if not url and not socket and slack.mode == "http":
        raise SettingsError(
            "Slack has to know where it reaches you. Say --url https://desk.example.com, or"
            " --socket if nothing may come in from outside."
        )
    return manifest(
        command=slack.command,
        address=public_address(url) if url else None,
        customize=slack.customize,
    )
