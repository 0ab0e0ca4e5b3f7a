"""Stories are lived through the domain's own verbs, in order of time, timers and all.

The same play runs on a desk in memory (a year of tickets, then loaded at once) and on the real
one; only the clock is turned by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from heapq import heappop, heappush
from typing import Final, assert_never

from bot.demo.people import SOURCE
from bot.demo.story import (
    Called,
    Change,
    Checked,
    FollowUp,
    Moved,
    Opinion,
    Replied,
    Story,
    Told,
)
from bot.demo.voices import AGAIN, GREETINGS
from feedback import closing, due, loops, promises, ratings, updates
from feedback.drafting import Draft, Note
from feedback.hours import QuietHours, add_business_time, next_loud_moment, standard_calendar
from feedback.neutral import Actor, Agreement, NeutralEvent, Snapshot, Who
from feedback.people import Person
from feedback.reasons import Classifier, Reading
from feedback.records import (
    ClosingCheck,
    DraftUpdate,
    Fixed,
    InvitationState,
    Loop,
    LoopState,
    Promise,
    PromiseState,
    Status,
    Ticket,
    Timer,
    TimerKind,
)
from feedback.tickets import receive
from feedback.unit_of_work import Desk, UnitOfWork

NIGHT: Final = QuietHours(time(22), time(7))
"""Nobody rates us in their sleep."""


@dataclass(frozen=True, slots=True)
class Rates:
    invitation_id: str
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Explains:
    invitation_id: str
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class FollowsUp:
    loop_id: str
    tries: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    loop_id: str
    answer: FollowUp
    tries: tuple[FollowUp, ...]
    """What comes if it was not put right."""


@dataclass(frozen=True, slots=True)
class Happens:
    """The happening of a story that is next in turn."""

    story: Story
    which: int


Step = Happens | Rates | Explains | FollowsUp | Ends


class Play:
    """What people do comes from the stories; what follows from it is up to the verbs."""

    def __init__(
        self,
        desk: Desk,
        stories: Iterable[Story],
        people: Mapping[str, Person],
        classifier: Classifier,
    ) -> None:
        self._desk = desk
        self._people = people
        self._who = {id_: Who(id=id_) for id_ in people}
        self._snapshots: dict[int, Snapshot] = {}
        self._classifier = Remembering(classifier)
        self._stories = {f"{SOURCE}:{story.number}": story for story in stories}
        self._queue: list[tuple[datetime, int, Step]] = []
        self._queued = 0
        self.opened = 0
        """Tickets so far."""
        for story in self._stories.values():
            self._plan(story.happenings[0].at, Happens(story, 0))

    async def step(self, until: datetime) -> datetime | None:
        """Do the next thing in time, a timer before a person; None when nothing is left to do."""
        async with self._desk.begin() as work:
            moment, timer = await self._following(work)
            if moment is None or moment > until:
                return None
            work.now = moment
            if timer is not None:
                await due.fire(work, timer)
                await self._react(work, timer)
            else:
                await self._take(work, heappop(self._queue)[2])
            return moment

    async def _following(self, work: UnitOfWork) -> tuple[datetime | None, Timer | None]:
        """The moment, and the timer if it is one."""
        person_at = self._queue[0][0] if self._queue else None
        timers = await work.timers.find(order_by="due_at", limit=1)
        if timers and (person_at is None or timers[0].due_at <= person_at):
            return timers[0].due_at, timers[0]
        return person_at, None

    async def _take(self, work: UnitOfWork, step: Step) -> None:
        match step:
            case Happens(story, which):
                await self._happen(work, story, which)
            case Rates(invitation_id, opinion):
                await self._rate(work, invitation_id, opinion)
            case Explains(invitation_id, opinion):
                await self._explain(work, invitation_id, opinion)
            case FollowsUp(loop_id, tries):
                await self._follow_up(work, loop_id, tries)
            case Ends(loop_id, answer, tries):
                await self._end(work, loop_id, answer, tries)
            case _:
                assert_never(step)

    async def _happen(self, work: UnitOfWork, story: Story, which: int) -> None:
        happening = story.happenings[which]
        if which + 1 < len(story.happenings):
            self._plan(story.happenings[which + 1].at, Happens(story, which + 1))
        ticket_id = f"{SOURCE}:{story.number}"
        ticket = await work.tickets.get(ticket_id)
        if isinstance(happening, Change):
            self.opened += ticket is None
            await receive(work, self._told(story, which, happening))
        elif ticket is not None:
            await self._act(work, story, which, happening, ticket)

    async def _act(
        self,
        work: UnitOfWork,
        story: Story,
        which: int,
        happening: Told | Moved | Called | Replied | Checked,
        ticket: Ticket,
    ) -> None:
        requester = self._people[ticket.requester_id]
        match happening:
            case Told():
                technician = self._people[happening.technician]
                message = self._message(story, which, happening.words, technician)
                draft = DraftUpdate(
                    id="",
                    ticket_id=ticket.id,
                    technician_id=technician.id,
                    words=happening.words,
                    message=message,
                    promise_due=happening.due,
                    promise_words=happening.due_words,
                    findings=(),
                    finding_words=(),
                    drafted_at=work.now,
                )
                await updates.post(work, ticket, technician, draft, via=happening.via)
            case Moved():
                promise = await _open_promise(work, ticket)
                if promise is None or happening.due <= work.now:
                    return
                technician = self._people[happening.technician]
                drafter = _Written(
                    self._message(story, which, happening.words, technician), happening
                )
                words = happening.words
                await updates.move_promise(work, drafter, promise.id, technician, words)
            case Called():
                promise = await _open_promise(work, ticket)
                if promise is not None:
                    technician = self._people[happening.technician]
                    await promises.keep(work, promise.id, technician)
            case Replied():
                await updates.reply(work, ticket, requester, happening.words)
            case Checked():
                check = await closing.check_of(work, ticket)
                if check is None or not _is_waiting(ticket, check):
                    return
                await closing.answer(work, check.id, requester, happening.fixed)
                if happening.why_not is not None:
                    await closing.explain(work, check.id, requester, happening.why_not)
            case _:
                assert_never(happening)

    def _told(self, story: Story, which: int, change: Change) -> NeutralEvent:
        """As the ticket system would send it."""
        first = self._snapshots.get(story.number)
        if first is None:
            first = self._snapshots[story.number] = self._first_snapshot(story)
        done = {Status.RESOLVED: "resolved_at", Status.CLOSED: "closed_at"}.get(change.status)
        snapshot = first.model_copy(
            update={
                "status": change.status,
                "status_raw": change.status.value,
                "group": change.team,
                "updated_at": change.at,
                "assignee": self._who[change.technician] if change.technician else None,
                **({done: change.at} if done is not None else {}),
            }
        )
        return NeutralEvent(
            id=f"{story.number}-{which}",
            source=SOURCE,
            time=change.at,
            revision=which + 1,
            ticket=snapshot,
            actor=Actor(id=change.by_id, kind=change.by),
        )

    def _first_snapshot(self, story: Story) -> Snapshot:
        return Snapshot(
            id=str(story.number),
            key=story.key,
            kind=story.kind,
            title=story.title,
            status=Status.NEW,
            status_raw=Status.NEW.value,
            priority=story.priority,
            service=story.service,
            channel=story.channel,
            group=None,
            org=story.organisation,
            location=story.location,
            created_at=story.created_at,
            updated_at=story.created_at,
            requester=self._who[story.requester_id],
            assignee=None,
            sla=Agreement(response_due=story.response_due, resolve_due=story.resolve_due),
        )

    def _message(self, story: Story, which: int, words: str, technician: Person) -> str:
        """The words with a greeting: with the name the first time, shorter from then on."""
        spoken = {
            happening.technician
            for happening in story.happenings[:which]
            if isinstance(happening, Told | Moved)
        }
        greetings = AGAIN if technician.id in spoken else GREETINGS
        greeting = greetings[(story.number + which) % len(greetings)].format(
            first=self._people[story.requester_id].first_name,
            tech=technician.first_name,
            team=technician.team,
        )
        return f"{greeting} {words}"

    async def _react(self, work: UnitOfWork, timer: Timer) -> None:
        """People answer what has just reached them, each in their own time."""
        if timer.kind is TimerKind.INVITATION:
            await self._asked(work, timer.ref)
        elif timer.kind is TimerKind.LOOP_OPEN:
            found = await work.loops.find(rating_id=timer.ref, limit=1)
            if found and found[0].opened_at == work.now:
                story = self._stories[found[0].ticket_id]
                cycle = await self._cycle_of(work, found[0])
                self._plan_follow_up(work, found[0], story.opinions[cycle].follow_ups)

    async def _asked(self, work: UnitOfWork, ticket_id: str) -> None:
        story = self._stories.get(ticket_id)
        found = await work.invitations.find(
            ticket_id=ticket_id, state=InvitationState.ASKED, asked_at=work.now, limit=1
        )
        if story is None or not found:
            return
        opinion = story.opinions.get(found[0].cycle)
        if opinion is not None:
            zone = self._people[story.requester_id].time_zone
            at = next_loud_moment(NIGHT, zone, work.now + opinion.after)
            self._plan(at, Rates(found[0].id, opinion))

    async def _cycle_of(self, work: UnitOfWork, loop: Loop) -> int:
        rating = await work.ratings.get(loop.rating_id)
        asked = rating.invitation_id if rating is not None else None
        invitation = await work.invitations.get(asked) if asked is not None else None
        return invitation.cycle if invitation is not None else 1

    async def _rate(self, work: UnitOfWork, invitation_id: str, opinion: Opinion) -> None:
        invitation = await work.invitations.get(invitation_id)
        if invitation is None or invitation.state is not InvitationState.ASKED:
            return
        person = self._people[invitation.requester_id]
        await ratings.rate(work, invitation_id, person, opinion.score)
        if opinion.explains_after is not None:
            self._plan(work.now + opinion.explains_after, Explains(invitation_id, opinion))

    async def _explain(self, work: UnitOfWork, invitation_id: str, opinion: Opinion) -> None:
        invitation = await work.invitations.get(invitation_id)
        if invitation is not None and invitation.state is InvitationState.ANSWERED:
            await ratings.explain(
                work,
                self._classifier,
                invitation_id,
                self._people[invitation.requester_id],
                ticked=opinion.ticked,
                lost_minutes=opinion.lost_minutes,
                comment=opinion.comment,
                visibility=opinion.visibility,
            )

    def _plan_follow_up(self, work: UnitOfWork, loop: Loop, tries: tuple[FollowUp, ...]) -> None:
        """Within the owner's own working hours."""
        if tries:
            calendar = standard_calendar(self._people[loop.owner_id].time_zone)
            at = add_business_time(calendar, work.now, tries[0].after)
            self._plan(at, FollowsUp(loop.id, tries))

    async def _follow_up(self, work: UnitOfWork, loop_id: str, tries: tuple[FollowUp, ...]) -> None:
        loop = await work.loops.get(loop_id)
        if loop is None or loop.state is not LoopState.OPEN:
            return
        await loops.follow_up(work, loop_id, self._people[loop.owner_id], tries[0].words)
        if tries[0].answer_after is not None:
            zone = self._people[loop.requester_id].time_zone
            at = next_loud_moment(NIGHT, zone, work.now + tries[0].answer_after)
            self._plan(at, Ends(loop_id, tries[0], tries[1:]))

    async def _end(
        self, work: UnitOfWork, loop_id: str, answer: FollowUp, tries: tuple[FollowUp, ...]
    ) -> None:
        loop = await work.loops.get(loop_id)
        if loop is None or loop.state is not LoopState.FOLLOWED_UP:
            return
        person = self._people[loop.requester_id]
        loop = await loops.end(work, loop_id, person, put_right=answer.put_right)
        if loop.state is LoopState.OPEN:
            self._plan_follow_up(work, loop, tries)
        elif answer.recovery is not None:
            await loops.recover(work, loop_id, person, answer.recovery)

    def _plan(self, at: datetime, step: Step) -> None:
        self._queued += 1
        heappush(self._queue, (at, self._queued, step))


class Remembering:
    """A classifier that reads the same words with the same score only once."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._read: dict[tuple[str, int | None], Reading] = {}

    def classify(self, text: str, score: int | None = None) -> Reading:
        known = self._read.get((text, score))
        if known is None:
            known = self._read[text, score] = self._classifier.classify(text, score)
        return known


@dataclass(frozen=True, slots=True)
class _Written:
    """Stands in for the reader of notes: what it would find in these words is known already."""

    message: str
    moved: Moved

    def __call__(self, _note: Note) -> Draft:
        return Draft(
            message=self.message,
            promise_due=self.moved.due,
            promise_words=self.moved.due_words,
        )


async def _open_promise(work: UnitOfWork, ticket: Ticket) -> Promise | None:
    found = await work.promises.find(
        ticket_id=ticket.id, state=PromiseState.OPEN, order_by="due_at", limit=1
    )
    return found[0] if found and found[0].due_at > work.now else None


def _is_waiting(ticket: Ticket, check: ClosingCheck) -> bool:
    unanswered = check.answer is None or check.answer is Fixed.CANT_TELL
    return ticket.status is Status.RESOLVED and unanswered and check.withdrawn_at is None
