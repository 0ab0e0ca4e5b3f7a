"""Nobody is called by the wrong half of their name."""

import pytest

from feedback.names import first_name
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
