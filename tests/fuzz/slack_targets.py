"""What the fuzzer does to Slack's channel with a handful of bytes, and what must hold afterwards."""

import asyncio
import json
import logging
import re
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl, quote_plus, urlencode

import structlog
from aiohttp import ClientWebSocketResponse, WSMessage, WSMsgType

from bot.actions import Rate, SayWhy, WriteUpdate, unpack
from bot.cards import Card, Form
from bot.channels.shapes import Unreadable
from bot.channels.slack import escape, ingress, read, write
from bot.channels.slack.api import OneWorkspace
from bot.channels.slack.limits import Surface, problems
from bot.channels.slack.read import Heard, Press, Submitted, Words
from bot.channels.slack.socket import Connection
from bot.channels.words import clean
from tests.bot.channels.samples import HOSTILE, full
from tests.bot.channels.slack import blocks
from tests.bot.channels.slack.behind import Desk
from tests.bot.channels.slack.oracles import read_by_sdk, read_by_slackblocks
from tests.bot.channels.slack.payloads import (
    DIRECT,
    EVERY_KIND,
    FORM_TYPE,
    JSON_TYPE,
    SECRET,
    TEAM,
    as_posted,
    many_of,
    one_of,
    pressed,
    pressed_at_home,
    signed,
    submitted,
    written,
)
from tests.doubles import Clock

T = TypeVar("T")
Json = dict[str, Any]
Target = Callable[["Choices"], None]

FIELDS: Final = {
    "2.factors|why:i1": many_of("speed", "words"),
    "2.lost|why:i1": one_of("30"),
    "2.comment|why:i1": written("a < b & <@U02TOM>"),
}
CARRIED: Final = read.metadata(SayWhy("i1"), "why:i1", f"{TEAM}/{DIRECT}")
ENDLESS: Final = 'SayWhy:{"invitation_id": "' + "i" * 1_990 + '"}'
PAYLOADS: Final[Sequence[Json]] = [
    *EVERY_KIND.values(),
    pressed(Rate("i1", 4)),
    pressed_at_home(Rate("i1", 4)),
    pressed(SayWhy("i1"), does="open:2", block="2|why:i1"),
    pressed(SayWhy("i1"), does="submit:2", block="2|why:i1", values=FIELDS),
    pressed("Vanished:{}"),
    pressed(ENDLESS, does="open:2"),
    {**pressed(Rate("i1", 4)), "actions": [None, *pressed(Rate("i1", 4))["actions"]]},
    pressed('SayWhy:{"invitation_id": "\\u0000"}'),
    submitted(CARRIED, {"form.comment": written("Thanks &amp; bye"), "form.factors": many_of()}),
    submitted(read.metadata(WriteUpdate("t1"), None, ""), {"form.words": written("Rebooted")}),
    submitted("of another time", {"form.words": written("Long and typed")}),
]


