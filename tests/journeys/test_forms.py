"""A form opened on demand says the same as pressing it would, and comes as things stand now."""

from datetime import timedelta

import pytest

from bot.actions import (
    Action,
    EditUpdate,
    EraseMe,
    FollowUp,
    KeepPromise,
    MovePromise,
    NoteUpdate,
    Rate,
    ReplyToTicket,
    SayWhy,
    SayWhyNotFixed,
    SendUpdate,
    ShowMine,
    TellReporters,
    WriteUpdate,
)
from bot.cards import ChooseMany, ChooseOne, Form, Write
from bot.conversations import forms
from feedback.errors import FeedbackError, NotAllowed, NotFound, NotYours, TooLate, Unusable
from feedback.people import Address
from tests.house import TestHouse

NOTE = "INC-42 I'm swapping the dock now, back with you by 3pm"


async def opened(house: TestHouse, who: str, action: Action, filled: str | None = None) -> Form:
    return await house.router.form(house.address(who), action, filled=filled)


def options(form: Form, name: str) -> dict[str, str]:
    (field,) = (each for each in form.fields if each.name == name)
    assert isinstance(field, ChooseMany | ChooseOne)
    return {option.value: option.label for option in field.options}


def written(form: Form, name: str = "words") -> Write:
    (field,) = (each for each in form.fields if each.name == name)
    assert isinstance(field, Write)
    return field


def on_the_card(house: TestHouse, who: str, kind: type[Action]) -> Form:
    """The form as the latest card that has one offers it."""
    return next(
        part
        for shown in reversed(house.chat(who))
        for part in shown.card.parts
        if isinstance(part, Form) and isinstance(part.action, kind)
    )


async def sends_in(house: TestHouse, who: str, form: Form, **values: str) -> list[str]:
    return await house.acts(who, form.action, None, {n: (v,) for n, v in values.items()})


# --- the same as on the card ---------------------------------------------------------------------


