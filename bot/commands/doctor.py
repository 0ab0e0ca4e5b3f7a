"""A look at everything that has to be right, and what to do about whatever is not."""

import base64
import binascii
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final
from zoneinfo import ZoneInfo

from analytics.store import verify
from bot.clocks import Clock
from bot.commands.findings import Finding
from bot.commands.slack_checks import slack
from bot.commands.staff_checks import staff
from bot.commands.teams_checks import teams
from bot.commands.workspaces_checks import workspaces
from bot.settings import Settings, SettingsError, policy_of, secrets_of
from bot.wiring import open_records
from feedback.errors import FeedbackError, Unreachable
from feedback.store.health import Health, health

DATABASE: Final = "Database"
LATE = timedelta(minutes=5)
"""What has been due for longer than this should have happened."""
LATE_TO_GO = timedelta(days=1)
IS_SERVING = "Is `sincerely serve` running? If it is, its log says what holds it up."
SHORTEST_SECRET = 24
"""Bytes: Standard Webhooks asks for 24 to 64."""


async def examine(
    settings: Settings, clock: Clock, environ: Mapping[str, str], *, names: bool = False
) -> AsyncIterator[Finding]:
    """One finding after the other, the ground first; people are counted, or named if asked for."""
    yield rules(settings)
    is_sound = True
    async for finding in database(settings, clock()):
        is_sound &= finding.is_well or finding.about != DATABASE
        yield finding
    for name in settings.sources:
        yield source(name, secrets_of(settings.sources[name], environ), settings)
    if not settings.sources:
        yield Finding("Ticket systems", "none yet; tickets come from the demo or a replay")
    if not settings.slack.enabled or settings.slack.workspaces == "one":
        async for finding in slack(settings.slack, clock, environ):
            yield finding
    elif is_sound:
        async for finding in workspaces(settings, clock, environ):
            yield finding
    async for finding in teams(settings.teams, clock, environ):
        yield finding
    if is_sound:
        async for finding in staff(settings, clock, environ, names=names):
            yield finding
    yield web_chat(settings)


def rules(settings: Settings) -> Finding:
    try:
        policy = policy_of(settings)
    except (SettingsError, ValueError) as error:
        return Finding("Settings", str(error), "Put it right in app.yaml.")
    holidays = len(policy.calendar.holidays)
    return Finding("Settings", f"read; the calendar knows {holidays} public holidays")


async def database(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    try:
        async with open_records(settings) as store:
            found = await health(store.reader, now, thorough=True)
            wrong = () if found.damage else await verify(store.reader, zone_of(settings))
            made = list((await store.copies()).values())
    except Unreachable as error:
        yield Finding(
            DATABASE,
            str(error),
            "Check database.url in app.yaml, that its server runs, and that it lets us in.",
        )
        return
    except FeedbackError as error:
        yield Finding(DATABASE, str(error), "Then look again.")
        return
    if found.damage:
        yield Finding(
            DATABASE,
            f"is damaged: {found.damage}",
            "Stop the server, keep a copy of the file, and restore the latest backup.",
        )
        return
    yield Finding(DATABASE, "reached, sound, and of this version")
    yield counts(len(wrong))
    yield copies(made, settings.database.keep_copies, now)
    for finding in work_in_hand(found, now):
        yield finding


def zone_of(settings: Settings) -> ZoneInfo:
    return ZoneInfo(settings.desk.time_zone)


def counts(wrong: int) -> Finding:
    if not wrong:
        return Finding("Counts", "are what the records say")
    return Finding(
        "Counts",
        f"{wrong:,} are not what the records say (was the desk's time zone changed?)",
        "`sincerely recount` counts everything afresh.",
    )


def copies(made: Sequence[datetime], keep: timedelta, now: datetime) -> Finding:
    """Those of an SQLite file, from before its tables were changed."""
    if not made:
        return Finding("Copies before updates", "none")
    oldest = (now - min(made)).days
    found = (
        f"{len(made):,}, the oldest {oldest:,} day{'s' * (oldest != 1)} old; what people had erased"
        f" since is still in them, until they are {keep.days:,} days old"
    )
    late = now - min(made) > keep + LATE_TO_GO
    return Finding("Copies before updates", found, IS_SERVING if late else "")


def work_in_hand(found: Health, now: datetime) -> Sequence[Finding]:
    return (
        waiting("Messages", found.messages_due_since, now, "to leave"),
        waiting("Timers", found.timers_due_since, now, "to fire"),
        waiting("News", found.news_waiting_since, now, "to be told"),
        waiting("Ticket events", found.events_waiting_since, now, "to be read"),
        given_up("Messages given up", found.messages_dead, "Look for message_ in the log."),
        given_up("News laid aside", found.news_laid_aside, "Look for news_failed in the log."),
        given_up(
            "Dead letters", found.dead_letters, "`sincerely dead-letters` lists them with reasons."
        ),
    )


def waiting(about: str, since: datetime | None, now: datetime, what: str) -> Finding:
    if since is None or now - since < LATE:
        return Finding(about, "nothing is late")
    minutes = int((now - since).total_seconds() // 60)
    return Finding(
        about,
        f"the oldest has been due {what} for {minutes:,} minutes",
        IS_SERVING,
    )


def given_up(about: str, number: int, advice: str) -> Finding:
    return Finding(about, "none" if number == 0 else f"{number:,}", advice if number else "")


def source(name: str, secrets: Sequence[str], settings: Settings) -> Finding:
    about = f"Ticket system {name}"
    variable = settings.sources[name].secret_env
    if not secrets:
        return Finding(
            about,
            f"{variable} is not set, so none of its events will be believed",
            f"Set {variable} to the secret that you gave the ticket system (whsec_…).",
        )
    if not all(map(is_secret, secrets)):
        return Finding(
            about,
            f"{variable} does not hold a usable secret",
            "A secret is whsec_ and at least 24 bytes in base64. To make one:"
            " echo whsec_$(openssl rand -base64 32)",
        )
    return Finding(about, f"events are expected at /hooks/tickets/{name}")


def is_secret(secret: str) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(key) >= SHORTEST_SECRET


def web_chat(settings: Settings) -> Finding:
    server = settings.server
    if not server.web_chat:
        return Finding("Web chat", "off, as it should be on a real desk")
    try:
        local = ip_address(server.host).is_loopback
    except ValueError:
        local = server.host == "localhost"
    if local:
        return Finding("Web chat", "on, for this machine only")
    return Finding(
        "Web chat",
        f"on, and reachable at {server.host}: whoever opens it can be anybody",
        "Set server.web_chat to false, or server.host to 127.0.0.1.",
    )
