"""First questions for whoever opens the conversation: worth asking, and understood as they stand."""

from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final

from bot.cards import Prompt
from feedback.people import Person, Role

MOST: Final = 4
"""More than a handful is a menu."""

MY_TICKET: Final = Prompt("How is my ticket?", "Any news on my ticket?")
HAPPY: Final = Prompt("How happy are people?", "How happy are people this month?")
KEPT: Final = Prompt("What do you keep of me?", "What do you keep of me?")
HELP: Final = Prompt("What can you do?", "help")

ANYBODY: Final = (MY_TICKET, HAPPY, KEPT, HELP)
"""For whom we do not know, or not yet."""

MANAGERS: Final = (
    HAPPY,
    Prompt("Why are people unhappy?", "Why are people unhappy?"),
    Prompt("Did we keep our promises?", "Did we keep our promises last month?"),
    HELP,
)
PROMPTS: Final[Mapping[Role, Sequence[Prompt]]] = {
    Role.MANAGER: MANAGERS,
    Role.ADMIN: MANAGERS,
    Role.DISPATCHER: (
        Prompt("Who waits for a word?", "What needs me now?"),
        Prompt("Write an update", "update"),
        HELP,
    ),
    Role.TECHNICIAN: (
        Prompt("What have I promised?", "What have I promised?"),
        Prompt("Write an update", "update"),
        Prompt("How am I doing?", "How am I doing?"),
        HELP,
    ),
    Role.REQUESTER: (
        MY_TICKET,
        Prompt("Who has my ticket?", "Who has my ticket?"),
        KEPT,
        HELP,
    ),
}


def prompts_of(person: Person | None) -> tuple[Prompt, ...]:
    """The best one of each of their roles first, then the second best."""
    if person is None:
        return ANYBODY
    theirs = [offered for role, offered in PROMPTS.items() if person.is_a(role)]
    mixed = chain.from_iterable(zip_longest(*theirs or [PROMPTS[Role.REQUESTER]]))
    return tuple(dict.fromkeys(filter(None, mixed)))[:MOST]
