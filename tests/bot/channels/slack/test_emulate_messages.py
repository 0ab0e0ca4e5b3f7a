"""In a strict Slack our scopes are enough, what is said stands there as it was said, and nothing is
lost until a missing scope is granted."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.cards import Card, Text
from bot.channels.port import Busy, Gone, Message
from bot.channels.slack import places, write
from bot.channels.slack.api import OUR_FAULT, OneWorkspace, SlackApi, open_slack
from bot.channels.slack.names import METADATA, METHODS, SCOPES
from bot.channels.slack.people import SlackPeople
from bot.channels.slack.send import Face, SlackChannel
from bot.turns import ALONE
from feedback.people import Address
from feedback.policy import Policy
from feedback.store import open_store
from tests.bot.channels.posting import Post
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE, full
from tests.bot.channels.slack.test_send import Time, hello, process, talking
from tests.doubles import Ids
from tests.house import CAST
from tests.peers.emulate import BOT, BOT_TOKEN, TEAM, StrictSlack, token_of

Json = dict[str, Any]

EMAIL = "jane@example.org"
OAUTH = "oauth.v2.access"
"""Is called without a token; whoever installs us does it."""


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def api(strict_slack: StrictSlack, time: Time) -> AsyncIterator[SlackApi]:
    async with open_slack(
        OneWorkspace(None, BOT_TOKEN),
        base_url=strict_slack.api_url,
        monotonic=time,
        sleep=time.sleep,
    ) as api:
        yield api


@pytest.fixture
def jane(strict_slack: StrictSlack) -> Address:
    return places.address(TEAM, strict_slack.user("jane"), strict_slack.dm("jane"))


@pytest.fixture
async def post(sqlite_url: str, api: SlackApi, time: Time) -> AsyncIterator[Post]:
    async with open_store(sqlite_url, Policy(), clock=time.utc, new_id=Ids()) as store:
        async with store.desk.begin() as work:
            await work.people.put(*CAST)
        yield Post(store, time, lambda: process(api, time))


@pytest.fixture
def people(post: Post, api: SlackApi, time: Time) -> SlackPeople:
    return SlackPeople(post.store.desk, api, time.utc)


def dm(jane: Address) -> str:
    return places.place_of(jane)[1]


def user(jane: Address) -> str:
    return places.user_of(jane)[1]


# --- method by method ----------------------------------------------------------------------------


TITLE = {"type": "plain_text", "text": "Hello"}


def calls(jane: Address, ts: str, trigger: str) -> Mapping[str, Json]:
    """What each method is called with, about a message that is there."""
    there = {"channel": dm(jane), "ts": ts}
    return {
        "auth.test": {},
        "chat.delete": there,
        "chat.postMessage": {"channel": dm(jane), "text": "Hello."},
        "chat.update": {**there, "text": "Newer."},
        "conversations.history": {"channel": dm(jane), "include_all_metadata": True},
        "conversations.open": {"users": user(jane)},
        "conversations.replies": there,
        "users.info": {"user": user(jane), "include_locale": True},
        "users.lookupByEmail": {"email": EMAIL},
        "views.open": {
            "trigger_id": trigger,
            "view": {"type": "modal", "title": TITLE, "blocks": []},
        },
        "views.publish": {"user_id": user(jane), "view": {"type": "home", "blocks": []}},
    }


@pytest.mark.parametrize("method", METHODS)
async def test_a_method_needs_the_scope_that_we_say_and_no_other(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time, method: str
) -> None:
    said = strict_slack.call("chat.postMessage", channel=dm(jane), text="Before.")
    arguments = calls(jane, said["ts"], strict_slack.trigger("jane")).get(method)
    if arguments is None:
        assert method == OAUTH or not strict_slack.knows(method)
        return
    ask = api.ask if method.startswith(("users.", "conversations.")) else api.tell
    scope = METHODS[method]
    if scope is not None:
        strict_slack.grant(SCOPES.keys() - {scope})
        with pytest.raises(Busy, match="missing_scope"):
            await ask(TEAM, method, **arguments)
        (problem,) = api.problems()
        assert f"{method}): missing_scope" in problem
        time.passed += OUR_FAULT
    strict_slack.grant({scope} if scope is not None else ())
    await ask(TEAM, method, **arguments)
    assert not api.problems()


# --- while a scope is missing -----------------------------------------------------------


async def test_what_the_manifest_asks_for_is_enough(
    api: SlackApi, strict_slack: StrictSlack, people: SlackPeople, time: Time
) -> None:
    jane = (await people.addresses([EMAIL]))[EMAIL].address
    assert await people.known(*places.user_of(jane)) == jane
    channel = process(api, time)
    receipt = await channel.send(jane, hello())
    await channel.send(jane, hello("k2", "Below.", thread=receipt))
    await channel.replace(jane, receipt, hello("k3", "Newer."))
    assert await process(api, time).find(jane, hello("k3")) == receipt
    await channel.send(jane, hello("bye", "All gone.", slot=ALONE))
    assert not api.problems()
    assert strict_slack.chat("jane")[-1]["text"] == "All gone."


@dataclass
class OverABadLine:
    """What is sent arrives, and the answer is lost on its way back."""

    channel: SlackChannel
    name: str = places.NAME

    async def send(self, to: Address, message: Message) -> str:
        await self.channel.send(to, message)
        raise ConnectionResetError

    async def replace(self, to: Address, receipt: str, message: Message) -> str:
        raise AssertionError("nothing is replaced here")

    async def find(self, to: Address, message: Message) -> str | None:
        return await self.channel.find(to, message)


async def test_what_may_not_be_written_yet_waits(
    post: Post, api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    strict_slack.grant(SCOPES.keys() - {"chat:write"})
    await post.write(jane, "one", "two")
    await post.deliver(process(api, time))
    assert await post.waiting() == 2
    assert "chat.postMessage): missing_scope" in api.problems()[0]
    strict_slack.grant(SCOPES)
    await post.settle(minutes=5)
    assert [each["text"] for each in strict_slack.chat("jane")] == ["one", "two"]
    assert not api.problems()


async def test_what_may_not_be_replaced_yet_stays_as_it_is(
    post: Post, api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    await post.write(jane, "before", slot="a")
    await post.settle()
    strict_slack.grant(SCOPES.keys() - {"chat:write"})
    await post.write(jane, "after", slot="a")
    await post.deliver(process(api, time))
    assert [each["text"] for each in strict_slack.chat("jane")] == ["before"]
    strict_slack.grant(SCOPES)
    await post.settle(minutes=5)
    assert [each["text"] for each in strict_slack.chat("jane")] == ["after"]


async def test_what_may_not_be_looked_for_yet_is_not_sent_again(
    post: Post, api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    strict_slack.grant(SCOPES.keys() - {"im:history"})
    await post.write(jane, "one", "two")
    await post.deliver(OverABadLine(process(api, time)))
    for _ in range(3):
        time.passed += 300
        await post.deliver(process(api, time))
    assert await post.waiting() == 2
    assert "conversations.history): missing_scope" in api.problems()[0]
    assert [each["text"] for each in strict_slack.chat("jane")] == ["one"]
    strict_slack.grant(SCOPES)
    await post.settle(minutes=60)
    assert [each["text"] for each in strict_slack.chat("jane")] == ["one", "two"]
    assert not api.problems()


@pytest.mark.parametrize("scope", ["im:write", "users:read.email"])
async def test_whom_we_may_not_look_for_yet_is_found_later(
    api: SlackApi, strict_slack: StrictSlack, people: SlackPeople, time: Time, scope: str
) -> None:
    strict_slack.grant(SCOPES.keys() - {scope})
    assert await people.addresses([EMAIL]) == {}
    assert "missing_scope" in api.problems()[0]
    strict_slack.grant(SCOPES)
    time.passed += OUR_FAULT
    found: Mapping[str, Any] = await people.addresses([EMAIL])
    assert places.user_of(found[EMAIL].address) == (TEAM, strict_slack.user("jane"))
    assert not api.problems()


@pytest.mark.parametrize("scope", ["im:write", "users:read", "users:read.email"])
async def test_who_speaks_while_we_may_not_know_them_is_known_later(
    strict_slack: StrictSlack, people: SlackPeople, time: Time, scope: str
) -> None:
    her = (TEAM, strict_slack.user("jane"))
    strict_slack.grant(SCOPES.keys() - {scope})
    assert await people.known(*her) is None
    strict_slack.grant(SCOPES)
    time.passed += 600
    known = await people.known(*her)
    assert known is not None
    assert places.user_of(known) == her


# --- as it was said ------------------------------------------------------------------------------


def kept(slack: StrictSlack, receipt: str) -> Json:
    """As the people's own Slack would show it."""
    channel, ts = places.split_receipt(receipt)
    found = [each for each in slack.look("messages") if each["ts"] == ts]
    assert [each["channel_id"] for each in found] == [channel]
    return found[0]


