"""Compares the types of members with those of the last accepted model.

The data contains names but no types, so a separate file stores the types of the last model. An
incompatible change of a type stops the generator until ``python -m codegen --accept`` accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botocore import xform_name

from codegen.model_queries import ModelQueries
from codegen.problems import Problems
from codegen.read_model import Json, Snapshot

Types = Mapping[str, Mapping[str, str]]
"""The type of each member by structure, such as ``list<str>``.

The type of a required member ends with ``!``.
"""

_SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "timestamp": "datetime",
    "blob": "bytes",
}


def types_of(snapshot: Snapshot) -> Types:
    """Return the types in a model."""
    return {
        name: {
            member: _type(definition["shape"], snapshot.shapes, frozenset())
            + ("!" if member in shape.get("required", ()) else "")
            for member, definition in shape["members"].items()
        }
        for name, shape in sorted(snapshot.shapes.items())
        if shape["type"] == "structure" and not shape.get("exception") and shape["members"]
    }


def check_types(
    snapshot: Snapshot, queries: ModelQueries, accepted: Types, problems: Problems
) -> None:
    """Report each incompatible change of a member, and the programs that the change breaks."""
    now = types_of(snapshot)
    callers = {queries.io_name(name, "input"): xform_name(name) for name in snapshot.operations}
    for structure, members in accepted.items():
        for member, old in members.items():
            new = now.get(structure, {}).get(member)
            if new is not None and new != old:
                for change, broken in _changes(structure, member, (old, new), callers):
                    problems.add(
                        f"incompatible change of {structure}.{member}: {change}; it breaks {broken}. "
                        f"To accept it, run `python -m codegen --accept`"
                    )
        for member, new in now.get(structure, {}).items():
            if member not in members and new.endswith("!"):
                problems.add(
                    f"incompatible change of {structure}: the new member {member} is required; it breaks "
                    f"{_without(structure, member, callers)}. To accept it, run `python -m codegen --accept`"
                )


def _changes(
    structure: str, member: str, types: tuple[str, str], callers: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    old, new = types
    if old.rstrip("!") != new.rstrip("!"):
        users = (
            f"calls of {callers[structure]}() that pass {xform_name(member)}="
            if structure in callers
            else f"programs that read or pass {structure}.{xform_name(member)}"
        )
        yield f"its type changed from {old.rstrip('!')} to {new.rstrip('!')}", users
    if new.endswith("!") and not old.endswith("!"):
        yield "it is required now", _without(structure, member, callers)
    if old.endswith("!") and not new.endswith("!") and structure not in callers:
        yield (
            "it is no longer required",
            f"programs that read {structure}.{xform_name(member)} without a check for None",
        )


def _without(structure: str, member: str, callers: Mapping[str, str]) -> str:
    call = f"{callers[structure]}()" if structure in callers else f"{structure}()"
    return f"calls of {call} without {xform_name(member)}="


def _type(name: str, shapes: Json, inside: frozenset[str]) -> str:
    shape = shapes[name]
    if shape["type"] == "structure" or "enum" in shape or name in inside:
        return name
    if shape["type"] == "list":
        return f"list<{_type(shape['member']['shape'], shapes, inside | {name})}>"
    if shape["type"] == "map":
        return f"map<{_type(shape['value']['shape'], shapes, inside | {name})}>"
    kind: str = shape["type"]
    return _SCALARS.get(kind, kind)
