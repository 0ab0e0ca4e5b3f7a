"""Every journey begins in a house of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.house import TestHouse, open_test_house


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[TestHouse]:
    async with open_test_house(sqlite_url) as opened:
        yield opened
