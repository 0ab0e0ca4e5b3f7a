"""Slack as people see it: a ticket lived through on local-slack's own page, by mouse and keyboard.

The page draws no rich text (our titles and quotations) and no fields inside a message; whatever a
person reads there is looked at beside it, in the message itself.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser import CHROMIUM, QUIET
from tests.peers.local_slack import LocalSlack
from tests.slack_house import IDS, SlackHouse, open_slack_house

PATIENCE = 20_000
"""Milliseconds: this may be a small and busy machine."""
TITLE = "The VPN drops every ten minutes"
TYPED = "swapping the dock & the <cable> *today*, back by 3pm"
"""With everything in it that Slack would read for mark-up."""
COMMENT = "Two days without a word <b>😕</b> <!channel>"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


class SlackPage:
    """One person's window at a time; `folder` gets a picture of each step."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    async def act_as(self, name: str) -> None:
        """In their conversation with us."""
        await self.page.get_by_label("Act as").select_option(IDS[name])
        await self.page.get_by_role("button", name=name.title(), exact=True).click()

    async def go_home(self) -> Locator:
        await self.page.locator(".sidebar-item", has_text="sincerely").click()
        return self.page.locator("main")

    async def say(self, words: str) -> None:
        await self.page.locator("main .composer-input").fill(words)
        await self.page.locator("main .composer-send").click()

    async def sees(self, words: str) -> Locator:
        """The latest message with these words."""
        message = self.page.locator(".msg").filter(has_text=words).last
        await expect(message).to_be_visible(timeout=PATIENCE)
        return message

    async def press(self, message: Locator, label: str) -> None:
        await message.get_by_role("button", name=label, exact=True).click()

    async def window(self, title: str) -> Locator:
        window = self.page.locator(".modal").filter(has_text=title)
        await expect(window).to_be_visible(timeout=PATIENCE)
        return window

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self.folder / f"{name}.png")


def buttons(message: Locator) -> Locator:
    """Ours; the page has some of its own, which show when the mouse is over the message."""
    return message.locator(".bk-button")


def field(window: Locator, label: str) -> Locator:
    return window.locator(".bk-input").filter(has_text=label)


@pytest.fixture
async def house(socket_slack: LocalSlack, sqlite_url: str) -> AsyncIterator[SlackHouse]:
    async with open_slack_house(socket_slack, sqlite_url) as opened:
        yield opened


@asynccontextmanager
async def looked_at(slack: LocalSlack, folder: Path) -> AsyncIterator[SlackPage]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.goto(slack.url)
        yield SlackPage(page, folder)
        assert broken == []
        await browser.close()


async def test_a_ticket_as_people_see_it(house: SlackHouse, tmp_path: Path) -> None:
    await house.ticket("INC-42", TITLE, "jane", "sam")
    await house.sees("sam", "Jane hasn't heard from anybody yet")
    async with looked_at(house.slack, tmp_path) as slack:
        await sam_writes_an_update(slack, house)
        await jane_reads_and_answers(slack, house)
        await she_says_that_it_is_fixed(slack, house)
        await she_says_how_it_went(slack, house)
        await everybody_goes_home(slack)


async def sam_writes_an_update(slack: SlackPage, house: SlackHouse) -> None:
    await slack.act_as("sam")
    await slack.say("/sincerely update INC-42 swapping the dock, back w/ u by 3")
    draft = await slack.sees("You promise: by 15:00 (Jane's time).")
    await expect(buttons(draft)).to_have_text(["Send", "Put aside", "Change it"])
    await slack.picture("1 draft")
    await slack.press(draft, "Change it")

    window = await slack.window("Change it")
    note = field(window, "Your note to Jane").get_by_role("textbox")
    await expect(note).to_have_value("swapping the dock, back w/ u by 3")
    await note.fill(TYPED)
    await slack.picture("2 change it")
    await window.get_by_role("button", name="See how it reads now").click()
    await house.sees("sam", TYPED.removeprefix("s"))

    await slack.press(draft, "Send")
    sent = await slack.sees("Jane counts on hearing from you by 15:00")
    await expect(buttons(sent)).to_have_count(0)
    await slack.picture("3 sent")


