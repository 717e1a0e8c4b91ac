"""Checks whether the newest botocore has a different AppStream model than the pinned one.

    python -m tools.newest_model                   prints the differences; exit code 1 if there are any
    python -m tools.newest_model --output FILE     also writes ``version`` and ``branch`` for the workflow

The script needs only the package index, through pip. It neither installs nor runs the two versions.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.botocore_pin import PROJECT, read_pin
from tools.model_diff import describe, identify, read_model


def download(requirement: str, folder: Path) -> Path:
    """Download the wheel of a requirement without its dependencies."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), requirement]
    subprocess.run(command, check=True)  # noqa: S603 - constants and a pinned version
    return next(folder.glob("*.whl"))


def version_of(wheel: Path) -> str:
    """Return the version in the name of a wheel."""
    return wheel.name.split("-")[1]


def report(pinned: Path, newest: Path) -> tuple[str, dict[str, str]]:
    """Compare the models of two wheels.

    Returns:
        The text to print, and a dict with ``version`` and ``branch`` for the workflow. The dict is
        empty if the models are equal.
    """
    new = read_model(newest)
    differences = describe(read_model(pinned), new)
    version = version_of(newest)
    if not differences:
        return f"botocore {version} has the model of {version_of(pinned)}.\n", {}
    title = f"botocore {version} has a different AppStream model than {version_of(pinned)}.\n\n"
    return title + differences, {"version": version, "branch": f"appstream-model-{identify(new)}"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.newest_model", description=__doc__)
    parser.add_argument(
        "--output", type=Path, help="append version and branch to this file, and exit with 0"
    )
    options = parser.parse_args(arguments)
    pin = read_pin(PROJECT.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        pinned = download(f"botocore=={pin}", Path(name) / "pinned")
        newest = download("botocore", Path(name) / "newest")
        text, found = report(pinned, newest)
    sys.stdout.write(text)
    if options.output is None:
        return 1 if found else 0
    with options.output.open("a", encoding="utf-8") as file:
        file.writelines(f"{key}={value}\n" for key, value in found.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
