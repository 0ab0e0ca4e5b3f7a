"""The one file that knows every room: what the house is made of, and in what order it opens."""

import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from starlette.types import ASGIApp

from analytics.answers import Rules
from analytics.store import Counts, tally
from bot.channels.port import Channel
from bot.channels.slack.manifest import INSTALL as SLACK_INSTALL
from bot.channels.slack.manifest import PATH as SLACK_PATH
from bot.channels.slack.manifest import REDIRECT as SLACK_REDIRECT
from bot.channels.slack.many import Books as SlackBooks
from bot.channels.slack.oauth import Client as SlackClient
from bot.channels.slack.opening import Workspace, open_workspace
from bot.channels.slack.seal import Seal
from bot.channels.slack.store import Installations, States
from bot.channels.teams.clouds import CLOUDS as TEAMS_CLOUDS
from bot.channels.teams.clouds import Cloud
from bot.channels.teams.connector import Monotonic
from bot.channels.teams.ingress import PATH as TEAMS_PATH
from bot.channels.teams.opening import Teams, open_teams
from bot.channels.teams.store import Conversations
from bot.channels.web.listen import web_router
from bot.channels.web.people import DeskPeople
from bot.channels.web.pictures import LiveCharts
from bot.channels.web.send import WebChannel
from bot.channels.web.store import WebLines
from bot.channels.web.wake import Wake
from bot.clocks import Clock, system_clock
from bot.conversations.manager import ManagerAnswers
from bot.conversations.router import Router
from bot.conversations.talk import Tools
from bot.delivery import Delivery
from bot.housekeeping import Housekeeping
from bot.notifications import Notifications
from bot.scheduler import Bell, Scheduler, fire_due
from bot.settings import (
    Settings,
    SlackSecrets,
    policy_of,
    secrets_of,
    slack_secrets,
    teams_credential,
)
from bot.ticketing.backlog import work_off
from bot.ticketing.intake import intake_router
from bot.ticketing.introductions import Introductions
from feedback.drafting.reader import read_note
from feedback.errors import Unreachable
from feedback.ids import sortable_id
from feedback.people import Address
from feedback.reasons import Classifier
from feedback.reasons.keywords import ReasonReader
from feedback.staff import appoint
from feedback.store import Store, open_store
from feedback.store.desk import NewId
from feedback.store.health import health
from feedback.store.outbox import receipts
from feedback.updates import Drafter

TurnClock = Callable[[timedelta], datetime]

LATE = timedelta(minutes=10)
"""What has been due for longer than this is not just busy: somebody should look."""


