import pytest

from feedback.reasons import Factor, Reading
from feedback.reasons.keywords import ReasonReader

READER = ReasonReader()


def read(text: str, score: int | None = None) -> Reading:
    return READER.classify(text, score)


def factors(text: str) -> set[str]:
    return {factor.value for factor in read(text).factors}


CODEBOOK = [
    ("Still not working.", {"unresolved"}),
    ("The same problem came back a day later", {"unresolved"}),
    ("They closed it without fixing anything", {"unresolved"}),
    ("It took three weeks", {"slow"}),
    ("I was on hold for an hour", {"slow"}),
    ("The engineer never turned up for the appointment", {"slow"}),
    ("I was passed from one department to another", {"repeated_explaining"}),
    ("Had to explain everything again to each of them", {"repeated_explaining"}),
    ("called four times", {"repeated_explaining"}),
    ("Nobody told me anything", {"uninformed"}),
    ("Promised a call that never came", {"uninformed"}),
    ("Closed without telling me", {"uninformed"}),
    ("only automated replies", {"uninformed"}),
    ("He was rude", {"unfriendly"}),
    ("She hung up on me", {"unfriendly"}),
    ("They didn't listen", {"unfriendly"}),
    ("he had no idea what he was doing", {"unskilled"}),
    ("gave me the wrong advice", {"unskilled"}),
    ("impossible to reach anyone", {"difficult"}),
    ("too many forms", {"difficult"}),
    ("The password rules are ridiculous", {"difficult"}),
    ("my phone won't turn on", {"tool_failure"}),
    ("The Wi-Fi keeps dropping", {"tool_failure"}),
    ("It works now", {"solved"}),
    ("They fixed my issue", {"solved"}),
    ("quick response", {"fast"}),
    ("answered within minutes", {"fast"}),
    ("so patient and polite", {"friendly"}),
    ("Sam was very helpful", {"friendly"}),
    ("very knowledgeable", {"skilled"}),
    ("knew exactly what to do", {"skilled"}),
    ("explained it clearly", {"informed"}),
    ("kept me updated all along", {"informed"}),
    ("so easy to use", {"easy"}),
    ("it all went smoothly", {"easy"}),
]


@pytest.mark.parametrize(("text", "expected"), CODEBOOK)
def test_each_factor_in_its_plainest_words(text: str, expected: set[str]) -> None:
    assert factors(text) == expected


@pytest.mark.parametrize(
    "text", ["Great service", "Thanks!", "terrible company", "worst ever", "ok", "no comment"]
)
def test_general_praise_and_blame_name_nothing(text: str) -> None:
    assert factors(text) == set()


@pytest.mark.parametrize(
    ("praise", "denied"),
    [
        ("very helpful", "not very helpful"),
        ("knowledgeable", "not knowledgeable"),
        ("it was easy", "it was not easy"),
        ("quick", "not exactly quick"),
        ("The issue is solved", "The issue is not solved"),
    ],
)
def test_denied_praise_is_blame(praise: str, denied: str) -> None:
    assert read(praise).tone == 1
    assert read(denied).tone == -1
    assert not factors(praise) & factors(denied)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("no waiting", {"fast"}), ("never rude", {"friendly"}), ("no hassle", {"easy"})],
)
def test_denied_blame_is_praise(text: str, expected: set[str]) -> None:
    assert factors(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("could be faster", {"slow"}),
        ("You should reply to my e-mails", {"uninformed"}),
        ("Please be more helpful", {"unfriendly"}),
        ("The portal should be easier", {"difficult"}),
    ],
)
def test_a_wish_is_the_complaint_that_it_implies(text: str, expected: set[str]) -> None:
    assert factors(text) == expected


def test_both_sides_of_a_but() -> None:
    assert factors("Friendly guy but the problem is not solved") == {"friendly", "unresolved"}
    assert factors("It took ages, but it works now") == {"slow", "solved"}
    assert read("Friendly guy but the problem is not solved").tone == 0


def test_a_no_reaches_only_to_its_own_clause() -> None:
    assert factors("No problem, very helpful") == {"friendly"}
    assert "unfriendly" in factors("He did not help and was rude")


@pytest.mark.parametrize("name", ["Sam", "Ngozi", "[name]", "the technician"])
def test_who_it_was_makes_no_difference(name: str) -> None:
    assert factors(f"{name} was rude and never called back") == {"unfriendly", "uninformed"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VERY KNOWLEDGABLE", {"skilled"}),
        ("helpfull", {"friendly"}),
        ("they didnt listen", {"unfriendly"}),
        ("wasnt solved", {"unresolved"}),
        ("They didn’t listen", {"unfriendly"}),
    ],
)
def test_common_typos(text: str, expected: set[str]) -> None:
    assert factors(text) == expected


def test_said_to_be_solved_is_not_solved() -> None:
    assert "solved" not in factors("He said it was fixed")
    assert "solved" not in factors("I hope it will be fixed")


def test_evidence_is_words_of_the_text() -> None:
    text = "Sam was so patient — but I waited 3 days, and it's still not working!"
    reading = read(text)
    assert set(reading.evidence) == set(reading.factors)
    for words in reading.evidence.values():
        assert words
        for passage in words:
            assert passage in text
    assert reading.evidence[Factor.FRIENDLY] == ("patient",)


def test_the_score_is_the_truth_about_the_tone() -> None:
    assert read("not very helpful", score=10).tone == 1
    assert read("very helpful", score=2).tone == -1
    assert read("very helpful", score=7).tone == 1
    assert read("", score=0).tone == -1


def test_the_score_changes_no_factor() -> None:
    assert read("not very helpful", score=10).factors == (Factor.UNFRIENDLY,)


@pytest.mark.parametrize(
    "text",
    [
        "Das Problem ist immer noch nicht gelöst",
        "Le problème n'est toujours pas résolu, c'est dommage",
        "No me han solucionado nada y nadie contesta",
        "مرحبا، لم يتم حل المشكلة",
        "还没解决",
        "👍👍",
        "",
        "   ",
        "10/10!!!",
    ],
)
def test_what_is_not_english_is_not_read(text: str) -> None:
    assert read(text) == Reading(read=False)


def test_emoji_beside_words_do_no_harm() -> None:
    assert factors("very helpful 👍🎉") == {"friendly"}


@pytest.mark.parametrize(
    "bit", ["not ", "very ", "be ", "so ", "a ", "I ", "(", "'", "é", "wait ", "5 days ", "-", "\n"]
)
def test_a_hundred_thousand_characters(bit: str) -> None:
    read((bit * 100_000)[:100_000])
