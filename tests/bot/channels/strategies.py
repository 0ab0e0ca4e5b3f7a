"""Any card at all, with whatever people have ever typed in every place for words."""

from hypothesis import strategies as st

from analytics.charts import Chart, Point, Series, Unit, in_words, to_json
from bot.actions import Action, AnswerClosing, AskQuestion, Rate, SayWhy, ShowHelp
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    ChooseOne,
    Facts,
    Field,
    Form,
    Look,
    Option,
    Part,
    Picture,
    Quote,
    Scale,
    Table,
    Text,
    Write,
)
from feedback.records import Fixed
from tests.bot.channels.samples import FAR_AND_WIDE, HOSTILE

WORDS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.sampled_from(
        [*HOSTILE, FAR_AND_WIDE, "", " \n ", "x" * 3_001, "👩‍👩‍👧‍👦" * 300, "so on\n" * 700]
    ),
)
SHORT = st.text(st.characters(), max_size=30) | st.sampled_from([*HOSTILE, "words", "a" * 200])
ACTIONS: st.SearchStrategy[Action] = st.sampled_from(
    [
        AnswerClosing("c1", Fixed.YES),
        Rate("i1", 7),
        SayWhy("i1"),
        ShowHelp(),
        AskQuestion('why "' * 200),
    ]
)
VALUES = st.none() | st.floats(-100, 100) | st.sampled_from([float("nan"), float("inf")])


def some(each: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(each, max_size=most).map(tuple)


def buttons() -> st.SearchStrategy[Button]:
    return st.builds(Button, SHORT, ACTIONS, st.sampled_from(Look))


def options() -> st.SearchStrategy[tuple[Option, ...]]:
    value = st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=160)
    each = st.builds(Option, value, SHORT)
    few: st.SearchStrategy[tuple[Option, ...]] = st.lists(each, max_size=12).map(tuple)
    return few | st.integers(90, 120).map(numbered)


def numbered(most: int) -> tuple[Option, ...]:
    return tuple(Option(f"v{n}", f"Option {n}") for n in range(most))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    fields: list[Field] = []
    for number in range(draw(st.integers(0, 4))):
        name, label, offered = f"field{number}", draw(SHORT), draw(options())
        chosen = tuple(option.value for option in offered[1:3])
        long, needed = draw(st.booleans()), draw(st.booleans())
        either: list[Field] = [
            ChooseMany(name, label, offered, chosen, needed),
            ChooseOne(name, label, offered, next(iter(chosen), None), needed),
            Write(name, label, draw(SHORT), draw(WORDS), long, needed),
        ]
        fields.append(draw(st.sampled_from(either)))
    return Form(draw(ACTIONS), tuple(fields), draw(SHORT), draw(st.none() | SHORT))


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    point = st.builds(Point, SHORT, VALUES, st.just(-20.0), st.just(20.0), st.just(88))
    plain = st.builds(lambda n, value: Point(f"W{n}", value), st.integers(0, 30), st.floats(-9, 9))
    points = st.lists(point, max_size=4) | st.lists(plain, max_size=25) | many_points()
    series = st.builds(Series, SHORT, points.map(tuple))
    chart = Chart(
        draw(st.sampled_from(["bar", "line", "share"])),
        draw(SHORT),
        draw(st.sampled_from(Unit)),
        tuple(draw(st.lists(series, max_size=3))),
        draw(SHORT),
    )
    broken = draw(st.booleans()) and draw(st.booleans())
    return Picture({"kind": "?"} if broken else to_json(chart), in_words(chart))


def many_points() -> st.SearchStrategy[list[Point]]:
    return st.integers(0, 130).map(lambda n: [Point(f"d{i}", i, i - 1, i + 1, i) for i in range(n)])


PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, WORDS, st.booleans()),
    st.builds(Quote, WORDS, st.none() | SHORT),
    st.builds(Facts, st.lists(st.tuples(SHORT, WORDS), max_size=12).map(tuple)),
    st.builds(Table, some(SHORT, 22), st.lists(some(SHORT | WORDS, 4), max_size=4).map(tuple)),
    st.builds(
        Table,
        st.just(("Ticket", "State")),
        st.integers(0, 130).map(lambda n: tuple((f"INC-{i}", "open") for i in range(n))),
    ),
    pictures(),
    st.builds(Buttons, st.lists(buttons(), max_size=30).map(tuple)),
    st.builds(Scale, st.lists(buttons(), max_size=12).map(tuple), SHORT, SHORT),
    forms(),
)
CARDS = st.builds(Card, WORDS, st.lists(PARTS, max_size=12).map(tuple), st.none() | SHORT)
