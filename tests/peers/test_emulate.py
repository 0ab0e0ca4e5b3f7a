"""The strict counterpart is there, minds what it is there for, and forgets when it is told to."""

from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from bot.channels.slack.names import SCOPES
from tests.peers.emulate import BOT_TOKEN, PATIENCE, TEAM, StrictSlack, running, token_of


def test_it_is_our_workspace(strict_slack: StrictSlack) -> None:
    answer = strict_slack.call("auth.test")
    assert (answer["team_id"], answer["user"]) == (TEAM, "sincerely")
    (ours,) = [each for each in strict_slack.look("tokens") if each["token"] == BOT_TOKEN]
    assert set(ours["scopes"]) == SCOPES.keys()


def test_it_takes_arguments_in_every_way_in_which_slack_does(strict_slack: StrictSlack) -> None:
    jane = strict_slack.user("jane")
    assert strict_slack.call(f"users.info?user={jane}")["user"]["name"] == "jane"
    assert strict_slack.call("users.info", user=jane)["user"]["name"] == "jane"


def test_it_minds_scopes(strict_slack: StrictSlack) -> None:
    strict_slack.grant(SCOPES.keys() - {"users:read"})
    with pytest.raises(AssertionError, match="missing_scope"):
        strict_slack.call("users.info", user=strict_slack.user("jane"))
    with pytest.raises(AssertionError, match="missing_scope"):
        strict_slack.call("users.list", "xoxb-of-nobody")


@pytest.mark.parametrize("words", ["once", "and again"])
def test_every_test_begins_with_nothing_said(strict_slack: StrictSlack, words: str) -> None:
    strict_slack.says("jane", words)
    assert [each["text"] for each in strict_slack.chat("jane")] == [words]


def test_a_control_that_is_not_there_is_no_silence(strict_slack: StrictSlack) -> None:
    with pytest.raises(HTTPError, match="500"):
        strict_slack.look("unicorns")


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    with running(tmp_path / "emulate.log") as (url, process):
        StrictSlack(url).reset()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        with pytest.raises(URLError):
            StrictSlack(url).call("auth.test", token_of("jane"))
