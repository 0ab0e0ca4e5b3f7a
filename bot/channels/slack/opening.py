"""Slack opened, one workspace or many: all that lives as long as the house, in the right order."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.channels.slack.api import A_MINUTE, SLACK, OneWorkspace, SlackApi, open_slack
from bot.channels.slack.hints import Hints, Prompts
from bot.channels.slack.ingress import Ingress
from bot.channels.slack.install import Flow, InstallDoor
from bot.channels.slack.listen import Ears, Forms, Home, bolt
from bot.channels.slack.many import Books, ManyWorkspaces, open_many
from bot.channels.slack.people import SlackPeople
from bot.channels.slack.send import SlackChannel
from bot.channels.slack.socket import SocketMode, socket_mode
from bot.clocks import Clock
from bot.turns import Hear
from feedback.unit_of_work import OpenDesk


@dataclass(frozen=True, slots=True)
class Workspace:
    """`ingress` is the door for Slack's requests; None in Socket Mode, where we call Slack.

    `many` and `install`, the door for whoever installs us, are there where there can be several.
    """

    channel: SlackChannel
    people: SlackPeople
    ingress: Ingress | None
    api: SlackApi
    socket: SocketMode | None
    many: ManyWorkspaces | None
    install: InstallDoor | None

    def problems(self) -> list[str]:
        """Why messages do not go in or out, a sentence each."""
        unheard = self.socket.problem() if self.socket is not None else None
        locked_out = self.api.problems() if self.many is None else ()
        return [*locked_out, *([unheard] if unheard else [])]

    def notes(self) -> list[str]:
        """What is amiss with one of many workspaces: the others are served all the same."""
        return [] if self.many is None else [*self.api.problems(), *self.many.problems()]

    def stop_listening(self) -> None:
        """What is being heard is finished; whatever comes later finds us gone, and comes again."""
        if self.socket is not None:
            self.socket.stop()


@asynccontextmanager
async def open_workspace(
    *,
    bot_token: str = "",
    books: Books | None = None,
    signing_secrets: Sequence[str] = (),
    app_token: str = "",
    desk: OpenDesk,
    hear: Hear,
    forms: Forms,
    home: Home,
    prompts: Prompts,
    clock: Clock,
    api_url: str = SLACK,
    a_minute: int = A_MINUTE,
    customize: bool = False,
    guests: bool = False,
    overrides: Mapping[str, str] | None = None,
) -> AsyncIterator[Workspace]:
    """With signing secrets Slack comes to our door, with an app token we connect to Slack.

    With a bot token there is one workspace, with books there are as many as stand in them.
    """
    async with AsyncExitStack() as rooms:
        many = await rooms.enter_async_context(open_many(books, clock)) if books else None
        workspaces = many or OneWorkspace(None, bot_token)
        api = await rooms.enter_async_context(
            open_slack(workspaces, base_url=api_url, a_minute=a_minute)
        )
        teams = many.teams if many else None
        people = SlackPeople(desk, api, clock, teams=teams, guests=guests, overrides=overrides)
        await people.heed_overrides()
        changes = Changes(many, api, people)
        hints = Hints(api.tell, prompts, clock)
        rooms.push_async_callback(hints.close)
        ears = Ears(
            hear=hear,
            forms=forms,
            home=home,
            hints=hints,
            people=people,
            tell=api.tell,
            uninstalled=changes.left,
        )
        dispatch = bolt(ears, workspaces).async_dispatch
        socket = None
        if app_token:
            socket = await rooms.enter_async_context(socket_mode(dispatch, app_token, api_url))
        yield Workspace(
            channel=SlackChannel(api, customize=customize, face=people.face, arrived=hints.arrived),
            people=people,
            ingress=Ingress(dispatch, signing_secrets, clock) if signing_secrets else None,
            api=api,
            socket=socket,
            many=many,
            install=_install(many, changes, clock, customize=customize),
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What everybody has to know when a workspace installs us, or takes us out."""

    many: ManyWorkspaces | None
    api: SlackApi
    people: SlackPeople

    async def joined(self, team: str) -> None:
        if self.many is not None:
            self.many.forget(team)
        self.api.forget(team)
        await self.people.workspace_joined(team)

    async def left(self, team: str) -> None:
        if self.many is None or await self.many.left(team):
            self.api.forget(team)
            await self.people.workspace_left(team)


def _install(
    many: ManyWorkspaces | None, changes: Changes, clock: Clock, *, customize: bool
) -> InstallDoor | None:
    if many is None:
        return None
    return InstallDoor(Flow(many=many, joined=changes.joined, clock=clock, customize=customize))
