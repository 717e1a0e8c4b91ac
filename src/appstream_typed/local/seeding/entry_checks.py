"""Checks the entries of a seed more strictly than AppStream does requests: to find slips."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from botocore.model import ListShape, Shape, StringShape, StructureShape

from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.request_validation import check_types

_SESSION_TYPES: dict[str, type] = {
    "StackName": str,
    "FleetName": str,
    "UserId": str,
    "AuthenticationType": str,
    "Count": int,
}


def copy_without_nulls(value: Any) -> Any:
    """A copy of plain data without what is null, which AppStream takes as not there."""
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return {name: copy_without_nulls(item) for name, item in members if item is not None}
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [copy_without_nulls(item) for item in items if item is not None]
    return value


def check_entry(entry: Body, operation: str, batch: str | None = None) -> None:
    """Check that an entry has known members only, and values of the right types.

    Args:
        entry: The request, or an item of one.
        operation: The operation that it is for.
        batch: The member of the request that lists such items.

    Raises:
        ValueError: A member is not known; names it.
        ServiceError: A value is of the wrong type; names the member.
    """
    shape = load_model().input_shape(operation)
    if batch is not None:
        listed = cast("StructureShape", shape).members[batch]
        shape = cast("ListShape", listed).member
    if shape is None:
        return
    check_types(entry, shape)
    for path in _unknown(entry, shape, ""):
        msg = f"{path} is not known"
        raise ValueError(msg)


def check_session(entry: Body) -> None:
    """Check an entry of ``sessions``.

    Raises:
        ValueError: Something is wrong with it.
    """
    for name, value in entry.items():
        expected = _SESSION_TYPES.get(name)
        if expected is None:
            msg = f"{name} is not a key of a session; known are {', '.join(_SESSION_TYPES)}"
            raise ValueError(msg)
        if type(value) is not expected:
            msg = f"{name} must be of the type {expected.__name__}, got {value!r}"
            raise ValueError(msg)
    for name in ("StackName", "FleetName"):
        if name not in entry:
            msg = f"{name} is missing"
            raise ValueError(msg)
    if ("UserId" in entry) == ("Count" in entry):
        msg = "either UserId or Count is needed"
        raise ValueError(msg)
    if "Count" in entry and "AuthenticationType" in entry:
        msg = "AuthenticationType goes with UserId; those counted have API"
        raise ValueError(msg)
    if entry.get("Count", 1) < 1:
        msg = f"Count must be 1 or more, got {entry['Count']}"
        raise ValueError(msg)
    kinds = cast("StringShape", load_model().service.shape_for("AuthenticationType")).enum
    if entry.get("AuthenticationType", "API") not in kinds:
        msg = f"AuthenticationType must be one of {', '.join(kinds)}"
        raise ValueError(msg)


def _unknown(value: Any, shape: Shape, path: str) -> Iterator[str]:
    """Paths of the members that the shape does not have."""
    if value is None:
        return
    if isinstance(shape, StructureShape):
        for name, item in value.items():
            where = f"{path}.{name}" if path else str(name)
            if name in shape.members:
                yield from _unknown(item, shape.members[name], where)
            else:
                yield where
    elif isinstance(shape, ListShape):
        for index, item in enumerate(value):
            yield from _unknown(item, shape.member, f"{path}[{index}]")
