from feedback.phrasebook import any_of, lines, words


def test_words_and_remarks() -> None:
    assert words("one two # a remark\n  three") == {"one", "two", "three"}


def test_a_line_goes_on_after_an_ellipsis() -> None:
    assert lines("one (?:big\n  … )?dog\n# remark\n\ntwo") == ("one (?:big )?dog", "two")


def test_parts_are_filled_in_and_names_of_groups_are_not() -> None:
    assert lines("(?P<a><a>)", {"a": "x"}) == ("(?P<a>x)",)


def test_whole_words_in_any_case() -> None:
    pattern = any_of("cat\ndog")
    assert pattern.search("a CAT!")
    assert not pattern.search("concat")
    assert not pattern.search("dogma")
