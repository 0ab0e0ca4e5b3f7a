import pytest

from feedback.drafting import Finding
from tests.feedback.drafting.notes import findings, words_for

STEP, CONTACT = Finding.NO_NEXT_STEP, Finding.NO_NEXT_CONTACT


@pytest.mark.parametrize(
    "text",
    [
        "I'm looking at your mailbox now and ring you at 2.",
        "swapping the dock, back w/ u by 3",
        "Your account is unlocked again. Closing this.",
        "You can print again, I tried it together with you.",
        "It's done, nothing more to do.",
        "Sorry for the inconvenience, Tom. I swapped the dock and it charges again. Closing this.",
        "I know we missed the SLA, sorry. I'm calling the maker now and ring you at 4.",
        "you should have access again now, tried it with your account and it works",
        "you should have it by 3pm",
        "THE PRINTER IS FIXED, ALL GOOD",
        "As agreed on the phone I'm coming at 3 with the VPN token.",
    ],
)
def test_a_good_note_has_nothing_to_mend(text: str) -> None:
    assert findings(text) == set()


@pytest.mark.parametrize("text", ["ok", "thanks for the info", "weird", "same here", "no idea", ""])
def test_nothing_about_what_happens_next(text: str) -> None:
    assert findings(text) == {STEP, CONTACT}


@pytest.mark.parametrize(
    "text",
    [
        "looking at it",
        "Waiting for the supplier.",
        "Passed it to the network people.",
        "pls send me a screenshot",
        "I've restarted the print server, please try again",
        "will look at it soon",
        "It's back for now, still looking for the cause",
    ],
)
def test_open_and_no_time_by_which_they_hear_again(text: str) -> None:
    assert findings(text) == {CONTACT}


@pytest.mark.parametrize("text", ["Not fixed yet.", "It isn't solved.", "Nothing done so far."])
def test_not_done_is_not_done(text: str) -> None:
    assert {STEP, CONTACT} <= findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your ticket has been received.",
        "Your request is important to us.",
        "This is an automated message. Do not reply.",
        "A technician will contact you shortly.",
        "Please be advised that our technicians are working on it.",
        "Thank you for contacting the service desk.",
        "Your ticket status has changed from Open to Pending.",
        "Kindly note that your case is handled in due course.",
        "Hello {{first_name}}, we are on it.",
    ],
)
def test_canned_text_is_robotic(text: str) -> None:
    assert Finding.ROBOTIC in findings(text)


def test_one_polite_formula_beside_a_person_is_not() -> None:
    assert Finding.ROBOTIC not in findings("I fixed it. Feel free to contact me if it comes back.")
    assert Finding.ROBOTIC not in findings("Sam will ring you at 3 today, a technician comes at 4.")


@pytest.mark.parametrize(
    "text",
    [
        "Still within SLA.",
        "We still have 4 hours to respond.",
        "The clock only started this morning.",
        "Tickets are handled in order of priority.",
        "Per our policy new phones take 10 days.",
        "That isn't overdue.",
        "You're low priority, wait your turn.",
    ],
)
def test_defending_itself_with_the_rules(text: str) -> None:
    assert Finding.SLA_DEFENCE in findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "flushed the ARP cache",
        "the GPO was stale",
        "RMA'd the SFP",
        "reprovisioned the OU",
        "0x7E in ntfs.sys",
        "cleared the registry key",
        "your VLAN was wrong",
        "QXZ was down",
    ],
)
def test_words_that_an_office_worker_would_have_to_ask_about(text: str) -> None:
    assert Finding.JARGON in findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your VPN, laptop and password work again after a reset and a reboot.",
        "The email server is back, use Wi-Fi or USB.",
        "INC-42: your PC is on its way, ETA 3pm",
        "PLEASE RESTART YOUR LAPTOP",
    ],
)
def test_everyday_words_are_fine(text: str) -> None:
    assert Finding.JARGON not in findings(text)


def test_what_the_requester_wrote_themselves_is_no_jargon() -> None:
    assert Finding.JARGON in findings("The LIMS is back")
    assert Finding.JARGON not in findings("The LIMS is back", title="LIMS does not open")


@pytest.mark.parametrize(
    "text",
    [
        "User error.",
        "You should have called earlier.",
        "As I already told you, it comes Friday.",
        "you forgot to plug it in",
        "Next time please read the mail first.",
        "Everyone else can print.",
        "PEBKAC",
    ],
)
def test_blame_and_talking_down(text: str) -> None:
    assert Finding.BLAMES_USER in findings(text)


@pytest.mark.parametrize(
    "text",
    ["You should have mail again.", "You should have received it.", "Not your fault at all."],
)
def test_what_only_sounds_like_blame(text: str) -> None:
    assert Finding.BLAMES_USER not in findings(text)


def test_each_finding_shows_its_words() -> None:
    assert words_for("It was user error.", Finding.BLAMES_USER) == "user error"
    assert words_for("We're within SLA.", Finding.SLA_DEFENCE) == "SLA"
    assert words_for("I bounced the spooler.", Finding.JARGON) == "the spooler"
    assert words_for("ok", STEP) is None


def test_shorthand_hides_nothing() -> None:
    assert findings("u shd hv saved it first, on it, done by 4") == {Finding.BLAMES_USER}
    assert words_for("gw is down, back by 3", Finding.JARGON) == "gateway"
    assert findings("chkd it w/ u, all gd. closing") == set()
