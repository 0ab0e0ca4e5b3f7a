"""Whatever anybody sends: a clear answer, nothing lost, nothing told to whom it is not meant for."""

import base64
import json
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from standardwebhooks.webhooks import Webhook

from bot import actions, logs
from bot.actions import Action, pack, unpack
from bot.app import build_app
from bot.cards import CARD, as_text, from_json
from bot.conversations.router import BROKEN
from bot.notifications import Notifications
from bot.scheduler import fire_due
from bot.settings import read_settings
from bot.ticketing.backlog import work_off
from bot.turns import Pressed
from bot.wiring import House, open_house
from feedback import surveys
from feedback.directory import introduce
from feedback.drafting import Draft, Note
from feedback.drafting.reader import read_note
from feedback.errors import Unusable
from feedback.people import Address, Person
from feedback.records import Fixed, Invitation, Status
from feedback.store import migrate
from feedback.store.tables import OUTBOX
from feedback.updates import Drafter
from tests.bot.channels.html import read
from tests.house import CAST, TestHouse, open_test_house

SECRET = "whsec_" + base64.b64encode(b"a secret of the ticket system").decode()
HOST = "127.0.0.1:8710"
MARK = "zebrafish"
"""Stands in everything that is personal, so that it can be looked for everywhere."""
HOSTILE = (
    "<script>alert(1)</script>",
    "<!channel> <at>all</at> &amp; {0} {{ 7*7 }} %s ${x}",
    "\u202eetihw si kcalb\u202c שלום العربية",
    "👩🏽‍💻" * 500,
    "a" * 100_000,
    "\x00\x1b[31m\x07",
    "\ud800 INC-1\ud800 update INC-42\udfff",
    "update INC-" + "9" * 400,
    "dossier " + "9" * 5000,
    "quiet from 99:99 to 77:77",
    "٣ / ١٠",
    "we did : ",
    "\\" * 590 + '"?',
)
quick = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


# --- a desk that can be attacked ---------------------------------------------------------------


