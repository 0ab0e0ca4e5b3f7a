"""One ticket's story, told in whichever chat its people use."""

from datetime import timedelta
from typing import Any, Protocol

from bot.clocks import Clock
from bot.wiring import House

KEY = "INC-42"
TITLE = "The VPN drops every ten minutes"
TYPED = "swapping the dock & the <cable>, back by 3pm"
NOTE = "swapping the dock, back w/ u by 3"


class ChatHouse(Protocol):
    """A house whose people talk to it on a platform of theirs."""

    @property
    def house(self) -> House: ...

    @property
    def clock(self) -> Clock: ...

    async def ticket(self, key: str, title: str, requester: str, technician: str) -> None: ...

    async def tells(self, key: str, *, by: str, **changes: object) -> None: ...

    async def passes(self, time: timedelta) -> None: ...

    async def says(self, name: str, words: str, *, under: Any = None) -> None: ...

    async def presses(self, name: str, label: str) -> None: ...

    async def fills(self, name: str, label: str, **values: Any) -> None: ...

    async def sees(self, name: str, words: str) -> str: ...

    async def message(self, name: str, words: str) -> Any:
        """As the platform keeps it; `says` takes it for the one that is answered."""
        ...


async def it_is_picked_up(house: ChatHouse) -> None:
    await house.ticket(KEY, TITLE, "jane", "sam")
    await house.sees("sam", "Jane hasn't heard from anybody yet")


async def a_draft_becomes_a_message(house: ChatHouse) -> None:
    """Whoever wrote the note sees it."""
    draft = await house.sees("sam", "send it like this?")
    assert f"To Jane about “{TITLE}” ({KEY})" in draft

    await house.fills("sam", "Change it", words=TYPED)
    await house.sees("sam", "the dock & the <cable>")
    await house.presses("sam", "Send")

    update = await house.sees("jane", "wapping the dock & the <cable>")
    assert "from Sam Baker via Sincerely" in update
    assert "You'll hear from Sam again by" in update
    await house.sees("sam", "Sent to Jane.")


async def the_answer_comes_back(house: ChatHouse) -> None:
    update = await house.message("jane", "the <cable>")
    await house.says("jane", "Lovely, I'm in room <4.12>", under=update)

    await house.sees("jane", "Passed on to Sam")
    assert "“" in await house.sees("sam", "Lovely, I'm in room <4.12>")
    async with house.house.store.desk.look() as work:
        (reply,) = await work.replies.find()
        (ticket,) = await work.tickets.find()
    assert reply.ticket_id == ticket.id


async def it_is_fixed_and_rated(house: ChatHouse) -> None:
    await house.tells(KEY, by="sam", status="resolved", resolved_at=house.clock().isoformat())
    await house.sees("jane", f"Sam thinks “{TITLE}” is fixed. Is it?")
    await house.presses("jane", "Yes, it's fixed")
    await house.sees("jane", "I've closed it")
    await house.sees("sam", "Jane says it's fixed")

    await house.passes(timedelta(minutes=65))
    await house.sees("jane", f"How did it go with “{TITLE}”, Jane?")
    await house.presses("jane", "3")
    await house.sees("jane", "What went wrong?")
    await house.fills(
        "jane",
        "Send",
        factors=["It took too long"],
        lost="About an hour",
        comment="Two days without a word <b>😕</b>",
    )
    await house.sees("jane", "Thank you, Jane")
    async with house.house.store.desk.look() as work:
        (rating,) = await work.ratings.find()
    assert (rating.score, rating.lost_minutes) == (3, 60)
    assert rating.comment == "Two days without a word <b>😕</b>"


async def somebody_follows_up(house: ChatHouse) -> None:
    await house.passes(timedelta(minutes=11))
    asked = await house.sees("sam", "Jane wasn't happy with how")
    assert "3 out of 10." in asked
    await house.sees("jane", "Sam Baker will get back to you by")

    words = "Jane, I'm sorry I went quiet. A spare dock is on your desk."
    await house.fills("sam", "Send to Jane", words=words)
    assert "Does that put it right?" in await house.sees("jane", "A spare dock is on your desk.")
    await house.presses("jane", "Yes, it does")
    await house.presses("jane", "9")

    await house.sees("jane", "Thank you for telling me.")
    await house.sees("sam", "Jane says you put it right")