async def jane_reads_and_answers(slack: SlackPage, house: SlackHouse) -> None:
    await slack.act_as("jane")
    update = await slack.sees("from Sam Baker via Sincerely")
    await expect(update).to_contain_text("You'll hear from Sam again by 15:00.")
    await expect(buttons(update)).to_have_text(["Answer"])
    assert TYPED.removeprefix("s") in await house.sees("jane", "via Sincerely")
    await slack.picture("4 update")

    await update.hover()
    await update.get_by_title("Reply in thread").click()
    thread = slack.page.get_by_role("complementary").last
    await thread.locator(".composer-input").fill("Lovely, I'm in room <4.12>")
    await thread.locator(".composer-send").click()
    await expect(thread).to_contain_text("Lovely, I'm in room <4.12>")
    await expect(thread).to_contain_text("You won't have to say it again.", timeout=PATIENCE)
    await slack.picture("5 thread")


async def she_says_that_it_is_fixed(slack: SlackPage, house: SlackHouse) -> None:
    await house.tells("INC-42", by="sam", status="resolved", resolved_at=house.clock().isoformat())
    check = await slack.sees("INC-42 stays open for as long as you say so.")
    await expect(buttons(check)).to_have_text(["Yes, it's fixed", "Not yet", "Can't tell yet"])
    await slack.picture("6 check")
    await slack.press(check, "Yes, it's fixed")
    closed = await slack.sees("If it comes back, say so here.")
    await expect(buttons(closed)).to_have_text(["It isn't fixed after all"])

    await house.sees("sam", "Jane says it's fixed")
    await slack.page.get_by_role("button", name="Notifications").click()
    await expect(slack.page.locator(".notif")).to_contain_text(
        f"Jane says it's fixed: “{TITLE}” (INC-42). Nice work.", timeout=PATIENCE
    )
    await slack.picture("7 closed")
    await slack.page.locator(".notif-overlay").click()


async def she_says_how_it_went(slack: SlackPage, house: SlackHouse) -> None:
    house.clock.turn(timedelta(minutes=65))
    asked = await slack.sees("0 is “Awful”, 10 is “Lovely”.")
    await expect(buttons(asked)).to_have_text([str(n) for n in range(11)])
    await expect(asked).to_contain_text("One tap is enough.")
    await slack.picture("8 asked")
    await slack.press(asked, "3")

    why = await slack.sees("Whatever fits")
    await expect(buttons(why)).to_have_text(["Send", "I meant another number"])
    await slack.picture("9 why")
    # The page draws no field inside a message; the same form in a window it does.
    await house.opens("jane", "Send")
    window = await slack.window("In your own words")
    await window.get_by_label("It took too long").check()
    await window.get_by_label("About an hour").check()
    await field(window, "In your own words").get_by_role("textbox").fill(COMMENT)
    await slack.picture("10 window")
    await window.get_by_role("button", name="Send").click()
    thanks = await slack.sees("What I take from it: “It took too long”")
    await expect(thanks).to_contain_text("Sam Baker will get back to you about it.")
    assert COMMENT in await house.sees("jane", "What I take from it")
    await slack.picture("11 thanks")


async def everybody_goes_home(slack: SlackPage) -> None:
    home = await slack.go_home()
    await expect(home).to_contain_text("You have no open tickets, Jane.", timeout=PATIENCE)
    await expect(home).to_contain_text("1 ticket, 1 message to you, 1 reply of yours and 1 rating.")
    await slack.picture("12 home of jane")
    await slack.act_as("sam")
    home = await slack.go_home()
    await expect(home).to_contain_text("Your feedback shows a week after", timeout=PATIENCE)
    await slack.picture("13 home of sam")
