"""Whom a platform means, and what it says of them: nothing is believed that cannot be so."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from feedback.neutral import LONGEST_NAME, UNPRINTABLE
from feedback.people import Address, Person
from feedback.unit_of_work import OneOf, OpenDesk, UnitOfWork

LONGEST_LOCALE = 35


async def person_by(work: UnitOfWork, email: str) -> Person | None:
    """The desk keeps addresses in lower case, as they come from ticket systems; platforms do not."""
    written = OneOf(sorted({email, email.lower()}))
    found = await work.people.find(email=written, erased_at=None, limit=1)
    return found[0] if found else None


async def heed(
    desk: OpenDesk,
    channel: str,
    account_by_email: Mapping[str, str],
    account_of: Callable[[Address], str],
) -> None:
    """Of whomever an administrator names: an account that was taken for somebody else's is met anew.

    `account_by_email` has the accounts there by the address that the desk knows, in lower case.
    """
    if not account_by_email:
        return
    named = set(account_by_email.values())
    async with desk.begin() as work:
        people = await work.people.find(email=OneOf(sorted(account_by_email)), erased_at=None)
        meant = {account_by_email[person.email.casefold()]: person.id for person in people}
        claimed = set(meant.values())
        for contact in await work.addresses.find(channel=channel):
            account = account_of(contact.address)
            is_about = account in named or contact.person_id in claimed
            if is_about and meant.get(account) != contact.person_id:
                await work.addresses.remove(contact.id)


# --- what it says of somebody --------------------------------------------------------------------


def told(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def name_told(value: Any) -> str | None:
    name = told(value)
    return UNPRINTABLE.sub("�", name)[:LONGEST_NAME] if name is not None else None


def zone_told(value: Any) -> str | None:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError, TypeError):
        return None


def locale_told(value: Any) -> str | None:
    locale = told(value)
    return locale if locale is not None and len(locale) <= LONGEST_LOCALE else None
