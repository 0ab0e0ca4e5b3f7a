"""`sincerely demo`, lived through by one person in a real browser who plays everybody."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser import CHROMIUM, QUIET

PATIENCE = 20_000
"""Milliseconds: this may be a small and busy machine."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


class Demo:
    """The page, and the four people on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def pane(self, role: str) -> Locator:
        return self.page.locator(f"#{role}")

    async def say(self, role: str, words: str) -> None:
        await self.page.locator(f"#write-{role}").fill(words)
        await self.page.locator(f"#write-{role}").press("Enter")

    async def hears(self, role: str, words: str | re.Pattern[str]) -> Locator:
        """The latest card in this pane with these words."""
        card = self.pane(role).get_by_role("article").filter(has_text=words).last
        await expect(card).to_be_visible(timeout=PATIENCE)
        return card

    async def let_pass(self, time: str) -> None:
        await self.page.get_by_role("button", name=f"Let {time} pass").click()

    async def shown(self, role: str, words: str | re.Pattern[str]) -> bool:
        return bool(await self.pane(role).get_by_role("article").filter(has_text=words).count())


@asynccontextmanager
async def living_desk(folder: Path) -> AsyncIterator[str]:
    """The command itself, as a newcomer runs it; gives the one address that it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--tickets", "400", "--port", "0",
        "--folder", str(folder),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    printed = ""
    try:
        async with asyncio.timeout(120):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/", printed)):
                line = await process.stdout.readline()
                assert line, f"the demo ended:\n{printed}"
                printed += line.decode()
        yield found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        code = await process.wait()
    assert code == 0, f"it did not stop politely: {code}"


@asynccontextmanager
async def opened(address: str, width: int = 1400) -> AsyncIterator[Demo]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport={"width": width, "height": 1000})
        page.set_default_timeout(PATIENCE)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        await page.goto(address)
        yield Demo(page)
        assert complaints == []
        await browser.close()


async def test_a_newcomer_lives_through_it(tmp_path: Path) -> None:
    async with living_desk(tmp_path / "demo") as address, opened(address) as demo:
        for role, name in (
            ("requester", "Jane"),
            ("technician", "Sam"),
            ("dispatcher", "Dora"),
            ("manager", "Max"),
        ):
            await expect(demo.pane(role).get_by_role("heading").first).to_contain_text(name)

        await a_note_becomes_a_message(demo)
        await the_person_answers(demo)
        await it_is_fixed_and_rated(demo)
        await somebody_follows_up(demo)
        await the_dispatcher_watches(demo)
        await the_manager_asks(demo)


async def a_note_becomes_a_message(demo: Demo) -> None:
    said = await demo.hears("requester", "VPN drops every ten minutes")
    key = (re.search(r"INC-\d+", await said.inner_text()) or [""])[0]
    await demo.say(
        "technician", f"update {key} token server was the culprit, new build tomorrow 3pm"
    )
    draft = await demo.hears("technician", "send it like this?")
    await expect(draft).to_contain_text("You promise")
    await draft.get_by_role("button", name="Send", exact=True).click()
    message = await demo.hears("requester", "oken server was the culprit")
    await expect(message).to_contain_text("Sam")


async def the_person_answers(demo: Demo) -> None:
    await demo.say("requester", "Any news on “VPN drops every ten minutes”?")
    await expect(await demo.hears("requester", "Sam Okafor has it")).to_contain_text("culprit")


async def it_is_fixed_and_rated(demo: Demo) -> None:
    check = await demo.hears("requester", "is fixed. Is it?")
    await check.get_by_role("button", name="Yes, it's fixed").click()
    await demo.hears("requester", "I've closed it")
    question = await demo.hears("requester", "How did it go with")
    await question.get_by_role("button", name="3", exact=True).click()
    why = await demo.hears("requester", "What went wrong?")
    await why.get_by_role("checkbox", name="It took too long").check()
    await why.get_by_label("In your own words").fill("Two weeks for <b>one</b> cable 😕")
    await why.get_by_role("button", name="Send").click()
    thanks = await demo.hears("requester", "Thank you, Jane")
    await expect(thanks).to_contain_text("Two weeks for <b>one</b> cable 😕")


async def somebody_follows_up(demo: Demo) -> None:
    """Once the ten minutes for a correction have passed, at an hour when people are at work."""
    await demo.let_pass("20 min")
    asked = await demo.hears("technician", "Jane wasn't happy")
    await asked.get_by_label("To Jane").fill("You're right, that was far too long. I'm sorry.")
    await asked.get_by_role("button", name="Send to Jane").click()
    followed = await demo.hears("requester", "that was far too long. I'm sorry.")
    await followed.get_by_role("button", name="Yes, it does").click()
    await demo.hears("requester", "how does it feel now?")


async def the_dispatcher_watches(demo: Demo) -> None:
    await demo.say("dispatcher", "What needs me now?")
    await demo.hears("dispatcher", re.compile("promise|silent|waiting", re.IGNORECASE))


async def the_manager_asks(demo: Demo) -> None:
    await demo.say("manager", "How happy were people this year, by service?")
    answer = await demo.hears("manager", "n = ")
    drawn = answer.locator("img:visible, svg:visible, canvas:visible").first
    await expect(drawn).to_be_visible(timeout=PATIENCE)
    await answer.get_by_role("button", name="How was it computed?").click()
    await demo.hears("manager", re.compile("happiness", re.IGNORECASE))
    await demo.say("manager", "how grumbly are the flurbs?")
    await demo.hears("manager", re.compile("flurbs|don't understand|not sure", re.IGNORECASE))
    await demo.say("manager", "who is the worst technician?")
    await demo.hears("manager", re.compile("don't (compare|rank)|nobody is ranked", re.IGNORECASE))


async def test_it_fits_a_phone(tmp_path: Path) -> None:
    async with living_desk(tmp_path / "demo") as address, opened(address, width=390) as demo:
        wide = await demo.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
