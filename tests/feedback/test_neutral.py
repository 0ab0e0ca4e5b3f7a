"""What a ticket event must have, what it may have, and how a bad one is told what is wrong."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import Unusable
from feedback.neutral import LONGEST_COMMENT, LONGEST_TITLE, NeutralEvent, read_event
from feedback.records import ActorKind, Status

LEAST: dict[str, Any] = {
    "id": "rt-57",
    "source": "rt5/main",
    "time": "2026-11-21T22:03:06Z",
    "ticket": {"id": "2", "status": "in_progress", "requester": {"email": "jane@example.org"}},
}


def read(**changes: Any) -> NeutralEvent:
    return read_event(json.dumps({**LEAST, **changes}).encode())


def with_ticket(**changes: Any) -> NeutralEvent:
    return read(ticket={**LEAST["ticket"], **changes})


def test_the_least_that_an_event_needs() -> None:
    event = read()
    assert event.time == datetime(2026, 11, 21, 22, 3, 6, tzinfo=UTC)
    assert event.ticket.status is Status.IN_PROGRESS
    assert event.ticket_id == "rt5/main:2"


def test_what_vendors_add_is_no_error() -> None:
    event = with_ticket(u_custom=[1, 2, {"a": None}], sla={"calendar": "8x5", "x": 1})
    assert event.ticket.sla is not None


def test_what_is_left_out_differs_from_none() -> None:
    assert "group" not in with_ticket().ticket.model_fields_set
    assert "group" in with_ticket(group=None).ticket.model_fields_set


@pytest.mark.parametrize(
    ("said", "status", "raw"),
    [
        ({"status": "resolved"}, Status.RESOLVED, "resolved"),
        ({"status": "Waiting Requester"}, Status.WAITING_REQUESTER, "Waiting Requester"),
        ({"status": "in-progress", "status_raw": "Open"}, Status.IN_PROGRESS, "Open"),
        ({"status": "On Hold"}, Status.UNKNOWN, "On Hold"),
        ({"status": None, "status_raw": "-100"}, Status.UNKNOWN, "-100"),
        ({"status": None, "status_raw": "resolved"}, Status.UNKNOWN, "resolved"),
        ({"status": 7}, Status.UNKNOWN, "7"),
    ],
)
def test_a_status_is_known_or_kept_as_it_was_said(
    said: dict[str, Any], status: Status, raw: str
) -> None:
    ticket = with_ticket(**said).ticket
    assert (ticket.status, ticket.status_raw) == (status, raw)


def test_words_of_vendors_are_made_plain() -> None:
    event = with_ticket(
        requester={"id": 8, "email": " Mailto:Jane@Example.ORG ", "tz": "Mars/Olympus"},
        assignee={"id": "", "email": "n/a", "name": "Nobody"},
        channel="walkup",
        priority="P2",
        resolved_at="1970-01-01T00:00:00Z",
        closed_at="",
        kind="Incident",
    )
    ticket = event.ticket
    assert (ticket.requester.id, ticket.requester.tz) == ("8", None)
    assert ticket.assignee is not None
    assert not ticket.assignee.is_known
    assert (ticket.channel, ticket.priority, ticket.kind) == ("walk-up", "p2", "incident")
    assert ticket.resolved_at is None
    assert ticket.closed_at is None
    assert with_ticket(priority="whenever").ticket.priority is None


def test_moments_are_in_utc() -> None:
    assert read(time="2026-11-21T23:03:06+01:00").time == read().time


def test_too_much_text_is_cut_and_marked() -> None:
    event = read(
        ticket={**LEAST["ticket"], "title": "x" * 100_000},
        comment={"id": "1", "public": True, "by": "agent", "text": "y" * 100_000},
    )
    assert len(event.ticket.title) == LONGEST_TITLE
    assert event.ticket.title.endswith("…")
    assert event.comment is not None
    assert len(event.comment.text or "") == LONGEST_COMMENT


def test_nul_is_taken_out_because_no_database_likes_it() -> None:
    assert "\x00" not in with_ticket(title="a\x00b").ticket.title


def test_an_actor_of_another_kind_is_nobody_in_particular() -> None:
    assert read(actor={"id": "3", "kind": "wizard"}).actor == read(actor={"id": "3"}).actor
    known = read(actor={"id": "3", "kind": "bot"}).actor
    assert known is not None
    assert known.kind is ActorKind.BOT


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "This is not JSON."),
        (b'{"id": "x"', "This is not JSON."),
        (b"\xff\xfe", "This is not JSON."),
        (b"[" * 100_000, "This is not JSON."),
        (b'{"id": "\\ud800"}', "This is not JSON."),
        (b"[]", "should be an object with fields"),
        (b"{}", "id is missing; source is missing; time is missing; ticket is missing"),
    ],
)
def test_bytes_that_are_no_event(body: bytes, words: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_event(body)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"time": "2026-11-21T22:03:06"}, "time needs a time zone, as in 2026-11-21T22:03:06Z"),
        ({"time": "yesterday"}, "time is not a moment in time, as in 2026-11-21T22:03:06Z"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "time lies outside the years 1971 to 2999"),
        ({"time": None}, "time is not a moment in time, as in 2026-11-21T22:03:06Z"),
        ({"id": ""}, "id is empty"),
        ({"id": "x" * 301}, "id is longer than 300 characters"),
        ({"type": "ticket.deleted"}, "type should be 'ticket.snapshot'"),
        ({"revision": -1}, "revision input should be greater than or equal to 0"),
        ({"ticket": "INC-1"}, "ticket should be an object with fields"),
        (
            {"ticket": {"id": "1", "requester": {"id": "2"}}},
            "ticket status is missing; give ticket.status or ticket.status_raw",
        ),
        (
            {"ticket": {"id": "1", "status": "new", "requester": {"name": "Jane"}}},
            "ticket requester needs an id or an e-mail address",
        ),
        ({"ticket": {"status": "new", "requester": {"id": "2"}}}, "ticket.id is missing"),
        (
            {"ticket": {**LEAST["ticket"], "created_at": "2026-13-01"}},
            "ticket.created_at is not a moment in time, as in 2026-11-21T22:03:06Z",
        ),
    ],
)
def test_a_bad_event_is_told_which_field_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Unusable) as refused:
        read(**changes)
    assert str(refused.value) == words


def test_the_reason_never_quotes_what_was_sent() -> None:
    with pytest.raises(Unusable) as refused:
        read(time="jane@example.org", ticket={"id": {"name": "Jane Doe"}, "status": ["Jane"]})
    assert "ane" not in str(refused.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(
    [
        "id",
        "time",
        "revision",
        "actor",
        "actor.kind",
        "actor.email",
        "actor.tz",
        "comment",
        "comment.by",
        "ticket.title",
        "ticket.status",
        "ticket.priority",
        "ticket.requester",
        "ticket.assignee",
        "ticket.counters",
        "ticket.resolved_at",
        "ticket.sla",
    ]
)


@given(fields, anything)
def test_whatever_stands_in_a_field_is_taken_or_refused_in_words(field: str, value: Any) -> None:
    event = {**LEAST, "ticket": dict(LEAST["ticket"]), "actor": {"id": "1"}, "comment": {}}
    part, _, name = field.rpartition(".")
    (event[part] if part else event)[name] = value
    try:
        read_event(json.dumps(event).encode())
    except Unusable as reason:
        assert str(reason)  # noqa: PT017, it may pass as well
