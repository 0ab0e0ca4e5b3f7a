from collections.abc import AsyncIterator, Iterable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from analytics.answers import (
    Answer,
    Answered,
    Answerer,
    FactorsAnswer,
    NotCountedYet,
    Rules,
    TooFine,
    WordsAnswer,
)
from analytics.periods import Period, containing
from analytics.plan import MetricName, Plan
from analytics.store import Counts, tally
from analytics.uncertainty import Amount, Balance, Share
from feedback.policy import Policy
from feedback.reasons import Factor
from feedback.records import InvitationState, LoopState, PromiseState
from feedback.store import Store, open_store
from tests.analytics.samples import a_year, invitation, loop, promise, rating
from tests.doubles import Clock, Ids

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 18)
MAY = containing(date(2026, 5, 1), "month")
JUNE = containing(date(2026, 6, 1), "month")
M = MetricName


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    async with open_store(
        sqlite_url, Policy(), clock=Clock(), new_id=Ids(), tally=tally(BERLIN)
    ) as store:
        yield store


async def told(store: Store, plan: Plan, records: Iterable[object] = ()) -> Answered:
    await store.load(records)
    return await Answerer(Counts(store.reader, BERLIN), Policy(), Rules()).answer(plan, TODAY)


async def figure(store: Store, plan: Plan, records: Iterable[object] = ()) -> Answer:
    answered = await told(store, plan, records)
    assert isinstance(answered, Answer)
    return answered


def ratings(*scores: int, **more: object) -> list[object]:
    return [rating(score, date(2026, 5, 1 + i % 28), **more) for i, score in enumerate(scores)]


async def test_happiness_of_a_month(store: Store) -> None:
    answered = await figure(store, Plan(M.HAPPINESS, period=MAY), ratings(10, 9, 9, 8, 7, 6, 0))
    assert answered.figure == Balance(3, 2, 7)
    assert not answered.empty


async def test_four_are_too_few_and_none_is_nothing(store: Store) -> None:
    answered = await figure(store, Plan(M.HAPPINESS, period=MAY), ratings(10, 9, 9, 8))
    assert (answered.figure, answered.empty) == (None, False)
    nobody = await figure(store, Plan(M.HAPPINESS, period=JUNE))
    assert (nobody.figure, nobody.empty) == (None, True)


async def test_no_time_means_the_last_whole_month(store: Store) -> None:
    answered = await figure(store, Plan(M.HAPPINESS))
    assert answered.period == Period(date(2026, 10, 1), date(2026, 11, 1))
    assert answered.assumed_period


async def test_csat_response_promises_and_follow_ups(store: Store) -> None:
    day = date(2026, 5, 4)
    await store.load(
        [
            *ratings(10, 7, 7, 6, 0),
            *(invitation(InvitationState.ANSWERED, day) for _ in range(5)),
            *(invitation(InvitationState.ASKED, day) for _ in range(15)),
            *(invitation(InvitationState.WITHDRAWN, day) for _ in range(3)),
            *(promise(PromiseState.KEPT, day) for _ in range(6)),
            *(promise(PromiseState.MISSED, day) for _ in range(2)),
            promise(PromiseState.OPEN, day),
            *(loop(LoopState.PUT_RIGHT, day, in_time=True) for _ in range(3)),
            *(loop(LoopState.FOLLOWED_UP, day, in_time=False) for _ in range(2)),
        ]
    )
    csat = await figure(store, Plan(M.CSAT, period=MAY))
    assert csat.figure == Share(3, 5)
    assert csat.response == Share(5, 20)
    assert csat.possible is not None
    assert (csat.possible.low, csat.possible.high) == (15.0, 90.0)
    assert (await figure(store, Plan(M.RESPONSE_RATE, period=MAY))).figure == Share(5, 20)
    assert (await figure(store, Plan(M.PROMISES_KEPT, period=MAY))).figure == Share(6, 8)
    assert (await figure(store, Plan(M.RATING_COUNT, period=MAY))).figure == Amount(5)
    loops = await figure(store, Plan(M.LOOPS, period=MAY))
    assert loops.figure == Share(3, 5)
    assert [beside for _, beside in loops.beside] == [Share(3, 5)]


async def test_better_only_when_it_is_more_than_chance(store: Store) -> None:
    await store.load(ratings(*[2] * 30, *[10] * 10))
    await store.load(rating(10, date(2026, 6, 1 + i)) for i in range(25))
    plan = Plan(M.HAPPINESS, period=JUNE, against=MAY)
    answered = await figure(store, plan)
    assert answered.comparison is not None
    assert answered.comparison.verdict == "better"
    back = await figure(store, Plan(M.HAPPINESS, period=MAY, against=JUNE))
    assert back.comparison is not None
    assert back.comparison.verdict == "worse"


