"""HTML read as a browser would: what is seen, what would be interpreted, what can be pressed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

OURS = """
    a article bdi blockquote body button dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 head header html i img input label legend li link main meta nav p path picture
    script section small source span summary svg table tbody td textarea th thead time title tr ul
"""
VOID = frozenset(("img", "input", "link", "meta", "source", "path"))


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    words: str = ""


@dataclass
class Page(HTMLParser):
    """Feed it, then look: `elements` in order, `words` as they are seen."""

    elements: list[Element] = field(default_factory=list)
    words: str = ""
    unbalanced: list[str] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1].tag != tag:
            self.unbalanced.append(tag)
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.words += data
        for element in self._open:
            element.words += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (element,) = self.all(tag, **attributes)
        return element

    def harmful(self) -> list[str]:
        """Elements that are not ours, handlers, inline styles, foreign addresses, broken nesting."""
        found = [f"</{tag}>" for tag in self.unbalanced]
        for element in self.elements:
            if element.tag not in OURS.split():
                found.append(element.tag)
            for name, value in element.attributes.items():
                local = value.startswith(("/", "#", "?")) and not value.startswith("//")
                if name.startswith("on") or name == "style":
                    found.append(f"{element.tag} {name}")
                if name in {"href", "src", "action"} and not local:
                    found.append(f"{element.tag} {name}={value}")
        return found


def read(html: str) -> Page:
    page = Page()
    page.feed(str(html))  # a `Markup` would escape what the parser cuts out of it
    page.close()
    return page
