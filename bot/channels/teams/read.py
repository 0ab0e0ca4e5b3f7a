"""What Teams posts becomes what we heard; pure, and total: it is read, or it is `Unreadable`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.actions import Action, unpack
from bot.channels.shapes import Unreadable, inside, mapping, mappings, matching, optional
from bot.channels.teams import places
from bot.channels.teams.names import ACTION, DOES, FORM, PART, SLOT, Verb, field_values
from bot.channels.teams.places import Reference
from feedback.errors import Unusable

Values = Mapping[str, tuple[str, ...]]
"""Of a form: every field that came back, by its name."""


@dataclass(frozen=True, slots=True)
class Words:
    """Said to us. `direct`: in our own conversation with them; `reference` is where it was said.

    `thread` is the receipt of the message to which it is an answer; `activity` is what Teams calls
    the one in which it was said.
    """

    reference: Reference
    words: str
    once: str
    direct: bool
    thread: str | None = None
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """`receipt` names the message with the button; `awaited`: somebody sees what we answer."""

    reference: Reference
    action: Action
    once: str
    direct: bool
    slot: str | None = None
    values: Values = field(default_factory=dict)
    receipt: str | None = None
    awaited: bool = True


@dataclass(frozen=True, slots=True)
class Open:
    """A folded form is wanted in a dialog. `form` is the name of this opening of it."""

    reference: Reference
    action: Action
    form: str
    direct: bool
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form in a dialog of its own."""

    reference: Reference
    action: Action
    once: str
    direct: bool
    slot: str | None = None
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A button or a form that we cannot read any more; `words` tell the person so, and `typed` is
    what they had written there. `in_dialog` is where they are told."""

    reference: Reference
    words: str
    typed: str = ""
    in_dialog: bool = False


@dataclass(frozen=True, slots=True)
class Installed:
    """Somebody has us now in a conversation of our own."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """Nothing can be said there any more."""

    tenant: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not for us."""

    why: str


Heard = Words | Press | Open | Submitted | Outdated | Installed | Uninstalled | Nothing

HELP: Final = "help"
"""What somebody means who calls us and says nothing more."""

GUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
TOKEN: Final = re.compile(r"[\x21-\x7e]{1,400}")
"""Ids of conversations, of accounts and of activities."""
BOT: Final = "28:"
"""How the ids of bots begin; those of people begin with 29."""
PERSONAL: Final = "personal"


def heard(activity: object) -> Heard:
    """Of one activity as it was posted: words, a press, a form, or news about the installation."""
    body = mapping(activity, "the activity")
    match body.get("type"):
        case "message" if isinstance(body.get("value"), Mapping):
            return _sent_from_card(body)
        case "message":
            return _message(body)
        case "invoke":
            return _invoked(body)
        case "installationUpdate":
            return _installation(body)
        case "conversationUpdate":
            return _members(body)
        case str():
            return Nothing("a kind of activity that we do not use")
        case _:
            raise Unreadable("the activity does not say what it is")


# --- words ---------------------------------------------------------------------------------------


def _message(body: Mapping[str, Any]) -> Heard:
    reference = _reference(body)
    if reference is None:
        return Nothing("not a person of this tenant")
    direct, activity = _is_direct(body), _token(body.get("id"), "the id")
    words = typed(_without_our_name(body))
    if not direct:
        words = words.strip() or HELP
    if not words.strip():
        return Nothing("no words")
    once = _once(reference, activity)
    return Words(reference, words, once, direct, _answered_to(body, reference), activity)


def _answered_to(body: Mapping[str, Any], reference: Reference) -> str | None:
    first = body.get("replyToId")
    if not _is_direct(body) or not (isinstance(first, str) and TOKEN.fullmatch(first)):
        return None
    return places.receipt(reference.conversation, first)


def _once(reference: Reference, activity: str) -> str:
    """What Teams delivers again after fifteen seconds has the same id; a second press, and a client
    that tries a press once more on its own, have another, and there it is the desk that knows what
    was done already: https://github.com/microsoft/botbuilder-dotnet/issues/5005."""
    return f"{places.NAME}:{reference.conversation}:{activity}"


