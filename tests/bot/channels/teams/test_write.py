"""Cards as Adaptive Cards: complete, harmless, within the limits, and fit to be read aloud."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import charts
from bot.actions import AskQuestion, EditUpdate, Rate, SayWhy, ShowHelp, pack, unpack
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    ChooseOne,
    Facts,
    Field,
    Form,
    Look,
    Option,
    Part,
    Picture,
    Quote,
    Scale,
    Table,
    Text,
    Write,
    pressable,
)
from bot.channels.teams import limits, names
from bot.channels.teams.escape import COMMANDS, MARK_UP, WORD_JOINER
from bot.channels.teams.limits import problems
from bot.channels.teams.write import Drawn, content, line, message, notice, task
from tests.bot.channels.samples import ENDLESS, FAR_AND_WIDE, HAPPINESS, HOSTILE, VISIBLE, full
from tests.bot.channels.strategies import CARDS, WORDS, forms
from tests.bot.channels.test_tables import WEEKS

Json = dict[str, Any]

slow_to_make = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
)
DRAWABLE = Picture(charts.to_json(WEEKS), charts.in_words(WEEKS))
WHY = Form(
    SayWhy("i1"),
    (
        ChooseMany("factors", "What was it?", (Option("slow", "Too slow"), Option("kind", "Kind"))),
        Write("comment", "In your own words", hint="If you like"),
    ),
    "Send it",
)
SCALE = Scale(tuple(Button(str(n), Rate("i1", n)) for n in range(11)), "Awful", "Lovely")


def body(*parts: Part, slot: str | None = None, drawn: Drawn = Drawn.CHART) -> list[Json]:
    """What is drawn of these parts, without the title above them."""
    drawing: list[Json] = content(Card("A title", parts), slot=slot, drawn=drawn)["body"]
    return drawing[1:]


def objects(thing: Any) -> Iterator[Json]:
    if isinstance(thing, dict):
        yield thing
    for inside in thing.values() if isinstance(thing, dict) else thing:
        if isinstance(inside, dict | list):
            yield from objects(inside)


SAID = ("text", "label", "title", "legend", "errorMessage", "placeholder")


def words_of(thing: Any) -> list[str]:
    """Everything that is shown, in the order in which it is read."""
    return [
        each[name]
        for each in objects(thing)
        for name in SAID
        if isinstance(each.get(name), str) and each.get("type") != "Action.Execute"
    ]


def shown(drawing: Any) -> str:
    """Squeezed, and without what only keeps the words from being obeyed."""
    labels = [each["title"] for each in of_type(drawing, "Action.Execute")]
    said = " ".join(words_of(drawing) + labels).replace(WORD_JOINER, "")
    return squeezed(re.sub(r"\\(?=[^a-zA-Z0-9\s])", "", said))


def squeezed(words: str) -> str:
    return "".join(re.sub(r"\\(?=[^a-zA-Z0-9\s])", "", words).split())


def kinds(drawing: list[Json]) -> list[str]:
    return [element["type"] for element in drawing]


def of_type(drawing: Any, kind: str) -> list[Json]:
    return [each for each in objects(drawing) if each.get("type") == kind]


# --- any card at all ---------------------------------------------------------------------------


@slow_to_make
@given(CARDS, st.sampled_from(Drawn))
def test_any_card_is_one_that_teams_takes(card: Card, drawn: Drawn) -> None:
    activity = message(card, slot="invitation:i1", drawn=drawn)
    (attachment,) = activity["attachments"]
    assert problems(attachment["content"]) == []
    assert limits.size(activity) < 40_000
    harmless(attachment["content"])


@settings(slow_to_make, max_examples=30)
@given(forms(), WORDS)
def test_any_form_is_a_dialog_that_teams_takes(form: Form, title: str) -> None:
    carried = {"does": "submit", "action": pack(form.action), "slot": None, "form": "1:17"}
    inside = in_dialog(task(form, title=title, carried=carried))
    assert problems(inside) == []
    harmless(inside)


@settings(slow_to_make, max_examples=30)
@given(WORDS, WORDS)
def test_any_notice_is_a_dialog_that_teams_takes(title: str, words: str) -> None:
    inside = in_dialog(notice(title, words))
    assert problems(inside) == []
    harmless(inside)


def in_dialog(answer: Json) -> Json:
    assert answer["task"]["type"] == "continue"
    card: Json = answer["task"]["value"]["card"]["content"]
    return card


def harmless(card: Json) -> None:
    """What Teams reads for Markdown holds none, and nothing holds what it would obey."""
    for each in of_type(card, "TextBlock"):
        assert not MARK_UP.search(each["text"])
    assert not [words for words in words_of(card) if COMMANDS.search(words)]
    assert not [each for each in objects(card) if "url" in each or "iconUrl" in each]
    assert not of_type(card, "Action.OpenUrl")


@pytest.mark.parametrize("drawn", Drawn)
@pytest.mark.parametrize("words", ["words", *HOSTILE, FAR_AND_WIDE])
def test_nothing_that_is_typed_is_lost_or_obeyed(words: str, drawn: Drawn) -> None:
    card = content(full(words), slot="s", drawn=drawn)
    assert problems(card) == []
    harmless(card)
    read = shown(card)
    for place in ("A title", "A text", "A quote", "A label", "A cell", "A button", "Too slow"):
        assert squeezed(f"{place}: {words}") in read
    assert squeezed(f"A value: {words}") in read
    assert squeezed(f"by {words}") in read


@pytest.mark.parametrize("drawn", Drawn)
def test_every_kind_of_part_is_seen(drawn: Drawn) -> None:
    read = shown(content(full(), drawn=drawn))
    assert not [words for words in VISIBLE if squeezed(words) not in read]


def test_everything_that_is_offered_can_be_pressed() -> None:
    told = [each["data"] for each in of_type(content(full(), slot="s"), "Action.Execute")]
    assert sorted(repr(unpack(each["action"])) for each in told) == sorted(
        map(repr, pressable(full()))
    )
    assert {each["slot"] for each in told} == {"s"}


@pytest.mark.parametrize(
    "words", ["x", "<", "\x1b", "\ud83d", "a\n", "\r\n", " ", "* ", "e\u0301", "🇩🇪", "\u0301"]
)
def test_a_megabyte_in_every_place_of_a_card_is_drawn_in_a_moment(words: str) -> None:
    card = full(words * (1_000_000 // len(words)))
    begun = time.process_time()
    message(card)
    notice(card.title, card.title)
    task(WHY, title=card.title, carried={})
    assert time.process_time() - begun < 5.0


# --- what is said ------------------------------------------------------------------------------


def test_the_title_alone_is_a_whole_message() -> None:
    assert message(Card("Sam is on it & will tell you by 3 pm.")) == {
        "type": "message",
        "summary": "Sam is on it & will tell you by 3 pm.",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "$schema": "https://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.5",
                    "fallbackText": "Sam is on it & will tell you by 3 pm.",
                    "body": [
                        {
                            "type": "TextBlock",
                            "text": "Sam is on it & will tell you by 3 pm.",
                            "wrap": True,
                        }
                    ],
                },
            }
        ],
    }


def test_over_parts_the_title_is_a_heading_also_for_those_who_hear_it() -> None:
    title, words = content(Card("News\nabout INC-1", (Text("It works."),)))["body"]
    assert title == {
        "type": "TextBlock",
        "text": "News about INC-1",
        "wrap": True,
        "size": "Medium",
        "weight": "Bolder",
        "style": "heading",
    }
    assert words == {"type": "TextBlock", "text": "It works.", "wrap": True}


def test_a_title_that_could_be_mark_up_is_not_read() -> None:
    title, _ = content(Card("About “*Urgent*”", (Text("It works."),)))["body"]
    (run,) = title["inlines"]
    assert (title["type"], run["text"], run["weight"]) == (
        "RichTextBlock",
        "About “*Urgent*”",
        "Bolder",
    )


def test_whoever_says_it_is_named() -> None:
    card = Card("I have a new dock for you.", by="Sam Ortiz")
    assert words_of(content(card)) == ["from Sam Ortiz via Sincerely", "I have a new dock for you."]


def test_a_persons_words_are_a_quotation_that_teams_never_reads() -> None:
    (quoted,) = body(Quote("Please *help*.\n\nNow.", "Jane Doe"))
    assert (quoted["type"], quoted["style"]) == ("Container", "emphasis")
    assert quoted["items"] == [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Please *help*."}]},
        {
            "type": "RichTextBlock",
            "spacing": "Default",
            "inlines": [{"type": "TextRun", "text": "Now."}],
        },
        {
            "type": "RichTextBlock",
            "spacing": "Small",
            "inlines": [{"type": "TextRun", "text": "— Jane Doe", "isSubtle": True}],
        },
    ]


def test_facts_are_read_one_after_the_other() -> None:
    facts = body(Facts((("Ticket", "INC-1"), ("Sure?", "*yes*\nby 3 pm"), ("", ""))))
    assert words_of(facts) == ["Ticket:", " INC-1", "Sure?", " *yes*", "by 3 pm", "–:", " –"]
    assert kinds(facts) == ["RichTextBlock"] * 4


# --- what is pressed ---------------------------------------------------------------------------


def test_a_press_brings_back_what_it_means_and_waits_for_nothing_else() -> None:
    (row,) = body(Text("So:"), Buttons((Button("Go", ShowHelp(), Look.MAIN),)), slot="s")[1:]
    assert row["actions"] == [
        {
            "type": "Action.Execute",
            "title": "Go",
            "verb": "press",
            "data": {"does": "press", "action": pack(ShowHelp()), "part": 1, "slot": "s"},
            "associatedInputs": "none",
            "style": "positive",
        }
    ]


def test_buttons_say_which_is_meant_and_which_is_grave() -> None:
    looks = tuple(Button(look.value, ShowHelp(), look) for look in Look)
    (row,) = body(Buttons(looks))
    assert [each.get("style") for each in row["actions"]] == [None, "positive", "destructive"]


def test_more_buttons_than_a_phone_shows_beside_each_other_go_on_in_the_next_row() -> None:
    labels = ("Yes, it's fixed", "Not yet", "I can't tell yet", "Help")
    rows = body(Buttons(tuple(Button(label, ShowHelp()) for label in labels)))
    assert [[each["title"] for each in row["actions"]] for row in rows] == [
        ["Yes, it's fixed", "Not yet"],
        ["I can't tell yet", "Help"],
    ]
    many = body(Buttons(tuple(Button(str(n), Rate("i", n)) for n in range(9))))
    assert [len(row["actions"]) for row in many] == [6, 3]


def test_a_label_too_long_for_a_button_wraps_on_a_surface_that_can_be_pressed() -> None:
    question = "How happy were people in Porto with the VPN last month, and why?"
    short, surface, other = body(
        Buttons(
            (
                Button("Why?", ShowHelp()),
                Button(question, AskQuestion(question)),
                Button("More", ShowHelp()),
            )
        )
    )
    assert surface["items"] == [{"type": "TextBlock", "text": question, "wrap": True}]
    assert surface["selectAction"]["title"] == question
    assert surface["selectAction"]["data"]["action"] == pack(AskQuestion(question))
    assert kinds([short, other]) == ["ActionSet", "ActionSet"]


def test_a_scale_is_taps_for_a_thumb_that_can_be_heard() -> None:
    ends, *rows = body(SCALE, slot="invitation:i1")
    assert ends["text"] == "0 is “Awful”, 10 is “Lovely”."
    assert [len(row["columns"]) for row in rows] == [4, 4, 4]
    taps = [each for row in rows for each in row["columns"] if each["items"]]
    assert [each["items"][0]["text"] for each in taps] == [str(n) for n in range(11)]
    assert [each["selectAction"]["title"] for each in taps] == [
        "Rate 0 of 10, Awful",
        *(f"Rate {n} of 10" for n in range(1, 10)),
        "Rate 10 of 10, Lovely",
    ]
    assert taps[4]["selectAction"]["data"] == {
        "does": "press",
        "action": pack(Rate("i1", 4)),
        "part": 0,
        "slot": "invitation:i1",
    }


def test_a_short_scale_is_one_row() -> None:
    five = Scale(SCALE.buttons[1:6], "Awful", "Lovely")
    assert [len(row["columns"]) for row in body(five)[1:]] == [5]


# --- forms -------------------------------------------------------------------------------------


def test_a_folded_form_opens_where_it_stands() -> None:
    (row,) = body(replace(WHY, open_label="Tell me more"), slot="s")
    (opener,) = row["actions"]
    assert (opener["type"], opener["title"]) == ("Action.ShowCard", "Tell me more")
    assert kinds(opener["card"]["body"]) == ["Input.ChoiceSet", "Input.Text", "ActionSet"]


def test_buttons_and_folded_forms_that_follow_each_other_share_a_row() -> None:
    send = Buttons((Button("Send", ShowHelp(), Look.MAIN), Button("Drop it", ShowHelp())))
    (row,) = body(send, replace(WHY, open_label="Change it"), slot="s")
    assert [(each["type"], each["title"]) for each in row["actions"]] == [
        ("Action.Execute", "Send"),
        ("Action.Execute", "Drop it"),
        ("Action.ShowCard", "Change it"),
    ]
    fields = row["actions"][2]["card"]["body"]
    assert [each["id"] for each in fields[:2]] == ["1!factors", "1.comment"]


def test_what_stands_apart_or_would_be_too_long_a_row_stays_apart() -> None:
    more = replace(WHY, open_label="Tell me more")
    assert kinds(body(more, Text("And:"), more)) == ["ActionSet", "TextBlock", "ActionSet"]
    assert [len(row["actions"]) for row in body(more, more, more)] == [2, 1]


def test_an_unfolded_form_is_filled_in_within_the_card() -> None:
    factors, comment, row = body(Text("One moment?"), WHY, slot="s")[1:]
    assert (factors["id"], comment["id"]) == ("1!factors", "1.comment")
    assert row["actions"] == [
        {
            "type": "Action.Execute",
            "title": "Send it",
            "verb": "submit",
            "data": {"does": "submit", "action": pack(SayWhy("i1")), "part": 1, "slot": "s"},
            "associatedInputs": "auto",
            "style": "positive",
        }
    ]


def test_the_same_form_in_a_dialog_brings_back_what_it_was_given() -> None:
    carried = {"does": "submit", "action": pack(SayWhy("i1")), "slot": None, "form": "1:17"}
    answer = task(WHY, title="What was it?", carried=carried)
    assert answer["task"]["value"]["title"] == "What was it?"
    inside = in_dialog(answer)
    assert [each["id"] for each in inside["body"][:2]] == ["0!factors", "0.comment"]
    (send,) = of_type(inside, "Action.Submit")
    assert send["data"] == {
        "does": "submit",
        "action": pack(SayWhy("i1")),
        "form": "1:17",
        "part": 0,
    }


def test_a_title_too_long_for_a_dialog_stands_whole_in_it() -> None:
    title = "What would have made it better for you, if you could choose one thing?"
    for answer in (task(WHY, title=title, carried={}), notice(title, "Nothing else.")):
        assert answer["task"]["value"]["title"].endswith("…")
        assert words_of(in_dialog(answer))[0] == title


def test_a_notice_only_speaks() -> None:
    inside = in_dialog(notice("Not yet", "That button is too old.\n\nSorry."))
    assert words_of(inside) == ["That button is too old.", "Sorry."]


def one_field(field: ChooseMany | ChooseOne | Write) -> list[Json]:
    form = Form(EditUpdate("d1"), (field,), "Go")
    drawing: list[Json] = in_dialog(task(form, title="T", carried={}))["body"]
    return drawing[:-1]


YES = (Option("yes", "Yes"),)


@pytest.mark.parametrize(
    "field",
    [Write("words", "Your note"), ChooseOne("f", "Is it?", YES), ChooseMany("f", "Which?", YES)],
)
def test_teams_insists_on_what_is_needed(field: Write | ChooseOne | ChooseMany) -> None:
    (needed,) = one_field(replace(field, needed=True))
    assert needed["isRequired"] is True
    assert needed["errorMessage"].startswith("Please ")
    assert "isRequired" not in one_field(field)[0]


def test_beside_another_form_nothing_is_insisted_on() -> None:
    """Teams sends the fields of both, and would not let go of one for what is missing in the
    other."""
    note = Form(EditUpdate("d1"), (Write("words", "Your note", needed=True),), "Read it")
    assert of_type(body(note), "Input.Text")[0]["isRequired"]
    both = of_type(body(note, replace(note, open_label="Another")), "Input.Text")
    assert [each["id"] for each in both] == ["0.words", "1.words"]
    assert not [each for each in both if "isRequired" in each]


def test_what_is_written_already_is_in_the_box_and_what_is_hinted_too() -> None:
    field = Write("words", "Your note", hint="What you did, and what comes next", filled="I did.")
    assert one_field(field) == [
        {
            "type": "Input.Text",
            "id": "0.words",
            "label": "Your note",
            "isMultiline": True,
            "maxLength": 4_000,
            "value": "I did.",
            "placeholder": "What you did, and what comes next",
        }
    ]


def test_a_hint_too_long_for_the_box_stands_under_it() -> None:
    hint = "Say what you did, what comes next, and when. " * 5
    box, below = one_field(Write("words", "Your note", hint=hint))
    assert below["text"] == hint.strip()
    assert "placeholder" not in box


def test_more_than_the_box_takes_is_said_under_it() -> None:
    box, below = one_field(Write("words", "Your note", filled="so on " * 700))
    assert len(box["value"]) <= 4_000
    assert below["text"] == (
        "The text was 4,200 characters long. Teams takes 4,000 here, "
        "so only its beginning is filled in."
    )


def test_a_few_options_are_looked_at_and_many_are_a_menu() -> None:
    def options(count: int) -> tuple[Option, ...]:
        return tuple(Option(f"v{n}", f"Option {n}") for n in range(count))

    (few,) = one_field(ChooseOne("f", "Which?", options(8), "v3"))
    assert (few["style"], few["isMultiSelect"], few["value"]) == ("expanded", False, "v3")
    (many,) = one_field(ChooseOne("f", "Which?", options(9)))
    assert (many["style"], many["placeholder"]) == ("compact", "Choose one")
    (ticks,) = one_field(ChooseMany("f", "Which?", options(40), ("v1", "v2")))
    assert (ticks["style"], ticks["isMultiSelect"], ticks["value"]) == ("expanded", True, "v1,v2")


def test_values_survive_being_joined() -> None:
    options = (Option("a,b", "One"), Option("50%", "Two"))
    (field,) = one_field(ChooseMany("f", "Which?", options, ("a,b", "50%")))
    assert names.field_values(0, field["id"], field["value"]) == ("f", ("a,b", "50%"))
    assert {each["value"] for each in field["choices"]} == set(field["value"].split(","))


def test_an_option_is_shown_as_it_is_typed() -> None:
    (field,) = one_field(ChooseOne("f", "Which?", (Option("t1", "INC-1 *Urgent* [x](y)"),)))
    assert field["choices"][0]["title"] == rf"INC-1 \*Urgent\* \[x\]{WORD_JOINER}(y)"


def test_more_options_than_a_menu_takes_are_said_to_be_more() -> None:
    options = tuple(Option(f"v{n}", f"Option {n}") for n in range(130))
    field, below = one_field(ChooseOne("f", "Which ticket?", options))
    assert len(field["choices"]) == 100
    assert below["text"] == "Teams has room for 100 of 130 here."


def test_a_question_without_options_says_so() -> None:
    assert words_of(one_field(ChooseOne("f", "Which ticket?", ()))) == [
        "Which ticket?: There is nothing to choose from."
    ]


def test_a_field_without_a_label_has_one_all_the_same() -> None:
    (field,) = one_field(ChooseMany("as_it_is", "", (Option("yes", "Send it like this"),)))
    assert field["label"] == "Tick what fits"


# --- pictures and tables -----------------------------------------------------------------------


def test_a_picture_goes_down_the_ladder_with_its_intervals_in_words() -> None:
    chart, words = body(DRAWABLE)
    assert (chart["type"], words["isSubtle"]) == ("Chart.Line", True)
    assert "W46 −12 (−25 to +3, n 88)" in words["text"]
    title, table = body(DRAWABLE, drawn=Drawn.TABLE)
    assert title["text"] == "Happiness, week by week"
    assert words_of(table["rows"][1]) == [
        "W46",
        "−12 (−25 to +3, n 88)",
        "+41 (+30 to +52, n 143)",
    ]
    (text,) = body(DRAWABLE, drawn=Drawn.TEXT)
    assert text["text"] == charts.in_words(WEEKS)


def test_a_client_without_charts_sees_the_table() -> None:
    title, table = body(DRAWABLE)[0]["fallback"]["items"]
    assert title["text"] == "Happiness, week by week"
    assert len(table["rows"]) == 3


def test_of_a_long_line_a_client_without_charts_sees_the_words_below() -> None:
    points = tuple(charts.Point(f"W{n}", n, n - 1, n + 1, 9) for n in range(40))
    year = replace(WEEKS, series=(charts.Series("VPN", points),))
    chart, words = body(Picture(charts.to_json(year), charts.in_words(year)))
    assert words_of(chart["fallback"]) == ["Happiness, week by week"]
    assert "W39 +39" in words["text"]


def test_a_picture_with_something_kept_back_is_a_table_at_once() -> None:
    picture = Picture(charts.to_json(HAPPINESS), charts.in_words(HAPPINESS))
    assert kinds(body(picture)) == ["TextBlock", "Table", "TextBlock"]


def test_a_picture_that_cannot_be_read_any_more_is_its_words() -> None:
    (text,) = body(Picture({"kind": "pie"}, "Happiness: +41."))
    assert text["text"] == "Happiness: +41."


def test_charts_and_tables_have_the_whole_width() -> None:
    assert content(Card("A title", (DRAWABLE,)))["msteams"] == {"width": "Full"}
    assert "msteams" not in content(Card("A title", (Text("Nothing wide."),)))


def test_a_table_goes_down_the_ladder() -> None:
    table = Table(("Ticket", "Promised", "State"), (("INC-1", "3 pm", "open"), ("INC-2", "", "")))
    assert kinds(body(table)) == ["Table"]
    assert words_of(body(table, drawn=Drawn.TEXT)) == [
        "INC-1 · Promised: 3 pm · State: open",
        "INC-2 · Promised: – · State: –",
    ]


def test_a_table_too_wide_for_a_phone_is_lines() -> None:
    wide = Table(tuple("abcde"), (tuple("fghij"),))
    assert words_of(body(wide)) == ["f · b: g · c: h · d: i · e: j"]


def test_a_table_with_more_rows_than_fit_says_so() -> None:
    rows = tuple((f"INC-{n}", "open") for n in range(240))
    table, below = body(Table(("Ticket", "State"), rows))
    assert len(table["rows"]) == 41
    assert below["text"] == "These are the first 40 of 240 rows."


# --- what is too much --------------------------------------------------------------------------

SHORTENED = "This is shortened: one card in Teams has no room for all of it."


def test_what_is_far_too_long_is_cut_in_fair_places_and_says_so() -> None:
    card = content(Card("A title", (Quote(ENDLESS, "Jane"), Text(ENDLESS), SCALE)))
    assert problems(card) == []
    read = words_of(card)
    assert read[-1] == SHORTENED
    assert sum(words.endswith("…") for words in read) == 2
    assert sum(map(len, read)) > 8_000
    assert len(of_type(card, "Action.Execute")) == 11


def test_too_many_parts_lose_the_last_words_but_nothing_that_can_be_pressed() -> None:
    parts: tuple[Part, ...] = (
        *(Text(f"Line {n}.") for n in range(800)),
        Buttons((Button("Go", ShowHelp()),)),
    )
    card = content(Card("A title", parts))
    assert problems(card) == []
    assert words_of(card)[-1] == SHORTENED
    assert len(of_type(card, "Action.Execute")) == 1
    assert re.fullmatch(r"Line \d{3}\.", words_of(card)[-2])


def test_a_table_too_big_becomes_words_before_any_text_is_cut_short() -> None:
    rows = tuple(("€" * 100, "¥" * 150) for _ in range(36))
    text, *lines = body(Text("z " * 600), Table(("X", "Y"), rows))
    assert text["text"] == ("z " * 600).strip()
    assert {each["type"] for each in lines} == {"TextBlock"}
    assert lines[-1]["text"] != SHORTENED


def test_a_form_too_big_for_its_card_waits_in_a_dialog() -> None:
    fields = tuple(Write(f"f{n}", f"Field {n}", filled="so on 😀 " * 440) for n in range(6))
    text, row = body(Text("Please look."), Form(EditUpdate("d1"), fields, "Send it"), slot="s")
    assert text["text"] == "Please look."
    assert row["actions"] == [
        {
            "type": "Action.Submit",
            "title": "Send it",
            "data": {
                "does": "open",
                "action": pack(EditUpdate("d1")),
                "part": 1,
                "slot": "s",
                "msteams": {"type": "task/fetch"},
            },
            "associatedInputs": "none",
        }
    ]


def test_a_dialog_gives_up_what_it_must_but_can_always_be_sent() -> None:
    options = tuple(Option(f"v{n}", f"{n} {'€' * 120}") for n in range(100))
    boxes = tuple(Write(f"f{n}", f"Field {n}", filled="so on 😀 " * 440) for n in range(8))
    inside = in_dialog(task(Form(EditUpdate("d1"), boxes, "Send it"), title="T", carried={}))
    assert problems(inside) == []
    assert len(of_type(inside, "Input.Text")) == 8
    assert "only its beginning is filled in." in words_of(inside)[1]
    menus = (ChooseOne("one", "Which?", options), ChooseMany("many", "Which?", options))
    fields: tuple[Field, ...] = (*boxes, *menus)
    inside = in_dialog(task(Form(EditUpdate("d1"), fields, "Send it"), title="T", carried={}))
    assert problems(inside) == []
    assert len(of_type(inside, "Action.Submit")) == 1
    assert words_of(inside)[-1] == SHORTENED


@pytest.mark.parametrize("drawn", Drawn)
def test_a_card_full_of_endless_words_is_still_a_message(drawn: Drawn) -> None:
    card = content(full(ENDLESS), drawn=drawn)
    assert problems(card) == []
    pressed = [each for each in objects(card) if "action" in each]
    assert len(pressed) == len(pressable(full()))


# --- where we were called ----------------------------------------------------------------------


def test_a_line_is_not_read_for_mark_up() -> None:
    assert line("I've written to you, *Jane*.\nSo.") == {
        "type": "message",
        "text": r"I've written to you, \*Jane\*. So.",
    }


def test_a_line_calls_whom_it_is_for() -> None:
    called = line("I've written to you.", to=("29:1x", "Jane <at>Doe</at>"))
    mentioned = "<at>Jane &lt;at&gt;Doe&lt;/at&gt;</at>"
    assert called["text"] == f"{mentioned} I've written to you."
    assert called["entities"] == [
        {
            "type": "mention",
            "text": mentioned,
            "mentioned": {"id": "29:1x", "name": "Jane <at>Doe</at>"},
        }
    ]
