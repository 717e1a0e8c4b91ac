"""The cost of type-checking a program: CPU time and memory of mypy and pyright."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from processes import CHECKED

COMMANDS: Mapping[str, tuple[list[str], str]] = {
    "mypy": (
        ["-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", os.devnull],
        "--python-executable",
    ),
    "pyright": (["-m", "pyright"], "--pythonpath"),
}
"""The command of each checker, and its option for the Python whose packages it reads."""
STUBS = ("boto3-stubs", "botocore-stubs", "mypy_boto3_", "s3transfer-stubs")


class Cost(NamedTuple):
    """The cost of one run."""

    seconds: float
    """The CPU time of the process and its children."""
    bytes: float
    """The peak memory of the largest of these processes."""


def costs(rounds: int) -> dict[str, dict[str, Cost]]:
    """Return the median cost by checker and package. Each round runs every program.

    A checker reads boto3-stubs for the program that uses boto3. It reads them for the program that uses
    this package only in the results that say so.
    """
    found: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package, program in CHECKED.items():
            (folder / _file(package)).write_text(program, encoding="utf-8")
        plain = _python_without_stubs(folder / "plain")
        for checker, (command, option) in COMMANDS.items():
            programs = {
                "boto3": ("boto3", sys.executable),
                "alone": ("appstream-typed", plain),
                "beside": ("appstream-typed", sys.executable),
            }
            runs: dict[str, list[Cost]] = {each: [] for each in programs}
            for _ in range(rounds):
                for each, (package, python) in programs.items():
                    arguments = [sys.executable, *command, option, python, _file(package)]
                    runs[each].append(_run(arguments, folder))
            cost = {each: Cost(*map(median, zip(*runs[each], strict=True))) for each in runs}
            found[checker] = {"boto3": cost["boto3"], "appstream-typed": cost["alone"]}
            found[f"{checker} beside boto3-stubs"] = {
                "boto3": cost["boto3"],
                "appstream-typed": cost["beside"],
            }
    return found


def _python_without_stubs(folder: Path) -> str:
    """Return the Python of a new environment with links to all installed packages but the stubs of boto3."""
    venv.create(folder, symlinks=os.name == "posix")
    base = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", vars=base))
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        if not package.name.startswith(STUBS):
            (packages / package.name).symlink_to(package)
    scripts = Path(sysconfig.get_path("scripts", vars=base))
    return str(scripts / Path(sys.executable).name)


def _file(package: str) -> str:
    return f"{package.replace('-', '_')}_program.py"


def _run(command: list[str], folder: Path) -> Cost:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