async def test_a_small_difference_is_no_clear_change(store: Store) -> None:
    await store.load(ratings(10, 10, 10, 2, 2, 7))
    await store.load(rating(score, JUNE.start) for score in (10, 10, 10, 10, 2, 7))
    answered = await figure(store, Plan(M.HAPPINESS, period=JUNE, against=MAY))
    assert answered.comparison is not None
    assert answered.comparison.verdict == "unclear"
    assert answered.comparison.difference is not None
    assert answered.comparison.difference.needed is not None
    assert answered.comparison.difference.needed > 6


async def test_more_missed_promises_are_worse_though_the_number_falls(store: Store) -> None:
    await store.load(promise(PromiseState.KEPT, MAY.start) for _ in range(40))
    await store.load(promise(PromiseState.MISSED, JUNE.start) for _ in range(40))
    answered = await figure(store, Plan(M.PROMISES_KEPT, period=JUNE, against=MAY))
    assert answered.comparison is not None
    assert answered.comparison.verdict == "worse"


async def test_a_small_group_is_kept_back_with_the_next_smallest(store: Store) -> None:
    await store.load(ratings(*[9] * 20, team="Network"))
    await store.load(ratings(*[9] * 8, team="Identity"))
    await store.load(ratings(*[0] * 2, team="Field Support"))
    answered = await figure(store, Plan(M.HAPPINESS, by=("team",), period=MAY))
    assert [(one.label, one.figure is not None) for one in answered.groups] == [
        ("Network", True),
        ("Field Support", False),
        ("Identity", False),
    ]
    assert answered.chart is not None
    hidden = [one for one in answered.chart.series[0].points if one.value is None]
    assert [(one.label, one.n) for one in hidden] == [("Field Support", None), ("Identity", None)]


async def test_a_group_that_was_named_and_has_nothing_is_said_to_be_empty(store: Store) -> None:
    await store.load(ratings(*[9] * 20, location="Berlin"))
    plan = Plan(M.HAPPINESS, ("location",), None, (("location", ("Berlin", "Austin")),), MAY)
    answered = await figure(store, plan)
    assert [(one.label, one.empty) for one in answered.groups] == [
        ("Berlin", False),
        ("Austin", True),
    ]


async def test_pain_points_stand_with_the_most_named_first(store: Store) -> None:
    await store.load(ratings(2, 3, 4, ticked=(Factor.SLOW, Factor.UNFRIENDLY)))
    await store.load(ratings(5, 5, inferred=(Factor.SLOW,)))
    await store.load(ratings(9, 9, 9, ticked=(Factor.FAST,)))
    answered = await told(store, Plan(M.PAIN_POINTS, period=MAY))
    assert isinstance(answered, FactorsAnswer)
    assert answered.n == 8
    first, second, *rest = answered.shares
    assert (first[0].factor, first[1]) == (Factor.SLOW, Share(5, 8))
    assert (second[0].factor, second[1]) == (Factor.UNFRIENDLY, Share(3, 8))
    assert all(share.hits == 0 for _, share, _ in rest)
    delights = await told(store, Plan(M.DELIGHTS, period=MAY))
    assert isinstance(delights, FactorsAnswer)
    assert delights.shares[0][:2] == (delights.shares[0][0], Share(3, 8))


async def test_a_named_pain_point_is_a_share_of_all_ratings(store: Store) -> None:
    await store.load(ratings(2, 3, 4, ticked=(Factor.SLOW,)))
    where = (("factor", ("slow",)),)
    plan = Plan(M.PAIN_POINTS, where=where, period=MAY)
    assert (await figure(store, plan, ratings(9, 9, 9))).figure == Share(3, 6)


async def test_happiness_of_those_who_named_a_reason(store: Store) -> None:
    await store.load(ratings(2, 3, 4, 5, 9, ticked=(Factor.SLOW,)))
    plan = Plan(M.HAPPINESS, where=(("factor", ("slow",)),), period=MAY)
    assert (await figure(store, plan, ratings(9, 9, 9))).figure == Balance(1, 4, 5)


async def test_comments_need_their_own_minimum(store: Store) -> None:
    seven = ratings(*[3] * 7, comment="Too slow")
    hidden = await told(store, Plan(M.COMMENTS, period=MAY), seven)
    assert isinstance(hidden, WordsAnswer)
    assert (hidden.n, hidden.words) == (None, ())
    shown = await told(store, Plan(M.COMMENTS, period=MAY), ratings(4, comment="Still slow"))
    assert isinstance(shown, WordsAnswer)
    assert shown.n == 8
    assert {one.words for one in shown.words} == {"Too slow", "Still slow"}


