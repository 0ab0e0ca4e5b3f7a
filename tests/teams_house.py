"""A whole house in a Teams of ours: people say, press and fill in there; a test turns the clock."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import httpx

from bot.app import build_app
from bot.channels.teams.ingress import PATH
from bot.channels.teams.names import FETCH
from bot.settings import read_settings
from bot.wiring import House, open_house
from feedback.people import Person
from tests.bot.channels.teams import cards
from tests.bot.channels.teams.activities import (
    CHANNEL,
    TENANT,
    installation,
    invoke,
    mention,
    message,
)
from tests.doubles import Clock
from tests.house import CAST_ZONE, SOURCE
from tests.peers.teams_faults import FaultyTeams, Kept, Limits
from tests.peers.teams_keys import APP, KeyServer, claims, signed
from tests.ticket_system import HOOK, HOOK_SECRET, PEOPLE, STAFF, Delivery, TicketSystem

Json = dict[str, Any]
Seen = Mapping[str, Any]
A_MOMENT = timedelta(seconds=10)
"""Between two things that somebody does: the time that Teams wants between messages passes too."""
STEP = timedelta(minutes=15)
EVERYBODY = {**PEOPLE, "nina": Person(id="nina", name="Nina Holm", email="nina@example.net")}
"""With one whom no ticket and no setting names."""
EXECUTE, SUBMIT, OPENED = "Action.Execute", "Action.Submit", "Action.ShowCard"


@dataclass
class TeamsHouse:
    """Speaks as `tests.house.TestHouse` does; all of it goes through Teams."""

    house: House
    teams: FaultyTeams
    clock: Clock
    door: httpx.AsyncClient
    tickets: TicketSystem
    posted: list[Json] = field(default_factory=list)
    """All that Teams has told us, in order."""
    told: list[str] = field(default_factory=list)
    """What whoever pressed something was told at once."""
    ids: "count[int]" = field(default_factory=lambda: count(1))

    # --- the ticket system -----------------------------------------------------------------

    async def ticket(self, key: str, title: str, requester: str, technician: str | None) -> None:
        await self._deliver(self.tickets.opens(key, title, requester, technician))

    async def tells(self, key: str, *, by: str, **changes: object) -> None:
        await self._deliver(self.tickets.tells(key, by=by, **changes))

    async def resolves(self, key: str) -> None:
        await self.tells(key, by="sam", status="resolved", resolved_at=self.clock().isoformat())

    async def _deliver(self, delivery: Delivery) -> None:
        headers, content = delivery
        answer = await self.door.post(HOOK, content=content, headers=headers)
        assert answer.status_code == 202, answer.text
        await self.passes(A_MOMENT)

    # --- time ------------------------------------------------------------------------------

    async def passes(self, time: timedelta) -> None:
        """From one quarter of an hour to the next, and all that is due happens."""
        until = self.clock() + time
        while self.clock() < until:
            self.clock.turn_to(min(until, self.clock() + STEP))
            await self._settles()

    async def at(self, clock_time: str) -> None:
        """Until this time in Berlin, today."""
        hour, minute = map(int, clock_time.split(":"))
        local = self.clock().astimezone(CAST_ZONE)
        then = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        assert then > local, f"it is {local:%H:%M} already"
        await self.passes(then - local)

    async def _settles(self) -> None:
        while await self.house.scheduler.once():
            self.clock.turn(timedelta(seconds=1))

    # --- people ----------------------------------------------------------------------------

    async def installs(self, name: str) -> None:
        await self._posts(name, installation())

    async def uninstalls(self, name: str) -> None:
        await self._posts(name, installation("remove"))

    async def says(self, name: str, words: str, *, under: Seen | None = None) -> None:
        said = message(words, self._id(), **({"replyToId": under["id"]} if under else {}))
        await self._posts(name, said)

    async def mentions(self, name: str, words: str) -> None:
        """Where all the others are too."""
        said = mention(f"<at>Sincerely</at> {words}", activity_id=self._id())
        await self._posts(name, said, conversation=said["conversation"])

    async def presses(self, name: str, label: str) -> None:
        """The latest button that reads like this, or that is read to people like this."""
        kept, action = self.button(name, label)
        await self.taps(name, kept, action)

    def button(self, name: str, label: str) -> tuple[Kept, Seen]:
        for kept in reversed(self.messages(name)):
            for action, words in pressable(kept.body):
                if action["type"] == EXECUTE and label in words:
                    return kept, action
        raise AssertionError(f"{name} sees no button {label!r}\n{self.everything()}")

    async def taps(self, name: str, kept: Kept, action: Seen, **filled: str) -> None:
        """As Teams posts it: what the button carries, and what was filled in beside it."""
        posted = {**action, "data": {**action["data"], **filled}}
        value = {"action": posted, "trigger": "manual"}
        pressed = invoke(
            "adaptiveCard/action", value, activity_id=f"f:{self._id()}", replyToId=kept.id
        )
        answer = await self._posts(name, pressed)
        assert answer["statusCode"] == 200, answer
        self.told.append(answer["value"])

    async def fills(self, name: str, label: str, **values: str | Sequence[str]) -> None:
        """The latest form with this label, which may be folded; choices are given as they read."""
        kept, form = self.form(name, label)
        if form["type"] == SUBMIT:
            await self._fills_in_a_dialog(name, kept, form, values)
        elif form["type"] == OPENED:
            around = inputs(without_folded(kept.body))
            (send,) = (each for each, _ in pressable(form) if each["associatedInputs"] == "auto")
            filled = filled_in([*around, *inputs(form["card"])], send["data"]["part"], values)
            await self.taps(name, kept, send, **filled)
        else:
            around = inputs(without_folded(kept.body))
            await self.taps(name, kept, form, **filled_in(around, form["data"]["part"], values))

    def form(self, name: str, label: str) -> tuple[Kept, Seen]:
        for kept in reversed(self.messages(name)):
            for each in cards.objects(kept.body):
                if each.get("title") == label and is_form(each):
                    return kept, each
        raise AssertionError(f"{name} sees no form {label!r}\n{self.everything()}")

    async def _fills_in_a_dialog(
        self, name: str, kept: Kept, opener: Seen, values: Mapping[str, str | Sequence[str]]
    ) -> None:
        wanted = invoke(
            FETCH, {"data": opener["data"]}, activity_id=f"f:{self._id()}", replyToId=kept.id
        )
        shown = (await self._posts(name, wanted))["task"]["value"]["card"]
        (send,) = (each for each, _ in pressable(shown))
        filled = filled_in(inputs(shown), send["data"]["part"], values)
        value = {"data": {**send["data"], **filled}}
        sent = invoke("task/submit", value, activity_id=f"f:{self._id()}", replyToId=kept.id)
        assert await self._posts(name, sent) == {}, "it stays open where something is wrong"

    async def posts_again(self) -> None:
        """Teams had no answer in time, and delivers the last thing once more."""
        await self._post(self.posted[-1])

    async def _posts(self, name: str, activity: Json, **more: Any) -> Json:
        """As this person does it, in our conversation with them unless it says another."""
        there = {**activity["conversation"], "id": conversation(name)}
        posted = {**activity, "from": account(name), "conversation": there, **more}
        posted = {**posted, "serviceUrl": self.teams.service_url}
        self.posted.append(posted)
        return await self._post(posted)

    async def _post(self, activity: Json) -> Json:
        token = signed(claims(self.clock(), serviceurl=self.teams.service_url))
        answer = await self.door.post(PATH, json=activity, headers={"Authorization": token})
        assert answer.status_code == 200, (answer.status_code, answer.text)
        await self.passes(A_MOMENT)
        body: Json = answer.json() if answer.content else {}
        return body

    def _id(self) -> str:
        return f"1772{next(self.ids):09}"

    # --- what people see -------------------------------------------------------------------

    async def sees(self, name: str, words: str) -> str:
        """The latest message with these words."""
        return cards.words((await self.message(name, words))["body"])

    async def message(self, name: str, words: str) -> Json:
        for kept in reversed(self.messages(name)):
            if words in cards.words(kept.body):
                return {"id": kept.id, "body": kept.body}
        raise AssertionError(f"{name} does not see {words!r}\n{self.everything()}")

    def inbox(self, name: str) -> list[str]:
        return [cards.words(kept.body) for kept in self.messages(name)]

    def last(self, name: str) -> str:
        return self.inbox(name)[-1]

    def messages(self, name: str) -> list[Kept]:
        return [each for each in self.teams.messages if each.conversation == conversation(name)]

    def everything(self) -> str:
        return "\n\n".join(
            f"[{kept.conversation}] {cards.words(kept.body)}" for kept in self.teams.messages
        )


# --- people as Teams knows them ------------------------------------------------------------------


def account(name: str) -> Json:
    """`id` is theirs for this bot alone."""
    aad_id = str(uuid5(NAMESPACE_DNS, f"{name}.example"))
    return {"id": f"29:{name}", "name": EVERYBODY[name].name, "aadObjectId": aad_id}


def conversation(name: str) -> str:
    """Ours with them, as `FaultyTeams` calls it too where it opens one."""
    return f"a:29:{name}"


def member(name: str) -> Json:
    return {
        **account(name),
        "email": EVERYBODY[name].email,
        "userPrincipalName": EVERYBODY[name].email,
        "userRole": "user",
        "tenantId": TENANT,
    }


# --- cards as Teams uses them --------------------------------------------------------------------


def pressable(thing: Any) -> Iterator[tuple[Seen, tuple[str, ...]]]:
    """What can be pressed, with the words by which it is found."""
    for each in cards.objects(thing):
        if (press := each.get("selectAction")) is not None:
            shown = cards.words({"attachments": [{"content": each.get("items", ())}]})
            yield press, (shown, press["title"])
        for action in each.get("actions", ()):
            if action["type"] in {EXECUTE, SUBMIT}:
                yield action, (action["title"],)


def is_form(thing: Seen) -> bool:
    """Folded, in a dialog of its own, or just here."""
    match thing.get("type"):
        case "Action.ShowCard":
            return True
        case "Action.Submit":
            asked: Json = thing["data"].get("msteams", {})
            return asked.get("type") == FETCH
        case "Action.Execute":
            return bool(thing["associatedInputs"] == "auto")
        case _:
            return False


def inputs(thing: Any) -> list[Seen]:
    return [each for each in cards.objects(thing) if str(each.get("type")).startswith("Input.")]


def without_folded(thing: Any) -> Any:
    """What stands in forms that are folded is not sent along with what stands around them."""
    match thing:
        case {"type": "Action.ShowCard"}:
            return {}
        case Mapping():
            return {name: without_folded(value) for name, value in thing.items()}
        case list():
            return [without_folded(each) for each in thing]
        case _:
            return thing


def filled_in(
    fields: Sequence[Seen], part: int, values: Mapping[str, str | Sequence[str]]
) -> dict[str, str]:
    """Everything that stands in the fields, by their ids, as soon as `values` are written there.

    Teams sends nothing as long as something that is required is missing.
    """
    filled = {field["id"]: str(field["value"]) for field in fields if "value" in field}
    ids = {field["id"]: field for field in fields}
    for name, value in values.items():
        (id_,) = (each for each in ids if each in {f"{part}.{name}", f"{part}!{name}"})
        filled[id_] = chosen(ids[id_], value)
    required = [field["id"] for field in fields if field.get("isRequired")]
    missing = [id_ for id_ in required if not filled.get(id_)]
    assert not missing, f"Teams asks for {missing} first"
    return filled


def chosen(field: Seen, value: str | Sequence[str]) -> str:
    if field["type"] == "Input.Text":
        assert isinstance(value, str)
        return value
    given = (value,) if isinstance(value, str) else value
    values = {cards.read(choice["title"]): choice["value"] for choice in field["choices"]}
    return ",".join(values[each] for each in given)


# --- the house -----------------------------------------------------------------------------------


@asynccontextmanager
async def open_teams_house(
    teams: FaultyTeams,
    keys: KeyServer,
    database_url: str,
    *,
    installed: Sequence[str] = tuple(PEOPLE),
) -> AsyncIterator[TeamsHouse]:
    """As `sincerely run` opens it, with tokens checked and asked for; its beats only beat when a test
    lets time pass. `installed` have the app already, as an administrator gives it to everybody."""
    clock = Clock()

    def seconds() -> float:
        return clock().timestamp()

    teams.limits = Limits(seconds)
    everybody = [member(name) for name in EVERYBODY]
    teams.rosters[CHANNEL] = everybody
    for each in everybody:
        teams.rosters[f"a:{each['id']}"] = [each]
    settings = read_settings(
        database={"url": database_url},
        sources={SOURCE: {"secret_env": "DESK_SECRET"}},
        staff=STAFF,
        teams={
            "enabled": True,
            "app_id": APP,
            "tenants": [TENANT],
            "auth": "managed-identity",
        },
    )
    environ = {
        "DESK_SECRET": HOOK_SECRET,
        "IDENTITY_ENDPOINT": f"{teams.url}/identity",
        "IDENTITY_HEADER": "a secret of Azure's",
    }
    cloud = replace(keys.cloud, service_origins=frozenset({teams.url}))
    async with AsyncExitStack() as rooms:
        house = await rooms.enter_async_context(
            open_house(
                settings,
                clock=clock,
                environ=environ,
                teams_clouds={cloud.name: cloud},
                teams_pace=seconds,
            )
        )
        transport = httpx.ASGITransport(build_app(house))
        door = await rooms.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="https://desk.example")
        )
        opened = TeamsHouse(house, teams, clock, door, TicketSystem(clock))
        for name in installed:
            await opened.installs(name)
        yield opened
