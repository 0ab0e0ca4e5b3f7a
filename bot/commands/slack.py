"""`sincerely slack`: what an admin gives to Slack to make the app, and the keys of its tokens."""

from collections.abc import Mapping
from typing import Any

from bot.channels.slack.manifest import manifest, public_address
from bot.channels.slack.seal import Unsealable
from bot.clocks import system_clock
from bot.settings import Settings, SettingsError, SlackSettings, slack_secrets
from bot.wiring import open_records, slack_books


def manifest_of(slack: SlackSettings, *, url: str, socket: bool) -> dict[str, Any]:
    """For the address given, for Socket Mode, or for the mode of the settings."""
    if url and socket:
        raise SettingsError(
            "Either --url, and Slack calls us, or --socket, and we call Slack; not both."
        )
    if socket and slack.workspaces == "many":
        raise SettingsError(
            "Many workspaces (slack.workspaces) install it on a page of ours: that needs --url."
        )
    calls_us = not socket and slack.mode == "http"
    where = url or (slack.public_url if calls_us else None)
    if calls_us and not where:
        raise SettingsError(
            "Slack has to know where it reaches you. Say --url https://desk.example.com, or"
            " --socket if nothing may come in from outside."
        )
    return manifest(
        command=slack.command,
        address=public_address(where) if where else None,
        customize=slack.customize,
        many=slack.workspaces == "many",
        rotate_tokens=slack.rotate_tokens,
    )


async def reseal(settings: Settings, environ: Mapping[str, str]) -> str:
    """Every workspace's token under the newest key, so that the older ones can be thrown away."""
    if settings.slack.workspaces == "one":
        raise SettingsError("Only many workspaces have tokens that are kept (slack.workspaces).")
    secrets = slack_secrets(settings.slack, environ)
    async with open_records(settings) as store:
        books = slack_books(settings, secrets, store, system_clock)
        try:
            resealed = await books.installations.reseal()
        except Unsealable:
            raise SettingsError(
                "Not every token can be opened with SLACK_TOKEN_KEYS, so I have left them all as"
                " they are. Put the older keys behind the newest one."
            ) from None
    kept = "All tokens are" if not resealed else f"Sealed {resealed:,} anew; all tokens are"
    return f"{kept} under the newest key now. Older ones can be taken out of SLACK_TOKEN_KEYS."
