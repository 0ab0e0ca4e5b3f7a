"""Reading what a platform posts without trusting its shape."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Unreadable(Exception):
    """The platform does not send this; `str()` says what is wrong, and repeats nothing of it."""


def mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unreadable(f"{what} is missing")
    return value


def inside(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Empty where there is none."""
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (one for one in value if isinstance(one, Mapping))


def optional(body: Mapping[str, Any], name: str) -> str | None:
    """No database keeps what is replaced here, and nobody can type it."""
    value = body.get(name)
    return UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else None


def matching(pattern: re.Pattern[str], value: object, what: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Unreadable(f"{what} is missing")
    return value
