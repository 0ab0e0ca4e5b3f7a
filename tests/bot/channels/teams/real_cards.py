"""What the conversations really say: every kind of card, as people come to see them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from analytics.store import Counts, tally
from bot.cards import Card, Form
from bot.conversations.manager import ManagerAnswers
from feedback.policy import Policy
from feedback.store import open_store
from tests.analytics.samples import a_year
from tests.doubles import Clock, Ids
from tests.house import CAST_ZONE, TestHouse

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
QUESTIONS = (
    "how happy were people last month?",
    "happiness by service this year",
    "happiness of the VPN by month this year",
    "happiness of the VPN compared with last month",
    "what do people complain about this year?",
    "what did people like last quarter?",
    "lost time by service this year",
    "how many tickets last month by channel",
    "pain points of the VPN compared with last quarter",
    "who is the worst technician?",
    "how happy is everybody with the blargh?",
)


@dataclass(frozen=True, slots=True)
class Seen:
    card: Card
    slot: str | None


async def lived_through(house: TestHouse) -> Sequence[Seen]:
    """Two tickets from the first update to the follow-up, and what else people say and ask."""
    await house.at("09:30")
    await house.ticket("INC-42")
    await house.ticket("INC-43", title="*Urgent* <at>Everyone</at> printer [prints](//x) twice_",
                       requester="tom")  # fmt: skip
    await house.says("sam", "INC-42 swapping the gateway certificate, back w/ u by 3")
    await house.presses("sam", "Send")
    await house.says("jane", "thanks! will I lose my meetings?")
    for who in ("jane", "sam", "dora", "max"):
        for words in ("help", "hello", "what is kept of me?", "board", "mine", "why?"):
            await house.says(who, words)
    await house.says("sam", "INC-43 fuser unit is shot, ordered a new one")
    await house.at("16:10")
    await house.says("sam", "INC-42 the new certificate is in, and it held for an hour.")
    await house.presses("sam", "Send")
    await house.resolves("INC-42")
    await house.presses("jane", "Yes, it's fixed")
    await house.closes("INC-42")
    await house.settles(after=timedelta(hours=2))
    await house.presses("jane", "2")
    await house.fills(
        "jane", "Send", factors=["It took too long"], lost="About an hour",
        comment="Three days without a word.\n\nAnd I had to explain it twice: *twice*!",
        visibility="Only the person who follows up",
    )  # fmt: skip
    await house.at("10:00", days=1)
    await house.presses("sam", "Send")
    await house.resolves("INC-43")
    await house.presses("tom", "Not yet")
    await house.settles(after=timedelta(days=3))
    seen = [Seen(shown.card, shown.slot) for shown in house.channel.shown]
    for who in ("jane", "sam", "dora", "max"):
        seen += [Seen(card, None) for card in await house.router.home(house.address(who))]
    return unlike(seen)


async def asked_of_a_year(url: str) -> AsyncIterator[Seen]:
    """The answers that a manager gets at a desk with a year behind it."""
    policy, clock = Policy(), Clock(NOW)
    async with open_store(url, policy, clock=clock, new_id=Ids(), tally=tally(CAST_ZONE)) as store:
        await store.load(a_year())
        answers = ManagerAnswers(Counts(store.reader, CAST_ZONE), policy)
        for question in QUESTIONS:
            yield Seen(await answers.answer(question, NOW), None)
            yield Seen(await answers.computation(question, NOW), None)
        yield Seen(await answers.at_a_glance(NOW), None)


def forms_in(seen: Sequence[Seen]) -> list[Form]:
    return [part for each in seen for part in each.card.parts if isinstance(part, Form)]


def unlike(seen: Sequence[Seen]) -> Sequence[Seen]:
    """Each only once."""
    return list({repr(each.card): each for each in seen}.values())
