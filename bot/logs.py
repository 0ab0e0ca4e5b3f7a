"""Structured logs of what the program did; never of what people wrote, or who they are."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Literal

import structlog

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

log = structlog.get_logger()


def set_up(form: Literal["json", "console"], level: str) -> None:
    """For the whole process, called once at its start. Everything goes to standard error.

    What libraries log is written the same way, without the words of their exceptions; so is the
    exception that ends the process.
    """
    rendered: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    stamped: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
    ]
    structlog.configure(
        processors=[*stamped, rendered],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    theirs = logging.StreamHandler(sys.stderr)
    theirs.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, first_line, *stamped],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, rendered],
        )
    )
    logging.basicConfig(handlers=[theirs], level=max(LEVELS[level], logging.WARNING), force=True)
    sys.excepthook = crashed


def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The last word of a process that breaks, in place of Python's own, which quotes the error."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.error("crashed", exc_info=error)


def first_line(
    _logger: object, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Some (asyncio) write the failed task below it, with the words of its exception."""
    return {**entry, "event": str(entry["event"]).partition("\n")[0]}


def where_it_broke(
    _logger: object, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """The kinds of the exceptions and the places in the code, outermost first.

    Their messages stay out: those of databases and validators quote what people wrote.
    """
    given = entry.pop("exc_info", None)
    if not given:
        return entry
    if isinstance(given, tuple):
        given = given[1]
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    every = _with_causes(error) if error is not None else []
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for one in every
        for frame in traceback.extract_tb(one.__traceback__)
    ]
    return {**entry, "exception": [type(one).__name__ for one in every], "at": places}


def _with_causes(error: BaseException) -> list[BaseException]:
    """The error, what is inside it where it is a group, and what each came from; each once."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if any(one is other for other in found):
            continue
        found.append(one)
        inside = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        waiting += [*inside, *([one.__cause__] if one.__cause__ is not None else [])]
    return found
