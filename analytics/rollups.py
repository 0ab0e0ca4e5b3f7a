"""What one record adds to the counts: a small lattice of sums, so that answers are quick."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Final, Literal, NamedTuple, TypeGuard
from zoneinfo import ZoneInfo

from feedback.records import (
    Attribution,
    Invitation,
    InvitationState,
    Loop,
    LoopState,
    Promise,
    PromiseState,
    Rating,
)

Grain = Literal["day", "month"]
Counted = Rating | Invitation | Promise | Loop
COUNTED: Final = frozenset((Rating, Invitation, Promise, Loop))
Place = tuple[Grain, str, str, date]
"""A cell but for the measure."""

ALL: Final = "all"
NOT_RECORDED: Final = ""
"""The cell of records whose ticket did not say, e.g., at which location it arose."""
LONGEST_CELL: Final = 255

DIMENSIONS: Final[Mapping[str, str]] = {
    "service": "service",
    "channel": "contact_channel",
    "team": "team",
    "organisation": "organisation",
    "location": "location",
    "priority": "priority",
    "kind": "kind",
}
"""The word managers use for each dimension, and the field of `Attribution` that holds it.

There is no technician among them: nobody is counted against anybody.
"""


_values: Callable[[Attribution], tuple[str | None, ...]] = attrgetter(*DIMENSIONS.values())


class Cell(NamedTuple):
    """The address of one count: a day or the first of a month, one value of one cuboid, a measure.

    The fields stand in the order of the table's key: sorted cells are locked in the same order by
    every writer, so two of them never wait for each other in a circle.
    """

    grain: Grain
    cuboid: str
    cell: str
    period: date
    measure: str


def cells(record: object, zone: ZoneInfo) -> dict[Cell, int]:
    """Everything that this record counts for; nothing for None and for records nobody counts.

    The day is the desk's: `zone` cuts it.
    """
    return delta(None, record, zone)


def delta(before: object, after: object, zone: ZoneInfo) -> dict[Cell, int]:
    """What changes when `before` becomes `after`, without the cells that stay as they are.

    So a revised or erased record leaves exactly the counts of what remains.
    """
    if not (_is_counted(before) or _is_counted(after)):
        return {}
    more, less = Counter(_measures(after)), Counter(_measures(before))
    if _is_counted(before) and _is_counted(after) and _belongs(before) == _belongs(after):
        more.subtract(less)
        return _spread(places(after, zone), more)
    change = _spread(places(after, zone), more)
    for cell, n in _spread(places(before, zone), less).items():
        change[cell] = change.get(cell, 0) - n
    return {cell: n for cell, n in change.items() if n}


def _is_counted(record: object) -> TypeGuard[Counted]:
    return type(record) in COUNTED


def _measures(record: object) -> Iterator[str]:
    return measures_of(record) if _is_counted(record) else iter(())


def _belongs(record: Counted) -> tuple[object, ...]:
    """What its places depend on."""
    return moment_of(record), _values(record)


def _spread(where: Sequence[Place], measures: Mapping[str, int]) -> dict[Cell, int]:
    """So many of each measure in each of these places."""
    return {
        Cell(grain, cuboid, cell, period, measure): n
        for measure, n in measures.items()
        if n
        for grain, cuboid, cell, period in where
    }


def places(record: object, zone: ZoneInfo) -> Sequence[Place]:
    if not _is_counted(record):
        return ()
    day = day_of(moment_of(record), zone)
    values = [(value or NOT_RECORDED)[:LONGEST_CELL] for value in _values(record)]
    inside = [(ALL, ALL), *zip(DIMENSIONS, values, strict=True)]
    periods: tuple[tuple[Grain, date], ...] = ("day", day), ("month", day.replace(day=1))
    return [(grain, cuboid, cell, period) for grain, period in periods for cuboid, cell in inside]


def moment_of(record: Counted) -> datetime:
    """When it counts: said when said, asked when asked, a promise when it is due."""
    match record:
        case Rating(rated_at=moment) | Invitation(asked_at=moment):
            return moment
        case Promise(due_at=moment) | Loop(opened_at=moment):
            return moment


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(zone).date()


def measures_of(record: Counted) -> Iterator[str]:
    """Each measure that this record adds one to."""
    match record:
        case Rating():
            yield from measures_of_rating(record)
        case Invitation():
            yield from measures_of_invitation(record)
        case Promise():
            yield from measures_of_promise(record)
        case Loop():
            yield from measures_of_loop(record)


SCORES: Final = tuple(f"score:{score}" for score in range(11))
"""Ratings are kept score by score: whichever cut calls somebody satisfied, no count is redone."""
COMMENT: Final = "comment"


def factor(name: str, source: Literal["ticked", "inferred"] | None = None) -> str:
    """Ratings with this factor: said by the person, read from the comment, or either."""
    return f"factor:{name}:{source}" if source else f"factor:{name}"


def measures_of_rating(rating: Rating) -> Iterator[str]:
    yield SCORES[rating.score]
    for one in set(rating.ticked):
        yield factor(one, "ticked")
    for one in set(rating.inferred):
        yield factor(one, "inferred")
    for one in rating.factors:
        yield factor(one)
    if rating.comment:
        yield COMMENT


ELIGIBLE: Final = "invitation:eligible"
ASKED: Final = "invitation:asked"
ANSWERED: Final = "invitation:answered"


def measures_of_invitation(invitation: Invitation) -> Iterator[str]:
    """Withdrawn invitations count nowhere: the ticket came back before anybody could answer."""
    if invitation.state is not InvitationState.WITHDRAWN:
        yield ELIGIBLE
    if invitation.state in {InvitationState.ASKED, InvitationState.ANSWERED}:
        yield ASKED
    if invitation.state is InvitationState.ANSWERED:
        yield ANSWERED


DUE: Final = "promise:due"
KEPT: Final = "promise:kept"
KEPT_MOVED: Final = "promise:kept_moved"
MISSED: Final = "promise:missed"


def measures_of_promise(promise: Promise) -> Iterator[str]:
    """An open promise is neither kept nor missed yet; a released one is owed to nobody."""
    if promise.state is PromiseState.KEPT:
        yield from (DUE, KEPT)
        if promise.times_moved:
            yield KEPT_MOVED
    elif promise.state is PromiseState.MISSED:
        yield from (DUE, MISSED)


LOOP: Final = "loop"
LOOP_IN_TIME: Final = "loop:in_time"
LOOP_CONFIRMED: Final = "loop:confirmed"


def measures_of_loop(loop: Loop) -> Iterator[str]:
    yield LOOP
    if loop.followed_up_at is not None and loop.followed_up_at <= loop.due_at:
        yield LOOP_IN_TIME
    if loop.state is LoopState.PUT_RIGHT:
        yield LOOP_CONFIRMED
