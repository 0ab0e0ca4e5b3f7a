"""The life of a ticket as its own system tells it, and what the desk makes of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from feedback import closing, promises, tickets
from feedback.closing import check_of
from feedback.errors import Unusable
from feedback.events import TicketHandedOver, TicketPickedUp, UpdateSuggested
from feedback.hours import standard_calendar
from feedback.people import Role
from feedback.policy import Policy
from feedback.privacy import ERASED, erase
from feedback.records import (
    ActorKind,
    Fixed,
    Promise,
    PromiseState,
    Status,
    TicketEventKind,
    TimerKind,
    Update,
)
from feedback.tickets import Outcome
from tests.feedback.ticket_system import (
    BY_A_RULE,
    BY_JANE,
    BY_KIM,
    BY_SAM,
    JANE,
    KIM,
    SAM,
    TicketSystem,
    at,
    in_words,
    public,
    ticket_system,
)


@pytest.fixture
async def rt(database_url: str) -> AsyncIterator[TicketSystem]:
    async with ticket_system(database_url) as system:
        yield system


@pytest.fixture
async def quick(sqlite_url: str) -> AsyncIterator[TicketSystem]:
    """For what cannot differ from database to database."""
    async with ticket_system(sqlite_url) as system:
        yield system


async def test_a_ticket_from_its_opening_to_its_closing(rt: TicketSystem) -> None:
    assert await rt.says("09:00", actor=BY_JANE) == ["opened"]
    assert await rt.says("09:10", group="Network", actor=BY_KIM) == ["group_changed"]
    assert await rt.says("09:20", assignee=SAM, actor=BY_SAM) == ["assigned", "picked_up"]
    assert await rt.says("09:21", status="in_progress", actor=BY_SAM) == ["updated"]
    assert await rt.says("09:40", actor=BY_SAM, comment=public("c1", "agent")) == [
        "public_reply_agent"
    ]
    assert await rt.says("10:00", status="waiting_requester", actor=BY_SAM) == ["waiting_requester"]
    assert await rt.says("11:00", actor=BY_JANE, comment=public("c2", "requester")) == [
        "public_reply_requester",
        "resumed",
    ]
    assert await rt.says("11:30", status="in_progress", actor=BY_SAM) == ["updated"]
    assert await rt.says("12:00", status="waiting_other", actor=BY_SAM) == ["waiting_other"]
    assert await rt.says("13:00", status="in_progress", priority="p2", actor=BY_SAM) == [
        "priority_changed",
        "resumed",
    ]
    assert await rt.says("14:00", status="resolved", actor=BY_SAM) == ["resolved"]
    assert await rt.says("15:00", status="closed", actor=BY_A_RULE) == ["closed"]

    ticket, sam = await rt.the_ticket(), await rt.person("Sam Sharp")
    assert ticket.key == "INC-42"
    assert ticket.technician_id == sam.id
    assert (ticket.team, ticket.priority, ticket.contact_channel) == ("Network", "p2", "portal")
    assert (ticket.created_at, ticket.picked_up_at) == (at("09:00"), at("09:20"))
    assert (ticket.first_response_at, ticket.last_human_word_at) == (at("09:40"), at("09:40"))
    assert (ticket.resolved_at, ticket.closed_at) == (at("14:00"), at("15:00"))
    assert (ticket.group_changes, ticket.hops, ticket.reopen_count) == (1, 0, 0)
    assert ticket.status is ticket.reported_status is Status.CLOSED

    (cycle,) = await rt.cycles()
    assert cycle.felt_seconds == 5 * 3600
    assert cycle.paused_seconds == 3600  # until her reply at 11:00, not until the click at 11:30
    assert cycle.net_seconds == 4 * 3600


async def test_events_are_numbered_and_know_who_did_it(rt: TicketSystem) -> None:
    await rt.says("09:00", actor=BY_JANE)
    await rt.says("09:20", assignee=SAM, status="in_progress", actor=BY_SAM)
    await rt.says("10:00", status="resolved", actor=BY_A_RULE)
    history = await rt.history()
    assert [event.sequence for event in history] == [0, 1, 2, 3]
    sam = await rt.person("Sam Sharp")
    assert [(event.kind, event.actor, event.actor_id) for event in history[2:]] == [
        (TicketEventKind.PICKED_UP, ActorKind.AGENT, sam.id),
        (TicketEventKind.RESOLVED, ActorKind.AUTOMATION, None),
    ]
    assert (history[3].old, history[3].new) == ("in_progress", "resolved")


# People


async def test_one_person_is_one_person_by_id_and_by_e_mail(rt: TicketSystem) -> None:
    await rt.says("09:00")
    rt.ticket |= {"id": "3", "key": "INC-43", "requester": {"email": "JANE.DOE@example.org "}}
    await rt.says("09:10")
    rt.ticket |= {"id": "4", "key": "INC-44", "requester": {"id": "u-jane"}, "assignee": JANE}
    await rt.says("09:20")
    jane = await rt.person("Jane Doe")
    assert jane.email == "jane.doe@example.org"
    assert jane.roles == (Role.REQUESTER, Role.TECHNICIAN)
    async with rt.store.desk.begin() as work:
        assert await work.tickets.count(requester_id=jane.id) == 3
        assert await work.people.count() == 1


async def test_a_corrected_link_wins_over_the_e_mail(quick: TicketSystem) -> None:
    await quick.says("09:00")
    jane = await quick.person("Jane Doe")
    async with quick.store.desk.begin() as work:
        (link,) = await work.identities.find(id="rt5:u-jane")
        twin = replace(jane, id="twin", name="Jane Doe the younger", email="j@example.org")
        await work.people.add(twin)
        await work.identities.put(replace(link, person_id=twin.id))
    quick.ticket |= {"id": "3", "key": "INC-43"}
    received = await quick.receive(quick.writes("09:10"))
    assert received.ticket.requester_id == "twin"


async def test_what_we_know_of_a_person_is_not_overwritten(quick: TicketSystem) -> None:
    await quick.says("09:00", requester={"id": "u-jane"})
    await quick.says("09:05", requester={**JANE, "name": "jdoe17"})
    jane = await quick.person("u-jane")
    assert jane.email == "jane.doe@example.org"  # filled in, where there was nothing
    await quick.says("09:10", requester={**JANE, "email": "other@example.org"})
    assert (await quick.person("u-jane")).email == "jane.doe@example.org"


async def test_who_was_erased_is_not_brought_back_by_an_old_ticket(quick: TicketSystem) -> None:
    await quick.says("09:00")
    async with quick.store.desk.begin() as work:
        (jane,) = await work.people.find(name="Jane Doe")
        await erase(work, jane)
    await quick.news()
    await quick.says("10:00", status="in_progress", assignee=SAM, actor=BY_SAM)
    await quick.says(
        "10:30", status="resolved", actor=BY_SAM, comment=public("c1", "agent", text="Dear Jane")
    )
    ticket = await quick.the_ticket()
    assert (ticket.requester_id, ticket.title) == (jane.id, ERASED)
    assert ticket.status is Status.RESOLVED
    async with quick.store.desk.begin() as work:
        assert not await work.people.find(name="Jane Doe")
        assert not await work.updates.find()
    assert await quick.news() == []


async def test_one_system_s_ids_are_not_another_s(quick: TicketSystem) -> None:
    await quick.says("09:00", requester={"id": "8", "name": "Jane"})
    event = quick.writes("09:05").model_copy(update={"source": "jira"})
    await quick.tells(event)
    async with quick.store.desk.begin() as work:
        assert await work.people.count() == 2
        assert await work.tickets.count() == 2


# Duplicates and late news


async def test_the_same_event_again_changes_nothing(rt: TicketSystem) -> None:
    await rt.says("09:00")
    event = rt.writes("09:20", assignee=SAM, comment=public("c1", "agent"), status="in_progress")
    await rt.tells(event)
    before, history = await rt.the_ticket(), await rt.history()
    again = await rt.receive(event)
    assert again.outcome is Outcome.UNCHANGED
    assert (await rt.the_ticket(), await rt.history()) == (before, history)


async def test_an_older_snapshot_undoes_nothing(rt: TicketSystem) -> None:
    await rt.says("09:00")
    stale = rt.writes("09:10", group="Network")
    await rt.says("09:20", group="Identity", status="in_progress", assignee=SAM)
    received = await rt.receive(stale)
    assert received.outcome is Outcome.LATE
    assert received.happened == ()
    ticket = await rt.the_ticket()
    assert (ticket.team, ticket.group_changes) == ("Identity", 1)


async def test_without_a_revision_the_time_decides(quick: TicketSystem) -> None:
    def unnumbered(when: str, **changes: Any) -> Any:
        return quick.writes(when, **changes).model_copy(update={"revision": None})

    await quick.tells(unnumbered("09:00"))
    await quick.tells(unnumbered("09:20", status="resolved"))
    late = await quick.receive(unnumbered("09:10", status="in_progress"))
    assert late.outcome is Outcome.LATE
    # Two changes within one tick of the ticket system's clock: the order of arrival decides.
    assert await quick.tells(unnumbered("09:20", status="closed")) == ["closed"]


async def test_a_revision_counts_more_than_a_clock_that_goes_back(quick: TicketSystem) -> None:
    await quick.says("09:00")
    await quick.says("09:20", status="resolved")
    assert await quick.says("09:15", status="in_progress") == ["picked_up", "reopened"]
    ticket = await quick.the_ticket()
    assert ticket.reopen_count == 1
    assert ticket.updated_at == at("09:20")


async def test_a_late_word_is_heard_at_the_moment_when_it_was_said(rt: TicketSystem) -> None:
    await rt.says("09:00")
    await rt.says("09:20", assignee=SAM, status="in_progress", actor=BY_SAM)
    early = rt.writes("09:30", actor=BY_SAM, comment=public("c1", "agent", at=at("09:30")))
    await rt.says("11:00", actor=BY_SAM, comment=public("c2", "agent"))
    assert (await rt.the_ticket()).first_response_at == at("11:00")

    assert await rt.tells(early, "11:30") == ["public_reply_agent"]
    ticket = await rt.the_ticket()
    assert ticket.first_response_at == at("09:30")
    assert ticket.last_human_word_at == at("11:00")
    assert await rt.tells(early, "11:31") == []


async def test_a_late_reply_shortens_a_pause_that_was_counted_already(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.says("10:00", status="waiting_requester")
    reply = rt.writes("10:30", actor=BY_JANE, comment=public("c1", "requester"))
    await rt.says("12:00", status="in_progress")
    await rt.says("13:00", status="resolved")
    (cycle,) = await rt.cycles()
    assert (cycle.paused_seconds, cycle.net_seconds) == (2 * 3600, 2 * 3600)

    assert await rt.tells(reply, "13:05") == ["public_reply_requester"]
    (cycle,) = await rt.cycles()
    assert (cycle.paused_seconds, cycle.net_seconds) == (1800, 3600 * 3 + 1800)
    assert cycle.felt_seconds == 4 * 3600


async def test_an_event_from_the_future_is_refused(quick: TicketSystem) -> None:
    await quick.says("09:00")
    with pytest.raises(Unusable, match="ahead of ours"):
        await quick.receive(quick.writes("26 09:00"), "09:10")
    assert await quick.says("09:20", status="in_progress") == ["picked_up"]


# Reopening


async def test_the_ticket_system_reopens(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.is_reached("Jane Doe")
    await rt.says("10:00", status="resolved", actor=BY_SAM)
    assert await rt.news_kinds() == ["TicketPickedUp", "UpdateSuggested", "ClosingAsked"]
    assert await rt.says(
        "12:00", status="in_progress", actor=BY_A_RULE, comment=public("c1", "requester")
    ) == ["public_reply_requester", "reopened"]
    assert await rt.news_kinds() == ["ClosingWithdrawn"]

    ticket = await rt.the_ticket()
    assert (ticket.cycle, ticket.reopen_count, ticket.resolved_at) == (2, 1, None)
    reopened = (await rt.history())[-1]
    assert (reopened.actor, reopened.cycle) == (ActorKind.REQUESTER, 2)

    await rt.says("15:00", status="resolved", actor=BY_SAM)
    first, second = await rt.cycles()
    assert (first.number, first.felt_seconds) == (1, 3600)
    assert (second.started_at, second.felt_seconds) == (at("12:00"), 3 * 3600)


async def says(rt: TicketSystem, fixed: Fixed, when: str) -> None:
    """Jane answers the closing check in the chat."""
    rt.clock.now = at(when)
    jane = await rt.person("Jane Doe")
    ticket = await rt.the_ticket()
    async with rt.store.desk.begin() as work:
        check = await check_of(work, ticket)
        assert check is not None
        await closing.answer(work, check.id, jane, fixed)


async def test_not_yet_is_not_undone_by_a_snapshot_that_only_repeats(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.says("10:00", status="resolved", actor=BY_SAM)
    await says(rt, Fixed.NOT_YET, "11:00")

    assert await rt.says("11:30", priority="p2", actor=BY_SAM) == ["priority_changed"]
    ticket = await rt.the_ticket()
    assert (ticket.status, ticket.reported_status) == (Status.IN_PROGRESS, Status.RESOLVED)
    assert (ticket.cycle, ticket.reopen_count) == (2, 1)

    # Nor by the ticket system's own "closed" some days later …
    assert await rt.says("27 10:00", status="closed", actor=BY_A_RULE) == ["updated"]
    assert (await rt.the_ticket()).status is Status.IN_PROGRESS
    assert len(await rt.cycles()) == 1


async def test_after_a_not_yet_a_person_may_close_it(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.says("10:00", status="resolved", actor=BY_SAM)
    await says(rt, Fixed.NOT_YET, "11:00")
    assert await rt.says("14:00", status="closed", actor=BY_SAM) == ["closed"]
    assert [cycle.number for cycle in await rt.cycles()] == [1, 2]


async def test_after_a_not_yet_a_later_resolution_counts(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress")
    stated = at("10:00").isoformat()
    await quick.says("10:00", status="resolved", resolved_at=stated, actor=BY_SAM)
    await says(quick, Fixed.NOT_YET, "11:00")
    assert await quick.says("11:30", resolved_at=stated) == ["updated"]
    # The snapshot in between, in which it was open, never reached us.
    assert await quick.says("14:00", resolved_at=at("13:50").isoformat()) == ["resolved"]
    assert (await quick.cycles())[-1].resolved_at == at("13:50")


async def test_a_reopening_that_both_know_of_is_one(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.says("10:00", status="resolved", actor=BY_SAM)
    await says(rt, Fixed.NOT_YET, "11:00")
    assert await rt.says("11:05", status="in_progress", counters={"reopen": 1}) == ["updated"]
    assert (await rt.the_ticket()).reopen_count == 1
    assert await rt.says("14:00", status="resolved", actor=BY_SAM) == ["resolved"]
    assert (await rt.the_ticket()).cycle == 2


async def test_a_yes_is_not_undone_either(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress")
    await quick.says("10:00", status="resolved", actor=BY_SAM)
    await says(quick, Fixed.YES, "10:30")
    await quick.news()
    assert await quick.says("11:00", priority="p2") == ["priority_changed"]
    assert (await quick.the_ticket()).status is Status.CLOSED
    assert await quick.says("29 10:00", status="closed", actor=BY_A_RULE) == ["updated"]
    assert (await quick.the_ticket()).closed_at == at("10:30")
    assert await quick.news() == []


async def test_the_larger_count_of_reopenings_wins(quick: TicketSystem) -> None:
    await quick.says("09:00", counters={"reopen": 3})
    assert (await quick.the_ticket()).reopen_count == 3
    await quick.says("10:00", status="resolved", counters={"reopen": 0})
    await quick.says("11:00", status="in_progress", counters={"reopen": 0})
    assert (await quick.the_ticket()).reopen_count == 4


# Statuses


async def test_an_unknown_status_is_not_guessed(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.says("10:00", status="resolved", actor=BY_SAM)
    await rt.says("11:00", status="Awaiting approval")
    ticket = await rt.the_ticket()
    assert (ticket.status, ticket.status_raw) == (Status.UNKNOWN, "Awaiting approval")
    assert ticket.reopen_count == 0  # perhaps it was; nobody has told us

    assert await rt.says("12:00", status="resolved") == ["updated"]
    assert len(await rt.cycles()) == 1
    await rt.says("12:30", status="Awaiting approval")
    assert await rt.says("13:00", status="in_progress") == ["reopened"]


async def test_leaving_a_wait_for_something_unknown_ends_the_pause(quick: TicketSystem) -> None:
    await quick.says("09:00", status="waiting_requester")
    assert await quick.says("10:00", status="Awaiting approval") == ["resumed"]


async def test_closed_without_resolved_is_a_resolution(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.news()
    stated = at("09:45").isoformat()
    assert await rt.says("10:00", status="closed", resolved_at=stated, actor=BY_SAM) == ["closed"]
    ticket = await rt.the_ticket()
    assert (ticket.resolved_at, ticket.closed_at) == (at("09:45"), at("10:00"))
    assert (await rt.cycles())[0].felt_seconds == 45 * 60
    assert await rt.news() == []  # no closing check any more, but a survey
    assert await timer(rt, TimerKind.INVITATION) is not None


async def timer(rt: TicketSystem, kind: TimerKind, ref: str = "rt5:2") -> Any:
    async with rt.store.desk.begin() as work:
        return await work.timers.get(f"{kind.value}:{ref}")


async def test_a_ticket_that_we_meet_when_it_is_done_already(quick: TicketSystem) -> None:
    happened = await quick.says(
        "12:00",
        assignee=SAM,
        status="closed",
        resolved_at=at("10:00").isoformat(),
        closed_at=at("11:00").isoformat(),
    )
    assert happened == ["opened", "assigned", "picked_up", "closed"]
    (cycle,) = await quick.cycles()
    assert (cycle.started_at, cycle.resolved_at) == (at("09:00"), at("10:00"))


async def test_a_closing_of_long_ago_starts_no_conversation(quick: TicketSystem) -> None:
    done = quick.writes("10:00", assignee=SAM, status="closed", resolved_at=at("10:00").isoformat())
    await quick.tells(done, "29 10:00")
    assert await quick.news() == []
    assert await timer(quick, TimerKind.INVITATION) is None
    assert len(await quick.cycles()) == 1


async def test_a_stated_moment_that_cannot_be_is_not_believed(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress")
    await quick.says("10:00", status="resolved", resolved_at=at("08:00").isoformat())
    assert (await quick.the_ticket()).resolved_at == at("10:00")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"status": "cancelled"}, "cancelled"),
        ({"merged_into": "99"}, "merged"),
        ({"status": "closed", "merged_into": "99"}, "merged"),
    ],
)
async def test_a_ticket_that_is_gone_asks_nothing_more(
    quick: TicketSystem, changes: dict[str, Any], kind: str
) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress")
    await quick.is_reached("Jane Doe")
    await quick.says("10:00", status="resolved", actor=BY_SAM)
    promise = await promised(quick, due="16:00")
    await quick.news()
    assert await quick.says("10:10", **changes) == [kind]
    assert (await quick.the_ticket()).status is Status.CANCELLED
    assert await quick.news_kinds() == ["PromiseSettled", "ClosingWithdrawn"]
    assert (await the_promise(quick, promise)).state is PromiseState.RELEASED
    for kind_of_timer in (TimerKind.INVITATION, TimerKind.SILENCE):
        assert await timer(quick, kind_of_timer) is None


async def test_a_cancelled_ticket_that_is_filed_stays_cancelled(quick: TicketSystem) -> None:
    await quick.says("09:00", status="cancelled")
    assert await quick.says("10:00", status="closed") == ["updated"]
    ticket = await quick.the_ticket()
    assert (ticket.status, ticket.resolved_at) == (Status.CANCELLED, None)
    assert await quick.says("11:00", status="in_progress", actor=BY_SAM) == ["picked_up", "resumed"]


async def test_a_merge_that_is_undone(quick: TicketSystem) -> None:
    await quick.says("09:00", status="in_progress", merged_into="99")
    assert await quick.says("10:00", merged_into=None) == ["picked_up", "resumed"]
    assert (await quick.the_ticket()).status is Status.IN_PROGRESS


async def test_fields_that_are_left_out_stay_as_they_were(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, service="VPN", category="Network")
    for name in ("assignee", "service", "group", "title", "priority", "channel"):
        del quick.ticket[name]
    assert await quick.says("10:00", category=None) == ["updated"]
    ticket = await quick.the_ticket()
    assert (ticket.service, ticket.team, ticket.category) == ("VPN", "Service Desk", None)
    assert ticket.technician_id is not None
    assert ticket.title == "The VPN drops every ten minutes"


# Hands and groups


async def test_hops_are_hands_and_group_changes_are_groups(rt: TicketSystem) -> None:
    await rt.says("09:00")
    assert await rt.says("09:10", assignee=SAM) == ["assigned", "picked_up"]
    assert await rt.says("09:20", group="Network") == ["group_changed"]
    assert await rt.says("09:30", assignee=None) == ["reassigned"]
    assert await rt.says("09:40", assignee=SAM) == ["reassigned"]  # the same hands again
    assert (await rt.the_ticket()).hops == 0
    assert await rt.says("09:50", assignee=None, group="Service Desk") == [
        "group_changed",
        "reassigned",
    ]
    assert await rt.says("10:00", assignee=KIM) == ["reassigned"]
    ticket = await rt.the_ticket()
    assert (ticket.hops, ticket.group_changes) == (1, 2)


async def test_the_new_hand_hears_of_it(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM)
    await rt.news()
    await rt.says("10:00", assignee=KIM)
    kim = await rt.person("Kim Cole")
    assert kim.roles == (Role.TECHNICIAN,)
    assert await rt.news() == [TicketHandedOver("rt5:2", kim.id)]
    await rt.says("11:00", assignee=None)
    assert await rt.news() == []


async def test_a_person_picks_up_and_is_asked_for_a_word(rt: TicketSystem) -> None:
    await rt.says("09:00", actor=BY_JANE)
    await rt.says("09:20", assignee=SAM, status="in_progress", actor=BY_SAM)
    sam = await rt.person("Sam Sharp")
    assert await rt.news() == [TicketPickedUp("rt5:2", sam.id), UpdateSuggested("rt5:2", sam.id)]
    await rt.says("09:30", status="new", assignee=None, actor=BY_SAM)
    await rt.says("09:40", status="in_progress", assignee=KIM, actor=BY_KIM)
    assert TicketEventKind.PICKED_UP not in {event.kind for event in (await rt.history())[4:]}


async def test_a_rule_picks_nothing_up(rt: TicketSystem) -> None:
    assert await rt.says("09:00", assignee=SAM, actor=BY_A_RULE) == ["opened", "assigned"]
    assert await rt.says("09:05", status="in_progress", actor=BY_A_RULE) == ["updated"]
    assert await rt.news() == []
    assert (await rt.the_ticket()).picked_up_at is None
    # The first public word shows that somebody has it after all; they have just said something.
    await rt.says("09:30", actor=BY_SAM, comment=public("c1", "agent"))
    assert (await rt.the_ticket()).picked_up_at == at("09:30")
    assert await rt.news_kinds() == ["TicketPickedUp"]


async def test_their_own_ticket_needs_no_word_to_themselves(quick: TicketSystem) -> None:
    await quick.says("09:00", requester=SAM, assignee=SAM, status="in_progress", actor=BY_SAM)
    await quick.says("10:00", status="resolved", actor=BY_SAM)
    assert await quick.news_kinds() == ["TicketPickedUp"]


# Words


@pytest.mark.parametrize(
    ("actor", "comment"),
    [
        (BY_SAM, public("c1", "agent", auto=True)),
        (BY_SAM, {"id": "c1", "public": False, "by": "agent"}),
        (BY_SAM, {"id": "c1", "by": "agent"}),
        (BY_A_RULE, public("c1", "agent")),
        (BY_A_RULE, {"id": "c1", "public": True}),
        ({"id": "sincerely", "kind": "bot"}, public("c1", "agent")),
        (None, public("c1", "automation")),
        (BY_JANE, public("c1", "agent")),
        (BY_JANE, public("c1", "requester")),
    ],
)
async def test_what_is_no_human_word_from_the_desk(
    quick: TicketSystem, actor: dict[str, Any] | None, comment: dict[str, Any]
) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress")
    await quick.says("09:30", actor=actor, comment=comment)
    ticket = await quick.the_ticket()
    assert (ticket.first_response_at, ticket.last_human_word_at) == (None, None)


async def test_on_the_phone_the_pick_up_is_the_first_response(quick: TicketSystem) -> None:
    await quick.says("09:00", channel="phone")
    await quick.says("09:04", assignee=SAM, actor=BY_SAM)
    assert (await quick.the_ticket()).first_response_at == at("09:04")


async def test_resolved_on_the_phone_by_nobody_in_particular(quick: TicketSystem) -> None:
    await quick.says("09:00", channel="walkup")
    await quick.says("09:04", status="resolved", actor=BY_A_RULE)
    assert (await quick.the_ticket()).first_response_at is None


async def test_the_words_follow_the_ticket_if_the_desk_sends_them(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress", actor=BY_SAM)
    await rt.says(
        "09:30", actor=BY_SAM, comment=public("c1", "agent", text="I'm swapping the dock.")
    )
    await rt.says("10:00", actor=BY_JANE, comment=public("c2", "requester", text="Thank you!"))
    await rt.says("10:05", actor=BY_JANE, comment=public("c3", "requester"))
    async with rt.store.desk.begin() as work:
        (update,) = await work.updates.find()
        (reply,) = await work.replies.find()
    assert (update.words, update.posted_at) == ("I'm swapping the dock.", at("09:30"))
    assert (reply.words, reply.said_at) == ("Thank you!", at("10:00"))
    # The ticket system has told them both already.
    assert "UpdatePosted" not in await rt.news_kinds()


async def test_three_words_without_progress_go_to_the_dispatcher(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress", actor=BY_SAM)
    await quick.news()
    for number in range(3):
        await quick.says(f"1{number}:00", actor=BY_SAM, comment=public(f"c{number}", "agent"))
    assert await quick.news_kinds() == ["GraceExhausted"]
    await quick.says("13:00", status="waiting_other", actor=BY_SAM)
    assert (await quick.the_ticket()).updates_without_progress == 0


async def test_the_silence_clock_starts_with_the_ticket_and_with_every_word(
    rt: TicketSystem,
) -> None:
    await rt.says("09:00")
    first = await timer(rt, TimerKind.SILENCE)
    await rt.says("10:00", priority="p1")
    assert await timer(rt, TimerKind.SILENCE) == first  # a field that changes is no word
    await rt.says("11:00", actor=BY_SAM, comment=public("c1", "agent"))
    assert (await timer(rt, TimerKind.SILENCE)).due_at > first.due_at
    await rt.says("12:00", status="resolved", actor=BY_SAM)
    assert await timer(rt, TimerKind.SILENCE) is None


# Promises


async def promised(rt: TicketSystem, due: str, due_days: int = 0) -> Promise:
    async with rt.store.desk.begin() as work:
        ticket = await work.tickets.get("rt5:2")
        assert ticket is not None
        sam = ticket.technician_id
        assert sam is not None
        update = Update(
            id=work.new_id(),
            ticket_id=ticket.id,
            technician_id=sam,
            requester_id=ticket.requester_id,
            posted_at=work.now,
            words="",
            message="",
        )
        due_at = at(due) + timedelta(days=due_days)
        return await promises.make(work, ticket, update, due_at, f"by {due}")


async def the_promise(rt: TicketSystem, promise: Promise) -> Promise:
    async with rt.store.desk.begin() as work:
        found = await work.promises.get(promise.id)
    assert found is not None
    return found


async def test_a_word_in_the_ticket_system_keeps_the_promise(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress", actor=BY_SAM)
    soon, later = await promised(rt, due="11:00"), await promised(rt, due="09:00", due_days=2)
    await rt.says("10:30", actor=BY_SAM, comment=public("c1", "agent"))
    assert (await the_promise(rt, soon)).state is PromiseState.KEPT
    assert (await the_promise(rt, later)).state is PromiseState.OPEN
    await rt.says("12:00", status="resolved", actor=BY_SAM)
    assert (await the_promise(rt, later)).state is PromiseState.KEPT


async def test_a_promise_that_looked_missed_was_kept_if_the_word_came_in_time(
    rt: TicketSystem,
) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress", actor=BY_SAM)
    promise = await promised(rt, due="11:00")
    word = rt.writes("10:50", actor=BY_SAM, comment=public("c1", "agent"))
    rt.clock.now = at("11:01")
    async with rt.store.desk.begin() as work:
        await promises.due(work, promise.id)
    assert (await the_promise(rt, promise)).state is PromiseState.MISSED

    await rt.tells(word, "11:20")  # the ticket system was slow to tell us
    kept = await the_promise(rt, promise)
    assert (kept.state, kept.settled_at) == (PromiseState.KEPT, at("10:50"))
    assert await timer(rt, TimerKind.PROMISE_ESCALATE, promise.id) is None


async def test_a_late_word_keeps_no_promise_that_was_made_after_it(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress", actor=BY_SAM)
    word = quick.writes("09:10", actor=BY_SAM, comment=public("c1", "agent"))
    quick.clock.now = at("09:30")
    promise = await promised(quick, due="11:00")
    await quick.tells(word, "09:40")
    assert (await the_promise(quick, promise)).state is PromiseState.OPEN


async def test_a_rule_that_resolves_keeps_nobody_s_promise(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress", actor=BY_SAM)
    promise = await promised(quick, due="16:00")
    await quick.says("12:00", status="resolved", actor=BY_A_RULE)
    assert (await the_promise(quick, promise)).state is PromiseState.OPEN


# Closing


async def test_who_closes_it_themselves_is_not_asked_whether_it_is_fixed(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.news()
    await rt.says("10:00", status="resolved", actor=BY_JANE)
    assert await rt.news() == []
    survey = await timer(rt, TimerKind.INVITATION)
    assert survey.due_at == at("10:00") + rt.store.desk.policy.invitation_delay


async def test_closed_while_the_question_was_open(rt: TicketSystem) -> None:
    await rt.says("09:00", assignee=SAM, status="in_progress")
    await rt.is_reached("Jane Doe")
    await rt.says("10:00", status="resolved", actor=BY_SAM)
    await rt.news()
    await rt.says("11:00", status="closed", actor=BY_A_RULE)
    assert await rt.news_kinds() == ["ClosingWithdrawn"]


# Clocks


async def test_nights_weekends_and_holidays_are_felt_but_not_worked(sqlite_url: str) -> None:
    desk = Policy(calendar=standard_calendar(holidays=frozenset({date(2026, 11, 25)})))
    async with ticket_system(sqlite_url, desk) as rt:
        await rt.says("09:00", assignee=SAM, status="in_progress")  # ten o'clock in Berlin
        await rt.says("16:00", status="waiting_requester")
        await rt.says("26 08:00", status="in_progress")
        await rt.says("27 09:00", status="resolved")
        (cycle,) = await rt.cycles()
    assert cycle.felt_seconds == 3 * 24 * 3600
    assert cycle.paused_seconds == 40 * 3600
    # 8 hours on Tuesday, none on Wednesday, 10 on Thursday, 2 on Friday; 2 of them were waiting.
    assert cycle.net_seconds == (8 + 10 + 2 - 2) * 3600


async def test_waiting_until_the_end_is_a_pause_until_the_end(quick: TicketSystem) -> None:
    await quick.says("09:00", assignee=SAM, status="in_progress")
    await quick.says("10:00", status="waiting_requester")
    await quick.says("12:00", status="resolved")
    (cycle,) = await quick.cycles()
    assert (cycle.paused_seconds, cycle.net_seconds) == (2 * 3600, 3600)


# Many at once


async def test_history_in_one_go_is_the_same_as_event_by_event(database_url: str) -> None:
    async with ticket_system(database_url) as rt:
        events = [
            rt.writes("09:00"),
            rt.writes("09:20", assignee=SAM, status="in_progress", group="Network"),
            rt.writes("10:00", status="waiting_requester"),
            rt.writes("10:30", comment=public("c1", "requester"), actor=BY_JANE),
            rt.writes("11:00", status="resolved"),
            rt.writes("12:00", status="in_progress", assignee=KIM),
            rt.writes("13:00", status="closed"),
        ]
        rt.ticket |= {"id": "3", "key": "INC-43", "assignee": SAM}
        others = [rt.writes("13:30", status="resolved"), rt.writes("13:40", status="closed")]
        rt.clock.now = at("14:00")
        swapped = [*events[:4], events[5], events[4], *others[:1], events[6], *others[1:]]
        async with rt.store.desk.begin() as work:
            in_one_go = await tickets.receive_many(work, swapped)
        assert [in_words(each.happened) for each in in_one_go[-4:]] == [
            [],  # the resolution came after what followed it, so it is too late
            ["opened", "assigned", "picked_up", "resolved"],
            ["closed"],
            ["closed"],
        ]
        assert await rt.news() == []
        async with rt.store.desk.begin() as work:
            again = await tickets.receive_many(work, swapped)
        assert not any(each.happened for each in again)

        fresh = TicketSystem(rt.store, rt.clock)
        for number, event in enumerate(swapped):
            copy = event.model_copy(update={"source": "twin"})
            received = await fresh.receive(copy, "14:00")
            assert in_words(received.happened) == in_words(in_one_go[number].happened)
            twin = replace(received.ticket, id="", source="", requester_id="", technician_id="")
            one = replace(
                in_one_go[number].ticket, id="", source="", requester_id="", technician_id=""
            )
            assert twin == one


async def test_a_moment_is_kept_in_utc(quick: TicketSystem) -> None:
    await quick.says("09:00")
    assert (await quick.the_ticket()).created_at.tzinfo is UTC
