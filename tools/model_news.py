"""Prints the news fragment for a new model, which lists the new names.

    python -m tools.model_news OLD NEW

OLD and NEW are files ``_snapshot.json``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Names = Mapping[str, Sequence[str]]
_IO = ("Request", "Result", "Response")


def news(old: Names, new: Names, version: str) -> str:
    """Return the text of the fragment, or an empty text if there are no new names.

    Args:
        old: The names of the previous model, by owner as in ``_snapshot.json``.
        new: The names of the new model.
        version: The version of botocore that has the new model.
    """
    groups = {
        "operations": [
            f"client.{_snake(name)}" for name in _came(old, new, "") if _is_call(name, new)
        ],
        "parameters": list(_parameters(old, new)),
        "classes": [name for name in _came(old, new, "") if _is_class(name, new)],
        "members": [
            f"{owner[:-1]}.{_snake(name)}"
            for owner in new
            if owner in old and owner.endswith(".") and not owner[:-1].endswith(_IO)
            for name in _came(old, new, owner)
        ],
        "values": [
            f"{owner[:-1]} {name}"
            for owner in new
            if owner in old and owner.endswith(" ")
            for name in _came(old, new, owner)
        ],
    }
    parts = [
        f"{kind} {', '.join(f'`{name}`' for name in names)}"
        for kind, names in groups.items()
        if names
    ]
    return f"The model of botocore {version}: {'; '.join(parts)}.\n" if parts else ""


def _came(old: Names, new: Names, owner: str) -> list[str]:
    before = set(old.get(owner, ()))
    return [name for name in new.get(owner, ()) if name not in before]


def _is_call(name: str, names: Names) -> bool:
    """Return whether a name is an operation, which has a request shape."""
    return f"{name}Request" in names[""]


def _is_class(name: str, names: Names) -> bool:
    is_io = name.endswith(_IO) and _is_call(re.sub("|".join(_IO), "", name), names)
    return not is_io and not _is_call(name, names) and any(f"{name}{end}" in names for end in ". ")


def _parameters(old: Names, new: Names) -> Iterator[str]:
    for owner in new:
        if owner in old and owner.endswith("Request."):
            call = _snake(owner.removesuffix("Request."))
            yield from (f"{call}({_snake(name)}=)" for name in _came(old, new, owner))


def _snake(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return words.lower()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.model_news", description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args(arguments)
    old, new = (_load(path) for path in (options.old, options.new))
    sys.stdout.write(news(old["names"], new["names"], new["botocore"]))
    return 0


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
