"""Words on their way to Teams: whole, and never obeyed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.teams import escape
from bot.channels.teams.escape import WORD_JOINER
from bot.channels.words import clean
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE

unhurried = settings(deadline=None)
WORDS = (
    st.text() | st.text("<>at[](){}:DE*_`\\#-+1. \n&;") | st.sampled_from([*HOSTILE, FAR_AND_WIDE])
)
OBEYED = re.compile(r"</?at\b|\]\(|\]\[|\{\{", re.IGNORECASE)


@unhurried
@given(WORDS)
def test_no_mention_link_or_function_is_left_whole_and_nothing_is_lost(words: str) -> None:
    inert = escape.inert(words)
    assert not OBEYED.search(inert)
    assert inert.replace(WORD_JOINER, "") == clean(words).replace(WORD_JOINER, "")


@unhurried
@given(WORDS)
def test_what_is_read_for_markdown_holds_none(words: str) -> None:
    for paragraph in escape.blocks(words):
        if paragraph["type"] == "TextBlock":
            assert not re.search(r"[*`<>\[\]\\~|]|^\s*(?:#|[-+] |\d+[.)] )", paragraph["text"])
            assert paragraph["wrap"] is True
        else:
            assert [run["type"] for run in paragraph["inlines"]] == ["TextRun"]


@unhurried
@given(WORDS)
def test_no_line_is_lost(words: str) -> None:
    seen = [said_in(paragraph) for paragraph in escape.blocks(words)]
    lines = [escape.inert(line.rstrip()) for line in words.split("\n") if line.strip()]
    assert [line.strip() for line in seen] == [line.strip() for line in lines]


def said_in(paragraph: escape.Json) -> str:
    said: str = paragraph.get("text") or paragraph["inlines"][0]["text"]
    return said


@pytest.mark.parametrize("ours", ["Sam is on it, by 3 pm.", "INC-42 is −4 & 3.5 %", "VPN_gateway"])
def test_plain_words_go_as_the_element_that_clients_know_best(ours: str) -> None:
    assert escape.block(ours) == {"type": "TextBlock", "text": ours, "wrap": True}


@pytest.mark.parametrize(
    "words",
    ["*so*", "a _b_", "`x`", "[x](y)", "# one", "- one", "1. one", "&lt;", "<at>x</at>", "a | b",
     "{{DATE(2026-11-25T00:00:00Z)}}", "===", "~~no~~"],
)  # fmt: skip
def test_what_could_be_mark_up_goes_as_the_element_that_is_not_read(words: str) -> None:
    block = escape.block(words, weight="Bolder", spacing="Small")
    assert block["type"] == "RichTextBlock"
    assert block["spacing"] == "Small"
    (run,) = block["inlines"]
    assert run["weight"] == "Bolder"
    assert run["text"].replace(WORD_JOINER, "") == words


def test_a_persons_words_are_never_read() -> None:
    assert escape.block("Thanks!", typed=True)["type"] == "RichTextBlock"


def test_lines_stand_close_and_paragraphs_apart() -> None:
    drawn = list(escape.blocks("one\ntwo\n\nthree"))
    assert [each.get("spacing") for each in drawn] == [None, "None", "Default"]


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("Too slow, and rude", "Too slow, and rude"),
        ("*so* _it_ is", r"\*so\* \_it\_ is"),
        ("# one", r"\# one"),
        ("- one", r"\- one"),
        ("1. one", r"1\. one"),
        ("v1.5 of VPN_x", "v1.5 of VPN_x"),
        ("R&D &amp; so", r"R&D \&amp; so"),
        ("<at>x</at>", f"\\<{WORD_JOINER}at\\>x\\<{WORD_JOINER}/at\\>"),
    ],
)
def test_in_choices_every_mark_is_escaped_and_nothing_else(words: str, escaped: str) -> None:
    assert escape.literal(words) == escaped
