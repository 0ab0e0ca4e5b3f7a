import pytest

from tests.feedback.drafting.notes import draft, due, november

PROMISES = [
    # a time on the clock
    ("I'll ring you by 3pm.", "18 15:00"),
    ("back w/ u by 3", "18 15:00"),
    ("with you at 14:45", "18 14:45"),
    ("I'll be at your desk at half past two", "18 14:30"),
    ("quarter to four, your desk", "18 15:45"),
    ("be round at 1530", "18 15:30"),
    ("no later than 4pm you can log in", "18 16:00"),
    ("I'll be there between 2 and 4", "18 16:00"),
    ("call you at 9", "19 09:00"),
    # parts of a day
    ("done by end of day", "18 17:30"),
    ("you have it EOD", "18 17:30"),
    ("fixed by COB Friday", "20 17:30"),
    ("I'm dropping in this morning", "18 12:00"),
    ("it works again by noon", "18 12:00"),
    ("I'll come this afternoon", "18 17:30"),
    ("we swap the disk tonight and you're back", "18 21:00"),
    ("I'll phone you tomorrow", "19 17:30"),
    ("ready tmrw am", "19 12:00"),
    ("I'm at your desk first thing tomorrow", "19 10:00"),
    # weekdays and weeks
    ("The new one comes on Friday", "20 17:30"),
    ("You get it Wednesday", "25 17:30"),
    ("I'll bring it this Wednesday", "18 17:30"),
    ("yours by the end of the week", "20 17:30"),
    ("your phone arrives next week", "27 17:30"),
    ("swapping it Friday before noon", "20 12:00"),
    ("visit booked Thu 10.30", "19 10:30"),
    ("20 November at 10 I'm with you", "20 10:00"),
    ("you have it by the 25th", "25 17:30"),
    # so long from now
    ("I'll call you in 2 hours", "18 12:20"),
    ("back in half an hour", "18 10:50"),
    ("~45 min and it prints again", "18 11:05"),
    ("give me 20 mins", "18 10:40"),
    ("2-3 hours tops", "18 13:20"),
    ("you get the badge in 3 days", "21 10:20"),
    ("password within 2 business days", "20 10:20"),
    ("it's with you in 1h30", "18 11:50"),
    # the first of several
    ("Calling you at 11, and the new disk goes in tomorrow", "18 11:00"),
    ("I'm in meetings until 3, then I'll call you", "18 15:00"),
    ("I'm back on Monday and will look at it then", "23 17:30"),
    # of our work and what they see of it, what they see of it
    ("patch tonight, back w/ u tmrw by 10am", "19 10:00"),
    ("patching ur laptop tonight, back w/ u tmrw by 10", "19 10:00"),
    ("rolling back the update 2nite, chk w/ u @ 8.30 tmrw", "19 08:30"),
    ("srv reboot 22:00, mail back by 22:30", "18 22:30"),
    ("rebooting srv at 6pm, back by 6.30. ping u tmrw 9", "18 18:30"),
    ("moving ur mailbox sat, done by mon 9", "23 09:00"),
    ("meeting w/ the vendor at 1, I call you at 4", "18 16:00"),
    ("I'll look at it at 2 and call you by 4", "18 16:00"),
    ("I'll look at it at 2", "18 14:00"),
    ("we patch it tonight and you're online again, more tmrw 9", "18 21:00"),
    ("gw replaced, shd be ok by eod, will chk w/ u tmrw 9", "18 17:30"),
    ("I'll look at it tmrw morning and give u an upd by 3pm", "19 15:00"),
    # after a refusal
    ("It won't be ready today, but tomorrow", "19 17:30"),
    ("Can't be with you until Monday", "23 17:30"),
    # jotted down in a hurry
    ("chk tmrw 9", "19 09:00"),
    ("tmrw 9", "19 09:00"),
    ("tmrw, 9:15, ur desk", "19 09:15"),
    ("Thurs 2, ur office", "19 14:00"),
    ("visit tmrw 0900", "19 09:00"),
    ("proper fix tues 14h", "24 14:00"),
    ("mon 9ish I'm at ur desk", "23 09:00"),
    ("will remote in ~4ish", "18 16:00"),
    ("ring u arnd 4", "18 16:00"),
    ("done by fri 20", "20 17:30"),
    ("rdy for pickup mon am", "23 12:00"),
    ("data back by sun eve", "22 21:00"),
    ("bringing it up mon, lunchtime", "23 12:00"),
    ("drop in wed 11.15 w/ ur new headset", "25 11:15"),
    ("will be w/ u next tues", "24 17:30"),
    ("u'll hv it by 1st thing mon", "23 10:00"),
    ("acct rdy nxt wk", "27 17:30"),
    ("eow latest", "20 17:30"),
    ("w/in the hr u hear from me", "18 11:20"),
    ("be there in half hr", "18 10:50"),
    ("be there in 1/2 hr", "18 10:50"),
    ("call u back in 5", "18 10:25"),
    ("looking @ it now. gimme 30", "18 10:50"),
    ("will drop by half 3", "18 15:30"),
    ("back on it after lunch", "18 14:00"),
    ("meeting till 2, u r next", "18 14:00"),
    ("mailbox back b4 5", "18 17:00"),
    ("answer for u 2moro noon", "19 12:00"),
    ("hw team has it, they call u this aft", "18 17:30"),
    ("I call you Friday at 2. 3 of you are affected", "20 14:00"),
]

