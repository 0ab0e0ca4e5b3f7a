"""News become messages once, whatever happens on the way."""

from collections.abc import Sequence
from typing import get_args

import pytest
import structlog

from bot.notifications import Notifications
from feedback.events import EVENTS, Event, TicketSilent, from_json
from feedback.outbox import News
from tests.house import TestHouse, open_test_house


class OldNews:
    """Hands the same news out again and again, as another worker would see them."""

    def __init__(self, events: Sequence[Event], house: TestHouse) -> None:
        self.news = [News(id=9000 + i, event=e, at=house.clock()) for i, e in enumerate(events)]
        self.failures: list[tuple[int, str]] = []

    async def due(self, limit: int) -> Sequence[News]:
        return self.news[:limit]

    async def failed(self, news: News, error: str) -> None:
        self.failures.append((news.id, error))


@pytest.mark.parametrize("kind", EVENTS)
async def test_news_of_what_is_gone_meanwhile_is_no_news(kind: str, sqlite_url: str) -> None:
    async with open_test_house(sqlite_url) as house:
        fields = get_fields(kind)
        async with house.store.desk.begin() as work:
            work.tell(from_json({"kind": kind, **dict.fromkeys(fields, "gone")}))
        await house.settles()
        assert await house.store.news.due(10) == []
        assert house.channel.shown == []


async def test_news_that_another_worker_has_heard_is_not_told_again(sqlite_url: str) -> None:
    async with open_test_house(sqlite_url) as house:
        ticket = await house.ticket("INC-42")
        again = OldNews([TicketSilent(ticket.id)], house)
        notifications = Notifications(house.store.desk, again)
        assert await notifications.tell_due() == 0
        assert house.inbox("dora") == []


async def test_news_that_cannot_be_told_comes_back_and_holds_up_nobody(sqlite_url: str) -> None:
    async with open_test_house(sqlite_url) as house:
        ticket = await house.ticket("INC-42")
        async with house.store.desk.begin() as work:
            work.tell(TicketSilent(ticket.id))
            work.tell(TicketSilent(ticket.id))
        first, second = await house.store.news.due(10)
        broken = News(id=first.id, event="not an event", at=first.at)  # type: ignore[arg-type]  # on purpose
        desk = OldNews([], house)
        desk.news = [broken, second]
        with structlog.testing.capture_logs() as logs:
            assert await Notifications(house.store.desk, desk).tell_due() == 1
        assert [failed for failed, _ in desk.failures] == [first.id]
        assert [entry["event"] for entry in logs] == ["news_failed"]
        assert [each.id for each in await house.store.news.due(10)] == [first.id]


def get_fields(kind: str) -> list[str]:
    (event,) = (member for member in get_args(Event) if member.__name__ == kind)
    return list(event.__dataclass_fields__)