@dataclass(frozen=True, slots=True)
class House:
    """Everything that lives as long as the process; each turn and beat opens its own unit of work."""

    settings: Settings
    store: Store
    router: Router
    answers: ManagerAnswers
    delivery: Delivery
    scheduler: Scheduler
    routers: tuple[APIRouter, ...]
    doors: Mapping[str, ASGIApp]
    """By path: requests that are verified before anything of them is read."""
    slack: Workspace | None
    teams: Teams | None
    wake: Wake
    live_charts: LiveCharts
    clock: Clock

    async def problems(self) -> list[str]:
        """Why we are not ready, in a few words each; empty when we are."""
        try:
            found = await health(self.store.reader, self.clock())
        except Unreachable as error:
            return [str(error)]
        due = {
            "messages wait": found.messages_due_since,
            "timers are late": found.timers_due_since,
            "news are not told": found.news_waiting_since,
            "ticket events are not read": found.events_waiting_since,
        }
        late = self.clock() - LATE
        waiting = [what for what, since in due.items() if since is not None and since < late]
        platforms = (platform for platform in (self.slack, self.teams) if platform is not None)
        return [*waiting, *(problem for each in platforms for problem in each.problems())]

    def notes(self) -> list[str]:
        """What an administrator has to look at, although we are ready."""
        return self.slack.notes() if self.slack is not None else []

    async def warm_up(self) -> None:
        """What somebody would wait for later is done now, if anybody can come for it at all."""
        if self.settings.server.web_chat:
            await self.live_charts.warm_up()

    def stop_streams(self) -> None:
        """Pages that listen, and Slack's socket, are let go; they come back when we do."""
        self.wake.stop()
        if self.slack is not None:
            self.slack.stop_listening()

    def stop_beats(self) -> None:
        """What is on its way is finished, nothing new is begun."""
        self.scheduler.stop()
        self.delivery.stop()


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    new_id: NewId = sortable_id,
    classifier: Classifier | None = None,
    drafter: Drafter = read_note,
    channels: Mapping[str, Channel] | None = None,
    turn_clock: TurnClock | None = None,
    page_secret: bytes | None = None,
    first: Collection[str] = (),
    environ: Mapping[str, str] = os.environ,
    teams_clouds: Mapping[str, Cloud] = TEAMS_CLOUDS,
    teams_pace: Monotonic = time.monotonic,
) -> AsyncIterator[House]:
    """A migrated database becomes a house. `channels` replace the web chat, Slack and Teams.

    Secrets of ticket systems and of platforms come from `environ`. `page_secret` signs what the web
    chat posts: the same over restarts, if open pages shall go on working. `first` are the people
    one is in it before one chooses. `teams_clouds` are where `settings.teams.cloud` is found, and
    `teams_pace` is the clock, in seconds, by which we pace ourselves there.
    """
    bell = Bell()
    async with AsyncExitStack() as rooms:
        store = await rooms.enter_async_context(
            open_records(settings, clock=clock, new_id=new_id, after_commit=bell.ring)
        )
        async with store.desk.begin() as work:
            await appoint(work, settings.staff)
        wake = Wake()
        live_charts = LiveCharts()
        lines = WebLines(store.writer, clock, store.reader)
        answers = open_answers(settings, store)
        tools = Tools(drafter, classifier or open_classifier(), answers)
        router = Router(store.desk, tools)
        slack: Workspace | None = None
        teams: Teams | None = None
        if channels is None:
            channels = {"web": WebChannel(lines, wake)} if settings.server.web_chat else {}
            if settings.slack.enabled:
                slack = await rooms.enter_async_context(
                    _slack(settings, store, router, clock, environ)
                )
                channels = {**channels, slack.channel.name: slack.channel}
            if settings.teams.enabled:
                teams = await rooms.enter_async_context(
                    _teams(
                        settings,
                        store,
                        router,
                        clock,
                        environ,
                        cloud=teams_clouds[settings.teams.cloud],
                        pace=teams_pace,
                    )
                )
                channels = {**channels, teams.channel.name: teams.channel}
        notifications = Notifications(store.desk, store.news)
        delivery = Delivery(store.lanes, channels, store.desk)
        found_in = [platform.people for platform in (slack, teams) if platform is not None]
        introductions = {
            f"introductions in {people.channel}": Introductions(store.desk, people, clock)
            for people in found_in
        }
        many = slack.many if slack is not None else None
        renewals = {"slack_tokens": many.renew_due} if many is not None else {}
        scheduler = Scheduler(
            {
                "intake": partial(
                    work_off,
                    store.desk,
                    attempts=settings.intake.attempts,
                    addresses=next(iter(found_in), None),
                ),
                "timers": partial(fire_due, store.desk),
                "news": notifications.tell_due,
                "delivery": delivery.deliver_due,
                **introductions,
                **renewals,
                "housekeeping": Housekeeping(
                    store, clock, keep_copies=settings.database.keep_copies
                ),
            },
            bell,
        )
        routers = [
            intake_router(
                store.desk,
                secrets={
                    name: secrets_of(source, environ) for name, source in settings.sources.items()
                },
                largest_body=settings.intake.largest_body,
                after_commit=bell.ring,
            )
        ]
        if settings.server.web_chat:
            routers.append(
                web_router(
                    lines=lines,
                    wake=wake,
                    hear=router.hear,
                    people=DeskPeople(store.desk, first),
                    clock=clock,
                    zone=settings.desk.time_zone,
                    secret=page_secret or page_secret_in(environ),
                    hosts=settings.server.hosts,
                    turn_clock=turn_clock,
                    live_charts=live_charts,
                    desk_name=settings.desk.name,
                )
            )
        yield House(
            settings=settings,
            store=store,
            router=router,
            answers=answers,
            delivery=delivery,
            scheduler=scheduler,
            routers=tuple(routers),
            doors=_doors(slack, teams),
            slack=slack,
            teams=teams,
            wake=wake,
            live_charts=live_charts,
            clock=clock,
        )


