"""Slack's side of the conversation inward: read, hand on, and only then say that we have it."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any, Final, Protocol, TypeVar

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware

from bot.actions import Action, NoteUpdate
from bot.cards import Card, Form
from bot.channels.port import Busy, Gone
from bot.channels.shapes import Unreadable
from bot.channels.slack import places, read, write
from bot.channels.slack.api import NotInstalled, SaidNo, Workspaces
from bot.channels.slack.hints import Hints, Tell
from bot.channels.slack.ladder import TOO_RICH, Ladder
from bot.channels.slack.names import Callback, Does, form_field_id
from bot.channels.slack.read import (
    Challenge,
    Heard,
    HomeOpened,
    Nothing,
    Open,
    Outdated,
    PersonChanged,
    Press,
    Shortcut,
    Submitted,
    Uninstalled,
    Words,
)
from bot.turns import Hear, Meanwhile, Pressed, Said, nothing_shown
from feedback.errors import FeedbackError
from feedback.people import Address

log = structlog.get_logger()

WRITTEN_TO_YOU: Final = "I've written to you in our messages."
CANNOT_WRITE_TO_YOU: Final = (
    "Slack doesn't let me open a conversation with you, so I can't answer. Whoever runs the desk"
    " can help."
)
OLDER_BUTTON: Final = "That one is too old"
NOT_NOW: Final = "That didn't work"
STILL_HERE: Final = (
    "Something broke on my side, and nothing was sent. Your words are still here; please try again"
    " in a moment."
)
TOO_LATE: Final = (
    "That took me too long, and now Slack doesn't open the form any more. Please try it again."
)
HOME_PATIENCE: Final = 1.5
"""Seconds for drawing the home tab after a press in it: Slack waits three for our answer."""


class Forms(Protocol):
    async def __call__(self, by: Address, action: Action, *, filled: str | None = None) -> Form:
        """Raises `FeedbackError`, in words for whoever wanted the form."""
        ...


Home = Callable[[Address], Awaitable[Sequence[Card]]]
"""What the home tab shows to this person."""


class People(Protocol):
    async def known(self, team: str, user: str) -> Address | None:
        """None for whom the desk does not know, and for those it shall not get to know."""
        ...

    async def refresh(self, team: str, user: str) -> None: ...


class Ears:
    """One listener for each kind of thing that we hear. All return after the commit."""

    def __init__(
        self,
        *,
        hear: Hear,
        forms: Forms,
        home: Home,
        hints: Hints,
        people: People,
        tell: Tell,
        uninstalled: Callable[[str], Awaitable[None]],
    ) -> None:
        self._hear = hear
        self._forms = forms
        self._home = home
        self._hints = hints
        self._ladder = Ladder()
        self._people = people
        self._tell = tell
        self._uninstalled = uninstalled

    async def said(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        heard = _heard(context, Words)
        by = await self._by(heard.team, heard.user, heard.channel if heard.direct else None)
        meanwhile = self._meanwhile(heard)
        await self._hear(
            Said(by, heard.words, heard.once, thread=heard.thread, meanwhile=meanwhile)
        )
        await ack()

    async def commanded(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """The answer goes to our own conversation; whoever is somewhere else is told so."""
        heard = _heard(context, Words)
        try:
            by = await self._by(heard.team, heard.user, None)
        except Gone:
            await ack(CANNOT_WRITE_TO_YOU)
            return
        await self._hear(Said(by, heard.words, heard.once))
        _, channel = places.place_of(by)
        await ack("" if channel == heard.channel else WRITTEN_TO_YOU)

    async def pressed(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        heard: Heard = context[HEARD]
        match heard:
            case Press():
                by = await self._presser(heard)
                await self._hear(
                    Pressed(
                        by,
                        heard.action,
                        heard.once,
                        heard.slot,
                        values=heard.values,
                        thread=heard.thread,
                        meanwhile=self._meanwhile(heard),
                    )
                )
                if heard.at_home:
                    await self._draw_home_again(heard.team, heard.user, by)
            case Open(team=team, user=user, trigger_id=trigger_id):
                by = await self._by(team, user, heard.channel)
                await self._show_form(
                    team, trigger_id, by, heard.action, slot=heard.slot, thread=heard.thread
                )
            case Outdated(team=team, user=user, trigger_id=trigger_id, words=words):
                await self._show(team, user, trigger_id, write.notice(OLDER_BUTTON, words))
            case _:
                raise Misheard(heard)
        await ack()

    async def submitted(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """What was typed stays in front of the person until we have it."""
        heard: Heard = context[HEARD]
        match heard:
            case Submitted():
                await self._filled_in(ack, heard)
            case Outdated(field=first, words=words):
                await _complain(ack, first, words)
            case _:
                raise Misheard(heard)

    async def _filled_in(self, ack: AsyncAck, heard: Submitted) -> None:
        first = next(iter(heard.values), None)
        try:
            by = await self._by_place(heard)
            await self._hear(
                Pressed(
                    by,
                    heard.action,
                    heard.once,
                    heard.slot,
                    values=heard.values,
                    thread=heard.thread,
                )
            )
        except Exception:
            log.exception("slack_turn_failed", kind=Submitted.__name__)
            await _complain(ack, first, STILL_HERE)
        else:
            await ack()

    async def shortcut(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        heard = _heard(context, Shortcut)
        by = await self._by(heard.team, heard.user, None)
        await self._show_form(heard.team, heard.trigger_id, by, NoteUpdate(), filled=heard.words)
        await ack()

    async def home_opened(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        heard = _heard(context, HomeOpened)
        match heard.tab:
            case "home":
                by = await self._by(heard.team, heard.user, None)
                await self._draw_home(heard.team, heard.user, by, heard.view_hash)
            case "messages" if heard.channel is not None:
                by = await self._by(heard.team, heard.user, heard.channel)
                await self._hints.offer(by)
        await ack()

    async def person_changed(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        heard = _heard(context, PersonChanged)
        await self._people.refresh(heard.team, heard.user)
        await ack()

    async def left(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        heard = _heard(context, Uninstalled)
        log.warning("slack_uninstalled", team=heard.team)
        await self._uninstalled(heard.team)
        await ack()

    def _meanwhile(self, heard: Words | Press) -> Meanwhile:
        """Only in our own conversation is there a message of theirs to show it under."""
        if heard.channel is None or heard.ts is None:
            return nothing_shown
        ts = heard.ts if heard.thread is None else places.split_receipt(heard.thread)[1]
        return self._hints.meanwhile(heard.team, heard.channel, ts, heard.once)

    async def _presser(self, heard: Press) -> Address:
        """Whoever presses was written to before, so the desk knows them."""
        if heard.channel is None:
            return await self._by(heard.team, heard.user, None)
        return places.address(heard.team, heard.user, heard.channel)

    async def _by(self, team: str, user: str, channel: str | None) -> Address:
        """`channel` None: heard elsewhere, and answered in our own conversation with them."""
        known = await self._people.known(team, user)
        if channel is not None:
            return places.address(team, user, channel)
        if known is not None:
            return known
        try:
            opened = await self._tell(team, "conversations.open", users=user)
        except SaidNo as no:
            raise Gone(no.error) from no
        return places.address(team, user, str(opened["channel"]["id"]))

    async def _by_place(self, heard: Submitted) -> Address:
        if heard.place is None:
            return await self._by(heard.team, heard.user, None)
        return Address(places.NAME, user=f"{heard.team}/{heard.user}", place=heard.place)

    async def _show_form(
        self,
        team: str,
        trigger_id: str,
        by: Address,
        action: Action,
        *,
        slot: str | None = None,
        thread: str | None = None,
        filled: str | None = None,
    ) -> None:
        try:
            form = await self._forms(by, action, filled=filled or None)
        except FeedbackError as error:
            view = write.notice(NOT_NOW, str(error))
        else:
            carried = read.metadata(form.action, slot, by.place, thread)
            view = write.modal(form, title=form.open_label or form.submit, metadata=carried)
        _, user = places.user_of(by)
        await self._show(team, user, trigger_id, view)

    async def _show(self, team: str, user: str, trigger_id: str, view: Mapping[str, Any]) -> None:
        """A trigger opens one window, and only within three seconds."""
        try:
            await self._tell(team, "views.open", trigger_id=trigger_id, view=view)
        except SaidNo as no:
            match no.error:
                case "exchanged_trigger_id":
                    log.info("slack_form_open_already", team=team)
                case "expired_trigger_id" | "invalid_trigger_id":
                    log.warning("slack_form_too_late", team=team)
                    await self._tell(team, "chat.postMessage", channel=user, text=TOO_LATE)
                case _:
                    raise

    async def _draw_home(self, team: str, user: str, by: Address, seen: str | None) -> None:
        """`seen` is the hash of what the person sees. Where something else stands there by now, we
        read once more what is to be seen: what we had read may be the older of the two."""
        for known in seen, None:
            cards = await self._home(by)
            try:
                await self._publish(team, user, cards, known)
            except SaidNo as no:
                if no.error == "hash_conflict":
                    continue
                log.warning("slack_home_not_drawn", team=team, error=no.error)
            return

    async def _publish(
        self, team: str, user: str, cards: Sequence[Card], known: str | None
    ) -> None:
        """As richly as Slack takes it there; raises `SaidNo`."""
        refused: SaidNo | None = None
        for drawn in self._ladder.rungs(team):
            view = write.home(cards, drawn=drawn)
            try:
                await self._tell(team, "views.publish", user_id=user, view=view, hash=known)
            except SaidNo as no:
                if no.error not in TOO_RICH:
                    raise
                refused = no
                continue
            if refused is not None:
                self._ladder.begin_with(team, drawn)
            return
        if refused is not None:
            raise refused

    async def _draw_home_again(self, team: str, user: str, by: Address) -> None:
        """The press has been heard, whatever becomes of this."""
        try:
            async with asyncio.timeout(HOME_PATIENCE):
                await self._draw_home(team, user, by, None)
        except Exception:
            log.exception("slack_home_not_drawn_again", team=team)


async def _complain(ack: AsyncAck, first_field: str | None, words: str) -> None:
    """Beside the first field, so that the form stays open; a form without any makes room."""
    if first_field is None:
        await ack(response_action="update", view=write.notice(NOT_NOW, words))
    else:
        await ack(response_action="errors", errors={form_field_id(first_field): words})


# --- Bolt ----------------------------------------------------------------------------------------

OURS: Final = re.compile(rf"\A(?:{'|'.join(Does)}):")
ANY_COMMAND: Final = re.compile(r"\A/")


def bolt(ears: Ears, workspaces: Workspaces, signing_secret: str | None = None) -> AsyncApp:
    """Bolt calls nobody at Slack, and sees no token.

    `signing_secret` is for those who hand requests to Bolt unverified, and without it all of those
    are refused; our `Ingress` and Socket Mode hand over what is verified.
    """
    app = AsyncApp(
        name=__name__,
        logger=_quiet(),
        process_before_response=True,
        signing_secret=signing_secret or token_hex(),
        before_authorize=Reading(workspaces),
        authorize=nobody_asked,
        # `read` does these.
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.error(broke)
    # In the order of how often: Bolt asks one after the other.
    app.action(OURS)(ears.pressed)
    app.view(Callback.FORM)(ears.submitted)
    app.event("message")(ears.said)
    app.event("app_mention")(ears.said)
    app.event("app_home_opened")(ears.home_opened)
    app.event("user_change")(ears.person_changed)
    app.event("app_uninstalled")(ears.left)
    app.event("tokens_revoked")(ears.left)
    app.shortcut(Callback.WRITE_UPDATE)(ears.shortcut)
    app.shortcut(Callback.UPDATE_FROM_MESSAGE)(ears.shortcut)
    app.command(ANY_COMMAND)(ears.commanded)
    return app


class Reading(AsyncMiddleware):
    """Comes before everything that trusts in a shape; what is not for us ends here."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - the shape is Bolt's
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt names it so
    ) -> BoltResponse | None:
        try:
            heard = read.heard(req.body)
        except Unreadable as no:
            log.warning("slack_unreadable", why=str(no))
            return BoltResponse(status=400, body="not a payload of Slack")
        match heard:
            case Challenge(challenge=challenge):
                return BoltResponse(status=200, body={"challenge": challenge})
            case Nothing():
                return BoltResponse(status=200)
            case Uninstalled():
                pass
            case _:
                try:
                    await self._workspaces.token(heard.team)
                except NotInstalled:
                    log.warning("slack_not_installed", team=heard.team)
                    return BoltResponse(status=200)
                except Busy:
                    pass  # we are in it, and hear; what has to be answered waits for the token
        req.context[HEARD] = heard
        return await next()


async def nobody_asked(
    enterprise_id: str | None, team_id: str | None, user_id: str | None
) -> AuthorizeResult:
    """Bolt's own way is to ask Slack at every request who we are."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


async def broke(error: Exception, context: AsyncBoltContext) -> BoltResponse:
    """Slack sends an event again, and shows beside a button that it did not work."""
    if isinstance(error, Gone):
        log.info("slack_cannot_answer", why=str(error))
        return BoltResponse(status=200)
    log.error("slack_turn_failed", kind=type(context.get(HEARD)).__name__, exc_info=error)
    return BoltResponse(status=500)


HEARD: Final = "heard"
Kind = TypeVar("Kind")


def _heard(context: AsyncBoltContext, kind: type[Kind]) -> Kind:
    heard: Heard = context[HEARD]
    if not isinstance(heard, kind):
        raise Misheard(heard)
    return heard


class Misheard(Exception):
    """Bolt takes it for something else than `read` does."""

    def __init__(self, heard: Heard) -> None:
        super().__init__(type(heard).__name__)


def _quiet() -> logging.Logger:
    """Bolt warns of what it finds in the environment, and at lower levels repeats what it answers."""
    logger = logging.getLogger(__name__)
    logger.setLevel(logging.ERROR)
    return logger
