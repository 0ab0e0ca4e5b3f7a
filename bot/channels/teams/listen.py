"""The side of Teams inward: read, hand on, and only then say that we have it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

import structlog
from botbuilder.core import (  # type: ignore[import-untyped]  # the kit has no types
    ActivityHandler,
    BotAdapter,
    InvokeResponse,
    TurnContext,
)
from botbuilder.schema import (  # type: ignore[import-untyped]  # the kit has no types
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
)

from bot.actions import Action
from bot.cards import Form
from bot.channels.port import Busy, Gone
from bot.channels.teams import places, read, write
from bot.channels.teams.connector import References, SaidNo, Unclear
from bot.channels.teams.ingress import Answer
from bot.channels.teams.places import Reference
from bot.channels.teams.read import (
    Heard,
    Installed,
    Nothing,
    Open,
    Outdated,
    Press,
    Submitted,
    Uninstalled,
    Words,
)
from bot.turns import Hear, Pressed, Said
from feedback.errors import FeedbackError
from feedback.people import Address

log = structlog.get_logger()

GOT_IT: Final = "Got it."
STILL_AT_IT: Final = "I'm on it. The answer comes here in a moment."
WRITTEN_TO_YOU: Final = "I've written to you in our own chat."
CANNOT_WRITE_TO_YOU: Final = (
    "Teams doesn't let me write to you in a chat of our own, so I can't answer. If you add me as an"
    " app, I can."
)
OLDER_BUTTON: Final = "That one is too old"
BROKE: Final = "Something broke on my side, and nothing was changed. Please try once more."
NOT_NOW: Final = "That didn't work"
TOO_LATE: Final = "That took me too long. Please try it again."
YOU_WROTE: Final = "This is what you wrote, so that it isn't lost:"
SOON: Final = 1.5
"""Seconds after which whoever pressed something is told that we are at it: Teams shows an error
after a few more, and presses once again for them."""
PATIENCE: Final = 3.0
"""Seconds for one line in a place where we were called."""


class Forms(Protocol):
    async def __call__(self, by: Address, action: Action, *, filled: str | None = None) -> Form:
        """Raises `FeedbackError`, in words for whoever wanted the form."""
        ...


class People(Protocol):
    async def known(self, reference: Reference) -> Address | None:
        """Who said that; None for whom the desk does not know, and for those it shall not get to
        know."""
        ...

    def overhear(self, activity: Mapping[str, Any]) -> None:
        """It says more about the person than what they said."""
        ...

    async def uninstalled(self, tenant: str, conversation: str) -> None: ...


class Elsewhere(Protocol):
    """`connector.Connector`: what a turn needs of Teams that began in a place with others in it.

    Raises `Busy`, `SaidNo` and, for a message, `Unclear`.
    """

    async def create(self, service_url: str, tenant: str, bot_id: str, user: str) -> str: ...

    async def send(
        self, to: Reference, activity: dict[str, Any], *, under: str | None = None
    ) -> str: ...


class Ears(ActivityHandler):  # type: ignore[misc]  # the kit has no types
    """One method for each kind of activity that we hear. All return after the commit."""

    def __init__(
        self,
        *,
        hear: Hear,
        forms: Forms,
        people: People,
        references: References,
        elsewhere: Elsewhere,
        soon: float = SOON,
    ) -> None:
        super().__init__()
        self._hear = hear
        self._forms = forms
        self._people = people
        self._references = references
        self._elsewhere = elsewhere
        self._soon = soon
        self._unfinished: set[asyncio.Task[str]] = set()

    def overhear(self, activity: Mapping[str, Any]) -> None:
        self._people.overhear(activity)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        match _heard(turn_context):
            case Words() as heard:
                await self._said(heard)
            case Press() as heard:
                await self._hear(await self._turn_of(heard))
            case Outdated(reference=reference, words=words):
                await self._say(reference, words, under=None)
            case other:
                raise Misheard(other)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        match _heard(turn_context):
            case Press() as heard:
                return _told(await self._pressed(heard))
            case Open() as heard:
                return _shown(await self._form(heard))
            case Submitted() as heard:
                return await self._submitted(heard)
            case Outdated(words=words, typed=typed, in_dialog=True):
                kept = f"{words}\n\n{YOU_WROTE}\n\n{typed}" if typed else words
                return _shown(write.notice(OLDER_BUTTON, kept))
            case Outdated(words=words):
                return _told(words)
            case other:
                raise Misheard(other)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        match _heard(turn_context):
            case Installed(reference=reference):
                await self._by(reference, direct=True)
            case Uninstalled(tenant=tenant, conversation=conversation):
                log.info("teams_uninstalled", tenant=tenant)
                await self._references.drop(tenant, conversation)
                await self._people.uninstalled(tenant, conversation)
            case other:
                raise Misheard(other)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self.on_installation_update(turn_context)

    async def _said(self, heard: Words) -> None:
        """The answer goes to our own conversation; whoever is somewhere else is told so there."""
        try:
            by = await self._by(heard.reference, direct=heard.direct)
        except Gone:
            await self._say(heard.reference, CANNOT_WRITE_TO_YOU, under=heard.activity)
            return
        await self._hear(Said(by, heard.words, heard.once, thread=heard.thread))
        if not heard.direct:
            await self._say(heard.reference, WRITTEN_TO_YOU, under=heard.activity)

    async def _pressed(self, heard: Press) -> str:
        """What whoever pressed is told. Words that they typed are never called heard before they
        are; a press alone, which they can repeat, is soon."""
        hearing = asyncio.create_task(self._finish(heard))
        self._unfinished.add(hearing)
        hearing.add_done_callback(self._unfinished.discard)
        done, _ = await asyncio.wait({hearing}, timeout=None if heard.values else self._soon)
        return await hearing if done else STILL_AT_IT

    async def _finish(self, heard: Press) -> str:
        """Also when whoever waited for it has been told something already, or is gone."""
        try:
            await self._hear(await self._turn_of(heard))
        except Gone:
            return CANNOT_WRITE_TO_YOU
        except Exception:
            log.exception("teams_turn_failed", kind=Press.__name__)
            return BROKE
        return GOT_IT

    async def _submitted(self, heard: Submitted) -> InvokeResponse:
        """What was typed stays in front of the person until we have it."""
        try:
            await self._hear(await self._turn_of(heard))
        except Gone:
            return _shown(write.notice(NOT_NOW, CANNOT_WRITE_TO_YOU))
        return InvokeResponse(status=200)

    async def _form(self, heard: Open) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._soon):
                by = await self._by(heard.reference, direct=heard.direct)
                form = await self._forms(by, heard.action)
        except FeedbackError as error:
            return write.notice(NOT_NOW, str(error))
        except Gone:
            return write.notice(NOT_NOW, CANNOT_WRITE_TO_YOU)
        except TimeoutError:
            log.warning("teams_form_too_late")
            return write.notice(NOT_NOW, TOO_LATE)
        carried = read.carried(heard.slot, heard.form)
        return write.task(form, title=form.open_label or form.submit, carried=carried)

    async def _turn_of(self, heard: Press | Submitted) -> Pressed:
        by = await self._by(heard.reference, direct=heard.direct)
        return Pressed(by, heard.action, heard.once, heard.slot, values=heard.values)

    async def _by(self, reference: Reference, *, direct: bool) -> Address:
        """Heard elsewhere, it is answered in our own conversation with them; raises `Gone`."""
        if direct:
            await self._references.keep(reference)
        known = await self._people.known(reference)
        if not direct:
            if known is not None:
                return known
            reference = await self._ours(reference)
            await self._references.keep(reference)
        return places.address(reference.tenant, reference.aad_id, reference.conversation)

    async def _ours(self, reference: Reference) -> Reference:
        """Our own conversation with the person of this one; raises `Gone` where there can be none."""
        try:
            conversation = await self._elsewhere.create(
                reference.service_url, reference.tenant, reference.bot_id, reference.user_id
            )
        except SaidNo as no:
            raise Gone(no.code) from no
        return replace(reference, conversation=conversation)

    async def _say(self, reference: Reference, words: str, *, under: str | None) -> None:
        """It has been heard, whatever becomes of this."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._elsewhere.send(reference, write.line(words), under=under)
        except (Busy, SaidNo, Unclear, TimeoutError) as error:
            log.info("teams_not_said_there", why=type(error).__name__)

    async def close(self) -> None:
        """What has been promised is done first."""
        await asyncio.gather(*self._unfinished)


