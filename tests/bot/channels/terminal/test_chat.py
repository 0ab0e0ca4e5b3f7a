"""Conversations in a terminal, from greeting to bye, as somebody would type them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

import pytest
from rich.console import Console

from bot.actions import AnswerClosing, DropUpdate, EditUpdate, Rate, SayWhy, ShowHelp
from bot.cards import Button, Buttons, Card, ChooseOne, Form, Option, Text, Write
from bot.channels.port import Gone, Message
from bot.channels.terminal.listen import chat, lines_of
from bot.channels.terminal.send import TerminalChannel
from bot.turns import Pressed, Said, Turn
from feedback.people import Address, Person, Role
from feedback.records import Fixed
from tests.bot.channels.samples import full

JANE = Person(id="jane", name="Jane Doe", email="jane@example.org")
HERE = Address("terminal", user="jane", place="jane")


@dataclass
class Terminal:
    """A desk that answers each turn with the next card, and everything that was printed."""

    answers: list[Card] = field(default_factory=list)
    heard: list[Turn] = field(default_factory=list)
    channel: TerminalChannel = field(default_factory=TerminalChannel)
    paper: StringIO = field(default_factory=StringIO)

    async def hear(self, turn: Turn) -> None:
        self.heard.append(turn)
        if self.answers:
            number = len(self.heard)
            await self.channel.send(HERE, Message(f"k{number}", self.answers.pop(0), f"s{number}"))

    async def types(self, *lines: str) -> str:
        await chat(
            self.hear,
            self.channel,
            JANE,
            Role.REQUESTER,
            typing(lines),
            Console(file=self.paper, width=100, color_system=None),
            patience=0.02,
        )
        return self.paper.getvalue()

    @property
    def presses(self) -> list[Pressed]:
        return [turn for turn in self.heard if isinstance(turn, Pressed)]


async def typing(lines: Sequence[str]) -> AsyncIterator[str]:
    for line in lines:
        yield f"{line}\n"


async def test_a_small_conversation() -> None:
    check = Card(
        "Sam thinks this is fixed. Is it?",
        (
            Buttons(
                (
                    Button("Yes, it's fixed", AnswerClosing("c1", Fixed.YES)),
                    Button("Not yet", AnswerClosing("c1", Fixed.NOT_YET)),
                )
            ),
        ),
        by="Sam West",
    )
    terminal = Terminal([check, Card("Good to hear. I've closed it.")])
    printed = await terminal.types("Any news?", "1", "bye", "never read")
    assert [type(turn) for turn in terminal.heard] == [Said, Pressed]
    said, press = terminal.heard
    assert isinstance(said, Said)
    assert (said.words, said.by, said.as_role) == ("Any news?", HERE, Role.REQUESTER)
    assert isinstance(press, Pressed)
    assert (press.action, press.slot) == (AnswerClosing("c1", Fixed.YES), "s1")
    assert said.once != press.once
    assert "You are Jane Doe, requester." in printed
    assert "[1] Yes, it's fixed   [2] Not yet" in printed
    assert "Good to hear. I've closed it." in printed
    assert printed.rstrip().endswith("Bye, Jane.")


async def test_the_end_of_what_is_typed_is_a_bye_too() -> None:
    printed = await Terminal([Card("Hello!")]).types("hello")
    assert "Hello!" in printed
    assert "Bye, Jane." in printed


async def test_a_form_is_asked_field_by_field() -> None:
    terminal = Terminal([full()])
    await terminal.types("hello", "4", "2, 1", "2", "It was fine.", "Really.", "", "", "bye")
    (press,) = terminal.presses
    assert press.action == SayWhy("i1")
    assert press.values == {
        "factors": ("rude", "slow"),
        "lost": ("15",),
        "comment": ("It was fine.\nReally.",),
        "short": ("Short: words",),
    }


async def test_enter_keeps_what_a_form_came_with() -> None:
    terminal = Terminal([full()])
    printed = await terminal.types("hello", "4", "", "", "", "", "bye")
    assert terminal.presses[0].values == {
        "factors": ("rude",),
        "lost": ("15",),
        "comment": ("Filled: words",),
        "short": ("Short: words",),
    }
    assert "1  Too slow: words" in printed
    assert "2  Unfriendly ✓" in printed


async def test_an_answer_that_does_not_fit_is_asked_again() -> None:
    terminal = Terminal([full()])
    printed = await terminal.types("hello", "4", "9", "all", "1", "0", "1", "", "", "bye")
    assert printed.count("Please type a number from 1 to 2.") == 3
    assert terminal.presses[0].values["factors"] == ("slow",)
    assert terminal.presses[0].values["lost"] == ("0",)


async def test_what_is_needed_is_asked_for_until_it_is_there() -> None:
    yes = (Option("yes", "Yes"),)
    form = Form(
        ShowHelp(),
        (ChooseOne("one", "Which?", yes, needed=True), Write("words", "Words", needed=True)),
        "Send",
    )
    terminal = Terminal([Card("Well?", (form,))])
    printed = await terminal.types("hello", "1", "", "1", "", "There.", "", "bye")
    assert printed.count("That one is needed.") == 2
    assert "Enter for none" not in printed
    assert terminal.presses[0].values == {"one": ("yes",), "words": ("There.",)}


@pytest.mark.parametrize("ending", [["never mind", "bye"], []])
async def test_a_form_can_be_left(ending: list[str]) -> None:
    terminal = Terminal([full()])
    printed = await terminal.types("hello", "5", "half a thought", *ending)
    assert "Nothing was sent." in printed
    assert terminal.presses == []


async def test_a_score_is_typed_with_its_end() -> None:
    terminal = Terminal([full()])
    printed = await terminal.types("hello", "7 / 10", "11/10", "bye")
    assert [press.action for press in terminal.presses] == [Rate("i1", 7)]
    assert "There is no [11/10] here any more." in printed


async def test_every_button_on_the_screen_keeps_its_number() -> None:
    first = Card("One", (Buttons((Button("Help", ShowHelp()),)),))
    second = Card("Two", (Buttons((Button("Drop it", DropUpdate("d1")),)),))
    terminal = Terminal([first, second])
    await terminal.types("a", "b", "[1]", "2.", "bye")
    assert [press.action for press in terminal.presses] == [ShowHelp(), DropUpdate("d1")]


async def test_a_number_that_is_nowhere_is_not_sent() -> None:
    terminal = Terminal()
    printed = await terminal.types("3", "", "   ", "bye")
    assert "There is no [3] here any more." in printed
    assert terminal.heard == []


async def test_what_is_too_long_is_not_cut_but_refused() -> None:
    terminal = Terminal()
    printed = await terminal.types("x" * 100_001, "bye")
    assert "That is 100,001 characters; I can take 100,000." in printed
    assert terminal.heard == []


async def test_control_characters_that_were_typed_stay_out() -> None:
    terminal = Terminal()
    await terminal.types("any \x1b[31mnews\x07?", "bye")
    assert [turn.words for turn in terminal.heard if isinstance(turn, Said)] == ["any [31mnews?"]


async def test_news_arrive_while_somebody_is_typing() -> None:
    terminal = Terminal()

    async def slowly() -> AsyncIterator[str]:
        await terminal.channel.send(HERE, Message("news", Card("Sam is looking at it.")))
        yield "thanks"

    out = Console(file=terminal.paper, width=100, color_system=None)
    await chat(terminal.hear, terminal.channel, JANE, Role.REQUESTER, slowly(), out, patience=0.01)
    before, _, after = terminal.paper.getvalue().partition("Sam is looking at it.")
    assert before.count("Jane ›") == 1
    assert after.count("Jane ›") == 2


async def test_nobody_is_reached_who_does_not_sit_there() -> None:
    channel = TerminalChannel()
    with pytest.raises(Gone):
        await channel.send(HERE, Message("k1", Card("Hello?")))
    assert await channel.find(HERE, Message("k1", Card("One."))) is None
    with channel.sitting("jane", Console(file=StringIO())):
        assert await channel.send(HERE, Message("k1", Card("Hello?")))
    with pytest.raises(Gone):
        await channel.send(HERE, Message("k2", Card("Hello?")))


async def test_a_replaced_card_says_so() -> None:
    channel, paper = TerminalChannel(), StringIO()
    form = Form(EditUpdate("d1"), (Write("words", "Words"),), "Read it", "Change it")
    with channel.sitting("jane", Console(file=paper, width=100, color_system=None)) as screen:
        receipt = await channel.send(HERE, Message("k1", Card("A draft", (Text("x"), form))))
        await channel.replace(HERE, receipt, Message("k2", Card("Sent.")))
        assert "instead of what stood there before" in paper.getvalue()
        assert screen.choices == {}


async def test_lines_come_from_a_file() -> None:
    assert [line async for line in lines_of(StringIO("one\ntwo"))] == ["one\n", "two"]
