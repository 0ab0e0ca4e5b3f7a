"""Open the house on its database and serve it until a signal."""

from collections.abc import Callable, Collection

from bot.app import listening_socket, serve
from bot.clocks import Clock, system_clock
from bot.settings import Settings
from bot.wiring import TurnClock, open_house
from feedback.store import migrate

Say = Callable[[str], None]


async def serve_desk(
    settings: Settings,
    say: Say,
    *,
    clock: Clock = system_clock,
    turn_clock: TurnClock | None = None,
    page_secret: bytes | None = None,
    first: Collection[str] = (),
) -> None:
    """The database is brought up to date first; the port is taken before anything else is opened."""
    with listening_socket(settings.server.host, settings.server.port) as listening:
        await migrate(settings.database.url)
        async with open_house(
            settings, clock=clock, turn_clock=turn_clock, page_secret=page_secret, first=first
        ) as house:
            await serve(house, listening, say)
