"""First questions: each fits the person whom it is offered to, and is answered as it stands."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.conversations.answer_cards import EXAMPLES
from bot.conversations.prompts import ANYBODY, MOST, PROMPTS, prompts_of
from feedback.people import Address, Person, Role
from tests.house import TestHouse, open_test_house

SAM = Person(id="sam", name="Sam Baker", email="sam@desk.example", roles=(Role.TECHNICIAN,))


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[TestHouse]:
    async with open_test_house(sqlite_url) as house:
        yield house


def titles(*roles: Role) -> list[str]:
    return [prompt.title for prompt in prompts_of(replace(SAM, roles=roles))]


def test_everybody_is_offered_what_people_in_their_place_ask() -> None:
    assert titles(Role.REQUESTER)[0] == "How is my ticket?"
    assert titles(Role.TECHNICIAN)[0] == "What have I promised?"
    assert titles(Role.DISPATCHER)[0] == "Who waits for a word?"
    assert titles(Role.MANAGER) == titles(Role.ADMIN)
    assert titles(Role.MANAGER)[0] == "How happy are people?"
    assert prompts_of(None) == ANYBODY
    assert titles() == titles(Role.REQUESTER)


def test_who_is_several_things_is_offered_the_best_of_each() -> None:
    assert titles(Role.REQUESTER, Role.MANAGER, Role.TECHNICIAN) == [
        "How happy are people?",
        "What have I promised?",
        "How is my ticket?",
        "Why are people unhappy?",
    ]
    assert len(titles(*Role)) == MOST


@pytest.mark.parametrize("offered", [ANYBODY, *PROMPTS.values()])
def test_there_are_only_a_few_and_each_is_another(offered: tuple[object, ...]) -> None:
    assert 2 < len(offered) <= MOST
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("jane", ["Nobody has written", "Nobody has written", "This is what I keep", "Hi Jane"]),
        (
            "sam",
            ["You have no promise", "Which ticket is that for?", "You have no promise", "Hi Sam"],
        ),
        ("dora", ["All quiet", "Which ticket is that for?", "Hi Dora"]),
    ],
)
async def test_each_is_answered_as_it_stands(
    house: TestHouse, who: str, answers: list[str]
) -> None:
    await house.ticket("INC-42")
    offered = await house.router.prompts(house.address(who))
    for prompt, answer in zip(offered, answers, strict=True):
        (said, *_) = await house.says(who, prompt.message)
        assert answer in said, prompt


async def test_a_managers_are_questions_that_are_understood(house: TestHouse) -> None:
    *questions, rest = await house.router.prompts(house.address("max"))
    assert {prompt.message for prompt in questions} <= set(EXAMPLES)
    assert rest.message == "help"


async def test_a_stranger_is_offered_what_everybody_may_ask(house: TestHouse) -> None:
    assert await house.router.prompts(Address("web", "nobody", "nobody")) == ANYBODY