# --- the kit ---------------------------------------------------------------------------------------

HEARD: Final = "heard"
ANSWER: Final = "answer"
MESSAGE: Final = "application/vnd.microsoft.activity.message"


class Turns(BotAdapter):  # type: ignore[misc]  # the kit has no types
    """Takes one activity through the kit. It calls nobody: what is said goes by the outbox."""

    def __init__(self, ears: Ears) -> None:
        super().__init__()
        self._ears = ears

    async def take(self, activity: Mapping[str, Any]) -> Answer:
        """Verified already; raises `Unreadable`."""
        heard = read.heard(activity)
        if isinstance(heard, Nothing):
            return Answer(200)
        self._ears.overhear(activity)
        context = TurnContext(self, envelope(activity))
        context.turn_state[HEARD] = heard
        try:
            await self.run_pipeline(context, self._ears.on_turn)
        except Busy as error:
            log.warning("teams_not_heard_yet", why=str(error))
            return Answer(503)
        except Gone as error:
            log.info("teams_cannot_answer", why=str(error))
            return Answer(200)
        answer: Answer = context.turn_state.get(ANSWER, Answer(200))
        return answer

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
        for activity in activities:
            if activity.type != ActivityTypes.invoke_response:
                raise Misdirected
            told = activity.value
            context.turn_state[ANSWER] = Answer(told.status, told.body)
        return []

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:  # noqa: ARG002 - the kit's shape
        raise Misdirected

    async def delete_activity(self, context: TurnContext, reference: object) -> None:  # noqa: ARG002 - the kit's shape
        raise Misdirected


