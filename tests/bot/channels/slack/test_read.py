"""Slack's payloads are read, whatever they hold; and people's words come out as they were typed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import AnswerClosing, Rate, SayWhy, WriteUpdate
from bot.channels.shapes import Unreadable
from bot.channels.slack.names import Callback, field_id, submit_id
from bot.channels.slack.read import (
    HELP,
    Challenge,
    Heard,
    HomeOpened,
    Nothing,
    Open,
    Outdated,
    PersonChanged,
    Press,
    Shortcut,
    Submitted,
    Uninstalled,
    Words,
    heard,
    metadata,
    typed,
)
from feedback.records import Fixed
from tests.bot.channels.slack import payloads
from tests.bot.channels.slack.payloads import (
    BOT,
    COMMON,
    DIRECT,
    JANE,
    TEAM,
    TRIGGER,
    VIEW,
    many_of,
    mention,
    message,
    one_of,
    pressed,
    submitted,
    written,
)

RATE = Rate("i1", 4)
WHY = SayWhy("i1")
ONCE = f"slack:{TEAM}:{TRIGGER}"
FORM_ONCE = f"slack:{TEAM}:{VIEW}"
TS = "1712345678.000100"


# --- words ---------------------------------------------------------------------------------------


def test_words_in_our_conversation() -> None:
    assert heard(message("Any news?", "Ev1")) == Words(
        TEAM, JANE, DIRECT, "Any news?", f"slack:{TEAM}:Ev1", None, direct=True, ts=TS
    )


def test_a_thread_is_named_by_its_first_message() -> None:
    one = heard(message("And now?", thread_ts="1712345600.000001"))
    assert isinstance(one, Words)
    assert one.thread == f"{DIRECT}:1712345600.000001"


def test_the_first_message_of_a_thread_is_not_an_answer_in_it() -> None:
    one = heard(message("Hello", thread_ts="1712345678.000100"))
    assert isinstance(one, Words)
    assert one.thread is None


def test_called_in_a_channel() -> None:
    assert heard(mention(f"<@{BOT}> any news, <@U02TOM|tom>?")) == Words(
        TEAM, JANE, COMMON, "any news, @tom?", f"slack:{TEAM}:Ev08MFMKH6", None, direct=False
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}>", HELP),
        (f"<@{BOT}>: how are my tickets", "how are my tickets"),
        (f"hey <@{BOT}> any news", "hey any news"),
        (f"<@{BOT}|Sincerely>, any news", "any news"),
    ],
)
def test_our_name_is_no_part_of_what_was_said(text: str, words: str) -> None:
    one = heard(mention(text))
    assert isinstance(one, Words)
    assert one.words == words


def test_our_name_is_cut_off_where_slack_does_not_tell_it() -> None:
    one = heard({**mention("<@U0ANY> any news, <@U02TOM|tom>?"), "authorizations": []})
    assert isinstance(one, Words)
    assert one.words == "any news, @tom?"


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B02"},
        {"bot_profile": {"id": "B02"}},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": ["odd"]},
        {"hidden": True},
        {"text": "  \n"},
        {"channel": COMMON, "channel_type": "channel"},
        {"channel": "G01", "channel_type": "mpim"},
    ],
)
def test_what_is_not_new_words_of_a_person_to_us(more: dict[str, Any]) -> None:
    assert isinstance(heard(message_with(**more)), Nothing)


def message_with(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return message(text, **more)


def test_the_words_beside_a_picture() -> None:
    one = heard(message("It looks like this", subtype="file_share", files=[{"id": "F01"}]))
    assert isinstance(one, Words)


def test_where_two_workspaces_share_a_channel_it_is_ours() -> None:
    one = heard({**mention(f"<@{BOT}> hello"), "team_id": "T0OTHER"})
    assert isinstance(one, Words)
    assert one.team == TEAM


# --- as it was typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "was_typed"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("see <http://vpn.example|vpn.example>", "see vpn.example"),
        ("see <https://vpn.example/a?b=1&amp;c=2>", "see https://vpn.example/a?b=1&c=2"),
        ("see <https://vpn.example|the guide>", "see the guide (https://vpn.example)"),
        ("<mailto:jane@example.org|jane@example.org>", "jane@example.org"),
        ("<tel:+4930123|+4930123>", "+4930123"),
        ("ask <@U02TOM|tom>", "ask @tom"),
        ("ask <@U02TOM>", "ask @U02TOM"),
        ("in <#C01HELP|it-helpdesk>", "in #it-helpdesk"),
        ("in <#C01HELP|>", "in #C01HELP"),
        ("<!here> it is down", "@here it is down"),
        ("<!subteam^S01|@helpdesk> hello", "@helpdesk hello"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("<b>not a mark of Slack</b>", "<b>not a mark of Slack</b>"),
    ],
)
def test_typed(sent: str, was_typed: str) -> None:
    assert typed(sent) == was_typed


@given(st.text())
def test_whatever_is_escaped_comes_back(words: str) -> None:
    sent = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert typed(sent) == words


def test_what_no_database_keeps_is_replaced() -> None:
    one = heard(json.loads(json.dumps(message("nul \0 and half a \ud83d smile"))))
    assert isinstance(one, Words)
    assert one.words == "nul � and half a � smile"


# --- presses -------------------------------------------------------------------------------------


def test_a_press() -> None:
    assert heard(pressed(RATE)) == Press(TEAM, JANE, DIRECT, RATE, ONCE, "rating:i1", ts=TS)


def test_a_press_in_a_thread_belongs_to_it() -> None:
    payload = pressed(RATE, thread="1712345600.000001")
    first = f"{DIRECT}:1712345600.000001"
    assert heard(payload) == Press(TEAM, JANE, DIRECT, RATE, ONCE, "rating:i1", thread=first, ts=TS)
    del payload["container"]["thread_ts"]
    one = heard(payload)
    assert isinstance(one, Press)
    assert one.thread == first, "either place tells"
    one = heard(pressed(WHY, does="open:2", thread="1712345600.000001"))
    assert isinstance(one, Open)
    assert one.thread == first


def test_a_press_in_the_message_that_began_a_thread_is_not_in_it() -> None:
    one = heard(pressed(RATE, thread=TS))
    assert isinstance(one, Press)
    assert one.thread is None


@pytest.mark.parametrize("odd", [None, 7, "", "soon", {"ts": TS}, "1712345600.000001 "])
def test_a_thread_that_is_none_is_none(odd: Any) -> None:
    payload = pressed(RATE)
    payload["container"]["thread_ts"] = payload["message"]["thread_ts"] = odd
    one = heard(payload)
    assert isinstance(one, Press)
    assert (one.thread, one.ts) == (None, TS)


def test_the_same_press_is_heard_once_and_the_next_one_is_another() -> None:
    first, again, other = (pressed(RATE), pressed(RATE), pressed(RATE, trigger="2.2.b"))
    assert [once(one) for one in (first, again)] == [ONCE, ONCE]
    assert once(other) != ONCE


def once(payload: dict[str, Any]) -> str:
    one = heard(payload)
    assert isinstance(one, Press)
    return one.once


def test_a_form_inside_a_message_brings_its_own_fields_only() -> None:
    slot = "why:i1"
    payload = pressed(
        WHY,
        does=submit_id(2),
        block=f"2|{slot}",
        values={
            field_id(2, "factors", slot): many_of("speed", "words"),
            field_id(2, "lost", slot): one_of("30"),
            field_id(2, "visibility", slot): one_of(None),
            field_id(2, "comment", slot): written("a < b & <@U02TOM>"),
            field_id(12, "comment", slot): written("of another form"),
            "not of ours": {"else": {"type": "datepicker", "selected_date": "2026-03-04"}},
        },
    )
    one = heard(payload)
    assert isinstance(one, Press)
    assert one.slot == slot
    assert one.values == {
        "factors": ("speed", "words"),
        "lost": ("30",),
        "visibility": (),
        "comment": ("a < b & <@U02TOM>",),
    }


def test_a_folded_form_is_wanted() -> None:
    payload = pressed(WHY, does="open:2", block="2|why:i1")
    assert heard(payload) == Open(TEAM, JANE, DIRECT, TRIGGER, WHY, "why:i1")


def test_a_press_in_the_home_tab_has_no_conversation() -> None:
    one = heard(payloads.pressed_at_home(RATE))
    assert one == Press(TEAM, JANE, None, RATE, ONCE, None, at_home=True)


def test_a_press_elsewhere_is_answered_in_our_conversation() -> None:
    payload = pressed(RATE)
    payload["channel"] = {"id": COMMON}
    one = heard(payload)
    assert isinstance(one, Press)
    assert one.channel is None


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
    one = heard(pressed(packed))
    assert isinstance(one, Outdated)
    assert "older version" in one.words


@pytest.mark.parametrize("first", [None, "press:1:0", []])
def test_what_stands_first_is_what_was_pressed(first: object) -> None:
    payload = pressed(RATE)
    with pytest.raises(Unreadable):
        heard({**payload, "actions": [first, *payload["actions"]]})


@pytest.mark.parametrize("touched", ["field", "open-link", "pressed:1:0", ""])
def test_what_is_no_button_of_ours(touched: str) -> None:
    assert isinstance(heard(pressed(RATE, does=touched)), Nothing)


# --- forms in a window ---------------------------------------------------------------------------


def test_a_submitted_form() -> None:
    carried = metadata(WHY, "why:i1", f"{TEAM}/{DIRECT}")
    values = {"form.comment": written("Thanks &amp; bye"), "form.factors": many_of()}
    assert heard(submitted(carried, values)) == Submitted(
        TEAM,
        JANE,
        f"{TEAM}/{DIRECT}",
        WHY,
        FORM_ONCE,
        "why:i1",
        {"comment": ("Thanks &amp; bye",), "factors": ()},
    )


def test_a_form_knows_the_thread_that_it_was_opened_from() -> None:
    first = f"{DIRECT}:1712345600.000001"
    one = heard(submitted(metadata(WHY, None, f"{TEAM}/{DIRECT}", first), {}))
    assert isinstance(one, Submitted)
    assert one.thread == first
    one = heard(submitted(metadata(WHY, None, "T0OTHER/D1", first), {}))
    assert isinstance(one, Submitted)
    assert (one.place, one.thread) == (None, None)


ids = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(
    action=st.one_of(
        st.builds(Rate, ids, st.integers()),
        st.builds(AnswerClosing, ids, st.sampled_from(Fixed)),
        st.builds(WriteUpdate, ids),
    ),
    slot=st.none() | st.from_regex(r"\A[a-z:0-9]{1,40}\Z"),
    channel=st.from_regex(r"\AD[A-Z0-9]{1,12}\Z"),
)
def test_a_form_brings_back_what_it_carried(
    action: Rate | AnswerClosing | WriteUpdate, slot: str | None, channel: str
) -> None:
    one = heard(submitted(metadata(action, slot, f"{TEAM}/{channel}"), {}))
    assert isinstance(one, Submitted)
    assert (one.action, one.slot, one.place) == (action, slot, f"{TEAM}/{channel}")


@pytest.mark.parametrize("place", [f"{TEAM}/{COMMON}", "T0OTHER/D01", "", "D01"])
def test_a_place_that_is_not_our_conversation_is_not_believed(place: str) -> None:
    one = heard(submitted(metadata(WHY, None, place), {}))
    assert isinstance(one, Submitted)
    assert one.place is None


@pytest.mark.parametrize("carried", ["", "{}", "[]", "not json", '{"action": 3}', "[" * 9999])
def test_a_form_of_an_older_version_names_the_field_to_complain_at(carried: str) -> None:
    one = heard(submitted(carried, {"form.words": written("Long and typed")}))
    assert isinstance(one, Outdated)
    assert one.field == "words"


def test_the_same_form_sent_again_is_the_same() -> None:
    carried = metadata(WHY, None, f"{TEAM}/{DIRECT}")
    first, again, other = (
        submitted(carried, {}),
        submitted(carried, {}, trigger="2.2.b"),
        submitted(carried, {}, view_id="V03"),
    )
    assert [form_once(one) for one in (first, again)] == [FORM_ONCE, FORM_ONCE]
    assert form_once(other) != FORM_ONCE


def form_once(payload: dict[str, Any]) -> str:
    one = heard(payload)
    assert isinstance(one, Submitted)
    return one.once


# --- the rest ------------------------------------------------------------------------------------


def test_shortcuts() -> None:
    assert heard(payloads.shortcut()) == Shortcut(
        TEAM, JANE, TRIGGER, Callback.WRITE_UPDATE, "", ONCE
    )
    one = heard(payloads.message_shortcut("Rebooted &amp; it is back"))
    assert isinstance(one, Shortcut)
    assert one.callback_id is Callback.UPDATE_FROM_MESSAGE
    assert one.words == "Rebooted & it is back"
    assert isinstance(heard(payloads.shortcut("of_another_app")), Nothing)


def test_commands() -> None:
    assert heard(payloads.command("any news?")) == Words(
        TEAM, JANE, COMMON, "any news?", ONCE, None, direct=False
    )
    one = heard(payloads.command("  "))
    assert isinstance(one, Words)
    assert one.words == HELP


def test_what_else_happens() -> None:
    assert heard(payloads.home_opened()) == HomeOpened(TEAM, JANE, "home", "1712345600.abc", DIRECT)
    assert heard(payloads.home_opened("messages", None)) == HomeOpened(
        TEAM, JANE, "messages", None, DIRECT
    )
    assert heard(payloads.user_change()) == PersonChanged(TEAM, JANE)
    assert heard(payloads.app_uninstalled()) == Uninstalled(TEAM)
    assert heard(payloads.tokens_revoked(bot=[BOT], oauth=[])) == Uninstalled(TEAM)
    assert isinstance(heard(payloads.tokens_revoked(bot=[], oauth=["U9"])), Nothing)
    assert heard(payloads.url_verification()) == Challenge(payloads.url_verification()["challenge"])
    assert isinstance(heard({"ssl_check": "1", "token": "t"}), Nothing)
    assert isinstance(heard({"type": "view_closed"}), Nothing)


# --- anything at all -----------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_any_json_is_read_or_unreadable(payload: object) -> None:
    assert is_heard(payload)


@given(data=st.data(), start=st.sampled_from([*payloads.EVERY_KIND.values(), pressed(RATE)]))
def test_a_damaged_payload_is_read_or_unreadable(data: st.DataObject, start: Any) -> None:
    assert is_heard(damaged(data, start))


def is_heard(payload: object) -> bool:
    try:
        return isinstance(heard(payload), Heard)
    except Unreadable as no:
        return bool(str(no))


def damaged(data: st.DataObject, value: Any) -> Any:
    """Somewhere inside, something is missing or is something else."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 4)):
        name = data.draw(st.sampled_from(sorted(value)))
        if data.draw(st.booleans()):
            return {**value, name: damaged(data, value[name])}
        return {key: kept for key, kept in value.items() if key != name}
    if isinstance(value, list) and value and data.draw(st.booleans()):
        return [damaged(data, value[0]), *value[1:]]
    return data.draw(anything)
