"""What a line looks like: readable HTML, with everything that a press needs."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.actions import Rate, unpack
from bot.cards import (
    Card,
    ChooseMany,
    ChooseOne,
    Form,
    Option,
    Quote,
    Text,
    Write,
    to_json,
)
from bot.channels.web.store import Author, Line
from bot.channels.web.write import LONG, Pane, article
from tests.bot.channels.html import Page, read
from tests.bot.channels.samples import full

PANE = Pane("requester", "/press/jane?requester=jane", "/chart", "token-1", "once", "Europe/Berlin")


def line(body: dict[str, Any], author: Author = Author.CARD, slot: str | None = "slot-1") -> Line:
    at = datetime(2026, 11, 18, 23, 5, tzinfo=UTC)
    return Line(id=7, place="jane", key="k", slot=slot, author=author, body=body, at=at, changed=12)


def page_of(card: Card) -> Page:
    return read(article(line(to_json(card)), PANE))


def test_a_plain_message_reads_like_this() -> None:
    card = Card(
        "I'm on it.", (Quote("Thanks <3", "Jane"), Text("More by noon.", quiet=True)), "Sam"
    )
    assert article(line(to_json(card)), PANE) == (
        '<article class="line told" id="requester-7" data-line="7">'
        '<p class="by"><span class="face" aria-hidden="true">S</span><bdi>Sam</bdi></p>'
        '<div class="card"><h3 dir="auto">I&#39;m on it.</h3>'
        '<blockquote><p class="text" dir="auto">Thanks &lt;3</p>'
        "<footer><bdi>Jane</bdi></footer></blockquote>"
        '<p class="quiet" dir="auto">More by noon.</p></div>'
        '<time datetime="2026-11-19T00:05:00+01:00">Thu 19 Nov, 00:05</time></article>'
    )


def test_what_was_said_reads_like_this() -> None:
    said = line({"words": "Any <b>news</b>?", "once": 'o"1'}, Author.SAID)
    assert article(said, PANE).startswith(
        '<article class="line said" id="requester-7" data-line="7" data-once="o&#34;1">'
        '<p class="unseen">You said</p>'
        '<div class="words"><p class="text" dir="auto">Any &lt;b&gt;news&lt;/b&gt;?</p></div>'
    )


def test_each_form_brings_what_a_press_needs() -> None:
    page = page_of(full())
    forms = page.all("form", method="post")
    assert {form.attributes["action"] for form in forms} == {PANE.press}
    for name, value in (
        ("token", "token-1"),
        ("once", "once-7-12"),
        ("role", "requester"),
        ("slot", "slot-1"),
    ):
        hidden = page.all("input", name=name)
        assert [field.attributes["value"] for field in hidden] == [value] * len(forms)


def test_the_scale_is_one_row_of_eleven_with_its_ends() -> None:
    page = page_of(full())
    row = page.one("div", role="group")
    assert row.attributes["aria-label"] == "From Awful to Lovely"
    scores = [b for b in page.all("button") if b.attributes["value"].startswith("Rate:")]
    assert [unpack(b.attributes["value"]) for b in scores] == [Rate("i1", n) for n in range(11)]
    assert scores[0].attributes["aria-label"] == "0, Awful"
    assert scores[10].attributes["aria-label"] == "10, Lovely"
    assert page.one("p", class_="ends").words == "AwfulLovely"


def test_fields_are_labelled_and_filled() -> None:
    page = page_of(full())
    assert [legend.words for legend in page.all("legend")] == ["Whatever fits", "Time lost"]
    ticked = [box for box in page.all("input") if "checked" in box.attributes]
    assert [(box.attributes["name"], box.attributes["value"]) for box in ticked] == [
        ("v.factors", "rude"),
        ("v.lost", "15"),
    ]
    assert page.all("textarea")[0].words == "\nFilled: words"


@pytest.mark.parametrize("needed", [True, False])
def test_a_browser_insists_on_what_is_needed(needed: bool) -> None:
    yes = (Option("yes", "Yes"), Option("no", "No"))
    form = Form(
        Rate("i1", 1),
        (
            ChooseOne("one", "Which?", yes, needed=needed),
            Write("words", "Words", needed=needed),
            Write("word", "Word", long=False, needed=needed),
        ),
        "Send",
    )
    page = page_of(Card("x", (form,)))
    fields = [
        *page.all("input", type="radio"),
        *page.all("textarea"),
        *page.all("input", type="text"),
    ]
    assert [("required" in field.attributes) for field in fields] == [needed] * 4


def test_of_several_ticks_a_browser_cannot_insist_on_one() -> None:
    field = ChooseMany("many", "Which?", (Option("yes", "Yes"),), needed=True)
    drawn = article(line(to_json(Card("x", (Form(Rate("i1", 1), (field,), "Send"),)))), PANE)
    assert "required" not in drawn


def test_a_first_empty_line_that_was_typed_is_kept() -> None:
    """Browsers drop the line end right after the tag, so there is one more."""
    form = Form(Rate("i1", 1), (Write("words", "Words", filled="\n\nthird line"),), "Send")
    assert ">\n\n\nthird line</textarea>" in article(line(to_json(Card("x", (form,)))), PANE)


def test_a_folded_form_waits_behind_its_label() -> None:
    page = page_of(full())
    assert page.one("details", class_="folded").words.startswith("Change it")


def test_very_long_words_show_their_beginning_and_all_of_it() -> None:
    words = "word " * LONG
    page = page_of(Card("Long", (Text(words),)))
    assert "All 7,500 characters" in page.one("summary").words
    assert words in page.words


def test_a_card_of_another_version_still_shows_its_title() -> None:
    for body in (
        {"title": "From the <future>", "parts": [{"part": "hologram"}]},
        {
            "title": "From the <future>",
            "parts": [{"part": "buttons", "buttons": [{"label": "Old", "action": "Teleport:{}"}]}],
        },
    ):
        assert read(article(line(body), PANE)).one("h3").words == "From the <future>"
    assert "can't be shown" in read(article(line({}), PANE)).words


def test_without_a_slot_none_is_posted() -> None:
    page = read(article(line(to_json(full()), slot=None), PANE))
    assert {field.attributes["value"] for field in page.all("input", name="slot")} == {""}
