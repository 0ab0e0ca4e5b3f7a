"""The door for ticket events: signed and kept, or refused with a reason, and nothing lost."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from standardwebhooks.webhooks import Webhook

from bot.ticketing.backlog import work_off
from bot.ticketing.intake import LARGEST_BODY, intake_router
from bot.ticketing.signatures import LONGEST_ID, Refusal, StandardWebhooks
from feedback.errors import Unusable
from feedback.ids import sortable_id
from feedback.policy import Policy
from feedback.records import DeadLetter, RawEvent, Ticket
from feedback.store import Store, open_store

SECRET = "whsec_" + base64.b64encode(b"a secret of the ticket system").decode()
NEXT_SECRET = "whsec_" + base64.b64encode(b"and the one that replaces it!").decode()
OTHER_SECRET = "whsec_" + base64.b64encode(b"the secret of somebody else..").decode()


def now() -> datetime:
    """The signature's five minutes are measured by the library, on the real clock."""
    return datetime.now(UTC)


def body(**changes: Any) -> bytes:
    event = {
        "id": "rt-1",
        "source": "rt5",
        "time": now().isoformat(),
        "revision": 1,
        "ticket": {"id": "2", "status": "new", "requester": {"id": "8", "name": "Jane"}},
    }
    return json.dumps({**event, **changes}).encode()


def signed(
    content: bytes,
    *,
    secret: str = SECRET,
    delivery: str = "msg_1",
    at: datetime | None = None,
) -> dict[str, str]:
    stamp = at or now()
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(int(stamp.timestamp())),
        "webhook-signature": Webhook(secret).sign(delivery, stamp, content.decode()),
    }


@dataclass
class Door:
    store: Store
    client: httpx.AsyncClient
    rung: list[int]

    async def post(
        self, content: bytes, headers: dict[str, str], source: str = "rt5"
    ) -> httpx.Response:
        return await self.client.post(f"/hooks/tickets/{source}", content=content, headers=headers)

    async def deliver(self, content: bytes, delivery: str = "msg_1") -> int:
        answer = await self.post(content, signed(content, delivery=delivery))
        return answer.status_code

    async def raw(self) -> list[RawEvent]:
        async with self.store.desk.begin() as work:
            return await work.raw_events.find(order_by="received_at")

    async def tickets(self) -> list[Ticket]:
        async with self.store.desk.begin() as work:
            return await work.tickets.find()

    async def dead(self) -> list[DeadLetter]:
        async with self.store.desk.begin() as work:
            return await work.dead_letters.find()


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    async with open_store(database_url, Policy(), clock=now, new_id=sortable_id) as store:
        rung: list[int] = []
        app = FastAPI()
        app.include_router(
            intake_router(
                store.desk,
                secrets={"rt5": (SECRET, NEXT_SECRET), "jira/main": (OTHER_SECRET,), "shut": ()},
                after_commit=lambda: rung.append(1),
            )
        )
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            yield Door(store, client, rung)


async def test_a_signed_event_is_kept_before_anybody_says_thank_you(door: Door) -> None:
    content = body()
    answer = await door.post(content, signed(content))
    assert (answer.status_code, answer.json()) == (202, {"status": "kept"})
    (raw,) = await door.raw()
    assert (raw.source, raw.body, raw.handled_at) == ("rt5", content, None)
    assert door.rung == [1]
    assert await door.tickets() == []  # understanding it is done later, out of the sender's sight


async def test_the_same_delivery_again_is_known(door: Door) -> None:
    assert await door.deliver(body()) == 202
    assert await door.deliver(body()) == 200
    assert await door.deliver(body(), delivery="msg_2") == 202
    assert len(await door.raw()) == 2


async def test_a_delivery_id_belongs_to_its_source(door: Door) -> None:
    content = body()
    assert await door.deliver(content) == 202
    other = await door.post(content, signed(content, secret=OTHER_SECRET), source="jira/main")
    assert other.status_code == 202


@pytest.mark.parametrize("secret", [SECRET, NEXT_SECRET])
async def test_old_and_new_secret_are_good_while_they_change(door: Door, secret: str) -> None:
    content = body()
    assert (await door.post(content, signed(content, secret=secret))).status_code == 202


FIVE_MINUTES = timedelta(minutes=5)


async def test_what_is_not_signed_as_it_should_be_is_refused(door: Door) -> None:
    content = body()
    good = signed(content)
    for headers, why in (
        ({}, "Not signed"),
        ({"webhook-id": "msg_1"}, "Not signed"),
        (signed(content, secret=OTHER_SECRET), "No matching signature"),
        (signed(content + b" "), "No matching signature"),
        (good | {"webhook-id": "msg_2"}, "No matching signature"),
        (good | {"webhook-signature": "nonsense"}, "Malformed signature"),
        (good | {"webhook-signature": "v1,***"}, "signature"),
        (good | {"webhook-signature": "v9,AAAA"}, "No matching signature"),
        (good | {"webhook-timestamp": "soon"}, "Invalid Signature Headers"),
        (good | {"webhook-timestamp": "nan"}, "Invalid Signature Headers"),
        (signed(content, at=now() - FIVE_MINUTES * 2), "too old"),
        (signed(content, at=now() + FIVE_MINUTES * 2), "too new"),
        (signed(content, delivery="x" * (LONGEST_ID + 1)), "longer than"),
    ):
        answer = await door.post(content, headers)
        assert (answer.status_code, why in answer.json()["error"]) == (401, True), why
    assert await door.raw() == []
    assert (await door.post(content, good)).status_code == 202


