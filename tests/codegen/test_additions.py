"""AWS's additions are placed by rules and generated automatically, and the generated code works."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import botocore
import pytest

import appstream_typed
from codegen.__main__ import main
from codegen.data_files import DataFiles
from codegen.output import format_files, generated_files, put, write
from codegen.problems import CodegenError
from codegen.read_data import load_data
from codegen.read_model import Snapshot, read_snapshot
from codegen.run import Run
from tests.codegen.synthetic_models import with_additions

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "codegen" / "data"
PACKAGE = Path(appstream_typed.__file__).parent
USE = Path(__file__).with_name("use_additions.py")
MODELS = Path(botocore.__file__).parent / "data" / "appstream" / "2016-12-01"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_snapshot("appstream")


@pytest.fixture(scope="module")
def added(snapshot: Snapshot) -> Snapshot:
    """The model of a later botocore, with one addition of each kind."""
    model = with_additions(snapshot.service)
    return attrs.evolve(snapshot, service=model, botocore_version="1.99.0")


@pytest.fixture(scope="module")
def run(added: Snapshot) -> Run:
    return Run(DATA, snapshot=added)


@pytest.fixture(scope="module")
def data(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data after the run."""
    folder = tmp_path_factory.mktemp("data") / "data"
    shutil.copytree(DATA, folder)
    put(run.data_files, folder)
    return folder


