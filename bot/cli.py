"""The command `sincerely`: serve, demo, chat, ask, and the keeper's tools."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from analytics.store import rebuild
from bot import logs
from bot.channels.slack.seal import new_key
from bot.channels.terminal.write import draw
from bot.clocks import Clock, TurnableClock, system_clock
from bot.commands import ask as asking
from bot.commands import chat as chatting
from bot.commands import classify as classifying
from bot.commands import dead_letters as mending
from bot.commands import demo as showing
from bot.commands import doctor as examining
from bot.commands import draft as drafting
from bot.commands import manager as managing
from bot.commands import serve as serving
from bot.commands import slack as slacking
from bot.commands import teams as teaming
from bot.commands.findings import in_words
from bot.commands.jsonl import run_jsonl
from bot.settings import Settings, SettingsError, read_settings
from bot.ticketing import replay as replaying
from bot.wiring import open_classifier, open_records
from feedback.errors import FeedbackError
from feedback.people import Role
from feedback.store import migrate
from feedback.store.engine import file_of

cli = typer.Typer(
    name="sincerely",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Human ticket updates and honest experience numbers, on your own machine.",
)

DEMO = Path("data")
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The settings; app.yaml here, if it is not given."),
]
Database = Annotated[
    str | None,
    typer.Option(help="Another database than that of the settings, e.g. sqlite+aiosqlite:///x.db"),
]
Now = Annotated[
    datetime | None,
    typer.Option(help="Another moment than now, e.g. 2026-11-18T10:00 (desk time)."),
]
Jsonl = Annotated[
    bool, typer.Option("--jsonl", help="Read JSON lines from standard input, print JSON lines.")
]


# --- for people ----------------------------------------------------------------------------------


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to listen on this machine.")] = 8710,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the last demo first.")] = False,
    tickets: Annotated[int, typer.Option(min=50, help="How much has happened.")] = 20_000,
    folder: Annotated[Path, typer.Option(help="Where the demo's desk is kept.")] = DEMO,
) -> None:
    """A living desk to try, with a year behind it; prints one address to open."""
    if fresh:
        showing.start_afresh(folder)
    settings = settings_of(
        None,
        database={"url": showing.demo_url(folder)},
        server={"web_chat": True, "host": "127.0.0.1", "port": port},
        contact={"messages_a_day": 40},  # one person lives through weeks of it in an hour
        logging={"format": "console", "level": "warning"},
    )
    console = Console()
    with bar(console) as progress:
        run(showing.demo(settings, folder, showing.greet(console.print), progress, tickets=tickets))


@cli.command()
def chat(
    who: Annotated[Role, typer.Option("--as", help="Whom you want to be.")],
    name: Annotated[str, typer.Option(help="Somebody in particular, by part of their name.")] = "",
    config: Config = None,
    database: Database = None,
) -> None:
    """Talk to the desk here in the terminal; end with “bye” or Ctrl-D."""
    settings, clock = settings_or_demo(config, database)
    run(chatting.chat(settings, who, name, Console(), clock=clock))


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="In your own words.")] = "",
    plan: Annotated[
        bool, typer.Option("--plan", help="Print how it is understood, as JSON, not the answer.")
    ] = False,
    jsonl: Jsonl = False,
    now: Now = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """A manager's question, answered with its number, how sure it is, and what is behind it."""
    settings, clock = settings_or_demo(config, database)
    zone = ZoneInfo(settings.desk.time_zone)
    moment = now.replace(tzinfo=now.tzinfo or zone) if now else clock()
    if not question and not jsonl:
        stop("What would you like to know? For example: sincerely ask “how happy are people?”")
    if jsonl or plan:
        names = run(managing.known_names(settings, moment))
        if jsonl:
            print_lines(
                run_jsonl(sys.stdin, lambda line: asking.plan_line(line, names, moment, zone))
            )
        else:
            typer.echo(as_json(asking.plan_of(question, names, moment, zone)))
        return
    for card in run(managing.answers(settings, [question], moment)):
        Console().print(draw(card, count(1)).lines)


