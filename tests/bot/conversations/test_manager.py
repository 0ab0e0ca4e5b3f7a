"""A manager asks; the desk's records are real, the answers are read as they would be on a phone."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analytics import charts
from analytics.store import Counts, tally
from bot.actions import AskQuestion, ShowComputation, pack
from bot.cards import Card, Picture, as_text, from_json, pressable, to_json
from bot.channels.slack.limits import Surface, problems
from bot.channels.slack.write import home
from bot.conversations.manager import ManagerAnswers
from feedback.policy import Policy
from feedback.store import Store, open_store
from tests.analytics.samples import a_year, rating, technician
from tests.databases import url_of
from tests.doubles import Clock, Ids

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@asynccontextmanager
async def open_desk(url: str) -> AsyncIterator[Store]:
    async with open_store(
        url, Policy(), clock=Clock(NOW), new_id=Ids(), tally=tally(BERLIN)
    ) as store:
        yield store


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    """A desk that has only just begun."""
    async with open_desk(sqlite_url) as store:
        yield store


@pytest.fixture(scope="module")
def year_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a year behind it; no test here writes to it."""
    file = tmp_path_factory.mktemp("year") / "desk.sqlite"
    shutil.copyfile(migrated_file, file)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(live_through_a_year(file))).result()
    return file


async def live_through_a_year(file: Path) -> None:
    async with open_desk(url_of(file)) as store:
        await store.load([*a_year(), technician("Tariq Haddad")])


@pytest.fixture
async def manager(year_file: Path) -> AsyncIterator[ManagerAnswers]:
    async with open_desk(url_of(year_file)) as store:
        yield ManagerAnswers(Counts(store.reader, BERLIN), Policy())


def questions(card: Card) -> list[str]:
    return [action.words for action in pressable(card) if isinstance(action, AskQuestion)]


def parts_of(card: Card, kind: type[Picture]) -> list[Picture]:
    return [part for part in card.parts if isinstance(part, kind)]


async def test_a_number_with_its_n_its_margin_its_reasons_and_what_to_ask_next(
    manager: ManagerAnswers,
) -> None:
    card = await manager.answer("How happy are people this month?", NOW)
    assert card.title == "Happiness was +44 from 1 to 18 November 2026."
    text = as_text(card)
    assert "27 of 41 people were happy (9 or more), 9 were not (6 or less)." in text
    assert "n = 41 ratings · 95 % sure it is between +16 and +65" in text
    assert "41 of 68 people who were asked answered." in text
    assert "Took too long: 5 of 41 said so (12%)" in text
    (picture,) = parts_of(card, Picture)
    assert charts.from_json(picture.chart).title == "Happiness, month by month"
    assert "Nov 26 +44 (+16 to +65, n 41)" in picture.alt
    assert ShowComputation("How happy are people this month?") in pressable(card)


async def test_a_glance_has_small_numbers_with_their_range_and_a_way_on(
    manager: ManagerAnswers,
) -> None:
    card = await manager.at_a_glance(NOW)
    assert card.title == "November 2026 so far:"
    text = as_text(card)
    assert "Happiness: +44 (+16 to +65), n = 41 ratings" in text
    assert "Response rate: 60% (48% to 71%), n = 68 people asked" in text
    assert "Promises kept: " in text
    assert from_json(to_json(card)) == card
    for question in questions(card):
        answer = await manager.answer(question, NOW)
        assert "November 2026" in as_text(answer)
    assert "+44" in (await manager.answer(questions(card)[0], NOW)).title


def drawn_in(card: Card) -> list[charts.Chart]:
    return [charts.from_json(picture.chart) for picture in parts_of(card, Picture)]


async def test_a_glance_shows_the_way_it_goes(manager: ManagerAnswers) -> None:
    card = await manager.at_a_glance(NOW)
    text = as_text(card)
    assert "+51 in October 2026: the difference could be chance" in text
    assert "Unhappy people followed up in time: 56% (27% to 81%), n = 9 unhappy people" in text
    line, bars = drawn_in(card)
    assert (line.kind, line.title) == ("line", "Happiness, week by week")
    assert len(line.series[0].points) == 12
    assert "No clear trend: ups and downs of this size come by chance." in text
    assert (bars.kind, bars.title) == ("bar", "November 2026 so far, beside October 2026")
    assert [series.name for series in bars.series] == ["October 2026", "November 2026"]
    labels = [point.label for point in bars.series[1].points]
    assert labels == ["Response rate", "Promises kept", "Followed up in time"]
    assert "In October 2026: Response rate 58% (47% to 68%, n 81); Promises kept 83%" in text


async def test_slack_draws_a_glance_itself(manager: ManagerAnswers) -> None:
    view = home([await manager.at_a_glance(NOW)])
    assert problems(view, Surface.HOME) == []
    kinds = [block["type"] for block in view["blocks"]]
    assert kinds.count("data_visualization") == 2


