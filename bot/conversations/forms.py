"""A form when somebody wants to fill it in, not when it was offered: as it stands now."""

from dataclasses import replace
from typing import assert_never

from bot import actions
from bot.actions import Action
from bot.cards import Field, Form, Write
from bot.conversations import permissions, requester, technician, we_did
from bot.conversations.asked_cards import not_fixed_form, who_resolved, why_form
from bot.conversations.draft_cards import edit_form, filled, write_form
from bot.conversations.loop_cards import follow_up_form
from bot.conversations.mine import my_tickets
from bot.conversations.promise_cards import move_form
from bot.conversations.talk import Talk
from feedback import closing, loops, promises, ratings, updates
from feedback.directory import known_person
from feedback.errors import NotFound, Unusable

MOST_CHOICES = 50
"""Tickets to choose from, the latest ones: further down nobody reads."""
TOO_LONG = "That was too long to bring along. What is the part they need to read?"


async def form_for(talk: Talk, action: Action, words: str | None = None) -> Form:
    """Only for whom sending it in would work; what is done or gone meanwhile is said as it would be
    then. `words` are what somebody begins with, where the form has none yet.

    The label of the button that would open it is what it is called.
    """
    permissions.check(talk.person, action)
    words = (words or "").strip()
    form = await as_it_stands(talk, action, words)
    return form if isinstance(form.action, actions.NoteUpdate) else beginning_with(words, form)


async def as_it_stands(talk: Talk, action: Action, words: str) -> Form:
    work, person = talk.work, talk.person
    match action:
        case actions.SayWhyNotFixed(check_id=check_id):
            check = await closing.my_check(work, check_id, person)
            form = not_fixed_form(check, await who_resolved(talk, check))
            return replace(form, open_label="Not fixed yet")
        case actions.SayWhy(invitation_id=invitation_id):
            rating = await ratings.to_explain(work, invitation_id, person)
            return replace(why_form(talk, rating, invitation_id), open_label="How it was for you")
        case actions.ReplyToTicket(ticket_id=ticket_id):
            return await reply(talk, ticket_id)
        case actions.EditUpdate(draft_id=draft_id):
            draft = await updates.not_sent(work, draft_id, person)
            ticket = await updates.known_ticket(work, draft.ticket_id)
            technician.readable(person, ticket)
            to = await updates.whom_to_write(work, ticket)
            return edit_form(draft, to, open_label="Change it")
        case actions.NoteUpdate():
            return await note(talk, words)
        case actions.WriteUpdate(ticket_id=ticket_id):
            if not ticket_id:
                return await note(talk, words)
            ticket = await updates.known_ticket(work, ticket_id)
            technician.readable(person, ticket)
            to = await updates.whom_to_write(work, ticket)
            return write_form(ticket, to, open_label=f"Write to {to.first_name}")
        case actions.MovePromise(promise_id=promise_id):
            promise = await promises.to_move(work, promise_id, person)
            to = await known_person(work, promise.requester_id)
            return move_form(promise, to, open_label="Move it")
        case actions.FollowUp(loop_id=loop_id):
            loop = await loops.to_follow_up(work, loop_id, person)
            to = await known_person(work, loop.requester_id)
            return follow_up_form(loop, to.first_name, open_label="Follow up")
        case actions.TellReporters(service=service):
            if not await we_did.whom_to_tell(talk, service):
                raise Unusable(we_did.NOBODY_LEFT)
            return replace(we_did.tell_form(service), open_label="You said, we did")
        case (
            actions.AnswerClosing()
            | actions.Rate()
            | actions.CorrectRating()
            | actions.EndLoop()
            | actions.RateRecovery()
            | actions.MuteSurveys()
            | actions.ShowKept()
            | actions.EraseMe()
            | actions.SendUpdate()
            | actions.DropUpdate()
            | actions.KeepPromise()
            | actions.ShowMine()
            | actions.ShowBoard()
            | actions.ShowSilent()
            | actions.AskQuestion()
            | actions.ShowComputation()
            | actions.ShowHelp()
        ):
            raise Unusable("There is nothing to fill in for that one. A press is enough.")
        case _:
            assert_never(action)


async def reply(talk: Talk, ticket_id: str) -> Form:
    """To whoever wrote last about it; if nobody has yet, to whoever has it."""
    work = talk.work
    if not ticket_id:
        mine = await requester.open_tickets(work, talk.person)
        if not mine:
            raise Unusable(requester.NOTHING_OPEN)
        return replace(requester.pass_on_form(mine[:MOST_CHOICES]), open_label="Pass it on")
    ticket = await requester.own_ticket(talk, ticket_id)
    latest = await work.updates.find(ticket_id=ticket.id, order_by="-posted_at", limit=1)
    writer_id = latest[0].technician_id if latest else ticket.technician_id
    writer = await work.people.get(writer_id) if writer_id is not None else None
    to = writer.first_name if writer else "the desk"
    return requester.answer_form(ticket, to, open_label=f"Write to {to}")


async def note(talk: Talk, words: str) -> Form:
    """Among their own tickets; the one that the words begin with or speak of is chosen already."""
    mine = (await my_tickets(talk.work, talk.person))[:MOST_CHOICES]
    if not mine:
        raise Unusable(
            "No open ticket is with you just now. About somebody else's, say “update INC-42 …”"
            " with its number."
        )
    try:
        meant = await technician.meant_by(talk, words)
    except NotFound:
        meant = technician.Meant(None, words)
    chosen = meant.ticket if meant.ticket in mine else None
    form = await technician.note_form(talk, mine, chosen=chosen)
    begun = beginning_with(meant.words if chosen is not None else words, form)
    return replace(begun, open_label="Write an update")


def beginning_with(words: str, form: Form) -> Form:
    """All of the words or none of them, and then a word about that."""
    fields = [field_with(words, field) for field in form.fields]
    return replace(form, fields=tuple(fields))


def field_with(words: str, field: Field) -> Field:
    if not words or not isinstance(field, Write) or field.filled:
        return field
    if not (fitting := filled(words)):
        return replace(field, hint=TOO_LONG)
    return replace(field, filled=fitting)
