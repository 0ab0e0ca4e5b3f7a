"""Whether a delivery really comes from the ticket system that it says it comes from."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from standardwebhooks.webhooks import (
    EmptyWebhookSecretError,
    Webhook,
    WebhookVerificationError,
)

from feedback.errors import Unusable

LONGEST_ID = 255


class Refusal(Exception):
    """Not signed, or not by whom it should be; `str()` is for the sender and for the log."""


class Verifier(Protocol):
    def verify(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The id of this delivery, the same for each repetition; raises `Refusal`.

        The body is UTF-8 text: nothing else could be a ticket event.
        """
        ...


class StandardWebhooks:
    """The Standard Webhooks scheme: `id.timestamp.body` under HMAC-SHA256, five minutes of grace.

    Several secrets may be valid at once, so that a secret can be changed without a lost event.
    Without any, everything is refused.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        """Raises `Unusable` for one that is not base64 (with or without `whsec_`)."""
        self._hooks = [_hook(secret) for secret in secrets]

    def verify(self, body: bytes, headers: Mapping[str, str]) -> str:
        given = {name.lower(): value for name, value in headers.items()}
        delivery = given.get("webhook-id", "")
        if not all(given.get(f"webhook-{part}") for part in ("id", "timestamp", "signature")):
            raise Refusal("Not signed: webhook-id, webhook-timestamp and webhook-signature please.")
        if len(delivery) > LONGEST_ID:
            raise Refusal(f"The webhook-id is longer than {LONGEST_ID} characters.")
        last = "No secret has been set up for this ticket system"
        for hook in self._hooks:
            try:
                hook.verify(body, given, json_parse=False)
            except WebhookVerificationError as error:
                last = str(error)
            except ValueError:
                last = "Malformed signature"  # such as one without its version
            else:
                return delivery
        raise Refusal(f"{last}.")


def _hook(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (ValueError, RuntimeError, EmptyWebhookSecretError):
        # Nothing of the cause is passed on: it could quote the secret.
        raise Unusable(
            "A secret for ticket events must be base64, as in whsec_… of Standard Webhooks."
        ) from None
