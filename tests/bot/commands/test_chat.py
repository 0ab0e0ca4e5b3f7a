"""Whom one is at the terminal: whoever the web page would show first."""

from pathlib import Path

import pytest

from bot.clocks import system_clock
from bot.commands.chat import of_the_story, somebody
from bot.commands.demo import demo_url
from bot.demo.fill import PERSONAS, fill
from bot.settings import read_settings
from feedback.errors import NotFound
from feedback.ids import sortable_id
from feedback.people import Role
from feedback.policy import Policy
from feedback.reasons.keywords import ReasonReader
from feedback.store import migrate, open_store
from tests.house import open_test_house


async def test_on_the_demos_desk_one_is_who_the_story_is_about(tmp_path: Path) -> None:
    settings = read_settings(database={"url": demo_url(tmp_path)})
    await migrate(settings.database.url)
    opened = open_store(settings.database.url, Policy(), clock=system_clock, new_id=sortable_id)
    async with opened as store:
        await fill(store, now=system_clock(), tickets=60, requesters=20, classifier=ReasonReader())
        first = of_the_story(settings)
        for role, id_ in PERSONAS.items():
            assert (await somebody(store.desk, Role(role), "", first)).id == id_
        other = await somebody(store.desk, Role.TECHNICIAN, "e", first)
        assert "e" in other.name.casefold(), "a name that was asked for comes before the story"


async def test_on_any_other_desk_one_is_somebody_with_something_going_on(sqlite_url: str) -> None:
    assert of_the_story(read_settings(database={"url": sqlite_url})) == ()
    async with open_test_house(sqlite_url) as house:
        assert (await somebody(house.store.desk, Role.TECHNICIAN, "")).id == "eve", "by name"
        await house.ticket("INC-42")
        assert (await somebody(house.store.desk, Role.TECHNICIAN, "")).id == "sam"
        assert (await somebody(house.store.desk, Role.TECHNICIAN, "ston")).id == "eve"
        with pytest.raises(NotFound, match="no manager called 'zoe'"):
            await somebody(house.store.desk, Role.MANAGER, "zoe")