class Choices:
    """Bytes of the fuzzer as decisions; without any left, each is the first or the least."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider

    def number(self, least: int, most: int) -> int:
        return int(self._provider.ConsumeIntInRange(least, most))

    def of(self, offered: Sequence[T]) -> T:
        return offered[self.number(0, len(offered) - 1)]

    def yes(self) -> bool:
        return self.number(0, 1) == 1

    def words(self, most: int = 60) -> str:
        return str(self._provider.ConsumeUnicode(self.number(0, most)))

    def float(self) -> float:
        return float(self._provider.ConsumeFloat())

    def rest(self) -> bytes:
        return bytes(self._provider.ConsumeBytes(self._provider.remaining_bytes()))


def seed(rest: bytes, *choices: int) -> bytes:
    """The fuzzer takes numbers from the end of its bytes, and the rest from their beginning."""
    return rest + bytes(reversed(choices))


# --- what is heard and logged --------------------------------------------------------------------

EVERYDAY: Final = {
    "slack_refused": {"status", "why"},
    "slack_unreadable": {"why"},
    "slack_not_installed": {"team"},
    "slack_uninstalled": {"team"},
    "slack_envelope_not_taken": {"status"},
}
"""All that bad input may leave in the log, and what stands beside it."""
WHY: Final = re.compile(r"[a-zA-Z_', ]{1,80}")


class InTheLog(Exception):
    """An exception, whose cause it is."""


@dataclass
class Log:
    """Of both kinds, while a target runs."""

    entries: list[Mapping[str, Any]] = field(default_factory=list)

    def listen(self) -> None:
        structlog.configure(processors=[self.keep], cache_logger_on_first_use=False)
        handler = logging.Handler(logging.WARNING)
        handler.emit = self.foreign  # type: ignore[method-assign]  # nothing else is to be done
        logging.getLogger().handlers[:] = [handler]

    def keep(self, _: object, __: str, entry: Mapping[str, Any]) -> Any:
        broken = {"exc_info": sys.exception()} if entry.get("exc_info") is True else {}
        self.entries.append({**entry, **broken})
        raise structlog.DropEvent

    def foreign(self, record: logging.LogRecord) -> None:
        _, error, _ = record.exc_info or (None, None, None)
        self.entries.append({"event": record.getMessage(), "exc_info": error})

    def check(self) -> None:
        entries, self.entries = self.entries, []
        for entry in entries:
            if error := entry.get("exc_info"):
                raise InTheLog(entry["event"]) from error
            beside = EVERYDAY.get(entry["event"])
            assert beside is not None, f"in the log: {entry}"
            assert entry.keys() <= beside | {"event"}, f"beside it: {entry}"
            assert WHY.fullmatch(entry.get("why", "so")), f"as the reason: {entry}"


@dataclass
class World:
    """One desk and one loop for all the runs of a process."""

    desk: Desk = field(default_factory=lambda: Desk(workspaces=OneWorkspace(None, "xoxb-ours")))
    log: Log = field(default_factory=Log)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.log.listen()
        self.dispatch = self.desk.app().async_dispatch
        self.run = asyncio.Runner().run

    def play(self, happening: Coroutine[Any, Any, T]) -> tuple[T, int]:
        """What comes of it, and how many turns; it must not leave anything odd in the log."""
        desk = self.desk
        for kept in (desk.turns, desk.wanted, desk.left, desk.slack.told, desk.known.refreshed):
            kept.clear()
        result = self.run(happening)
        self.log.check()
        return result, len(desk.turns)


def turns_in(payload: object) -> int:
    """How many turns should come of it."""
    try:
        return int(isinstance(read.heard(payload), Words | Press | Submitted))
    except Unreadable:
        return 0


# --- odd JSON ------------------------------------------------------------------------------------

ODD: Final = (
    "null", "true", "0", "-1", "NaN", "-Infinity", "1e999", "9" * 400, "9" * 4_301, '""', '"\\u0000"',
    '"\\ud83d"', '"\\udc00\\ud800"', '"<@U0XPBOT>"', '"D01\\n"', '"field"', "[]", "{}", "[[]]",
    '[{"team_id": ["T"], "is_bot": 1, "user_id": {}}]', '{"value": [1]}', '{"id": "D01JANE"}',
    '{"id": 7}', "[" * 200 + "]" * 200, '{"a":' * 200 + "1" + "}" * 200, "[" * 60_000,
    "[" * 950 + "]" * 950,
    '{"type": "a", "type": "event_callback"}', "[" + "null," * 500 + "0]", '"' + "&lt;" * 500 + '"',
)  # fmt: skip


def odd_json(choices: Choices) -> str:
    """One of Slack's payloads with a few things in it changed, as text."""
    payload = deepcopy(choices.of(PAYLOADS))
    odd: list[str] = []
    for _ in range(choices.number(0, 4)):
        damage(payload, choices, odd)
    text = json.dumps(payload)
    for number, literal in enumerate(odd):
        text = text.replace(f'"@{number}@"', literal)
    return text


