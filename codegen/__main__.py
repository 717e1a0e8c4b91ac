"""The command line of the generator."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen.build_service import build
from codegen.output import compare, format_files, write
from codegen.problems import CodegenError
from codegen.read_data import load_data
from codegen.read_model import read_snapshot
from codegen.render import render
from codegen.render.snapshot import render_snapshot

_ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Generate, or check for drift. Return the exit code: 1 for drift or an error."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if files differ")
    parser.add_argument("--data", type=Path, default=_ROOT / "codegen" / "data")
    parser.add_argument("--package", type=Path, help="default: that of the data, below src")
    options = parser.parse_args(arguments)
    try:
        data = load_data(options.data)
        snapshot = read_snapshot(data.service.service)
        rendered = render(build(snapshot, data)) | {"_snapshot.json": render_snapshot(snapshot)}
        files = format_files(rendered, _ROOT / "pyproject.toml")
        package = options.package or _ROOT / "src" / data.service.package
    except CodegenError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        write(files, package)
        return 0
    drift = compare(files, package)
    if drift:
        print(f"{drift}\nRun `nox -s generate` and commit what it writes.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
