"""The pages on which a workspace installs us: one with a button, and one with what came of it."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from markupsafe import Markup
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.installation_store import Installation

from bot.channels.port import Busy
from bot.channels.slack.api import SaidNo
from bot.channels.slack.manifest import INSTALL, REDIRECT
from bot.channels.slack.many import ManyWorkspaces
from bot.channels.slack.names import scopes
from bot.channels.slack.oauth import quiet
from bot.channels.slack.store import TEN_MINUTES, TooManyAtOnce
from bot.clocks import Clock

log = structlog.get_logger()

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Joined = Callable[[str], Awaitable[None]]
"""Told which workspace has just installed us."""

COOKIE: Final = "__Host-sincerely-install"
LONGEST_QUERY: Final = 4096
MOST_FIELDS: Final = 20
ASKED: Final = frozenset({"code", "error", "state"})
"""Of the address; more the kit would take over into Slack's just as it came."""
OUR_FAULT: Final = frozenset(
    {"bad_client_secret", "bad_redirect_uri", "invalid_client_id", "invalid_scope"}
)


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    title: str
    words: str
    link: str = ""
    """Where it goes on, and what that is called."""
    label: str = ""


class NotInstalling(Exception):
    """The installation ends here; the page says why."""

    def __init__(self, page: Page, why: str) -> None:
        super().__init__(why)
        self.page = page


# --- what is said --------------------------------------------------------------------------------

BEGINNING: Final = "install"
"""From one of the two pages to the other, in whatever folder they are."""
AGAIN: Final = "Start again"
NO_CHANGE: Final = "Nothing was installed, and nothing is kept."
DENIED: Final = Page(
    200, "All right, not now", f"You chose not to allow it. {NO_CHANGE}", BEGINNING, AGAIN
)
LOST: Final = Page(
    400,
    "That link has had its time",
    "An installation has to be finished within ten minutes, once, and in the browser in which it was"
    f" begun. {NO_CHANGE}",
    BEGINNING,
    AGAIN,
)
WHOLE_ORGANISATION: Final = Page(
    403,
    "One workspace, please",
    "This was for a whole organisation, and I only work in single workspaces. Choose one of them at"
    f" the top of Slack's page. {NO_CHANGE}",
    BEGINNING,
    AGAIN,
)
NOT_SET_UP: Final = Page(
    500,
    "Something isn't set up right on my side",
    "Slack doesn't know me by what I told it. Whoever runs this desk finds the reason in its log.",
)
NO_ANSWER: Final = Page(
    503,
    "Slack doesn't answer just now",
    f"{NO_CHANGE} Please try again in a minute.",
    BEGINNING,
    AGAIN,
)
CROWDED: Final = Page(
    503, "Too many at once", "Please try again in ten minutes.", BEGINNING, "Try again"
)
BROKEN: Final = Page(
    500, "Something broke on my side", "It has been logged. Please try again.", BEGINNING, AGAIN
)
UNREADABLE: Final = Page(
    400, "I can't read that", "Please start at the beginning.", BEGINNING, AGAIN
)
NOT_HERE: Final = Page(405, "There's nothing to send here", "This page is only for reading.")


def untrusted(team: str, name: str) -> Page:
    return Page(
        403,
        "This workspace isn't on my list",
        f"{name} ({team}) isn't one of the workspaces that this desk trusts. Whoever runs the desk"
        f" can add {team} to slack.trusted in its settings; then it works. Nothing is kept.",
        BEGINNING,
        AGAIN,
    )


def welcome(team: str, name: str) -> Page:
    return Page(
        200,
        f"I'm in {name} now",
        "Open Slack, find Sincerely under Apps, and say hello. I know people by the e-mail address on"
        " their tickets.",
        f"https://app.slack.com/client/{team}",
        "Open Slack",
    )


INVITATION: Final = Page(
    200,
    "Sincerely in your Slack",
    "Human updates on your tickets, kept promises, and a place to say how it went. Slack will show"
    " you what I may do. I read my own conversations with people, and the messages that call me by"
    " name; nothing else.",
    label="Add to Slack",
)


