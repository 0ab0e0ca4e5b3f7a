"""A shelf: what was put on it is found on it, in the same work and in the next."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.errors import FeedbackError, Unusable
from feedback.people import Role
from feedback.records import Status, Ticket
from feedback.store import Store
from feedback.unit_of_work import AtLeast, AtMost, Criterion, Has, IsNot, OneOf, Within
from tests.feedback.store.desks import NINE, opened, person, ticket


async def test_what_is_put_is_seen_at_once_and_after_the_commit(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
            await work.tickets.put(ticket(1, hops=2))
            assert await work.tickets.get("desk:1") == ticket(1, hops=2)
            assert await work.tickets.find(hops=2) == [ticket(1, hops=2)]
            await work.tickets.put(ticket(1, hops=3))
            assert await work.tickets.find(hops=2) == []
        async with store.desk.begin() as work:
            assert await work.tickets.get("desk:1") == ticket(1, hops=3)


async def test_what_is_not_there_is_none(database_url: str) -> None:
    async with opened(database_url) as store, store.desk.begin() as work:
        assert await work.tickets.get("desk:1") is None
        await work.tickets.remove("desk:1")
        assert await work.tickets.get("desk:1") is None
        await work.tickets.add(ticket(1))
        assert await work.tickets.get("desk:1") == ticket(1)


async def test_put_replaces_the_whole_record(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.put(replace(ticket(1), category="dock", team="blue"))
        async with store.desk.begin() as work:
            await work.tickets.put(ticket(1))
        async with store.desk.begin() as work:
            assert await work.tickets.get("desk:1") == ticket(1)


async def test_removed_is_gone_and_can_be_added_again(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1), ticket(2), ticket(3))
        async with store.desk.begin() as work:
            await work.tickets.remove("desk:1")
            await work.tickets.remove("desk:2")
            await work.tickets.add(ticket(2, hops=9))
            await work.tickets.add(ticket(4))
            await work.tickets.remove("desk:4")
            assert await work.tickets.get("desk:1") is None
            assert await work.tickets.count() == 2
        async with store.desk.begin() as work:
            assert await work.tickets.find() == [ticket(2, hops=9), ticket(3)]


async def test_many_come_in_the_order_asked_for_without_those_that_do_not_exist(
    database_url: str,
) -> None:
    many = [ticket(n) for n in range(1500)]
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(*many)
        async with store.desk.begin() as work:
            await work.tickets.put(ticket(7, hops=1))
            ids = ["desk:nothing", *(each.id for each in reversed(many)), "desk:7"]
            found = await work.tickets.get_many(ids)
            assert list(found) == [each.id for each in reversed(many)]
            assert found["desk:7"].hops == 1
            assert await work.tickets.get_many([]) == {}


async def test_one_work_meets_the_same_record_once(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
        async with store.desk.begin() as work:
            met = await work.tickets.get("desk:1")
            assert (await work.tickets.find())[0] is met
            assert (await work.tickets.get_many(["desk:1"]))["desk:1"] is met


async def test_adding_what_this_work_has_met_raises_at_once(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
            with pytest.raises(Unusable, match="already"):
                await work.tickets.add(ticket(1))
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 1


async def test_adding_what_only_the_database_knows_loses_the_work(database_url: str) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
        with pytest.raises(FeedbackError, match="already"):
            async with store.desk.begin() as work:
                await work.tickets.add(ticket(1, hops=5), ticket(2))
        async with store.desk.begin() as work:
            assert await work.tickets.find() == [ticket(1)]


async def test_an_error_that_was_passed_over_is_met_again_at_the_end(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(ticket(1))
        with pytest.raises(FeedbackError, match="already"):
            await add_and_pass_over_the_error(store)
        async with store.desk.begin() as work:
            assert await work.tickets.count() == 1


async def add_and_pass_over_the_error(store: Store) -> None:
    async with store.desk.begin() as work:
        await work.tickets.add(ticket(1), ticket(2))
        with pytest.raises(FeedbackError):
            await work.tickets.count()


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ({"hops": 2}, [3]),
        ({"status": Status.RESOLVED}, [4]),
        ({"confidential": True}, [5]),
        ({"category": None}, [1, 2, 3, 4, 5]),
        ({"category": IsNot()}, [6]),
        ({"category": OneOf(("dock", None))}, [1, 2, 3, 4, 5, 6]),
        ({"status": OneOf((Status.RESOLVED, Status.CLOSED))}, [4]),
        ({"status": OneOf(())}, []),
        ({"key": OneOf(("INC-1", "INC-2", "INC-99"))}, [1, 2]),
        ({"created_at": AtMost(NINE + timedelta(minutes=2))}, [1, 2]),
        ({"created_at": AtLeast(NINE + timedelta(minutes=5))}, [5, 6]),
        ({"created_at": Within(NINE + timedelta(minutes=2), NINE + timedelta(minutes=4))}, [2, 3]),
        ({"hops": AtLeast(2), "status": Status.NEW}, [3]),
        ({"hops": AtMost(0), "confidential": False}, [1, 4, 6]),
    ],
)
async def test_criteria(database_url: str, where: dict[str, Criterion], numbers: list[int]) -> None:
    async with opened(database_url) as store:
        async with store.desk.begin() as work:
            await work.tickets.add(*six_tickets())
        async with store.desk.begin() as work:
            found = await work.tickets.find(order_by="id", limit=None, **where)
            assert [each.key for each in found] == [f"INC-{number}" for number in numbers]
            assert await work.tickets.count(**where) == len(numbers)


def six_tickets() -> list[Ticket]:
    return [
        ticket(1),
        ticket(2, hops=1),
        ticket(3, hops=2),
        ticket(4, status=Status.RESOLVED),
        replace(ticket(5, hops=1), confidential=True),
        replace(ticket(6), category="dock"),
    ]


async def test_order_and_limit_are_the_same_on_every_database(database_url: str) -> None:
    async with opened(database_url) as store, store.desk.begin() as work:
        await work.tickets.add(*six_tickets())

        async def keys(order_by: str, limit: int | None = None) -> list[str]:
            return [one.key[4:] for one in await work.tickets.find(order_by=order_by, limit=limit)]

        assert await keys("created_at", 2) == ["1", "2"]
        assert await keys("-created_at", 2) == ["6", "5"]
        assert await keys("hops") == ["1", "4", "6", "2", "5", "3"]
        assert await keys("-hops") == ["3", "5", "2", "6", "4", "1"]
        assert (await keys("category"))[-1] == "6"
        assert (await keys("-category"))[0] == "6"
        assert await keys("-id", 0) == []


async def test_a_field_that_does_not_exist_is_named(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store, store.desk.begin() as work:
        with pytest.raises(TypeError, match="Ticket has no field 'colour'"):
            await work.tickets.find(colour="red")
        with pytest.raises(TypeError, match="Ticket has no field 'age'"):
            await work.tickets.find(order_by="-age")


async def test_people_are_found_by_one_of_their_roles(database_url: str) -> None:
    both = replace(person("eve"), roles=(Role.TECHNICIAN, Role.DISPATCHER))
    neither = replace(person("max"), roles=())
    async with opened(database_url) as store, store.desk.begin() as work:
        await work.people.add(person("jane"), both, neither)
        assert await work.people.find(roles=Has(Role.DISPATCHER)) == [both]
        assert await work.people.find(roles=Has(Role.REQUESTER)) == [person("jane")]
        assert await work.people.find(roles=Has("tech")) == [], "a part of a word is none"
