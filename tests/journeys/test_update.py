"""A technician's note becomes a human message, and the answer comes back."""

import pytest

from tests.house import TestHouse


async def test_whoever_picks_a_ticket_up_is_asked_to_say_hello(house: TestHouse) -> None:
    await house.ticket("INC-42")

    assert "Jane hasn't heard from anybody yet" in house.last("sam")
    assert house.inbox("jane") == [], "a bare change of a field is no message"

    draft = await house.fills(
        "sam", "See how it reads", words="I've read it and am on it now, back with you by 14:00"
    )
    assert "by 14:00 (Jane's time)" in draft[0]


async def test_a_note_is_read_shown_and_sent_on_one_press(house: TestHouse) -> None:
    await house.ticket("INC-42")

    draft = await house.says("sam", "/sincerely update INC-42 swapping the dock, back w/ u by 3")
    assert "To Jane about “The VPN drops every ten minutes” (INC-42)" in draft[0]
    assert "You promise: by 15:00 (Jane's time)." in draft[0]
    assert house.inbox("jane") == [], "nothing is sent unseen"

    sent = await house.presses("sam", "Send")
    assert sent[0].startswith("Sent to Jane.")

    (message,) = house.inbox("jane")
    assert message.startswith("Sam about “The VPN drops every ten minutes” (INC-42)")
    assert "wapping the dock" in message
    assert "You'll hear from Sam again by 15:00." in message
    assert house.chat("jane")[0].card.by == "Sam Baker"


@pytest.mark.parametrize("words", ["close INC-42", "resolve INC-42.", "assign INC-42 to Eve"])
async def test_an_order_for_the_ticket_system_is_no_message(house: TestHouse, words: str) -> None:
    await house.ticket("INC-42")
    assert (await house.says("sam", words))[0].startswith("I can't change tickets.")


@pytest.mark.parametrize(
    "words", ["INC-42", "what's the status of INC-42?", "show INC-42", "who has INC-42"]
)
async def test_a_question_about_a_ticket_is_answered_with_what_was_said(
    house: TestHouse, words: str
) -> None:
    await house.ticket("INC-42")
    answer = await house.says("sam", words)
    assert answer[0].startswith("“The VPN drops every ten minutes” (INC-42), from Jane Doe")


