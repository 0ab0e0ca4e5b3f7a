"""One record of each kind with every field filled, and one with as little as possible."""

import types
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from datetime import UTC, datetime, time
from enum import StrEnum
from itertools import count
from typing import Any, Union, get_args, get_origin, get_type_hints

from feedback.people import Person
from feedback.store.tables import SHELVES

WORDS = "Žluťoučký 🐎 שלום 'quoted' \"twice\" <script>&amp; \\ %s :name"


def samples(kind: type) -> Iterator[Any]:
    yield kind(**filled(kind))
    yield kind(**bare(kind))


def people_for(records: Iterable[Any]) -> list[Person]:
    """Those whose addresses and identities are among the records, unless they are there themselves."""
    records = list(records)
    there = {record.id for record in records if isinstance(record, Person)}
    wanted = {record.person_id for record in records if hasattr(record, "person_id")}
    return [Person(id=id_, name="", email="") for id_ in wanted - there]


def filled(kind: type) -> dict[str, Any]:
    numbers = count(1)
    hints = get_type_hints(kind)
    return {field.name: value_of(hints[field.name], next(numbers)) for field in fields(kind)}


def bare(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    needed = {
        field.name: None if is_optional(hints[field.name]) else value_of(hints[field.name], 1)
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }
    return {**needed, "id": "bare"}


def value_of(hint: Any, n: int) -> Any:
    if is_optional(hint):
        return value_of(next(one for one in get_args(hint) if one is not types.NoneType), n)
    if get_origin(hint) is tuple:
        return (value_of(get_args(hint)[0], n), value_of(get_args(hint)[0], n + 1))
    if issubclass(hint, StrEnum):
        return list(hint)[n % len(hint)]
    plain: dict[type, Any] = {
        str: f"{WORDS} {n}",
        bool: True,
        int: 10**6 + n,
        float: 0.1 + n,
        bytes: bytes(range(256)),
        datetime: datetime(2026, 1, 1 + n % 28, 23, 59, 59, 123456, tzinfo=UTC),
        time: time(22, 30),
    }
    return plain[hint]


def is_optional(hint: Any) -> bool:
    return get_origin(hint) in {Union, types.UnionType} and types.NoneType in get_args(hint)


KINDS = tuple(SHELVES)
