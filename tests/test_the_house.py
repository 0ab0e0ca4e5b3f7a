"""What holds for the whole house: the seam is closed, and what travels survives the journey."""

import dataclasses
from datetime import datetime
from typing import Any, get_args, get_type_hints

import pytest

from bot import cards
from bot.actions import LONGEST, Action, AskQuestion, pack, unpack
from bot.cards import Button, Buttons, Card, ChooseOne, Form, Option, Scale, Write
from feedback import events
from feedback.errors import Unusable
from feedback.events import Event

AN_ID = "f" * 32


def made(kind: type[Any]) -> Any:
    """One of its kind, every field filled as fully as it can be in real use."""
    fields = get_type_hints(kind)
    return kind(**{field.name: filled(fields[field.name]) for field in dataclasses.fields(kind)})


def filled(kind: Any) -> Any:
    if kind is str:
        return AN_ID
    if kind is int:
        return 10
    if kind is bool:
        return True
    if kind is datetime:
        raise AssertionError("a moment travels as a record, not inside a button or an event")
    return next(iter(kind))  # an enum


@pytest.mark.parametrize("kind", get_args(Event))
def test_every_event_survives_json(kind: type[Any]) -> None:
    event = made(kind)
    assert events.from_json(events.to_json(event)) == event


def test_an_event_of_another_version_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="PromiseForgotten"):
        events.from_json({"kind": "PromiseForgotten"})


@pytest.mark.parametrize("kind", get_args(Action))
def test_every_action_fits_into_a_button_and_comes_out_again(kind: type[Any]) -> None:
    action = made(kind)
    packed = pack(action)
    assert len(packed) <= LONGEST
    assert unpack(packed) == action


def test_words_that_only_look_like_what_no_database_keeps_come_out_again() -> None:
    action = AskQuestion("what is \\u0000?")
    assert unpack(pack(action)) == action


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "Rate",
        "Rate:",
        "Rate:{}",
        'Rate:{"invitation_id":1,"score":"x"}',
        "Hack:{}",
        "a" * 5000,
        'SayWhy:{"invitation_id":"\\u0000"}',
        'SayWhy:{"invitation_id":"' + "i" * LONGEST + '"}',
    ],
)
def test_a_button_that_cannot_be_read_is_answered_kindly(packed: str) -> None:
    with pytest.raises(Unusable, match="older version of me"):
        unpack(packed)


@pytest.mark.parametrize("kind", get_args(Action))
def test_every_action_survives_the_outbox_inside_a_card(kind: type[Any]) -> None:
    action = made(kind)
    button = Button("Press", action)
    card = Card(
        "A card",
        (
            Buttons((button,)),
            Scale((button,), "low", "high"),
            Form(
                action,
                (Write("words", "Words"), ChooseOne("x", "X", (Option("1", "one"),))),
                "Send",
            ),
        ),
        by="Sam Rivera",
    )
    assert cards.from_json(cards.to_json(card)) == card
    assert cards.pressable(card) == (action,) * 3
