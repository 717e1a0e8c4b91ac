"""Sample data derived from botocore's AppStream model, and comparisons of models with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from hypothesis import strategies as st

from appstream_typed import models
from appstream_typed._support.snapshot import load_snapshot
from appstream_typed.models.base import Model

INVENTED = "AddedLater"
"""A member that is not in the model. botocore drops it, and this package keeps it."""
FORMS = ("full", "required", "unknown", "empty")

SERVICE: ServiceModel = botocore.session.Session().get_service_model("appstream")
OPERATIONS: list[str] = list(SERVICE.operation_names)


_WRITTEN_FOR = "1.44.8"
"""The last botocore version whose operations are all complete in this package.

An operation is complete if the local AppStream has a handler for it and the diagnosis has a probe.
"""


def came_later(name: str) -> bool:
    """Return whether a later botocore added the name, which may have no handler or probe yet."""
    version = load_snapshot().first_versions.get(name, "0")
    return _numbers(version) > _numbers(_WRITTEN_FOR)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def structures() -> list[StructureShape]:
    """Return the structures of the installed model that have a class."""
    names = [name for name in SERVICE.shape_names if name in models.__all__]
    return [shape for name in names if isinstance(shape := SERVICE.shape_for(name), StructureShape)]


def wire(shape: Shape | None, form: str) -> Any:
    """Return an AppStream response before it is encoded."""
    if isinstance(shape, StructureShape):
        if form == "empty":
            return {}
        wanted = shape.required_members if form == "required" else shape.members
        found = {name: wire(shape.members[name], form) for name in wanted}
        return {**found, INVENTED: {"A": [1]}} if form == "unknown" else found
    if isinstance(shape, ListShape):
        return [wire(shape.member, form), wire(shape.member, form)]
    if isinstance(shape, MapShape):
        return {"key": wire(shape.value, form)}
    if shape is None:
        return {}
    if getattr(shape, "enum", None):
        return "VALUE_ADDED_LATER" if form == "unknown" else shape.enum[-1]
    return {
        "string": "Grüße, 世界 \U0001f600".ljust(shape.metadata.get("min", 0), "x"),
        "integer": 7,
        "long": 2**40,
        "float": 0.5,
        "double": 0.5,
        "boolean": True,
        "blob": b"\x00\xff",
        "timestamp": datetime.fromtimestamp(1763000000.125, timezone.utc),
    }[shape.type_name]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_TIMES = st.integers(0, 32_000_000_000).map(
    lambda eighths: datetime.fromtimestamp(eighths / 8, timezone.utc)
)


@cache  # because hypothesis has to prepare each new strategy
def wires(shape: Shape) -> st.SearchStrategy[Any]:
    """Return a strategy for any valid response of a shape.

    A response has any subset of the members, nulls, unknown members and values, and lists of up to
    three items.
    """
    if isinstance(shape, StructureShape):
        members = {name: st.none() | wires(member) for name, member in shape.members.items()}
        # botocore cannot read CBOR integers of more than 64 bits.
        future = st.integers(-(2**64), 2**64 - 1)
        return st.fixed_dictionaries({}, optional={**members, "AlsoAddedLater": future})
    if isinstance(shape, ListShape):
        return st.lists(wires(shape.member), max_size=3)
    if isinstance(shape, MapShape):
        return st.dictionaries(_TEXT, wires(shape.value), max_size=3)
    if getattr(shape, "enum", None):
        return st.sampled_from([*shape.enum, "VALUE_ADDED_LATER"])
    return {
        "string": _TEXT,
        "integer": st.integers(-(2**31), 2**31 - 1),
        "long": st.integers(-(2**63), 2**63 - 1),
        "float": st.integers(-99, 99).map(lambda eighths: eighths / 8),
        "double": st.floats(allow_nan=False, allow_infinity=False),
        "blob": st.binary(max_size=4),
        "boolean": st.booleans(),
        "timestamp": _TIMES,
    }[shape.type_name]


def assert_agrees(shape: Shape, theirs: Any, ours: Any, path: str = "") -> None:
    """Check that two results are equal, except for empty lists and missing required members."""
    if not isinstance(shape, StructureShape):
        if isinstance(shape, ListShape):
            kept = [item for item in theirs if item is not None]
            assert len(kept) == len(ours), path
            for index, (left, right) in enumerate(zip(kept, ours, strict=True)):
                assert_agrees(shape.member, left, right, f"{path}[{index}]")
        elif isinstance(shape, MapShape):
            kept = {key: item for key, item in theirs.items() if item is not None}
            assert kept.keys() == ours.keys(), path
            for key, item in kept.items():
                assert_agrees(shape.value, item, ours[key], f"{path}[{key!r}]")
        else:
            assert theirs == ours, path
            assert isinstance(ours, type(theirs)) or isinstance(theirs, datetime), path
        return
    for name, value in theirs.items():
        if value is None or value in ([], {}) or name not in shape.members:
            # Unknown members are skipped: botocore's CBOR parser keeps them in structures in maps.
            continue
        assert name in ours, f"{path}.{name} is missing"
        assert_agrees(shape.members[name], value, ours[name], f"{path}.{name}")
    extra = {name for name in ours if theirs.get(name) is None and name != INVENTED}
    assert extra <= set(shape.required_members), f"{path}: botocore's result does not have {extra}"


def typed_argument(shape: Shape, value: Any) -> Any:
    """Convert a request value in boto3's form to the argument of a typed method."""
    if isinstance(shape, StructureShape):
        cls: type[Model] = getattr(models, shape.name)
        return cls.from_dict(value)
    if isinstance(shape, ListShape):
        return [typed_argument(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {key: typed_argument(shape.value, item) for key, item in value.items()}
    return value


def without_empty(value: Any) -> Any:
    """Return the value without empty lists and nulls, at any depth."""
    if isinstance(value, Mapping):
        cleaned = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in cleaned.items() if item is not None and item != []}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value
