"""You said, we did: whoever reported a cause hears when it is mended."""

from datetime import timedelta

from feedback.people import Role
from feedback.records import Rating, Visibility
from tests.house import TestHouse


async def test_those_who_reported_it_are_told_and_nobody_else(house: TestHouse) -> None:
    await rated(house, "jane", 2, "VPN")
    await rated(house, "tom", 9, "VPN")

    ready = await house.says("dora", "we did vpn: the gateway is new since Monday")
    assert ready[0].startswith("Somebody has reported trouble with VPN lately.")
    assert house.inbox("jane") == []

    told = await house.fills("dora", "Tell them", words="The gateway is new since Monday")
    assert told[0].startswith("They know now.")
    assert "You told us that VPN gave you trouble." in house.last("jane")
    assert "The gateway is new since Monday" in house.last("jane")
    assert house.inbox("tom") == []


async def test_the_same_words_are_told_once(house: TestHouse) -> None:
    await rated(house, "jane", 2, "VPN")
    for _ in range(2):
        await house.says("dora", "we did VPN: new gateway")
        await house.fills("dora", "Tell them", words="New gateway")
    assert len(house.inbox("jane")) == 1


async def test_the_unlinked_are_not_found(house: TestHouse) -> None:
    await rated(house, None, 2, "VPN")
    assert await house.says("dora", "we did VPN: new gateway") == [
        "Nobody who can be told has reported any trouble in the last 90 days."
    ]


async def test_another_service_is_asked_about(house: TestHouse) -> None:
    await rated(house, "jane", 2, "VPN")
    asked = await house.says("dora", "we did Teleport: new pads")
    assert asked[0].startswith("About which service?")
    assert "“VPN”" in asked[0]


async def test_managers_may_and_technicians_may_not(house: TestHouse) -> None:
    await rated(house, "jane", 2, "VPN")
    assert "trouble with VPN" in (await house.says("max", "you said, we did VPN: new gateway"))[0]
    assert house.known["sam"].roles == (Role.TECHNICIAN,)
    assert "trouble with VPN" not in (await house.says("sam", "we did VPN: new gateway"))[0]


async def rated(house: TestHouse, who: str | None, score: int, service: str) -> None:
    async with house.store.desk.begin() as work:
        await work.ratings.add(
            Rating(
                id=work.new_id(),
                invitation_id=None,
                ticket_id=None,
                requester_id=who,
                score=score,
                service=service,
                rated_at=house.clock() - timedelta(days=3),
                visibility=Visibility.FOLLOW_UP if who else Visibility.UNLINKED,
            )
        )
