"""What is remembered for a while is asked for again afterwards."""

from datetime import timedelta

from bot.channels.for_now import ForNow
from tests.doubles import Clock


def test_what_is_remembered_has_an_age_and_a_number() -> None:
    clock = Clock()
    kept: ForNow[int, str] = ForNow(timedelta(minutes=1), clock, most=3)
    for number in range(5):
        kept.put(number, f"{number}")
    assert [kept.get(number) for number in range(5)] == [None, None, "2", "3", "4"]
    clock.turn(timedelta(minutes=1))
    assert kept.get(4) is None
    assert len(kept) == 3
