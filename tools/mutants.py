"""Runs mutation tests: makes one small change to the handwritten core, and checks that a test fails.

    python -m tools.mutants                      tests all modules; may take more than an hour
    python -m tools.mutants _transport/cursor    tests this module

The script runs cosmic-ray in a copy of the repository, and prints the changes that no test detected.
mutants.toml can list changes that no caller can observe, with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(__file__).with_suffix(".toml")
_CONFIG = """
[cosmic-ray]
module-path = "{path}"
timeout = 60.0
excluded-modules = []
test-command = "{command}"

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = {exclude}
"""
# The excluded mutants would change `X | None` in annotations, which are never evaluated.
_EXCLUDED = ["core/ReplaceBinaryOperator_BitOr_.*"]


class Mutant(NamedTuple):
    """A mutant and its outcome."""

    outcome: str
    diff: str

    @property
    def added(self) -> str:
        """Return the added lines."""
        lines = self.diff.splitlines()
        return "\n".join(line for line in lines if line.startswith("+") and line[:3] != "+++")


def mutants_of(module: str, tests: list[str], copy: Path) -> list[Mutant]:
    """Create every mutant of a module, and run the tests on each."""
    python = sys.executable
    command = " ".join([python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests])
    path = f"src/appstream_typed/{module}.py"
    name = module.replace("/", "-")
    config, session = copy / f"{name}.toml", copy / f"{name}.sqlite"
    text = _CONFIG.format(path=path, command=command, exclude=json.dumps(_EXCLUDED))
    config.write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"}
    bin_ = Path(python).parent

    def run(*arguments: str) -> str:
        done = subprocess.run(
            arguments, cwd=copy, env=env, check=True, capture_output=True, text=True
        )
        return done.stdout

    run(str(bin_ / "cosmic-ray"), "init", str(config), str(session))
    run(str(bin_ / "cr-filter-operators"), str(session), str(config))
    run(str(bin_ / "cosmic-ray"), "baseline", str(config))
    run(str(bin_ / "cosmic-ray"), "exec", str(config), str(session))
    found: list[Mutant] = []
    for line in run(str(bin_ / "cosmic-ray"), "dump", str(session)).splitlines():
        _, result = json.loads(line)
        if result is None or result["worker_outcome"] == "skipped":
            continue
        outcome = "killed" if result["worker_outcome"] != "normal" else result["test_outcome"]
        found.append(Mutant(outcome, result["diff"] or ""))
    return found


def main() -> int:
    """Run the mutants and print the results. Return the exit code: 1 if an unknown mutant survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="modules in mutants.toml; default: all")
    options = parser.parse_args()
    data: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))
    unknown = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".git", ".nox", "_build", "__pycache__", "dist")
        shutil.copytree(ROOT, copy, ignore=ignored)
        for module in options.modules or data:
            found = mutants_of(module, data[module]["tests"], copy)
            known = [text for entry in data[module].get("same", ()) for text in entry["changes"]]
            alive = [mutant for mutant in found if mutant.outcome == "survived"]
            strange = [mutant for mutant in alive if not any(k in mutant.added for k in known)]
            unknown += len(strange)
            killed = len(found) - len(alive)
            share = killed / max(1, len(found))
            print(f"{module}: {killed} of {len(found)} killed ({share:.1%})", flush=True)
            for mutant in strange:
                print(mutant.diff, flush=True)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
