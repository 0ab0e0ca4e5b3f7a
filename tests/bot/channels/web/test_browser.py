"""The page in a real browser: live, kind to what somebody is typing, and usable on a phone."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from analytics import charts
from bot.actions import EditUpdate
from bot.cards import Card, Form, Picture, Write
from bot.channels.port import Message
from bot.turns import Said
from feedback.people import Address
from feedback.store.connection import Writer
from feedback.store.engine import reader_engine, writer_of
from tests.bot.channels.samples import HAPPINESS, full
from tests.bot.channels.web.site import Site, site_on
from tests.browser import CHROMIUM, QUIET

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
JANE = Address("web", "jane", "jane")
Engines = tuple[Writer, AsyncEngine]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
async def engines(sqlite_url: str) -> AsyncIterator[Engines]:
    writer, reader = writer_of(sqlite_url), reader_engine(sqlite_url)
    yield writer, reader
    await writer.dispose()
    await reader.dispose()


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        number: int = held.getsockname()[1]
    return number


@asynccontextmanager
async def served(engines: Engines, port: int) -> AsyncIterator[Site]:
    """Browsers may come at once: the socket listens before the server runs."""
    async with site_on(*engines) as site:
        server = uvicorn.Server(uvicorn.Config(site.app, log_config=None, lifespan="off"))
        with socket.create_server(("127.0.0.1", port)) as listening:
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield site
            finally:
                site.wake.stop()
                server.should_exit = True
                await serving


@asynccontextmanager
async def opened(
    browser: Browser, port: int, width: int = 1400, *, dark: bool = False
) -> AsyncIterator[Page]:
    """A page that must not complain, not even about its own content policy."""
    page = await browser.new_page(
        viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light"
    )
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(f"http://127.0.0.1:{port}/")
    yield page
    assert [each for each in complaints if "ERR_" not in each] == []
    await page.close()


async def test_what_is_said_is_answered_live(browser: Browser, engines: Engines, port: int) -> None:
    async with served(engines, port) as site, opened(browser, port) as page:
        pane = page.locator("#requester")
        await pane.get_by_role("link", name="hello as requester").click()
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("and a second line")
        await page.keyboard.press("Enter")
        await expect(pane.get_by_text("Heard you (1).")).to_be_visible()
        await expect(pane.locator(".said")).to_have_count(1)
        await expect(pane.locator("textarea")).to_have_value("")
        await expect(pane.locator("textarea")).to_be_focused()
        await site.tell("sam", "Something for Sam.")
        await expect(page.locator("#technician").get_by_text("Something for Sam.")).to_be_visible()
    assert [turn.as_role for turn in site.heard] == ["requester"]


async def test_who_writes_faster_than_the_desk_listens_is_heard_in_order(
    browser: Browser, engines: Engines, port: int
) -> None:
    async with served(engines, port) as site, opened(browser, port) as page:
        box = page.locator("#requester textarea")
        for words in ("one", "two", "three"):
            await box.fill(words)
            await box.press("Enter")
        await expect(page.locator("#requester").get_by_text("Heard you (3).")).to_be_visible()
    assert [turn.words for turn in site.heard if isinstance(turn, Said)] == ["one", "two", "three"]


async def test_a_card_that_is_replaced_keeps_what_is_being_written(
    browser: Browser, engines: Engines, port: int
) -> None:
    def draft(title: str) -> Card:
        return Card(
            title, (Form(EditUpdate("d1"), (Write("words", "Your words"),), "Send", "Edit"),)
        )

    async with served(engines, port) as site, opened(browser, port) as page:
        receipt = await site.channel.send(JANE, Message("k1", draft("First"), "s"))
        await page.get_by_text("Edit", exact=True).click()
        box = page.get_by_label("Your words")
        await box.fill("half a thought")
        await box.evaluate("box => box.setSelectionRange(5, 5)")
        await site.channel.replace(JANE, receipt, Message("k2", draft("Second"), "s"))
        await expect(page.get_by_role("heading", name="Second")).to_be_visible()
        await expect(page.locator("#requester .told")).to_have_count(1)
        await expect(box).to_be_focused()
        await page.keyboard.type("other ")
        await expect(box).to_have_value("half other a thought")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.get_by_text("Heard you (1).")).to_be_visible()


async def test_a_server_that_went_away_is_waited_for(
    browser: Browser, engines: Engines, port: int
) -> None:
    """What happened meanwhile is shown once, and what was said meanwhile is heard once."""
    async with served(engines, port) as site:
        page_context = opened(browser, port)
        page = await page_context.__aenter__()
        await site.tell("jane", "Before.")
        await expect(page.get_by_role("heading", name="Before.")).to_have_count(1)
    await page.locator("#write-requester").fill("Is anybody there?")
    await page.keyboard.press("Enter")
    await site_is_quiet()
    async with served(engines, port) as site:
        await site.tell("jane", "Meanwhile.")
        await expect(page.get_by_text("Heard you (1).")).to_be_visible(timeout=15_000)
        await expect(page.get_by_role("heading", name="Meanwhile.")).to_have_count(
            1, timeout=15_000
        )
        await expect(page.get_by_role("heading", name="Before.")).to_have_count(1)
        await expect(page.locator("#requester .said")).to_have_count(1)
        assert len(site.heard) == 1
        await page_context.__aexit__(None, None, None)


async def site_is_quiet() -> None:
    """Long enough for a first try to fail."""
    await asyncio.sleep(0.3)


@pytest.mark.parametrize("width", [320, 390, 900, 1400])
async def test_nothing_is_wider_than_the_screen(
    browser: Browser, engines: Engines, port: int, width: int
) -> None:
    async with served(engines, port) as site:
        await site.channel.send(JANE, Message("k1", full("wörd" * 60)))
        async with opened(browser, port, width, dark=True) as page:
            await expect(page.locator("#requester .told")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") == width
            spilling = await page.evaluate(
                "[...document.querySelectorAll('.log')].filter(log =>"
                " log.scrollWidth > log.clientWidth).length"
            )
            assert spilling == 0


async def test_on_a_phone_one_person_is_shown_and_news_of_others_are_marked(
    browser: Browser, engines: Engines, port: int
) -> None:
    async with served(engines, port) as site, opened(browser, port, 390) as page:
        await expect(page.locator("#technician")).to_be_hidden()
        tab = page.get_by_role("link", name="Technician", exact=True)
        await site.tell("sam", "For Sam.")
        await expect(tab).to_have_class("news")
        await tab.click()
        await expect(page.get_by_role("heading", name="For Sam.")).to_be_visible()
        await expect(tab).to_have_attribute("aria-current", "true")
        await expect(tab).not_to_have_class("news")
        await expect(page.locator("#requester")).to_be_hidden()


async def test_a_chart_answers_to_the_pointer(
    browser: Browser, engines: Engines, port: int
) -> None:
    picture = Picture(charts.to_json(HAPPINESS), charts.in_words(HAPPINESS))
    async with served(engines, port) as site, opened(browser, port) as page:
        to = Address("web", "max", "max")
        await site.channel.send(to, Message("k1", Card("Here you are.", (picture,))))
        drawn = page.locator("#manager figure .drawing[role=img]")
        await expect(drawn.locator("svg")).to_be_visible(timeout=15_000)
        await expect(drawn).to_have_attribute("aria-label", picture.alt)
        await drawn.locator(".mark-rect path").first.hover(force=True)
        tip = page.locator("#vg-tooltip-element")
        await expect(tip).to_contain_text("VPN: −12 (−25 to +3, n 88)")
        assert await tip.evaluate("tip => getComputedStyle(tip).position") == "fixed"


@pytest.mark.parametrize("width", [360, 480, 1400])
async def test_the_labels_of_six_months_stand_apart(
    browser: Browser, engines: Engines, port: int, width: int
) -> None:
    months = tuple(
        charts.Point(f"{name} 26", 40, 30, 50, 90)
        for name in ("Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    )
    chart = charts.Chart("line", "Happiness", charts.Unit.POINTS, (charts.Series("", months),))
    picture = Picture(charts.to_json(chart), charts.in_words(chart))
    async with served(engines, port) as site, opened(browser, port, width) as page:
        to = Address("web", "max", "max")
        await site.channel.send(to, Message("k1", Card("Here you are.", (picture,))))
        if width < 700:
            await page.locator("[data-tab=manager]").click()
        labels = page.locator("#manager figure svg .mark-text.role-axis-label text").filter(
            has_text=re.compile("Jun|Jul|Aug|Sep|Oct|Nov")
        )
        await expect(labels).to_have_count(6, timeout=15_000)
        boxes = [await label.bounding_box() for label in await labels.all()]
        ends = sorted((box["x"], box["x"] + box["width"]) for box in boxes if box)
        assert len(ends) == 6
        assert all(one[1] < other[0] for one, other in pairwise(ends))


async def test_it_works_without_our_script(browser: Browser, engines: Engines, port: int) -> None:
    async with served(engines, port) as site:
        await site.channel.send(JANE, Message("k1", full()))
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{port}/")
        await page.locator("#write-requester").fill("Hello without script")
        await page.get_by_role("button", name="Send as requester").click()
        await expect(page.get_by_text("Heard you (1).")).to_be_visible()
        await page.get_by_role("button", name="10, Lovely").click()
        await expect(page.get_by_text("Heard you (2).")).to_be_visible()
        await page.get_by_role("button", name="Let 1 day pass").click()
        await expect(page.locator("#now")).to_have_text("Wednesday 10:40")
        await context.close()
