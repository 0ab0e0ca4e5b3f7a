"""Words under a message are about what that message is about, and are answered there."""

from feedback.records import Reply
from tests.house import TestHouse

UPDATE = "INC-42 swapping the dock now, back with you by 3pm"


async def replies(house: TestHouse) -> list[Reply]:
    async with house.store.desk.look() as work:
        return await work.replies.find(order_by="said_at")


async def test_words_under_an_update_reach_the_technician_and_the_ticket(house: TestHouse) -> None:
    first, _ = await house.ticket("INC-42"), await house.ticket("INC-43", title="Dock is dead")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    await house.says("sam", "INC-43 a new dock is on its way, more tomorrow at 10")
    await house.presses("sam", "Send")
    update = house.card("jane", "(INC-42)")

    (answer,) = await house.says("jane", "It only happens on the third floor", under=update)

    assert answer.startswith("Passed on to Sam, with “The VPN drops every ten minutes” (INC-42).")
    assert "It only happens on the third floor" in house.last("sam")
    assert [reply.ticket_id for reply in await replies(house)] == [first.id]


async def test_an_answer_stands_under_what_it_answers(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    update = house.card("jane", "(INC-42)")

    await house.says("jane", "Great, thanks", under=update)
    await house.says("jane", "It works on the phone")

    in_thread, below = house.chat("jane")[-2:]
    assert in_thread.thread == update.receipt
    assert below.thread is None


async def test_what_is_pressed_in_a_thread_is_answered_in_it(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    update = house.card("jane", "(INC-42)")
    await house.says("jane", "help", under=update)

    await house.presses("jane", "What do you keep about me?")

    assert house.card("jane", "This is what I keep of you.").thread == update.receipt


async def test_the_goodbye_to_whoever_is_erased_stands_in_no_thread(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    update = house.card("jane", "(INC-42)")
    await house.says("jane", "erase me", under=update)
    await house.presses("jane", "Yes, erase me")
    assert house.card("jane", "Done. I've forgotten you.").thread is None


async def test_words_of_a_technician_under_a_card_are_a_note_for_its_ticket(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42")
    await house.ticket("INC-43", title="The dock is dead")
    hello = house.card("sam", "(INC-42)")

    (draft,) = await house.says("sam", "swapping the dock now, back w/ u by 3", under=hello)

    assert draft.startswith("To Jane about “The VPN drops every ten minutes” (INC-42)")
    assert house.chat("sam")[-1].thread == hello.receipt
    await house.presses("sam", "Send")
    assert "wapping the dock" in house.last("jane")
    assert house.card("sam", "Sent to Jane.").thread == hello.receipt, "it changes where it stands"


async def test_a_name_under_a_card_means_their_ticket_there(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.ticket("INC-43", title="The dock is dead")

    (anywhere,) = await house.says("sam", "tell Jane swapping the dock now, word by 3pm")
    assert anywhere.startswith("Which ticket is that for?")
    hello = house.card("sam", "(INC-42)")
    (draft,) = await house.says("sam", "tell Jane swapping it now, word by 3pm", under=hello)
    assert draft.startswith("To Jane about “The VPN drops every ten minutes” (INC-42)")


async def test_a_card_that_took_anothers_place_is_still_about_its_ticket(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.ticket("INC-43", title="The dock is dead")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    sent = house.card("sam", "Sent to Jane.")
    assert sent.times_replaced == 1

    (draft,) = await house.says("sam", "still on it, word by 4pm", under=sent)

    assert draft.startswith("To Jane about “The VPN drops every ten minutes” (INC-42)")


async def test_a_dispatchers_note_in_a_thread_is_not_taken_for_a_wish_to_see_the_board(
    house: TestHouse,
) -> None:
    await house.ticket("INC-42", technician=None)
    await house.says("jane", "Is anybody there? It drops all the time")
    reply = house.card("dora", "Jane writes about")

    (draft,) = await house.says("dora", "your part is overdue, I'll ring you by 3pm", under=reply)
    assert draft.startswith("To Jane about")
    (board,) = await house.says("dora", "what needs me now?", under=reply)
    assert "INC-42" not in board.splitlines()[0]
    assert not board.startswith("To Jane")


async def test_under_a_message_about_nothing_words_are_taken_as_ever(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("jane", "help")
    help_card = house.chat("jane")[-1]

    (answer,) = await house.says("jane", "It drops on the phone as well", under=help_card)

    assert answer.startswith("Passed on to Sam")
    assert house.chat("jane")[-1].thread == help_card.receipt


async def test_a_receipt_of_another_conversation_tells_nothing(house: TestHouse) -> None:
    await house.ticket("INC-42")
    hello = house.card("sam", "(INC-42)")

    (answer,) = await house.says("eve", "back w/ u by 3", under=hello)

    assert answer.startswith("Which ticket is that for?")


async def test_an_update_says_who_speaks(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    card = house.card("jane", "(INC-42)").card
    assert (card.by, card.by_id) == ("Sam Baker", "sam")


async def test_every_message_about_one_ticket_knows_it(house: TestHouse) -> None:
    """A whole life of a ticket: nothing that is said about it lies outside its threads."""
    ticket = await house.ticket("INC-42")
    await house.says("sam", UPDATE)
    await house.presses("sam", "Send")
    await house.says("jane", "any news?")
    await house.says("jane", "It is the third floor")
    await house.at("15:30")
    await house.presses("sam", "Tell Jane")
    await house.resolves("INC-42")
    await house.presses("jane", "Not yet")
    await house.fills("jane", "Tell Sam", why="It drops again")
    await house.hands_over("INC-42", "eve")
    about = [
        shown
        for who in ("jane", "sam", "eve", "dora")
        for shown in house.chat(who)
        if "INC-42" in shown.card.title or "The VPN drops" in shown.card.title
    ]
    assert len(about) > 6
    async with house.store.desk.look() as work:
        for shown in about:
            found = await work.ticket_of(shown.to.lane, shown.receipt)
            assert found == ticket.id, shown.card.title
