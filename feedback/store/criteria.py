"""What a shelf is asked for, as SQL that means the same on every database.

The statement depends on the shape of a criterion alone, so that it is made once and asked again
with other values.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any, assert_never

from sqlalchemy import Column, ColumnElement, Text, bindparam, cast, or_

from feedback.unit_of_work import AtLeast, AtMost, Criterion, Has, IsNot, OneOf, Within


class Shape(Enum):
    NOTHING = auto()
    SOMETHING = auto()
    EQUAL = auto()
    AT_MOST = auto()
    AT_LEAST = auto()
    WITHIN = auto()
    ONE_OF = auto()
    ONE_OF_OR_NOTHING = auto()
    HAS = auto()


def shape_of(criterion: Criterion) -> Shape:
    match criterion:
        case None:
            return Shape.NOTHING
        case IsNot():
            return Shape.SOMETHING
        case AtMost():
            return Shape.AT_MOST
        case AtLeast():
            return Shape.AT_LEAST
        case Within():
            return Shape.WITHIN
        case OneOf(values):
            return Shape.ONE_OF_OR_NOTHING if None in values else Shape.ONE_OF
        case Has():
            return Shape.HAS
        case str() | int() | float() | datetime():
            return Shape.EQUAL
        case _:
            assert_never(criterion)


def condition(column: Column[Any], shape: Shape) -> ColumnElement[bool]:
    """The values come later, see `values_of`."""
    name = column.name
    match shape:
        case Shape.NOTHING:
            return column.is_(None)
        case Shape.SOMETHING:
            return column.is_not(None)
        case Shape.EQUAL:
            return column == bindparam(name)
        case Shape.AT_MOST:
            return column <= bindparam(name)
        case Shape.AT_LEAST:
            return column >= bindparam(name)
        case Shape.WITHIN:
            return (column >= bindparam(name)) & (column < bindparam(_end(name)))
        case Shape.ONE_OF:
            return column.in_(bindparam(name, expanding=True))
        case Shape.ONE_OF_OR_NOTHING:
            return or_(column.is_(None), column.in_(bindparam(name, expanding=True)))
        case Shape.HAS:
            return cast(column, Text).contains(bindparam(name, type_=Text), escape="/")
        case _:
            assert_never(shape)


def values_of(where: Mapping[str, Criterion]) -> dict[str, Any]:
    """What stands in `condition` of each name."""
    values: dict[str, Any] = {}
    for name, criterion in where.items():
        match criterion:
            case None | IsNot():
                pass
            case AtMost(bound) | AtLeast(bound):
                values[name] = bound
            case Within(low, high):
                values[name], values[_end(name)] = low, high
            case OneOf(several):
                values[name] = [one for one in several if one is not None]
            case Has(word):
                values[name] = f'"{_as_it_is(word)}"'
            case str() | int() | float() | datetime():
                values[name] = criterion
            case _:
                assert_never(criterion)
    return values


def _end(name: str) -> str:
    return f"{name}_end"


def _as_it_is(word: str) -> str:
    """No character of it stands for others."""
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")


def order(column: Column[Any], *, latest_first: bool) -> ColumnElement[Any]:
    """Nothing counts as less than anything, as on SQLite; PostgreSQL would have it the other way."""
    ordered = column.desc() if latest_first else column.asc()
    if not column.nullable:
        return ordered
    return ordered.nulls_last() if latest_first else ordered.nulls_first()
