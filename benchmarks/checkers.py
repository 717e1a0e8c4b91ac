"""The cost of type-checking a program: CPU time and memory of mypy and pyright."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from processes import CHECKED

COMMANDS: Mapping[str, list[str]] = {
    "mypy --strict": ["-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", os.devnull],
    "pyright": ["-m", "pyright", "--pythonpath", sys.executable],
}


class Cost(NamedTuple):
    """The cost of one run."""

    seconds: float
    """The CPU time of the process and its children."""
    bytes: float
    """The peak memory of the largest of these processes."""


def costs(rounds: int) -> dict[str, dict[str, Cost]]:
    """Return the median cost by checker and package. Each round runs every program."""
    found: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package, program in CHECKED.items():
            (folder / _file(package)).write_text(program, encoding="utf-8")
        for checker, command in COMMANDS.items():
            runs: dict[str, list[Cost]] = {package: [] for package in CHECKED}
            for _ in range(rounds):
                for package, measured in runs.items():
                    measured.append(_run([sys.executable, *command, _file(package)], folder))
            found[checker] = {
                package: Cost(*map(median, zip(*measured, strict=True)))
                for package, measured in runs.items()
            }
    return found


def _file(package: str) -> str:
    return f"{package.replace('-', '_')}_program.py"


def _run(command: list[str], folder: Path) -> Cost:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
