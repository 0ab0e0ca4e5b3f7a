"""Where conversations are reached: kept once, found again, and gone when they are over."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.channels.teams.store import CONVERSATIONS, Conversations, fingerprint
from feedback.policy import Policy
from feedback.store import Store, open_store
from tests.bot.channels.teams.activities import HERS, JANE, TENANT
from tests.doubles import Clock, Ids

ELSEWHERE = "https://smba.trafficmanager.net/amer/"
MAX = "11111111-2222-3333-4444-555555555555"
HIS = replace(HERS, conversation="a:his", user_id="29:his", aad_id=MAX)
OTHER_TENANT = "99999999-8888-7777-6666-555555555555"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(database_url, Policy(), clock=clock, new_id=Ids()) as store:
        yield store


@pytest.fixture
def kept(store: Store, clock: Clock) -> Conversations:
    return opened(store, clock)


def opened(store: Store, clock: Clock) -> Conversations:
    """As another process would, which has seen nothing yet."""
    return Conversations(clock, writer=store.writer, reader=store.reader)


async def rows(store: Store) -> list[dict[str, object]]:
    async with store.reader.connect() as connection:
        found = await connection.execute(sa.select(CONVERSATIONS).order_by(CONVERSATIONS.c.aad_id))
        return [dict(row) for row in found.mappings()]


async def test_what_is_kept_is_found_again_by_whoever_asks(
    store: Store, kept: Conversations, clock: Clock
) -> None:
    await kept.keep(HERS)
    await kept.keep(HIS)
    for whoever in (kept, opened(store, clock)):
        assert await whoever.of(TENANT, HERS.conversation) == HERS
        assert await whoever.with_person(MAX) == HIS
        assert await whoever.with_person(JANE, TENANT) == HERS
        assert await whoever.with_person(JANE, OTHER_TENANT) is None
        assert await whoever.of(TENANT, "a:nobodys") is None
        assert await whoever.of(OTHER_TENANT, HERS.conversation) is None


async def test_what_has_not_changed_is_not_written_again(
    store: Store, kept: Conversations, clock: Clock
) -> None:
    await kept.keep(HERS)
    before = await rows(store)
    for whoever in (kept, opened(store, clock)):
        for _ in range(3):
            clock.turn(timedelta(hours=1))
            await whoever.keep(HERS)
    assert await rows(store) == before


async def test_what_teams_says_last_counts(store: Store, kept: Conversations, clock: Clock) -> None:
    await kept.keep(HERS)
    clock.turn(timedelta(hours=1))
    moved = replace(HERS, service_url=ELSEWHERE, user_id="29:new")
    await kept.keep(moved)
    for whoever in (kept, opened(store, clock)):
        assert await whoever.of(TENANT, HERS.conversation) == moved
    assert [row["kept_at"] for row in await rows(store)] == [clock().timestamp()]


async def test_another_process_is_believed_after_a_minute(
    store: Store, kept: Conversations, clock: Clock
) -> None:
    await kept.keep(HERS)
    other = opened(store, clock)
    await other.drop(TENANT, HERS.conversation)
    clock.turn(timedelta(minutes=1))
    assert await kept.of(TENANT, HERS.conversation) is None
    await kept.keep(HERS)
    assert await opened(store, clock).of(TENANT, HERS.conversation) == HERS


async def test_of_several_conversations_with_somebody_the_latest_counts(
    kept: Conversations, clock: Clock
) -> None:
    newer = replace(HERS, conversation="a:newer")
    await kept.keep(HERS)
    clock.turn(timedelta(days=1))
    await kept.keep(newer)
    assert await kept.with_person(JANE) == newer
    assert await kept.of(TENANT, HERS.conversation) == HERS, "what waits for it still goes there"


async def test_what_is_over_is_gone_with_all_that_was_known_of_it(
    store: Store, kept: Conversations
) -> None:
    await kept.keep(HERS)
    await kept.recognise(TENANT, JANE, email="jane@example.org", principal=None)
    await kept.drop(TENANT, HERS.conversation)
    await kept.drop(TENANT, HERS.conversation)
    assert await kept.of(TENANT, HERS.conversation) is None
    assert await rows(store) == []


async def test_people_are_recognised_by_addresses_that_are_not_kept(
    store: Store, kept: Conversations
) -> None:
    await kept.keep(HERS)
    await kept.keep(HIS)
    assert await kept.recognise(TENANT, JANE, email="Jane@Example.org", principal="jd@corp.example")
    assert await kept.recognise(TENANT, MAX, email=None, principal="max@corp.example")
    asked = ["jane@example.org", "JD@corp.example", "max@corp.example", "none@example.org"]
    assert await kept.recognised(asked) == {
        "jane@example.org": HERS,
        "JD@corp.example": HERS,
        "max@corp.example": HIS,
    }
    assert await kept.recognised([]) == {}
    assert "@" not in str(await rows(store))


async def test_whose_e_mail_it_is_has_it_before_whoever_signs_in_with_it(
    kept: Conversations, clock: Clock
) -> None:
    await kept.keep(HERS)
    clock.turn(timedelta(hours=1))
    await kept.keep(HIS)
    await kept.recognise(TENANT, JANE, email="desk@example.org", principal=None)
    await kept.recognise(TENANT, MAX, email=None, principal="desk@example.org")
    assert await kept.recognised(["desk@example.org"]) == {"desk@example.org": HERS}


async def test_a_fingerprint_outlives_a_move_and_goes_when_it_is_not_needed(
    store: Store, kept: Conversations
) -> None:
    await kept.keep(HERS)
    await kept.recognise(TENANT, JANE, email="jane@example.org", principal=None)
    await kept.keep(replace(HERS, service_url=ELSEWHERE))
    assert list(await kept.recognised(["jane@example.org"])) == ["jane@example.org"]
    await kept.recognise(TENANT, JANE, email=None, principal=None)
    assert await kept.recognised(["jane@example.org"]) == {}
    assert [(row["email"], row["principal"]) for row in await rows(store)] == [(None, None)]


async def test_whoever_has_no_conversation_with_us_is_not_recognised_later(
    kept: Conversations,
) -> None:
    assert not await kept.recognise(TENANT, JANE, email="jane@example.org", principal=None)


async def test_a_great_many_addresses_are_looked_for_in_parts(kept: Conversations) -> None:
    await kept.keep(HERS)
    await kept.recognise(TENANT, JANE, email="p1200@example.org", principal=None)
    found = await kept.recognised([f"p{number}@example.org" for number in range(2_000)])
    assert found == {"p1200@example.org": HERS}


def test_a_fingerprint_does_not_mind_how_an_address_is_written() -> None:
    assert fingerprint(" Jane@Example.ORG ") == fingerprint("jane@example.org")
    assert fingerprint("jane@example.org") != fingerprint("jane@example.com")
