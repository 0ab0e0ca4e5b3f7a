"""The doctor's look at who works here: counted, found in Slack, and named only on request."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.channels.slack.places import address
from bot.clocks import system_clock
from bot.commands.findings import Finding
from bot.commands.staff_checks import staff
from bot.settings import read_settings
from feedback.directory import introduce
from feedback.people import Person, Role
from feedback.policy import Policy
from feedback.staff import appoint
from feedback.store import open_store
from tests.bot.commands.slack_edge import APP, BOT, SIGNING, SlackEdge, slack_edge
from tests.doubles import Clock, Ids

MAX, DORA, SAM = "max@desk.example", "dora@desk.example", "sam@desk.example"
LISTED = {MAX: "manager", DORA: ["dispatcher", "technician"], SAM: "technician"}
ENVIRON = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING}


async def examined(
    url: str,
    listed: Mapping[str, object],
    edge: SlackEdge,
    *,
    names: bool = False,
    environ: Mapping[str, str] = ENVIRON,
    **slack: Any,
) -> Sequence[Finding]:
    async with slack_edge(edge):
        part = {"enabled": True, "api_url": edge.url, **slack}
        settings = read_settings(database={"url": url}, staff=listed, slack=part)
        return [each async for each in staff(settings, system_clock, environ, names=names)]


async def test_who_works_here_is_counted_before_they_are_appointed(sqlite_url: str) -> None:
    edge = SlackEdge(members={MAX, DORA, SAM})
    at_work, in_slack = await examined(sqlite_url, LISTED, edge)
    assert (at_work.about, at_work.is_well) == ("Staff", True)
    assert at_work.found == "2 technicians, 1 dispatcher and 1 manager"
    assert (in_slack.found, in_slack.is_well) == ("3 of 3 found by their address", True)
    assert edge.asked == ["users.lookupByEmail"] * 3


async def test_who_is_not_in_slack_is_named_only_on_request(sqlite_url: str) -> None:
    _, counted = await examined(sqlite_url, LISTED, SlackEdge(members={MAX}))
    assert counted.found == "1 of 3 found by their address"
    assert "slack.people" in counted.advice
    assert "sincerely doctor --names" in counted.advice
    assert "desk.example" not in counted.found + counted.advice
    _, named = await examined(sqlite_url, LISTED, SlackEdge(members={MAX}), names=True)
    assert named.found == f"1 of 3 found by their address; not {DORA} and {SAM}"
    assert not named.is_well


async def test_many_workspaces_are_not_asked_but_remembered(sqlite_url: str) -> None:
    async with (
        open_store(sqlite_url, Policy(), clock=Clock(), new_id=Ids()) as store,
        store.desk.begin() as work,
    ):
        await appoint(work, {MAX: (Role.MANAGER,)})
        (max_,) = await work.people.find(email=MAX)
        await introduce(work, max_, address("T1", "U6MAX", "D6"))
    edge = SlackEdge(members={MAX, DORA, SAM})
    many: dict[str, Any] = {
        "workspaces": "many",
        "public_url": "https://desk.example",
        "trusted": ["T01ACME"],
    }
    _, counted = await examined(sqlite_url, LISTED, edge, **many)
    assert (counted.found, counted.is_well) == ("1 of 3 found so far", True)
    _, named = await examined(sqlite_url, LISTED, edge, names=True, **many)
    assert named.found == f"1 of 3 found so far; not {DORA} and {SAM}"
    assert edge.asked == []


async def test_whoever_has_another_address_in_slack_is_not_looked_for(sqlite_url: str) -> None:
    edge = SlackEdge(members={MAX, DORA})
    _, found = await examined(sqlite_url, LISTED, edge, people={SAM: "U03SAM"})
    assert found.found == "2 of 2 found by their address"


async def test_a_desk_without_a_manager_is_told_so(sqlite_url: str) -> None:
    edge = SlackEdge(members={SAM})
    at_work, _ = await examined(sqlite_url, {SAM: "technician"}, edge)
    assert at_work.found == "1 technician, and no manager: nobody may ask for numbers"
    assert "under staff in app.yaml" in at_work.advice
    (nobody,) = await examined(sqlite_url, {}, edge)
    assert nobody.found == "nobody yet, and no manager: nobody may ask for numbers"
    admin, _ = await examined(sqlite_url, {SAM: "admin"}, edge)
    assert admin.is_well


async def test_managers_who_came_otherwise_count(sqlite_url: str) -> None:
    lee = Person(id="lee", name="Lee", email="lee@desk.example", roles=(Role.MANAGER,))
    async with (
        open_store(sqlite_url, Policy(), clock=Clock(), new_id=Ids()) as store,
        store.desk.begin() as work,
    ):
        await work.people.put(lee)
    (at_work,) = await examined(sqlite_url, {}, SlackEdge())
    assert (at_work.found, at_work.is_well) == ("1 manager", True)


async def test_a_desk_that_is_not_in_slack_may_have_no_manager_yet(sqlite_url: str) -> None:
    (at_work,) = await examined(sqlite_url, {}, SlackEdge(), enabled=False)
    assert (at_work.found, at_work.is_well) == ("nobody yet", True)


@pytest.mark.parametrize(
    "environ", [{}, {**ENVIRON, "SLACK_BOT_TOKEN": APP}, {**ENVIRON, "SLACK_BOT_TOKEN": "xoxb-no"}]
)
async def test_what_is_wrong_with_slack_is_not_said_twice(
    sqlite_url: str, environ: Mapping[str, str]
) -> None:
    found = await examined(sqlite_url, LISTED, SlackEdge(members={MAX}), environ=environ)
    assert [each.about for each in found] == ["Staff"]