class Turned:
    """The real clock (signatures are measured by it), and what a test has turned it by."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Site:
    house: House
    client: httpx.AsyncClient
    clock: Turned
    token: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def deliver(self, content: bytes) -> int:
        delivery, stamp = f"msg_{next(self.numbers)}", datetime.now(UTC)
        headers = {
            "webhook-id": delivery,
            "webhook-timestamp": str(int(stamp.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(delivery, stamp, content.decode()),
        }
        url = "/hooks/tickets/rt5"
        return (await self.client.post(url, content=content, headers=headers)).status_code

    async def says(self, who: str, words: str, role: str) -> int:
        return await self.posts(f"/say/{who}", {"words": words, "role": role})

    async def presses(self, who: str, action: Action, role: str, **values: Sequence[str]) -> int:
        body = {"action": pack(action), "role": role, "values": values}
        return await self.posts(f"/press/{who}", body)

    async def posts(self, url: str, body: Mapping[str, object]) -> int:
        whole = {"once": f"once-{next(self.numbers):06}", **body}
        answer = await self.client.post(url, json=whole, headers={"X-Page-Token": self.token})
        await self.settles()
        return answer.status_code

    async def settles(self) -> None:
        desk, done = self.house.store.desk, 1
        while done:
            done = await work_off(desk) + await fire_due(desk)
            done += await Notifications(desk, self.house.store.news).tell_due()
            done += await self.house.delivery.deliver_due()

    async def rows(self) -> list[str]:
        """Every row of every table, as `table: values`."""
        found = []
        async with self.house.store.reader.connect() as connection:
            tables = await connection.scalars(
                text("select name from sqlite_master where type = 'table'")
            )
            for table in list(tables):
                rows = await connection.execute(text(f'select * from "{table}"'))
                found += [f"{table}: {' '.join(map(shown, row))}" for row in rows]
        return found


def shown(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    async for each in opened(sqlite_url):
        yield each


async def opened(url: str, drafter: Drafter = read_note) -> AsyncIterator[Site]:
    chosen = read_settings(
        database={"url": url},
        server={"web_chat": True},
        sources={"rt5": {"secret_env": "RT_SECRET"}},
    )
    clock, environ = Turned(), {"RT_SECRET": SECRET, "SINCERELY_PAGE_SECRET": "a secret of ours"}
    async with open_house(chosen, clock=clock, environ=environ, drafter=drafter) as house:
        async with house.store.desk.begin() as work:
            for person in (*CAST, JANE):
                await work.people.put(person)
                await introduce(work, person, Address("web", person.id, person.id))
        # As the server does it: what nobody has caught becomes an answer of its own, and a log line.
        transport = httpx.ASGITransport(build_app(house), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            page = read((await client.get("/")).text)
            token = page.one("body").attributes["data-token"]
            yield Site(house, client, clock, str(token))


JANE = Person(id="jane", name=f"Jane {MARK}", email=f"{MARK}@example.org")


def event(**changes: Any) -> dict[str, Any]:
    ticket = {
        "id": "2",
        "key": "INC-42",
        "title": f"The {MARK} drops",
        "status": "new",
        "service": "VPN",
        "requester": {"id": "8", "name": JANE.name, "email": JANE.email.title()},
    }
    ticket |= changes.pop("ticket", {})
    now = datetime.now(UTC).isoformat()
    return {"id": "e1", "source": "rt5", "time": now, "ticket": ticket, **changes}


# --- ticket events -----------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside),
    max_leaves=6,
)
fields = ("id", "source", "type", "time", "revision", "actor", "comment")
of_ticket = ("id", "key", "title", "status", "priority", "requester", "assignee", "created_at",
             "counters", "sla", "channel", "url", "confidential", "merged_into")  # fmt: skip
odd_events = st.builds(
    lambda outer, inner: json.dumps({**event(ticket=inner), **outer}).encode(),
    st.dictionaries(st.sampled_from(fields), json_values, max_size=2),
    st.dictionaries(st.sampled_from(of_ticket), json_values, max_size=3),
)
odd_bytes = st.text(max_size=200).map(lambda words: words.encode(errors="replace"))


@quick
@given(content=odd_events | odd_bytes)
async def test_whatever_is_signed_is_kept_and_ends_as_a_ticket_or_with_a_reason(
    site: Site, content: bytes
) -> None:
    before = await pile(site)
    with structlog.testing.capture_logs() as logged:
        assert await site.deliver(content) == 202
        await work_off(site.house.store.desk)
    understood, laid_aside, waiting = await pile(site)
    assert (understood + laid_aside, waiting) == (before[0] + before[1] + 1, 0)
    assert "ticket_event_failed" not in {entry["event"] for entry in logged}


async def pile(site: Site) -> tuple[int, int, int]:
    async with site.house.store.desk.begin() as work:
        waiting = await work.raw_events.count(handled_at=None)
        every = await work.raw_events.count()
        return every - waiting, await work.dead_letters.count(), waiting


DEEP = b'{"id":' * 5000
NESTED = json.dumps(event()).replace('"VPN"', "[" * 900 + "]" * 900).encode()
NUMBER = json.dumps(event()).replace('"VPN"', "9" * 9000).encode()
TWICE = json.dumps(event()).replace('"id": "e1"', '"id": "e0", "id": "e1"').encode()
NO_NUMBER = json.dumps(event(revision=float("nan"))).encode()
SURROGATE = json.dumps(event(ticket={"title": "\ud800"})).encode()
NUL = json.dumps(event(ticket={"title": "a\x00b", "requester": {"id": "\x00"}})).encode()


@pytest.mark.parametrize("content", [DEEP, NESTED, NUMBER, TWICE, NO_NUMBER, SURROGATE, NUL])
async def test_json_that_breaks_parsers_breaks_nothing_here(site: Site, content: bytes) -> None:
    with structlog.testing.capture_logs() as logged:
        assert await site.deliver(content) == 202
        await site.settles()
    assert sum((await pile(site))[:2]) == 1
    assert {entry["event"] for entry in logged} <= {"ticket_event_laid_aside"}


header = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


@quick
@given(id_=header, stamp=header | st.floats().map(str), signature=header)
async def test_no_header_is_ever_more_than_refused(
    site: Site, id_: str, stamp: str, signature: str
) -> None:
    headers = {
        "webhook-id": id_,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature}",
    }
    answer = await site.client.post("/hooks/tickets/rt5", content=b"{}", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]


async def test_a_sender_who_breaks_off_is_no_fault_of_ours(site: Site) -> None:
    sent: list[dict[str, Any]] = []
    with structlog.testing.capture_logs() as logged:
        for path in ("/hooks/tickets/rt5", "/say/jane"):
            await broken_off(build_app(site.house), path, sent)
    assert [m["status"] for m in sent if m["type"] == "http.response.start"] == [400, 400]
    assert {entry["event"] for entry in logged} == {"ticket_event_refused"}


App = Callable[[Any, Any, Any], Awaitable[None]]


async def broken_off(app: App, path: str, sent: list[dict[str, Any]]) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    host = [(b"host", HOST.encode())]
    scope = {"type": "http", "method": "POST", "path": path, "headers": host, "query_string": b""}
    await app(scope, receive, send)


# --- the page ----------------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"


@quick
@given(
    kind=st.sampled_from([FORM, "application/json", "text/plain", "", "application/json; x=\x22"]),
    body=st.binary(max_size=200)
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(
        st.sampled_from(["words", "once", "role", "action", "slot", "values", "minutes", "token"]),
        json_values,
    ).map(lambda value: json.dumps(value).encode()),
    url=st.sampled_from(["/say/jane", "/press/jane", "/clock", "/say/nobody", "/press/%00"]),
)
async def test_whatever_is_posted_is_answered_with_a_reason(
    site: Site, kind: str, body: bytes, url: str
) -> None:
    headers = {"content-type": kind, "X-Page-Token": site.token}
    answer = await site.client.post(url, content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert answer.json()["why"]


async def test_numbers_no_database_knows_are_no_fault_of_ours(site: Site) -> None:
    big, too_big = "9" * 5000, "9" * 30
    for url in (
        f"/chart/{too_big}/0.svg",
        f"/chart/0/{too_big}.json",
        f"/chart/{big}/0.svg",
        f"/older/jane?before={too_big}&role=requester",
        f"/events?after={too_big}",
    ):
        assert 400 <= (await site.client.get(url)).status_code < 500, url
    for minutes in (big, f'"{big}"', "true", "[]", "{}", "1e999"):
        answer = await site.client.post(
            "/clock",
            content=f'{{"minutes": {minutes}}}',
            headers={"content-type": "application/json", "X-Page-Token": site.token},
        )
        assert answer.status_code in {404, 422}, minutes


async def test_only_our_own_page_may_post(site: Site) -> None:
    body = {"words": "hi", "once": "once-00001", "role": "requester"}
    for origin in ("http://evil.example", "null", "http://[", "http://[::1", f"x{HOST}", ""):
        headers = {"X-Page-Token": site.token, "Origin": origin}
        answer = await site.client.post("/say/jane", json=body, headers=headers)
        assert (answer.status_code, "another page" in answer.text) == (403, True), origin
    for host in ("evil.example", "127.0.0.1.evil.example", "[", "127.0.0.1@evil.example", ""):
        answer = await site.client.post("/say/jane", json=body, headers={"Host": host})
        assert answer.status_code == 400, host
    for token in ("", "x", "x" * 9000, site.token[:-1]):
        answer = await site.client.post("/say/jane", json=body, headers={"X-Page-Token": token})
        assert answer.status_code == 403
    assert not [row for row in await site.rows() if row.startswith("web_lines")]


@quick
@given(
    chosen=st.dictionaries(
        st.sampled_from(
            ["requester", "manager", "lines_requester", "find_manager", "words_requester"]
        ),
        st.text(max_size=30) | st.sampled_from(HOSTILE[:3]),
    )
)
async def test_no_address_draws_anything_harmful(site: Site, chosen: Mapping[str, str]) -> None:
    query = urlencode(chosen, errors="replace")
    answer = await site.client.get(f"/?{query}", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert not read(answer.text).harmful()
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_hostile_words_come_out_as_words_on_every_side(site: Site) -> None:
    assert await site.deliver(json.dumps(event(ticket={"title": HOSTILE[0]})).encode()) == 202
    await site.settles()
    with structlog.testing.capture_logs() as logged:
        for person, role in (("jane", "requester"), ("sam", "technician"), ("max", "manager")):
            for words in HOSTILE:
                clean = words.encode(errors="replace").decode()
                assert await site.says(person, clean, role) in {204, 413, 422}
    page = (await site.client.get("/", headers={"accept": "text/html"})).text
    assert not read(page).harmful()
    assert "<script>alert" not in page
    assert "turn_failed" not in {entry["event"] for entry in logged}


# --- the router: everybody presses everything --------------------------------------------------


async def a_full_desk(house: TestHouse) -> dict[str, list[str]]:
    """Jane's ticket with everything that can be pressed, and the ids of it."""
    await house.ticket(confidential=True)
    await house.says("sam", "update INC-42 swapping the gateway, back w/ you by 15:30")
    await house.presses("sam", "Send")
    await house.says("sam", "update INC-42 still at it")
    await house.ticket("INC-43", title="The other thing")
    await house.resolves("INC-43")
    async with house.store.desk.begin() as work:
        ticket = await house_ticket(work, "INC-43")
        invitation = await surveys.invite(work, ticket)
        assert isinstance(invitation, Invitation)
    await house.acts("jane", actions.Rate(invitation.id, 2))
    await house.settles(timedelta(minutes=15))
    async with house.store.desk.begin() as work:
        return {
            "draft_id": [draft.id for draft in await work.drafts.find()],
            "promise_id": [promise.id for promise in await work.promises.find()],
            "check_id": [check.id for check in await work.closing_checks.find()],
            "invitation_id": [invitation.id],
            "loop_id": [loop.id for loop in await work.loops.find()],
            "ticket_id": [ticket.id for ticket in await work.tickets.find()],
        }


