"""One workspace opened: all of Slack that lives as long as the house, made in the right order."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.channels.slack.api import A_MINUTE, SLACK, OneWorkspace, SlackApi, open_slack
from bot.channels.slack.ingress import Ingress
from bot.channels.slack.listen import Ears, Forms, Home, bolt
from bot.channels.slack.people import SlackPeople
from bot.channels.slack.send import SlackChannel
from bot.channels.slack.socket import SocketMode, socket_mode
from bot.clocks import Clock
from bot.turns import Hear
from feedback.unit_of_work import OpenDesk


@dataclass(frozen=True, slots=True)
class Workspace:
    """`ingress` is the door for Slack's requests; None in Socket Mode, where we call Slack."""

    channel: SlackChannel
    people: SlackPeople
    ingress: Ingress | None
    api: SlackApi
    socket: SocketMode | None

    def problems(self) -> list[str]:
        """Why messages do not go in or out, a sentence each."""
        unheard = self.socket.problem() if self.socket is not None else None
        return [*self.api.problems(), *([unheard] if unheard else [])]

    def stop_listening(self) -> None:
        """What is being heard is finished; whatever comes later finds us gone, and comes again."""
        if self.socket is not None:
            self.socket.stop()


@asynccontextmanager
async def open_workspace(
    *,
    bot_token: str,
    signing_secrets: Sequence[str] = (),
    app_token: str = "",
    desk: OpenDesk,
    hear: Hear,
    forms: Forms,
    home: Home,
    clock: Clock,
    api_url: str = SLACK,
    a_minute: int = A_MINUTE,
    customize: bool = False,
    guests: bool = False,
    overrides: Mapping[str, str] | None = None,
) -> AsyncIterator[Workspace]:
    """With signing secrets Slack comes to our door, with an app token we connect to Slack."""
    async with AsyncExitStack() as rooms:
        workspaces = OneWorkspace(None, bot_token)
        api = await rooms.enter_async_context(
            open_slack(workspaces, base_url=api_url, a_minute=a_minute)
        )
        people = SlackPeople(desk, api, clock, guests=guests, overrides=overrides)
        await people.heed_overrides()
        ears = Ears(
            hear=hear,
            forms=forms,
            home=home,
            people=people,
            tell=api.tell,
            uninstalled=people.workspace_left,
        )
        dispatch = bolt(ears, workspaces).async_dispatch
        socket = None
        if app_token:
            socket = await rooms.enter_async_context(socket_mode(dispatch, app_token, api_url))
        yield Workspace(
            channel=SlackChannel(api, customize=customize, face=people.face),
            people=people,
            ingress=Ingress(dispatch, signing_secrets, clock) if signing_secrets else None,
            api=api,
            socket=socket,
        )
