"""Beside the kit's own way in: what it lets through, and what it stumbles over, is written down here."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from botbuilder.core import TurnContext  # type: ignore[import-untyped]  # no types
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # as above

from bot.channels.shapes import Unreadable
from bot.channels.teams.clouds import PUBLIC
from bot.channels.teams.read import Nothing, Press, Words, heard
from bot.channels.teams.tokens import Keys, KeysAway, NotGenuine, Verifier
from bot.clocks import system_clock
from tests.bench.teams_doors import StockAdapter, stock_adapter
from tests.bot.channels.teams.activities import EVERY_KIND, TENANT, mention, message, without
from tests.bot.channels.teams.test_tokens import OTHER_KEYS, bad_tokens
from tests.peers.teams_keys import APP, claims, key_server, signed

ASKS_MICROSOFT = frozenset({"emulator issuer", "emulator issuer, unsigned"})
"""For these the kit calls Microsoft's login before it looks at a signature, and waits for it without
a limit and with the event loop stopped. Nobody here is to call anybody."""
LET_IN_BY_THE_KIT = frozenset(
    {
        "no end",
        "no beginning",
        "endorsed for nothing",
        "endorsed oddly",
        "a short key",
        "no place",
        "no channel",
        "another channel",
        "another tenant",
    }
)
BREAKS_THE_KIT = frozenset(
    {"garbage", "no issuer", "expired", "unknown key", "alg none", "HS256", "another signature"}
)
"""Among others: it answers these with a 500 and a traceback."""


def by_the_kit(adapter: StockAdapter, header: str, activity: Mapping[str, Any]) -> int:
    """In a loop of its own, since the kit stops the one that it runs in while it fetches keys."""

    async def nothing(_: TurnContext) -> None: ...

    async def turn() -> int:
        try:
            read = Activity().deserialize(dict(activity))
            await adapter.process_activity(header, read, nothing)
        except PermissionError:
            return 401
        except Exception:  # noqa: BLE001 - which one it is, is the kit's affair
            return 500
        return 200

    return asyncio.run(turn())


async def by_us(verifier: Verifier, header: str, activity: Mapping[str, Any]) -> int:
    try:
        verifier.agree(await verifier.verify(header), activity)
    except NotGenuine as no:
        return no.status
    except KeysAway:
        return 503
    return 200


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_tokens() -> None:
    """What the kit lets in and we do not, is on the list; the other way round there is nothing."""
    now = datetime.now(UTC)
    tokens = {"good": signed(claims(now)), **bad_tokens(now)}
    hello = message("Hello")
    activities = {
        "another place": {**hello, "serviceUrl": "https://smba.trafficmanager.net/amer/"},
        "no place": without("serviceUrl", hello),
        "no channel": without("channelId", hello),
        "another channel": {**hello, "channelId": "webchat"},
        "another tenant": {**hello, "channelData": {"tenant": {"id": APP}}},
    }
    cases = {
        **{case: (token, hello) for case, token in tokens.items() if case not in ASKS_MICROSOFT},
        **{case: (tokens["good"], activity) for case, activity in activities.items()},
    }
    async with key_server() as server, httpx.AsyncClient(verify=False) as http:
        server.keys += OTHER_KEYS
        keys = Keys(http, server.metadata_url, system_clock)
        verifier = Verifier(keys, PUBLIC, app_id=APP, tenants=[TENANT], clock=system_clock)
        adapter = stock_adapter(server.metadata_url)
        theirs = {
            case: await asyncio.to_thread(by_the_kit, adapter, *given)
            for case, given in cases.items()
        }
        ours = {case: await by_us(verifier, *given) for case, given in cases.items()}
    assert [case for case in ours if ours[case] == 200] == ["good"]
    assert theirs["good"] == 200
    assert {case for case in theirs if theirs[case] == 200} - {"good"} == LET_IN_BY_THE_KIT
    broken = {case for case in theirs if theirs[case] == 500}
    assert broken >= BREAKS_THE_KIT
    assert {ours[case] for case in broken} == {401}


# --- activities ------------------------------------------------------------------------------------


def words_by_the_kit(activity: Mapping[str, Any]) -> str:
    words: str = TurnContext.remove_recipient_mention(Activity().deserialize(dict(activity)))
    return words.strip()


@pytest.mark.parametrize(
    "activity",
    [
        message("Any news?"),
        message("a < b & <c>"),
        mention("<at>Sincerely</at> any news?"),
        mention("any news, <at>Sincerely</at>"),
    ],
)
def test_words_are_those_that_the_kit_reads(activity: dict[str, Any]) -> None:
    one = heard(activity)
    assert isinstance(one, Words)
    assert one.words.strip() == words_by_the_kit(activity)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_who_and_where_are_those_that_the_kit_reads(kind: str) -> None:
    one, theirs = heard(EVERY_KIND[kind]), Activity().deserialize(dict(EVERY_KIND[kind]))
    reference = getattr(one, "reference", None)
    if reference is not None:
        assert theirs.from_property.aad_object_id == reference.aad_id
        assert theirs.from_property.id == reference.user_id
        assert theirs.recipient.id == reference.bot_id
        assert theirs.conversation.id == reference.conversation
        assert theirs.conversation.tenant_id is None, "of the conversation the kit reads none"
        assert theirs.channel_data["tenant"]["id"] == reference.tenant
        assert theirs.service_url == reference.service_url
    if isinstance(one, Press):
        assert theirs.id == one.once.removeprefix(f"teams:{one.reference.conversation}:")
        assert one.receipt is not None
        assert one.receipt.endswith(theirs.reply_to_id)


@pytest.mark.parametrize(
    ("activity", "kind"),
    [
        (without("recipient", mention("<at>Sincerely</at> hello")), Words),
        ({**mention("<at>Sincerely</at> hello"), "timestamp": "yesterday"}, Words),
        ({**mention("<at>Sincerely</at> hello"), "localTimestamp": 7}, Words),
        ({**mention("<at>Sincerely</at> hello"), "entities": {"type": "mention"}}, Words),
        ({**message("hello"), "from": "Jane"}, Unreadable),
        ({**message("hello"), "conversation": ["x"]}, Unreadable),
    ],
)
def test_what_the_kit_stumbles_over(
    activity: dict[str, Any], kind: type[Words] | type[Unreadable]
) -> None:
    with pytest.raises(Exception):  # noqa: B017 - whichever it is in the kit
        words_by_the_kit(activity)
    if kind is Unreadable:
        with pytest.raises(Unreadable):
            heard(activity)
    else:
        assert isinstance(heard(activity), kind)


@pytest.mark.parametrize("text", [7, True, {"words": "x"}, ["x"]])
def test_what_the_kit_takes_for_words(text: object) -> None:
    activity = {**message(""), "text": text}
    assert words_by_the_kit(activity) == str(text)
    assert isinstance(heard(activity), Nothing)
