"""A Slack with several workspaces, each of which may install us: codes, tokens, and their ends."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import parse_qs, urlsplit

from tests.peers.slack_faults import FaultySlack, Json, reached

CLIENT_ID = "1234567890.9876543210"
CLIENT_SECRET = "the-secret-of-our-app"
HALF_A_DAY = 43_200
ACME, BETA = "T01ACME", "T02BETA"
NAMES = {ACME: "Acme <IT>", BETA: "Beta & Sons"}


@dataclass(frozen=True)
class Grant:
    """What somebody has allowed on Slack's page."""

    team: str
    scopes: str
    redirect_uri: str
    is_whole_organisation: bool = False


@dataclass
class ManySlack(FaultySlack):
    """`rotates`: tokens live for half a day, and refresh tokens are good for once."""

    rotates: bool = False
    codes: dict[str, Grant] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    """By token that is good."""
    refreshes: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, str, str]] = field(default_factory=list)
    """Team, channel and words of every message."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        super().__init__()

    def allows(
        self, link: str, team: str, *, is_whole_organisation: bool = False
    ) -> tuple[str, str]:
        """Somebody who was sent to Slack's page presses "Allow": code and state."""
        parts = urlsplit(link)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/oauth/v2/authorize"
        asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
        assert asked["client_id"] == CLIENT_ID
        code = f"code-{next(self.numbers)}"
        self.codes[code] = Grant(team, asked["scope"], asked["redirect_uri"], is_whole_organisation)
        return code, asked["state"]

    def takes_out(self, team: str) -> None:
        for tokens in (self.teams, self.refreshes):
            for token in [token for token in tokens if tokens[token] == team]:
                del tokens[token]

    def tokens_of(self, team: str) -> Sequence[str]:
        return [token for token in self.teams if self.teams[token] == team]

    def _did(self, method: str, arguments: Json) -> Json:
        if method == "oauth.v2.access":
            return self._exchanged(arguments)
        team = self.teams.get(self.tokens[-1])
        if team is None:
            return {"ok": False, "error": "invalid_auth"}
        match method:
            case "auth.test":
                return {"ok": True, "team_id": team, "team": NAMES[team], "user": "sincerely"}
            case "auth.revoke":
                del self.teams[self.tokens[-1]]
                return {"ok": True, "revoked": True}
            case "users.lookupByEmail" | "users.info" if not self._is_there(team, arguments):
                return {"ok": False, "error": "users_not_found"}
            case "chat.postMessage":
                self.said.append((team, arguments["channel"], arguments["text"]))
        return super()._did(method, arguments)

    def _is_there(self, team: str, arguments: Json) -> bool:
        wanted = {arguments.get("email"), arguments.get("user")}
        return any(
            user["team_id"] == team and wanted & {user["id"], user["profile"]["email"]}
            for user in self.users.values()
        )

    def _exchanged(self, arguments: Json) -> Json:
        if (arguments["client_id"], arguments["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return {"ok": False, "error": "bad_client_secret"}
        if arguments.get("grant_type") == "refresh_token":
            team = self.refreshes.pop(arguments["refresh_token"], None)
            if team is None:
                return {"ok": False, "error": "invalid_refresh_token"}
            return self._token(team)
        grant = self.codes.pop(arguments["code"], None)
        if grant is None:
            return {"ok": False, "error": "invalid_code"}
        if grant.redirect_uri != arguments["redirect_uri"]:
            return {"ok": False, "error": "bad_redirect_uri"}
        return {
            **self._token(grant.team),
            "app_id": "A01US",
            "scope": grant.scopes,
            "bot_user_id": "U0XPBOT",
            "team": None
            if grant.is_whole_organisation
            else {"id": grant.team, "name": NAMES.get(grant.team, "Stranger's")},
            "enterprise": {"id": "E01", "name": "All of it"}
            if grant.is_whole_organisation
            else None,
            "authed_user": {"id": "U01ADMIN"},
            "is_enterprise_install": grant.is_whole_organisation,
        }

    def _token(self, team: str) -> Json:
        number = next(self.numbers)
        token = f"xoxb-{team}-{number}"
        self.teams[token] = team
        fresh: Json = {"ok": True, "token_type": "bot", "access_token": token}
        if self.rotates:
            refresh = f"xoxe-1-{team}-{number}"
            self.refreshes[refresh] = team
            fresh |= {"refresh_token": refresh, "expires_in": HALF_A_DAY}
        return fresh


@asynccontextmanager
async def many_slack(*, rotates: bool = False) -> AsyncIterator[ManySlack]:
    async with reached(ManySlack(rotates=rotates)) as slack:
        yield slack
