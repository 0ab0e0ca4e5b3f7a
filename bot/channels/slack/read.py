"""What Slack posts becomes what we heard; pure, and total: it is read, or it is `Unreadable`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from bot.actions import Action, pack, unpack
from bot.channels.shapes import Unreadable, inside, mapping, mappings, matching, optional
from bot.channels.slack import places
from bot.channels.slack.names import FIELD, Callback, Does, form_field_id
from feedback.errors import Unusable

Values = Mapping[str, tuple[str, ...]]
"""Of a form: every field by its name, also one in which nothing was chosen or written."""


@dataclass(frozen=True, slots=True)
class Words:
    """Said to us. `direct`: in our own conversation with them; `channel` is where it was said.

    `ts` is the time stamp of the message, if it was one in our conversation; `thread`, here and
    below, the receipt of the message that began the thread."""

    team: str
    user: str
    channel: str
    words: str
    once: str
    thread: str | None
    direct: bool
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """`channel` is our own conversation with them, or None where the button was somewhere else;
    `ts` is the time stamp of the message there that the button is in."""

    team: str
    user: str
    channel: str | None
    action: Action
    once: str
    slot: str | None
    values: Values = field(default_factory=dict)
    at_home: bool = False
    """The button was in the home tab, which has to be drawn again afterwards."""
    thread: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A folded form is wanted, and Slack waits three seconds for it."""

    team: str
    user: str
    channel: str | None
    trigger_id: str
    action: Action
    slot: str | None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form in a window of its own. `place` is the one of the `Address`, if the form knew it."""

    team: str
    user: str
    place: str | None
    action: Action
    once: str
    slot: str | None
    values: Values
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """`tab` is "home", or "messages" for our conversation with them, which is `channel`."""

    team: str
    user: str
    tab: str
    view_hash: str | None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`words` are those of the message whose menu it was chosen from."""

    team: str
    user: str
    trigger_id: str
    callback_id: Callback
    words: str
    once: str


@dataclass(frozen=True, slots=True)
class Outdated:
    """A button or form that we cannot read any more; `words` tell the person so.

    `field` is the first one of the form, beside which the words can stand.
    """

    team: str
    user: str
    trigger_id: str
    words: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class PersonChanged:
    team: str
    user: str


@dataclass(frozen=True, slots=True)
class Uninstalled:
    team: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """Slack asks whether it is us, and wants to hear this again."""

    challenge: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not for us."""

    why: str


Heard = (
    Words
    | Press
    | Open
    | Submitted
    | HomeOpened
    | Shortcut
    | Outdated
    | PersonChanged
    | Uninstalled
    | Challenge
    | Nothing
)

HELP: Final = "help"
"""What somebody means who calls us and says nothing more."""

ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")
TOKEN: Final = re.compile(r"[\x21-\x7e]{1,200}")
"""Ids of deliveries and of presses."""
MOMENT: Final = re.compile(r"[0-9]{1,16}\.[0-9]{1,16}")
"""A time stamp, which is also Slack's name for a message."""
NEW_WORDS: Final = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""The kinds of message that are somebody's new words; the others are news about older ones."""
CALLED: Final = re.compile(r"<@([A-Za-z0-9]+)(?:\|[^<>]*)?>[,:]?[ \t]*")
ROBOTS: Final = frozenset({"USLACKBOT"})


def heard(payload: object) -> Heard:
    """Of one payload as it was posted: an event, a press, a form, a shortcut or a command."""
    body = mapping(payload, "the payload")
    match body.get("type"):
        case "event_callback":
            return _event(body)
        case "block_actions":
            return _pressed(body)
        case "view_submission":
            return _submitted(body)
        case "shortcut" | "message_action":
            return _shortcut(body)
        case "url_verification":
            return Challenge(_text(body, "challenge"))
        case str():
            return Nothing("a kind of payload that we do not use")
        case None if "command" in body:
            return _command(body)
        case None if body.get("ssl_check") == "1":
            return Nothing("Slack looks at our certificate")
        case _:
            raise Unreadable("the payload does not say what it is")


# --- events --------------------------------------------------------------------------------------


def _event(body: Mapping[str, Any]) -> Heard:
    event = mapping(body.get("event"), "the event")
    kind = _text(event, "type")
    team = _installed_in(body)
    once = f"slack:{team}:{matching(TOKEN, body.get('event_id'), 'the event id')}"
    match kind:
        case "message":
            return _message(team, once, event, _our_ids(body))
        case "app_mention":
            return _mention(team, once, event, _our_ids(body))
        case "app_home_opened":
            return HomeOpened(
                team,
                _id(event.get("user"), "the user"),
                optional(event, "tab") or "home",
                optional(inside(event, "view"), "hash"),
                _ours(event.get("channel")),
            )
        case "user_change":
            return PersonChanged(team, _id(inside(event, "user").get("id"), "the user"))
        case "app_uninstalled":
            return Uninstalled(team)
        case "tokens_revoked":
            revoked = inside(event, "tokens").get("bot")
            return Uninstalled(team) if revoked else Nothing("not our token")
        case _:
            return Nothing("a kind of event that we do not use")


