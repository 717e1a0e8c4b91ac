"""Type-checks programs against the installed package with strict mypy, strict pyright and three other checkers.

    python -m tools.check_programs                      checks this checkout's programs
    python -m tools.check_programs --release v1.0.0     checks the programs of a release

The programs are `tests/typing`, `examples` and the Python code of the documentation. The script copies them,
without `src`, to a temporary folder, and checks them there with their own `pyproject.toml`. The checkers
therefore use the installed package, as they do for users. Only mypy and pyright check a release's programs.

`checker_bugs.toml` lists bugs of type checkers, each with a link to its report. If a program of a
release no longer type-checks, the code has a breaking change. `accepted_breaks.toml` lists the accepted
breaking changes with their reasons. The script prints each problem on a line. The exit code is 1 if
there are problems.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from tools.docs_programs import FOLDER as DOCUMENTATION
from tools.docs_programs import write_programs
from tools.type_checkers import CHECKERS, Finding

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = Path(__file__).with_name("accepted_breaks.toml")
PROGRAMS = ("tests/typing", "examples")
SETTINGS = "pyproject.toml"
BUGS = Path(__file__).with_name("checker_bugs.toml")
CHECKERS_OF_A_RELEASE = ("mypy", "pyright")
"""The checkers for the programs of a release.

Each new version of the other checkers finds errors that earlier versions did not find.
"""


class CheckerBug(TypedDict):
    """A false or missing error of a type checker, from ``checker_bugs.toml``."""

    checker: str
    file: str
    message: str
    link: str


class AcceptedBreak(TypedDict):
    """An accepted breaking change, from ``accepted_breaks.toml``."""

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
    packed = subprocess.run([*command, *PROGRAMS, SETTINGS], check=True, stdout=subprocess.PIPE)  # noqa: S603 - a fixed command
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def without_bugs(findings: Iterable[Finding], bugs: Sequence[CheckerBug]) -> list[Finding]:
    """Remove the findings of known checker bugs, and add a finding for each bug that is fixed."""
    reported = list(findings)

    def is_covered(finding: Finding, bug: CheckerBug) -> bool:
        return (finding.checker, finding.file) == (bug["checker"], bug["file"]) and (
            bug["message"] in finding.message
        )

    kept = [found for found in reported if not any(is_covered(found, bug) for bug in bugs)]
    return kept + [
        Finding(
            bug["checker"], bug["file"], 0, f"this checker bug is fixed; delete it from {BUGS.name}"
        )
        for bug in bugs
        if not any(is_covered(finding, bug) for finding in reported)
    ]


def read_bugs(path: Path = BUGS) -> list[CheckerBug]:
    """Read the known bugs of type checkers."""
    data: dict[str, list[CheckerBug]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return data.get("bugs", [])


def check(folder: Path, checkers: Iterable[str]) -> list[Finding]:
    """Check the programs in a folder."""
    programs = [name for name in (*PROGRAMS, DOCUMENTATION) if (folder / name).is_dir()]
    return [finding for name in checkers for finding in CHECKERS[name](folder, programs)]


def find_problems(findings: Iterable[Finding], accepted: Sequence[AcceptedBreak]) -> list[str]:
    """Return the findings that are not accepted, and the accepted breaks that no checker reports."""
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
    """Read the accepted breaks since a release. Without a release there are none."""
    data: dict[str, list[AcceptedBreak]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [entry for entry in data.get("breaks", []) if entry["release"] == release]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_programs", description=__doc__)
    parser.add_argument("--release", help="the tag whose programs to check, for example v1.0.0")
    release: str | None = parser.parse_args(arguments).release
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if release is None:
            copy_programs(ROOT, folder)
            write_programs(ROOT, folder)
            findings = without_bugs(check(folder, CHECKERS), read_bugs())
        else:
            extract_programs(ROOT, release, folder)
            findings = check(folder, CHECKERS_OF_A_RELEASE)
    problems = find_problems(findings, read_accepted(release))
    programs = "this checkout" if release is None else release
    version = ".".join(map(str, sys.version_info[:2]))
    summary = f"{len(problems)} problems: programs of {programs}, Python {version}\n"
    sys.stdout.write("".join(f"{problem}\n" for problem in problems) + summary)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
