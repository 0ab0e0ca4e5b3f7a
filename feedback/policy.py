"""The desk's rules in one frozen record: how long things take, whom we ask, when we let people be."""

from dataclasses import dataclass, field
from datetime import timedelta

from feedback.hours import Calendar, standard_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    time_zone: str = "Europe/Berlin"
    calendar: Calendar = field(default_factory=standard_calendar)

    # Updates and promises
    promise_notice: timedelta = timedelta(minutes=20)
    """So long before a promise is due the technician is asked: keep it, move it, or tell them?"""
    promise_escalates_after: timedelta = timedelta(minutes=30)
    updates_without_progress: int = 3
    silence_after: timedelta = timedelta(hours=8)
    """Business time without a human word after which a waiting ticket counts as silent."""

    # Closing and surveys
    closing_wait: timedelta = timedelta(hours=24)
    """An unanswered closing check counts as closed after this long."""
    cant_tell_again: timedelta = timedelta(hours=24)
    invitation_delay: timedelta = timedelta(hours=1)
    invitation_gap: timedelta = timedelta(days=14)
    """At most one question per person in this time."""
    sampling: float = 1.0
    """The share of eligible resolutions that are asked; each invitation records it."""
    correction_window: timedelta = timedelta(minutes=10)

    # Ratings and follow-ups
    unhappy_at_most: int = 6
    happy_at_least: int = 9
    loop_due: timedelta = timedelta(hours=8)
    """Business time until an unhappy person must have been followed up."""

    # Coaching: what a technician sees of their own feedback
    minimum_n: int = 5
    minimum_comments: int = 8

    # Contact budget
    messages_a_day: int = 6
    """Unasked messages one person gets in a day; human updates always pass, and count."""