NO_PROMISES = [
    # nothing that a clock can check
    "I'll get to it shortly",
    "will fix it asap",
    "looking into it, more soon",
    "as soon as possible",
    "back in a few minutes",
    # what they must do
    "Please restart your PC before 5pm",
    "I need the signed form from you by Friday",
    "Could you be at your desk at 3?",
    "Leave it on tonight please",
    "If it isn't back by 3, call me",
    # what already happened
    "I swapped the cable at 9:50",
    "09:45 restarted the print service, still jammed",
    "Tested this morning with you and it works",
    "On Monday you said it was slow",
    "It was fixed in 10 minutes",
    "2 hours ago it was fine",
    # somebody else's own time
    "The provider's maintenance starts tonight at 22:00",
    "The link is valid until Friday",
    "I'm out on Friday",
    "The server restarts every night at 2",
    # rules, and conditions
    "Our target is 8 hours per SLA",
    "We still have 4 hours to respond",
    "Within an hour of your approval I'll install it",
    "Once you send it I'll do it within 2 hours",
    "Not before Monday",
    # numbers that are no times
    "Upgrade to version 10.30 is needed",
    "It's 24/7 monitored",
    "by 2026 all will be new",
    "3 people at 2 locations have it",
    "the new mon sat there in its box",
    "I fixed 2 of them, 9 to go",
    # shorthand for what they must do
    "u shd chk it b4 5pm",
    "pls restart ur pc tmrw 9",
    "need ur asset no. pls, then 20 min",
    "lmk if 3pm ok",
    "remote session 11-11.30?",
]


@pytest.mark.parametrize(("text", "expected"), PROMISES)
def test_a_time_by_which_they_hear_or_get_something_is_a_promise(text: str, expected: str) -> None:
    assert november(text) == expected


@pytest.mark.parametrize("text", NO_PROMISES)
def test_other_times_are_none(text: str) -> None:
    assert november(text) is None


def test_the_words_that_carry_the_promise_are_named() -> None:
    assert draft("swapping the dock, back w/ u by 3 pm.").promise_words == "by 3 pm"
    assert draft("New one is here Friday.").promise_words == "Friday"
    assert draft("passing by this afternoon").promise_words == "this afternoon"


def test_times_are_read_on_the_requesters_clock() -> None:
    assert due("back by 3pm", zone="America/Chicago") == "2026-11-18 15:00 -0600"
    assert due("back by 3pm my time", at="2026-11-18T10:00:00+01:00", zone="America/Chicago") == (
        "2026-11-18 08:00 -0600"
    )
    assert due("call you at 3pm CET", zone="America/Chicago") == "2026-11-18 08:00 -0600"
    assert due("in 2 hours", zone="Asia/Singapore") == "2026-11-18 19:20 +0800"


def test_today_is_the_requesters_today() -> None:
    late_in_berlin = "2026-11-18T23:30:00+01:00"
    assert due("you have it tomorrow", at=late_in_berlin, zone="Asia/Singapore") == (
        "2026-11-20 17:30 +0800"
    )


def test_an_evening_note_that_says_today_means_the_evening() -> None:
    assert due("you get it today", at="2026-11-18T18:05:00+01:00") == "2026-11-18 21:00 +0100"


def test_hours_are_real_hours_and_days_keep_the_clock_when_the_clocks_change() -> None:
    eve = "2026-10-24T10:00:00+02:00"
    assert due("in 24 hours", at=eve) == "2026-10-25 09:00 +0100"
    assert due("in 1 day", at=eve) == "2026-10-25 10:00 +0100"
    assert due("tomorrow at 9", at=eve) == "2026-10-25 09:00 +0100"
    assert due("in 2 hours", at="2026-10-25T01:30:00+02:00") == "2026-10-25 02:30 +0100"


def test_a_time_that_the_clocks_skip_is_the_moment_after_the_gap() -> None:
    assert due("tomorrow at 2:30 am we swap it", at="2026-03-28T10:00:00+01:00") == (
        "2026-03-29 03:30 +0200"
    )


@pytest.mark.parametrize(
    "text",
    ["today you get it", "by 3", "EOD", "by noon", "Friday", "end of the week", "in the morning"],
)
@pytest.mark.parametrize("hour", [0, 6, 9, 12, 15, 18, 21, 23])
def test_a_promise_always_lies_ahead(text: str, hour: int) -> None:
    posted = f"2026-11-20T{hour:02}:45:00+01:00"
    moment = draft(text, at=posted).promise_due
    assert moment is not None
    assert moment.isoformat() > posted


def test_a_date_that_does_not_exist_is_no_time() -> None:
    assert november("by the 31st you have it") is None
    assert november("ready on 30 February") is None


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-11:00"])
def test_at_the_ends_of_the_calendar_nothing_is_promised(at: str) -> None:
    assert due("call you tomorrow, in 99 months at the latest", at=at) is None
