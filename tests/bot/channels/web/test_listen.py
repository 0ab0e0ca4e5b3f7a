"""The page and its posts: heard once, refused kindly, live without a gap."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.actions import Rate, ShowHelp, pack
from bot.cards import Card, Picture, to_json
from bot.channels.port import Message
from bot.channels.web.door import Streams
from bot.channels.web.read import LONGEST_BODY, LONGEST_WORDS
from bot.channels.web.store import Author
from bot.turns import Pressed, Said
from feedback.people import Address
from feedback.store.engine import reader_engine, writer_of
from tests.bot.channels.html import read
from tests.bot.channels.samples import HAPPINESS, full
from tests.bot.channels.web.site import (
    HOST,
    TOKEN,
    TUESDAY,
    WHO,
    Site,
    a_press,
    open_site,
    site_on,
    words,
)

PAGE = {"accept": "text/html"}
FORM = {"content-type": "application/x-www-form-urlencoded", **PAGE}


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    async with open_site(sqlite_url) as site:
        yield site


# --- the page ----------------------------------------------------------------------------------


async def test_the_page_seats_one_person_for_each_role(site: Site) -> None:
    page = read((await site.client.get("/", headers=PAGE)).text)
    assert [heading.words.split() for heading in page.all("h2")] == [
        ["Requester", "Jane"],
        ["Technician", "Sam"],
        ["Dispatcher", "Dora"],
        ["Manager", "Max"],
    ]
    assert "It is Tuesday 10:40 at the desk" in " ".join(page.words.split())
    assert not page.harmful()


async def test_another_person_can_be_chosen(site: Site) -> None:
    page = read((await site.client.get("/?technician=extra-9&requester=nobody")).text)
    names = [heading.words.split()[-1] for heading in page.all("h2")]
    assert names == ["Jane", "Extra-9", "Dora", "Max"]


async def test_people_are_found_by_name(site: Site) -> None:
    page = read((await site.client.get(f"/?{WHO}&find_manager=extra")).text)
    links = [link.attributes["href"] for link in page.all("a") if "extra-" in link.words.lower()]
    assert any("manager=extra-manager" in link and "requester=jane" in link for link in links)
    nobody = read((await site.client.get(f"/?{WHO}&find_manager=<script>")).text)
    assert "Nobody by that name." in nobody.words
    assert not nobody.harmful()


async def test_everything_on_the_page_is_labelled(site: Site) -> None:
    await site.channel.send(Address("web", "jane", "jane"), Message("k1", full()))
    page = read((await site.client.get("/")).text)
    labelled = {label.attributes["for"] for label in page.all("label")}
    fields = [
        element
        for tag in ("input", "textarea")
        for element in page.all(tag)
        if element.attributes.get("type") != "hidden"
    ]
    assert fields
    assert [f.attributes for f in fields if f.attributes.get("id") not in labelled] == []
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert len(page.all("div", role="log", aria_live="polite")) == 4
    assert [len(page.all(tag)) for tag in ("main", "h1")] == [1, 1]


async def test_the_page_carries_nothing_from_elsewhere(site: Site) -> None:
    response = await site.client.get("/")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["cache-control"] == "no-store"
    page = read(response.text)
    for script in page.all("script"):
        assert script.attributes["src"].startswith("/assets/")
        assert script.words == ""


@pytest.mark.parametrize(
    ("name", "kind"), [("chat.css", "text/css"), ("chat.js", "text/javascript")]
)
async def test_assets_are_kept_by_the_browser(site: Site, name: str, kind: str) -> None:
    response = await site.client.get(f"/assets/{name}?v=1")
    assert response.headers["content-type"].startswith(kind)
    assert "immutable" in response.headers["cache-control"]
    assert (await site.client.get("/assets/page.html")).status_code == 404


async def test_older_lines_come_on_demand(site: Site) -> None:
    for number in range(45):
        await site.tell("jane", f"Message {number}.")
    page = read((await site.client.get(f"/?{WHO}")).text)
    shown = [heading.words for heading in page.all("h3")]
    assert (shown[0], shown[-1]) == ("Message 5.", "Message 44.")
    first = page.all("article")[0].attributes["data-line"]
    older = await site.client.get(f"/older/jane?{WHO}&role=requester&before={first}")
    assert [h.words for h in read(older.json()["html"]).all("h3")] == [
        f"Message {number}." for number in range(5)
    ]
    assert older.json()["more"] is False
    longer = read((await site.client.get(f"/?{WHO}&lines_requester=140")).text)
    assert len(longer.all("article")) == 45


async def test_the_chat_can_live_under_a_path(sqlite_url: str) -> None:
    async with open_site(sqlite_url, at="/chat") as site:
        assert (await site.client.get("/")).status_code == 404
        page = read((await site.client.get("/chat")).text)
        assert not page.harmful()
        for form in page.all("form", method="post"):
            assert form.attributes["action"].startswith("/chat/")
        assert (await site.post("/chat/say/jane", words("Hello"))).status_code == 204


# --- saying and pressing -----------------------------------------------------------------------


async def test_words_become_a_line_and_a_turn(site: Site) -> None:
    response = await site.post("/say/jane", words("  Any news?\r\nPlease.  "))
    assert response.status_code == 204
    by = Address("web", user="jane", place="jane")
    assert site.heard == [Said(by, "Any news?\nPlease.", "web:jane:once-0001", as_role="requester")]
    said, answer = await site.lines.latest("jane", 10)
    assert (said.author, said.body["words"]) == (Author.SAID, "Any news?\nPlease.")
    assert answer.author is Author.CARD


async def test_words_posted_again_are_one_line_and_one_delivery_id(site: Site) -> None:
    for _ in range(2):
        await site.post("/say/jane", words("Any news?"))
    assert len({turn.once for turn in site.heard}) == 1
    lines = await site.lines.latest("jane", 10)
    assert [line.author for line in lines].count(Author.SAID) == 1


async def test_nobody_can_use_up_another_persons_delivery_id(site: Site) -> None:
    await site.post("/say/jane", words("Mine."))
    await site.post("/say/sam", words("Mine too.", role="technician"))
    assert len({turn.once for turn in site.heard}) == 2


async def test_a_press_brings_its_values(site: Site) -> None:
    values = {"factors": ["slow", "rude"], "comment": ["It was\x00 fine\x1b."]}
    await site.post("/press/jane", a_press(slot="rating:1", values=values))
    (turn,) = site.heard
    assert isinstance(turn, Pressed)
    assert turn.action == ShowHelp()
    assert turn.slot == "rating:1"
    assert turn.values == {"factors": ("slow", "rude"), "comment": ("It was fine.",)}


async def test_a_press_repeated_is_the_same_and_another_choice_is_not(site: Site) -> None:
    """A page without script has one `once` for all the buttons of a row."""
    await site.post("/press/jane", a_press())
    await site.post("/press/jane", a_press())
    await site.post("/press/jane", a_press(action=pack(Rate("i1", 3))))
    await site.post("/press/jane", a_press(action=pack(Rate("i1", 4))))
    await site.post("/press/jane", a_press(values={"why": ["other words"]}))
    onces = [turn.once for turn in site.heard]
    assert onces[0] == onces[1]
    assert len(set(onces)) == 4


async def test_without_script_the_answer_is_on_the_next_page(site: Site) -> None:
    form = {"words": "Any news?", "once": "once-0001", "role": "requester", "token": TOKEN}
    response = await site.client.post(f"/say/jane?{WHO}", data=form, headers=PAGE)
    assert response.status_code == 303
    assert response.headers["location"] == f"/?{WHO}#end-requester"
    page = read((await site.client.get(response.headers["location"])).text)
    assert "Heard you (1)." in page.words


async def test_every_form_of_a_card_can_be_posted_as_it_stands(site: Site) -> None:
    await site.channel.send(Address("web", "jane", "jane"), Message("k1", full(), "slot-1"))
    page = (await site.client.get("/")).text
    posted = 0
    for form in [part.split("</form>")[0] for part in page.split("<form")[1:]]:
        elements = read("<form" + form)
        if "data-press" not in elements.elements[0].attributes:
            continue
        fields = [
            (e.attributes["name"], e.attributes.get("value", e.words.removeprefix("\n")))
            for e in elements.elements
            if e.tag in {"input", "textarea"}
            and (e.attributes.get("type") not in {"radio", "checkbox"} or "checked" in e.attributes)
        ]
        for button in elements.all("button", name="action"):
            body = dict(fields) | {"action": button.attributes["value"]}
            answer = await site.client.post(
                elements.elements[0].attributes["action"], data=body, headers=PAGE
            )
            assert answer.status_code == 303
            posted += 1
    assert posted == len(site.heard) == 18
    filled = [turn for turn in site.heard if isinstance(turn, Pressed) and turn.values]
    assert filled[0].values == {
        "factors": ("rude",),
        "lost": ("15",),
        "comment": ("Filled: words",),
        "short": ("Short: words",),
    }
    assert {turn.slot for turn in site.heard if isinstance(turn, Pressed)} == {"slot-1"}


async def test_a_hundred_thousand_emoji_fit_both_ways(site: Site) -> None:
    """The most that one may say must not fail on its bytes."""
    most = "😀" * LONGEST_WORDS
    assert (await site.post("/say/jane", words(most))).status_code == 204
    form = {"words": most, "once": "once-0002", "role": "requester", "token": TOKEN}
    answer = await site.client.post(f"/say/jane?{WHO}", data=form, headers=PAGE)
    assert answer.status_code == 303
    assert [turn.words for turn in site.heard if isinstance(turn, Said)] == [most, most]


# --- a kind no ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (words(""), 422),
        (words("   \x00\x1b "), 422),
        (words("x" * (LONGEST_WORDS + 1)), 413),
        (words("x" * LONGEST_BODY), 413),
        (words("Hello", once="short"), 422),
        (words("Hello", once="../../../../etc"), 422),
        (words("Hello", role="king"), 422),
        ({"words": ["a", "list"], "once": "once-0001", "role": "requester"}, 422),
        ({}, 422),
        ([], 422),
        ("words", 422),
    ],
)
async def test_what_cannot_be_read_is_not_heard(site: Site, body: object, status: int) -> None:
    response = await site.post("/say/jane", body)
    assert response.status_code == status
    assert response.json()["why"]
    assert not site.heard
    assert not await site.lines.latest("jane", 10)


@pytest.mark.parametrize(
    "body",
    [
        a_press(action="Nonsense:{}"),
        a_press(action="Rate:{"),
        a_press(action=""),
        a_press(action="x" * 5000),
        a_press(values={"not a name!": ["x"]}),
        a_press(values={"many": ["x"] * 65}),
        a_press(values={f"f{n}": ["x"] for n in range(33)}),
        a_press(slot="x" * 129),
    ],
)
async def test_a_press_that_cannot_be_read_is_not_heard(
    site: Site, body: dict[str, object]
) -> None:
    response = await site.post("/press/jane", body)
    assert response.status_code == 422
    assert response.json()["why"]
    assert not site.heard


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b'"\\ud800"', "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"[" * 10_000, "application/json", 422),
        (b"<words/>", "text/xml", 415),
        (b"", "", 415),
        (b"token=x", "multipart/form-data; boundary=x", 415),
    ],
)
async def test_other_bodies_are_refused(site: Site, content: bytes, kind: str, status: int) -> None:
    headers = {"content-type": kind, "x-page-token": TOKEN}
    response = await site.client.post(f"/say/jane?{WHO}", content=content, headers=headers)
    assert response.status_code == status


async def test_a_body_without_end_is_not_read_to_its_end(site: Site) -> None:
    read_so_far = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read_so_far
        while read_so_far < 50 * LONGEST_BODY:
            read_so_far += 65_536
            yield b"x" * 65_536

    headers = {"content-type": "application/json", "x-page-token": TOKEN}
    response = await site.client.post(f"/say/jane?{WHO}", content=endless(), headers=headers)
    assert response.status_code == 413


async def test_a_stranger_cannot_be_spoken_for(site: Site) -> None:
    assert (await site.post("/say/nobody", words("Hello"))).status_code == 404
    assert (await site.post("/press/nobody", a_press())).status_code == 404
    older = await site.client.get(f"/older/nobody?{WHO}&role=requester&before=9")
    assert older.status_code == 404
    assert not site.heard


@pytest.mark.parametrize("path", ["/say/jane", "/press/jane", "/clock"])
async def test_without_the_pages_token_nothing_is_heard(site: Site, path: str) -> None:
    body = {**words("Hello"), **a_press(), "minutes": 20}
    assert (await site.post(path, body, **{"x-page-token": "guessed"})).status_code == 403
    assert (await site.post(path, body, **{"x-page-token": ""})).status_code == 403
    form = await site.client.post(f"{path}?{WHO}", data={**words("Hello"), "token": "guessed"})
    assert form.status_code == 403
    assert not site.heard
    assert site.now == TUESDAY


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://desk.example:1"])
async def test_other_pages_cannot_post_here(site: Site, origin: str) -> None:
    response = await site.post("/say/jane", words("Hello"), origin=origin)
    assert response.status_code == 403
    assert not site.heard


async def test_our_own_page_can(site: Site) -> None:
    response = await site.post("/say/jane", words("Hello"), origin=f"http://{HOST}")
    assert response.status_code == 204


@pytest.mark.parametrize("host", ["evil.example", "desk.example.evil.example", "[::1", ""])
@pytest.mark.parametrize("path", ["/", "/events", "/assets/chat.js", "/vega.js"])
async def test_a_strangers_name_for_our_address_opens_nothing(
    site: Site, host: str, path: str
) -> None:
    assert (await site.client.get(path, headers={"host": host})).status_code == 400


async def test_a_person_reads_a_page_when_something_is_wrong(site: Site) -> None:
    form = {"words": " ", "once": "once-0001", "role": "requester", "token": TOKEN}
    response = await site.client.post(f"/say/jane?{WHO}", data=form, headers=PAGE)
    assert response.status_code == 422
    assert "There were no words in that message." in read(response.text).words


# --- the clock ---------------------------------------------------------------------------------


async def test_the_clock_is_turned_by_the_steps_on_the_page(site: Site) -> None:
    response = await site.post("/clock", {"minutes": 1440})
    assert response.json()["time"] == "Wednesday 10:40"
    assert site.now == TUESDAY + timedelta(days=1)
    form = {"minutes": "20", "token": TOKEN}
    answer = await site.client.post(f"/clock?{WHO}", data=form, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?{WHO}#clock")
    assert site.now == TUESDAY + timedelta(days=1, minutes=20)


@pytest.mark.parametrize("minutes", [0, -20, 21, "20 ", None, 10**30, True])
async def test_other_steps_leave_the_clock_alone(site: Site, minutes: object) -> None:
    assert (await site.post("/clock", {"minutes": minutes})).status_code == 422
    assert site.now == TUESDAY


async def test_a_real_clock_cannot_be_turned(sqlite_url: str) -> None:
    async with open_site(sqlite_url, turnable=False) as site:
        assert "data-clock" not in (await site.client.get("/")).text
        assert (await site.post("/clock", {"minutes": 20})).status_code == 404


# --- live --------------------------------------------------------------------------------------


async def test_the_stream_tells_what_happens_while_it_is_open(site: Site) -> None:
    done = asyncio.Event()

    async def happen() -> None:
        await asyncio.sleep(0.05)
        await site.tell("jane", "For Jane.")
        await site.tell("extra-1", "For somebody who is not on the page.")
        receipt = await site.tell("sam", "For Sam.")
        await asyncio.sleep(0.05)
        await site.change("sam", receipt, "For Sam, but better.")
        await asyncio.sleep(0.05)
        done.set()

    happening = asyncio.create_task(happen())
    stream = await site.stream("after=0", until=done)
    await happening
    assert stream.response.headers["content-type"].startswith("text/event-stream")
    titles = [read(html).one("h3").words for _, html in stream.lines]
    assert titles == ["For Jane.", "For Sam.", "For Sam, but better."]
    assert stream.lines[1][0] == stream.lines[2][0]
    assert stream.told[0][0] == "clock"
    assert stream.told[0][2]["time"] == "Tuesday 10:40"


async def test_a_stream_that_comes_back_misses_nothing_and_repeats_nothing(
    sqlite_url: str,
) -> None:
    """Also over a restart of the server, and for what was replaced meanwhile."""
    writer, reader = writer_of(sqlite_url), reader_engine(sqlite_url)
    async with site_on(writer, reader) as site:
        first = await site.tell("jane", "First.")
        await site.tell("jane", "Second.")
        before = await site.stream("after=0", until=await soon())
        await site.change("jane", first, "First, changed.")
        await site.tell("sam", "Third.")
    async with site_on(writer, reader) as site:
        back = await site.stream("after=0", until=await soon(), **{"last-event-id": before.last_id})
    async with site_on(writer, reader) as site:
        again = await site.stream("after=0", until=await soon(), **{"last-event-id": back.last_id})
    assert [read(html).one("h3").words for _, html in before.lines] == ["First.", "Second."]
    assert [read(html).one("h3").words for _, html in back.lines] == ["First, changed.", "Third."]
    assert again.lines == []
    await writer.dispose()
    await reader.dispose()


async def test_between_the_page_and_its_stream_nothing_falls_through(site: Site) -> None:
    await site.tell("jane", "On the page.")
    page = read((await site.client.get("/")).text)
    await site.tell("jane", "Just after it.")
    events = page.one("body").attributes["data-events"]
    stream = await site.stream(
        events.partition("&after")[2].replace("=", "after=", 1), until=await soon()
    )
    assert [read(html).one("h3").words for _, html in stream.lines] == ["Just after it."]


async def test_an_erased_conversation_leaves_the_open_page(site: Site) -> None:
    await site.tell("jane", "Something personal.")
    mark = await site.lines.mark()
    await site.lines.forget("jane", key="erased:jane", body=to_json(Card("I've forgotten you.")))
    stream = await site.stream(f"after={mark}", until=await soon())
    (told,) = [data for event, _, data in stream.told if event == "line"]
    assert told["alone"] is True


async def test_a_page_of_another_desk_is_told_to_load_again(site: Site) -> None:
    response = await site.client.get(f"/events?{WHO}&after=99")
    assert "event: anew" in response.text


async def test_one_person_in_two_panes_is_told_in_both(site: Site) -> None:
    done = await soon()
    await site.tell("dora", "For Dora.")
    stream = await site.stream("after=0&manager=dora", until=done)
    (told,) = [data for event, _, data in stream.told if event == "line"]
    assert [shown["pane"] for shown in told["shown"]] == ["dispatcher", "manager"]
    assert 'id="manager-' in told["shown"][1]["html"]


async def test_a_stream_asked_for_in_nonsense_is_refused(site: Site) -> None:
    for query in ("after=-1", "after=x", f"after={2**40}"):
        assert (await site.client.get(f"/events?{WHO}&{query}")).status_code == 422


async def test_more_open_pages_than_we_can_serve_are_asked_to_come_back(sqlite_url: str) -> None:
    async with open_site(sqlite_url, streams=Streams(most=3, of_one=2)) as site:
        jane, tom = "requester=jane", "requester=extra-tom"
        others = "technician=extra-a&dispatcher=extra-b&manager=extra-c"
        open_pages = [
            asyncio.create_task(site.client.get(f"/events?{who}"))
            for who in (f"{jane}&technician=sam", f"{jane}&{others}")
        ]
        await (await soon()).wait()
        refused = await site.client.get(f"/events?{jane}&technician=extra-d")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")
        assert "many pages" in refused.json()["why"]

        open_pages.append(asyncio.create_task(site.client.get(f"/events?{tom}&{others}")))
        await (await soon()).wait()
        refused = await site.client.get("/events?requester=extra-e")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "3")

        site.wake.stop()
        assert [(await page).status_code for page in open_pages] == [200, 200, 200]
        again = await site.client.get(f"/events?{jane}&technician=sam")
        assert again.status_code == 200, "whoever closes a page leaves room for another"


# --- pictures ----------------------------------------------------------------------------------


async def test_a_chart_is_an_image_data_and_words(site: Site) -> None:
    receipt = await site.channel.send(Address("web", "max", "max"), Message("k1", full()))
    svg = await site.client.get(f"/chart/{receipt}/5.svg?look=dark&v=1")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert "too few to say" in svg.text
    live = await site.client.get(f"/chart/{receipt}/5.json?room=420")
    assert "vega-lite" in live.json()["$schema"]
    assert "too few to say" in live.text
    page = read((await site.client.get("/")).text)
    image = page.one("img")
    assert image.attributes["alt"] == page.one("figure").attributes["data-words"]
    assert HAPPINESS.title in image.attributes["alt"]


async def test_no_picture_where_there_is_none(site: Site) -> None:
    receipt = await site.channel.send(Address("web", "max", "max"), Message("k1", full()))
    odd = Card("Odd", (Picture({"kind": "pie"}, "in words"),))
    broken = await site.channel.send(Address("web", "max", "max"), Message("k2", odd))
    for path in (f"{receipt}/0.svg", f"{receipt}/99.svg", "99/0.svg", f"{broken}/0.json"):
        assert (await site.client.get(f"/chart/{path}")).status_code == 404
    assert "in words" in read((await site.client.get("/")).text).words


async def test_the_script_for_live_charts_comes_from_here(site: Site) -> None:
    response = await site.client.get("/vega.js?v=1")
    assert "window.vegaEmbed" in response.text
    assert "immutable" in response.headers["cache-control"]


async def soon() -> asyncio.Event:
    """An event that comes after a moment: long enough for a stream to tell what it knows."""
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(1.5, event.set)
    return event
