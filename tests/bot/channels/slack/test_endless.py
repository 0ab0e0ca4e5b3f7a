"""The nastiest megabyte that one request or one card can bring costs a moment, and some memory."""

import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.actions import Rate, SayWhy
from bot.cards import Form
from bot.channels.slack.ingress import LARGEST, Ingress
from bot.channels.slack.write import home, message, modal, notice
from tests.bot.channels.samples import full
from tests.bot.channels.slack import payloads
from tests.bot.channels.slack.behind import Desk
from tests.bot.channels.slack.payloads import (
    BOT,
    FORM_TYPE,
    JSON_TYPE,
    SECRET,
    TEAM,
    command,
    many_of,
    mention,
    pressed,
    signed,
    written,
)
from tests.bot.channels.slack.test_ingress import status_of
from tests.doubles import Clock

ROOM = LARGEST - 3_000
"""Characters; the rest is what stands around them."""
MOMENT = 20.0
"""Seconds of this process, many times what is measured; what grows with the square takes minutes."""
MEMORY = 128 << 20


def endless(words: str, room: int = ROOM) -> str:
    return words * (room // len(words))


def as_json(payload: Any) -> bytes:
    return json.dumps(payload).encode()


def said(words: str) -> bytes:
    return as_json(
        payloads.message(endless(words, ROOM // (len(json.dumps(words)) - 2) * len(words)))
    )


def called(words: str) -> bytes:
    return as_json(mention(endless(words)))


def posted(words: str) -> bytes:
    return urlencode(command("")).replace("text=", f"text={endless(words)}").encode()


WHY = SayWhy("i1")
FIELDS = {f"2.field{n}|w": written("x") for n in range(ROOM // 90)}
MANY = {"2.factors|w": many_of(*["x"] * (ROOM // 16))}
OURS = [{"team_id": TEAM, "is_bot": True, "user_id": f"U{n:06}"} for n in range(ROOM // 66)]
SHAPES = {
    "deep lists": (JSON_TYPE, endless("[").encode(), 400),
    "deep objects": (JSON_TYPE, endless('{"a":').encode(), 400),
    "many keys": (JSON_TYPE, as_json({f"k{n}": n for n in range(ROOM // 17)}), 400),
    "many objects": (JSON_TYPE, as_json({"type": "event_callback", "event": [{}] * 260_000}), 400),
    "one number": (JSON_TYPE, b'{"a":' + endless("9").encode() + b"}", 400),
    "one fraction": (JSON_TYPE, b'{"a":0.' + endless("9").encode() + b"}", 400),
    "many numbers": (JSON_TYPE, b'{"a":[' + endless("9" * 4_299 + ",").encode() + b"0]}", 400),
    "many fields": (FORM_TYPE, endless("&").encode(), 400),
    "quoted": (FORM_TYPE, b"payload=" + endless("%41").encode(), 400),
    "half quoted": (FORM_TYPE, b"payload=" + endless("%").encode(), 400),
    "a command": (FORM_TYPE, posted("%3C"), 200),
    **{
        f"said {words}": (JSON_TYPE, said(words), 200)
        for words in (
            "<",
            "&lt;",
            "<@",
            "<@|",
            "<@U1>",
            "<http:|",
            "<!a^",
            "|",
            " ",
            "\0",
            "\ud83d",
        )
    },
    **{
        f"called {words}": (JSON_TYPE, called(words), 200)
        for words in (" ", f"<@{BOT}> ", f"<@{BOT}|", f"<@{BOT}>,")
    },
    "many authorizations": (JSON_TYPE, as_json({**mention("hello"), "authorizations": OURS}), 200),
    "a form": (JSON_TYPE, as_json(pressed(WHY, does="submit:2", values=FIELDS)), 200),
    "many choices": (JSON_TYPE, as_json(pressed(WHY, does="submit:2", values=MANY)), 200),
    "a press": (JSON_TYPE, as_json(pressed("Rate:" + endless("9"))), 200),
    "many presses": (
        JSON_TYPE,
        as_json({**pressed(Rate("i1", 4)), "actions": pressed(Rate("i1", 4))["actions"] * 4_000}),
        200,
    ),
    "carried": (JSON_TYPE, as_json(payloads.submitted(endless("["), {})), 200),
}


@contextmanager
def in_a_moment() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < MOMENT


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_megabyte_of_anything_is_answered_in_a_moment(shape: str) -> None:
    with in_a_moment():
        await is_answered(shape)


@pytest.mark.parametrize("shape", ["many objects", "many keys", "a command", "said <@U1>"])
async def test_a_megabyte_takes_some_memory(shape: str) -> None:
    """These ones the most."""
    tracemalloc.start()
    try:
        await is_answered(shape)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MEMORY


async def is_answered(shape: str) -> None:
    kind, body, status = SHAPES[shape]
    clock = Clock()
    door = Ingress(Desk().app().async_dispatch, (SECRET,), clock)
    headers = {**signed(body, clock()), "Content-Type": kind}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert await status_of(door, [body], raw) == status


@pytest.mark.parametrize("words", ["x", "\x1b", "\ud83d", "a\n", "\r\n", "e\u0301", "🇩🇪"])
def test_endless_words_in_every_place_of_a_card_are_drawn_in_a_moment(words: str) -> None:
    card = full(endless(words, ROOM // 4))
    form = next(part for part in card.parts if isinstance(part, Form))
    with in_a_moment():
        message(card)
        home((card,))
        notice(card.title, card.title)
        modal(form, title=card.title, metadata="")
