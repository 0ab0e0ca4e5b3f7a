"""Words on their way to Slack: whole, and harmless."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack import escape
from bot.channels.words import clean, clip
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE

unhurried = settings(deadline=None)
WORDS = st.text() | st.sampled_from([*HOSTILE, FAR_AND_WIDE])


@unhurried
@given(WORDS)
def test_nothing_escaped_can_begin_a_mention_a_channel_call_or_a_link(words: str) -> None:
    shown = escape.escaped(words)
    assert not set(shown) & set("<>")
    back = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert back == clean(words)


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


@unhurried
@given(WORDS, st.integers(10, 40))
def test_clipped_for_escaping_no_entity_is_cut(words: str, most: int) -> None:
    assert len(escape.escaped(clip(words, most, escape.escaped_length))) <= most


def test_an_ampersand_is_kept_whole_or_left_out() -> None:
    assert escape.escaped(clip("Tom & Jerry", 9, escape.escaped_length)) == "Tom…"
    assert escape.escaped(clip("Tom & Jerry", 15, escape.escaped_length)) == "Tom &amp; Jerry"
