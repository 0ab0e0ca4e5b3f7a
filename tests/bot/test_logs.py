import json
import logging

import pytest
import structlog

from bot import logs


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


def test_what_libraries_log_keeps_the_words_of_their_exceptions_to_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The web server and asyncio log what we did not catch, each in its own way."""
    logs.set_up("json", "info")
    try:
        _break("my password is hunter2")
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    logging.getLogger("asyncio").error("Task failed\nfuture: <Task exception=%s>", "hunter2")
    written = capsys.readouterr().err
    served, waited = map(json.loads, written.splitlines())
    assert "hunter2" not in written
    assert served["exception"] == ["RuntimeError", "ValueError"]
    assert (served["logger"], served["level"]) == ("uvicorn.error", "error")
    assert waited["event"] == "Task failed"


def test_the_last_word_of_a_process_is_no_quotation(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json", "info")
    error = ExceptionGroup("hunter2", [ValueError("hunter2"), KeyError("hunter2")])
    logs.crashed(type(error), error, None)
    line = capsys.readouterr().err
    assert "hunter2" not in line
    assert json.loads(line)["exception"] == ["ExceptionGroup", "ValueError", "KeyError"]
