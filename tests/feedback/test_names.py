"""Nobody is called by the wrong half of their name."""

import pytest

from feedback.names import first_name, is_guess, name_in_address
from feedback.people import Person


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("Jane Doe", "Jane"),
        ("Doe, Jane", "Jane"),
        ("JANE DOE", "Jane"),
        ("Dr. Jane Doe", "Jane"),
        ("Mary Ann Smith", "Mary"),
        ("Lim Boon Keat", "Boon Keat"),
        ("Lim, Boon Keat", "Boon Keat"),
        ("Boon Keat Lim", "Boon"),
        ("Wei Lim", "Wei"),
        ("Lim Wei", "Lim Wei"),
        ("Kim Jones", "Kim Jones"),
        ("Lee Ann Smith", "Lee Ann Smith"),
        ("Abdul Rahman Osman", "Abdul Rahman"),
        ("Ng", "Ng"),
        ("jane@example.org", ""),
        ("Dr.", ""),
        ("  ", ""),
    ],
)
def test_what_people_are_called(written: str, called: str) -> None:
    assert first_name(written) == called


def test_a_person_is_always_called_something() -> None:
    names = ("Lim Boon Keat", "jane@example.org", "", "...")
    people = [Person(id=name, name=name, email="x@example.org") for name in names]
    assert [person.first_name for person in people] == [
        "Boon Keat", "jane@example.org", "there", "...",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("max.frost@desk.example", "Max Frost"),
        ("max_frost2@desk.example", "Max Frost"),
        ("anne-marie.o'neil+desk@x.example", "Anne Marie O'neil"),
        ("max@desk.example", "Max"),
        ("4711@desk.example", "4711"),
        ("", ""),
    ],
)
def test_as_long_as_nobody_tells_a_name_the_address_does(email: str, name: str) -> None:
    assert name_in_address(email) == name
    assert is_guess(name, email)
    assert is_guess("", email)
    assert not is_guess("Maximilian Frost", email)
