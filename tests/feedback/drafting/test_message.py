import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.drafting import Note
from feedback.drafting.reader import read_note
from tests.feedback.drafting.notes import note


def message(it: Note) -> str:
    return read_note(it).message


def test_who_writes_what_it_is_about_and_the_technicians_words() -> None:
    assert message(
        note("I'm looking at it now and you'll hear from me by 14:00.",
             title="VPN drops every ten minutes")
    ) == (
        "Hi Jane, Sam here. I've read that your VPN drops every ten minutes."
        " I'm looking at it now and you'll hear from me by 14:00."
    )  # fmt: skip


def test_a_title_that_is_no_sentence_is_quoted() -> None:
    assert message(note("i'm on it, more by 3", title="No sound in meeting room")) == (
        "Hi Jane, Sam here. About “No sound in meeting room”: i'm on it, more by 3"
    )


def test_my_becomes_your() -> None:
    titles = {
        "My laptop makes a strange noise": "your laptop makes a strange noise",
        "Cannot open my calendar": "you can't open your calendar",
        "RE: [INC-12] Printer does nothing": "your printer does nothing",
        "Outlook keeps asking for a password": "your Outlook keeps asking for a password",
    }
    for title, read in titles.items():
        assert f"I've read that {read}. Ring" in message(note("ring u at 3", title=title))


def test_a_problem_that_the_note_names_is_not_named_again() -> None:
    assert message(note("swapping the dock, back w/ u by 3", title="Dock does not charge")) == (
        "Hi Jane, Sam here. Swapping the dock, back with you by 3"
    )


def test_nor_one_that_is_over() -> None:
    assert message(note("All sorted, closing this.", title="VPN drops")) == (
        "Hi Jane, Sam here. All sorted, closing this."
    )


def test_a_second_note_needs_no_introduction() -> None:
    assert message(note("still on it, more at 4", title="VPN drops", first_word=False)) == (
        "Hi Jane, still on it, more at 4"
    )


def test_a_note_that_greets_goes_out_as_it_is() -> None:
    words = "Good morning Jane,\n\nI'm on it w/ the vendor.\nMore by 3.\n\nSam"
    assert message(note(words, title="VPN drops every ten minutes")) == words


def test_lines_stay_lines() -> None:
    assert message(note("1. new cable\n2. reboot\n\nback by 3")) == (
        "Hi Jane, Sam here.\n1. new cable\n2. reboot\n\nback by 3"
    )


def test_without_a_technician_nobody_is_here() -> None:
    assert message(note("Back by 3.", sender=None)) == "Hi Jane, Back by 3."


def test_who_signs_is_not_introduced() -> None:
    assert message(note("back by 3\n- Sam")) == "Hi Jane,\nback by 3\n- Sam"
    assert message(note("Sam here, back by 3")) == "Hi Jane, Sam here, back by 3"


def test_shorthand_is_spelt_out_where_it_can_be_read_in_one_way_only() -> None:
    assert message(note("pls check ur acct b4 noon, thx")) == (
        "Hi Jane, Sam here. Please check your account before noon, thanks"
    )
    kept = "run `net use u: w/ x` on https://u.example/ur or \\\\srv\\ur and say “u”"
    assert message(note(kept)).endswith(kept[1:])


@pytest.mark.parametrize(
    ("jotted", "sent"),
    [
        ("patch tonight, back w/ u tmrw by 10am", "patch tonight, back with you tomorrow by 10am"),
        ("chk tmrw 9", "check tomorrow at 9"),
        ("gw replaced, shd be ok by eod", "gateway replaced, should be ok by end of day"),
        ("hv reset ur pw, usr in finance next", "have reset your password, user in finance next"),
        ("on it asap, u r next", "on it as soon as possible, you are next"),
        ("ill call u fri 9ish", "I'll call you Friday around 9"),
        ("rdy mon am, if ur in", "ready Monday am, if you're in"),
        ("w/in the hr u'll hv it", "within the hour you'll have it"),
        ("Chkd it, all gd. Pls try", "Checked it, all good. Please try"),
        ("fixed EOD", "fixed end of day"),
        ("mailing u the form sun eve", "mailing you the form Sunday evening"),
        ("gimme 30", "give me 30 minutes"),
    ],
)
def test_a_hurried_note_reads_like_a_sentence(jotted: str, sent: str) -> None:
    assert message(note(jotted, first_word=False)) == f"Hi Jane, {sent}"


@pytest.mark.parametrize(
    "words",
    [
        "ur.docx is on the u drive",
        "Mr Teh sat here, the new mon is his",
        "he is ill today",
        "the hr team has it",
        "log is in /var/u/msg, file is acct.txt",
        "Friday 20 Nov it is",
        "upgrade to 10.30 on all",
        "she wed him in the sun room",
        "the 1st floor is next",
    ],
)
def test_what_could_be_read_otherwise_stays(words: str) -> None:
    assert message(note(words, first_word=False)) == f"Hi Jane, {words}"


def test_a_first_word_keeps_its_own_spelling() -> None:
    assert message(note("iPad is on its way")) == "Hi Jane, Sam here. iPad is on its way"


def test_people_are_greeted_by_what_they_are_called() -> None:
    assert message(note("Back by 3.", to="Lim Boon Keat")).startswith("Hi Boon Keat, Sam here.")
    assert message(note("Back by 3.", to="")) == "Hello, Sam here. Back by 3."


def test_the_name_in_the_note_is_the_technicians_business() -> None:
    assert message(note("Hi Marc, back by 3", to="Jane Doe")) == "Hi Marc, back by 3"


def test_another_language_goes_out_as_written() -> None:
    german = "Ich schaue mir das heute noch an und melde mich bis 15 Uhr bei dir"
    read = read_note(note(german, title="VPN drops"))
    assert read.message == german
    assert read.findings == ()
    assert read.promise_due is None


@given(st.text(max_size=400))
def test_the_technicians_lines_are_never_lost(text: str) -> None:
    lines = text.strip().count("\n")
    assert message(note(text)).count("\n") >= lines