async def house_ticket(work: Any, key: str) -> str:
    (ticket,) = await work.tickets.find(key=key)
    return str(ticket.id)


ODD = ("", "\x00", "\ud800", "x" * 5000, "' or 1=1 --")
FILLED = {
    "words": ("As per the SLA your incident is being actioned, back by 16:30",),
    "why": ("It still drops",),
    "factors": ("rude", "\x00"),
    "lost": ("9" * 5000,),
    "comment": ("never",),
    "visibility": ("everybody",),
    "ticket": ("desk:INC-42",),
}


def every_press(known: Mapping[str, Sequence[str]]) -> Iterator[Action]:
    """Each action with each id that there is, and with such as never were."""
    plain = {
        "answer": Fixed.NOT_YET,
        "score": 10**30,
        "put_right": True,
        "muted": False,
        "sure": False,
        "words": "\\" * 300,
        "service": "VPN",
        "skip": 10**30,
    }
    for kind in Action.__args__:
        name = next((name for name in kind.__dataclass_fields__ if name.endswith("_id")), None)
        rest = {other: plain[other] for other in kind.__dataclass_fields__ if other in plain}
        for id_ in (*known[name], *ODD) if name else ("",):
            yield kind(**({name: id_} if name else {}), **rest)


async def press_everything(
    house: TestHouse, who: str, known: Mapping[str, Sequence[str]]
) -> list[tuple[Action, str]]:
    """Each press with its answer; there is one to every press, and never that we broke."""
    pressed = {f"{who}-{number}": action for number, action in enumerate(every_press(known))}
    for once, action in pressed.items():
        by = house.address(who)
        await house.router.hear(Pressed(by=by, action=action, once=once, values=FILLED))
    async with house.store.reader.connect() as connection:
        rows = await connection.execute(select(OUTBOX.c.key, OUTBOX.c.payload))
        answers = {key: as_text(from_json(card)) for key, card in rows if card}
    await house.settles()
    found = [(action, answers[f"reply:{once}:0"]) for once, action in pressed.items()]
    assert not [action for action, answer in found if BROKEN.title in answer]
    return found


