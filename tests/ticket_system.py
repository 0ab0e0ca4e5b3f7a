"""A ticket system that tells of every change over its signed hook."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from standardwebhooks.webhooks import Webhook

from tests.house import CAST, SOURCE

HOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of the ticket system").decode()
HOOK = f"/hooks/tickets/{SOURCE}"
PEOPLE = {person.id: person for person in CAST}
STAFF = {
    PEOPLE["eve"].email: "technician",
    PEOPLE["dora"].email: ["dispatcher"],
    PEOPLE["max"].email: "manager",
}
"""No ticket names them: the desk knows them because its settings list them."""

Json = dict[str, Any]
Delivery = tuple[dict[str, str], str]
"""Headers and body."""


class TicketSystem:
    """Hands out what it posts to `HOOK`."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._tickets: dict[str, Json] = {}
        self._revisions = count(1)

    def opens(self, key: str, title: str, requester: str, technician: str | None) -> Delivery:
        """And somebody has it already, if it is anybody's."""
        has_it = who(technician) if technician is not None else None
        self._tickets[key] = {
            "id": key,
            "key": key,
            "title": title,
            "status": "in_progress" if has_it else "new",
            "service": "VPN",
            "channel": "portal",
            "group": "Service Desk",
            "requester": who(requester),
            "assignee": has_it,
            "created_at": self._clock().isoformat(),
        }
        return self.tells(key, by=technician or "dora")

    def tells(self, key: str, *, by: str, **changes: object) -> Delivery:
        ticket = self._tickets[key]
        ticket |= {**changes, "updated_at": self._clock().isoformat()}
        number = next(self._revisions)
        event = {
            "id": f"event-{number}",
            "source": SOURCE,
            "time": self._clock().isoformat(),
            "revision": number,
            "ticket": ticket,
            "actor": {**who(by), "kind": "agent"},
        }
        content = json.dumps(event)
        return signed_by_the_desk(f"delivery-{number}", content), content


def signed_by_the_desk(delivery: str, content: str) -> dict[str, str]:
    """As a ticket system signs its events, now: its signature is of the real time."""
    now = datetime.now(UTC)
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(HOOK_SECRET).sign(delivery, now, content),
    }


def who(name: str) -> Json:
    person = PEOPLE[name]
    return {"id": person.id, "email": person.email, "name": person.name}