@cli.command()
def draft(
    text: Annotated[str, typer.Option(help="The note, as you would jot it down.")] = "",
    posted_at: Annotated[str, typer.Option(help="When, e.g. 2026-11-18T10:00+01:00.")] = "",
    requester_tz: Annotated[str, typer.Option(help="Their time zone.")] = "Europe/Berlin",
    requester_name: Annotated[str, typer.Option(help="Who will read it.")] = "",
    ticket_title: Annotated[str, typer.Option(help="The problem, in their words.")] = "",
    json_wanted: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    jsonl: Jsonl = False,
) -> None:
    """Read a technician's note: what is promised, what is missing, and what would be sent."""
    if jsonl:
        print_lines(run_jsonl(sys.stdin, drafting.draft_line))
        return
    note = {
        "text": text,
        "posted_at": posted_at or system_clock().isoformat(timespec="minutes"),
        "requester_tz": requester_tz,
        "requester_name": requester_name,
        "ticket_title": ticket_title,
    }
    with complaints():
        read = drafting.draft_line(note)
    typer.echo(as_json(read) if json_wanted else drafting.in_words(read))


@cli.command()
def classify(
    text: Annotated[str, typer.Option(help="What somebody wrote with their rating.")] = "",
    score: Annotated[int | None, typer.Option(min=0, max=10, help="The rating itself.")] = None,
    jsonl: Jsonl = False,
) -> None:
    """Read a comment: the reasons in it, and the words that carry them."""
    classifier = open_classifier()
    if jsonl:
        print_lines(run_jsonl(sys.stdin, lambda line: classifying.classify_line(line, classifier)))
        return
    with complaints():
        read = classifying.classify_line({"text": text, "score": score}, classifier)
    typer.echo(as_json(read))


# --- for whoever keeps the desk ------------------------------------------------------------------


@cli.command()
def serve(
    config: Config = None,
    host: Annotated[str | None, typer.Option(help="Overrules the settings.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrules the settings.")] = None,
    database: Database = None,
) -> None:
    """Run the desk until it is asked to stop; what was begun is finished first."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = settings_of(config, server=given, **on(database))
    run(serving.serve_desk(settings, lambda address: typer.echo(f"Sincerely listens on {address}")))


@cli.command("migrate")
def bring_up_to_date(config: Config = None, database: Database = None) -> None:
    """Make the database, or bring it up to date; an SQLite file is copied before it changes."""
    settings = settings_of(config, **on(database))
    run(migrate(settings.database.url))
    typer.echo("The database is up to date.")


@cli.command()
def doctor(
    names: Annotated[bool, typer.Option("--names", help="Say who, and not only how many.")] = False,
    config: Config = None,
    database: Database = None,
) -> None:
    """Check everything that has to be right, and say what to do about whatever is not."""
    settings = settings_of(config, **on(database))
    console = Console()

    async def examine() -> bool:
        well = True
        async for finding in examining.examine(settings, system_clock, os.environ, names=names):
            well &= finding.is_well
            console.print(in_words(finding))
        return well

    if not run(examine()):
        raise typer.Exit(1)


@cli.command()
def recount(config: Config = None, database: Database = None) -> None:
    """Count everything afresh from the records, e.g. after the desk's time zone was changed."""
    settings = settings_of(config, **on(database))

    async def counted() -> int:
        async with open_records(settings) as store:
            return await rebuild(store.writer, ZoneInfo(settings.desk.time_zone))

    typer.echo(f"Counted afresh: {run(counted()):,} counts.")


