"""The command line of the generator."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen.output import changed, compare, format_files, put, write
from codegen.problems import CodegenError
from codegen.run import Run

_ROOT = Path(__file__).resolve().parent.parent
_DESCRIPTION = "Generate the typed package from botocore's model and the data."


def main(arguments: list[str] | None = None) -> int:
    """Generate or check the files. Return the exit code, which is 1 for drift or an error."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=_DESCRIPTION)
    parser.add_argument(
        "--check", action="store_true", help="write nothing, and fail if the files differ"
    )
    parser.add_argument(
        "--accept", action="store_true", help="accept incompatible changes of types"
    )
    parser.add_argument(
        "--data", type=Path, default=_ROOT / "codegen" / "data", help="the data folder"
    )
    parser.add_argument("--package", type=Path, help="the package folder; by default below src")
    options = parser.parse_args(arguments)
    folder: Path = options.data
    try:
        run = Run(folder, accept=options.accept)
        package: Path = options.package or _ROOT / "src" / run.package
        files = format_files(run.package_files, _ROOT / "pyproject.toml")
    except CodegenError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        write(files, package)
        put(run.data_files, folder)
        print(run.report(), end="")
        return 0
    drift = [
        str(found) for found in (compare(files, package), changed(run.data_files, folder)) if found
    ]
    if drift:
        print(
            *drift, "Run `nox -s generate` and commit the written files.", sep="\n", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
