"""Words on their way to Slack: whole, harmless, and cut where it is fair."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack import escape
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE

unhurried = settings(deadline=None)
WORDS = st.text() | st.sampled_from([*HOSTILE, FAR_AND_WIDE])
LETTERS = ("👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "e\u0301", "नि", "\u1100\u1161\u11a8", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")
"""What is read as one letter, and is made of several characters."""


@unhurried
@given(WORDS)
def test_nothing_escaped_can_begin_a_mention_a_channel_call_or_a_link(words: str) -> None:
    shown = escape.escaped(words)
    assert not set(shown) & set("<>")
    back = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert back == escape.clean(words)


def test_control_characters_are_shown_and_not_obeyed() -> None:
    assert escape.clean("red\x1b[31m\x00 \u202egnorw \ud83d end\r\n") == "red␛[31m␀ �gnorw � end\n"
    assert escape.clean("a\tb\nc\r\nd") == "a\tb\nc\nd"


def test_a_label_is_bold_only_where_nothing_could_be_taken_for_mark_up() -> None:
    assert escape.labelled("Answers", "88 & more") == {
        "type": "mrkdwn",
        "text": "*Answers*\n88 &amp; more",
        "verbatim": True,
    }
    for typed in ("2 * 3 * 4", "_so_", "~no~", "`rm -rf`", "> quoted", ":tada:"):
        assert escape.labelled("Answers", typed) == escape.plain(f"Answers\n{typed}")
        assert escape.labelled(typed, "88")["type"] == "plain_text"


def test_an_empty_label_or_value_still_says_something() -> None:
    assert escape.labelled("", " \n")["text"] == "*–*\n–"


def test_length_counts_as_the_strictest_reader_does() -> None:
    assert escape.length("Zoë") == 3
    assert escape.length("👍🏽") == 4


@unhurried
@given(WORDS, st.integers(4, 40))
def test_pieces_are_the_words_again_and_short_enough(words: str, most: int) -> None:
    cut = escape.pieces(words, most)
    assert "".join(cut) == words
    assert all(0 < escape.length(piece) <= most for piece in cut)


@unhurried
@given(WORDS, st.integers(4, 40))
def test_what_is_clipped_is_the_beginning_and_says_so(words: str, most: int) -> None:
    cut = escape.clip(words, most)
    assert escape.length(cut) <= most
    if cut != words:
        assert cut.endswith("…")
        assert words.startswith(cut.removesuffix("…"))


@unhurried
@given(WORDS, st.integers(10, 40))
def test_clipped_for_escaping_no_entity_is_cut(words: str, most: int) -> None:
    assert len(escape.escaped(escape.clip(words, most, escape=True))) <= most


def test_an_ampersand_is_kept_whole_or_left_out() -> None:
    assert escape.escaped(escape.clip("Tom & Jerry", 9, escape=True)) == "Tom…"
    assert escape.escaped(escape.clip("Tom & Jerry", 15, escape=True)) == "Tom &amp; Jerry"


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("before", range(6))
def test_no_letter_is_ever_cut_through(letter: str, before: int) -> None:
    words = "x" * before + letter * 12
    most = max(14, escape.length(letter)) + 3
    for piece in escape.pieces(words, most):
        assert piece.replace("x", "") == letter * piece.count(letter), piece


def test_a_cut_is_made_between_lines_or_words_where_there_are_any() -> None:
    assert escape.pieces("one two three four", 12) == ["one two ", "three four"]
    assert escape.pieces("one two\nthree four", 12) == ["one two\n", "three four"]
    assert escape.clip("one two three four", 12) == "one two…"


def test_a_mark_stays_on_the_space_it_stands_on() -> None:
    assert escape.pieces("onetwo \u0301three", 7) == ["onetwo", " \u0301three"]


def test_endless_marks_on_one_letter_are_cut_all_the_same() -> None:
    prank = "Z" + "\u0301" * 5_000
    cut = escape.pieces(prank, 3_000)
    assert "".join(cut) == prank
    assert len(cut) == 2
