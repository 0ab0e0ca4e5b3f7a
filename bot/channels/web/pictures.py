"""Charts of cards on the page: an image that needs no script, and the data for a live one."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from importlib.metadata import version
from typing import Final

import vl_convert
from pydantic import ValidationError

from analytics.charts import Chart, Point, Series, Unit, beside, from_json, svg
from bot.cards import Picture
from bot.channels.web.read import Unreadable
from bot.channels.web.store import Author, Line
from bot.channels.web.write import readable

LIBRARY: Final = "vl-convert-python"
NARROW: Final = 300
"""Pixels of a picture on the page, until our script knows better."""
NARROWEST, WIDEST = 90, 460
"""Pixels of the drawing itself, without what stands beside it."""
EXPORT: Final = "window.vegaEmbed = vegaEmbed;"
MAKE: Final = (
    "import sys, vl_convert;"
    f"sys.stdout.buffer.write(vl_convert.javascript_bundle({EXPORT!r}).encode())"
)
SETTLING: Final = 1.0
"""Seconds that a house which has just opened is left alone before the charts are warmed up."""
SMALLEST: Final = Chart("bar", "", Unit.COUNT, (Series("", (Point("", 1),)),))


class LiveCharts:
    """The script that draws live charts, as the chart library ships it; made once."""

    def __init__(self) -> None:
        self.version = version(LIBRARY)
        self._script: bytes | None = None
        self._making = asyncio.Lock()
        self.ready = asyncio.Event()

    async def script(self) -> bytes:
        async with self._making:
            if self._script is None:
                self._script = await bundled()
                self.ready.set()
            return self._script

    async def warm_up(self) -> None:
        """What the first chart would wait for otherwise, about 1.5 seconds of work."""
        await asyncio.sleep(SETTLING)
        await self.script()
        await asyncio.to_thread(svg, SMALLEST)


async def bundled() -> bytes:
    """By another process: the library holds the interpreter, and all would wait for a second."""
    making = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", MAKE, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
    )
    try:
        made, _ = await making.communicate()
    finally:
        if making.returncode is None:
            making.kill()
    if making.returncode == 0:
        return made
    # No room for another process: better late than never, and what is wrong is then said.
    bundle: str = await asyncio.to_thread(vl_convert.javascript_bundle, EXPORT)
    return bundle.encode()


def charted(line: Line | None, number: int) -> Chart:
    """The chart in this part of this line's card; raises `Unreadable`."""
    gone = Unreadable(404, "That picture isn't here any more.")
    if line is None or line.author is not Author.CARD:
        raise gone
    parts = readable(line).parts
    part = parts[number] if 0 <= number < len(parts) else None
    if not isinstance(part, Picture):
        raise gone
    try:
        return from_json(part.chart)
    except ValidationError as error:
        raise gone from error


def fitting(chart: Chart, room: int) -> int:
    """The width of the drawing, so that it and its labels fill the room and stay readable."""
    return max(NARROWEST, min(WIDEST, room - beside(chart)))
