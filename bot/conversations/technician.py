"""What a technician says and presses: notes that become messages, promises to see to, follow-ups."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.actions import (
    DropUpdate,
    EditUpdate,
    FollowUp,
    KeepPromise,
    MovePromise,
    NoteUpdate,
    SendUpdate,
    ShowBoard,
    ShowMine,
    WriteUpdate,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseOne,
    Form,
    Option,
    Text,
    Write,
)
from bot.conversations.draft_cards import HINT, draft_card, filled, second_look, sent_card
from bot.conversations.loop_cards import followed_up_card
from bot.conversations.mine import mine_card, my_tickets
from bot.conversations.promise_cards import kept_card
from bot.conversations.silence_cards import is_a_list
from bot.conversations.talk import Replies, Talk, one
from bot.conversations.ticket_cards import dossier_card, open_promises, unreachable_card
from bot.conversations.words import (
    HELP,
    KEY,
    MOST_LISTED,
    more,
    shorten,
)
from bot.turns import Pressed, Said
from feedback import loops, promises, updates
from feedback.directory import known_person, reach
from feedback.drafting import Finding, Hit
from feedback.errors import NotAllowed, NotFound, Unusable
from feedback.people import Person, Role
from feedback.records import (
    Ticket,
)
from feedback.unit_of_work import UnitOfWork

CALLED = re.compile(r"^\s*/?sincerely\b[\s:,]*", re.IGNORECASE)
UPDATE = re.compile(r"^(update|note|tell|write(\s+to)?)\b[\s:,]*", re.IGNORECASE)
DOSSIER = re.compile(
    r"^(dossier|history|what (did|has) \w+ (say|said|tell us)( so far)?( (about|on))?"
    r"|what do we know( about)?)\b[\s:,]*",
    re.IGNORECASE,
)
MINE = re.compile(
    r"^\W*((show )?(me )?(mine|my (promises?|work|day|list|feedback|ratings?|follow-?ups?|tickets?))"
    r"|what (have|did|do) i (promised?|owe)( \w+)?|how am i doing)\W*$",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    r"^(send (without asking|unseen|at once)"
    r"|(?P<off>(always )?(ask|show) me (first|before (you send|sending))))\W*$",
    re.IGNORECASE,
)
STATE = re.compile(
    r"^(what'?s (new|up|happening|going on|the (status|state|story|news))|status|show( me)?"
    rf"|who has)\s+((of|on|with|about|for)\s+)?(?P<key>{KEY.pattern})\W*$",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"^(please\s+)?(close|resolve|reopen|assign|re-?assign|escalate)\s+(the\s+)?(ticket\s+)?"
    rf"{KEY.pattern}\b(\s+(to|as)\b.{{0,40}})?\W*$",
    re.IGNORECASE,
)
THANKS = re.compile(r"^\W*(thanks?( you)?|thx|cheers|ok(ay)?|great|cool)\W*$", re.IGNORECASE)

WORDS_THAT_HURT = frozenset(
    {Finding.ROBOTIC, Finding.SLA_DEFENCE, Finding.JARGON, Finding.BLAMES_USER}
)


# --- said --------------------------------------------------------------------------------------


def hears(words: str) -> bool:
    """Words that only somebody who works on tickets would say."""
    said_to_me = CALLED.sub("", words)
    patterns = (UPDATE, DOSSIER, MINE, UNSEEN, STATE, CHANGE)
    return bool(CALLED.match(words)) or any(pattern.match(said_to_me) for pattern in patterns)


async def said(talk: Talk, turn: Said) -> Replies:
    """A note for somebody's ticket in the technician's shorthand, or a question about their work."""
    words = CALLED.sub("", turn.words).strip()
    if not words or HELP.match(words):
        return one(await help_card(talk))
    if THANKS.match(words):
        return one(Card("Any time."))
    if MINE.match(words):
        return one(await mine_card(talk))
    if unseen := UNSEEN.match(words):
        return one(await asked_first(talk, unseen=unseen["off"] is None))
    if CHANGE.match(words):
        return one(elsewhere_card())
    if asked := STATE.match(words):
        return await asked_for_dossier(talk, asked["key"], turn.ticket_id)
    if asked := DOSSIER.match(words):
        return await asked_for_dossier(talk, words[asked.end() :], turn.ticket_id)
    meant = await meant_by(talk, words, turn.ticket_id)
    if meant.ticket is None:
        return one(await which_ticket(talk, meant))
    if not meant.words:
        return await told_so_far(talk, meant.ticket)
    return await drafted(talk, meant.ticket, meant.words, None)


@dataclass(frozen=True, slots=True)
class Meant:
    """The ticket that a note is for, if that is clear, and the note itself."""

    ticket: Ticket | None
    words: str
    among: Sequence[Ticket] = ()


async def meant_by(talk: Talk, words: str, thread: str | None = None) -> Meant:
    """ "update INC-42 swapping the dock", or without the command."""
    command = UPDATE.match(words)
    rest = words[command.end() :] if command else words
    return await addressed(talk, rest, thread, sure=command is not None)


async def addressed(talk: Talk, words: str, thread: str | None, *, sure: bool) -> Meant:
    """By its key in front, by the requester's first name, by the thread, or by a key inside.

    `sure` is whether a command went before, so that the first word must be one of these.
    """
    work = talk.work
    first, rest = (*words.split(maxsplit=1), "", "")[:2]
    name = first.strip("#:,.;()[]<>")
    if looks_like_a_key(name, sure=sure):
        ticket = await updates.find_ticket(work, name)
        if ticket is not None:
            return Meant(ticket, rest.strip(" :,-\n"))
        if sure and KEY.fullmatch(name):
            raise NotFound(f"I don't know a ticket called “{name}”. Is there a slip in it?")
        if sure and (mine := await by_its_digits(talk, name)) is not None:
            return Meant(mine, rest.strip(" :,-\n"))
    if sure:
        theirs = await tickets_from(talk, name)
        here = [ticket for ticket in theirs if ticket.id == thread] or theirs
        if len(here) == 1:
            return Meant(here[0], rest.strip(" :,-\n"))
        if theirs:
            return Meant(None, rest.strip(" :,-\n"), theirs)
    if thread is not None:
        return Meant(await updates.known_ticket(work, thread), words.strip())
    named = {}
    for key in KEY.findall(words[:2000])[:MOST_LISTED]:
        if (ticket := await updates.find_ticket(work, key)) is not None:
            named[ticket.id] = ticket
    if len(named) == 1:
        return Meant(next(iter(named.values())), words.strip())
    return Meant(None, words.strip(), tuple(named.values()))


def looks_like_a_key(name: str, *, sure: bool) -> bool:
    """With a digit in it; a bare number only after a command ("3 docks are in" is not ticket 3)."""
    return 0 < len(name) <= 64 and any(c.isdigit() for c in name) and (sure or not name.isdigit())


async def by_its_digits(talk: Talk, number: str) -> Ticket | None:
    """ "update 42 …", in a hurry: the only one of my open tickets with this number in its key."""
    mine = await my_tickets(talk.work, talk.person)
    fitting = [ticket for ticket in mine if re.sub(r"\D", "", ticket.key) == number]
    return fitting[0] if len(fitting) == 1 else None


async def tickets_from(talk: Talk, name: str) -> list[Ticket]:
    """My open tickets whose requester is called this, or (of several words) this in short."""
    mine = await my_tickets(talk.work, talk.person)
    people = await talk.work.people.get_many([ticket.requester_id for ticket in mine])
    wanted = name.casefold()
    return [t for t in mine if wanted in people[t.requester_id].first_name.casefold().split()]


async def which_ticket(talk: Talk, meant: Meant) -> Card:
    """A note without an address: nobody is written to by guessing."""
    choices = meant.among or await my_tickets(talk.work, talk.person)
    if not choices:
        return Card(
            "Which ticket is that for?",
            (Text("Put its number in front: “update INC-42 swapping the dock, back by 3”."),),
        )
    if len(meant.words) > len(filled(meant.words)):
        raise Unusable("Which ticket is that for? Please put its number in front of your note.")
    shown = choices[:MOST_LISTED]
    return Card(
        "Which ticket is that for?",
        (await note_form(talk, shown, meant.words), *more(len(shown), len(choices))),
    )


async def note_form(
    talk: Talk, tickets: Sequence[Ticket], words: str = "", chosen: Ticket | None = None
) -> Form:
    people = await talk.work.people.get_many([ticket.requester_id for ticket in tickets])
    options = tuple(
        Option(t.id, f"{people[t.requester_id].first_name}: {shorten(t.title, 50)} ({t.key})")
        for t in tickets
        if t.requester_id in people
    )
    begun = chosen.id if chosen is not None else None
    return Form(
        NoteUpdate(),
        (
            ChooseOne("ticket", "Ticket", options, begun, needed=True),
            Write("words", "Your note", hint=HINT, filled=words, needed=True),
        ),
        "See how it reads",
    )


# --- drafts ------------------------------------------------------------------------------------


def draft_slot(draft_id: str) -> str:
    return f"draft:{draft_id}"


async def drafted(talk: Talk, ticket: Ticket, words: str, slot: str | None) -> Replies:
    """The note, read: shown with what is missing, or sent at once if that is how they want it."""
    work, person = talk.work, talk.person
    readable(person, ticket)
    draft = await updates.read_note(work, talk.tools.drafter, ticket, person, words)
    if person.sends_unseen and not draft.findings:
        return await sent(talk, draft.id, slot)
    requester = await known_person(work, ticket.requester_id)
    card = draft_card(draft, ticket, requester, person, talk.now)
    return one(card, slot or draft_slot(draft.id), ticket_id=ticket.id)


async def sent(talk: Talk, draft_id: str, slot: str | None) -> Replies:
    """Sent, with what is promised by it now, and a word of warning if it may not arrive."""
    work = talk.work
    update = await updates.send(work, draft_id, talk.person)
    ticket = await updates.known_ticket(work, update.ticket_id)
    requester = await known_person(work, update.requester_id)
    if await reach(work, requester.id) is None:
        card = unreachable_card(ticket, requester)
    else:
        due = next(iter(await open_promises(work, ticket)), None)
        card = sent_card(update, requester, talk.person, due, talk.now)
    return one(card, slot, ticket_id=ticket.id)


def readable(person: Person, ticket: Ticket) -> None:
    """What is confidential stays between the requester, whoever has the ticket, and the dispatchers."""
    mine = ticket.technician_id == person.id or person.is_a(Role.DISPATCHER)
    if ticket.confidential and not mine:
        raise NotAllowed(f"{ticket.key} is confidential, and it isn't with you.")


# --- pressed -----------------------------------------------------------------------------------

Action = (
    SendUpdate
    | EditUpdate
    | DropUpdate
    | WriteUpdate
    | NoteUpdate
    | KeepPromise
    | MovePromise
    | FollowUp
    | ShowMine
)


async def pressed(talk: Talk, action: Action, turn: Pressed) -> Replies:
    work, person = talk.work, talk.person
    match action:
        case SendUpdate(draft_id=draft_id):
            return await sent(talk, draft_id, turn.slot or draft_slot(draft_id))
        case EditUpdate(draft_id=draft_id):
            draft = await updates.drop(work, draft_id, person)
            ticket = await updates.known_ticket(work, draft.ticket_id)
            slot = turn.slot or draft_slot(draft_id)
            return await drafted(talk, ticket, turn.value("words"), slot)
        case DropUpdate(draft_id=draft_id):
            draft = await updates.drop(work, draft_id, person)
            slot = turn.slot or draft_slot(draft_id)
            return one(Card("Put aside. Nothing was sent."), slot, ticket_id=draft.ticket_id)
        case WriteUpdate(ticket_id=ticket_id):
            ticket = await chosen_ticket(work, ticket_id or turn.value("ticket"))
            place = None if is_a_list(turn.slot) else turn.slot
            return await drafted(talk, ticket, turn.value("words"), place)
        case NoteUpdate():
            ticket = await chosen_ticket(work, turn.value("ticket"))
            return await drafted(talk, ticket, turn.value("words"), turn.slot)
        case KeepPromise(promise_id=promise_id):
            promise = await promises.keep(work, promise_id, person)
            requester = await known_person(work, promise.requester_id)
            return one(kept_card(requester), turn.slot, ticket_id=promise.ticket_id)
        case MovePromise(promise_id=promise_id):
            return await moved(talk, promise_id, turn)
        case FollowUp(loop_id=loop_id):
            return await followed_up(talk, loop_id, turn)
        case ShowMine():
            return one(await mine_card(talk))
        case _:
            assert_never(action)


async def chosen_ticket(work: UnitOfWork, ticket_id: str) -> Ticket:
    if not ticket_id:
        raise Unusable("Which ticket is it for? Pick one, then I'll read your note.")
    return await updates.known_ticket(work, ticket_id)


async def moved(talk: Talk, promise_id: str, turn: Pressed) -> Replies:
    """The new time goes out in the technician's own words, so they are read over first."""
    work, person, words = talk.work, talk.person, turn.value("words")
    promise = await promises.mine(work, promise_id, person)
    ticket = await updates.known_ticket(work, promise.ticket_id)
    requester = await known_person(work, promise.requester_id)
    if hits := await not_yet_kind(talk, ticket, turn):
        action = MovePromise(promise_id)
        card = second_look(words, hits, requester, action, f"Tell {requester.first_name}")
        return one(card, turn.slot, ticket_id=ticket.id)
    update = await updates.move_promise(work, talk.tools.drafter, promise_id, person, words)
    now_due = await work.promises.get(promise_id)
    card = sent_card(update, requester, person, now_due, talk.now)
    return one(card, turn.slot, ticket_id=ticket.id)