@pytest.fixture(scope="module")
def home(run: Run, added: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the generated package, and with the model in botocore's search path."""
    folder = tmp_path_factory.mktemp("home")
    package = folder / "site" / "appstream_typed"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    write(format_files(run.package_files, ROOT / "pyproject.toml"), package)
    models = folder / ".aws" / "models" / "appstream" / "2099-01-01"
    shutil.copytree(MODELS, models)
    (models / "service-2.json.gz").unlink()
    (models / "service-2.json").write_text(json.dumps(added.service), encoding="utf-8")
    yield folder
    shutil.rmtree(folder)


def test_nothing_is_added_for_the_installed_model() -> None:
    assert "Added to the data" not in Run(DATA).report()


def test_each_addition_is_placed_by_the_rules(data: Path) -> None:
    resources = load_data(data).resources
    fleets, stacks, shared = (resources[name] for name in ("fleets", "stacks", "shared"))
    # The noun in its name determines the resource of an operation. An operation without a resource is shared.
    assert fleets.operations["CreateFleetTeleporter"].returns == "member Teleporter"
    assert fleets.operations["DeleteFleetTeleporter"].returns == "nothing"
    assert fleets.operations["MeasureFleetTeleporter"].returns == "result"
    assert fleets.operations["DescribeFleetTeleporters"].returns == "pages"
    assert fleets.operations["DescribeFleetTeleports"].returns == "pages Teleporters"
    assert shared.operations["GuessTheWeather"].returns == "member Weather"
    # The pinned returns of earlier operations are unchanged.
    assert stacks.operations["DescribeStacks"].returns == "pages Stacks"
    assert stacks.operations["CreateStack"].returns == "member Stack"
    # A structure is placed with the structures that use it, or in the shared file if two resources use it.
    assert {"Teleporter", "TeleporterPart"} <= set(fleets.shapes)
    assert "Scent" in shared.enums
    assert "ComputeCapacityStatus" in shared.shapes
    assert "ComputeCapacityStatus" not in fleets.shapes
    assert shared.shapes["ComputeCapacityStatus"].summary
    errors = load_data(data).errors
    assert "TeleportException" in errors
    assert "ValidationException" not in errors  # an error of all services


def test_additions_have_empty_texts_and_existing_texts_are_kept(data: Path) -> None:
    before, after = load_data(DATA), load_data(data)
    new = after.resources["fleets"].operations["CreateFleetTeleporter"]
    assert new.summary == ""
    assert set(new.parameters.values()) == {""}
    old = before.resources["fleets"].operations["UpdateFleet"].parameters
    assert {**after.resources["fleets"].operations["UpdateFleet"].parameters, **old} == {
        **old,
        "Teleporters": "",
        "Scent": "",
    }


def test_the_report_lists_additions_and_missing_texts(run: Run) -> None:
    report = run.report()
    for line in (
        "operation CreateFleetTeleporter: resources/fleets.toml, returns 'member Teleporter'",
        "parameter Gently of StopFleet: resources/fleets.toml",
        "member Scent of Fleet: resources/fleets.toml",
        "value FLOATING of FleetState: resources/fleets.toml",
        "structure Teleporter: resources/fleets.toml",
        "enum Scent: resources/shared.toml",
        "error TeleportException: errors.toml",
        "moved ComputeCapacityStatus: resources/shared.toml, since several resources use it now",
        "resources/fleets.toml: operations.CreateFleetTeleporter.summary",
        "resources/fleets.toml: shapes.Fleet.members.Scent",
        "resources/shared.toml: enums.Scent.values.ROSES",
        "errors.toml: TeleportException.advice",
    ):
        assert f"  {line}\n" in report, line


def test_only_texts_are_missing_after_the_run(data: Path, added: Snapshot) -> None:
    again = Run(data, snapshot=added)
    title, *lines = [
        line for line in again.report().splitlines() if not line.startswith("For review")
    ]
    missing = [line.strip() for line in lines if ".toml: " in line and "pattern of" not in line]
    assert "Added to the data" not in f"{title}{lines}"
    files = DataFiles(data)
    for line in missing:
        path, _, key = line.partition(": ")
        files.put(path, key.split("."), "Words.")
    put(files.changed(), data)
    assert "Texts are missing" not in Run(data, snapshot=added).report()


def test_a_new_name_first_appeared_in_the_version_of_the_model(run: Run) -> None:
    names = json.loads(run.data_files["first_versions.json"])["names"]
    assert "Fleet.Scent" in names["1.99.0"]
    assert "CreateFleetTeleporter" in names["1.99.0"]
    assert "FleetState FLOATING" in names["1.99.0"]
    assert "Fleet.Name" not in str(names)
    shipped = json.loads(run.package_files["_snapshot.json"])["first_versions"]
    assert shipped["1.99.0"] == names["1.99.0"]


def test_a_second_member_of_a_result_breaks_no_program(data: Path, added: Snapshot) -> None:
    model = copy.deepcopy(added.service)
    result = model["shapes"]["CreateFleetTeleporterResult"]
    result["members"]["Receipt"] = {"shape": "String"}
    Run(data, snapshot=attrs.evolve(added, service=model))
    # The generator pinned the return when it added the operation, even though the texts are missing.
    pinned = load_data(data).resources["fleets"].operations["CreateFleetTeleporter"]
    assert pinned.returns == "member Teleporter"


def test_the_removal_of_an_addition_stops_the_generator(data: Path, added: Snapshot) -> None:
    model = copy.deepcopy(added.service)
    del model["operations"]["GuessTheWeather"]
    with pytest.raises(CodegenError, match="removed operation GuessTheWeather"):
        Run(data, snapshot=attrs.evolve(added, service=model))


def test_check_reports_incomplete_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    stacks = folder / "resources" / "stacks.toml"
    text = stacks.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("StreamingExperience")]
    stacks.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["--check", "--data", str(folder), "--package", str(PACKAGE)]) == 1
    assert "changed: data/resources/stacks.toml" in capsys.readouterr().err


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "HOME": str(home), "PYTHONPATH": str(home / "site")}


def test_the_generated_package_supports_all_additions(home: Path) -> None:
    command = [sys.executable, "-W", "error", str(USE)]
    done = subprocess.run(
        command, env=environment(home), cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "all additions work\n"


WHOLE = ("-p", "appstream_typed", "--exclude", "__pyinstaller/hook-")
"""The whole package, except for the hook of PyInstaller, which has no types."""


@pytest.mark.parametrize("target", [WHOLE, (str(USE),)], ids=["package", "use"])
def test_the_generated_package_is_typed(home: Path, target: tuple[str, ...]) -> None:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        str(home / "cache"),
        *target,
    ]
    env = {**environment(home), "MYPYPATH": str(home / "site")}
    done = subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_generated_name_is_undefined_or_unused(home: Path) -> None:
    package = home / "site" / "appstream_typed"
    files = [str(package / path) for path in sorted(generated_files(package))]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
