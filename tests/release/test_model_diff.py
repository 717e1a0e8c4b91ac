"""``tools.model_diff`` reports every addition, removal and change of a new AppStream model."""

from __future__ import annotations

import copy
import gzip
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.model_diff import describe, facts_of, identify, main, read_model

Json = dict[str, Any]
SERVICE: Json = {
    "metadata": {"protocol": "json"},
    "operations": {
        "StartFleet": {
            "input": {"shape": "StartFleetRequest"},
            "errors": [{"shape": "NotFound"}],
            "documentation": "<p>Starts it.</p>",
        },
    },
    "shapes": {
        "StartFleetRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {
                "Name": {"shape": "String"},
                "InstanceType": {
                    "shape": "String",
                    "documentation": "<ul> <li> <p>stream.big</p> </li> </ul>",
                },
            },
        },
        "NotFound": {"type": "structure", "members": {}},
        "String": {"type": "string", "max": 10},
        "State": {"type": "string", "enum": ["UP", "DOWN"]},
    },
}


def model_after(edit: Callable[[Json], object]) -> Json:
    service = copy.deepcopy(SERVICE)
    edit(service)
    return {"service-2": service}


def reported(edit: Callable[[Json], object], *, backwards: bool = False) -> str:
    old, new = {"service-2": SERVICE}, model_after(edit)
    return describe(new, old) if backwards else describe(old, new)


def shape(service: Json, name: str) -> Json:
    found: Json = service["shapes"][name]
    return found


ADDITIONS: list[tuple[Callable[[Json], object], str, str]] = [
    (
        lambda s: s["operations"].update(StopFleet={"errors": []}),
        "Operations",
        "- `StopFleet`",
    ),
    (
        lambda s: s["shapes"].update(Tags={"type": "list"}),
        "Shapes",
        "- `Tags`: `list`",
    ),
    (
        lambda s: shape(s, "NotFound")["members"].update(Message={"shape": "String"}),
        "Members",
        "- `NotFound`: `Message` (`String`)",
    ),
    (
        lambda s: shape(s, "State")["enum"].extend(["STUCK", "LOST"]),
        "Enum values",
        "- `State`: `STUCK`, `LOST`",
    ),
    (
        lambda s: shape(s, "StartFleetRequest")["required"].append("InstanceType"),
        "Required members",
        "- `StartFleetRequest`: `InstanceType`",
    ),
    (
        lambda s: s["operations"]["StartFleet"]["errors"].append({"shape": "InUse"}),
        "Errors of operations",
        "- `StartFleet`: `InUse`",
    ),
    (
        lambda s: shape(s, "String").update(pattern="a`b"),
        "Limits",
        "- `String`: `pattern` (``a`b``)",
    ),
    (
        lambda s: shape(s, "String").update(sensitive=True),
        "Everything else",
        "- `String`: `sensitive` (`true`)",
    ),
    (
        lambda s: shape(s, "StartFleetRequest")["members"]["Name"].update(deprecated=True),
        "Everything else",
        "- `StartFleetRequest.Name`: `deprecated` (`true`)",
    ),
]


@pytest.mark.parametrize(("edit", "kind", "line"), ADDITIONS)
def test_additions_are_reported_and_are_removals_in_reverse(
    edit: Callable[[Json], object], kind: str, line: str
) -> None:
    assert reported(edit) == f"### {kind} added\n\n{line}\n"
    assert reported(edit, backwards=True) == f"### {kind} removed\n\n{line}\n"


def test_changed_types_limits_and_settings_show_both_values() -> None:
    def edit(service: Json) -> None:
        shape(service, "StartFleetRequest")["members"]["Name"]["shape"] = "Name"
        shape(service, "String")["max"] = 20
        service["metadata"]["protocol"] = "cbor"

    assert reported(edit).splitlines() == [
        "### Members changed",
        "",
        "- `StartFleetRequest`: `Name` `String` → `Name`",
        "",
        "### Limits changed",
        "",
        "- `String`: `max` `10` → `20`",
        "",
        "### Everything else changed",
        "",
        '- `service`: `metadata` `{"protocol": "json"}` → `{"protocol": "cbor"}`',
    ]


