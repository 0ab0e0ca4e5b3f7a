"""Whatever the dice say, the year holds together as a real one would."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.names import VOCABULARY
from bot.demo.story import Called, Change, Moved, Story, Told
from feedback.hours import business_time, standard_calendar
from feedback.people import Identity, Person, PersonAddress, Role
from feedback.policy import Policy
from feedback.records import (
    Attribution,
    ClosingCheck,
    Invitation,
    InvitationState,
    Loop,
    LoopState,
    Promise,
    PromiseState,
    Rating,
    Reply,
    ResolutionCycle,
    Status,
    Ticket,
    TicketEvent,
    TicketEventKind,
    Update,
    Visibility,
)
from tests.bot.demo.desks import NOON, Year, a_year, imagined

POLICY = Policy()
ATTRIBUTES = [field.name for field in fields(Attribution)]
ANSWERABLE = {InvitationState.ASKED, InvitationState.ANSWERED, InvitationState.WITHDRAWN}


@pytest.fixture(scope="module")
def year() -> Year:
    return a_year()


def test_hardly_anybody_is_forgotten_for_days() -> None:
    """From a word, or the time it promised, until the next: else the board lists dozens."""
    _, stories = imagined(1500)
    calendar = standard_calendar()
    waits = [
        business_time(calendar, since, until).total_seconds() / 3600
        for story in stories
        for since, until in silences(story)
    ]
    assert len(waits) > 1500
    assert max(waits) < 50
    assert sum(wait > 8 for wait in waits) / len(waits) < 0.08


def silences(story: Story) -> Iterator[tuple[datetime, datetime]]:
    """While the desk has it; what they must answer themselves is another matter."""
    since: datetime | None = story.created_at
    for happening in story.happenings:
        match happening:
            case Told() | Moved() | Called():
                if since is not None and happening.at > since:
                    yield since, happening.at
                due = None if isinstance(happening, Called) else happening.due
                since = max(happening.at, due) if due is not None else happening.at
            case Change(status=Status.IN_PROGRESS):
                since = since or happening.at
            case Change(status=Status.WAITING_REQUESTER | Status.RESOLVED):
                since = None
            case _:
                pass


def test_every_id_leads_to_a_record(year: Year) -> None:
    tickets, people = year.by_id(Ticket), year.by_id(Person)
    updates, ratings = year.by_id(Update), year.by_id(Rating)
    for ticket in tickets.values():
        assert ticket.requester_id in people
        assert ticket.technician_id is None or ticket.technician_id in people
    for record in year.records:
        match record:
            case TicketEvent() | ResolutionCycle():
                assert record.ticket_id in tickets
            case Update():
                assert record.ticket_id in tickets
                assert {record.technician_id, record.requester_id} <= people.keys()
            case Promise():
                assert record.ticket_id in tickets
                assert record.update_id in updates
            case Reply() | ClosingCheck() | Invitation():
                assert tickets[record.ticket_id].requester_id == record.requester_id
            case Loop():
                assert record.rating_id in ratings
                assert {record.owner_id, record.requester_id} <= people.keys()
            case PersonAddress() | Identity():
                assert record.person_id in people
            case _:
                pass


def test_no_rating_without_a_question_and_all_of_it_as_asked(year: Year) -> None:
    invitations = year.by_id(Invitation)
    answered = {id_ for id_, each in invitations.items() if each.state is InvitationState.ANSWERED}
    linked = [rating for rating in year.all(Rating) if rating.invitation_id is not None]
    assert {rating.invitation_id for rating in linked} <= answered
    for rating in linked:
        invitation = invitations[rating.invitation_id or ""]
        assert invitation.asked_at < rating.rated_at <= NOON
        for attribute in ATTRIBUTES:
            assert getattr(rating, attribute) == getattr(invitation, attribute)
    unlinked = [rating for rating in year.all(Rating) if rating.invitation_id is None]
    assert all(rating.visibility is Visibility.UNLINKED for rating in unlinked)
    assert len(linked) + len(unlinked) == len(answered)


def test_nobody_is_asked_twice_within_the_gap(year: Year) -> None:
    asked = defaultdict(list)
    for invitation in year.all(Invitation):
        if invitation.state in ANSWERABLE:
            asked[invitation.requester_id].append(invitation.asked_at)
    gaps = [
        later - earlier
        for moments in asked.values()
        for earlier, later in zip(sorted(moments), sorted(moments)[1:], strict=False)
    ]
    assert len(gaps) > 50
    assert min(gaps) > POLICY.invitation_gap


def test_questions_come_in_working_hours_and_not_to_those_who_want_none(year: Year) -> None:
    people = year.by_id(Person)
    for invitation in year.all(Invitation):
        person = people[invitation.requester_id]
        if invitation.state in ANSWERABLE:
            local = invitation.asked_at.astimezone(ZoneInfo(person.time_zone))
            assert local.weekday() < 5
            assert 8 <= local.hour < 18
            assert not person.surveys_muted


def test_times_are_in_order(year: Year) -> None:
    for ticket in year.all(Ticket):
        assert ticket.created_at <= ticket.updated_at <= NOON
        if ticket.resolved_at is not None:
            assert ticket.cycle_started_at <= ticket.resolved_at
        if ticket.first_response_at is not None:
            assert ticket.first_response_at >= ticket.created_at
    for promise in year.all(Promise):
        assert promise.made_at < promise.first_due_at <= promise.due_at
        if promise.state is PromiseState.KEPT:
            assert promise.settled_at is not None
            assert promise.made_at <= promise.settled_at <= promise.due_at
        if promise.state is PromiseState.OPEN:
            assert promise.due_at > NOON
    for loop in year.all(Loop):
        assert loop.opened_at < loop.due_at
        assert (loop.ended_at is not None) == (
            loop.state in {LoopState.PUT_RIGHT, LoopState.NOT_PUT_RIGHT}
        )


def test_events_of_a_ticket_are_numbered_and_in_order(year: Year) -> None:
    events = defaultdict(list)
    for event in year.all(TicketEvent):
        events[event.ticket_id].append(event)
    for history in events.values():
        history.sort(key=lambda event: event.sequence)
        assert [event.sequence for event in history] == list(range(len(history)))
        assert [event.at for event in history] == sorted(event.at for event in history)
        assert history[0].kind is TicketEventKind.OPENED


def test_one_cycle_and_one_closing_check_for_each_resolution(year: Year) -> None:
    cycles = Counter((cycle.ticket_id, cycle.number) for cycle in year.all(ResolutionCycle))
    checks = Counter((check.ticket_id, check.cycle) for check in year.all(ClosingCheck))
    assert set(cycles.values()) == set(checks.values()) == {1}
    assert checks.keys() <= cycles.keys()
    for cycle in year.all(ResolutionCycle):
        assert 0 <= cycle.net_seconds <= cycle.felt_seconds
        assert cycle.felt_seconds == int((cycle.resolved_at - cycle.started_at).total_seconds())


def test_the_whole_vocabulary_is_in_use(year: Year) -> None:
    tickets = year.all(Ticket)
    fields_of = {"channel": "contact_channel"}
    for dimension, values in VOCABULARY.items():
        field = fields_of.get(dimension, dimension)
        assert {getattr(ticket, field) for ticket in tickets} == set(values), dimension


def test_there_are_people_of_every_role_with_names_of_their_own(year: Year) -> None:
    everybody = year.all(Person)
    roles = Counter(person.roles[0] for person in everybody)
    assert roles[Role.TECHNICIAN] == 40
    assert roles[Role.DISPATCHER] == roles[Role.MANAGER] == 5
    assert len({person.name for person in everybody}) == len(everybody)
    assert len({person.email for person in everybody}) == len(everybody)
    assert all(person.email.endswith(".example") and person.email.isascii() for person in everybody)


def test_the_desk_is_a_good_one_with_room_to_be_better(year: Year) -> None:
    asked = [each for each in year.all(Invitation) if each.state in ANSWERABLE]
    scores = [rating.score for rating in year.all(Rating)]
    settled = Counter(promise.state for promise in year.all(Promise))
    happiness = (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
    kept = settled[PromiseState.KEPT] / (settled[PromiseState.KEPT] + settled[PromiseState.MISSED])
    assert 0.25 < len(scores) / len(asked) < 0.45
    assert 0.35 < happiness < 0.75
    assert 0.78 < kept < 0.9


def test_the_year_is_the_same_every_time_and_another_one_with_another_seed() -> None:
    once, again = a_year.__wrapped__(60), a_year.__wrapped__(60)
    assert once.stories == again.stories
    assert linked(once) == linked(again)
    assert imagined(60, seed=8)[1] != once.stories


def linked(year: Year) -> list[object]:
    """All but the ratings that somebody unlinked: their ids cannot be foreseen, on purpose."""
    return [
        record
        for record in year.records
        if not (isinstance(record, Rating) and record.visibility is Visibility.UNLINKED)
    ]


def test_most_trouble_begins_in_the_working_week(year: Year) -> None:
    people = year.by_id(Person)
    local = [
        story.created_at.astimezone(ZoneInfo(people[story.requester_id].time_zone))
        for story in year.stories
    ]
    assert sum(moment.weekday() < 5 for moment in local) > 0.95 * len(local)
    assert sum(8 <= moment.hour < 18 for moment in local) > 0.8 * len(local)
    assert max(NOON - story.created_at for story in year.stories) <= timedelta(days=365)
