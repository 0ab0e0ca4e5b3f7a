"""Channels that are busy, slow or gone: nothing is lost, nothing is said twice."""

from datetime import timedelta

from bot.channels.port import Busy, Rejected
from tests.doubles import ArrivedAllTheSame
from tests.house import TestHouse


async def test_a_busy_channel_is_tried_again(house: TestHouse) -> None:
    await ready_to_send(house)
    house.channel.failing = [Busy(timedelta(seconds=30)), Busy(timedelta(seconds=30))]

    await house.presses("sam", "Send")
    assert house.inbox("jane") == [] or not house.last("sam").startswith("Sent")

    await house.settles(after=timedelta(minutes=5))
    assert len(house.inbox("jane")) == 1
    assert house.last("sam").startswith("Sent to Jane.")


async def test_what_timed_out_and_did_not_arrive_is_sent_again(house: TestHouse) -> None:
    await ready_to_send(house)
    house.channel.failing = [TimeoutError(), TimeoutError()]

    await house.presses("sam", "Send")
    await house.settles(after=timedelta(minutes=5))

    assert len(house.inbox("jane")) == 1
    assert house.last("sam").startswith("Sent to Jane.")


async def test_what_arrived_all_the_same_is_not_said_twice(house: TestHouse) -> None:
    await ready_to_send(house)
    house.channel.failing = [ArrivedAllTheSame(), ArrivedAllTheSame()]

    await house.presses("sam", "Send")
    await house.settles(after=timedelta(minutes=5))

    assert len(house.inbox("jane")) == 1


async def test_messages_keep_their_order_behind_one_that_waits(house: TestHouse) -> None:
    await house.ticket("INC-42")
    house.channel.failing = [Busy(timedelta(minutes=1))]
    await house.says("jane", "It only happens on the third floor")
    await house.says("jane", "And on the second")
    await house.settles(after=timedelta(minutes=5))

    told = [text for text in house.inbox("sam") if text.startswith("Jane writes")]
    assert "third floor" in told[0]
    assert "second" in told[1]


async def test_when_nobody_can_be_reached_any_more_the_technician_hears_of_it(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.says("sam", "INC-42 it took longer, I'll be back by 5pm")

    house.channel.gone.add("jane")
    await house.presses("sam", "Send")

    assert "I can't reach Jane in chat, so your words about INC-42 may not have arrived." in (
        "".join(house.inbox("sam"))
    )

    house.channel.gone.clear()
    await house.says("jane", "I'm back")
    await house.says("sam", "INC-42 good to hear from you, I'll be there by 5pm")
    await house.presses("sam", "Send")
    assert "good to hear from you" in house.last("jane").lower(), (
        "heard from again is reached again"
    )


async def test_a_refused_message_holds_up_nobody(house: TestHouse) -> None:
    await house.ticket("INC-42")
    house.channel.failing = [Rejected("too long")]
    await house.says("sam", "help")
    assert (await house.says("sam", "mine"))[0].startswith("You have no promise")


async def ready_to_send(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
