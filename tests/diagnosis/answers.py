"""Responses with a value in every member of the model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.shapes import OPERATIONS, SERVICE, came_later

READING = [
    name
    for name in OPERATIONS
    if name.startswith(("Describe", "List", "Get")) and not came_later(name)
]


def output_of(operation: str) -> StructureShape:
    shape = SERVICE.operation_model(operation).output_shape
    assert shape is not None
    return shape


def filled(
    shape: Shape,
    text: Callable[[str], str],
    name: str = "",
    extra: Mapping[str, object] = MappingProxyType({}),
) -> Any:
    """Return a response as JSON data.

    Args:
        shape: The shape of the response.
        text: Returns the text of the member with the given name. It is not called for enums.
        name: The name of the member that has the shape.
        extra: Further members of each structure.
    """
    if isinstance(shape, StructureShape):
        members = {key: filled(item, text, key, extra) for key, item in shape.members.items()}
        return {**members, **extra}
    if isinstance(shape, ListShape):
        return [filled(shape.member, text, name, extra) for _ in range(2)]
    if isinstance(shape, MapShape):
        return {text(name): filled(shape.value, text, name)}
    if getattr(shape, "enum", None):
        return shape.enum[0]
    return {
        "string": text(name),
        "integer": 7,
        "long": 2**40,
        "float": 0.5,
        "double": 0.5,
        "blob": "AP8=",
        "boolean": True,
        "timestamp": 1763000000.125,
    }[shape.type_name]


def numbered(prefix: str) -> Callable[[str], str]:
    """Return a function that returns a unique text for each member.

    InstanceType always has a valid value, because this package reads it as an enum.
    """
    numbers = count(1)
    return lambda name: (
        "stream.standard.small" if name == "InstanceType" else f"{prefix}{next(numbers)}"
    )


def body(response: Any) -> bytes:
    return json.dumps(response).encode()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every scalar in the value."""
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    else:
        yield path
    for key, item in entries:
        yield from leaves(item, (*path, key))
