"""Type-checks programs against the installed package, with mypy and pyright, both strict.

    python -m tools.check_programs                      this checkout's programs
    python -m tools.check_programs --release v1.0.0     those of a release

The programs are `tests/typing` and `examples`. They are copied, without `src`, to a temporary folder
and checked there with the settings of their own `pyproject.toml`. So the checkers see the installed
package, as users do. Programs of a release that no longer type-check are breaking changes:
`accepted_breaks.toml` lists those that were decided, with the reason.
Every problem is a line; the exit code is 1 if there is one.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = Path(__file__).with_name("accepted_breaks.toml")
PROGRAMS = ("tests/typing", "examples")
SETTINGS = "pyproject.toml"
_FOUND_SOMETHING = 1
"""The exit code of both checkers if they report errors; larger ones mean that they did not check."""


class Finding(NamedTuple):
    """An error that a type checker reports."""

    checker: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return the line to print."""
        return f"{self.file}:{self.line}: {self.message} ({self.checker})"


class AcceptedBreak(TypedDict):
    """A breaking change that was decided, from ``accepted_breaks.toml``."""

    release: str
    file: str
    message: str
    reason: str


def copy_programs(root: Path, folder: Path) -> None:
    """Copy the programs of a checkout, and their settings."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in PROGRAMS:
        shutil.copytree(root / name, folder / name, ignore=ignored)
    shutil.copy(root / SETTINGS, folder)


def extract_programs(root: Path, release: str, folder: Path) -> None:
    """Extract the programs of a release from the repository, and their settings.

    Raises:
        subprocess.CalledProcessError: The release is unknown, or has no programs.
    """
    command = ["git", "-C", str(root), "archive", "--format", "tar", release]
    packed = subprocess.run([*command, *PROGRAMS, SETTINGS], check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own command
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def run_mypy(folder: Path) -> list[Finding]:
    """Check the programs in a folder with mypy."""
    return list(read_mypy(_run(folder, "mypy", "--output", "json", *PROGRAMS)))


def run_pyright(folder: Path) -> list[Finding]:
    """Check the programs in a folder with pyright."""
    output = _run(folder, "pyright", "--pythonpath", sys.executable, "--outputjson")
    return list(read_pyright(output, folder))


def _run(folder: Path, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode > _FOUND_SOMETHING:
        raise RuntimeError(f"{module} did not check anything:\n{done.stdout}{done.stderr}")
    return done.stdout


def read_mypy(output: str) -> Iterator[Finding]:
    """Read the errors in the output of ``mypy --output json``."""
    for entry in (json.loads(line) for line in output.splitlines() if line):
        if entry["severity"] == "error":
            file = Path(entry["file"]).as_posix()
            yield Finding("mypy", file, entry["line"], entry["message"])


def read_pyright(output: str, folder: Path) -> Iterator[Finding]:
    """Read the errors in the output of ``pyright --outputjson``.

    Raises:
        ValueError: No file was checked.
    """
    report = json.loads(output)
    if not report["summary"]["filesAnalyzed"]:
        raise ValueError("pyright found no program to check")
    for entry in report["generalDiagnostics"]:
        if entry["severity"] == "error":
            file = Path(entry["file"]).resolve().relative_to(folder.resolve()).as_posix()
            line = entry["range"]["start"]["line"] + 1
            yield Finding("pyright", file, line, " ".join(entry["message"].split()))


def find_problems(findings: Iterable[Finding], accepted: Sequence[AcceptedBreak]) -> list[str]:
    """Return the findings that nobody accepted, and the accepted breaks that nothing reports."""
    reported = list(findings)
    problems = [
        str(finding)
        for finding in reported
        if not any(_is_covered(finding, entry) for entry in accepted)
    ]
    problems += [
        f"{entry['file']}: no checker reports {entry['message']!r}; delete it from {ACCEPTED.name}"
        for entry in accepted
        if not any(_is_covered(finding, entry) for finding in reported)
    ]
    return problems


def _is_covered(finding: Finding, entry: AcceptedBreak) -> bool:
    return finding.file == entry["file"] and entry["message"] in finding.message


def read_accepted(release: str | None, path: Path = ACCEPTED) -> list[AcceptedBreak]:
    """Read the breaks since a release that were decided; without a release there are none."""
    data: dict[str, list[AcceptedBreak]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [entry for entry in data.get("breaks", []) if entry["release"] == release]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_programs", description=__doc__)
    parser.add_argument("--release", help="the tag whose programs are checked, for example v1.0.0")
    release: str | None = parser.parse_args(arguments).release
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if release is None:
            copy_programs(ROOT, folder)
        else:
            extract_programs(ROOT, release, folder)
        findings = [*run_mypy(folder), *run_pyright(folder)]
    problems = find_problems(findings, read_accepted(release))
    programs = "this checkout" if release is None else release
    version = ".".join(map(str, sys.version_info[:2]))
    summary = f"{len(problems)} problems: programs of {programs}, Python {version}\n"
    sys.stdout.write("".join(f"{problem}\n" for problem in problems) + summary)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
