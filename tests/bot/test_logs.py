import json

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def _fresh() -> None:
    structlog.reset_defaults()


def test_a_broken_thing_is_logged_by_place_and_never_by_what_people_wrote(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("json", "info")
    try:
        _break("my password is hunter2")
    except RuntimeError:
        structlog.get_logger().exception("turn_failed", once="web:1")
    line = capsys.readouterr().err.strip()
    entry = json.loads(line)
    assert "hunter2" not in line
    assert entry["event"] == "turn_failed"
    assert entry["exception"] == ["RuntimeError", "ValueError"]
    assert any(place.endswith(" _break") for place in entry["at"])


def test_a_level_keeps_the_rest_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("console", "warning")
    structlog.get_logger().info("nothing_special")
    assert capsys.readouterr().err == ""


def _break(words: str) -> None:
    try:
        int(words)
    except ValueError as error:
        raise RuntimeError(words) from error
