"""The last accepted model: its names, and the types of its members."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from codegen.accepted_types import Types, types_of
from codegen.model_names import names_in
from codegen.read_model import Snapshot

FILE = "accepted_model.json"
VERSIONS_FILE = "first_versions.json"

Names = Mapping[str, Sequence[str]]
"""Names by owner.

The owner is ``""`` for operations and shapes, ``Session.`` for members, ``SessionState `` for
values.
"""


@frozen
class AcceptedModel:
    """The last accepted model; empty if there is none."""

    names: Names = field(factory=dict[str, "Sequence[str]"])
    types: Types = field(factory=dict[str, "Mapping[str, str]"])


def read_accepted(folder: Path) -> AcceptedModel:
    """Read ``accepted_model.json`` in a data folder, if it exists."""
    path = folder / FILE
    if not path.is_file():
        return AcceptedModel()
    content = json.loads(path.read_text(encoding="utf-8"))
    return AcceptedModel(names=content["names"], types=content["types"])


def render_accepted(snapshot: Snapshot) -> str:
    """Return the text of ``accepted_model.json`` for a model."""
    content = {
        "generated": "by codegen; do not edit",
        "names": grouped_names(snapshot),
        "types": types_of(snapshot),
    }
    return json.dumps(content, indent=1) + "\n"


def grouped_names(snapshot: Snapshot) -> Names:
    """Return the names in a model by owner."""
    names: dict[str, list[str]] = {"": []}
    for name in names_in(snapshot.service):
        split = max(name.find("."), name.find(" ")) + 1
        names.setdefault(name[:split], []).append(name[split:])
    names[""].sort()
    return dict(sorted(names.items()))


def read_versions(folder: Path) -> dict[str, list[str]]:
    """Read the names that first appeared in each version of botocore.

    ``tools.first_versions`` determines them.
    """
    path = folder / VERSIONS_FILE
    if not path.is_file():
        return {}
    names: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))["names"]
    return names


def with_new_names(
    versions: Mapping[str, Sequence[str]], snapshot: Snapshot, accepted: AcceptedModel
) -> dict[str, list[str]]:
    """Add the names that are new in a model to its version of botocore."""
    if not accepted.names:
        return {version: list(names) for version, names in versions.items()}
    known = {name for names in versions.values() for name in names}
    known |= {f"{owner}{name}" for owner, names in accepted.names.items() for name in names}
    new = [name for name in names_in(snapshot.service) if name not in known]
    found = {version: list(names) for version, names in versions.items()}
    if new:
        here = snapshot.botocore_version
        found[here] = sorted([*found.get(here, ()), *new])
    return found


def render_versions(folder: Path, versions: Mapping[str, Sequence[str]]) -> str:
    """Return the text of ``first_versions.json`` with these names."""
    content = json.loads((folder / VERSIONS_FILE).read_text(encoding="utf-8"))
    return json.dumps({**content, "names": versions}, indent=1) + "\n"
