"""A technician's words reach the requester: read first, sent on one press, and never rewritten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from feedback import promises
from feedback.directory import known_person
from feedback.drafting import Draft, Note
from feedback.errors import NotAllowed, NotFound, NotYours, TooLate, Unusable
from feedback.events import GraceExhausted, RequesterReplied, UpdatePosted
from feedback.people import Person, Role
from feedback.records import DraftUpdate, Reply, Ticket, Update, Via
from feedback.silence import expect_a_word
from feedback.unit_of_work import AtLeast, OneOf, UnitOfWork

Drafter = Callable[[Note], Draft]
"""Reads a note: the promise in it, what is missing, and what the requester would receive."""

LONGEST_NOTE = 20_000
"""Characters of one note or reply that are taken; nobody reads more than that in a chat."""

DRAFTS_LAST = timedelta(days=2)


async def read_note(
    work: UnitOfWork, drafter: Drafter, ticket: Ticket, technician: Person, words: str
) -> DraftUpdate:
    """What would be sent, shown to the technician before anything leaves."""
    if not technician.is_a(Role.TECHNICIAN) and not technician.is_a(Role.DISPATCHER):
        raise NotAllowed("Only the people who work on tickets can send updates.")
    if not words.strip():
        raise Unusable("There are no words in that update yet. What would you tell them?")
    if len(words) > LONGEST_NOTE:
        raise Unusable(
            f"That is {len(words):,} characters, and I take at most {LONGEST_NOTE:,}."
            " What is the part they need to read?"
        )
    read = drafter(await note_of(work, ticket, technician, words))
    draft = DraftUpdate(
        id=work.new_id(),
        ticket_id=ticket.id,
        technician_id=technician.id,
        words=words,
        message=read.message,
        promise_due=read.promise_due,
        promise_words=read.promise_words,
        findings=tuple(hit.finding.value for hit in read.findings),
        finding_words=tuple(hit.words or "" for hit in read.findings),
        drafted_at=work.now,
    )
    await work.drafts.add(draft)
    return draft


async def note_of(work: UnitOfWork, ticket: Ticket, technician: Person, words: str) -> Note:
    """These words and what a reader must know about them: who writes to whom, where, and when."""
    requester = await whom_to_write(work, ticket)
    return Note(
        text=words,
        posted_at=work.now,
        requester_tz=requester.time_zone,
        requester_name=requester.name,
        ticket_title=ticket.title,
        technician_name=technician.name,
        first_word=not await work.updates.count(
            ticket_id=ticket.id,
            technician_id=technician.id,
            posted_at=AtLeast(ticket.cycle_started_at),
        ),
    )


async def whom_to_write(work: UnitOfWork, ticket: Ticket) -> Person:
    requester = await known_person(work, ticket.requester_id)
    if requester.erased_at is not None:
        raise Unusable(
            "That person asked to be forgotten, so there is nobody to write to any more."
        )
    return requester


async def prepare(
    work: UnitOfWork, ticket: Ticket, technician: Person, message: str
) -> DraftUpdate:
    """A message of ours for a technician to send with one press, or to change first."""
    draft = DraftUpdate(
        id=work.new_id(),
        ticket_id=ticket.id,
        technician_id=technician.id,
        words=message,
        message=message,
        promise_due=None,
        promise_words=None,
        findings=(),
        finding_words=(),
        drafted_at=work.now,
    )
    await work.drafts.add(draft)
    return draft


async def send(work: UnitOfWork, draft_id: str, technician: Person) -> Update:
    """One press. Pressing twice sends once."""
    draft = await my_draft(work, draft_id, technician)
    if draft.sent_update_id is not None:
        sent = await work.updates.get(draft.sent_update_id)
        if sent is not None:
            return sent
    if draft.settled_at is not None:
        raise TooLate("You put that draft aside. Write it again and I'll read it afresh.")
    if work.now - draft.drafted_at > DRAFTS_LAST:
        raise TooLate("That draft is days old and times in it may be wrong. Please write it anew.")
    if draft.promise_due is not None and draft.promise_due <= work.now:
        raise TooLate("The time you promise in it has passed meanwhile. Please write it anew.")
    ticket = await known_ticket(work, draft.ticket_id)
    update = await post(work, ticket, technician, draft)
    await work.drafts.put(replace(draft, settled_at=work.now, sent_update_id=update.id))
    return update


async def drop(work: UnitOfWork, draft_id: str, technician: Person) -> DraftUpdate:
    dropped = replace(await not_sent(work, draft_id, technician), settled_at=work.now)
    await work.drafts.put(dropped)
    return dropped


async def post(
    work: UnitOfWork,
    ticket: Ticket,
    technician: Person,
    draft: DraftUpdate,
    *,
    via: Via = Via.CHAT,
    keeps_promises: bool = True,
) -> Update:
    """Record the update and the promise in it, and let the requester hear of it.

    `keeps_promises` is False when the update itself moves a promise: then nothing is settled.
    """
    update = Update(
        id=work.new_id(),
        ticket_id=ticket.id,
        technician_id=technician.id,
        requester_id=ticket.requester_id,
        posted_at=work.now,
        words=draft.words,
        message=draft.message,
        via=via,
        progress=ticket.updates_without_progress == 0,
    )
    await work.updates.add(update)
    due = draft.promise_due
    if keeps_promises:
        await promises.heard_from(work, ticket.id, new_time=False, finished=False)
        if due is not None and due > work.now:
            said = draft.promise_words or ""
            if not await promises.renew(work, ticket.id, due, said):
                await promises.make(work, ticket, update, due, said)
    else:
        await promises.owned_up(work, ticket.id)
    await _a_human_spoke(work, ticket)
    work.tell(UpdatePosted(update.id))
    return update


async def move_promise(
    work: UnitOfWork, drafter: Drafter, promise_id: str, technician: Person, words: str
) -> Update:
    """A new time for an old promise, told to the requester in the technician's words."""
    promise = await work.promises.get(promise_id)
    if promise is None:
        raise NotFound("I can't find that promise any more.")
    ticket = await known_ticket(work, promise.ticket_id)
    draft = await read_note(work, drafter, ticket, technician, words)
    if draft.promise_due is None:
        raise Unusable(
            "I can't find the new time in that. Say when they'll hear from you,"
            " for example “by 16:30” or “tomorrow morning”."
        )
    await promises.move(work, promise_id, technician, draft.promise_due, draft.promise_words or "")
    update = await post(work, ticket, technician, draft, keeps_promises=False)
    await work.drafts.put(replace(draft, settled_at=work.now, sent_update_id=update.id))
    return update


