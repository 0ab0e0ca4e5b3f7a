"""Tokens as they stand in the database: sealed, so that its file or a copy of it lets nobody in."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unsealable(Exception):
    """None of our keys opens it."""


class Seal:
    """`keys` are those of `new_key`, newest first: it seals, and every one of them opens.

    Raises `ValueError` for what is no key.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        opened_by = [Fernet(key) for key in keys]
        self._newest = opened_by[0]
        self._any = MultiFernet(opened_by)

    def seal(self, token: str) -> str:
        return self._newest.encrypt(token.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._any.decrypt(sealed).decode()
        except InvalidToken:
            raise Unsealable from None

    def is_newest(self, sealed: str) -> bool:
        """Whether it would still open if the older keys were thrown away."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def new_key() -> str:
    return Fernet.generate_key().decode()


def is_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True
