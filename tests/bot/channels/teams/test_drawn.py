"""Every card in a browser: drawn without a complaint, pressed, filled in, and seen by everybody."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.async_api import expect

from bot.actions import EditUpdate, Rate, SayWhy, ShowHelp, pack
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    ChooseOne,
    Form,
    Option,
    Scale,
    Write,
)
from bot.channels.teams import limits, names
from bot.channels.teams.escape import WORD_JOINER, block, literal
from bot.channels.teams.write import Drawn, content, notice, task
from bot.channels.words import one_line
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE, full
from tests.bot.channels.teams.real_cards import asked_of_a_year, forms_in, lived_through
from tests.bot.channels.teams.renderer import DESK, PHONE, Renderer, open_renderer
from tests.browser import CHROMIUM
from tests.house import TestHouse, open_test_house

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
Json = dict[str, Any]

CHARTS = re.compile(r'Unknown element type "Chart\.\w+". Fallback will be used')
NEVER = "#card :is(a, img, script, iframe, em, strong, b, i, code, blockquote, h1, ol, ul)"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def renderer() -> AsyncIterator[Renderer]:
    async with open_renderer() as renderer:
        yield renderer


@pytest_asyncio.fixture(loop_scope="module")
async def house(sqlite_url: str) -> AsyncIterator[TestHouse]:
    async with open_test_house(sqlite_url) as house:
        yield house


async def looked_at(renderer: Renderer, card: Json, folder: Path) -> None:
    """On a phone and beside the list of chats. What is wrong, is wrong in a picture too."""
    assert limits.problems(card) == []
    for width in (PHONE, DESK):
        complaints = [each for each in await renderer.draw(card, width) if not CHARTS.match(each)]
        wrong = [*complaints, *await renderer.unnamed(), *await renderer.cut()]
        if wrong:
            await renderer.photograph(folder / f"{width}.png")
        assert wrong == [], f"{card['body'][0]}\nsee {folder}/{width}.png"


async def pressed_all_over(renderer: Renderer, card: Json) -> None:
    """Everything that needs nothing filled in brings back just what stands in it."""
    offered = [each for each in actions_of(card["body"]) if each.get("associatedInputs") == "none"]
    for action in offered:
        await (
            renderer.buttons()
            .and_(renderer.page.get_by_role("button", name=action["title"], exact=True))
            .first.click()
        )
        sent = await renderer.pressed()
        alike = [each for each in offered if each["title"] == action["title"]]
        assert sent["data"] in [each["data"] for each in alike]


def actions_of(thing: Any) -> list[Json]:
    """Without those in forms that are folded."""
    if isinstance(thing, list):
        return [action for each in thing for action in actions_of(each)]
    if not isinstance(thing, dict) or thing.get("type") == "Action.ShowCard":
        return []
    found = [thing] if str(thing.get("type")).startswith("Action.") else []
    return found + [action for value in thing.values() for action in actions_of(value)]


# --- what the conversations say ------------------------------------------------------------------


@pytest.mark.slow
async def test_whatever_people_are_told_is_drawn_and_can_be_pressed(
    renderer: Renderer, house: TestHouse, tmp_path: Path
) -> None:
    seen = await lived_through(house)
    assert len(seen) > 30
    for each in seen:
        card = content(each.card, slot=each.slot)
        await looked_at(renderer, card, tmp_path)
        await pressed_all_over(renderer, card)
    for form in forms_in(seen):
        answer = task(form, title=form.open_label or form.submit, carried={"form": "1:17"})
        await looked_at(renderer, answer["task"]["value"]["card"]["content"], tmp_path)


@pytest.mark.slow
async def test_whatever_managers_are_told_is_drawn_with_tables_where_there_are_no_charts(
    renderer: Renderer, sqlite_url: str, tmp_path: Path
) -> None:
    charts = set[str]()
    async for each in asked_of_a_year(sqlite_url):
        card = content(each.card)
        charts |= {element["type"] for element in card["body"]} & set(limits.CHARTS)
        await looked_at(renderer, card, tmp_path)
        await pressed_all_over(renderer, card)
    assert charts >= {"Chart.Line", "Chart.HorizontalBar"}


# --- every kind of part --------------------------------------------------------------------------


@pytest.mark.parametrize("drawn", Drawn)
async def test_what_is_typed_is_seen_as_it_is_and_does_nothing(
    renderer: Renderer, tmp_path: Path, drawn: Drawn
) -> None:
    for words in ("words", *HOSTILE, FAR_AND_WIDE):
        card = content(full(words), slot="s", drawn=drawn)
        await looked_at(renderer, card, tmp_path)
        read = squeezed(await renderer.words())
        for place in ("A title", "A text", "A quote", "A label", "A value", "A cell", "Too slow"):
            assert squeezed(f"{place}: {words}") in read
        assert await renderer.page.locator(NEVER).count() == 0


def squeezed(words: str) -> str:
    return "".join(words.replace(WORD_JOINER, "").split())


async def test_markdown_finds_nothing_in_whatever_is_given_to_it(renderer: Renderer) -> None:
    given = [one_line(words) for words in (*HOSTILE, FAR_AND_WIDE, *typed_anywhere(1_500))]
    plain = [words for words in given if block(words)["type"] == "TextBlock" and words]
    assert len(plain) > 100
    texts = [*((words, block(words)["text"]) for words in plain),
             *((words, literal(words)) for words in given)]  # fmt: skip
    read = await renderer.reads([text for _, text in texts])
    for (words, text), (seen, elements) in zip(texts, read, strict=True):
        assert squeezed(seen) == squeezed(words), text
        assert set(elements) <= {"p"}, text


def typed_anywhere(count: int) -> list[str]:
    found: list[str] = []

    @settings(max_examples=count, phases=[Phase.generate], database=None, deadline=None)
    @given(st.text(max_size=12) | st.text("<>at[](){}*_`~\\#-+=1. &;x:/|!\"'", max_size=12))
    def collect(words: str) -> None:
        found.append(words)

    collect()
    return found


async def test_a_long_label_is_read_whole_and_can_be_pressed(
    renderer: Renderer, tmp_path: Path
) -> None:
    question = "How happy were people in Porto with the VPN last month, and what did they name?"
    card = content(Card("Did you mean:", (Buttons((Button(question, ShowHelp()),)),)))
    await looked_at(renderer, card, tmp_path)
    assert question in await renderer.words()
    await pressed_all_over(renderer, card)


async def test_a_rating_is_one_tap_also_by_keyboard_and_by_name(
    renderer: Renderer, tmp_path: Path
) -> None:
    taps = tuple(Button(str(n), Rate("i1", n)) for n in range(11))
    card = content(Card("How did it go?", (Scale(taps, "Awful", "Lovely"),)), slot="w")
    await looked_at(renderer, card, tmp_path)
    await renderer.draw(card, PHONE)
    for tap in await renderer.buttons().all():
        box = await tap.bounding_box()
        assert box is not None
        assert box["width"] >= 44, "a thumb is that wide"
        assert box["height"] >= 40
    await renderer.page.get_by_role("button", name="Rate 10 of 10, Lovely").focus()
    await renderer.page.keyboard.press("Enter")
    assert await renderer.pressed() == {
        "type": "Action.Execute",
        "verb": "press",
        "data": {"does": "press", "action": pack(Rate("i1", 10)), "part": 0, "slot": "w"},
    }


# --- forms ---------------------------------------------------------------------------------------

WHY = Form(
    SayWhy("i1"),
    (
        ChooseMany("factors", "What was it?", (Option("a,b", "Too slow"), Option("50%", "Rude"))),
        ChooseOne("lost", "Time lost", (Option("0", "None"), Option("15", "Some, *truly*"))),
        ChooseOne("ticket", "Which?", tuple(Option(f"t{n}", f"INC-{n}") for n in range(20))),
        Write("comment", "In your own words", needed=True),
        Write("short", "In one line", long=False, filled="one, two"),
    ),
    "Send it",
)
NOTE = Form(EditUpdate("d1"), (Write("words", "Your note"),), "Read it", "Change it")


def filled(sent: Json) -> dict[str, tuple[str, ...]]:
    part = sent["data"]["part"]
    found = (names.field_values(part, name, str(text)) for name, text in sent["data"].items())
    return dict(each for each in found if each is not None)


async def fill_in(renderer: Renderer) -> None:
    page = renderer.page
    await page.get_by_label("Too slow").check()
    await page.get_by_label("Rude").check()
    await page.get_by_label("Some, *truly*").check()
    await page.get_by_label("Which?").select_option("INC-7")
    await page.get_by_label("In your own words").fill("Slow, very slow.\nSo slow.")


FILLED = {
    "factors": ("a,b", "50%"),
    "lost": ("15",),
    "ticket": ("t7",),
    "comment": ("Slow, very slow.\nSo slow.",),
    "short": ("one, two",),
}


async def test_a_form_in_a_card_brings_what_was_filled_in(
    renderer: Renderer, tmp_path: Path
) -> None:
    card = content(Card("One moment?", (WHY, Buttons((Button("Later", ShowHelp()),)))), slot="w")
    await looked_at(renderer, card, tmp_path)
    await renderer.buttons().get_by_text("Send it").click()
    await expect(renderer.page.get_by_text("Please write a few words here.")).to_be_visible()
    assert await renderer.page.evaluate("window.pressed.length") == 0
    await renderer.buttons().get_by_text("Later").click()
    assert (await renderer.pressed())["verb"] == "press", "that one waits for nothing"
    await fill_in(renderer)
    await renderer.buttons().get_by_text("Send it").click()
    sent = await renderer.pressed()
    assert (sent["verb"], sent["data"]["action"]) == ("submit", pack(SayWhy("i1")))
    assert filled(sent) == FILLED


async def test_a_folded_form_opens_under_its_button_and_brings_only_its_own(
    renderer: Renderer, tmp_path: Path
) -> None:
    card = content(Card("Sam writes:", (WHY, NOTE)), slot="w")
    await looked_at(renderer, card, tmp_path)
    await expect(renderer.page.get_by_label("Your note")).to_be_hidden()
    await renderer.buttons().get_by_text("Change it").click()
    assert await renderer.unnamed() == []
    await renderer.page.get_by_label("Your note").fill("Done, all of it.")
    await renderer.buttons().get_by_text("Read it").click()
    sent = await renderer.pressed()
    assert sent["data"]["action"] == pack(EditUpdate("d1"))
    assert filled(sent) == {"words": ("Done, all of it.",)}


async def test_a_form_in_a_dialog_brings_what_it_was_given_and_what_was_filled_in(
    renderer: Renderer, tmp_path: Path
) -> None:
    answer = task(WHY, title="Why?", carried={"slot": "w", "form": "1:17"})
    await looked_at(renderer, answer["task"]["value"]["card"]["content"], tmp_path)
    await fill_in(renderer)
    await renderer.buttons().get_by_text("Send it").click()
    sent = await renderer.pressed()
    assert sent["type"] == "Action.Submit"
    assert {name: sent["data"][name] for name in ("does", "form", "slot")} == {
        "does": "submit",
        "form": "1:17",
        "slot": "w",
    }
    assert filled(sent) == FILLED


async def test_a_notice_is_read(renderer: Renderer, tmp_path: Path) -> None:
    answer = notice("That one is too old", "Say “help”.\n\nThis is what you wrote:\n\n*so*")
    await looked_at(renderer, answer["task"]["value"]["card"]["content"], tmp_path)
    assert (await renderer.words()).split("\n\n") == [
        "Say “help”.",
        "This is what you wrote:",
        "*so*",
    ]
