"""The doctor's look at who works here, and at whether Slack knows them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Final

from bot.channels.slack import places
from bot.channels.slack.checkup import NoAnswer, is_member
from bot.clocks import Clock
from bot.commands.findings import Finding
from bot.commands.slack_checks import misplaced
from bot.conversations.permissions import ASKS_FOR_NUMBERS
from bot.conversations.words import in_a_row
from bot.settings import Settings, SettingsError, slack_secrets
from bot.ticketing.introductions import reached_at
from bot.wiring import open_records
from feedback.people import Person
from feedback.staff import AT_WORK, appointments

ABOUT: Final = "Staff"
IN_SLACK: Final = "Staff in Slack"
MOST: Final = 50
"""People looked for, in the order of the list: Slack takes about as many questions in a minute."""
LIST_THEM: Final = (
    "List them under staff in app.yaml, e.g. max@example.org: manager; it is read at every start."
)
MEND_THEM: Final = (
    "Mend their address under staff in app.yaml, or name their member id under slack.people."
)
ASK_WHO: Final = "`sincerely doctor --names` says who."


async def staff(
    settings: Settings, clock: Clock, environ: Mapping[str, str], *, names: bool = False
) -> AsyncIterator[Finding]:
    """In a sound database. Nobody is named unless `names` are asked for: people pass on what the
    doctor says."""
    async with open_records(settings) as store, store.desk.look() as work:
        people = [each.person for each in await appointments(work, settings.staff)]
        reached = await reached_at(work, places.NAME, people)
    yield at_work(people, is_real=settings.slack.enabled)
    if not settings.slack.enabled or not settings.staff:
        return
    if settings.slack.workspaces == "many":
        there = {person.email for person in people if person.id in reached}
        yield met_there(list(settings.staff), there, names=names)
        return
    async for finding in in_slack(settings, clock, environ, names=names):
        yield finding


def at_work(people: Collection[Person], *, is_real: bool) -> Finding:
    """From the next start on. A desk that nobody uses yet may well have no manager."""
    counted = {role: sum(person.is_a(role) for person in people) for role in AT_WORK}
    words = [f"{n:,} {role}{'s' * (n != 1)}" for role, n in counted.items() if n]
    found = in_a_row(words) or "nobody yet"
    if not is_real or any(counted[role] for role in ASKS_FOR_NUMBERS):
        return Finding(ABOUT, found)
    return Finding(ABOUT, f"{found}, and no manager: nobody may ask for numbers", LIST_THEM)


def met_there(listed: Sequence[str], there: Collection[str], *, names: bool) -> Finding:
    """Where there is no one workspace to ask, what the desk itself has found while it was running."""
    missing = [email for email in listed if email not in there]
    found = f"{len(listed) - len(missing)} of {len(listed)} found so far"
    return Finding(IN_SLACK, f"{found}; not {in_a_row(missing)}" if names and missing else found)


async def in_slack(
    settings: Settings, clock: Clock, environ: Mapping[str, str], *, names: bool
) -> AsyncIterator[Finding]:
    """Only where all else is well with Slack: what is not has been found before."""
    try:
        secrets = slack_secrets(settings.slack, environ)
    except SettingsError:
        return
    by_hand = settings.slack.people
    wanted = [email for email in settings.staff if email.casefold() not in by_hand][:MOST]
    if not wanted or list(misplaced(settings.slack, secrets)):
        return
    try:
        missing = [
            email
            for email in wanted
            if not await is_member(settings.slack.api_url, secrets.bot_token, clock, email)
        ]
    except NoAnswer:
        return
    yield known_there(len(wanted), missing, names=names)


def known_there(wanted: int, missing: Sequence[str], *, names: bool) -> Finding:
    found = f"{wanted - len(missing)} of {wanted} found by their address"
    if not missing:
        return Finding(IN_SLACK, found)
    if names:
        return Finding(IN_SLACK, f"{found}; not {in_a_row(missing)}", MEND_THEM)
    return Finding(IN_SLACK, found, f"{MEND_THEM} {ASK_WHO}")