def _slack(
    settings: Settings,
    store: Store,
    router: Router,
    clock: Clock,
    environ: Mapping[str, str],
) -> AbstractAsyncContextManager[Workspace]:
    secrets_ = slack_secrets(settings.slack, environ)
    many = settings.slack.workspaces == "many"
    return open_workspace(
        bot_token=secrets_.bot_token,
        books=slack_books(settings, secrets_, store, clock) if many else None,
        signing_secrets=secrets_.signing_secrets,
        app_token=secrets_.app_token,
        desk=store.desk,
        hear=router.hear,
        forms=router.form,
        home=router.home,
        prompts=router.prompts,
        clock=clock,
        api_url=settings.slack.api_url,
        a_minute=settings.slack.messages_a_minute,
        customize=settings.slack.customize,
        guests=settings.slack.guests,
        overrides=settings.slack.people,
    )


def slack_books(settings: Settings, found: SlackSecrets, store: Store, clock: Clock) -> SlackBooks:
    """Which workspaces have installed us, where there can be several."""
    client = SlackClient(
        client_id=found.client_id,
        client_secret=found.client_secret,
        address=settings.slack.public_url or "",
        api_url=settings.slack.api_url,
    )
    seal = Seal(found.token_keys)
    return SlackBooks(
        client=client,
        installations=Installations(
            found.client_id, seal, writer=store.writer, reader=store.reader
        ),
        states=States(clock, writer=store.writer, reader=store.reader),
        trusted=settings.slack.trusted,
    )


def _teams(
    settings: Settings,
    store: Store,
    router: Router,
    clock: Clock,
    environ: Mapping[str, str],
    *,
    cloud: Cloud,
    pace: Monotonic,
) -> AbstractAsyncContextManager[Teams]:
    async def said(to: Address) -> Sequence[str]:
        return await receipts(store.reader, to.lane)

    return open_teams(
        credential=teams_credential(settings.teams, environ),
        tenants=settings.teams.tenants,
        cloud=cloud,
        host=settings.server.host,
        conversations=Conversations(clock, writer=store.writer, reader=store.reader),
        desk=store.desk,
        hear=router.hear,
        forms=router.form,
        clock=clock,
        said=said,
        guests=settings.teams.guests,
        overrides=settings.teams.people,
        monotonic=pace,
    )


def _doors(slack: Workspace | None, teams: Teams | None) -> Mapping[str, ASGIApp]:
    doors: dict[str, ASGIApp | None] = {}
    if slack is not None:
        doors |= {
            SLACK_PATH: slack.ingress,
            SLACK_INSTALL: slack.install,
            SLACK_REDIRECT: slack.install,
        }
    if teams is not None:
        doors[TEAMS_PATH] = teams.ingress
    return {path: door for path, door in doors.items() if door is not None}


def open_answers(settings: Settings, store: Store) -> ManagerAnswers:
    """Whoever turns a manager's words into numbers, over an open store."""
    numbers = settings.numbers
    return ManagerAnswers(
        Counts(store.reader, ZoneInfo(settings.desk.time_zone)),
        store.desk.policy,
        Rules(numbers.minimum_n, numbers.minimum_comments, numbers.satisfied_at_least),
    )


def open_classifier() -> Classifier:
    return ReasonReader()


def page_secret_in(environ: Mapping[str, str]) -> bytes:
    return environ.get("SINCERELY_PAGE_SECRET", "").encode() or secrets.token_bytes(32)


@asynccontextmanager
async def open_records(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    new_id: NewId = sortable_id,
    after_commit: Callable[[], None] | None = None,
) -> AsyncIterator[Store]:
    """Only the store, with its counts kept: for tools that talk to nobody."""
    async with open_store(
        settings.database.url,
        policy_of(settings),
        clock=clock,
        new_id=new_id,
        tally=tally(ZoneInfo(settings.desk.time_zone)),
        after_commit=after_commit,
    ) as store:
        yield store
