"""Messages in Slack: each of them once, whatever Slack and the network do; and in whose voice."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from analytics import charts
from bot.actions import ShowHelp
from bot.cards import Button, Buttons, Card, Picture, Text
from bot.channels.port import Busy, Gone, Message, Rejected
from bot.channels.remembered import REMEMBERED, Remembered
from bot.channels.slack import places
from bot.channels.slack.api import HalfDone, OneWorkspace, SlackApi, open_slack
from bot.channels.slack.send import CLOCKS_APART, PAGE, Face, SlackChannel
from bot.delivery import PATIENCE
from bot.turns import ALONE
from feedback.people import Address
from feedback.policy import Policy
from feedback.store import open_store
from tests.bot.channels.posting import Post
from tests.bot.channels.samples import HAPPINESS
from tests.doubles import Ids
from tests.peers.local_slack import BOT_TOKEN, LocalSlack
from tests.peers.relay import remembering
from tests.peers.slack_faults import (
    FaultySlack,
    Json,
    Kept,
    Trouble,
    cut,
    fails,
    faulty_slack,
    hangs,
    says,
    slow,
    throttled,
)

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
JANE = places.address("T01", "U01", "D01")
SAM = places.address("T01", "U03", "D03")


class Time:
    """One time for the store, the pace and every wait."""

    def __init__(self) -> None:
        self.passed = 0.0

    def utc(self) -> datetime:
        return NINE + timedelta(seconds=self.passed)

    def __call__(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def slack() -> AsyncIterator[FaultySlack]:
    async with faulty_slack() as slack:
        yield slack


@pytest.fixture
async def api(slack: FaultySlack, time: Time) -> AsyncIterator[SlackApi]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield SlackApi(
            session,
            OneWorkspace(None, "xoxb-ours"),
            base_url=slack.api_url,
            monotonic=time,
            sleep=time.sleep,
        )


@pytest.fixture
def channel(api: SlackApi, time: Time) -> SlackChannel:
    return process(api, time)


def process(api: SlackApi, time: Time) -> SlackChannel:
    """As after a start: it remembers nothing."""
    return SlackChannel(api, monotonic=time, sleep=time.sleep)


def talking(api: SlackApi, time: Time, faces: dict[str, Face]) -> SlackChannel:
    async def face(person_id: str) -> Face | None:
        return faces.get(person_id)

    return SlackChannel(api, customize=True, face=face, monotonic=time, sleep=time.sleep)


def hello(
    key: str = "k1", words: str = "Hello.", *, slot: str | None = None, thread: str | None = None
) -> Message:
    return Message(key, Card(words), slot, thread=thread)


def drawn(kept: Kept) -> list[str]:
    return [block["type"] for block in kept.blocks]


# --- what is sent --------------------------------------------------------------------------------


async def test_a_message_says_what_it_is_also_where_only_its_text_is_read(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    receipt = await channel.send(JANE, hello(words="Fish & <chips>"))
    (sent,) = slack.called("chat.postMessage")
    assert sent["text"] == "Fish &amp; &lt;chips&gt;"
    assert sent["metadata"] == {
        "event_type": "sincerely_message",
        "event_payload": {"key": "k1"},
    }
    assert (sent["parse"], sent["link_names"]) == ("none", False)
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert receipt == f"D01:{slack.messages[0].ts}"


async def test_an_answer_goes_into_its_thread(channel: SlackChannel, slack: FaultySlack) -> None:
    first = await channel.send(JANE, hello())
    await channel.send(JANE, hello("k2", "Below it.", thread=first))
    assert slack.messages[1].thread_ts == slack.messages[0].ts


@pytest.mark.parametrize("thread", ["D01:1795561103.999999", "D99:1.1", "what", ""])
async def test_where_there_is_no_such_thread_it_goes_to_the_conversation(
    channel: SlackChannel, slack: FaultySlack, thread: str
) -> None:
    await channel.send(JANE, hello(thread=thread))
    assert [each.thread_ts for each in slack.messages] == [None]


async def test_what_can_be_replaced_no_more_is_sent_anew(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    receipt = await channel.send(JANE, hello())
    for number, error in enumerate(("message_not_found", "cant_update_message")):
        slack.troubles = [says(error)]
        newer = await channel.replace(JANE, receipt, hello(f"r{number}", "Newer."))
        assert newer != receipt
    slack.messages.clear()
    newest = await channel.replace(JANE, receipt, hello("r3", "Newest."))
    assert slack.texts() == ["Newest."]
    assert newest == f"D01:{slack.messages[0].ts}"


async def test_a_replacement_is_made_again_after_a_stumble(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    receipt = await channel.send(JANE, hello())
    slack.troubles = [says("internal_error", done=True)]
    with pytest.raises(Busy):
        await channel.replace(JANE, receipt, hello("k2", "Newer."))
    await channel.replace(JANE, receipt, hello("k2", "Newer."))
    assert slack.texts() == ["Newer."]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("channel_not_found", Gone),
        ("user_not_found", Gone),
        ("user_disabled", Gone),
        ("is_archived", Gone),
        ("cannot_dm_bot", Gone),
        ("account_inactive", Busy),
        ("invalid_auth", Busy),
        ("missing_scope", Busy),
        ("no_such_word_yet", Rejected),
    ],
)
async def test_what_slacks_no_means(
    channel: SlackChannel, slack: FaultySlack, error: str, outcome: type[Exception]
) -> None:
    slack.troubles = [says(error)]
    with pytest.raises(outcome):
        await channel.send(JANE, hello())


# --- found again ---------------------------------------------------------------------------------


async def test_another_process_finds_it_by_its_metadata(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    receipt = await channel.send(JANE, hello())
    await channel.send(JANE, hello("k2", "Later."))
    other = process(api, time)
    assert await other.find(JANE, hello("k1")) == receipt
    assert await other.find(JANE, hello("k3")) is None
    assert await other.find(SAM, hello("k1")) is None
    newer = await other.replace(JANE, receipt, hello("k3", "Newer."))
    assert await process(api, time).find(JANE, hello("k3")) == newer


async def test_what_it_sent_itself_it_need_not_look_for(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    receipt = await channel.send(JANE, hello())
    assert await channel.find(JANE, hello("k1")) == receipt
    assert not slack.called("conversations.history")


async def test_it_is_found_in_its_thread_however_old_and_long_that_is(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    first = await channel.send(JANE, hello())
    for number in range(PAGE + 50):
        slack.write("D01", f"Words {number}", user="U01", thread_ts=slack.messages[0].ts)
        slack.write("D01", f"Words beside it {number}", user="U01")
    below = await lost_on_its_way_back(channel, slack, hello("k2", "Below it.", thread=first))
    assert await process(api, time).find(JANE, hello("k2", thread=first)) == below


async def test_where_the_thread_is_gone_it_is_found_in_the_conversation(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    gone = hello("k2", "Below it.", thread="D01:1712345678.000100")
    there = await channel.send(JANE, gone)
    assert await process(api, time).find(JANE, gone) == there


async def test_it_is_found_whatever_people_have_said_since(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    there = await lost_on_its_way_back(channel, slack, hello())
    for number in range(2 * PAGE):
        slack.write("D01", f"Words {number}", user="U01")
    assert await process(api, time).find(JANE, hello()) == there


async def test_nothing_is_read_from_before_it_was_to_be_sent(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    for number in range(2 * PAGE):
        slack.write("D01", f"Words {number}", user="U01")
    there = await lost_on_its_way_back(channel, slack, hello())
    sent_at = datetime.fromtimestamp(float(slack.messages[-1].ts), UTC)
    about_then = replace(hello(), said_at=sent_at + CLOCKS_APART - timedelta(microseconds=1))
    assert await process(api, time).find(JANE, about_then) == there
    assert len(slack.called("conversations.history")) == 1
    later = replace(hello(), said_at=sent_at + CLOCKS_APART)
    assert await process(api, time).find(JANE, later) is None


async def test_a_look_that_slack_breaks_off_goes_on_from_there(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    slack.largest_page = 15
    there = await lost_on_its_way_back(channel, slack, hello())
    for number in range(40):
        slack.write("D01", f"Words {number}", user="U01")
    other = process(api, time)
    for _ in range(2):
        slack.reading_troubles = [slow(0), throttled(60)]
        with pytest.raises(Busy):
            await other.find(JANE, hello())
        time.passed += 60
    assert await other.find(JANE, hello()) == there
    asked = [arguments.get("cursor") for arguments in slack.called("conversations.history")]
    assert asked == [None, "15", "15", "30", "30"]


async def test_a_look_that_has_found_nothing_begins_anew_the_next_time(
    channel: SlackChannel, slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    slack.largest_page = 15
    for number in range(40):
        slack.write("D01", f"Words {number}", user="U01")
    other = process(api, time)
    assert await other.find(JANE, hello()) is None
    there = await lost_on_its_way_back(channel, slack, hello())
    assert await other.find(JANE, hello()) == there


async def lost_on_its_way_back(channel: SlackChannel, slack: FaultySlack, message: Message) -> str:
    """It has arrived, and nobody was told so; returns where it is."""
    slack.troubles = [cut(done=True)]
    with pytest.raises(aiohttp.ClientError):
        await channel.send(JANE, message)
    return f"D01:{slack.messages[-1].ts}"


async def test_metadata_of_others_is_not_ours(channel: SlackChannel, slack: FaultySlack) -> None:
    slack.write("D01", "k1", user="U01")
    assert await channel.find(JANE, hello("k1")) is None


async def test_where_there_is_nobody_nothing_arrived(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    slack.refuses = lambda _: "channel_not_found"
    assert await channel.find(JANE, hello("k1")) is None


@pytest.mark.parametrize(
    "trouble", [throttled(60), says("internal_error"), says("not_seen_yet"), fails(502)]
)
async def test_where_slack_does_not_say_nobody_knows(
    channel: SlackChannel, slack: FaultySlack, trouble: Trouble
) -> None:
    slack.reading_troubles = [trouble]
    with pytest.raises(Busy):
        await channel.find(JANE, hello("k1"))


@pytest.mark.parametrize("done", [True, False])
async def test_after_a_stumble_slack_is_asked_what_there_is(
    channel: SlackChannel, slack: FaultySlack, done: bool
) -> None:
    slack.troubles = [says("internal_error", done=done)]
    if done:
        assert await channel.send(JANE, hello()) == f"D01:{slack.messages[0].ts}"
    else:
        with pytest.raises(Busy):
            await channel.send(JANE, hello())
        await channel.send(JANE, hello())
    assert slack.texts() == ["Hello."]


async def test_a_stumble_about_which_slack_says_nothing_more_stays_open(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    slack.troubles = [says("internal_error", done=True)]
    slack.reading_troubles = [throttled(5)]
    with pytest.raises(HalfDone):
        await channel.send(JANE, hello())


async def test_memory_has_an_end() -> None:
    memory = Remembered(3)
    for number in range(5):
        memory.put("D01", f"k{number}", f"r{number}")
    assert [memory.get("D01", f"k{number}") for number in range(5)] == [
        None, None, "r2", "r3", "r4",
    ]  # fmt: skip
    memory.forget("D01")
    assert memory.get("D01", "k4") is None
    assert REMEMBERED > 1000


# --- how it is drawn -----------------------------------------------------------------------------


CHART = Card("Your numbers", (Picture(charts.to_json(HAPPINESS), charts.in_words(HAPPINESS)),))
WHOLE = charts.Chart(
    "bar",
    "Happiness",
    charts.Unit.POINTS,
    (charts.Series("All", (charts.Point("VPN", 3, 1, 5, 9), charts.Point("SAP", 4, 1, 6, 9))),),
)
GAUGES = Card("Your numbers", (Picture(charts.to_json(WHOLE), charts.in_words(WHOLE)),))


def refusing(*kinds: str) -> "Refusing":
    return Refusing(frozenset(kinds))


class Refusing:
    """A workspace to which these kinds of block have not come yet."""

    def __init__(self, kinds: frozenset[str]) -> None:
        self._kinds = kinds

    def __call__(self, arguments: Json) -> str | None:
        kinds = {block["type"] for block in arguments.get("blocks", ())}
        return "invalid_blocks" if kinds & self._kinds else None


async def test_a_chart_falls_to_a_table_and_that_is_remembered_for_a_while(
    channel: SlackChannel, slack: FaultySlack, time: Time
) -> None:
    slack.refuses = refusing("data_visualization")
    await channel.send(JANE, Message("k1", GAUGES))
    assert len(slack.calls) == 2
    assert "data_visualization" not in drawn(slack.messages[0])
    await channel.send(JANE, Message("k2", GAUGES))
    assert len(slack.calls) == 3, "not tried in vain again"
    slack.refuses = lambda _: None
    time.passed += 3601
    await channel.send(JANE, Message("k3", GAUGES))
    assert "data_visualization" in drawn(slack.messages[2])


async def test_a_table_falls_to_words(channel: SlackChannel, slack: FaultySlack) -> None:
    slack.refuses = refusing("data_visualization", "data_table", "table")
    await channel.send(JANE, Message("k1", GAUGES))
    assert not {"data_visualization", "data_table", "table"} & set(drawn(slack.messages[0]))
    assert "VPN" in str(slack.messages[0].blocks)


async def test_at_last_the_words_alone(channel: SlackChannel, slack: FaultySlack) -> None:
    slack.refuses = refusing("actions", "data_visualization")
    card = Card("Hello.", (Text("*Words*"), Buttons((Button("Help", ShowHelp()),))))
    await channel.send(JANE, Message("k1", card))
    (kept,) = slack.messages
    assert drawn(kept) == ["section"]
    assert kept.blocks[0]["text"] == {
        "type": "plain_text",
        "text": "Hello.\n*Words*\n[Help]",
        "emoji": False,
    }
    await channel.send(JANE, Message("k2", GAUGES))
    assert len(slack.called("chat.postMessage")) < 6, "nothing is drawn twice for one rung"


async def test_one_odd_card_makes_no_others_plainer(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    slack.refuses = refusing("actions")
    await channel.send(
        JANE, Message("k1", Card("Hello.", (Buttons((Button("Help", ShowHelp()),)),)))
    )
    await channel.send(JANE, Message("k2", GAUGES))
    assert "data_visualization" in drawn(slack.messages[1])


async def test_what_slack_takes_in_no_shape_is_laid_aside(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    slack.refuses = lambda _: "invalid_blocks"
    with pytest.raises(Rejected):
        await channel.send(JANE, Message("k1", CHART))


async def test_a_replacement_is_drawn_more_plainly_too(
    channel: SlackChannel, slack: FaultySlack
) -> None:
    receipt = await channel.send(JANE, hello())
    slack.refuses = refusing("data_visualization")
    assert await channel.replace(JANE, receipt, Message("k2", GAUGES)) == receipt
    assert "data_visualization" not in drawn(slack.messages[0])


async def test_nothing_is_too_long(channel: SlackChannel, slack: FaultySlack) -> None:
    endless = "Ünïcode 😀 & <b> " * 4_000
    await channel.send(JANE, Message("k1", Card(endless, (Text(endless),))))
    slack.refuses = refusing("rich_text", "header", "context")
    await channel.send(JANE, Message("k2", Card(endless, (Text(endless),))))
    assert len(slack.messages) == 2


# --- who speaks ----------------------------------------------------------------------------------


FROM_SAM = Card("I am on it.", by="Sam Baker", by_id="sam")
FACES = {"sam": Face("Sam Baker", "https://pictures.example/sam.png")}


async def test_a_technician_speaks_under_their_own_name(
    slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    channel = talking(api, time, FACES)
    await channel.send(JANE, Message("k1", FROM_SAM))
    await channel.send(JANE, hello("k2", "Something of ours."))
    first, second = slack.messages
    assert (first.username, first.icon_url) == ("Sam Baker", "https://pictures.example/sam.png")
    assert "Sam" not in str(first.blocks), "it need not be said again"
    assert (second.username, second.icon_url) == (None, None)


async def test_without_a_face_the_words_say_who_speaks(
    slack: FaultySlack, api: SlackApi, time: Time, channel: SlackChannel
) -> None:
    await channel.send(JANE, Message("k1", FROM_SAM))
    await talking(api, time, {}).send(JANE, Message("k2", FROM_SAM))
    slack.scopes = "chat:write"
    await channel.send(JANE, hello("k3"))
    await talking(api, time, FACES).send(JANE, Message("k4", FROM_SAM))
    for kept in slack.messages[0], slack.messages[1], slack.messages[3]:
        assert kept.username is None
        assert "Sam" in str(kept.blocks)


async def test_a_replaced_message_keeps_its_name_and_says_who_speaks_where_it_must(
    slack: FaultySlack, api: SlackApi, time: Time
) -> None:
    channel = talking(api, time, FACES)
    of_sam = await channel.send(JANE, Message("k1", FROM_SAM))
    of_ours = await channel.send(JANE, hello("k2"))
    await channel.replace(JANE, of_sam, Message("k3", FROM_SAM))
    assert "Sam" not in str(slack.messages[0].blocks)
    await channel.replace(JANE, of_ours, Message("k4", FROM_SAM))
    assert "Sam" in str(slack.messages[1].blocks)
    assert all("username" not in sent for sent in slack.called("chat.update"))


# --- taken back ----------------------------------------------------------------------------------


async def test_alone_takes_back_what_we_said(
    channel: SlackChannel, slack: FaultySlack, time: Time
) -> None:
    first = await channel.send(JANE, hello())
    await channel.send(JANE, hello("k2", "In the thread", thread=first))
    slack.write("D01", "Under an own message", user="U01")
    theirs = slack.messages[-1]
    await channel.send(JANE, hello("k3", "Below theirs", thread=f"D01:{theirs.ts}"))
    await channel.send(SAM, hello("k4", "To Sam"))
    for number in range(7):
        await tried(channel, JANE, hello(f"m{number}", f"Message {number}"), time)
    await tried(channel, JANE, hello("bye", "All gone.", slot=ALONE), time)
    assert slack.texts("D01") == ["Under an own message", "All gone."]
    assert slack.texts("D03") == ["To Sam"]
    assert await channel.find(JANE, hello("k1")) is None


async def test_much_is_taken_back_in_several_tries(
    channel: SlackChannel, slack: FaultySlack, time: Time
) -> None:
    for number in range(10):
        await channel.send(JANE, hello(f"m{number}", f"Message {number}"))
    begin = time.passed
    with pytest.raises(Busy):
        await channel.send(JANE, hello("bye", "All gone.", slot=ALONE))
    assert 0 < len(slack.messages) < 10, "within the patience of whoever delivers"
    assert time.passed - begin < PATIENCE.total_seconds() / 2
    await tried(channel, JANE, hello("bye", "All gone.", slot=ALONE), time)
    assert slack.texts() == ["All gone."]


async def test_what_cannot_be_taken_back_does_not_stop_it(
    channel: SlackChannel, slack: FaultySlack, time: Time
) -> None:
    await channel.send(JANE, hello())
    slack.troubles = [says("cant_delete_message")]
    await tried(channel, JANE, hello("bye", "All gone.", slot=ALONE), time)
    assert slack.texts() == ["Hello.", "All gone."]


async def tried(channel: SlackChannel, to: Address, message: Message, time: Time) -> None:
    """Again and again, as long as the channel is only busy."""
    for _ in range(20):
        try:
            await channel.send(to, message)
        except Busy as busy:
            time.passed += busy.after.total_seconds() if busy.after else 1
        else:
            return
    raise AssertionError("it never left")


# --- the whole way -------------------------------------------------------------------------------


@pytest.fixture
async def post(sqlite_url: str, api: SlackApi, time: Time) -> AsyncIterator[Post]:
    async with open_store(sqlite_url, Policy(), clock=time.utc, new_id=Ids()) as store:
        yield Post(store, time, lambda: process(api, time))


KEYS = ("one", "two", "three", "four", "five", "six")


@pytest.mark.parametrize("restarts", [False, True], ids=["one process", "always a new one"])
@pytest.mark.parametrize(
    "troubles",
    [
        pytest.param([throttled(30)] * 6, id="a storm of 429"),
        pytest.param([fails(500), fails(500, done=True)] * 2, id="500"),
        pytest.param([fails(502), fails(502, done=True), fails(503)], id="502 and 503"),
        pytest.param([says("fatal_error", done=True), says("internal_error")], id="stumbles"),
        pytest.param([hangs(), hangs(done=True)], id="hangs"),
        pytest.param([cut(), cut(done=True)] * 2, id="the line breaks"),
        pytest.param([slow(0.1), slow(0.4)], id="slow"),
        pytest.param([says("invalid_auth"), says("ekm_access_denied")], id="not let in"),
        pytest.param(
            [cut(done=True), throttled(5), hangs(done=True), fails(503), says("fatal_error")],
            id="everything",
        ),
    ],
)
async def test_nothing_is_lost_and_nothing_shown_twice(
    post: Post, slack: FaultySlack, troubles: list[Trouble], restarts: bool
) -> None:
    await post.write(JANE, *KEYS)
    slack.troubles = list(troubles)
    await post.settle(restarts=restarts)
    assert not slack.troubles
    assert slack.texts("D01") == list(KEYS), "each once, and in order"


async def test_also_where_slack_does_not_answer_what_it_has(post: Post, slack: FaultySlack) -> None:
    await post.write(JANE, *KEYS)
    slack.troubles = [cut(done=True), hangs(done=True)]
    slack.reading_troubles = [hangs(), throttled(60), fails(500), says("internal_error")] * 2
    await post.settle(restarts=True)
    assert slack.texts("D01") == list(KEYS)


async def test_a_replacement_stays_one_message_whatever_happens(
    post: Post, slack: FaultySlack
) -> None:
    await post.write(JANE, "before", slot="a")
    await post.settle()
    slack.troubles = [cut(done=True), hangs(), fails(502, done=True), throttled(9)]
    await post.write(JANE, "between", slot="a")
    await post.write(JANE, "after", slot="a")
    await post.settle(restarts=True)
    assert slack.texts() == ["after"]
    assert list(dict.fromkeys(slack.messages[0].keys)) == ["before", "between", "after"]


async def test_an_answer_in_an_old_thread_stands_there_once(post: Post, slack: FaultySlack) -> None:
    old = slack.write("D01", "Something of last year", user="U01")
    for number in range(PAGE):
        slack.write("D01", f"Words {number}", user="U01")
    await post.write(JANE, "one", "two", thread=places.receipt("D01", old.ts))
    slack.troubles = [cut(done=True), hangs(done=True)]
    await post.settle(restarts=True)
    assert [each.text for each in slack.messages if each.thread_ts == old.ts] == ["one", "two"]
    assert slack.texts("D01")[-2:] == ["one", "two"]


async def test_many_conversations_in_bad_weather(post: Post, slack: FaultySlack) -> None:
    people = [places.address("T01", f"U{number}", f"D{number}") for number in range(30)]
    for person in people:
        await post.write(person, *(f"{person.place} {number}" for number in range(3)))
    weather = [throttled(3), cut(done=True), Trouble(done=True), fails(500, done=True), cut()]
    slack.troubles = weather * 5
    await post.settle(minutes=240, restarts=True)
    assert Counter(slack.texts()).most_common(1)[0][1] == 1, "nothing twice"
    for person in people:
        _, where = places.place_of(person)
        assert slack.texts(where) == [f"{person.place} {number}" for number in range(3)]


# --- in a real workspace -------------------------------------------------------------------------


async def test_a_process_that_knows_nothing_finds_its_message_in_a_workspace(
    local_slack: LocalSlack, time: Time
) -> None:
    async with (
        remembering(local_slack) as relay,
        open_slack(OneWorkspace(None, BOT_TOKEN), base_url=relay.api_url) as api,
    ):
        opened = await api.tell("T01ACME", "conversations.open", users="U01JANE")
        jane = places.address("T01ACME", "U01JANE", opened["channel"]["id"])
        first = await process(api, time).send(jane, hello())
        below = await process(api, time).send(jane, hello("k2", "Below.", thread=first))
        assert await process(api, time).find(jane, hello("k1")) == first
        assert await process(api, time).find(jane, hello("k2", thread=first)) == below
        await process(api, time).replace(jane, first, hello("k3", "Newer."))
        assert await process(api, time).find(jane, hello("k1")) is None
        assert await process(api, time).find(jane, hello("k3")) == first


async def test_a_workspace_takes_a_technician_s_name_and_a_farewell(
    local_slack: LocalSlack, time: Time
) -> None:
    async with open_slack(OneWorkspace(None, BOT_TOKEN), base_url=local_slack.api_url) as api:
        opened = await api.tell("T01ACME", "conversations.open", users="U01JANE")
        where = opened["channel"]["id"]
        jane = places.address("T01ACME", "U01JANE", where)
        channel = talking(api, time, FACES)
        first = await channel.send(jane, Message("k1", FROM_SAM))
        await channel.send(jane, hello("k2", "Below.", thread=first))
        local_slack.control("message", {"user": "U01JANE", "channel": where, "text": "Thank you!"})
        sent, below, theirs = local_slack.look(f"messages/{where}")["messages"]
        assert sent["username"] == "Sam Baker"
        assert below["thread_ts"] == sent["ts"]
        await channel.send(jane, hello("bye", "All gone.", slot=ALONE))
        left = local_slack.look(f"messages/{where}")["messages"]
        assert [each["text"] for each in left] == [theirs["text"], "All gone."]
