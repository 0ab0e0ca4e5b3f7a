"""Adaptive Cards as the open-source renderer draws them, in a real browser, with all its complaints.

It knows neither charts nor the other elements that only Teams has: it shows what stands for them.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright

from tests.browser import CHROMIUM, QUIET
from tests.peers.npm import installed

Json = dict[str, Any]

PHONE, DESK = 320, 520
"""Pixels of a card: on a small phone, and beside the list of chats."""

PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 8px; background: #f5f5f5; font: 14px "Liberation Sans", sans-serif; }
#card { background: #fff; border: 1px solid #ddd; border-radius: 8px; overflow: hidden; }
.ac-pushButton { font: inherit; font-weight: 600; border: 1px solid #bbb; border-radius: 4px;
  padding: 6px 12px; background: #fff; white-space: nowrap; }
.ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
.ac-pushButton.style-destructive { background: #c4314b; border-color: #c4314b; color: #fff; }
.ac-input { font: inherit; width: 100%; box-sizing: border-box; padding: 5px; }
.ac-input-container input[type=checkbox], .ac-input-container input[type=radio] { width: auto; }
.ac-multichoiceInput { padding: 0; }
p { margin: 0; }
</style><div id="card"></div>"""

HOST: Json = {
    "supportsInteractivity": True,
    "fontFamily": '"Liberation Sans", sans-serif',
    "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
    "spacing": {"small": 6, "default": 10, "medium": 14, "large": 20, "padding": 14},
    "actions": {
        "maxActions": 6,
        "buttonSpacing": 8,
        "actionsOrientation": "horizontal",
        "actionAlignment": "left",
        "showCard": {"actionMode": "inline", "inlineTopMargin": 10},
    },
    "containerStyles": {
        name: {"backgroundColor": colour, "foregroundColors": {
            "default": {"default": "#242424", "subtle": "#5c5c5c"},
            "attention": {"default": "#c4314b", "subtle": "#c4314b"},
        }}
        for name, colour in {"default": "#ffffff", "emphasis": "#ebebeb"}.items()
    },
    "inputs": {"label": {"requiredInputs": {"weight": "bolder", "suffix": " *"},
                         "optionalInputs": {"weight": "bolder"}, "inputSpacing": "small"}},
}  # fmt: skip
"""Roughly as Teams sets its own up; how many actions it takes is what counts."""

DRAW = """([source, host]) => {
  const AC = window.AdaptiveCards, reader = window.markdownit();
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = reader.render(text); result.didProcess = true;
  };
  const context = new AC.SerializationContext(), card = new AC.AdaptiveCard();
  card.hostConfig = new AC.HostConfig(host);
  card.parse(source, context);
  window.pressed = [];
  card.onExecuteAction = action => window.pressed.push(
    { type: action.getJsonTypeName(), verb: action.verb, data: action.data });
  const place = document.getElementById("card");
  place.replaceChildren(card.render());
  const said = [];
  for (let n = 0; n < context.eventCount; n++) said.push(context.getEventAt(n).message);
  return [...said, ...card.validateProperties().validationEvents.map(each => each.message)];
}"""

READ = """texts => texts.map(text => {
  const place = document.createElement("div");
  place.innerHTML = window.markdownit({ linkify: false }).render(text);
  return [place.textContent, [...place.querySelectorAll("*")].map(each => each.localName)];
})"""

UNNAMED = """() => [...document.querySelectorAll(
    "#card button, #card [role=button], #card input, #card textarea, #card select")]
  .filter(each => each.checkVisibility()).filter(each => {
    const by = each.getAttribute("aria-labelledby") || "";
    const named = by.split(" ").map(id => document.getElementById(id)?.textContent || "").join("")
      + (each.getAttribute("aria-label") || "") + [...(each.labels || [])].map(l => l.textContent)
      + (each.matches("button, [role=button]") ? each.textContent : "");
    return !named.trim();
  }).map(each => each.outerHTML)"""

CUT = """() => [...document.querySelectorAll("#card *:not(input, textarea)")].filter(each =>
    each.checkVisibility() && each.scrollWidth > each.clientWidth + 1
    && getComputedStyle(each).overflowX !== "visible").map(each => each.textContent)
  .concat(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])"""


@dataclass(frozen=True, slots=True)
class Renderer:
    page: Page

    async def draw(self, card: Mapping[str, Any], width: int = DESK) -> list[str]:
        """Returns what the renderer has against it."""
        await self.page.set_viewport_size({"width": width, "height": 400})
        complaints: list[str] = await self.page.evaluate(DRAW, [card, HOST])
        return complaints

    async def reads(self, texts: Sequence[str]) -> list[tuple[str, list[str]]]:
        """What its Markdown makes of each: the words that are seen, and the elements around them."""
        read: list[tuple[str, list[str]]] = await self.page.evaluate(READ, list(texts))
        return read

    async def words(self) -> str:
        """What is seen, without what only stands in fields."""
        return await self.page.locator("#card").inner_text()

    async def unnamed(self) -> list[str]:
        """What can be pressed or filled in, and could not be told from its name."""
        found: list[str] = await self.page.evaluate(UNNAMED)
        return found

    async def cut(self) -> list[str]:
        """What is wider than there is room for."""
        found: list[str] = await self.page.evaluate(CUT)
        return found

    def buttons(self) -> Locator:
        return self.page.locator("#card").get_by_role("button").locator("visible=true")

    async def pressed(self) -> Json:
        """What the last press would have sent: its type, its verb and its data."""
        sent: list[Json] = await self.page.evaluate("window.pressed")
        return sent[-1]

    async def photograph(self, path: Path) -> None:
        await self.page.locator("#card").screenshot(path=path)


@asynccontextmanager
async def open_renderer() -> AsyncIterator[Renderer]:
    cards = installed("adaptivecards") / "dist/adaptivecards.min.js"
    markdown = installed("markdown-it") / "dist/browser/markdown-it.umd.min.js"
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(QUIET)
        )
        page = await browser.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        await page.set_content(PAGE)
        for script in (markdown, cards):
            await page.add_script_tag(path=script)
        yield Renderer(page)
        await browser.close()
        assert complaints == []