async def test_nobody_moves_what_is_not_theirs_and_everybody_gets_an_answer(
    sqlite_url: str,
) -> None:
    async with open_test_house(sqlite_url) as house:
        known = await a_full_desk(house)
        before = await theirs(house)
        with structlog.testing.capture_logs() as logged:
            for who in ("tom", "eve", "max"):
                for action, answer in await press_everything(house, who, known):
                    assert "Jane" not in answer or free_to_see(who, action), (who, action, answer)
        assert await theirs(house) == before
        assert {entry["event"] for entry in logged} <= {"press_refused"}


def free_to_see(who: str, action: Action) -> bool:
    """The other ticket is open to whoever works here, and the board to who runs the desk."""
    if isinstance(action, actions.WriteUpdate):
        return who == "eve" and action.ticket_id.endswith("INC-43")
    return who == "max" and isinstance(action, actions.ShowBoard | actions.ShowSilent)


async def theirs(house: TestHouse) -> list[object]:
    """What belongs to Jane and Sam, as it stands."""
    async with house.store.desk.begin() as work:
        return [
            await work.tickets.find(),
            await work.updates.find(),
            await work.replies.find(),
            await work.promises.find(),
            await work.closing_checks.find(),
            await work.invitations.find(),
            await work.ratings.find(),
            await work.loops.find(),
            await work.drafts.find(technician_id="sam"),
            await work.people.get_many(["jane", "sam"]),
        ]


