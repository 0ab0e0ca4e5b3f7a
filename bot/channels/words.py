"""Words on their way to any chat: shown as they are, and cut only where that is fair."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""Escapes, the marks that would turn the direction of everything after them, and half letters."""
PICTURES: Final = {
    code: chr(0x2400 + code) if code < 0x20 else "\ufffd"
    for code in range(0x10000)
    if CONTROLS.match(chr(code))
}
JOINER: Final = "\u200d"
LONGEST_LETTER: Final = 64
"""Characters that one visible letter may be made of; what is longer is no letter but a prank."""
UTF_16: Final = ("utf-16-le", "surrogatepass")
CUT: Final = "…"
NOTHING: Final = "–"
"""Stands where a chat wants words and there are none."""
LONGEST_LINE: Final = 30_000
"""Characters: no place has room for more."""

Size = Callable[[str], int]


def clean(words: str) -> str:
    """Control characters are shown as their pictures (ESC as ␛), not obeyed."""
    words = words.replace("\r\n", "\n")
    return words.translate(PICTURES) if CONTROLS.search(words) else words


def one_line(words: str) -> str:
    return " ".join(clean(_begun(words, LONGEST_LINE)).split())


def shown(words: str, most: int) -> str:
    """Clean, and without the space around them; of endless words only what may be shown is read."""
    return clip(clean(_begun(words, most)).strip(), most)


def _begun(words: str, most: int) -> str:
    """Enough to show `most` characters of it, and to say whether there are more."""
    words = words.replace("\r\n", "\n").lstrip()
    near = words[: most + 1]
    return near + CUT if words[len(near) :].strip() else near


# --- lengths -----------------------------------------------------------------------------------


def length(words: str) -> int:
    """As the strictest way of counting has it: an emoji beyond the first plane counts as two."""
    return len(words.encode(*UTF_16)) // 2


def clip(words: str, most: int, size: Size = length) -> str:
    """The beginning, and a sign that it is only that; `size` measures what may be `most`."""
    if len(words) <= most and size(words) <= most:
        return words
    end = _fair(words, 0, _fitting(words, 0, most - len(CUT), size))
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


def _fitting(words: str, begin: int, most: int, size: Size = length) -> int:
    """The end of the longest beginning that fits; the words may be very much longer."""
    near = words[begin : begin + most]
    if size is length:
        fitting = near.encode(*UTF_16)[: 2 * most].decode("utf-16-le", "ignore")
        return begin + max(1, len(fitting))
    taken = 0
    for place, letter in enumerate(near, begin):
        taken += size(letter)
        if taken > most:
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
