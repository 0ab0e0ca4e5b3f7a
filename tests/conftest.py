"""What every test may ask for, and what holds for all of them."""

import logging
import os
import sys
from collections.abc import Generator, Iterator

import hypothesis
import pytest
import structlog

pytest_plugins = ["tests.databases", "tests.peers.local_slack", "tests.peers.emulate"]

# How long an example takes says more about the machine than about us.
hypothesis.settings.register_profile("sincerely", deadline=None)
hypothesis.settings.load_profile("sincerely")

NOTHING_SKIPPED = "SINCERELY_NOTHING_SKIPPED" in os.environ
"""Where everything is installed, a skipped test is a broken promise; data to borrow may be away."""
MAY_BE_AWAY = "../shared/data"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and NOTHING_SKIPPED and MAY_BE_AWAY not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here, but this was: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """What is set up for a whole process is put back after the test."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
