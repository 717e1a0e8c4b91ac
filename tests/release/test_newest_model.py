"""``tools.newest_model`` finds a new model, and other tools find first versions and new names."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader

from tools import newest_model
from tools.botocore_pin import PROJECT, read_pin
from tools.first_versions import FILE, first_versions, merged, released_versions, version_key
from tools.model_news import news

Json = dict[str, Any]


@pytest.fixture(scope="module")
def model() -> Json:
    loaded: Json = Loader().load_service_model("appstream", "service-2")
    return json.loads(json.dumps(loaded))


def wheel(folder: Path, version: str, model: Json) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"botocore-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("botocore/data/appstream/2016-12-01/service-2.json", json.dumps(model))
    return path


@pytest.fixture
def index(tmp_path: Path, model: Json, monkeypatch: pytest.MonkeyPatch) -> Json:
    """Return the model of the newest botocore, which a test may change.

    The pinned botocore has the installed model.
    """
    newest = copy.deepcopy(model)

    def download(requirement: str, folder: Path) -> Path:
        _, _, pinned = requirement.partition("==")
        return wheel(folder, pinned or "9.9.9", model if pinned else newest)

    monkeypatch.setattr(newest_model, "download", download)
    return newest


def test_an_equal_model_passes_the_check(index: Json, capsys: pytest.CaptureFixture[str]) -> None:
    assert newest_model.main([]) == 0
    assert capsys.readouterr().out.startswith("botocore 9.9.9 has the model of ")


def test_a_different_model_fails_the_check_and_is_described(
    index: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    index["shapes"]["Fleet"]["members"]["Smell"] = {"shape": "String"}
    assert newest_model.main([]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("botocore 9.9.9 has a different AppStream model than ")
    assert "- `Fleet`: `Smell` (`String`)" in shown


def test_the_workflow_receives_version_and_branch(index: Json, tmp_path: Path) -> None:
    output = tmp_path / "found"
    assert newest_model.main(["--output", str(output)]) == 0
    assert output.read_text(encoding="utf-8") == ""
    index["shapes"]["Fleet"]["members"]["Smell"] = {"shape": "String"}
    assert newest_model.main(["--output", str(output)]) == 0
    version, branch = output.read_text(encoding="utf-8").splitlines()
    assert version == "version=9.9.9"
    assert branch.startswith("branch=appstream-model-")


# --- first versions ---------------------------------------------------------------------------


def test_each_name_is_found_in_its_first_version() -> None:
    added = {"1.0.3": {"A"}, "1.1.0": {"B", "C"}, "1.1.7": {"D"}}
    versions = [f"1.{minor}.{patch}" for minor in (0, 1) for patch in range(9)]
    requested: list[str] = []

    def read(version: str) -> frozenset[str]:
        requested.append(version)
        until = versions.index(version)
        return frozenset("X").union(
            *(names for v, names in added.items() if versions.index(v) <= until)
        )

    found = first_versions(versions, read)
    assert found == {version: sorted(names) for version, names in added.items()}
    assert len(set(requested)) < len(versions)


def test_versions_between_equal_models_are_not_read() -> None:
    versions = [f"1.0.{patch}" for patch in range(100)]
    requested: set[str] = set()

    def read(version: str) -> frozenset[str]:
        requested.add(version)
        return frozenset("X")

    assert first_versions(versions, read) == {}
    assert requested == {"1.0.0", "1.0.99"}


def test_found_versions_replace_assumed_versions() -> None:
    known = {"1.0.0": ["A"], "1.2.0": ["B", "C"]}
    assert merged(known, {"1.1.0": ["C"], "1.10.0": ["D"]}) == {
        "1.0.0": ["A"],
        "1.1.0": ["C"],
        "1.2.0": ["B"],
        "1.10.0": ["D"],
    }


def test_released_versions_are_sorted() -> None:
    text = "botocore (1.10.0)\nAvailable versions: 1.10.0, 1.9.1, 1.9.0\n"
    assert released_versions(text) == ["1.9.0", "1.9.1", "1.10.0"]


# --- news -------------------------------------------------------------------------------------


def test_the_news_lists_new_names_by_kind() -> None:
    old = {
        "": ["Fleet", "FleetState", "StopFleet", "StopFleetRequest"],
        "Fleet.": ["Name"],
        "FleetState ": ["RUNNING"],
        "StopFleetRequest.": ["Name"],
    }
    new = {
        "": [
            *old[""],
            *("Smell", "SmellList", "Teleporter", "TeleportFleet"),
            *("TeleportFleetRequest", "TeleportFleetResult"),
        ],
        "Fleet.": ["Name", "SmellType"],
        "FleetState ": ["RUNNING", "DANCING"],
        "Smell ": ["ROSES"],
        "StopFleetRequest.": ["Name", "Gently"],
        "Teleporter.": ["Name"],
        "TeleportFleetRequest.": ["Name"],
        "TeleportFleetResult.": ["Teleporter"],
    }
    assert news(old, new, "1.45.0") == (
        "The model of botocore 1.45.0: operations `client.teleport_fleet`; "
        "parameters `stop_fleet(gently=)`; classes `Smell`, `Teleporter`; "
        "members `Fleet.smell_type`; values `FleetState DANCING`.\n"
    )
    assert news(new, new, "1.45.0") == ""


def test_first_versions_cover_the_pinned_botocore() -> None:
    content = json.loads(FILE.read_text(encoding="utf-8"))
    pin = read_pin(PROJECT.read_text(encoding="utf-8"))
    assert content["from"] == "1.40.70"
    assert version_key(content["to"]) >= version_key(pin)
