"""What the requester would receive: the technician's own words, with a greeting where there is none."""

import re
from typing import Final

from feedback.drafting import Note
from feedback.drafting.findings import is_closed
from feedback.drafting.prose import evened
from feedback.drafting.shorthand import spelt_out
from feedback.names import first_name
from feedback.phrasebook import words as word_list

GREETED: Final = re.compile(
    r"\s*[\"(*_]*(?:hi+|hey+|hello|hallo|hiya|dear|good (?:morning|afternoon|evening|day)|g'?day"
    r"|morning|afternoon|evening|greetings|howdy|servus|moin|bonjour|hola)\b(?:[ ,!.]|$)",
    re.IGNORECASE,
)
SIGNED: Final = r"(?:[-–—]\s*|\b(?:regards|thanks|cheers|best|thx),?\s+|\n\s*){name}\W*\Z"
LONGEST_TITLE: Final = 90
SUBJECT_MARKS: Final = re.compile(
    r"^(?:\s*(?:re|aw|fw|fwd|wg)\s*:|\s*\[[^\]\n]{1,40}\])+\s*", re.IGNORECASE
)
CANNOT: Final = re.compile(
    r"(?:i )?(?:can ?not|can'?t|unable to|not able to)"
    r" (?P<what>(?!be\b)(?:(?!\bi\b|\bwe\b)[^\"“:;|?!])+)",
    re.IGNORECASE,
)
GOES_WRONG: Final = re.compile(
    r"(?P<subject>(?:(?:my|the|our) )?(?P<noun>[\w'-]+)(?: (?:app|drive|phone|screen|account|mailbox"
    r"|calendar|connection|printer|client|computer|laptop|keyboard|camera|battery|fan|cable))?) "
    r"(?:always |never |suddenly |often |only |still |just |randomly |constantly )?"
    r"(?:keeps?|does|doesn't|does not|do not|don't|drops?|stays?|closes?|shows?|asks?|crashes|crash"
    r"|freezes|freeze|fails?|says?|won't|cannot|can't|stops?|stopped|disconnects?|disappear(?:s|ed)?"
    r"|hangs?|opens?|prints?|makes?|loses|takes?|turns?|switches|flickers?|beeps?|is|are|isn't"
    r"|aren't|has|have|went|broke|died|needs?|wants?|refuses|restarts?|shuts?|starts?|runs?|locks?"
    r"|logs?|sends?|deletes?|rejects?)\b[^?!]*",
    re.IGNORECASE,
)
NOT_A_SUBJECT: Final = word_list("""
    i it this that there we you he she they nobody someone somebody everything nothing what
    why how when where who which please new no not cannot can't unable request problem issue
    error help still again another old second
""")
THINGS: Final = word_list("""
    printer laptop screen phone email mail keyboard mouse monitor mailbox computer pc
    password account internet camera headset projector dock docking scanner tablet battery
    calendar connection desktop microphone sound speaker speakers charger browser mobile
    webcam network website intranet folder drive badge software app display cursor touchpad
""")
FILLER: Final = word_list("""
    about after again also and another been cannot could does doesn't from have into keeps
    just more need needs not please problem request still that the their them then there
    these this very want wants when with work working works would your issue error new help
    setup since
""")
WORD: Final = re.compile(r"[^\W\d_][\w'-]*")


def message_of(note: Note, *, english: bool = True) -> str:
    """A note that greets already, or that we cannot read, goes out exactly as it was written."""
    words = note.text.strip()
    if not words or not english or GREETED.match(evened(words)):
        return words
    about = problem_named(note) if note.first_word else ""
    hello, body = greeting(note, words), spelt_out(words)
    if hello.endswith(",") and about:
        about = about if about.startswith("I") else about[0].lower() + about[1:]
    elif not hello.endswith(","):
        body = body if about.endswith(":") else _as_a_sentence(body)
    if about.endswith("."):
        body = _as_a_sentence(body)
    opening = f"{hello} {about}".rstrip()
    return f"{opening}\n{body}" if "\n" in body else f"{opening} {body}"


def greeting(note: Note, words: str) -> str:
    name = first_name(note.requester_name)
    hello = f"Hi {name}" if name else "Hello"
    sender = first_name(note.technician_name or "") if note.first_word else ""
    here = rf"\b{re.escape(sender)} here\b"
    signed = SIGNED.format(name=re.escape(sender))
    if (
        not sender
        or re.search(here, words[:200], re.IGNORECASE)
        or re.search(signed, words[-80:], re.IGNORECASE)
    ):
        return f"{hello},"
    return f"{hello}, {sender} here."


def problem_named(note: Note) -> str:
    """In the person's own words, unless the note names it itself or says that it is over."""
    title = SUBJECT_MARKS.sub("", " ".join(note.ticket_title[:300].split())).rstrip(" .!")
    text = evened(spelt_out(note.text))
    if not title or len(title) > LONGEST_TITLE or is_closed(text):
        return ""
    if _content(title) & _content(text):
        return ""
    if (sentence := _as_we_read_it(title)) is not None:
        return f"I've read that {sentence}."
    if not _content(title):
        return ""
    return f"About “{title}”:"


def _as_we_read_it(title: str) -> str | None:
    """ "My VPN drops every ten minutes" becomes "your VPN drops every ten minutes"."""
    if (unable := CANNOT.fullmatch(title)) is not None:
        return f"you can't {_mine_to_yours(unable['what'])}"
    found = GOES_WRONG.fullmatch(title)
    if found is None or re.search(
        r"\b(?:i|i'm|i've|me|we|us|you|your)\b|[\"“:;|]", title, re.IGNORECASE
    ):
        return None
    determiner, _, rest = title.partition(" ")
    if determiner.lower() in {"my", "our"}:
        return f"your {_mine_to_yours(rest)}"
    if determiner.lower() == "the":
        return f"the {_mine_to_yours(rest)}"
    if found["noun"].lower() in NOT_A_SUBJECT or found["noun"].lower().endswith(("ing", "ed")):
        return None
    first = determiner.lower() if determiner.lower() in THINGS else determiner
    return f"your {first} {_mine_to_yours(rest)}"


def _mine_to_yours(words: str) -> str:
    return re.sub(r"\b(?:my|our)\b", "your", words, flags=re.IGNORECASE)


def _content(text: str) -> set[str]:
    words = {word.lower().removesuffix("'s") for word in WORD.findall(text)}
    stems = {word.removesuffix("s") for word in words if len(word) > 2 and word not in FILLER}
    return {stem for stem in stems if len(stem) > 2 or stem in {"pc", "tv"}}


def _as_a_sentence(body: str) -> str:
    """A capital at the start, unless the first word is spelt as it is for a reason (iPad, .ost)."""
    first = body.split(maxsplit=1)[0]
    plain = first.rstrip(",.:;!?").replace("'", "").replace("’", "")
    return body[0].upper() + body[1:] if plain.isalpha() and plain.islower() else body