def damage(thing: Any, choices: Choices, odd: list[str]) -> None:
    """Somewhere inside it."""
    while True:
        places: Sequence[Any] = sorted(thing) if isinstance(thing, dict) else range(len(thing))
        if not places:
            return
        place = choices.of(places)
        inside = thing[place]
        if not isinstance(inside, dict | list) or choices.number(0, 3) == 3:
            break
        thing = inside
    match choices.number(0, 7):
        case 0:
            del thing[place]
        case 1 | 2:
            odd.append(choices.of(ODD))
            thing[place] = f"@{len(odd) - 1}@"
        case 3:
            thing[place] = choices.words()
        case 4:
            thing[place] = choices.of(([inside, inside], {"value": inside}, [inside, None]))
        case 5:
            thing[place] = str(inside)[:2_000] * choices.number(2, 40)
        case 6 if isinstance(thing, list):
            odd.append(choices.of(ODD))
            thing.insert(0, f"@{len(odd) - 1}@")
        case 6:
            thing[choices.words(12)] = thing.pop(place)
        case _:
            other = choices.of(PAYLOADS)
            thing[place] = deepcopy(other.get(str(place), choices.float()))


# --- the door ------------------------------------------------------------------------------------

METHODS: Final = (*["POST"] * 14, "GET", "post")
KINDS: Final = (
    JSON_TYPE, FORM_TYPE, "Application/JSON; charset=utf-8", f"{FORM_TYPE};", "text/plain", "", "\xe9",
)  # fmt: skip
PARTS: Final = (1, 2, 7)
QUOTED: Final = re.compile(rb"(?:[\w.~*+&=-]|%[0-9A-Fa-f]{2})*")


def the_door(world: World) -> Target:
    """Only what is signed comes in, and each thing gets the one answer that is right for it."""
    app = ingress.Ingress(world.dispatch, (SECRET,), world.clock)

    def target(choices: Choices) -> None:
        method, kind = choices.of(METHODS), choices.of(KINDS)
        tampering = choices.number(0, 15)
        length, parts = choices.number(0, 7), choices.of(PARTS)
        body = body_of(choices)
        headers = {**signed(body, world.clock()), "Content-Type": kind}
        body, good = tampered(tampering, headers, body)
        odd_length = {5: "9" * 30, 6: "-1", 7: "\xb2"}.get(length, str(len(body)))
        headers |= {"Content-Length": odd_length} if length else {}

        status, turns = world.play(answered(app, method, headers, body, parts))
        want, heard = answer_to(method, kind, body, good=good, huge=length == 5)
        if good and want <= {200, 400} and "form" in kind and not QUOTED.fullmatch(body):
            want, heard = {200, 400}, turns  # no form at all, and everybody reads that differently
        assert status in want, f"{status}, and not {want}: {body[:200]!r}"
        assert turns == (heard if status == 200 else 0), f"{turns} turns: {body[:200]!r}"
        for _, _, told in world.desk.slack.told:
            if carried_along(view := told.get("view", {})):
                assert problems(view, Surface(view["type"])) == []

    return target


def carried_along(view: Json) -> bool:
    """Slack names its blocks in 255 characters, and here they may be endless."""
    return bool(view) and len(view.get("private_metadata", "")) <= 3_000


def body_of(choices: Choices) -> bytes:
    match choices.number(0, 4):
        case 0:
            return choices.rest()
        case 1:
            return odd_json(choices).encode()
        case 2:
            return b"payload=" + quote_plus(odd_json(choices)).encode()
        case 3:
            return b"x=1&payload=" + quote_plus(odd_json(choices)).encode()
        case _:
            fields = dict(EVERY_KIND["command"])
            name = choices.of(sorted(fields))
            fields[name] = choices.words().encode("utf-8", "replace").decode()
            return urlencode(fields).encode()


def tampered(way: int, headers: dict[str, str], body: bytes) -> tuple[bytes, bool]:
    """The body as it arrives, and whether the signature is still good for it."""
    name, at = "X-Slack-Signature", "X-Slack-Request-Timestamp"
    good = headers[name]
    changed: Mapping[int, tuple[str, str]] = {
        8: (name, ""), 9: (name, good[:-1]), 10: (name, good.upper()), 11: (name, "v0=" + "0" * 64),
        12: (at, "9" * 12), 13: (at, str(int(headers[at]) + 1)), 14: (at, f"+{headers[at]}"),
    }  # fmt: skip
    if way in changed:
        place, value = changed[way]
        headers[place] = value
        return body, False
    if way == 15 and body:
        return body[:-1], False
    return body, True