# --- presses and forms ---------------------------------------------------------------------------


def _invoked(body: Mapping[str, Any]) -> Heard:
    value = inside(body, "value")
    match body.get("name"):
        case "adaptiveCard/action":
            if value.get("trigger") == "automatic":
                return Nothing("a card wants to be drawn again")
            return _pressed(body, inside(inside(value, "action"), "data"))
        case "task/fetch":
            return _wanted(body, inside(value, "data"))
        case "task/submit":
            return _submitted(body, inside(value, "data"))
        case _:
            return Nothing("a kind of question that we do not use")


def _sent_from_card(body: Mapping[str, Any]) -> Heard:
    """By a client that knows no `Action.Execute` and sends a message without words instead."""
    data = inside(body, "value")
    return _pressed(body, data, awaited=False) if DOES in data else _message(body)


def _pressed(body: Mapping[str, Any], data: Mapping[str, Any], *, awaited: bool = True) -> Heard:
    reference = _reference(body)
    if reference is None:
        return Nothing("not a person of this tenant")
    once = _once(reference, _token(body.get("id"), "the id"))
    does, values = data.get(DOES), _values(data)
    try:
        action = unpack(optional(data, ACTION) or "")
    except Unusable as error:
        return Outdated(reference, str(error), _typed_in(values))
    receipt = _answered_to(body, reference)
    match does:
        case Verb.PRESS:
            values = {}
        case Verb.SUBMIT:
            pass
        case _:
            return Nothing("not a button of ours")
    slot = optional(data, SLOT)
    return Press(reference, action, once, _is_direct(body), slot, values, receipt, awaited)


def _wanted(body: Mapping[str, Any], data: Mapping[str, Any]) -> Heard:
    reference = _reference(body)
    if reference is None or data.get(DOES) != Verb.OPEN:
        return Nothing("not a form of ours")
    form = _token(body.get("id"), "the id")
    try:
        action = unpack(optional(data, ACTION) or "")
    except Unusable as error:
        return Outdated(reference, str(error), in_dialog=True)
    return Open(reference, action, form, _is_direct(body), optional(data, SLOT))


def _submitted(body: Mapping[str, Any], data: Mapping[str, Any]) -> Heard:
    """Known by its dialog, not by the press: sent again after an error, it is still the same."""
    reference = _reference(body)
    if reference is None or data.get(DOES) != Verb.SUBMIT:
        return Nothing("not a form of ours")
    activity, form = _token(body.get("id"), "the id"), data.get(FORM)
    if isinstance(form, str) and TOKEN.fullmatch(form):
        activity = f"{FORM}:{reference.aad_id}:{form}"
    values = _values(data)
    try:
        action = unpack(optional(data, ACTION) or "")
    except Unusable as error:
        return Outdated(reference, str(error), _typed_in(values), in_dialog=True)
    once = _once(reference, activity)
    return Submitted(reference, action, once, _is_direct(body), optional(data, SLOT), values)


def carried(slot: str | None, form: str) -> Mapping[str, str]:
    """What a dialog brings back beside its action and its fields."""
    return {FORM: form} if slot is None else {FORM: form, SLOT: slot}


def _values(data: Mapping[str, Any]) -> Values:
    """The fields lie beside what the button carries, and those of the card's other forms do too."""
    part = data.get(PART)
    if not isinstance(part, int):
        return {}
    found = (field_values(part, name, optional(data, name) or "") for name in data)
    return dict(one for one in found if one is not None)


def _typed_in(values: Values) -> str:
    return "\n".join(value for chosen in values.values() for value in chosen)


# --- installations -------------------------------------------------------------------------------


def _installation(body: Mapping[str, Any]) -> Heard:
    match body.get("action"):
        case "add":
            reference = _reference(body) if _is_direct(body) else None
            return Nothing("not for one person") if reference is None else Installed(reference)
        case "remove" if _is_direct(body):
            return Uninstalled(_tenant(body), _conversation(body))
        case _:
            return Nothing("not for one person")


