"""The picture in docs/slack.md can be drawn again at any time, from what the house says now."""

from tests.house import open_test_house
from tests.slack_pictures import page


async def test_the_conversation_in_the_picture_happens(sqlite_url: str) -> None:
    async with open_test_house(sqlite_url) as house:
        html = await page(house, sqlite_url)
    for words in (
        "You promise: by 15:00",
        "from Sam Baker via Sincerely",
        "is fixed. Is it?",
        "How did it go with",
        "<button>10</button>",
        "November 2026 so far:",
        "n = 41 ratings",
        "<polyline",
    ):
        assert words in html.replace('<button class="">', "<button>")
    assert html.count('<div class="pane">') == 4
