"""The doctor's look at many Slack workspaces: who is in, and whether Slack still knows us there."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

from bot.channels.slack.checkup import Answer, NoAnswer, who_am_i
from bot.channels.slack.manifest import INSTALL, PATH
from bot.channels.slack.many import Books
from bot.channels.slack.seal import Unsealable
from bot.clocks import Clock
from bot.commands.findings import Finding
from bot.commands.slack_checks import ABOUT, LATER, REACH, SECRETS, clocks, misplaced, permissions
from bot.settings import Settings, SettingsError, SlackSettings, slack_secrets
from bot.wiring import open_records, slack_books

KEYS: Final = "Slack's token keys"
PUT_BACK: Final = (
    "Put the key back with which it was sealed, behind the newest of SLACK_TOKEN_KEYS, or install"
    " Sincerely there again."
)
IS_SERVING: Final = (
    "Is `sincerely serve` running? It renews tokens; its log says why it could not. If that lasts,"
    " install Sincerely there again."
)


async def workspaces(
    settings: Settings, clock: Clock, environ: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """In a sound database. Whatever is wrong with the secrets is mended first."""
    try:
        secrets = slack_secrets(settings.slack, environ)
    except SettingsError as error:
        yield Finding(SECRETS, "not all are there", str(error))
        return
    wrong = list(misplaced(settings.slack, secrets))
    for finding in wrong:
        yield finding
    if wrong:
        return
    address = settings.slack.public_url
    yield Finding(
        ABOUT,
        f"is installed at {address}{INSTALL}; its requests are expected at {address}{PATH}",
    )
    async with open_records(settings) as store:
        books = slack_books(settings, secrets, store, clock)
        here = await books.installations.teams()
        for team in settings.slack.trusted:
            if team in here:
                async for finding in workspace(team, books, settings.slack, clock):
                    yield finding
            else:
                yield Finding(named(team), "has not installed it yet")
        for finding in others(here, settings.slack.trusted):
            yield finding
        yield keys(await books.installations.under_older_keys())


async def workspace(
    team: str, books: Books, settings: SlackSettings, clock: Clock
) -> AsyncIterator[Finding]:
    try:
        bot = await books.installations.find(team)
    except Unsealable:
        yield Finding(named(team), "its token can't be opened with SLACK_TOKEN_KEYS", PUT_BACK)
        return
    if bot is None:
        yield Finding(named(team), "has just taken it out")
        return
    try:
        answer = await who_am_i(settings.api_url, bot.bot_token, clock)
    except NoAnswer as failure:
        yield Finding(named(team), f"not reached: {failure}", REACH)
        return
    yield known(team, answer, settings)
    if not answer.error:
        granted = permissions(answer, settings)
        if not granted.is_well:
            yield Finding(f"{named(team)}, permissions", granted.found, granted.advice)
        time = clocks(answer, settings)
        if not time.is_well:
            yield time


def known(team: str, answer: Answer, settings: SlackSettings) -> Finding:
    again = f"Install it there again, at {settings.public_url}{INSTALL}."
    match answer.error:
        case "":
            return Finding(named(team), f"knows us as {answer.user} in {answer.team}")
        case "token_expired":
            return Finding(named(team), "says that our token has run out", IS_SERVING)
        case "ratelimited":
            return Finding(named(team), "has no time for us just now", LATER)
        case "account_inactive" | "token_revoked" | "invalid_auth":
            return Finding(named(team), "does not know us any more", again)
        case error:
            return Finding(named(team), f"refuses us: {error}", again)


def others(here: Sequence[str], trusted: Sequence[str]) -> Sequence[Finding]:
    """Not heard, and not written to."""
    return [
        Finding(named(team), "has installed it, but is not on slack.trusted any more")
        for team in here
        if team not in trusted
    ]


def keys(under_older: int) -> Finding:
    if not under_older:
        return Finding(KEYS, "every token is under the newest")
    return Finding(
        KEYS,
        f"{under_older:,} still under an older one; `sincerely slack reseal` changes that",
    )


def named(team: str) -> str:
    return f"Slack's workspace {team}"
