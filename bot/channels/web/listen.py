"""The web chat's routes: what the page posts is heard once, what happens is shown live."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from analytics import charts
from bot.channels.web import read
from bot.channels.web.door import Door, Guard, Streams, wants_page
from bot.channels.web.pages import ASSETS, STEPS, Pages, Paths, Seat, who_of
from bot.channels.web.people import People
from bot.channels.web.pictures import NARROW, LiveCharts, charted, fitting
from bot.channels.web.read import Unreadable
from bot.channels.web.store import Author, Line, WebLines
from bot.channels.web.wake import Wake
from bot.channels.web.write import article
from bot.turns import Hear
from feedback.people import Address, Role

AT_ONCE: Final = 100
"""Lines read and sent in one go on the stream."""
LOOK_AGAIN: Final = 2.0
"""Seconds until a stream looks for itself: lines of another replica ring no bell here."""
ANSWERED_WITHIN: Final = 2.0
"""Seconds for which a page without our script is kept waiting, so that it shows the answer."""
KEEP: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
"""For what has its version in its address."""

Number = Annotated[int, Query(ge=0, lt=2**31)]
RowNumber = Annotated[int, Path(ge=0, lt=2**31)]
LastSeen = Annotated[int | None, Header(alias="last-event-id", ge=0, lt=2**31)]
TurnClock = Callable[[timedelta], datetime]


def web_router(
    *,
    lines: WebLines,
    wake: Wake,
    hear: Hear,
    people: People,
    clock: Callable[[], datetime],
    zone: str,
    secret: bytes,
    hosts: Collection[str],
    turn_clock: TurnClock | None = None,
    streams: Streams | None = None,
    live_charts: LiveCharts | None = None,
    at: str = "",
    desk_name: str = "Service Desk",
) -> APIRouter:
    """The web chat under the path `at`. Whoever reaches it can be anybody: it is for trials.

    `hosts` are the names (without ports) under which browsers may come. `secret` signs the page's
    token; keep it over restarts, so that open pages go on working. Without `turn_clock` the clock
    is only shown. Call `wake.stop()` before the server waits for its connections to end.
    """
    guard = Guard(hosts, secret)
    paths = Paths(at)
    pages = Pages(
        paths=paths,
        lines=lines,
        people=people,
        clock=clock,
        zone=zone,
        token=guard.token,
        steps=STEPS if turn_clock else {},
        desk_name=desk_name,
    )
    router = APIRouter(dependencies=[Depends(guard.welcome)], include_in_schema=False)
    router.include_router(shown(paths, pages, lines, live_charts or LiveCharts()))
    router.include_router(heard(paths, pages, lines, wake, hear, people, guard))
    router.include_router(turned(paths, pages, guard, turn_clock))
    router.include_router(live(paths, pages, lines, wake, streams or Streams()))
    return router


def shown(paths: Paths, pages: Pages, lines: WebLines, live_charts: LiveCharts) -> APIRouter:
    router = APIRouter(route_class=Door)
    script = f"{paths.at}/vega.js"

    @router.get(paths.at or "/")
    async def page(request: Request) -> Response:
        where = f"{script}?v={live_charts.version}"
        return HTMLResponse(await pages.page(request.query_params, where))

    @router.get(f"{paths.at}/older/{{person_id}}")
    async def older(request: Request, person_id: str, before: Number, role: Role) -> Response:
        """For our script; a page without it asks for a longer page."""
        seats = await pages.seats({**request.query_params, role.value: person_id})
        seat = next((each for each in seats if each.place == person_id), None)
        if seat is None:
            raise unknown_person()
        return JSONResponse(await pages.older(seat, before, who_of(seats)))

    @router.get(f"{paths.at}/chart/{{line_id}}/{{part}}.{{kind}}")
    async def chart(
        line_id: RowNumber,
        part: RowNumber,
        kind: Literal["svg", "json"],
        look: Literal["light", "dark"] = "light",
        room: Annotated[int, Query(ge=100, le=2_000)] = NARROW,
    ) -> Response:
        drawn = charted(await lines.get(line_id), part)
        width = fitting(drawn, room)
        if kind == "json":
            return JSONResponse(charts.vega_lite(drawn, look, width), headers=KEEP)
        svg = await asyncio.to_thread(charts.svg, drawn, look, width)
        return Response(svg, media_type="image/svg+xml", headers=KEEP)

    @router.get(script)
    async def vega() -> Response:
        return Response(await live_charts.script(), media_type="text/javascript", headers=KEEP)

    @router.get(f"{paths.at}/assets/{{name}}")
    async def asset(name: str) -> Response:
        if name not in ASSETS:
            raise Unreadable(404, "There is no such file.")
        return Response(pages.assets[name], media_type=ASSETS[name], headers=KEEP)

    return router


def heard(
    paths: Paths,
    pages: Pages,
    lines: WebLines,
    wake: Wake,
    hear: Hear,
    people: People,
    guard: Guard,
) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.post(f"{paths.at}/say/{{person_id}}")
    async def say(request: Request, person_id: str) -> Response:
        """The words become a line before they are heard: posted again, both still happen once."""
        content_type, body = await guard.posted(request)
        turn = read.said(content_type, body, await known(person_id))
        await lines.add(
            key=f"said:{turn.once}",
            place=person_id,
            author=Author.SAID,
            body={"words": turn.words, "once": turn.once.rpartition(":")[2]},
        )
        wake(person_id)
        return await answered(request, turn.by, hear(turn), turn.as_role)

    @router.post(f"{paths.at}/press/{{person_id}}")
    async def press(request: Request, person_id: str) -> Response:
        content_type, body = await guard.posted(request)
        turn = read.pressed(content_type, body, await known(person_id), guard.token)
        return await answered(request, turn.by, hear(turn), turn.as_role)

    async def known(person_id: str) -> Address:
        if not await people.knows(person_id):
            raise unknown_person()
        return Address("web", user=person_id, place=person_id)

    async def answered(
        request: Request, by: Address, hearing: Awaitable[None], role: str | None
    ) -> Response:
        """Our script learns the rest from the stream; a page without it waits for the answer."""
        if not wants_page(request):
            await hearing
            return Response(status_code=204)
        with wake.listening([by.place]) as bell:
            await hearing
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), ANSWERED_WITHIN)
        who = who_of(await pages.seats(request.query_params))
        return RedirectResponse(paths.page(who, f"end-{role}"), 303)

    return router


def turned(paths: Paths, pages: Pages, guard: Guard, turn_clock: TurnClock | None) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.post(f"{paths.at}/clock")
    async def turn(request: Request) -> Response:
        content_type, body = await guard.posted(request)
        if turn_clock is None:
            raise Unreadable(404, "This desk's clock can't be turned: it shows the real time.")
        turn_clock(timedelta(minutes=read.minutes(content_type, body, tuple(STEPS))))
        if not wants_page(request):
            return JSONResponse(pages.time())
        who = who_of(await pages.seats(request.query_params))
        return RedirectResponse(paths.page(who, "clock"), 303)

    return router


def live(paths: Paths, pages: Pages, lines: WebLines, wake: Wake, streams: Streams) -> APIRouter:
    router = APIRouter(route_class=Door)

    async def admitted(request: Request) -> AsyncIterator[Sequence[Seat]]:
        """Before the first byte leaves, while we can still say no; held until the stream ends."""
        seats = await pages.seats(request.query_params)
        with streams.one_more({seat.place for seat in seats if seat.persona}):
            yield seats

    @router.get(f"{paths.at}/events", response_class=EventSourceResponse)
    async def events(
        seats: Annotated[Sequence[Seat], Depends(admitted)],
        after: Number = 0,
        last_seen: LastSeen = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """Lines added and replaced since `after`, or since what this browser has seen last."""
        places = {seat.place for seat in seats if seat.persona}
        seen = after if last_seen is None else last_seen
        if seen > await lines.mark():  # the page has outlived the desk that it was drawn from
            yield ServerSentEvent(event="anew", data={})
            return
        told: Mapping[str, str] = {}
        with wake.listening(places) as bell:
            while not wake.stopped:
                bell.clear()
                if told != (now := pages.time()):
                    told = now
                    yield ServerSentEvent(event="clock", data=now)
                news = await lines.after(places, seen, AT_ONCE)
                for line in news:
                    data = await line_news(line, seats)
                    yield ServerSentEvent(event="line", id=str(line.changed), data=data)
                    seen = line.changed
                if len(news) < AT_ONCE:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(bell.wait(), LOOK_AGAIN)

    async def line_news(line: Line, seats: Collection[Seat]) -> Mapping[str, Any]:
        """`alone`: nothing stands before it (any more), so a page forgets what it still shows."""
        who = who_of(seats)
        return {
            "line": line.id,
            "author": line.author,
            "alone": not await lines.latest(line.place, 1, line.id),
            "shown": [
                {"pane": seat.role, "html": article(line, pages.pane(seat, who))}
                for seat in seats
                if seat.place == line.place
            ],
        }

    return router


def unknown_person() -> Unreadable:
    return Unreadable(404, "I don't know that person.")
