"""The generator works for other services, and its output does not mention AppStream."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

import appstream_typed
from codegen.build_service import build
from codegen.output import format_files, generated_files, write
from codegen.problems import CodegenError
from codegen.read_data import Data, load_data
from codegen.read_model import read_snapshot
from codegen.render import render

ROOT = Path(__file__).resolve().parents[2]
SERVICES = Path(__file__).with_name("services")
HANDWRITTEN = Path(appstream_typed.__file__).parent
NAMES = sorted(folder.name for folder in SERVICES.iterdir() if folder.is_dir())


def data_of(name: str) -> Data:
    """Return the data of a service, with the handwritten names in the same modules as in this project."""
    data, own = load_data(SERVICES / name), load_data(ROOT / "codegen" / "data").service
    service = data.service

    def translated(names: Mapping[str, str]) -> dict[str, str]:
        renamed = {
            own.client: service.client,
            own.async_client: service.async_client,
            own.base_error: service.base_error,
        }
        return {
            renamed.get(name, name): module.replace(own.package, service.package)
            for name, module in names.items()
        }

    exports, handwritten = translated(own.exports), translated(own.handwritten)
    handwritten |= service.handwritten
    return attrs.evolve(
        data, service=attrs.evolve(service, exports=exports, handwritten=handwritten)
    )


def rendered(data: Data) -> dict[str, str]:
    return render(build(read_snapshot(data.service.service), data))


@pytest.fixture(scope="module", params=NAMES)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated package of a service with a copy of the handwritten modules."""
    data = data_of(request.param)
    folder = tmp_path_factory.mktemp("generated") / data.service.package
    generated = generated_files(HANDWRITTEN)
    for file in HANDWRITTEN.rglob("*.py"):
        path = file.relative_to(HANDWRITTEN)
        if path.as_posix() not in generated and path.parts[0] != "local":
            text = file.read_text(encoding="utf-8")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(
                text.replace("appstream_typed", folder.name).replace(
                    "AppStreamError", data.service.base_error
                ),
                encoding="utf-8",
            )
    write(format_files(rendered(data), ROOT / "pyproject.toml"), folder)
    return folder


def test_a_service_without_waiters_has_no_module_of_waiters() -> None:
    files = {name: rendered(data_of(name)) for name in ("domain_exports", "home_region")}
    assert "waiters/methods.py" in files["domain_exports"]
    assert not any(path.startswith("waiters/") for path in files["home_region"])


def test_every_file_compiles_and_none_mentions_appstream(package: Path) -> None:
    files = generated_files(package)
    assert len(files) >= 15
    for path in files:
        text = (package / path).read_text(encoding="utf-8")
        compile(text, path, "exec")
        assert "appstream" not in f"{path}\n{text}".lower(), path


def test_no_name_is_undefined_or_unused(package: Path) -> None:
    files = [str(package / path) for path in sorted(generated_files(package))]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_package_is_usable(package: Path) -> None:
    modules = [
        f"{package.name}.{path}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in sorted(generated_files(package))
    ]
    name = package.name.removesuffix("_typed")
    program = "\n".join(
        [
            *(f"import {module}" for module in modules),
            (SERVICES / name / "use.py").read_text(encoding="utf-8"),
        ]
    )
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_handwritten_name_without_a_module_is_reported() -> None:
    data = data_of("home_region")
    handwritten = {
        name: module for name, module in data.service.handwritten.items() if name != "utc"
    }
    lacking = attrs.evolve(data, service=attrs.evolve(data.service, handwritten=handwritten))
    handwritten.pop("optional_utc")
    with pytest.raises(
        CodegenError, match=r"import optional_utc; add its module to \[handwritten\]"
    ):
        rendered(lacking)
