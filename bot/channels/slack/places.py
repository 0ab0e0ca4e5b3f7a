"""How Slack's ids travel in our addresses and receipts."""

from feedback.people import Address

NAME = "slack"


def address(team: str, user: str, channel: str) -> Address:
    """`channel` is the direct message channel of the bot with this person."""
    return Address(NAME, user=f"{team}/{user}", place=f"{team}/{channel}")


def user_of(address: Address) -> tuple[str, str]:
    """Team and user."""
    team, _, user = address.user.partition("/")
    return team, user


def place_of(address: Address) -> tuple[str, str]:
    """Team and channel."""
    team, _, channel = address.place.partition("/")
    return team, channel


def receipt(channel: str, ts: str) -> str:
    return f"{channel}:{ts}"


def split_receipt(receipt: str) -> tuple[str, str]:
    """Channel and time stamp, which together are Slack's name for a message."""
    channel, _, ts = receipt.partition(":")
    return channel, ts
