"""The drafting check: one note in, and out come its promise, what it lacks, and the message it makes."""

import re
from typing import Final

from feedback.drafting import Draft, Note
from feedback.drafting.findings import findings_in
from feedback.drafting.message import message_of
from feedback.drafting.promise import promise_in
from feedback.drafting.prose import evened
from feedback.drafting.shorthand import spelt_out

OTHER_LANGUAGES: Final = re.compile(
    r"(?<!\w)(?:der|die|das|und|ist|nicht|ich|wir|sie|ihr|ihre|ihnen|mit|für|auf|bis|wird|haben|heute|morgen|bitte|uhr"
    r"|le|la|les|des|est|une|pas|nous|vous|votre|je|avec|pour|dans|demain|merci|bonjour"
    r"|el|los|las|una|que|por|para|con|está|su|mañana|gracias|het|een|niet|van|wij|jij|uw|morgen"
    r"|il|di|che|non|è|per|domani|grazie|não|você|obrigado|amanhã|jest|nie|się|jutro)(?!\w)",
    re.IGNORECASE,
)
ENGLISH: Final = re.compile(
    r"(?<!\w)(?:the|a|an|and|is|are|i|i'm|i'll|we|you|u|your|ur|it|it's|to|of|in|on|at|by|for|with|w|now|back|be"
    r"|will|have|has|this|that|not|pls|please|from|up|done|today|tomorrow|new|my|me|as|or|so|but)(?!\w)",
    re.IGNORECASE,
)


def read_note(note: Note) -> Draft:
    """English only, so far: a note in another language goes out as written, with nothing found."""
    if not is_english(note.text):
        return Draft(message=message_of(note, english=False))
    words = spelt_out(note.text)
    promise = promise_in(words, note.posted_at, note.requester_tz)
    due = promise.due if promise else None
    return Draft(
        message=message_of(note),
        promise_due=due,
        promise_words=promise.words if promise else None,
        findings=findings_in(words, note.ticket_title, due),
    )


def is_english(note: str) -> bool:
    """Or too short to tell; shorthand has few small words, so it takes two of another language."""
    text = evened(note)
    letters = sum(letter.isalpha() for letter in text)
    if letters and sum(letter.isascii() and letter.isalpha() for letter in text) * 2 < letters:
        return False
    others = len(OTHER_LANGUAGES.findall(text))
    return others < 2 or others <= len(ENGLISH.findall(text))
