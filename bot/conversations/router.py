"""Whose turn is it, and where does it belong: every turn is heard here, in one unit of work."""

from collections.abc import Sequence
from typing import assert_never

import structlog

from bot import actions
from bot.actions import Action
from bot.cards import Card, Text, to_json
from bot.conversations import about_me, dispatcher, manager, news, requester, technician, we_did
from bot.conversations.talk import CountFirst, Replies, Talk, Tools, one
from bot.conversations.words import in_a_row, sorry
from bot.turns import Pressed, Reply, Said, Turn
from feedback.directory import person_at
from feedback.errors import FeedbackError, NotAllowed, Unusable
from feedback.outbox import Outgoing
from feedback.people import Person, Role
from feedback.unit_of_work import Desk, UnitOfWork
from feedback.updates import LONGEST_NOTE

log = structlog.get_logger()

STRANGER = Card(
    "Hello! I'm Sincerely, and we haven't been introduced yet.",
    (
        Text(
            "I pass words between people and their service desk. Ask whoever runs the desk to add"
            " you with the e-mail address that your tickets come from; then just say hello again."
        ),
    ),
)
BROKEN = Card(
    "Something broke on my side, and nothing was changed. Please try once more; it's been noted.",
)

WORKS_ON_TICKETS = (Role.TECHNICIAN, Role.DISPATCHER)
SEES_THE_BOARD = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)
ASKS_FOR_NUMBERS = (Role.MANAGER, Role.ADMIN)
MAIN = (Role.MANAGER, Role.ADMIN, Role.DISPATCHER, Role.TECHNICIAN, Role.REQUESTER)
"""Where somebody has several roles and neither place nor words say which, the first of these."""

ROLE_WORDS = {
    Role.REQUESTER: "people with a ticket",
    Role.TECHNICIAN: "technicians",
    Role.DISPATCHER: "dispatchers",
    Role.MANAGER: "managers",
    Role.ADMIN: "admins",
}


class Router:
    """Returns after the commit; the answers leave through the outbox."""

    def __init__(self, desk: Desk, tools: Tools) -> None:
        self._desk = desk
        self._tools = tools

    async def hear(self, turn: Turn) -> None:
        """A turn heard twice counts once. What goes wrong is said kindly, and changes nothing."""
        try:
            async with self._desk.begin() as work:
                if await work.first_time(turn.once):
                    person, replies = await self._answer(work, turn)
                    await post(work, turn, person, replies)
        except CountFirst as question:
            await self._say_instead(turn, await self._counted(turn, question))
        except FeedbackError as error:
            await self._say_instead(turn, sorry(str(error)))
        except Exception:
            log.exception("turn_failed", once=turn.once)
            await self._say_instead(turn, BROKEN)

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
    """Answers go back to where the turn came from, in the order in which they were given."""
    for number, reply in enumerate(replies):
        await work.post(
            Outgoing(
                key=f"reply:{turn.once}:{number}",
                lane=turn.by.lane,
                channel=turn.by.channel,
                user=turn.by.user,
                place=turn.by.place,
                person_id=person.id if person is not None else None,
                slot=reply.slot,
                payload=to_json(reply.card),
                due_at=work.now,
            )
        )


# --- said --------------------------------------------------------------------------------------


async def said(talk: Talk, turn: Said) -> Replies:
    if we_did.hears(turn.words) and any(talk.person.is_a(role) for role in we_did.MAY_TELL):
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
    at_work = next((role for role in WORKS_ON_TICKETS if person.is_a(role)), None)
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
            | actions.KeepPromise()
            | actions.MovePromise()
            | actions.ShowMine()
        ):
            only_for(talk.person, action, WORKS_ON_TICKETS)
            return await technician.pressed(talk, action, turn)
        case actions.FollowUp():
            only_for(talk.person, action, (*WORKS_ON_TICKETS, *ASKS_FOR_NUMBERS))
            return await technician.pressed(talk, action, turn)
        case actions.ShowBoard():
            only_for(talk.person, action, SEES_THE_BOARD)
            return await dispatcher.pressed(talk, action, turn)
        case actions.ShowSilent():
            only_for(talk.person, action, (Role.TECHNICIAN, *SEES_THE_BOARD))
            return await dispatcher.pressed(talk, action, turn)
        case actions.TellReporters():
            only_for(talk.person, action, we_did.MAY_TELL)
            return await we_did.pressed(talk, action, turn)
        case actions.AskQuestion() | actions.ShowComputation():
            only_for(talk.person, action, ASKS_FOR_NUMBERS)
            raise manager.pressed(talk, action)
        case actions.ShowHelp():
            return await help_for(talk, turn)
        case _:
            assert_never(action)


def only_for(person: Person, action: Action, roles: Sequence[Role]) -> None:
    if any(person.is_a(role) for role in roles):
        return
    log.info("press_refused", action=type(action).__name__)
    who = in_a_row([ROLE_WORDS[role] for role in roles if role is not Role.ADMIN])
    raise NotAllowed(
        f"That one is for {who} of this desk. Say “help” and I'll show you what I can do for you."
    )


async def help_for(talk: Talk, turn: Pressed) -> Replies:
    role = role_in_place(talk.person, turn.as_role) or next(
        (role for role in MAIN if talk.person.is_a(role)), Role.REQUESTER
    )
    asked = Said(by=turn.by, words="help", once=turn.once, as_role=role.value)
    return await said(talk, asked)
