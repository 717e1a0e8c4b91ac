"""Prints or sets the version of botocore from which code is generated.

python -m tools.botocore_pin             prints the version
python -m tools.botocore_pin 1.44.6      sets the version
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

_PIN = re.compile(r'(?<="botocore == )[^"]+(?=")')
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")


def read_pin(text: str) -> str:
    """Return the pinned version in the text of a ``pyproject.toml``.

    Raises:
        ValueError: The text has no pin, or more than one.
    """
    pins: list[str] = _PIN.findall(text)
    if len(pins) != 1:
        raise ValueError(f'"botocore == VERSION" occurs {len(pins)} times; it must occur once')
    return pins[0]


def write_pin(text: str, version: str) -> str:
    """Return the text with another version pinned.

    Raises:
        ValueError: The version does not consist of numbers and dots, or the text does not have
            exactly one pin.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is not a version of botocore; use one such as 1.44.6")
    read_pin(text)
    return _PIN.sub(version, text)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.botocore_pin", description=__doc__)
    parser.add_argument("version", nargs="?")
    parser.add_argument("--project", type=Path, default=PROJECT, help="the pyproject.toml")
    options = parser.parse_args(arguments)
    text = options.project.read_text(encoding="utf-8")
    if options.version is None:
        sys.stdout.write(f"{read_pin(text)}\n")
    else:
        options.project.write_text(write_pin(text, options.version), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