async def reply(work: UnitOfWork, ticket: Ticket, requester: Person, words: str) -> Reply:
    """The requester's words: kept with the ticket, so that nobody has to say them twice."""
    if requester.id != ticket.requester_id:
        raise NotYours("That ticket belongs to somebody else.")
    if not words.strip():
        raise Unusable("There are no words in that yet. What should I pass on?")
    if len(words) > LONGEST_NOTE:
        raise Unusable(
            f"That is {len(words):,} characters, and I can pass on at most {LONGEST_NOTE:,}."
            " Could you send the most important part?"
        )
    said = Reply(
        id=work.new_id(),
        ticket_id=ticket.id,
        requester_id=requester.id,
        said_at=work.now,
        words=words,
    )
    await work.replies.add(said)
    work.tell(RequesterReplied(said.id))
    return said


async def my_draft(work: UnitOfWork, draft_id: str, technician: Person) -> DraftUpdate:
    draft = await work.drafts.get(draft_id)
    if draft is None:
        raise NotFound("I can't find that draft any more.")
    if draft.technician_id != technician.id:
        raise NotYours("That draft is a colleague's.")
    return draft


async def not_sent(work: UnitOfWork, draft_id: str, technician: Person) -> DraftUpdate:
    """One of their own drafts that can still be changed."""
    draft = await my_draft(work, draft_id, technician)
    if draft.sent_update_id is not None:
        raise TooLate("That one has been sent already.")
    return draft


async def known_ticket(work: UnitOfWork, ticket_id: str) -> Ticket:
    ticket = await work.tickets.get(ticket_id)
    if ticket is None:
        raise NotFound("I can't find that ticket.")
    return ticket


async def ticket_by_key(work: UnitOfWork, key: str) -> Ticket:
    """The ticket that people call by this key, in any case of letters."""
    found = await find_ticket(work, key)
    if found is None:
        raise NotFound(f"I don't know a ticket called “{key}”.")
    return found


async def find_ticket(work: UnitOfWork, key: str) -> Ticket | None:
    """Several ticket systems may use the same key: the youngest ticket is the one that is meant."""
    found = await work.tickets.find(key=OneOf((key, key.upper())), order_by="-created_at", limit=1)
    return found[0] if found else None


async def sends_unseen(work: UnitOfWork, technician: Person, *, unseen: bool) -> Person:
    """A technician's own switch: notes without findings go out without a second look."""
    changed = replace(technician, sends_unseen=unseen)
    await work.people.put(changed)
    return changed


async def _a_human_spoke(work: UnitOfWork, ticket: Ticket) -> None:
    now = work.now
    without_progress = ticket.updates_without_progress + 1
    current = replace(
        ticket,
        last_human_word_at=now,
        first_response_at=ticket.first_response_at or now,
        updates_without_progress=without_progress,
    )
    await work.tickets.put(current)
    await expect_a_word(work, current)
    if without_progress == work.policy.updates_without_progress:
        work.tell(GraceExhausted(ticket.id))