async def followed_up(talk: Talk, loop_id: str, turn: Pressed) -> Replies:
    work, person, words = talk.work, talk.person, turn.value("words")
    loop = await loops.to_follow_up(work, loop_id, person)
    ticket = await updates.known_ticket(work, loop.ticket_id)
    requester = await known_person(work, loop.requester_id)
    if hits := await not_yet_kind(talk, ticket, turn):
        action = FollowUp(loop_id)
        card = second_look(words, hits, requester, action, f"Send to {requester.first_name}")
        return one(card, turn.slot, ticket_id=ticket.id)
    followed = await loops.follow_up(work, loop_id, person, words)
    return one(followed_up_card(followed, requester, person), turn.slot, ticket_id=ticket.id)


async def not_yet_kind(talk: Talk, ticket: Ticket, turn: Pressed) -> list[Hit]:
    """What a colleague would stumble over in these words, unless they shall go exactly like this."""
    words = turn.value("words")
    if not words or len(words) > updates.LONGEST_NOTE or turn.value("as_it_is"):
        return []
    read = talk.tools.drafter(await updates.note_of(talk.work, ticket, talk.person, words))
    return [hit for hit in read.findings if hit.finding in WORDS_THAT_HURT]


async def asked_first(talk: Talk, *, unseen: bool) -> Card:
    await updates.sends_unseen(talk.work, talk.person, unseen=unseen)
    if unseen:
        return Card(
            "From now on a note goes out at once if I find nothing to ask about.",
            (Text("Say “ask me first” to see each one before it goes.", quiet=True),),
        )
    return Card("I'll show you each note before it goes.")


