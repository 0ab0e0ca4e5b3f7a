"""What has happened becomes a message: who hears what, when, and in whose name."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import structlog

from bot.cards import Card, Part, Quote, Text, to_json
from bot.conversations import asked_cards, loop_cards, promise_cards, requester, ticket_cards
from bot.conversations.letters import write_to
from bot.conversations.silence_cards import Silence, desk_of, hourly_slot, silence_card
from bot.conversations.words import by_time, shorten
from feedback import closing
from feedback.contact_budget import welcome_at
from feedback.directory import everybody, reach
from feedback.events import (
    AddressGone,
    ClosingAnswered,
    ClosingAsked,
    ClosingWithdrawn,
    GraceExhausted,
    InvitationSent,
    InvitationWithdrawn,
    LoopCalledOff,
    LoopEnded,
    LoopFollowedUp,
    LoopOpened,
    LoopOverdue,
    PromiseEscalated,
    PromiseMissed,
    PromiseMoved,
    PromiseNear,
    PromiseSettled,
    RatingGiven,
    RatingRevised,
    RequesterReplied,
    TicketHandedOver,
    TicketPickedUp,
    TicketSilent,
    UpdatePosted,
    UpdateSuggested,
)
from feedback.outbox import News, NewsDesk
from feedback.people import Person, Role
from feedback.promises import keeper_of
from feedback.records import (
    ContactKind,
    Fixed,
    InvitationState,
    LoopState,
    Promise,
    PromiseState,
    Ticket,
    Update,
    Via,
)
from feedback.unit_of_work import Desk, UnitOfWork
from feedback.updates import prepare

log = structlog.get_logger()

WORK = ContactKind.WORK
NEWS = "news:"
"""How the keys of these messages begin; those of answers to what somebody said or pressed do not."""


class Notifications:
    """Hears each piece of news exactly once in its effects: the messages are posted with it."""

    def __init__(self, desk: Desk, news: NewsDesk) -> None:
        self._desk = desk
        self._news = news

    async def tell_due(self, limit: int = 100) -> int:
        """Everything that is due, once; returns how many pieces of news were heard."""
        heard = 0
        for news in await self._news.due(limit):
            try:
                async with self._desk.begin() as work:
                    if await work.heard(news):
                        await Telling(work, news).tell()
                        heard += 1
            except Exception as error:
                kind = type(news.event).__name__
                log.exception("news_failed", kind_of_news=kind, news=news.id)
                await self._news.failed(news, type(error).__name__)
        return heard


@dataclass(frozen=True, slots=True)
class Telling:
    """One piece of news on its way to whoever it concerns."""

    work: UnitOfWork
    news: News

    async def tell(self) -> None:
        event = self.news.event
        match event:
            case TicketPickedUp():
                pass  # Whoever should say hello hears it by `UpdateSuggested`.
            case UpdateSuggested():
                await self.suggested(event)
            case TicketHandedOver():
                await self.handed_over(event)
            case UpdatePosted():
                await self.posted(event)
            case RequesterReplied():
                await self.replied(event)
            case PromiseNear():
                await self.near(event)
            case PromiseMissed():
                await self.missed(event)
            case PromiseMoved() | PromiseSettled():
                await self.seen_to(event)
            case PromiseEscalated():
                await self.escalated(event)
            case GraceExhausted():
                await self.grace_exhausted(event)
            case TicketSilent():
                await self.silent(event)
            case ClosingAsked():
                await self.closing_asked(event)
            case ClosingWithdrawn():
                await self.closing_withdrawn(event)
            case ClosingAnswered():
                await self.closing_answered(event)
            case InvitationSent():
                await self.invited(event)
            case InvitationWithdrawn():
                await self.invitation_withdrawn(event)
            case RatingGiven() | RatingRevised():
                await self.rated(event)
            case LoopOpened():
                await self.loop_opened(event)
            case LoopFollowedUp():
                await self.followed_up(event)
            case LoopOverdue():
                await self.loop_overdue(event)
            case LoopEnded():
                await self.loop_ended(event)
            case LoopCalledOff():
                await self.loop_called_off(event)
            case AddressGone():
                await self.address_gone(event)
            case _:
                assert_never(event)

    # --- tickets and words -----------------------------------------------------------------

    async def suggested(self, event: UpdateSuggested) -> None:
        case = await self.case(event.ticket_id)
        technician = await self.work.people.get(event.technician_id)
        if case is None or technician is None or case.ticket.technician_id != technician.id:
            return
        if case.ticket.last_human_word_at is not None or not case.ticket.status.is_open:
            return
        card = await ticket_cards.hello_card(self.work, case.ticket, case.requester, technician)
        slot = hello_slot(case.ticket)
        await self.to(technician, card, WORK, about=case.ticket, slot=slot)

    async def handed_over(self, event: TicketHandedOver) -> None:
        case = await self.case(event.ticket_id)
        technician = await self.work.people.get(event.technician_id)
        if case is None or technician is None or case.ticket.technician_id != technician.id:
            return
        card = await ticket_cards.hand_over_card(self.work, case.ticket, case.requester, technician)
        slot = hello_slot(case.ticket)
        await self.to(technician, card, WORK, about=case.ticket, slot=slot)

    async def posted(self, event: UpdatePosted) -> None:
        """A human word: it always gets through, in the name of the one who wrote it."""
        update = await self.work.updates.get(event.update_id)
        case = await self.case(update.ticket_id) if update is not None else None
        if update is None or case is None:
            return
        technician = await self.work.people.get(update.technician_id)
        card = await update_card(self.work, update, case.ticket, case.requester, technician)
        human = ContactKind.HUMAN_UPDATE
        arrived = await self.to(case.requester, card, human, about=case.ticket)
        if not arrived and technician is not None and update.via is Via.CHAT:
            card = ticket_cards.unreachable_card(case.ticket, case.requester)
            await self.to(technician, card, WORK, about=case.ticket)

    async def replied(self, event: RequesterReplied) -> None:
        reply = await self.work.replies.get(event.reply_id)
        case = await self.case(reply.ticket_id) if reply is not None else None
        if reply is None or case is None:
            return
        card = ticket_cards.reply_card(case.ticket, case.requester, reply.words)
        holder = await self.holder(case.ticket)
        if holder is not None and await self.to(holder, card, WORK, about=case.ticket):
            return
        await self.to_all(await self.dispatchers(but_not=case.requester), card, case.ticket)

    # --- promises --------------------------------------------------------------------------

    async def near(self, event: PromiseNear) -> None:
        promise = await self.work.promises.get(event.promise_id)
        case = await self.case(promise.ticket_id) if promise is not None else None
        if promise is None or case is None or promise.state is not PromiseState.OPEN:
            return
        keeper = await self.person(await keeper_of(self.work, promise))
        if keeper is None or promise.due_at <= await welcome_at(self.work, keeper, WORK):
            return
        card = promise_cards.near_card(promise, case.ticket, case.requester, keeper, self.work.now)
        slot = near_slot(promise.id, promise.times_moved)
        await self.to(keeper, card, WORK, about=case.ticket, slot=slot)

    async def missed(self, event: PromiseMissed) -> None:
        """Honest words stand ready for the one who has the ticket: one press tells the requester."""
        promise = await self.work.promises.get(event.promise_id)
        case = await self.case(promise.ticket_id) if promise is not None else None
        if promise is None or case is None or promise.requester_told_at is not None:
            return
        now = self.work.now
        for reader in await self.asked_about(promise):
            card = promise_cards.passed_card(promise, case.ticket, reader, now)
            slot = near_slot(promise.id, promise.times_moved)
            await self.no_question_any_more(reader, card, case.ticket, slot)
        keeper = await self.person(await keeper_of(self.work, promise))
        if keeper is None or case.requester.erased_at is not None:
            return
        words = promise_cards.honest_words(promise, case.requester, keeper, now)
        draft = await prepare(self.work, case.ticket, keeper, words)
        card = promise_cards.missed_card(promise, draft, case.ticket, case.requester, keeper, now)
        await self.to(keeper, card, WORK, about=case.ticket, slot=missed_slot(promise.id))

    async def seen_to(self, event: PromiseMoved | PromiseSettled) -> None:
        """The requester hears of it in somebody's own words; here, no question is left standing."""
        promise = await self.work.promises.get(event.promise_id)
        case = await self.case(promise.ticket_id) if promise is not None else None
        if promise is None or case is None:
            return
        for reader in await self.asked_about(promise):
            if isinstance(event, PromiseMoved):
                card = promise_cards.moved_card(promise, case.requester, reader, self.work.now)
                slots = [near_slot(promise.id, max(promise.times_moved - 1, 0))]
            elif settled := promise_cards.settled_card(promise, case.ticket, case.requester):
                card = settled
                slots = [missed_slot(promise.id), near_slot(promise.id, promise.times_moved)]
            else:
                return
            for slot in slots:
                if await self.no_question_any_more(reader, card, case.ticket, slot):
                    break

    async def asked_about(self, promise: Promise) -> list[Person]:
        """Whoever may have a card about it: the one who has the ticket, and the one who promised."""
        ids = dict.fromkeys((await keeper_of(self.work, promise), promise.technician_id))
        people = [await self.person(id_) for id_ in ids]
        return [person for person in people if person is not None]

    async def escalated(self, event: PromiseEscalated) -> None:
        promise = await self.work.promises.get(event.promise_id)
        case = await self.case(promise.ticket_id) if promise is not None else None
        if promise is None or case is None or promise.requester_told_at is not None:
            return
        maker = await self.person(promise.technician_id)
        for reader in await self.dispatchers(but_not=case.requester):
            card = promise_cards.escalated_card(
                promise, case.ticket, case.requester, maker, reader, self.work.now
            )
            await self.to(reader, card, WORK, about=case.ticket)

    async def grace_exhausted(self, event: GraceExhausted) -> None:
        case = await self.case(event.ticket_id)
        if case is None or not case.ticket.status.is_open:
            return
        holder = await self.holder(case.ticket)
        times = case.ticket.updates_without_progress
        card = ticket_cards.grace_card(case.ticket, case.requester, holder, times)
        await self.to_all(await self.dispatchers(but_not=case.requester), card, case.ticket)

    async def silent(self, event: TicketSilent) -> None:
        """The dispatcher hears of it, and whoever has the ticket: they can mend it with one line.

        A quiet day can be the quiet day of many tickets: each reader has one card in an hour, which
        says how it stands, and the same again is not said again.
        """
        case = await self.case(event.ticket_id)
        if case is None or not case.ticket.status.is_open:
            return
        holder = await self.holder(case.ticket)
        readers = await self.dispatchers(but_not=case.requester)
        if holder is not None and holder not in readers:
            readers = [*readers, holder]
        silences: dict[str | None, Silence | None] = {}
        for reader in readers:
            whose = desk_of(reader)
            if whose not in silences:
                silences[whose] = await silence_card(self.work, whose)
            if (silence := silences[whose]) is not None:
                await self.once_an_hour(reader, silence)

    # --- closing and asking ----------------------------------------------------------------

    async def closing_asked(self, event: ClosingAsked) -> None:
        check = await self.work.closing_checks.get(event.check_id)
        case = await self.case(check.ticket_id) if check is not None else None
        if check is None or case is None or check.withdrawn_at or check.answer is not None:
            return
        if check.cycle != case.ticket.cycle or not case.ticket.status.is_done:
            return
        if await closing.put_off(self.work, check):
            return  # others came first, and there is no more room in this day
        technician = await self.person(check.technician_id)
        card = asked_cards.closing_card(case.ticket, check, technician)
        slot = asked_cards.closing_slot(check)
        kind = ContactKind.CLOSING_CHECK
        await self.to(case.requester, card, kind, about=case.ticket, slot=slot)

    async def closing_withdrawn(self, event: ClosingWithdrawn) -> None:
        check = await self.work.closing_checks.get(event.check_id)
        case = await self.case(check.ticket_id) if check is not None else None
        if check is None or case is None:
            return
        card = asked_cards.closing_withdrawn_card(case.ticket, check)
        await self.in_place(case.requester, card, case.ticket, asked_cards.closing_slot(check))

    async def closing_answered(self, event: ClosingAnswered) -> None:
        check = await self.work.closing_checks.get(event.check_id)
        case = await self.case(check.ticket_id) if check is not None else None
        if check is None or case is None:
            return
        card = ticket_cards.closing_answer_card(case.ticket, check, case.requester)
        asker = await self.holder(case.ticket) or await self.person(check.technician_id)
        if card is None:
            return
        if asker is not None and await self.to(asker, card, WORK, about=case.ticket):
            return
        if check.answer is Fixed.NOT_YET:
            await self.to_all(await self.dispatchers(but_not=case.requester), card, case.ticket)

    async def invited(self, event: InvitationSent) -> None:
        invitation = await self.work.invitations.get(event.invitation_id)
        case = await self.case(invitation.ticket_id) if invitation is not None else None
        if invitation is None or case is None or invitation.state is not InvitationState.ASKED:
            return
        card = asked_cards.invitation_card(case.ticket, invitation, case.requester)
        slot = asked_cards.invitation_slot(invitation.id)
        await self.to(case.requester, card, ContactKind.INVITATION, about=case.ticket, slot=slot)

    async def invitation_withdrawn(self, event: InvitationWithdrawn) -> None:
        invitation = await self.work.invitations.get(event.invitation_id)
        case = await self.case(invitation.ticket_id) if invitation is not None else None
        if invitation is None or case is None:
            return
        card = asked_cards.invitation_withdrawn_card(case.ticket)
        slot = asked_cards.invitation_slot(invitation.id)
        await self.in_place(case.requester, card, case.ticket, slot)

    # --- ratings and follow-ups ------------------------------------------------------------

    async def rated(self, event: RatingGiven | RatingRevised) -> None:
        """Only the technician, and only where the person chose to be named; an unhappy rating comes
        with its follow-up, to the one who owns that."""
        rating = await self.work.ratings.get(event.rating_id)
        if rating is None or rating.ticket_id is None or rating.technician_id is None:
            return
        if rating.score <= self.work.policy.unhappy_at_most:
            return
        case = await self.case(rating.ticket_id)
        technician = await self.person(rating.technician_id)
        if case is None or technician is None:
            return
        card = loop_cards.named_rating_card(rating, case.ticket, case.requester)
        if card is not None:
            slot = f"rating:{rating.id}"
            await self.to(technician, card, WORK, about=case.ticket, slot=slot)

    async def loop_opened(self, event: LoopOpened) -> None:
        loop = await self.work.loops.get(event.loop_id)
        case = await self.case(loop.ticket_id) if loop is not None else None
        if loop is None or case is None or loop.state is not LoopState.OPEN:
            return
        owner = await self.person(loop.owner_id)
        if owner is None:
            return
        now = self.work.now
        rating = await self.work.ratings.get(loop.rating_id)
        card = loop_cards.loop_card(loop, rating, case.ticket, case.requester, owner, now)
        slot = owner_slot(loop.id, loop.times_followed_up)
        await self.to(owner, card, WORK, about=case.ticket, slot=slot)
        if loop.times_followed_up == 0:  # The second time, the answer to their "no" has said it.
            told = asked_cards.promised_card(owner, loop.due_at, case.requester.time_zone, now)
            receipt = ContactKind.RECEIPT
            await self.to(case.requester, told, receipt, about=case.ticket, part="promised")

    async def followed_up(self, event: LoopFollowedUp) -> None:
        loop = await self.work.loops.get(event.loop_id)
        case = await self.case(loop.ticket_id) if loop is not None else None
        owner = await self.person(loop.owner_id) if loop is not None else None
        if loop is None or case is None or owner is None:
            return
        if loop.state is not LoopState.FOLLOWED_UP:
            return
        card = asked_cards.follow_up_card(loop, case.ticket, owner)
        slot = asked_cards.loop_slot(loop)
        kind = ContactKind.FOLLOW_UP
        if not await self.to(case.requester, card, kind, about=case.ticket, slot=slot):
            card = ticket_cards.unreachable_card(case.ticket, case.requester)
            await self.to(owner, card, WORK, about=case.ticket)

    async def loop_overdue(self, event: LoopOverdue) -> None:
        loop = await self.work.loops.get(event.loop_id)
        case = await self.case(loop.ticket_id) if loop is not None else None
        if loop is None or case is None or loop.state is not LoopState.OPEN:
            return
        owner = await self.person(loop.owner_id)
        readers = await self.dispatchers(but_not=case.requester)
        if owner is not None and owner not in readers:
            readers = [*readers, owner]
        for reader in readers:
            card = loop_cards.loop_overdue_card(
                loop, case.ticket, case.requester, owner, reader, self.work.now
            )
            await self.to(reader, card, WORK, about=case.ticket)

    async def loop_ended(self, event: LoopEnded) -> None:
        loop = await self.work.loops.get(event.loop_id)
        case = await self.case(loop.ticket_id) if loop is not None else None
        owner = await self.person(loop.owner_id) if loop is not None else None
        if loop is None or case is None or owner is None:
            return
        card = loop_cards.loop_ended_card(loop, case.requester, case.ticket)
        if card is None:
            return
        await self.to(owner, card, WORK, about=case.ticket)
        if loop.state is LoopState.NOT_PUT_RIGHT:
            others = await self.dispatchers(but_not=owner)
            card = loop_cards.not_put_right_card(case.ticket, case.requester)
            await self.to_all(others, card, case.ticket)

    async def loop_called_off(self, event: LoopCalledOff) -> None:
        ticket = await self.work.tickets.get(event.ticket_id)
        owner = await self.person(event.owner_id)
        if ticket is not None and owner is not None:
            slot = owner_slot(event.loop_id, event.in_round)
            await self.in_place(owner, loop_cards.called_off_card(ticket), ticket, slot)

    # --- addresses -------------------------------------------------------------------------

    async def address_gone(self, event: AddressGone) -> None:
        """Where nothing else reaches them, those who write to them should know it."""
        person = await self.work.people.get(event.person_id)
        if person is None or person.erased_at is not None:
            return
        if await reach(self.work, person.id) is not None:
            return
        if {Role.TECHNICIAN, Role.DISPATCHER} & set(person.roles):
            card = ticket_cards.colleague_gone_card(person)
            await self.to_all(await self.dispatchers(but_not=person), card, None)
        for number, ticket in enumerate(await requester.open_tickets(self.work, person)):
            holder = await self.holder(ticket)
            if holder is not None:
                card = ticket_cards.unreachable_card(ticket, person)
                await self.to(holder, card, WORK, about=ticket, part=str(number))

    # --- who, and how ----------------------------------------------------------------------

    async def case(self, ticket_id: str) -> "Case | None":
        ticket = await self.work.tickets.get(ticket_id)
        person = await self.work.people.get(ticket.requester_id) if ticket is not None else None
        return Case(ticket, person) if ticket is not None and person is not None else None

    async def person(self, person_id: str | None) -> Person | None:
        return await self.work.people.get(person_id) if person_id is not None else None

    async def holder(self, ticket: Ticket) -> Person | None:
        return await self.person(ticket.technician_id)

    async def dispatchers(self, *, but_not: Person) -> list[Person]:
        """The people who hand out the work; at a desk without any, its managers."""
        for role in (Role.DISPATCHER, Role.MANAGER, Role.ADMIN):
            people = [p for p in await everybody(self.work, role) if p.id != but_not.id]
            if people:
                return people
        return []

    async def to_all(self, people: Sequence[Person], card: Card, about: Ticket | None) -> None:
        for person in people:
            await self.to(person, card, WORK, about=about)

    async def to(
        self,
        person: Person,
        card: Card,
        kind: ContactKind,
        *,
        about: Ticket | None,
        slot: str | None = None,
        part: str = "",
    ) -> bool:
        """Write to somebody when they may be written to; False if there is nowhere to write to.

        `part` tells apart what one piece of news says to the same person more than once.
        """
        key = f"{NEWS}{self.news.id}:{person.id}"
        key = f"{key}:{part}" if part else key
        ticket_id = about.id if about is not None else None
        return await write_to(
            self.work, person, card, kind, key=key, slot=slot, ticket_id=ticket_id
        )

    async def once_an_hour(self, person: Person, silence: Silence) -> None:
        card = silence.card
        slot = hourly_slot(await welcome_at(self.work, person, WORK))
        said = hashlib.sha256(json.dumps(to_json(card), sort_keys=True).encode()).hexdigest()[:24]
        key = f"{slot}:{person.id}:{said}"
        await write_to(
            self.work, person, card, WORK, key=key, slot=slot, ticket_id=silence.ticket_id
        )

    async def no_question_any_more(
        self, person: Person, card: Card, about: Ticket, slot: str
    ) -> bool:
        """What happened takes the place of what we asked; an answer that was given there stays.

        False if nothing stands there.
        """
        contact = await reach(self.work, person.id)
        if contact is None:
            return False
        latest = await self.work.latest_in(contact.address.lane, slot)
        if latest is not None and latest.startswith(NEWS):
            await self.to(person, card, WORK, about=about, slot=slot, part=slot)
        return latest is not None

    async def in_place(self, person: Person, card: Card, about: Ticket, slot: str) -> None:
        """What is taken back changes where it stands; that disturbs nobody and is not counted."""
        await self.to(person, card, WORK, about=about, slot=slot)


