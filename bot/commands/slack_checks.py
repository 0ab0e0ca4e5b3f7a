"""The doctor's look at Slack: the secrets, the permissions, the clock, and the way in."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from typing import Final

from bot.channels.slack.checkup import Answer, NoAnswer, may_connect, who_am_i
from bot.channels.slack.manifest import PATH
from bot.channels.slack.names import SOCKET_SCOPE, scopes
from bot.clocks import Clock
from bot.commands.findings import Finding
from bot.settings import SettingsError, SlackSecrets, SlackSettings, slack_secrets

ABOUT: Final = "Slack"
SECRETS: Final = "Slack's secrets"
PERMISSIONS: Final = "Slack's permissions"
CLOCK: Final = "Slack's clock"
SOCKET: Final = "Slack's Socket Mode"
SHORTEST_SECRET: Final = 16
"""Characters: Slack's signing secrets have 32."""
TOO_FAR: Final = timedelta(minutes=1)
"""Slack's requests are refused from five minutes on; a clock that is so far off is on its way."""
REACH: Final = (
    "Check that this machine may call https://slack.com (a proxy is taken from HTTPS_PROXY), and"
    " slack.api_url in app.yaml."
)
COPY_BOT: Final = (
    "Copy the Bot User OAuth Token (xoxb-…) again, from OAuth & Permissions of your Slack app, into"
    " SLACK_BOT_TOKEN."
)
COPY_APP: Final = (
    "Make an App-Level Token (xapp-…) with connections:write, under Basic Information of your Slack"
    " app, and put it into SLACK_APP_TOKEN."
)
INSTALL_AGAIN: Final = (
    "The app was taken out of the workspace, or its token was withdrawn. Install it again under"
    " Install App, and put the new token into SLACK_BOT_TOKEN."
)
NO_ROTATION: Final = (
    "Token rotation is on, and it can't be turned off again. Make the app anew from"
    " `sincerely slack manifest`."
)
LATER: Final = "Slack asks us to slow down. Look again in a minute."


async def slack(
    settings: SlackSettings, clock: Clock, environ: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """Whatever is wrong with the secrets is mended first: Slack is not asked with them."""
    if not settings.enabled:
        yield Finding(ABOUT, "off; docs/slack.md tells how to set it up")
        return
    try:
        secrets = slack_secrets(settings, environ)
    except SettingsError as error:
        yield Finding(SECRETS, "not all are there", str(error))
        return
    wrong = list(misplaced(settings, secrets))
    for finding in wrong:
        yield finding
    if wrong:
        return
    try:
        answer = await who_am_i(settings.api_url, secrets.bot_token, clock)
    except NoAnswer as failure:
        yield Finding(ABOUT, f"not reached: {failure}", REACH)
        return
    yield known(answer)
    if not answer.error:
        yield permissions(answer, settings)
        yield clocks(answer, settings)
        yield await way_in(settings, secrets, clock)


def misplaced(settings: SlackSettings, secrets: SlackSecrets) -> Iterable[Finding]:
    """Three secrets with names that look alike: mostly one stands where another should."""
    is_one = settings.workspaces == "one"
    if is_one and not secrets.bot_token.startswith(("xoxb-", "xoxe.xoxb-")):
        yield Finding(SECRETS, "SLACK_BOT_TOKEN does not hold a bot token", COPY_BOT)
    if settings.mode == "socket" and not secrets.app_token.startswith("xapp-"):
        yield Finding(SECRETS, "SLACK_APP_TOKEN does not hold an app token", COPY_APP)
    if any(
        secret.startswith(("xox", "xapp-", "http")) or len(secret) < SHORTEST_SECRET
        for secret in secrets.signing_secrets
    ):
        yield Finding(
            SECRETS,
            "SLACK_SIGNING_SECRET does not hold a signing secret",
            "Copy the Signing Secret from Basic Information, App Credentials, of your Slack app:"
            " 32 characters, not the Client Secret beside it.",
        )


def known(answer: Answer) -> Finding:
    match answer.error:
        case "":
            return Finding(ABOUT, f"knows us as {answer.user} in {answer.team}")
        case "account_inactive" | "token_revoked":
            return Finding(ABOUT, "does not know us any more", INSTALL_AGAIN)
        case "token_expired":
            return Finding(ABOUT, "says that our token has run out", NO_ROTATION)
        case "invalid_auth" | "not_authed" | "not_allowed_token_type":
            return Finding(ABOUT, "does not know this token", COPY_BOT)
        case "ratelimited":
            return Finding(ABOUT, "has no time for us just now", LATER)
        case error:
            return Finding(ABOUT, f"refuses us: {error}", COPY_BOT)


def permissions(answer: Answer, settings: SlackSettings) -> Finding:
    if answer.scopes is None:
        return Finding(PERMISSIONS, "Slack does not say which we have")
    needed = scopes(customize=settings.customize)
    missing = [scope for scope in needed if scope not in answer.scopes]
    if missing:
        return Finding(
            PERMISSIONS,
            f"missing: {', '.join(missing)}",
            "Give your Slack app the manifest that `sincerely slack manifest` prints (App Manifest),"
            " and install it again.",
        )
    spare = sorted(answer.scopes - needed.keys())
    more = f", and {', '.join(spare)}, which I have no use for" if spare else ""
    return Finding(PERMISSIONS, f"all {len(needed)} that are needed{more}")


def clocks(answer: Answer, settings: SlackSettings) -> Finding:
    if answer.ahead is None:
        return Finding(CLOCK, "Slack does not tell the time")
    if abs(answer.ahead) <= TOO_FAR:
        return Finding(CLOCK, "and ours agree")
    off = f"{abs(answer.ahead).total_seconds():,.0f} seconds"
    which = "ahead of" if answer.ahead > timedelta() else "behind"
    what = (
        "what Slack posts is refused once it looks five minutes old"
        if settings.mode == "http"
        else "promises would be asked about at the wrong time"
    )
    return Finding(
        CLOCK,
        f"ours is {off} {which} it; {what}",
        "Let this machine set its clock by itself (timedatectl set-ntp true).",
    )


async def way_in(settings: SlackSettings, secrets: SlackSecrets, clock: Clock) -> Finding:
    if settings.mode == "http":
        return Finding("Slack's requests", f"are expected at {PATH} of your public address")
    try:
        answer = await may_connect(settings.api_url, secrets.app_token, clock)
    except NoAnswer as failure:
        return Finding(SOCKET, f"not reached: {failure}", REACH)
    match answer.error:
        case "":
            return Finding(SOCKET, "lets us in")
        case "missing_scope":
            return Finding(SOCKET, f"our token lacks {SOCKET_SCOPE}", COPY_APP)
        case "ratelimited":
            return Finding(SOCKET, "has no time for us just now", LATER)
        case error:
            return Finding(SOCKET, f"does not let us in: {error}", COPY_APP)
