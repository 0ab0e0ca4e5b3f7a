"""Words on their way to any chat: whole, and cut where it is fair."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import words
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE

unhurried = settings(deadline=None)
WORDS = st.text() | st.sampled_from([*HOSTILE, FAR_AND_WIDE])
LETTERS = ("👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "e\u0301", "नि", "\u1100\u1161\u11a8", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")
"""What is read as one letter, and is made of several characters."""


def test_control_characters_are_shown_and_not_obeyed() -> None:
    assert words.clean("red\x1b[31m\x00 \u202egnorw \ud83d end\r\n") == "red␛[31m␀ �gnorw � end\n"
    assert words.clean("a\tb\nc\r\nd") == "a\tb\nc\nd"


def test_length_counts_as_the_strictest_reader_does() -> None:
    assert words.length("Zoë") == 3
    assert words.length("👍🏽") == 4


@unhurried
@given(WORDS, st.integers(4, 40))
def test_pieces_are_the_words_again_and_short_enough(said: str, most: int) -> None:
    cut = words.pieces(said, most)
    assert "".join(cut) == said
    assert all(0 < words.length(piece) <= most for piece in cut)


@unhurried
@given(WORDS, st.integers(4, 40))
def test_what_is_clipped_is_the_beginning_and_says_so(said: str, most: int) -> None:
    cut = words.clip(said, most)
    assert words.length(cut) <= most
    if cut != said:
        assert cut.endswith("…")
        assert said.startswith(cut.removesuffix("…"))


@unhurried
@given(WORDS, st.integers(10, 40))
def test_what_counts_may_be_measured_otherwise(said: str, most: int) -> None:
    def doubled(some: str) -> int:
        return 2 * words.length(some)

    assert doubled(words.clip(said, most, doubled).removesuffix("…")) <= most


@unhurried
@given(WORDS, st.integers(4, 40))
def test_what_is_shown_is_the_clean_beginning(said: str, most: int) -> None:
    seen = words.shown(said, most)
    assert words.length(seen) <= most
    whole = words.clean(said.lstrip()).strip()
    assert seen == whole or (seen[-1] == "…" and whole.startswith(seen[:-1].rstrip()))


def test_what_is_shown_of_endless_words_says_that_there_are_more() -> None:
    assert words.shown("\r\n" * 99 + "one\r\n" + "\r\n" * 99, 9) == "one"
    assert words.shown("one" + " " * 99 + "two", 9) == "one…"
    assert words.shown("\x1b" * 99, 9) == "␛" * 8 + "…"


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("before", range(6))
def test_no_letter_is_ever_cut_through(letter: str, before: int) -> None:
    said = "x" * before + letter * 12
    most = max(14, words.length(letter)) + 3
    for piece in words.pieces(said, most):
        assert piece.replace("x", "") == letter * piece.count(letter), piece


def test_a_cut_is_made_between_lines_or_words_where_there_are_any() -> None:
    assert words.pieces("one two three four", 12) == ["one two ", "three four"]
    assert words.pieces("one two\nthree four", 12) == ["one two\n", "three four"]
    assert words.clip("one two three four", 12) == "one two…"


def test_a_mark_stays_on_the_space_it_stands_on() -> None:
    assert words.pieces("onetwo \u0301three", 7) == ["onetwo", " \u0301three"]


def test_endless_marks_on_one_letter_are_cut_all_the_same() -> None:
    prank = "Z" + "\u0301" * 5_000
    cut = words.pieces(prank, 3_000)
    assert "".join(cut) == prank
    assert len(cut) == 2
