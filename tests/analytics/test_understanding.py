"""Examples of our own; the measured ones stay outside (see tests/bench/questions.py)."""

from datetime import date
from typing import Any

import pytest

from analytics.periods import in_words
from analytics.plan import Clarify, Doubt, MetricName, Plan, Refuse, Unknown, to_json
from analytics.understanding import understand
from analytics.vocabulary import Vocabulary
from bot.demo.names import VOCABULARY

DESK = Vocabulary(VOCABULARY, people=("Sam Okoro", "Ines Moreau"))
TODAY = date(2026, 11, 18)
NOVEMBER = ["2026-11-01", "2026-11-19"]
OCTOBER = ["2026-10-01", "2026-11-01"]
SEPTEMBER = ["2026-09-01", "2026-10-01"]
Q4 = ["2026-10-01", "2026-11-19"]
Q3 = ["2026-07-01", "2026-10-01"]
Q2 = ["2026-04-01", "2026-07-01"]
THIS_YEAR = ["2026-01-01", "2026-11-19"]


def answer(metric: str, period: Any = "default", **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"by": [], "grain": None, "where": {}, "against": None}
    return {"outcome": "answer", "metric": metric, "period": period, **empty, **more}


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("How happy are our users this month?", answer("happiness", NOVEMBER)),
        ("Which team makes people happiest?", answer("happiness", by=["team"])),
        ("happiness by office for Q2", answer("happiness", Q2, by=["location"])),
        (
            "Are people at Contoso happier than last quarter?",
            answer("happiness", Q4, where={"organisation": ["Contoso"]}, against=Q3),
        ),
        (
            "csat for VPN year over year, Q3",
            answer("csat", Q3, where={"service": ["VPN"]}, against=["2025-07-01", "2025-10-01"]),
        ),
        ("survey return rate per team last quarter", answer("response_rate", Q3, by=["team"])),
        ("How many people answered our surveys in September?", answer("rating_count", SEPTEMBER)),
        (
            "how many tickets did Field Support close last week",
            answer("ticket_count", ["2026-11-09", "2026-11-16"], where={"team": ["Field Support"]}),
        ),
        (
            "How much working time did Wi-Fi trouble cost people in Q3?",
            answer("lost_time", Q3, where={"service": ["Wi-Fi"]}),
        ),
        ("Why are people unhappy with SAP?", answer("pain_points", where={"service": ["SAP"]})),
        (
            "What do people like about onboarding?",
            answer("delights", where={"service": ["Onboarding"]}),
        ),
        (
            "show me comments about the laptop service from Berlin",
            answer("comments", where={"service": ["Laptop"], "location": ["Berlin"]}),
        ),
        (
            "How long do people wait for a first answer by phone?",
            answer("first_response_time", where={"channel": ["phone"]}),
        ),
        (
            "average time to resolve p1 incidents by team this year",
            answer(
                "resolution_time",
                THIS_YEAR,
                by=["team"],
                where={"priority": ["p1"], "kind": ["incident"]},
            ),
        ),
        (
            "reopen rate of Fabrikam in October vs September",
            answer("reopen_rate", OCTOBER, where={"organisation": ["Fabrikam"]}, against=SEPTEMBER),
        ),
        ("old tickets older than 30 days per team", answer("aged_tickets", by=["team"])),
        ("how often are tickets reassigned between teams", answer("hops")),
        ("which services have the most watermelons?", answer("watermelons", by=["service"])),
        ("Did we keep our promises last month?", answer("promises_kept", OCTOBER)),
        (
            "promises kept by team in Q3 compared with Q2",
            answer("promises_kept", Q3, by=["team"], against=Q2),
        ),
        ("how many unhappy users did we follow up on this quarter", answer("loops", Q4)),
        (
            "happiness for chat vs phone in Q3",
            answer("happiness", Q3, by=["channel"], where={"channel": ["chat", "phone"]}),
        ),
        (
            "happiness via email last month",
            answer("happiness", OCTOBER, where={"channel": ["email"]}),
        ),
        (
            "Outlook happiness last month",
            answer("happiness", OCTOBER, where={"service": ["Email"]}),
        ),
        (
            "happiness without Singapore, last month",
            answer("happiness", OCTOBER, where={"location": ["Berlin", "London", "Austin"]}),
        ),
        (
            "how has satisfaction at Globex developed since January",
            answer("happiness", THIS_YEAR, grain="month", where={"organisation": ["Globex"]}),
        ),
        (
            "how many said they had to repeat themselves, by team, Q3",
            answer("pain_points", Q3, by=["team"], where={"factor": ["repeated_explaining"]}),
        ),
        (
            "Which office complains most about being left in the dark?",
            answer("pain_points", by=["location"], where={"factor": ["uninformed"]}),
        ),
        (
            "hapiness of fabricam last mont",
            answer("happiness", OCTOBER, where={"organisation": ["Fabrikam"]}),
        ),
        (
            "I have the board meeting on Friday. How is the VPN service doing this month?",
            answer("happiness", NOVEMBER, where={"service": ["VPN"]}),
        ),
        (
            "pain points for all services but SAP, VPN and email problems",
            answer(
                "pain_points",
                where={
                    "service": [
                        *("Laptop", "Printing", "Onboarding", "Password reset", "Wi-Fi"),
                        "Software request",
                    ]
                },
            ),
        ),
        (
            "how many tickets were solved the same day in London last month",
            answer("same_day_closure_rate", OCTOBER, where={"location": ["London"]}),
        ),
        (
            "Are phone users happier than chat users?",
            answer("happiness", by=["channel"], where={"channel": ["phone", "chat"]}),
        ),
        (
            "How does Singapore compare with the other sites on csat?",
            answer("csat", by=["location"]),
        ),
        ("why did csat drop in September?", answer("pain_points", SEPTEMBER)),
        (
            "Do people at Fabrikam still fill in our surveys? Compare Q3 to Q2",
            answer("response_rate", Q3, where={"organisation": ["Fabrikam"]}, against=Q2),
        ),
        (
            "happiness this month vs same month last year",
            answer("happiness", NOVEMBER, against=["2025-11-01", "2025-12-01"]),
        ),
        (
            "happiness between 1 and 15 September",
            answer("happiness", ["2026-09-01", "2026-09-16"]),
        ),
        ("how many people got unhappy in october", answer("happiness", OCTOBER)),
        ("how many people became unhappy last month?", answer("happiness", OCTOBER)),
        ("did we get back to unhappy people in October", answer("loops", OCTOBER)),
        ("how often did we miss promises in october", answer("promises_kept", OCTOBER)),
        (
            "do we answer faster on chat or phone",
            answer("first_response_time", by=["channel"], where={"channel": ["chat", "phone"]}),
        ),
        (
            "how many people did not get their problem solved in Q3",
            answer("pain_points", Q3, where={"factor": ["unresolved"]}),
        ),
        (
            "how many people had to explain themselves twice in october",
            answer("pain_points", OCTOBER, where={"factor": ["repeated_explaining"]}),
        ),
        ("how many did not answer the survey in october", answer("response_rate", OCTOBER)),
        ("why r ppl unhappy w/ the vpn", answer("pain_points", where={"service": ["VPN"]})),
        (
            "whats the csat of filed support last moth",
            answer("csat", OCTOBER, where={"team": ["Field Support"]}),
        ),
        ("hapines by tema last quater", answer("happiness", Q3, by=["team"])),
        (
            "happiness for everyone but Contoso this quarter",
            answer("happiness", Q4, where={"organisation": ["Northwind", "Fabrikam", "Globex"]}),
        ),
        (
            "happiness in the second half of october",
            answer("happiness", ["2026-10-16", "2026-11-01"]),
        ),
        (
            "csat in the last week of september",
            answer("csat", ["2026-09-24", "2026-10-01"]),
        ),
        ("happiness this year without november", answer("happiness", ["2026-01-01", "2026-11-01"])),
        ("csat in Q3, but not in September", answer("csat", ["2026-07-01", "2026-09-01"])),
        ("happiness by team last month, not this month", answer("happiness", OCTOBER, by=["team"])),
        (
            "aged tickets at the end of october by team",
            answer("aged_tickets", OCTOBER, by=["team"]),
        ),
        (
            "Never mind the tickets. Are people in London happy?",
            answer("happiness", where={"location": ["London"]}),
        ),
    ],
)
def test_an_answerable_question(question: str, plan: dict[str, Any]) -> None:
    assert to_json(understand(question, DESK, TODAY)) == plan


