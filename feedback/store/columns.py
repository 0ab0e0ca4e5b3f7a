"""Column types that turn what records hold into what databases keep, and back."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Enum, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field

LONGEST_WORD = 32
"""Characters of an enum's value: a new member never needs a new column type."""

AnyJson = JSON().with_variant(JSONB(), "postgresql")
RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column of exactly this type."""


def word(kind: type[StrEnum], **settings: Any) -> Any:
    """A field for one member of a closed set, kept as its value in plain text."""
    return Field(sa_type=words_type(kind), **settings)


def words_type(kind: type[StrEnum]) -> TypeEngine[Any]:
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=LONGEST_WORD,
        values_callable=lambda members: [member.value for member in members],
    )


def several(of: Callable[[str], str], **settings: Any) -> Any:
    """A field for a tuple of words (of one enum, or plain `str`), kept as a JSON list."""
    return Field(sa_type=Several(of), **settings)


class Several(TypeDecorator[tuple[str, ...]]):
    impl = JSON
    cache_ok = True

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(AnyJson)

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> Any:
        return None if value is None else [str(each) for each in value]

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(self.of(each) for each in value)
