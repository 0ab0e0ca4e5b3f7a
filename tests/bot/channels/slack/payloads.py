"""What Slack posts, in its documented shapes and in words of our own; and how it signs it."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from bot.actions import Action, pack

TEAM = "T01ACME"
JANE = "U01JANE"
BOT = "U0XPBOT"
DIRECT = "D01JANE"
COMMON = "C01HELP"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
VIEW = "V02FORM"
TRIGGER = "13345224609.738474920.8088930838d88f008e0"

Json = dict[str, Any]


# --- events --------------------------------------------------------------------------------------


def event(inner: Mapping[str, Any], event_id: str = "Ev08MFMKH6") -> Json:
    return {
        "token": "one-long-verification-token",
        "team_id": TEAM,
        "api_app_id": "A0PNCHHK2",
        "event": {"event_ts": "1712345678.000100", **inner},
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1712345678,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def message(text: str, event_id: str = "Ev08MFMKH6", **more: Any) -> Json:
    """In our own conversation with Jane."""
    return event(
        {
            "type": "message",
            "channel": DIRECT,
            "user": JANE,
            "text": text,
            "ts": "1712345678.000100",
            "channel_type": "im",
            "team": TEAM,
            "client_msg_id": "0ba31dc1-58b4-4c3c-9e4e-3a1d0e6a5b58",
            "blocks": [{"type": "rich_text", "block_id": "hU2", "elements": []}],
            **more,
        },
        event_id,
    )


def mention(text: str, **more: Any) -> Json:
    """In a channel with many people."""
    return event(
        {
            "type": "app_mention",
            "channel": COMMON,
            "user": JANE,
            "text": text,
            "ts": "1712345678.000200",
            "team": TEAM,
            **more,
        }
    )


def home_opened(tab: str = "home", view_hash: str | None = "1712345600.abc") -> Json:
    view = {"view": {"id": "V01", "type": "home", "hash": view_hash}} if view_hash else {}
    return event({"type": "app_home_opened", "user": JANE, "channel": DIRECT, "tab": tab, **view})


def user_change() -> Json:
    profile = {"email": "jane@example.org", "real_name": "Jane Doe"}
    return event({"type": "user_change", "user": {"id": JANE, "team_id": TEAM, "profile": profile}})


def app_uninstalled() -> Json:
    return event({"type": "app_uninstalled"})


def tokens_revoked(**tokens: list[str]) -> Json:
    return event({"type": "tokens_revoked", "tokens": tokens})


def url_verification() -> Json:
    return {
        "token": "one-long-verification-token",
        "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
        "type": "url_verification",
    }


# --- presses and forms ---------------------------------------------------------------------------


def pressed(
    action: Action | str,
    *,
    does: str = "press:1:0",
    block: str = "1|rating:i1",
    trigger: str = TRIGGER,
    values: Mapping[str, Any] | None = None,
    thread: str | None = None,
) -> Json:
    """A button in a message of ours. `action` as text is what an older version packed; `thread` is
    the time stamp of the message that began the thread in which it is."""
    within = {} if thread is None else {"thread_ts": thread}
    return {
        "type": "block_actions",
        "user": {"id": JANE, "username": "jane", "name": "jane", "team_id": TEAM},
        "api_app_id": "A0PNCHHK2",
        "token": "one-long-verification-token",
        "container": {
            "type": "message",
            "message_ts": "1712345678.000100",
            "channel_id": DIRECT,
            "is_ephemeral": False,
            **within,
        },
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "acme-it"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": DIRECT, "name": "directmessage"},
        "message": {
            "type": "message",
            "user": BOT,
            "ts": "1712345678.000100",
            "bot_id": "B01",
            "text": "How did it feel?",
            **within,
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": f"Line {n} & more"}}
                for n in range(20)
            ],
        },
        "state": {"values": dict(values or {})},
        "response_url": "https://hooks.example/actions/T01ACME/1/x",
        "actions": [
            {
                "action_id": does,
                "block_id": block,
                "text": {"type": "plain_text", "text": "4", "emoji": False},
                "value": action if isinstance(action, str) else pack(action),
                "type": "button",
                "action_ts": "1712345690.123456",
            }
        ],
    }


def pressed_at_home(action: Action) -> Json:
    payload = pressed(action, block="0|")
    for name in ("channel", "message", "state"):
        del payload[name]
    payload["container"] = {"type": "view", "view_id": "V01"}
    payload["view"] = {"id": "V01", "type": "home", "hash": "1712345600.abc", "blocks": []}
    return payload


def written(value: str | None) -> Json:
    return {"field": {"type": "plain_text_input", "value": value}}


def one_of(value: str | None) -> Json:
    chosen = {"text": {"type": "plain_text", "text": value}, "value": value} if value else None
    return {"field": {"type": "radio_buttons", "selected_option": chosen}}


def many_of(*values: str) -> Json:
    return {"field": {"type": "checkboxes", "selected_options": [{"value": v} for v in values]}}


def submitted(
    carried: str, values: Mapping[str, Any], *, view_id: str = VIEW, trigger: str = TRIGGER
) -> Json:
    """A form in a window of its own."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "acme-it"},
        "user": {"id": JANE, "username": "jane", "name": "jane", "team_id": TEAM},
        "api_app_id": "A0PNCHHK2",
        "token": "one-long-verification-token",
        "view": {
            "id": view_id,
            "team_id": TEAM,
            "type": "modal",
            "blocks": [],
            "private_metadata": carried,
            "callback_id": "form",
            "state": {"values": dict(values)},
            "hash": "1712345691.kxKG7wlO",
            "title": {"type": "plain_text", "text": "Tell us more"},
            "app_id": "A0PNCHHK2",
            "bot_id": "B01",
        },
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
        "trigger_id": trigger,
    }


