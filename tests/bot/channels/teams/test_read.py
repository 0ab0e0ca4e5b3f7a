"""Activities of Teams are read, whatever they hold; and people's words come out as they were typed."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import AnswerClosing, Rate, SayWhy, pack
from bot.channels.shapes import Unreadable
from bot.channels.teams.names import Verb, choices, field_id
from bot.channels.teams.places import receipt
from bot.channels.teams.read import (
    HELP,
    Heard,
    Installed,
    Nothing,
    Open,
    Outdated,
    Press,
    Submitted,
    Uninstalled,
    Words,
    carried,
    heard,
    typed,
)
from feedback.records import Fixed
from tests.bot.channels.slack.test_read import anything, damaged
from tests.bot.channels.teams import activities
from tests.bot.channels.teams.activities import (
    CARD,
    CHANNEL,
    DIRECT,
    EVERY_KIND,
    GROUP,
    HERS,
    ID,
    INVOKE_ID,
    JANE,
    JANE_HERE,
    TENANT,
    US,
    mention,
    message,
    pressed,
    sent_from_card,
    submitted,
    wanted,
    without,
)
from tests.peers.teams_keys import APP, SERVICE_URL

RATE = Rate("i1", 4)
WHY = SayWhy("i1")
UNHURRIED = settings(deadline=None)
"""Other tests may keep the machine busy."""
ONCE = f"teams:{DIRECT}:{INVOKE_ID}"
RECEIPT = receipt(DIRECT, CARD)


# --- words ---------------------------------------------------------------------------------------


def test_words_in_our_conversation() -> None:
    assert heard(message("Any news?")) == Words(
        HERS, "Any news?", f"teams:{DIRECT}:{ID}", direct=True, activity=ID
    )


def test_words_that_answer_a_message_of_ours() -> None:
    one = heard(message("And now?", replyToId=CARD))
    assert isinstance(one, Words)
    assert one.thread == RECEIPT


@pytest.mark.parametrize(
    ("conversation", "kind"), [(CHANNEL, "channel"), (GROUP, "groupChat"), (GROUP, "news")]
)
def test_called_where_others_are(conversation: str, kind: str) -> None:
    said = mention(
        "<at>Sincerely</at> any news, <at>Tom</at>?\n", conversation, kind, replyToId="1"
    )
    assert heard(said) == Words(
        replace(HERS, conversation=conversation),
        "any news, @Tom?",
        f"teams:{conversation}:{ID}",
        direct=False,
        activity=ID,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<at>Sincerely</at>", HELP),
        ("<at>Sincerely</at>&nbsp;\r\n", HELP),
        ("<at>Sincerely</at>: how are my tickets", "how are my tickets"),
        ("<at>Sincerely</at>&nbsp; how are my tickets", "how are my tickets"),
        ('<at id="0">Sincerely</at> any news', "any news"),
        ("hey <at>Sincerely</at> any news", "hey any news"),
        ("<at>Sincerely</at> ask <at>Sincerely Yours</at>", "ask @Sincerely Yours"),
    ],
)
def test_our_name_is_no_part_of_what_was_said(text: str, words: str) -> None:
    one = heard(mention(text))
    assert isinstance(one, Words)
    assert one.words == words


def test_our_name_may_be_called_in_our_own_conversation_too() -> None:
    one = heard(mention("<at>Sincerely</at> any news?", DIRECT, "personal"))
    assert isinstance(one, Words)
    assert (one.words, one.direct) == ("any news?", True)


def test_without_a_recipient_a_bot_that_is_mentioned_is_us() -> None:
    one = heard(without("recipient", mention("hey <at>Sincerely</at> any news, <at>Tom</at>?")))
    assert isinstance(one, Words)
    assert one.words == "hey any news, @Tom?"
    assert one.reference.bot_id == ""


def test_our_name_is_cut_off_where_teams_does_not_tell_it() -> None:
    one = heard({**mention("<at>Desk</at> any news, <at>Tom</at>?"), "entities": None})
    assert isinstance(one, Words)
    assert one.words == "any news, @Tom?"
    one = heard(message("<at>Tom</at> is here"))
    assert isinstance(one, Words)
    assert one.words == "@Tom is here"


@pytest.mark.parametrize(
    "more",
    [
        {"text": "  \r\n"},
        {"text": None},
        {"text": 7},
        {"text": {"a": 1}},
        {"from": {"id": US, "name": "Sincerely"}},
        {"from": {"id": "28:other", "aadObjectId": JANE}},
        {"from": {"id": JANE_HERE, "aadObjectId": JANE, "role": "bot"}},
        {"from": {"id": JANE_HERE, "name": "a guest of one meeting"}},
        {"type": "messageUpdate"},
        {"type": "messageDelete"},
        {"value": {"somebody": "else's"}, "text": ""},
    ],
)
def test_what_is_not_new_words_of_a_person_to_us(more: dict[str, Any]) -> None:
    assert isinstance(heard({**message("Hello"), **more}), Nothing)


@pytest.mark.parametrize(
    "more",
    [
        {"type": None},
        {"type": 7},
        {"from": None},
        {"from": "Jane"},
        {"from": {"id": JANE_HERE, "aadObjectId": "Jane"}},
        {"from": {"id": JANE_HERE, "aadObjectId": 7}},
        {"from": {"aadObjectId": JANE}},
        {"conversation": None},
        {"conversation": {"tenantId": TENANT, "conversationType": "personal"}},
        {"conversation": {"id": "with a blank", "tenantId": TENANT}},
        {"conversation": {"id": DIRECT}, "channelData": {}},
        {"conversation": {"id": DIRECT, "tenantId": "acme"}},
        {"id": None},
        {"id": 1712345678901},
        {"id": "1\n2"},
        {"id": "9" * 401},
        {"serviceUrl": None},
    ],
)
def test_what_teams_does_not_send(more: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        heard({**message("my knee hurts"), **more})


def test_who_it_is_does_not_depend_on_how_it_is_written() -> None:
    one = heard({**message("Hello"), "from": {"id": JANE_HERE, "aadObjectId": JANE.upper()}})
    assert isinstance(one, Words)
    assert one.reference == HERS


def test_a_message_with_a_value_and_words_is_words() -> None:
    one = heard(message("Any news?", value={"somebody": "else's"}))
    assert isinstance(one, Words)


# --- as it was typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "was_typed"),
    [
        ("text <data>", "text <data>"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("AT&T &copy; &unknown; &", "AT&T &copy; &unknown; &"),
        ("it&#39;s &quot;fine&quot;", 'it\'s "fine"'),
        ("one\r\ntwo\r\n\r\nthree", "one\ntwo\n\nthree"),
        ("with&nbsp;a\xa0blank", "with a blank"),
        ("ask <at>Tom</at>", "ask @Tom"),
        ("ask <AT>Tom &amp; Co</AT>", "ask @Tom & Co"),
        ("<at>unfinished", "<at>unfinished"),
        ("<attachment id='1'></attachment>", "<attachment id='1'></attachment>"),
    ],
)
def test_typed(sent: str, was_typed: str) -> None:
    assert typed(sent) == was_typed


@UNHURRIED
@given(st.text(st.characters(exclude_characters="\r\xa0")))
def test_whatever_is_escaped_comes_back(words: str) -> None:
    sent = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert typed(sent) == words


def test_what_no_database_keeps_is_replaced() -> None:
    one = heard(json.loads(json.dumps(message("nul \0 and half a \ud83d smile"))))
    assert isinstance(one, Words)
    assert one.words == "nul � and half a � smile"


@pytest.mark.parametrize(
    "text", ["<at>" * 60_000, "<at " * 60_000, "<at>" + "x" * 250_000, "&nbsp;" * 40_000]
)
def test_no_words_take_long_to_read(text: str) -> None:
    started = time.process_time()
    heard(mention("<at>Sincerely</at> " + text))
    assert time.process_time() - started < 1


# --- presses -------------------------------------------------------------------------------------


def test_a_press() -> None:
    assert heard(pressed(RATE)) == Press(
        HERS, RATE, ONCE, direct=True, slot="rating:i1", receipt=RECEIPT
    )


def test_a_press_that_comes_as_a_message() -> None:
    assert heard(sent_from_card(RATE)) == Press(
        HERS,
        RATE,
        f"teams:{DIRECT}:{ID}",
        direct=True,
        slot="rating:i1",
        receipt=RECEIPT,
        awaited=False,
    )


def test_the_same_press_is_heard_once_and_the_next_one_is_another() -> None:
    first, again, other = pressed(RATE), pressed(RATE), pressed(RATE, activity_id="f:2")
    assert [once(one) for one in (first, again)] == [ONCE, ONCE]
    assert once(other) != ONCE


def once(activity: dict[str, Any]) -> str:
    one = heard(activity)
    assert isinstance(one, Press | Submitted)
    return one.once


def test_a_form_in_a_card_brings_its_own_fields_only() -> None:
    filled: dict[str, Any] = {
        field_id(2, "factors", choice=True): choices(["speed", "words, kind", "100 %"]),
        field_id(2, "lost", choice=True): "30",
        field_id(2, "visibility", choice=True): "",
        field_id(2, "comment", choice=False): "Slow, but 100%25 kind & <b>",
        field_id(12, "comment", choice=False): "of another form",
        field_id(20, "comment", choice=False): "of another form",
        "2": "nobody's",
        "2-comment": "nobody's",
        field_id(2, "odd", choice=False): 7,
    }
    one = heard(pressed(WHY, does=Verb.SUBMIT, part=2, slot="why:i1", **filled))
    assert isinstance(one, Press)
    assert one.slot == "why:i1"
    assert one.values == {
        "factors": ("speed", "words, kind", "100 %"),
        "lost": ("30",),
        "visibility": (),
        "comment": ("Slow, but 100%25 kind & <b>",),
        "odd": (),
    }


def test_a_plain_press_brings_no_fields() -> None:
    one = heard(pressed(RATE, **{field_id(1, "comment", choice=False): "left in another form"}))
    assert isinstance(one, Press)
    assert one.values == {}


@UNHURRIED
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4), st.text(min_size=1))
def test_choices_and_words_come_back_as_they_were(chosen: list[str], words: str) -> None:
    filled: dict[str, Any] = {
        "does": Verb.SUBMIT,
        field_id(1, "many", choice=True): choices(chosen),
        field_id(1, "words", choice=False): words,
    }
    one = heard(pressed(WHY, **filled))
    assert isinstance(one, Press)
    assert one.values["many"] == tuple(kept(each) for each in chosen)
    assert one.values["words"] == (kept(words),)


def kept(words: str) -> str:
    return words.replace("\0", "�")


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "Vanished:{}",
        "Rate:{}",
        "Rate:not json",
        "Rate:[]",
        'SayWhy:{"invitation_id": "\\u0000"}',
        'SayWhy:{"invitation_id": "' + "i" * 1_990 + '"}',
    ],
)
def test_a_button_of_an_older_version(packed: str) -> None:
    for one in (heard(pressed(packed)), heard(sent_from_card(packed))):
        assert isinstance(one, Outdated)
        assert "older version" in one.words
        assert not one.in_dialog
    form = heard(submitted(packed, **{"0.words": "Long and typed"}))
    for one in (heard(wanted(packed)), form):
        assert isinstance(one, Outdated)
        assert one.in_dialog
    assert isinstance(form, Outdated)
    assert form.typed == "Long and typed"


@pytest.mark.parametrize("does", ["open", "Press", "", "refresh"])
def test_what_is_no_button_of_ours(does: str) -> None:
    assert isinstance(heard(pressed(RATE, does=does)), Nothing)


def test_a_card_that_wants_to_be_drawn_again_was_not_pressed() -> None:
    activity = pressed(RATE)
    activity["value"]["trigger"] = "automatic"
    assert isinstance(heard(activity), Nothing)


def test_a_press_elsewhere_is_not_direct() -> None:
    one = heard({**pressed(RATE), **activities.elsewhere(GROUP, "groupChat")})
    assert isinstance(one, Press)
    assert (one.direct, one.receipt) == (False, None)


# --- forms in a dialog -----------------------------------------------------------------------------


def test_a_folded_form_is_wanted() -> None:
    assert heard(wanted(WHY, slot="why:i1")) == Open(
        HERS, WHY, INVOKE_ID, direct=True, slot="why:i1"
    )


def test_a_submitted_form() -> None:
    one = heard(submitted(WHY, slot="why:i1", **{"0.comment": "Thanks", "0!factors": "a,b%2Cc"}))
    assert one == Submitted(
        HERS,
        WHY,
        f"teams:{DIRECT}:form:{JANE}:f:opened",
        direct=True,
        slot="why:i1",
        values={"comment": ("Thanks",), "factors": ("a", "b,c")},
    )


def test_the_same_form_sent_again_is_the_same() -> None:
    first, again, other = (
        submitted(WHY),
        submitted(WHY, activity_id="f:sent-again"),
        submitted(WHY, opened="f:another"),
    )
    assert once(first) == once(again) != once(other)
    assert once(submitted(WHY, opened=None)) == ONCE


def test_what_a_dialog_carries_comes_back() -> None:
    there = carried("why:i1", "f:opened")
    assert once(submitted(WHY, opened=None, **there)) == once(submitted(WHY))
    assert "slot" not in carried(None, "f:opened")


ids = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@UNHURRIED
@given(
    st.one_of(
        st.builds(Rate, ids, st.integers()),
        st.builds(AnswerClosing, ids, st.sampled_from(Fixed)),
        st.builds(SayWhy, ids),
    )
)
def test_every_way_of_pressing_brings_the_action_back(
    action: Rate | AnswerClosing | SayWhy,
) -> None:
    for activity in (pressed(action), sent_from_card(action), wanted(action), submitted(action)):
        one = heard(json.loads(json.dumps(activity)))
        assert isinstance(one, Press | Open | Submitted)
        assert one.action == action
    assert pack(action)


# --- installations and the rest --------------------------------------------------------------------


def test_somebody_has_us_now() -> None:
    assert heard(activities.installation()) == Installed(HERS)
    assert heard(activities.joined()) == Installed(HERS)
    assert heard(activities.installation("remove")) == Uninstalled(TENANT, DIRECT)


@pytest.mark.parametrize(
    "activity",
    [
        activities.installation(**activities.elsewhere(CHANNEL, "channel")),
        activities.installation("remove", **activities.elsewhere(CHANNEL, "channel")),
        activities.installation("add-upgrade"),
        activities.installation("remove-upgrade"),
        activities.joined("29:somebody"),
        activities.joined(**activities.elsewhere(CHANNEL, "channel")),
        {**activities.joined(), "membersAdded": "x"},
        activities.reacted(),
        activities.activity("event", name="application/vnd.microsoft.meetingStart"),
        activities.activity("typing"),
        activities.activity("endOfConversation"),
        activities.invoke("signin/verifyState", {}),
        activities.invoke("composeExtension/query", {}),
        {**pressed(RATE), "name": None},
        {**pressed(RATE), "name": ["adaptiveCard/action"]},
    ],
)
def test_what_else_happens(activity: dict[str, Any]) -> None:
    assert isinstance(heard(activity), Nothing)


def test_whoever_removes_us_need_not_be_known() -> None:
    assert heard(without("from", activities.installation("remove"))) == Uninstalled(TENANT, DIRECT)


def test_the_reference_is_all_that_is_needed_to_answer() -> None:
    one = heard(message("Hello"))
    assert isinstance(one, Words)
    assert (one.reference.service_url, one.reference.bot_id) == (SERVICE_URL, f"28:{APP}")


# --- anything at all -----------------------------------------------------------------------------


@UNHURRIED
@given(anything)
def test_any_json_is_read_or_unreadable(activity: object) -> None:
    assert is_heard(activity)


@UNHURRIED
@given(data=st.data(), start=st.sampled_from(list(EVERY_KIND.values())))
def test_a_damaged_activity_is_read_or_unreadable(data: st.DataObject, start: Any) -> None:
    assert is_heard(damaged(data, start))


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("name", ["recipient", "entities", "channelData", "replyToId", "value"])
def test_what_is_not_there_does_no_harm(kind: str, name: str) -> None:
    assert is_heard(without(name, EVERY_KIND[kind]))


def is_heard(activity: object) -> bool:
    try:
        return isinstance(heard(activity), Heard)
    except Unreadable as no:
        return bool(str(no))
