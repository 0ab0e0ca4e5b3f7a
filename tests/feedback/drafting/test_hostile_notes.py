import pytest

from feedback.drafting import Finding
from feedback.drafting.reader import read_note
from tests.feedback.drafting.notes import draft, findings, note

REPEATED = [
    "9:30 ", "tomorrow ", "by ", "in 1 ", "please ", "not ", "i'll ", "1-", "~", ".", "'", "\n",
    "a", "é", "👍", "\u202e", "ا", "[name", "{{", "`", "http://", "will be ", "w/ ", "re: ",
    "no later than ", "within the our ", "need to ", "<script>", "<!channel> ",
]  # fmt: skip


@pytest.mark.parametrize("bit", REPEATED)
def test_a_hundred_thousand_characters_come_back_whole(bit: str) -> None:
    text = (bit * 100_000)[:100_000]
    read = read_note(note(text, title=text))
    assert len(read.message) >= len(text.strip()) - text.count("w/") - 1


def test_nothing_but_spaces() -> None:
    assert draft(" \n\t ").message == ""
    assert findings("   ") == {Finding.NO_NEXT_STEP, Finding.NO_NEXT_CONTACT}


def test_right_to_left_and_emoji_survive() -> None:
    assert draft("سأتصل بك غدا 👍").message == "سأتصل بك غدا 👍"
    assert draft("👍 fixed, closing 🎉").message.endswith("👍 fixed, closing 🎉")


def test_letters_that_grow_when_lowered_do_not_shift_the_words() -> None:
    assert draft("İİİİ, back by 3").promise_words == "by 3"


def test_markup_is_only_text() -> None:
    assert draft("<script>x</script> back by 3").message.endswith("<script>x</script> back by 3")


def test_a_promise_beyond_what_is_read_is_not_invented() -> None:
    assert draft("word " * 2_000 + "back by 3").promise_due is None
