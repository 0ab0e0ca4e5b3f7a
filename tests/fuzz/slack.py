"""Looks for bytes that Slack's channel does not bear: `python -m tests.fuzz.slack --help`."""

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

TARGETS = ("door", "reading", "socket", "writing")
EVERYTHING_ELSE = (
    "slack_bolt.async_app",
    "bot.actions",
    "bot.cards",
    "bot.turns",
    "bot.channels.port",
    "feedback.directory",
    "tests.bot.channels.slack.payloads",
    "tests.bot.channels.samples",
)
"""What Slack's channel stands on is imported first, so that its own folder alone is watched."""
BYTES = 1 << 14
"""Of one input at most."""
SLOWEST = 20
"""Seconds for one input, by the clock on the wall and on a busy machine."""
MEMORY = 1024
"""MiB of the whole process."""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    atheris: Any = import_module("atheris")  # for Linux on x86-64 only
    for name in EVERYTHING_ELSE:
        import_module(name)
    with atheris.instrument_imports(include=["bot"]):
        targets: Any = import_module("tests.fuzz.slack_targets")

    fork = multiprocessing.get_context("fork")
    failed = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as corpora:
        for name in asked.target or TARGETS:
            work = (atheris, targets, name, Path(corpora) / name, asked)
            process = fork.Process(target=fuzz, args=work)
            process.start()
            process.join()
            failed += [name] if process.exitcode else []
    if failed:
        print(f"Failed: {', '.join(failed)}. What made them fail is in {asked.found}.")
    return bool(failed)


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz.slack", description=__doc__)
    options.add_argument(
        "target", nargs="*", type=known, metavar="TARGET", help=f"of {', '.join(TARGETS)}; or all"
    )
    options.add_argument("--seconds", type=int, default=60, help="for each target")
    options.add_argument("--runs", type=int, default=-1, help="of each target at most")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--found", type=Path, default=Path(tempfile.gettempdir()), help="where to leave what fails"
    )
    options.add_argument("--again", type=Path, help="only this input, which has failed before")
    return options


def known(name: str) -> str:
    if name not in TARGETS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(TARGETS)}")
    return name


def fuzz(atheris: Any, targets: Any, name: str, corpus: Path, asked: argparse.Namespace) -> None:
    """Does not return: the fuzzer ends the process."""
    make, seeds = targets.TARGETS[name]
    target = make(targets.World())

    def once(data: bytes) -> None:
        try:
            target(targets.Choices(atheris.FuzzedDataProvider(data)))
        except BaseException:
            (asked.found / f"{name}-{sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise

    options = [
        f"-max_total_time={asked.seconds}",
        f"-runs={asked.runs}",
        f"-seed={asked.seed}",
        f"-max_len={BYTES}",
        f"-timeout={SLOWEST}",
        f"-report_slow_units={SLOWEST}",
        f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={asked.found}/{name}-",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    if asked.again:
        options = [str(asked.again)]
    else:
        corpus.mkdir()
        begin(corpus, [*seeds(), *noise(asked.seed)])
        options.append(str(corpus))
    print(f"--- {name} ---", flush=True)
    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


def begin(corpus: Path, seeds: Sequence[bytes]) -> None:
    for number, data in enumerate(seeds):
        (corpus / f"{number:04}").write_bytes(data)


def noise(seed: int) -> list[bytes]:
    random = Random(seed)
    return [random.randbytes(size) for size in (8, 16, 32, 64, 128) for _ in range(4)]


if __name__ == "__main__":
    sys.exit(main())
