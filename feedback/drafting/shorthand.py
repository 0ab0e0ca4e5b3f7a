"""A technician's shorthand spelt out ("chk w/ u tmrw 9"), where it can be read in one way only."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from feedback.drafting.steps import BASES

LONG: Final = {
    # small words
    "w/": "with", "w/o": "without", "w/u": "with you", "w/in": "within", "b4": "before",
    "u": "you", "ur": "your", "u'll": "you'll", "u're": "you're", "u've": "you've", "u'd": "you'd",
    "arnd": "around", "abt": "about", "thru": "through", "bc": "because", "nxt": "next",
    "pls": "please", "plz": "please", "thx": "thanks", "sry": "sorry", "lmk": "let me know",
    "otw": "on the way", "gimme": "give me", "bk": "back", "frm": "from", "o/n": "overnight",
    # what is done
    "hv": "have", "hvnt": "haven't", "shd": "should", "shld": "should", "cld": "could",
    "wld": "would", "chk": "check", "chks": "checks", "chkd": "checked", "chk'd": "checked",
    "txt": "text", "chkg": "checking", "chking": "checking", "rdy": "ready", "upd": "update",
    "wfh": "working from home",
    # things and people
    "acct": "account", "accts": "accounts", "msg": "message", "msgs": "messages",
    "appt": "appointment", "usr": "user", "usrs": "users", "pw": "password", "pws": "passwords",
    "pwd": "password", "kbd": "keyboard", "mgr": "manager", "gw": "gateway", "srv": "server",
    "srvs": "servers", "mtg": "meeting", "mtgs": "meetings", "ppl": "people",
    # times
    "asap": "as soon as possible", "tmrw": "tomorrow", "tmrrw": "tomorrow", "tmr": "tomorrow",
    "tmw": "tomorrow", "2moro": "tomorrow", "2mro": "tomorrow", "2moz": "tomorrow",
    "2morrow": "tomorrow", "2day": "today", "2nite": "tonight", "2night": "tonight", "tonite": "tonight",
    "eod": "end of day", "eow": "end of week", "cob": "close of business",
    "wk": "week", "wks": "weeks", "wknd": "weekend",
    "tue": "Tuesday", "tues": "Tuesday", "weds": "Wednesday", "thu": "Thursday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday",
    # typing errors
    "teh": "the", "agian": "again", "adn": "and", "recieve": "receive", "recieved": "received",
    "tommorow": "tomorrow", "tommorrow": "tomorrow", "tomorow": "tomorrow", "wich": "which",
    "definately": "definitely", "seperate": "separate", "adress": "address", "becuase": "because",
}  # fmt: skip
"""Small letters, or a capital where a sentence begins; everything else stays as it was typed."""

NOT_HERE: Final = {"w/": r"w/(?=\s)", "u": r"u(?! drive)", "teh": r"(?-i:teh)"}
"""What keeps a word from being itself: a path, a drive's letter, a family's name."""

SHORT: Final = re.compile(
    r"(?<![\w/\\.:@#&'`\"“-])(?:"
    + "|".join(NOT_HERE.get(word, word) for word in sorted(LONG, key=len, reverse=True))
    + r")(?![\w/\\:@#&'`\"”-]|\.\w)",
    re.IGNORECASE,
)
UPPER: Final = frozenset({"ASAP", "EOD", "EOW", "COB"})
SENTENCE_BEGINS: Final = re.compile(r"(?:\A|[.!?…]\s|\n)\s*\Z")
QUOTED: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)

DAYS: Final = {"mon": "Monday", "wed": "Wednesday", "sat": "Saturday", "sun": "Sunday"}
DAY_PARTS: Final = {"morn": "morning", "mrng": "morning", "aft": "afternoon", "eve": "evening"}
DAY: Final = (
    r"(?:today|tomorrow|(?:mon|tues?|weds?|wednes|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b"
)
CLOCK: Final = r"(?:(?:0?[1-9]|1[0-2])|(?:[01]?\d|2[0-3])(?:[:.][0-5]\d|[0-5]\d|h))"
STOPS: Final = r"(?=\s*(?:[,;!?)\n]|\Z|\.(?!\d)|- |(?:with|to|and|&|if|ok|i'll|i'm|at your|for)\b))"


Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rule(pattern: str, long: str | Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern, re.IGNORECASE), long


IN_PLACE: Final[tuple[Rule, ...]] = (
    _rule(rf"(?<![\w'])(?-i:ill)(?= (?:be|have|let|also|then|just|{BASES})\b)", "I'll"),
    _rule(r"\b(you|we|they) r\b", r"\1 are"),
    _rule(r"\b(should|will|would|to|can|may|you'll|it'll|I'll) b\b", r"\1 be"),
    _rule(
        r"\byour(?= (?:in|not|welcome|still|able|there|around|busy)\b(?!-))(?<=\bif your)",
        "you're",
    ),
    _rule(r"\b(all )gd\b", r"\1good"),
    _rule(r"\b(in|within) (the|an|the next) hr\b", r"\1 \2 hour"),
    _rule(
        r"(?<![\d/])(?:1/2(?: an)? h(?:ou)?r|(?<=\bin )half hour|half(?: an)? hr)\b", "half an hour"
    ),
    _rule(r"\b(in )(5|10|15|20|30|40|45)(?=\s*(?:[,;!?)\n]|\Z|\.(?!\d)))", r"\1\2 minutes"),
    _rule(r"\b1st thing\b", "first thing"),
    # "the monitor sat there": a short name of a day stands beside what makes it one
    _rule(
        r"\b((?:on|by|til|till|until|next|for|due|eta|thing|since) )(?-i:(mon|wed|sat|sun))\b(?!')",
        lambda found: found[1] + DAYS[found[2]],
    ),
    _rule(
        r"(?<![\w'])(?-i:(mon|wed|sat|sun))(?= (?:[ap]\.?m\b|(?:late |early )?(?:morn|after|aft\b|eve"
        r"|mrng|night)|noon|(?:(?:at|by|before|around|@) ?)?\d{1,2}(?! ?(?:in\b|inch|\"))"
        r"|(?:by|before|at) (?:noon|lunch|end)))",
        lambda found: DAYS[found[1]],
    ),
    _rule(
        r"(?<![\w'])(?<!\bit )(?<!\bthey )(?<!\bthat )(?<!\b2nd )(?<!\bold )"
        r"(?<!\bnew )(?<!\byour )(?<!\bthe )(?<!\bmy )(?<!\ba )(?-i:(mon|wed|sat|sun))"
        r"(?=\s*(?:[.,;!?\n]|\Z))",
        lambda found: DAYS[found[1]],
    ),
    _rule(
        rf"\b(this|{DAY})( late| early)? (morn|mrng|aft|eve)\b",
        lambda found: f"{found[1]}{found[2] or ''} {DAY_PARTS[found[3].lower()]}",
    ),
    # hours
    _rule(r"(?:~ ?|\b(?:at|around|about) )?\b(\d{1,2}(?:[:.]\d\d)?)[ -]?ish\b", r"around \1"),
    _rule(r"~ ?(\d{1,2}(?:[:.]\d\d)?)" + STOPS, r"around \1"),
    _rule(rf"\b({DAY}\.?),? ({CLOCK})\b{STOPS}", r"\1 at \2"),
    _rule(r"\b(give me )(\d{2})(?=\s*(?:[.,;!?\n]|\Z))", r"\1\2 minutes"),
)
"""Read only where the words around them leave no doubt."""


def spelt_out(words: str) -> str:
    """Never inside code or links, and nothing that stands in quotes by itself."""
    return "".join(_parts(words))


def _parts(words: str) -> Iterator[str]:
    start = 0
    for kept in QUOTED.finditer(words):
        yield _long(words[start : kept.start()])
        yield kept[0]
        start = kept.end()
    yield _long(words[start:])


def _long(words: str) -> str:
    words = SHORT.sub(_long_form, words)
    for pattern, long in IN_PLACE:
        words = pattern.sub(long, words)
    return words


def _long_form(found: re.Match[str]) -> str:
    short = found[0]
    if short in LONG:
        return LONG[short]
    if short in UPPER:
        return LONG[short.lower()]
    begins = SENTENCE_BEGINS.search(found.string, max(0, found.start() - 8), found.start())
    if short[1:].islower() and begins:
        long = LONG[short.lower()]
        return long[0].upper() + long[1:]
    return short
