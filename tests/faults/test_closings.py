"""The trial of `tests.faults.closings`, shortened: `python -m tests.faults.closings` is a thousand."""

from statistics import median

import pytest

from tests.faults import virtual_time
from tests.faults.closings import Case, trial


@pytest.mark.slow
def test_many_tickets_are_closed_at_once_and_everybody_hears_of_each_once(sqlite_url: str) -> None:
    case = Case(tickets=50, people=20, strangers=3)
    report = virtual_time.run(lambda: trial(sqlite_url, case))

    assert report.is_clean, (report.problems, report.refused)
    assert report.troubles, "Slack has failed now and then"
    assert median(report.answers) < 1, "whoever presses a button does not wait for the crowd"
    resolved, closed = report.phases
    assert resolved.messages >= case.tickets
    assert closed.messages > case.tickets / 2, "those that were not answered are taken back"
    assert closed.virtual < 1.5 * closed.least
    for phase in report.phases:
        assert max(sample.tasks for sample in phase.samples) < 64
        assert phase.grown() < 8_000_000