def answer_to(
    method: str, kind: str, body: bytes, *, good: bool, huge: bool
) -> tuple[set[int], int]:
    """Which statuses are right, and how many turns come of it where it is taken."""
    if method != "POST":
        return {405}, 0
    if huge or len(body) > ingress.LARGEST:
        return {413}, 0
    if len(body) <= ingress.LONGEST_CERTIFICATE and b"ssl_check=1" in body.split(b"&"):
        return {200}, 0
    if not good:
        return {401}, 0
    is_json, is_form = "json" in kind.lower(), "form" in kind
    if not (is_json or is_form):
        return {415}, 0
    try:
        payload = json.loads(body.decode()) if is_json else in_form(body)
        turns = turns_in(payload) if isinstance(payload, dict) else 0
        readable = isinstance(payload, dict) and can_be_heard(payload)
    except (ValueError, RecursionError):
        return {400}, 0
    # Bolt looks at more of a payload than we do, and what it can't hold is refused too.
    return ({200, 400} if readable else {400}), turns


def in_form(body: bytes) -> Any:
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    if len(pairs) > ingress.MOST_FIELDS:
        raise ValueError("too many fields")
    fields = dict(pairs)
    return json.loads(fields["payload"]) if "payload" in fields else fields


def can_be_heard(payload: object) -> bool:
    try:
        read.heard(payload)
    except Unreadable:
        return False
    return True


async def answered(
    app: ingress.Ingress, method: str, headers: Mapping[str, str], body: bytes, parts: int
) -> int:
    size = len(body) // parts + 1
    left = [body[begin : begin + size] for begin in range(0, len(body), size)] or [b""]
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await app({"type": "http", "method": method, "headers": pairs}, receive, send)
    start, end = sent
    assert len(end["body"]) == int(dict(start["headers"])[b"content-length"])
    return int(start["status"])


def seeds_of_the_door() -> Iterator[bytes]:
    for payload in PAYLOADS:
        kind, body = as_posted(payload)
        posted = KINDS.index(kind)
        yield from (seed(body, 0, posted, way, 0, 0, 0) for way in (0, 8, 13, 15))
    yield seed(b'{"a":' * 100, 0, 0, 0, 0, 0, 0)
    yield from odd_seeds(0, 0, 0, 0, 0, 1)


def odd_seeds(*first: int) -> Iterator[bytes]:
    """Each payload with one thing in it changed, after these choices."""
    for number in range(len(PAYLOADS)):
        for way in range(8):
            deep = [number % 7, 0, way % 5, 3]
            yield seed(b"\x02odd words", *first, number, 1, *deep, way, number * 8 + way)


# --- reading -------------------------------------------------------------------------------------


def reading(_: World) -> Target:
    """Whatever JSON can say is read or is unreadable, and what comes of it can be kept."""

    def target(choices: Choices) -> None:
        text = odd_json(choices)
        try:
            payload = json.loads(text)
        except (ValueError, RecursionError):
            return
        before = repr(payload) if len(text) < 5_000 else None
        heard = read_or_why_not(payload)
        if isinstance(heard, str):
            assert WHY.fullmatch(heard), heard
            return
        assert isinstance(heard, Heard)
        assert before is None or repr(payload) == before, "it is only read"
        for words in texts_in(asdict(heard)):
            assert "\0" not in words
            words.encode()

    return target


def read_or_why_not(payload: object) -> Heard | str:
    try:
        return read.heard(payload)
    except Unreadable as no:
        return str(no)


def texts_in(thing: Any) -> Iterator[str]:
    match thing:
        case str():
            yield thing
        case dict():
            for name, inside in thing.items():
                yield from (*texts_in(name), *texts_in(inside))
        case list() | tuple():
            for inside in thing:
                yield from texts_in(inside)


# --- the socket ----------------------------------------------------------------------------------


