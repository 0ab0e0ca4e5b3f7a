"""In a strict Slack a form opens within three seconds and once, and the home tab ends up right."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.actions import WriteUpdate
from bot.channels.slack.listen import TOO_LATE
from bot.channels.slack.names import SCOPES
from feedback.records import Ticket
from tests.bot.channels.slack.payloads import (
    home_opened,
    message_shortcut,
    pressed,
    submitted,
    written,
)
from tests.peers.emulate import StrictSlack
from tests.strict_house import StrictHouse, open_strict_house, words_in

Json = dict[str, Any]
TRIGGER_LIVES = 3.2
"""Seconds, and a little more, so that it is over."""


@pytest.fixture
async def house(strict_slack: StrictSlack, sqlite_url: str) -> AsyncIterator[StrictHouse]:
    async with open_strict_house(strict_slack, sqlite_url) as house:
        yield house


@pytest.fixture
def no_fault() -> Iterator[None]:
    """Nothing is logged as a fault of ours."""
    with capture_logs() as logged:
        yield
    assert [entry for entry in logged if entry["log_level"] == "error"] == []


def write_update(ticket: Ticket, trigger: str) -> Json:
    """What Slack posts when somebody presses the button behind which a form is folded."""
    return pressed(WriteUpdate(ticket.id), does="open:1", block="1|a", trigger=trigger)


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_fault")
async def test_a_form_opens_with_a_fresh_trigger_and_is_heard(house: StrictHouse) -> None:
    ticket = await house.ticket()
    answer = await house.posts("sam", write_update(ticket, house.slack.trigger("sam")))
    assert (answer.status_code, answer.text) == (200, "")
    (form,) = house.modals()
    assert form["user_id"] == house.slack.user("sam")
    assert "Your note to Jane" in words_in(form)

    filled = {"form.words": written("swapping the dock, back w/ u by 3")}
    sent = submitted(form["private_metadata"], filled, view_id=form["view_id"])
    assert (await house.posts("sam", sent)).text == ""
    async with house.house.store.desk.look() as work:
        (draft,) = await work.drafts.find()
    assert draft.ticket_id == ticket.id


@pytest.mark.usefixtures("no_fault")
async def test_a_used_trigger_opens_no_second_window_and_frightens_nobody(
    house: StrictHouse,
) -> None:
    press = write_update(await house.ticket(), house.slack.trigger("sam"))
    for _ in range(2):
        assert (await house.posts("sam", press)).status_code == 200
    assert len(house.modals()) == 1
    assert house.slack.chat("sam") == []


@pytest.mark.usefixtures("no_fault")
@pytest.mark.parametrize("trigger", [None, "123.456.trg0123456"], ids=["expired", "unknown"])
async def test_whoever_pressed_too_long_ago_is_told_so_and_tries_again(
    house: StrictHouse, trigger: str | None
) -> None:
    ticket = await house.ticket()
    if trigger is None:
        trigger = house.slack.trigger("sam")
        await asyncio.sleep(TRIGGER_LIVES)
    answer = await house.posts("sam", write_update(ticket, trigger))
    assert answer.status_code == 200
    assert house.modals() == []
    assert [each["text"] for each in house.slack.chat("sam")] == [TOO_LATE]
    await house.posts("sam", write_update(ticket, house.slack.trigger("sam")))
    assert len(house.modals()) == 1


@pytest.mark.usefixtures("no_fault")
async def test_a_shortcut_opens_a_form_with_the_words_it_began_with(house: StrictHouse) -> None:
    await house.ticket()
    begun = message_shortcut("Rebooted the switch &amp; it is back")
    begun["trigger_id"] = house.slack.trigger("sam")
    assert (await house.posts("sam", begun)).status_code == 200
    (form,) = house.modals()
    assert "Rebooted the switch & it is back" in words_in(form)


@pytest.mark.usefixtures("no_fault")
async def test_what_somebody_must_not_do_opens_a_kind_word(house: StrictHouse) -> None:
    ticket = await house.ticket()
    await house.posts("jane", write_update(ticket, house.slack.trigger("jane")))
    (notice,) = house.modals()
    assert notice["submit"] is None
    assert notice["user_id"] == house.slack.user("jane")


# --- the home tab --------------------------------------------------------------------------------

ONE_OPEN = "You have one open ticket, Jane."


@pytest.mark.usefixtures("no_fault")
async def test_the_home_tab_is_drawn_over_what_was_seen(house: StrictHouse) -> None:
    await house.posts("jane", home_opened(view_hash=None))
    first = house.home_of("jane")
    await house.ticket()
    await house.posts("jane", home_opened(view_hash=first["hash"]))
    second = house.home_of("jane")
    assert ONE_OPEN in words_in(second)
    assert ONE_OPEN not in words_in(first)
    assert second["hash"] != first["hash"]


@pytest.mark.usefixtures("no_fault")
async def test_a_late_look_with_an_old_hash_shows_what_is_true_now(house: StrictHouse) -> None:
    await house.posts("jane", home_opened(view_hash=None))
    old = house.home_of("jane")["hash"]
    await house.posts("jane", home_opened(view_hash=old))
    await house.ticket()
    assert (await house.posts("jane", home_opened(view_hash=old))).status_code == 200
    assert ONE_OPEN in words_in(house.home_of("jane"))


@pytest.mark.usefixtures("no_fault")
async def test_many_looks_at_once_end_with_what_is_true(house: StrictHouse) -> None:
    await house.posts("jane", home_opened(view_hash=None))
    old = house.home_of("jane")["hash"]
    looks = asyncio.gather(*(house.posts("jane", home_opened(view_hash=old)) for _ in range(4)))
    await house.ticket()
    assert {answer.status_code for answer in await looks} == {200}
    await house.posts("jane", home_opened(view_hash=old))
    assert ONE_OPEN in words_in(house.home_of("jane"))


# --- what an administrator sees ------------------------------------------------------------------


async def test_a_missing_scope_is_named_to_whoever_asks_whether_we_are_ready(
    house: StrictHouse,
) -> None:
    assert (await house.door.get("/readyz")).json()["problems"] == []
    house.slack.grant(SCOPES.keys() - {"users:read"})
    await house.posts("jane", home_opened(view_hash=None))
    answer = await house.door.get("/readyz")
    assert answer.status_code == 503
    (problem,) = answer.json()["problems"]
    assert "users.info): missing_scope" in problem