async def test_the_draft_gives_way_to_what_became_of_it(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 swapping the dock, back with you by 3pm")
    before = len(house.inbox("sam"))

    await house.presses("sam", "Send")

    assert len(house.inbox("sam")) == before, "the card changes where it stands"
    assert house.last("sam").startswith("Sent to Jane.")


async def test_pressing_send_twice_sends_once(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 swapping the dock, back with you by 3pm")
    draft = house.chat("sam")[-1]
    action = next(button.action for button in house.buttons(draft) if button.label == "Send")

    await house.acts("sam", action, draft.slot)
    await house.acts("sam", action, draft.slot)

    assert len(house.inbox("jane")) == 1


@pytest.mark.parametrize(
    "note",
    [
        "update INC-42 swapping the dock, back by 3pm",
        "update inc-42: swapping the dock, back by 3pm",
        "sincerely update INC-42 swapping the dock, back by 3pm",
        "INC-42 swapping the dock, back by 3pm",
        "update jane swapping the dock, back by 3pm",
        "tell Jane: swapping the dock, back by 3pm",
        "swapping the dock for INC-42, back by 3pm",
        "update 42 swapping the dock, back by 3pm",
    ],
)
async def test_a_note_finds_its_ticket(house: TestHouse, note: str) -> None:
    await house.ticket("INC-42")
    assert "To Jane about" in (await house.says("sam", note))[0]


async def test_in_a_tickets_own_thread_no_number_is_needed(house: TestHouse) -> None:
    await house.ticket("INC-42")
    draft = await house.says("sam", "swapping the dock, back with you by 3pm", thread="INC-42")
    assert "To Jane about" in draft[0]


async def test_a_note_without_an_address_is_not_sent_by_guessing(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.ticket("INC-43", requester="tom", title="Printer jams", service="Printing")

    asked = await house.says("sam", "the part is here, back with you by 3pm")
    assert asked[0].startswith("Which ticket is that for?")
    assert "Jane: The VPN drops every ten minutes (INC-42)" in asked[0]

    draft = await house.fills(
        "sam",
        "See how it reads",
        ticket="Tom: Printer jams (INC-43)",
        words="the part is here, back with you by 3pm",
    )
    assert "To Tom about “Printer jams” (INC-43)" in draft[0]


async def test_an_unknown_number_is_said_to_be_unknown(house: TestHouse) -> None:
    await house.ticket("INC-42")
    answer = await house.says("sam", "update INC-24 swapping the dock, back by 3pm")
    assert answer == ["I don't know a ticket called “INC-24”. Is there a slip in it?"]


async def test_what_would_sting_is_said_before_it_goes(house: TestHouse) -> None:
    await house.ticket("INC-42")

    draft = await house.says("sam", "update INC-42 this was a user error, and we are within SLA")
    assert "like blame" in draft[0]
    assert "SLA”: that is our clock, not Jane's." in draft[0]
    assert "Jane can't tell when you'll be in touch again." in draft[0]

    better = await house.fills(
        "sam", "See how it reads now", words="I've found it and I'm replacing the dock, back by 3pm"
    )
    assert "send it like this?" in better[0]
    assert "blame" not in better[0]

    await house.presses("sam", "Send")
    assert "replacing the dock" in house.last("jane")
    assert "user error" not in "".join(house.inbox("jane"))


async def test_the_technicians_words_win_over_every_finding(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "update INC-42 we are within SLA")

    await house.presses("sam", "Send")

    assert "We are within SLA" in house.last("jane")


async def test_nobody_introduces_themselves_twice(house: TestHouse) -> None:
    await house.ticket("INC-42")
    first = await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    assert "“Hi Jane, Sam here. I've read that the VPN drops every ten minutes." in first[0]
    await house.presses("sam", "Send")

    second = await house.says("sam", "INC-42 the new dock works, I'll ring you by 4pm to check")
    assert "“Hi Jane, the new dock works, I'll ring you by 4pm to check”" in second[0]

    colleague = await house.says("eve", "INC-42 I'm taking over from Sam, back with you by 5pm")
    assert "Eve here." in colleague[0]


async def test_a_draft_can_be_put_aside(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "update INC-42 swapping the dock, back by 3pm")
    draft = house.chat("sam")[-1]
    send = next(button.action for button in house.buttons(draft) if button.label == "Send")

    assert await house.presses("sam", "Put aside") == ["Put aside. Nothing was sent."]
    late = await house.acts("sam", send, None)

    assert late == ["You put that draft aside. Write it again and I'll read it afresh."]
    assert house.inbox("jane") == []


async def test_whoever_likes_it_sends_fine_notes_at_once(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "send without asking")

    sent = await house.says("sam", "update INC-42 I'm swapping the dock now, back with you by 3pm")
    assert sent[0].startswith("Sent to Jane.")
    assert len(house.inbox("jane")) == 1

    shown = await house.says("sam", "update INC-42 we are within SLA")
    assert "Sent" not in shown[0], "a note with findings is always shown first"
    assert len(house.inbox("jane")) == 1

    assert await house.says("sam", "ask me first") == ["I'll show you each note before it goes."]


async def test_the_answer_reaches_the_technician_and_stays_with_the_ticket(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")

    answer = await house.says("jane", "Lovely, I'm in room 4.12")
    assert answer[0].startswith("Passed on to Sam, and kept with INC-42.")

    assert house.last("sam").startswith("Jane writes about")
    assert "“Lovely, I'm in room 4.12”" in house.last("sam")
    draft = await house.fills("sam", "Answer", words="I'm on my way now, with you by 2pm")
    assert "To Jane about" in draft[0]


async def test_an_answer_can_be_written_below_the_message(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")

    await house.fills("jane", "Answer", words="Which dock?")

    assert "“Which dock?”" in house.last("sam")
    assert "Sam about" in house.inbox("jane")[0], "the message that was answered stays"


async def test_whoever_takes_over_is_told_everything_that_was_said(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    await house.presses("sam", "Send")
    await house.says("jane", "It only happens on the third floor")

    await house.hands_over("INC-42", to="eve")

    told = house.last("eve")
    assert "is yours now" in told
    assert "please don't ask for it again" in told
    assert "“It only happens on the third floor” (Jane" in told
    assert "Sam promised Jane a word: 15:00." in told

    await house.says("jane", "And on the second, since today")
    assert "And on the second" in house.last("eve")


async def test_the_dossier_can_be_asked_for(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("jane", "It only happens on the third floor")

    for asked in ("dossier INC-42", "INC-42", "what did jane say about INC-42?"):
        dossier = await house.says("eve", asked)
        assert "“It only happens on the third floor” (Jane" in dossier[0]


async def test_a_confidential_ticket_stays_with_whoever_has_it(house: TestHouse) -> None:
    await house.ticket("HR-7", title="My contract", confidential=True)

    assert await house.says("eve", "dossier HR-7") == [
        "HR-7 is confidential, and it isn't with you."
    ]
    assert "My contract" in (await house.says("sam", "dossier HR-7"))[0]


async def test_words_that_may_not_arrive_are_not_called_sent(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.loses("jane")

    await house.says("sam", "INC-42 I'm swapping the dock now, back with you by 3pm")
    answer = await house.presses("sam", "Send")

    assert answer[0].startswith("I can't reach Jane in chat")