async def test_a_rise_over_months_is_a_trend(store: Store) -> None:
    for month in range(1, 9):
        await store.load(
            rating(10 if i < 5 * month else 3, date(2026, month, 1 + i % 28)) for i in range(45)
        )
    plan = Plan(M.HAPPINESS, grain="month", period=Period(date(2026, 1, 1), date(2026, 9, 1)))
    answered = await figure(store, plan)
    assert len(answered.pieces) == 8
    assert answered.slope is not None
    assert answered.slope.sure
    assert answered.slope.value > 0


async def test_a_development_without_a_time_is_more_than_one_point(store: Store) -> None:
    answered = await figure(store, Plan(M.HAPPINESS, grain="month"), ratings(10, 9, 9, 8, 7))
    assert answered.period == Period(date(2026, 5, 1), date(2026, 11, 1))
    assert len(answered.pieces) == 6


@pytest.mark.parametrize(
    "metric", [M.TICKET_COUNT, M.RESOLUTION_TIME, M.WATERMELONS, M.SCORECARD, M.LOST_TIME]
)
async def test_what_cannot_be_counted_yet_is_said_so(store: Store, metric: MetricName) -> None:
    assert await told(store, Plan(metric)) == NotCountedYet(Plan(metric))


@pytest.mark.parametrize(
    ("plan", "instead"),
    [
        (
            Plan(M.CSAT, ("channel", "team")),
            (Plan(M.CSAT, ("channel",)), Plan(M.CSAT, ("team",))),
        ),
        (
            Plan(M.CSAT, ("team",), "month"),
            (Plan(M.CSAT, ("team",)), Plan(M.CSAT, (), "month")),
        ),
        (
            Plan(M.PROMISES_KEPT, where=(("factor", ("slow",)),)),
            (Plan(M.PROMISES_KEPT),),
        ),
    ],
)
async def test_too_much_at_once_is_offered_in_parts(
    store: Store, plan: Plan, instead: tuple[Plan, ...]
) -> None:
    assert await told(store, plan) == TooFine(plan, instead)


async def test_nothing_in_a_chart_is_under_the_minimum(store: Store) -> None:
    """Whatever is asked of a small desk, no figure of fewer than five leaves the house."""
    await store.load(a_year(ratings=70))
    counts = Counts(store.reader, BERLIN)
    answerer = Answerer(counts, Policy(), Rules())
    year = Period(date(2026, 1, 1), date(2026, 11, 19))
    for metric in (M.HAPPINESS, M.CSAT, M.PROMISES_KEPT, M.LOOPS, M.RESPONSE_RATE):
        for by in ("service", "team", "priority", "location"):
            for plan in (
                Plan(metric, (by,), period=year),
                Plan(metric, (by,), None, (("kind", ("request",)),), year),
                Plan(metric, (by,), period=MAY, against=JUNE),
                Plan(metric, (), "week", period=year),
            ):
                answered = await answerer.answer(plan, TODAY)
                assert isinstance(answered, Answer)
                assert answered.chart is not None
                points = [p for series in answered.chart.series for p in series.points]
                assert all(p.n is None or p.n >= 5 for p in points)


async def test_those_whose_ticket_did_not_say_are_not_found_by_subtraction(store: Store) -> None:
    """The total of 15 without the 13 that are named would be two people's answers."""
    plan = Plan(M.HAPPINESS, period=MAY, by=("location",))
    answered = await figure(
        store,
        plan,
        [
            *ratings(*[10] * 7, location="Berlin"),
            *ratings(*[9] * 6, location="Porto"),
            *ratings(0, 0, location=None),
        ],
    )
    assert isinstance(answered.figure, Balance)
    assert answered.figure.n == 15
    shown = {group.label for group in answered.groups if group.figure is not None}
    assert shown == {"Berlin"}


async def test_enough_of_those_are_cover_for_a_small_group(store: Store) -> None:
    plan = Plan(M.HAPPINESS, period=MAY, by=("location",))
    answered = await figure(
        store,
        plan,
        [
            *ratings(*[10] * 7, location="Berlin"),
            *ratings(0, 0, location="Porto"),
            *ratings(*[9] * 6, location=None),
        ],
    )
    shown = {group.label for group in answered.groups if group.figure is not None}
    assert shown == {"Berlin"}
