"""Cards as Block Kit: complete, harmless, within the limits, and fit to be read aloud."""

import re
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
from bot.channels.slack.limits import Surface, problems
from bot.channels.slack.write import Drawn, home, message, modal, notice
from tests.bot.channels.samples import ENDLESS, FAR_AND_WIDE, HAPPINESS, HOSTILE, VISIBLE, full
from tests.bot.channels.slack.oracles import read_by_sdk, read_by_slackblocks
from tests.bot.channels.strategies import CARDS, WORDS, forms

Json = dict[str, Any]

slow_to_make = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
)
WEEKS = charts.Chart(
    "line",
    "Happiness, week by week",
    charts.Unit.POINTS,
    (
        charts.Series(
            "VPN", (charts.Point("W46", -12, -25, 3, 88), charts.Point("W47", 5, -9, 18, 91))
        ),
    ),
    "The band is where the true value very likely lies.",
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


def blocks(*parts: Part, slot: str | None = None, drawn: Drawn = Drawn.CHART) -> list[Json]:
    """What is drawn of these parts, without the title above them."""
    drawing: list[Json] = message(Card("A title", parts), slot=slot, drawn=drawn)["blocks"]
    return drawing[1:]


def objects(thing: Any) -> Iterator[Json]:
    if isinstance(thing, dict):
        yield thing
    for inside in thing.values() if isinstance(thing, dict) else thing:
        if isinstance(inside, dict | list):
            yield from objects(inside)


def words_of(payload: Json) -> list[str]:
    """Every text that is shown, in the order in which it is read."""
    return [
        each["text"]
        for each in objects(payload["blocks"])
        if isinstance(each.get("text"), str) and each.get("type") != "option"
    ]


def kinds(drawing: list[Json]) -> list[str]:
    return [block["type"] for block in drawing]


def squeezed(words: str) -> str:
    return "".join(words.split())


# --- any card at all ---------------------------------------------------------------------------


def sound(payload: Json, surface: Surface) -> None:
    assert problems(payload, surface) == []
    read_by_sdk(payload)
    read_by_slackblocks(payload)


@slow_to_make
@given(CARDS, st.sampled_from(Drawn), st.booleans())
def test_any_card_is_a_message_that_slack_takes(card: Card, drawn: Drawn, voiced: bool) -> None:
    payload = message(card, slot="invitation:i1", drawn=drawn, voiced=voiced)
    sound(payload, Surface.MESSAGE)
    harmless(payload)


@settings(slow_to_make, max_examples=20)
@given(st.lists(CARDS, max_size=3), st.sampled_from(Drawn))
def test_any_cards_are_a_home_that_slack_takes(cards: list[Card], drawn: Drawn) -> None:
    payload = home(cards, drawn=drawn)
    sound(payload, Surface.HOME)
    harmless(payload)


@settings(slow_to_make, max_examples=30)
@given(forms(), WORDS)
def test_any_form_is_a_window_that_slack_takes(form: Form, title: str) -> None:
    payload = modal(form, title=title, metadata="{}")
    sound(payload, Surface.MODAL)
    harmless(payload)


@settings(slow_to_make, max_examples=30)
@given(WORDS, WORDS)
def test_any_notice_is_a_window_that_slack_takes(title: str, words: str) -> None:
    payload = notice(title, words)
    sound(payload, Surface.MODAL)
    harmless(payload)


def harmless(payload: Json) -> None:
    """Whatever Slack reads for mark-up holds no mark-up but the stars of our own labels."""
    read = [each for each in objects(payload["blocks"]) if each.get("type") == "mrkdwn"]
    for each in read:
        assert each["verbatim"] is True
        label, _, value = each["text"].partition("\n")
        assert not re.search(r"[*_~`<>]|:\S+:|&(?!amp;|lt;|gt;)", label[1:-1] + value)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", payload.get("text", ""))
    assert all(each["emoji"] is False for each in objects(payload) if "emoji" in each)
    shown = {each["type"] for each in objects(payload["blocks"]) if "type" in each}
    assert not shown & {"link", "user", "channel", "broadcast", "emoji", "markdown", "usergroup"}


@pytest.mark.parametrize("drawn", Drawn)
@pytest.mark.parametrize("words", ["words", *HOSTILE, FAR_AND_WIDE])
def test_nothing_that_is_typed_is_lost_or_obeyed(words: str, drawn: Drawn) -> None:
    payload = message(full(words), slot="s", drawn=drawn)
    sound(payload, Surface.MESSAGE)
    harmless(payload)
    read = squeezed(" ".join(words_of(payload)))
    for place in ("A title", "A text", "A quote", "A label", "A value", "A cell", "A button"):
        assert squeezed(f"{place}: {words}") in read
    assert squeezed(f"by {words}") in read


@pytest.mark.parametrize("drawn", Drawn)
def test_every_kind_of_part_is_seen(drawn: Drawn) -> None:
    read = squeezed(" ".join(words_of(message(full(), drawn=drawn))))
    assert not [words for words in VISIBLE if squeezed(words) not in read]


def test_everything_that_is_offered_can_be_pressed() -> None:
    drawing = message(full())["blocks"]
    offered = [unpack(each["value"]) for each in objects(drawing) if each.get("type") == "button"]
    assert sorted(map(repr, offered)) == sorted(map(repr, pressable(full())))


# --- what is said ------------------------------------------------------------------------------


def test_the_title_alone_is_a_whole_message() -> None:
    assert message(Card("Sam is on it & will tell you by 3 pm.")) == {
        "text": "Sam is on it &amp; will tell you by 3 pm.",
        "blocks": [
            {
                "type": "section",
                "text": {
                    "type": "plain_text",
                    "text": "Sam is on it & will tell you by 3 pm.",
                    "emoji": False,
                },
                "expand": True,
            }
        ],
    }


def test_over_parts_the_title_stands_in_bold() -> None:
    assert message(Card("News\nabout INC-1", (Text("It works."),)))["blocks"][0] == {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "News about INC-1", "style": {"bold": True}}],
            }
        ],
    }


