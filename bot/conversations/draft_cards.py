"""What a technician sees of a note before it goes: the message, the promise in it, what to look at."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions import (
    DropUpdate,
    EditUpdate,
    SendUpdate,
    WriteUpdate,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    Form,
    Look,
    Option,
    PackedAction,
    Part,
    Quote,
    Text,
    Write,
)
from bot.conversations.words import (
    begin,
    in_a_row,
    shorten,
    their_time,
    whose,
)
from feedback.drafting import Finding, Hit
from feedback.people import Person
from feedback.records import (
    DraftUpdate,
    Promise,
    Ticket,
    Update,
)

MOST_QUOTED = 1200
"""Characters of one message in a card; the whole of it is in the conversation that it came from."""
MOST_FILLED = 2900
"""Characters that a form may bring along: more than 3,000 do not fit into Slack's fields."""
HINT = "In your own shorthand. Say what happens next, and when they hear from you again"


def draft_card(draft: DraftUpdate, ticket: Ticket, to: Person, by: Person, now: datetime) -> Card:
    """The exact message, what is promised by it, and what the reader should know before it goes."""
    hits = hits_of(draft)
    parts: list[Part] = [Quote(draft.message, by.first_name)]
    if draft.promise_due is not None:
        parts.append(Text(f"You promise: {their_time(draft.promise_due, to, by, now)}."))
    parts += [Text(words) for words in finding_words(hits, to)]
    send = Button("Send", SendUpdate(draft.id), Look.PLAIN if hits else Look.MAIN)
    parts.append(Buttons((send, Button("Put aside", DropUpdate(draft.id)))))
    parts.append(edit_form(draft, to, open_label="Change it"))
    title = f"To {to.first_name} about “{shorten(ticket.title, 60)}” ({ticket.key})"
    return Card(
        f"{title}: {'send it like this?' if not hits else one_look(len(hits))}", tuple(parts)
    )


def edit_form(draft: DraftUpdate, to: Person, *, open_label: str | None = None) -> Form:
    note = Write("words", f"Your note to {to.first_name}", filled=filled(draft.words), needed=True)
    return Form(
        EditUpdate(draft.id),
        (note,),
        "See how it reads now",
        open_label=open_label,
    )


def one_look(findings: int) -> str:
    return "one thing first." if findings == 1 else f"{findings} things first."


def hits_of(draft: DraftUpdate) -> list[Hit]:
    pairs = zip(draft.findings, draft.finding_words, strict=True)
    return [Hit(Finding(finding), words or None) for finding, words in pairs]


def finding_words(hits: Sequence[Hit], to: Person) -> list[str]:
    """Each finding once, as a colleague at the next desk would say it, with the words it is about."""
    found: dict[Finding, list[str]] = {}
    for hit in hits:
        words = found.setdefault(hit.finding, [])
        if hit.words:
            words.append(f"“{shorten(hit.words, 60)}”")
    name = to.first_name
    said: list[str] = []
    for finding, quoted in found.items():
        these, verb = in_a_row(quoted) or "This", "sound" if len(quoted) > 1 else "sounds"
        match finding:
            case Finding.NO_NEXT_STEP:
                said.append("What happens next? One line about what you are doing is enough.")
            case Finding.NO_NEXT_CONTACT:
                said.append(
                    f"{name} can't tell when you'll be in touch again."
                    " “By 4pm” or “tomorrow morning” would do."
                )
            case Finding.ROBOTIC:
                said.append(f"{these} {verb} like a machine. How would you say it face to face?")
            case Finding.SLA_DEFENCE:
                said.append(f"{these}: that is our clock, not {whose(name)}. What helps is a time.")
            case Finding.JARGON:
                said.append(f"{these}: would {name} know what that is?")
            case Finding.BLAMES_USER:
                said.append(f"{these} {verb} like blame. What happened, without the who?")
    return said


def sent_card(
    update: Update, to: Person, by: Person, promise: Promise | None, now: datetime
) -> Card:
    parts: list[Part] = [Quote(begin(update.message, MOST_QUOTED), by.first_name)]
    if promise is not None:
        due = their_time(promise.due_at, to, by, now)
        parts.append(Text(f"{to.first_name} counts on hearing from you {due}.", quiet=True))
    return Card(f"Sent to {to.first_name}.", tuple(parts))


def second_look(
    words: str, hits: Sequence[Hit], to: Person, action: PackedAction, submit: str
) -> Card:
    """For words that go out at once, without a draft: what a colleague would say, and the form again."""
    return Card(
        f"Before {to.first_name} reads this: {one_look(len(finding_words(hits, to)))}",
        (
            *(Text(said) for said in finding_words(hits, to)),
            Form(
                action,
                (
                    Write("words", f"To {to.first_name}", filled=filled(words), needed=True),
                    ChooseMany(
                        "as_it_is",
                        "If that is how you mean it",
                        (Option("yes", "Send it exactly like this"),),
                    ),
                ),
                submit,
            ),
        ),
    )


def filled(words: str) -> str:
    """All of it or nothing: a field that quietly dropped the end would send half a message."""
    return words if len(words) <= MOST_FILLED else ""


def write_form(ticket: Ticket, to: Person, *, open_label: str | None = None) -> Form:
    return Form(
        WriteUpdate(ticket.id),
        (Write("words", f"Your note to {to.first_name}", hint=HINT, needed=True),),
        "See how it reads",
        open_label=open_label,
    )
