"""Talk to the desk in the terminal, as somebody who is known there."""

import sys
from typing import TextIO

from rich.console import Console

from bot.app import heartbeat
from bot.channels.terminal.listen import chat as sit_down
from bot.channels.terminal.listen import lines_of
from bot.channels.terminal.send import TerminalChannel
from bot.clocks import Clock
from bot.settings import Settings
from bot.wiring import open_house
from feedback.directory import introduce
from feedback.errors import NotFound
from feedback.people import Address, Person, Role
from feedback.unit_of_work import Desk


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
        person = await somebody(house.store.desk, role, name)
        address = Address(channel.name, user=person.id, place=person.id)
        async with house.store.desk.begin() as work:
            await introduce(work, person, address)
        try:
            async with heartbeat(house):
                await sit_down(house.router.hear, channel, person, role, lines_of(typed), console)
        finally:
            async with house.store.desk.begin() as work:
                await work.addresses.remove(f"{address.channel}:{address.user}")


async def somebody(desk: Desk, role: Role, name: str) -> Person:
    """The first of this role whose name has these letters in it; raises `NotFound`."""
    async with desk.begin() as work:
        everybody = await work.people.find(order_by="name", erased_at=None)
    fitting = [
        person
        for person in everybody
        if person.is_a(role) and name.casefold() in person.name.casefold()
    ]
    if not fitting:
        called = f" called {name!r}" if name else ""
        raise NotFound(
            f"There is no {role.value}{called} at this desk."
            " `make demo` fills a desk with people to try."
        )
    return fitting[0]
