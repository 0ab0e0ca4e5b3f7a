"""The least that is needed: what the code calls, hears and offers is asked for, and nothing else."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from slack_sdk.web import async_client

from bot.channels.slack.manifest import SHORTCUTS, manifest
from bot.channels.slack.names import (
    CUSTOMIZE,
    EVENTS,
    FEATURES,
    METHODS,
    OPTIONAL_SCOPES,
    SCOPES,
    SOCKET_SCOPE,
    Callback,
)

HERE = Path(inspect.getfile(Callback)).parent
TOLD = frozenset({"names.py", "manifest.py"})
"""Where it is written down what we ask for; what we do stands in the others."""
SUBSCRIBED = {"message": "message.im"}
"""Where an event comes under another name than the one by which it is subscribed to."""


@cache
def trees() -> dict[str, ast.Module]:
    files = [file for file in sorted(HERE.glob("*.py")) if file.name not in TOLD]
    return {file.name: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def sdk_methods() -> dict[str, str]:
    """How the SDK calls a method, and how the Web API does: chat_postMessage is chat.postMessage."""
    tree = ast.parse(inspect.getsource(async_client))
    return {
        function.name: call.args[0].value
        for function in ast.walk(tree)
        if isinstance(function, ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "api_call"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def attributes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr


def called() -> set[str]:
    """Every method of the Web API that stands in our code, by either of its names."""
    known = sdk_methods()
    assert known["chat_postMessage"] == "chat.postMessage"
    names = set(known.values())
    return {
        method
        for tree in trees().values()
        for method in chain(
            (text for text in strings(tree) if text in names),
            (known[attribute] for attribute in attributes(tree) if attribute in known),
        )
    }


def test_every_method_that_is_called_has_its_permission_and_none_is_asked_for_in_vain() -> None:
    assert called() == METHODS.keys()


def test_no_permission_is_asked_for_that_nothing_needs() -> None:
    everything = chain(METHODS.values(), EVENTS.values(), FEATURES.values())
    assert {scope for scope in everything if scope} - {SOCKET_SCOPE} == SCOPES.keys()
    made = manifest(command="/sincerely", address=None, customize=False)
    assert FEATURES.keys() <= made["features"].keys()
    assert not SCOPES.keys() & OPTIONAL_SCOPES.keys()


def test_a_name_of_its_own_is_the_only_thing_that_is_optional() -> None:
    assert OPTIONAL_SCOPES.keys() == {CUSTOMIZE}
    assert any("icon_url" in set(strings(tree)) | keywords(tree) for tree in trees().values())


def listened(how: str) -> list[ast.expr]:
    """What is given to `app.event(…)`, `app.shortcut(…)` and the like in our listeners."""
    return [
        node.args[0]
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == how
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "app"
    ]


def test_every_event_that_is_subscribed_to_is_heard_and_no_other() -> None:
    heard = [ast.literal_eval(event) for event in listened("event")]
    assert sorted(SUBSCRIBED.get(event, event) for event in heard) == sorted(EVENTS)


def test_every_shortcut_that_is_offered_opens_and_no_other() -> None:
    heard = {
        Callback[found.attr] for found in listened("shortcut") if isinstance(found, ast.Attribute)
    }
    assert heard == {shortcut.callback for shortcut in SHORTCUTS}
    assert listened("command"), "whatever the command is called here"


def keywords(tree: ast.AST) -> set[str]:
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}


def test_no_method_reads_or_writes_where_we_have_no_business() -> None:
    for method in METHODS:
        assert not method.startswith(("admin.", "files.", "search.", "channels.", "groups."))
    for scope in SCOPES:
        assert not scope.startswith(("channels:", "groups:", "mpim:", "files:", "admin"))