# --- the way through it --------------------------------------------------------------------------


class Flow(AsyncOAuthFlow):
    """The kit's, in our words; it checks the cookie, then the state, and only then asks Slack."""

    def __init__(
        self,
        *,
        many: ManyWorkspaces,
        joined: Joined,
        clock: Clock,
        customize: bool,
    ) -> None:
        books, client = many.books, many.books.client
        settings = AsyncOAuthSettings(
            client_id=client.client_id,
            client_secret=client.client_secret,
            scopes=list(scopes(customize=customize)),
            user_scopes=[],
            redirect_uri=client.redirect_uri,
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            authorization_url=client.authorize_url,
            callback_options=AsyncCallbackOptions(success=self._done, failure=_failed),
            installation_store=books.installations,
            installation_store_bot_only=True,
            state_store=books.states,
            logger=quiet(),
        )
        settings.state_utils = Cookie(cookie_name=COOKIE, expiration_seconds=TEN_MINUTES)
        super().__init__(settings=settings, logger=quiet())
        self._oauth = many.oauth
        self._many = many
        self._joined = joined
        self._clock = clock

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002 - the kit's shape
        return html(INVITATION, url)

    async def run_installation(self, code: str) -> Installation:
        """Raises `NotInstalling`."""
        try:
            answer = await self._oauth.exchange(code)
        except SaidNo as no:
            raise NotInstalling(NOT_SET_UP if no.error in OUR_FAULT else LOST, no.error) from None
        except Busy as busy:
            raise NotInstalling(NO_ANSWER, str(busy)) from None
        return await self._accepted(answer)

    async def _accepted(self, answer: Mapping[str, Any]) -> Installation:
        token = answer.get("access_token")
        if not isinstance(token, str) or answer.get("token_type") != "bot":
            raise NotInstalling(NOT_SET_UP, "no bot token came back")
        team, name = _named(answer.get("team"))
        if answer.get("is_enterprise_install") or not team:
            await self._give_back(token)
            raise NotInstalling(WHOLE_ORGANISATION, "a whole organisation")
        if not self._many.trusts(team):
            await self._give_back(token)
            raise NotInstalling(untrusted(team, name), f"{team} is not trusted")
        now = int(self._clock().timestamp())
        lasts, user = answer.get("expires_in"), answer.get("bot_user_id")
        return Installation(
            app_id=_text(answer.get("app_id")),
            team_id=team,
            team_name=name,
            bot_token=token,
            bot_user_id=_text(user),
            bot_scopes=_text(answer.get("scope")) or "",
            bot_refresh_token=_text(answer.get("refresh_token")),
            bot_token_expires_at=now + lasts if isinstance(lasts, int) else None,
            user_id="",  # whoever did it is nobody's business
            installed_at=float(now),
        )

    async def _give_back(self, token: str) -> None:
        """We are out of it again, as if nothing had been; if Slack does not listen, nobody has the
        token any more."""
        try:
            await self._oauth.revoke(token)
        except (SaidNo, Busy) as error:
            log.warning("slack_token_not_given_back", why=str(error))

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        team = args.installation.team_id or ""
        await self._joined(team)
        log.info("slack_installed", team=team)
        return _answer(welcome(team, args.installation.team_name or team))


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    log.info("slack_not_installed", why=args.reason if args.reason in REASONS else "unknown")
    return _answer(REASONS.get(args.reason, DENIED))


REASONS: Final = {
    "access_denied": DENIED,
    "invalid_browser": LOST,
    "invalid_state": LOST,
    "missing_code": LOST,
    "storage_error": BROKEN,
    **dict.fromkeys(OUR_FAULT, NOT_SET_UP),
}
"""The kit's and Slack's own words for why it ends; the last come in the address, from anybody."""


class Cookie(OAuthStateUtils):
    """It comes along when Slack sends the browser back, and for no picture or form of another page."""

    def build_set_cookie_for_new_state(self, state: str) -> str:
        return f"{super().build_set_cookie_for_new_state(state)}; SameSite=Lax"


