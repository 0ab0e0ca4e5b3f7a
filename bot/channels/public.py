"""The addresses under which we are reached: from outside, and only from this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from feedback.errors import Unusable


def public_address(url: str, *, path: str, whose: str) -> str:
    """Without `path`, which is ours behind it; raises `Unusable` for what could not be reached, or
    would be refused, in words about the platform with this name."""
    wrong = Unusable(
        f"{whose} reaches you at an address like https://desk.example.com: with https, and with"
        f" nothing behind the name but perhaps a folder. I add {path} myself."
    )
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme != "https" or not host or not plain or any(map(str.isspace, url.strip())):
        raise wrong
    return f"https://{parts.netloc}{parts.path.rstrip('/').removesuffix(path)}"


def is_local(host: str) -> bool:
    """Whether only this machine itself can reach it."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
