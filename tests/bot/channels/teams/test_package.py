"""What Teams is told of us is what the code does, in shapes that Teams takes."""

import io
import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest

from bot.channels.teams.icons import colour_icon, outline_icon
from bot.channels.teams.package import (
    COMMANDS,
    LONGEST_COMPANY,
    MANIFEST,
    SCHEMA,
    About,
    command_list,
    manifest,
    package,
    public_address,
)
from bot.conversations.prompts import ANYBODY
from feedback.errors import Unusable
from tests.peers.npm import installed

APP = "7d7a6f6e-1f0a-4b6e-9a51-0d5e3c2b1a00"
ADDRESS = "https://desk.example.com/it"
ABOUT = About(
    company="Example's Service Desk",
    website="https://example.com/it",
    privacy="https://example.com/privacy",
    terms="https://example.com/terms",
)
MADE = manifest(app_id=APP, address=ADDRESS, about=ABOUT, version="0.1.0")


def packed() -> ZipFile:
    made = package(app_id=APP, address=ADDRESS, about=ABOUT, version="0.1.0")
    return ZipFile(io.BytesIO(made))


# --- Microsoft's own schema ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> Mapping[str, Any]:
    """Of the manifests' version, as Microsoft's own package has it."""
    kept = installed("@microsoft/app-manifest") / "build" / "json-schemas" / "teams"
    file: Path = kept / f"v{MANIFEST}" / "MicrosoftTeams.schema.json"
    read: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8-sig"))
    return read


def complaints(schema: Mapping[str, Any], made: object) -> list[str]:
    found: Iterable[Any] = jsonschema.Draft4Validator(schema).iter_errors(made)
    return [error.json_path for error in found]


def test_microsofts_schema_takes_it(schema: Mapping[str, Any]) -> None:
    assert MADE["$schema"] == SCHEMA
    assert complaints(schema, MADE) == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"id": "sincerely"}, "$.id"),
        ({"manifestVersion": 1.19}, "$.manifestVersion"),
        ({"name": {"short": "x" * 31, "full": "x"}}, "$.name.short"),
        ({"icons": {"color": "color.png"}}, "$.icons"),
        ({"bots": [{"botId": APP, "scopes": ["everywhere"]}]}, "$.bots[0].scopes[0]"),
        ({"unheard of": 1}, "$"),
    ],
)
def test_the_schema_would_have_complained(
    schema: Mapping[str, Any], wrong: Mapping[str, Any], where: str
) -> None:
    assert where in complaints(schema, {**MADE, **wrong})


def test_a_long_name_of_a_desk_is_cut(schema: Mapping[str, Any]) -> None:
    about = About("x" * 99, *([ADDRESS] * 3))
    made = manifest(app_id=APP, address=ADDRESS, about=about, version="10.0.12")
    assert complaints(schema, made) == []
    assert len(made["developer"]["name"]) == LONGEST_COMPANY


# --- what it says --------------------------------------------------------------------------------


def test_it_is_one_bot_and_nothing_else() -> None:
    (bot,) = MADE["bots"]
    assert (MADE["id"], bot["botId"]) == (APP, APP)
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert not any(bot[f"supports{what}"] for what in ("Files", "Calling", "Video"))
    assert MADE["validDomains"] == ["desk.example.com"]
    assert not {"webApplicationInfo", "authorization", "composeExtensions"} & MADE.keys()


def test_commands_are_what_anybody_is_offered_and_what_we_understand() -> None:
    assert [prompt for prompt, _ in COMMANDS] == list(ANYBODY)
    for scope in MADE["bots"][0]["scopes"]:
        assert command_list(scope) in MADE["bots"][0]["commandLists"]
    offered = [each["title"] for each in MADE["bots"][0]["commandLists"][0]["commands"]]
    assert offered == [prompt.message for prompt in ANYBODY]


# --- the zip and its pictures --------------------------------------------------------------------


def test_the_package_has_three_files_at_its_top() -> None:
    with packed() as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert archive.testzip() is None
        assert json.loads(archive.read("manifest.json")) == MADE
        assert archive.read("color.png") == colour_icon()
        assert archive.read("outline.png") == outline_icon()


def test_the_same_package_has_the_same_bytes() -> None:
    first, second = (
        package(app_id=APP, address=ADDRESS, about=ABOUT, version="0.1.0") for _ in range(2)
    )
    assert first == second


def test_icons_are_as_large_as_teams_wants_them() -> None:
    colour, outline = pixels(colour_icon()), pixels(outline_icon())
    assert (len(colour), {len(row) for row in colour}) == (192, {192})
    assert (len(outline), {len(row) for row in outline}) == (32, {32})


def test_the_coloured_icon_covers_its_square() -> None:
    colour = pixels(colour_icon())
    assert {pixel[3] for row in colour for pixel in row} == {255}
    corners = {colour[y][x] for y in (0, -1) for x in (0, -1)}
    assert corners == {(0x0B, 0x6B, 0x66, 255)}
    assert len({pixel for row in colour for pixel in row}) > 2, "and has a drawing on it"


def test_the_outline_is_white_on_nothing() -> None:
    seen = [pixel for row in pixels(outline_icon()) for pixel in row if pixel[3] > 0]
    assert {pixel[:3] for pixel in seen} == {(255, 255, 255)}
    assert 100 < len(seen) < 500, "a line, not a patch"
    edge = pixels(outline_icon())
    assert not any(pixel[3] for row in (edge[0], edge[-1]) for pixel in row)


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """Of a picture with eight bits for each of red, green, blue and opacity, by its filters."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert (depth, kind, interlaced) == (8, 6, 0)
    data, at = b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw = zlib.decompress(data)
    stride, above, rows = width * 4, bytes(width * 4), []
    for y in range(height):
        start = y * (stride + 1)
        above = unfiltered(raw[start], raw[start + 1 : start + 1 + stride], above)
        rows.append([tuple(above[x : x + 4]) for x in range(0, stride, 4)])
    return rows


def unfiltered(how: int, line: bytes, above: bytes) -> bytes:
    """https://www.w3.org/TR/png-3/#9Filter-types"""
    row = bytearray(line)
    for i, value in enumerate(line):
        left, up, corner = (
            row[i - 4] if i >= 4 else 0,
            above[i],
            above[i - 4] if i >= 4 else 0,
        )
        nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        row[i] = (value + (0, left, up, (left + up) // 2, nearest)[how]) % 256
    return bytes(row)


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://desk.example.com", "https://desk.example.com"),
        ("https://desk.example.com/teams/messages", "https://desk.example.com"),
        ("https://desk.example.com/it/", ADDRESS),
    ],
)
def test_an_address_is_taken_however_it_is_typed(typed: str, address: str) -> None:
    assert public_address(typed) == address


@pytest.mark.parametrize("typed", ["http://desk.example.com", "desk.example.com", "https://"])
def test_an_address_that_teams_would_refuse_is_explained(typed: str) -> None:
    with pytest.raises(Unusable, match=r"Teams reaches you at .*desk\.example\.com"):
        public_address(typed)
