"""Messages in Teams: none of them lost, whatever Teams and the network do, and few there twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from analytics import charts
from bot.actions import ShowHelp
from bot.cards import Button, Buttons, Card, Picture, Text
from bot.channels.port import Busy, Channel, Gone, Message, Rejected
from bot.channels.teams import places
from bot.channels.teams.connector import Connector, Unclear
from bot.channels.teams.pace import SPARE
from bot.channels.teams.places import Reference
from bot.channels.teams.send import Kind, Said, TeamsChannel, kind_of
from bot.turns import ALONE, REPLY
from feedback.people import Address
from feedback.policy import Policy
from feedback.store import open_store
from tests.bot.channels.posting import Post
from tests.bot.channels.teams import cards
from tests.bot.channels.teams.wire import (
    DIRECT,
    JANE,
    SAM,
    TENANT,
    Kept,
    Time,
    connected,
    jane,
    sam,
)
from tests.doubles import Ids
from tests.peers.teams_faults import (
    BLOCKED,
    FaultyTeams,
    Limits,
    Trouble,
    cut,
    fails,
    faulty_teams,
    hangs,
    refuses,
    slow,
    throttled,
)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def teams() -> AsyncIterator[FaultyTeams]:
    async with faulty_teams() as teams:
        yield teams


@pytest.fixture
def kept(teams: FaultyTeams) -> Kept:
    return Kept(jane(teams), sam(teams))


@pytest.fixture
def patience() -> float:
    """Seconds for which an answer is listened for; about twice as long as anybody waits here."""
    return 1


@pytest.fixture
async def connector(teams: FaultyTeams, time: Time, patience: float) -> AsyncIterator[Connector]:
    async with connected(teams, time, patience=patience) as connector:
        yield connector


@pytest.fixture
async def channel(connector: Connector, kept: Kept) -> AsyncIterator[TeamsChannel]:
    channel = TeamsChannel(connector, kept)
    yield channel
    await channel.close()


def hello(key: str = "k1", words: str = "Hello.", *, slot: str | None = None) -> Message:
    return Message(key, Card(words), slot)


def receipt_of(teams: FaultyTeams, place: int = -1) -> str:
    there = teams.messages[place]
    return places.receipt(there.conversation, there.id)


# --- what is sent --------------------------------------------------------------------------------


async def test_a_message_is_a_card_that_a_phone_shows_in_a_line(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    receipt = await channel.send(JANE, hello(words="Fish & <chips>"))
    (there,) = teams.messages
    assert there.body["summary"] == "Fish & <chips>"
    (attached,) = there.body["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert places.split_receipt(receipt) == (DIRECT, there.id)
    assert there.body["recipient"]["id"] == "29:jane"


async def test_in_a_conversation_of_two_there_are_no_threads(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    first = await channel.send(JANE, hello())
    await channel.send(JANE, replace(hello("k2"), thread=first))
    assert [each.replies_to for each in teams.messages] == [None, None]


@pytest.mark.parametrize(
    "trouble",
    [
        refuses(404, "ActivityNotFoundInConversation"),
        refuses(403, "ServiceError", "Unknown"),
        refuses(400, "BadArgument", "not a known activity id"),
    ],
)
async def test_what_can_be_replaced_no_more_is_sent_anew(
    channel: TeamsChannel, teams: FaultyTeams, trouble: Trouble
) -> None:
    receipt = await channel.send(JANE, hello())
    teams.troubles = [trouble]
    newer = await channel.replace(JANE, receipt, hello("k2", "Newer."))
    assert teams.words() == ["Hello.", "Newer."]
    assert newer == receipt_of(teams)
    assert newer != receipt
    assert not channel.may_be_twice


@pytest.mark.parametrize("receipt", [f"{DIRECT}\n", "a:elsewhere\n1", "what", ""])
async def test_what_has_no_name_there_is_sent_anew(
    channel: TeamsChannel, teams: FaultyTeams, receipt: str
) -> None:
    await channel.replace(JANE, receipt, hello())
    assert [each.method for each in teams.requests] == ["POST"]


@pytest.mark.parametrize("trouble", [fails(502, done=True), fails(500), fails(503)])
async def test_a_replacement_is_made_again_after_a_stumble(
    channel: TeamsChannel, teams: FaultyTeams, trouble: Trouble
) -> None:
    receipt = await channel.send(JANE, hello())
    teams.troubles = [trouble]
    with pytest.raises(Busy):
        await channel.replace(JANE, receipt, hello("k2", "Newer."))
    assert await channel.find(JANE, hello("k2")) is None
    assert await channel.replace(JANE, receipt, hello("k2", "Newer.")) == receipt
    assert teams.words() == ["Newer."]
    assert not channel.may_be_twice


# --- what a no means -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (BLOCKED, Gone),
        (refuses(403, "ConversationBlockedByUser"), Gone),
        (refuses(403, "BotNotInConversationRoster"), Gone),
        (refuses(403, "BotDisabledByAdmin"), Gone),
        (refuses(403, "ForbiddenOperationException"), Gone),
        (refuses(404, "SomethingNotFound"), Gone),
        (refuses(403, "NotEnoughPermissions"), Busy),
        (refuses(403, "SomethingNew"), Busy),
        (throttled(3), Busy),
        (refuses(412, "PreconditionFailed"), Busy),
        (refuses(409, "Conflict"), Rejected),
        (fails(502), Unclear),
    ],
)
async def test_what_a_no_means(
    channel: TeamsChannel,
    teams: FaultyTeams,
    kept: Kept,
    trouble: Trouble,
    outcome: type[Exception],
) -> None:
    teams.troubles = [trouble]
    with pytest.raises(outcome):
        await channel.send(JANE, hello())
    assert ((TENANT, DIRECT) in kept.all) is (outcome is not Gone)


async def test_nobody_is_written_to_of_whom_teams_did_not_tell_us(
    channel: TeamsChannel, teams: FaultyTeams, kept: Kept
) -> None:
    await kept.drop(TENANT, DIRECT)
    with pytest.raises(Gone):
        await channel.send(JANE, hello())
    with pytest.raises(Gone):
        await channel.replace(JANE, "a\n1", hello())
    assert not teams.requests


async def test_that_teams_finds_no_conversation_is_believed_the_second_time(
    channel: TeamsChannel, teams: FaultyTeams, kept: Kept
) -> None:
    lost = refuses(404, "ConversationNotFound")
    for number in range(2):
        teams.troubles = [lost]
        with pytest.raises(Busy) as busy:
            await channel.send(JANE, hello(f"k{number}"))
        assert busy.value.after == timedelta(seconds=30)
        await channel.send(JANE, hello(f"k{number}"))
    teams.troubles = [lost, lost]
    with pytest.raises(Busy):
        await channel.send(JANE, hello("k3"))
    with pytest.raises(Gone):
        await channel.send(JANE, hello("k3"))
    assert (TENANT, DIRECT) not in kept.all


# --- how it is drawn -------------------------------------------------------------------------------


WHOLE = charts.Chart(
    "bar",
    "Happiness",
    charts.Unit.POINTS,
    (charts.Series("All", (charts.Point("VPN", 3, 1, 5, 9), charts.Point("SAP", 4, 1, 6, 9))),),
)
CHART = Card("Your numbers", (Picture(charts.to_json(WHOLE), charts.in_words(WHOLE)),))
PRESSED = Card("Hello.", (Text("*Words*"), Buttons((Button("Help", ShowHelp()),))))


class Refusing:
    """A Teams that does not take these kinds of element."""

    def __init__(self, *kinds: str, trouble: Trouble | None = None) -> None:
        self._kinds = set(kinds)
        self._trouble = trouble or refuses(400, "BadSyntax", "Bad card")

    def __call__(self, body: dict[str, Any]) -> Trouble | None:
        return self._trouble if cards.kinds(body) & self._kinds else None


def drawn(teams: FaultyTeams) -> set[str]:
    return cards.kinds(teams.messages[-1].body)


@pytest.mark.parametrize("trouble", [refuses(413, "MessageSizeTooBig"), refuses(400, "BadSyntax")])
async def test_what_is_too_rich_is_drawn_more_plainly(
    channel: TeamsChannel, teams: FaultyTeams, trouble: Trouble
) -> None:
    await channel.send(JANE, Message("k1", CHART))
    assert any(kind.startswith("Chart.") for kind in drawn(teams))
    charts_drawn = [kind for kind in drawn(teams) if kind.startswith("Chart.")]
    teams.refuses = Refusing(*charts_drawn, trouble=trouble)
    await channel.send(JANE, Message("k2", CHART))
    assert "Table" in drawn(teams)
    teams.refuses = Refusing("Table", *charts_drawn, trouble=trouble)
    await channel.send(JANE, Message("k3", CHART))
    assert not {"Table", *charts_drawn} & drawn(teams)
    assert "VPN" in cards.words(teams.messages[-1].body)
    teams.refuses = Refusing("AdaptiveCard", trouble=trouble)
    await channel.send(JANE, Message("k4", CHART))
    assert drawn(teams) == set()
    assert "VPN" in teams.messages[-1].body["text"]


async def test_the_words_alone_are_read_as_they_are(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.refuses = Refusing("AdaptiveCard")
    await channel.send(JANE, Message("k1", PRESSED))
    (there,) = teams.messages
    assert there.body["text"] == "Hello.\n*Words*\n[Help]"
    assert there.body["textFormat"] == "plain"
    assert len(teams.requests) == 2, "and the same card is not tried three times"


async def test_a_replacement_is_drawn_more_plainly_too(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    receipt = await channel.send(JANE, hello())
    teams.refuses = Refusing("AdaptiveCard")
    assert await channel.replace(JANE, receipt, Message("k2", PRESSED)) == receipt
    assert teams.messages[0].body["textFormat"] == "plain"


async def test_what_teams_takes_in_no_shape_is_laid_aside(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.refuses = lambda _: refuses(400, "BadSyntax")
    with pytest.raises(Rejected):
        await channel.send(JANE, Message("k1", CHART))


async def test_nothing_is_too_long(channel: TeamsChannel, teams: FaultyTeams) -> None:
    endless = "Ünïcode 😀 & <b> " * 4_000
    await channel.send(JANE, Message("k1", Card(endless, (Text(endless),))))
    teams.refuses = Refusing("AdaptiveCard")
    await channel.send(JANE, Message("k2", Card(endless, (Text(endless),))))
    assert len(teams.messages) == 2


# --- what nobody knows -----------------------------------------------------------------------------


comes_at_last = pytest.mark.parametrize("patience", [60], ids=["patient"])
"""However busy the machine is, the answer is not given up before it is there."""


async def abandoned(channel: TeamsChannel, message: Message, after: float = 0.05) -> None:
    """Sent by somebody who does not wait for the answer."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(after):
            await channel.send(JANE, message)


