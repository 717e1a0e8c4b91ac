"""The names in the model from which this release was generated, and the versions that added them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen


@frozen
class Snapshot:
    """The content of ``_snapshot.json``."""

    botocore: str
    """The version of botocore that contains the model."""
    names: frozenset[str]
    """All names, in the form ``CreateFleet``, ``Session``, ``Session.Id``, ``SessionState ACTIVE``."""
    first_versions: dict[str, str]
    """The botocore version that added a name. Only names added after 1.40.70 are listed."""


@cache
def load_snapshot() -> Snapshot:
    """Read the file. Only errors and the diagnosis need it."""
    text = (files("appstream_typed") / "_snapshot.json").read_text("utf-8")
    content: Any = json.loads(text)
    return Snapshot(
        botocore=content["botocore"],
        names=frozenset(
            f"{owner}{name}" for owner, names in content["names"].items() for name in names
        ),
        first_versions={
            name: version for version, names in content["first_versions"].items() for name in names
        },
    )


def explain_lacking(name: str) -> str | None:
    """Explain that the installed botocore lacks a name. Return ``None`` if this release lacks it too."""
    from botocore import __version__ as installed

    snapshot = load_snapshot()
    if name not in snapshot.names:
        return None
    version = snapshot.first_versions.get(name)
    needed = f"botocore {version} or newer" if version else "another version of botocore"
    return (
        f"not available in the installed botocore {installed}; install {needed}: "
        f"pip install --upgrade boto3"
    )
