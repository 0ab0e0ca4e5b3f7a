"""The demo's desk: filled once and whole, or begun anew."""

from pathlib import Path

import pytest

from bot.clocks import system_clock
from bot.commands.demo import DATABASE, UNFINISHED, demo, demo_url, start_afresh
from bot.settings import Settings, read_settings
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.store import open_store


class CtrlC(Exception):
    """Somebody has seen enough."""


class Watching:
    """The progress bar, and a hand that stops everything once this is being done."""

    def __init__(self, stops_at: str) -> None:
        self.seen: list[str] = []
        self._stops_at = stops_at

    def __call__(self, doing: str, done: int, total: int) -> None:
        self.seen.append(doing)
        if doing == self._stops_at and done == total:
            raise CtrlC


async def stopped(folder: Path, stops_at: str) -> list[str]:
    watching = Watching(stops_at)
    with pytest.raises(CtrlC):
        await demo(settings(folder), folder, print, watching, tickets=300)
    return watching.seen


def settings(folder: Path) -> Settings:
    return read_settings(database={"url": demo_url(folder)}, server={"port": 0, "web_chat": True})


async def people(folder: Path) -> int:
    url = demo_url(folder)
    opened = open_store(url, Policy(), clock=system_clock, new_id=sortable_id)
    async with opened as store, store.desk.begin() as work:
        return await work.people.count()


async def test_a_desk_that_was_broken_off_while_it_was_filled_is_begun_anew(tmp_path: Path) -> None:
    await stopped(tmp_path, "Writing it down")
    assert await people(tmp_path) > 0, "the year is there, but not the last hours"
    assert "Living a year" in await stopped(tmp_path, "Living a year"), "not lived in by halves"
    assert await people(tmp_path) == 0


def test_starting_afresh_takes_only_what_the_demo_has_made(tmp_path: Path) -> None:
    for name in (DATABASE, UNFINISHED, "letters.txt"):
        (tmp_path / name).touch()
    start_afresh(tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == ["letters.txt"]
