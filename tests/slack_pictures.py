"""Draws docs/slack.png: a real conversation and a manager's page, as the blocks that we send to Slack.

    python -m tests.slack_pictures docs/slack.png

Only the frame and the colours are made up; every word and button is what the house says.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from analytics.store import Counts, tally
from bot.cards import Card
from bot.channels.slack import write
from bot.conversations.manager import ManagerAnswers
from feedback.policy import Policy
from feedback.store import migrate, open_store
from tests.analytics.samples import a_year
from tests.browser import CHROMIUM, QUIET
from tests.doubles import Clock, Ids, Shown
from tests.house import CAST_ZONE, TestHouse, open_test_house

Json = Mapping[str, Any]

STYLE = """
body { margin: 0; padding: 28px; background: #e9edf0; font: 15px/1.46 "DejaVu Sans", sans-serif;
  color: #1d1c1d; display: flex; gap: 24px; align-items: flex-start; flex-wrap: wrap;
  width: 1344px; }
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
body > .pane { flex: 0 0 1304px; }
svg text { font-size: 11px; fill: #616061; }
svg polyline { stroke-width: 2; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin: 0 6px 0 12px; }
"""


def drawn(block: Json) -> str:
    """Raises `KeyError` for a kind of block that has no picture yet."""
    return DRAWINGS[block["type"]](block)


def words(text: Json) -> str:
    """Of mrkdwn we use bold only: what people typed is never in it unescaped."""
    bold = re.sub(r"\*(.+?)\*", r"<b>\1</b>", text["text"])
    shown = escape(text["text"]) if text["type"] == "plain_text" else bold
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


WIDE, HIGH, LEFT, UNDER = 1240, 150, 46, 26
"""Pixels of a chart, and of the labels on its left and under it."""
COLOURS = ("#9fb7bb", "#1d4e56")


def chart(block: Json) -> str:
    """Roughly as Slack draws it: its data and nothing else."""
    drawing = block["chart"]
    series = [[float(point["value"]) for point in each["data"]] for each in drawing["series"]]
    low, high = min(0.0, *map(min, series)), max(0.0, *map(max, series))
    colours = COLOURS[-len(series) :]

    def up(value: float) -> float:
        return HIGH * (high - value) / ((high - low) or 1)

    labels = drawing["axis_config"]["categories"]
    step = (WIDE - LEFT) / len(labels)
    marks = [f'<line x1="{LEFT}" x2="{WIDE}" y1="{up(0)}" y2="{up(0)}" stroke="#ccc"/>']
    for number, (values, colour) in enumerate(zip(series, colours, strict=True)):
        spots = [(LEFT + step * (place + 0.5), up(value)) for place, value in enumerate(values)]
        if drawing["type"] == "line":
            line = " ".join(f"{x:.0f},{y:.0f}" for x, y in spots)
            marks.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
            marks += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in spots]
        else:
            thick = step * 0.6 / len(series)
            marks += [
                f'<rect x="{x - step * 0.3 + thick * number}" y="{min(y, up(0))}"'
                f' width="{thick - 3}" height="{abs(up(0) - y)}" fill="{colour}"/>'
                for x, y in spots
            ]
    marks += [
        f'<text x="{LEFT + step * (place + 0.5)}" y="{HIGH + 18}" text-anchor="middle">'
        f"{escape(label)}</text>"
        for place, label in enumerate(labels)
    ]
    marks += [
        f'<text x="{LEFT - 8}" y="{max(10.0, up(value))}" text-anchor="end">{value:g}</text>'
        for value in {low, 0.0, high}
    ]
    names = "".join(
        f'<span class="key" style="background:{colour}"></span>{escape(each["name"])}'
        for each, colour in zip(drawing["series"], colours, strict=True)
    )
    return (
        f'<div><b>{escape(block["title"])}</b><div class="context">{names}</div>'
        f'<svg width="{WIDE}" height="{HIGH + UNDER}">{"".join(marks)}</svg></div>'
    )


DRAWINGS: Mapping[str, Callable[[Json], str]] = {
    "header": lambda block: f'<div class="header">{words(block["text"])}</div>',
    "section": section,
    "context": lambda block: row("context", block),
    "rich_text": rich_text,
    "actions": lambda block: row("actions", block),
    "data_visualization": chart,
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


async def page(house: TestHouse, url: str) -> str:
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
    glance = write.home([await at_a_glance(url)])["blocks"]
    left = pane("Sam: Messages", sams) + pane("Sam: Home, a minute later", map(drawn, home))
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<div class="column">{left}</div>'
        f'<div class="column">{pane("Jane: Messages", janes)}</div>'
        f"{pane('Max: Home, at a desk with a year behind it', map(drawn, glance))}"
    )


async def at_a_glance(url: str) -> Card:
    """Of a desk with a year behind it."""
    clock = Clock(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    policy, counted = Policy(), tally(CAST_ZONE)
    async with open_store(url, policy, clock=clock, new_id=Ids(), tally=counted) as store:
        await store.load(a_year())
        return await ManagerAnswers(Counts(store.reader, CAST_ZONE), policy).at_a_glance(clock())


async def draw(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/desk.sqlite?synchronous=off"
        await migrate(url)
        async with open_test_house(url) as house:
            html = await page(house, url)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        view = await browser.new_page(viewport={"width": 1400, "height": 400})
        await view.set_content(html)
        await view.screenshot(path=target, full_page=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
