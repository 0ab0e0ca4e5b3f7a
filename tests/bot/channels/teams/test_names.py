"""What a form brings back is what was put in, whatever stands in it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.teams import names

VALUES = st.lists(st.text(min_size=1), min_size=1, max_size=4).map(tuple)
NAMES = st.sampled_from(["factors", "lost", "comment", "0.x", "a!b"])


@given(st.integers(0, 99), NAMES, VALUES)
def test_choices_come_back_though_they_are_joined_with_commas(
    part: int, name: str, values: tuple[str, ...]
) -> None:
    field = names.field_id(part, name, choice=True)
    assert names.field_values(part, field, names.choices(values)) == (name, values)


@given(st.integers(0, 99), NAMES, st.text())
def test_what_is_typed_comes_back_with_its_commas(part: int, name: str, words: str) -> None:
    field = names.field_id(part, name, choice=False)
    assert names.field_values(part, field, words) == (name, (words,) if words else ())


def test_nothing_chosen_is_nothing() -> None:
    assert names.field_values(0, names.field_id(0, "factors", choice=True), "") == ("factors", ())


def test_the_fields_of_another_form_are_told_apart() -> None:
    for other in ("11.words", "1.words", "0", "action", ".words", "words"):
        assert names.field_values(0, other, "x") is None
    assert names.field_values(1, "11.words", "x") is None
