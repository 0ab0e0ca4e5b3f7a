"""What Teams posts, in its documented shapes and in words of our own."""

from collections.abc import Mapping
from typing import Any

from bot.actions import Action, SayWhy, pack
from bot.channels.teams.names import ACTION, DOES, FETCH, FORM, PART, SLOT, Verb
from bot.channels.teams.places import Reference
from tests.peers.teams_keys import APP, SERVICE_URL

TENANT = "3f2c1b0a-9e8d-4c7b-8a69-5d4e3f2a1b0c"
JANE = "8a9a85f5-748b-4d75-baa5-b8d2f6bfe209"
JANE_HERE = "29:1OG0nX1xCYfjz1_OSjsk4d5Ix51njAv7AMuc3fq18b0URf"
"""Her id for this bot alone."""
US = f"28:{APP}"
DIRECT = "a:1pL6i0oY3C0K8oAj8tYKuXXO0bdpxqIsxHBkgcnR"
GROUP = "19:7c8cd8b4b4ad4e73a2957e6daad706ef@thread.v2"
CHANNEL = "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2;messageid=1712345600000"
ID = "1712345678901"
INVOKE_ID = "f:5f85f9ad-104d-fa2c-4b7d-0a3f8bd2c1e9"
CARD = "1712345600123"
"""The message with the card that is pressed."""
HERS = Reference(TENANT, DIRECT, SERVICE_URL, US, JANE_HERE, JANE)
Json = dict[str, Any]


def activity(kind: str, **more: Any) -> Json:
    """In our own conversation with Jane."""
    return {
        "type": kind,
        "id": ID,
        "timestamp": "2026-03-04T08:00:00.9012345Z",
        "localTimestamp": "2026-03-04T09:00:00.9012345+01:00",
        "localTimezone": "Europe/Berlin",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": JANE_HERE, "name": "Jane Doe", "aadObjectId": JANE},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": DIRECT},
        "recipient": {"id": US, "name": "Sincerely"},
        "entities": [
            {
                "locale": "en-GB",
                "country": "DE",
                "platform": "Web",
                "timezone": "Europe/Berlin",
                "type": "clientInfo",
            }
        ],
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
        **more,
    }


def message(text: str, activity_id: str = ID, **more: Any) -> Json:
    return activity("message", id=activity_id, textFormat="plain", text=text, **more)


def elsewhere(conversation: str, kind: str) -> Json:
    """Where others are too: "groupChat" or "channel"."""
    there = {"isGroup": True, "conversationType": kind, "tenantId": TENANT, "id": conversation}
    return {"conversation": there}


def mention(text: str, conversation: str = CHANNEL, kind: str = "channel", **more: Any) -> Json:
    """Somebody calls us by our name where others are too."""
    said = message(text, **{**elsewhere(conversation, kind), **more})
    called = {
        "type": "mention",
        "mentioned": {"id": US, "name": "Sincerely"},
        "text": "<at>Sincerely</at>",
    }
    html = {"contentType": "text/html", "content": "<div>with marks of its own</div>"}
    return {**said, "entities": [*said["entities"], called], "attachments": [html]}


# --- presses and forms ---------------------------------------------------------------------------


def data(
    action: Action | str,
    *,
    does: str = Verb.PRESS,
    part: object = 1,
    slot: str | None = "rating:i1",
    **filled: object,
) -> Json:
    packed = action if isinstance(action, str) else pack(action)
    there = {DOES: str(does), ACTION: packed, PART: part, **filled}
    return there if slot is None else {**there, SLOT: slot}


def invoke(name: str, value: object, *, activity_id: str = INVOKE_ID, **more: Any) -> Json:
    return activity(
        "invoke", **{"id": activity_id, "name": name, "value": value, "replyToId": CARD, **more}
    )


def pressed(action: Action | str, *, activity_id: str = INVOKE_ID, **filled: Any) -> Json:
    """By `Action.Execute`."""
    inside = data(action, **filled)
    execute = {"type": "Action.Execute", "title": "5", "verb": inside[DOES], "data": inside}
    value = {"action": execute, "trigger": "manual"}
    return invoke("adaptiveCard/action", value, activity_id=activity_id)


def sent_from_card(action: Action | str, **filled: Any) -> Json:
    """By `Action.Submit`, which comes as a message without words."""
    sent = activity("message", id=ID, replyToId=CARD, value=data(action, **filled))
    return {**sent, "channelData": {**sent["channelData"], "source": {"name": "message"}}}


def wanted(action: Action | str, *, activity_id: str = INVOKE_ID, **more: Any) -> Json:
    """A folded form in a dialog."""
    asked = {**data(action, does=Verb.OPEN, **more), "msteams": {"type": FETCH}}
    return invoke(FETCH, {"data": asked, "context": {"theme": "dark"}}, activity_id=activity_id)


def submitted(
    action: Action | str,
    *,
    activity_id: str = INVOKE_ID,
    opened: str | None = "f:opened",
    **more: Any,
) -> Json:
    """The form in that dialog."""
    carried = {} if opened is None else {FORM: opened}
    filled = {**carried, **data(action, **{"does": Verb.SUBMIT, "part": 0, **more})}
    value = {"data": filled, "context": {"theme": "dark"}}
    return invoke("task/submit", value, activity_id=activity_id)


# --- the rest ------------------------------------------------------------------------------------


def installation(action: str = "add", **more: Any) -> Json:
    return activity("installationUpdate", id="f:3033745319439849398", action=action, **more)


def joined(who: str = US, **more: Any) -> Json:
    return activity("conversationUpdate", id="f:0", membersAdded=[{"id": who}], **more)


def reacted() -> Json:
    return activity("messageReaction", reactionsAdded=[{"type": "like"}], replyToId=CARD)


def without(name: str, one: Mapping[str, Any]) -> Json:
    return {key: value for key, value in one.items() if key != name}


WHY = SayWhy("i1")
EVERY_KIND: Mapping[str, Json] = {
    "message": message("Any news?"),
    "reply": message("And now?", replyToId=CARD),
    "mention in a channel": mention("<at>Sincerely</at> any news?"),
    "mention in a group": mention("<at>Sincerely</at> any news?", GROUP, "groupChat"),
    "press": pressed(WHY),
    "form in a card": pressed(WHY, does=Verb.SUBMIT, **{"1.comment": "Slow"}),
    "press by message": sent_from_card(WHY),
    "form wanted": wanted(WHY),
    "form in a dialog": submitted(WHY, **{"0.comment": "Slow"}),
    "old button": pressed("Vanished:{}"),
    "installed": installation(),
    "removed": installation("remove"),
    "joined": joined(),
    "somebody joined": joined("29:somebody"),
    "reaction": reacted(),
    "edited": activity("messageUpdate", text="Any news at all?"),
    "typing": activity("typing"),
    "unknown": activity("somethingNew"),
    "unknown invoke": invoke("composeExtension/query", {"queryText": "x"}),
    "card drawn again": invoke(
        "adaptiveCard/action", {"action": {"verb": "refresh"}, "trigger": "automatic"}
    ),
}
"""One of each."""
