"""A card with every kind of part, and words that have broken other people's chats."""

from analytics import charts
from bot.actions import (
    AnswerClosing,
    DropUpdate,
    EditUpdate,
    EraseMe,
    Rate,
    SayWhy,
    ShowHelp,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChooseMany,
    ChooseOne,
    Facts,
    Form,
    Look,
    Option,
    Picture,
    Quote,
    Scale,
    Table,
    Text,
    Write,
)
from feedback.records import Fixed

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></details><at>Everyone</at>",
    "<!channel> <@U012AB3CD> <https://x.example|safe>",
    "[bold red]rich[/] [link=https://x.example]here[/link]",
    "{{ 7 * 7 }} {% raw %} ${7*7} %(x)s {0}",
    "&amp;lt; *stars* _under_ ~strike~ `ticks`",
)
FAR_AND_WIDE = "שלום עולם · مرحبا بالعالم · 你好 · नमस्ते · 👩‍👩‍👧‍👦🏳️‍🌈👍🏽 · Zoë"
ENDLESS = "a word and 100,000 more: " + "Ünïcode😀 " * 10_000

HAPPINESS = charts.Chart(
    "bar",
    "Happiness by service",
    charts.Unit.POINTS,
    (
        charts.Series(
            "Happiness",
            (
                charts.Point("VPN", -12, -25, 3, 88),
                charts.Point("Laptop", 41, 30, 52, 143),
                charts.Point("SAP", None),
            ),
        ),
    ),
    "Where the true value very likely lies.",
)


def full(words: str = "words") -> Card:
    """Every kind of part and field; `words` stand wherever a person's words can stand."""
    return Card(
        f"A title: {words}",
        (
            Text(f"A text: {words}"),
            Text("In small print", quiet=True),
            Quote(f"A quote: {words}", f"by {words}"),
            Facts(((f"A label: {words}", f"A value: {words}"),)),
            Table(("Ticket", f"Heading {words}"), (("INC-1", f"A cell: {words}"),)),
            Picture(charts.to_json(HAPPINESS), charts.in_words(HAPPINESS)),
            Buttons(
                (
                    Button(f"A button: {words}", AnswerClosing("c1", Fixed.YES), Look.MAIN),
                    Button("No", AnswerClosing("c1", Fixed.NOT_YET)),
                    Button("Erase me", EraseMe(sure=True), Look.DANGER),
                )
            ),
            Scale(tuple(Button(str(n), Rate("i1", n)) for n in range(11)), "Awful", "Lovely"),
            Form(
                SayWhy("i1"),
                (
                    ChooseMany(
                        "factors",
                        "Whatever fits",
                        (Option("slow", f"Too slow: {words}"), Option("rude", "Unfriendly")),
                        ("rude",),
                    ),
                    ChooseOne(
                        "lost", "Time lost", (Option("0", "None"), Option("15", "Some")), "15"
                    ),
                    Write("comment", "In your own words", f"A hint: {words}", f"Filled: {words}"),
                    Write("short", "In one line", filled=f"Short: {words}", long=False),
                ),
                "Send it",
            ),
            Form(EditUpdate("d1"), (Write("words", "Your words"),), "Read it", "Change it"),
            Buttons((Button("Drop it", DropUpdate("d1")), Button("Help", ShowHelp()))),
        ),
        by=f"Sam {words}",
    )


VISIBLE = (
    "A title: words",
    "A text: words",
    "In small print",
    "A quote: words",
    "by words",
    "A label: words",
    "A value: words",
    "Heading words",
    "INC-1",
    "A cell: words",
    "VPN",
    "−12 (−25 to +3, n 88)",
    "Laptop",
    "too few to say",
    "A button: words",
    "Erase me",
    "Awful",
    "10",
    "Lovely",
    "Change it",
    "Drop it",
    "Sam words",
)
"""What of `full()` must be seen on every channel before anything is pressed."""