class Wire:
    """A websocket on which one thing comes and then the end."""

    def __init__(self, kind: WSMsgType, data: Any) -> None:
        self.left = [WSMessage(kind, data, ""), WSMessage(WSMsgType.CLOSED, None, None)]
        self.closed = False
        self.said: list[Json] = []

    async def receive(self) -> WSMessage:
        return self.left.pop(0)

    async def send_str(self, text: str) -> None:
        self.said.append(json.loads(text))

    async def close(self) -> None:
        self.closed = True


ENVELOPE: Final = {
    "envelope_id": "e1",
    "type": "events_api",
    "accepts_response_payload": True,
    "retry_attempt": 1,
    "retry_reason": "timeout",
}
FRAMES: Final[Sequence[Json]] = (
    *[ENVELOPE] * 6,
    {"type": "hello"},
    {"type": "disconnect", "reason": "warning"},
)


def the_socket(world: World) -> Target:
    """An envelope is heard and acknowledged, or it is neither; the connection lives on."""

    def target(choices: Choices) -> None:
        if choices.number(0, 3) == 3:
            text = choices.rest().decode("utf-8", "ignore")
        else:
            odd: list[str] = []
            frame = {**choices.of(FRAMES), "payload": "@payload@"}
            for _ in range(choices.number(0, 2)):
                damage(frame, choices, odd)
            text = json.dumps(frame).replace('"@payload@"', odd_json(choices))
            for number, literal in enumerate(odd):
                text = text.replace(f'"@{number}@"', literal)
        kind = choices.of((WSMsgType.TEXT, WSMsgType.TEXT, WSMsgType.BINARY))
        wire = Wire(kind, text if kind is WSMsgType.TEXT else text.encode())
        _, turns = world.play(lived(wire, world))
        heard = turns_in_envelope(text) if kind is WSMsgType.TEXT else 0
        assert turns <= heard, f"{turns} turns, and not {heard}: {text[:300]}"
        assert turns == heard or not wire.said, f"lost, and acknowledged: {text[:300]}"
        assert len(wire.said) <= (kind is WSMsgType.TEXT and can_be_taken(text))
        assert all(isinstance(said["envelope_id"], str) for said in wire.said)

    return target


async def lived(wire: Wire, world: World) -> None:
    connection = Connection(cast("ClientWebSocketResponse", wire), world.dispatch, said)
    await connection.listen(overlap=1.0)
    await connection.finish(grace=5.0)


async def said(text: str, on: Connection) -> None:
    assert await on.say(text)


def turns_in_envelope(text: str) -> int:
    return turns_in(payload_in(text))


def can_be_taken(text: str) -> bool:
    return can_be_heard(payload_in(text))


def payload_in(text: str) -> object:
    try:
        return dict(json.loads(text).get("payload", {}))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def seeds_of_the_socket() -> Iterator[bytes]:
    yield from (seed(json.dumps(frame).encode(), 3) for frame in FRAMES[-3:])
    for payload in PAYLOADS:
        yield seed(json.dumps({**ENVELOPE, "payload": payload}).encode(), 3)
    yield from odd_seeds(0, 0, 0)


# --- writing -------------------------------------------------------------------------------------

PLACES: Final = ("A title", "A text", "A quote", "A label", "A value", "A cell", "A button")
MARKED: Final = re.compile(
    r"<[^<>]*>|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|`[^`\n]+`|:\S+?:|(?m:^&gt;)|^>"
)
"""All that Slack obeys in its mark-up; generously, so that what is none of it surely is not."""
LONG: Final = 50_000
"""Characters: beyond what Slack lets anybody write; for a megabyte there is `test_endless`."""
SLOT: Final = "rating:i1"
SURFACES: Final = (Surface.MESSAGE, Surface.MESSAGE, Surface.HOME, Surface.MODAL)
MISSING: Final[Sequence[Sequence[int]]] = (
    (),
    (),
    (0, 1, 2, 3, 4, 5, 6),
    (5,),
    (6, 7, 10),
    (0, 5, 9),
)
"""By their place among the parts of a full card."""


