"""Draws docs/slack.png: a real conversation, as the blocks that we send to Slack.

    python -m tests.slack_pictures docs/slack.png

Only the frame and the colours are made up; every word and button is what the house says.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from bot.channels.slack import write
from feedback.store import migrate
from tests.browser import CHROMIUM, QUIET
from tests.doubles import Shown
from tests.house import CAST_ZONE, TestHouse, open_test_house

Json = Mapping[str, Any]

STYLE = """
body { margin: 0; padding: 28px; background: #e9edf0; font: 15px/1.46 "DejaVu Sans", sans-serif;
  color: #1d1c1d; display: flex; gap: 24px; align-items: flex-start; width: 1344px; }
.pane { background: #fff; border-radius: 10px; flex: 1; padding: 0 20px 18px;
  box-shadow: 0 1px 4px #0003; }
h2.title { font-size: 15px; border-bottom: 1px solid #ddd; margin: 0 -20px 8px; padding: 12px 20px; }
.message { display: flex; gap: 10px; padding: 9px 0; }
.face { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #1d4e56;
  color: #fff; display: grid; place-items: center; font-weight: bold; }
.face.person { background: #8a5a44; }
.who { font-weight: bold; } .at { color: #616061; font-size: 12px; margin-left: 6px; }
.column { flex: 1; display: grid; gap: 24px; }
.body { flex: 1; min-width: 0; }
.body > :not(span, h2, .message) { margin: 3px 0 7px; }
.header { font-weight: bold; font-size: 18px; }
.context { color: #616061; font-size: 13px; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 16px; }
blockquote { border-left: 4px solid #ddd; padding-left: 12px; margin-left: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 7px; }
button { font: inherit; font-weight: bold; font-size: 13px; background: #fff; padding: 5px 11px;
  border: 1px solid #bbb; border-radius: 6px; }
button.primary { background: #1d7a5f; border-color: #1d7a5f; color: #fff; }
button.danger { background: #c0354a; border-color: #c0354a; color: #fff; }
hr { border: 0; border-top: 1px solid #ddd; }
"""


def drawn(block: Json) -> str:
    """Raises `KeyError` for a kind of block that has no picture yet."""
    return DRAWINGS[block["type"]](block)


def words(text: Json) -> str:
    """Marks of mrkdwn are not read: what people typed is never in it unescaped."""
    plain = text["text"] if text["type"] == "plain_text" else text["text"].replace("*", "")
    shown = escape(plain) if text["type"] == "plain_text" else str(plain)
    return shown.replace("\n", "<br>")


def section(block: Json) -> str:
    text = f'<div class="section">{words(block["text"])}</div>' if "text" in block else ""
    fields = "".join(f"<div>{words(field)}</div>" for field in block.get("fields", ()))
    beside = drawn_element(block["accessory"]) if "accessory" in block else ""
    return text + (f'<div class="fields">{fields}</div>' if fields else "") + beside


def rich_text(block: Json) -> str:
    return "".join(
        ("<blockquote>{}</blockquote>" if part["type"] == "rich_text_quote" else "<div>{}</div>")
        .format("".join(map(span, part["elements"])))
        for part in block["elements"]
    )  # fmt: skip


def span(element: Json) -> str:
    text = escape(element.get("text") or element.get("fallback", "")).replace("\n", "<br>")
    return f"<b>{text}</b>" if element.get("style", {}).get("bold") else text


def drawn_element(element: Json) -> str:
    if element["type"] == "button":
        look = element.get("style", "")
        return f'<button class="{escape(look)}">{words(element["text"])}</button>'
    return words(element)


def row(kind: str, block: Json) -> str:
    return f'<div class="{kind}">{"".join(map(drawn_element, block["elements"]))}</div>'


DRAWINGS: Mapping[str, Callable[[Json], str]] = {
    "header": lambda block: f'<div class="header">{words(block["text"])}</div>',
    "section": section,
    "context": lambda block: row("context", block),
    "rich_text": rich_text,
    "actions": lambda block: row("actions", block),
    "divider": lambda _: "<hr>",
}


def message_of(shown: Shown) -> str:
    """As it stands there now, with the time at which it came."""
    blocks = write.message(shown.card, slot=shown.slot)["blocks"]
    at = shown.at.astimezone(CAST_ZONE)
    return said("Sincerely", f"{at:%H:%M}", "".join(map(drawn, blocks)))


def said(who: str, at: str, body: str) -> str:
    face = "face" if who == "Sincerely" else "face person"
    return (
        f'<div class="message"><div class="{face}">{who[0]}</div><div class="body">'
        f'<span class="who">{escape(who)}</span><span class="at">{at}</span>{body}</div></div>'
    )


def pane(title: str, content: Iterable[str]) -> str:
    inside = f'<h2 class="title">{escape(title)}</h2>{"".join(content)}'
    return f'<div class="pane"><div class="body">{inside}</div></div>'


async def page(house: TestHouse) -> str:
    """Sam writes an update, Jane reads it, says that it is fixed, and how it went."""
    await house.at("09:30")
    await house.ticket("INC-42")
    note = "/sincerely update INC-42 swapping the gateway certificate, back w/ u by 3"
    await house.says("sam", note)
    sams = [
        said("Sam Baker", "09:30", f"<div>{escape(note)}</div>"),
        message_of(house.chat("sam")[-1]),
    ]
    await house.presses("sam", "Send")
    janes = [message_of(house.chat("jane")[-1])]
    home = write.home(await house.router.home(house.address("sam")))["blocks"]
    await house.at("14:40")
    await house.says("sam", "INC-42 the new certificate is in, and it held for an hour.")
    await house.presses("sam", "Send")
    janes.append(message_of(house.chat("jane")[-1]))
    await house.resolves("INC-42")
    janes.append(message_of(house.card("jane", "fixed")))
    await house.presses("jane", "Yes, it's fixed")
    await house.closes("INC-42")
    await house.settles(after=timedelta(hours=1))
    janes.append(message_of(house.card("jane", "How did it go")))
    left = pane("Sam: Messages", sams) + pane("Sam: Home, a minute later", map(drawn, home))
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<div class="column">{left}</div>'
        f'<div class="column">{pane("Jane: Messages", janes)}</div>'
    )


async def draw(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/desk.sqlite?synchronous=off"
        await migrate(url)
        async with open_test_house(url) as house:
            html = await page(house)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        view = await browser.new_page(viewport={"width": 1400, "height": 400})
        await view.set_content(html)
        await view.screenshot(path=target, full_page=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
