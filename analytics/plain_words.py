"""The form in which questions and names are compared: lower case, plain signs, whole words."""

import re
from typing import Final

from analytics.time_phrases import MONTH

CONTRACTIONS: Final = (
    (r"\b(what|how|where|who|that|it|there|here|let|when|which)'s\b", r"\1 is"),
    (r"\b(what|how|where|who|that|there|here)s\b", r"\1 is"),
    (r"\blet is\b", "let us"),
    (r"\bppl\b", "people"),
    (r"\bw/ ?(?=\w)", "with "),
    (r"\b(why|how|what|where) r\b", r"\1 are"),
    (r"\bcan't\b|\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\b(didnt|wasnt|isnt|arent|werent|doesnt|dont|couldnt|cant)\b", r"\1 "),
    (r"'m\b", " am"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'d\b", " would"),
    (r"'ll\b", " will"),
    (r"(?<=[a-z])'s?(?= |$|[,.?!])", ""),
)
JOINED: Final = re.compile(rf"({MONTH}|q[1-4]|h[12])\s*[-–—]\s*(?=q[1-4]|h[12]|[a-z]{{3}})")


def plain(words: str) -> str:
    """Lower case, plain quotes, contractions spelled out, hyphens between words as blanks."""
    text = words.casefold().replace("’", "'").replace("‘", "'").replace("´", "'")
    text = re.sub(r"[“”\"„«»()\[\]{}*_`<>|‹›]", " ", text)
    for pattern, in_full in CONTRACTIONS:
        text = re.sub(pattern, in_full, text)
    text = JOINED.sub(lambda found: f"{found[1]} to ", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = re.sub(r"\s[-–—]+\s|[…]", " , ", text)
    text = re.sub(r"(?<=\d)\s*%|%", " percent", text).replace("&", " and ").replace("+", " and ")
    text = re.sub(r"\s*([,.;:?!])(?=\s|$)", r" \1", text)
    return " ".join(text.split())
