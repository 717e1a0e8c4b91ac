"""The JSON schema of seeds, derived from the installed model.

``seed.schema.json`` in this folder is the schema for the botocore version that the package is
generated from. Editors use it if a seed specifies it as ``"$schema"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from appstream_typed.local.seeding.seed_format import EXTRAS, KINDS, REQUIRED, Kind
from appstream_typed.local.wire.api_model import load_model

_SCALARS = {"boolean": "boolean", "integer": "integer", "long": "integer"}


@cache
def seed_schema() -> dict[str, Any]:
    """Return the schema of seeds for the installed model."""
    properties: dict[str, Any] = {
        "$schema": {"type": "string"},
        "origin": {
            "type": "object",
            "description": "The account and region of the ARNs in the seed. In these ARNs, they are "
            "replaced by the account and region in which the resources are created.",
            "properties": {"AccountId": {"type": "string"}, "RegionName": {"type": "string"}},
            "required": ["AccountId", "RegionName"],
            "additionalProperties": False,
        },
    }
    for name, kind in KINDS.items():
        properties[name] = {"type": "array", "items": _entry(name, kind)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seed of a local AppStream",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def request_shape(kind: Kind) -> StructureShape | None:
    """Return the shape of the create request, or of its items if the request creates several resources."""
    operation = load_model().operations.get(kind.operation or "")
    shape: Shape | None = None if operation is None else operation.input_shape
    if isinstance(shape, StructureShape) and kind.batch is not None:
        listed = shape.members[kind.batch]
        shape = listed.member if isinstance(listed, ListShape) else None
    return shape if isinstance(shape, StructureShape) else None


def described_shape(kind: Kind) -> StructureShape | None:
    """Return the shape of the described resource; ``None`` if the installed model lacks it."""
    service = load_model().service
    if kind.described is None or kind.described not in service.shape_names:
        return None
    return cast("StructureShape", service.shape_for(kind.described))


def _entry(name: str, kind: Kind) -> dict[str, Any]:
    request, described = request_shape(kind), described_shape(kind)
    schema = _merged(request, described)
    required = REQUIRED.get(name, ())
    if request is not None:
        required = tuple(m for m in request.required_members if m not in kind.optional)
    schema["properties"] |= {extra: dict(EXTRAS[extra]) for extra in kind.extra}
    schema.pop("required", None)
    if required:
        schema["required"] = list(required)
    return schema


def _merged(*shapes: Shape | None) -> dict[str, Any]:
    """Return the schema of an object with the members of several structures."""
    present = [shape for shape in shapes if isinstance(shape, StructureShape)]
    by_member: dict[str, list[Shape]] = {}
    for shape in present:
        for name, member in cast("Mapping[str, Shape]", shape.members).items():
            by_member.setdefault(name, []).append(member)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _schema(*found) for name, found in by_member.items()},
        "additionalProperties": False,
    }
    always = [
        name
        for name in (present[0].required_members if present else ())
        if all(name in shape.required_members for shape in present)
    ]
    if always:
        schema["required"] = always
    return schema


def _schema(*shapes: Shape) -> dict[str, Any]:
    shape = shapes[0]
    if isinstance(shape, StructureShape):
        return _merged(*shapes)
    if isinstance(shape, ListShape):
        items = [s.member for s in shapes if isinstance(s, ListShape)]
        return {"type": "array", "items": _schema(*items)}
    if isinstance(shape, MapShape):
        return {"type": "object", "additionalProperties": _schema(shape.value)}
    if shape.type_name == "timestamp":
        return {"type": ["string", "number"], "format": "date-time"}
    if isinstance(shape, StringShape) and shape.enum:
        return {"type": "string", "enum": list(shape.enum)}
    return {"type": _SCALARS.get(shape.type_name, "string")}
