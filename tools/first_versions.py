"""Finds the first version of botocore that has each name of a service's model.

    python -m tools.first_versions                   searches from the last version in the file
    python -m tools.first_versions --from 1.40.70    searches from this version

The script needs only the package index, through pip. The model changes rarely, so the script downloads few
versions: if two versions have the same names, it skips all versions between them. The generator reads the
file, and adds missing names under the version with which it runs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from codegen.model_names import names_in
from tools.model_diff import SERVICE, read_model

FILE = Path(__file__).resolve().parent.parent / "codegen" / "data" / "first_versions.json"

Read = Callable[[str], frozenset[str]]
"""A function that returns the names in the model of a version."""


def first_versions(versions: Sequence[str], read: Read) -> dict[str, list[str]]:
    """Return the names that are new in each version after the first one.

    Versions without new names are omitted.

    Args:
        versions: The versions, oldest first. If a later version removed a name, the search may
            not find it.
        read: A function that returns the names of a version.
    """
    if read(versions[0]) == read(versions[-1]):
        return {}
    middle = len(versions) // 2
    if middle <= 1 and len(versions) - middle <= 1:
        came = read(versions[1]) - read(versions[0])
        return {versions[1]: sorted(came)} if came else {}
    return first_versions(versions[: middle + 1], read) | first_versions(versions[middle:], read)


def merged(known: dict[str, list[str]], found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return all names by version, oldest version first. For names in both, ``found`` has precedence."""
    moved = {name for names in found.values() for name in names}
    kept = {
        version: [name for name in names if name not in moved] for version, names in known.items()
    }
    versions = sorted({*kept, *found}, key=version_key)
    both = {v: sorted({*kept.get(v, ()), *found.get(v, ())}) for v in versions}
    return {version: names for version, names in both.items() if names}


def version_key(version: str) -> tuple[int, ...]:
    """Return the sort key of a version."""
    return tuple(int(part) for part in version.split("."))


def released_versions(text: str) -> list[str]:
    """Return the versions in the output of ``pip index versions``, oldest first."""
    line = next(line for line in text.splitlines() if line.startswith("Available versions:"))
    return sorted(line.partition(":")[2].replace(" ", "").split(","), key=version_key)


@cache
def _names(version: str) -> frozenset[str]:
    with tempfile.TemporaryDirectory() as folder:
        _pip("download", "--quiet", "--no-deps", "--dest", folder, f"botocore=={version}")
        model: Any = read_model(next(Path(folder).glob("*.whl")))
    return frozenset(names_in(model[SERVICE]))


def _pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - constants and versions


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.first_versions", description=__doc__)
    parser.add_argument("--from", dest="start", help="default: the last version in the file")
    options = parser.parse_args(arguments)
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    start = version_key(options.start or known["to"])
    released = released_versions(_pip("index", "versions", "botocore"))
    versions = [version for version in released if version_key(version) >= start]
    content = {
        "from": known.get("from", versions[0]),
        "to": versions[-1],
        "names": merged(known.get("names", {}), first_versions(versions, _names)),
    }
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
