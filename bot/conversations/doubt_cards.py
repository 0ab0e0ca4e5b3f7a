"""When a question is not clear: one question back with ways to answer it, or an honest no."""

from typing import Final, assert_never

from rapidfuzz import fuzz, process

from analytics.plan import Choice, Clarify, Doubt, Refuse
from analytics.vocabulary import Vocabulary
from bot.actions import AskQuestion
from bot.cards import Button, Buttons, Card, Part, Text
from bot.conversations.answer_cards import EXAMPLES, MOST_BUTTONS
from bot.conversations.words import in_a_row

ALIKE: Final = 60.0
"""How near (of 100) a known name must sound to be offered instead of a word we do not know."""
KINDS: Final = (
    ("service", "services"),
    ("team", "teams"),
    ("organisation", "organisations"),
    ("location", "locations"),
    ("channel", "channels"),
)


def doubt_card(doubt: Clarify, words: str, vocabulary: Vocabulary) -> Card:
    match doubt.doubt:
        case Doubt.UNKNOWN_WORD:
            return unknown_word_card(doubt.about, words, vocabulary)
        case Doubt.TWO_MEANINGS:
            kinds = in_a_row([choice.label for choice in doubt.choices])
            return offering(
                f"“{doubt.about}” can be two things here: {kinds}. Which one?", doubt.choices
            )
        case Doubt.VAGUE_TIME:
            choices = tuple(
                Choice(time, replaced(words, doubt.about, time))
                for time in ("last 30 days", "last month", "this quarter")
            )
            return offering(f"How far back is “{doubt.about}”?", choices)
        case Doubt.FUTURE:
            return offering(
                f"“{doubt.about}” hasn't happened yet, so I can't count it. This instead?",
                tuple(
                    Choice(time, replaced(words, doubt.about, time))
                    for time in ("this month", "last month")
                ),
            )
        case Doubt.NO_METRIC:
            return offering("What would you like to know about it?", doubt.choices)
        case Doubt.PART_OF_TIME:
            return part_of_time_card(doubt)
        case Doubt.TIME_LEFT_OUT:
            return offering(
                f"I count one stretch of time at once, so I can't leave “{doubt.about}” out."
                " One of these?",
                doubt.choices,
            )
        case Doubt.EQUAL_PERIODS:
            return Card("Those are the same time twice. Which two times shall I compare?")
        case Doubt.NOTHING_LEFT:
            return Card("That leaves nothing to count: everything I know of is left out.")
        case _:
            assert_never(doubt.doubt)


def part_of_time_card(doubt: Clarify) -> Card:
    title = f"Which days do you mean by “{doubt.about}”?"
    if doubt.choices:
        return offering(title, doubt.choices)
    return Card(title, (Text("Ask once more with the days, such as “from 24 to 30 September”."),))


def unknown_word_card(strange: str, words: str, vocabulary: Vocabulary) -> Card:
    """Names that sound alike, and the same question without the word."""
    names = [value for dimension, _ in KINDS for value in vocabulary.values(dimension)]
    lower = {name.casefold(): name for name in names}
    near = process.extract(strange, list(lower), scorer=fuzz.ratio, limit=3, score_cutoff=ALIKE)
    choices = [Choice(lower[name], replaced(words, strange, lower[name])) for name, _, _ in near]
    without = replaced(words, strange, "")
    if without != words:
        choices.append(Choice(f"Leave “{strange}” out", without))
    known = [
        f"{many}: {', '.join(vocabulary.values(dimension)[:6])}"
        for dimension, many in KINDS
        if vocabulary.values(dimension)
    ]
    return offering(
        f"I don't know “{strange}” here. What did you mean by it?",
        tuple(choices),
        *(Text(line, quiet=True) for line in known),
    )


def replaced(words: str, old: str, new: str) -> str:
    """The first place where it stands, whatever its case."""
    at = words.casefold().find(old.casefold()) if old else -1
    if at < 0:
        return words
    return " ".join(f"{words[:at]}{new}{words[at + len(old) :]}".split())


def offering(title: str, choices: tuple[Choice, ...], *parts: Part) -> Card:
    buttons = tuple(Button(one.label, AskQuestion(one.words)) for one in choices[:MOST_BUTTONS])
    return Card(title, (*parts, Buttons(buttons)) if buttons else parts)


def refusal_card(refuse: Refuse) -> Card:
    match refuse.because:
        case "technicians":
            return Card(
                "I don't rank, compare or single out people.",
                (
                    Text(
                        "Fear makes numbers worse, and small numbers about one person are mostly"
                        " chance. Everybody sees their own feedback. I can tell you about teams,"
                        " services, sites and clients."
                    ),
                    example_buttons("Happiness by team last month", "Why are people unhappy?"),
                ),
            )
        case "raters":
            return Card(
                "I don't tell who said it.",
                (
                    Text(
                        "People answer honestly because they are not exposed. I can show you what was"
                        " said, or how many said it."
                    ),
                    example_buttons("Show comments from this quarter", "Why are people unhappy?"),
                ),
            )
        case _:
            assert_never(refuse.because)


def not_mine_card() -> Card:
    return Card(
        "That's not something I know about.",
        (
            Text(
                "I can tell you how people feel about the desk, why, what they write, whether promises"
                " are kept, and whether unhappy people hear from somebody."
            ),
            example_buttons(*EXAMPLES),
        ),
    )


def example_buttons(*questions: str) -> Buttons:
    return Buttons(tuple(Button(question, AskQuestion(question)) for question in questions))