def _installed_in(body: Mapping[str, Any]) -> str:
    """In a channel that two workspaces share, `team_id` may be the other one."""
    ours = [one.get("team_id") for one in mappings(body.get("authorizations"))]
    return _id(next(filter(None, ours), body.get("team_id")), "the workspace")


def _our_ids(body: Mapping[str, Any]) -> frozenset[str]:
    """Under which we are spoken to in this workspace."""
    ours = [one for one in mappings(body.get("authorizations")) if one.get("is_bot")]
    ids = [one.get("user_id") for one in ours]
    return frozenset(one for one in ids if isinstance(one, str) and ID.fullmatch(one))


def _message(team: str, once: str, event: Mapping[str, Any], ours: frozenset[str]) -> Heard:
    channel = _id(event.get("channel"), "the channel")
    kind = event.get("channel_type") or ("im" if channel.startswith("D") else None)
    if kind != "im":
        return Nothing("not our conversation")
    user = _speaker(event, ours)
    if user is None:
        return Nothing("not a person's new words")
    words = typed(_without(ours, optional(event, "text") or ""))
    if not words.strip():
        return Nothing("no words")
    thread, ts = _thread(channel, event), _moment(event.get("ts"))
    return Words(team, user, channel, words, once, thread, direct=True, ts=ts)


def _mention(team: str, once: str, event: Mapping[str, Any], ours: frozenset[str]) -> Heard:
    channel = _id(event.get("channel"), "the channel")
    if channel.startswith("D"):
        return Nothing("comes as a message too")
    user = _speaker(event, ours)
    if user is None:
        return Nothing("not a person's new words")
    words = typed(_without(ours, optional(event, "text") or "", leading=True)).strip()
    return Words(team, user, channel, words or HELP, once, thread=None, direct=False)


def _speaker(event: Mapping[str, Any], ours: frozenset[str]) -> str | None:
    """The person who said it; None for bots, ourselves among them, and for changes and notices."""
    subtype = event.get("subtype")
    if not (subtype is None or isinstance(subtype, str)) or subtype not in NEW_WORDS:
        return None
    if event.get("bot_id") or event.get("bot_profile") or event.get("hidden"):
        return None
    user = _id(event.get("user"), "the user")
    return None if user in ours or user in ROBOTS else user


def _thread(channel: str, event: Mapping[str, Any]) -> str | None:
    first = _moment(event.get("thread_ts"))
    if first is None or first == event.get("ts"):
        return None
    return places.receipt(channel, first)


def _moment(value: object) -> str | None:
    return value if isinstance(value, str) and MOMENT.fullmatch(value) else None


def _without(ours: frozenset[str], text: str, *, leading: bool = False) -> str:
    """Our own name is how we were called, and no part of what was said."""
    if ours:
        return CALLED.sub(lambda called: "" if called[1] in ours else called[0], text)
    return re.sub(r"\A\s*<@[A-Za-z0-9]+(?:\|[^<>]*)?>[,:]?\s*", "", text) if leading else text


# --- presses and forms ---------------------------------------------------------------------------


def _pressed(body: Mapping[str, Any]) -> Heard:
    """Slack sends one action at a time, and a list of them; the first one counts, for Bolt too."""
    actions = body.get("actions")
    pressed = mapping(actions[0] if isinstance(actions, list) and actions else None, "the action")
    does, _, part = _text(pressed, "action_id").partition(":")
    if does not in set(Does):
        return Nothing("a field was touched, or a link was followed")
    team, user = _team_and_user(body)
    trigger_id = matching(TOKEN, body.get("trigger_id"), "the trigger")
    slot = _slot(optional(pressed, "block_id") or "")
    channel = _our_channel(body)
    thread, ts = (None, None) if channel is None else _message_pressed(channel, body)
    try:
        action = unpack(optional(pressed, "value") or "")
    except Unusable as error:
        return Outdated(team, user, trigger_id, str(error))
    match Does(does):
        case Does.OPEN:
            return Open(team, user, channel, trigger_id, action, slot, thread)
        case Does.PRESS:
            values: Values = {}
        case Does.SUBMIT:
            values = _values(inside(body, "state"), f"{part}.")
        case other:
            assert_never(other)
    at_home = inside(body, "view").get("type") == "home"
    once = f"slack:{team}:{trigger_id}"
    return Press(team, user, channel, action, once, slot, values, at_home, thread, ts)


def _submitted(body: Mapping[str, Any]) -> Heard:
    """Known by its window, not by the press: sent again after an error, it is still the same."""
    view = mapping(body.get("view"), "the view")
    if view.get("callback_id") != Callback.FORM or view.get("type") != "modal":
        return Nothing("not a form of ours")
    team, user = _team_and_user(body)
    once = f"slack:{team}:{matching(TOKEN, view.get('id'), 'the id of the view')}"
    values = _values(inside(view, "state"), form_field_id(""))
    try:
        action, slot, place, thread = _from_metadata(optional(view, "private_metadata") or "")
    except Unusable as error:
        trigger_id = optional(body, "trigger_id") or ""
        return Outdated(team, user, trigger_id, str(error), next(iter(values), None))
    ours = place if place is not None and place.startswith(f"{team}/D") else None
    return Submitted(team, user, ours, action, once, slot, values, thread if ours else None)


