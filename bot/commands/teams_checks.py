"""The doctor's look at Teams: the secret, Microsoft's keys, and the way in."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Final

from bot.channels.port import Busy
from bot.channels.teams.access import Access, Certificate, Credential
from bot.channels.teams.clouds import CLOUDS, Cloud
from bot.channels.teams.connector import http_client
from bot.channels.teams.ingress import PATH
from bot.channels.teams.tokens import Keys, KeysAway
from bot.clocks import Clock
from bot.commands.findings import Finding
from bot.settings import SettingsError, TeamsSettings, teams_credential

ABOUT: Final = "Teams"
CERTIFICATE: Final = "Teams' certificate"
KEYS: Final = "Teams' keys"
SOON: Final = timedelta(days=30)


async def teams(
    settings: TeamsSettings,
    clock: Clock,
    environ: Mapping[str, str],
    *,
    cloud: Cloud | None = None,
    login_url: str | None = None,
) -> AsyncIterator[Finding]:
    """`cloud` and `login_url` take the places of those in the settings."""
    if not settings.enabled:
        yield Finding(ABOUT, "off; docs/teams.md tells how to set it up")
        return
    try:
        credential = teams_credential(settings, environ)
    except SettingsError as error:
        yield Finding("Teams' secret", "cannot be used", str(error))
        return
    if credential is None:
        yield Finding(
            ABOUT,
            "whoever reaches the port is believed (teams.insecure)",
            "That is for trials. For a real desk, register the bot as docs/teams.md tells.",
        )
        return
    if isinstance(credential, Certificate):
        yield ends(credential, clock)
    cloud = cloud or CLOUDS[settings.cloud]
    async with http_client() as http:
        yield await token(Access(http, cloud, credential, clock, login_url=login_url), credential)
        yield await keys(Keys(http, cloud.metadata_url, clock), cloud)
    yield Finding("Teams' messages", f"are expected at {PATH} of your public address")


def ends(own: Certificate, clock: Clock) -> Finding:
    left = own.ends - clock()
    if left > SOON:
        return Finding(CERTIFICATE, f"is good for {left.days:,} more days")
    when = f"ends in {left.days:,} days" if left > timedelta() else "has ended"
    return Finding(CERTIFICATE, when, "Make a new one, upload it beside the old one, and use it.")


async def token(access: Access, own: Credential) -> Finding:
    try:
        await access.token()
    except Busy:
        return Finding(
            ABOUT, "Microsoft gives us no token", access.problem() or "Look again later."
        )
    finally:
        await access.close()
    return Finding(ABOUT, f"Microsoft gives us a token as {own.app_id}")


async def keys(found: Keys, cloud: Cloud) -> Finding:
    try:
        # There is none of this name, so that all of them are looked through.
        await found.find("")
    except KeysAway:
        return Finding(
            KEYS,
            "cannot be fetched, so that nobody in Teams would be believed",
            f"Check that this machine may call {cloud.metadata_url} (a proxy is taken from"
            " HTTPS_PROXY).",
        )
    finally:
        await found.close()
    return Finding(KEYS, "can be fetched")
