"""What was laid aside: listed with reasons, taken up again, or forgotten."""

from collections.abc import Sequence

from bot.settings import Settings
from bot.ticketing import backlog
from bot.wiring import open_records


async def dead_letters(settings: Settings, *, retry: str = "", drop: str = "") -> Sequence[str]:
    """Lines for the terminal; raises `NotFound` for an id that is not there."""
    async with open_records(settings) as store, store.desk.begin() as work:
        if drop:
            await backlog.drop(work, drop)
            return [f"{drop} is forgotten."]
        if retry == "all":
            again = 0
            while letters := await backlog.laid_aside(work):
                for letter in letters:
                    await backlog.retry(work, letter.id)
                again += len(letters)
            return [f"{again} taken up again; the server reads them in a moment."]
        if retry:
            await backlog.retry(work, retry)
            return [f"{retry} is taken up again; the server reads it in a moment."]
        letters = await backlog.laid_aside(work)
        if not letters:
            return ["Nothing has been laid aside."]
        return [
            f"{letter.id}  {letter.received_at:%Y-%m-%d %H:%M} UTC  {letter.source}: {letter.reason}"
            for letter in letters
        ]