def test_whoever_says_it_is_named_unless_it_goes_out_in_their_name() -> None:
    card = Card("I have a new dock for you.", by="Sam Ortiz")
    assert words_of(message(card)) == [
        "from Sam Ortiz via Sincerely",
        "I have a new dock for you.",
    ]
    assert words_of(message(card, voiced=True)) == ["I have a new dock for you."]
    assert words_of(message(replace(card, by=None))) == ["I have a new dock for you."]


def test_a_persons_words_are_a_quotation_that_slack_never_reads() -> None:
    assert blocks(Quote("<!channel> *help*", "Jane Doe")) == [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "text", "text": "<!channel> *help*"}],
                }
            ],
        },
        {
            "type": "context",
            "elements": [{"type": "plain_text", "text": "— Jane Doe", "emoji": False}],
        },
    ]


def test_facts_stand_beside_each_other() -> None:
    (section,) = blocks(Facts((("Ticket", "INC-1"), ("Promised", "today, *surely*"))))
    assert section["fields"] == [
        {"type": "mrkdwn", "text": "*Ticket*\nINC-1", "verbatim": True},
        {"type": "plain_text", "text": "Promised\ntoday, *surely*", "emoji": False},
    ]


def test_many_facts_take_another_row_and_a_long_one_the_whole_width() -> None:
    pairs = [(f"Label {n}", "x") for n in range(11)]
    drawing = blocks(Facts((*pairs, ("Long", "so on " * 400), ("Last", "y"))))
    assert [len(block.get("fields", ())) for block in drawing] == [10, 1, 0, 1]
    assert drawing[2]["text"]["text"].startswith("Long\nso on so on")


def test_a_scale_is_one_row_that_can_be_heard() -> None:
    scale = Scale(tuple(Button(str(n), Rate("i1", n)) for n in range(11)), "Awful", "Lovely")
    ends, row = blocks(scale, slot="invitation:i1")
    assert ends["elements"][0]["text"] == "0 is “Awful”, 10 is “Lovely”."
    assert row["block_id"] == "0|invitation:i1"
    assert [each["text"]["text"] for each in row["elements"]] == [str(n) for n in range(11)]
    assert [each["accessibility_label"] for each in row["elements"]] == [
        "Rate 0 of 10, Awful",
        *(f"Rate {n} of 10" for n in range(1, 10)),
        "Rate 10 of 10, Lovely",
    ]
    assert row["elements"][4]["action_id"] == "press:0:4"
    assert row["elements"][4]["value"] == pack(Rate("i1", 4))


def test_buttons_say_which_is_meant_and_which_is_grave() -> None:
    looks = tuple(Button(look.value, ShowHelp(), look) for look in Look)
    (row,) = blocks(Buttons(looks))
    assert [each.get("style") for each in row["elements"]] == [None, "primary", "danger"]
    assert row["block_id"] == "0|"


