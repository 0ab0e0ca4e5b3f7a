"""Who works here, in app.yaml: short to write, and what is wrong is said without naming anybody."""

import json
import traceback
from pathlib import Path

import pytest
import yaml

from bot.settings import SettingsError, read_settings
from feedback.people import Role
from feedback.staff import Staff

APP_YAML = Path(__file__).parents[2] / "app.yaml"


def listed(tmp_path: Path, text: str) -> Staff:
    file = tmp_path / "desk.yaml"
    file.write_text(f"staff: {text}", encoding="utf-8")
    return read_settings(file).staff


def test_one_role_or_several(tmp_path: Path) -> None:
    assert listed(tmp_path, "{max@x.example: manager, dora@x.example: [dispatcher, admin]}") == {
        "max@x.example": (Role.MANAGER,),
        "dora@x.example": (Role.DISPATCHER, Role.ADMIN),
    }
    assert listed(tmp_path, "{}") == {}


def test_an_address_is_kept_as_the_desk_keeps_it_and_a_role_once(tmp_path: Path) -> None:
    assert listed(tmp_path, "{Max@X.Example: [manager, manager]}") == {
        "max@x.example": (Role.MANAGER,)
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{jane@x.example: managr}", "number 1 has a role that I don't know (did you mean manager"),
        ("{jane@x.example: [Technician]}", "(did you mean technician?); every line of this is"),
        ("{jane@x.example: owner}", "number 1 has a role that I don't know; every line"),
        ("{jane@x.example: requester}", "number 1 is to be a requester, and nobody is made one"),
        ("{jane@x.example: []}", "number 1 has no role"),
        ("{jane@x.example: }", "number 1 has no role"),
        ("{jane@x.example: {role: manager}}", "number 1 has no role"),
        ("{jane@x.example: [[manager]]}", "number 1 has a role that I don't know"),
        ("{a@x.example: manager, jane: admin}", "number 2 has no e-mail address"),
        ("{a@x.example: manager, 7: admin}", "number 2 has no e-mail address"),
        ("{jane@x.example: admin, Jane@x.example: manager}", "number 2 is somebody who stands"),
        ("[jane@x.example]", "every line of this is an e-mail address and a role"),
        ("", "(there are technician, dispatcher, manager, admin)"),
    ],
)
def test_what_cannot_be_right_is_told_by_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=r"desk\.yaml: staff: ") as caught:
        listed(tmp_path, text)
    assert complaint in str(caught.value)
    assert "jane" not in "".join(traceback.format_exception(caught.value)).lower()


def test_the_environment_adds_to_the_file_and_overrules_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"max@x.example": "admin", "eve@x.example": ["technician"]}
    monkeypatch.setenv("SINCERELY_STAFF", json.dumps(there))
    assert listed(tmp_path, "{max@x.example: manager, dora@x.example: dispatcher}") == {
        "max@x.example": (Role.ADMIN,),
        "dora@x.example": (Role.DISPATCHER,),
        "eve@x.example": (Role.TECHNICIAN,),
    }


def test_the_example_in_app_yaml_is_one_we_take(tmp_path: Path) -> None:
    lines = APP_YAML.read_text(encoding="utf-8").splitlines()
    begin = lines.index("#   staff:")
    example = "\n".join(line.removeprefix("#   ") for line in lines[begin : begin + 3])
    text = yaml.safe_dump(yaml.safe_load(example)["staff"], default_flow_style=True, width=500)
    assert listed(tmp_path, text) == {
        "max@example.org": (Role.MANAGER,),
        "dora@example.org": (Role.DISPATCHER, Role.TECHNICIAN),
    }
