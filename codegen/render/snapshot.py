"""Renders ``_snapshot.json``: the names in the model from which the other files are generated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from codegen.accepted_model import grouped_names
from codegen.model_names import names_in
from codegen.read_model import Snapshot


def render_snapshot(snapshot: Snapshot, versions: Mapping[str, Sequence[str]]) -> str:
    """Return the names by owner, and the versions of botocore in which newer names first appeared.

    The owner is an empty string for operations and shapes, ``Session.`` for the members of a
    structure, and ``SessionState`` with a space for the values of an enum.
    """
    present = set(names_in(snapshot.service))
    content = {
        "generated": "by codegen; do not edit",
        "botocore": snapshot.botocore_version,
        "model": snapshot.model_hash,
        "names": grouped_names(snapshot),
        "first_versions": {
            version: [name for name in names if name in present]
            for version, names in versions.items()
        },
    }
    return json.dumps(content, indent=1) + "\n"