def test_a_label_too_long_for_a_button_stands_whole_above_it() -> None:
    question = (
        "How happy were people in Porto with the VPN last month, and what did they name most?"
    )
    above, row = blocks(Buttons((Button(question, AskQuestion(question)),)))
    assert above["elements"][0]["text"] == question
    assert row["elements"][0]["text"]["text"].endswith("…")


def test_more_buttons_than_a_row_takes_go_on_in_the_next_and_know_their_slot() -> None:
    drawing = blocks(Buttons(tuple(Button(str(n), Rate("i", n)) for n in range(30))), slot="s")
    assert [len(block["elements"]) for block in drawing] == [25, 5]
    assert [block["block_id"].partition("|")[2] for block in drawing] == ["s", "s"]
    assert drawing[1]["elements"][0]["action_id"] == "press:0:25"


# --- forms -------------------------------------------------------------------------------------


def test_a_folded_form_is_one_button() -> None:
    (row,) = blocks(replace(WHY, open_label="Tell me more"), slot="s")
    assert row == {
        "type": "actions",
        "block_id": "0|s",
        "elements": [
            {
                "type": "button",
                "action_id": "open:0",
                "text": {"type": "plain_text", "text": "Tell me more", "emoji": False},
                "value": pack(SayWhy("i1")),
            }
        ],
    }


def test_buttons_and_folded_forms_that_follow_each_other_share_a_row() -> None:
    send = Buttons((Button("Send", ShowHelp(), Look.MAIN), Button("Put aside", ShowHelp())))
    change, why = replace(WHY, open_label="Change it"), replace(WHY, open_label="Why?")
    (row,) = blocks(send, change, why, slot="s")
    assert row["block_id"] == "0|s"
    assert [(each["action_id"], each["text"]["text"]) for each in row["elements"]] == [
        ("press:0:0", "Send"),
        ("press:0:1", "Put aside"),
        ("open:1", "Change it"),
        ("open:2", "Why?"),
    ]


def test_what_stands_apart_or_would_be_too_long_a_row_stays_apart() -> None:
    more = replace(WHY, open_label="Tell me more")
    three = Buttons(tuple(Button(str(n), ShowHelp()) for n in range(3)))
    assert kinds(blocks(more, Text("And:"), more)) == ["actions", "section", "actions"]
    assert [len(row["elements"]) for row in blocks(three, three)] == [3, 3]
    assert [len(row["elements"]) for row in blocks(three, more, more, more)] == [5, 1]
    assert kinds(blocks(three, WHY)) == ["actions", "input", "input", "actions"]


def test_an_unfolded_form_is_filled_in_within_the_message() -> None:
    drawing = blocks(Text("One moment?"), WHY, slot="s")[1:]
    assert kinds(drawing) == ["input", "input", "actions"]
    assert [block["block_id"] for block in drawing] == ["1.factors|s", "1.comment|s", "1|s"]
    assert all(block["element"]["action_id"] == "field" for block in drawing[:2])
    (submit,) = drawing[2]["elements"]
    assert (submit["action_id"], submit["style"]) == ("submit:1", "primary")
    assert submit["value"] == pack(SayWhy("i1"))


def test_the_same_form_in_a_window() -> None:
    view = modal(WHY, title="What was it?", metadata='{"slot":"s"}')
    assert [block["block_id"] for block in view["blocks"]] == ["form.factors", "form.comment"]
    assert (view["callback_id"], view["private_metadata"]) == ("form", '{"slot":"s"}')
    assert [view[bar]["text"] for bar in ("title", "submit", "close")] == [
        "What was it?",
        "Send it",
        "Cancel",
    ]


def test_a_title_too_long_for_a_window_stands_whole_in_it() -> None:
    title = "What would have made it better for you?"
    for view in (modal(WHY, title=title, metadata=""), notice(title, "Nothing else.")):
        assert view["title"]["text"] == "What would have made…"
        assert words_of(view)[0] == title


def one_field(field: ChooseMany | ChooseOne | Write) -> Json:
    (block,) = modal(Form(EditUpdate("d1"), (field,), "Go"), title="T", metadata="")["blocks"]
    result: Json = block
    return result


YES = (Option("yes", "Yes"),)