def some(day: date, *scores: int) -> list[object]:
    return [rating(score, day) for score in scores]


WEEKS = [date(2026, 8, 31) + timedelta(weeks=n) for n in range(12)]
"""Mondays, up to the week of `NOW`."""


async def test_a_clear_change_is_called_by_its_name(store: Store) -> None:
    await store.load(some(date(2026, 10, 7), *[10] * 30) + some(date(2026, 11, 4), *[3] * 30))
    text = as_text(await ManagerAnswers(Counts(store.reader, BERLIN), Policy()).at_a_glance(NOW))
    assert "Worse than +100 in October 2026: more than chance" in text


async def test_where_weeks_have_too_few_to_say_a_glance_goes_by_months(store: Store) -> None:
    for week in WEEKS[1:]:
        await store.load(some(week, 10, 4))
    card = await ManagerAnswers(Counts(store.reader, BERLIN), Policy()).at_a_glance(NOW)
    (line,) = drawn_in(card)
    assert line.title == "Happiness, month by month"
    assert [point.label for point in line.series[0].points] == ["Sep 26", "Oct 26", "Nov 26"]


async def test_one_week_without_enough_makes_it_months_too(store: Store) -> None:
    """Slack draws no gaps, and a gap that is bridged would be a lie."""
    for number, week in enumerate(WEEKS):
        await store.load(some(week, *([10] * 6 if number not in {4, 6} else [10])))
    card = await ManagerAnswers(Counts(store.reader, BERLIN), Policy()).at_a_glance(NOW)
    (line,) = drawn_in(card)
    assert line.title == "Happiness, month by month"


async def test_a_line_begins_where_there_is_something_to_show(store: Store) -> None:
    for week in WEEKS[-4:-1]:
        await store.load(some(week, *[10] * 6))
    card = await ManagerAnswers(Counts(store.reader, BERLIN), Policy()).at_a_glance(NOW)
    (line,) = drawn_in(card)
    assert [point.label for point in line.series[0].points] == ["wk 44 26", "wk 45 26", "wk 46 26"]


async def test_two_points_are_no_line(store: Store) -> None:
    for week in WEEKS[-2:]:
        await store.load(some(week, *[10] * 6))
    card = await ManagerAnswers(Counts(store.reader, BERLIN), Policy()).at_a_glance(NOW)
    assert drawn_in(card) == []


async def test_a_glance_at_a_desk_that_has_only_just_begun(store: Store) -> None:
    new = ManagerAnswers(Counts(store.reader, BERLIN), Policy())
    assert "Happiness: nothing yet" in as_text(await new.at_a_glance(NOW))
    await store.load([rating(9, date(2026, 11, 17)) for _ in range(2)])
    assert "Happiness: too few to say (n < 5)" in as_text(await new.at_a_glance(NOW))


async def test_every_follow_up_is_answered(manager: ManagerAnswers) -> None:
    """No button leads to a dead end, and every card survives its way through the outbox."""
    asked: set[str] = set()
    waiting = ["How happy are people this month?", "Why are people unhappy?", "response rate"]
    while waiting and len(asked) < 60:
        question = waiting.pop()
        asked.add(question)
        card = await manager.answer(question, NOW)
        assert from_json(to_json(card)) == card
        assert not card.title.startswith(("I don't know", "That's not something"))
        waiting.extend(set(questions(card)) - asked)
    assert len(asked) > 20


async def test_compared_without_a_clear_change(manager: ManagerAnswers) -> None:
    card = await manager.answer("happiness for VPN in Q3 vs Q2", NOW)
    assert card.title == "Happiness for VPN was −29 in Q3 2026."
    assert "No clear change from Q2 2026, when it was −25." in as_text(card)
    assert "ratings on each side" in as_text(card)


async def test_broken_down(manager: ManagerAnswers) -> None:
    card = await manager.answer("happiness by service this year", NOW)
    assert card.title == (
        "Happiness by service from 1 January to 18 November 2026:"
        " Printing is highest (+47), VPN lowest (−10)."
    )
    assert "more than chance" in as_text(card)


async def test_why(manager: ManagerAnswers) -> None:
    card = await manager.answer("Why are people unhappy this year?", NOW)
    assert card.title.startswith("Most of all: “It took too long”, 38 of 600 people")


async def test_promises(manager: ManagerAnswers) -> None:
    card = await manager.answer("Did we keep our promises this year?", NOW)
    assert card.title.startswith("We kept ")
    assert "of 600 promises" in card.title


async def test_comments_show_words_and_never_a_name(manager: ManagerAnswers) -> None:
    card = await manager.answer("show me comments about VPN this year", NOW)
    assert "29 people wrote something for VPN" in card.title
    text = as_text(card)
    assert "“It took ages.”" in text
    assert "person-" not in text


