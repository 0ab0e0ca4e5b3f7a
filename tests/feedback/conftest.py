"""A desk of its own for every test of a verb."""

from collections.abc import AsyncIterator

import pytest

from tests.feedback.desk import Desk, open_desk


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with open_desk(sqlite_url) as opened:
        yield opened
