"""Renders ``_snapshot.json``: the names in the model that all the rest is generated from."""

from __future__ import annotations

import json

from codegen.read_model import Snapshot


def render_snapshot(snapshot: Snapshot) -> str:
    """Operations, members (``Session.``) and enum values (``SessionState ``), by owner."""
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
