"""The contract's eyes for Slack see what is there, and what would be obeyed."""

from typing import Any

import pytest

from tests.bot.channels.slack.blocks import buttons, harmful, words


def section(text: dict[str, Any]) -> dict[str, Any]:
    return {"text": "A title", "blocks": [{"type": "section", "text": text}]}


def test_blocks_are_seen_and_the_text_only_without_them() -> None:
    message = section({"type": "mrkdwn", "text": "*Label*\n1 &lt; 2", "verbatim": True})
    assert words(message) == "Label\n1 < 2"
    assert words({"text": "A &amp; B"}) == "A & B"


def test_buttons_are_found() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "value": "v"}
    message = {"text": "", "blocks": [{"type": "actions", "elements": [button]}]}
    assert buttons(message) == [button]


@pytest.mark.parametrize(
    "message",
    [
        {"text": "<!channel>"},
        {"text": "a & b"},
        section({"type": "mrkdwn", "text": "*bold*, not a label", "verbatim": True}),
        section({"type": "mrkdwn", "text": "<@U1>", "verbatim": True}),
        section({"type": "mrkdwn", "text": "words", "verbatim": False}),
        section({"type": "plain_text", "text": ":smile:"}),
        section({"type": "plain_text", "text": ":smile:", "emoji": True}),
        section({"type": "plain_text", "text": "\x1b[31m", "emoji": False}),
        section({"type": "link", "url": "https://x.example", "text": "safe"}),
        {"text": "", "blocks": [{"type": "markdown", "text": "# A"}]},
        {"text": "", "blocks": [{"type": "image", "image_url": "https://x.example/x.png"}]},
    ],
)
def test_what_would_be_obeyed_is_found(message: dict[str, Any]) -> None:
    assert list(harmful(message))


def test_what_is_only_shown_is_harmless() -> None:
    message = section({"type": "plain_text", "text": "<b> *x* :smile:", "emoji": False})
    assert not list(harmful(message))