async def test_an_unknown_source_is_not_read_at_all(door: Door) -> None:
    content = body()
    answer = await door.post(content, signed(content), source="elsewhere")
    assert answer.status_code == 404


async def test_a_source_without_a_secret_is_shut(door: Door) -> None:
    content = body()
    answer = await door.post(content, signed(content), source="shut")
    assert answer.status_code == 401
    assert "No secret has been set up" in answer.json()["error"]


async def test_the_size_is_counted_not_believed(door: Door) -> None:
    """A body in pieces, without a word about its length."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    answer = await door.client.post("/hooks/tickets/rt5", content=pieces())
    assert answer.status_code == 413
    assert str(LARGEST_BODY) in answer.json()["error"]
    assert await door.raw() == []


async def test_the_largest_body_is_taken_and_one_more_byte_is_not(door: Door) -> None:
    head, tail = b'{"pad": "', b'"}'
    full = head + b"x" * (LARGEST_BODY - len(head) - len(tail)) + tail
    assert await door.deliver(full) == 202
    assert await door.deliver(full + b" ", delivery="msg_2") == 413


async def test_bytes_that_are_no_text_can_never_be_an_event(door: Door) -> None:
    answer = await door.post(b"\xff\xfe", signed(b"{}"))
    assert answer.status_code == 400
    assert await door.raw() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{ not json", "This is not JSON."),
        (b"", "This is not JSON."),
        (b'{"id": "1"}', "source is missing; time is missing; ticket is missing"),
        (body(time="2026-11-24T09:00:00"), "time needs a time zone, as in 2026-11-21T22:03:06Z"),
        (
            body(source="jira/main"),
            "source says something else than the address it was posted to (rt5)",
        ),
        (
            body(time=(now() + timedelta(days=3)).isoformat()),
            "Its time is more than a day ahead of ours. Is the sender's clock right?",
        ),
    ],
)
async def test_what_is_signed_but_unusable_is_kept_with_a_reason(
    door: Door, content: bytes, reason: str
) -> None:
    assert await door.deliver(content) == 202
    assert await work_off(door.store.desk) == 1
    (letter,) = await door.dead()
    assert (letter.body, letter.reason, letter.source) == (content, reason, "rt5")
    assert await door.raw() == []
    assert await door.tickets() == []


async def test_deliveries_out_of_order_end_in_the_right_state(door: Door) -> None:
    def revision(number: int, status: str) -> bytes:
        person = {"id": "8", "name": "Jane"}
        return body(
            id=f"rt-{number}",
            revision=number,
            ticket={"id": "2", "status": status, "requester": person},
        )

    for number, status in ((1, "new"), (3, "resolved"), (2, "in_progress"), (3, "resolved")):
        delivery = f"msg_{number}"
        assert await door.deliver(revision(number, status), delivery) in {200, 202}
    assert await work_off(door.store.desk) == 3
    (ticket,) = await door.tickets()
    assert (ticket.status, ticket.revision, ticket.reopen_count) == ("resolved", 3, 0)


async def test_a_source_may_name_its_parts(door: Door) -> None:
    assert await door.deliver(body(source="rt5/emea")) == 202
    assert await work_off(door.store.desk) == 1
    (ticket,) = await door.tickets()
    assert ticket.id == "rt5/emea:2"


async def test_no_secret_and_no_person_in_the_log(door: Door) -> None:
    with structlog.testing.capture_logs() as logs:
        content = body(ticket={"id": "2", "requester": {"id": "8", "name": "Jane Doe"}})
        await door.post(content, signed(content, secret=OTHER_SECRET))
        await door.post(content, {}, source="Jane Doe")
        await door.deliver(content)
        await work_off(door.store.desk)
    written = json.dumps(logs)
    assert len(logs) == 3
    for secret in (SECRET, NEXT_SECRET, OTHER_SECRET, "a secret", "Jane"):
        assert secret.removeprefix("whsec_") not in written


@pytest.mark.parametrize("secret", ["whsec_", "", "geheim ß"])
def test_a_secret_that_is_none_is_told_without_repeating_it(secret: str) -> None:
    with pytest.raises(Unusable, match="must be base64") as refused:
        StandardWebhooks([SECRET, secret])
    assert "geheim" not in str(refused.value)


def test_the_id_of_a_delivery_is_the_one_that_was_signed() -> None:
    content = body()
    verifier = StandardWebhooks([SECRET])
    assert verifier.verify(content, signed(content, delivery="msg_7")) == "msg_7"
    with pytest.raises(Refusal):
        verifier.verify(content, {**signed(content), "webhook-id": "msg_8"})