CARDS = {words[:20]: full(words) for words in (*HOSTILE, FAR_AND_WIDE)}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
async def test_it_stands_there_as_we_drew_it(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time, card: Card
) -> None:
    receipt = await process(api, time).send(jane, Message("k1", card, slot="a"))
    there = kept(strict_slack, receipt)
    drawn = write.message(card, slot="a")
    assert (there["text"], there["blocks"]) == (drawn["text"], drawn["blocks"])
    assert there["metadata"] == {"event_type": METADATA, "event_payload": {"key": "k1"}}
    assert there["user"] == BOT
    assert (there["parse"], there["link_names"]) == ("none", False)
    assert (there["unfurl_links"], there["unfurl_media"]) == (False, False)


async def test_a_thread_holds_what_belongs_into_it(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    channel = process(api, time)
    first = await channel.send(jane, hello())
    below = await channel.send(jane, hello("k2", "Below.", thread=first))
    _, thread = places.split_receipt(first)
    theirs = strict_slack.says("jane", "Thanks!", thread_ts=thread)
    hers = places.receipt(dm(jane), theirs["ts"])
    under_hers = await channel.send(jane, hello("k3", "Under hers.", thread=hers))
    assert kept(strict_slack, below)["thread_ts"] == thread
    assert kept(strict_slack, under_hers)["thread_ts"] == theirs["ts"]
    assert [each["text"] for each in strict_slack.chat("jane")] == ["Hello."]
    another = process(api, time)
    assert await another.find(jane, hello("k1")) == first
    assert await another.find(jane, hello("k2", thread=first)) == below
    assert await another.find(jane, hello("k9")) is None


async def test_it_is_brought_up_to_date_in_its_place(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    first = await process(api, time).send(jane, Message("k1", full(), slot="a"))
    newer = Card("Thank you.", (Text("It is noted."),))
    assert await process(api, time).replace(jane, first, Message("k2", newer, slot="a")) == first
    there = kept(strict_slack, first)
    assert (there["text"], there["blocks"]) == tuple(write.message(newer, slot="a").values())
    assert there["edited"]["user"] == BOT
    another = process(api, time)
    assert (await another.find(jane, hello("k1")), await another.find(jane, hello("k2"))) == (
        None,
        first,
    )


async def test_what_somebody_else_took_away_or_said_is_not_written_over(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    channel = process(api, time)
    first = await channel.send(jane, hello())
    where, ts = places.split_receipt(first)
    strict_slack.call("chat.delete", channel=where, ts=ts)
    theirs = strict_slack.says("jane", "What was that?")
    again = await channel.replace(jane, first, hello("k2", "Newer."))
    below = await channel.replace(jane, places.receipt(where, theirs["ts"]), hello("k3", "Newest."))
    assert len({first, again, below}) == 3
    assert [each["text"] for each in strict_slack.chat("jane")] == [
        "What was that?",
        "Newer.",
        "Newest.",
    ]


async def test_what_arrived_over_a_bad_line_stands_there_once(
    post: Post, api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    await post.write(jane, "one", "two", "three")
    for _ in range(3):
        await post.deliver(OverABadLine(process(api, time)))
        time.passed += 60
    await post.settle(restarts=True)
    assert [each["text"] for each in strict_slack.chat("jane")] == ["one", "two", "three"]


async def test_nobody_is_reached_where_we_are_not(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    between_others = strict_slack.call(
        "conversations.open", token_of("tom"), users=strict_slack.user("jane")
    )
    for channel in between_others["channel"]["id"], "D0NOWHERE":
        to = places.address(TEAM, places.user_of(jane)[1], channel)
        with pytest.raises(Gone):
            await process(api, time).send(to, hello())
        assert await process(api, time).find(to, hello("k1")) is None
    assert strict_slack.look("messages") == []


async def test_a_technician_speaks_under_their_own_name(
    api: SlackApi, strict_slack: StrictSlack, jane: Address, time: Time
) -> None:
    said = Card("I am on it.", by="Sam Baker", by_id="sam")
    receipt = await talking(api, time, {"sam": Face("Sam Baker")}).send(jane, Message("k1", said))
    there = kept(strict_slack, receipt)
    assert there["username"] == "Sam Baker"
    assert "via Sincerely" not in str(there["blocks"])
