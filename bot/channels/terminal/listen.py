"""Somebody sits down, types, is heard line by line, and says bye."""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Final, TextIO, assert_never

from rich.console import Console
from rich.text import Text

from bot.cards import Field, Write
from bot.channels.terminal.read import (
    LONGEST_WORDS,
    NEVER_MIND,
    Bye,
    Choice,
    NoSuch,
    Nothing,
    TooLong,
    Words,
    answer,
    clean,
    pressed,
    said,
    typed,
)
from bot.channels.terminal.send import Screen, TerminalChannel
from bot.channels.terminal.write import question, safe
from bot.turns import Hear, Turn
from feedback.errors import Unusable
from feedback.people import Address, Person, Role

PATIENCE: Final = 3.0
"""Seconds for which an answer is waited for before the next line is read."""


async def chat(
    hear: Hear,
    channel: TerminalChannel,
    person: Person,
    role: Role,
    in_lines: AsyncIterator[str],
    out: Console,
    *,
    patience: float = PATIENCE,
) -> None:
    """Until `in_lines` end or somebody says bye; whoever delivers the answers runs beside this."""
    by = Address("terminal", user=person.id, place=person.id)
    prompt = f"{safe(person.first_name)} ›"
    with channel.sitting(by.place, out) as screen:
        out.print(greeting(person, role))
        while (line := await next_line(screen, in_lines, prompt)) is not None:
            match typed(line, screen.choices):
                case Nothing():
                    continue
                case Bye():
                    break
                case NoSuch(number=number):
                    out.print(Text(f"There is no [{number}] here any more. Say it in words?"))
                case TooLong(length=length):
                    out.print(Text(f"That is {length:,} characters; I can take {LONGEST_WORDS:,}."))
                case Words(words=words):
                    await heard(
                        hear, said(words, by, role, secrets.token_hex(12)), screen, patience
                    )
                case Choice() as choice:
                    values = await filled(choice, screen, in_lines, out)
                    if values is None:
                        out.print(Text("Never mind, then. Nothing was sent.", style="dim"))
                        continue
                    press = pressed(choice, values, by, role, secrets.token_hex(12))
                    await heard(hear, press, screen, patience)
                case other:
                    assert_never(other)
        out.print(Text(f"Bye, {safe(person.first_name)}.", style="dim"))


def greeting(person: Person, role: Role) -> Text:
    return Text.assemble(
        ("You are ", "dim"),
        (safe(person.name), "bold"),
        (f", {role.value}. Say something, or type a number to press a button.", "dim"),
        (" “help” shows what there is, “bye” or Ctrl-D ends.\n", "dim"),
    )


async def next_line(screen: Screen, in_lines: AsyncIterator[str], prompt: str) -> str | None:
    """None at the end of what is typed."""
    screen.ask(prompt)
    line = await anext(in_lines, None)
    screen.answered()
    return line


async def heard(hear: Hear, turn: Turn, screen: Screen, patience: float) -> None:
    screen.begin_waiting()
    await hear(turn)
    await screen.wait(patience)


# --- forms, field by field ---------------------------------------------------------------------


async def filled(
    choice: Choice, screen: Screen, in_lines: AsyncIterator[str], out: Console
) -> Mapping[str, tuple[str, ...]] | None:
    """The values of all fields; None when somebody thinks better of it."""
    values: dict[str, tuple[str, ...]] = {}
    for field in choice.fields:
        given = await asked(field, screen, in_lines, out)
        if given is None:
            return None
        values[field.name] = given
    return values


async def asked(
    field: Field, screen: Screen, in_lines: AsyncIterator[str], out: Console
) -> tuple[str, ...] | None:
    """Again until the answer can be used; “never mind” and the end of the lines give up."""
    out.print(question(field))
    while True:
        lines = await lines_for(field, screen, in_lines)
        if lines is None:
            return None
        try:
            return answer(field, lines)
        except Unusable as no:
            out.print(Text(str(no)))


async def lines_for(field: Field, screen: Screen, in_lines: AsyncIterator[str]) -> str | None:
    several = isinstance(field, Write) and field.long
    lines: list[str] = []
    while (line := await next_line(screen, in_lines, "  …")) is not None:
        words = clean(line)
        if words.casefold() in NEVER_MIND:
            return None
        if words:
            lines.append(words)
        if not words or not several:
            return "\n".join(lines)
    return None


async def lines_of(file: TextIO) -> AsyncIterator[str]:
    """Lines as they are typed. The thread that waits for them never keeps the program from ending."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read_on() -> None:
        with suppress(RuntimeError):  # the loop has closed: nobody is listening any more
            for line in iter(file.readline, ""):
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read_on, daemon=True).start()
    while line := await lines.get():
        yield line