@cli.command()
def replay(
    file: Annotated[Path, typer.Argument(help="The log: csv, or csv.gz.", show_default=False)],
    verify: Annotated[
        bool, typer.Option("--verify", help="Then hold our counts against the log's own.")
    ] = False,
    speed: Annotated[float, typer.Option(min=0, help="0: at once; N: N times real time.")] = 0.0,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many events.")] = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Read a real ServiceNow log into a database, and see what is derived from it."""
    settings = settings_of(config, **on(database))
    console = Console()

    async def told() -> None:
        await migrate(settings.database.url)
        async with open_records(settings) as store:
            with replaying.progress_bar(console) as progress:
                report = await replaying.replay(
                    file, store.desk, speed=speed, limit=limit, progress=progress
                )
            console.print(str(report), markup=False, highlight=False)
            if verify:
                compared = await replaying.verify(file, store.desk, limit=limit)
                console.print(str(compared), markup=False, highlight=False)

    run(told())


@cli.command("dead-letters")
def dead_letters(
    retry: Annotated[str, typer.Option(help="Take this one up again (or “all”).")] = "",
    drop: Annotated[str, typer.Option(help="Forget this one.")] = "",
    config: Config = None,
    database: Database = None,
) -> None:
    """Ticket events that could not be used, with the reason for each."""
    settings = settings_of(config, **on(database))
    for line in run(mending.dead_letters(settings, retry=retry, drop=drop)):
        typer.echo(line)


slack = typer.Typer(no_args_is_help=True, help="Set up the app in your Slack workspace.")
cli.add_typer(slack, name="slack")


@slack.command()
def manifest(
    url: Annotated[
        str, typer.Option(help="Where Slack reaches you, e.g. https://desk.example.com")
    ] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode: we call Slack, nothing comes in.")
    ] = False,
    config: Config = None,
) -> None:
    """Print what Slack asks for under “Create New App, From a manifest”, as JSON."""
    settings = settings_of(config)
    with complaints():
        made = slacking.manifest_of(settings.slack, url=url, socket=socket)
    typer.echo(json.dumps(made, ensure_ascii=False, indent=2))


@slack.command()
def key() -> None:
    """Print a fresh key for SLACK_TOKEN_KEYS, under which many workspaces' tokens are kept."""
    typer.echo(new_key())


@slack.command()
def reseal(config: Config = None, database: Database = None) -> None:
    """Keep all tokens under the newest of SLACK_TOKEN_KEYS, so that older keys can go."""
    settings = settings_of(config, **on(database))
    typer.echo(run(slacking.reseal(settings, os.environ)))


teams = typer.Typer(no_args_is_help=True, help="Set up the app in your Microsoft Teams.")
cli.add_typer(teams, name="teams")


@teams.command("package")
def app_package(
    url: Annotated[
        str, typer.Option(help="Where Teams reaches you, e.g. https://desk.example.com")
    ] = "",
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("sincerely-teams.zip"),
    number: Annotated[
        str, typer.Option("--version", help="A higher one than that which is in Teams already.")
    ] = "",
    config: Config = None,
) -> None:
    """Write the app package, which an admin uploads to Teams."""
    settings = settings_of(config)
    with complaints():
        teaming.write_package(out, teaming.package_of(settings, url=url, number=number))
    typer.echo(f"{out} is the app for Teams. docs/teams.md tells where to upload it.")


# --- helpers -------------------------------------------------------------------------------------

T = TypeVar("T")


def settings_of(config: Path | None, **overrides: Any) -> Settings:
    with complaints():
        settings = read_settings(config, **{k: v for k, v in overrides.items() if v})
    logs.set_up(settings.logging.format, settings.logging.level)
    return settings


def on(database: str | None) -> dict[str, dict[str, str]]:
    return {"database": {"url": database}} if database else {}


def settings_or_demo(config: Path | None, database: str | None) -> tuple[Settings, Clock]:
    """Whoever has no desk yet but has tried the demo means the demo's desk, on its own clock."""
    settings = settings_of(config, **on(database))
    with complaints():
        file = file_of(settings.database.url)
    if file is None or file.exists() or not (DEMO / showing.DATABASE).exists():
        return settings, system_clock
    demo_settings = settings_of(config, **on(showing.demo_url(DEMO)))
    return demo_settings, TurnableClock(DEMO / showing.CLOCK)


def as_json(read: Mapping[str, Any]) -> str:
    return json.dumps(read, ensure_ascii=False)


def run(doing: Coroutine[Any, Any, T]) -> T:
    with complaints():
        return asyncio.run(doing)


@contextmanager
def complaints() -> Iterator[None]:
    """What a person can put right is said in one plain line; anything else is a bug and shows."""
    try:
        yield
    except (SettingsError, FeedbackError) as error:
        stop(str(error))
    except ExceptionGroup as group:
        understood, other = group.split((SettingsError, FeedbackError))
        if other is not None or understood is None:
            raise
        stop(str(understood.exceptions[0]))
    except KeyboardInterrupt:
        stop("Stopped.", code=130)


def stop(words: str, code: int = 1) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(code)


def print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)


@contextmanager
def bar(console: Console) -> Iterator[showing.Tell]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Filling the desk", total=None)
        yield lambda what, done, total: progress.update(
            task, description=what, completed=done, total=total
        )


def main() -> None:
    cli()
