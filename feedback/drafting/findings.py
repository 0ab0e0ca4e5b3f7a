"""What a note lacks or gets wrong, each finding with the words of the note that made us say so."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from feedback.drafting import Finding, Hit, canned, jargon, steps
from feedback.drafting.prose import evened, sentences

WORD: Final = re.compile(r"\w(?:[\w'’-]|\.(?=\w))*")


def findings_in(note: str, ticket_title: str, promise_due: datetime | None) -> tuple[Hit, ...]:
    """In the order of `Finding`; what the requester wrote in the title themselves is no jargon."""
    text = evened(note)
    return tuple(_found(text, evened(ticket_title), promise_due))


def _found(text: str, title: str, promise_due: datetime | None) -> Iterator[Hit]:
    if promise_due is None and not has_next_step(text):
        yield Hit(Finding.NO_NEXT_STEP)
    if promise_due is None and not is_closed(text):
        yield Hit(Finding.NO_NEXT_CONTACT)
    if words := robotic_words(text):
        yield Hit(Finding.ROBOTIC, words)
    if (shield := canned.SHIELD.search(text)) is not None:
        yield Hit(Finding.SLA_DEFENCE, shield[0])
    if words := jargon_words(text, title):
        yield Hit(Finding.JARGON, words)
    if (blame := canned.BLAME.search(text)) is not None:
        yield Hit(Finding.BLAMES_USER, blame[0])


def has_next_step(text: str) -> bool:
    """What is or will be done, what is asked for, or that it is done."""
    if canned.WILL_CONTACT.search(text):
        return True
    return any(
        steps.DOES.search(plain) or steps.DONE.search(plain) or steps.ASKS.search(plain)
        for plain in _plainly_said(text)
    )


def is_closed(text: str) -> bool:
    """Said to be finished, and nothing said that keeps it open."""
    if steps.CLOSES.search(text):
        return True
    done = any(steps.DONE.search(sentence) for sentence in _plainly_said(text))
    return done and not steps.STILL_OPEN.search(text)


def robotic_words(text: str) -> str | None:
    machine = canned.MACHINE.search(text)
    if machine is not None:
        return machine[0]
    stiff = [found[0] for found in canned.STIFF.finditer(text)]
    if len(stiff) > 1 or (stiff and not steps.A_PERSON.search(text)):
        return stiff[0]
    return None


def jargon_words(text: str, title: str) -> str | None:
    known = {word.lower() for word in WORD.findall(title)}
    shapes = (jargon.PHRASES.search(text), jargon.SHAPES.search(text))
    found = [match for match in shapes if match is not None and match[0].lower() not in known]
    for match in WORD.finditer(text):
        if match[0].lower() in jargon.WORDS and match[0].lower() not in known:
            found.append(match)
            break
    if not _shouts(text):
        for match in jargon.CAPITALS.finditer(text):
            bare = match[0].removesuffix("'d").removesuffix("s").lower()
            if bare not in jargon.EVERYDAY and bare not in known and match[0].lower() not in known:
                found.append(match)
                break
    return min(found, key=lambda match: match.start())[0] if found else None


def _plainly_said(text: str) -> Iterator[str]:
    """Sentence by sentence, without what only sounds like a step: "has been received"."""
    for sentence in sentences(text):
        plain = text[sentence.start : sentence.end]
        for hollow in (canned.MACHINE, canned.SHIELD, steps.UNDONE):
            plain = hollow.sub(" … ", plain)
        yield plain


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) * 2 > len(letters)