@pytest.mark.parametrize("needed", [True, False])
@pytest.mark.parametrize(
    "field",
    [Write("words", "Your note"), ChooseOne("f", "Is it?", YES), ChooseMany("f", "Which?", YES)],
)
def test_slack_insists_on_what_is_needed_and_says_what_is_not(
    field: Write | ChooseOne | ChooseMany, needed: bool
) -> None:
    assert one_field(replace(field, needed=needed))["optional"] is not needed


def test_what_is_written_already_is_in_the_box_and_what_is_hinted_too() -> None:
    field = Write("words", "Your note", hint="What you did, and what comes next", filled="I did.")
    assert one_field(field)["element"] == {
        "type": "plain_text_input",
        "action_id": "field",
        "multiline": True,
        "max_length": 3_000,
        "initial_value": "I did.",
        "placeholder": {
            "type": "plain_text",
            "text": "What you did, and what comes next",
            "emoji": False,
        },
    }


def test_a_hint_too_long_for_the_box_stands_under_it() -> None:
    hint = "Say what you did, what comes next, and when. " * 5
    block = one_field(Write("words", "Your note", hint=hint))
    assert block["hint"]["text"] == hint.strip()
    assert "placeholder" not in block["element"]


def test_more_than_the_box_takes_is_said_under_it() -> None:
    block = one_field(Write("words", "Your note", filled="so on " * 700))
    assert len(block["element"]["initial_value"]) <= 3_000
    assert block["hint"]["text"] == (
        "The text was 4,200 characters long. Slack takes 3,000 here, "
        "so only its beginning is filled in."
    )


@pytest.mark.parametrize(
    ("count", "many", "one"),
    [(10, "checkboxes", "radio_buttons"), (11, "multi_static_select", "static_select")],
)
def test_a_few_options_are_ticked_and_many_are_a_menu(count: int, many: str, one: str) -> None:
    options = tuple(Option(f"v{n}", f"Option {n}") for n in range(count))
    ticked = one_field(ChooseMany("f", "Which?", options, ("v1", "v2")))["element"]
    assert ticked["type"] == many
    assert [each["value"] for each in ticked["initial_options"]] == ["v1", "v2"]
    chosen = one_field(ChooseOne("f", "Which?", options, "v3"))["element"]
    assert chosen["type"] == one
    assert chosen["initial_option"] == chosen["options"][3]


def test_more_options_than_a_menu_takes_are_said_to_be_more() -> None:
    options = tuple(Option(f"v{n}", f"Option {n}") for n in range(130))
    block = one_field(ChooseOne("f", "Which ticket?", options))
    assert len(block["element"]["options"]) == 100
    assert block["hint"]["text"] == "Slack has room for 100 of 130 here."


def test_a_question_without_options_says_so() -> None:
    assert words_of({"blocks": [one_field(ChooseOne("f", "Which ticket?", ()))]}) == [
        "Which ticket?: There is nothing to choose from."
    ]


def test_a_field_without_a_label_has_one_all_the_same() -> None:
    field = ChooseMany("as_it_is", "", (Option("yes", "Send it exactly like this"),))
    assert one_field(field)["label"]["text"] == "Tick what fits"


# --- pictures and tables -----------------------------------------------------------------------


def test_a_picture_goes_down_the_ladder_with_its_intervals_in_words() -> None:
    chart, words = blocks(DRAWABLE)
    assert (chart["type"], words["type"]) == ("data_visualization", "context")
    assert "W46 −12 (−25 to +3, n 88)" in words["elements"][0]["text"]
    title, table, note = blocks(DRAWABLE, drawn=Drawn.TABLE)
    assert title["text"]["text"] == table["caption"] == "Happiness, week by week"
    assert [cell["text"] for cell in table["rows"][1]] == ["W46", "−12 (−25 to +3, n 88)"]
    assert note["elements"][0]["text"] == "The band is where the true value very likely lies."
    (text,) = blocks(DRAWABLE, drawn=Drawn.TEXT)
    assert text["text"]["text"] == charts.in_words(WEEKS)


def test_a_picture_with_something_kept_back_is_a_table_at_once() -> None:
    picture = Picture(charts.to_json(HAPPINESS), charts.in_words(HAPPINESS))
    assert kinds(blocks(picture)) == ["section", "data_table", "context"]


def test_a_picture_that_cannot_be_read_any_more_is_its_words() -> None:
    (text,) = blocks(Picture({"kind": "pie"}, "Happiness: +41."))
    assert text["text"]["text"] == "Happiness: +41."