@dataclass(frozen=True, slots=True)
class Case:
    ticket: Ticket
    requester: Person


def hello_slot(ticket: Ticket) -> str:
    """Short whatever the ticket system's ids are like: places have names of limited length."""
    name = hashlib.sha256(ticket.id.encode()).hexdigest()[:24]
    return f"hello:{name}:{ticket.cycle}"


def near_slot(promise_id: str, times_moved: int) -> str:
    """A promise that was moved is asked about anew, further down."""
    slot = f"promise:{promise_id}"
    return f"{slot}:{times_moved}" if times_moved else slot


def missed_slot(promise_id: str) -> str:
    return f"missed:{promise_id}"


def owner_slot(loop_id: str, in_round: int | str) -> str:
    return f"follow-up:{loop_id}:{in_round}"


async def update_card(
    work: UnitOfWork, update: Update, ticket: Ticket, to: Person, technician: Person | None
) -> Card:
    """The technician's words, as sent; below them when they will be in touch again."""
    name = technician.first_name if technician is not None else "Somebody from the desk"
    parts: list[Part] = [Quote(update.message)]
    due = next(iter(await ticket_cards.open_promises(work, ticket)), None)
    if due is not None:
        again = f"You'll hear from {name} again {by_time(due.due_at, to.time_zone, work.now)}"
        if due.times_moved and due.first_due_at < due.due_at:
            again += f" (first it was {by_time(due.first_due_at, to.time_zone, work.now)})"
        parts.append(Text(f"{again}.", quiet=True))
    parts.append(requester.answer_form(ticket, name, open_label="Answer"))
    title = f"{name} about “{shorten(ticket.title, 60)}” ({ticket.key})"
    if technician is None:
        return Card(title, tuple(parts))
    return Card(title, tuple(parts), by=technician.name, by_id=technician.id)