def test_changed_texts_are_reported_without_their_sentences() -> None:
    def edit(service: Json) -> None:
        service["operations"]["StartFleet"]["documentation"] = "<p>Starts it, later.</p>"
        shape(service, "StartFleetRequest")["members"]["InstanceType"]["documentation"] = (
            "<p>One of:</p> <ul> <li>stream.small</li> <li>two words</li> </ul> <code>BIG</code>"
        )

    assert reported(edit).splitlines() == [
        "### Values listed in texts added",
        "",
        "- `StartFleetRequest.InstanceType`: `stream.small`, `BIG`",
        "",
        "### Values listed in texts removed",
        "",
        "- `StartFleetRequest.InstanceType`: `stream.big`",
        "",
        "### Texts changed",
        "",
        "- `StartFleet`",
        "- `StartFleetRequest.InstanceType`",
    ]


def test_paginators_and_waiters_are_compared() -> None:
    old = {"service-2": SERVICE, "waiters-2": {"Up": {"delay": 30}}}
    new = {"service-2": SERVICE, "paginators-1": {"List": {"result_key": "X"}}, "waiters-2": {}}
    assert describe(old, new).splitlines() == [
        "### Paginators added",
        "",
        "- `List`",
        "",
        "### Waiters removed",
        "",
        "- `Up`",
    ]


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each string, number and boolean in a model."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path


INSTALLED = next((Path(botocore.__file__).parent / "data" / "appstream").glob("*/service-2.json*"))
MODEL = read_model(INSTALLED)
LEAVES = list(leaves(MODEL))


@given(st.sampled_from(LEAVES))
def test_every_change_in_the_real_model_is_reported(path: tuple[str | int, ...]) -> None:
    changed = json.loads(json.dumps(MODEL))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = "something else"
    assert describe(MODEL, changed)
    assert identify(changed) != identify(MODEL)


def test_equal_models_have_no_output() -> None:
    assert describe(MODEL, json.loads(json.dumps(MODEL))) == ""
    assert len(facts_of(MODEL)) > 1000


def write_wheel(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    return path


def test_a_model_is_read_from_a_wheel_compressed_or_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = "botocore/data/appstream/2016-12-01"
    service = json.dumps(SERVICE).encode()
    old = write_wheel(
        tmp_path / "old.whl",
        {
            f"{folder}/service-2.json.gz": gzip.compress(service),
            f"{folder}/waiters-2.json": b'{"version": 2, "waiters": {"Up": {}}}',
            "botocore/data/appstream-other/1/service-2.json": b"{}",
        },
    )
    new = write_wheel(
        tmp_path / "new.whl",
        {
            f"{folder}/service-2.json": service,
            f"{folder}/paginators-1.json": b'{"pagination": {}}',
            f"{folder}/waiters-2.json": b'{"version": 2, "waiters": {"Up": {}, "Down": {}}}',
        },
    )
    assert main([str(old), str(new)]) == 0
    assert capsys.readouterr().out == "### Waiters added\n\n- `Down`\n"
    assert main(["--identify", str(old)]) == 0
    assert capsys.readouterr().out.strip() == identify(read_model(old))


def test_a_wheel_without_a_model_or_with_two_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no model of appstream"):
        read_model(write_wheel(tmp_path / "none.whl", {"botocore/__init__.py": b""}))
    two = {
        f"botocore/data/appstream/{version}/service-2.json": json.dumps(SERVICE).encode()
        for version in ("2016-12-01", "2027-01-01")
    }
    with pytest.raises(ValueError, match="more than one service-2"):
        read_model(write_wheel(tmp_path / "two.whl", two))


@pytest.mark.parametrize("arguments", [["one"], ["--identify", "one", "two"]])
def test_a_wrong_number_of_models_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "pass two models to compare, or one with --identify" in capsys.readouterr().err
