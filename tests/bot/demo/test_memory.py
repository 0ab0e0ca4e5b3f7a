"""A shelf in memory finds what a shelf in the database finds."""

from datetime import timedelta
from random import Random

import pytest

from bot.demo.memory import MemoryShelf
from feedback.errors import FeedbackError
from feedback.records import Promise, PromiseState
from feedback.store import Store
from feedback.unit_of_work import AtLeast, AtMost, Criterion, IsNot, OneOf, Within
from tests.bot.demo.desks import NOON
from tests.feedback.store.desks import opened

SEARCHES: list[dict[str, Criterion]] = [
    {},
    {"ticket_id": "t1"},
    {"ticket_id": "t1", "state": PromiseState.OPEN},
    {"ticket_id": OneOf(("t1", "t2", "t9")), "times_moved": 0},
    {"state": OneOf((PromiseState.KEPT, PromiseState.MISSED))},
    {"settled_at": None},
    {"settled_at": IsNot()},
    {"settled_at": AtMost(NOON), "requester_id": "r1"},
    {"due_at": AtLeast(NOON + timedelta(hours=4)), "ticket_id": "t3"},
    {"due_at": Within(NOON, NOON + timedelta(hours=5))},
    {"service": OneOf((None, "VPN"))},
]
ORDERS = ["id", "-id", "due_at", "-due_at", "times_moved"]


def promises() -> list[Promise]:
    rng = Random(3)
    return [
        Promise(
            id=f"p{number:03}",
            ticket_id=f"t{rng.randrange(5)}",
            update_id="u",
            requester_id=f"r{rng.randrange(3)}",
            words="by three",
            made_at=NOON,
            due_at=NOON + timedelta(hours=rng.randrange(8)),
            first_due_at=NOON,
            state=rng.choice(list(PromiseState)),
            times_moved=rng.randrange(3),
            settled_at=NOON - timedelta(hours=rng.randrange(3)) if rng.random() < 0.5 else None,
            service=rng.choice(["VPN", "SAP", None]),
        )
        for number in range(60)
    ]


async def test_they_find_and_count_the_same(sqlite_url: str) -> None:
    in_memory = MemoryShelf[Promise]("ticket_id", "requester_id")
    await in_memory.add(*promises())
    async with opened(sqlite_url) as store:
        await store.load(promises())
        await compare(store, in_memory)
        async with store.desk.begin() as work:
            for promise in promises()[:20]:
                await work.promises.remove(promise.id)
                await in_memory.remove(promise.id)
        await compare(store, in_memory)


async def compare(store: Store, in_memory: MemoryShelf[Promise]) -> None:
    async with store.desk.begin() as work:
        for where in SEARCHES:
            for order in ORDERS:
                for limit in (None, 1, 7):
                    expected = await work.promises.find(order_by=order, limit=limit, **where)
                    found = await in_memory.find(order_by=order, limit=limit, **where)
                    assert found == expected, (where, order, limit)
            assert await in_memory.count(**where) == await work.promises.count(**where)


async def test_an_id_is_added_once() -> None:
    shelf = MemoryShelf[Promise]()
    (promise, *_) = promises()
    await shelf.add(promise)
    with pytest.raises(FeedbackError):
        await shelf.add(promise)
    await shelf.put(promise)
    assert await shelf.get_many(["p000", "p999"]) == {"p000": promise}