# --- dossier and help --------------------------------------------------------------------------


async def asked_for_dossier(talk: Talk, rest: str, thread: str | None) -> Replies:
    key = rest.strip().strip("#:,.;?()[]<>")
    if key:
        ticket = await updates.ticket_by_key(talk.work, shorten(key, 64))
    elif thread is not None:
        ticket = await updates.known_ticket(talk.work, thread)
    else:
        raise Unusable("Which ticket? Say “dossier INC-42”, for example.")
    return await told_so_far(talk, ticket)


async def told_so_far(talk: Talk, ticket: Ticket) -> Replies:
    readable(talk.person, ticket)
    requester = await known_person(talk.work, ticket.requester_id)
    card = await dossier_card(talk.work, ticket, requester, talk.person)
    return one(card, ticket_id=ticket.id)


def elsewhere_card() -> Card:
    return Card(
        "I can't change tickets. Please do that in your ticket system.",
        (
            Text(
                "I'll see it there, and once it's resolved I ask whether it's really fixed.",
                quiet=True,
            ),
        ),
    )


async def help_card(talk: Talk) -> Card:
    buttons = [Button("What is mine?", ShowMine())]
    if talk.person.is_a(Role.DISPATCHER):
        buttons.append(Button("What needs somebody?", ShowBoard()))
    return Card(
        f"Hi {talk.person.first_name}. Write as you'd scribble it, and I make it a message.",
        (
            Text(
                "“update INC-42 swapping the dock, back w/ u by 3”: I show you what they'd read,"
                " and remember what you promised."
            ),
            Text("“dossier INC-42”: what they have told us, so that nobody asks twice."),
            Text("“mine”: your promises, your follow-ups, your feedback."),
            Text(
                "“ask me first” shows each note before it goes."
                if talk.person.sends_unseen
                else "“send without asking”: notes that are fine go out at once.",
                quiet=True,
            ),
            Buttons(tuple(buttons)),
        ),
    )