def _named(team: object) -> tuple[str, str]:
    if not isinstance(team, Mapping):
        return "", ""
    id_ = _text(team.get("id")) or ""
    return id_, _text(team.get("name")) or id_


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


# --- the pages -----------------------------------------------------------------------------------

STYLE: Final = (
    "body{margin:12vh auto;max-width:30rem;padding:0 1.5rem;font:1.05rem/1.6 system-ui,sans-serif;"
    "color:#1d1c1d;background:#fff}h1{font-size:1.6rem;line-height:1.25}"
    "a{display:inline-block;margin-top:1rem;padding:.7rem 1.3rem;border-radius:.4rem;"
    "border:1px solid #1d4e56;background:#1d4e56;color:#fff;font-weight:600;text-decoration:none}"
    "a:focus,a:hover{background:#123a41}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1d21}"
    "a{background:#cfe5e8;border-color:#cfe5e8;color:#0f2f34}a:focus,a:hover{background:#fff}}"
)
STYLE_HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS: Final[Mapping[str, str]] = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'none';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # What stands in the address of the second page is nobody else's business.
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
RETRY_AFTER: Final = "60"


def html(page: Page, link: str = "") -> str:
    where = link or page.link
    return Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title>'
        "<style>{}</style></head><body><main><h1>{}</h1><p>{}</p>{}</main></body></html>"
    ).format(
        page.title,
        Markup(STYLE),  # noqa: S704 - our own constant, without anything of anybody's in it
        page.title,
        page.words,
        Markup('<p><a href="{}">{}</a></p>').format(where, page.label) if where else "",
    )


def _answer(page: Page) -> BoltResponse:
    headers: dict[str, Any] = {} if page.status != 503 else {"retry-after": RETRY_AFTER}
    return BoltResponse(status=page.status, body=html(page), headers=headers)


# --- the door ------------------------------------------------------------------------------------


class InstallDoor:
    """An ASGI app for both pages, `INSTALL` and `REDIRECT`; both are only read."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is posted here
        is_back = scope["path"].endswith(REDIRECT)
        try:
            response = await self._answered(scope, is_back=is_back)
        except NotInstalling as no:
            log.warning("slack_not_installed", why=str(no))
            response = _answer(no.page)
        except TooManyAtOnce:
            log.warning("slack_not_installed", why="too many at once")
            response = _answer(CROWDED)
        except Exception:
            log.exception("slack_install_failed")
            response = _answer(BROKEN)
        if is_back:
            gone = self._flow.settings.state_utils.build_set_cookie_for_deletion()
            response.headers["set-cookie"] = [gone]
        await _send(send, response)

    async def _answered(self, scope: Scope, *, is_back: bool) -> BoltResponse:
        if scope["method"] != "GET":
            return _answer(NOT_HERE)
        try:
            request = _request(scope)
        except ValueError:
            return _answer(UNREADABLE)
        if is_back:
            return await self._flow.handle_callback(request)
        return await self._flow.handle_installation(request)


def _request(scope: Scope) -> AsyncBoltRequest:
    """Raises `ValueError`."""
    raw: bytes = scope["query_string"]
    if len(raw) > LONGEST_QUERY:
        raise ValueError("too long")
    query: dict[str, Sequence[str]] = {
        name: values
        for name, values in parse_qs(raw.decode("ascii"), max_num_fields=MOST_FIELDS).items()
        if name in ASKED
    }
    cookies = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    headers: dict[str, str | Sequence[str]] = {"cookie": cookies} if cookies else {}
    return AsyncBoltRequest(body="", query=query, headers=headers)


async def _send(send: Send, response: BoltResponse) -> None:
    body = response.body.encode()
    headers = {**HEADERS, "content-length": str(len(body))}
    if response.status == 405:
        headers["allow"] = "GET"
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    for name in ("set-cookie", "retry-after"):
        pairs += [(name.encode(), value.encode()) for value in response.headers.get(name, ())]
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