@pytest.mark.parametrize(
    ("question", "doubt", "about"),
    [
        ("happiness in Paris", Doubt.UNKNOWN_WORD, "paris"),
        ("happiness for the Teams service", Doubt.UNKNOWN_WORD, "teams"),
        ("scores since the SAP migration", Doubt.UNKNOWN_WORD, "migration"),
        ("scores under 5", Doubt.UNKNOWN_WORD, "5"),
        ("how long does a Tokyo ticket take", Doubt.UNKNOWN_WORD, "tokyo"),
        ("email happiness last month?", Doubt.TWO_MEANINGS, "email"),
        ("satisfaction lately?", Doubt.VAGUE_TIME, "lately"),
        ("happiness before october", Doubt.VAGUE_TIME, "before october"),
        ("happiness at the end of october", Doubt.PART_OF_TIME, "at the end of october"),
        ("csat, end of last month", Doubt.PART_OF_TIME, "end of last month"),
        ("promises kept mid october", Doubt.PART_OF_TIME, "mid october"),
        ("happiness by service, not in october", Doubt.TIME_LEFT_OUT, "october"),
        ("pain points this year except august", Doubt.TIME_LEFT_OUT, "august"),
        ("happiness in october, excluding october", Doubt.NOTHING_LEFT, ""),
        ("happiness next month", Doubt.FUTURE, "next month"),
        ("Was October better than September?", Doubt.NO_METRIC, ""),
        ("happiness except Berlin, London, Austin and Singapore", Doubt.NOTHING_LEFT, ""),
    ],
)
def test_we_ask_back(question: str, doubt: Doubt, about: str) -> None:
    understood = understand(question, DESK, TODAY)
    assert isinstance(understood, Clarify)
    assert (understood.doubt, understood.about) == (doubt, about)


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("happiness end of last month", ["25 to 31 October 2026", "October 2026"]),
        ("happiness at the start of Q3", ["July 2026", "Q3 2026"]),
        ("csat in mid Q3", ["August 2026", "Q3 2026"]),
        ("happiness at the end of this month", ["1 to 18 November 2026"]),
        ("happiness, not in october", ["September 2026", "1 to 18 November 2026"]),
        ("csat in Q3 but not in August", ["July 2026", "September 2026"]),
        ("happiness in October compared with the end of August", []),
    ],
)
def test_what_is_offered_for_a_time_in_doubt_can_be_asked(question: str, times: list[str]) -> None:
    understood = understand(question, DESK, TODAY)
    assert isinstance(understood, Clarify)
    assert [one.label for one in understood.choices] == times
    for choice in understood.choices:
        plan = understand(choice.words, DESK, TODAY)
        assert isinstance(plan, Plan)
        assert plan.period is not None
        assert in_words(plan.period) == choice.label


