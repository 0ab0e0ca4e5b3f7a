"""Charts of cards on the page: an image that needs no script, and the data for a live one."""

import asyncio
from importlib.metadata import version
from typing import Final, assert_never

import vl_convert
from pydantic import ValidationError

from analytics.charts import Chart, from_json
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


class LiveCharts:
    """The script that draws live charts, as the chart library ships it; made when first asked."""

    def __init__(self) -> None:
        self.version = version(LIBRARY)
        self._script: bytes | None = None
        self._making = asyncio.Lock()

    async def script(self) -> bytes:
        async with self._making:
            if self._script is None:
                bundle: str = await asyncio.to_thread(vl_convert.javascript_bundle, EXPORT)
                self._script = bundle.encode()
            return self._script


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
    match chart.kind:
        case "line":
            beside = 70
        case "bar" | "share":
            longest = max(
                (len(p.label) for series in chart.series for p in series.points), default=0
            )
            beside = 130 + min(190, 7 * longest)
        case _:
            assert_never(chart.kind)
    return max(NARROWEST, min(WIDEST, room - beside))
