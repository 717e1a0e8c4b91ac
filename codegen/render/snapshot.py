"""Renders ``_snapshot.json``: the names in the model from which the other files are generated."""

from __future__ import annotations

import json

from codegen.read_model import Snapshot


def render_snapshot(snapshot: Snapshot) -> str:
    """Return the names by owner.

    The key of operations is empty, that of a structure's members is ``Session.``, and that of an enum's
    values is ``SessionState`` with a space.
    """
    names = {"": sorted(snapshot.operations)}
    for shape, definition in sorted(snapshot.shapes.items()):
        if members := definition.get("members"):
            names[f"{shape}."] = list(members)
        if values := definition.get("enum"):
            names[f"{shape} "] = list(values)
    content = {
        "generated": "by codegen; do not edit",
        "botocore": snapshot.botocore_version,
        "model": snapshot.model_hash,
        "names": names,
    }
    return json.dumps(content, indent=1) + "\n"