async def test_each_form_is_the_one_that_its_card_offers(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", NOTE)
    for kind in (EditUpdate, WriteUpdate):
        await the_same(house, "sam", kind)
    await house.presses("sam", "Send")
    await the_same(house, "jane", ReplyToTicket)
    await house.at("14:45")
    await the_same(house, "sam", MovePromise)
    await house.resolves("INC-42")
    await house.presses("jane", "Not yet")
    await the_same(house, "jane", SayWhyNotFixed)


async def test_the_forms_after_a_rating_are_those_of_the_cards(house: TestHouse) -> None:
    await unhappy(house)
    await the_same(house, "jane", SayWhy)
    await house.settles(timedelta(minutes=15))
    await the_same(house, "sam", FollowUp)


async def the_same(house: TestHouse, who: str, kind: type[Action]) -> None:
    offered = on_the_card(house, who, kind)
    form = await opened(house, who, offered.action)
    assert (form.action, form.fields, form.submit) == (
        offered.action,
        offered.fields,
        offered.submit,
    )
    assert form.open_label, "so that whatever it opens in can be named"


async def test_why_is_asked_with_what_was_said_already(house: TestHouse) -> None:
    await unhappy(house)
    offered = on_the_card(house, "jane", SayWhy)
    await house.fills(
        "jane", "Send", factors=["It took too long"], lost="About an hour", comment="Three days"
    )

    form = await opened(house, "jane", offered.action)

    assert written(form, "comment").filled == "Three days"
    chosen = {f.name: f.chosen for f in form.fields if isinstance(f, ChooseMany | ChooseOne)}
    assert chosen == {"factors": ("slow",), "lost": "60", "visibility": "follow_up"}


# --- no more than pressing it could do -----------------------------------------------------------


async def test_what_has_been_done_meanwhile_is_said_as_the_press_would(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.says("sam", NOTE)
    edit = on_the_card(house, "sam", EditUpdate)
    await house.presses("sam", "Send")
    await refused_alike(house, "sam", edit, TooLate, "That one has been sent already.")

    await house.at("14:45")
    move = on_the_card(house, "sam", MovePromise)
    await house.presses("sam", "Jane has heard from me")
    await refused_alike(house, "sam", move, TooLate, "You kept that one already")


async def test_a_follow_up_is_opened_once(house: TestHouse) -> None:
    await unhappy(house)
    await house.settles(timedelta(minutes=15))
    follow_up = on_the_card(house, "sam", FollowUp)
    await refused_alike(house, "eve", follow_up, NotYours, "A colleague is following that one up.")
    await house.fills("sam", "Send to Jane", words="I am sorry. I'll ring you at noon.")
    await refused_alike(house, "sam", follow_up, TooLate, "That one has been followed up already.")


async def test_somebody_elses_is_refused_as_the_press_is(house: TestHouse) -> None:
    secret = await house.ticket("INC-42", confidential=True)
    await house.says("sam", NOTE)
    edit = on_the_card(house, "sam", EditUpdate)
    await refused_alike(house, "eve", edit, NotYours, "That draft is a colleague's.")
    write = on_the_card(house, "sam", WriteUpdate)
    await refused_alike(house, "eve", write, NotAllowed, "INC-42 is confidential")
    reply = Form(ReplyToTicket(secret.id), (), "")
    await refused_alike(house, "tom", reply, NotYours, "That ticket belongs to somebody else.")
    await refused_alike(house, "jane", write, NotAllowed, "That one is for technicians and")


async def refused_alike(
    house: TestHouse, who: str, form: Form, kind: type[FeedbackError], words: str
) -> None:
    """By the form, and by sending in the one on the old card."""
    with pytest.raises(kind) as refused:
        await opened(house, who, form.action)
    assert str(refused.value).startswith(words)
    answer = await sends_in(house, who, form, words="the part is late, back with you by 5pm")
    assert answer == [str(refused.value)]


@pytest.mark.parametrize(
    "action",
    [
        EditUpdate("gone"),
        WriteUpdate("gone"),
        MovePromise("gone"),
        FollowUp("gone"),
        SayWhy("gone"),
        SayWhyNotFixed("gone"),
        ReplyToTicket("gone"),
    ],
    ids=lambda action: type(action).__name__,
)
async def test_what_is_gone_has_no_form(house: TestHouse, action: Action) -> None:
    with pytest.raises(NotFound, match="I can't find that"):
        await opened(house, "sam", action)


@pytest.mark.parametrize(
    "action",
    [SendUpdate("d"), KeepPromise("p"), ShowMine(), Rate("i", 5), EraseMe(sure=True)],
    ids=lambda action: type(action).__name__,
)
async def test_what_is_only_pressed_has_no_form(house: TestHouse, action: Action) -> None:
    with pytest.raises(Unusable, match="A press is enough"):
        await opened(house, "sam", action)


async def test_a_stranger_gets_no_form(house: TestHouse) -> None:
    with pytest.raises(NotAllowed, match="we haven't been introduced yet"):
        await house.router.form(Address("web", "nobody", "nobody"), NoteUpdate())


async def test_opening_a_form_changes_nothing(house: TestHouse) -> None:
    await house.ticket("INC-42")
    before = house.inbox("sam"), house.inbox("jane")
    await opened(house, "sam", NoteUpdate(), "hello")
    await house.settles()
    assert (house.inbox("sam"), house.inbox("jane")) == before


# --- an update for one of my tickets -------------------------------------------------------------


async def test_write_an_update_is_the_same_as_saying_it(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.ticket("INC-43", title="The dock is dead", requester="tom")
    await house.ticket("INC-44", technician="eve")

    form = await opened(house, "sam", NoteUpdate())

    assert sorted(options(form, "ticket").values()) == [
        "Jane: The VPN drops every ten minutes (INC-42)",
        "Tom: The dock is dead (INC-43)",
    ]
    ticket = await house.the_ticket("INC-43")
    (sent_in,) = await sends_in(
        house, "sam", form, ticket=ticket.id, words="swapping the dock, back w/ u by 3"
    )
    (said,) = await house.says("sam", "update INC-43 swapping the dock, back w/ u by 3")
    assert sent_in == said
    assert sent_in.startswith("To Tom about “The dock is dead” (INC-43)")


async def test_words_that_come_along_name_their_ticket(house: TestHouse) -> None:
    first = await house.ticket("INC-42")
    await house.ticket("INC-43", title="The dock is dead", requester="tom")

    form = await opened(house, "sam", NoteUpdate(), "update INC-42 new dock is in, word by 3pm")

    assert written(form).filled == "new dock is in, word by 3pm"
    (field,) = (each for each in form.fields if isinstance(each, ChooseOne))
    assert field.chosen == first.id


async def test_a_ticket_named_without_a_word_about_it_is_chosen_alone(house: TestHouse) -> None:
    first = await house.ticket("INC-42")
    form = await opened(house, "sam", NoteUpdate(), "update INC-42")
    (field,) = (each for each in form.fields if isinstance(each, ChooseOne))
    assert (field.chosen, written(form).filled) == (first.id, "")


@pytest.mark.parametrize(
    "words", ["the new dock is in", "update INC-99 the new dock is in", "tell them all"]
)
async def test_words_about_no_ticket_of_mine_come_along_as_they_are(
    house: TestHouse, words: str
) -> None:
    await house.ticket("INC-42")
    form = await opened(house, "sam", NoteUpdate(), words)
    (field,) = (each for each in form.fields if isinstance(each, ChooseOne))
    assert (field.chosen, written(form).filled) == (None, words)


async def test_words_that_are_too_long_come_along_whole_or_not_at_all(house: TestHouse) -> None:
    await house.ticket("INC-42")
    form = await opened(house, "sam", NoteUpdate(), "so " * 2000)
    assert (written(form).filled, written(form).hint) == ("", forms.TOO_LONG)


async def test_without_a_ticket_or_without_words_nothing_is_written(house: TestHouse) -> None:
    ticket = await house.ticket("INC-42")
    form = await opened(house, "sam", NoteUpdate())
    (no_ticket,) = await sends_in(house, "sam", form, words="back by 3pm")
    assert no_ticket.startswith("Which ticket is it for?")
    (no_words,) = await sends_in(house, "sam", form, ticket=ticket.id)
    assert no_words.startswith("There are no words in that update yet.")


async def test_an_update_needs_a_ticket_of_ones_own(house: TestHouse) -> None:
    with pytest.raises(Unusable, match="No open ticket is with you just now"):
        await opened(house, "sam", NoteUpdate())
    with pytest.raises(NotAllowed, match="That one is for technicians and dispatchers"):
        await opened(house, "jane", NoteUpdate())


async def test_a_reply_can_begin_anywhere(house: TestHouse) -> None:
    with pytest.raises(Unusable, match="You have no open ticket"):
        await opened(house, "jane", ReplyToTicket(""))
    ticket = await house.ticket("INC-42")
    form = await opened(house, "jane", ReplyToTicket(""), "It drops again")
    assert written(form).filled == "It drops again"
    answer = await sends_in(house, "jane", form, ticket=ticket.id, words="It drops again")
    assert answer[0].startswith("Passed on to Sam")


async def test_those_who_reported_trouble_are_told_while_there_are_any(house: TestHouse) -> None:
    with pytest.raises(Unusable, match="There is nobody left whom I could tell"):
        await opened(house, "dora", TellReporters("VPN"))
    await unhappy(house)
    form = await opened(house, "dora", TellReporters("VPN"), "The gateway is new")
    assert written(form).filled == "The gateway is new"


async def unhappy(house: TestHouse) -> None:
    await house.ticket("INC-42")
    await house.resolves("INC-42")
    await house.presses("jane", "Yes, it's fixed")
    await house.settles(timedelta(hours=2))
    await house.presses("jane", "3")