def test_a_third_picture_is_a_table() -> None:
    drawing = blocks(DRAWABLE, DRAWABLE, DRAWABLE)
    assert kinds(drawing) == [
        "data_visualization",
        "context",
        "data_visualization",
        "context",
        "section",
        "data_table",
        "context",
    ]


def test_a_table_goes_down_the_ladder() -> None:
    table = Table(("Ticket", "Promised", "State"), (("INC-1", "3 pm", "open"), ("INC-2", "", "")))
    assert kinds(blocks(table)) == ["data_table"]
    assert kinds(blocks(table, drawn=Drawn.TABLE)) == ["table"]
    assert kinds(blocks(table, table, drawn=Drawn.TABLE)) == ["table", "data_table"]
    (text,) = blocks(table, drawn=Drawn.TEXT)
    assert text["text"]["text"] == (
        "INC-1 · Promised: 3 pm · State: open\nINC-2 · Promised: – · State: –"
    )


def test_a_table_with_more_rows_than_fit_says_so() -> None:
    rows = tuple((f"INC-{n}", "open") for n in range(240))
    table, below = blocks(Table(("Ticket", "State"), rows))
    assert len(table["rows"]) == 100
    assert below["elements"][0]["text"] == "These are the first 99 of 240 rows."


# --- what is too much --------------------------------------------------------------------------


def test_a_long_text_takes_several_sections_and_keeps_every_letter() -> None:
    long = " ".join(f"word{n}" for n in range(1_000))
    drawing = blocks(Text(long))
    assert len(drawing) > 1
    assert "".join(block["text"]["text"] for block in drawing) == long


def test_what_is_far_too_long_is_cut_in_fair_places_and_says_so() -> None:
    scale = Scale(tuple(Button(str(n), Rate("i1", n)) for n in range(11)), "Awful", "Lovely")
    payload = message(Card("A title", (Quote(ENDLESS, "Jane"), Text(ENDLESS), scale)))
    assert problems(payload, Surface.MESSAGE) == []
    read = words_of(payload)
    assert read[-1] == "This is shortened: one message in Slack has no room for all of it."
    assert sum(words.endswith("…") for words in read) == 2
    assert sum(map(len, read)) > 6_000
    assert "Lovely" in " ".join(read)


def test_too_many_parts_lose_the_last_words_but_nothing_that_can_be_pressed() -> None:
    parts: tuple[Part, ...] = (
        *(Text(f"Line {n}.") for n in range(80)),
        Buttons((Button("Go", ShowHelp()),)),
    )
    payload = message(Card("A title", parts))
    assert problems(payload, Surface.MESSAGE) == []
    assert words_of(payload)[-3:] == [
        "Line 46.",
        "Go",
        "This is shortened: one message in Slack has no room for all of it.",
    ]


def test_a_form_too_big_for_its_message_waits_in_a_window() -> None:
    fields = tuple(Write(f"f{n}", f"Field {n}", filled="so on " * 450) for n in range(5))
    drawing = blocks(Text("Please look."), Form(EditUpdate("d1"), fields, "Send it"))
    assert kinds(drawing) == ["section", "actions", "context"]
    assert drawing[1]["elements"][0]["action_id"] == "open:1"


def test_a_card_full_of_endless_words_is_still_a_message() -> None:
    for drawn in Drawn:
        payload = message(full(ENDLESS), drawn=drawn)
        sound(payload, Surface.MESSAGE)
        offered = [each for each in objects(payload["blocks"]) if each.get("type") == "button"]
        assert len(offered) == len(pressable(full()))


# --- home --------------------------------------------------------------------------------------


def test_a_home_is_one_card_under_the_other_and_numbers_go_on() -> None:
    card = Card("Yours today", (Buttons((Button("Go", ShowHelp()),)),))
    view = home([card, card])
    assert view["type"] == "home"
    assert kinds(view["blocks"]) == ["header", "actions", "divider", "header", "actions"]
    assert [b["block_id"] for b in view["blocks"] if b["type"] == "actions"] == ["0|", "1|"]


def test_an_empty_home_says_so() -> None:
    assert words_of(home([])) == ["Nothing here yet."]


def test_a_notice_only_speaks() -> None:
    view = notice("Not yet", "That button is from an older version of me.")
    assert words_of(view) == ["That button is from an older version of me."]
    assert (view["callback_id"], view["close"]["text"]) == ("notice", "Close")
    assert "submit" not in view
