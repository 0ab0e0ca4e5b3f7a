"""How the ids of Teams travel in our addresses and receipts."""

from dataclasses import dataclass
from typing import Final

from feedback.people import Address

NAME: Final = "teams"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a personal conversation is reached: Teams tells us with everything that comes from it.

    `user_id` is the person's id for this bot alone (`29:…`), `aad_id` the one in their directory.
    """

    tenant: str
    conversation: str
    service_url: str
    bot_id: str
    user_id: str
    aad_id: str


def address(tenant: str, user: str, conversation: str) -> Address:
    """`user` is the person's id in their directory, `conversation` the personal one with the bot."""
    return Address(NAME, user=f"{tenant}/{user}", place=f"{tenant}/{conversation}")


def user_of(address: Address) -> tuple[str, str]:
    """Tenant and user."""
    tenant, _, user = address.user.partition("/")
    return tenant, user


def place_of(address: Address) -> tuple[str, str]:
    """Tenant and conversation."""
    tenant, _, conversation = address.place.partition("/")
    return tenant, conversation


def receipt(conversation: str, activity: str) -> str:
    """What Teams has numbered is free of line breaks; colons it uses itself, on both sides."""
    return f"{conversation}\n{activity}"


def split_receipt(receipt: str) -> tuple[str, str]:
    """Conversation and activity, which together are the name of a message in Teams."""
    conversation, _, activity = receipt.partition("\n")
    return conversation, activity
