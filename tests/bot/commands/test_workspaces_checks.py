"""The doctor's look at many Slack workspaces, against a double of Slack that has them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot.channels.slack.names import SCOPES
from bot.channels.slack.seal import new_key
from bot.commands.doctor import examine
from bot.commands.findings import Finding
from bot.commands.workspaces_checks import workspaces
from bot.settings import read_settings
from tests.bot.channels.slack.installed import KEY, ManyHouse, open_many_house
from tests.bot.channels.slack.payloads import SECRET
from tests.peers.slack_faults import fails, says
from tests.peers.slack_oauth import ACME, BETA, CLIENT_ID, CLIENT_SECRET, ManySlack, many_slack

ENVIRON = {
    "SLACK_OAUTH_CLIENT_ID": CLIENT_ID,
    "SLACK_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
    "SLACK_TOKEN_KEYS": KEY,
    "SLACK_SIGNING_SECRET": SECRET,
}
MANY = {
    "enabled": True,
    "workspaces": "many",
    "public_url": "https://desk.example.com",
    "trusted": [ACME],
}
OF_ACME = f"Slack's workspace {ACME}"


@pytest.fixture
async def slack() -> AsyncIterator[ManySlack]:
    async with many_slack(rotates=True) as slack:
        slack.scopes = ",".join(SCOPES)
        yield slack


@pytest.fixture
async def house(sqlite_url: str, slack: ManySlack) -> AsyncIterator[ManyHouse]:
    async with open_many_house(sqlite_url, slack) as house:
        await house.installs(ACME)
        yield house


async def examined(
    house: ManyHouse, environ: Mapping[str, str] = ENVIRON, *, trusted: Sequence[str] = (ACME, BETA)
) -> dict[str, Finding]:
    part = house.house.settings.slack.model_copy(update={"trusted": trusted})
    settings = house.house.settings.model_copy(update={"slack": part})
    found = [finding async for finding in workspaces(settings, house.clock, environ)]
    said = str(found)
    secrets = [*environ["SLACK_TOKEN_KEYS"].split(), CLIENT_SECRET, *house.slack.teams]
    assert not any(secret in said for secret in secrets)
    return {finding.about: finding for finding in found}


async def test_every_workspace_is_looked_at(house: ManyHouse) -> None:
    found = await examined(house)
    assert "https://desk.example.com/slack/install" in found["Slack"].found
    assert found[OF_ACME].found == "knows us as sincerely in Acme <IT>"
    assert found[f"Slack's workspace {BETA}"].found == "has not installed it yet"
    assert found["Slack's token keys"].found == "every token is under the newest"
    wrong = [each.about for each in found.values() if not each.is_well]
    assert wrong == ["Slack's clock"], "the house's own stands still"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("token_expired", "sincerely serve"),
        ("token_revoked", "Install it there again, at https://desk.example.com/slack/install"),
        ("ratelimited", "in a minute"),
        ("org_login_required", "Install it there again"),
    ],
)
async def test_what_slack_holds_against_us(house: ManyHouse, error: str, advice: str) -> None:
    house.slack.troubles = [says(error)]
    found = (await examined(house))[OF_ACME]
    assert advice in found.advice


async def test_a_slack_that_cannot_be_reached(house: ManyHouse) -> None:
    house.slack.troubles = [fails(502)]
    assert "it answered 502" in (await examined(house))[OF_ACME].found


async def test_permissions_that_are_missing(house: ManyHouse) -> None:
    house.slack.scopes = "chat:write"
    found = (await examined(house))[f"{OF_ACME}, permissions"]
    assert "missing: app_mentions:read" in found.found


async def test_a_workspace_that_is_not_trusted_any_more(house: ManyHouse) -> None:
    found = await examined(house, trusted=[BETA])
    assert "not on slack.trusted any more" in found[OF_ACME].found


async def test_keys_that_changed(house: ManyHouse) -> None:
    newest = new_key()
    found = await examined(house, {**ENVIRON, "SLACK_TOKEN_KEYS": f"{newest} {KEY}"})
    assert "1 still under an older one" in found["Slack's token keys"].found
    assert found[OF_ACME].is_well
    found = await examined(house, {**ENVIRON, "SLACK_TOKEN_KEYS": newest})
    assert "Put the key back" in found[OF_ACME].advice


async def test_the_doctor_looks_at_them_in_a_sound_database(
    house: ManyHouse, tmp_path: Path
) -> None:
    for settings, is_sound in (
        (house.house.settings, True),
        (read_settings(database={"url": f"sqlite+aiosqlite:///{tmp_path}/no"}, slack=MANY), False),
    ):
        found = [each.about async for each in examine(settings, house.clock, ENVIRON)]
        assert (OF_ACME in found) is is_sound


async def test_secrets_come_first(house: ManyHouse) -> None:
    house.slack.calls.clear()
    missing = {name: ENVIRON[name] for name in ENVIRON if name != "SLACK_OAUTH_CLIENT_ID"}
    for environ, words in (
        (missing, "SLACK_OAUTH_CLIENT_ID is not set"),
        ({**ENVIRON, "SLACK_SIGNING_SECRET": "short"}, "not the Client Secret beside it"),
    ):
        [finding] = (await examined(house, environ)).values()
        assert words in finding.advice
    assert house.slack.calls == []
