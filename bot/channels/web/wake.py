"""Whoever is looking at a place is woken when something changes there."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager


class Wake:
    """Within this process only; a page on another replica finds out by looking every few seconds."""

    def __init__(self) -> None:
        self._listening: dict[asyncio.Event, frozenset[str]] = {}
        self.stopped = False

    def __call__(self, place: str) -> None:
        for bell, places in self._listening.items():
            if place in places:
                bell.set()

    @contextmanager
    def listening(self, places: Collection[str]) -> Iterator[asyncio.Event]:
        """A bell that rings when something changes in one of the places, or when we stop."""
        bell = asyncio.Event()
        self._listening[bell] = frozenset(places)
        try:
            yield bell
        finally:
            del self._listening[bell]

    def stop(self) -> None:
        """End every open stream; call it before the web server waits for its connections."""
        self.stopped = True
        for bell in self._listening:
            bell.set()