def envelope(activity: Mapping[str, Any]) -> Activity:
    """As much as the kit needs for a turn. It has readers for the rest, which stumble over what they
    do not expect and guess where they should not; `read` reads that."""
    return Activity(
        type=activity["type"],
        id=activity.get("id"),
        name=activity.get("name"),
        channel_id=activity.get("channelId"),
        service_url=activity.get("serviceUrl"),
        conversation=ConversationAccount(id=_id_of(activity, "conversation")),
        from_property=ChannelAccount(id=_id_of(activity, "from")),
        recipient=ChannelAccount(id=_id_of(activity, "recipient")),
    )


def _id_of(activity: Mapping[str, Any], who: str) -> object:
    there = activity.get(who)
    return there.get("id") if isinstance(there, Mapping) else None


def _heard(context: TurnContext) -> Heard:
    heard: Heard = context.turn_state[HEARD]
    return heard


class Misheard(Exception):
    """The kit takes it for something else than `read` does."""

    def __init__(self, heard: Heard) -> None:
        super().__init__(type(heard).__name__)


class Misdirected(Exception):
    """What is said goes by the outbox."""


def _told(words: str) -> InvokeResponse:
    """Without any words Teams says that we could not be reached, and presses again."""
    body = {"statusCode": 200, "type": MESSAGE, "value": words}
    return InvokeResponse(status=200, body=body)


def _shown(task: Mapping[str, Any]) -> InvokeResponse:
    return InvokeResponse(status=200, body=dict(task))
