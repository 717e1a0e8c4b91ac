"""Splits an entry of a seed into members of the create request and members of the resource.

A described resource is a resource as Describe operations return it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StructureShape

from appstream_typed.local.seeding.schema_checks import read_time
from appstream_typed.local.seeding.seed_format import Kind
from appstream_typed.local.seeding.seed_schema import described_shape, request_shape
from appstream_typed.local.wire.messages import Body


def without_nulls(value: Any) -> Any:
    """Return a copy of plain data without null values, which AppStream treats as missing."""
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value).items()
        return {name: without_nulls(item) for name, item in members if item is not None}
    if isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        return [without_nulls(item) for item in items if item is not None]
    return value


def request_members(kind: Kind, entry: Body) -> Body:
    """Return the members of an entry that belong to the create request."""
    return cast("Body", _pruned(entry, request_shape(kind)))


def described_members(kind: Kind, entry: Body) -> Body:
    """Return the members of an entry that belong to the described resource, with times as datetimes."""
    return cast("Body", _pruned(entry, described_shape(kind)))


def _pruned(value: Any, shape: Shape | None) -> Any:
    """Return the parts of a value that the shape contains, with times as datetimes."""
    if isinstance(shape, StructureShape):
        members = cast("Mapping[str, Shape]", shape.members)
        return {k: _pruned(item, members[k]) for k, item in value.items() if k in members}
    if isinstance(shape, ListShape):
        return [_pruned(item, shape.member) for item in value]
    if isinstance(shape, MapShape):
        return {key: _pruned(item, shape.value) for key, item in value.items()}
    if shape is not None and shape.type_name == "timestamp":
        return _time(value)
    return value if shape is not None else {}


def _time(value: object) -> datetime:
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, timezone.utc)
    time = value if isinstance(value, datetime) else read_time(str(value))
    return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time
