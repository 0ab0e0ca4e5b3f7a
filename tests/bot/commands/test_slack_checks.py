"""The doctor's look at Slack, against a double of Slack's edge: what is wrong, and what to do."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.slack.names import CUSTOMIZE, SCOPES
from bot.clocks import system_clock
from bot.commands.findings import Finding
from bot.commands.slack_checks import slack
from bot.settings import SlackSettings
from tests.bot.commands.slack_edge import APP, BOT, SIGNING, SlackEdge, slack_edge

GRANTED = ",".join(SCOPES)
ENVIRON = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING}


async def examined(
    edge: SlackEdge, environ: Mapping[str, str] = ENVIRON, **settings: Any
) -> Sequence[Finding]:
    async with slack_edge(edge):
        part = SlackSettings(enabled=True, api_url=edge.url, **settings)
        found = [finding async for finding in slack(part, system_clock, environ)]
    said = " ".join(f"{finding.found} {finding.advice}" for finding in found)
    assert not any(secret in said for secret in environ.values() if secret)
    return found


def about(found: Sequence[Finding], what: str) -> Finding:
    return next(finding for finding in found if finding.about == what)


async def test_a_slack_that_is_off_is_left_alone() -> None:
    found = [finding async for finding in slack(SlackSettings(), system_clock, {})]
    assert [(finding.about, finding.is_well) for finding in found] == [("Slack", True)]
    assert "docs/slack.md" in found[0].found


async def test_a_slack_that_is_well_over_http() -> None:
    edge = SlackEdge(scopes=GRANTED)
    found = await examined(edge)
    assert all(finding.is_well for finding in found)
    assert about(found, "Slack").found == "knows us as sincerely in Acme IT"
    assert about(found, "Slack's permissions").found == "all 8 that are needed"
    assert "/slack/events" in about(found, "Slack's requests").found
    assert edge.asked == ["auth.test"]


async def test_a_slack_that_is_well_in_socket_mode() -> None:
    edge = SlackEdge(scopes=GRANTED)
    found = await examined(edge, mode="socket")
    assert all(finding.is_well for finding in found)
    assert about(found, "Slack's Socket Mode").found == "lets us in"
    assert edge.asked == ["auth.test", "apps.connections.open"]


async def test_what_is_missing_is_named_before_slack_is_asked() -> None:
    edge = SlackEdge()
    [found] = await examined(edge, {"SLACK_BOT_TOKEN": BOT}, mode="socket")
    assert "SLACK_APP_TOKEN is not set" in found.advice
    assert edge.asked == []


@pytest.mark.parametrize(
    ("mode", "environ", "named"),
    [
        ("http", {"SLACK_BOT_TOKEN": APP}, "SLACK_BOT_TOKEN"),
        ("http", {"SLACK_BOT_TOKEN": "xoxp-person"}, "SLACK_BOT_TOKEN"),
        ("http", {"SLACK_SIGNING_SECRET": BOT}, "SLACK_SIGNING_SECRET"),
        ("http", {"SLACK_SIGNING_SECRET": f"{SIGNING} short"}, "SLACK_SIGNING_SECRET"),
        ("socket", {"SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN"),
    ],
)
async def test_a_secret_in_the_wrong_place_is_found_before_slack_is_asked(
    mode: str, environ: dict[str, str], named: str
) -> None:
    edge = SlackEdge()
    [found] = await examined(edge, {**ENVIRON, **environ}, mode=mode)
    assert named in found.found
    assert found.advice
    assert edge.asked == []


@pytest.mark.parametrize(
    ("error", "words", "advice"),
    [
        ("invalid_auth", "does not know this token", "SLACK_BOT_TOKEN"),
        ("token_revoked", "does not know us any more", "Install it again"),
        ("account_inactive", "does not know us any more", "Install it again"),
        ("token_expired", "has run out", "Make the app anew"),
        ("ratelimited", "no time for us", "in a minute"),
        ("team_on_fire", "refuses us: team_on_fire", "SLACK_BOT_TOKEN"),
    ],
)
async def test_what_slack_answers_is_said_in_plain_words(
    error: str, words: str, advice: str
) -> None:
    found = await examined(SlackEdge(answers={"auth.test": {"ok": False, "error": error}}))
    assert len(found) == 1, "what depends on it is not asked"
    assert words in found[0].found
    assert advice in found[0].advice


async def test_missing_permissions_are_listed() -> None:
    granted = "chat:write, commands,im:write,users:read,app_mentions:read,im:history"
    found = about(await examined(SlackEdge(scopes=granted)), "Slack's permissions")
    assert found.found == "missing: assistant:write, users:read.email"
    assert "sincerely slack manifest" in found.advice


async def test_a_name_of_its_own_needs_its_permission() -> None:
    found = about(await examined(SlackEdge(scopes=GRANTED), customize=True), "Slack's permissions")
    assert found.found == f"missing: {CUSTOMIZE}"
    granted = f"{GRANTED},{CUSTOMIZE}"
    found = about(await examined(SlackEdge(scopes=granted), customize=True), "Slack's permissions")
    assert found.is_well


async def test_permissions_that_nobody_needs_are_told() -> None:
    edge = SlackEdge(scopes=f"{GRANTED},channels:history")
    found = about(await examined(edge), "Slack's permissions")
    assert found.is_well
    assert "channels:history, which I have no use for" in found.found


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(minutes=4), "seconds behind it; what Slack posts is refused"),
        (timedelta(minutes=-4), "seconds ahead of it; what Slack posts is refused"),
    ],
)
async def test_a_clock_that_goes_wrong_is_noticed(ahead: timedelta, words: str) -> None:
    found = about(await examined(SlackEdge(scopes=GRANTED, ahead=ahead)), "Slack's clock")
    assert words in found.found
    assert "set its clock by itself" in found.advice
    well = await examined(SlackEdge(scopes=GRANTED, ahead=ahead / 10))
    assert about(well, "Slack's clock").is_well


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("missing_scope", "lacks connections:write"),
        ("invalid_auth", "does not let us in: invalid_auth"),
        ("ratelimited", "no time for us"),
    ],
)
async def test_a_closed_way_in_is_explained(error: str, words: str) -> None:
    edge = SlackEdge(
        scopes=GRANTED, answers={"apps.connections.open": {"ok": False, "error": error}}
    )
    found = about(await examined(edge, mode="socket"), "Slack's Socket Mode")
    assert words in found.found
    assert found.advice


@pytest.mark.parametrize(
    ("edge", "words"),
    [
        (SlackEdge(status=502), "it answered 502"),
        (SlackEdge(answers={"auth.test": "hello"}), "not Slack"),
        (SlackEdge(answers={"auth.test": {"ok": "yes"}}), "not Slack"),
    ],
)
async def test_what_is_not_slack_is_noticed(edge: SlackEdge, words: str) -> None:
    [found] = await examined(edge)
    assert words in found.found
    assert "https://slack.com" in found.advice


async def test_nobody_there_is_no_crash() -> None:
    async with slack_edge(SlackEdge()) as edge:
        gone = edge.url
    part = SlackSettings(enabled=True, api_url=gone)
    [found] = [finding async for finding in slack(part, system_clock, ENVIRON)]
    assert "not reached" in found.found
    assert "https://slack.com" in found.advice
