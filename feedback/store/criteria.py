"""What a shelf is asked for, as SQL that means the same on every database."""

from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Column, ColumnElement, Text, cast, or_

from feedback.unit_of_work import AtLeast, AtMost, Criterion, Has, IsNot, OneOf, Within


def condition(column: Column[Any], criterion: Criterion) -> ColumnElement[bool]:
    match criterion:
        case None:
            return column.is_(None)
        case IsNot():
            return column.is_not(None)
        case AtMost(bound):
            return column <= bound
        case AtLeast(bound):
            return column >= bound
        case Within(low, high):
            return (column >= low) & (column < high)
        case OneOf(values) if None in values:
            return or_(column.is_(None), column.in_([one for one in values if one is not None]))
        case OneOf(values):
            return column.in_(values)
        case Has(word):
            return cast(column, Text).contains(f'"{word}"', autoescape=True)
        case str() | int() | float() | datetime():
            return column == criterion
        case _:
            assert_never(criterion)


def order(column: Column[Any], *, latest_first: bool) -> ColumnElement[Any]:
    """Nothing counts as less than anything, as on SQLite; PostgreSQL would have it the other way."""
    ordered = column.desc() if latest_first else column.asc()
    if not column.nullable:
        return ordered
    return ordered.nulls_last() if latest_first else ordered.nulls_first()
