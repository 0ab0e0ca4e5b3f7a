"""Words on their way to Slack: shown as they are, never obeyed, and cut only where that is fair."""

import re
import unicodedata
from typing import Any, Final

CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""Escapes, the marks that would turn the direction of everything after them, and half letters."""
ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
MARK_UP: Final = re.compile(r"[*_~`>]|:\S+?:")
"""What escaped words can still do in Slack's mark-up: bold, quotations, emoji by name."""
JOINER: Final = "\u200d"
LONGEST_LETTER: Final = 64
"""Characters that one visible letter may be made of; what is longer is no letter but a prank."""
UTF_16: Final = ("utf-16-le", "surrogatepass")
CUT: Final = "…"
NOTHING: Final = "–"
"""Stands where Slack wants words and there are none."""

Json = dict[str, Any]


def clean(words: str) -> str:
    """Control characters are shown as their pictures (ESC as ␛), not obeyed."""
    return CONTROLS.sub(_pictured, words.replace("\r\n", "\n"))


def _pictured(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def one_line(words: str) -> str:
    return " ".join(clean(words).split())


def escaped(words: str) -> str:
    """For places where Slack reads mark-up: no mention, channel call or link can begin in it."""
    return clean(words).translate(ENTITIES)


def plain(words: str) -> Json:
    """A text object that Slack does not read for anything."""
    return {"type": "plain_text", "text": clean(words), "emoji": False}


def labelled(label: str, words: str) -> Json:
    """The label over the words, in bold where nothing in either could be taken for mark-up."""
    label, words = one_line(label) or NOTHING, clean(words).strip() or NOTHING
    if MARK_UP.search(label) or MARK_UP.search(words):
        return plain(f"{label}\n{words}")
    return {
        "type": "mrkdwn",
        "text": f"*{escaped(label)}*\n{escaped(words)}",
        "verbatim": True,
    }


def verbatim(words: str, **style: bool) -> Json:
    """An element of rich text, which Slack does not read either."""
    element = {"type": "text", "text": clean(words)}
    return {**element, "style": style} if style else element


# --- lengths -----------------------------------------------------------------------------------


def length(words: str) -> int:
    """As the strictest way of counting has it: an emoji beyond the first plane counts as two."""
    return len(words.encode(*UTF_16)) // 2


def clip(words: str, most: int, *, escape: bool = False) -> str:
    """The beginning, and a sign that it is only that; with `escape` as much as fits escaped."""
    if length(words.translate(ENTITIES) if escape else words) <= most:
        return words
    end = _fair(words, 0, _fitting(words, 0, most - len(CUT), escape=escape))
    return words[:end].rstrip() + CUT


def pieces(words: str, most: int) -> list[str]:
    """Put together again they are the words; none has more than `most` characters."""
    cut: list[str] = []
    begin = 0
    while begin < len(words):
        end = _fitting(words, begin, most)
        if end < len(words):
            end = _fair(words, begin, end)
        cut.append(words[begin:end])
        begin = end
    return cut


def _fitting(words: str, begin: int, most: int, *, escape: bool = False) -> int:
    """The end of the longest beginning that fits; the words may be very much longer."""
    near = words[begin : begin + most]
    if not escape:
        fitting = near.encode(*UTF_16)[: 2 * most].decode("utf-16-le", "ignore")
        return begin + max(1, len(fitting))
    size = 0
    for place, letter in enumerate(near, begin):
        size += length(letter.translate(ENTITIES))
        if size > most:
            return place
    return begin + len(near)


def _fair(words: str, begin: int, end: int) -> int:
    """After a line, else after a word, else at least not within a letter."""
    last_half = words[begin + (end - begin) // 2 : end]
    for between in ("\n", " "):
        place = end - len(last_half) + last_half.rfind(between) + 1
        if between in last_half and not _within_letter(words, place):
            return place
    for place in range(end, max(begin, end - LONGEST_LETTER), -1):
        if not _within_letter(words, place):
            return place
    return end


def _within_letter(words: str, place: int) -> bool:
    """Would a cut here, before the character at `place`, go through what is read as one letter?"""
    before, after = words[place - 1], words[place]
    if JOINER in (before, after):
        return True
    if unicodedata.category(after).startswith("M") or _changes(after):
        return True
    if _flag(before) and _flag(after):
        run = place
        while run and _flag(words[run - 1]):
            run -= 1
        return (place - run) % 2 == 1
    return _jamo(before) and _jamo(after) and (_first_jamo(before) or not _first_jamo(after))


def _changes(letter: str) -> bool:
    """Skin tones, and the tags behind a flag."""
    return "\U0001f3fb" <= letter <= "\U0001f3ff" or "\U000e0020" <= letter <= "\U000e007f"


def _flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _jamo(letter: str) -> bool:
    """The parts of a Korean syllable."""
    return "\u1100" <= letter <= "\u11ff"


def _first_jamo(letter: str) -> bool:
    return letter <= "\u115f"
