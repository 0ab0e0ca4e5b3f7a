"""The outbox's lanes: in order, one sender at a time, and honest about what nobody knows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.outbox import (
    Claim,
    Delivered,
    Outcome,
    Outgoing,
    Queued,
    Refused,
    SendState,
    Undeliverable,
    Unknown,
)
from feedback.store import Store
from feedback.store.outbox import LEASE, MOST_ATTEMPTS, receipts
from feedback.store.tables import LANES, OUTBOX
from tests.feedback.store.desks import NINE, Clock, message, opened, post

LEASE_SECONDS = LEASE.total_seconds()


async def claim_one(store: Store) -> Claim:
    [claim] = await store.lanes.claim(10)
    return claim


async def take(store: Store, claim: Claim, outcome: tuple[int, Outcome] | None = None) -> Outgoing:
    taken = await store.lanes.advance(claim, outcome)
    assert taken is not None
    return taken


async def drain(store: Store, claim: Claim) -> list[str]:
    sent: list[str] = []
    last: tuple[int, Outcome] | None = None
    while following := await store.lanes.advance(claim, last):
        sent.append(following.key)
        last = (following.id, Delivered(f"receipt of {following.key}"))
        await asyncio.sleep(0)
    return sent


async def states(store: Store) -> dict[str, str]:
    async with store.reader.connect() as connection:
        rows = await connection.execute(select(OUTBOX.c.key, OUTBOX.c.state))
        return {key: state.value for key, state in rows}


async def test_a_message_arrives_at_the_sender_as_it_was_posted(database_url: str) -> None:
    posted = message("m", slot="card", person_id="jane", thread="r", ticket_id="desk:1")
    async with opened(database_url) as store:
        await post(store, posted)
        taken = await take(store, await claim_one(store))
    assert taken.id > 0
    assert (taken.key, taken.lane, taken.slot, taken.person_id, taken.payload, taken.due_at) == (
        (posted.key, posted.lane, posted.slot, posted.person_id, posted.payload, posted.due_at)
    )
    assert (taken.thread, taken.ticket_id) == ("r", "desk:1")
    assert taken.address == posted.address
    assert (taken.state, taken.attempts) == (SendState.PENDING, 0)


async def test_posting_the_same_key_again_changes_nothing(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(store, message("m"))
        async with store.desk.begin() as work:
            assert not await work.post(message("m", place="elsewhere"))
        assert await drain(store, await claim_one(store)) == ["m"]
        async with store.desk.begin() as work:
            assert not await work.post(message("m"))
        assert not await store.lanes.claim(10)


async def test_a_lane_keeps_its_order_and_lanes_do_not_wait_for_each_other(
    database_url: str,
) -> None:
    async with opened(database_url) as store, opened(database_url) as another:
        for number in range(10):
            await post(store, *(message(f"{place}{number}", place=place) for place in "abc"))
        claims = [*await store.lanes.claim(2), *await another.lanes.claim(10)]
        assert sorted(claim.lane for claim in claims) == ["web:a", "web:b", "web:c"]
        assert not await store.lanes.claim(10)
        sent = await asyncio.gather(
            *(drain((store, another)[n % 2], claim) for n, claim in enumerate(claims))
        )
        assert sorted(sent) == [[f"{place}{number}" for number in range(10)] for place in "abc"]
        assert set((await states(store)).values()) == {"sent"}
        assert not await store.lanes.claim(10)


async def test_who_has_waited_longest_comes_first(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("b", place="b", due_at=NINE - timedelta(minutes=1)))
        await post(store, message("c", place="c", due_at=NINE - timedelta(minutes=3)))
        await post(store, message("a", place="a", due_at=NINE - timedelta(minutes=2)))
        assert [claim.lane for claim in await store.lanes.claim(2)] == ["web:c", "web:a"]


async def test_only_lanes_of_channels_we_can_speak_to(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(store, message("m"))
        assert not await store.lanes.claim(10, {"slack"})
        assert not await store.lanes.claim(10, ())
        assert [claim.lane for claim in await store.lanes.claim(10, {"slack", "web"})] == [
            "web:jane"
        ]


async def test_a_message_for_later_holds_nobody_up(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(
            store,
            message("tomorrow", due_at=NINE + timedelta(days=1)),
            message("now"),
            message("2"),
        )
        assert await drain(store, await claim_one(store)) == ["now", "2"]
        assert not await store.lanes.claim(10)
        clock.turn(seconds=86_400)
        assert await drain(store, await claim_one(store)) == ["tomorrow"]


async def test_a_crash_between_sending_and_sent_leaves_an_uncertain_message(
    database_url: str,
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"), message("n"))
        await take(store, await claim_one(store))
        assert (await states(store))["m"] == "sending"
    clock.turn(seconds=LEASE_SECONDS + 1)
    async with opened(database_url, clock) as store:
        claim = await claim_one(store)
        again = await take(store, claim)
        assert (again.key, again.state, again.attempts) == ("m", SendState.SENDING, 1)
        following = await take(store, claim, (again.id, Delivered("found it")))
        assert (following.key, following.state) == ("n", SendState.PENDING)
        assert await states(store) == {"m": "sent", "n": "sending"}


async def test_another_process_takes_over_when_the_lease_has_run_out(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store, opened(database_url, clock) as another:
        await post(store, message("m"), message("n"))
        stalled = await claim_one(store)
        first = await take(store, stalled)
        clock.turn(seconds=LEASE_SECONDS - 1)
        assert not await another.lanes.claim(10)
        clock.turn(seconds=2)
        claim = await claim_one(another)
        assert await store.lanes.advance(stalled, (first.id, Delivered("too late"))) is None
        assert (await states(store))["m"] == "sending"
        assert await drain(another, claim) == ["m", "n"]


async def test_each_message_sent_renews_the_lease(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, *(message(f"m{number}") for number in range(5)))
        claim = await claim_one(store)
        taken = await take(store, claim)
        for _ in range(4):
            clock.turn(seconds=LEASE_SECONDS - 1)
            assert not await store.lanes.claim(10)
            taken = await take(store, claim, (taken.id, Delivered("r")))


async def test_trap_a_the_clock_is_read_after_the_lock(database_url: str) -> None:
    """A lease that began when we started to wait would end while we are still sending."""
    clock = Clock()
    async with opened(database_url, clock) as store, opened(database_url, clock) as another:
        await post(store, message("m"))
        claim = await claim_one(store)
        async with lanes_locked(another):
            waiting = asyncio.create_task(store.lanes.advance(claim, None))
            await asyncio.sleep(0.1)
            clock.turn(seconds=LEASE_SECONDS - 1)
        assert await waiting is not None
        clock.turn(seconds=2)
        assert not await another.lanes.claim(10)
        clock.turn(seconds=LEASE_SECONDS - 1)
        assert await another.lanes.claim(10)


@asynccontextmanager
async def lanes_locked(store: Store) -> AsyncIterator[None]:
    async with store.writer.begin() as connection:
        await connection.execute(select(LANES.c.name).with_for_update())
        yield


async def test_trap_b_a_new_claim_fences_off_an_old_one_of_the_same_process(
    database_url: str,
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"), message("n"))
        old = await claim_one(store)
        first = await take(store, old)
        clock.turn(seconds=LEASE_SECONDS + 1)
        new = await claim_one(store)
        assert new.token != old.token
        again = await take(store, new)
        assert again.id == first.id
        assert await store.lanes.advance(old, (first.id, Undeliverable("no"))) is None
        assert await store.lanes.advance(old, None, release=True) is None
        assert (await states(store))["m"] == "sending"
        assert (await take(store, new, (again.id, Delivered("r")))).key == "n"


@pytest.mark.parametrize("uncertain", [False, True])
async def test_trap_c_refused_stays_as_uncertain_as_it_was(
    database_url: str, *, uncertain: bool
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        if uncertain:
            clock.turn(seconds=LEASE_SECONDS + 1)
            claim = await claim_one(store)
            taken = await take(store, claim)
        before = taken.attempts
        refusal = Refused(after=5, uncertain=uncertain, error="429")
        assert await store.lanes.advance(claim, (taken.id, refusal)) is None
        clock.turn(seconds=4)
        assert not await store.lanes.claim(10)
        clock.turn(seconds=1)
        again = await take(store, await claim_one(store))
        assert again.state is (SendState.SENDING if uncertain else SendState.PENDING)
        assert again.attempts == before


async def test_trap_d_an_uncertain_message_is_not_looked_up_before_the_lease_has_passed(
    database_url: str,
) -> None:
    """A platform that is still taking it in would say "not found", and it would be sent twice."""
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"), message("n"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        assert await store.lanes.advance(claim, (taken.id, Unknown(0.1, "time-out"))) is None
        clock.turn(seconds=LEASE_SECONDS - 1)
        assert not await store.lanes.claim(10)
        clock.turn(seconds=1)
        again = await take(store, await claim_one(store))
        assert (again.key, again.state) == ("m", SendState.SENDING)


async def test_a_longer_wait_than_the_lease_is_kept(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        await store.lanes.advance(claim, (taken.id, Unknown(600, "time-out")))
        clock.turn(seconds=599)
        assert not await store.lanes.claim(10)
        clock.turn(seconds=1)
        assert await store.lanes.claim(10)


async def test_an_uncertain_message_is_settled_before_one_that_was_due_earlier(
    database_url: str,
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        await store.lanes.advance(claim, (taken.id, Unknown(0, "time-out")))
        await post(store, message("from a clock that is slow", due_at=NINE - timedelta(seconds=9)))
        clock.turn(seconds=LEASE_SECONDS)
        assert (await drain(store, await claim_one(store)))[0] == "m"


async def test_after_too_many_uncertain_tries_it_is_dead_and_the_lane_goes_on(
    database_url: str,
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"), message("n"))
        for tries in range(MOST_ATTEMPTS):
            claim = await claim_one(store)
            taken = await take(store, claim)
            assert (taken.key, taken.attempts) == ("m", tries)
            await store.lanes.advance(claim, (taken.id, Unknown(1, "time-out")))
            clock.turn(seconds=LEASE_SECONDS)
        assert await states(store) == {"m": "dead", "n": "pending"}
        assert await drain(store, await claim_one(store)) == ["n"]


async def test_whoever_waits_for_its_turn_keeps_its_place_and_lets_answers_pass(
    database_url: str,
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"), message("n"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        assert await store.lanes.advance(claim, (taken.id, Queued(60, "many wait"))) is None
        assert not await store.lanes.claim(10)

        await post(store, message("o"), message("reply:1:0"))
        assert await drain(store, await claim_one(store)) == ["reply:1:0"]
        assert not await store.lanes.claim(10)

        clock.turn(seconds=59)
        assert not await store.lanes.claim(10)
        clock.turn(seconds=1)
        taken = await take(store, await claim_one(store))
        assert (taken.key, taken.state, taken.attempts) == ("m", SendState.PENDING, 0)


async def test_whoever_waited_for_their_turn_go_in_their_order(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("m"), message("n"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        await store.lanes.advance(claim, (taken.id, Queued(60, "many wait")))
        await post(store, message("o"))
        clock.turn(seconds=60)
        assert await drain(store, await claim_one(store)) == ["m", "n", "o"]


async def test_what_was_never_shown_is_left_out_where_another_takes_its_place(
    database_url: str,
) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("question", slot="closing"))
        assert await drain(store, await claim_one(store)) == ["question"]
        await post(store, message("taken back", slot="closing"), message("other", slot="another"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        await store.lanes.advance(claim, (taken.id, Queued(60, "many wait")))
        await post(store, message("reply:1:0", slot="closing"))
        assert await drain(store, await claim_one(store)) == ["reply:1:0"]
        clock.turn(seconds=60)
        assert await drain(store, await claim_one(store)) == ["other"]
        assert await states(store) == {
            "question": "sent", "taken back": "sent", "reply:1:0": "sent", "other": "sent",
        }  # fmt: skip
        lane = message("m").lane
        assert await store.lanes.receipt_of(lane, "closing") == "receipt of reply:1:0"


async def test_an_undeliverable_message_lets_the_next_one_pass(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(store, message("m"), message("n"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        following = await take(store, claim, (taken.id, Undeliverable("no such channel")))
        assert following.key == "n"
        assert await states(store) == {"m": "dead", "n": "sending"}


async def test_releasing_settles_the_last_one_and_leaves_the_rest(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(store, message("m"), message("n"))
        claim = await claim_one(store)
        taken = await take(store, claim)
        assert await store.lanes.advance(claim, (taken.id, Delivered("r")), release=True) is None
        assert await states(store) == {"m": "sent", "n": "pending"}
        assert await drain(store, await claim_one(store)) == ["n"]
        assert await store.lanes.advance(claim, None) is None


async def test_the_receipt_of_a_slot_is_that_of_the_latest_message_sent_in_it(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        assert await store.lanes.receipt_of("web:jane", "card") is None
        await post(
            store,
            message("first", slot="card"),
            message("second", slot="card"),
            message("elsewhere", slot="card", place="sam"),
            message("no slot"),
        )
        for claim in await store.lanes.claim(10):
            await drain(store, claim)
        await post(store, message("not sent yet", slot="card"))
        assert await store.lanes.receipt_of("web:jane", "card") == "receipt of second"
        assert await store.lanes.receipt_of("web:sam", "card") == "receipt of elsewhere"


async def test_the_receipts_of_a_lane_stay_when_its_person_is_erased(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(
            store,
            message("first", slot="card", person_id="jane"),
            message("second", person_id="jane"),
            message("elsewhere", place="sam"),
        )
        for claim in await store.lanes.claim(10):
            await drain(store, claim)
        await post(store, message("not sent yet"))
        sent = ["receipt of first", "receipt of second"]
        assert await receipts(store.reader, "web:jane") == sent
        async with store.desk.begin() as work:
            await work.forget_messages("jane")
        assert await receipts(store.reader, "web:jane") == sent
        assert await receipts(store.reader, "web:nobody") == []


async def test_what_has_arrived_is_not_kept_a_second_time(database_url: str) -> None:
    """Whoever it was about may be forgotten later, and nobody would look for them here."""
    async with opened(database_url) as store:
        await post(store, message("about Jane", person_id="sam"))
        await drain(store, await claim_one(store))
        async with store.reader.connect() as connection:
            (kept,) = await connection.execute(select(OUTBOX.c.receipt, OUTBOX.c.payload))
    assert kept == ("receipt of about Jane", {})


async def test_a_receipt_tells_which_ticket_a_message_is_about(database_url: str) -> None:
    async with opened(database_url) as store:
        await post(
            store,
            message("about one", ticket_id="desk:1"),
            message("about nothing"),
            message("waiting", ticket_id="desk:2", due_at=NINE + timedelta(days=1)),
        )
        await drain(store, await claim_one(store))
        async with store.desk.look() as work:
            found = [
                await work.ticket_of(lane, f"receipt of {key}")
                for lane, key in (
                    ("web:jane", "about one"),
                    ("web:jane", "about nothing"),
                    ("web:jane", "waiting"),
                    ("web:sam", "about one"),
                )
            ]
    assert found == ["desk:1", None, None, None]


async def test_a_message_that_took_anothers_place_tells_what_stands_there_now(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        for key, ticket_id in (("first", "desk:1"), ("second", "desk:2"), ("third", None)):
            await post(store, message(key, slot="card", ticket_id=ticket_id))
            claim = await claim_one(store)
            taken = await take(store, claim)
            assert await store.lanes.advance(claim, (taken.id, Delivered("same"))) is None
            async with store.desk.look() as work:
                assert await work.ticket_of("web:jane", "same") == ticket_id


async def test_what_was_written_to_a_person_is_forgotten(database_url: str) -> None:
    clock = Clock()
    async with opened(database_url, clock) as store:
        await post(store, message("sent", person_id="jane", thread="r", ticket_id="desk:1"))
        await drain(store, await claim_one(store))
        await post(
            store,
            message("on its way", person_id="jane"),
            message("waiting", person_id="jane"),
            message("to somebody else", person_id="sam"),
        )
        claim = await claim_one(store)
        taken = await take(store, claim)
        assert taken.key == "on its way"
        async with store.desk.begin() as work:
            await work.forget_messages("jane")
            await work.post(message("goodbye", person_id="jane"))
        async with store.desk.begin() as work:
            assert not await work.post(message("sent", person_id="jane"))
        following = await take(store, claim, (taken.id, Delivered("r")))
        assert following.key == "to somebody else"
        async with store.desk.look() as work:
            assert await work.ticket_of("web:jane", "receipt of sent") is None
        async with store.reader.connect() as connection:
            rows = await connection.execute(select(OUTBOX.c.key, OUTBOX.c.payload, OUTBOX.c.user))
            kept = {key: (payload, user) for key, payload, user in rows}
    assert kept["sent"] == ({}, "")
    assert kept["goodbye"] == ({"title": "goodbye"}, "jane")
    assert set(kept) == {"sent", "to somebody else", "goodbye"}


async def test_many_processes_that_claim_at_once_never_get_the_same_lane(database_url: str) -> None:
    async with opened(database_url) as store, opened(database_url) as another:
        await post(store, *(message(f"m{number}", place=str(number)) for number in range(40)))
        claims = await asyncio.gather(*((store, another)[n % 2].lanes.claim(3) for n in range(40)))
    lanes = [claim.lane for each in claims for claim in each]
    assert len(lanes) == len(set(lanes)) == 40


@pytest.mark.postgres
async def test_a_claim_does_not_wait_for_a_lane_that_somebody_is_busy_with(
    postgres_url: str,
) -> None:
    """On SQLite everybody waits for everybody, but for a moment only."""
    async with opened(postgres_url) as store, opened(postgres_url) as another:
        await post(store, message("a", place="a"), message("b", place="b"))
        async with another.writer.begin() as connection:
            await connection.execute(
                select(LANES.c.name).where(LANES.c.name == "web:a").with_for_update()
            )
            async with asyncio.timeout(5):
                claims = await store.lanes.claim(10)
        assert [claim.lane for claim in claims] == ["web:b"]