def writing(_: World) -> Target:
    """People's words in any place of a card are shown whole or shortened, and never obeyed."""

    def target(choices: Choices) -> None:
        surface, drawn = choices.of(SURFACES), choices.of(tuple(write.Drawn))
        exactly, missing, voiced = choices.number(0, 15) == 15, choices.of(MISSING), choices.yes()
        words = words_for(choices)
        assert read.typed(escape.escaped(words)) == clean(words)
        card = full(words)
        card = replace(card, parts=tuple(p for n, p in enumerate(card.parts) if n not in missing))
        match surface:
            case Surface.MESSAGE:
                payload = write.message(card, slot=SLOT, drawn=drawn, voiced=voiced)
                nothing_lost(payload, "" if missing else words)
                for button in blocks.buttons(payload):
                    comes_back(payload, button)
            case Surface.HOME:
                payload = write.home((card, Card(words), card), drawn=drawn)
            case Surface.MODAL if voiced:
                payload = write.notice(words, words)
            case Surface.MODAL:
                form = choices.of([part for part in card.parts if isinstance(part, Form)])
                carried = read.metadata(form.action, SLOT, f"{TEAM}/{DIRECT}")
                payload = write.modal(form, title=words, metadata=carried)
                filled = read.heard(submitted(payload["private_metadata"], {}))
                assert isinstance(filled, Submitted)
                assert (filled.action, filled.slot) == (form.action, SLOT)
        sound(payload, surface, exactly=exactly)

    return target


def nothing_lost(payload: Json, words: str) -> None:
    seen = squeezed(blocks.words(payload))
    if words and squeezed(write.SHORTENED) not in seen:
        for place in PLACES:
            assert squeezed(clean(f"{place}: {words}")) in seen, place


def words_for(choices: Choices) -> str:
    """Mostly short, as long ones are all alike."""
    begun = choices.of(("", *HOSTILE))
    typed = choices.words(choices.of((40, 40, 200, 3_000)))
    return ((begun + typed) * choices.of((*[1] * 12, 2, 40, 500)))[:LONG]


def sound(payload: Json, surface: Surface, *, exactly: bool) -> None:
    assert problems(payload, surface) == []
    assert (harmful := list(blocks.harmful({"text": "", **payload}))) == [], harmful
    for marked in mark_up(payload):
        label, _, words = marked.partition("\n")
        assert label[0] == label[-1] == "*", marked
        assert not MARKED.search(label[1:-1] + "\n" + words), marked
    json.dumps(payload, ensure_ascii=False).encode()
    if exactly:
        read_by_sdk(payload)
        read_by_slackblocks(payload)


def mark_up(thing: Any) -> Iterator[str]:
    match thing:
        case {"type": "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            for inside in thing.values():
                yield from mark_up(inside)
        case list():
            for inside in thing:
                yield from mark_up(inside)


def comes_back(message: Json, button: Mapping[str, Any]) -> None:
    """As the action that was offered, and in the place where it stood."""
    row = next(row for row in message["blocks"] if button in row.get("elements", ()))
    press = pressed(button["value"], does=button["action_id"], block=row["block_id"])
    heard = read.heard(press)
    assert isinstance(heard, Press | read.Open)
    assert (heard.action, heard.slot) == (unpack(button["value"]), SLOT)


def squeezed(words: str) -> str:
    return "".join(words.split())


def seeds_of_writing() -> Iterator[bytes]:
    for n in range(2 * len(HOSTILE)):
        first = (n % 4, n % 3, 15 * (n % 2), n % 6, n % 2)
        yield seed(b"\x01*bold* _it_ &amp; <!here>", *first, n // 2, 0, 30, n)
    for words in (
        "👩‍👩‍👧‍👦🇩🇪",
        "e\u0301",
        ":tada:",
        "a\n> b",
        "\u202egnorw",
        "_it_",
        "~no~",
        "`so`",
    ):
        yield seed(b"\x02" + words.encode("utf-16-le", "surrogatepass"), *[0] * 7, 40, 0)


TARGETS: Final[Mapping[str, tuple[Callable[[World], Target], Callable[[], Iterator[bytes]]]]] = {
    "door": (the_door, seeds_of_the_door),
    "reading": (reading, odd_seeds),
    "socket": (the_socket, seeds_of_the_socket),
    "writing": (writing, seeds_of_writing),
}
"""What to do with each run's bytes, and with which ones to begin."""