@pytest.mark.parametrize("time", ["in jan", "since Jan", "Jan 2026", "from jan to march"])
def test_a_month_that_is_also_a_name_is_a_month(time: str) -> None:
    understood = understand(f"happiness {time}", DESK, TODAY)
    assert isinstance(understood, Plan)
    assert understood.period is not None
    assert understood.period.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("unhappiest service this year", "service"),
        ("which is the happiest team?", "team"),
        ("most unhappy location last month", "location"),
        ("lowest happiness client", "organisation"),
    ],
)
def test_the_happiest_of_a_kind_is_a_breakdown(question: str, by: str) -> None:
    understood = understand(question, DESK, TODAY)
    assert isinstance(understood, Plan)
    assert (understood.metric, understood.by) == (MetricName.HAPPINESS, (by,))


def test_on_mondays_is_no_slip_for_last_monday() -> None:
    understood = understand("how happy are we on mondays", DESK, TODAY)
    assert isinstance(understood, Clarify)
    assert (understood.doubt, understood.about) == (Doubt.UNKNOWN_WORD, "mondays")


def test_getting_happier_is_a_development() -> None:
    understood = understand("are people getting happier?", DESK, TODAY)
    assert isinstance(understood, Plan)
    assert understood.grain == "month"


@pytest.mark.parametrize(
    ("question", "because"),
    [
        ("Who is our worst technician?", "technicians"),
        ("rank technicians by reopen rate", "technicians"),
        ("csat per agent last month", "technicians"),
        ("which of my people has the lowest csat", "technicians"),
        ("is Lisa doing a good job?", "technicians"),
        ("is Sam any good?", "technicians"),
        ("how happy are people with Jan", "technicians"),
        ("list the users who gave less than 5", "raters"),
        ("How is Ines doing on tickets?", "technicians"),
        ("how do Anna's ratings compare with the team", "technicians"),
        ("Which user gave us a 2 yesterday?", "raters"),
        ("who wrote the comment about the printer", "raters"),
        ("names of the people behind the bad ratings", "raters"),
    ],
)
def test_we_single_nobody_out(question: str, because: str) -> None:
    assert understand(question, DESK, TODAY) == Refuse(because)  # type: ignore[arg-type] # in the table as plain text


@pytest.mark.parametrize(
    "question",
    [
        "",
        "???",
        "what's the weather in Berlin",
        "tell me a joke",
        "delete all comments",
        "my laptop is broken",
        "please reset my VPN password",
        "Wie zufrieden sind die Nutzer?",
        "\N{FACE WITH TEARS OF JOY}" * 50,
        "‹v0› ‹m› ‹t3›",
    ],
)
def test_not_about_the_desk(question: str) -> None:
    assert understand(question, DESK, TODAY) == Unknown()


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("happiness of the team R&D (Berlin)", {"team": ["R&D (Berlin)"]}),
        ("happiness of team IT", {"team": ["IT"]}),
        ("happiness for St. Gallen", {"location": ["St. Gallen"]}),
        ("is it good? happiness", {}),
    ],
)
def test_names_as_real_desks_have_them(question: str, where: dict[str, list[str]]) -> None:
    desk = Vocabulary({"team": ("IT", "R&D (Berlin)"), "location": ("St. Gallen", "…")})
    assert to_json(understand(question, desk, TODAY)) == answer("happiness", where=where)


def test_a_desk_without_any_data_still_understands() -> None:
    assert to_json(understand("happiness last month", Vocabulary({}), TODAY)) == answer(
        "happiness", OCTOBER
    )