async def found(channel: TeamsChannel, message: Message) -> str | None:
    """What is known of it once the answer has come."""
    while True:
        try:
            return await channel.find(JANE, message)
        except Busy:
            await asyncio.sleep(0.02)


@comes_at_last
async def test_an_answer_that_comes_late_is_heard_all_the_same(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.troubles = [slow(0.2)]
    await abandoned(channel, hello())
    with pytest.raises(Busy, match="not answered yet"):
        await channel.find(JANE, hello())
    assert await found(channel, hello()) == receipt_of(teams)
    assert teams.words() == ["Hello."]
    assert not channel.may_be_twice


@comes_at_last
async def test_whoever_sends_it_again_meanwhile_waits_for_the_same_answer(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.troubles = [slow(0.2)]
    await abandoned(channel, hello())
    assert await channel.send(JANE, hello()) == receipt_of(teams)
    assert teams.words() == ["Hello."]


@comes_at_last
async def test_a_no_that_comes_late_leaves_nothing_open(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.troubles = [Trouble(412, "PreconditionFailed", slow=0.15)]
    await abandoned(channel, hello())
    assert await found(channel, hello()) is None
    await channel.send(JANE, hello())
    assert not channel.may_be_twice


async def test_after_a_no_the_next_try_may_be_open_again(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.troubles = [refuses(412, "PreconditionFailed"), fails(504, done=True)]
    for outcome in (Busy, Unclear):
        with pytest.raises(outcome):
            await channel.send(JANE, hello())
    assert await channel.find(JANE, hello()) is None
    await channel.send(JANE, hello())
    assert channel.may_be_twice == {Kind.NEWS: 1}


async def test_when_the_house_is_closed_nothing_is_listened_for(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.troubles = [hangs()]
    await abandoned(channel, hello())
    await channel.close()
    assert await channel.find(JANE, hello()) is None


MESSAGES = {
    Kind.ANSWER: hello("reply:teams:1:0"),
    Kind.CARD: hello(slot="rating:i1"),
    Kind.NEWS: hello(),
    Kind.FAREWELL: hello("reply:teams:2:0", "Goodbye.", slot=ALONE),
}


def test_every_kind_of_message_is_decided_on() -> None:
    assert MESSAGES.keys() == set(Kind)
    assert all(kind_of(message) is kind for kind, message in MESSAGES.items())
    assert kind_of(hello("reply:1:0", slot="rating:i1")) is Kind.CARD


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("trouble", [cut(done=True), cut(), fails(502, done=True), fails(504)])
async def test_whatever_may_be_lost_is_sent_again_and_counted(
    channel: TeamsChannel, teams: FaultyTeams, kind: Kind, trouble: Trouble
) -> None:
    message = MESSAGES[kind]
    teams.troubles = [trouble]
    with pytest.raises(Unclear):
        await channel.send(JANE, message)
    assert await channel.find(JANE, message) is None
    receipt = await channel.send(JANE, message)
    assert await channel.find(JANE, message) == receipt == receipt_of(teams)
    assert len(teams.messages) == 1 + trouble.done
    assert channel.may_be_twice == {kind: 1}


async def test_of_two_copies_the_one_we_know_is_kept_up_to_date(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    teams.troubles = [cut(done=True)]
    with pytest.raises(Unclear):
        await channel.send(JANE, hello(slot="a"))
    await channel.find(JANE, hello(slot="a"))
    receipt = await channel.send(JANE, hello(slot="a"))
    await channel.replace(JANE, receipt, hello("k2", "Newer.", slot="a"))
    assert teams.words() == ["Hello.", "Newer."]


async def test_another_process_sends_it_again_and_counts_it(
    channel: TeamsChannel, teams: FaultyTeams, connector: Connector, kept: Kept
) -> None:
    await channel.send(JANE, hello())
    other = TeamsChannel(connector, kept)
    assert await other.find(JANE, hello()) is None
    await other.send(JANE, hello())
    assert teams.words() == ["Hello.", "Hello."]
    assert other.may_be_twice == {Kind.NEWS: 1}


async def test_what_it_sent_itself_it_need_not_send_again(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    receipt = await channel.send(JANE, hello())
    assert await channel.find(JANE, hello()) == receipt
    assert await channel.find(SAM, hello()) is None


# --- taken back ------------------------------------------------------------------------------------


GOODBYE = hello("bye", "All gone.", slot=ALONE)


def remembering(
    connector: Connector, kept: Kept, *receipts: str, where: Address = JANE
) -> TeamsChannel:
    """As after a start, with what the desk has written down."""

    async def said(to: Address) -> Sequence[str]:
        return receipts if to == where else ()

    told: Said = said
    return TeamsChannel(connector, kept, said=told)


async def test_alone_takes_back_what_we_know_that_we_said(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    first = await channel.send(JANE, hello())
    await channel.send(JANE, hello("k2", "More."))
    await channel.replace(JANE, first, hello("k3", "Newer."))
    await channel.send(SAM, hello("k4", "To Sam"))
    await channel.send(JANE, GOODBYE)
    assert teams.words(DIRECT) == ["All gone."]
    assert teams.words("a:sams") == ["To Sam"]
    assert await channel.find(JANE, hello("k3")) is None
    assert len(teams.asked_for("DELETE")) == 2


async def test_after_a_start_the_desk_tells_what_there_is(
    channel: TeamsChannel, teams: FaultyTeams, connector: Connector, kept: Kept
) -> None:
    first = await channel.send(JANE, hello())
    second = await channel.send(JANE, hello("k2"))
    theirs = places.receipt("a:elsewhere", "1")
    other = remembering(connector, kept, first, second, first, theirs, f"{DIRECT}\n")
    await other.send(JANE, GOODBYE)
    assert teams.words() == ["All gone."]
    assert len(teams.asked_for("DELETE")) == 2


async def test_much_is_taken_back_in_several_tries(
    channel: TeamsChannel, teams: FaultyTeams, connector: Connector, kept: Kept, time: Time
) -> None:
    for number in range(20):
        await tried(channel, hello(f"m{number}"), time)
    receipts = [receipt_of(teams, place) for place in range(20)]
    begin = time.passed
    other = remembering(connector, kept, *receipts)
    with pytest.raises(Busy):
        await other.send(JANE, GOODBYE)
    assert time.passed - begin < 5, "within the patience of whoever delivers"
    await tried(other, GOODBYE, time)
    assert teams.words() == ["All gone."]
    assert len(teams.asked_for("DELETE")) == 20, "each of them once"


async def test_what_cannot_be_taken_back_does_not_stop_it(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    await channel.send(JANE, hello())
    teams.troubles = [refuses(403, "ServiceError")]
    await channel.send(JANE, GOODBYE)
    assert teams.words() == ["Hello.", "All gone."]


async def test_whoever_has_blocked_us_is_left_alone(
    channel: TeamsChannel, teams: FaultyTeams
) -> None:
    await channel.send(JANE, hello())
    teams.troubles = [BLOCKED]
    with pytest.raises(Gone):
        await channel.send(JANE, GOODBYE)


async def tried(channel: TeamsChannel, message: Message, time: Time) -> None:
    """Again and again, as long as the channel is only busy."""
    for _ in range(60):
        try:
            await channel.send(JANE, message)
        except Busy as busy:
            time.passed += busy.after.total_seconds() if busy.after else 1
        else:
            return
    raise AssertionError("it never left")


# --- the whole way ---------------------------------------------------------------------------------


class Started:
    """Every process that there was."""

    def __init__(self, connector: Connector, kept: Kept) -> None:
        self._connector = connector
        self._kept = kept
        self.channels: list[TeamsChannel] = []

    def __call__(self) -> Channel:
        self.channels.append(TeamsChannel(self._connector, self._kept))
        return self.channels[-1]

    @property
    def may_be_twice(self) -> int:
        return sum(channel.may_be_twice.total() for channel in self.channels)

    async def close(self) -> None:
        for channel in self.channels:
            await channel.close()


@pytest.fixture
async def started(connector: Connector, kept: Kept) -> AsyncIterator[Started]:
    started = Started(connector, kept)
    yield started
    await started.close()


@pytest.fixture
async def post(sqlite_url: str, started: Started, time: Time) -> AsyncIterator[Post]:
    async with open_store(sqlite_url, Policy(), clock=time.utc, new_id=Ids()) as store:
        yield Post(store, time, started)


KEYS = ("one", "two", "three", "four", "five", "six")


@pytest.mark.parametrize("restarts", [False, True], ids=["one process", "always a new one"])
@pytest.mark.parametrize(
    "troubles",
    [
        pytest.param([throttled(30), throttled()] * 3, id="a storm of 429"),
        pytest.param([refuses(412, "PreconditionFailed")] * 4, id="412"),
        pytest.param([fails(500), fails(500, done=True)] * 2, id="500"),
        pytest.param([fails(502), fails(502, done=True), fails(504)], id="502 and 504"),
        pytest.param([hangs(), hangs(done=True)], id="hangs"),
        pytest.param([cut(), cut(done=True)] * 2, id="the line breaks"),
        pytest.param([slow(0.1), slow(0.4)], id="slow"),
        pytest.param([refuses(401, "Unauthorized")] * 2, id="not let in"),
        pytest.param([refuses(404, "ConversationNotFound")], id="not found for once"),
        pytest.param(
            [cut(done=True), throttled(5), hangs(done=True), fails(503), refuses(412, "x")],
            id="everything",
        ),
    ],
)
async def test_nothing_is_lost_and_what_is_there_twice_is_counted(
    post: Post, teams: FaultyTeams, started: Started, troubles: list[Trouble], restarts: bool
) -> None:
    await post.write(JANE, *KEYS)
    teams.troubles = list(troubles)
    await post.settle(minutes=240, restarts=restarts)
    assert not teams.troubles
    assert list(dict.fromkeys(teams.words(DIRECT))) == list(KEYS), "each, and in order"
    twice = len(teams.messages) - len(KEYS)
    assert twice >= sum(trouble.done and trouble.status != 200 for trouble in troubles)
    assert twice <= started.may_be_twice


@comes_at_last
async def test_an_answer_that_takes_longer_than_delivery_waits_is_there_once(
    post: Post, teams: FaultyTeams, started: Started
) -> None:
    await post.write(JANE, *KEYS)
    teams.troubles = [slow(0.7), slow(0.7)]
    await post.settle(minutes=240)
    assert teams.words() == list(KEYS)
    assert not started.may_be_twice


async def test_a_replacement_stays_one_message_whatever_happens(
    post: Post, teams: FaultyTeams, started: Started
) -> None:
    await post.write(JANE, "before", slot="a")
    await post.settle()
    teams.troubles = [cut(done=True), hangs(), fails(502, done=True), throttled(9)]
    await post.write(JANE, "between", slot="a")
    await post.write(JANE, "after", slot="a")
    await post.settle(restarts=True)
    assert teams.words() == ["after"]
    everything = [body["summary"] for body in teams.messages[0].bodies]
    assert list(dict.fromkeys(everything)) == ["before", "between", "after"]
    assert not started.may_be_twice


async def test_whoever_has_blocked_us_is_not_written_to_again(
    post: Post, teams: FaultyTeams
) -> None:
    await post.write(JANE, *KEYS)
    await post.write(SAM, "to Sam")
    teams.weather = lambda conversation: BLOCKED if conversation == DIRECT else None
    await post.settle()
    assert teams.words() == ["to Sam"]
    assert len(teams.requests) == 2


async def test_many_conversations_in_bad_weather(
    post: Post, teams: FaultyTeams, kept: Kept, started: Started
) -> None:
    people = [places.address(TENANT, f"aad-{number}", f"a:{number}") for number in range(30)]
    for number, person in enumerate(people):
        await kept.keep(teams.reference(TENANT, f"a:{number}", f"{number}"))
        await post.write(person, *(f"{person.place} {each}" for each in range(3)))
    weather = [throttled(3), cut(done=True), slow(0), fails(500, done=True), cut()]
    teams.troubles = weather * 5
    await post.settle(minutes=240, restarts=True)
    for number, person in enumerate(people):
        expected = [f"{person.place} {each}" for each in range(3)]
        assert list(dict.fromkeys(teams.words(f"a:{number}"))) == expected
    twice = sum(times - 1 for times in Counter(teams.words()).values())
    assert 10 <= twice <= started.may_be_twice


async def test_a_crowd_never_hears_that_it_is_too_fast(
    post: Post, teams: FaultyTeams, kept: Kept, time: Time
) -> None:
    teams.limits = Limits(time)
    for number in range(60):
        await kept.keep(teams.reference(TENANT, f"a:{number}", f"{number}"))
        person = places.address(TENANT, f"aad-{number}", f"a:{number}")
        await post.write(person, f"{number} one", f"{number} two")
    await post.settle()
    assert len(teams.messages) == 120
    assert not teams.limits.refused


async def test_an_answer_passes_news_whose_turn_comes_later(
    post: Post, channel: TeamsChannel, teams: FaultyTeams
) -> None:
    news, answer = [f"news {number}" for number in range(SPARE + 3)], f"{REPLY}once:0"
    await post.write(JANE, *news)
    await post.deliver(channel)
    assert teams.words() == news[:SPARE], "the others have to wait"
    await post.write(JANE, answer)
    await post.deliver(channel)
    assert teams.words() == [*news[:SPARE], answer]
    await post.settle()
    assert teams.words() == [*news[:SPARE], answer, *news[SPARE:]]


async def test_a_person_is_reached_where_teams_said_last(
    channel: TeamsChannel, teams: FaultyTeams, kept: Kept
) -> None:
    older: Reference = jane(teams)
    await kept.keep(replace(older, bot_id="28:newer"))
    with suppress(Busy):
        await channel.send(JANE, hello())
    assert teams.messages[0].body["from"] == {"id": "28:newer"}
