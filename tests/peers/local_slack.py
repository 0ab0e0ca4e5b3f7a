"""A whole Slack on this machine: local-slack's one binary, with people, a bot and no network."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from tests.peers.npm import installed

PACKAGE = "local-slack-linux-x64"
TEAM = "T01ACME"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
"""Signs everything that it posts to us."""
BOT = "U0XPBOT"
BOT_TOKEN = "xoxb-sincerely"
APP_TOKEN = "xapp-sincerely"
COMMON = "C01HELP"
"""A channel in which everybody is."""
PEOPLE = {"U01JANE": "jane", "U02TOM": "tom", "U03SAM": "sam", "U04EVE": "eve",
          "U05DORA": "dora", "U06MAX": "max"}  # fmt: skip
"""The cast of `tests.house`, by Slack's ids."""
PATIENCE = 15


@dataclass(frozen=True)
class LocalSlack:
    url: str
    events_port: int | None
    """Where it posts what happens, for somebody to listen there; None in Socket Mode."""

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def reset(self) -> None:
        """As it was in the beginning."""
        self.control("reset")

    def control(self, what: str, body: Mapping[str, Any] | None = None) -> Any:
        """Somebody at the other end does something: message, interact, command, open-home, …"""
        return fetch(f"{self.url}/_control/{what}", json.dumps(body or {}).encode())

    def look(self, what: str) -> Any:
        """state, log, messages/<channel>."""
        return fetch(f"{self.url}/_control/{what}")


def config(*, events_port: int | None, people: Mapping[str, str] = PEOPLE) -> dict[str, Any]:
    """One workspace, one app of ours, and people; by Socket Mode where there is no port."""
    delivery: dict[str, Any] = (
        {"mode": "socket"}
        if events_port is None
        else {"mode": "events", "requestUrl": f"http://127.0.0.1:{events_port}/slack/events"}
    )
    return {
        "workspace": {"name": "Acme IT", "domain": "acme-it", "teamId": TEAM},
        "apps": [
            {
                "appId": "A01SINC",
                "botUserId": BOT,
                "botName": "sincerely",
                "botToken": BOT_TOKEN,
                "appToken": APP_TOKEN,
                "signingSecret": SECRET,
                **delivery,
            }
        ],
        "users": [
            {
                "id": id_,
                "name": name,
                "real_name": name.title(),
                "email": email_of(name),
                "tz": "Europe/Berlin",
            }
            for id_, name in people.items()
        ],
        "channels": [{"id": COMMON, "name": "it-helpdesk", "members": [*people, BOT]}],
    }


def email_of(name: str) -> str:
    return f"{name}@{'example.org' if name in {'jane', 'tom'} else 'desk.example'}"


@contextmanager
def running(folder: Path, settings: Mapping[str, Any]) -> Iterator[str]:
    """Its address, once it answers. Whoever asks is skipped where it cannot be installed."""
    binary = installed(PACKAGE) / "bin" / "local-slack"
    binary.chmod(0o755)
    file = folder / "local-slack.yaml"
    file.write_text(yaml.safe_dump(dict(settings)))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(binary), "--config", str(file), "--port", str(port)]
    command += ["--base-host", "127.0.0.1", "--files-dir", str(folder / "files")]
    with (
        (folder / "local-slack.log").open("wb") as log,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            wait_until_up(url, process, folder / "local-slack.log")
            yield url
        finally:
            process.kill()


def line_to_slack() -> aiohttp.ClientSession:
    """A new connection each time: local-slack ends those that rest, also just when one is taken up
    again."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))


def wait_until_up(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"local-slack ended:\n{log.read_text()}"
        try:
            fetch(f"{url}/_control/state")
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"local-slack does not answer:\n{log.read_text()}")


def fetch(url: str, body: bytes | None = None) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return json.loads(response.read() or b"null")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def local_slack_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    port = free_port()
    with running(tmp_path_factory.mktemp("local-slack"), config(events_port=port)) as url:
        yield LocalSlack(url, port)


@pytest.fixture
def local_slack(local_slack_of_session: LocalSlack) -> LocalSlack:
    """With nothing said yet; the same process for all tests of a session."""
    local_slack_of_session.reset()
    return local_slack_of_session


@pytest.fixture(scope="session")
def socket_slack_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with running(tmp_path_factory.mktemp("socket-slack"), config(events_port=None)) as url:
        yield LocalSlack(url, None)


@pytest.fixture
def socket_slack(socket_slack_of_session: LocalSlack) -> LocalSlack:
    """The same workspace, where our app listens by Socket Mode."""
    socket_slack_of_session.reset()
    return socket_slack_of_session