async def test_how_it_was_computed(manager: ManagerAnswers) -> None:
    words = "happiness for VPN in Q3 vs Q2"
    card = await manager.computation(words, NOW)
    text = as_text(card)
    assert "Ratings of 9 or more: 7" in text
    assert "100 × (7 − 14) ÷ 24 = −29" in text
    assert '"where": {"service": ["VPN"]}' in text
    assert questions(card) == [words]


async def test_two_people_are_never_shown_not_even_in_the_receipt(store: Store) -> None:
    await store.load(rating(0, date(2026, 11, 3 + i)) for i in range(2))
    manager = ManagerAnswers(Counts(store.reader, BERLIN), Policy())
    card = await manager.answer("happiness this month", NOW)
    assert card.title == "Too few to say from 1 to 18 November 2026 (n < 5)."
    receipt = as_text(await manager.computation("happiness this month", NOW))
    assert "too few to show" in receipt
    assert "Ratings of" not in receipt


async def test_nothing_yet(store: Store) -> None:
    manager = ManagerAnswers(Counts(store.reader, BERLIN), Policy())
    card = await manager.answer("happiness last month", NOW)
    assert card.title == "There is nothing to count in October 2026."


@pytest.mark.parametrize(
    ("question", "title", "offered"),
    [
        (
            "email happiness last month?",
            "“email” can be two things here: Email (service) and email (channel). Which one?",
            ["service email happiness last month ?", "channel email happiness last month ?"],
        ),
        (
            "happiness in Pariss",
            "I don't know “pariss” here. What did you mean by it?",
            ["happiness in"],
        ),
        (
            "Happiness for Fabcam",
            "I don't know “fabcam” here. What did you mean by it?",
            ["Happiness for Fabrikam", "Happiness for"],
        ),
        (
            "satisfaction lately",
            "How far back is “lately”?",
            ["satisfaction last 30 days", "satisfaction last month", "satisfaction this quarter"],
        ),
    ],
)
async def test_we_ask_back_with_something_to_press(
    manager: ManagerAnswers, question: str, title: str, offered: list[str]
) -> None:
    card = await manager.answer(question, NOW)
    assert (card.title, questions(card)) == (title, offered)
    for words in offered:
        assert (await manager.answer(words, NOW)).title.startswith(("Happiness", "Too few"))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("rank my agents by csat", "I don't rank, compare or single out people."),
        ("how is Tariq doing on promises?", "I don't rank, compare or single out people."),
        ("who gave us a 2?", "I don't tell who said it."),
        ("tell me a joke", "That's not something I know about."),
        ("first response time by team", "I understand that you ask about first response time"),
        ("csat by channel and client", "I can't split it that far at once yet."),
        ("hello", "Ask me how people feel about the desk, in your own words."),
        ("", "Ask me how people feel about the desk, in your own words."),
        ("happiness " * 100, "That's a long one."),
    ],
)
async def test_an_honest_no(manager: ManagerAnswers, question: str, title: str) -> None:
    card = await manager.answer(question, NOW)
    assert card.title.startswith(title)


@pytest.mark.parametrize(
    "question",
    [
        "happiness <script>alert(1)</script>",
        "<!channel> happiness",
        "\u202ehappiness\x00" * 20,
        "\N{PILE OF POO}" * 590,
        '"\\' * 290,
    ],
)
async def test_any_text_makes_a_card_whose_buttons_fit(
    manager: ManagerAnswers, question: str
) -> None:
    card = await manager.answer(question, NOW)
    assert from_json(to_json(card)) == card
    assert all(pack(action) for action in pressable(card))


async def test_new_names_are_known_within_a_minute(store: Store) -> None:
    manager = ManagerAnswers(Counts(store.reader, BERLIN), Policy())
    ask = "happiness of the Night crew team this month"
    assert (await manager.answer(ask, NOW)).title.startswith("I don't know")
    await store.load(night_shift())
    later = NOW + timedelta(minutes=2)
    assert (await manager.answer(ask, later)).title.startswith("Happiness for Night crew was +100")


def night_shift() -> Iterable[object]:
    return (rating(10, date(2026, 11, 2 + i), team="Night crew") for i in range(6))


async def test_a_time_in_doubt_is_asked_back_with_days_to_choose(manager: ManagerAnswers) -> None:
    card = await manager.answer("happiness at the end of October", NOW)
    assert card.title == "Which days do you mean by “at the end of october”?"
    assert "happiness, from 25 October 2026 to 31 October 2026" in questions(card)
    hole = await manager.answer("happiness this year but not in August", NOW)
    assert "can't leave “august” out" in hole.title
    assert len(questions(hole)) == 2