async def test_those_whose_it_is_get_an_answer_to_every_odd_press_too(sqlite_url: str) -> None:
    async with open_test_house(sqlite_url) as house:
        known = await a_full_desk(house)
        with structlog.testing.capture_logs() as logged:
            for who in ("jane", "sam", "dora"):
                await press_everything(house, who, known)
        assert {entry["event"] for entry in logged} <= {"press_refused"}


@pytest.mark.postgres
async def test_what_only_one_database_refuses_is_answered_there_as_well(postgres_url: str) -> None:
    async with open_test_house(postgres_url) as house:
        with structlog.testing.capture_logs() as logged:
            for who in ("jane", "sam", "dora"):
                await press_everything(house, who, dict.fromkeys(("draft_id", "promise_id", "check_id",
                    "invitation_id", "loop_id", "ticket_id"), ("\x00", "\ud800")))  # fmt: skip
            for words in ("update 1\x00 hi", "dossier 2\ud800", "hello\x00", "\udfff"):
                answers = await house.says("sam", words)
                assert BROKEN.title not in answers[0]
        assert {entry["event"] for entry in logged} <= {"press_refused"}


@quick
@given(
    who=st.sampled_from(["jane", "sam", "dora", "max"]),
    words=st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE),
    start=st.sampled_from(["", "update ", "dossier ", "we did ", "any news on ", "INC-42 "]),
    as_role=st.sampled_from([None, "manager", "admin", "technician", "nobody", "requester"]),
)
async def test_whatever_is_said_is_heard(
    talkative: TestHouse, who: str, words: str, start: str, as_role: str
) -> None:
    with structlog.testing.capture_logs() as logged:
        answers = await talkative.says(who, start + words, as_role=as_role)
    assert answers
    assert not logged
    if who == "jane":
        assert not any("number" in answer and "computed" in answer for answer in answers)


