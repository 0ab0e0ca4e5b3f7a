"""Who may press what: the same for a button, for its form, and for a form that is sent in."""

from collections.abc import Sequence
from typing import assert_never

import structlog

from bot import actions
from bot.actions import Action
from bot.conversations.words import in_a_row
from feedback.errors import NotAllowed
from feedback.people import Person, Role

log = structlog.get_logger()

WORKS_ON_TICKETS = (Role.TECHNICIAN, Role.DISPATCHER)
SEES_THE_BOARD = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)
ASKS_FOR_NUMBERS = (Role.MANAGER, Role.ADMIN)
MAY_TELL = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)
ANYBODY = tuple(Role)

ROLE_WORDS = {
    Role.REQUESTER: "people with a ticket",
    Role.TECHNICIAN: "technicians",
    Role.DISPATCHER: "dispatchers",
    Role.MANAGER: "managers",
    Role.ADMIN: "admins",
}


def check(person: Person, action: Action) -> None:
    """Raises `NotAllowed` in plain words; whose ticket or question it is, the verbs check."""
    roles = who_may(action)
    if roles is ANYBODY or any(person.is_a(role) for role in roles):
        return
    log.info("press_refused", action=type(action).__name__)
    who = in_a_row([ROLE_WORDS[role] for role in roles if role is not Role.ADMIN])
    raise NotAllowed(
        f"That one is for {who} of this desk. Say “help” and I'll show you what I can do for you."
    )


def who_may(action: Action) -> Sequence[Role]:
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
            | actions.ShowHelp()
        ):
            return ANYBODY
        case (
            actions.SendUpdate()
            | actions.EditUpdate()
            | actions.DropUpdate()
            | actions.WriteUpdate()
            | actions.NoteUpdate()
            | actions.KeepPromise()
            | actions.MovePromise()
            | actions.ShowMine()
        ):
            return WORKS_ON_TICKETS
        case actions.FollowUp():
            return (*WORKS_ON_TICKETS, *ASKS_FOR_NUMBERS)
        case actions.ShowBoard():
            return SEES_THE_BOARD
        case actions.ShowSilent():
            return (Role.TECHNICIAN, *SEES_THE_BOARD)
        case actions.TellReporters():
            return MAY_TELL
        case actions.AskQuestion() | actions.ShowComputation():
            return ASKS_FOR_NUMBERS
        case _:
            assert_never(action)
