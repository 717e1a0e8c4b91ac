"""Lists the missing texts, which are empty in the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codegen.read_data import Data, resource_path


def missing_texts(data: Data) -> list[str]:
    """Return the places of missing texts, such as ``resources/stacks.toml: shapes.Stack.members.Smell``."""
    tables: dict[str, Mapping[str, Any]] = {"errors.toml": data.errors}
    tables |= {
        resource_path(name): {
            "operations": resource.operations,
            "shapes": resource.shapes,
            "enums": resource.enums,
        }
        for name, resource in data.resources.items()
    }
    return [f"{path}: {key}" for path, table in tables.items() for key in _empty(table, "")]


def _empty(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _empty(item, f"{key}.{name}" if key else name)
    elif isinstance(value, str):
        if not value:
            yield key
    else:
        required = ("summary", "advice", "parameters", "members", "values")
        for name in required:
            if hasattr(value, name):
                yield from _empty(getattr(value, name), f"{key}.{name}")