# --- shortcuts and commands ----------------------------------------------------------------------


def shortcut(callback: str = "write_update") -> Json:
    return {
        "type": "shortcut",
        "token": "one-long-verification-token",
        "action_ts": "1712345699.000000",
        "team": {"id": TEAM, "domain": "acme-it"},
        "user": {"id": JANE, "username": "jane", "team_id": TEAM},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback,
        "trigger_id": TRIGGER,
    }


def message_shortcut(text: str) -> Json:
    return {
        **shortcut("update_from_message"),
        "type": "message_action",
        "message_ts": "1712345678.000300",
        "channel": {"id": COMMON, "name": "it-helpdesk"},
        "message": {"type": "message", "user": "U02TOM", "ts": "1712345678.000300", "text": text},
        "response_url": "https://hooks.example/app/T01ACME/2/x",
    }


def command(text: str, *, channel: str = COMMON, trigger: str = TRIGGER) -> dict[str, str]:
    """The fields of a form, not JSON."""
    return {
        "token": "one-long-verification-token",
        "team_id": TEAM,
        "team_domain": "acme-it",
        "channel_id": channel,
        "channel_name": "directmessage" if channel.startswith("D") else "it-helpdesk",
        "user_id": JANE,
        "user_name": "jane",
        "command": "/sincerely",
        "text": text,
        "api_app_id": "A0PNCHHK2",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.example/commands/T01ACME/3/x",
        "trigger_id": trigger,
    }


# --- posted --------------------------------------------------------------------------------------

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


def as_posted(payload: Mapping[str, Any]) -> tuple[str, bytes]:
    """Content type and body."""
    if payload.get("type") in ("event_callback", "url_verification"):
        return JSON_TYPE, json.dumps(payload).encode()
    if "command" in payload or "ssl_check" in payload:
        return FORM_TYPE, urlencode(payload).encode()
    return FORM_TYPE, urlencode({"payload": json.dumps(payload)}).encode()


def signed(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    sent_at = str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), f"v0:{sent_at}:".encode() + body, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": sent_at, "X-Slack-Signature": f"v0={signature}"}


EVERY_KIND: Mapping[str, Json] = {
    "message": message("Any news?"),
    "message in a thread": message("And now?", thread_ts="1712345600.000001"),
    "mention": mention(f"<@{BOT}> any news?"),
    "home": home_opened(),
    "messages tab": home_opened("messages", None),
    "person": user_change(),
    "uninstalled": app_uninstalled(),
    "revoked": tokens_revoked(oauth=[], bot=[BOT]),
    "challenge": url_verification(),
    "shortcut": shortcut(),
    "message shortcut": message_shortcut("Rebooted the switch &amp; it is back"),
    "command": command("any news?"),
    "command in our conversation": command("any news?", channel=DIRECT),
    "certificate": {"ssl_check": "1", "token": "one-long-verification-token"},
    "changed": message("", subtype="message_changed", hidden=True),
    "of a bot": message("Beep", bot_id="B02"),
    "link": pressed("", does="open-link"),
    "unknown event": event({"type": "reaction_added", "user": JANE}),
}
"""One of each that needs no action; presses and forms are made in the tests."""