@pytest.fixture
async def talkative(sqlite_url: str) -> AsyncIterator[TestHouse]:
    async with open_test_house(sqlite_url) as house:
        await house.ticket()
        yield house


async def test_nobody_speaks_in_a_role_that_is_not_theirs(talkative: TestHouse) -> None:
    for role in ("manager", "admin", "dispatcher", "technician"):
        answers = await talkative.says("tom", "How happy are people this month?", as_role=role)
        assert not any("An answer to" in answer for answer in answers), role


# --- what travels inside buttons and cards -----------------------------------------------------


@quick
@given(st.text(max_size=60) | st.sampled_from([*actions.ACTIONS]).map(lambda k: f"{k}:[[[{k}"))
def test_no_button_is_ever_more_than_too_old(packed: str) -> None:
    with pytest.raises(Unusable, match="older version"):
        unpack(packed)


@quick
@given(json_values | st.builds(lambda part: {"title": "x", "parts": [part]}, json_values))
def test_a_card_is_read_whole_or_not_at_all(data: object) -> None:
    try:
        card = from_json(data)
    except (ValueError, Unusable):
        return
    assert from_json(CARD.dump_python(card, mode="json")) == card


@pytest.mark.parametrize("action", [None, {}, {"invitation_id": "i"}, 4, "Rate:{}", "Nothing:{}"])
def test_a_button_that_means_nothing_is_found_out_when_it_is_read(action: object) -> None:
    button = {"label": "x", "action": action, "look": "plain"}
    with pytest.raises((ValueError, Unusable)):
        from_json({"title": "x", "parts": [{"part": "buttons", "buttons": [button]}]})


# --- what may be left of somebody --------------------------------------------------------------


async def test_erased_there_is_no_letter_left_in_any_file(sqlite_url: str, tmp_path: Path) -> None:
    """The journal and the free pages of the file as well."""
    async for site in opened(sqlite_url):
        await nobody_else(site)
        await a_life(site)
        assert any(MARK in row for row in await site.rows())
        assert await site.presses("jane", actions.EraseMe(sure=True), "requester") == 204
        late = event(id="e9", revision=9, ticket={"status": "in_progress"})
        assert await site.deliver(json.dumps(late).encode()) == 202
        await site.settles()
        assert [row for row in await site.rows() if MARK in row.lower()] == []
    assert files_with(MARK, tmp_path) == []


def files_with(word: str, folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if word.encode() in file.read_bytes().lower()]


async def a_life(site: Site) -> None:
    """Events that were understood and one that was not, words, and an answer."""
    assert await site.deliver(json.dumps(event(revision=1)).encode()) == 202
    assert await site.deliver(json.dumps(event(time=MARK, id=JANE.email)).encode()) == 202
    await site.settles()
    assert await site.says("jane", f"It is a {MARK}", "requester") == 204
    assert await site.says("jane", "What do you keep about me?", "requester") == 204


async def nobody_else(site: Site) -> None:
    """Nobody at the desk can be reached: what colleagues have read stays in their own chats."""
    async with site.house.store.desk.begin() as work:
        for address in await work.addresses.find():
            if address.person_id != "jane":
                await work.addresses.remove(address.id)


async def test_erased_in_one_place_the_others_are_cleared_as_well(site: Site) -> None:
    await nobody_else(site)
    await a_life(site)
    async with site.house.store.desk.begin() as work:
        await introduce(work, JANE, Address("elsewhere", "U7", "D7"))
    by = Address("elsewhere", "U7", "D7")
    await site.house.router.hear(Pressed(by=by, action=actions.EraseMe(sure=True), once="x1"))
    await site.settles()
    conversations = [row for row in await site.rows() if row.startswith("web_lines")]
    assert len(conversations) == 1
    assert "forgotten you" in conversations[0]


