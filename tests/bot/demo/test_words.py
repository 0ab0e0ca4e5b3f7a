"""Everything that the demo's people write is ours, and no two of them write the same."""

import json
import string
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from bot.demo.comments import Mood, comments
from bot.demo.names import CHANNELS, SERVICES
from bot.demo.problems import problems
from feedback.reasons import NEGATIVE, POSITIVE
from feedback.records import Rating, Update
from tests.bot.demo.desks import a_year

OTHERS = Path(__file__).parents[4] / "shared/data/comments_dev.jsonl"
"""A file of comments by other people that are for measuring only, where somebody has it at hand."""

SLOTS = {"tech", "n", "day", "day2"}


def plain(words: str) -> str:
    return "".join(each for each in words.lower() if each.isalnum() or each == " ").strip()


def test_there_are_many_and_no_two_are_alike() -> None:
    words = [plain(comment.words) for comment in comments()]
    assert len(set(words)) == len(words) >= 300
    for at, one in enumerate(words):
        found = process.extractOne(one, words[:at], scorer=fuzz.ratio, score_cutoff=84)
        assert found is None, f"{one!r} is nearly {found[0]!r}"


@pytest.mark.parametrize("mood", Mood)
def test_every_service_has_words_for_every_mood(mood: Mood) -> None:
    for service in SERVICES:
        fitting = [each for each in comments() if each.scope == service and each.mood is mood]
        assert len(fitting) >= 2, service


def test_a_comment_can_be_filled_in_and_its_factors_fit_its_mood() -> None:
    for comment in comments():
        slots = {name for _, name, _, _ in string.Formatter().parse(comment.words) if name}
        assert slots <= SLOTS, comment
        if comment.mood is Mood.HAPPY:
            assert set(comment.factors) <= POSITIVE, comment
        if comment.mood is Mood.UNHAPPY and comment.factors:
            assert set(comment.factors) & NEGATIVE, comment


def test_every_channel_has_comments_of_its_own() -> None:
    assert {comment.scope for comment in comments()} >= set(CHANNELS)


@pytest.mark.skipif(not OTHERS.is_file(), reason="no comments_dev.jsonl at ../shared/data")
def test_none_is_somebody_elses() -> None:
    with OTHERS.open(encoding="utf-8") as lines:
        theirs = {plain(json.loads(line)["text"]) for line in lines}
    ours = {plain(comment.words) for comment in comments()}
    assert not ours & theirs


def test_what_is_written_in_a_year_does_not_repeat_itself_at_once() -> None:
    ratings = sorted(a_year().all(Rating), key=lambda rating: rating.rated_at)
    written = [rating.comment for rating in ratings if rating.comment]
    assert len(written) > 30
    for latest in range(10, len(written)):
        window = written[latest - 10 : latest]
        assert len(set(window)) == len(window)
    assert all("{" not in words for words in written)


def test_updates_begin_with_a_person_and_name_a_time_that_can_be_kept() -> None:
    updates = a_year().all(Update)
    assert all(update.message.endswith(update.words) for update in updates)
    assert all("{" not in update.message and "  " not in update.message for update in updates)
    robotic = ("ticket has been received", "do not reply", "please be advised", "within sla")
    assert not [u for u in updates if any(phrase in u.message.lower() for phrase in robotic)]


def test_every_problem_has_words_for_its_whole_way() -> None:
    assert set(problems()) == set(SERVICES)
    for found in problems().values():
        for problem in found:
            ways = (problem.titles, problem.look, problem.onward, problem.ask, problem.reply)
            assert all(ways)
            assert problem.done
            assert all(question.endswith(("?", ".")) for question in problem.ask)
