"""Is a comment English, so that we can read it?"""

import re
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from feedback.phrasebook import words

OTHERS: Final = ("de", "fr", "es", "nl", "it", "pt", "pl", "da", "sv", "tr", "cs")
SURE: Final = 0.8
SURE_OF_A_WORD: Final = 0.97
"""One or two words tell little, so it takes more to call them foreign."""

LETTERS: Final = re.compile(r"[^\W\d_]+")
SMALL_WORDS: Final = words("""
    the and are were i i'm you your it its my they she to of for with not but very this that have
    been be will would could should can any from if when what how who get got still again thank
    thanks please
""")
"""Those that no neighbour has as well: "was", "in" and "no" are German, Dutch or Spanish too."""


class EnglishCheck:
    """Small words settle most comments; the model is loaded for the first one that they don't."""

    def __init__(self) -> None:
        self._identifier: LanguageIdentifier | None = None

    def is_english(self, text: str) -> bool:
        """False as well for a text without any words."""
        found = LETTERS.findall(text)
        letters = "".join(found)
        if not letters or sum(letter.isascii() for letter in letters) * 2 < len(letters):
            return False
        small = sum(word.lower() in SMALL_WORDS for word in found)
        if small * 5 >= len(found):
            return True
        language, certainty = self._identify(" ".join(found))
        needed = SURE if len(found) > 2 else SURE_OF_A_WORD
        return language == "en" or certainty < needed

    def _identify(self, text: str) -> tuple[str, float]:
        if self._identifier is None:
            self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            self._identifier.set_languages(["en", *OTHERS])
        language, certainty = self._identifier.classify(text.lower())
        return str(language), float(certainty)
