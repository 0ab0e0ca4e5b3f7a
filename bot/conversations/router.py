"""Whose turn is it, and where does it belong: every turn is heard here, in one unit of work."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

import structlog

from bot import actions
from bot.actions import Action
from bot.cards import Card, Form, Prompt, Text, as_text, to_json
from bot.conversations import (
    about_me,
    dispatcher,
    manager,
    news,
    permissions,
    requester,
    technician,
    we_did,
)
from bot.conversations.forms import form_for
from bot.conversations.home import home
from bot.conversations.prompts import prompts_of
from bot.conversations.talk import CountFirst, Replies, Talk, Tools, one
from bot.conversations.words import sorry
from bot.turns import ALONE, Pressed, Reply, Said, Turn, reply_key
from feedback.directory import person_at, who_is_at
from feedback.errors import FeedbackError, NotAllowed, Unusable
from feedback.outbox import Outgoing
from feedback.people import Address, Person, Role
from feedback.unit_of_work import OpenDesk, UnitOfWork
from feedback.updates import LONGEST_NOTE

log = structlog.get_logger()

STRANGER = Card(
    "Hello! I'm Sincerely, and we haven't been introduced yet.",
    (
        Text(
            "I pass words between people and their service desk. As soon as you have a ticket with"
            " the e-mail address that you use here, I'll know you by myself. If you work at the"
            " desk, ask whoever runs it to list you under “staff” in app.yaml; then just say hello"
            " again."
        ),
    ),
)
BROKEN = Card(
    "Something broke on my side, and nothing was changed. Please try once more; it's been noted.",
)

COUNTING = "is counting…"
"""After our name, while a manager waits for numbers."""

MAIN = (Role.MANAGER, Role.ADMIN, Role.DISPATCHER, Role.TECHNICIAN, Role.REQUESTER)
"""Where somebody has several roles and neither place nor words say which, the first of these."""


class Router:
    """Returns after the commit; the answers leave through the outbox."""

    def __init__(self, desk: OpenDesk, tools: Tools) -> None:
        self._desk = desk
        self._tools = tools

    async def hear(self, turn: Turn) -> None:
        """A turn heard twice counts once. What goes wrong is said kindly, and changes nothing."""
        try:
            async with self._desk.begin() as work:
                if await work.first_time(turn.once):
                    placed = await in_its_thread(work, turn)
                    person, replies = await self._answer(work, placed)
                    await post(work, placed, person, replies)
        except CountFirst as question:
            async with turn.meanwhile(COUNTING):
                await self._say_instead(turn, await self._counted(turn, question))
        except FeedbackError as error:
            await self._say_instead(turn, sorry(str(error)))
        except Exception:
            log.exception("turn_failed", once=turn.once)
            await self._say_instead(turn, BROKEN)

    async def form(self, by: Address, action: Action, *, filled: str | None = None) -> Form:
        """The form of this action as it stands now, to be filled in wherever the channel likes.

        Raises `FeedbackError` in plain words, as sending it in would. `filled` are words to begin
        with.
        """
        async with self._desk.look() as work:
            person = await who_is_at(work, by)
            if person is None:
                raise NotAllowed(as_text(STRANGER))
            return await form_for(Talk(work, person, self._tools), action, filled)

    async def home(self, by: Address) -> Sequence[Card]:
        """What somebody needs at a glance. A manager's numbers are read outside, as they take long."""
        async with self._desk.look() as work:
            person = await who_is_at(work, by)
            if person is None:
                return (STRANGER,)
            cards = await home(Talk(work, person, self._tools))
            now = work.now
        if any(person.is_a(role) for role in permissions.ASKS_FOR_NUMBERS):
            return (await self._tools.answers.at_a_glance(now), *cards)
        return cards

    async def prompts(self, by: Address) -> Sequence[Prompt]:
        """What they may like to ask, where a channel can offer that."""
        async with self._desk.look() as work:
            return prompts_of(await who_is_at(work, by))

    async def _answer(self, work: UnitOfWork, turn: Turn) -> tuple[Person | None, Replies]:
        person = await person_at(work, turn.by)
        if person is None:
            return None, one(STRANGER)
        measured(turn)
        talk = Talk(work, person, self._tools)
        match turn:
            case Said():
                return person, await said(talk, turn)
            case Pressed():
                return person, await pressed(talk, turn)
            case _:
                assert_never(turn)

    async def _counted(self, turn: Turn, question: CountFirst) -> Card:
        answers = self._tools.answers
        answer = answers.computation if question.computation else answers.answer
        try:
            return await answer(question.words, question.now)
        except FeedbackError as error:
            return sorry(str(error))
        except Exception:
            log.exception("answer_failed", once=turn.once)
            return BROKEN

    async def _say_instead(self, turn: Turn, card: Card) -> None:
        """In a unit of work of its own: the first one was undone, and its delivery id with it."""
        async with self._desk.begin() as work:
            if await work.first_time(turn.once):
                await post(work, turn, await person_at(work, turn.by), one(card))


