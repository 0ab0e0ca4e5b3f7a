"""A living desk in one command: fill a database once, then serve it with a clock that can be turned."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clocks import TurnableClock
from bot.commands.serve import Say, serve_desk
from bot.demo.fill import PERSONAS, fill
from bot.notifications import Notifications
from bot.settings import Settings
from bot.wiring import open_classifier, open_records
from feedback.store import migrate

Tell = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is."""

DATABASE = "demo.sqlite"
CLOCK = "demo-clock.json"
SIGNS = "demo-secret"
UNFINISHED = "demo-unfinished"
"""There while the desk is filled: one that was broken off is begun anew, not lived in by halves."""


def demo_url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / DATABASE}?synchronous=normal"


async def demo(settings: Settings, folder: Path, say: Say, tell: Tell, *, tickets: int) -> None:
    """`settings.database.url` is `demo_url(folder)`. A desk that is there already goes on living."""
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    if was_broken_off(folder):
        start_afresh(folder)
    clock = TurnableClock(folder / CLOCK)
    await migrate(settings.database.url)
    async with open_records(settings, clock=clock) as store:
        async with store.desk.begin() as work:
            empty = await work.people.count() == 0
        if empty:
            with unfinished(folder):
                await fill(
                    store,
                    now=clock(),
                    tickets=tickets,
                    classifier=open_classifier(),
                    tell=lambda desk: Notifications(desk, store.news).tell_due(),
                    progress=tell,
                )
    await serve_desk(
        settings,
        say,
        clock=clock,
        turn_clock=clock.turn,
        page_secret=secret_in(folder / SIGNS),
        first=PERSONAS.values(),
    )


def was_broken_off(folder: Path) -> bool:
    return (folder / UNFINISHED).exists()


@contextmanager
def unfinished(folder: Path) -> Iterator[None]:
    """Only a good end takes the mark away."""
    mark = folder / UNFINISHED
    mark.touch()
    yield
    mark.unlink()


def secret_in(file: Path) -> bytes:
    """The same over restarts, so that a page that is open goes on working."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(32))
    return file.read_bytes()


def start_afresh(folder: Path) -> None:
    """Forget the demo's desk; only files that the demo itself has made."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", CLOCK, SIGNS, UNFINISHED):
        (folder / name).unlink(missing_ok=True)


def greet(say: Say) -> Say:
    """The address, and what to do there."""

    def greeting(address: str) -> None:
        say(f"\nThe desk is open: {address}\n")
        say("You are Jane, Sam, Dora and Max, side by side. Turn the clock and see what happens.")
        say("Stop with Ctrl-C; everything is kept, and `make demo` goes on where you left it.")

    return greeting
