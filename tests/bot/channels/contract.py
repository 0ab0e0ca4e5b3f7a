"""What every channel keeps to, whatever it is made of; one class of tests for all of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import pytest

from bot.actions import Action, Rate
from bot.cards import Button, Buttons, Card, Quote, Scale, Text, pressable
from bot.channels.port import Channel, Message
from bot.turns import Said
from feedback.people import Address
from tests.bot.channels.samples import ENDLESS, FAR_AND_WIDE, HOSTILE, VISIBLE, full


class OtherSide(Protocol):
    """A channel together with what somebody at its other end sees and does."""

    channel: Channel
    to: Address

    async def seen(self) -> Sequence[str]:
        """The words of each message that stands there now, without mark-up."""
        ...

    async def harmful(self) -> Sequence[str]:
        """Whatever stands there that would be interpreted and not shown: it must be empty."""
        ...

    async def offered(self) -> Sequence[Action]:
        """Every action that can be pressed there now."""
        ...

    async def says(self, words: str, delivery: str) -> Said:
        """The turn that is heard when this delivery (an id of the platform) brings these words."""
        ...


def squeezed(words: str) -> str:
    """Channels wrap lines as they like; no letter may be lost for it."""
    return "".join(words.split())


class ChannelContract:
    """A subclass for each channel brings the fixture `other_side`."""

    async def test_a_message_arrives(self, other_side: OtherSide) -> None:
        receipt = await other_side.channel.send(other_side.to, Message("k1", Card("Hello, Jane.")))
        assert receipt
        (seen,) = await other_side.seen()
        assert "Hello, Jane." in seen

    async def test_the_same_key_is_shown_once(self, other_side: OtherSide) -> None:
        channel, to = other_side.channel, other_side.to
        first = await channel.send(to, Message("k1", Card("Once.")))
        again = await channel.send(to, Message("k1", Card("Once.")))
        assert again == first
        assert len(await other_side.seen()) == 1

    async def test_a_replacement_takes_the_place(self, other_side: OtherSide) -> None:
        channel, to = other_side.channel, other_side.to
        first = await channel.send(to, Message("k1", Card("Before."), "slot"))
        await channel.send(to, Message("k2", Card("Beside.")))
        await channel.replace(to, first, Message("k3", Card("After."), "slot"))
        seen = await other_side.seen()
        assert len(seen) == 2
        assert any("After." in each for each in seen)
        assert any("Beside." in each for each in seen)
        assert not any("Before." in each for each in seen)

    async def test_a_replacement_can_be_replaced(self, other_side: OtherSide) -> None:
        channel, to = other_side.channel, other_side.to
        receipt = await channel.send(to, Message("k1", Card("One.")))
        receipt = await channel.replace(to, receipt, Message("k2", Card("Two.")))
        receipt = await channel.replace(to, receipt, Message("k3", Card("Three.")))
        (seen,) = await other_side.seen()
        assert "Three." in seen

    async def test_a_replacement_sent_again_undoes_nothing(self, other_side: OtherSide) -> None:
        channel, to = other_side.channel, other_side.to
        receipt = await channel.send(to, Message("k1", Card("One.")))
        await channel.replace(to, receipt, Message("k2", Card("Two.")))
        await channel.replace(to, receipt, Message("k3", Card("Three.")))
        await channel.replace(to, receipt, Message("k2", Card("Two.")))
        (seen,) = await other_side.seen()
        assert "Three." in seen

    async def test_find_knows_what_arrived(self, other_side: OtherSide) -> None:
        channel, to = other_side.channel, other_side.to
        assert await channel.find(to, Message("k1", Card("One."))) is None
        receipt = await channel.send(to, Message("k1", Card("One.")))
        assert await channel.find(to, Message("k1", Card("One."))) == receipt
        assert await channel.find(to, Message("k2", Card("One."))) is None
        newer = await channel.replace(to, receipt, Message("k2", Card("Two.")))
        assert await channel.find(to, Message("k2", Card("One."))) == newer

    async def test_find_looks_into_no_other_conversation(self, other_side: OtherSide) -> None:
        await other_side.channel.send(other_side.to, Message("k1", Card("One.")))
        elsewhere = replace(other_side.to, user="somebody-else", place="somewhere-else")
        assert await other_side.channel.find(elsewhere, Message("k1", Card("One."))) is None

    async def test_the_title_alone_is_a_message(self, other_side: OtherSide) -> None:
        await other_side.channel.send(other_side.to, Message("k1", Card("Only this.")))
        (seen,) = await other_side.seen()
        assert "Only this." in seen

    async def test_every_kind_of_part_is_drawn(self, other_side: OtherSide) -> None:
        await other_side.channel.send(other_side.to, Message("k1", full()))
        (seen,) = await other_side.seen()
        missing = [words for words in VISIBLE if squeezed(words) not in squeezed(seen)]
        assert not missing

    async def test_everything_that_is_offered_can_be_pressed(self, other_side: OtherSide) -> None:
        await other_side.channel.send(other_side.to, Message("k1", full()))
        offered = await other_side.offered()
        assert sorted(map(repr, offered)) == sorted(map(repr, pressable(full())))

    async def test_what_was_replaced_can_no_longer_be_pressed(self, other_side: OtherSide) -> None:
        channel, to = other_side.channel, other_side.to
        scale = Scale((Button("0", Rate("i1", 0)), Button("1", Rate("i1", 1))), "Awful", "Lovely")
        receipt = await channel.send(to, Message("k1", Card("How was it?", (scale,))))
        after = Card("Thank you.", (Buttons((Button("Better now", Rate("i1", 5)),)),))
        await channel.replace(to, receipt, Message("k2", after))
        assert await other_side.offered() == [Rate("i1", 5)]

    @pytest.mark.parametrize("words", HOSTILE)
    async def test_words_are_shown_and_never_obeyed(
        self, other_side: OtherSide, words: str
    ) -> None:
        await other_side.channel.send(other_side.to, Message("k1", full(words)))
        (seen,) = await other_side.seen()
        assert squeezed(f"A title: {words}") in squeezed(seen)
        assert squeezed(f"A quote: {words}") in squeezed(seen)
        assert squeezed(f"A button: {words}") in squeezed(seen)
        assert not await other_side.harmful()

    async def test_control_characters_steer_nothing(self, other_side: OtherSide) -> None:
        words = "red\x1b[31m \x1b]0;title\x07 clear\x1b[2J \x9b5n back\x08 \u202egnorw"
        await other_side.channel.send(other_side.to, Message("k1", full(words)))
        assert not await other_side.harmful()

    @pytest.mark.parametrize("words", [FAR_AND_WIDE, ENDLESS], ids=["far and wide", "endless"])
    async def test_all_the_letters_survive(self, other_side: OtherSide, words: str) -> None:
        card = Card(FAR_AND_WIDE, (Text(words), Quote(words, FAR_AND_WIDE)), by=FAR_AND_WIDE)
        await other_side.channel.send(other_side.to, Message("k1", card))
        (seen,) = await other_side.seen()
        assert squeezed(FAR_AND_WIDE) in squeezed(seen)
        assert squeezed(seen).count(squeezed(words)) >= 2

    async def test_a_delivery_that_comes_twice_is_the_same_turn(
        self, other_side: OtherSide
    ) -> None:
        first = await other_side.says("Any news?", "delivery-1")
        again = await other_side.says("Any news?", "delivery-1")
        other = await other_side.says("Any news?", "delivery-2")
        assert again.once == first.once
        assert other.once != first.once
        assert (first.words, first.by) == ("Any news?", other_side.to)

    @pytest.mark.parametrize("words", [FAR_AND_WIDE, *HOSTILE])
    async def test_what_is_said_arrives_as_it_was_typed(
        self, other_side: OtherSide, words: str
    ) -> None:
        assert (await other_side.says(words, "delivery-1")).words == words
