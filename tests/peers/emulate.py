"""A strict Slack on this machine: npm's emulate, which minds scopes, triggers, hashes and OAuth."""

import html
import json
import re
import select
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from bot.channels.slack.names import EVENTS, SCOPES
from tests.peers.local_slack import PEOPLE as CAST
from tests.peers.local_slack import email_of
from tests.peers.npm import PEERS, find_node, installed

PACKAGE = "emulate"
TEAM = "T000000001"
"""It knows only this workspace."""
SECRET = "5f0c7d31b10e4f6a9c2d48e7a1b3c5d7"
"""Signs the events that it posts to us."""
APP = "A0SINC"
CLIENT_ID = "12345.67890"
CLIENT_SECRET = "a-secret-between-slack-and-us"
REDIRECT = "https://desk.example.com/slack/oauth_redirect"
BOT = "U0XPBOT"
BOT_TOKEN = "xoxb-sincerely"
PEOPLE = tuple(CAST.values())
OF_A_PERSON = ("chat:write", "im:history", "im:read", "im:write", "users:read")
"""What people may do by themselves."""
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')
PATIENCE = 15

Json = dict[str, Any]


@dataclass(frozen=True)
class StrictSlack:
    """Unlike Slack it takes an unknown token for one without scopes and tells nobody in a header
    which there are, marks no message as a bot's, shows metadata unasked, minds no shape of a block,
    and knows no time zone.

    There are no presses, commands, Socket Mode, 429 or second deliveries in it, and its events name
    neither the kind of conversation nor whose installation they are for.
    """

    url: str

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def reset(self, *, events: str | None = None) -> None:
        """As it was in the beginning; what happens from now on is posted to `events`."""
        told = {"url": events, "types": sorted(each.partition(".")[0] for each in EVENTS)}
        self._control("reset", workspace=workspace(), events=told if events else None)

    def grant(self, scopes: Collection[str]) -> None:
        """An administrator installs our app once more, with these."""
        self._control("grant", token=BOT_TOKEN, scopes=sorted(scopes))

    def look(self, what: str) -> list[Json]:
        """users, channels, messages, views, tokens, installations, deliveries (of events)."""
        found: list[Json] = self._control("look", what=what)
        return found

    def call(self, method: str, token: str = BOT_TOKEN, **arguments: str) -> Json:
        """By somebody else than our code."""
        body = urllib.parse.urlencode(arguments).encode()
        request = urllib.request.Request(f"{self.api_url}{method}", body)
        request.add_header("Authorization", f"Bearer {token}")
        answer: Json = fetch(request)
        assert answer.pop("ok"), (method, answer)
        return answer

    def knows(self, method: str) -> bool:
        try:
            fetch(urllib.request.Request(f"{self.api_url}{method}", b""))
        except urllib.error.HTTPError as no:
            with no:
                return no.code != 404
        return True

    def user(self, name: str) -> str:
        """Another one after each reset."""
        return str(next(user["user_id"] for user in self.look("users") if user["name"] == name))

    def trigger(self, name: str) -> str:
        """As comes along with a press of this person: good for three seconds, and once."""
        made = self.call("views.generateTriggerId", user_id=self.user(name))
        return str(made["trigger_id"])

    def dm(self, name: str) -> str:
        """Our conversation with them, which their own side opens too."""
        opened = self.call("conversations.open", token_of(name), users=BOT)
        return str(opened["channel"]["id"])

    def says(self, name: str, words: str, **more: str) -> Json:
        """In our conversation. Does not return before whoever is told of it has answered."""
        where = self.dm(name)
        return self.call("chat.postMessage", token_of(name), channel=where, text=words, **more)

    def chat(self, name: str) -> list[Json]:
        """What they see of our conversation, oldest first, without what is below it in threads."""
        seen = self.call("conversations.history", token_of(name), channel=self.dm(name))
        return list(reversed(seen["messages"]))

    def allows(self, page: str, name: str) -> str:
        """Somebody is shown Slack's own page and agrees; returns where their browser goes then."""
        with httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False) as browser:
            shown = browser.get(page)
            assert shown.status_code == 200, shown.text
            form = next(form for form in shown.text.split("<form ") if f">{name}<" in form)
            fields = {field: html.unescape(value) for field, value in FIELD.findall(form)}
            sent_on = browser.post("/oauth/v2/authorize/callback", data=fields)
        assert sent_on.status_code == 302, sent_on.text
        return sent_on.headers["location"]

    def _control(self, control: str, **body: Any) -> Any:
        url = f"{self.url}/_control/{control}"
        return fetch(urllib.request.Request(url, json.dumps(body).encode()))


def token_of(name: str) -> str:
    return f"xoxp-{name}"


def workspace() -> Json:
    """The cast, our app with what its manifest asks for, and a token for everybody."""
    ours = {"app_id": APP, "client_id": CLIENT_ID, "bot_id": "B0XPBOT"}
    scopes = sorted(SCOPES)
    app = {
        **ours,
        "client_secret": CLIENT_SECRET,
        "name": "Sincerely",
        "redirect_uris": [REDIRECT],
        "scopes": scopes,
        "bot_user_id": BOT,
        "bot_name": "sincerely",
    }
    bot = {**ours, "token": BOT_TOKEN, "type": "bot", "user_id": BOT, "scopes": scopes}
    return {
        "team": {"name": "Acme IT", "domain": "acme-it"},
        "users": [
            {"name": name, "real_name": name.title(), "email": email_of(name)} for name in PEOPLE
        ],
        "oauth_apps": [app],
        "tokens": [
            {**bot, "bot_user_id": BOT},
            *(
                {"token": token_of(name), "type": "user", "user": name, "scopes": OF_A_PERSON}
                for name in PEOPLE
            ),
        ],
        "strict_scopes": True,
        "signing_secret": SECRET,
    }


@contextmanager
def running(log: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Its address, once it answers. Whoever asks is skipped where it cannot be installed."""
    installed(PACKAGE)
    command = [str(find_node()), str(PEERS / "emulate.mjs")]
    with (
        log.open("wb") as complaints,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield address_in(process.stdout, log), process
        finally:
            process.kill()


def address_in(lines: IO[bytes], log: Path) -> str:
    """It says by itself where it is."""
    ready, _, _ = select.select([lines], [], [], PATIENCE)
    line = lines.readline() if ready else b""
    assert line, f"emulate does not come up:\n{log.read_text()}"
    url: str = json.loads(line)["url"]
    return url


def fetch(request: urllib.request.Request) -> Any:
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return json.loads(response.read())


@pytest.fixture(scope="session")
def strict_slack_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StrictSlack]:
    with running(tmp_path_factory.mktemp("strict-slack") / "emulate.log") as (url, _):
        yield StrictSlack(url)


@pytest.fixture
def strict_slack(strict_slack_of_session: StrictSlack) -> StrictSlack:
    """With nothing said yet; the same process for all tests of a session."""
    strict_slack_of_session.reset()
    return strict_slack_of_session
