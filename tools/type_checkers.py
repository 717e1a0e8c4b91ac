"""Runs type checkers on programs in a folder, and reads their reports.

A program marks a deliberate mistake with ``# type: ignore[code]``, and each type checker must find it. mypy,
pyright and basedpyright report a mark on a line without a mistake. ty and pyrefly have different codes, so
``unmarked`` compares their reports with the marks.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

MARK = "# type: ignore["
_FOUND_SOMETHING = 1
"""The exit code of every checker if it reports errors.

A larger code means that it could not check the programs.
"""


class Finding(NamedTuple):
    """An error that a type checker reports."""

    checker: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return the line to print."""
        return f"{self.file}:{self.line}: {self.message} ({self.checker})"


def run_mypy(folder: Path, programs: Sequence[str]) -> list[Finding]:
    """Check the programs in a folder with mypy, with the settings of its ``pyproject.toml``."""
    return list(read_mypy(_run(folder, "mypy", "--output", "json", *programs)))


def run_pyright(folder: Path, programs: Sequence[str]) -> list[Finding]:
    """Check the programs in a folder with pyright, with the settings of its ``pyproject.toml``."""
    return _run_pyright("pyright", folder, programs)


def run_basedpyright(folder: Path, programs: Sequence[str]) -> list[Finding]:
    """Check the programs in a folder with basedpyright, with pyright's settings."""
    return _run_pyright("basedpyright", folder, programs)


def _run_pyright(checker: str, folder: Path, programs: Sequence[str]) -> list[Finding]:
    options = ["--pythonpath", sys.executable, "--outputjson", "--level", "error"]
    return list(read_pyright(_run(folder, checker, *options, *programs), folder, checker))


def run_ty(folder: Path, programs: Sequence[str]) -> list[Finding]:
    """Check the programs in a folder with ty."""
    options = ["check", "--python", sys.prefix, "--output-format", "gitlab"]
    output = _run(folder, "ty", *options, *programs)
    return unmarked(read_ty(output), folder, programs, "ty")


def run_pyrefly(folder: Path, programs: Sequence[str]) -> list[Finding]:
    """Check the programs in a folder with pyrefly, which also reports marked mistakes."""
    # Without settings of its own, pyrefly uses mypy's. Without --config, it searches for settings near
    # each installed module. nox installs modules inside the checkout, whose settings point to ``src``.
    settings = folder / "pyrefly.toml"
    settings.write_text('enabled-ignores = ["pyrefly"]\n', encoding="utf-8")
    options = ["check", "--config", str(settings), "--python-interpreter-path", sys.executable]
    options += ["--output-format", "json"]
    output = _run(folder, "pyrefly", *options, *programs)
    return unmarked(read_pyrefly(output), folder, programs, "pyrefly")


CHECKERS: Mapping[str, Callable[[Path, Sequence[str]], list[Finding]]] = {
    "mypy": run_mypy,
    "pyright": run_pyright,
    "basedpyright": run_basedpyright,
    "ty": run_ty,
    "pyrefly": run_pyrefly,
}


def _run(folder: Path, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(  # noqa: S603 - a fixed command
        command, cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode > _FOUND_SOMETHING:
        raise RuntimeError(f"{module} did not check the programs:\n{done.stdout}{done.stderr}")
    return done.stdout


def read_mypy(output: str) -> Iterator[Finding]:
    """Read the errors in the output of ``mypy --output json``."""
    for entry in (json.loads(line) for line in output.splitlines() if line):
        if entry["severity"] == "error":
            file = Path(entry["file"]).as_posix()
            yield Finding("mypy", file, entry["line"], entry["message"])


def read_pyright(output: str, folder: Path, checker: str = "pyright") -> Iterator[Finding]:
    """Read the errors in the output of ``pyright --outputjson``.

    Raises:
        ValueError: No file was checked.
    """
    report = json.loads(output)
    if not report["summary"]["filesAnalyzed"]:
        raise ValueError(f"{checker} found no program to check")
    for entry in report["generalDiagnostics"]:
        if entry["severity"] == "error":
            file = Path(entry["file"]).resolve().relative_to(folder.resolve()).as_posix()
            line = entry["range"]["start"]["line"] + 1
            yield Finding(checker, file, line, _one_line(entry["message"]))


def read_ty(output: str) -> Iterator[Finding]:
    """Read the errors in the output of ``ty check --output-format gitlab``, which also has warnings."""
    entries: list[dict[str, Any]] = json.loads(output)
    for entry in entries:
        if entry["severity"] in ("major", "critical", "blocker"):
            place = entry["location"]
            line = place["positions"]["begin"]["line"]
            yield Finding("ty", place["path"], line, _one_line(entry["description"]))


def read_pyrefly(output: str) -> Iterator[Finding]:
    """Read the errors in the output of ``pyrefly check --output-format json``."""
    for entry in json.loads(output)["errors"]:
        if entry["severity"] == "error":
            yield Finding("pyrefly", entry["path"], entry["line"], _one_line(entry["description"]))


def unmarked(
    findings: Iterator[Finding], folder: Path, programs: Sequence[str], checker: str
) -> list[Finding]:
    """Return the findings on unmarked lines, and a new finding for each marked line that has none."""
    marks = {
        (path.relative_to(folder).as_posix(), number)
        for program in programs
        for path in (folder / program).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MARK in line
    }
    found = list(findings)
    places = {(finding.file, finding.line) for finding in found}
    wrong = [finding for finding in found if (finding.file, finding.line) not in marks]
    return wrong + [
        Finding(checker, file, line, "does not find this mistake")
        for file, line in sorted(marks - places)
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
