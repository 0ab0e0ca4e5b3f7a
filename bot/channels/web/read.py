"""What the page posted becomes a turn; whatever it may be, it is measured and checked first."""

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from bot.actions import LONGEST, unpack
from bot.turns import Pressed, Said
from feedback.errors import Unusable
from feedback.people import Address, Role

LONGEST_WORDS = 100_000
"""Characters that one may say at once, or write into one field."""
LONGEST_BODY = 12 * LONGEST_WORDS + 64 * 1024
"""Bytes of one post: an emoji is four bytes, and a form spells each of them with three."""
VALUE = "v."
"""Fields of a card's form travel under this prefix, so that none can pass for one of ours."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


class Unreadable(Exception):
    """Not a turn; `status` is for the browser, `str()` for the person."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def printable(words: str) -> str:
    """Without control characters, except tabs and line ends, which become line feeds."""
    return UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


Once = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{8,64}$")]
Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(printable)]
FieldName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")]


class Posted(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    once: Once
    role: Role


class PostedWords(Posted):
    words: Words


class PostedPress(Posted):
    action: Annotated[str, Field(max_length=LONGEST)]
    slot: Annotated[str, Field(max_length=128)] | None = None
    values: Annotated[
        dict[FieldName, Annotated[tuple[Words, ...], Field(max_length=64)]], Field(max_length=32)
    ] = Field(default_factory=dict)


def said(content_type: str, body: bytes, by: Address) -> Said:
    """Words from the composer; raises `Unreadable`."""
    posted = _checked(PostedWords, content_type, body)
    words = posted.words.strip()
    if not words:
        raise Unreadable(422, "There were no words in that message.")
    return Said(by=by, words=words, once=_once(by, posted), as_role=posted.role)


def pressed(content_type: str, body: bytes, by: Address, secret: str) -> Pressed:
    """A button, or a form with its values; raises `Unreadable`. `secret` signs what was chosen."""
    posted = _checked(PostedPress, content_type, body)
    try:
        action = unpack(posted.action)
    except Unusable as error:
        raise Unreadable(422, str(error)) from error
    return Pressed(
        by=by,
        action=action,
        once=f"{_once(by, posted)}:{_fingerprint(posted, secret)}",
        slot=posted.slot or None,
        values=posted.values,
        as_role=posted.role,
    )


def token(content_type: str, body: bytes) -> str:
    """The page's token in a posted form; JSON brings it in a header instead."""
    if not _is_form(content_type):
        return ""
    return next((value for name, value in _pairs(body) if name == "token"), "")


def minutes(content_type: str, body: bytes, lawful: Sequence[int]) -> int:
    """How far the desk's clock is to be turned; raises `Unreadable`."""
    asked = _fields(content_type, body).get("minutes")
    step = next((each for each in lawful if asked in (each, str(each))), None)
    if step is None or isinstance(asked, bool):
        raise Unreadable(422, "The clock can be turned by the steps on the page only.")
    return step


def _once(by: Address, posted: Posted) -> str:
    """Named after the person, so that nobody can use up somebody else's delivery id."""
    return f"{by.channel}:{by.user}:{posted.once}"


def _fingerprint(press: PostedPress, secret: str) -> str:
    """All buttons of a form share what the page calls `once`: another choice is another press.

    Delivery ids are kept for a while, and there are only eleven scores: without the secret, anybody
    could try which one it was that somebody gave and then unlinked.
    """
    chosen = repr((press.action, sorted(press.values.items())))
    return hmac.new(secret.encode(), chosen.encode(errors="replace"), sha256).hexdigest()[:12]


P = TypeVar("P", bound=Posted)


def _checked(kind: type[P], content_type: str, body: bytes) -> P:
    if len(body) > LONGEST_BODY:
        raise Unreadable(413, too_long())
    try:
        return kind.model_validate(_fields(content_type, body))
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        if problem["type"] == "string_too_long" and problem["loc"][0] in {"words", "values"}:
            raise Unreadable(413, too_long()) from error
        where = ".".join(map(str, problem["loc"]))
        raise Unreadable(422, f"I could not read that ({where}: {problem['msg']}).") from error


def too_long() -> str:
    return f"That is too long for one message: {LONGEST_WORDS:,} characters is the most I can take."


def _fields(content_type: str, body: bytes) -> Mapping[str, Any]:
    if _is_form(content_type):
        return _nested(_pairs(body))
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Unreadable(415, "The page can post a form or JSON, nothing else.")
    return _json(body)


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        posted = from_json(body)
    except ValueError as error:
        raise Unreadable(422, "I could not read that: it is not JSON.") from error
    if not isinstance(posted, dict):
        raise Unreadable(422, "I could not read that: it is not a JSON object.")
    return posted


def _is_form(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded"


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=512, errors="replace"
        )
    except ValueError as error:
        raise Unreadable(422, "I could not read that form.") from error


def _nested(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Any]:
    fields: dict[str, Any] = {}
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.startswith(VALUE):
            values.setdefault(name.removeprefix(VALUE), []).append(value)
        else:
            fields[name] = value
    return {**fields, "values": values}