async def in_its_thread(work: UnitOfWork, turn: Turn) -> Turn:
    """Words under a message about a ticket are about that ticket."""
    if isinstance(turn, Said) and turn.thread is not None and turn.ticket_id is None:
        return replace(turn, ticket_id=await work.ticket_of(turn.by.lane, turn.thread))
    return turn


def measured(turn: Turn) -> None:
    """Nothing is kept in part: what is too long is not taken at all, and we say so."""
    words = (
        [turn.words] if isinstance(turn, Said) else [v for vs in turn.values.values() for v in vs]
    )
    longest = max(map(len, words), default=0)
    if longest > LONGEST_NOTE:
        raise Unusable(
            f"That is {longest:,} characters, and I take at most {LONGEST_NOTE:,} at once, so I"
            " haven't kept any of it. What is the most important part?"
        )


async def post(
    work: UnitOfWork, turn: Turn, person: Person | None, replies: Sequence[Reply]
) -> None:
    """Answers go back to where the turn came from, in the order in which they were given.

    What takes the place of all that was said stands in no thread of it.
    """
    about = turn.ticket_id if isinstance(turn, Said) else None
    for number, reply in enumerate(replies):
        await work.post(
            Outgoing(
                key=reply_key(turn.once, number),
                lane=turn.by.lane,
                channel=turn.by.channel,
                user=turn.by.user,
                place=turn.by.place,
                person_id=person.id if person is not None else None,
                slot=reply.slot,
                thread=turn.thread if reply.slot != ALONE else None,
                ticket_id=reply.ticket_id or about,
                payload=to_json(reply.card),
                due_at=work.now,
            )
        )


# --- said --------------------------------------------------------------------------------------


async def said(talk: Talk, turn: Said) -> Replies:
    if we_did.hears(turn.words) and any(talk.person.is_a(role) for role in permissions.MAY_TELL):
        return await we_did.said(talk, turn)
    role = await speaking_as(talk, turn)
    match role:
        case Role.REQUESTER:
            return await requester.said(talk, turn)
        case Role.TECHNICIAN:
            return await technician.said(talk, turn)
        case Role.DISPATCHER:
            return await dispatcher.said(talk, turn)
        case Role.MANAGER | Role.ADMIN:
            raise manager.said(talk, turn)
        case _:
            assert_never(role)


async def speaking_as(talk: Talk, turn: Said) -> Role:
    """As the place says; else as only one role would say it; else in the person's main role."""
    person, words = talk.person, turn.words
    placed = role_in_place(person, turn.as_role)
    if placed is not None:
        return placed
    if about_me.hears(words):
        return Role.REQUESTER
    at_work = next((role for role in permissions.WORKS_ON_TICKETS if person.is_a(role)), None)
    if at_work is not None and technician.hears(words):
        return at_work
    if person.is_a(Role.DISPATCHER) and dispatcher.hears(words):
        return Role.DISPATCHER
    if turn.ticket_id is not None:
        ticket = await talk.work.tickets.get(turn.ticket_id)
        if ticket is not None and ticket.requester_id == person.id:
            return Role.REQUESTER
        if at_work is not None:
            return at_work
    if news.asks_for_news(words) and await requester.open_tickets(talk.work, person):
        return Role.REQUESTER
    return next((role for role in MAIN if person.is_a(role)), Role.REQUESTER)


def role_in_place(person: Person, as_role: str | None) -> Role | None:
    if as_role not in set(Role):
        return None
    role = Role(as_role)
    return role if person.is_a(role) else None


# --- pressed -----------------------------------------------------------------------------------


async def pressed(talk: Talk, turn: Pressed) -> Replies:
    action = turn.action
    permissions.check(talk.person, action)
    match action:
        case (
            actions.AnswerClosing()
            | actions.SayWhyNotFixed()
            | actions.Rate()
            | actions.SayWhy()
            | actions.CorrectRating()
            | actions.EndLoop()
            | actions.RateRecovery()
            | actions.ReplyToTicket()
            | actions.MuteSurveys()
            | actions.ShowKept()
            | actions.EraseMe()
        ):
            return await requester.pressed(talk, action, turn)
        case (
            actions.SendUpdate()
            | actions.EditUpdate()
            | actions.DropUpdate()
            | actions.WriteUpdate()
            | actions.NoteUpdate()
            | actions.KeepPromise()
            | actions.MovePromise()
            | actions.FollowUp()
            | actions.ShowMine()
        ):
            return await technician.pressed(talk, action, turn)
        case actions.ShowBoard() | actions.ShowSilent():
            return await dispatcher.pressed(talk, action, turn)
        case actions.TellReporters():
            return await we_did.pressed(talk, action, turn)
        case actions.AskQuestion() | actions.ShowComputation():
            raise manager.pressed(talk, action)
        case actions.ShowHelp():
            return await help_for(talk, turn)
        case _:
            assert_never(action)


async def help_for(talk: Talk, turn: Pressed) -> Replies:
    role = role_in_place(talk.person, turn.as_role) or next(
        (role for role in MAIN if talk.person.is_a(role)), Role.REQUESTER
    )
    asked = Said(by=turn.by, words="help", once=turn.once, as_role=role.value)
    return await said(talk, asked)