async def test_unlinked_nothing_tells_whose_it_was_or_what_they_gave(site: Site) -> None:
    await a_life(site)
    invitation = await invited(site)
    assert await site.presses("jane", actions.Rate(invitation, 3), "requester") == 204
    why = {"comment": ["It took a fortnight"], "visibility": ["unlinked"], "lost": ["15"]}
    assert await site.presses("jane", actions.SayWhy(invitation), "requester", **why) == 204
    async with site.house.store.desk.begin() as work:
        (rating,) = await work.ratings.find()
        (asked,) = await work.invitations.find()
        assert not await work.timers.find(ref=rating.id)
    assert (rating.score, rating.comment) == (3, "It took a fortnight")
    assert (rating.requester_id, rating.ticket_id, rating.invitation_id) == (None, None, None)
    assert asked.answered_at is None
    said = [row for row in await site.rows() if "fortnight" in row or "3. I'm sorry" in row]
    assert [row.partition(":")[0] for row in said] == ["ratings"]
    leads = [row for row in await site.rows() if rating.id in row]
    assert [row.partition(":")[0] for row in leads] == ["ratings"]


async def invited(site: Site) -> str:
    async with site.house.store.desk.begin() as work:
        (ticket,) = await work.tickets.find()
        await work.tickets.put(replace(ticket, status=Status.CLOSED))
        invitation = Invitation(
            id=work.new_id(),
            ticket_id=ticket.id,
            requester_id="jane",
            cycle=ticket.cycle,
            asked_at=work.now,
            service=ticket.service,
        )
        await work.invitations.add(invitation)
    return invitation.id


@pytest.mark.parametrize("private", [".", "data"])
async def test_only_its_owner_can_read_a_new_database(tmp_path: Path, private: str) -> None:
    folder = tmp_path / "new" / private
    await migrate(f"sqlite+aiosqlite:///{folder}/desk.sqlite")
    modes = {file.name: file.stat().st_mode & 0o777 for file in (folder, *folder.iterdir())}
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


# --- what is written to the log ----------------------------------------------------------------


def stumbling(note: Note) -> Draft:
    raise RuntimeError(f"I can't read “{note.text}” of {note.requester_name}")


@pytest.fixture
def _quiet_again() -> Iterator[None]:
    """What is set up for a whole process is put back."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook


@pytest.mark.usefixtures("_quiet_again")
async def test_no_log_ever_says_who_somebody_is_or_what_they_wrote(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A journey in which everything goes wrong that can, with the log of the real command."""
    logs.set_up("json", "debug")
    async for site in opened(sqlite_url, stumbling):
        await a_life(site)
        assert await site.says("sam", f"update INC-42 tell {MARK} by 3pm", "technician") == 204
        assert await site.presses("tom", actions.ShowBoard(), "requester") == 204
        await site.deliver(json.dumps(event(ticket={"requester": {"name": MARK}})).encode())
        await site.client.post(f"/hooks/tickets/{MARK}", content=MARK, headers={"webhook-id": MARK})
        await site.client.post("/hooks/tickets/rt5", content=MARK, headers={"webhook-id": MARK})
        await site.posts(f"/say/{MARK}", {"words": MARK, "role": MARK})
        await site.client.get(f"/older/{MARK}?before={MARK}&role={MARK}")
        await site.settles()
        with pytest.raises(Unusable) as refused:
            await misspelt(site)
        assert MARK not in str(refused.value)
    logging.getLogger("uvicorn.error").error(
        "Exception in ASGI application\n", exc_info=ValueError(MARK)
    )
    written = capsys.readouterr().err
    happened = {json.loads(line)["event"] for line in written.splitlines()}
    assert {"turn_failed", "press_refused", "ticket_event_refused"} <= happened
    assert "ticket_event_laid_aside" in happened
    for secret in (
        MARK,
        JANE.name,
        "Doe",
        "Baker",
        SECRET.removeprefix("whsec_"),
        "secret of ours",
    ):
        assert secret not in written


async def misspelt(site: Site) -> None:
    async with site.house.store.desk.begin() as work:
        await work.people.put(replace(JANE, name=f"{MARK} \ud800"))