def _members(body: Mapping[str, Any]) -> Heard:
    """Tells the same as the news of an installation, and comes beside it or instead."""
    reference = _reference(body) if _is_direct(body) else None
    if reference is None or not any(
        str(one.get("id")).startswith(BOT) for one in mappings(body.get("membersAdded"))
    ):
        return Nothing("somebody came or went")
    return Installed(reference)


# --- who and where -------------------------------------------------------------------------------


def _reference(body: Mapping[str, Any]) -> Reference | None:
    """None for bots, and for those who have no account in the directory: guests of a meeting."""
    person = mapping(body.get("from"), "the person")
    user_id = _token(person.get("id"), "the person")
    aad_id = person.get("aadObjectId")
    if aad_id is None or user_id.startswith(BOT) or person.get("role") == "bot":
        return None
    return Reference(
        _tenant(body),
        _conversation(body),
        _token(body.get("serviceUrl"), "the address for answers"),
        _our_id(body) or "",
        user_id,
        _guid(aad_id, "the person"),
    )


def _is_direct(body: Mapping[str, Any]) -> bool:
    return inside(body, "conversation").get("conversationType") == PERSONAL


def _conversation(body: Mapping[str, Any]) -> str:
    """In a channel Teams adds the message under which something was said."""
    return _token(inside(body, "conversation").get("id"), "the conversation")


def _tenant(body: Mapping[str, Any]) -> str:
    ours = inside(body, "conversation").get("tenantId")
    theirs = inside(inside(body, "channelData"), "tenant").get("id")
    return _guid(ours or theirs, "the tenant")


def _our_id(body: Mapping[str, Any]) -> str | None:
    ours = inside(body, "recipient").get("id")
    return ours if isinstance(ours, str) and TOKEN.fullmatch(ours) else None


# --- what was typed ------------------------------------------------------------------------------

NAMED: Final = re.compile(r"<at(?: [^<>]{0,100})?>([^<>]{0,200})</at>", re.IGNORECASE)
OUR_NAME: Final = re.compile(NAMED.pattern + r"[,:]?(?:&nbsp;|[ \t\xa0])*", re.IGNORECASE)
ESCAPED: Final = re.compile(r"&(amp|lt|gt|quot|nbsp|#39|#160);")
PLAIN: Final[Mapping[str, str]] = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "nbsp": " ",
    "#39": "'",
    "#160": " ",
}


def typed(text: str) -> str:
    """Teams marks names, and escapes a few characters here and there; this is what was typed."""
    words = NAMED.sub(r"@\1", text)
    words = ESCAPED.sub(lambda escaped: PLAIN[escaped[1]], words)
    return words.replace("\xa0", " ").replace("\r\n", "\n")


def _without_our_name(body: Mapping[str, Any]) -> str:
    """Our own name is how we were called, and no part of what was said."""
    text = optional(body, "text") or ""
    ours = _our_names(body)
    if ours:
        return OUR_NAME.sub(lambda called: "" if called[1] in ours else called[0], text)
    if _is_direct(body):
        return text
    called = OUR_NAME.match(text.lstrip())
    return text.lstrip()[called.end() :] if called else text


def _our_names(body: Mapping[str, Any]) -> frozenset[str]:
    """As they stand in the words; what is mentioned there and is a bot is us, where Teams does not
    say who we are."""
    our_id, names = _our_id(body), set[str]()
    for entity in mappings(body.get("entities")):
        mentioned = optional(inside(entity, "mentioned"), "id") or ""
        is_us = mentioned == our_id if our_id else mentioned.startswith(BOT)
        named = NAMED.fullmatch(optional(entity, "text") or "")
        if entity.get("type") == "mention" and is_us and named:
            names.add(named[1])
    return frozenset(names)


# --- shapes --------------------------------------------------------------------------------------


def _token(value: object, what: str) -> str:
    return matching(TOKEN, value, what)


def _guid(value: object, what: str) -> str:
    """Written in one way, so that whoever it is for is always the same."""
    return matching(GUID, value, what).lower()
