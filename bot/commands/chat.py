"""Talk to the desk in the terminal, as somebody who is known there."""

import sys
from collections.abc import Collection
from typing import TextIO

from rich.console import Console

from bot.app import heartbeat
from bot.channels.terminal.listen import chat as sit_down
from bot.channels.terminal.listen import lines_of
from bot.channels.terminal.send import TerminalChannel
from bot.channels.web.people import DeskPeople
from bot.clocks import Clock
from bot.commands.demo import DATABASE
from bot.demo.fill import PERSONAS
from bot.settings import Settings
from bot.wiring import open_house
from feedback.directory import introduce, known_person
from feedback.errors import NotFound
from feedback.people import Address, Person, Role
from feedback.store.engine import file_of
from feedback.unit_of_work import OpenDesk


async def chat(
    settings: Settings,
    role: Role,
    name: str,
    console: Console,
    *,
    clock: Clock,
    typed: TextIO = sys.stdin,
) -> None:
    """Messages for this person come to the terminal for as long as they sit there."""
    channel = TerminalChannel()
    async with open_house(settings, clock=clock, channels={channel.name: channel}) as house:
        person = await somebody(house.store.desk, role, name, of_the_story(settings))
        address = Address(channel.name, user=person.id, place=person.id)
        async with house.store.desk.begin() as work:
            await introduce(work, person, address)
        try:
            async with heartbeat(house):
                await sit_down(house.router.hear, channel, person, role, lines_of(typed), console)
        finally:
            async with house.store.desk.begin() as work:
                await work.addresses.remove(f"{address.channel}:{address.user}")


async def somebody(desk: OpenDesk, role: Role, name: str, first: Collection[str] = ()) -> Person:
    """The one whom the web page would show first, too; raises `NotFound` if nobody fits.

    `name` is part of a name; `first` are the ids of people who come before all others.
    """
    found = await DeskPeople(desk, first).find(role, name, limit=1)
    if not found:
        called = f" called {name!r}" if name else ""
        raise NotFound(
            f"There is no {role.value}{called} at this desk."
            " `make demo` fills a desk with people to try."
        )
    async with desk.look() as work:
        return await known_person(work, found[0].id)


def of_the_story(settings: Settings) -> Collection[str]:
    """The demo's desk has four people to whom things happen."""
    file = file_of(settings.database.url)
    return PERSONAS.values() if file is not None and file.name == DATABASE else ()
