"""The counterpart is there, in both ways of listening, and forgets when it is told to."""

import pytest

from tests.peers.local_slack import BOT, COMMON, LocalSlack


def test_by_http(local_slack: LocalSlack) -> None:
    assert local_slack.events_port is not None
    (app,) = local_slack.look("state")["apps"]
    assert (app["botUserId"], app["mode"]) == (BOT, "events")


def test_by_socket(socket_slack: LocalSlack) -> None:
    assert socket_slack.events_port is None
    (app,) = socket_slack.look("state")["apps"]
    assert (app["botUserId"], app["mode"]) == (BOT, "socket")


@pytest.mark.parametrize("words", ["once", "and again"])
def test_every_test_begins_with_nothing_said(local_slack: LocalSlack, words: str) -> None:
    said = {"user": "U01JANE", "channel": COMMON, "text": words}
    local_slack.control("message", said)
    assert [each["text"] for each in local_slack.look(f"messages/{COMMON}")["messages"]] == [words]