def metadata(action: Action, slot: str | None, place: str, thread: str | None = None) -> str:
    """What a form in a window of its own carries, so that we know what was filled in, and where the
    answer belongs."""
    where = {"place": place} if thread is None else {"place": place, "thread": thread}
    return json.dumps({"action": pack(action), "slot": slot, **where})


def _from_metadata(carried: str) -> tuple[Action, str | None, str | None, str | None]:
    """Action, slot, place and thread; raises `Unusable`."""
    try:
        data = json.loads(carried)
    except (ValueError, RecursionError):
        data = None
    fields = data if isinstance(data, dict) else {}
    return (
        unpack(optional(fields, "action") or ""),
        optional(fields, "slot"),
        optional(fields, "place"),
        optional(fields, "thread"),
    )


def _values(state: Mapping[str, Any], prefix: str) -> Values:
    """Block ids are `<prefix><name>` and, in a message, `|<slot>`."""
    return {
        block.partition("|")[0].removeprefix(prefix): _filled_in(elements)
        for block, elements in inside(state, "values").items()
        if block.startswith(prefix)
    }


def _filled_in(elements: object) -> tuple[str, ...]:
    element = inside(elements, FIELD) if isinstance(elements, Mapping) else {}
    chosen = [element, inside(element, "selected_option")]
    chosen += mappings(element.get("selected_options"))
    return tuple(value for one in chosen if (value := optional(one, "value")))


def _our_channel(body: Mapping[str, Any]) -> str | None:
    return _ours(inside(body, "channel").get("id") or inside(body, "container").get("channel_id"))


def _ours(channel: object) -> str | None:
    """Ours are the conversations of two, and we are one of them."""
    if isinstance(channel, str) and ID.fullmatch(channel) and channel.startswith("D"):
        return channel
    return None


def _message_pressed(channel: str, body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The thread in which the message with the button is, and its own time stamp."""
    container, message = inside(body, "container"), inside(body, "message")
    ts = _moment(container.get("message_ts")) or _moment(message.get("ts"))
    first = container.get("thread_ts") or message.get("thread_ts")
    return _thread(channel, {"thread_ts": first, "ts": ts}), ts


def _slot(block_id: str) -> str | None:
    return block_id.partition("|")[2] or None


# --- shortcuts and commands ----------------------------------------------------------------------


def _shortcut(body: Mapping[str, Any]) -> Heard:
    callback = body.get("callback_id")
    if callback not in (Callback.WRITE_UPDATE, Callback.UPDATE_FROM_MESSAGE):
        return Nothing("not a shortcut of ours")
    team, user = _team_and_user(body)
    trigger_id = matching(TOKEN, body.get("trigger_id"), "the trigger")
    words = typed(optional(inside(body, "message"), "text") or "")
    return Shortcut(team, user, trigger_id, Callback(callback), words, f"slack:{team}:{trigger_id}")


def _command(body: Mapping[str, Any]) -> Heard:
    """Its channel may be anywhere, also a conversation between two other people."""
    if not _text(body, "command").startswith("/"):
        raise Unreadable("not a command")
    team = _id(body.get("team_id"), "the workspace")
    trigger_id = matching(TOKEN, body.get("trigger_id"), "the trigger")
    return Words(
        team,
        _id(body.get("user_id"), "the user"),
        _id(body.get("channel_id"), "the channel"),
        typed(optional(body, "text") or "").strip() or HELP,
        f"slack:{team}:{trigger_id}",
        thread=None,
        direct=False,
    )


# --- what was typed ------------------------------------------------------------------------------

MARKED: Final = re.compile(r"<([@#!]|(?:https?|ftp|mailto|tel|slack):)([^<>|]*)(?:\|([^<>]*))?>")


def typed(text: str) -> str:
    """Slack marks links and names, and escapes three characters; this is what the person typed."""
    plain = MARKED.sub(lambda marked: _as_typed(*marked.groups("")), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_typed(kind: str, rest: str, label: str) -> str:
    match kind:
        case "@" | "#":
            return f"{kind}{label.removeprefix(kind) or rest}"
        case "!":
            return label or f"@{rest.partition('^')[0]}"
        case _:
            address = f"{kind}{rest}"
            if label in ("", address) or address.split(":", 1)[1].lstrip("/") == label:
                return label or address
            return f"{label} ({address})"


# --- shapes --------------------------------------------------------------------------------------


def _team_and_user(body: Mapping[str, Any]) -> tuple[str, str]:
    """Across a whole organisation there is no `team`; the person still belongs to one."""
    user = mapping(body.get("user"), "the user")
    team = inside(body, "team").get("id") or user.get("team_id")
    return _id(team, "the workspace"), _id(user.get("id"), "the user")


def _text(body: Mapping[str, Any], name: str) -> str:
    value = optional(body, name)
    if value is None:
        raise Unreadable(f"{name} is missing")
    return value


def _id(value: object, what: str) -> str:
    return matching(ID, value, what)
